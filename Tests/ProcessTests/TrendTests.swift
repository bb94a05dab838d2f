import Programs
import Testing

/// When the soak calls a figure flat.
@Suite struct TrendTests {
    @Test func `what only fills in the first half is flat`() {
        let samples = (0..<50).map { min(Double($0), 20) * 10 }
        let trend = Trend("memory", samples, share: 0.05, atLeast: 8)
        #expect(trend.growth == 0)
        #expect(trend.isFlat)
        #expect(trend.highest == 200)
    }

    @Test func `what grows by the same step is told with its growth over the second half`() {
        let trend = Trend("memory", (0..<50).map { 100 + Double($0) }, share: 0.05, atLeast: 8)
        #expect(abs(trend.growth - 24) < 1e-9)
        #expect(!trend.isFlat)
    }

    @Test func `noise around a level is flat`() {
        let samples = (0..<50).map { 100 + ($0 % 2 == 0 ? 3.0 : -3.0) }
        #expect(Trend("memory", samples, share: 0.05, atLeast: 8).isFlat)
    }

    @Test func `one sample over the ceiling is not flat`() {
        let samples = [Double](repeating: 10, count: 10) + [300] + [Double](repeating: 10, count: 10)
        #expect(!Trend("log", samples, share: 10, atLeast: 1000, ceiling: 256).isFlat)
        #expect(Trend("log", samples, share: 10, atLeast: 1000).isFlat)
    }

    @Test(arguments: [[], [5.0]]) func `too few samples tell no growth`(samples: [Double]) {
        #expect(Trend("memory", samples, share: 0, atLeast: 1).growth == 0)
    }
}
