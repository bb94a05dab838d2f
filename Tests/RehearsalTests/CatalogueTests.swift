import Casework
import Contracts
import Rehearsal
import Testing

/// Officers who look for what never happened reach most events of the tables, and everything holds there too.
@Suite(.timeLimit(.minutes(20))) struct CatalogueTests {
    /// Events to which no explorer has found the way yet: they need several offices to do the right thing in the right order, or
    /// a content that nobody invents by chance. The tables of their workflows and the scenarios play them; an event that is
    /// new has to be reached, or to be named here.
    private static let unreached: [CaseKind: Set<String>] = [
        .referral: ["assigned", "verificationExtended", "decisionExtended", "concluded", "finedElsewhere"],
        .handoff: [
            "supervisionSuggested", "refusalAccepted", "reasonsRequired", "reasonsGiven", "reasonsAccepted",
            "filingOrdered", "correctionDemanded", "decided", "fineBlocked",
        ],
        .listEntry: [
            "publicationWithheld", "challenged", "challengeAccepted", "challengeDeclined", "challengeUpheld",
            "challengeDismissed", "revocationProposed", "measureEnded", "repairBarred",
        ], .supervision: ["correctionOverdue"],
        .task: ["subjectsDrawn", "visitPlanned", "inspectionRecorded", "resultPublished"], .slip: ["slipProgressed"],
        .repair: [
            "repairConflictDecided", "repairCompleted", "repairObjectionExtended", "repairObjectionUpheld",
            "repairObjectionDismissed",
        ], .risk: ["riskReferred"],
    ]

    @Test func `what explorers look for happens, all but what is named here, and nothing is broken by it`() throws {
        let rules = try RehearsalRules.set()
        var coverage = Coverage()
        for seed in UInt64(1)...32 {
            let goals = coverage.missing
            guard !goals.isEmpty else { break }
            var run = RehearsalRun(
                chaos: .hours(5), healing: .hours(12), rates: FaultRates.none, documents: RehearsalRules.documents)
            // From another place of the list each time, so that what is hard to reach does not keep the rest waiting.
            let first = Int(seed) * 37 % goals.count
            run.scope = .catalogue(Array(goals[first...] + goals[..<first]))
            let outcome = run.play(seed: seed, rules: rules)
            #expect(outcome.failures == [], "seed \(seed)")
            coverage.add(outcome.coverage)
        }
        let missing = coverage.missing.filter { !(CatalogueTests.unreached[$0.kind] ?? []).contains($0.event) }
        #expect(missing == [])
        for (kind, events) in CatalogueTests.unreached {
            #expect(events.isSubset(of: Workflow.of(kind).rows.map(\.event)), "\(kind)")
        }
    }
}
