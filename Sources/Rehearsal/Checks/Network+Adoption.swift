import Contracts
import Exchange
import Offices

/// What a broadcast stream must have taken back before it opens.
extension Network {
    /// Rule 13: own letters that lie in the log before the hello belong to the line.
    mutating func judgeAdoption(_ place: Int, _ commit: Commit) {
        guard let writer = rooms[place].machine?.writer, !rooms[place].begun.hasJumped else { return }
        for stream in commit.outStreams where stream.isOpen && stream.name.topic.isBroadcast {
            let hello = Hello(stream: stream.name, writer: writer)
            guard !rooms[place].begun.opened.contains(hello), let end = checks.seen.offsets[hello] else { continue }
            // Where it stood when it opened: behind what came back, before what is new.
            let fresh = commit.outgoing.first {
                $0.envelope.leaf.stream == stream.name && $0.envelope.statement.writer == writer
            }
            let number = fresh.map { $0.envelope.leaf.number - 1 } ?? stream.number
            let head = fresh?.envelope.leaf.previous ?? stream.head
            checks.expect(
                !liesInLog(stream.name, number + 1, behind: head, before: end), "rule 13",
                "\(rooms[place].name) opens \(stream.name) at \(number), its next letter lies in the log", at: clock)
        }
    }

    private mutating func liesInLog(
        _ stream: StreamName, _ number: UInt64, behind head: Digest, before end: Int64
    ) -> Bool {
        let partition = BusPartition(
            topic: stream.topic, generation: stream.generation, partition: stream.partition)
        let keyID = registry.keys[stream.office]?.keyID
        return bus.logs[bus.place(of: partition)].records.prefix(Int(end)).contains { record in
            guard case .success(let envelope)? = record.reading?.envelope else { return false }
            let leaf = envelope.leaf
            return leaf.stream == stream && leaf.number == number && leaf.previous == head
                && envelope.statement.keyID == keyID && checks.issued[envelope.leafHash]?.office == stream.office
        }
    }
}
