package import Contracts
import Foundation
import Signing

/// A file on its way from an officer into the store: sealed chunk by chunk, so that no more than one chunk is in memory.
package struct EvidenceUpload: Sendable {
    private let store: EvidenceStore
    private let folder: String
    private var running = RunningDigest()
    private var rest: [UInt8] = []
    private var chunks: [Digest] = []
    private var size = 0

    /// Begins; `id` is nobody else's.
    package init(_ store: EvidenceStore, id: LetterID) throws {
        self.store = store
        folder = "\(store.path)/\(EvidenceStore.uploadName(id))"
        try SafeFile.makeFolder(store.path)
        try SafeFile.makeFolder(folder)
    }

    /// Takes the next bytes.
    ///
    /// - Throws: `tooLarge`, or what the disk says.
    package mutating func append(_ bytes: some Collection<UInt8>) throws {
        guard size + bytes.count <= EvidenceFile.maximumBytes else { throw EvidenceFault.tooLarge }
        size += bytes.count
        rest.append(contentsOf: bytes)
        while rest.count >= EvidenceFile.chunkBytes {
            try write(Array(rest.prefix(EvidenceFile.chunkBytes)))
            rest.removeFirst(EvidenceFile.chunkBytes)
        }
    }

    private mutating func write(_ chunk: [UInt8]) throws {
        running.update(chunk)
        try store.write(chunk, chunk: chunks.count, in: folder)
        chunks.append(Digest.sha256(chunk))
    }

    /// Ends: the file stands under its own name, or stood there before.
    ///
    /// - Throws: `empty`, or what the disk says.
    package mutating func finish() throws -> StoredEvidence {
        if !rest.isEmpty { try write(rest) }
        rest = []
        guard size > 0 else { throw EvidenceFault.empty }
        let digest = running.digest
        let evidence = StoredEvidence(digest: digest, size: size, chunks: chunks)
        try store.seal(evidence, in: folder)
        let place = store.folder(digest)
        if try store.stored(digest) != nil {
            try store.unbind(digest)
            try store.remove(folder: folder)
            return evidence
        }
        // A part that was being fetched gives way to the whole.
        try store.remove(folder: place)
        try SafeFile.renameFolder(folder, to: place)
        return evidence
    }

    /// Gives up: nothing of it stays.
    package func cancel() throws { try store.remove(folder: folder) }
}
