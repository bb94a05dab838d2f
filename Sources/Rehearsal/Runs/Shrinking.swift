package import Casework
import Contracts

/// Makes a failing seed's story as short as it can: less time, fewer kinds of faults, fewer cases, as long as the same
/// invariant is still broken.
package struct Shrinking: Sendable {
    /// What is left.
    package private(set) var run: RehearsalRun
    /// The last outcome that was still broken.
    package private(set) var outcome: RehearsalRun.Outcome
    /// How often the seed was played.
    package private(set) var plays = 0
    private let rules: RuleSet
    private let limit: Int

    /// Shrinks `run`, which ended in `outcome`, with at most `limit` plays.
    package init(_ run: RehearsalRun, _ outcome: RehearsalRun.Outcome, rules: RuleSet, limit: Int = 60) {
        self.run = run
        self.outcome = outcome
        self.rules = rules
        self.limit = limit
        guard !outcome.failures.isEmpty else { return }
        shortenChaos()
        leaveFaultsOut()
        leaveCasesOut()
        shortenChaos()
    }

    /// The command that plays what is left.
    package var options: String {
        var words = ["--seed \(outcome.seed)", "--minutes \(run.chaos.milliseconds / 60_000)"]
        if run.pace != .minutes(20) { words.append("--pace \(run.pace.milliseconds / 60_000)") }
        if !run.without.isEmpty { words.append("--without \(run.without.sorted().map(\.name).joined(separator: ","))") }
        if let entries = run.entries { words.append("--entries \(entries)") }
        if let last = run.lastCase { words.append("--last-case \(last.milliseconds / 60_000)") }
        return words.joined(separator: " ")
    }

    private mutating func isStillBroken(_ candidate: RehearsalRun) -> Bool {
        guard plays < limit else { return false }
        plays += 1
        let next = candidate.play(seed: outcome.seed, rules: rules)
        guard let wanted = outcome.failures.first?.invariant,
            next.failures.contains(where: { $0.invariant == wanted })
        else { return false }
        run = candidate
        outcome = next
        return true
    }

    private mutating func shortenChaos() {
        var step = Shrinking.minutes(run.chaos) / 2
        while step >= 1, plays < limit {
            var shorter = run
            shorter.chaos = .minutes(Shrinking.minutes(run.chaos) - step)
            if shorter.chaos.milliseconds <= 0 || !isStillBroken(shorter) { step /= 2 }
        }
    }

    private static func minutes(_ span: Span) -> Int64 { span.milliseconds / 60_000 }

    private mutating func leaveFaultsOut() {
        for fault in Fault.allCases where outcome.faults.contains(where: { $0.fault == fault }) {
            var fewer = run
            fewer.without.insert(fault)
            _ = isStillBroken(fewer)
        }
    }

    private mutating func leaveCasesOut() {
        var step = Shrinking.minutes(run.chaos) / 2
        while step >= 1, plays < limit {
            let last = Shrinking.minutes(min(run.lastCase ?? run.chaos, run.chaos))
            var fewer = run
            fewer.lastCase = .minutes(last - step)
            if last < step || !isStillBroken(fewer) { step /= 2 }
        }
    }
}
