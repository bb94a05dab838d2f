package import Contracts
import Foundation
import GRDB
import Transparency

/// The shelf's SQLite file: opened when it agrees with the log, made anew otherwise.
///
/// What stands in it is public and can be made again, so a commit need not wait for the disk; what was erased leaves no
/// copy in the file.
package struct ShelfFile: Sendable {
    /// The file.
    let pool: DatabasePool
    /// Where it lies.
    package let path: String
    /// Why a file that was there was made anew; nil when it was kept, or there was none.
    package let renewal: String?

    /// Opens the shelf beside a log.
    ///
    /// - Parameters:
    ///   - path: of the file; made when it is not there.
    ///   - source: the log that it must agree with.
    /// - Throws: what SQLite or the log says when the file cannot be made.
    package init(path: String, source: some ShelfSource) throws {
        self.path = path
        let wasThere = FileManager.default.fileExists(atPath: path)
        var reason: String?
        if wasThere {
            do {
                let pool = try ShelfFile.connect(path)
                reason = try ShelfFile.disagreement(pool, source)
                if reason == nil {
                    self.pool = pool
                    renewal = nil
                    return
                }
                try pool.close()
            } catch let error as DatabaseError {
                reason = "it cannot be read: \(error.message ?? "no message")"
            }
            for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.removeItem(atPath: path + suffix)
            }
        }
        pool = try ShelfFile.connect(path)
        renewal = reason
        try pool.write { database in
            try database.execute(sql: ShelfSchema.tables)
            try database.execute(
                sql: """
                    INSERT INTO mark (id, size, peaks, erased_at, waiting) VALUES (1, 0, x'', 0, x'');
                    PRAGMA application_id = \(ShelfSchema.applicationID);
                    PRAGMA user_version = \(ShelfSchema.version);
                    """)
        }
    }

    /// Queries over the shelf; `today` tells the official day, behind whose end nothing is shown.
    package func reader(today: @escaping @Sendable () -> CivilDate) -> ShelfReader {
        ShelfReader(pool: pool, today: today)
    }

    /// Closes the file.
    package func close() throws { try pool.close() }

    private static func connect(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "shelf"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA secure_delete = ON;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 33554432;
                    """)
        }
        return pool
    }

    /// Why the file is not this log's, or of another form; nil when it is.
    private static func disagreement(_ pool: DatabasePool, _ source: some ShelfSource) throws -> String? {
        let form = try pool.read { database in
            (
                try Int32.fetchOne(database, sql: "PRAGMA application_id"),
                try Int32.fetchOne(database, sql: "PRAGMA user_version")
            )
        }
        guard form == (ShelfSchema.applicationID, ShelfSchema.version) else { return "it is of another form" }
        guard let mark = try pool.read({ try ShelfMark($0) }) else { return "it has no mark" }
        guard let root = try source.root(of: mark.frontier.size) else {
            return "it has read \(mark.frontier.size) leaves, the log has fewer"
        }
        return root == mark.frontier.root ? nil : "its \(mark.frontier.size) leaves have another root than the log's"
    }
}

/// How far the log was read.
struct ShelfMark {
    /// The tree of what was read.
    var frontier: LogFrontier
    /// Erasures before this moment are done.
    var erasedAt: Moment
    /// Where the next look at leaves without content begins.
    var absentFrom: UInt64
    /// What is hidden was made from this list of waiting events.
    var waiting: [UInt8]

    init?(_ database: Database) throws {
        let row = try Row.fetchOne(
            database, sql: "SELECT size, peaks, erased_at, absent_from, waiting FROM mark WHERE id = 1")
        guard let row else { return nil }
        let peaks = [UInt8](row[1] as Data)
        let digests = stride(from: 0, to: peaks.count, by: 32).compactMap { Digest(bytes: peaks[$0..<($0 + 32)]) }
        guard let frontier = LogFrontier(size: UInt64(row[0] as Int64), peaks: digests) else { return nil }
        self.frontier = frontier
        erasedAt = Moment(milliseconds: row[2])
        absentFrom = UInt64(row[3] as Int64)
        waiting = [UInt8](row[4] as Data)
    }

    func write(_ database: Database) throws {
        try database.execute(
            sql: "UPDATE mark SET size = ?, peaks = ?, erased_at = ?, absent_from = ?, waiting = ? WHERE id = 1",
            arguments: [
                Int64(frontier.size), Data(frontier.peaks.flatMap(\.bytes)), erasedAt.milliseconds, Int64(absentFrom),
                Data(waiting),
            ])
    }
}
