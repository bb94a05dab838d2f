/// Folds what Chinese input methods type in full width (`９１５`, `Ｘ`, ideographic space) to ASCII.
package enum HalfWidth {
    /// `text` with U+FF01…U+FF5E moved to ASCII and U+3000 turned into a space; everything else as it was.
    package static func fold(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { fold($0) != $0 }) else { return text }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { folded.append(fold(scalar)) }
        return String(folded)
    }

    /// One scalar folded.
    package static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3000: " "
        default: scalar
        }
    }

    /// The normal form of a code: folded, upper case in ASCII, without any white space (domain.md C.1).
    ///
    /// No letter is ever taken for a digit: `O` stays `O` and is refused later.
    package static func code(_ text: String) -> String {
        // Nearly every code comes in its normal form.
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x61 }) { return text }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let half = fold(scalar)
            guard !isWhitespace(half) else { continue }
            folded.append(upper(half))
        }
        return String(folded)
    }

    /// `text` folded only at the ends: white space, full-width space and line ends are cut off, the middle is kept.
    package static func trimmed(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, isTrimmed(first) { scalars.removeFirst() }
        while let last = scalars.last, isTrimmed(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// `scalar.properties.isWhitespace` without looking at the tables for ASCII and for everything behind the last
    /// white space of Unicode, the ideographic space.
    package static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x3000: true
        case 0..<0x80, 0x3001...: false
        default: scalar.properties.isWhitespace
        }
    }

    private static func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
        isWhitespace(scalar) || scalar.value == 0xFEFF || scalar.value == 0x200B
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x61...0x7A).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0x20) ?? scalar
    }
}
