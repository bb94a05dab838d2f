import Casework
import Contracts
import GRDB

/// Filling the table of open deadlines in a file that was written before there was one.
extension SQLiteLedger {
    /// Cases opened in one transaction: a second's work or so, and a bounded log.
    private static let casesAtOnce = 2000

    /// Does what a migration left to do; a process that is killed in between goes on where it was at the next start.
    func indexOpenDeadlines() throws {
        while let first = try LedgerFault.translating("read what is to be indexed", { try nextCaseToIndex() }) {
            try LedgerFault.translating("index the open deadlines") {
                try pool.writeWithoutTransaction { database in
                    try database.inTransaction(.immediate) {
                        try indexCases(from: first, database)
                        return .commit
                    }
                }
            }
        }
    }

    private func nextCaseToIndex() throws -> Int64? {
        try pool.writeWithoutTransaction {
            try Int64.fetchOne($0, sql: "SELECT next_record FROM index_work WHERE name = 'open_deadline'")
        }
    }

    private func indexCases(from first: Int64, _ database: Database) throws {
        let records = try Row.fetchAll(
            database,
            sql: """
                SELECT id, case_id FROM case_record WHERE id >= ? AND file IS NOT NULL ORDER BY id LIMIT ?
                """, arguments: [first, SQLiteLedger.casesAtOnce])
        for row in records {
            let (record, text): (Int64, String) = (row[0], row[1])
            try sql.cases.dropOpenDeadlines.run { $0.integer(record) }
            guard let file = try reader.caseFile(Stored.caseID(text), database) else { continue }
            for deadline in file.openDeadlines {
                try sql.cases.insertOpenDeadline.run {
                    deadline.bind(record: record, kind: file.kind.rawValue, &$0)
                }
            }
        }
        guard records.count == SQLiteLedger.casesAtOnce, let last = records.last else {
            return try database.execute(sql: "DELETE FROM index_work WHERE name = 'open_deadline'")
        }
        let next: Int64 = last[0]
        try database.execute(
            sql: "UPDATE index_work SET next_record = ? WHERE name = 'open_deadline'", arguments: [next + 1])
    }
}
