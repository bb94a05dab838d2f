package import Casework
package import Contracts
package import Exchange

/// What the machine asks of a memory ledger.
extension MemoryLedger {
    package func setting(_ name: SettingName) -> String? { settings[name] }

    package func outStreams() -> [OutStream] { out.keys.sorted().compactMap { out[$0] } }

    package func inStreams() -> [InStream] { into.keys.sorted().compactMap { into[$0] } }

    /// A peer's stream as it was last written; nil when nothing was read of it.
    package func inStream(_ name: StreamName) -> InStream? { into[name] }

    /// Our stream as it was last written.
    package func outStream(_ name: StreamName) -> OutStream? { out[name] }

    package func readers() -> [PartitionReader] {
        positions.keys.sorted { $0.order < $1.order }.compactMap { positions[$0] }
    }

    package func documents() -> [SignedDocument] { accepted }

    package func blockedCases() -> [String] { held.keys.filter { !$0.isEmpty }.sorted() }

    package func caseFile(_ id: CaseID) -> CaseFile? { cases[id] }

    package func listEntries(of subject: String) -> [CaseFile] {
        (entriesOfSubject[subject] ?? []).sorted { $0.description < $1.description }.compactMap { cases[$0] }
    }

    package func cases(after id: CaseID?, limit: Int) -> [CaseFile] {
        let ids = cases.keys.map(\.description).filter { $0 > id?.description ?? "" }.sorted()
        return ids.prefix(limit).compactMap { CaseID($0).flatMap { cases[$0] } }
    }

    package func incomingHash(stream: StreamName, number: UInt64) -> Digest? {
        incoming(stream, number)?.envelope.leafHash
    }

    package func incomingEnvelopes(stream: StreamName, numbers: ClosedRange<UInt64>) -> [Envelope] {
        MemoryLedger.slice(incoming[stream] ?? [], numbers).map(\.envelope)
    }

    package func knowsLetter(_ id: LetterID) -> Bool { known.contains(id) }

    package func heldBack(caseID: String) -> [HeldBackLetter] {
        guard !caseID.isEmpty else { return [] }
        return (held[caseID] ?? []).compactMap { incoming($0.stream, $0.number) }.sorted { $0.arrival < $1.arrival }
            .map(\.heldBack)
    }

    package func heldBack(stream: StreamName, number: UInt64) -> HeldBackLetter? {
        guard let row = incoming(stream, number), row.isHeldBack else { return nil }
        return row.heldBack
    }

    package func exceptions(stream: StreamName) -> StreamExceptions {
        // Asked for each ack: where nothing of the stream is held back, its letters are not walked through.
        guard held.values.contains(where: { $0.contains { $0.stream == stream } }) else { return StreamExceptions() }
        let rows = (incoming[stream] ?? []).filter(\.isHeldBack)
        return StreamExceptions(
            parked: UInt64(rows.count { $0.disposition == .parked }),
            quarantined: UInt64(rows.count { $0.disposition == .quarantined }),
            lowest: rows.prefix(100).map {
                Acknowledgement.Exception(number: $0.envelope.leaf.number, reason: $0.reason)
            })
    }

    package func outgoingHead(stream: StreamName, number: UInt64) -> Digest? {
        guard number > 0 else { return stream.seed }
        return MemoryLedger.slice(outgoingLetters[stream] ?? [], number...number).first?.headAfter
    }

    package func outgoing(
        stream: StreamName, numbers: ClosedRange<UInt64>
    ) -> [(envelope: Envelope, recordKey: String)] {
        MemoryLedger.slice(outgoingLetters[stream] ?? [], numbers).map { ($0.envelope, $0.recordKey) }
    }

    package func waiting(stream: StreamName) -> [WaitingLetter] { waitingLetters.filter { $0.leaf.stream == stream } }

    package func nextWaiting(stream: StreamName, limit: Int) -> [WaitingLetter] {
        let own = waiting(stream: stream)
        return Array((own.filter(\.isUrgent) + own.filter { !$0.isUrgent }).prefix(limit))
    }

    package func waiting(stream: StreamName, caseID: String) -> [WaitingLetter] {
        waitingLetters.filter { $0.leaf.stream == stream && $0.leaf.caseID == caseID }
    }

    package func streamsWithWaiting() -> [StreamName] { Set(waitingLetters.map(\.leaf.stream)).sorted() }

    package func hasEmission(_ key: String) -> Bool { emissions.contains(key) }

    package func answer(orderID: String) -> OrderAnswer? { answers[orderID] }

    package func dueRungs(at now: Moment, limit: Int) -> [(caseID: CaseID, rung: DeadlineRung)] {
        rungs.rungs.prefix { $0.rung.at <= now }.prefix(limit).map { ($0.id, $0.rung) }
    }

    package func casesWithOpenDeadlines(after id: CaseID?, limit: Int) -> [CaseID] {
        let ids = cases.values.filter { !$0.openDeadlines.isEmpty }.map(\.id.description)
        return ids.filter { $0 > id?.description ?? "" }.sorted().prefix(limit).compactMap { CaseID($0) }
    }

    package func nextRung() -> Moment? { rungs.rungs.first?.rung.at }

    package func attempts(stream: StreamName, number: UInt64) -> Int {
        tries[HeldNumber(stream: stream, number: number)] ?? 0
    }

    package func holdings(of id: CaseID) -> CaseHoldings {
        let text = id.description
        let received = incoming.values.flatMap(\.self).filter { $0.envelope.leaf.caseID == text }
            .sorted { $0.arrival < $1.arrival }
        let sent = outgoingLetters.values.flatMap(\.self).map(\.envelope.leaf).filter { $0.caseID == text }
        let isUnderWay =
            received.contains(where: \.isHeldBack) || waitingLetters.contains { $0.leaf.caseID == text }
            || sent.contains { $0.number > out[$0.stream]?.retired ?? 0 }
        return CaseHoldings(
            received: received.map { ($0.envelope.leaf.stream.office, $0.envelope.leafHash) }, sent: sent.count,
            isUnderWay: isUnderWay)
    }

    package func wasErased(_ id: CaseID) -> Bool { erased.contains(id) }

    package func journalEnd() -> JournalEnd? { JournalEnd(rows: Int64(journal.count), head: nil) }

    private static func slice<Row>(_ rows: [Row], _ numbers: ClosedRange<UInt64>) -> ArraySlice<Row> {
        let first = max(numbers.lowerBound, 1)
        let last = min(numbers.upperBound, UInt64(rows.count))
        return first <= last ? rows[Int(first) - 1...Int(last) - 1] : []
    }
}

extension BusPartition {
    /// Topic by name, then generation and partition by number: the order of the SQLite ledger.
    fileprivate var order: (String, Int, Int) { (topic.description, generation, partition) }
}
