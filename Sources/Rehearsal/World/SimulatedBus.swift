import Contracts
import Exchange

/// A broker with everything that a real one may do to its records, short of changing a byte.
struct SimulatedBus: Sendable {
    private struct Log {
        var records: [BusRecord] = []
        var end: Int64 { Int64(records.count) }
    }

    private var logs: [BusPartition: Log] = [:]
    /// Nobody reaches the bus before this moment.
    var awayUntil = Moment(milliseconds: 0)
    /// A pair of office and partition sees nothing new before its moment.
    private var slow: [Sight: Moment] = [:]

    private struct Sight: Hashable {
        let office: OfficeID
        let partition: BusPartition
    }

    /// Appends one record.
    mutating func append(_ partition: BusPartition, headers: [RecordHeader], value: [UInt8]) {
        let offset = logs[partition]?.end ?? 0
        logs[partition, default: Log()].records.append(
            BusRecord(partition: partition, offset: offset, headers: headers, value: value))
    }

    /// Where the next record of a partition will stand.
    func end(of partition: BusPartition) -> Int64 { logs[partition]?.end ?? 0 }

    /// All partitions with records, in order.
    var partitions: [BusPartition] { logs.keys.sorted() }

    /// The records of a partition.
    func records(_ partition: BusPartition) -> [BusRecord] { logs[partition]?.records ?? [] }

    /// Hides what is new in a partition from one office for a while.
    mutating func slowDown(_ partition: BusPartition, for office: OfficeID, until moment: Moment) {
        slow[Sight(office: office, partition: partition)] = moment
    }

    /// When a slow partition shows itself again to an office; nil when it is not slow.
    func slowUntil(_ partition: BusPartition, for office: OfficeID, at now: Moment) -> Moment? {
        guard let until = slow[Sight(office: office, partition: partition)], until > now else { return nil }
        return until
    }

    /// The broker loses the last records of a partition.
    mutating func truncate(_ partition: BusPartition, by count: Int) {
        let there = logs[partition]?.records.count ?? 0
        logs[partition]?.records.removeLast(min(count, there))
    }

    /// The broker forgets everything.
    mutating func wipe() { logs = [:] }
}
