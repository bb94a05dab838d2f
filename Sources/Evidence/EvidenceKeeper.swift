package import Casework
package import Contracts
import Exchange
import Foundation
package import Ledgers
package import Logging
import Offices
package import Workers

/// The keeper of one office's evidence files: gives chunks to the other parties of a case, fetches what letters name,
/// takes uploads, and removes what no case needs. Works on a thread of its own, for it waits on the disk.
package actor EvidenceKeeper {
    /// The files.
    package nonisolated let store: EvidenceStore
    nonisolated let inbox: EvidenceInbox
    let runtime: OfficeRuntime
    let reader: LedgerReader
    let sealer: any BodySealing
    let clock: OfficeClock
    let logger: Logger
    var transfers = EvidenceTransfers()
    /// Files that wait for their turn, in the order in which they were wanted.
    private(set) var queue: [QueuedFile] = []
    private var queued: Set<QueuedFile> = []
    /// Cases that are still to be looked through, and whether all of them are at the next chance.
    var unseen: Set<CaseID> = []
    var hasUnseen = true
    var mustSweep = true
    /// Manifests whose chunks make another file; another one of the same file may be right.
    var rejected: Set<EvidenceFile> = []
    var grants = EvidenceGrants()
    var told: Set<String> = []
    private var uploads: [LetterID: EvidenceUpload] = [:]
    private var chance = Chance(SystemRandomNumberGenerator())
    private let thread: OwnThread

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// A keeper beside a ledger; `inbox` is filled by the runtime.
    package init(
        ledgerPath: String, inbox: EvidenceInbox, runtime: OfficeRuntime, reader: LedgerReader,
        sealer: any BodySealing, clock: OfficeClock, logger: Logger
    ) throws {
        store = EvidenceStore(besideLedger: ledgerPath, files: try reader.sealedFiles())
        self.inbox = inbox
        self.runtime = runtime
        self.reader = reader
        self.sealer = sealer
        self.clock = clock
        self.logger = logger
        thread = OwnThread(name: "evidence")
    }

    deinit {
        thread.stop()
    }

    func freshID() -> LetterID { chance.letterID(at: clock.now().machine) }

    func enqueue(_ file: QueuedFile) {
        if queued.insert(file).inserted { queue.append(file) }
    }

    func dequeue() -> QueuedFile {
        let next = queue.removeFirst()
        queued.remove(next)
        return next
    }

    // MARK: Uploads

    var uploadsUnderWay: [LetterID] { Array(uploads.keys) }

    /// Begins an upload; its id.
    package func beginUpload() throws -> LetterID {
        let id = freshID()
        uploads[id] = try EvidenceUpload(store, id: id)
        return id
    }

    /// Takes the next bytes of an upload.
    package func append(_ bytes: [UInt8], to id: LetterID) throws {
        // In place: a copy of the unfinished chunk for each part would double the work.
        try uploads[id]?.append(bytes)
    }

    /// Ends an upload.
    package func finish(_ id: LetterID) throws -> StoredEvidence {
        guard var upload = uploads.removeValue(forKey: id) else { throw EvidenceFault.empty }
        do {
            return try upload.finish()
        } catch {
            try upload.cancel()
            throw error
        }
    }

    /// Gives an upload up.
    package func cancel(_ id: LetterID) throws { try uploads.removeValue(forKey: id)?.cancel() }

    /// What an order says of a file that was uploaded here; nil when it was not, or is here in part only.
    package func resolve(_ file: Digest) throws -> StoredEvidence? {
        guard let stored = try store.stored(file) else { return nil }
        try store.touch(file)
        return stored
    }

    // MARK: Looking

    /// How far a file of a case is.
    package func progress(of entry: EvidenceEntry) throws -> EvidenceProgress {
        let whole = EvidenceFile.chunkCount(ofSize: entry.size)
        switch try store.state(of: entry.digest) {
        case .whole: return EvidenceProgress(chunks: whole, present: whole, silences: 0)
        case .partial(let present):
            return EvidenceProgress(chunks: whole, present: present.count, silences: silences(entry))
        case .missing: return EvidenceProgress(chunks: whole, present: 0, silences: silences(entry))
        }
    }

    private func silences(_ entry: EvidenceEntry) -> Int {
        transfers.wants.first { $0.file.digest == entry.digest }?.silences ?? 0
    }

    /// One chunk of a file that is here whole, sound by its digest.
    ///
    /// - Throws: `damaged`; the file is fetched again from the other parties then.
    package func chunk(_ index: Int, of stored: StoredEvidence) throws -> [UInt8] {
        if let bytes = store.sound(chunk: index, of: stored) { return bytes }
        logger.error(
            "evidence: a stored chunk is not sound", metadata: ["file": "\(stored.digest)", "chunk": "\(index)"])
        try store.distrust(stored.digest)
        grants.forget()
        unseen.formUnion(try reader.cases(needingEvidence: store.name(of: stored.digest)))
        inbox.bell.ring()
        throw EvidenceFault.damaged(stored.digest)
    }
}

/// A file that is wanted, by the case whose letter names it.
struct QueuedFile: Hashable {
    let file: Digest
    let caseID: CaseID
}

/// Who may have which file, for a moment: chunks of one file are asked for a few at a time, and the case need not be opened
/// for each. Parties are added to a case and never taken out; what is destroyed is forgotten at once.
struct EvidenceGrants {
    /// One right.
    struct Right: Hashable {
        let asker: OfficeID
        let caseID: CaseID
        let file: Digest
    }

    private var known: [Right: StoredEvidence] = [:]
    private var until: Moment?

    /// The file, if the right was found not long ago.
    mutating func file(_ right: Right, at now: Moment) -> StoredEvidence? {
        if until.map({ $0 <= now }) ?? true { forget() }
        return known[right]
    }

    /// A right was found.
    mutating func grant(_ right: Right, _ file: StoredEvidence, at now: Moment) {
        if until == nil { until = now + .seconds(10) }
        known[right] = file
    }

    mutating func forget() {
        known = [:]
        until = nil
    }
}

/// How far a file is.
package struct EvidenceProgress: Hashable, Sendable {
    /// How many chunks it has.
    package let chunks: Int
    /// How many are here.
    package let present: Int
    /// How often in a row the offices that should have it did not answer.
    package let silences: Int

    /// Whether all of it is here.
    package var isWhole: Bool { present == chunks }
}
