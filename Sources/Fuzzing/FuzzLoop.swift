/// Feeds a target with mutations of its corpus, from a seed, until a number of runs or a time is over.
///
/// No coverage guides it: it is what every `swift test` can afford. libFuzzer goes deeper, by `Deploy/fuzz`.
package struct FuzzLoop: Sendable {
    /// What was done.
    package struct Report: Hashable, Sendable {
        /// Inputs fed.
        package var runs = 0
        /// The slowest one's milliseconds.
        package var slowestMilliseconds = 0
        /// The input whose property did not hold, and which.
        package var finding: (input: [UInt8], words: FuzzFinding)?

        package static func == (left: Report, right: Report) -> Bool {
            left.runs == right.runs && left.finding?.input == right.finding?.input
        }

        package func hash(into hasher: inout Hasher) { hasher.combine(runs) }
    }

    /// One input may take this long, in a debug build on a busy machine; ten times more is an alarm of libFuzzer.
    package static let slowLimit = Duration.seconds(5)

    private let target: FuzzTarget
    private let corpus: [[UInt8]]
    private let seed: UInt64

    /// A loop over the mutations of `corpus`.
    package init(_ target: FuzzTarget, corpus: [[UInt8]], seed: UInt64) {
        self.target = target
        self.corpus = corpus
        self.seed = seed
    }

    /// Runs until `runs` inputs were fed or `duration` is over, or a property does not hold. `before` hears each input
    /// before it is fed, so that one that ends the process can be kept.
    package func run(
        runs: Int = .max, for duration: Duration, before: ([UInt8]) -> Void = { _ in }
    ) -> Report {
        var mutator = Mutator(seed: seed)
        var report = Report()
        let end = ContinuousClock.now + duration
        var now = ContinuousClock.now
        while report.runs < runs, now < end {
            let input = mutator.next(from: corpus, limit: target.maximumBytes)
            before(input)
            report.finding = feed(input)
            let after = ContinuousClock.now
            let taken = after - now
            now = after
            report.runs += 1
            report.slowestMilliseconds = max(report.slowestMilliseconds, Int(taken / .milliseconds(1)))
            if report.finding == nil, taken > FuzzLoop.slowLimit {
                report.finding = (input, FuzzFinding("took \(taken), more than \(FuzzLoop.slowLimit)"))
            }
            if report.finding != nil { break }
        }
        return report
    }

    private func feed(_ input: [UInt8]) -> (input: [UInt8], words: FuzzFinding)? {
        do throws(FuzzFinding) {
            try target.feed(input)
            return nil
        } catch {
            return (input, error)
        }
    }
}
