import Casework
import Contracts
import GRDB

/// Filling the tables of work lists in a file that was written before there were any, or by other workflow tables.
extension SQLiteLedger {
    /// Cases opened in one transaction: a second's work or so, and a bounded log.
    private static let facetsAtOnce = 2000

    /// Does what a migration or a later program left to do; a process that is killed in between goes on where it was.
    func indexFacets() throws {
        let form = "\(CaseFacet.form) \(own?.description ?? "")"
        try LedgerFault.translating("look for the form of the work lists") {
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: "UPDATE facet_work SET next_record = 1, form = ?1 WHERE form <> ?1", arguments: [form])
            }
        }
        while let first = try LedgerFault.translating("read what is to be indexed", { try nextFacet() }), first > 0 {
            try LedgerFault.translating("index the work lists") {
                try pool.writeWithoutTransaction { database in
                    try database.inTransaction(.immediate) {
                        try indexFacets(from: first, database)
                        return .commit
                    }
                }
            }
        }
    }

    private func nextFacet() throws -> Int64? {
        try pool.writeWithoutTransaction { try Int64.fetchOne($0, sql: "SELECT next_record FROM facet_work") }
    }

    private func indexFacets(from first: Int64, _ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, case_id, kind, state, updated_at FROM case_record
                WHERE id >= ? AND kind IS NOT NULL ORDER BY id LIMIT ?
                """, arguments: [first, SQLiteLedger.facetsAtOnce])
        for row in rows {
            let (record, text): (Int64, String) = (row[0], row[1])
            let id = try Stored.caseID(text)
            guard let file = try reader.caseFile(id, database) else {
                try indexErased(record, id, row, database)
                continue
            }
            let facet = CaseFacet(file, at: own)
            try sql.cases.putFacet.run { facet.bind(file, record: record, &$0) }
            for party in facet.parties {
                try sql.cases.putParty.run {
                    $0.text(party.description)
                    $0.integer(record)
                }
            }
        }
        let last: Int64? = rows.last?[0]
        let next = rows.count == SQLiteLedger.facetsAtOnce ? (last ?? 0) + 1 : 0
        try database.execute(sql: "UPDATE facet_work SET next_record = ?", arguments: [next])
    }

    /// Of a case whose contents were destroyed there is its kind, its last state and who opened it.
    private func indexErased(_ record: Int64, _ id: CaseID, _ row: Row, _ database: Database) throws {
        let side: CaseSide = id.office == own ? .sent : .heard
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO case_facet (
                    case_record, kind, state, side, actors, opener, subject, opened_at, updated_at, due)
                VALUES (?1, ?2, ?3, ?4, 0, ?5, '', ?6, ?6, ?7)
                """,
            arguments: [
                record, row[2] as String, row[3] as String, side.rawValue, id.office.description, row[4] as Int64,
                LedgerSchema.noEnd,
            ])
    }
}
