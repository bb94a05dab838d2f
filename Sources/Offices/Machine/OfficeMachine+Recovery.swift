import Casework
import Contracts
import Exchange

/// What people decide after a restore (rules 13 and 16).
extension OfficeMachine {
    /// What a recovered letter says happened, happens to the case again, which is marked for an officer: this ledger does
    /// not remember deciding it.
    mutating func relive(_ envelope: Envelope, _ work: inout Workspace) throws -> [CaseEvent] {
        let leaf = envelope.leaf
        guard let id = CaseID(leaf.caseID) else { return [] }
        var file = try work.caseFile(id)
        // One document to several offices comes back once from each.
        if file?.knows(letter: leaf.letter) ?? false { return [] }
        var events: [CaseEvent] = []
        if let letter = try read(envelope, &work),
            case .success(let outcome) = try ask(.recovered(letter), about: file, &work)
        {
            work.evolve(outcome)
            try work.noteSlips(outcome, by: office)
            noteGiven(letter.id, letter.type, letter.body, &work)
            events = outcome.events
            file = try work.caseFile(id)
        }
        guard let file else {
            forgotten[leaf.caseID, default: []].append("\(leaf.stream)#\(leaf.number)")
            keepForgotten(&work)
            return events
        }
        let event = mark(file, RecoveryMark.recovered(leaf.letter), by: nil, work)
        try work.evolve(file, [event])
        return events + [event]
    }

    /// After a restore even streams that this ledger does not know may hold letters of ours: every office is asked about
    /// each (rules 12 and 13).
    mutating func reopenEveryStream(_ work: inout Workspace) {
        let others = directory?.activeOffices.map(\.id).filter { $0 != office } ?? []
        owesNumbers = Set(others)
        if keepsLog { log.awaited = others }
        let direct = others.flatMap { other in
            generations(of: .direct(other)).map { BusPartition(topic: .direct(other), generation: $0, partition: 0) }
        }
        let shared = Topic.broadcast.flatMap { topic in
            generations(of: topic).flatMap { partitionsOf(topic, generation: $0) }
        }
        for partition in direct + shared {
            let name = streamName(of: office, on: partition)
            if outStreams[name] == nil { outStreams[name] = OutStream(name: name) }
            if partition.topic.isBroadcast { outStreams[name]?.awaitedReaders = others }
            work.changed(outgoing: name)
        }
    }

    /// Whether a writer that a reader holds as its fence is one of those that this restored ledger was ordered to go above
    /// (rule 10): its claim was lost with the topic, and the stream was not opened since. A process that began behind ours
    /// would show its claim.
    func mayGoAbove(_ fence: Writer, on stream: OutStream) -> Bool {
        wasRestored && !stream.isOpen && (phase == .serving || phase == .claiming)
            && claims.obstacle(to: writer, of: office) == nil
    }

    /// *Highest seen anywhere* counts the fences of readers too: claimed anew above them, and every stream is opened anew
    /// (rules 9 to 13).
    mutating func goAbove(_ fence: Writer, _ work: inout Workspace) {
        raise(above: fence.epoch)
        work.commit.settings.append((.epoch, String(writer.epoch)))
        work.journal(
            .start, by: office, note: "restored ledger goes above the fence \(fence) of a reader as writer \(writer)")
        for name in outStreams.names {
            guard let stream = outStreams[name] else { continue }
            outStreams[name] = stream.asStored
            work.changed(outgoing: name)
        }
        isClaimGranted = false
        claimPause.reset()
        phase = .claiming
    }

    /// The restore is over once every broadcast stream is open: only then a later start need not ask again.
    mutating func endRestoreWhenOpen(_ work: inout Workspace) throws {
        guard isRestored, phase == .serving, log.awaited.isEmpty,
            outStreams.values.allSatisfy({ $0.isOpen || !$0.name.topic.isBroadcast })
        else { return }
        isRestored = false
        work.commit.settings.append((.restored, nil))
        work.journal(.start, by: office, note: "every office has answered after the restore")
        for caseID in blockedCases.sorted() { try replayCase(caseID, &work) }
    }

    /// A restored office gets its own letters back before those that opened their cases: what they say is applied once the
    /// case is here.
    mutating func rememberForgotten(_ work: inout Workspace) throws {
        guard !forgotten.isEmpty, phase == .serving else { return }
        for caseID in forgotten.keys.sorted() {
            guard let id = CaseID(caseID), try work.caseFile(id) != nil else { continue }
            for name in forgotten.removeValue(forKey: caseID) ?? [] {
                guard let envelope = try ownLetter(name, work) else { continue }
                let events = try relive(envelope, &work)
                guard !events.isEmpty else { continue }
                let content = work.content(JournalContent(events: events, body: []), caseID: caseID)
                work.journal(
                    .administration, by: office, caseID: caseID, content: content, note: "recovered \(name) applied")
            }
            keepForgotten(&work)
            try replayCase(caseID, &work)
        }
    }

    private func ownLetter(_ name: String, _ work: Workspace) throws -> Envelope? {
        let parts = name.split(separator: "#")
        guard parts.count == 2, let stream = StreamName(String(parts[0])), let number = UInt64(parts[1]) else {
            return nil
        }
        return try work.outgoing(stream: stream, numbers: number...number).first
    }

    private func keepForgotten(_ work: inout Workspace) {
        let members = forgotten.sorted { $0.key < $1.key }.map { member in
            JSONMember(member.key, .array(member.value.map { .string($0) }))
        }
        work.commit.settings.append((.forgotten, members.isEmpty ? nil : JSONValue.object(members).text))
    }

    /// The letter that it answers had its effect here again and issued the same answer: the decision stands in this ledger
    /// and is not repeated (rule 15). An officer's decision about that letter is not made again by itself.
    func isRemembered(_ leaf: Leaf, _ work: Workspace) throws -> Bool {
        try !leaf.cause.isEmpty && work.hasEmission("\(leaf.cause)|\(leaf.type)|\(leaf.to)|0")
    }

    private func mark(_ file: CaseFile, _ flag: String, by officer: Officer?, _ work: Workspace) -> CaseEvent {
        CaseEvent(
            name: "flagged", at: work.clocks.official, office: office, officer: officer?.id, letter: nil,
            body: ["flags": [.string(flag)]])
    }

    mutating func confirmRecovered(
        _ id: CaseID, by officer: Officer, _ work: inout Workspace
    ) throws -> Result<JSONValue, Refusal> {
        guard let file = try work.caseFile(id) else {
            return .failure(Refusal(code: "UNKNOWN_CASE", text: "没有案件 \(id)。", basis: nil, field: "caseId"))
        }
        guard officer.roles.contains(.headPrincipal) || officer.roles.contains(.headDeputy) else {
            return .failure(
                Refusal(code: "ROLE_REQUIRED", text: "确认恢复的报文须由负责人办理。", basis: nil, field: nil))
        }
        let events = RecoveryMark.confirmations(of: file).map { mark(file, $0, by: officer, work) }
        try work.evolve(file, events)
        let content = work.content(JournalContent(events: events, body: []), caseID: id.description)
        work.journal(
            .administration, by: office, caseID: id.description, content: content,
            note: "recovered letters confirmed by \(officer.id)")
        try goOn(id, &work)
        try goOnBehind(id, .administration, &work)
        return .success(["confirmed": .integer(Int64(events.count))])
    }

    /// What nobody orders and waited for the confirmation: a measure ends with its entry, also where it was remembered late.
    private mutating func goOn(_ id: CaseID, _ work: inout Workspace) throws {
        guard case .success(let outcome) = try ask(.confirmed, about: try work.caseFile(id), &work),
            !outcome.events.isEmpty
        else { return }
        let content = work.content(JournalContent(events: outcome.events, body: []), caseID: id.description)
        try carryOut(outcome, &work)
        work.journal(
            .administration, by: office, caseID: id.description, content: content, note: "goes on as confirmed")
    }

    mutating func proceed(
        without offices: [OfficeID], by officer: Officer, _ work: inout Workspace
    ) -> Result<JSONValue, Refusal> {
        guard officer.roles.contains(.administrator) else {
            return .failure(Refusal(code: "ROLE_REQUIRED", text: "该操作须由系统管理员办理。", basis: nil, field: nil))
        }
        owesNumbers.subtract(offices)
        log.awaited.removeAll { offices.contains($0) }
        for name in outStreams.names where name.topic.isBroadcast {
            guard var stream = outStreams[name] else { continue }
            stream.awaitedReaders.removeAll { offices.contains($0) }
            outStreams[name] = stream
            openBroadcast(name, &work)
        }
        work.journal(
            .administration, by: office,
            note:
                "broadcast streams go on without \(offices.map(\.description).joined(separator: " ")) by \(officer.id)")
        return .success(["proceeding": true])
    }

    /// A document to several offices was decided as one: when the first copy comes back that this ledger knows nothing of,
    /// the others are issued with it. One that its reader has comes back before its stream opens and takes the place of the
    /// one issued here (rule 15); one that died with the disk unpublished goes out now.
    mutating func issueOtherCopies(of envelope: Envelope, _ work: inout Workspace) throws {
        let leaf = envelope.leaf
        guard case .direct = leaf.stream.topic, leaf.type != ControlType.caseLetter,
            leaf.type != ControlType.caseHandover, let letter = try read(envelope, &work)
        else { return }
        let content = work.content(JournalContent(events: [], body: envelope.body), caseID: leaf.caseID)
        for receiver in receivers(of: letter).sorted() where receiver.description != leaf.to {
            let stream = streamName(of: office, .direct(receiver), partition: 0)
            let emission = "copy|\(leaf.letter)|\(leaf.type)|\(receiver)"
            guard try work.isNewEmission(emission) else { continue }
            // Somebody has ordered the same meanwhile, and that copy waits still.
            _ = try dropUnnumbered(&work) { isRepeated(envelope, to: receiver.description, by: $0, $1) }
            try endOlderGenerations(of: stream.topic, &work)
            var copy = leaf
            copy.stream = stream
            copy.number = 0
            copy.previous = .zero
            copy.to = receiver.description
            copy.salt = salt(of: emission, &work)
            work.drafts.append(
                Draft(leaf: copy, body: envelope.body, recordKey: leaf.caseID, emission: emission, content: content))
            if outStreams[stream] == nil { outStreams[stream] = OutStream(name: stream) }
            work.changed(outgoing: stream)
        }
    }

    private func receivers(of letter: ReceivedLetter) -> Set<OfficeID> {
        let named = ["recipients", "cc"].flatMap { letter.body[$0]?.array ?? [] }
        let offices = named.compactMap { $0.string.flatMap { OfficeID($0) } }
        return Set(offices.map { directory?.heir(of: $0) ?? $0 }).subtracting([office])
    }

    /// The reader of a direct stream has given back all that it had: what it answered meanwhile is tried now.
    mutating func endRecovery(of name: StreamName, _ work: inout Workspace) throws {
        outStreams[name]?.helloPause.reset()
        outStreams[name]?.endRecovery()
        try replayAnswers(of: name, &work)
    }

    /// What the reader of a direct stream wrote and what had to wait for its side of the stream.
    mutating func replayAnswers(of name: StreamName, _ work: inout Workspace) throws {
        guard case .direct(let reader) = name.topic else { return }
        for caseID in blockedCases.sorted() {
            let held = try work.heldBack(caseID: caseID)
            if held.contains(where: { $0.envelope.leaf.stream.office == reader }) { try replayCase(caseID, &work) }
        }
    }

    /// Whether a peer may give back letters of ours that it had before it wrote what it wrote: the answer that crossed a
    /// recall is not heard before the recall is remembered.
    func isReturning(_ reader: OfficeID) -> Bool {
        outStreams.values.contains { stream in
            guard case .direct(reader) = stream.name.topic else { return false }
            switch stream.phase {
            case .open: return false
            case .recovering(let last): return stream.number < last
            case .closed: return isRestored
            }
        }
    }

    /// The log of one of our broadcast streams is another one than before: its tail may be gone although a reader
    /// applied it, so every reader is asked (rule 13).
    mutating func askEveryReader(of partition: BusPartition) {
        let name = streamName(of: office, on: partition)
        guard partition.topic.isBroadcast, let stream = outStreams[name], !stream.isOpen, stream.number > 0 else {
            return
        }
        let readers = directory?.activeOffices.map(\.id).filter { $0 != office } ?? []
        outStreams[name]?.awaitedReaders = readers
    }
}
