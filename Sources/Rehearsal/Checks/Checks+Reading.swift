import Casework
import Contracts
import Exchange
import Offices

/// What was seen on the bus, of starts and of forgeries, by nobody's account but the network's own.
struct Seen: Sendable {
    /// A record that no office wrote, where it was put.
    struct Forgery: Hashable, Sendable {
        let partition: BusPartition
        let digest: Digest
    }

    /// A claim under one key.
    struct Claim: Hashable, Sendable {
        let office: OfficeID
        let epoch: UInt64
        let keyID: String
    }

    /// A place in a stream.
    struct Place: Hashable, Sendable {
        let stream: StreamName
        let number: UInt64
    }

    var forgeries: Set<Forgery> = []
    /// False words about where somebody stands in a stream, by the record's digest.
    var lies: [Digest: Checkpoint.Followed] = [:]
    /// The first letter of each place in a stream, and streams of which a place has two.
    var places: [Place: Digest] = [:]
    var seconds: Set<StreamName> = []
    /// Instances that were drawn, and writers that processes had.
    var instances: Set<UInt64> = []
    var writers: [OfficeID: Set<Writer>] = [:]
    /// The first claim of each epoch in the log as it is.
    var firstClaims: [Claim: UInt64] = [:]
    /// Hellos from before a log was lost.
    var earlier: Set<Hello> = []
    /// Hellos that ever were on the bus, and where they stand in the log as it is.
    var hellos: Set<Hello> = []
    var offsets: [Hello: Int64] = [:]
    /// The newest fence that a room told of each stream since its last restore.
    var fences: [String: [StreamName: Writer]] = [:]
    /// Letters that come back in the transaction under way, to be marked for an officer.
    var mustFlag: [(caseID: CaseID, letter: LetterID)] = []
}

/// What must hold of each record that a process reads.
extension Checks {
    mutating func forged(_ record: BusRecord) {
        seen.forgeries.insert(Seen.Forgery(partition: record.partition, digest: record.digest))
    }

    /// The broker lost records: where those stand that are left, is not known.
    mutating func forgetOffsets() {
        seen.earlier.formUnion(seen.hellos)
        seen.offsets = [:]
        seen.firstClaims = [:]
    }

    /// Before the transaction is written: what the process made of its inputs.
    mutating func heard(_ inputs: [OfficeInput], _ result: StepResult, in room: inout Room, _ clock: Clockwork) {
        guard result.stop == nil else { return }
        restartsRightly(inputs, result, &room, clock)
        let restarts = Set(result.restarts)
        var looked: Set<BusPartition> = []
        for case .record(let record) in inputs where !restarts.contains(record.partition) {
            // The record before its position, read again, says nothing new.
            if looked.insert(record.partition).inserted, room.begun.isProbing.contains(record.partition) { continue }
            judge(record, result.commit, room, clock)
        }
        for row in result.commit.quarantined where row.reason == "STALE_WRITER" {
            guard let envelope = Checks.envelope(at: row, in: inputs) else { continue }
            room.begun.unanswered[envelope.leaf.stream] =
                room.begun.unanswered[envelope.leaf.stream] ?? clock.now
        }
        for row in result.commit.quarantined where row.reason == "KEY_EXPIRED" {
            guard let envelope = Checks.envelope(at: row, in: inputs) else { continue }
            expiredRightly(envelope, result.commit, room, clock)
        }
    }

    private static func envelope(at row: QuarantinedRecord, in inputs: [OfficeInput]) -> Envelope? {
        for case .record(let record) in inputs where record.partition == row.partition && record.offset == row.offset {
            if case .success(let envelope)? = record.reading?.envelope { return envelope }
        }
        return nil
    }

    private mutating func judge(_ record: BusRecord, _ commit: Commit, _ room: Room, _ clock: Clockwork) {
        let isRefused = commit.quarantined.contains {
            $0.partition == record.partition && $0.offset == record.offset
        }
        if seen.forgeries.contains(Seen.Forgery(partition: record.partition, digest: record.known)) {
            expect(
                isRefused, "rule 20", "\(room.name) believes the forged record \(record.offset) of \(record.partition)",
                at: clock)
        }
        guard !isRefused, let lie = seen.lies[record.known] else { return }
        let isOwn = lie.stream.office == room.office
        let before = isOwn ? room.ledger.outStream(lie.stream)?.number : room.ledger.inStream(lie.stream)?.disposed
        let after =
            isOwn ? room.machine?.outStreams[lie.stream]?.number : room.machine?.inStreams[lie.stream]?.disposed
        guard before == lie.disposed, after == lie.disposed else { return }
        let words = "\(lie.stream) stand on different lines at number \(lie.disposed)"
        expect(
            (commit.alarms + room.ledger.alarms).contains { $0.code == "EQUIVOCATION" && $0.text.contains(words) },
            "rule 41", "\(room.name) does not tell that readers of \(words)", at: clock)
    }

    /// Rule 5: what was signed while the key was valid is good after the key has ended.
    private mutating func expiredRightly(
        _ envelope: Envelope, _ commit: Commit, _ room: Room, _ clock: Clockwork
    ) {
        let statement = envelope.statement
        guard let key = room.machine?.book.newest?.office(statement.office)?.key(statement.keyID) else { return }
        expect(
            commit.machineTime < key.validFrom || !key.covers(statement.time), "rule 5",
            "\(room.name) refuses \(envelope.leaf.stream)#\(envelope.leaf.number), signed while \(key.keyID) was valid",
            at: clock)
    }

    /// Rule 39: another log is read from its start.
    private mutating func restartsRightly(
        _ inputs: [OfficeInput], _ result: StepResult, _ room: inout Room, _ clock: Clockwork
    ) {
        for partition in result.restarts {
            expect(
                result.commit.readers.first { $0.partition == partition }?.next == 0, "rule 39",
                "\(room.name) goes on in \(partition), which is another log", at: clock)
            let stream = StreamName(
                namespace: room.machine?.namespace ?? "", office: room.office, topic: partition.topic,
                generation: partition.generation, partition: partition.partition)
            guard partition.topic.isBroadcast, let out = room.machine?.outStreams[stream], !out.isOpen,
                room.ledger.outStream(stream)?.number ?? 0 > 0
            else { continue }
            room.begun.mustAsk.insert(stream)
        }
        guard !room.begun.otherLogs.isEmpty else { return }
        for partition in inputs.compactMap(\.partition) where room.begun.otherLogs.remove(partition) != nil {
            expect(
                result.restarts.contains(partition), "rule 39",
                "\(room.name) does not notice that \(partition) is another log", at: clock)
        }
    }

    /// Behind the transaction: claims that the process has read before it reads letters.
    mutating func learned(_ inputs: [OfficeInput], _ commit: Commit, in room: inout Room) {
        defer { room.begun.hasReadClaims = room.machine?.phase != .readingCheckpoints }
        guard room.machine?.phase == .readingCheckpoints || !room.begun.hasReadClaims else { return }
        for case .record(let record) in inputs where record.partition.topic == .checkpoints {
            guard case .success(let envelope)? = record.reading?.envelope, envelope.leaf.type == ControlType.claim,
                claimed.contains(envelope.statement.writer),
                !commit.quarantined.contains(where: {
                    $0.partition == record.partition && $0.offset == record.offset
                })
            else { continue }
            let office = envelope.statement.office
            if envelope.statement.writer.epoch > room.begun.claimsRead[office]?.epoch ?? 0 {
                room.begun.claimsRead[office] = envelope.statement.writer
            }
        }
    }

    /// Where a letter may be disposed: in a stream that is for this office (rule 3), under no writer below the claim that
    /// was read before (rule 38), behind no end (rule 40), and without its content when it may not be carried.
    mutating func judgePlace(of letter: IncomingLetter, _ name: String, _ room: Room, _ clock: Clockwork) {
        let leaf = letter.envelope.leaf
        if case .direct(let reader) = leaf.stream.topic {
            expect(reader == room.office, "rule 3", "\(room.name) hears \(name), which is not for it", at: clock)
        }
        if leaf.number == 1, room.ledger.inStream(leaf.stream) == nil,
            let claim = room.begun.claimsRead[leaf.stream.office]
        {
            expect(
                letter.envelope.statement.writer.epoch >= claim.epoch, "rule 38",
                "\(room.name) disposes \(name) of \(letter.envelope.statement.writer) behind the claim of \(claim)",
                at: clock)
        }
        expect(
            leaf.classification.isCarried || letter.disposition == .quarantined && letter.content == nil, "design 8",
            "\(room.name) keeps the content of \(name)", at: clock)
        if room.ledger.incoming[leaf.stream]?.last?.envelope.leaf.type == ControlType.streamEnd {
            expect(
                letter.disposition == .quarantined
                    && ["STREAM_ENDED", "CLASSIFICATION_REFUSED"].contains(letter.reason), "rule 40",
                "\(room.name): \(name) stands behind its stream's end", at: clock)
        }
    }

    /// Rules 11 and 38: the fence that a reader tells of never falls.
    mutating func fenceStands(_ ack: Acknowledgement, _ room: Room, _ clock: Clockwork) {
        let memory = "\(room.name)/\(restores(of: room))"
        if let before = seen.fences[memory]?[ack.stream] {
            expect(
                ack.fence.map { !$0.isStale(against: before) } ?? false, "rule 11",
                "\(room.name) has forgotten the fence \(before) of \(ack.stream)", at: clock)
        }
        if let fence = ack.fence { seen.fences[memory, default: [:]][ack.stream] = fence }
    }

    /// Rule 11: a stale record is answered with an ack.
    mutating func answersTheStale(_ acked: Set<StreamName>, _ room: inout Room, _ clock: Clockwork) {
        guard !room.begun.unanswered.isEmpty else { return }
        for stream in acked { room.begun.unanswered[stream] = nil }
        for (stream, since) in room.begun.unanswered {
            expect(
                clock.now - max(since, room.freeSince) <= .seconds(10), "rule 11",
                "\(room.name) does not answer the stale writer of \(stream)", at: clock)
        }
    }
}

extension OfficeInput {
    /// The partition of which it tells.
    var partition: BusPartition? {
        switch self {
        case .record(let record): record.partition
        case .endReached(let partition, _), .logLost(let partition): partition
        case .poison, .order, .replay, .discard, .confirmRecovered, .confirmRemovals, .proceedWithout, .evidence,
            .watch,
            .unwatch, .tick:
            nil
        }
    }
}
