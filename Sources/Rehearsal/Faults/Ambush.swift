import Contracts
import Exchange

/// What a forger does who reads along, and is quicker than the next letter: his record lies before the true one, where
/// its number is the next.
enum Ambush: CaseIterable, Sendable {
    /// The letter with another body.
    case changedBody
    /// The letter with a copy of the leaf that says something else, or says it twice.
    case changedCopy
    case doubledCopy
    /// Another letter under a signature that is none.
    case strangeSignature
    /// Another letter under the true one's signature and path.
    case strangePath
    /// Another letter under the true one's key, of another namespace that uses the same keys.
    case otherNamespace
    /// The letter on a topic that it was not for.
    case otherTopic
    /// Another letter under a key that has ended, or was revoked.
    case endedKey
    case revokedKey
    /// The letter under the signature of the process before.
    case oldSignature
}

extension Network {
    /// The forger strikes when the letter comes that he waits for.
    mutating func spring(_ transmission: Transmission) {
        let envelope = transmission.envelope
        guard envelope.leaf.number > 0 else { return }
        if firstSignatures[envelope.leafHash] == nil { firstSignatures[envelope.leafHash] = envelope }
        guard let ambush, !isHealed, let forged = forged(ambush, transmission) else { return }
        self.ambush = nil
        let record = BusRecord(partition: forged.partition, offset: 0, headers: forged.headers, value: forged.value)
        if ambush != .oldSignature { checks.forged(record) }
        put(forged.partition, headers: forged.headers, value: forged.value)
        story.tell(clock, "bus", "fault", "takes a forged record before \(envelope.leaf.stream): \(ambush)")
    }

    private typealias Forged = (partition: BusPartition, headers: [RecordHeader], value: [UInt8])

    private mutating func forged(_ ambush: Ambush, _ transmission: Transmission) -> Forged? {
        let (envelope, partition) = (transmission.envelope, transmission.partition)
        switch ambush {
        case .changedBody: return (partition, envelope.headers, envelope.body + [0x20])
        case .changedCopy:
            return (
                partition, envelope.headers.map { $0.name == "ce_type" ? .init("ce_type", "x/1") : $0 }, envelope.body
            )
        case .doubledCopy: return (partition, envelope.headers + [.init("ce_type", "x/1")], envelope.body)
        case .strangeSignature, .strangePath: return other(envelope, ambush).map { (partition, $0.headers, $0.body) }
        case .otherNamespace, .endedKey, .revokedKey:
            return otherSigned(envelope, ambush).map { (partition, $0.headers, $0.body) }
        case .otherTopic:
            guard case .direct(let reader) = envelope.leaf.stream.topic, partition.topic == .direct(reader),
                let other = ids.first(where: { $0 != reader && $0 != envelope.leaf.stream.office })
            else { return nil }
            return (BusPartition(topic: .direct(other), partition: 0), envelope.headers, envelope.body)
        case .oldSignature:
            guard let old = firstSignatures[envelope.leafHash], old.statement.writer != envelope.statement.writer
            else { return nil }
            return (partition, old.headers, old.body)
        }
    }

    /// Another letter in the same place.
    private mutating func another(_ leaf: Leaf) -> Leaf {
        var leaf = leaf
        leaf.salt = villain.salt()
        leaf.letter = villain.letterID(at: clock.now)
        return leaf
    }

    private mutating func other(_ envelope: Envelope, _ ambush: Ambush) -> Envelope? {
        let leaf = another(envelope.leaf)
        guard ambush == .strangePath else {
            let sealed = EnvelopeBatch.seal(
                [(leaf, envelope.body)],
                signer: ToySigner(
                    office: envelope.statement.office, key: ToyKey(keyID: envelope.statement.keyID, seed: 4711)),
                writer: envelope.statement.writer, at: clock.now)
            return sealed.first
        }
        return Envelope(
            leaf: leaf, leafBytes: leaf.bytes, leafIndex: envelope.leafIndex, path: envelope.path,
            statement: envelope.statement, statementBytes: envelope.statementBytes, signature: envelope.signature,
            body: envelope.body)
    }

    private mutating func otherSigned(_ envelope: Envelope, _ ambush: Ambush) -> Envelope? {
        var leaf = another(envelope.leaf)
        let office = envelope.statement.office
        var key = registry.keys[office]
        switch ambush {
        case .endedKey: key = registry.stolen[office]?.first
        case .revokedKey: key = registry.stolen[office]?.last
        default:
            let stream = leaf.stream
            leaf.stream = StreamName(
                namespace: "elsewhere", office: stream.office, topic: stream.topic, generation: stream.generation,
                partition: stream.partition)
        }
        guard let key else { return nil }
        return EnvelopeBatch.seal(
            [(leaf, envelope.body)], signer: ToySigner(office: office, key: key), writer: envelope.statement.writer,
            at: clock.now
        ).first
    }
}
