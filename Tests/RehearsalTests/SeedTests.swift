import Casework
import Contracts
import Foundation
import Rehearsal
import Signing
import Testing

/// The rule set of the repository.
enum RehearsalRules {
    static let documents: [RuleDocument] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deploy/rules")
        let files = (try? RuleFolder.read(folder.path())) ?? []
        return files.map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) }
    }()

    static func set() throws -> RuleSet { try RuleSet.read(version: "test", documents: documents) }
}

@Suite(.timeLimit(.minutes(20))) struct SeedTests {
    private func run(_ chaos: Span) -> RehearsalRun {
        RehearsalRun(chaos: chaos, pace: .minutes(5), documents: RehearsalRules.documents)
    }

    @Test(arguments: UInt64(1)...6)
    func `every invariant holds through chaos and after it`(seed: UInt64) throws {
        let run = RehearsalRun(chaos: .minutes(40), documents: RehearsalRules.documents)
        let outcome = run.play(seed: seed, rules: try RehearsalRules.set())
        #expect(outcome.failures == [], "\(outcome.story.lines.suffix(30).map(\.description).joined(separator: "\n"))")
        #expect(outcome.orders.done > 0)
    }

    @Test(arguments: UInt64(1)...24)
    func `every invariant holds while the stories alone follow each other closely`(seed: UInt64) throws {
        var run = run(.minutes(40))
        run.scope = .stories
        let outcome = run.play(seed: seed, rules: try RehearsalRules.set())
        #expect(outcome.failures == [], "\(outcome.story.lines.suffix(30).map(\.description).joined(separator: "\n"))")
        #expect(outcome.orders.done > 0)
    }

    /// Seeds that once found a defect; what they found stands in the names. The stories of `SimulatorFindingTests` and
    /// `CopyFindingTests` and `TwinFindingTests` show each defect by itself.
    @Test(arguments: [
        (
            "a stream opened before the claim was granted, and a letter drafted meanwhile got no number", UInt64(10483),
            5
        ),
        ("what was parked in front of the end of its stream was judged as standing behind it", 10057, 5),
        ("a copy sent the letter that its original had sent", 10381, Int64(5)),
        ("a restored office answered a letter that it had answered", 10532, 5),
        ("a recovered letter that came with its case was not applied to it", 20135, 5),
        ("a recovered letter that was read twice in one step was taken for a fork", 40102, 5),
        ("an office whose clone had written on waited for ever", 50945, 20),
        ("a liar's quarantined letter kept a spoilt list from being compared", 8, 5),
        ("a measure that was remembered behind the removal of its entry stayed", 28, 4),
        ("a recovered measure was not lifted when a head confirmed it", 5032, 20),
        ("copies of one epoch whose claims were lost served side by side", 1003, 20),
        ("the end of a stream that ended a process could not be tried again", 50838, 20),
        ("an old copy that won knew nothing of what it lacked", 892, 20),
        ("a recovered measure was lifted in a letter that was never sent", 2449, 20),
        ("a beaten copy with nothing to send never learned of its twin", 2364, 20),
        ("what a dead clone of the reader had acknowledged was not sent again", 2810, 20),
        ("what a retired office passes on was not kept in the order of its senders", 4679, 20),
        ("a mended letter waited behind one that waited for what waited behind it", 2247, 20),
    ])
    func `a seed that found a defect finds none`(defect: String, seed: UInt64, pace: Int64) throws {
        var run = RehearsalRun(chaos: .minutes(40), pace: .minutes(pace), documents: RehearsalRules.documents)
        run.scope = .stories
        let outcome = run.play(seed: seed, rules: try RehearsalRules.set())
        #expect(outcome.failures == [], "\(defect)")
    }

    @Test func `the same seed is the same story`() throws {
        var run = run(.minutes(40))
        run.tellsAll = true
        let first = run.play(seed: 42, rules: try RehearsalRules.set())
        let second = run.play(seed: 42, rules: try RehearsalRules.set())
        #expect(first.story.lines == second.story.lines)
        #expect(first.comparisons == second.comparisons)
        #expect(first.story.lines.contains { $0.kind == "order" })
    }

    @Test func `both variants of the rules that come into force in mid-case can be read`() throws {
        let longer = RehearsalRules.documents.map { document in
            let text = String(decoding: document.bytes, as: UTF8.self).replacing("\"hours\": 24", with: "\"hours\": 30")
            return RuleDocument(name: document.name, bytes: Array(text.utf8))
        }
        #expect(longer.map(\.bytes) != RehearsalRules.documents.map(\.bytes))
        #expect(throws: Never.self) { try RuleSet.read(version: "longer", documents: longer) }
        let without = RehearsalRules.documents.filter { !$0.name.hasPrefix("calendar-2026") }
        #expect(without.count == RehearsalRules.documents.count - 1)
        #expect(throws: Never.self) { try RuleSet.read(version: "without", documents: without) }
    }
}
