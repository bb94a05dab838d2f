/// Whether a figure grows: the least-squares line through the second half of its samples.
///
/// The first half is left out: caches fill, and the first of everything is made there.
package struct Trend: Hashable, Sendable {
    /// What was measured.
    package let name: String
    /// Growth over the second half by the line, in the figure's unit.
    package let growth: Double
    /// The highest sample of all.
    package let highest: Double
    /// The growth that is still called flat: the larger of a share of the mean and a fixed amount.
    package let growthBound: Double
    /// No sample may be higher; nil where only growth counts.
    package let ceiling: Double?

    /// Reads samples taken at equal steps.
    package init(_ name: String, _ samples: [Double], share: Double, atLeast amount: Double, ceiling: Double? = nil) {
        self.name = name
        self.ceiling = ceiling
        highest = samples.max() ?? 0
        let second = Array(samples.suffix((samples.count + 1) / 2))
        let count = Double(second.count)
        let mean = second.reduce(0, +) / max(1, count)
        growthBound = max(amount, mean * share)
        let middle = (count - 1) / 2
        var above = 0.0
        var below = 0.0
        for (index, sample) in second.enumerated() {
            let place = Double(index) - middle
            above += place * (sample - mean)
            below += place * place
        }
        growth = below > 0 ? above / below * (count - 1) : 0
    }

    /// True when it stays within its bounds.
    package var isFlat: Bool { growth <= growthBound && highest <= ceiling ?? .infinity }
}
