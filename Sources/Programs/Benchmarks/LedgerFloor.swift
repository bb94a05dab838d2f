import Ledgers

/// Writes the rows of a finished ledger once more, in the order in which they came, into a fresh file of the same
/// schema and with the same settings: what SQLite alone needs for them.
final class LedgerFloor {
    private struct Part {
        let table: LedgerTable
        let rows: BareStatement
        let insert: BareStatement
        var buffer: RowBuffer
        /// Rows read so far, and in all.
        var read = 0
        let total: Int
    }

    /// Rows of each table, by its place in `LedgerTable.all`.
    typealias Counts = [Int]

    private let target: BareDatabase
    private var parts: [Part] = []
    private let transactions: Int
    private let first: Counts
    private var written = 0

    /// How many rows the tables of a ledger have now.
    static func counts(of path: String) throws -> Counts {
        let source = try BareDatabase(path)
        return try LedgerTable.all.map { Int(try source.number("SELECT count(*) FROM \($0.name)")) }
    }

    /// A copy of the ledger at `source` into `path` in as many transactions as were counted; the rows before `first`
    /// are there from the start.
    init(of source: String, into path: String, transactions: Int, after first: Counts? = nil) throws {
        let ledger = try BareDatabase(source)
        try LedgerFloor.checkTables(of: ledger)
        target = try BareDatabase(path)
        self.transactions = max(1, transactions)
        self.first = first ?? LedgerTable.all.map { _ in 0 }
        try LedgerFloor.prepare(target, like: ledger)
        for table in LedgerTable.all {
            let rows = try ledger.prepare(table.order)
            let places = Array(repeating: "?", count: rows.columns).joined(separator: ",")
            parts.append(
                Part(
                    table: table, rows: rows,
                    insert: try target.prepare("INSERT INTO \(table.name) VALUES (\(places))"),
                    buffer: RowBuffer(columns: rows.columns),
                    total: Int(try ledger.number("SELECT count(*) FROM \(table.name)"))))
        }
        try load { self.first[$0] }
        try write()
    }

    /// Rows in all.
    var rows: Int { parts.reduce(0) { $0 + $1.total } }

    /// Writes everything; returns the time of the writing alone, and its processor seconds.
    func writeAll() throws -> (time: Duration, processor: Double) {
        var time = Duration.zero
        var processor = 0.0
        while try loadNext() {
            let begin = ThreadTime.now()
            time += try ContinuousClock().measure { try write() }
            processor += ThreadTime.now() - begin
        }
        return (time, processor)
    }

    /// Reads the rows of the next transaction into memory; false when none is left.
    func loadNext() throws -> Bool {
        guard written < transactions else { return false }
        written += 1
        try load { [written, transactions, first] index in
            let rows = self.parts[index].total - first[index]
            return first[index] + (rows * written + transactions - 1) / transactions
        }
        return true
    }

    /// Writes what was read, in one synced transaction.
    func write() throws {
        try target.execute("BEGIN IMMEDIATE")
        for part in parts { try part.buffer.insert(with: part.insert) }
        try target.execute("COMMIT")
    }

    /// Reads each table up to a row, and further where a later table points beyond it.
    private func load(upTo last: (Int) -> Int) throws {
        var needed: [String: Int64] = [:]
        for index in parts.indices.reversed() {
            parts[index].buffer.removeAll()
            let table = parts[index].table
            var end = last(index)
            if let wanted = needed[table.name] { end = max(end, Int(wanted)) }
            while parts[index].read < min(end, parts[index].total), try parts[index].rows.step() {
                parts[index].buffer.append(parts[index].rows)
                parts[index].read += 1
            }
            for parent in table.parents {
                let most = parts[index].buffer.maximum(parent.column)
                needed[parent.table] = max(needed[parent.table] ?? 0, most)
            }
        }
    }

    /// A table that grows with the letters and is not written here would make the floor too low.
    private static func checkTables(of ledger: BareDatabase) throws {
        let known = Set(LedgerTable.all.map(\.name))
        let names = try ledger.texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for name in names where !known.contains(name) && !LedgerTable.counted.contains(name) {
            let rows = try ledger.number("SELECT count(*) FROM \(name)")
            guard rows < LedgerFloor.mostUnwritten else {
                throw BenchmarkFault("table \(name) has \(rows) rows that the floor does not write")
            }
        }
    }

    private static let mostUnwritten: Int64 = 256

    private static func prepare(_ target: BareDatabase, like ledger: BareDatabase) throws {
        var options = LedgerOptions(path: "", dataKey: [])
        options.cacheKibibytes = BenchmarkOffice.cacheKibibytes
        try target.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA cache_size = -\(options.cacheKibibytes);
            PRAGMA wal_autocheckpoint = \(options.automaticCheckpointPages);
            PRAGMA journal_size_limit = 134217728;
            PRAGMA secure_delete = ON;
            """)
        let objects = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        for sql in try ledger.texts(objects) { try target.execute(sql) }
    }
}

/// A table that grows with every letter, and how its rows are read in the order in which they were written.
struct LedgerTable: Sendable {
    let name: String
    let order: String
    /// Columns that point to row n of a table whose rows are numbered from 1; that row must be there first.
    let parents: [(column: Int, table: String)]

    private init(_ name: String, _ order: String, _ parents: [(column: Int, table: String)] = []) {
        self.name = name
        self.order = order
        self.parents = parents
    }

    /// Kept counts: the triggers of the schema write them here as they do there.
    static let counted: Set = ["case_count", "case_place_count", "deadline_hour", "deadline_total"]

    /// All, those that others point to first.
    static let all = [
        LedgerTable("stream", "SELECT * FROM stream ORDER BY id"),
        LedgerTable("statement", "SELECT * FROM statement ORDER BY id"),
        LedgerTable("case_record", "SELECT * FROM case_record ORDER BY id"),
        LedgerTable("case_key", "SELECT * FROM case_key ORDER BY case_record", [(0, "case_record")]),
        LedgerTable("content", "SELECT * FROM content ORDER BY id", [(1, "case_record")]),
        LedgerTable(
            "journal", "SELECT * FROM journal ORDER BY sequence", [(5, "case_record"), (7, "content")]),
        LedgerTable("incoming_letter", letters("incoming_letter"), letterParents),
        LedgerTable("outgoing_letter", letters("outgoing_letter"), letterParents),
        LedgerTable(
            "emission",
            """
            SELECT emission.* FROM emission JOIN outgoing_letter ON outgoing_letter.place = emission.place
            ORDER BY outgoing_letter.journal
            """),
        LedgerTable(
            "deadline", "SELECT * FROM deadline ORDER BY case_record, ordinal, rings_at", [(0, "case_record")]),
        LedgerTable(
            "open_deadline", "SELECT * FROM open_deadline ORDER BY case_record, ordinal", [(0, "case_record")]),
        LedgerTable(
            "list_entry", "SELECT * FROM list_entry ORDER BY (SELECT id FROM case_record WHERE case_id = entry)"),
        LedgerTable("subject_key", "SELECT * FROM subject_key ORDER BY case_record", [(1, "case_record")]),
        LedgerTable("list_share", "SELECT * FROM list_share ORDER BY id"),
        LedgerTable("list_range", "SELECT * FROM list_range ORDER BY share, range", [(0, "list_share")]),
        LedgerTable("list_member", "SELECT * FROM list_member ORDER BY entry", [(2, "case_record")]),
        LedgerTable("case_facet", "SELECT * FROM case_facet ORDER BY case_record", [(0, "case_record")]),
        LedgerTable(
            "case_party", "SELECT * FROM case_party ORDER BY case_record, office", [(1, "case_record")]),
        LedgerTable("answer", "SELECT * FROM answer ORDER BY answered_at"),
        LedgerTable("delivery", "SELECT * FROM delivery ORDER BY id"),
    ]

    private static let letterParents = [(column: 2, table: "case_record"), (3, "content"), (4, "statement")]

    /// Only the numbers are sorted: the rows are too big for it. Without its limit the inner order would be dropped.
    private static func letters(_ table: String) -> String {
        """
        SELECT \(table).* FROM (SELECT place FROM \(table) ORDER BY journal, place LIMIT -1) AS sorted
        CROSS JOIN \(table) ON \(table).place = sorted.place
        """
    }
}
