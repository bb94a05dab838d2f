import Casework
import Specimens
import Testing

struct PrivacyCorpusTests {
    /// Texts of each kind; every form of a number comes up at least a dozen times.
    private static let count = 1_500
    /// Clean texts that may be held back for a number that is nobody's, in a thousand.
    private static let bound = 20
    private static let outcome = PrivacyCorpus.outcome(count: count)

    @Test func `nothing personal survives to a published text, in any form`() {
        let outcome = PrivacyCorpusTests.outcome
        #expect(outcome.personal == PrivacyCorpusTests.count)
        #expect(outcome.blocked + outcome.masked == outcome.personal)
        for number in outcome.leaks {
            let text = PrivacyCorpus.personal(number)
            Issue.record("text \(number) leaks \(text.planted.map(\.secret)): \(text.text)")
        }
    }

    @Test func `few clean texts are held back`() {
        let outcome = PrivacyCorpusTests.outcome
        #expect(outcome.clean == PrivacyCorpusTests.count)
        #expect(outcome.falseBlocksPerThousand <= PrivacyCorpusTests.bound, "\(examples(outcome))")
        #expect(outcome.falseHints + outcome.falseMasks <= PrivacyCorpusTests.count * PrivacyCorpusTests.bound / 1000)
    }

    @Test func `another seed gives other texts and the same verdict`() {
        let outcome = PrivacyCorpus.outcome(count: 400, seed: "2")
        #expect(outcome.leaks.isEmpty, "\(outcome.leaks.map { PrivacyCorpus.personal($0, seed: "2") })")
        #expect(PrivacyCorpus.personal(3, seed: "2").text != PrivacyCorpus.personal(3).text)
        #expect(PrivacyCorpus.personal(3) == PrivacyCorpus.personal(3))
    }

    @Test func `a guard that looks at nothing leaks every text of the corpus`() {
        // The corpus must be able to fail: what is planted stands there in a form that people read.
        let isSeen = (0..<200).allSatisfy { number in
            let text = PrivacyCorpus.personal(number)
            return text.planted.allSatisfy { text.text.contains($0.phrase) }
        }
        #expect(isSeen)
        let kinds = Set((0..<400).flatMap { PrivacyCorpus.personal($0).planted.map(\.kind) })
        #expect(kinds == Set(PrivacyFinding.Kind.allCases))
    }

    private func examples(_ outcome: PrivacyCorpus.Outcome) -> String {
        outcome.disturbed.prefix(40).map { PrivacyCorpus.clean($0).text }.joined(separator: "\n")
    }
}
