/// A letter type with its version, `ref.transfer/1` (names follow domain D.11).
package struct LetterType: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Name without version, such as `ref.transfer`.
    package let name: String
    /// Version, from 1.
    package let version: Int

    /// A type from its parts; the catalogue's table is the only caller with literals.
    package init(name: String, version: Int) {
        self.name = name
        self.version = version
    }

    /// Reads `name/version`; nil for any other form.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard parts.count == 2, let version = Int(parts[1]), version > 0, version < 1000, String(version) == parts[1],
            !parts[0].isEmpty, parts[0].utf8.count <= 64,
            parts[0].utf8.allSatisfy({ byte in
                (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
                    || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")) || byte == UInt8(ascii: ".")
            })
        else { return nil }
        self.init(name: String(parts[0]), version: version)
    }

    /// `name/version`.
    package var description: String { "\(name)/\(version)" }

    package static func < (left: LetterType, right: LetterType) -> Bool {
        (left.name, left.version) < (right.name, right.version)
    }
}
