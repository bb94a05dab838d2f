/// The number of an official document (文号): `成市监移〔2026〕3号`, unique for the issuing agency and year.
///
/// Kept in the form of GB/T 9704: tortoise-shell brackets around four digits of the year, no 第, no leading zeros.
package struct DocumentNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Agency and class words before the year, `成市监移`.
    package let words: String
    /// Four-digit year.
    package let year: Int
    /// Serial number in the year, from 1.
    package let number: Int

    /// Reads a document number, taking `[2026]`, `【2026】`, `(2026)`, `（2026）` and the like for `〔2026〕`; nil when it
    /// has not the form `words〔YYYY〕N号`.
    package init?(_ text: String) {
        let scalars = Array(
            HalfWidth.fold(HalfWidth.trimmed(text)).unicodeScalars.filter { !HalfWidth.isWhitespace($0) })
        guard scalars.count <= 100, let open = DocumentNumber.yearBracket(scalars),
            let year = DocumentNumber.integer(scalars[(open + 1)..<(open + 5)]), (1949...2999).contains(year)
        else { return nil }
        var rest = scalars[(open + 6)...]
        guard rest.popLast() == "号" else { return nil }
        if rest.first == "第" { rest = rest.dropFirst() }
        guard (1...8).contains(rest.count), let number = DocumentNumber.integer(rest), number > 0 else { return nil }
        let words = scalars[..<open]
        guard !words.isEmpty, !words.contains(where: DocumentNumber.isControl) else { return nil }
        // Brackets inside the words are written in full width, as documents print them.
        self.words = String(String.UnicodeScalarView(words.map { $0 == "(" ? "（" : $0 == ")" ? "）" : $0 }))
        self.year = year
        self.number = number
    }

    /// True for a text of ideographs, year and number that is in the written form already: reading it would give the same
    /// text again. False also for some written forms; then it must be read.
    package static func isWritten(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        func take(_ mark: StaticString) -> Bool {
            guard bytes.starts(with: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)) else {
                return false
            }
            bytes = bytes.dropFirst(mark.utf8CodeUnitCount)
            return true
        }
        func takeDigits() -> (count: Int, value: Int, first: UInt8) {
            let digits = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard let first = digits.first, digits.count <= 8 else { return (0, 0, 0) }
            bytes = bytes.dropFirst(digits.count)
            return (digits.count, digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }, first)
        }
        let whole = bytes.count
        // U+4000 to U+9FFF take three bytes and are neither white space nor brackets nor to be folded.
        while let lead = bytes.first, (0xE4...0xE9).contains(lead) { bytes = bytes.dropFirst(3) }
        guard bytes.count < whole, whole <= 120, take("〔") else { return false }
        let year = takeDigits()
        guard year.count == 4, (1949...2999).contains(year.value), take("〕") else { return false }
        let number = takeDigits()
        guard number.count > 0, number.first != UInt8(ascii: "0") else { return false }
        return take("号") && bytes.isEmpty
    }

    /// The written form, `成市监移〔2026〕3号`.
    package var text: String { "\(words)〔\(CivilDate.padded(year, 4))〕\(number)号" }

    package var description: String { text }

    package static func < (left: DocumentNumber, right: DocumentNumber) -> Bool {
        (left.words, left.year, left.number) < (right.words, right.year, right.number)
    }

    /// The last bracket with four digits in it: agency words may have brackets of their own, `成公（锦）行罚决字〔2026〕1号`.
    private static func yearBracket(_ scalars: [Unicode.Scalar]) -> Int? {
        guard scalars.count >= 7 else { return nil }
        return (0...(scalars.count - 7)).last { index in
            brackets.contains { $0.open == scalars[index] && $0.close == scalars[index + 5] }
                && integer(scalars[(index + 1)..<(index + 5)]) != nil
        }
    }

    private static let brackets: [(open: Unicode.Scalar, close: Unicode.Scalar)] = [
        ("〔", "〕"), ("[", "]"), ("(", ")"), ("【", "】"), ("〖", "〗"), ("﹝", "﹞"), ("{", "}"),
    ]

    private static func integer(_ scalars: ArraySlice<Unicode.Scalar>) -> Int? {
        CivilDate.digits(scalars.map { $0.isASCII ? UInt8($0.value) : 0 }[...])
    }

    /// Unicode's category Cc is these two ranges, and will stay so.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
}
