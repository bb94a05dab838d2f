import Contracts
import Exchange

/// What must not be written.
extension MemoryLedger {
    /// The first thing in a commit that contradicts this ledger, or the commit itself; nil when it may be written.
    func conflict(with commit: Commit) -> LedgerConflict? {
        waitingConflict(commit) ?? numberConflict(commit) ?? emissionConflict(commit) ?? answerConflict(commit)
    }

    private func waitingConflict(_ commit: Commit) -> LedgerConflict? {
        commit.waitingDone.first { row in !waitingLetters.contains { $0.row == row } }.map { .notWaiting($0) }
    }

    private func numberConflict(_ commit: Commit) -> LedgerConflict? {
        var ends: [StreamName: UInt64] = [:]
        for letter in commit.incoming {
            let leaf = letter.envelope.leaf
            let last = ends[leaf.stream] ?? UInt64(incoming[leaf.stream]?.count ?? 0)
            guard leaf.number == last + 1 else { return .numberTwice(leaf.stream, leaf.number) }
            ends[leaf.stream] = leaf.number
        }
        for letter in commit.outgoing {
            let leaf = letter.envelope.leaf
            let last = ends[leaf.stream] ?? UInt64(outgoingLetters[leaf.stream]?.count ?? 0)
            guard leaf.number == last + 1 else { return .numberTwice(leaf.stream, leaf.number) }
            ends[leaf.stream] = leaf.number
        }
        return redispositionConflict(commit)
    }

    private func redispositionConflict(_ commit: Commit) -> LedgerConflict? {
        guard !commit.redisposed.isEmpty else { return nil }
        var open: [HeldNumber: Bool] = [:]
        for letter in commit.incoming {
            let number = HeldNumber(stream: letter.envelope.leaf.stream, number: letter.envelope.leaf.number)
            open[number] = letter.disposition.isHeldBack
        }
        for change in commit.redisposed {
            let number = HeldNumber(stream: change.stream, number: change.number)
            guard open[number] ?? incoming(change.stream, change.number)?.isHeldBack ?? false else {
                return .notHeldBack(change.stream, change.number)
            }
            open[number] = change.disposition.isHeldBack
        }
        return nil
    }

    private func emissionConflict(_ commit: Commit) -> LedgerConflict? {
        guard !commit.outgoing.isEmpty || !commit.waiting.isEmpty else { return nil }
        let freed = Set(commit.waitingDone)
        var free = Set(waitingLetters.filter { freed.contains($0.row) }.map(\.emission))
        var taken: Set<String> = []
        for emission in commit.outgoing.map(\.emission) + commit.waiting.map(\.emission) {
            let isFree = free.remove(emission) != nil || !emissions.contains(emission)
            guard isFree, taken.insert(emission).inserted else { return .emissionTwice(emission) }
        }
        return nil
    }

    private func answerConflict(_ commit: Commit) -> LedgerConflict? {
        var taken: Set<String> = []
        for answer in commit.answers {
            guard answers[answer.orderID] == nil, taken.insert(answer.orderID).inserted else {
                return .answeredTwice(answer.orderID)
            }
        }
        return nil
    }
}

extension Disposition {
    /// Parked or quarantined: it can still have its effect.
    var isHeldBack: Bool {
        switch self {
        case .parked, .quarantined: true
        case .effect, .refused, .discarded: false
        }
    }
}
