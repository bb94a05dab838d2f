import Contracts
package import Offices
import Transparency

extension SQLiteLedger {
    package var publicLog: any LogReading { StoredLog(ledger: self) }
}

/// The log as decisions see it: what the last commit wrote.
private struct StoredLog: LogReading {
    let ledger: SQLiteLedger

    private var sql: LogStatements { ledger.sql.log }

    func size() throws -> UInt64 {
        try ledger.reading { try sql.lastPlace.first { $0.isNull(0) ? 0 : $0.number(0) + 1 } ?? 0 }
    }

    func tile(_ tile: LogTile) throws -> [Digest] {
        try ledger.reading { Array(try sql.hashes(level: tile.level, index: tile.index).prefix(tile.count)) }
    }

    func leaves(_ range: Range<UInt64>) throws -> [[UInt8]] {
        try ledger.reading {
            var leaves: [[UInt8]] = []
            try sql.leaves.rows({
                $0.number(range.lowerBound)
                $0.number(range.upperBound)
            }) { leaves.append($0.bytes(0)) }
            return leaves
        }
    }

    func hasEntry(_ commitment: Digest) throws -> Bool {
        try ledger.reading { try sql.hasEntry.first({ $0.digest(commitment) }, { _ in true }) ?? false }
    }

    func waiting(limit: Int) throws -> [LogEvent] {
        try ledger.reading {
            var events: [LogEvent] = []
            try sql.waiting.rows({ $0.integer(Int64(limit)) }) { row in
                events.append(
                    LogEvent(
                        row: row.integer(0), publication: try Stored.caseID(row.text(1)), version: row.number(2),
                        kind: row.text(3), commitment: try row.digest(4)))
            }
            return events
        }
    }

    func lastCheckpoint() throws -> LoggedCheckpoint? {
        try ledger.reading {
            try sql.lastCheckpoint.first { LoggedCheckpoint(size: $0.number(0), note: $0.text(1)) }
        }
    }
}
