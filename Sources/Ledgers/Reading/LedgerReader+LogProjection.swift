package import Contracts
import Foundation
import GRDB
package import Offices
import Transparency

/// What somebody needs who makes a copy of the public log, leaf by leaf: all leaves that have a place, whether a checkpoint
/// covers them already or not.
extension LedgerReader {
    /// The root of the first `size` leaves; nil when there are fewer.
    package func logRoot(of size: UInt64) throws -> Digest? {
        try reading { database in
            let last = try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(place) FROM log_entry"))
            guard size <= last.map({ UInt64($0) + 1 }) ?? 0 else { return nil }
            var proofs = LogProofs { tile in
                let row = try Data.fetchOne(
                    database.cachedStatement(sql: "SELECT hashes FROM log_tile WHERE id = ?"),
                    arguments: [LedgerSchema.logTile(level: tile.level, index: tile.index)])
                return Array((row.flatMap { LogBytes.hashes(Array($0)) } ?? []).prefix(tile.count))
            }
            return try proofs.root(of: size)
        }
    }

    /// Events that wait for a place, the oldest first, with what they said where that is here.
    package func logWaiting(limit: Int) throws -> [(event: LogEvent, content: [UInt8]?)] {
        try reading { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT id, publication, version, kind, commitment FROM log_waiting ORDER BY id LIMIT ?"),
                arguments: [limit])
            return try rows.map { row in
                guard let publication = CaseID(row[1]), let commitment = Digest(bytes: row.bytes(4)) else {
                    throw Stored.damage("event that waits for the log")
                }
                let version: Int64 = row[2]
                let event = LogEvent(
                    row: row[0], publication: publication, version: UInt64(version), kind: row[3],
                    commitment: commitment)
                return (event, try logContent(of: publication, commitment, database)?.content)
            }
        }
    }

    /// Publications with leaves whose contents were erased at `moment` or later, and the moment of the latest erasure.
    package func logErasures(since moment: Moment) throws -> (publications: [CaseID], latest: Moment) {
        try reading { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT case_record.case_id, case_key.erased_at
                        FROM case_key JOIN case_record ON case_record.id = case_key.case_record
                        WHERE case_key.erased_at >= ?
                            AND EXISTS (SELECT 1 FROM log_entry WHERE publication = case_record.case_id)
                        """), arguments: [moment.milliseconds])
            let latest = rows.map { $0[1] as Int64 }.max() ?? moment.milliseconds
            return (rows.compactMap { CaseID($0[0]) }, Moment(milliseconds: latest))
        }
    }
}
