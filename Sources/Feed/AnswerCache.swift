package import Contracts
import Shelf
import Synchronization

/// Answers that were made already, kept until something changes what they say. Its size is bounded.
package final class AnswerCache: Sendable {
    /// What an answer says something of.
    package enum Topic: Hashable, Sendable {
        /// One publication.
        case item(CaseID)
        /// All of one firm, by its code.
        case subject(String)
    }

    /// An answer with the hash that it is known by.
    package struct Answer: Sendable {
        /// The body.
        package let bytes: [UInt8]
        /// SHA-256 of the body.
        package let tag: Digest

        /// An answer from its body.
        package init(_ bytes: [UInt8]) {
            self.bytes = bytes
            tag = Digest.sha256(bytes)
        }
    }

    private struct Key: Hashable {
        let topic: Topic
        let form: String
    }

    private struct State {
        var answers: [Key: Answer] = [:]
        var forms: [Topic: Set<String>] = [:]
        var bytes = 0
        var generation: UInt64 = 0
    }

    private let state = Mutex(State())
    private let mostBytes: Int

    /// A cache of so many bytes of bodies.
    package init(mostBytes: Int = 32 << 20) { self.mostBytes = mostBytes }

    /// The answer to `form` (a page, JSON …) of a topic if it is here; otherwise nil, and the generation for `keep`.
    package func find(_ topic: Topic, _ form: String) -> (answer: Answer?, generation: UInt64) {
        state.withLock { ($0.answers[Key(topic: topic, form: form)], $0.generation) }
    }

    /// Keeps an answer that was read after `generation` was told; not when anything changed since.
    package func keep(_ answer: Answer, _ topic: Topic, _ form: String, generation: UInt64) {
        state.withLock { state in
            guard state.generation == generation, answer.bytes.count <= mostBytes / 64 else { return }
            if state.bytes + answer.bytes.count > mostBytes { state = State(generation: state.generation) }
            let key = Key(topic: topic, form: form)
            guard state.answers.updateValue(answer, forKey: key) == nil else { return }
            state.forms[topic, default: []].insert(form)
            state.bytes += answer.bytes.count
        }
    }

    /// Forgets what a step of the shelf changed.
    func forget(_ touched: ShelfTouched) {
        state.withLock { state in
            state.generation += 1
            if touched.isMany {
                state = State(generation: state.generation)
                return
            }
            for topic in touched.publications.map(Topic.item) + touched.codes.map(Topic.subject) {
                for form in state.forms.removeValue(forKey: topic) ?? [] {
                    let gone = state.answers.removeValue(forKey: Key(topic: topic, form: form))
                    state.bytes -= gone?.bytes.count ?? 0
                }
            }
        }
    }
}
