import Contracts
import Foundation
import Signing

/// Uploaded files and how far they are, beside the ledger: `<ledger>.imports/`, 0700, every file 0600. Everything in it
/// can be deleted without loss to the ledger.
struct ImportFolder: Sendable {
    let path: String

    init(besideLedger ledger: String) {
        path = ledger + ".imports"
    }

    private func file(_ id: String, _ ending: String) -> String { "\(path)/\(id).\(ending)" }

    func holds(_ id: String) -> Bool { SafeFile.exists(file(id, "batch")) }

    /// The file first, then the batch that names it: a half-stored upload is no batch.
    func store(_ batch: ImportBatch, file bytes: [UInt8]) throws {
        try SafeFile.makeFolder(path)
        try SafeFile.replace(file(batch.id, "csv"), bytes, access: .secret)
        try SafeFile.replace(file(batch.id, "batch"), batch.stored.bytes, access: .secret)
    }

    func upload(_ id: String) throws -> [UInt8] { try SafeFile.read(file(id, "csv"), access: .secret) }

    func batch(_ id: String) throws -> ImportBatch? {
        guard holds(id) else { return nil }
        return ImportBatch(stored: try JSONValue.parse(SafeFile.read(file(id, "batch"), access: .secret)))
    }

    func release(_ id: String) throws -> ImportRelease {
        guard SafeFile.exists(file(id, "release")) else { return ImportRelease() }
        let json = try JSONValue.parse(SafeFile.read(file(id, "release"), access: .secret))
        return ImportRelease(stored: json) ?? ImportRelease()
    }

    func store(_ release: ImportRelease, of id: String) throws {
        try SafeFile.replace(file(id, "release"), release.json.bytes, access: .secret)
    }

    /// All batches, the newest first.
    func batches() throws -> [ImportBatch] {
        guard SafeFile.exists(path) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".batch") }
        let batches = try names.compactMap { try batch(String($0.dropLast(6))) }
        return batches.sorted { ($0.receivedAt, $0.id) > ($1.receivedAt, $1.id) }
    }
}
