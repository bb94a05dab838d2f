/// A seeded generator (SplitMix64): the same story for the same seed on every machine.
package struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator whose whole future is `seed`.
    package init(seed: UInt64) {
        state = seed
    }

    /// 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    /// A whole number from 0 to `bound` − 1.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True in `perMille` of a thousand throws.
    package mutating func happens(_ perMille: Int) -> Bool { below(1000) < perMille }

    /// One of these.
    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// A generator of its own for one purpose, so that a throw more here changes nothing there.
    package mutating func split() -> Dice { Dice(seed: next()) }
}
