import Contracts
import Evidence
import Exchange
import Foundation
import Ledgers
import Testing

/// Files on disk: sealed, once, whole or not there, gone when they are to be.
struct StoreTests {
    private final class Place {
        let folder = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)").path()
        let ledger: SQLiteLedger
        let store: EvidenceStore

        init() throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/ledger.db"
            ledger = try SQLiteLedger(LedgerOptions(path: path, dataKey: [UInt8](repeating: 7, count: 32)))
            store = EvidenceStore(besideLedger: path, files: try ledger.reader.sealedFiles())
        }

        deinit {
            do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
        }

        var names: [String] {
            get throws {
                FileManager.default.fileExists(atPath: store.path)
                    ? try FileManager.default.contentsOfDirectory(atPath: store.path) : []
            }
        }
    }

    private func upload(_ bytes: [UInt8], _ place: Place, _ number: UInt64 = 1) throws -> StoredEvidence {
        let id = LetterID(time: Moment(milliseconds: 0), randomHigh: 0, randomLow: number)
        var upload = try EvidenceUpload(place.store, id: id)
        // In pieces that fit no chunk, as they come from the network.
        var rest = bytes[...]
        while !rest.isEmpty {
            try upload.append(rest.prefix(70_001))
            rest = rest.dropFirst(70_001)
        }
        return try upload.finish()
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 10) } }

    @Test(arguments: [
        1, EvidenceFile.chunkBytes - 1, EvidenceFile.chunkBytes, EvidenceFile.chunkBytes + 1,
        3 * EvidenceFile.chunkBytes,
    ])
    func `what was uploaded is read chunk by chunk as it was`(_ count: Int) throws {
        let place = try Place()
        let all = bytes(count)
        let stored = try upload(all, place)
        #expect(stored.digest == Digest.sha256(all))
        #expect(stored.size == count)
        let read = try stored.chunks.indices.flatMap { try place.store.read(chunk: $0, of: stored.digest) }
        #expect(read == all)
        #expect(try place.store.state(of: stored.digest) == .whole)
    }

    @Test func `a chunk whose bytes were changed on disk is found and only it goes`() throws {
        let place = try Place()
        let stored = try upload(bytes(3 * EvidenceFile.chunkBytes), place)
        let name = try #require(try place.names.first)
        let path = "\(place.store.path)/\(name)/1"
        var raw = try #require(FileManager.default.contents(atPath: path))
        raw[raw.count - 1] ^= 1
        try raw.write(to: URL(filePath: path))
        let file = try #require(
            EvidenceFile(
                digest: stored.digest, name: "", size: stored.size, mediaType: "", custodian: nil, chunks: stored.chunks
            ))
        #expect(try place.store.complete(file) == [1])
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `chunks that are as their manifest says and make another file are a mismatch`() throws {
        let place = try Place()
        let part = bytes(100)
        let wrong = Digest.sha256([1])
        let file = try #require(
            EvidenceFile(
                digest: wrong, name: "", size: 100, mediaType: "", custodian: nil, chunks: [Digest.sha256(part)]))
        try place.store.write(part, chunk: 0, of: wrong)
        #expect(throws: EvidenceFault.mismatch(wrong)) { try place.store.complete(file) }
    }

    @Test func `the same file is stored once, and its name tells nobody its digest`() throws {
        let place = try Place()
        let first = try upload(bytes(1000), place)
        let second = try upload(bytes(1000), place, 2)
        #expect(first == second)
        #expect(try place.names.count == 1)
        #expect(try place.names.first != first.digest.description)
    }

    @Test func `a sweep takes what was destroyed with its case, and nothing that a restored ledger may hear of again`()
        throws
    {
        let place = try Place()
        let stored = try upload(bytes(10), place)
        func sweep(_ standing: EvidenceStanding, staging: Duration = .seconds(3600)) throws -> Int {
            try place.store.sweep(standing: { _ in standing }, staging: staging, uploads: [])
        }
        #expect(try sweep(.unknown) == 0)
        try place.store.bind(stored.digest)
        #expect(try sweep(.needed, staging: .seconds(-1)) == 0)
        #expect(try sweep(.unknown, staging: .seconds(-1)) == 0)
        #expect(try sweep(.doomed) == 1)
        #expect(try place.names == [])
    }

    @Test func `a file of a destroyed case that is uploaded once more waits for its new case`() throws {
        let place = try Place()
        let stored = try upload(bytes(10), place)
        try place.store.bind(stored.digest)
        _ = try upload(bytes(10), place, 2)
        #expect(
            try place.store.sweep(standing: { _ in .doomed }, staging: .seconds(3600), uploads: []) == 0)
        #expect(try place.store.sweep(standing: { _ in .unknown }, staging: nil, uploads: []) == 0)
        #expect(
            try place.store.sweep(standing: { _ in .doomed }, staging: .seconds(-1), uploads: []) == 1)
    }

    @Test func `a file that is not trusted any more is a part again`() throws {
        let place = try Place()
        let stored = try upload(bytes(2 * EvidenceFile.chunkBytes), place)
        try place.store.distrust(stored.digest)
        #expect(try place.store.state(of: stored.digest) == .partial([0, 1]))
    }

    @Test func `an upload that no case names goes when its time is over`() throws {
        let place = try Place()
        _ = try upload(bytes(10), place)
        #expect(
            try place.store.sweep(standing: { _ in .unknown }, staging: .seconds(-1), uploads: []) == 1)
    }

    @Test func `an upload that was never ended is removed at the next start`() throws {
        let place = try Place()
        let id = LetterID(time: Moment(milliseconds: 0), randomHigh: 0, randomLow: 1)
        var upload = try EvidenceUpload(place.store, id: id)
        try upload.append(bytes(EvidenceFile.chunkBytes + 1))
        #expect(try place.store.sweep(standing: { _ in .unknown }, staging: .seconds(0), uploads: [id]) == 0)
        #expect(try place.store.sweep(standing: { _ in .unknown }, staging: .seconds(0), uploads: []) == 1)
    }

    @Test func `a manifest whose size and chunks differ is none`() {
        #expect(
            EvidenceFile(
                digest: .zero, name: "", size: EvidenceFile.chunkBytes + 1, mediaType: "", custodian: nil,
                chunks: [.zero])
                == nil)
    }
}
