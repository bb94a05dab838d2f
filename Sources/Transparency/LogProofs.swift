package import Contracts

/// Roots and proofs of a tree that lies somewhere as tiles (RFC 6962 section 2.1): a proof reads a few tiles, never the tree.
package struct LogProofs {
    private let tile: (LogTile) throws -> [Digest]
    private var read: [LogTile: [Digest]] = [:]
    /// Roots of complete subtrees that were folded before, by height and place.
    private var folded: [LogGrowth.Place: Digest] = [:]

    /// Over a source of full and partial tiles; a tile has as many digests as its width says.
    package init(_ tile: @escaping (LogTile) throws -> [Digest]) { self.tile = tile }

    /// Why no proof can be made.
    package enum Fault: Error, Hashable, Sendable {
        /// The tree is not that big, or the sizes do not follow each other.
        case outOfRange
        /// A tile is missing, or holds another number of hashes than its name says.
        case brokenTile(LogTile)
    }

    /// The root of the first `size` leaves.
    package mutating func root(of size: UInt64) throws -> Digest {
        size == 0 ? Digest.sha256([]) : try root(0, size, in: size)
    }

    /// The roots of the complete subtrees that the first `size` leaves are made of.
    package mutating func frontier(of size: UInt64) throws -> LogFrontier {
        var peaks: [Digest] = []
        var start: UInt64 = 0
        for height in stride(from: 63, through: 0, by: -1) where size & (1 << UInt64(height)) != 0 {
            peaks.append(try node(height, start >> UInt64(height), in: size))
            start += 1 << UInt64(height)
        }
        guard let frontier = LogFrontier(size: size, peaks: peaks) else { throw Fault.outOfRange }
        return frontier
    }

    /// The sibling hashes from a leaf to the root of the first `size` leaves, from the bottom up.
    package mutating func inclusion(of index: UInt64, in size: UInt64) throws -> [Digest] {
        guard index < size else { throw Fault.outOfRange }
        return try path(index, 0, size, in: size)
    }

    /// What proves that the first `old` leaves of the first `size` ones have the root they had.
    package mutating func consistency(from old: UInt64, to size: UInt64) throws -> [Digest] {
        guard old <= size else { throw Fault.outOfRange }
        guard old > 0, old < size else { return [] }
        return try subproof(old, 0, size, isWhole: true, in: size)
    }

    private mutating func path(_ index: UInt64, _ low: UInt64, _ high: UInt64, in size: UInt64) throws -> [Digest] {
        guard high - low > 1 else { return [] }
        let middle = low + LogProofs.split(high - low)
        return index < middle
            ? try path(index, low, middle, in: size) + [try root(middle, high, in: size)]
            : try path(index, middle, high, in: size) + [try root(low, middle, in: size)]
    }

    private mutating func subproof(
        _ old: UInt64, _ low: UInt64, _ high: UInt64, isWhole: Bool, in size: UInt64
    ) throws -> [Digest] {
        if old == high { return isWhole ? [] : [try root(low, high, in: size)] }
        let middle = low + LogProofs.split(high - low)
        return old <= middle
            ? try subproof(old, low, middle, isWhole: isWhole, in: size) + [try root(middle, high, in: size)]
            : try subproof(old, middle, high, isWhole: false, in: size) + [try root(low, middle, in: size)]
    }

    private mutating func root(_ low: UInt64, _ high: UInt64, in size: UInt64) throws -> Digest {
        let count = high - low
        if count.nonzeroBitCount == 1 {
            let height = count.trailingZeroBitCount
            return try node(height, low >> UInt64(height), in: size)
        }
        let middle = low + LogProofs.split(count)
        return MerkleTree.node(try root(low, middle, in: size), try root(middle, high, in: size))
    }

    /// The largest power of two below `count`.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

    /// The root of a complete subtree: a hash of a tile, or folded from some of them.
    private mutating func node(_ height: Int, _ index: UInt64, in size: UInt64) throws -> Digest {
        let place = LogGrowth.Place(level: height, index: index)
        if let known = folded[place] { return known }
        let level = height / LogTile.height
        let span = UInt64(1) << UInt64(height % LogTile.height)
        let first = index * span
        let tile = try LogTile.containing(level: level, hash: first, size: size)
        let hashes = try hashes(of: tile)
        let start = Int(first % LogTile.width)
        guard start + Int(span) <= hashes.count else { throw Fault.brokenTile(tile) }
        let node = LogProofs.fold(hashes[start..<start + Int(span)])
        folded[place] = node
        return node
    }

    private mutating func hashes(of wanted: LogTile) throws -> [Digest] {
        if let known = read[wanted] { return known }
        let hashes = try tile(wanted)
        guard hashes.count == wanted.count else { throw Fault.brokenTile(wanted) }
        read[wanted] = hashes
        return hashes
    }

    /// The root over a power of two of hashes.
    static func fold(_ hashes: ArraySlice<Digest>) -> Digest {
        var level = Array(hashes)
        while level.count > 1 {
            level = stride(from: 0, to: level.count - 1, by: 2).map { MerkleTree.node(level[$0], level[$0 + 1]) }
        }
        return level.first ?? Digest.sha256([])
    }
}

/// Checks proofs that somebody else made.
package enum LogCheck {
    /// Whether a leaf hash stands at `index` of the tree with this size and root.
    package static func isIncluded(
        _ leafHash: Digest, at index: UInt64, size: UInt64, root: Digest, path: [Digest]
    ) -> Bool {
        MerkleTree.root(leaf: leafHash, index: index, count: size, path: path) == root
    }

    /// Whether the bigger tree begins with the smaller one (RFC 9162 section 2.1.4.2).
    package static func isConsistent(
        from old: (size: UInt64, root: Digest), to new: (size: UInt64, root: Digest), proof: [Digest]
    ) -> Bool {
        guard old.size <= new.size else { return false }
        if old.size == new.size { return proof.isEmpty && old.root == new.root }
        if old.size == 0 { return proof.isEmpty && old.root == Digest.sha256([]) }
        var rest = proof[...]
        if old.size.nonzeroBitCount == 1 { rest = [old.root] + rest }
        guard let first = rest.popFirst() else { return false }
        var position = old.size - 1
        var last = new.size - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var (oldRoot, newRoot) = (first, first)
        for sibling in rest {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                oldRoot = MerkleTree.node(sibling, oldRoot)
                newRoot = MerkleTree.node(sibling, newRoot)
                while position & 1 == 0 && position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                newRoot = MerkleTree.node(newRoot, sibling)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && oldRoot == old.root && newRoot == new.root
    }
}
