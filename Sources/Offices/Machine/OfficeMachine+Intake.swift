import Casework
package import Contracts
package import Exchange

/// From a record to a verified envelope at its place in a stream (rules 18–20, 25, 39).
extension OfficeMachine {
    mutating func take(_ record: BusRecord, _ work: inout Workspace) throws {
        guard !work.restarts.contains(record.partition) else { return }
        let digest = record.reading?.digest ?? record.digest
        var reader = reader(of: record.partition)
        let step = reader.advance(offset: record.offset, digest: digest)
        readers[record.partition] = reader
        work.changed(record.partition)
        caughtUp.remove(record.partition)
        switch step {
        case .skip: return
        case .restart: restart(record.partition, &work)
        case .handle:
            if record.partition.topic == .directory {
                try takeDirectory(record, &work)
            } else {
                try takeEnvelope(record, digest, &work)
            }
        }
    }

    private func claimsSecret(_ record: BusRecord) -> Bool {
        let leaves = record.headers.filter { $0.name == "ce_leaf" }
        return leaves.contains { header in
            Base64.decode(header.value).flatMap { Leaf(bytes: $0) }.map { !$0.classification.isCarried } ?? false
        }
    }

    /// The number that handling this record would dispose, read without believing anything (rule 24).
    package func candidate(in record: BusRecord) -> (stream: StreamName, number: UInt64)? {
        guard let header = record.headers.first(where: { $0.name == "ce_leaf" }),
            let bytes = Base64.decode(header.value), let leaf = Leaf(bytes: bytes), leaf.number > 0,
            leaf.stream.office != office, inStream(leaf.stream).place(of: leaf) == .next
        else { return nil }
        return (leaf.stream, leaf.number)
    }

    mutating func restart(_ partition: BusPartition, _ work: inout Workspace) {
        var reader = reader(of: partition)
        reader.restart()
        readers[partition] = reader
        caughtUp.remove(partition)
        work.changed(partition)
        askEveryReader(of: partition)
        // The other log may miss letters that were retired, and the checkpoint that told of them (rule 37).
        checkpointIsDue = true
        if !work.restarts.contains(partition) { work.restarts.append(partition) }
    }

    mutating func reachEnd(_ partition: BusPartition, _ offset: Int64, _ work: inout Workspace) {
        guard !work.restarts.contains(partition) else { return }
        var reader = reader(of: partition)
        let step = reader.reachEnd(at: offset)
        readers[partition] = reader
        if step == .restart {
            restart(partition, &work)
        } else {
            caughtUp.insert(partition)
        }
    }

    private mutating func takeEnvelope(_ record: BusRecord, _ digest: Digest, _ work: inout Workspace) throws {
        let reading = record.reading ?? RecordReading(of: record)
        work.keep(reading)
        let envelope: Envelope
        switch reading.envelope {
        case .success(let read): envelope = read
        case .failure(let fault):
            return quarantine(record, digest, reason: fault.rawValue, claimed: "", &work)
        }
        var claimed: String {
            "\(envelope.statement.office) \(envelope.leaf.type) \(envelope.leaf.stream)#\(envelope.leaf.number)"
        }
        guard envelope.leaf.stream.namespace == namespace else {
            return quarantine(record, digest, reason: "WRONG_NAMESPACE", claimed: claimed, &work)
        }
        switch verifier.verdict(on: envelope, book: book, at: work.clocks.machine) {
        case .unverified(let reason):
            quarantine(record, digest, reason: reason, claimed: claimed, &work)
        case .verified(let sender):
            let refused = try take(envelope, record.reading?.control, from: sender, &work)
            if let refused { quarantine(record, digest, reason: refused, claimed: claimed, &work) }
        }
    }

    /// A verified envelope; returns the reason code when it has no effect and uses no number.
    private mutating func take(
        _ envelope: Envelope, _ control: ControlReading?, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        if envelope.leaf.number == 0 { return try takeControl(envelope, control, from: sender, &work) }
        let stream = envelope.leaf.stream
        if sender == office { return try takeOwn(envelope, &work) }
        guard isForUs(stream) else { return "NOT_FOR_US" }
        return try takeNumbered(envelope, &work)
    }

    /// Broadcast streams, and direct streams that end at this office, in a generation that the directory names.
    func isForUs(_ stream: StreamName) -> Bool {
        guard generations(of: stream.topic).contains(stream.generation),
            stream.partition < partitionsOf(stream.topic, generation: stream.generation).count
        else { return false }
        switch stream.topic {
        case .direct(let receiver): return receiver == office
        case .lists, .measures, .publications: return true
        case .checkpoints, .directory: return false
        }
    }

    /// The stream as we know it, or a new one under its sender's highest claim (rule 38).
    func inStream(_ name: StreamName) -> InStream {
        inStreams[name] ?? InStream(name: name, claim: claims.claim(of: name.office))
    }

    private mutating func takeNumbered(_ envelope: Envelope, _ work: inout Workspace) throws -> String? {
        let leaf = envelope.leaf
        var stream = inStream(leaf.stream)
        defer { inStreams[leaf.stream] = stream }
        work.changed(incoming: leaf.stream)
        if case .stale = stream.admit(envelope.statement.writer) {
            counters.stale += 1
            stream.owed.owedSoon()
            return "STALE_WRITER"
        }
        guard leaf.directoryVersion <= book.version else {
            keep(envelope, in: &stream, &work)
            return nil
        }
        switch stream.place(of: leaf) {
        case .below:
            return try takeSecond(envelope, in: &stream, &work)
        case .ahead:
            keep(envelope, in: &stream, &work)
        case .fork:
            tellFork(envelope, &work)
            stream.owed.owedSoon()
            return "FORK"
        case .next where !haveOlderGenerationsEnded(before: leaf.stream):
            keep(envelope, in: &stream, &work)
        case .next:
            try disposeRun(from: envelope, in: &stream, &work)
        }
        return nil
    }

    private mutating func tellFork(_ envelope: Envelope, _ work: inout Workspace) {
        let leaf = envelope.leaf
        counters.equivocations += 1
        work.alarm("FORK", "\(leaf.stream) letter \(leaf.number) does not follow the line that was applied here")
    }

    /// Disposes the letter and every held one that follows it.
    private mutating func disposeRun(
        from first: Envelope, in stream: inout InStream, _ work: inout Workspace
    ) throws {
        var next: Envelope? = first
        while let envelope = next {
            guard stream.place(of: envelope.leaf) == .next, envelope.leaf.directoryVersion <= book.version else {
                switch stream.place(of: envelope.leaf) {
                case .next: keep(envelope, in: &stream, &work)
                case .fork: tellFork(envelope, &work)
                case .below, .ahead: break
                }
                // What was disposed before it is acknowledged at once all the same (rule 30).
                break
            }
            try dispose(envelope, &work)
            if let other = stream.dispose(envelope.leafHash) {
                equivocation(other, first: envelope.leafHash, &work)
            }
            next = stream.takeNext()
        }
        if stream.name.topic.isBroadcast { checkpointIsDue = true } else { stream.owed.owedNow() }
    }

    private mutating func keep(_ envelope: Envelope, in stream: inout InStream, _ work: inout Workspace) {
        if let other = stream.hold(envelope, at: work.clocks.timer) {
            equivocation(envelope, first: other.leafHash, &work)
        }
        if !stream.name.topic.isBroadcast { stream.owed.owedSoon() }
    }

    private mutating func takeSecond(
        _ envelope: Envelope, in stream: inout InStream, _ work: inout Workspace
    ) throws -> String? {
        if !stream.name.topic.isBroadcast { stream.owed.owedSoon() }
        guard let stored = try work.incomingHash(envelope.leaf.stream, envelope.leaf.number),
            stored != envelope.leafHash
        else {
            counters.duplicates += 1
            return nil
        }
        equivocation(envelope, first: stored, &work)
        return nil
    }

    /// The same number with other content: both signed leaves are kept, an alarm is raised, nothing changes (S2).
    mutating func equivocation(_ envelope: Envelope, first: Digest, _ work: inout Workspace) {
        counters.equivocations += 1
        guard equivocationsTold.insert("\(envelope.leaf.stream)#\(envelope.leafHash)").inserted else { return }
        work.commit.equivocations.append(Equivocation(envelope: envelope, first: first))
        work.alarm(
            "EQUIVOCATION",
            "\(envelope.leaf.stream) has two letters with number \(envelope.leaf.number): \(first) was kept, "
                + "\(envelope.leafHash) came after it")
    }

    mutating func quarantine(
        _ record: BusRecord, _ digest: Digest, reason: String, claimed: String, _ work: inout Workspace
    ) {
        counters.rejected += 1
        var raw = FieldWriter(magic: "liandong-record-1\n")
        for header in record.headers.prefix(64) {
            raw.field(header.name)
            raw.field(Array(header.value.prefix(16_384)))
        }
        // Who says that it holds a secret may be anybody: such a value is not kept all the same (domain D.0 row 2).
        raw.field(claimsSecret(record) ? [] : Array(record.value.prefix(Envelope.maximumBodyBytes)))
        work.commit.quarantined.append(
            QuarantinedRecord(
                partition: record.partition, offset: record.offset, digest: digest, raw: raw.bytes, reason: reason,
                claimed: String(claimed.prefix(256))))
    }
}
