import Casework
package import Contracts
package import Offices
import Synchronization
import Workers

/// What the office's machine found out about files, until the keeper takes it. It never grows past what was asked for: a
/// log that is read anew brings chunks of years.
package final class EvidenceInbox: Sendable {
    /// What lies in it.
    package struct Content: Sendable {
        /// Verified records, in order.
        package var arrivals: [EvidenceArrival] = []
        /// Cases to which files came.
        package var cases: Set<CaseID> = []
        /// The contents of a case were destroyed.
        package var hasErased = false

        var isEmpty: Bool { arrivals.isEmpty && cases.isEmpty && !hasErased }
    }

    fileprivate struct State {
        var content = Content()
        var questions: Set<LetterID> = []
        var asks: [OfficeID: Int] = [:]
    }

    private let state = Mutex(State())
    let bell = Bell()

    /// An empty one.
    package init() {}

    /// Takes what a commit brought.
    package func put(_ arrivals: [EvidenceArrival], cases: [CaseID], hasErased: Bool) {
        let isNew = state.withLock { state -> Bool in
            for arrival in arrivals where state.wants(arrival) { state.content.arrivals.append(arrival) }
            state.content.cases.formUnion(cases)
            state.content.hasErased = state.content.hasErased || hasErased
            return !state.content.isEmpty
        }
        if isNew { bell.ring() }
    }

    /// Empties it.
    func take() -> Content {
        state.withLock { state in
            let content = state.content
            state.content = Content()
            state.asks = [:]
            return content
        }
    }

    /// From now on only chunks count that answer one of these.
    func await(_ questions: Set<LetterID>) { state.withLock { $0.questions = questions } }
}

extension EvidenceInbox.State {
    fileprivate mutating func wants(_ arrival: EvidenceArrival) -> Bool {
        guard arrival.wanted == nil else {
            asks[arrival.from, default: 0] += 1
            // Each may have four chunks on the way: so many questions of one office wait. Who asks in vain asks again.
            return asks[arrival.from, default: 0] <= EvidenceWanted.most
        }
        return LetterID(arrival.envelope.leaf.cause).map(questions.contains) ?? false
    }
}
