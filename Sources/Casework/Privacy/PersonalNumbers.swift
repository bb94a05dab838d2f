import Contracts

/// Finds personal numbers in a run of digits: citizens' numbers, mobiles, bank cards.
///
/// A run is digits with up to three separators between two of them; full-width digits are folded before. Spaces and
/// hyphens may stand in every number, brackets and other marks only in one whose groups or check digit leave no doubt.
/// Every window has a bounded length, so the work is linear in the text.
struct DigitRun {
    /// One digit, or 10 for the `X` at the end of a citizen's number.
    struct Digit {
        let value: Int
        /// Offset of the scalar in the text.
        let offset: Int
        /// The separator before it, 0 for none.
        let separator: UInt32
    }

    /// A number found: which digits of the run it takes.
    struct Match {
        let kind: PrivacyFinding.Kind
        let range: Range<Int>
        /// Whether so many other numbers look alike that the words before it decide.
        var isWeak = false
    }

    var digits: [Digit] = []

    /// The numbers of the run from left to right, never overlapping.
    func matches() -> [Match] {
        var matches: [Match] = []
        var index = 0
        while index < digits.count {
            if let match = match(at: index) {
                matches.append(match)
                index = match.range.upperBound
            } else {
                index += 1
            }
        }
        return matches
    }

    /// The digits of a match as text.
    func text(_ range: Range<Int>) -> String {
        String(
            decoding: range.map { digits[$0].value == 10 ? UInt8(ascii: "X") : UInt8(digits[$0].value + 0x30) },
            as: UTF8.self)
    }

    private func match(at index: Int) -> Match? {
        if isPersonNumber(index) { return Match(kind: .personNumber, range: index..<(index + 18)) }
        guard startsGroup(index) else { return nil }
        if let range = mobile(index) {
            // A zero in front is seldom dialled with it and often begins the number of a thing.
            return Match(kind: .mobile, range: range, isWeak: range.lowerBound == index + 1)
        }
        if isOldPersonNumber(index) {
            return Match(kind: .personNumber, range: index..<(index + 15), isWeak: true)
        }
        if let range = bankCard(index) { return Match(kind: .bankCard, range: range, isWeak: true) }
        return nil
    }

    private func startsGroup(_ index: Int) -> Bool { index == 0 || digits[index].separator != 0 }
    private func endsGroup(_ end: Int) -> Bool { end == digits.count || digits[end].separator != 0 }

    /// Cheap tests first: province and century sort out nearly every window of a long number.
    private func isPersonNumber(_ index: Int) -> Bool {
        guard index + 18 <= digits.count, digits[index + 6].value == 1 || digits[index + 6].value == 2,
            (8...9).contains(digits[index + 7].value) || digits[index + 7].value == 0, digits[index].value != 0
        else { return false }
        do throws(PersonNumberRefusal) {
            _ = try PersonNumber(text(index..<(index + 18)))
            return true
        } catch {
            return false
        }
    }

    /// The number of 15 digits given until 1999: region, birth date with two digits of the year, sequence; no check.
    private func isOldPersonNumber(_ index: Int) -> Bool {
        let end = index + 15
        guard end <= digits.count, endsGroup(end), !digits[index..<end].contains(where: { $0.value == 10 }) else {
            return false
        }
        func two(_ offset: Int) -> Int { digits[index + offset].value * 10 + digits[index + offset + 1].value }
        return RegionCode(text(index..<(index + 6))) != nil
            && CivilDate(year: 1900 + two(6), month: two(8), day: two(10)) != nil
    }

    /// Eleven digits that begin 13…19, alone or after 86, 0086 or 0, written together, with one
    /// kind of separator, or in the groups in which numbers are read out, whatever stands between them.
    private func mobile(_ index: Int) -> Range<Int>? {
        for prefix in [[], [8, 6], [0, 0, 8, 6], [0]] {
            let start = index + prefix.count
            let end = start + 11
            guard end <= digits.count, endsGroup(end), hasPrefix(prefix, at: index), digits[start].value == 1,
                (3...9).contains(digits[start + 1].value), !digits[index..<end].contains(where: { $0.value == 10 }),
                hasOneSeparator(start..<end) || isReadOut(start..<end)
            else { continue }
            return start..<end
        }
        return nil
    }

    private func isReadOut(_ range: Range<Int>) -> Bool {
        var groups: [Int] = []
        for index in range {
            if index == range.lowerBound || digits[index].separator != 0 { groups.append(0) }
            groups[groups.count - 1] += 1
        }
        return [[3, 4, 4], [3, 8], [7, 4]].contains(groups)
    }

    /// 15 to 19 digits with a right Luhn digit and a first digit that card issuers use; an organisation's credit code
    /// that happens to be all digits is none.
    private func bankCard(_ index: Int) -> Range<Int>? {
        guard [3, 4, 5, 6, 9].contains(digits[index].value) else { return nil }
        for length in [19, 18, 17, 16, 15] {
            let end = index + length
            guard end <= digits.count, endsGroup(end), hasOneSeparator(index..<end), isLuhn(index..<end),
                !(length == 18 && isCreditCode(index..<end))
            else { continue }
            return index..<end
        }
        return nil
    }

    private func hasPrefix(_ prefix: [Int], at index: Int) -> Bool {
        zip(prefix, digits[index...]).allSatisfy { $0 == $1.value }
    }

    /// Dates and amounts side by side mix separators; a number people wrote in groups does not.
    private func hasOneSeparator(_ range: Range<Int>) -> Bool {
        var seen: UInt32 = 0
        for digit in digits[range].dropFirst() where digit.separator != 0 {
            guard seen == 0 || seen == digit.separator, DigitRun.isSoft(digit.separator) else { return false }
            seen = digit.separator
        }
        return true
    }

    /// What may stand between two digits of a number.
    static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        isSoft(scalar.value) || isInvisible(scalar)
            || "()[]{}〔〕【】「」『』<>《》.,、·•/\\_|~:;*'\"“”\n\r".unicodeScalars.contains(scalar)
    }

    /// Zero-width characters and the soft hyphen: they hide a number from a search without changing how it looks.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: false
        }
    }

    /// Spaces and hyphens.
    private static func isSoft(_ value: UInt32) -> Bool {
        switch value {
        case 0x20, 0x09, 0xA0, 0x2D, 0x2010...0x2015: true
        default: false
        }
    }

    private func isLuhn(_ range: Range<Int>) -> Bool {
        var sum = 0
        for (position, digit) in digits[range].reversed().enumerated() {
            guard digit.value < 10 else { return false }
            let doubled = position % 2 == 1 ? digit.value * 2 : digit.value
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }

    private func isCreditCode(_ range: Range<Int>) -> Bool {
        do throws(USCCRefusal) {
            _ = try USCC(text(range))
            return true
        } catch {
            return false
        }
    }
}
