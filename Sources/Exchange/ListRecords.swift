package import Contracts

/// What an office asks of another whose copy of a list has another root: what lies in a part of it. Body of
/// `bus.listWanted/1`, JSON; unnumbered and unacknowledged, asked again when no answer comes.
package struct ListWanted: Hashable, Sendable {
    /// The stream on `lists` that moves the part: its office owns the entries, its partition is the share.
    package let stream: StreamName
    /// The list kind.
    package let list: String
    /// Which part: nothing for the whole share, one byte for a range, two for the entries in a range of that.
    package let prefix: [UInt8]

    /// A question.
    package init(stream: StreamName, list: String, prefix: [UInt8]) {
        self.stream = stream
        self.list = list
        self.prefix = prefix
    }

    /// Reads a body; nil for anything else.
    package init?(_ body: JSONValue) {
        guard let stream = body["stream"]?.string.flatMap({ StreamName($0) }), stream.topic == .lists,
            let list = body["list"]?.string, (1...64).contains(list.utf8.count),
            let prefix = body["prefix"]?.string.flatMap({ Hexadecimal.decode($0) }), prefix.count <= 2
        else { return nil }
        self.init(stream: stream, list: list, prefix: prefix)
    }

    /// The body.
    package var json: JSONValue {
        [
            "stream": .string(stream.description), "list": .string(list),
            "prefix": .string(Hexadecimal.encode(prefix)),
        ]
    }
}

/// The answer: the sums of the 256 parts of a share or range, or the entries in force where they are few. Body of
/// `bus.listShown/1`, JSON. It is true at one number of the stream and compared only by whoever stands there too.
package struct ListShown: Hashable, Sendable {
    /// The sum of a part.
    package struct Part: Hashable, Sendable {
        /// The next byte of the prefix.
        package let byte: UInt8
        /// Entries in force.
        package let count: UInt64
        /// The sum of their hashes.
        package let sum: Digest

        /// A part.
        package init(byte: UInt8, count: UInt64, sum: Digest) {
            self.byte = byte
            self.count = count
            self.sum = sum
        }
    }

    /// An entry in force.
    package struct Entry: Hashable, Sendable {
        /// Its id.
        package let id: CaseID
        /// How many letters made it what it is.
        package let version: UInt64
        /// Leaf hash of the last.
        package let leafHash: Digest

        /// An entry.
        package init(id: CaseID, version: UInt64, leafHash: Digest) {
            self.id = id
            self.version = version
            self.leafHash = leafHash
        }
    }

    /// What is shown.
    package enum Content: Hashable, Sendable {
        /// Parts that have entries, in order.
        case parts([Part])
        /// All entries of the part.
        case entries([Entry])
    }

    /// So many entries are shown at once; where there are more, sums are.
    package static let mostEntries = 64

    /// What was asked.
    package let question: ListWanted
    /// m or n of the stream at the office that answers.
    package let number: UInt64
    /// SHA-256 over the positions of all streams that move the entries: the stream's own H(n) while no other does.
    package let stance: Digest
    /// What is there.
    package let content: Content

    /// An answer.
    package init(question: ListWanted, number: UInt64, stance: Digest, content: Content) {
        self.question = question
        self.number = number
        self.stance = stance
        self.content = content
    }

    /// Reads a body; nil for anything else.
    package init?(_ body: JSONValue) {
        guard let question = ListWanted(body), let number = body.unsigned("n"),
            let stance = body["stance"]?.string.flatMap({ Digest(hex: $0) })
        else { return nil }
        let content: Content
        if let listed = body["parts"]?.array {
            let parts = listed.compactMap { Part($0) }
            guard parts.count == listed.count, parts.count <= 256, question.prefix.count < 2 else { return nil }
            content = .parts(parts)
        } else {
            let listed = body["entries"]?.array ?? []
            let entries = listed.compactMap { Entry($0) }
            guard entries.count == listed.count, body["entries"] != nil else { return nil }
            content = .entries(entries)
        }
        self.init(question: question, number: number, stance: stance, content: content)
    }

    /// The body.
    package var json: JSONValue {
        let head: JSONValue = question.json.merging([
            "n": .integer(Int64(number)), "stance": .string(stance.description),
        ])
        return switch content {
        case .parts(let parts): head.setting("parts", .array(parts.map(\.json)))
        case .entries(let entries): head.setting("entries", .array(entries.map(\.json)))
        }
    }
}

extension ListShown.Part {
    fileprivate var json: JSONValue {
        [
            "byte": .string(Hexadecimal.encode([byte])), "count": .integer(Int64(count)),
            "sum": .string(sum.description),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let bytes = json["byte"]?.string.flatMap({ Hexadecimal.decode($0) }), bytes.count == 1,
            let count = json.unsigned("count"), let sum = json["sum"]?.string.flatMap({ Digest(hex: $0) })
        else { return nil }
        self.init(byte: bytes[0], count: count, sum: sum)
    }
}

extension ListShown.Entry {
    fileprivate var json: JSONValue {
        [
            "id": .string(id.description), "version": .integer(Int64(version)),
            "leaf": .string(leafHash.description),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.string.flatMap({ CaseID($0) }), let version = json.unsigned("version"),
            let leaf = json["leaf"]?.string.flatMap({ Digest(hex: $0) })
        else { return nil }
        self.init(id: id, version: version, leafHash: leaf)
    }
}
