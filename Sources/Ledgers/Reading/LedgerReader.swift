import Contracts
import Foundation
import GRDB
package import Offices

/// Queries over a ledger for the API, the command line and the feed, on connections that only read.
package struct LedgerReader: Sendable {
    let pool: any DatabaseReader
    /// Nil when the ledger was opened without its data key: whatever is sealed stays closed then.
    let keys: CaseKeys?

    init(_ pool: any DatabaseReader, keys: CaseKeys?) {
        self.pool = pool
        self.keys = keys
    }

    /// Opens a ledger that another process may have open for writing; takes no lock and changes nothing.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - dataKey: 32 bytes; without it positions, counts and quarantine can be read, contents cannot.
    /// - Throws: `missing`, `newerVersion`, `wrongKey`, `damaged`.
    package init(path: String, dataKey: [UInt8]?) throws {
        pool = try LedgerFile.openForReading(path: path)
        let officeKey = try dataKey.map { try LedgerFile.officeKey($0) }
        if let officeKey { try LedgerFile.checkProbe(pool, officeKey, path: path) }
        keys = officeKey.map { CaseKeys(office: $0, capacity: 0) }
    }

    /// A single value of the office.
    package func setting(_ name: SettingName) throws -> String? {
        try reading {
            try String.fetchOne($0, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name.rawValue])
        }
    }

    /// Reads in one snapshot.
    func reading<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try LedgerFault.translating("read the ledger") { try pool.read(work) }
    }

    /// Journal rows from a sequence number on.
    func journal(from sequence: Int64, limit: Int) throws -> [StoredJournalRow] {
        try reading { database in
            try StoredJournalRow.fetchAll(
                database, sql: StoredJournalRow.select + " WHERE sequence >= ? ORDER BY sequence LIMIT ?",
                arguments: [sequence, limit])
        }
    }
}

/// A journal row as it is stored, beside what its hash is made of.
struct StoredJournalRow: FetchableRecord {
    let row: JournalRow
    let hash: [UInt8]
    let record: Int64?
    let content: Int64?

    static let select = """
        SELECT
            sequence, previous, hash, journal.kind, office, record.case_id, leaf_hash, content_digest, machine_time,
            official_time, note, content, journal.case_record, detail
        FROM journal LEFT JOIN case_record AS record ON record.id = journal.case_record
        """

    init(row: Row) {
        self.row = JournalRow(
            sequence: row[0], previous: row.bytes(1), kind: row[3], office: row[4],
            caseID: (row[5] as String?) ?? "", leafHash: row.bytes(6), contentDigest: row.bytes(7),
            machineTime: Moment(milliseconds: row[8]), officialTime: Moment(milliseconds: row[9]), note: row[10],
            detail: row[13])
        hash = row.bytes(2)
        content = row[11]
        record = row[12]
    }
}

extension Row {
    /// The bytes of a column; empty for NULL.
    func bytes(_ column: Int) -> [UInt8] {
        (self[column] as Data?).map { Array($0) } ?? []
    }
}
