package import Contracts

/// What leaves do to the tiles at the right edge of a tree: of each level the last tile is read once and written anew.
package enum LogGrowth {
    /// A tile of a level as it is stored: the place without a width.
    package struct Place: Hashable, Comparable, Sendable {
        /// Level of tiles.
        package let level: Int
        /// Which tile of it.
        package let index: UInt64

        /// A place.
        package init(level: Int, index: UInt64) {
            self.level = level
            self.index = index
        }

        package static func < (left: Place, right: Place) -> Bool {
            (left.level, left.index) < (right.level, right.index)
        }
    }

    /// The tiles that change when these leaf hashes come behind a tree of `size`, whole, in order of level and place.
    /// `stored` gives the hashes of a tile so far, nothing for one that is not there.
    package static func tiles(
        appending hashes: [Digest], to size: UInt64, stored: (Place) throws -> [Digest]
    ) rethrows -> [(place: Place, hashes: [Digest])] {
        var changed: [(place: Place, hashes: [Digest])] = []
        var (level, first, added) = (0, size, hashes)
        while !added.isEmpty {
            var above: [Digest] = []
            var rest = added[...]
            var index = first / LogTile.width
            while !rest.isEmpty {
                let place = Place(level: level, index: index)
                let start = index == first / LogTile.width ? Int(first % LogTile.width) : 0
                // What lies behind the size that the tree has was never signed.
                var tile = start == 0 ? [] : Array(try stored(place).prefix(start))
                tile += rest.prefix(Int(LogTile.width) - start)
                rest = rest.dropFirst(Int(LogTile.width) - start)
                changed.append((place, tile))
                if tile.count == Int(LogTile.width) { above.append(LogProofs.fold(tile[...])) }
                index += 1
            }
            first /= LogTile.width
            level += 1
            added = above
        }
        return changed
    }
}
