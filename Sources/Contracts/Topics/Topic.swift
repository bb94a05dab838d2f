/// The topics of design section 5, without their namespace.
package enum Topic: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Letters to one office; any office may write.
    case direct(OfficeID)
    /// Entries of joint-punishment lists, for all.
    case lists
    /// What offices did with list entries, for all.
    case measures
    /// Credit publications, for all and the public feed.
    case publications
    /// Claims and checkpoints.
    case checkpoints
    /// The registrar's directory and rule sets.
    case directory

    /// Reads the text form.
    package init?(_ text: String) {
        switch text {
        case "lists": self = .lists
        case "measures": self = .measures
        case "publications": self = .publications
        case "checkpoints": self = .checkpoints
        case "directory": self = .directory
        default:
            guard text.hasPrefix("direct."), let office = OfficeID(String(text.dropFirst(7))) else { return nil }
            self = .direct(office)
        }
    }

    /// Text form, `direct.510100-police`, `lists` …
    package var description: String {
        switch self {
        case .direct(let office): "direct.\(office)"
        case .lists: "lists"
        case .measures: "measures"
        case .publications: "publications"
        case .checkpoints: "checkpoints"
        case .directory: "directory"
        }
    }

    /// The topics that every office reads and any may write numbered letters on.
    package static let broadcast: [Topic] = [.lists, .measures, .publications]

    /// Partition count of the first generation: part of the contract and immutable (rule 40). A later generation may
    /// have another, which the directory names.
    package var partitionCount: Int {
        switch self {
        case .direct, .checkpoints, .directory: 1
        case .lists, .measures, .publications: 6
        }
    }

    /// True for lists, measures and publications.
    package var isBroadcast: Bool {
        switch self {
        case .lists, .measures, .publications: true
        case .direct, .checkpoints, .directory: false
        }
    }

    /// Name on the broker: `<namespace>.<topic>`, and `.g<generation>` behind it from the second generation on.
    package func kafkaName(namespace: String, generation: Int = 1) -> String {
        "\(namespace).\(self)" + (generation > 1 ? ".g\(generation)" : "")
    }

    /// Partition of a key: (murmur2 with Kafka's seed & 0x7fffffff) mod partitions.
    package func partition(forKey key: String) -> Int { partition(forKey: key, of: partitionCount) }

    /// Partition of a key among so many: (murmur2 with Kafka's seed & 0x7fffffff) mod `count`.
    package func partition(forKey key: String, of count: Int) -> Int {
        count == 1 ? 0 : Int(Murmur2.hash(Array(key.utf8)) & 0x7fff_ffff) % count
    }

    package static func < (left: Topic, right: Topic) -> Bool { left.description < right.description }
}

/// The hash by which Kafka's Java clients choose a partition; ours is the same, so foreign clients agree with us.
package enum Murmur2 {
    /// murmur2, 32 bits, seed 0x9747b28c.
    package static func hash(_ bytes: [UInt8]) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var state: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
        let whole = bytes.count / 4 * 4
        for start in stride(from: 0, to: whole, by: 4) {
            var block =
                UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
                | UInt32(bytes[start + 3]) << 24
            block = block &* multiplier
            block ^= block >> 24
            block = block &* multiplier
            state = state &* multiplier ^ block
        }
        let rest = bytes.count - whole
        if rest >= 3 { state ^= UInt32(bytes[whole + 2]) << 16 }
        if rest >= 2 { state ^= UInt32(bytes[whole + 1]) << 8 }
        if rest >= 1 {
            state ^= UInt32(bytes[whole])
            state = state &* multiplier
        }
        state ^= state >> 13
        state = state &* multiplier
        return state ^ state >> 15
    }
}
