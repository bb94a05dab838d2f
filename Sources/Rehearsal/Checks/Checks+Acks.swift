import Contracts
import Exchange
import Offices

/// Where a record stands.
struct RecordPlace: Hashable, Sendable {
    let partition: BusPartition
    let offset: Int64
}

extension Network {
    /// Notes what a process has to acknowledge soon, or may acknowledge at once (rule 30): `rooms[place]` has the ledger
    /// from before the step.
    mutating func noteHeard(_ inputs: [OfficeInput], _ result: StepResult, at place: Int) {
        let commit = result.commit
        if !commit.documents.isEmpty
            || commit.incoming.contains(where: { $0.envelope.leaf.type == ControlType.streamEnd })
        {
            // What was held for it is asked for at once.
            rooms[place].lastAck = [:]
        }
        for letter in commit.incoming { rooms[place].ackReasons.insert(letter.envelope.leaf.stream) }
        for change in commit.redisposed { rooms[place].ackReasons.insert(change.stream) }
        guard rooms[place].machine?.phase == .serving else { return }
        for input in inputs {
            guard case .record(let record) = input, !result.restarts.contains(record.partition),
                let leaf = honestLeaf(in: record, at: place)
            else { continue }
            if leaf.number == 0, isHello(record) { rooms[place].ackReasons.insert(leaf.stream) }
            let disposed = rooms[place].ledger.inStream(leaf.stream)?.disposed ?? 0
            guard leaf.number <= disposed else { continue }
            rooms[place].owedSoon[leaf.stream] = rooms[place].owedSoon[leaf.stream] ?? clock.now
        }
    }

    /// A letter or position that an office wrote to this one and that is handled for the first time by this process.
    private func honestLeaf(in record: BusRecord, at place: Int) -> Leaf? {
        let own = rooms[place].office
        guard case .direct(own) = record.partition.topic,
            record.offset >= rooms[place].newFrom[record.partition] ?? .max,
            !forged.contains(RecordPlace(partition: record.partition, offset: record.offset)),
            case .success(let envelope)? = record.reading?.envelope, case .direct(own) = envelope.leaf.stream.topic,
            ids.contains(envelope.leaf.stream.office), envelope.statement.office == envelope.leaf.stream.office,
            envelope.leaf.number > 0 || envelope.leaf.type == ControlType.position,
            let book = rooms[place].machine?.book.newest,
            envelope.leaf.stream.generation <= book.generation(of: envelope.leaf.stream.topic),
            let key = book.office(envelope.statement.office)?.key(envelope.statement.keyID), key.revokedAt == nil,
            key.validTo > clock.now + .hours(24), envelope.statement.time >= key.validFrom,
            rooms[place].skew >= .minutes(-5), rooms[place].skew <= .minutes(5)
        else { return nil }
        return envelope.leaf
    }

    private func isHello(_ record: BusRecord) -> Bool {
        guard case .success(let envelope)? = record.reading?.envelope else { return false }
        return JSONValue.read(envelope.body).flatMap { StreamPosition($0) }?.isHello ?? false
    }
}

extension Checks {
    /// Rules 30 and 33: what was read again is answered within seconds, and a start is announced to every writer.
    mutating func answers(_ acked: Set<StreamName>, in room: inout Room, _ clock: Clockwork) {
        if !room.hasAnnounced {
            room.hasAnnounced = true
            let known = Set(room.ledger.inStreams().map(\.name).filter { !$0.topic.isBroadcast })
            expect(
                known.isSubset(of: acked), "rule 33",
                "\(room.name) starts and does not announce itself to \(known.subtracting(acked).sorted())", at: clock)
        }
        for stream in acked { room.owedSoon[stream] = nil }
        for (stream, since) in room.owedSoon {
            expect(
                clock.now - max(since, room.freeSince) <= .seconds(5), "rule 30",
                "\(room.name) has read \(stream) again and does not answer", at: clock)
        }
    }

    /// Rule 30: duplicates, stale records and positions alone are answered at most once a second.
    mutating func isNotTooOften(_ ack: Acknowledgement, _ room: inout Room, _ clock: Clockwork) {
        // Clones say hello at once, each for itself.
        guard !ack.stream.topic.isBroadcast, !restoredOffices.contains(ack.stream.office),
            !restoredOffices.contains(room.office)
        else { return }
        if let last = room.lastAck[ack.stream], !ack.wants, !room.ackReasons.contains(ack.stream) {
            expect(
                clock.now - last >= .seconds(1), "rule 30",
                "\(room.name) acknowledges \(ack.stream) twice in a second for nothing new", at: clock)
        }
        room.lastAck[ack.stream] = clock.now
        room.ackReasons.remove(ack.stream)
    }
}
