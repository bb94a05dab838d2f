package import Contracts

/// A tile of a log (C2SP tlog-tiles): up to 256 hashes of one level, each the root of 256^level leaves.
package struct LogTile: Hashable, Sendable {
    /// Levels of the tree that one tile spans.
    package static let height = 8
    /// Hashes of a full tile.
    package static let width: UInt64 = 256

    /// 0 at the leaves; one tile level is eight of the tree.
    package let level: Int
    /// Which tile of its level, from 0.
    package let index: UInt64
    /// How many hashes it has: 256, or fewer at the right edge.
    package let count: Int

    /// A tile; nil for what the specification does not name.
    package init?(level: Int, index: UInt64, count: Int = 256) {
        guard (0...63).contains(level), index < 1 << 56, (1...256).contains(count) else { return nil }
        self.level = level
        self.index = index
        self.count = count
    }

    /// The tile in which a hash of a level lies, as wide as a tree of `size` leaves makes it.
    static func containing(level: Int, hash: UInt64, size: UInt64) throws -> LogTile {
        let there = level * height >= 64 ? 0 : size >> UInt64(level * height)
        let index = hash / width
        guard hash < there,
            let tile = LogTile(level: level, index: index, count: Int(min(width, there - index * width)))
        else { throw LogProofs.Fault.outOfRange }
        return tile
    }

    /// All tiles of a tree of `size` leaves, level by level.
    package static func all(of size: UInt64) -> [LogTile] {
        var tiles: [LogTile] = []
        var level = 0
        while level * height < 64, size >> UInt64(level * height) > 0 {
            let there = size >> UInt64(level * height)
            tiles += (0...(there - 1) / width).compactMap {
                LogTile(level: level, index: $0, count: Int(min(width, there - $0 * width)))
            }
            level += 1
        }
        return tiles
    }

    /// Whether it never changes any more.
    package var isFull: Bool { count == 256 }

    /// `tile/<L>/<N>`, with `.p/<W>` while it is not full.
    package var path: String { "tile/\(level)/\(LogTile.text(of: index))\(suffix)" }

    /// Where the entries lie that belong to a tile of level 0.
    package var entriesPath: String { "tile/entries/\(LogTile.text(of: index))\(suffix)" }

    private var suffix: String { isFull ? "" : ".p/\(count)" }

    /// Three digits a group, all but the last one behind an `x`: 1234067 is `x001/x234/067`.
    private static func text(of index: UInt64) -> String {
        var groups = [padded(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.insert("x" + padded(rest % 1000), at: 0)
            rest /= 1000
        }
        return groups.joined(separator: "/")
    }

    private static func padded(_ group: UInt64) -> String {
        let digits = String(group)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}

extension LogTile {
    /// What a path asks for.
    package enum Resource: Hashable, Sendable {
        /// Hashes of a level.
        case hashes(LogTile)
        /// Entries of a tile of level 0.
        case entries(LogTile)
    }

    /// Reads the part of a path behind `tile/`; nil for any other spelling than the one the specification gives.
    package static func resource(_ path: String) -> Resource? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2 else { return nil }
        let kind = parts.removeFirst()
        var count = 256
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let width = Int(parts.removeLast()), (1...255).contains(width) else { return nil }
            count = width
            parts[parts.count - 1].removeLast(2)
        }
        guard let index = index(of: parts) else { return nil }
        let level = kind == "entries" ? 0 : Int(kind)
        guard let level, let tile = LogTile(level: level, index: index, count: count) else { return nil }
        let resource: Resource = kind == "entries" ? .entries(tile) : .hashes(tile)
        let spelled = kind == "entries" ? tile.entriesPath : tile.path
        return spelled == "tile/" + path ? resource : nil
    }

    private static func index(of groups: [String]) -> UInt64? {
        guard groups.count <= 6 else { return nil }
        var index: UInt64 = 0
        for (place, group) in groups.enumerated() {
            let digits = place == groups.count - 1 ? Substring(group) : group.dropFirst()
            guard digits.utf8.count == 3, let number = UInt64(digits) else { return nil }
            index = index * 1000 + number
        }
        return index
    }
}

/// The bytes of tiles and bundles.
package enum LogBytes {
    /// The hashes one after the other.
    package static func tile(_ hashes: [Digest]) -> [UInt8] { hashes.flatMap(\.bytes) }

    /// Reads a tile; nil when the bytes are not that many hashes.
    package static func hashes(_ bytes: [UInt8]) -> [Digest]? {
        guard bytes.count % 32 == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes: bytes[$0..<$0 + 32]) }
    }

    /// Entries, each behind its length in two bytes, big-endian.
    package static func bundle(_ entries: [[UInt8]]) -> [UInt8] {
        entries.flatMap { [UInt8(truncatingIfNeeded: $0.count >> 8), UInt8(truncatingIfNeeded: $0.count)] + $0 }
    }

    /// Reads a bundle; nil when the bytes end within an entry.
    package static func entries(_ bytes: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var offset = 0
        while offset < bytes.count {
            guard bytes.count - offset >= 2 else { return nil }
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard bytes.count - offset - 2 >= length else { return nil }
            entries.append(Array(bytes[offset + 2..<offset + 2 + length]))
            offset += 2 + length
        }
        return entries
    }
}
