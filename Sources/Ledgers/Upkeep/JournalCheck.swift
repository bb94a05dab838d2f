import Contracts
import Crypto
import GRDB
import Offices

/// What the journal tells about other tables.
struct JournalTally {
    /// Rows that record a letter received, and one of ours.
    var received = 0
    var sent = 0
    /// Later dispositions of letters without a case, by leaf hash.
    var withoutCase: [Contracts.Digest: [String]] = [:]
}

/// The chain of the journal, that each content is the one it was hashed with, and the answers and documents that its
/// rows left.
struct JournalCheck {
    private let rows, answers: PreparedStatement
    private let database: Database
    private let last: Int64
    private let documents: Set<String>
    private var answered = 0
    private var accepted = 0
    /// What the letters are compared with.
    private(set) var tally = JournalTally()

    init(_ database: Database) throws {
        self.database = database
        rows = try PreparedStatement(
            database,
            """
            SELECT
                sequence, previous, hash, journal.kind, office, record.case_id, leaf_hash, content_digest,
                machine_time, official_time, note, content.sealed, journal.content, detail
            FROM journal
            LEFT JOIN case_record AS record ON record.id = journal.case_record
            LEFT JOIN content ON content.id = journal.content
            ORDER BY sequence
            """)
        answers = try PreparedStatement(database, "SELECT digest, answered_at FROM answer WHERE order_id = ?")
        documents = try JournalCheck.documents(database)
        last = try Int64.fetchOne(database, sql: "SELECT coalesce(max(sequence), 0) FROM journal") ?? 0
    }

    private static func documents(_ database: Database) throws -> Set<String> {
        var digests: Set<String> = []
        try PreparedStatement(database, LedgerSQL.selectDocuments).rows { row in
            guard let kind = SignedDocument.Kind(rawValue: row.text(0)) else { return }
            let document = SignedDocument(
                kind: kind, keyID: row.text(1), payload: row.bytes(2), signature: row.bytes(3))
            digests.insert(JournalDetails.accepted(document))
        }
        return digests
    }

    mutating func run(_ report: inout LedgerReport, progress: (Int) -> Void) throws {
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
            try note(row, &report)
            previous = hash
            expected = row.sequence + 1
            report.journalRows += 1
            if report.journalRows % 16384 == 0 { progress(Int(row.sequence * 1000 / max(last, 1))) }
        }
        try compareCounts(&report)
    }

    private func checkContent(_ columns: PreparedStatement.Columns, _ row: JournalRow, _ report: inout LedgerReport) {
        guard !columns.isNull(12) else { return }
        let place = LedgerFinding.Place.journal(row.sequence)
        guard !columns.isNull(11) else { return report.add(place, "its content is missing") }
        report.contents += 1
        let digest = columns.withBytes(11) { SHA256.hash(data: $0).withUnsafeBytes { Array($0) } }
        if digest != row.contentDigest { report.add(place, "its content has another digest than it had when written") }
    }

    private mutating func note(_ row: JournalRow, _ report: inout LedgerReport) throws {
        // A kind of a later program tells nothing here.
        switch JournalKind(rawValue: row.kind) {
        case .letterIn, .refused, .quarantined, .parked: tally.received += 1
        case .letterOut, .recovered: tally.sent += 1
        case .replayed, .discarded, .administration:
            guard row.caseID.isEmpty, !row.detail.isEmpty, let leaf = Contracts.Digest(bytes: row.leafHash) else {
                return
            }
            tally.withoutCase[leaf, default: []].append(row.detail)
        case .order: try checkAnswer(row, &report)
        case .directory: checkDocument(row, &report)
        case .start, .superseded, .rung, .recounted, .delivered, nil: return
        }
    }

    private mutating func checkAnswer(_ row: JournalRow, _ report: inout LedgerReport) throws {
        guard let space = row.detail.firstIndex(of: " ") else { return }
        answered += 1
        let orderID = String(row.detail[row.detail.index(after: space)...])
        let place = LedgerFinding.Place.row(table: "answer", key: orderID)
        let stored = try answers.first({ $0.text(orderID) }, { (digest: $0.bytes(0), at: $0.moment(1)) })
        guard let stored else {
            return report.add(place, "journal row \(row.sequence) answered this order, and the answer is not there")
        }
        if JournalDetails.answered(orderID, stored.digest) != row.detail || stored.at != row.machineTime {
            report.add(place, "its digest or time is not that of journal row \(row.sequence)")
        }
    }

    private mutating func checkDocument(_ row: JournalRow, _ report: inout LedgerReport) {
        guard !row.detail.isEmpty else { return }
        accepted += 1
        guard !documents.contains(row.detail) else { return }
        report.add(
            .journal(row.sequence), "the document that it accepted is not in table signed_document, or was changed")
    }

    private func compareCounts(_ report: inout LedgerReport) throws {
        for (table, told) in [("answer", answered), ("signed_document", accepted)] {
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            guard count != told else { continue }
            report.add(.row(table: table, key: ""), "the journal tells of \(told) rows, \(count) are there")
        }
    }
}

extension JournalRow {
    /// The columns of `JournalCheck`.
    fileprivate init(_ columns: PreparedStatement.Columns) {
        self.init(
            sequence: columns.integer(0), previous: columns.bytes(1), kind: columns.text(3), office: columns.text(4),
            caseID: columns.isNull(5) ? "" : columns.text(5), leafHash: columns.bytes(6),
            contentDigest: columns.bytes(7), machineTime: columns.moment(8), officialTime: columns.moment(9),
            note: columns.text(10), detail: columns.text(13))
    }
}
