/// A citizen's number (公民身份号码, GB 11643-1999). Personal data: it never shows itself in full by accident.
///
/// `description`, interpolation, `dump` and debuggers get the masked form; only `revealed` gives the number.
package struct PersonNumber: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// All 18 characters, for a direct encrypted letter or a person token; never for a log, a page or a topic.
    package let revealed: String
    /// Positions 7–14.
    package let birthDate: CivilDate

    /// Reads a number after normalising it (full width, spaces, lower-case `x`).
    ///
    /// - Throws: why it is none; the refusal never carries the number.
    package init(_ text: String) throws(PersonNumberRefusal) {
        let normal = HalfWidth.code(text)
        let bytes = Array(normal.utf8)
        guard bytes.count == 18 else { throw .length }
        guard CivilDate.digits(bytes[0..<17]) != nil, PersonNumber.isCheckCharacter(bytes[17]) else {
            throw .characters
        }
        guard RegionCode(String(decoding: bytes[0..<6], as: UTF8.self)) != nil else { throw .region }
        guard let birth = PersonNumber.birthDate(bytes) else { throw .birthDate }
        guard PersonNumber.check(bytes[0..<17]) == bytes[17] else { throw .checkDigit }
        self.revealed = normal
        self.birthDate = birth
    }

    /// Region of first registration, positions 1–6.
    package var region: RegionCode? { RegionCode(String(revealed.prefix(6))) }

    /// The sex told by the sequence number, positions 15–17: odd is male.
    package var sex: Sex { (CivilDate.digits(Array(revealed.utf8)[16..<17]) ?? 0) % 2 == 1 ? .male : .female }

    /// The number with the birth digits hidden, `110105********002X` (国家税务总局令第54号 第十二条).
    package var masked: String { revealed.prefix(6) + "********" + revealed.suffix(4) }

    package var description: String { masked }
    package var debugDescription: String { masked }
    package var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }

    /// Whether the person has lived `years` full years on `day`. A year of age is full from the day after the birthday
    /// (法释〔2006〕1号 第二条), so on the birthday itself the person still counts as younger.
    package func hasCompleted(years: Int, on day: CivilDate) -> Bool {
        birthDate.adding(months: years * 12) < day
    }

    /// The check character of 17 digits.
    static func check(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        for (digit, weight) in zip(digits, weights) { sum += Int(digit &- 0x30) * weight }
        return checkCharacters[sum % 11]
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checkCharacters = Array("10X98765432".utf8)

    private static func isCheckCharacter(_ byte: UInt8) -> Bool { checkCharacters.contains(byte) }

    private static func birthDate(_ bytes: [UInt8]) -> CivilDate? {
        guard let year = CivilDate.digits(bytes[6..<10]), year >= 1800,
            let month = CivilDate.digits(bytes[10..<12]), let day = CivilDate.digits(bytes[12..<14])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }
}

/// Sex as registered.
package enum Sex: String, Hashable, Sendable {
    case male = "男"
    case female = "女"
}

/// Why a text is no citizen's number; carries no part of it.
package enum PersonNumberRefusal: Error, Hashable, Sendable {
    /// Not 18 characters.
    case length
    /// Something else than 17 digits and a digit or X.
    case characters
    /// Positions 1–6 begin with no province of GB/T 2260.
    case region
    /// Positions 7–14 are no day of the calendar.
    case birthDate
    /// Position 18 does not fit.
    case checkDigit

    /// What is wrong and what to do, for the person who typed it.
    package var words: String {
        switch self {
        case .length: "公民身份号码应为18位"
        case .characters: "公民身份号码前17位应为数字，末位应为数字或X"
        case .region: "公民身份号码前6位不是有效的行政区划代码"
        case .birthDate: "公民身份号码第7至14位不是存在的日期"
        case .checkDigit: "公民身份号码末位校验码不符，请核对原件"
        }
    }
}
