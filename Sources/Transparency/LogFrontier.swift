package import Contracts

/// An append-only tree of RFC 6962 that grows: how many leaves it has, and the roots of its complete subtrees.
///
/// It holds at most 64 digests, whatever the tree holds.
package struct LogFrontier: Hashable, Sendable {
    /// Leaves so far.
    package private(set) var size: UInt64
    /// Roots of the complete subtrees that the size is made of, the largest first.
    package private(set) var peaks: [Digest]

    /// A tree without a leaf.
    package init() {
        size = 0
        peaks = []
    }

    /// A tree of so many leaves; nil when the size is not made of so many complete subtrees.
    package init?(size: UInt64, peaks: [Digest]) {
        guard size.nonzeroBitCount == peaks.count else { return nil }
        self.size = size
        self.peaks = peaks
    }

    /// Puts the hash of the next leaf behind all others.
    package mutating func append(_ leafHash: Digest) {
        var hash = leafHash
        // Every complete subtree of the same height as what was just completed joins it.
        for _ in 0..<size.trailingOnes { hash = MerkleTree.node(peaks.removeLast(), hash) }
        peaks.append(hash)
        size += 1
    }

    /// The root; of an empty tree SHA-256 of nothing.
    package var root: Digest {
        guard var hash = peaks.last else { return Digest.sha256([]) }
        for peak in peaks.dropLast().reversed() { hash = MerkleTree.node(peak, hash) }
        return hash
    }
}

extension UInt64 {
    /// How many of the lowest bits are set without a gap.
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}

/// The hash of a leaf of a log: SHA-256(0x00 ‖ leaf).
package enum LogHash {
    /// Of the bytes of an entry.
    package static func leaf(_ entry: [UInt8]) -> Digest { Digest.sha256([0], entry) }
}
