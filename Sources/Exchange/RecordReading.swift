package import Contracts

/// What a record says, read before anything of it is believed: the part of handling it that needs no ledger, directory
/// or clock, and so can be done beside the transaction that writes what came before it.
package struct RecordReading: Sendable {
    /// See `BusRecord.digest`.
    package let digest: Digest
    /// The envelope, or why the record is none.
    package let envelope: Result<Envelope, EnvelopeFault>
    /// The body of a numbered letter; nil for other records, and when it cannot be read.
    package let body: BodyReading?
    /// What an unnumbered record says; nil for letters, and for a letter that is given back.
    package let control: ControlReading?

    /// Reads a record.
    package init(of record: BusRecord) {
        digest = record.digest
        do throws(EnvelopeFault) {
            let envelope = try Envelope.read(headers: record.headers, body: record.value)
            self.envelope = .success(envelope)
            body = envelope.leaf.number > 0 && envelope.leaf.classification.isCarried ? BodyReading(envelope) : nil
            let isRead = envelope.leaf.number == 0 && envelope.leaf.type != ControlType.returned
            control = isRead ? ControlReading(envelope) : nil
        } catch {
            envelope = .failure(error)
            body = nil
            control = nil
        }
    }
}
