import GRDB

/// Settings of the writing connection, for tests and health.
extension SQLiteLedger {
    /// The value of an integer pragma on the writing connection.
    package func pragma(_ name: String) throws -> Int {
        try LedgerFault.translating("read a setting of the ledger") {
            try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA \(name)") ?? 0 }
        }
    }

    /// Lets the file grow to `count` pages at most; nil stops it where it is.
    package func limitPages(to count: Int? = nil) throws {
        let limit = try count ?? pragma("page_count")
        try LedgerFault.translating("limit the ledger") {
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(limit)") }
        }
    }
}
