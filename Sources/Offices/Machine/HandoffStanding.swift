import Contracts
import Exchange

extension HandoffCounts.Heard {
    /// What a count comes to.
    package enum Standing: String, CaseIterable, Sendable {
        /// All numbers that the office signed for are here, and number and letter go together at both ends.
        case complete
        /// What is missing is on its way: the office's stream was not read so far yet.
        case onTheWay
        /// Numbers are missing although the stream was read to where they were signed for.
        case missing
        /// The two ends contradict each other: a number given twice, another letter, a count that fell, or is too low.
        case conflict
        /// The office has not signed any count yet.
        case unclaimed
    }

    /// What this count comes to, for a reader that has disposed the office's stream through `disposed`.
    package func standing(disposed: UInt64) -> Standing {
        if isContradicted(disposed: disposed) { return .conflict }
        guard let claim else { return .unclaimed }
        guard tally.missingCount(through: known) > 0 else { return .complete }
        return disposed < claim.number ? .onTheWay : .missing
    }

    private func isContradicted(disposed: UInt64) -> Bool {
        if !tally.twice.isEmpty || higher != nil { return true }
        guard let claim else { return false }
        // More came than was signed for, within what the statement speaks of.
        if tally.last > claim.count, disposed <= claim.number { return true }
        return claim.disagreement(with: tally) != nil
    }
}
