package import Contracts
package import Exchange

/// One owner's entries of one list that were opened in one partition: the part of a list that one stream moves, so that its
/// root is the same at all offices at one number of that stream (rule 34).
package struct ListShare: Hashable, Comparable, Sendable {
    /// The list kind.
    package let list: String
    /// The owner.
    package let owner: OfficeID
    /// The partition of `lists` in which its entries were opened.
    package let slot: Int

    /// A share from its parts.
    package init(list: String, owner: OfficeID, slot: Int) {
        self.list = list
        self.owner = owner
        self.slot = slot
    }

    package static func < (left: ListShare, right: ListShare) -> Bool {
        (left.list, left.owner, left.slot) < (right.list, right.owner, right.slot)
    }
}

/// How many entries in force lie in a range, and the sum of their hashes.
package struct ListSum: Hashable, Sendable {
    /// How many.
    package private(set) var count: UInt64
    private var words: SIMD4<UInt64>

    /// No entry.
    package static let empty = ListSum(count: 0, sum: .zero)

    /// A sum read back from a ledger or a record.
    package init(count: UInt64, sum: Digest) {
        self.count = count
        words = sum.words
    }

    /// The sum of these standings, those not in force left out.
    package init(of standings: some Sequence<ListStanding>) {
        self = .empty
        for standing in standings { add(standing) }
    }

    /// The hashes of the entries, added up word by word: in whatever order they came, and each can be taken out again.
    package var sum: Digest { Digest(words: words) }

    /// Adds an entry when it is in force.
    package mutating func add(_ standing: ListStanding) {
        guard standing.isInForce else { return }
        count &+= 1
        words &+= standing.rootHash.words
    }

    /// Takes an entry out when it was in force.
    package mutating func remove(_ standing: ListStanding) {
        guard standing.isInForce else { return }
        count &-= 1
        words &-= standing.rootHash.words
    }
}

/// The second way of computing a root, `lr1`: the entries of a share lie in 256 ranges by the first byte of SHA-256 of their
/// id, each with the sum of their hashes. An entry that moves changes one sum, whatever the size of the list; two copies are
/// compared range by range.
///
/// A sum says whether two copies of what the same letters made are equal. It is no commitment of the owner: what he said is
/// held by the chain of his stream, H(m), which every reader compares (rule 41).
package struct ListRanges: Hashable, Sendable {
    /// The name of the algorithm.
    package static let algorithm = "lr1"
    /// First bytes of what is hashed for the root of a share, and of a list.
    private static let shareMagic = Array("liandong-list-share-1\n".utf8)
    private static let listMagic = Array("liandong-list-root-1\n".utf8)

    /// The sums of all 256 ranges.
    package private(set) var sums = [ListSum](repeating: .empty, count: 256)
    /// Entries in force.
    package private(set) var count: UInt64 = 0

    /// No entry.
    package init() {}

    /// Puts a stored sum in its place.
    package mutating func set(_ range: UInt8, _ sum: ListSum) {
        count = count &- sums[Int(range)].count &+ sum.count
        sums[Int(range)] = sum
    }

    /// Moves one entry; returns the range that changed.
    @discardableResult
    package mutating func move(_ before: ListStanding?, to after: ListStanding?) -> UInt8? {
        guard let entry = (after ?? before)?.entry else { return nil }
        let range = ListRanges.range(of: entry)
        var sum = sums[Int(range)]
        if let before { sum.remove(before) }
        if let after { sum.add(after) }
        set(range, sum)
        return range
    }

    /// The range of an entry.
    package static func range(of entry: CaseID) -> UInt8 { place(of: entry).first }

    /// Where an entry lies: its range, and the range in that.
    package static func place(of entry: CaseID) -> (first: UInt8, second: UInt8) {
        let word = Digest.sha256(Array(entry.description.utf8)).words[0]
        return (UInt8(truncatingIfNeeded: word >> 56), UInt8(truncatingIfNeeded: word >> 48))
    }

    /// The root of the share.
    package var root: Digest {
        var bytes = ListRanges.shareMagic
        bytes.reserveCapacity(bytes.count + 256 * 41)
        for (range, sum) in sums.enumerated() where sum.count > 0 {
            bytes.append(UInt8(range))
            withUnsafeBytes(of: sum.count.bigEndian) { bytes.append(contentsOf: $0) }
            bytes += sum.sum.bytes
        }
        return Digest.sha256(bytes)
    }

    /// The roots of all lists: of each, the shares that have entries in the order of their slots. Sorted by list and owner.
    package static func roots(_ shares: [(share: ListShare, ranges: ListRanges)]) -> [Checkpoint.ListRoot] {
        var roots: [Checkpoint.ListRoot] = []
        var rest = shares.filter { $0.ranges.count > 0 }.sorted { $0.share < $1.share }[...]
        while let first = rest.first?.share {
            let own = rest.prefix { $0.share.list == first.list && $0.share.owner == first.owner }
            rest = rest.dropFirst(own.count)
            var writer = FieldWriter(magic: "")
            for (share, ranges) in own {
                writer.field(UInt64(share.slot))
                writer.field(ranges.root)
            }
            roots.append(
                Checkpoint.ListRoot(
                    list: first.list, owner: first.owner, algorithm: algorithm,
                    root: Digest.sha256(listMagic, writer.bytes), count: own.reduce(0) { $0 + $1.ranges.count }))
        }
        return roots
    }
}

extension ListStanding {
    /// True when the letters that made both are the same. The list is left out: its owner may have decided on another
    /// one by a letter that waits for its number.
    package func isMade(like other: ListStanding) -> Bool {
        (version, leafHash, isInForce, slot) == (other.version, other.leafHash, other.isInForce, other.slot)
    }

    /// What stands for the entry in a sum.
    package var rootHash: Digest { Digest.sha256(rootBytes) }
}

/// The root of a share at a number of the stream that moves it, as the first letter of each transaction tells it.
package struct ListRootNote: Hashable, Sendable {
    /// The member of a letter's body that holds it; no field of any contract, so it has no effect on a case.
    package static let member = "listRoot"

    /// The list kind.
    package let list: String
    /// The last number before the letter's transaction.
    package let number: UInt64
    /// The root of the share there.
    package let root: Digest
    /// Entries in force there.
    package let count: UInt64

    /// A note from its parts.
    package init(list: String, number: UInt64, root: Digest, count: UInt64) {
        self.list = list
        self.number = number
        self.root = root
        self.count = count
    }

    /// The form in a body.
    package var json: JSONValue {
        [
            "algorithm": .string(ListRanges.algorithm), "list": .string(list), "n": .integer(Int64(number)),
            "root": .string(root.description), "count": .integer(Int64(count)),
        ]
    }

    /// Reads the form in a body; nil for another algorithm, or anything else.
    package init?(_ json: JSONValue) {
        guard json["algorithm"]?.string == ListRanges.algorithm, let list = json["list"]?.string,
            let number = json["n"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let root = json["root"]?.string.flatMap({ Digest(hex: $0) }),
            let count = json["count"]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        self.init(list: list, number: number, root: root, count: count)
    }
}
