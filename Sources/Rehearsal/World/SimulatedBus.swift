import Contracts
import Exchange

/// A broker with everything that a real one may do to its records, short of changing a byte.
struct SimulatedBus: Sendable {
    /// One partition's log.
    struct Log: Sendable {
        let partition: BusPartition
        fileprivate(set) var records: [BusRecord] = []
        /// Rises with every change, so that a reader who saw this state need not look again.
        fileprivate(set) var stamp = 1

        /// Where the next record will stand.
        var end: Int64 { Int64(records.count) }
    }

    /// All logs, in the order in which somebody first asked for them.
    private(set) var logs: [Log] = []
    private var places: [BusPartition: Int] = [:]
    /// Nobody reaches the bus before this moment.
    var awayUntil = Moment(milliseconds: 0)

    /// The place of a partition's log, made when it is asked for first.
    mutating func place(of partition: BusPartition) -> Int {
        if let place = places[partition] { return place }
        logs.append(Log(partition: partition))
        places[partition] = logs.count - 1
        return logs.count - 1
    }

    /// Appends one record; what it says is read once for all its readers, as a worker's intake reads ahead.
    mutating func append(_ partition: BusPartition, headers: [RecordHeader], value: [UInt8]) {
        let place = place(of: partition)
        logs[place].records.append(
            BusRecord(partition: partition, offset: logs[place].end, headers: headers, value: value).readAhead)
        logs[place].stamp += 1
    }

    /// The places of logs that hold records, the directory's left out.
    var filled: [Int] { logs.indices.filter { !logs[$0].records.isEmpty && logs[$0].partition.topic != .directory } }

    /// The broker loses the last records of a partition.
    mutating func truncate(_ place: Int, by count: Int) {
        logs[place].records.removeLast(min(count, logs[place].records.count))
        logs[place].stamp += 1
    }

    /// The broker forgets everything.
    mutating func wipe() {
        for place in logs.indices {
            logs[place].records = []
            logs[place].stamp += 1
        }
    }
}
