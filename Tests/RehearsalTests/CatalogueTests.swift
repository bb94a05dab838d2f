import Casework
import Contracts
import Rehearsal
import Testing

/// The simulator plays what the tables know: every order is given, every event happens, or it is named here with the reason.
@Suite(.timeLimit(.minutes(20))) struct CatalogueTests {
    /// What never happens in a rehearsal, and why.
    static let never: [Coverage.Deed: String] = [:]

    /// Orders that nobody gives in a rehearsal, and why.
    static let neverGiven: [Coverage.Deed: String] = [:]

    @Test func `every order of every workflow is given, and every event happens`() throws {
        var coverage = Coverage()
        let rules = try RehearsalRules.set()
        for seed in UInt64(1)...40 {
            let goals = coverage.missing.filter { CatalogueTests.never[$0] == nil }
            guard !goals.isEmpty else { break }
            var run = RehearsalRun(
                chaos: .hours(4), healing: .hours(4), rates: FaultRates.none, documents: RehearsalRules.documents)
            run.scope = .catalogue(seed % 2 == 0 ? goals : goals.reversed())
            let outcome = run.play(seed: seed, rules: rules)
            #expect(outcome.failures == [], "seed \(seed)")
            coverage.add(outcome.coverage)
        }
        #expect(Set(coverage.missing) == Set(CatalogueTests.never.keys), "\(coverage.missing)")
        #expect(Set(coverage.missingOrders) == Set(CatalogueTests.neverGiven.keys), "\(coverage.missingOrders)")
    }
}
