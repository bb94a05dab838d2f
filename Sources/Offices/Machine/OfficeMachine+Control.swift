import Casework
import Contracts
import Exchange

/// Unnumbered records: positions, acks, returned letters, claims, checkpoints.
extension OfficeMachine {
    /// Returns the reason code when the record says nothing that can be used.
    mutating func takeControl(
        _ envelope: Envelope, _ reading: ControlReading?, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        if envelope.leaf.type == ControlType.returned { return try takeReturned(envelope, from: sender, &work) }
        switch reading ?? ControlReading(envelope) {
        case .position(let position): return takePosition(position, envelope, from: sender, &work)
        case .acknowledgement(let ack): return try takeAcknowledgement(ack, envelope, from: sender, &work)
        case .claim(let writer): return takeClaim(writer, envelope, from: sender, &work)
        case .checkpoint(let checkpoint): return try takeCheckpoint(checkpoint, envelope, from: sender, &work)
        case .evidenceWanted(let wanted): return takeEvidence(envelope, wanted, from: sender, &work)
        case .evidenceChunk: return takeEvidence(envelope, nil, from: sender, &work)
        case .handoffCount(let count): return try takeHandoffCount(count, envelope, from: sender, &work)
        case .listWanted(let wanted): return try takeListWanted(wanted, envelope, from: sender, &work)
        case .listShown(let shown): return try takeListShown(shown, envelope, from: sender, &work)
        case .logCheckpoint(let log): return try takeLogStatement(log, envelope, from: sender, &work)
        case .logWitness(let seen): return try takeLogWitness(seen, envelope, from: sender, &work)
        case .unknown: return "UNKNOWN_TYPE"
        case .unreadable: return "BODY_UNREADABLE"
        }
    }

    // MARK: Positions

    private mutating func takePosition(
        _ position: StreamPosition, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) -> String? {
        let writer = envelope.statement.writer
        guard position.stream == envelope.leaf.stream, position.stream.office == sender, position.writer == writer
        else {
            return "ENVELOPE_MISMATCH"
        }
        if sender == office { return takeOwnPosition(position, envelope, &work) }
        guard isForUs(position.stream) else { return nil }
        var stream = inStream(position.stream)
        defer { inStreams[position.stream] = stream }
        work.changed(incoming: position.stream)
        let isNewWriter = stream.fence != writer
        if case .stale = stream.admit(writer) {
            counters.stale += 1
            stream.owed.owedSoon()
            return "STALE_WRITER"
        }
        if position.number > stream.disposed {
            stream.announced = max(stream.announced, position.number)
            if stream.wantedSince == nil { stream.wantedSince = work.clocks.timer }
        }
        if position.isHello, position.number < stream.disposed {
            oweReturn(position.stream, to: sender, from: position.number + 1, through: stream.disposed)
        }
        let isBroadcast = position.stream.topic.isBroadcast
        if position.isHello, !isBroadcast || position.asksEveryReader || position.number != stream.disposed {
            // A hello that is read again is a position like any other (rule 30).
            if isNewWriter { stream.owed.owedNow() } else { stream.owed.owedSoon() }
        } else if !isBroadcast {
            stream.owed.owedSoon()
        }
        return nil
    }

    private mutating func takeOwnPosition(
        _ position: StreamPosition, _ envelope: Envelope, _ work: inout Workspace
    ) -> String? {
        guard position.writer == writer else { return nil }
        guard sentPositions.contains(envelope.leaf.letter) else {
            // A twin with the same epoch and instance: a running machine was cloned (rule 14).
            work.stop = .superseded(by: position.writer)
            return nil
        }
        guard position.isHello, position.stream.topic.isBroadcast, var stream = outStreams[position.stream] else {
            return nil
        }
        stream.isHelloReadBack = true
        outStreams[position.stream] = stream
        openBroadcast(position.stream, &work)
        return nil
    }

    /// A broadcast stream opens when our hello was read back and, after a restore, every reader has answered (rule 13).
    mutating func openBroadcast(_ name: StreamName, _ work: inout Workspace) {
        guard var stream = outStreams[name], !stream.isOpen, stream.isHelloReadBack, stream.awaitedReaders.isEmpty
        else {
            return
        }
        if case .recovering(let last) = stream.phase, stream.number < last { return }
        stream.open(retiredUpTo: min(stream.retired, stream.number))
        stream.lastHeartbeat = work.clocks.timer
        outStreams[name] = stream
        work.opened(name)
    }

    mutating func oweReturn(_ stream: StreamName, to receiver: OfficeID, from first: UInt64, through last: UInt64) {
        returnsOwed.removeAll { $0.stream == stream }
        returnsOwed.append(ReturnDebt(to: receiver, stream: stream, from: first, through: last))
    }

    // MARK: Claims and checkpoints

    private mutating func takeClaim(
        _ claimed: Writer, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) -> String? {
        guard claimed == envelope.statement.writer else { return "ENVELOPE_MISMATCH" }
        let before = claims.claim(of: sender)
        defer {
            if sender != office, claims.claim(of: sender) != before {
                // Who starts anew has heard nothing: it learns soon how our lists stand.
                checkpointIsDue = true
                log.beginsAnew(sender, at: work.clocks.timer)
                work.commit.settings.append((.claims, claims.json(besides: office).text))
            }
        }
        let isSecondTwin = sender == office && claimed == writer && !sentPositions.contains(envelope.leaf.letter)
        switch claims.read(claimed, of: sender, own: (office, writer)) {
        case .none: break
        case .granted:
            if isSecondTwin { work.stop = .superseded(by: claimed) } else { isClaimGranted = true }
        case .superseded(let by):
            // While `checkpoints` is still being read, the restored ledger has not drawn its writer yet.
            if !(isRestored && phase == .readingCheckpoints) { work.stop = .superseded(by: by) }
        }
        return nil
    }

    /// Whether another process of ours serves that did not begin before us. Its claim would have said so, but a wiped log
    /// loses claims. Which of two ledgers of one epoch is the good one is not to be seen from here: both stop, and the
    /// operator restores one, which asks all peers for what it lacks (rules 13 and 14).
    private func isBeaten(by other: Writer) -> Bool {
        phase == .serving && other != writer && other.epoch >= writer.epoch
    }

    private mutating func takeCheckpoint(
        _ checkpoint: Checkpoint, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        guard checkpoint.writer == envelope.statement.writer else { return "ENVELOPE_MISMATCH" }
        guard sender != office else {
            // Two processes of one memory may write in different streams for long: this tells them of each other (rule 14).
            let isClone = checkpoint.writer == writer && !sentPositions.contains(envelope.leaf.letter)
            if isClone || isBeaten(by: checkpoint.writer) { work.stop = .superseded(by: checkpoint.writer) }
            return nil
        }
        // Read again from the log's start, or told by a process that another has beaten: it says nothing of today. Such a
        // process may send nothing else, so it learns of the other by an ack (rule 14).
        if let claim = claims.claim(of: sender), checkpoint.writer.isStale(against: claim) {
            let direct = streamName(of: sender, .direct(office), partition: 0)
            var stream = inStream(direct)
            stream.raiseFence(to: claim)
            stream.owed.owedSoon()
            inStreams[direct] = stream
            work.changed(incoming: direct)
            return nil
        }
        noteHeard(checkpoint, envelope, from: sender, &work)
        for own in checkpoint.own where own.stream.office == sender && isForUs(own.stream) {
            compare(own, &work)
        }
        for followed in checkpoint.followed {
            if followed.stream.office == office {
                work.commit.followed.append(FollowedStream(reader: sender, stream: followed))
            }
            compare(followed, reader: sender, &work)
        }
        try compareRoots(checkpoint, of: sender, at: envelope.leaf.time, &work)
        return nil
    }

    private mutating func compare(_ own: Checkpoint.Own, _ work: inout Workspace) {
        var stream = inStream(own.stream)
        if own.number > stream.disposed, own.number > stream.announced {
            stream.announced = own.number
            if stream.wantedSince == nil { stream.wantedSince = work.clocks.timer }
            inStreams[own.stream] = stream
        } else if own.number == stream.disposed, own.head != stream.head {
            tellDivergence(own.stream, number: own.number, &work)
        }
    }

    /// Unequal hashes at equal numbers are an alarm at everyone (rule 41).
    private mutating func compare(
        _ followed: Checkpoint.Followed, reader: OfficeID, _ work: inout Workspace
    ) {
        let ours: (number: UInt64, head: Digest)?
        if followed.stream.office == office {
            ours = outStreams[followed.stream].map { ($0.number, $0.head) }
        } else {
            ours = inStreams[followed.stream].map { ($0.disposed, $0.head) }
        }
        guard let ours, ours.number == followed.disposed, ours.head != followed.head else { return }
        tellDivergence(followed.stream, number: followed.disposed, &work)
    }

    private mutating func tellDivergence(_ stream: StreamName, number: UInt64, _ work: inout Workspace) {
        guard equivocationsTold.insert("\(stream)@\(number)").inserted else { return }
        counters.equivocations += 1
        work.alarm("EQUIVOCATION", "readers of \(stream) stand on different lines at number \(number)")
    }
}
