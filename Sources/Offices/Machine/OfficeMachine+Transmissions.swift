package import Contracts
package import Exchange

/// What goes out now: control records made anew from the committed state, then letters in stream order
/// (rules 4, 9–13, 29–37).
extension OfficeMachine {
    /// The next records to publish, at most about `limit` letters; marks them as handed over. `chance` gives ids, salts
    /// and jitter.
    package mutating func transmissions(
        limit: Int, clocks: Clocks, ledger: any LedgerReading, chance: inout Chance
    ) throws -> [Transmission] {
        let now = clocks.timer
        var controls: [ControlDraft] = []
        var letters: [LetterRun] = []
        switch phase {
        case .readingDirectory, .readingCheckpoints, .stopped: return []
        case .claiming: draftClaim(at: now, &controls, &chance)
        case .serving:
            try draftAcknowledgements(at: now, ledger, &controls, &chance)
            try draftPositions(at: now, ledger, &controls, &chance)
            draftHandoffCounts(at: now, &controls)
            try draftCheckpoint(at: now, ledger, &controls)
            try collectLetters(limit: UInt64(limit), at: now, ledger, &letters, &chance)
            try draftReturns(limit: limit, ledger, &controls, &letters)
        }
        return seal(controls, at: clocks.machine, &chance) + reseal(letters, at: clocks.machine)
            + evidenceTransmissions(at: clocks.machine, &chance) + listTransmissions(at: clocks.machine, &chance)
            + (try logTransmissions(clocks, ledger, &chance))
    }

    /// A letter could not be published: its stream begins again before it.
    package mutating func publicationFailed(_ purpose: Transmission.Purpose) {
        switch purpose {
        case .letter(let stream, let number): outStreams[stream]?.windBack(to: number)
        // Claims, positions and acks have repeat timers of their own; an owed ack that was lost is owed again by the
        // next repetition of the letter (rule 30).
        case .control: break
        }
    }

    /// When something will be due without any input but a deadline, by the timer, at the latest in an hour.
    package func nextWake(after now: Moment) -> Moment {
        var next = now + .hours(1)
        switch phase {
        case .readingDirectory, .readingCheckpoints, .stopped: return next
        case .claiming: return min(next, claimPause.until ?? now)
        case .serving: break
        }
        if !returnsOwed.isEmpty || nextResend != nil || !lists.owed.isEmpty { return now }
        next = min(next, lists.nextWake(after: now))
        if let due = nextLogStatement(after: now) { next = min(next, due) }
        for stream in inStreams.values {
            if let due = stream.owed.due(at: now) { next = min(next, due) }
            if stream.isMissingSomething {
                let since = (stream.wantedSince ?? now) + .seconds(stream.name.topic.isBroadcast ? 2 : 1)
                next = min(next, max(since, stream.wantPause.until ?? since))
            }
        }
        for stream in outStreams.values { next = min(next, wake(of: stream, after: now)) }
        if checkpointIsDue { next = min(next, lastCheckpoint.map { $0 + checkpointPause } ?? now) }
        next = min(next, lastFullCheckpoint.map { $0 + .hours(1) } ?? now)
        if let due = nextHandoffCount(after: now) { next = min(next, due) }
        if !blockedCases.isEmpty { next = min(next, lastWatch.map { $0 + .minutes(1) } ?? now) }
        return next
    }

    private func wake(of stream: OutStream, after now: Moment) -> Moment {
        guard stream.isOpen else { return stream.helloPause.until ?? now }
        if stream.publishable(limit: 1) != nil { return now }
        if stream.inFlight > 0 { return stream.repeatPause.until ?? now }
        guard !stream.name.topic.isBroadcast, stream.number > 0 else { return now + .hours(1) }
        return stream.lastHeartbeat.map { $0 + .hours(1) } ?? now
    }

    // MARK: Control records

    private mutating func draftClaim(at now: Moment, _ controls: inout [ControlDraft], _ chance: inout Chance) {
        guard claimPause.isOver(at: now) else { return }
        claimPause.begin(at: now, jitter: chance.byte())
        let partition = busPartition(.checkpoints, 0)
        controls.append(
            ControlDraft(
                type: ControlType.claim, stream: streamName(of: office, .checkpoints, partition: 0), to: "*",
                body: JSONValue.object([JSONMember("writer", .string(writer.description))]).bytes,
                partition: partition, isTwinCheck: true))
    }

    private mutating func draftAcknowledgements(
        at now: Moment, _ ledger: any LedgerReading, _ controls: inout [ControlDraft], _ chance: inout Chance
    ) throws {
        for place in inStreams.names.indices {
            var stream = inStreams[place: place]
            guard stream.mayOwe else { continue }
            // A letter that came meanwhile began the wait anew; what is still missing behind it is waited for again.
            if stream.isMissingSomething, stream.wantedSince == nil { stream.wantedSince = now }
            let wants = isWanting(stream, at: now)
            if wants, stream.wantPause.isOver(at: now) {
                stream.wantPause.begin(at: now, jitter: chance.byte())
                stream.owed.owedNow()
            } else if !stream.isMissingSomething {
                stream.wantPause.reset()
                stream.wantedSince = nil
            }
            if stream.owed.isDue(at: now) {
                controls.append(try acknowledgement(of: stream, wants: wants, ledger))
                stream.owed.paid(at: now)
            }
            inStreams[place: place] = stream
        }
    }

    /// Something above m is missing, a short wait is over, and what a heartbeat told lies behind the end of what we
    /// have read (rules 18 and 35).
    private func isWanting(_ stream: InStream, at now: Moment) -> Bool {
        guard stream.isMissingSomething, let since = stream.wantedSince else { return false }
        let isBroadcast = stream.name.topic.isBroadcast
        guard now - since >= .milliseconds(isBroadcast ? 2000 : 300) else { return false }
        let partition = BusPartition(
            topic: stream.name.topic, generation: stream.name.generation, partition: stream.name.partition)
        return !isBroadcast || !stream.held.isEmpty || caughtUp.contains(partition)
    }

    private func acknowledgement(
        of stream: InStream, wants: Bool, _ ledger: any LedgerReading
    ) throws -> ControlDraft {
        // Recomputed from the ledger (rule 22), which answers at once while nothing is held back.
        let exceptions = try ledger.exceptions(stream: stream.name)
        let ack = Acknowledgement(
            stream: stream.name, disposed: stream.disposed, head: stream.head, reader: writer, fence: stream.fence,
            wants: wants, parked: exceptions.parked, quarantined: exceptions.quarantined,
            exceptions: exceptions.lowest)
        return ControlDraft(
            type: ControlType.acknowledgement, stream: stream.name, to: stream.name.office.description,
            body: ack.json.bytes, partition: busPartition(.direct(stream.name.office), 0), isTwinCheck: false)
    }

    private mutating func draftPositions(
        at now: Moment, _ ledger: any LedgerReading, _ controls: inout [ControlDraft], _ chance: inout Chance
    ) throws {
        for name in outStreams.names {
            guard var stream = outStreams[name] else { continue }
            if !stream.isOpen {
                guard stream.helloPause.isOver(at: now), try areOlderGenerationsRetired(before: name, ledger) else {
                    continue
                }
                stream.helloPause.begin(at: now, jitter: chance.byte())
                controls.append(position(of: stream, isHello: true))
            } else if !name.topic.isBroadcast, stream.number > 0, stream.inFlight == 0, stream.number == stream.retired,
                stream.lastHeartbeat.map({ now - $0 >= .hours(1) }) ?? true
            {
                stream.lastHeartbeat = now
                controls.append(position(of: stream, isHello: false))
            }
            outStreams[name] = stream
        }
    }

    private func position(of stream: OutStream, isHello: Bool) -> ControlDraft {
        let position = StreamPosition(
            stream: stream.name, writer: writer, number: stream.number, head: stream.head, isHello: isHello,
            asksEveryReader: !stream.awaitedReaders.isEmpty)
        let to = stream.name.topic.isBroadcast ? "*" : String(stream.name.topic.description.dropFirst(7))
        return ControlDraft(
            type: ControlType.position, stream: stream.name, to: to, body: position.json.bytes,
            partition: BusPartition(
                topic: stream.name.topic, generation: stream.name.generation, partition: stream.name.partition),
            isTwinCheck: true)
    }

    private mutating func draftHandoffCounts(at now: Moment, _ controls: inout [ControlDraft]) {
        for count in dueHandoffCounts(at: now) {
            guard case .direct(let procuratorate) = count.stream.topic else { continue }
            controls.append(
                ControlDraft(
                    type: ControlType.handoffCount, stream: count.stream, to: procuratorate.description,
                    body: count.json.bytes,
                    partition: BusPartition(
                        topic: count.stream.topic, generation: count.stream.generation,
                        partition: count.stream.partition), isTwinCheck: false))
        }
    }

    /// Each minute while something changed, and each hour all (rules 34 and 41).
    private mutating func draftCheckpoint(
        at now: Moment, _ ledger: any LedgerReading, _ controls: inout [ControlDraft]
    ) throws {
        let isFullDue = lastFullCheckpoint.map { now - $0 >= .hours(1) } ?? true
        let isDue = checkpointIsDue && lastCheckpoint.map { now - $0 >= checkpointPause } ?? true
        guard isFullDue || isDue else { return }
        checkpointIsDue = false
        lastCheckpoint = now
        if isFullDue { lastFullCheckpoint = now }
        let own = outStreams.names.filter { $0.topic.isBroadcast }.compactMap { outStreams[$0] }
        let followed = inStreams.names.filter { $0.topic.isBroadcast }.compactMap { inStreams[$0] }
        let checkpoint = Checkpoint(
            writer: writer, own: own.map { .init(stream: $0.name, number: $0.number, head: $0.head) },
            followed: try followed.map { stream in
                let counts = try ledger.exceptions(stream: stream.name)
                return .init(
                    stream: stream.name, disposed: stream.disposed, head: stream.head, parked: counts.parked,
                    quarantined: counts.quarantined)
            }, roots: try ledger.listRoots())
        controls.append(
            ControlDraft(
                type: ControlType.checkpoint, stream: streamName(of: office, .checkpoints, partition: 0), to: "*",
                body: checkpoint.json.bytes, partition: busPartition(.checkpoints, 0), isTwinCheck: true))
    }

    private mutating func seal(_ drafts: [ControlDraft], at now: Moment, _ chance: inout Chance) -> [Transmission] {
        let items = drafts.map { draft -> (leaf: Leaf, body: [UInt8]) in
            let isPacked = draft.type == ControlType.returned
            let id = chance.letterID(at: now)
            if draft.isTwinCheck { sentPositions.insert(id) }
            let leaf = Leaf(
                stream: draft.stream, number: 0, previous: .zero, epoch: writer.epoch, letter: id,
                salt: chance.salt(), type: draft.type, caseID: "", subject: "", to: draft.to, cause: "",
                classification: .internal,
                contentType: isPacked ? ControlType.envelopeMediaType : "application/json",
                directoryVersion: book.version, ruleSetVersion: "", time: now, bodyLength: UInt64(draft.body.count),
                bodyDigest: Digest.sha256(draft.body))
            return (leaf, draft.body)
        }
        return zip(EnvelopeBatch.seal(items, signer: signer, writer: writer, at: now), drafts).map { envelope, draft in
            Transmission(
                partition: draft.partition, key: office.description, envelope: envelope, purpose: .control)
        }
    }

    // MARK: Letters

    private mutating func collectLetters(
        limit: UInt64, at now: Moment, _ ledger: any LedgerReading, _ letters: inout [LetterRun],
        _ chance: inout Chance
    ) throws {
        for name in outStreams.names {
            guard var stream = outStreams[name] else { continue }
            if stream.inFlight > 0 {
                if stream.repeatPause.until == nil {
                    stream.repeatPause.begin(at: now, jitter: chance.byte())
                } else if stream.repeatPause.isOver(at: now) {
                    stream.repeatPause.begin(at: now, jitter: chance.byte())
                    counters.republished += stream.inFlight
                    stream.windBack(to: stream.retired + 1)
                }
            } else {
                stream.repeatPause.reset()
            }
            if let numbers = stream.publishable(limit: limit) {
                let found = try ledger.outgoing(stream: name, numbers: numbers)
                letters.append(LetterRun(letters: found, toDirectTopicOf: nil))
                if let last = found.last { stream.markPublished(last.envelope.leaf.number) }
            }
            outStreams[name] = stream
        }
    }

    /// Letters that a writer lost go back packed; letters that a reader missed go to its direct topic as they are.
    private mutating func draftReturns(
        limit: Int, _ ledger: any LedgerReading, _ controls: inout [ControlDraft], _ letters: inout [LetterRun]
    ) throws {
        var budget = UInt64(limit)
        while budget > 0, let debt = returnsOwed.first {
            let last = min(debt.through, debt.from + min(budget, 64) - 1)
            for envelope in try ledger.incomingEnvelopes(stream: debt.stream, numbers: debt.from...last) {
                controls.append(
                    ControlDraft(
                        type: ControlType.returned, stream: debt.stream, to: debt.to.description,
                        body: envelope.packed, partition: busPartition(.direct(debt.to), 0), isTwinCheck: false))
            }
            budget -= min(budget, last - debt.from + 1)
            returnsOwed[0].from = last + 1
            if last >= debt.through { returnsOwed.removeFirst() }
        }
        while budget > 0, let place = nextResend {
            let debt = resendsOwed[place]
            let last = min(debt.through, debt.from + min(budget, 256) - 1)
            let found = try ledger.outgoing(stream: debt.stream, numbers: debt.from...last)
            letters.append(LetterRun(letters: found, toDirectTopicOf: debt.to))
            counters.republished += UInt64(found.count)
            budget -= min(budget, last - debt.from + 1)
            resendsOwed[place].from = last + 1
            if last >= debt.through { resendsOwed.remove(at: place) }
        }
    }

    /// The first letters to send again: an old ledger learns that it is one before it repeats anything (rule 12).
    private var nextResend: Int? { resendsOwed.firstIndex { outStreams[$0.stream]?.isOpen ?? false } }

    /// The stored statement serves the first publication by the process that wrote it; anything else gets a fresh one
    /// (rule 4).
    private func reseal(_ runs: [LetterRun], at now: Moment) -> [Transmission] {
        runs.flatMap { run -> [Transmission] in
            let isStale =
                run.toDirectTopicOf != nil
                || run.letters.contains {
                    $0.envelope.statement.writer != writer || $0.envelope.statement.keyID != signer.keyID
                }
                || run.letters.contains { now - $0.envelope.statement.time >= .minutes(5) }
            let old = run.letters.map(\.envelope)
            let envelopes = isStale ? EnvelopeBatch.reseal(old, signer: signer, writer: writer, at: now) : old
            return zip(envelopes, run.letters).map { envelope, letter in
                let stream = envelope.leaf.stream
                let home = BusPartition(
                    topic: stream.topic, generation: stream.generation, partition: stream.partition)
                return Transmission(
                    partition: run.toDirectTopicOf.map { busPartition(.direct($0), 0) } ?? home, key: letter.recordKey,
                    envelope: envelope,
                    purpose: run.toDirectTopicOf == nil ? .letter(stream, number: envelope.leaf.number) : .control)
            }
        }
    }
}

/// A control record before it is signed.
private struct ControlDraft {
    let type: LetterType
    let stream: StreamName
    let to: String
    let body: [UInt8]
    let partition: BusPartition
    /// Read back from our own writer without having been sent, it shows a cloned machine (rule 14).
    let isTwinCheck: Bool
}

/// Letters of one stream in number order.
private struct LetterRun {
    let letters: [(envelope: Envelope, recordKey: String)]
    let toDirectTopicOf: OfficeID?
}
