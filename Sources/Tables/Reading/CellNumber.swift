import Contracts

/// Numbers and days as a workbook keeps them, turned into the text that its user sees.
package enum CellNumber {
    /// A number in plain digits, and whether it has more of them than a spreadsheet keeps.
    ///
    /// A spreadsheet keeps 15 digits and may write a few more that mean nothing (`5.1299999999999999` for 5.13); what
    /// was written with fewer stays as it stands, trailing zeros among it. Nil for what is no number.
    package static func text(_ raw: String) -> (text: String, isLossy: Bool)? {
        guard let value = Double(raw), value.isFinite, raw.utf8.count <= 40 else { return nil }
        let isPlain = raw.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
        if isPlain, digits(raw) <= 15 { return (raw, false) }
        let shortest = plain(value.description)
        return (shortest, digits(shortest) > 15)
    }

    /// Digits behind leading zeros.
    private static func digits(_ text: String) -> Int {
        var count = 0
        for byte in text.utf8 where (0x30...0x39).contains(byte) && (count > 0 || byte != 0x30) { count += 1 }
        return count
    }

    /// `5.1010419880412451e+17` without its power of ten, `3.0` without its empty fraction.
    private static func plain(_ text: String) -> String {
        let parts = text.split(separator: "e")
        guard parts.count == 2, let power = Int(parts[1]), abs(power) <= 40 else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        let isNegative = parts[0].hasPrefix("-")
        let halves = parts[0].drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(halves[0])
        let fraction = halves.count > 1 && halves[1] != "0" ? String(halves[1]) : ""
        let place = whole.utf8.count + power
        let all = whole + fraction
        let body: String
        if place <= 0 {
            body = "0." + String(repeating: "0", count: -place) + all
        } else if place >= all.utf8.count {
            body = all + String(repeating: "0", count: place - all.utf8.count)
        } else {
            body = all.prefix(place) + "." + all.dropFirst(place)
        }
        return (isNegative ? "-" : "") + body
    }

    /// Which day a workbook counts from.
    package enum Epoch: Hashable, Sendable {
        /// 1900-01-01 is day 1, and 1900 is wrongly held for a leap year.
        case from1900
        /// 1904-01-01 is day 0.
        case from1904
    }

    /// A day, with its time of day when it has one: `2026-07-30`, `2026-07-30 14:05:00`. Nil when there is no such day.
    package static func day(_ raw: String, _ epoch: Epoch) -> String? {
        guard let value = Double(raw), value >= 0, value < 2_958_466 else { return nil }
        var day = Int(value)
        var seconds = Int(((value - Double(day)) * 86_400).rounded())
        if seconds == 86_400 { (day, seconds) = (day + 1, 0) }
        let date: CivilDate
        switch epoch {
        case .from1904: date = CivilDate(dayNumber: day - 24_107)
        case .from1900:
            // Day 60 is 1900-02-29, which never was.
            guard day >= 1, day != 60 else { return nil }
            date = CivilDate(dayNumber: day - (day > 60 ? 25_569 : 25_568))
        }
        guard seconds > 0 else { return date.description }
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(date) \(parts.joined(separator: ":"))"
    }

    /// Whether cells of a number format show days: what the specification numbers, or what its code has letters for.
    package static func isDay(format: Int, code: String?) -> Bool {
        guard let code else {
            return (14...22).contains(format) || (27...36).contains(format) || (50...58).contains(format)
        }
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        for character in code.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isQuoted = character != "\""
            } else if isBracketed {
                isBracketed = character != "]"
            } else {
                switch character {
                case "\\", "_", "*": isEscaped = true
                case "\"": isQuoted = true
                case "[": isBracketed = true
                case "y", "d": return true
                default: break
                }
            }
        }
        return false
    }
}
