import Contracts
import Foundation
import Ledgers
import Signing
import Synchronization
import Tables

/// How much the files of all jobs may take.
final class JobRoom: Sendable {
    let limit: Int
    private let used: Mutex<Int>

    init(limit: Int, used: Int) {
        self.limit = limit
        self.used = Mutex(used)
    }

    /// Takes room for bytes that are about to be written; false when there is none left.
    func take(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard used + bytes <= limit else { return false }
            used += bytes
            return true
        }
    }

    /// Room that a removed file leaves.
    func give(_ bytes: Int) { used.withLock { $0 = max(0, $0 - bytes) } }
}

/// The jobs of an office and their files, beside the ledger: `<ledger>.jobs/`, 0700, every file 0600 and sealed under
/// the office's data key. Everything in it can be deleted without loss to the ledger.
struct JobFolder: Sendable {
    /// The files of a job.
    enum Part: String, CaseIterable {
        /// What came with it.
        case input
        /// Rows that wait to be given.
        case rows
        /// Rows of an import that were not taken, with what is wrong with them.
        case rejected
        /// Those of them that somebody mended.
        case mended
        /// What it made.
        case result
        /// Itself.
        case job
    }

    let path: String
    let room: JobRoom
    private let files: SealedFiles

    /// Bytes that the files of all jobs may take.
    static let limit = 8 << 30

    init(besideLedger ledger: String, of reader: LedgerReader) throws {
        path = ledger + ".jobs"
        files = try reader.sealedFiles()
        room = JobRoom(limit: JobFolder.limit, used: 0)
        try SafeFile.makeFolder(path)
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            _ = room.take(Self.size("\(path)/\(name)"))
        }
    }

    private func file(_ id: String, _ part: Part) -> String { "\(path)/\(id).\(part.rawValue)" }

    private static func size(_ path: String) -> Int {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return (attributes[.size] as? NSNumber)?.intValue ?? 0
        } catch {
            return 0
        }
    }

    func store(_ job: Job) throws {
        let name = "\(job.id).\(Part.job.rawValue)"
        try SafeFile.replace("\(path)/\(name)", files.seal(job.json.bytes, name: name), access: .secret)
    }

    /// The mended rows of a job; empty when there are none.
    func mended(_ id: String) throws -> JSONValue {
        let name = "\(id).\(Part.mended.rawValue)"
        guard SafeFile.exists("\(path)/\(name)") else { return .array([]) }
        return try JSONValue.parse(files.open(SafeFile.read("\(path)/\(name)", access: .secret), name: name))
    }

    func store(mended: JSONValue, of id: String) throws {
        let name = "\(id).\(Part.mended.rawValue)"
        try SafeFile.replace("\(path)/\(name)", files.seal(mended.bytes, name: name), access: .secret)
    }

    /// All jobs that can be read. Files that belong to none, and what a process left half written, are removed; those of
    /// a job that cannot be read stay for a person to look at.
    func jobs() throws -> [Job] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        let jobs = names.filter { $0.hasSuffix(".job") }.compactMap { stored($0) }
        let known = Set(names.filter { $0.hasSuffix(".job") }.map { $0.prefix(32) })
        for name in names where !known.contains(name.prefix(32)) || name.hasSuffix(".new") {
            try remove("\(path)/\(name)")
        }
        return jobs
    }

    private func stored(_ name: String) -> Job? {
        do {
            let sealed = try SafeFile.read("\(path)/\(name)", access: .secret)
            return Job(stored: try JSONValue.parse(files.open(sealed, name: name)))
        } catch {
            return nil
        }
    }

    func has(_ id: String, _ part: Part) -> Bool { SafeFile.exists(file(id, part)) }

    func source(_ id: String, _ part: Part) throws(TableFault) -> SealedSource {
        try SealedSource(path: file(id, part), name: "\(id).\(part.rawValue)", files: files)
    }

    /// Begins a file anew; what stood there is gone.
    func sink(_ id: String, _ part: Part) throws(TableFault) -> SealedSink {
        do {
            try remove(file(id, part))
        } catch {
            throw SealedStream.fault(error)
        }
        return try SealedSink(
            path: file(id, part), name: "\(id).\(part.rawValue)", files: files, room: room)
    }

    func remove(_ id: String, _ parts: [Part] = Part.allCases) throws {
        for part in parts { try remove(file(id, part)) }
    }

    private func remove(_ path: String) throws {
        guard SafeFile.exists(path) else { return }
        let size = JobFolder.size(path)
        // The keys lie in front: whoever finds the blocks later has nothing.
        try SafeFile.overwriteHead(of: path, bytes: SealedFiles.headBytes)
        try SafeFile.remove(path)
        room.give(size)
    }
}
