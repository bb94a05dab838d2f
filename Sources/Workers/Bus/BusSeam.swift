import Contracts
package import Exchange

/// What an inlet brings, in the order of each partition.
package enum BusEvent: Sendable {
    /// A record.
    case record(BusRecord)
    /// The end of a partition was reached; `offset` is where the next record will stand.
    case end(BusPartition, offset: Int64)
    /// The log no longer has the position that was asked for.
    case lost(BusPartition)
    /// The bus is away or refuses; reading goes on by itself.
    case trouble(String)
    /// The bus was away and is back: nothing that came with it counts before the positions are checked (rule 39).
    case returned

    /// The partition that it is about; nil for what concerns the bus as a whole.
    var partition: BusPartition? {
        switch self {
        case .record(let record): record.partition
        case .end(let partition, _), .lost(let partition): partition
        case .trouble, .returned: nil
        }
    }

    /// The same event with what its record says.
    var readAhead: BusEvent {
        guard case .record(let record) = self else { return self }
        return .record(record.readAhead)
    }

    /// True for `returned`: nothing else of its batch counts.
    package var isReturn: Bool {
        guard case .returned = self else { return false }
        return true
    }
}

/// The way in: partitions are assigned by hand, from the ledger's positions.
package protocol BusInlet: Sendable {
    /// Reads exactly these partitions from these offsets; nil means the log's start.
    func assign(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws
    /// Reads these as well, or anew: all in one change, since each change makes the client stop and start again.
    func add(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws
    /// What came, at most `limit` records; waits up to `bound` for the first.
    func poll(limit: Int, within bound: Duration) async -> [BusEvent]
    /// Ends a waiting poll.
    func wake()
    /// Lets go within `bound`, whatever the bus does.
    func close(within bound: Duration) async
}

/// The way out.
package protocol BusOutlet: Sendable {
    /// Publishes in order; one result for each, true when the bus has it.
    func publish(_ batch: [Transmission]) async -> [Bool]
    /// Lets go within `bound`, whatever the bus does.
    func close(within bound: Duration) async
}
