/// A ULID: 48 bits of time and 80 random bits in 26 characters of Crockford's base 32; made outside the core.
package struct LetterID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (index, character) in alphabet.enumerated() { table[Int(character)] = UInt8(index) }
        return table
    }()

    /// From machine time and 80 random bits (16 in `randomHigh`, 64 in `randomLow`).
    package init(time: Moment, randomHigh: UInt16, randomLow: UInt64) {
        high = UInt64(bitPattern: time.milliseconds) << 16 | UInt64(randomHigh)
        low = randomLow
    }

    /// When it was made, by its maker's machine clock; up to the year 10889.
    package var time: Moment { Moment(milliseconds: Int64(high >> 16 & 0xffff_ffff_ffff)) }

    /// Reads 26 upper-case characters; nil for any other text.
    package init?(_ text: String) {
        let characters = Array(text.utf8)
        guard characters.count == 26, characters[0] <= UInt8(ascii: "7") else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for character in characters {
            let value = LetterID.values[Int(character)]
            guard value < 32 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        self.high = high
        self.low = low
    }

    /// Twenty-six characters.
    package var description: String {
        var high = high
        var low = low
        return String(unsafeUninitializedCapacity: 26) { characters in
            for index in stride(from: 25, through: 0, by: -1) {
                characters[index] = LetterID.alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return 26
        }
    }

    package static func < (left: LetterID, right: LetterID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// A case: `<office>.<ULID>`; it names the office that opened it (rule 7).
package struct CaseID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The office that opened the case.
    package let office: OfficeID
    /// Its number, random like a letter id.
    package let number: LetterID

    /// A case id from its parts.
    package init(office: OfficeID, number: LetterID) {
        self.office = office
        self.number = number
    }

    /// Reads `<office>.<ULID>`; nil for any other text.
    package init?(_ text: String) {
        guard let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")), let office = OfficeID(String(text[..<dot])),
            let number = LetterID(String(text[text.utf8.index(after: dot)...]))
        else { return nil }
        self.init(office: office, number: number)
    }

    /// `<office>.<ULID>`.
    package var description: String { "\(office).\(number)" }

    package static func < (left: CaseID, right: CaseID) -> Bool {
        (left.office, left.number) < (right.office, right.number)
    }
}
