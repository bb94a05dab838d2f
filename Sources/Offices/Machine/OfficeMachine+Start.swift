import Casework
import Contracts
import Exchange

/// Directory, claim, and what ends a process (rules 8–10, 14, 26).
extension OfficeMachine {
    /// Takes a registrar's document; true when it changed what is in force.
    mutating func takeDocument(_ document: SignedDocument) -> Bool {
        switch document.kind {
        case .directory:
            do throws(DirectoryRefusal) {
                return try book.accept(document, verifying: RootVerifier(rootVerifier)) != .known
            } catch {
                return false
            }
        case .rules: return takeRules(document)
        }
    }

    private mutating func takeRules(_ document: SignedDocument) -> Bool {
        guard document != rulesTaken else { return false }
        do throws(DirectoryRefusal) {
            let published = try book.readRules(document, verifying: RootVerifier(rootVerifier))
            guard published.version > rulesVersion, let set = ruleSet(published, document.digest) else { return false }
            rules = set
            rulesVersion = published.version
            rulesTaken = document
            return true
        } catch {
            return false
        }
    }

    private func ruleSet(_ published: RulesDocument, _ digest: Digest) -> RuleSet? {
        // The program gave it along, read from the office's file.
        if rules.version == digest.description { return rules }
        do throws(RuleMistakes) {
            return try RuleSet.read(
                version: digest.description,
                documents: published.documents.map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
        } catch {
            return nil
        }
    }

    mutating func takeDirectory(_ record: BusRecord, _ work: inout Workspace) throws {
        let document: SignedDocument
        do throws(DocumentMistakes) {
            document = try SignedDocument.read(record.value)
        } catch {
            return quarantine(record, record.digest, reason: "DOCUMENT_UNREADABLE", claimed: "", &work)
        }
        let before = book.version
        guard takeDocument(document) else { return }
        work.forgetAuthority()
        work.commit.documents.append(document)
        work.journal(
            .directory, by: office, note: "\(document.kind.rawValue) \(document.digest) signed by \(document.keyID)")
        guard book.version > before else { return }
        releaseHeld()
        hasNewKeys = true
        if phase == .serving { try renewCheckpoint(work.ledger.publicLog) }
        try endOlderGenerations(&work)
        try endStreamsIfRetired(&work)
    }

    /// A newer directory may let held letters be judged: their resend is asked for at once (rule 25).
    private mutating func releaseHeld() {
        for name in inStreams.names where !(inStreams[name]?.held.isEmpty ?? true) {
            inStreams[name]?.owed.owedNow()
        }
    }

    /// Moves the start on when its present step is complete.
    mutating func advancePhase(_ work: inout Workspace) throws {
        if phase == .readingDirectory, reader(of: BusPartition(topic: .directory, partition: 0)).hasReachedEnd,
            directory != nil
        {
            phase = .readingCheckpoints
        }
        if phase == .readingCheckpoints, reader(of: busPartition(.checkpoints, 0)).hasReachedEnd {
            beginClaim(&work)
        }
        if phase == .claiming, isClaimGranted { try beginServing(&work) }
        try endRestoreWhenOpen(&work)
    }

    private mutating func beginClaim(_ work: inout Workspace) {
        if isRestored {
            let highest = max(writer.epoch, claims.claim(of: office)?.epoch ?? 0)
            raise(above: highest)
            work.commit.settings.append((.epoch, String(writer.epoch)))
            work.journal(.start, by: office, note: "restored ledger goes above epoch \(highest) as writer \(writer)")
        }
        if let obstacle = claims.obstacle(to: writer, of: office) {
            work.stop = .superseded(by: obstacle)
            return
        }
        phase = .claiming
        raiseFencesToClaims(&work)
    }

    /// From here on letters are read: the highest claim of each sender is the fence of its streams (rule 38).
    private mutating func raiseFencesToClaims(_ work: inout Workspace) {
        for name in inStreams.names {
            guard var stream = inStreams[name] else { continue }
            if let claim = claims.claim(of: name.office) { stream.raiseFence(to: claim) }
            inStreams[name] = stream
            work.changed(incoming: name)
        }
    }

    /// Drawn with the first step of all, so that every copy of this ledger that knows a letter has the same: one from before
    /// would give what it hears again another salt.
    @discardableResult mutating func drawnSecret(_ work: inout Workspace) -> EmissionSecret {
        if let emissionSecret { return emissionSecret }
        let secret = EmissionSecret(since: writer.epoch, chance: &work.chance)
        emissionSecret = secret
        work.commit.settings.append((.emissionSecret, secret.description))
        return secret
    }

    private mutating func beginServing(_ work: inout Workspace) throws {
        phase = .serving
        try renewCheckpoint(work.ledger.publicLog)
        try endOlderGenerations(&work)
        for name in inStreams.names {
            guard var stream = inStreams[name] else { continue }
            // A receiver that lost dispositions by a restore announces itself on every stream (rule 33).
            if !name.topic.isBroadcast { stream.owed.owedNow() }
            inStreams[name] = stream
            work.changed(incoming: name)
        }
        if isRestored { reopenEveryStream(&work) }
    }

    /// Writes into the ledger that it may not start again by itself (rule 14).
    mutating func recordStop(_ stop: StopReason, _ work: inout Workspace) throws {
        phase = .stopped
        let stop = stop.naming(unacknowledged + (try unnumbered(work)))
        work.stop = stop
        switch stop {
        case .superseded(let writer, _): work.commit.settings.append((.supersededBy, writer.description))
        case .fork(let stream, _, _): work.commit.settings.append((.supersededBy, "fork of \(stream)"))
        }
        work.alarm("SUPERSEDED", stop.description)
        work.journal(.superseded, by: office, note: stop.description)
    }
}

extension OfficeMachine {
    /// Our letters that no reader has acknowledged, stream by stream.
    var unacknowledged: [String] {
        outStreams.values.filter { $0.number > $0.retired }.map { stream in
            "\(stream.name)#\(stream.retired + 1)…\(stream.number)"
        }
    }

    /// Our letters that never had a number, stream by stream: their officers were told that they are on their way.
    private func unnumbered(_ work: Workspace) throws -> [String] {
        let dropped = Set(work.commit.waitingDone)
        var counts: [StreamName: Int] = [:]
        for stream in try work.ledger.streamsWithWaiting() {
            counts[stream] = try work.ledger.waiting(stream: stream).count { !dropped.contains($0.row) }
        }
        for draft in work.drafts { counts[draft.leaf.stream, default: 0] += 1 }
        return counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.key)#?×\($0.value)" }
    }
}

extension StopReason {
    /// A superseded process lists its letters that were never acknowledged (rule 14).
    func naming(_ unacknowledged: [String]) -> StopReason {
        switch self {
        case .superseded(let writer, _): .superseded(by: writer, unacknowledged: unacknowledged)
        case .fork: self
        }
    }
}

/// Lets a boxed verifier be used where a concrete one is asked for.
struct RootVerifier: RootVerifying {
    private let base: any RootVerifying

    init(_ base: any RootVerifying) {
        self.base = base
    }

    func isValid(signature: [UInt8], over statementBytes: [UInt8], publicKey: [UInt8]) -> Bool {
        base.isValid(signature: signature, over: statementBytes, publicKey: publicKey)
    }
}
