import Contracts
import Exchange
import Offices

/// The next row numbers of the append-only tables; kept in memory by the one writer, taken over after each commit.
struct LedgerTail {
    /// Last journal row.
    var sequence: Int64 = 0
    /// Its hash.
    var hash = JournalRow.origin
    /// Last row of each table.
    var content: Int64 = 0
    var caseRecord: Int64 = 0
    var stream: Int64 = 0
    var statement: Int64 = 0
    var waiting: Int64 = 0
    /// Letters that were being tried when the process died.
    var hasAttempts = false
    /// Somebody watches a subject.
    var hasWatches = false
    /// Statements written lately: letters of one batch share theirs.
    var statements: [(id: Int64, bytes: [UInt8], signature: [UInt8])] = []

    /// Rows of the tables whose rows are counted.
    var rowCounts: [SealedTable: Int64] = [:]
    /// Rows of these tables that are known to be there.
    var knownRows: Set<SealedRow> = []

    private static let keptStatements = 16

    /// The row of a statement written lately.
    func statement(_ bytes: [UInt8], _ signature: [UInt8]) -> Int64? {
        statements.last { $0.bytes == bytes && $0.signature == signature }?.id
    }

    /// Keeps a statement just written.
    mutating func keep(_ bytes: [UInt8], _ signature: [UInt8], id: Int64) {
        if statements.count >= LedgerTail.keptStatements { statements.removeFirst() }
        statements.append((id, bytes, signature))
    }

    /// Reads the ends of the tables.
    static func read(_ sql: LedgerStatements, _ seal: RowSeal) throws -> LedgerTail {
        var tail = LedgerTail()
        try sql.tables.journalEnd.rows { row in
            tail.sequence = row.integer(0)
            tail.hash = row.bytes(1)
        }
        try sql.tables.tableEnds.rows { row in
            tail.content = row.integer(0)
            tail.caseRecord = row.integer(1)
            tail.stream = row.integer(2)
            tail.statement = row.integer(3)
            tail.waiting = row.integer(4)
            tail.hasAttempts = row.integer(5) != 0
        }
        tail.hasWatches = try sql.watches.hasSubjects.first { $0.integer(0) != 0 } ?? false
        try sql.tables.selectRowCounts.rows { row in
            // Going on from a count that somebody changed would seal it anew.
            guard let table = SealedTable(rawValue: row.text(0)),
                row.bytes(2) == seal.seal(count: row.integer(1), of: table)
            else {
                throw LedgerFault(
                    .damaged,
                    "the count of rows of \(row.text(0)) was changed outside the ledger: run `liandong ledger verify` "
                        + "and restore the last backup")
            }
            tail.rowCounts[table] = row.integer(1)
        }
        return tail
    }
}

/// Names a row of a table whose rows are counted.
enum SealedRow: Hashable {
    case setting(SettingName)
    case outStream(Int64)
    case inStream(Int64)
    case position(BusPartition)
    case followed(OfficeID, Int64)
    case heard(OfficeID)

    var table: SealedTable {
        switch self {
        case .setting: .setting
        case .outStream: .outStream
        case .inStream: .inStream
        case .position: .position
        case .followed: .followed
        case .heard: .heard
        }
    }
}
