import Contracts
import Exchange
import GRDB
import Offices

/// What must be there because something else is: keys of waiting letters, deliveries of what was retired, positions
/// where letters were read, cases of list entries.
struct TableCheck {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func run(_ report: inout LedgerReport) throws {
        try checkWaiting(&report)
        try checkDeliveries(&report)
        try checkPositions(&report)
        try checkListEntries(&report)
    }

    private func checkWaiting(_ report: inout LedgerReport) throws {
        let bare = try Int64.fetchAll(
            database,
            sql:
                "SELECT id FROM waiting_letter WHERE id NOT IN (SELECT waiting FROM emission WHERE waiting IS NOT NULL)"
        )
        for id in bare { report.add(.row(table: "waiting_letter", key: "\(id)"), "its emission key is not stored") }
        let lost = try String.fetchAll(
            database,
            sql: """
                SELECT key FROM emission WHERE waiting IS NOT NULL AND waiting NOT IN (SELECT id FROM waiting_letter)
                """)
        for key in lost {
            report.add(.row(table: "emission", key: key), "the waiting letter that it names is not there")
        }
    }

    /// On a direct stream only an acknowledgement retires, and each leaves its row (rule 32).
    private func checkDeliveries(_ report: inout LedgerReport) throws {
        let ranges = try PreparedStatement(
            database, "SELECT first, last FROM delivery WHERE first BETWEEN ? AND ? ORDER BY first")
        let streams = try PreparedStatement(
            database,
            "SELECT stream, name, number, retired FROM out_stream JOIN stream ON stream.id = stream ORDER BY name")
        try streams.rows { columns in
            let text = columns.text(1)
            guard let name = StreamName(text), !name.topic.isBroadcast else { return }
            let places = Place.range(columns.integer(0), 0...UInt64.max)
            var covered: UInt64 = 0
            var highest: UInt64 = 0
            try ranges.rows({
                $0.integer(places.lowerBound)
                $0.integer(places.upperBound)
            }) { range in
                highest = max(highest, Place.number(range.integer(1)))
                if Place.number(range.integer(0)) <= covered + 1 {
                    covered = max(covered, Place.number(range.integer(1)))
                }
            }
            if covered < columns.number(3) {
                report.add(
                    .stream(text), "\(columns.number(3)) letters are retired, deliveries cover 1 to \(covered) alone")
            }
            if highest > columns.number(2) {
                report.add(.stream(text), "deliveries reach to \(highest), \(columns.number(2)) letters were sent")
            }
        }
    }

    /// A letter was read in the partition of its stream, or came again on the office's direct topic (rule 37).
    private func checkPositions(_ report: inout LedgerReport) throws {
        var read: Set<BusPartition> = []
        var readsDirect = false
        try PreparedStatement(database, LedgerSQL.selectPositions).rows { columns in
            guard let topic = Topic(columns.text(0)) else {
                return report.add(.row(table: "position", key: columns.text(0)), "its topic cannot be read")
            }
            read.insert(
                BusPartition(
                    topic: topic, generation: Int(columns.integer(1)), partition: Int(columns.integer(2))))
            readsDirect = readsDirect || !topic.isBroadcast
        }
        let streams = try PreparedStatement(
            database, "SELECT name FROM in_stream JOIN stream ON stream.id = stream WHERE disposed > 0 ORDER BY name")
        try streams.rows { columns in
            guard let name = StreamName(columns.text(0)) else { return }
            let partition = BusPartition(
                topic: name.topic, generation: name.generation, partition: name.partition)
            if read.contains(partition) || name.topic.isBroadcast && readsDirect { return }
            report.add(
                .row(table: "position", key: partition.description),
                "letters of \(name) were read there, and no position is stored")
        }
    }

    /// Cases are compared with their entries by `CaseCheck`; here are entries without a case of theirs.
    private func checkListEntries(_ report: inout LedgerReport) throws {
        let foreign = try PreparedStatement(
            database,
            """
            SELECT owner, entry FROM list_entry LEFT JOIN case_record ON case_id = entry
            WHERE kind IS NOT 'listEntry' OR substr(entry, 1, length(owner) + 1) <> owner || '.'
            """)
        try foreign.rows { columns in
            report.add(
                .row(table: "list_entry", key: columns.text(1)),
                "there is no list entry of \(columns.text(0)) with this id")
        }
    }
}
