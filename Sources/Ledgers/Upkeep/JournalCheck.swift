import Contracts
import Crypto
import GRDB
import Offices

/// The chain of the journal, and that each content is the one it was hashed with.
struct JournalCheck {
    private let rows: PreparedStatement
    private let last: Int64

    init(_ database: Database) throws {
        rows = try PreparedStatement(
            database,
            """
            SELECT
                sequence, previous, hash, journal.kind, office, record.case_id, leaf_hash, content_digest,
                machine_time, official_time, note, content.sealed, journal.content
            FROM journal
            LEFT JOIN case_record AS record ON record.id = journal.case_record
            LEFT JOIN content ON content.id = journal.content
            ORDER BY sequence
            """)
        last = try Int64.fetchOne(database, sql: "SELECT coalesce(max(sequence), 0) FROM journal") ?? 0
    }

    func run(_ report: inout LedgerReport, progress: (Int) -> Void) throws {
        var previous = JournalRow.origin
        var expected: Int64 = 1
        try rows.rows { columns in
            let row = JournalRow(columns)
            let place = LedgerFinding.Place.journal(row.sequence)
            if row.sequence != expected { report.add(place, "rows \(expected) to \(row.sequence - 1) are missing") }
            if row.previous != previous { report.add(place, "it does not follow the row before it") }
            let hash = columns.bytes(2)
            if row.hash != hash { report.add(place, "its content and its hash differ") }
            checkContent(columns, row, &report)
            previous = hash
            expected = row.sequence + 1
            report.journalRows += 1
            if report.journalRows % 16384 == 0 { progress(Int(row.sequence * 1000 / max(last, 1))) }
        }
    }

    private func checkContent(_ columns: PreparedStatement.Columns, _ row: JournalRow, _ report: inout LedgerReport) {
        guard !columns.isNull(12) else { return }
        let place = LedgerFinding.Place.journal(row.sequence)
        guard !columns.isNull(11) else { return report.add(place, "its content is missing") }
        report.contents += 1
        let digest = columns.withBytes(11) { SHA256.hash(data: $0).withUnsafeBytes { Array($0) } }
        if digest != row.contentDigest { report.add(place, "its content has another digest than it had when written") }
    }
}

extension JournalRow {
    /// The columns of `JournalCheck`.
    fileprivate init(_ columns: PreparedStatement.Columns) {
        self.init(
            sequence: columns.integer(0), previous: columns.bytes(1), kind: columns.text(3), office: columns.text(4),
            caseID: columns.isNull(5) ? "" : columns.text(5), leafHash: columns.bytes(6),
            contentDigest: columns.bytes(7), machineTime: columns.moment(8), officialTime: columns.moment(9),
            note: columns.text(10))
    }
}
