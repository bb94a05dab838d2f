import GRDB

/// What keeps the file and the memory small, in bounded steps.
extension SQLiteLedger {
    /// How much of the write-ahead log is copied into the file.
    package enum LogCheckpoint: Sendable {
        /// As much as is possible without waiting for readers.
        case passive
        /// All of it, and the log is cut to nothing; waits for readers at most as long as the busy time-out.
        case truncate
    }

    /// Copies the write-ahead log into the file.
    ///
    /// - Returns: pages that are still in the log only; a long reader keeps them there.
    @discardableResult
    package func checkpoint(_ kind: LogCheckpoint) throws -> Int {
        let mode: Database.CheckpointMode =
            switch kind {
            case .passive: .passive
            case .truncate: .truncate
            }
        return try LedgerFault.translating("checkpoint the ledger") {
            try pool.writeWithoutTransaction { database in
                let result = try database.checkpoint(mode)
                return max(0, result.walFrameCount - result.checkpointedFrameCount)
            }
        }
    }

    /// Gives the memory of the page caches back; for a worker that has become idle.
    package func releaseMemory() { pool.releaseMemory() }
}
