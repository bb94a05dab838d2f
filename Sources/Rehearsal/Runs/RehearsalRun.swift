package import Casework
package import Contracts
import Offices

/// One seed from start to verdict: chaos, then healing, then the judgement.
package struct RehearsalRun: Sendable {
    /// What came of a seed.
    package struct Outcome: Sendable {
        /// The seed.
        package let seed: UInt64
        /// How often each fault may strike in it.
        package let rates: FaultRates
        /// What was broken; empty when everything held.
        package let failures: [Checks.Failure]
        /// What happened.
        package let story: Story
        /// Simulated time.
        package let simulated: Span
        /// Offices in the network.
        package let offices: Int
        /// Orders that were done, and refused.
        package let orders: (done: Int, refused: Int)
        /// Letters that had an effect, over all offices.
        package let effects: Int
        /// Single comparisons, by invariant and rule.
        package let comparisons: [String: Int]
        /// What happened, by kind of case and event.
        package let coverage: Coverage
        /// How often each fault struck.
        package let faults: [(fault: Fault, count: Int)]
    }

    /// How long faults strike.
    package var chaos: Span
    /// How long the network has to settle afterwards, at the most.
    package var healing: Span
    /// Between two new cases.
    package var pace: Span
    /// How often what goes wrong; nil for rates that each seed draws for itself.
    package var rates: FaultRates?
    /// Faults that are left out.
    package var without: Set<Fault> = []
    /// Documents of the rule set, from which other rules are made in mid-case.
    package var documents: [RuleDocument] = []
    /// Who is at work.
    package var scope = Workload.Scope.everything
    /// Tells every order and letter.
    package var tellsAll = false
    /// Entries that one office puts on its list at once; nil for some in one seed of sixteen.
    package var entries: Int?
    /// Entries of one list that all offices have before anything goes wrong. Then rows of it are spoilt one at a time, and must
    /// be found in a few questions; and at last copies rot while officers work and all other faults strike.
    package var standing = 0
    /// No new case begins later than this after the start; nil for as long as faults strike.
    package var lastCase: Span?

    /// A run of so many hours of faults.
    package init(
        chaos: Span = .hours(24), healing: Span = .hours(48), pace: Span = .minutes(20),
        rates: FaultRates? = nil, documents: [RuleDocument] = []
    ) {
        self.chaos = chaos
        self.healing = healing
        self.pace = pace
        self.rates = rates
        self.documents = documents
    }

    /// Plays a seed; the same seed gives the same outcome on every machine.
    package func play(seed: UInt64, rules: RuleSet) -> Outcome {
        var plan = Network.Plan(seed: seed, rules: rules)
        plan.rates = rates ?? FaultRates(drawnFrom: seed &* 0x2545_f491_4f6c_dd1d)
        plan.without = without
        plan.documents = documents
        plan.tellsAll = tellsAll
        switch scope {
        case .stories: break
        case .everything: plan.offices = Network.widerNames
        case .catalogue: plan.offices = Network.widestNames
        }
        if standing > 0 { plan.rates[.rot] = 300 }
        var network = Network(plan)
        let entries = standing > 0 ? network.stand(standing) : []
        network.findSpoilt(among: entries)
        var workload = Workload(
            seed: seed ^ 0x5eed_0f_0ff1ce, network, pace: pace,
            lastCase: network.clock.now + min(lastCase ?? chaos, chaos), scope: scope,
            entries: self.entries ?? (seed % 16 == 5 && standing == 0 ? 60 : 0))
        workload.goOn(with: entries)
        network.run(for: chaos, workload: &workload)
        network.settle(within: healing, workload: &workload)
        return Outcome(
            seed: seed, rates: plan.rates, failures: network.checks.failures, story: network.story,
            simulated: network.clock.elapsed,
            offices: network.ids.count, orders: (workload.done, workload.refused), effects: network.effects,
            comparisons: network.checks.comparisons, coverage: network.checks.coverage, faults: network.luck.counts)
    }
}
