/// A seeded generator (SplitMix64): the same inputs for the same seed on every machine.
package struct FuzzDice: Sendable {
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
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}
