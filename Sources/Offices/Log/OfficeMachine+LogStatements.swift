import Contracts
import Exchange
import Transparency

/// Records about logs on their way out: statements of the office that keeps one, answers of its witnesses.
extension OfficeMachine {
    /// When a statement is due by itself.
    func nextLogStatement(after now: Moment) -> Moment? {
        guard phase == .serving else { return nil }
        if !log.answers.isEmpty || !log.owed.isEmpty { return now }
        guard keepsLog, log.held == nil else { return nil }
        let reminder = log.nextReminder
        if let sent = log.sent {
            let again = sent.at + PublicLog.repeatPause
            return reminder.map { min($0, again) } ?? again
        }
        guard log.frontier.size > log.published || !log.awaited.isEmpty || !log.isFirstSigned else {
            return reminder
        }
        return log.hasBacklog ? now : log.saidAt.map { $0 + PublicLog.pause } ?? now
    }

    mutating func logTransmissions(
        _ clocks: Clocks, _ ledger: any LedgerReading, _ chance: inout Chance
    ) throws -> [Transmission] {
        guard phase == .serving else { return [] }
        var posts = logAnswers()
        if keepsLog, log.held == nil {
            remindWitnesses(at: clocks.timer)
            posts += try logProofs(ledger.publicLog)
            if let statement = try logStatement(at: clocks.timer, ledger.publicLog) { posts.append(statement) }
        }
        return seal(posts, at: clocks.machine, &chance)
    }

    /// The next statement to all: what is signed but not on the bus comes again as it was.
    private mutating func logStatement(at now: Moment, _ stored: any LogReading) throws -> LogPost? {
        if let sent = log.sent, now - sent.at < PublicLog.repeatPause { return nil }
        if !log.hasBacklog, let said = log.saidAt, now - said < PublicLog.pause { return nil }
        let size = min(log.frontier.size, log.published + LogStatement.mostLeaves)
        guard size > log.published || !log.awaited.isEmpty || !log.isFirstSigned else { return nil }
        var proofs = stored.proofs
        let note: String
        if let sent = log.sent, sent.size == size {
            note = sent.note
        } else {
            guard let signed = signedNote(size: size, root: try proofs.root(of: size)) else { return nil }
            note = signed
        }
        let statement = LogStatement(
            from: log.published, note: note, leaves: try stored.leaves(log.published..<size),
            proof: try proofs.consistency(from: log.published, to: size))
        log.sent = PublicLog.Sent(size: size, note: note, at: now)
        log.saidAt = now
        return LogPost(to: nil, type: ControlType.logCheckpoint, body: statement.json.bytes)
    }

    private func signedNote(size: UInt64, root: Digest) -> String? {
        let checkpoint = LogCheckpoint(origin: logName(of: office), size: size, root: root)
        guard let key = noteKey(.ed25519) else { return nil }
        let line = SignedNote.Signature(
            name: key.name, keyID: key.id, signature: signer.sign(Array(checkpoint.text.utf8)))
        return SignedNote(text: checkpoint.text, signatures: [line])?.description
    }

    /// A checkpoint whose key was revoked since convinces nobody any more: the same tree is signed again and told to all.
    mutating func renewCheckpoint(_ stored: any LogReading) throws {
        guard keepsLog, let last = try stored.lastCheckpoint() else { return }
        if SignedNote(last.note).flatMap({ ownCheckpoint($0) }) == nil { log.isFirstSigned = false }
    }

    /// The key that this process signs with, as notes name it.
    func noteKey(_ kind: NoteKey.Kind) -> NoteKey? {
        (directory?.office(office)?.key(signer.keyID)).flatMap {
            NoteKey(name: logName(of: office), kind: kind, publicKey: $0.publicKey)
        }
    }

    private mutating func remindWitnesses(at now: Moment) {
        let others = (directory?.activeOffices ?? []).map(\.id).filter { $0 != office }
        let named = Set(log.owed.map(\.witness))
        log.owed += log.reminded(others, at: now).filter { !named.contains($0.witness) }
    }

    /// Proofs for witnesses that have seen less than the last statement begins at.
    private mutating func logProofs(_ stored: any LogReading) throws -> [LogPost] {
        let owed = log.owed
        log.owed = []
        guard !owed.isEmpty, let last = try stored.lastCheckpoint() else { return [] }
        var proofs = stored.proofs
        return try owed.filter { $0.size <= last.size }.map { witness, size in
            let statement = LogStatement(
                from: size, note: last.note, leaves: [], proof: try proofs.consistency(from: size, to: last.size))
            return LogPost(to: witness, type: ControlType.logCheckpoint, body: statement.json.bytes)
        }
    }

    private mutating func logAnswers() -> [LogPost] {
        let answers = log.answers.sorted { $0.key < $1.key }
        log.answers = [:]
        return answers.map { LogPost(to: $0.key, type: ControlType.logWitness, body: $0.value.json.bytes) }
    }

    private mutating func seal(_ posts: [LogPost], at now: Moment, _ chance: inout Chance) -> [Transmission] {
        guard !posts.isEmpty else { return [] }
        let partitions = posts.map { busPartition($0.to.map { .direct($0) } ?? .checkpoints, 0) }
        let items = zip(posts, partitions).map { post, partition -> (leaf: Leaf, body: [UInt8]) in
            let id = chance.letterID(at: now)
            // Read back from our own writer without having been sent, a statement shows a cloned machine (rule 14).
            if post.to == nil { sentPositions.insert(id) }
            let leaf = Leaf(
                stream: streamName(of: office, partition.topic, partition: 0), number: 0, previous: .zero,
                epoch: writer.epoch, letter: id, salt: chance.salt(), type: post.type, caseID: "", subject: "",
                to: post.to?.description ?? "*", cause: "", classification: .internal,
                contentType: "application/json", directoryVersion: book.version, ruleSetVersion: "", time: now,
                bodyLength: UInt64(post.body.count), bodyDigest: Digest.sha256(post.body))
            return (leaf, post.body)
        }
        let envelopes = EnvelopeBatch.seal(items, signer: signer, writer: writer, at: now)
        return zip(envelopes, partitions).map { envelope, partition in
            Transmission(partition: partition, key: office.description, envelope: envelope, purpose: .control)
        }
    }
}

/// A record about a log on its way out; to all when it names nobody.
private struct LogPost {
    let to: OfficeID?
    let type: LetterType
    let body: [UInt8]
}
