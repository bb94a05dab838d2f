package import Contracts

/// `bus.position` (writer to readers): where a stream ends; a *hello* opens it (protocol section 0, rules 11–13).
package struct StreamPosition: Hashable, Sendable {
    /// The writer's stream.
    package let stream: StreamName
    /// The writer.
    package let writer: Writer
    /// n.
    package let number: UInt64
    /// H(n).
    package let head: Digest
    /// A hello asks to be answered by an ack that names the writer as fence.
    package let isHello: Bool
    /// On broadcast streams after a restore: every reader answers (rule 13).
    package let asksEveryReader: Bool

    /// A position from its parts.
    package init(
        stream: StreamName, writer: Writer, number: UInt64, head: Digest, isHello: Bool, asksEveryReader: Bool
    ) {
        self.stream = stream
        self.writer = writer
        self.number = number
        self.head = head
        self.isHello = isHello
        self.asksEveryReader = asksEveryReader
    }

    /// The body on the wire.
    package var json: JSONValue {
        [
            "stream": .string(stream.description), "writer": .string(writer.description),
            "n": .integer(Int64(number)), "head": .string(head.description), "hello": .bool(isHello),
            "answer": .bool(asksEveryReader),
        ]
    }

    /// Reads the body; nil when a field is missing or malformed.
    package init?(_ json: JSONValue) {
        guard let stream = json["stream"]?.string.flatMap({ StreamName($0) }),
            let writer = json["writer"]?.string.flatMap({ Writer($0) }), let number = json.unsigned("n"),
            let head = json["head"]?.string.flatMap({ Digest(hex: $0) }), let isHello = json["hello"]?.bool
        else { return nil }
        self.init(
            stream: stream, writer: writer, number: number, head: head, isHello: isHello,
            asksEveryReader: json["answer"]?.bool ?? false)
    }
}
