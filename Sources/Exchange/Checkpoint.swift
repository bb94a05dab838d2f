package import Contracts

/// `bus.checkpoint` on `checkpoints`: the heartbeat of our broadcast streams and how far we follow the others'
/// (rules 34, 35 and 41).
package struct Checkpoint: Hashable, Sendable {
    /// One of the sender's own broadcast streams.
    package struct Own: Hashable, Sendable {
        /// Which.
        package let stream: StreamName
        /// n.
        package let number: UInt64
        /// H(n).
        package let head: Digest

        /// An own stream's end.
        package init(stream: StreamName, number: UInt64, head: Digest) {
            self.stream = stream
            self.number = number
            self.head = head
        }
    }

    /// A broadcast stream of another office that the sender follows.
    package struct Followed: Hashable, Sendable {
        /// Which.
        package let stream: StreamName
        /// m.
        package let disposed: UInt64
        /// H(m).
        package let head: Digest
        /// Parked letters.
        package let parked: UInt64
        /// Quarantined letters.
        package let quarantined: UInt64

        /// How far a stream is followed.
        package init(stream: StreamName, disposed: UInt64, head: Digest, parked: UInt64, quarantined: UInt64) {
            self.stream = stream
            self.disposed = disposed
            self.head = head
            self.parked = parked
            self.quarantined = quarantined
        }
    }

    /// The root of one list over one owner's entries in force (rule 34).
    package struct ListRoot: Hashable, Sendable {
        /// List kind.
        package let list: String
        /// Owner office.
        package let owner: OfficeID
        /// `lr0`: SHA-256 over (entry id, version, leaf hash) sorted by entry id; `lr1`: over the sums of 256 ranges of
        /// each partition's share.
        package let algorithm: String
        /// The root.
        package let root: Digest
        /// Entries in force.
        package let count: UInt64

        /// A root from its parts.
        package init(list: String, owner: OfficeID, algorithm: String, root: Digest, count: UInt64) {
            self.list = list
            self.owner = owner
            self.algorithm = algorithm
            self.root = root
            self.count = count
        }

        /// By list, owner and algorithm.
        package static func isBefore(_ left: ListRoot, _ right: ListRoot) -> Bool {
            (left.list, left.owner, left.algorithm) < (right.list, right.owner, right.algorithm)
        }
    }

    /// The sender's writer.
    package let writer: Writer
    /// Its own broadcast streams.
    package let own: [Own]
    /// What it follows.
    package let followed: [Followed]
    /// Its list roots.
    package let roots: [ListRoot]

    /// A checkpoint from its parts.
    package init(writer: Writer, own: [Own], followed: [Followed], roots: [ListRoot]) {
        self.writer = writer
        self.own = own
        self.followed = followed
        self.roots = roots
    }

    /// The body on the wire.
    package var json: JSONValue {
        [
            "writer": .string(writer.description),
            "own": .array(own.map(\.json)),
            "followed": .array(followed.map(\.json)),
            "roots": .array(roots.map(\.json)),
        ]
    }

    /// Reads the body; nil when a field is missing or malformed.
    package init?(_ json: JSONValue) {
        guard let writer = json["writer"]?.string.flatMap({ Writer($0) }), let own = json["own"]?.array,
            let followed = json["followed"]?.array, let roots = json["roots"]?.array
        else { return nil }
        let ownStreams = own.compactMap { Own($0) }
        let followedStreams = followed.compactMap { Followed($0) }
        let listRoots = roots.compactMap { ListRoot($0) }
        guard ownStreams.count == own.count, followedStreams.count == followed.count, listRoots.count == roots.count
        else { return nil }
        self.init(writer: writer, own: ownStreams, followed: followedStreams, roots: listRoots)
    }
}

extension Checkpoint.Own {
    var json: JSONValue {
        [
            "stream": .string(stream.description), "n": .integer(Int64(number)),
            "head": .string(head.description),
        ]
    }

    init?(_ json: JSONValue) {
        guard let stream = json["stream"]?.string.flatMap({ StreamName($0) }), let number = json.unsigned("n"),
            let head = json["head"]?.string.flatMap({ Digest(hex: $0) })
        else { return nil }
        self.init(stream: stream, number: number, head: head)
    }
}

extension Checkpoint.Followed {
    var json: JSONValue {
        [
            "stream": .string(stream.description), "m": .integer(Int64(disposed)),
            "head": .string(head.description), "parked": .integer(Int64(parked)),
            "quarantined": .integer(Int64(quarantined)),
        ]
    }

    init?(_ json: JSONValue) {
        guard let stream = json["stream"]?.string.flatMap({ StreamName($0) }), let disposed = json.unsigned("m"),
            let head = json["head"]?.string.flatMap({ Digest(hex: $0) }), let parked = json.unsigned("parked"),
            let quarantined = json.unsigned("quarantined")
        else { return nil }
        self.init(stream: stream, disposed: disposed, head: head, parked: parked, quarantined: quarantined)
    }
}

extension Checkpoint.ListRoot {
    var json: JSONValue {
        [
            "list": .string(list), "owner": .string(owner.description), "algorithm": .string(algorithm),
            "root": .string(root.description), "count": .integer(Int64(count)),
        ]
    }

    init?(_ json: JSONValue) {
        guard let list = json["list"]?.string, let owner = json["owner"]?.string.flatMap({ OfficeID($0) }),
            let algorithm = json["algorithm"]?.string, let root = json["root"]?.string.flatMap({ Digest(hex: $0) }),
            let count = json.unsigned("count")
        else { return nil }
        self.init(list: list, owner: owner, algorithm: algorithm, root: root, count: count)
    }
}
