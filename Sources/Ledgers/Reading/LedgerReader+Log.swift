package import Casework
package import Contracts
import Foundation
import GRDB
import Offices
package import Transparency

/// A leaf of the log with what it said.
package struct LogItem: Sendable {
    /// The leaf.
    package let entry: LogEntry
    /// Its bytes as the tree holds them.
    package let leaf: [UInt8]
    /// The salt; nil when it was erased, or is not here yet after a restore.
    package let salt: [UInt8]?
    /// What it said, JSON; nil with the salt.
    package let content: [UInt8]?
}

/// A checkpoint as it is served.
package struct ServedCheckpoint: Hashable, Sendable {
    /// Its size.
    package let size: UInt64
    /// The note with the log's line.
    package let note: String
    /// Lines of witnesses.
    package let cosignatures: [String]

    /// The note with all its lines.
    package var text: String { note + cosignatures.map { $0 + "\n" }.joined() }
}

/// The log for the public: only what a checkpoint on the bus covers.
extension LedgerReader {
    /// The newest checkpoint that at least `witnesses` offices have signed, or the newest one while none is.
    package func logCheckpoint(witnesses: Int) throws -> ServedCheckpoint? {
        try reading { database in
            let signed = try Row.fetchOne(
                database,
                sql: """
                    SELECT size, note FROM log_checkpoint
                    WHERE size IN (SELECT size FROM log_checkpoint ORDER BY size DESC LIMIT 60)
                        AND (SELECT count(*) FROM log_cosignature WHERE log_cosignature.size = log_checkpoint.size) >= ?
                    ORDER BY size DESC LIMIT 1
                    """, arguments: [witnesses])
            let newest = try Row.fetchOne(
                database, sql: "SELECT size, note FROM log_checkpoint ORDER BY size DESC LIMIT 1")
            guard let row = signed ?? newest else { return nil }
            let size: Int64 = row[0]
            let lines = try String.fetchAll(
                database, sql: "SELECT line FROM log_cosignature WHERE size = ? ORDER BY witness LIMIT 99",
                arguments: [size])
            return ServedCheckpoint(size: UInt64(size), note: row[1], cosignatures: lines)
        }
    }

    /// How many leaves checkpoints cover.
    package func logSize() throws -> UInt64 {
        try reading { database in
            UInt64(try Int64.fetchOne(database, sql: "SELECT max(size) FROM log_checkpoint") ?? 0)
        }
    }

    /// The hashes of a tile, as many as it is wide; nil when there are fewer, or no checkpoint covers them.
    package func logTile(_ tile: LogTile) throws -> [Digest]? {
        try reading { try logTile(tile, $0) }
    }

    /// The entries of a tile of level 0; nil as for its hashes.
    package func logEntries(_ tile: LogTile) throws -> [[UInt8]]? {
        try reading { database in
            guard try isCovered(tile, database) else { return nil }
            let first = Int64(tile.index) * 256
            let leaves = try Data.fetchAll(
                database.cachedStatement(
                    sql: "SELECT leaf FROM log_entry WHERE place >= ? AND place < ? ORDER BY place"),
                arguments: [first, first + Int64(tile.count)])
            return leaves.count == tile.count ? leaves.map { Array($0) } : nil
        }
    }

    /// The sibling hashes of a leaf under the first `size` leaves.
    package func logInclusion(of index: UInt64, in size: UInt64) throws -> [Digest] {
        try reading { database in
            var proofs = LogProofs { try logTile($0, database) ?? [] }
            return try proofs.inclusion(of: index, in: size)
        }
    }

    /// The newest leaf of a publication below `size`; nil when there is none.
    package func logItem(of publication: CaseID, below size: UInt64) throws -> LogItem? {
        try reading { database in
            let leaf = try Data.fetchOne(
                database,
                sql: "SELECT leaf FROM log_entry WHERE publication = ? AND place < ? ORDER BY place DESC LIMIT 1",
                arguments: [publication.description, Int64(size)])
            return try leaf.map { try item(Array($0), database) }
        }
    }

    /// A leaf by its place; nil when it is not there.
    package func logItem(at index: UInt64) throws -> LogItem? {
        try reading { database in
            let leaf = try Data.fetchOne(
                database, sql: "SELECT leaf FROM log_entry WHERE place = ?", arguments: [Int64(clamping: index)])
            return try leaf.map { try item(Array($0), database) }
        }
    }

    /// Leaves in order from a place on, with what they said.
    package func logItems(from index: UInt64, below size: UInt64, limit: Int) throws -> [LogItem] {
        try reading { database in
            let leaves = try Data.fetchAll(
                database, sql: "SELECT leaf FROM log_entry WHERE place >= ? AND place < ? ORDER BY place LIMIT ?",
                arguments: [Int64(clamping: index), Int64(clamping: size), limit])
            return try leaves.map { try item(Array($0), database) }
        }
    }

    /// A publication with the place of its newest leaf, both of one moment; no place while an event of it waits for one.
    package func publication(_ id: CaseID) throws -> (file: CaseFile, place: UInt64?)? {
        try reading { database in
            guard let file = try caseFile(id, database) else { return nil }
            let place = try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT max(place) FROM log_entry WHERE publication = ?1
                            AND NOT EXISTS (SELECT 1 FROM log_waiting WHERE publication = ?1)
                        """), arguments: [id.description])
            return (file, place.map { UInt64($0) })
        }
    }

    private func item(_ leaf: [UInt8], _ database: Database) throws -> LogItem {
        guard let entry = LogEntry(bytes: leaf) else { throw Stored.damage("leaf of the log") }
        let said = try logContent(of: entry.publication, entry.commitment, database)
        return LogItem(entry: entry, leaf: leaf, salt: said?.salt, content: said?.content)
    }

    /// What an event said; nil when it was erased, or is not here yet.
    func logContent(
        of publication: CaseID, _ commitment: Digest, _ database: Database
    ) throws -> (salt: [UInt8], content: [UInt8])? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT sealed, behind FROM log_content WHERE commitment = ?"),
            arguments: [Data(commitment.bytes)])
        let slot = try slot(publication.description, database)
        // The event's letter has a row of content of its own before it: behind the erased ones, what is said is new.
        guard let row, let slot, let key = slot.key,
            slot.erasedThrough == 0 || (row[1] as Int64) > slot.erasedThrough
        else { return nil }
        let plain = try Sealing.open(row.bytes(0), key: key, purpose: SealedPurpose.log(commitment))
        return (Array(plain.prefix(16)), Array(plain.dropFirst(16)))
    }

    private func logTile(_ tile: LogTile, _ database: Database) throws -> [Digest]? {
        guard try isCovered(tile, database) else { return nil }
        let row = try Data.fetchOne(
            database.cachedStatement(sql: "SELECT hashes FROM log_tile WHERE id = ?"),
            arguments: [LedgerSchema.logTile(level: tile.level, index: tile.index)])
        guard let hashes = row.flatMap({ LogBytes.hashes(Array($0)) }), hashes.count >= tile.count else { return nil }
        return Array(hashes.prefix(tile.count))
    }

    private func isCovered(_ tile: LogTile, _ database: Database) throws -> Bool {
        let size =
            try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(size) FROM log_checkpoint")) ?? 0
        let height = tile.level * LogTile.height
        guard height < 63, tile.index < 1 << 40 else { return false }
        return tile.index * LogTile.width + UInt64(tile.count) <= UInt64(size) >> UInt64(height)
    }
}
