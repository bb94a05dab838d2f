package import Contracts

/// `bus.handoffCount` (an office to its procuratorate): how many handoffs it has numbered, and where its stream stands.
///
/// Unnumbered and idempotent like an ack; the newest wins. It speaks of the direct stream to the procuratorate: whoever has
/// disposed that stream through `number` must have all `count` letters, or knows which are held back here.
package struct HandoffCount: Hashable, Sendable {
    /// The sender's direct stream to the procuratorate.
    package let stream: StreamName
    /// The sender's writer.
    package let writer: Writer
    /// n of the stream: all letters of the count lie at or below it.
    package let number: UInt64
    /// H(n).
    package let head: Digest
    /// How many handoffs were numbered.
    package let count: UInt64
    /// All through this number are known to the sender by letter; less than `count` only after a loss of its own.
    package let complete: UInt64
    /// D(complete).
    package let digest: Digest
    /// The newest numbers with their letters, ascending.
    package let letters: [HandoffTally.Entry]

    /// The statement of a tally.
    package init(_ tally: HandoffTally, stream: StreamName, writer: Writer, number: UInt64, head: Digest) {
        self.stream = stream
        self.writer = writer
        self.number = number
        self.head = head
        count = tally.last
        complete = tally.complete
        digest = tally.digest
        letters = tally.newest
    }

    /// Whether this one replaces another of the same sender: a later writer speaks for it, and of one writer the word that
    /// knows more of the stream.
    package func isNewer(than other: HandoffCount) -> Bool {
        (stream.generation, writer.epoch, number) >= (other.stream.generation, other.writer.epoch, other.number)
    }

    /// The lowest number at which a tally of the same series says something else; nil while they agree as far as both
    /// reach.
    package func disagreement(with tally: HandoffTally) -> UInt64? {
        let known = tally.newest
        let other = letters.first { told in
            known.contains { $0.number == told.number && $0.letter != told.letter }
        }
        if let other { return other.number }
        guard tally.complete <= complete else { return nil }
        // From where the tally ends, by the letters that the statement names.
        var digest = tally.digest
        var reached = tally.complete
        for entry in letters where entry.number == reached + 1 && reached < complete {
            digest = HandoffTally.extend(digest, with: entry)
            reached = entry.number
        }
        return reached == complete && digest != self.digest ? complete : nil
    }

    /// The body on the wire.
    package var json: JSONValue {
        [
            "stream": .string(stream.description), "writer": .string(writer.description),
            "n": .integer(Int64(clamping: number)), "head": .string(head.description),
            "count": .integer(Int64(clamping: count)), "complete": .integer(Int64(clamping: complete)),
            "digest": .string(digest.description), "letters": HandoffTally.json(letters),
        ]
    }

    /// Reads the body; nil when a field is missing, malformed or contradicts another.
    package init?(_ json: JSONValue) {
        guard let stream = json["stream"]?.string.flatMap({ StreamName($0) }),
            let writer = json["writer"]?.string.flatMap({ Writer($0) }), let number = json.unsigned("n"),
            let head = json["head"]?.string.flatMap({ Digest(hex: $0) }), let count = json.unsigned("count"),
            let complete = json.unsigned("complete"), complete <= count,
            let digest = json["digest"]?.string.flatMap({ Digest(hex: $0) }),
            let letters = HandoffTally.entries(json["letters"]), letters.count <= HandoffTally.kept,
            zip(letters, letters.dropFirst()).allSatisfy({ $0.number < $1.number }),
            letters.allSatisfy({ (1...max(count, 1)).contains($0.number) })
        else { return nil }
        self.stream = stream
        self.writer = writer
        self.number = number
        self.head = head
        self.count = count
        self.complete = complete
        self.digest = digest
        self.letters = letters
    }
}
