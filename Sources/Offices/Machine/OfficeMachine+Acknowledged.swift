import Casework
import Contracts
import Exchange

/// What comes back on our own streams: acks, own letters read back, letters returned (rules 12, 13, 31, 33, 37).
extension OfficeMachine {
    mutating func takeAcknowledgement(
        _ ack: Acknowledgement, _ envelope: Envelope, from reader: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        guard ack.reader == envelope.statement.writer, ack.stream == envelope.leaf.stream else {
            return "ENVELOPE_MISMATCH"
        }
        guard ack.stream.office == office else { return nil }
        if !ack.stream.topic.isBroadcast, ack.stream.topic != .direct(reader) { return "NOT_AUTHORISED" }
        guard let stream = outStreams[ack.stream] ?? forgottenStream(ack) else { return nil }
        counters.acknowledgements += 1
        let meaning = try stream.meaning(of: ack, writer: writer) { try head(of: stream, at: $0, work) }
        switch meaning {
        case .old: break
        case .notForUs:
            try resendUnseen(stream, ack, to: reader, work)
            showWriter(on: stream)
        case .superseded(let by):
            guard mayGoAbove(by, on: stream) else {
                work.stop = .superseded(by: by)
                break
            }
            goAbove(by, &work)
        case .fork: fork(stream, ack, &work)
        case .recover(let last):
            outStreams[stream.name]?.recover(upTo: last)
        case .retire(let count):
            try retire(stream.name, upTo: count, ack, from: reader, at: envelope.leaf.time, &work)
        }
        return nil
    }

    /// A reader speaks of a stream that this ledger does not know: it is opened by a hello like any other (rule 12).
    private mutating func forgottenStream(_ ack: Acknowledgement) -> OutStream? {
        guard ack.disposed > 0, isOurs(ack.stream) else { return nil }
        let stream = OutStream(name: ack.stream)
        outStreams[ack.stream] = stream
        return stream
    }

    private func isOurs(_ name: StreamName) -> Bool {
        name.namespace == namespace && name.office == office && generations(of: name.topic).contains(name.generation)
            && name.partition < partitionsOf(name.topic, generation: name.generation).count
    }

    /// A reader that asks under an older fence has not seen our hello, and when a wiped log took that away it never will:
    /// on an open broadcast stream it gets what it misses all the same, signed by this writer, which raises its fence.
    private mutating func resendUnseen(
        _ stream: OutStream, _ ack: Acknowledgement, to reader: OfficeID, _ work: Workspace
    ) throws {
        guard stream.name.topic.isBroadcast, stream.isOpen, ack.wants, ack.disposed < stream.number,
            try head(of: stream, at: ack.disposed, work) == ack.head
        else { return }
        oweResend(stream.name, to: reader, from: ack.disposed + 1, through: stream.number)
    }

    /// A restored reader may have forgotten this writer along with letters that it had acknowledged, and its announcement
    /// then names an older fence: a position at once shows it the writer, and its next ack counts (rules 33 and 34).
    private mutating func showWriter(on stream: OutStream) {
        guard stream.isOpen, !stream.name.topic.isBroadcast else { return }
        outStreams[stream.name]?.lastHeartbeat = nil
    }

    private mutating func retire(
        _ name: StreamName, upTo count: UInt64, _ ack: Acknowledgement, from reader: OfficeID, at signed: Moment,
        _ work: inout Workspace
    ) throws {
        guard var stream = outStreams[name] else { return }
        if name.topic.isBroadcast {
            stream.awaitedReaders.removeAll { $0 == reader }
            outStreams[name] = stream
            openBroadcast(name, &work)
            if ack.wants { oweResend(name, to: reader, from: count + 1, through: stream.number) }
            return
        }
        let before = stream.retired
        let wasOpen = stream.isOpen
        // Before the claim is granted no stream opens (rule 9), though a reader that read the claim already names its writer;
        // our hello brings its ack again.
        guard try wasOpen || phase == .serving && areOlderGenerationsRetired(before: name, work.ledger) else { return }
        if !wasOpen { stream.open(retiredUpTo: before) }
        let moved = stream.retire(count, reader: ack.reader)
        stream.parkedAtReader = ack.parked
        stream.quarantinedAtReader = ack.quarantined
        if ack.wants, !moved { stream.windBack(to: count + 1) }
        stream.lastHeartbeat = work.clocks.timer
        outStreams[name] = stream
        if wasOpen { work.changed(outgoing: name) } else { work.opened(name) }
        guard count > before else { return }
        work.commit.deliveries.append(Delivery(stream: name, from: before + 1, to: count, at: signed))
        for first in stride(from: before + 1, through: count, by: 500) {
            let letters = try work.outgoing(stream: name, numbers: first...min(count, first + 499))
            try noteDelivery(of: letters, by: reader, at: work.clocks.official(ofMachine: signed), &work)
        }
    }

    private mutating func fork(_ stream: OutStream, _ ack: Acknowledgement, _ work: inout Workspace) {
        counters.equivocations += 1
        work.alarm("FORK", "\(stream.name): the reader acknowledges \(ack.disposed) on another line than ours")
        work.stop = .fork(stream: stream.name, firstLost: stream.retired + 1, lastLost: stream.number)
    }

    /// Resends to one reader go to its direct topic; when more than three ask, the topic gets them (rule 37).
    private mutating func oweResend(
        _ name: StreamName, to reader: OfficeID, from first: UInt64, through last: UInt64
    ) {
        guard first <= last else { return }
        let asking = Set(resendsOwed.filter { $0.stream == name }.map(\.to)).union([reader])
        if asking.count > 3 {
            resendsOwed.removeAll { $0.stream == name }
            outStreams[name]?.publishAgain(from: first)
            return
        }
        resendsOwed.removeAll { $0.stream == name && $0.to == reader }
        resendsOwed.append(ReturnDebt(to: reader, stream: name, from: first, through: last))
    }

    // MARK: Own letters

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
    private func head(of stream: OutStream, at number: UInt64, _ work: Workspace) throws -> Digest? {
        number == stream.number ? stream.head : try work.outgoingHead(stream: stream.name, number: number)
    }

    mutating func takeReturned(
        _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        let inner: Envelope
        do throws(EnvelopeFault) {
            inner = try Envelope.unpack(envelope.body)
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
        let events = try remember(envelope, &work)
        let content = work.content(JournalContent(events: events, body: envelope.body), caseID: leaf.caseID)
        try recordRecovered(envelope, headAfter: stream.head, content, &work)
        if isFromLog { _ = stream.retire(leaf.number, reader: nil) }
        outStreams[leaf.stream] = stream
        work.changed(outgoing: leaf.stream)
        if case .recovering(let last) = stream.phase, stream.number >= last {
            stream.helloPause.reset()
            outStreams[leaf.stream] = stream
        }
        if leaf.stream.topic.isBroadcast { openBroadcast(leaf.stream, &work) }
        // Answers to it may have waited for the case, or for the letter.
        try replayCase(leaf.caseID, &work)
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
                + "not remember deciding it")
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
            ?? dropUnnumbered(&work, where: { isRepeated(envelope, by: $0, $1) })
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
    private func dropUnnumbered(
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
    private func isRepeated(_ envelope: Envelope, by other: Leaf, _ body: [UInt8]) -> Bool {
        let leaf = envelope.leaf
        guard !leaf.caseID.isEmpty,
            (other.caseID, other.type, other.to, other.cause) == (leaf.caseID, leaf.type, leaf.to, leaf.cause)
        else { return false }
        return leaf.cause.isEmpty || decision(in: body, of: other) == decision(in: envelope.body, of: leaf)
    }

    private func decision(in body: [UInt8], of leaf: Leaf) -> JSONValue? {
        guard case .success(let plain) = opened(leaf, body) else { return nil }
        return JSONValue.parsed(plain)?.removing("at").removing("due")
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
