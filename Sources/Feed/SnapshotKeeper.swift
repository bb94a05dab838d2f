package import Contracts
import Foundation
import Ledgers
import Logging
import Synchronization
import Tables
import Transparency

/// Bulk snapshots of the public log: each leaf with what it said, one JSON object a line, packed with gzip, in a file that is
/// named by the size and the root that it leads to. Whoever folds it and then the entries behind it has the whole log.
package final class SnapshotKeeper: Sendable {
    /// A snapshot that is ready.
    package struct Snapshot: Hashable, Sendable {
        /// Leaves in it; a signed checkpoint covers them.
        package let size: UInt64
        /// The root of these leaves.
        package let root: Digest
        /// Length of the file.
        package let byteCount: Int
        /// SHA-256 of the file.
        package let digest: Digest
        /// When it was made.
        package let at: Moment
        /// Where it lies.
        let path: String

        /// Name of the file.
        package var name: String { "\(size)-\(root.description.prefix(32)).ndjson.gz" }
    }

    private let folder: String
    private let lines: LogLines
    private let logger: Logger
    private let newest = Mutex<Snapshot?>(nil)

    /// Leaves that are read at once: what memory holds.
    private static let step = 500

    /// Keeps snapshots in a folder beside a ledger; what an earlier process left there is removed, since something of it may
    /// have been erased since.
    init(ledgerPath: String, lines: LogLines, logger: Logger) throws {
        folder = (ledgerPath.lastIndex(of: "/").map { String(ledgerPath[...$0]) } ?? "") + "snapshots"
        self.lines = lines
        self.logger = logger
        try clear()
    }

    /// The newest snapshot; nil while none is ready.
    package var current: Snapshot? { newest.withLock { $0 } }

    /// Takes all snapshots away: something was erased that they may hold.
    func clear() throws {
        newest.withLock { $0 = nil }
        guard FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.removeItem(atPath: folder)
    }

    /// Makes a snapshot of what signed checkpoints cover, unless the newest one is of that size; the older one goes.
    package func make(at now: Moment) throws {
        let ledger = lines.ledger
        let size = try ledger.logSize()
        let before = current
        guard size > 0, before?.size != size, let root = try ledger.logRoot(of: size) else { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let draft = folder + "/draft"
        try write(size, to: draft)
        let (length, digest) = try SnapshotKeeper.measured(draft)
        let path = folder + "/\(size)-\(now.milliseconds).ndjson.gz"
        try FileManager.default.moveItem(atPath: draft, toPath: path)
        newest.withLock {
            $0 = Snapshot(size: size, root: root, byteCount: length, digest: digest, at: now, path: path)
        }
        // Whoever reads the older one at this moment reads it to its end: its file lives as long as it is open.
        if let before { try FileManager.default.removeItem(atPath: before.path) }
        logger.info("a snapshot is ready", metadata: ["leaves": "\(size)", "bytes": "\(length)"])
    }

    private func write(_ size: UInt64, to path: String) throws {
        let file = try FileSink(path: path)
        let gzip = try GzipSink(file)
        var place: UInt64 = 0
        while place < size {
            let part = try lines.lines(from: place, below: size, limit: SnapshotKeeper.step)
            guard !part.isEmpty else { throw SnapshotFault(place: place) }
            try gzip.write(part.flatMap { $0.line.bytes + [0x0A] })
            place += UInt64(part.count)
        }
        try gzip.finish()
        try file.finish()
    }

    private static func measured(_ path: String) throws -> (Int, Digest) {
        let file = try FileSource(path: path)
        var digest = RunningDigest()
        var done = 0
        while let part = try FilePart.read(file, at: done) {
            digest.update(part)
            done += part.count
        }
        return (file.byteCount, digest.digest)
    }
}

/// Pieces of a file.
enum FilePart {
    private static let bytes = 1 << 18

    /// The piece from `offset` on; nil behind the end.
    static func read(_ file: FileSource, at offset: Int) throws(TableFault) -> [UInt8]? {
        var part = [UInt8](repeating: 0, count: bytes)
        let count = try part.withUnsafeMutableBufferPointer { (buffer) throws(TableFault) in
            try file.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return count > 0 ? Array(part[..<count]) : nil
    }
}

/// The log is shorter than its checkpoint says.
struct SnapshotFault: Error, CustomStringConvertible {
    let place: UInt64

    var description: String { "the log has no leaf \(place), which a checkpoint covers: verify the ledger" }
}
