package import Contracts

/// One record as it lay on the bus, before anything in it is believed.
package struct BusRecord: Sendable {
    /// Where it was found; decides nothing about its stream (rule 3).
    package let partition: BusPartition
    /// Offset in the partition.
    package let offset: Int64
    /// Headers as they were.
    package let headers: [RecordHeader]
    /// Value; empty when the record had none.
    package let value: [UInt8]

    /// What it says; nil until somebody read it ahead.
    package private(set) var reading: RecordReading?

    /// A record from its parts.
    package init(partition: BusPartition, offset: Int64, headers: [RecordHeader], value: [UInt8]) {
        self.partition = partition
        self.offset = offset
        self.headers = headers
        self.value = value
    }

    /// The same record with what it says; documents of the registrar are no envelopes and stay as they are.
    package var readAhead: BusRecord {
        guard reading == nil, partition.topic != .directory else { return self }
        var record = self
        record.reading = RecordReading(of: self)
        return record
    }

    /// SHA-256 over headers and value: what tells whether the record before our position is still the same (rule 39).
    package var digest: Digest {
        var writer = FieldWriter(magic: "")
        for header in headers {
            writer.field(header.name)
            writer.field(header.value)
        }
        writer.field(value)
        return Digest.sha256(writer.bytes)
    }
}

/// One partition of one topic in one generation.
package struct BusPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The topic without its namespace.
    package let topic: Topic
    /// The topic's generation, from 1.
    package let generation: Int
    /// The partition, from 0.
    package let partition: Int

    /// A partition from its parts.
    package init(topic: Topic, generation: Int = 1, partition: Int) {
        self.topic = topic
        self.generation = generation
        self.partition = partition
    }

    /// `topic/generation/partition`.
    package var description: String { "\(topic)/\(generation)/\(partition)" }

    package static func < (left: BusPartition, right: BusPartition) -> Bool { left.description < right.description }
}

/// One record that is to be published.
package struct Transmission: Sendable {
    /// What it is, so that a failed one can be made again.
    package enum Purpose: Hashable, Sendable {
        /// Letter `number` of our stream; a failure winds the stream's publication back to before it.
        case letter(StreamName, number: UInt64)
        /// Control record; it is made anew from the ledger when it is needed again.
        case control
    }

    /// Where it goes.
    package let partition: BusPartition
    /// The record key: case id, subject or office.
    package let key: String
    /// The signed content.
    package let envelope: Envelope
    /// What it is.
    package let purpose: Purpose

    /// A transmission from its parts.
    package init(partition: BusPartition, key: String, envelope: Envelope, purpose: Purpose) {
        self.partition = partition
        self.key = key
        self.envelope = envelope
        self.purpose = purpose
    }
}
