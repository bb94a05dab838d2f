import Casework
import Contracts
import Exchange

/// Own letters that come back: read again on broadcast streams, or returned by a reader (rules 12, 13, 15, 16 and 37).
extension OfficeMachine {
    /// An own numbered letter read from the bus: retired on broadcast streams, adopted when this ledger forgot it.
    mutating func takeOwn(_ envelope: Envelope, _ work: inout Workspace) throws -> String? {
        let leaf = envelope.leaf
        guard leaf.stream.topic.isBroadcast else { return nil }
        var stream = outStreams[leaf.stream] ?? OutStream(name: leaf.stream)
        if leaf.number > stream.number {
            return try adopt(envelope, into: &stream, isFromLog: true, &work)
        }
        guard let head = try head(of: stream, at: leaf.number, work),
            head == StreamName.extend(leaf.previous, with: envelope.leafHash)
        else {
            // What the readers gave back is the line that they applied: what a copy of this ledger wrote beside it stays a
            // piece of evidence.
            if wasRestored, !stream.isOpen { return "FORK" }
            work.alarm("FORK", "\(leaf.stream): letter \(leaf.number) on the bus is not the one in this ledger")
            work.stop = .fork(stream: leaf.stream, firstLost: stream.retired + 1, lastLost: stream.number)
            return "FORK"
        }
        if leaf.number == stream.retired + 1 {
            _ = stream.retire(leaf.number, reader: nil)
            outStreams[leaf.stream] = stream
            work.changed(outgoing: leaf.stream)
            checkpointIsDue = true
        }
        return nil
    }

    /// H(number) of our line; letters that came back in this very step are not in the ledger yet.
    func head(of stream: OutStream, at number: UInt64, _ work: Workspace) throws -> Digest? {
        number == stream.number ? stream.head : try work.outgoingHead(stream: stream.name, number: number)
    }

    mutating func takeReturned(
        _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        let inner: Envelope
        do throws(EnvelopeFault) {
            inner = try Envelope.unpackReturned(envelope.body)
        } catch {
            return error.rawValue
        }
        guard inner.leaf.stream.office == office, inner.leaf.number > 0 else { return "ENVELOPE_MISMATCH" }
        // Signed by us before the loss: the key may have been replaced since, so only path and signature count.
        if case .unverified(let reason) = verifier.verdict(on: inner, book: book, at: work.clocks.machine),
            reason == "SIGNATURE_INVALID" || reason == "KEY_UNKNOWN"
        {
            return reason
        }
        guard var stream = outStreams[inner.leaf.stream], inner.leaf.number > stream.number else { return nil }
        return try adopt(inner, into: &stream, isFromLog: false, &work)
    }

    /// Takes a forgotten letter of ours back into the journal (rules 12b, 13 and 16).
    private mutating func adopt(
        _ envelope: Envelope, into stream: inout OutStream, isFromLog: Bool, _ work: inout Workspace
    ) throws -> String? {
        let leaf = envelope.leaf
        guard !stream.isOpen else {
            work.stop = .superseded(by: envelope.statement.writer)
            return "FORK"
        }
        guard leaf.number == stream.number + 1 else { return nil }
        guard leaf.previous == stream.head else {
            // A clone of this ledger wrote on, and the reader has its line (rule 12c).
            work.alarm("FORK", "\(leaf.stream): letter \(leaf.number) that a reader has does not follow ours")
            work.stop = .fork(stream: leaf.stream, firstLost: stream.retired + 1, lastLost: stream.number)
            return "FORK"
        }
        stream.append(envelope.leafHash)
        let isDecidedAnew = try isRemembered(leaf, work)
        let isFirstCopy = try !work.knows(leaf.letter)
        let events = isDecidedAnew ? [] : try relive(envelope, &work)
        let content = work.content(JournalContent(events: events, body: envelope.body), caseID: leaf.caseID)
        try recordRecovered(envelope, headAfter: stream.head, content, &work)
        if isFromLog { _ = stream.retire(leaf.number, reader: nil) }
        outStreams[leaf.stream] = stream
        work.changed(outgoing: leaf.stream)
        // One that the case contradicts is for an officer alone.
        if isFirstCopy, events.contains(where: { $0.body["row"] != nil }) { try issueOtherCopies(of: envelope, &work) }
        if leaf.stream.topic.isBroadcast { openBroadcast(leaf.stream, &work) }
        // Answers to it may have waited for the case, or for the letter.
        try replayCase(leaf.caseID, &work)
        if case .recovering(let last) = stream.phase, stream.number >= last { try endRecovery(of: leaf.stream, &work) }
        return nil
    }

    private mutating func recordRecovered(
        _ envelope: Envelope, headAfter: Digest, _ content: Int, _ work: inout Workspace
    ) throws {
        let leaf = envelope.leaf
        let emission = try emission(ofRecovered: envelope, &work)
        work.note(letter: leaf.letter)
        work.commit.outgoing.append(
            OutgoingLetter(
                envelope: envelope, headAfter: headAfter, recordKey: leaf.caseID, emission: emission, content: content))
        work.journal(
            .recovered, by: office, caseID: leaf.caseID, leafHash: envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number)")
        work.alarm(
            "LETTER_RECOVERED",
            "\(leaf.type) \(leaf.stream)#\(leaf.number) of case \(leaf.caseID) came back from a peer; this ledger does "
                + "not remember deciding it"
                + (envelope.isWhole ? "" : ", and its reader has destroyed the contents as ordered"))
    }

    /// The emission key of a recovered letter; an unnumbered letter of the same key is dropped in its favour (rule 15).
    private func emission(ofRecovered envelope: Envelope, _ work: inout Workspace) throws -> String {
        let leaf = envelope.leaf
        let ownKey = "recovered:\(envelope.leafHash)"
        if let key = busEmission(of: envelope) {
            guard try !work.isNewEmission(key) else { return key }
            return try dropUnnumbered(key, in: leaf.stream, &work) ? key : ownKey
        }
        if let key = try dropUnnumbered(&work, where: { other, _ in OfficeMachine.isTwin(other, of: leaf) })
            ?? dropUnnumbered(&work, where: { isRepeated(envelope, to: leaf.to, by: $0, $1) })
        {
            return key
        }
        let mark = EmissionSecret.mark(leaf.salt)
        if let secret = emissionSecret, secret.covers(leaf), try work.isNewEmission(mark) { return mark }
        // A letter from before the secret: what it answers is all that it tells of its cause.
        guard !leaf.cause.isEmpty else { return ownKey }
        var ordinal = 0
        while true {
            let key = "\(leaf.cause)|\(leaf.type)|\(leaf.to)|\(ordinal)"
            if try work.isNewEmission(key) { return key }
            ordinal += 1
        }
    }

    /// The letter of the same emission: it has the same salt, or in a copied ledger the same id.
    private static func isTwin(_ other: Leaf, of leaf: Leaf) -> Bool {
        (other.type, other.to) == (leaf.type, leaf.to) && (other.salt == leaf.salt || other.letter == leaf.letter)
    }

    /// Drops an unnumbered letter in favour of a recovered one; returns its key. It may wait in a newer generation of the
    /// topic than the one in which the recovered letter was sent.
    func dropUnnumbered(
        _ work: inout Workspace, where isSame: (Leaf, _ body: [UInt8]) -> Bool
    ) throws -> String? {
        for stream in try work.ledger.streamsWithWaiting() {
            for waiting in try work.ledger.waiting(stream: stream) where isSame(waiting.leaf, waiting.body) {
                guard !work.commit.waitingDone.contains(waiting.row) else { continue }
                work.commit.waitingDone.append(waiting.row)
                return waiting.emission
            }
        }
        guard let place = work.drafts.firstIndex(where: { isSame($0.leaf, $0.body) }) else { return nil }
        return work.drafts.remove(at: place).emission
    }

    /// An officer who finds something undone in a ledger that forgot it may order it under another id: it has the same
    /// case, type and addressee. Of two answers to one letter, such as two reports of progress, each says something of its
    /// own; only the time of the decision may differ.
    func isRepeated(_ envelope: Envelope, to reader: String, by other: Leaf, _ body: [UInt8]) -> Bool {
        let leaf = envelope.leaf
        guard !leaf.caseID.isEmpty,
            (other.caseID, other.type, other.to, other.cause) == (leaf.caseID, leaf.type, reader, leaf.cause)
        else { return false }
        return leaf.cause.isEmpty || decision(in: body, of: other) == decision(in: envelope.body, of: leaf)
    }

    private func decision(in body: [UInt8], of leaf: Leaf) -> JSONValue? {
        guard case .success(let plain) = opened(leaf, body) else { return nil }
        return JSONValue.parsed(plain)?.removing("at").removing("due").removing(ListRootNote.member)
    }

    /// What the bus's own numbered letters are known by; nil for letters of cases.
    private func busEmission(of envelope: Envelope) -> String? {
        let leaf = envelope.leaf
        switch leaf.type {
        case ControlType.streamEnd: return OfficeMachine.endEmission(of: leaf.stream)
        case ControlType.caseHandover: return OfficeMachine.handoverEmission(of: leaf.caseID, to: leaf.to)
        case ControlType.caseLetter:
            do throws(EnvelopeFault) {
                let passedOn = try ForwardedEnvelope.read(envelope.body, contentType: leaf.contentType)
                return OfficeMachine.forwardEmission(of: passedOn.envelope)
            } catch {
                return nil
            }
        default: return nil
        }
    }

    /// True when there was an unnumbered letter of this key: waiting, or drafted in this very step.
    private func dropUnnumbered(_ emission: String, in stream: StreamName, _ work: inout Workspace) throws -> Bool {
        let drafts = work.drafts.count
        work.drafts.removeAll { $0.emission == emission }
        for waiting in try work.ledger.waiting(stream: stream) where waiting.emission == emission {
            work.commit.waitingDone.append(waiting.row)
            return true
        }
        return work.drafts.count < drafts
    }
}
