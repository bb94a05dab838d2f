import Contracts
import Exchange
import Offices

/// One letter of the attacker: what it says, and which of its fields are put right so that deeper code is reached.
///
/// Three length-prefixed fields: one byte of `Repairs`, a leaf, a body.
struct FuzzLetter {
    /// What is put right.
    struct Repairs: OptionSet {
        let rawValue: UInt8
        static let stream = Repairs(rawValue: 1)
        static let number = Repairs(rawValue: 2)
        static let previous = Repairs(rawValue: 4)
        static let recipient = Repairs(rawValue: 8)
        static let caseID = Repairs(rawValue: 16)
        static let time = Repairs(rawValue: 32)
        static let versions = Repairs(rawValue: 64)
        /// A record of the bus: number 0, in our stream for an ack, else in the peer's.
        static let control = Repairs(rawValue: 128)
        static let all: Repairs = [.stream, .number, .previous, .recipient, .caseID, .time, .versions]
    }

    let repairs: Repairs
    let leaf: Leaf
    let body: [UInt8]

    /// The letters of an input, at most six; what follows something unreadable is left out.
    static func read(_ bytes: [UInt8]) -> [FuzzLetter] {
        guard var reader = FieldReader(bytes, magic: "") else { return [] }
        var letters: [FuzzLetter] = []
        while letters.count < 6, !reader.isAtEnd {
            guard let repairs = reader.field(), let first = repairs.first,
                let leaf = reader.field().flatMap({ Leaf(bytes: $0) }),
                let body = reader.field()
            else { break }
            letters.append(FuzzLetter(repairs: Repairs(rawValue: first), leaf: leaf, body: body))
        }
        return letters
    }

    /// The form that `read` reads.
    var bytes: [UInt8] {
        var writer = FieldWriter(magic: "")
        writer.field([repairs.rawValue])
        writer.field(leaf.bytes)
        writer.field(body)
        return writer.bytes
    }

    /// The letter as the peer's key signs it, for the town as it stands.
    func envelope(in town: FuzzTown) -> Envelope? {
        guard let ours = OfficeID(FuzzTown.ours), let peer = OfficeID(FuzzTown.peer) else { return nil }
        var leaf = leaf
        let toUs = StreamName(
            namespace: FuzzTown.namespace, office: peer, topic: .direct(ours), generation: 1, partition: 0)
        let ourOwn = StreamName(
            namespace: FuzzTown.namespace, office: ours, topic: .direct(peer), generation: 1, partition: 0)
        let isControl = repairs.contains(.control)
        if repairs.contains(.stream) {
            leaf.stream = isControl && leaf.type.name == "bus.ack" ? ourOwn : toUs
        }
        let incoming = town.residents[FuzzTown.ours]?.machine.inStreams[leaf.stream]
        if isControl {
            leaf.number = 0
        } else if repairs.contains(.number) {
            leaf.number = (incoming?.disposed ?? 0) + 1
        }
        if isControl {
            leaf.previous = .zero
        } else if repairs.contains(.previous) {
            leaf.previous = incoming?.head ?? leaf.stream.seed
        }
        if repairs.contains(.recipient) { leaf.to = FuzzTown.ours }
        if repairs.contains(.caseID) { leaf.caseID = town.caseID?.description ?? "" }
        if repairs.contains(.time) { leaf.time = town.now }
        if repairs.contains(.versions) { leaf.directoryVersion = 1 }
        leaf.bodyLength = UInt64(body.count)
        leaf.bodyDigest = Digest.sha256(body)
        return EnvelopeBatch.seal(
            [(leaf, body)], signer: FuzzSigner(office: peer), writer: Writer(epoch: 1, instance: 7), at: town.now
        ).first
    }
}
