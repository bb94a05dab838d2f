import Casework
import Contracts
import Exchange
import Transparency

/// The office that keeps the log: what becomes a leaf, when it gets its place, and what a restored ledger takes over.
extension OfficeMachine {
    /// The agency whose offices keep a log of all publications.
    static let logKeeper = "credit-platform"

    /// Whether this office keeps one.
    package var keepsLog: Bool { directory?.office(office).map { OfficeMachine.isKeeping($0) } ?? false }

    static func isKeeping(_ office: DirectoryOffice) -> Bool {
        office.status == .active && office.profile.agency == logKeeper
    }

    /// Its name on checkpoints and cosignatures.
    func logName(of office: OfficeID) -> String { LogCheckpoint.origin(namespace: namespace, office: office) }

    /// Leaves get their places: our claim stands, and what was said of the log before is known.
    private var isLogOpen: Bool { phase == .serving && log.held == nil && log.awaited.isEmpty }

    // MARK: Leaves

    /// A letter about a publication had effect: that is a leaf. The salt follows from the letter, so that a restored ledger
    /// which applies it again finds the leaf that it has forgotten.
    mutating func noteInLog(_ letter: ReceivedLetter, _ envelope: Envelope, _ work: inout Workspace) throws {
        guard letter.type.name.hasPrefix("pub."), keepsLog, let id = letter.caseID,
            let file = try work.caseFile(id), file.kind == .publication
        else { return }
        let record = PublicRecord(file)
        let content = LogContent(
            publication: id, salt: drawnSecret(&work).salt(of: "log \(envelope.leafHash)"), content: record.json.bytes)
        work.commit.log.contents.append(content)
        work.logEvents.append(
            LogEvent(
                publication: id, version: UInt64(clamping: file.facts["version"]?.integer ?? 0),
                kind: String(letter.type.name.dropFirst(4)),
                commitment: content.commitment))
    }

    /// Gives the events of this step their places, behind all that wait; or lets them wait.
    mutating func growLog(_ work: inout Workspace) throws {
        guard !work.logEvents.isEmpty || log.hasWaiting else { return }
        guard isLogOpen else { return keepInLog(&work) }
        var events = work.logEvents
        if log.hasWaiting {
            let found = try work.ledger.publicLog.waiting(limit: PublicLog.mostNumbered)
            work.commit.log.waitingDone = found.map(\.row)
            log.hasWaiting = found.count == PublicLog.mostNumbered
            if log.hasWaiting {
                keepInLog(&work)
                events = []
            }
            events = found + events
        }
        var taken = Set(work.commit.log.entries.map(\.commitment))
        for event in events {
            // A leaf that was taken over from the bus is that of the same letter.
            guard taken.insert(event.commitment).inserted,
                try !work.ledger.publicLog.hasEntry(event.commitment)
            else { continue }
            append(
                LogEntry(
                    index: log.frontier.size, publication: event.publication, version: event.version, kind: event.kind,
                    time: work.clocks.machine, commitment: event.commitment), &work)
        }
    }

    private mutating func keepInLog(_ work: inout Workspace) {
        guard !work.logEvents.isEmpty else { return }
        work.commit.log.waiting += work.logEvents
        log.hasWaiting = true
    }

    private mutating func append(_ entry: LogEntry, _ work: inout Workspace) {
        log.frontier.append(entry.hash)
        work.commit.log.entries.append(entry)
    }

    // MARK: Own statements, read back

    /// The order on `checkpoints` decides what the log is, as it decides who may write.
    mutating func takeOwnLogStatement(
        _ statement: LogStatement, _ envelope: Envelope, _ work: inout Workspace
    ) throws -> String? {
        let signing = envelope.statement.writer
        guard envelope.leaf.stream.topic == .checkpoints else { return nil }
        if signing == writer, !sentPositions.contains(envelope.leaf.letter) {
            work.stop = .superseded(by: writer)
            return nil
        }
        if let claim = claims.claim(of: office), signing.isStale(against: claim) { return nil }
        guard let note = SignedNote(statement.note), let checkpoint = ownCheckpoint(note) else {
            return "SIGNATURE_INVALID"
        }
        if checkpoint.size > log.frontier.size {
            guard adopt(statement, checkpoint, &work) else { return nil }
        } else if let root = try root(of: checkpoint.size, work), root != checkpoint.root {
            hold("LOG_FORKED", "a checkpoint of \(checkpoint.size) leaves with another root was signed before", &work)
            return nil
        }
        guard checkpoint.size >= log.published else { return nil }
        if checkpoint.size > log.published || !log.isFirstSigned {
            log.isFirstSigned = true
            work.commit.log.checkpoints.append(LoggedCheckpoint(size: checkpoint.size, note: statement.note))
        }
        log.published = checkpoint.size
        if log.sent.map({ $0.size <= checkpoint.size }) ?? false { log.sent = nil }
        return nil
    }

    /// Takes over leaves that this ledger has forgotten; false when they do not follow.
    private mutating func adopt(
        _ statement: LogStatement, _ checkpoint: LogCheckpoint, _ work: inout Workspace
    ) -> Bool {
        let known = log.frontier.size
        guard statement.from <= known, checkpoint.size == statement.from + UInt64(statement.leaves.count) else {
            hold(
                "LOG_GAP",
                "\(checkpoint.size) leaves were signed, this ledger has \(known), and those between are not on the bus",
                &work)
            return false
        }
        let leaves = statement.leaves.dropFirst(Int(known - statement.from)).compactMap { LogEntry(bytes: $0) }
        var grown = log.frontier
        for leaf in leaves where leaf.index == grown.size { grown.append(leaf.hash) }
        guard grown.size == checkpoint.size, grown.root == checkpoint.root else {
            hold("LOG_FORKED", "the leaves of a signed checkpoint do not continue the tree of this ledger", &work)
            return false
        }
        for leaf in leaves { append(leaf, &work) }
        work.journal(
            .administration, by: office,
            note: "log taken over from the bus: leaves \(known)…\(checkpoint.size - 1), root \(checkpoint.root)")
        return true
    }

    /// The root of the first leaves; nil for a size that lies within this step.
    func root(of size: UInt64, _ work: Workspace) throws -> Digest? {
        if size == log.frontier.size { return log.frontier.root }
        let stored = work.ledger.publicLog
        guard size <= (try stored.size()) else { return nil }
        var proofs = stored.proofs
        return try proofs.root(of: size)
    }

    /// The checkpoint of a note that any key of this office has signed.
    func ownCheckpoint(_ note: SignedNote) -> LogCheckpoint? { checkpoint(note, of: office) }

    /// The checkpoint of a note that a key of an office has signed which is not revoked.
    func checkpoint(_ note: SignedNote, of office: OfficeID) -> LogCheckpoint? {
        for key in directory?.office(office)?.keys ?? [] where key.revokedAt == nil {
            let noteKey = NoteKey(name: logName(of: office), kind: .ed25519, publicKey: key.publicKey)
            if let noteKey, let read = LogCheckpoint.read(note, key: noteKey, verifier: rootVerifier) { return read }
        }
        return nil
    }

    /// Nothing is signed any more before a person has looked: to go on might be to fork, and a fork cannot be taken back.
    mutating func hold(_ code: String, _ why: String, _ work: inout Workspace) {
        guard log.held == nil else { return }
        log.held = code
        work.commit.settings.append((.logHeld, code))
        work.journal(.administration, by: office, note: "log held: \(code)")
        work.alarm(
            code, "the log of \(office) is not signed any further: \(why); restore a newer backup of this ledger")
    }
}
