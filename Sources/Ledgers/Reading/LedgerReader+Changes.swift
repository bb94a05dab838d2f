package import Casework
package import Contracts
import GRDB
package import Offices

/// That something happened to a case, without its content.
package struct CaseChange: Hashable, Sendable {
    /// Number of the journal row.
    package let sequence: Int64
    /// What it is about; nil for a kind of a later program.
    package let what: JournalKind?
    /// The office whose act it records.
    package let office: OfficeID
    /// The case.
    package let caseID: String
    /// Kind of the case; nil while only letters of it are here.
    package let kind: String?
    /// State of the whole as it is now, which may be later than the row.
    package let state: String?
    /// Number of the case's events now.
    package let version: Int?
    /// Official time of the row.
    package let at: Moment
}

extension LedgerReader {
    /// Number of the newest journal row; 0 in an empty ledger.
    ///
    /// - Throws: what the disk says.
    package func journalEnd() throws -> Int64 {
        try reading { database in
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT coalesce(max(sequence), 0) FROM journal")) ?? 0
        }
    }

    /// What happened to cases behind a journal row, in order.
    ///
    /// - Parameters:
    ///   - scope: of the officer who asks.
    ///   - sequence: of the last row that is known; 0 begins with the first.
    ///   - limit: so many journal rows are looked at, those of no case among them.
    /// - Returns: the changes, and the number of the last row that was looked at; `sequence` when there is none behind it.
    /// - Throws: what the disk says.
    package func changes(
        in scope: Scope, after sequence: Int64, limit: Int
    ) throws -> (changes: [CaseChange], end: Int64) {
        try reading { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT journal.sequence, journal.kind, journal.office, record.case_id, record.kind, record.state,
                            record.version, journal.official_time, record.subject
                        FROM journal LEFT JOIN case_record AS record ON record.id = journal.case_record
                        WHERE journal.sequence > ? ORDER BY journal.sequence LIMIT ?
                        """), arguments: [sequence, limit])
            let changes = try rows.compactMap { row -> CaseChange? in
                guard let caseID: String = row[3] else { return nil }
                if scope != .office, !scope.covers(try Stored.caseID(caseID), subject: row[8] ?? "") { return nil }
                return CaseChange(
                    sequence: row[0], what: JournalKind(rawValue: row[1]), office: try Stored.office(row[2]),
                    caseID: caseID, kind: row[4], state: row[5], version: row[6],
                    at: Moment(milliseconds: row[7]))
            }
            return (changes, rows.last?[0] ?? sequence)
        }
    }
}
