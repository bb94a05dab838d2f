import Contracts
import Exchange
import Offices

/// What must hold of each record that leaves an office.
extension Checks {
    mutating func publishing(
        _ transmission: Transmission, in room: inout Room, _ machine: OfficeMachine, _ clock: Clockwork
    ) {
        let envelope = transmission.envelope
        let leaf = envelope.leaf
        // Rule 4: whatever goes out is signed by the process that sends it.
        expect(
            envelope.statement.writer == machine.writer, "rule 4",
            "\(room.name) sends \(leaf.stream)#\(leaf.number) under an older statement", at: clock)
        speaksAfterReading(envelope, machine, room, clock)
        if leaf.number > 0 {
            publishing(leaf, envelope, room, machine, clock)
        } else {
            publishing(control: leaf, envelope, &room, machine, clock)
        }
    }

    private mutating func publishing(
        _ leaf: Leaf, _ envelope: Envelope, _ room: Room, _ machine: OfficeMachine, _ clock: Clockwork
    ) {
        let stored = room.ledger.outgoing(stream: leaf.stream, numbers: leaf.number...leaf.number).first
        expect(
            stored?.envelope.leafHash == envelope.leafHash, "S4",
            "\(room.name) sends \(leaf.stream)#\(leaf.number), which its ledger has not", at: clock)
        // Rule 12: nothing before the reader has answered this process's hello.
        expect(
            machine.outStreams[leaf.stream]?.isOpen ?? false, "rule 12",
            "\(room.name) sends \(leaf.stream)#\(leaf.number) in a stream that is not open", at: clock)
        if case .direct(let reader) = leaf.stream.topic {
            expect(
                answered.contains(Answer(stream: leaf.stream, writer: machine.writer, reader: reader)), "rule 12",
                "\(room.name) sends \(leaf.stream)#\(leaf.number), \(reader) never answered \(machine.writer)",
                at: clock)
        }
    }

    private mutating func publishing(
        control leaf: Leaf, _ envelope: Envelope, _ room: inout Room, _ machine: OfficeMachine, _ clock: Clockwork
    ) {
        guard let body = JSONValue.read(envelope.body) else { return }
        if leaf.type.name == "bus.ack", let ack = Acknowledgement(body) { judge(ack, &room, clock) }
        if leaf.type.name == "bus.position", let position = StreamPosition(body) {
            let stored = room.ledger.outStream(position.stream)
            expect(
                position.number == stored?.number ?? 0, "rule 29",
                "\(room.name) says it wrote \(position.number) of \(position.stream), has \(stored?.number ?? 0)",
                at: clock)
        }
        if leaf.type.name != "bus.claim" {
            expect(
                machine.phase == .serving && claimed.contains(machine.writer), "rule 10",
                "\(room.name) sends \(leaf.type) before its claim stands", at: clock)
        }
    }

    /// A record lies in the log, for all to read.
    mutating func persisted(_ transmission: Transmission) {
        let envelope = transmission.envelope
        if envelope.leaf.number > 0 { onBus.insert(envelope.leafHash) }
        if envelope.leaf.type.name == "bus.claim" { claimed.insert(envelope.statement.writer) }
        guard envelope.leaf.type.name == "bus.ack",
            let ack = JSONValue.read(envelope.body).flatMap({ Acknowledgement($0) }),
            let fence = ack.fence
        else { return }
        answered.insert(Answer(stream: ack.stream, writer: fence, reader: envelope.statement.office))
    }

    /// Rules 30, 33 and 34: what a process owes in this turn is in what it sends, and it is never silent for long.
    mutating func spoke(_ batch: [Transmission], in room: inout Room, _ machine: OfficeMachine, _ clock: Clockwork) {
        guard machine.phase == .serving else { return }
        var acked: Set<StreamName> = []
        var hasCheckpoint = false
        for transmission in batch {
            let leaf = transmission.envelope.leaf
            switch leaf.type.name {
            case "bus.ack": acked.insert(leaf.stream)
            case "bus.checkpoint": hasCheckpoint = true
            case "bus.position": room.lastWord[leaf.stream] = clock.now
            default: if leaf.number > 0 { room.lastWord[leaf.stream] = clock.now }
            }
        }
        answersTheStale(acked, &room, clock)
        answers(acked, in: &room, clock)
        let owed = room.owedAcks
        expect(
            owed.isSubset(of: acked), "rule 30",
            "\(room.name) owes acks of \(owed.subtracting(acked).sorted().map(\.description))", at: clock)
        room.owedAcks = []
        if hasCheckpoint { room.lastCheckpoint = clock.now }
        let heardSince = room.freeSince
        expect(
            clock.now - max(room.lastCheckpoint ?? heardSince, heardSince) <= .minutes(75), "rule 34",
            "\(room.name) has sent no checkpoint for 75 minutes", at: clock)
        for stream in machine.outStreams.values where !stream.name.topic.isBroadcast && stream.isOpen {
            guard stream.number > 0, stream.number == stream.retired, let last = room.lastWord[stream.name] else {
                continue
            }
            expect(
                clock.now - max(last, heardSince) <= .minutes(75), "rule 34",
                "\(room.name) has said nothing in \(stream.name) for 75 minutes", at: clock)
        }
    }

    /// S5, rules 22 and 33.
    private mutating func judge(_ ack: Acknowledgement, _ room: inout Room, _ clock: Clockwork) {
        isNotTooOften(ack, &room, clock)
        let durable = room.ledger.inStream(ack.stream)
        expect(
            ack.disposed == durable?.disposed ?? 0 && ack.head == durable?.head ?? ack.stream.seed, "S5",
            "\(room.name) acknowledges \(ack.disposed) of \(ack.stream), has \(durable?.disposed ?? 0)", at: clock)
        let held = room.ledger.exceptions(stream: ack.stream)
        expect(
            ack.parked == held.parked && ack.quarantined == held.quarantined, "rule 22",
            "\(room.name) tells \(ack.parked)+\(ack.quarantined) held back of \(ack.stream)", at: clock)
        expect(
            ack.disposed >= room.told[ack.stream] ?? 0, "rule 33",
            "\(room.name) takes back what it acknowledged of \(ack.stream) without a restart", at: clock)
        room.told[ack.stream] = ack.disposed
        fenceStands(ack, room, clock)
    }
}
