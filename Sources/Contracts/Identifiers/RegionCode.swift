/// An administrative division (行政区划代码, GB/T 2260): two digits each for province, prefecture and county.
///
/// Only the form and the province are tested here; which counties exist changes every year and is data.
package struct RegionCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The six digits as a number, 110000…839999, or 100000 for the whole country.
    package let number: Int

    /// How high a region stands.
    package enum Level: Int, Comparable, Sendable {
        case national, province, prefecture, county

        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// The whole country, as in the codes of bodies registered with a national office.
    package static let nation = RegionCode(known: 100_000)

    /// Reads six digits (full width is folded, white space at the ends dropped); nil when the form is wrong, the
    /// province does not exist, or a county stands without a prefecture.
    package init?(_ text: String) {
        let bytes = Array(HalfWidth.code(text).utf8)
        guard bytes.count == 6, let number = CivilDate.digits(bytes[...]) else { return nil }
        guard RegionCode.provinces.contains(number / 10_000) || number == 100_000 else { return nil }
        guard number / 100 % 100 != 0 || number % 100 == 0 else { return nil }
        self.init(known: number)
    }

    private init(known number: Int) {
        self.number = number
    }

    /// The six digits.
    package var description: String { String(number) }

    /// Province, prefecture or county, by trailing zeros.
    package var level: Level {
        if number == 100_000 { return .national }
        if number % 10_000 == 0 { return .province }
        return number % 100 == 0 ? .prefecture : .county
    }

    /// The region one level up; nil for the whole country.
    package var parent: RegionCode? {
        switch level {
        case .national: nil
        case .province: .nation
        case .prefecture: RegionCode(known: number / 10_000 * 10_000)
        case .county: RegionCode(known: number / 100 * 100)
        }
    }

    /// The province; the whole country is its own.
    package var province: RegionCode {
        level == .national ? self : RegionCode(known: number / 10_000 * 10_000)
    }

    /// Whether `other` is this region or lies inside it.
    package func contains(_ other: RegionCode) -> Bool {
        switch level {
        case .national: true
        case .province: number / 10_000 == other.number / 10_000
        case .prefecture: number / 100 == other.number / 100
        case .county: number == other.number
        }
    }

    package static func < (left: RegionCode, right: RegionCode) -> Bool { left.number < right.number }

    /// GB/T 2260; 83 is what residence permits give to people of Taiwan.
    private static let provinces = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
        63, 64, 65, 71, 81, 82, 83,
    ]
}
