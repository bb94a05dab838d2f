import Contracts

/// Unified social credit codes of firms that do not exist: the organisation part begins with `XT`, which no register
/// has given out (domain part F), and both check digits are right.
package enum SubjectCodes {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    private static let organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]
    private static let regions = ["510104", "510105", "510106", "510107", "510108"]

    /// How many different codes there are.
    static let count = 5_000_000

    /// Code `index`; they repeat behind `count`.
    package static func code(_ index: Int) -> String {
        let number = String(1_000_000 + index % 1_000_000).dropFirst()
        let body = Array("XT\(number)".utf8)
        let front = "91" + regions[index / 1_000_000 % regions.count] + String(decoding: body, as: UTF8.self)
        var code = Array(front.utf8)
        code.append(organisationCheck(body))
        code.append(wholeCheck(code))
        return String(decoding: code, as: UTF8.self)
    }

    /// GB 11714: letters count from A = 10 without gaps.
    private static func organisationCheck(_ body: [UInt8]) -> UInt8 {
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

    /// GB 32100.
    private static func wholeCheck(_ code: [UInt8]) -> UInt8 {
        var sum = 0
        for (byte, weight) in zip(code, weights) { sum += (alphabet.firstIndex(of: byte) ?? 0) * weight }
        return alphabet[(31 - sum % 31) % 31]
    }
}
