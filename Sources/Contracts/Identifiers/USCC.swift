/// A unified social credit code (统一社会信用代码, GB 32100-2015), always in its normal form of 18 characters.
///
/// Both check digits are tested: position 18 over the whole, position 17 over the organisation code inside (GB 11714).
package struct USCC: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The 18 characters, half width, upper case.
    package let text: String

    /// Reads a code after normalising it (trim, half width, upper case, no inner spaces; `O` is never read as `0`).
    ///
    /// - Throws: `USCCRefusal.malformed` or `USCCRefusal.checkFailed`; only the latter may be overridden.
    package init(_ text: String) throws(USCCRefusal) {
        let normal = HalfWidth.code(text)
        let values = try USCC.values(of: normal)
        if let part = USCC.failedCheck(Array(normal.utf8), values) {
            throw .checkFailed(normal: normal, part: part)
        }
        self.text = normal
    }

    /// Reads a code that the registry confirmed on a day although its check digits fail: the pilot codes with main code
    /// `M000…` do (domain.md C.1). The caller keeps the day and who confirmed it.
    ///
    /// - Throws: `USCCRefusal.malformed`; no confirmation makes 17 characters or a letter `O` a code.
    package init(_ text: String, registryConfirmedOn day: CivilDate) throws(USCCRefusal) {
        let normal = HalfWidth.code(text)
        _ = try USCC.values(of: normal)
        self.text = normal
    }

    /// The 18 characters; a code names a firm or an agency and is public.
    package var description: String { text }

    /// Positions 1–2, registering department and kind of body: `91` enterprise, `92` sole trader, `11` state organ.
    package var category: String { String(text.prefix(2)) }

    /// Whether the code was given to a sole trader (个体工商户).
    package var isSoleTrader: Bool { category == "92" }

    /// Positions 3–8: the region of the registering office when the code was issued, which is not the present address.
    /// Nil when the digits name no region of GB/T 2260.
    package var issuingRegion: RegionCode? { RegionCode(String(text.dropFirst(2).prefix(6))) }

    /// Positions 9–17, the organisation code (GB 11714).
    package var organisationCode: String { String(text.dropFirst(8).prefix(9)) }

    package static func < (left: USCC, right: USCC) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    // MARK: Check digits

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    private static let organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

    private static func values(of normal: String) throws(USCCRefusal) -> [Int] {
        let bytes = Array(normal.utf8)
        guard normal.unicodeScalars.count == 18 else { throw .malformed(.length(normal.unicodeScalars.count)) }
        guard bytes.count == 18 else { throw .malformed(.character(position: foreignPosition(normal))) }
        var values: [Int] = []
        for (index, byte) in bytes.enumerated() {
            guard let value = alphabet.firstIndex(of: byte) else {
                throw .malformed(.character(position: index + 1))
            }
            guard value < 10 || !(2..<8).contains(index) else { throw .malformed(.region) }
            values.append(value)
        }
        return values
    }

    private static func foreignPosition(_ normal: String) -> Int {
        (normal.unicodeScalars.enumerated().first { !$0.element.isASCII }?.offset ?? 0) + 1
    }

    private static func failedCheck(_ bytes: [UInt8], _ values: [Int]) -> USCCRefusal.Part? {
        var sum = 0
        for (value, weight) in zip(values, weights) { sum += value * weight }
        guard values[17] == (31 - sum % 31) % 31 else { return .whole }
        return bytes[16] == organisationCheck(bytes[8..<16]) ? nil : .organisationCode
    }

    /// GB 11714 counts letters from A = 10 without gaps, unlike the outer alphabet.
    private static func organisationCheck(_ body: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        for (byte, weight) in zip(body, organisationWeights) {
            sum += (byte < UInt8(ascii: "A") ? Int(byte) - 0x30 : Int(byte) - 0x41 + 10) * weight
        }
        switch 11 - sum % 11 {
        case 10: return UInt8(ascii: "X")
        case 11: return UInt8(ascii: "0")
        case let digit: return UInt8(digit) + 0x30
        }
    }
}

/// Why a text is no unified social credit code.
package enum USCCRefusal: Error, Hashable, Sendable {
    /// It has not the form of a code; nothing can override this.
    case malformed(Malformation)
    /// It has the form, but a check digit is wrong; a confirmation of the registry may override this.
    case checkFailed(normal: String, part: Part)

    /// What is wrong with the form.
    package enum Malformation: Hashable, Sendable {
        /// Not 18 characters but this many.
        case length(Int)
        /// A character outside the alphabet of 31 (I, O, S, V and Z are not in it), position from 1.
        case character(position: Int)
        /// Positions 3–8 are not six digits.
        case region
    }

    /// Which check digit is wrong.
    package enum Part: Hashable, Sendable {
        /// Position 18, over the whole code.
        case whole
        /// Position 17, over the organisation code.
        case organisationCode
    }

    /// Reason code of domain.md D.12; a malformed code has its own.
    package var reasonCode: String {
        switch self {
        case .malformed: "USCC_MALFORMED"
        case .checkFailed: "USCC_CHECK_FAILED"
        }
    }

    /// What is wrong and what to do, for the person who typed it.
    package var words: String {
        switch self {
        case .malformed(.length(let count)): "统一社会信用代码应为18位，实为\(count)位"
        case .malformed(.character(let position)):
            "统一社会信用代码第\(position)位不是允许的字符（不使用字母I、O、S、V、Z）"
        case .malformed(.region): "统一社会信用代码第3至8位应为数字（登记管理机关行政区划码）"
        case .checkFailed(_, .whole): "统一社会信用代码第18位校验码不符，请核对；如确为登记机关赋码，须附登记机关确认"
        case .checkFailed(_, .organisationCode):
            "统一社会信用代码第17位（主体标识码校验位）不符，请核对；如确为登记机关赋码，须附登记机关确认"
        }
    }
}
