/// An amount in whole fen (分), never negative and never a floating number.
///
/// 双公示 files carry 万元 with six decimals, of which the last is exactly one fen (domain.md C.5).
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Fen, 0 or more.
    package let fen: Int64

    /// Nothing.
    package static let zero = Money(known: 0)

    /// An amount of `fen`; nil when negative.
    package init?(fen: Int64) {
        guard fen >= 0 else { return nil }
        self.init(known: fen)
    }

    private init(known fen: Int64) {
        self.fen = fen
    }

    /// Reads 万元 (`5`, `5.0`, `0.320000`): digits with at most six decimals. Nil for a sign, a thousands separator, an
    /// exponent, a seventh decimal that is not zero, or more than twelve digits before the point.
    package init?(wanYuan text: String) {
        let parts = HalfWidth.code(text).utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...12).contains(whole.count), parts.count <= 2,
            let high = CivilDate.digits(Array(whole)[...])
        else { return nil }
        var decimals = parts.count == 2 ? Array(parts[1]) : [UInt8(ascii: "0")]
        while decimals.count > 6, decimals.last == UInt8(ascii: "0") { decimals.removeLast() }
        guard (1...6).contains(decimals.count) else { return nil }
        decimals += Array(repeating: UInt8(ascii: "0"), count: 6 - decimals.count)
        guard let low = CivilDate.digits(decimals[...]) else { return nil }
        self.init(known: Int64(high) * 1_000_000 + Int64(low))
    }

    /// 万元 with six decimals, `5.000000`.
    package var wanYuan: String { "\(fen / 1_000_000)." + CivilDate.padded(Int(fen % 1_000_000), 6) }

    /// Yuan for people, `50000.00元`.
    package var description: String { "\(fen / 100)." + CivilDate.padded(Int(fen % 100), 2) + "元" }

    /// Yuan for people in groups of three digits, `1,200,000.00`.
    package var grouped: String {
        let whole = String(fen / 100)
        var text = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return "\(text)." + CivilDate.padded(Int(fen % 100), 2)
    }

    /// Reads yuan as people type them (`50000`, `50,000.00`, `50000.5元`): digits with at most two decimals. Nil for a sign, an
    /// exponent, a third decimal, or more than twelve digits before the point.
    package init?(yuan text: String) {
        let plain = HalfWidth.code(text).filter { $0 != "," && $0 != "，" && $0 != "元" }
        let parts = plain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...12).contains(whole.count), parts.count <= 2,
            let high = CivilDate.digits(Array(whole)[...])
        else { return nil }
        let decimals = parts.count == 2 ? Array(parts[1]) : [UInt8(ascii: "0")]
        guard (1...2).contains(decimals.count), let low = CivilDate.digits(decimals[...]) else { return nil }
        self.init(known: Int64(high) * 100 + Int64(decimals.count == 1 ? low * 10 : low))
    }

    /// The sum; nil when it would not fit.
    package func adding(_ other: Money) -> Money? {
        let (sum, overflow) = fen.addingReportingOverflow(other.fen)
        return overflow ? nil : Money(known: sum)
    }

    package static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
}
