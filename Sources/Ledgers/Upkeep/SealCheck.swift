import Contracts
import GRDB
import Offices

/// The seals of rows that nothing else tells of: their values, and how many there are. Without the data key the numbers
/// of rows alone are compared.
struct SealCheck {
    private let database: Database
    private let seal: RowSeal?

    init(_ database: Database, keys: CaseKeys?) {
        self.database = database
        seal = keys?.rows
    }

    func run(_ report: inout LedgerReport) throws {
        let told = try checkCounts(&report)
        for table in SealedTable.allCases {
            let count = try Int64.fetchOne(database, sql: "SELECT count(*) FROM \(table.rawValue)") ?? 0
            let sealed = told[table] ?? 0
            if count != sealed {
                report.add(
                    .row(table: table.rawValue, key: ""), "\(sealed) rows were written and kept, \(count) are there")
            }
            if let sql = table.sealedRows { try checkRows(table, sql, &report) }
        }
    }

    private func checkCounts(_ report: inout LedgerReport) throws -> [SealedTable: Int64] {
        var counts: [SealedTable: Int64] = [:]
        try PreparedStatement(database, "SELECT name, count, seal FROM row_count").rows { columns in
            guard let table = SealedTable(rawValue: columns.text(0)) else { return }
            counts[table] = columns.integer(1)
            guard let seal, columns.bytes(2) != seal.seal(count: columns.integer(1), of: table) else { return }
            report.add(.row(table: "row_count", key: table.rawValue), "it was changed outside the ledger")
        }
        return counts
    }

    /// The seal is the last column; what is sealed stands before it.
    private func checkRows(_ table: SealedTable, _ sql: String, _ report: inout LedgerReport) throws {
        guard let seal else { return }
        try PreparedStatement(database, sql).rows { columns in
            let values = (0..<columns.count - 1).map { columns.sealedValue($0) }
            guard columns.bytes(columns.count - 1) != seal.seal(table.rawValue, values) else { return }
            report.add(table.place(values), "its values were changed outside the ledger")
        }
    }
}

extension SealedTable {
    /// The sealed values and the seal of each row; nil where rows are counted only.
    fileprivate var sealedRows: String? {
        switch self {
        case .setting: "SELECT name, value, seal FROM setting"
        case .position: "SELECT topic, generation, partition, next_offset, last_digest, seal FROM position"
        case .followed:
            """
            SELECT reader, name, disposed, head, parked, quarantined, seal
            FROM followed LEFT JOIN stream ON stream.id = stream
            """
        case .delivery: "SELECT first, last, acknowledged_at, seal FROM delivery"
        case .outStream:
            """
            SELECT name, number, head, retired, reader_epoch, reader_instance, parked_at_reader, quarantined_at_reader,
                seal
            FROM out_stream LEFT JOIN stream ON stream.id = stream
            """
        case .inStream:
            """
            SELECT name, disposed, head, fence_epoch, fence_instance, seal
            FROM in_stream LEFT JOIN stream ON stream.id = stream
            """
        case .heard: "SELECT office, signed_at, heard_at, announced, seal FROM heard"
        case .equivocation, .waiting, .watchList, .watchEvent: nil
        }
    }

    /// How many of the sealed values name the row.
    private var keyColumns: Int {
        switch self {
        case .setting, .outStream, .inStream, .equivocation, .waiting, .heard, .watchList, .watchEvent: 1
        case .followed, .delivery: 2
        case .position: 3
        }
    }

    fileprivate func place(_ values: [SealedValue]) -> LedgerFinding.Place {
        .row(
            table: rawValue, key: values.prefix(keyColumns).map(\.description).joined(separator: " "))
    }
}

extension SealedValue {
    fileprivate var description: String {
        switch self {
        case .integer(let number): String(number)
        case .text(let text): text
        case .bytes(let bytes): Hexadecimal.encode(bytes)
        case .absent: "-"
        }
    }
}
