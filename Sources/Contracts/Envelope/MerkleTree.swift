/// Merkle tree of RFC 6962 over leaf hashes: inner node = SHA-256(0x01 ‖ left ‖ right), split at the largest power of two.
package enum MerkleTree {
    /// The root and, for each leaf, its path of sibling hashes from the bottom up. `leaves` must not be empty.
    package static func build(_ leaves: [Digest]) -> (root: Digest, paths: [[Digest]]) {
        var paths = [[Digest]](repeating: [], count: leaves.count)
        let root = fold(leaves[...], into: &paths)
        return (root, paths)
    }

    /// The root that a leaf at `index` of `count` leaves has with this path; nil when the path has the wrong length.
    package static func root(leaf: Digest, index: UInt64, count: UInt64, path: [Digest]) -> Digest? {
        guard index < count else { return nil }
        var position = index
        var last = count - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return nil }
            if position & 1 == 1 || position == last {
                hash = node(sibling, hash)
                // A right edge that has no sibling on a level climbs without hashing.
                while position & 1 == 0 && position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                hash = node(hash, sibling)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest.sha256(of: left, right, behind: 1)
    }

    private static func fold(_ leaves: ArraySlice<Digest>, into paths: inout [[Digest]]) -> Digest {
        guard leaves.count > 1, let first = leaves.indices.first else { return leaves.first ?? .zero }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = first + split
        let left = fold(leaves[first..<middle], into: &paths)
        let right = fold(leaves[middle...], into: &paths)
        for index in first..<middle { paths[index].append(right) }
        for index in middle..<leaves.endIndex { paths[index].append(left) }
        return node(left, right)
    }
}
