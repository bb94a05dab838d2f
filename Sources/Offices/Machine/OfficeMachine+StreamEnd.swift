import Contracts
import Exchange

/// A stream's last letter: when an office retires, and when a topic begins a new generation (rule 40).
extension OfficeMachine {
    // MARK: Our streams

    /// Ends every stream of ours that holds letters, once this office is retired and has handed its cases over; the stream
    /// to the successor goes on for what still arrives.
    mutating func endStreamsIfRetired(_ work: inout Workspace) throws {
        guard directory?.office(office)?.status == .retired, hasHandedOver || ownHeir == nil else { return }
        for name in outStreams.names where ownHeir.map({ name.topic != .direct($0) }) ?? true {
            guard let stream = outStreams[name], stream.number > 0 else { continue }
            try draftEnd(of: name, &work)
        }
    }

    /// Ends what we wrote, or might have written, in older generations: all partitions of the broadcast topics, so that a
    /// reader need not guess which of them we used, and every direct stream that we have.
    mutating func endOlderGenerations(_ work: inout Workspace) throws {
        for topic in Topic.broadcast { try endOlderGenerations(of: topic, &work) }
        for name in outStreams.names where !name.topic.isBroadcast {
            try endOlderGenerations(of: name.topic, &work)
        }
    }

    /// Ends our streams in all generations of the topic but the newest.
    mutating func endOlderGenerations(of topic: Topic, _ work: inout Workspace) throws {
        for generation in generations(of: topic).dropLast() {
            for partition in partitionsOf(topic, generation: generation) {
                try draftEnd(of: streamName(of: office, on: partition), &work)
            }
        }
    }

    private mutating func draftEnd(of name: StreamName, _ work: inout Workspace) throws {
        let emission = OfficeMachine.endEmission(of: name)
        guard try work.isNewEmission(emission) else { return }
        let body = JSONValue.object([JSONMember("stream", .string(name.description))]).bytes
        let to = name.topic.isBroadcast ? "*" : String(name.topic.description.dropFirst(7))
        let leaf = Leaf(
            stream: name, number: 0, previous: .zero, epoch: writer.epoch,
            letter: work.chance.letterID(at: work.clocks.machine), salt: salt(of: emission, &work),
            type: ControlType.streamEnd,
            caseID: "", subject: "", to: to, cause: "", classification: .internal, contentType: "application/json",
            directoryVersion: book.version, ruleSetVersion: "", time: work.clocks.machine,
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        let content = work.content(JournalContent(events: [], body: body), caseID: "")
        work.drafts.append(
            Draft(leaf: leaf, body: body, recordKey: office.description, emission: emission, content: content))
        if outStreams[name] == nil { outStreams[name] = OutStream(name: name) }
        work.changed(outgoing: name)
    }

    /// A stream ends once (rule 15).
    static func endEmission(of name: StreamName) -> String { "streamEnd|\(name)" }

    /// True when every stream of ours in older generations of the topic has ended and is acknowledged (or read back):
    /// only then the stream may open.
    func areOlderGenerationsRetired(before name: StreamName, _ ledger: any LedgerReading) throws -> Bool {
        for generation in 1..<name.generation {
            for partition in partitionsOf(name.topic, generation: generation) {
                guard let older = outStreams[streamName(of: office, on: partition)], older.number > 0,
                    older.number == older.retired, try ledger.hasEmission(OfficeMachine.endEmission(of: older.name)),
                    try ledger.waiting(stream: older.name).isEmpty
                else { return false }
            }
        }
        return true
    }

    /// True when the last letter of our stream in an older generation is its end, also one that came back in this very step:
    /// nothing may be numbered behind it.
    func hasEnded(ownStream name: StreamName, _ work: Workspace) throws -> Bool {
        guard name.generation < directory?.generation(of: name.topic) ?? 1, let number = outStreams[name]?.number,
            number > 0
        else { return false }
        let here = work.commit.outgoing.map(\.envelope.leaf).last { $0.stream == name && $0.number == number }
        let last = try here ?? work.ledger.outgoing(stream: name, numbers: number...number).last?.envelope.leaf
        return last?.type == ControlType.streamEnd
    }

    // MARK: Peers' streams

    /// A peer's stream ended: its number is used, nothing follows in it, and the next generation may begin.
    mutating func endStream(_ envelope: Envelope, _ work: inout Workspace) {
        let leaf = envelope.leaf
        let content = work.content(JournalContent(events: [], body: envelope.body), caseID: "")
        work.dispose(IncomingLetter(envelope: envelope, disposition: .effect, reason: "", content: content))
        work.journal(
            .letterIn, by: leaf.stream.office, leafHash: envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number)")
        counters.effects += 1
        noteEnd(of: leaf.stream)
    }

    /// Nothing follows in this stream; what was held back for its end may come.
    mutating func noteEnd(of stream: StreamName) {
        endedStreams.insert(stream)
        askForHeld(behind: stream)
    }

    /// Nothing of a sender is applied in a generation before all its streams of the older ones have ended here.
    func haveOlderGenerationsEnded(before name: StreamName) -> Bool {
        (1..<name.generation).allSatisfy { generation in
            partitionsOf(name.topic, generation: generation).allSatisfy { partition in
                endedStreams.contains(streamName(of: name.office, on: partition))
            }
        }
    }

    /// What was held for the end of older streams comes again soon: its sender is asked at once.
    private mutating func askForHeld(behind ended: StreamName) {
        for name in inStreams.names where name.office == ended.office && name.topic == ended.topic {
            guard name.generation > ended.generation, !(inStreams[name]?.held.isEmpty ?? true) else { continue }
            inStreams[name]?.wantPause.reset()
            inStreams[name]?.owed.owedNow()
        }
    }

    /// Whether the last letter that was disposed of a stream was its end, but for what came behind that and is quarantined.
    static func hasEnded(_ stream: InStream, _ ledger: some LedgerReading) throws -> Bool {
        var number = stream.disposed
        while number > 0 {
            let last = try ledger.incomingEnvelopes(stream: stream.name, numbers: number...number)
            if last.last?.leaf.type == ControlType.streamEnd { return true }
            guard try ledger.heldBack(stream: stream.name, number: number)?.reason == behindEnd else { return false }
            number -= 1
        }
        return false
    }
}
