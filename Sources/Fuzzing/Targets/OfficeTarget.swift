import Contracts
import Exchange
import Offices

/// What a verified peer may say to an office: the whole way from record to commit and to what is sent afterwards.
extension FuzzTarget {
    static func office(_ rules: FuzzRules) -> [FuzzTarget] {
        let town = Result { try FuzzTown(rules) }
        return [
            FuzzTarget("office", "letters signed by a peer that lies; see FuzzLetter", maximumBytes: 32_768) {
                bytes throws(FuzzFinding) in
                var copy: FuzzTown
                do {
                    copy = try town.get()
                } catch {
                    throw FuzzFinding("the town could not be made: \(error)")
                }
                try play(FuzzLetter.read(bytes), in: &copy)
            }
        ]
    }

    private static func play(_ letters: [FuzzLetter], in town: inout FuzzTown) throws(FuzzFinding) {
        do {
            for letter in letters {
                guard let envelope = letter.envelope(in: town) else { continue }
                let stream = envelope.leaf.stream
                let partition =
                    stream.topic.isBroadcast
                    ? BusPartition(topic: stream.topic, generation: stream.generation, partition: stream.partition)
                    : letter.partition
                let result = try town.deliver(envelope, on: partition)
                // A peer that names a newer writer or another line stops us by rules 14 and 31; nothing is fed then.
                guard result?.stop == nil else { return }
                town.now = town.now + .seconds(2)
                for sent in try town.transmissions(of: FuzzTown.ours) {
                    _ = RecordReading(
                        of: BusRecord(
                            partition: sent.partition, offset: 0, headers: sent.envelope.headers,
                            value: sent.envelope.body))
                }
            }
        } catch {
            throw FuzzFinding("the office throws \(error)")
        }
        try checkAccounts(of: town)
    }

    /// S3 and the accounting: every number up to m is disposed once, in one of four ways.
    private static func checkAccounts(of town: FuzzTown) throws(FuzzFinding) {
        guard let resident = town.residents[FuzzTown.ours] else { return }
        for stream in resident.machine.inStreams.values {
            let disposed = resident.ledger.incoming[stream.name]?.count ?? 0
            try FuzzFinding.require(
                UInt64(disposed) == stream.disposed,
                "\(stream.name): m is \(stream.disposed), the ledger has \(disposed)")
        }
        let counters = resident.machine.counters
        let all = counters.effects + counters.refusals + counters.parked + counters.quarantined
        let disposed = resident.machine.inStreams.values.reduce(UInt64(0)) { $0 + $1.disposed }
        try FuzzFinding.require(all >= disposed, "\(disposed) numbers are disposed, \(all) are counted")
    }
}

extension FuzzLetter {
    /// Where a direct letter or a record of the bus arrives: our own topic, claims and checkpoints on theirs.
    var partition: BusPartition {
        switch leaf.type.name {
        case "bus.claim", "bus.checkpoint": return BusPartition(topic: .checkpoints, partition: 0)
        default:
            guard let ours = OfficeID(FuzzTown.ours) else { return BusPartition(topic: .checkpoints, partition: 0) }
            return BusPartition(topic: .direct(ours), partition: 0)
        }
    }
}
