/// How many columns of a terminal a text takes: Chinese characters and full-width punctuation take two, marks that sit
/// on the character before them none.
package enum DisplayWidth {
    /// The columns of a text of one line.
    package static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    /// The text with spaces behind it up to `width` columns; a longer one stays as it is.
    package static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - of(text)))
    }

    /// The text cut to `width` columns, with `…` where something was left out.
    package static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width, width > 1 else { return text }
        var kept = String.UnicodeScalarView()
        var columns = 0
        for scalar in text.unicodeScalars {
            let next = of(scalar)
            guard columns + next < width else { break }
            columns += next
            kept.append(scalar)
        }
        return String(kept) + "…"
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The blocks whose characters terminals draw two columns wide (Unicode annex 11, wide and full-width).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}
