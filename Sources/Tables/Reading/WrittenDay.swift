package import Contracts

/// Days as people write them in tables.
package enum WrittenDay {
    /// `2026-07-30`, `2026/7/30`, `2026.7.30`, `20260730`, `2026年7月30日`, each with or without a time of day behind a
    /// blank; nil for any other form and for a day that does not exist.
    package static func read(_ text: String) -> CivilDate? {
        var folded = HalfWidth.code(String(text.prefix { $0 != " " && $0 != "T" }))
        if folded.last == "日" { folded.removeLast() }
        let parts = folded.split(omittingEmptySubsequences: false) { "-/.年月".contains($0) }.map(String.init)
        if parts.count == 1, parts[0].utf8.count == 8 {
            let digits = parts[0]
            return CivilDate("\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))")
        }
        guard parts.count == 3 else { return nil }
        return CivilDate("\(parts[0])-\(twoDigits(parts[1]))-\(twoDigits(parts[2]))")
    }

    private static func twoDigits(_ text: String) -> String { text.utf8.count == 1 ? "0" + text : text }
}
