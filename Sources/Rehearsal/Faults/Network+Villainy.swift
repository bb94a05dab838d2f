import Casework
import Contracts
import Exchange
import Offices

/// The villain at work.
extension Network {
    mutating func beVillain() {
        guard let key = registry.keys[villain.office] else { return }
        let signer = ToySigner(office: villain.office, key: key)
        for _ in 0..<villain.patience() { act(villain.deed(), at: villain.pick(ids), signer) }
    }

    private mutating func act(_ deed: Villain.Deed, at victim: OfficeID, _ signer: ToySigner) {
        switch deed {
        case .overclaim: numbered(to: victim, type: villain.pick(Network.forbidden), signer)
        case .interfere: readable(to: victim, about: someCase(at: [victim]), signer)
        case .stray:
            let id = CaseID(office: victim, number: villain.letterID(at: clock.now))
            readable(to: victim, about: id.description, signer)
        case .postdate:
            readable(to: victim, about: someCase(at: [victim]), dated: clock.now + .hours(3), signer)
        case .gibberish: numbered(to: victim, type: LetterType(name: "ref.feedback", version: 1), signer)
        case .equivocate: equivocate(victim, signer)
        case .skip: numbered(to: victim, type: LetterType(name: "ref.transfer", version: 1), signer, ahead: 7)
        case .impersonate: impersonate(victim, signer)
        case .strangeAck: strangeAck(victim, signer)
        case .falseReturn: falseReturn(victim, signer)
        case .falseClaim: falseClaim(victim, signer)
        case .presume, .misdirect, .misplace, .uncopied, .secret: copy(deed, victim, signer)
        case .meddle: meddle(victim, signer)
        case .afterEnd: speakAfterEnd(victim, signer)
        case .falseCheckpoint: falseCheckpoint(victim, signer)
        }
        story.tell(clock, villain.office.description, "fault", "does its worst at \(victim): \(deed)")
    }

    /// Types that the directory grants others, one of each flow.
    private static let forbidden = ["crim.receipt", "crim.orderFiling", "crim.filed", "crim.judgment"].map {
        LetterType(name: $0, version: 1)
    }

    func stream(to victim: OfficeID) -> StreamName {
        StreamName(
            namespace: registry.namespace, office: villain.office, topic: .direct(victim),
            generation: directory.generation(of: .direct(victim)), partition: 0)
    }

    private mutating func leaf(
        in stream: StreamName, number: UInt64, previous: Digest, type: LetterType, to: String, body: [UInt8],
        caseID: String? = nil, time: Moment? = nil
    ) -> Leaf {
        let caseID = caseID ?? (number == 0 ? "" : someCase(at: ids))
        return Leaf(
            stream: stream, number: number, previous: previous, epoch: 1, letter: villain.letterID(at: clock.now),
            salt: villain.salt(), type: type, caseID: caseID, subject: "", to: to, cause: "",
            classification: .internal, contentType: "application/json", directoryVersion: directory.version,
            ruleSetVersion: "", time: time ?? clock.now, bodyLength: UInt64(body.count),
            bodyDigest: Digest.sha256(body))
    }

    /// A case that one of these offices has; empty when there is none.
    private mutating func someCase(at offices: [OfficeID]) -> String {
        let cases = offices.compactMap { liveRoom(of: $0) }.flatMap { Array(rooms[$0].ledger.cases.keys) }.sorted()
        return cases.isEmpty ? "" : villain.pick(cases).description
    }

    mutating func send(
        _ leaf: Leaf, _ body: [UInt8], on partition: BusPartition, _ signer: ToySigner,
        as writer: Writer = Writer(epoch: 1, instance: 1)
    ) {
        let envelopes = EnvelopeBatch.seal([(leaf, body)], signer: signer, writer: writer, at: clock.now)
        for envelope in envelopes { put(partition, headers: envelope.headers, value: envelope.body) }
    }

    func home(of stream: StreamName) -> BusPartition {
        BusPartition(topic: stream.topic, generation: stream.generation, partition: stream.partition)
    }

    private mutating func numbered(
        to victim: OfficeID, type: LetterType, _ signer: ToySigner, ahead: UInt64 = 0
    ) {
        let stream = stream(to: victim)
        let next = villain.next(in: stream)
        let body = Array("{\"unread\": [".utf8)
        let leaf = leaf(
            in: stream, number: next.number + ahead, previous: next.previous, type: type, to: victim.description,
            body: body)
        if ahead == 0 { villain.sent(leaf) }
        send(leaf, body, on: home(of: stream), signer)
    }

    /// A letter that is in order but for this: its sender has no part in the case.
    private mutating func readable(
        to victim: OfficeID, about caseID: String, dated time: Moment? = nil, _ signer: ToySigner
    ) {
        guard !caseID.isEmpty else { return }
        let stream = stream(to: victim)
        let next = villain.next(in: stream)
        let text: JSONValue = [
            "at": .string(clock.now.description), "kind": "progress", "text": "已调取相关材料。",
        ]
        let leaf = leaf(
            in: stream, number: next.number, previous: next.previous,
            type: LetterType(name: "ref.feedback", version: 1), to: victim.description, body: text.bytes,
            caseID: caseID, time: time)
        villain.sent(leaf)
        send(leaf, text.bytes, on: home(of: stream), signer)
    }

    private mutating func equivocate(_ victim: OfficeID, _ signer: ToySigner) {
        let stream = stream(to: victim)
        let next = villain.next(in: stream)
        let type = LetterType(name: "ref.feedback", version: 1)
        for body in [Array("{\"one\": 1}".utf8), Array("{\"two\": 2}".utf8)] {
            let leaf = leaf(
                in: stream, number: next.number, previous: next.previous, type: type, to: victim.description, body: body
            )
            villain.sent(leaf)
            send(leaf, body, on: home(of: stream), signer)
        }
        // From here on its own line is a matter of luck: it goes on behind the second one.
        villain.equivocates(in: stream)
    }

    private mutating func impersonate(_ victim: OfficeID, _ signer: ToySigner) {
        let reader = villain.pick(ids)
        let name = StreamName(
            namespace: registry.namespace, office: victim, topic: .direct(reader), generation: 1, partition: 0)
        guard let machine = machine(of: victim), reader != victim else { return }
        let end = machine.outStreams[name]
        let body = Array("{}".utf8)
        let leaf = leaf(
            in: name, number: (end?.number ?? 0) + 1, previous: end?.head ?? name.seed,
            type: LetterType(name: "ref.transfer", version: 1), to: reader.description, body: body)
        send(leaf, body, on: home(of: name), signer, as: machine.writer)
    }

    mutating func control(
        _ type: LetterType, about stream: StreamName, to: String, body: [UInt8], on partition: BusPartition,
        _ signer: ToySigner, as writer: Writer = Writer(epoch: 1, instance: 1)
    ) {
        let leaf = leaf(in: stream, number: 0, previous: .zero, type: type, to: to, body: body)
        send(leaf, body, on: partition, signer, as: writer)
    }

    /// It says that it has read to its end a stream that goes to somebody else.
    private mutating func strangeAck(_ victim: OfficeID, _ signer: ToySigner) {
        guard let machine = machine(of: victim) else { return }
        let streams = machine.outStreams.values.filter { !$0.name.topic.isBroadcast && $0.isOpen && $0.number > 0 }
        guard !streams.isEmpty else { return }
        let stream = villain.pick(streams)
        let reader = Writer(epoch: 900, instance: 9)
        let ack = Acknowledgement(
            stream: stream.name, disposed: stream.number, head: stream.head, reader: reader, fence: machine.writer,
            wants: false, parked: 0, quarantined: 0, exceptions: [])
        control(
            ControlType.acknowledgement, about: stream.name, to: victim.description, body: ack.json.bytes,
            on: BusPartition(
                topic: .direct(victim), generation: directory.generation(of: .direct(victim)), partition: 0),
            signer, as: reader)
    }

    /// It gives back a letter that the victim never wrote.
    private mutating func falseReturn(_ victim: OfficeID, _ signer: ToySigner) {
        guard let stream = machine(of: victim)?.outStreams.names.first,
            let end = machine(of: victim)?.outStreams[stream]
        else { return }
        let body = Array("{}".utf8)
        let leaf = leaf(
            in: stream, number: end.number + 1, previous: end.head, type: LetterType(name: "ref.transfer", version: 1),
            to: "\(stream.topic)", body: body)
        let inner = EnvelopeBatch.seal(
            [(leaf, body)], signer: signer, writer: Writer(epoch: 900, instance: 1), at: clock.now)
        for envelope in inner {
            control(
                ControlType.returned, about: stream, to: victim.description, body: envelope.packed,
                on: BusPartition(
                    topic: .direct(victim), generation: directory.generation(of: .direct(victim)), partition: 0),
                signer)
        }
    }

    /// It claims a high epoch in the name of the victim, so that the victim would stop.
    private mutating func falseClaim(_ victim: OfficeID, _ signer: ToySigner) {
        let stream = StreamName(
            namespace: registry.namespace, office: victim, topic: .checkpoints, generation: 1, partition: 0)
        let claimed = Writer(epoch: 900, instance: 9)
        control(
            ControlType.claim, about: stream, to: "*",
            body: JSONValue.object([JSONMember("writer", .string(claimed.description))]).bytes,
            on: BusPartition(topic: .checkpoints, partition: 0), signer)
    }
}
