/// Chance that can be repeated: the same seed throws the same.
package struct ChaosDice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Throws that begin at a seed.
    package init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// True in `percent` of a hundred throws.
    package mutating func isLucky(percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// A length of time between these, in milliseconds.
    package mutating func pause(_ milliseconds: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: milliseconds, using: &self))
    }

    /// One of several.
    package mutating func pick<Choice>(_ choices: [Choice]) throws -> Choice {
        guard let choice = choices.randomElement(using: &self) else { throw NothingToPick() }
        return choice
    }
}

/// A throw among nothing.
package struct NothingToPick: Error {}
