import Contracts
import Exchange
import Transparency

/// Every office is a witness: it signs that a log only grew since it looked last, and keeps the proof where one did not.
extension OfficeMachine {
    mutating func takeLogStatement(
        _ statement: LogStatement, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        if sender == office { return try takeOwnLogStatement(statement, envelope, &work) }
        guard directory?.office(sender).map({ OfficeMachine.isKeeping($0) }) ?? false else { return "NOT_AUTHORISED" }
        guard isSaid(to: envelope.leaf, by: sender) else { return "NOT_FOR_US" }
        // What a beaten process says has no effect anywhere (rule 11).
        if let claim = claims.claim(of: sender), envelope.statement.writer.isStale(against: claim) { return nil }
        guard let note = SignedNote(statement.note), let checkpoint = checkpoint(note, of: sender) else {
            return "SIGNATURE_INVALID"
        }
        let mayAnswer = phase != .readingCheckpoints && work.clocks.machine - envelope.leaf.time < .minutes(10)
        switch verdict(on: checkpoint, statement, of: sender) {
        case .grown: see(checkpoint, statement.note, of: sender, &work)
        case .same: break
        case .unknown:
            if mayAnswer { answer(sender, cosigning: nil, refusal: nil) }
            return nil
        case .contradicts:
            accuse(sender, checkpoint, statement.note, envelope, &work)
            if mayAnswer { answer(sender, cosigning: nil, refusal: "LOG_INCONSISTENT") }
            return nil
        }
        if mayAnswer { answer(sender, cosigning: note.text, refusal: nil, at: work.clocks.machine) }
        return nil
    }

    /// On `checkpoints` to all, or on our direct topic to us.
    private func isSaid(to leaf: Leaf, by sender: OfficeID) -> Bool {
        guard leaf.stream.office == sender else { return false }
        switch leaf.stream.topic {
        case .checkpoints: return leaf.to == "*"
        case .direct(let reader): return reader == office && leaf.to == office.description
        case .lists, .measures, .publications, .directory: return false
        }
    }

    private enum LogVerdict {
        case grown, same, unknown, contradicts
    }

    /// How a checkpoint stands to the biggest one that was verified here. The first one is taken as it is.
    private func verdict(
        on checkpoint: LogCheckpoint, _ statement: LogStatement, of sender: OfficeID
    ) -> LogVerdict {
        guard let seen = log.seen[sender] else { return .grown }
        if checkpoint.size == seen.size { return checkpoint.root == seen.root ? .same : .contradicts }
        guard checkpoint.size > seen.size, statement.from == seen.size else { return .unknown }
        let holds = LogCheck.isConsistent(
            from: (seen.size, seen.root), to: (checkpoint.size, checkpoint.root), proof: statement.proof)
        return holds ? .grown : .contradicts
    }

    private mutating func see(
        _ checkpoint: LogCheckpoint, _ note: String, of sender: OfficeID, _ work: inout Workspace
    ) {
        log.seen[sender] = PublicLog.Seen(size: checkpoint.size, root: checkpoint.root, note: note)
        work.commit.settings.append((.logsSeen, log.seenJSON.text))
    }

    private mutating func accuse(
        _ sender: OfficeID, _ checkpoint: LogCheckpoint, _ note: String, _ envelope: Envelope, _ work: inout Workspace
    ) {
        guard let seen = log.seen[sender] else { return }
        work.commit.log.evidence.append(
            LogEvidence(office: sender, first: seen.note, second: note, letter: envelope.packed))
        work.alarm(
            "LOG_INCONSISTENT",
            "the log of \(sender) was signed with \(seen.size) leaves and root \(seen.root), and now with "
                + "\(checkpoint.size) leaves and root \(checkpoint.root), which is not shown to continue it: both notes and "
                + "the signed letter with its proof are kept"
        )
    }

    private mutating func answer(
        _ keeper: OfficeID, cosigning text: String?, refusal: String?, at now: Moment = Moment(milliseconds: 0)
    ) {
        guard let seen = log.seen[keeper] else { return }
        var line: String?
        if let text, let key = noteKey(.cosignature) {
            line = LogCosignature.line(text, at: UInt64(now.milliseconds / 1000), key: key) { signer.sign($0) }.line
        }
        log.answers[keeper] = LogWitness(note: seen.note, cosignature: line, refusal: refusal)
    }

    // MARK: At the office that keeps the log

    mutating func takeLogWitness(
        _ witness: LogWitness, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        let leaf = envelope.leaf
        guard isForUs(leaf.stream), leaf.to == office.description, leaf.stream.office == sender, sender != office,
            keepsLog
        else { return sender == office ? nil : "NOT_FOR_US" }
        if let claim = claims.claim(of: sender), envelope.statement.writer.isStale(against: claim) { return nil }
        guard let note = SignedNote(witness.note), let seen = try ownCheckpoint(note) ?? outgrown(note, work) else {
            return "SIGNATURE_INVALID"
        }
        guard seen.size <= log.frontier.size else {
            hold(
                "LOG_BEHIND", "\(sender) has verified \(seen.size) leaves, this ledger has \(log.frontier.size)", &work)
            return nil
        }
        if let root = try root(of: seen.size, work), root != seen.root {
            work.commit.log.evidence.append(
                LogEvidence(
                    office: office, first: witness.note,
                    second: try work.ledger.publicLog.lastCheckpoint()?.note ?? "", letter: envelope.packed))
            hold("LOG_FORKED", "\(sender) has a signed checkpoint of \(seen.size) leaves with another root", &work)
            return nil
        }
        log.awaited.removeAll { $0 == sender }
        if let line = witness.cosignature {
            keep(line, under: note.text, size: seen.size, by: sender, &work)
        } else if witness.refusal == nil, seen.size < log.published {
            log.owed.removeAll { $0.witness == sender }
            log.owed.append((sender, seen.size))
        }
        return nil
    }

    /// The checkpoint of a note whose key was revoked since, where our own tree says the same: its witness is to be led on
    /// from there. On such a note nothing is held, for anybody who has the old key can write one.
    private func outgrown(_ note: SignedNote, _ work: Workspace) throws -> LogCheckpoint? {
        guard let checkpoint = LogCheckpoint(text: note.text), checkpoint.origin == logName(of: office),
            checkpoint.size <= log.frontier.size, try root(of: checkpoint.size, work) == checkpoint.root
        else { return nil }
        return checkpoint
    }

    private mutating func keep(
        _ line: String, under text: String, size: UInt64, by witness: OfficeID, _ work: inout Workspace
    ) {
        guard let signature = SignedNote.Signature(line: line) else { return }
        for key in directory?.office(witness)?.keys ?? [] where key.revokedAt == nil {
            let noteKey = NoteKey(name: logName(of: witness), kind: .cosignature, publicKey: key.publicKey)
            guard let noteKey,
                LogCosignature.time(of: signature, over: text, key: noteKey, verifier: rootVerifier) != nil
            else { continue }
            work.commit.log.cosignatures.append(LoggedCosignature(size: size, witness: witness, line: line))
            let signed = log.witnesses[witness]?.signed ?? 0
            log.witnesses[witness]?.signed = max(size, signed)
            return
        }
    }
}
