import Casework
import Contracts
import Exchange
import Offices
import Transparency

/// How the villain seals what it retells.
private enum SealingManner {
    /// For all.
    case right
    /// For the reader alone, whomever the letter names.
    case forOneOnly
    /// Not at all.
    case not

    /// No draw of the dice: a story stays what it was.
    init(_ model: Envelope) {
        switch model.leafHash.bytes[0] % 4 {
        case 2: self = .forOneOnly
        case 3: self = .not
        default: self = .right
        }
    }
}

/// The villain writes as honest offices do: what it says can be read and would be believed but for one thing.
extension Network {
    /// Numbered letters of honest offices that lie on the bus.
    private func letters(where isFit: (Envelope) -> Bool) -> [Envelope] {
        bus.logs.filter { $0.partition.topic != .directory && $0.partition.topic != .checkpoints }.flatMap { log in
            log.records.compactMap { record in
                guard case .success(let envelope)? = record.reading?.envelope, envelope.leaf.number > 0,
                    checks.issued[envelope.leafHash] != nil, isFit(envelope)
                else { return nil }
                return envelope
            }
        }
    }

    private func mayVillainSend(_ type: LetterType) -> Bool {
        registry.first.maySend(office: villain.office, type: type)
    }

    private func opensCase(_ type: LetterType) -> Bool { LetterCatalogue.contract(for: type)?.opensCase ?? false }

    /// The letter as the next one in a stream of the villain's own.
    private mutating func retold(
        _ model: Leaf, in stream: StreamName, body plain: [UInt8], _ isCaseOwn: Bool, _ manner: SealingManner = .right
    ) -> (leaf: Leaf, body: [UInt8]) {
        var leaf = model
        let next = villain.next(in: stream)
        leaf.stream = stream
        leaf.number = next.number
        leaf.previous = next.previous
        leaf.epoch = 1
        leaf.letter = villain.letterID(at: clock.now)
        leaf.salt = villain.salt()
        if isCaseOwn {
            leaf.caseID = CaseID(office: villain.office, number: villain.letterID(at: clock.now)).description
            leaf.cause = ""
        }
        if case .direct(let reader) = stream.topic { leaf.to = reader.description } else { leaf.to = "*" }
        leaf.directoryVersion = directory.version
        leaf.time = clock.now
        let body: [UInt8]
        switch manner {
        case .right: body = sealed(plain, as: leaf, to: directory.offices.map(\.id))
        case .forOneOnly: body = sealed(plain, as: leaf, to: [villain.office, OfficeID(leaf.to) ?? villain.office])
        case .not:
            body = plain
            leaf.contentType = "application/json"
            leaf.subject = JSONValue.read(plain).map { CaseFile.subject(of: $0) } ?? ""
        }
        leaf.bodyLength = UInt64(body.count)
        leaf.bodyDigest = Digest.sha256(body)
        return (leaf, body)
    }

    /// What a letter says, however it is sealed: the villain has it from one of its readers.
    private func opened(_ model: Envelope) -> [UInt8] {
        guard model.leaf.contentType == SealedBody.mediaType, let sealed = SealedBody(bytes: model.body) else {
            return model.body
        }
        do throws(SealFault) {
            return try ToySealer(office: model.leaf.stream.office).open(sealed, SealContext(model.leaf), by: nil)
        } catch {
            return model.body
        }
    }

    /// A letter of a sealed kind is sealed as it ought to be, for whoever may want to read it.
    private func sealed(_ body: [UInt8], as leaf: Leaf, to readers: [OfficeID]) -> [UInt8] {
        guard leaf.contentType == SealedBody.mediaType else { return body }
        let keys = readers.compactMap { directory.office($0)?.sealReader(at: clock.now) }
        return ToySealer(office: villain.office).seal(body, SealContext(leaf), to: keys)?.bytes ?? body
    }

    private mutating func tell(_ leaf: Leaf, _ body: [UInt8], _ signer: ToySigner) {
        villain.sent(leaf)
        send(leaf, body, on: home(of: leaf.stream), signer)
    }

    mutating func copy(_ deed: Villain.Deed, _ victim: OfficeID, _ signer: ToySigner) {
        let models = letters { envelope in
            let (type, isBroadcast) = (envelope.leaf.type, envelope.leaf.stream.topic.isBroadcast)
            switch deed {
            case .presume: return !isBroadcast && !mayVillainSend(type) && !type.name.hasPrefix("bus.")
            case .misplace: return isBroadcast && opensCase(type) && mayVillainSend(type)
            case .uncopied: return type.name == "crim.transfer"
            default: return !isBroadcast && opensCase(type) && type.name == "ref.transfer"
            }
        }
        guard !models.isEmpty else { return }
        let model = villain.pick(models)
        var body = opened(model)
        let manner = deed == .uncopied ? SealingManner(model) : .right
        if deed == .uncopied, manner == .right, let read = JSONValue.read(body) {
            body = read.removing("cc").setting("recipients", .array(["510100-police"])).bytes
        }
        let isOwn = opensCase(model.leaf.type)
        var (leaf, sent) = retold(model.leaf, in: stream(to: victim), body: body, isOwn, manner)
        if deed == .misdirect { leaf.to = ids.first { $0 != victim }?.description ?? "" }
        if deed == .secret { leaf.classification = .stateSecret }
        tell(leaf, sent, signer)
    }

    mutating func meddle(_ victim: OfficeID, _ signer: ToySigner) {
        let models = letters { !$0.leaf.stream.topic.isBroadcast && mayVillainSend($0.leaf.type) }
            .filter { $0.leaf.type.name != "bus.streamEnd" && CaseID($0.leaf.caseID) != nil }
        guard !models.isEmpty else { return }
        let model = villain.pick(models)
        var reader = victim
        if !opensCase(model.leaf.type), case .direct(let first) = model.leaf.stream.topic { reader = first }
        let (leaf, body) = retold(model.leaf, in: stream(to: reader), body: opened(model), false)
        tell(leaf, body, signer)
    }

    mutating func speakAfterEnd(_ victim: OfficeID, _ signer: ToySigner) {
        let models = letters { !$0.leaf.stream.topic.isBroadcast && $0.leaf.type.name == "ref.transfer" }
        guard !models.isEmpty else { return }
        let model = villain.pick(models)
        let stream = stream(to: victim)
        let body = JSONValue.object([JSONMember("stream", .string(stream.description))]).bytes
        var end = retold(model.leaf, in: stream, body: body, false).leaf
        end.type = ControlType.streamEnd
        (end.caseID, end.subject, end.cause) = ("", "", "")
        (end.contentType, end.bodyLength, end.bodyDigest) = (
            "application/json", UInt64(body.count), Digest.sha256(body)
        )
        tell(end, body, signer)
        let (after, said) = retold(model.leaf, in: stream, body: opened(model), true)
        tell(after, said, signer)
    }

    /// It follows a stream to where its victim stands, it says, and stands on another line.
    mutating func falseCheckpoint(_ victim: OfficeID, _ signer: ToySigner) {
        if ids.contains(where: { machine(of: $0)?.keepsLog ?? false }) { falseLog(signer) }
        guard let ledger = ledger(of: victim) else { return }
        let streams = ledger.inStreams().filter {
            $0.name.topic.isBroadcast && $0.name.topic != .lists && $0.disposed > 0 && $0.name.office != villain.office
        }
        guard !streams.isEmpty else { return }
        let stream = villain.pick(streams)
        let lie = Checkpoint.Followed(
            stream: stream.name, disposed: stream.disposed, head: .zero, parked: 0, quarantined: 0)
        let writer = Writer(epoch: 1, instance: 1)
        let body = Checkpoint(writer: writer, own: [], followed: [lie], roots: []).json.bytes
        let partition = BusPartition(topic: .checkpoints, partition: 0)
        control(
            ControlType.checkpoint,
            about: StreamName(
                namespace: registry.namespace, office: villain.office, topic: .checkpoints, generation: 1, partition: 0),
            to: "*", body: body, on: partition, signer)
        if let record = bus.logs[bus.place(of: partition)].records.last { checks.seen.lies[record.known] = lie }
    }

    /// A member that keeps no log signs one: nobody may become its witness.
    private mutating func falseLog(_ signer: ToySigner) {
        let name = LogCheckpoint.origin(namespace: registry.namespace, office: villain.office)
        let checkpoint = LogCheckpoint(origin: name, size: 1, root: LogHash.leaf([1]))
        guard let key = NoteKey(name: name, kind: .ed25519, publicKey: signer.key.publicKey),
            let note = SignedNote(
                text: checkpoint.text,
                signatures: [
                    SignedNote.Signature(
                        name: name, keyID: key.id, signature: signer.sign(Array(checkpoint.text.utf8)))
                ])
        else { return }
        control(
            ControlType.logCheckpoint,
            about: StreamName(
                namespace: registry.namespace, office: villain.office, topic: .checkpoints, generation: 1, partition: 0),
            to: "*", body: LogStatement(from: 0, note: note.description, leaves: [[1]], proof: []).json.bytes,
            on: BusPartition(topic: .checkpoints, partition: 0), signer)
    }

    /// Somebody gives a restored office its own letters back, but not the next one first (rule 12b).
    mutating func returnUpsideDown(to victim: OfficeID, _ ledger: MemoryLedger) {
        guard let key = registry.keys[villain.office] else { return }
        for stream in ledger.outStreams() where !stream.name.topic.isBroadcast {
            guard case .direct(let reader) = stream.name.topic,
                let rows = self.ledger(of: reader)?.incoming[stream.name],
                rows.count > stream.number + 1
            else { continue }
            control(
                ControlType.returned, about: stream.name, to: victim.description,
                body: rows[Int(stream.number) + 1].envelope.packed,
                on: BusPartition(
                    topic: .direct(victim), generation: directory.generation(of: .direct(victim)), partition: 0),
                ToySigner(office: villain.office, key: key), as: Writer(epoch: 1, instance: 1))
        }
    }
}
