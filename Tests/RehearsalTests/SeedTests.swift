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

@Suite(.timeLimit(.minutes(8))) struct SeedTests {
    private func run(_ chaos: Span) -> RehearsalRun {
        RehearsalRun(chaos: chaos, pace: .minutes(5), documents: RehearsalRules.documents)
    }

    @Test(arguments: UInt64(1)...64)
    func `every invariant holds through chaos and after it`(seed: UInt64) throws {
        let outcome = run(.minutes(40)).play(seed: seed, rules: try RehearsalRules.set())
        #expect(outcome.failures == [], "\(outcome.story.lines.suffix(30).map(\.description).joined(separator: "\n"))")
        #expect(outcome.orders.done > 0)
    }

    /// Seeds that once found a defect; what they found stands in the names.
    @Test(arguments: [
        ("a restored recipient took its recovered acceptance for decided", UInt64(14), Int64(5)),
        ("a stranger's nonsense in a case parked the letters of its parties", 15, 5),
        ("a clock that was set back silenced all heartbeats and repetitions", 1, 5),
        ("a successor refused what the retired office had said before its end", 7, 5),
        ("a restored office ended a stream a second time", 46, 4),
        ("clones that wrote in different streams did not notice each other", 33, 3),
    ])
    func `a seed that found a defect finds none`(defect: String, seed: UInt64, hours: Int64) throws {
        let run = RehearsalRun(chaos: .hours(hours), documents: RehearsalRules.documents)
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
