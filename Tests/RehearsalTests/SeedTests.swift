import Casework
import Contracts
import Foundation
import Rehearsal
import Signing
import Testing

@Suite(.timeLimit(.minutes(8))) struct SeedTests {
    static func rules() throws -> RuleSet {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deploy/rules")
        return try RuleSet.read(
            version: "test",
            documents: try RuleFolder.read(folder.path()).map {
                RuleDocument(name: $0.name, bytes: Array($0.text.utf8))
            })
    }

    @Test(arguments: UInt64(1)...6)
    func `every invariant holds through chaos and after it`(seed: UInt64) throws {
        let outcome = RehearsalRun(chaos: .hours(2), healing: .hours(24)).play(seed: seed, rules: try Self.rules())
        #expect(outcome.failures == [], "\(outcome.story.lines.suffix(30).map(\.description).joined(separator: "\n"))")
        #expect(outcome.effects > 0)
    }

    /// Seeds that once found a defect, with what they found.
    @Test(arguments: [
        // A restored recipient took its own recovered acceptance for decided, because the letter it answers was known.
        UInt64(14): Int64(5)
    ])
    func `a seed that found a defect finds none`(seed: UInt64, hours: Int64) throws {
        let outcome = RehearsalRun(chaos: .hours(hours), healing: .hours(24)).play(seed: seed, rules: try Self.rules())
        #expect(outcome.failures == [])
    }

    @Test func `the same seed is the same story`() throws {
        let run = RehearsalRun(chaos: .hours(1), healing: .hours(12))
        let first = run.play(seed: 42, rules: try Self.rules())
        let second = run.play(seed: 42, rules: try Self.rules())
        #expect(first.story.lines == second.story.lines)
        #expect(first.effects == second.effects && first.comparisons == second.comparisons)
    }
}
