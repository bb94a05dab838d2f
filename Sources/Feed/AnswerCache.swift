package import Contracts
import Shelf
import Synchronization
package import Web

/// Answers that were made already, kept until something changes what they say. Its size is bounded.
package final class AnswerCache: Sendable {
    /// What an answer says something of.
    package enum Topic: Hashable, Sendable {
        /// One publication.
        case item(CaseID)
        /// All of one firm, by its code.
        case subject(String)
    }

    private struct Key: Hashable {
        let topic: Topic
        let form: String
    }

    private struct State {
        var answers: [Key: KeptBody] = [:]
        var forms: [Topic: Set<String>] = [:]
        var bytes = 0
        var generation: UInt64 = 0
        /// The day on which these answers hold: what they show may end with it.
        var day: CivilDate?
    }

    private let state = Mutex(State())
    private let mostBytes: Int

    /// A cache of so many bytes of bodies.
    package init(mostBytes: Int = 64 << 20) { self.mostBytes = mostBytes }

    /// The answer to `form` (a page, JSON …) of a topic if it is here and of this day; otherwise nil, and the generation for
    /// `keep`.
    package func find(
        _ topic: Topic, _ form: String, on day: CivilDate
    ) -> (answer: KeptBody?, generation: UInt64) {
        state.withLock { state in
            if state.day != day { state = State(generation: state.generation + 1, day: day) }
            return (state.answers[Key(topic: topic, form: form)], state.generation)
        }
    }

    /// Keeps an answer that was read after `generation` was told; not when anything changed since.
    package func keep(_ answer: KeptBody, _ topic: Topic, _ form: String, generation: UInt64) {
        state.withLock { state in
            let weight = AnswerCache.weight(answer)
            guard state.generation == generation, weight <= mostBytes / 64 else { return }
            if state.bytes + weight > mostBytes { state = State(generation: state.generation, day: state.day) }
            let key = Key(topic: topic, form: form)
            guard state.answers.updateValue(answer, forKey: key) == nil else { return }
            state.forms[topic, default: []].insert(form)
            state.bytes += weight
        }
    }

    /// Forgets what a step of the shelf changed.
    func forget(_ touched: ShelfTouched) {
        state.withLock { state in
            state.generation += 1
            if touched.isMany {
                state = State(generation: state.generation, day: state.day)
                return
            }
            for topic in touched.publications.map(Topic.item) + touched.codes.map(Topic.subject) {
                for form in state.forms.removeValue(forKey: topic) ?? [] {
                    let gone = state.answers.removeValue(forKey: Key(topic: topic, form: form))
                    state.bytes -= gone.map { AnswerCache.weight($0) } ?? 0
                }
            }
        }
    }

    /// What an answer takes: its bytes, and at most as many packed ones.
    private static func weight(_ answer: KeptBody) -> Int { 2 * answer.byteCount }
}
