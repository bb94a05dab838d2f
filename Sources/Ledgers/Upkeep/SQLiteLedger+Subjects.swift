import Casework
import Contracts
import GRDB

/// Filling the subject index of a file that was written before there was one.
extension SQLiteLedger {
    /// Cases opened in one transaction: a second's work or so, and a bounded log.
    private static let subjectsAtOnce = 1000

    /// Does what a migration left to do; a process that is killed in between goes on where it was at the next start.
    func indexSubjects() throws {
        while let first = try LedgerFault.translating("read what is to be indexed", { try nextSubjectToIndex() }) {
            try LedgerFault.translating("index the subjects") {
                try pool.writeWithoutTransaction { database in
                    try database.inTransaction(.immediate) {
                        try indexSubjects(from: first, database)
                        return .commit
                    }
                }
            }
        }
    }

    private func nextSubjectToIndex() throws -> Int64? {
        try pool.writeWithoutTransaction { try Int64.fetchOne($0, sql: "SELECT next_record FROM subject_work") }
    }

    private func indexSubjects(from first: Int64, _ database: Database) throws {
        let records = try Row.fetchAll(
            database,
            sql: """
                SELECT id, case_id, kind FROM case_record
                WHERE id >= ? AND file IS NOT NULL AND kind IS NOT NULL ORDER BY id LIMIT ?
                """, arguments: [first, SQLiteLedger.subjectsAtOnce])
        for row in records {
            let (record, text): (Int64, String) = (row[0], row[1])
            guard let kind = CaseKind(rawValue: row[2]) else { continue }
            let history = try reader.history(record, try Stored.caseID(text), kind, database)
            for key in Set(history.flatMap(\.subjectKeys)) {
                try sql.cases.putSubjectKey.run {
                    $0.integer(keys.subjects.key(key))
                    $0.integer(record)
                }
            }
        }
        guard records.count == SQLiteLedger.subjectsAtOnce, let last = records.last else {
            return try database.execute(sql: "DELETE FROM subject_work")
        }
        let next: Int64 = last[0]
        try database.execute(sql: "UPDATE subject_work SET next_record = ?", arguments: [next + 1])
    }
}
