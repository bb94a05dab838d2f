package import Contracts

/// How far the public log of a credit feed is, with what proves that it only grew. Body of `bus.logCheckpoint/1`, JSON;
/// unnumbered: on `checkpoints` to all, or on the direct topic of a witness that has seen less.
package struct LogStatement: Hashable, Sendable {
    /// At most so many leaves lie in one record.
    package static let mostLeaves: UInt64 = 1024

    /// The size that the leaves and the proof begin at.
    package let from: UInt64
    /// The signed note with origin, size and root.
    package let note: String
    /// The leaves `from`…size − 1 on `checkpoints`; none in a statement to one witness.
    package let leaves: [[UInt8]]
    /// The consistency proof between both sizes.
    package let proof: [Digest]

    /// A statement from its parts.
    package init(from: UInt64, note: String, leaves: [[UInt8]], proof: [Digest]) {
        self.from = from
        self.note = note
        self.leaves = leaves
        self.proof = proof
    }

    /// Reads a body; nil for anything else.
    package init?(_ body: JSONValue) {
        guard let from = body.unsigned("from"), let note = body["note"]?.string, note.utf8.count <= 16_384,
            let listed = body["leaves"]?.array, listed.count <= Int(LogStatement.mostLeaves),
            let hashes = body["proof"]?.array, hashes.count <= 128
        else { return nil }
        let leaves = listed.compactMap { $0.string.flatMap { Base64.decode($0.utf8) } }
        let proof = hashes.compactMap { $0.string.flatMap { Digest(hex: $0) } }
        guard leaves.count == listed.count, proof.count == hashes.count else { return nil }
        self.init(from: from, note: note, leaves: leaves, proof: proof)
    }

    /// The body.
    package var json: JSONValue {
        [
            "from": .integer(Int64(clamping: from)), "note": .string(note),
            "leaves": .array(leaves.map { .string(Base64.encode($0)) }),
            "proof": .array(proof.map { .string($0.description) }),
        ]
    }
}

/// What a witness has seen of a log, to the office that keeps it. Body of `bus.logWitness/1`, JSON; unnumbered, on the
/// direct topic.
package struct LogWitness: Hashable, Sendable {
    /// The note of the biggest checkpoint that the witness has verified.
    package let note: String
    /// Its line under that note; nil where it asks for a proof, or refuses what it was shown.
    package let cosignature: String?
    /// Why it refuses; nil where it does not.
    package let refusal: String?

    /// An answer from its parts.
    package init(note: String, cosignature: String?, refusal: String?) {
        self.note = note
        self.cosignature = cosignature
        self.refusal = refusal
    }

    /// Reads a body; nil for anything else.
    package init?(_ body: JSONValue) {
        guard let note = body["note"]?.string, note.utf8.count <= 16_384,
            (body["cosignature"]?.string?.utf8.count ?? 0) <= 1024, (body["refusal"]?.string?.utf8.count ?? 0) <= 64
        else { return nil }
        self.init(note: note, cosignature: body["cosignature"]?.string, refusal: body["refusal"]?.string)
    }

    /// The body.
    package var json: JSONValue {
        .members([
            ("note", .string(note)), ("cosignature", cosignature.map { .string($0) }),
            ("refusal", refusal.map { .string($0) }),
        ])
    }
}
