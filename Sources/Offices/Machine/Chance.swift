package import Contracts

/// Random bits from outside: the system's in a program, a seeded generator in a rehearsal.
package struct Chance: Sendable {
    private var generator: any RandomNumberGenerator & Sendable

    /// Draws from `generator`.
    package init(_ generator: any RandomNumberGenerator & Sendable) {
        self.generator = generator
    }

    /// 64 random bits.
    package mutating func word() -> UInt64 { generator.next() }

    /// 8 random bits.
    package mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next() >> 32) }

    /// Sixteen random bytes for a leaf (rule 6).
    package mutating func salt() -> [UInt8] {
        let words = [generator.next(), generator.next()]
        return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
    }

    /// A fresh ULID at machine time `now` (rule 7).
    package mutating func letterID(at now: Moment) -> LetterID {
        LetterID(time: now, randomHigh: UInt16(truncatingIfNeeded: generator.next()), randomLow: generator.next())
    }
}
