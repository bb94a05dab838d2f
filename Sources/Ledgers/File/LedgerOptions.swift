/// How a ledger is opened for writing.
package struct LedgerOptions: Sendable {
    /// Path of the file.
    package var path: String
    /// The office's data key, 32 bytes; it is never stored in the ledger.
    package var dataKey: [UInt8]
    /// Page cache of the writing connection in KiB.
    package var cacheKibibytes = 65_536
    /// Pages in the write-ahead log after which a commit copies them into the file.
    package var automaticCheckpointPages = 16_000
    /// Rows of quarantined records that are kept; the oldest makes room.
    package var maximumQuarantinedRecords = 10_000
    /// Keys of cases that are kept unwrapped in memory.
    package var cachedKeys = 16_384
    /// For tests: makes a write fail.
    package var fault: WriteFault?

    /// The usual values.
    package init(path: String, dataKey: [UInt8]) {
        self.path = path
        self.dataKey = dataKey
    }
}
