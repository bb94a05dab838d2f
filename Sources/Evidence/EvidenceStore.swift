package import Contracts
import Foundation
package import Ledgers
import Signing

/// The evidence files of one office, beside its ledger: `<ledger>.evidence/`, 0700. A file is a folder of sealed chunks of
/// 512 KiB; the folder's name is made from the file's digest, so that a file lies here once, however many cases have it.
///
/// What is in it can be fetched again from the other parties of the cases; what is to be destroyed is overwritten where
/// its keys lie, and then removed.
package struct EvidenceStore: Sendable {
    /// What there is of a file.
    package enum State: Hashable, Sendable {
        /// All of it, and its digest was right.
        case whole
        /// These chunks.
        case partial([Int])
        /// Nothing.
        case missing
    }

    /// The folder.
    package let path: String
    private let files: SealedFiles

    static let manifestFile = "manifest"
    static let boundFile = "bound"
    private static let uploadPrefix = "upload-"

    static func uploadName(_ id: LetterID) -> String { uploadPrefix + id.description }

    /// The store beside a ledger.
    package init(besideLedger ledger: String, files: SealedFiles) {
        path = ledger + ".evidence"
        self.files = files
    }

    /// The name under which a file lies here.
    func name(of file: Digest) -> [UInt8] { files.name(of: file) }

    func folder(_ file: Digest) -> String { "\(path)/\(Hexadecimal.encode(name(of: file)))" }

    /// What there is of a file; told from the names alone, for a chunk that does not open is fetched anew when it is read.
    package func state(of file: Digest) throws -> State {
        let folder = folder(file)
        if SafeFile.exists("\(folder)/\(EvidenceStore.manifestFile)") { return .whole }
        guard SafeFile.exists(folder) else { return .missing }
        let chunks = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { Int($0) }
        return chunks.isEmpty ? .missing : .partial(chunks.sorted())
    }

    // MARK: Chunks

    /// Seals a chunk to disk; an earlier one of the same index goes.
    package func write(_ bytes: [UInt8], chunk index: Int, of file: Digest) throws {
        try SafeFile.makeFolder(path)
        try SafeFile.makeFolder(folder(file))
        try write(bytes, chunk: index, in: folder(file))
    }

    func write(_ bytes: [UInt8], chunk index: Int, in folder: String) throws {
        let place = "\(folder)/\(index)"
        if SafeFile.exists(place) { try SafeFile.remove(place) }
        try SafeFile.create(place, try files.seal(bytes, name: EvidenceStore.name(index)), access: .secret)
    }

    /// A chunk as it was before it was sealed; whether it is the right one, its digest in the manifest tells.
    package func read(chunk index: Int, of file: Digest) throws -> [UInt8] {
        try read(chunk: index, in: folder(file))
    }

    func read(chunk index: Int, in folder: String) throws -> [UInt8] {
        try files.open(try SafeFile.read("\(folder)/\(index)", access: .secret), name: EvidenceStore.name(index))
    }

    private static func name(_ index: Int) -> String { "evidence chunk \(index)" }

    // MARK: Whole files

    /// Takes a file for whole when the digests of its chunks and its own are right; chunks that are not go.
    ///
    /// - Returns: the chunks that were wrong; empty when the file is whole now.
    /// - Throws: `EvidenceFault.mismatch` when every chunk is as the manifest says and the file is not.
    package func complete(_ file: EvidenceFile) throws -> [Int] {
        let folder = folder(file.digest)
        var running = RunningDigest()
        var wrong: [Int] = []
        for (index, digest) in file.chunks.enumerated() {
            guard let bytes = sound(chunk: index, in: folder, digest) else {
                wrong.append(index)
                continue
            }
            running.update(bytes)
        }
        guard wrong.isEmpty else {
            for index in wrong where SafeFile.exists("\(folder)/\(index)") { try SafeFile.remove("\(folder)/\(index)") }
            return wrong
        }
        guard running.digest == file.digest else {
            throw EvidenceFault.mismatch(file.digest)
        }
        try seal(StoredEvidence(digest: file.digest, size: file.size, chunks: file.chunks), in: folder)
        return []
    }

    /// A chunk of a file that is here whole; nil when it does not open or is another.
    func sound(chunk index: Int, of stored: StoredEvidence) -> [UInt8]? {
        sound(chunk: index, in: folder(stored.digest), stored.chunks[index])
    }

    private func sound(chunk index: Int, in folder: String, _ digest: Digest) -> [UInt8]? {
        do {
            let bytes = try read(chunk: index, in: folder)
            return Digest.sha256(bytes) == digest ? bytes : nil
        } catch {
            return nil
        }
    }

    func seal(_ evidence: StoredEvidence, in folder: String) throws {
        let sealed = try files.seal(evidence.json.bytes, name: "evidence manifest")
        try SafeFile.replace("\(folder)/\(EvidenceStore.manifestFile)", sealed, access: .secret)
    }

    /// Size and chunks of a file that is here whole; nil for any other.
    package func stored(_ file: Digest) throws -> StoredEvidence? {
        let place = "\(folder(file))/\(EvidenceStore.manifestFile)"
        guard SafeFile.exists(place) else { return nil }
        let plain = try files.open(try SafeFile.read(place, access: .secret), name: "evidence manifest")
        guard let evidence = StoredEvidence(json: try JSONValue.parse(plain)), evidence.digest == file else {
            throw EvidenceFault.damaged(file)
        }
        return evidence
    }

    /// What is stored of a file is not sound: it counts as a part until it was assembled again.
    package func distrust(_ file: Digest) throws {
        try SafeFile.remove("\(folder(file))/\(EvidenceStore.manifestFile)")
    }

    /// The file is named by a case: it is no mere upload any more.
    package func bind(_ file: Digest) throws {
        let folder = folder(file)
        guard SafeFile.exists(folder), !SafeFile.exists("\(folder)/\(EvidenceStore.boundFile)") else { return }
        try SafeFile.create("\(folder)/\(EvidenceStore.boundFile)", [1], access: .secret)
    }

    /// An uploaded file waits for its case, anew if it did before: whatever case named it once, its time begins now.
    package func unbind(_ file: Digest) throws {
        try SafeFile.remove("\(folder(file))/\(EvidenceStore.boundFile)")
        try touch(file)
    }

    /// An uploaded file is wanted again: its time begins anew.
    package func touch(_ file: Digest) throws {
        try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: folder(file))
    }

    // MARK: Removing

    /// Destroys what there is of a file.
    package func remove(_ file: Digest) throws { try remove(folder: folder(file)) }

    /// Overwrites the head of every chunk, where its key lies, before the names go.
    func remove(folder: String) throws {
        guard SafeFile.exists(folder) else { return }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            try SafeFile.overwriteHead(of: "\(folder)/\(name)", bytes: SealedFiles.headBytes)
        }
        try FileManager.default.removeItem(atPath: folder)
    }

    /// Removes what was destroyed with its case, what was uploaded and named by no case for longer than `staging`, and
    /// uploads that were never ended. What a case once named stays when the ledger does not know the case: a restored one
    /// hears of it again from its peers.
    ///
    /// - Parameters:
    ///   - standing: what the ledger knows of the file of this name.
    ///   - staging: how long an upload waits for its case; nil for ever.
    ///   - uploads: those that are under way; others are left over from a process that ended.
    /// - Returns: how many were removed.
    /// - Throws: what the disk says, or `standing`.
    package func sweep(
        standing: ([UInt8]) throws -> EvidenceStanding, staging: Duration?, uploads: some Sequence<LetterID>
    ) throws -> Int {
        guard SafeFile.exists(path) else { return 0 }
        let underWay = Set(uploads.map { EvidenceStore.uploadName($0) })
        var removed = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            let folder = "\(path)/\(name)"
            if let sealedName = Hexadecimal.decode(name) {
                guard try isOver(try standing(sealedName), folder, staging) else { continue }
            } else {
                guard name.hasPrefix(EvidenceStore.uploadPrefix), !underWay.contains(name) else { continue }
            }
            try remove(folder: folder)
            removed += 1
        }
        return removed
    }

    private func isOver(_ standing: EvidenceStanding, _ folder: String, _ staging: Duration?) throws -> Bool {
        let isBound = SafeFile.exists("\(folder)/\(EvidenceStore.boundFile)")
        return switch standing {
        case .needed: false
        // Uploaded once more, it may be on its way into another case.
        case .doomed: try isBound || isOld(folder, staging)
        case .unknown: try !isBound && isOld(folder, staging)
        }
    }

    private func isOld(_ folder: String, _ staging: Duration?) throws -> Bool {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        guard let staging, let changed = attributes[.modificationDate] as? Date else { return false }
        return Date().timeIntervalSince(changed) > Double(staging.components.seconds)
    }
}

/// A file that is here whole.
package struct StoredEvidence: Hashable, Sendable {
    /// SHA-256 of the file.
    package let digest: Digest
    /// Bytes.
    package let size: Int
    /// SHA-256 of each chunk.
    package let chunks: [Digest]

    init(digest: Digest, size: Int, chunks: [Digest]) {
        self.digest = digest
        self.size = size
        self.chunks = chunks
    }

    init?(json: JSONValue) {
        guard let file = EvidenceFile(json: json.setting("name", "").setting("mediaType", "")) else { return nil }
        self.init(digest: file.digest, size: file.size, chunks: file.chunks)
    }

    /// What a letter says of it beside the name that people give it.
    package var json: JSONValue {
        [
            "digest": .string(digest.description), "size": .integer(Int64(size)),
            "chunks": .array(chunks.map { .string($0.description) }),
        ]
    }
}

/// What is wrong with a file.
package enum EvidenceFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Every chunk is as its manifest says, and the file is another one.
    case mismatch(Digest)
    /// What this office stored of it cannot be read.
    case damaged(Digest)
    /// It is larger than what travels.
    case tooLarge
    /// It is empty.
    case empty

    /// What happened and what to do.
    package var description: String {
        switch self {
        case .mismatch(let file):
            "the chunks of \(file) are as its manifest says, and the whole is not: ask the sender for another letter"
        case .damaged(let file): "what is stored of \(file) cannot be read; it is fetched again from the other parties"
        case .tooLarge: "a file has at most \(EvidenceFile.maximumBytes) bytes: split it"
        case .empty: "the file is empty"
        }
    }
}
