import Contracts
import Foundation
import Ledgers
import Signing

/// Uploaded files and how far they are, beside the ledger: `<ledger>.imports/`, 0700, every file 0600 and sealed under
/// the office's data key, for they hold full identity numbers. Everything in it can be deleted without loss to the ledger.
struct ImportFolder: Sendable {
    let path: String
    private let reader: LedgerReader

    init(besideLedger ledger: String, of reader: LedgerReader) {
        path = ledger + ".imports"
        self.reader = reader
    }

    /// The name is sealed in: one file cannot be put in the place of another.
    private func write(_ id: String, _ ending: String, _ bytes: [UInt8]) throws {
        let sealed = try reader.sealedFiles().seal(bytes, name: "\(id).\(ending)")
        try SafeFile.replace(file(id, ending), sealed, access: .secret)
    }

    private func read(_ id: String, _ ending: String) throws -> [UInt8] {
        let sealed = try SafeFile.read(file(id, ending), access: .secret)
        return try reader.sealedFiles().open(sealed, name: "\(id).\(ending)")
    }

    private func file(_ id: String, _ ending: String) -> String { "\(path)/\(id).\(ending)" }

    func holds(_ id: String) -> Bool { SafeFile.exists(file(id, "batch")) }

    /// The file first, then the batch that names it: a half-stored upload is no batch.
    func store(_ batch: ImportBatch, file bytes: [UInt8]) throws {
        try SafeFile.makeFolder(path)
        try write(batch.id, "csv", bytes)
        try write(batch.id, "batch", batch.stored.bytes)
    }

    func upload(_ id: String) throws -> [UInt8] { try read(id, "csv") }

    func batch(_ id: String) throws -> ImportBatch? {
        guard holds(id) else { return nil }
        return ImportBatch(stored: try JSONValue.parse(read(id, "batch")))
    }

    func release(_ id: String) throws -> ImportRelease {
        guard SafeFile.exists(file(id, "release")) else { return ImportRelease() }
        let json = try JSONValue.parse(read(id, "release"))
        return ImportRelease(stored: json) ?? ImportRelease()
    }

    func store(_ release: ImportRelease, of id: String) throws {
        try write(id, "release", release.json.bytes)
    }

    /// All batches, the newest first.
    func batches() throws -> [ImportBatch] {
        guard SafeFile.exists(path) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".batch") }
        let batches = try names.compactMap { try batch(String($0.dropLast(6))) }
        return batches.sorted { ($0.receivedAt, $0.id) > ($1.receivedAt, $1.id) }
    }
}
