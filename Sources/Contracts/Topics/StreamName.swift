/// All letters of one sender on one partition of one topic: `namespace/office/topic/generation/partition`.
///
/// It is in the leaf; where a record is found decides nothing (protocol section 0, rule 3).
package struct StreamName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// `namespace/office/topic/generation/partition`; kept, since every comparison asks for it.
    package let description: String
    /// The namespace, `liandong` by default.
    package let namespace: String
    /// The sender.
    package let office: OfficeID
    /// The topic without its namespace: `direct.<office>`, `lists`, `measures`, `publications`, `checkpoints`.
    package let topic: Topic
    /// The topic's generation, from 1 (rule 40).
    package let generation: Int
    /// The partition, from 0.
    package let partition: Int

    /// A stream from its parts.
    package init(namespace: String, office: OfficeID, topic: Topic, generation: Int, partition: Int) {
        self.namespace = namespace
        self.office = office
        self.topic = topic
        self.generation = generation
        self.partition = partition
        description = "\(namespace)/\(office)/\(topic)/\(generation)/\(partition)"
    }

    /// Reads the text form; nil for any other text.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count == 5, StreamName.isNamespace(parts[0]), let office = OfficeID(parts[1]),
            let topic = Topic(parts[2]), let generation = Int(parts[3]), generation >= 1, generation < 10_000,
            String(generation) == parts[3], let partition = Int(parts[4]), partition >= 0, partition < 10_000,
            String(partition) == parts[4]
        else { return nil }
        namespace = parts[0]
        self.office = office
        self.topic = topic
        self.generation = generation
        self.partition = partition
        // Each part has one spelling only: what was read is what would be written.
        description = text
    }

    /// H(0) = SHA-256(stream name).
    package var seed: Digest { Digest.sha256(Array(description.utf8)) }

    /// H(n) = SHA-256(H(n-1) ‖ leaf hash).
    package static func extend(_ head: Digest, with leafHash: Digest) -> Digest {
        Digest.sha256(of: head, leafHash)
    }

    /// A namespace is 1 to 64 bytes of `[a-z0-9.-]`.
    package static func isNamespace(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
                    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            }
    }

    package static func == (left: StreamName, right: StreamName) -> Bool { left.description == right.description }

    package func hash(into hasher: inout Hasher) { hasher.combine(description) }

    package static func < (left: StreamName, right: StreamName) -> Bool { left.description < right.description }
}
