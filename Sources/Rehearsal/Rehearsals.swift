package import Casework
package import Contracts
import Offices

/// One seed from start to verdict: chaos, then healing, then the judgement.
package struct RehearsalRun: Sendable {
    /// What came of a seed.
    package struct Outcome: Sendable {
        /// The seed.
        package let seed: UInt64
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
        /// Single comparisons of invariants.
        package let comparisons: Int
    }

    /// How long faults strike.
    package var chaos: Span
    /// How long the network has to settle afterwards.
    package var healing: Span
    /// Between two new cases.
    package var pace: Span
    /// How often what goes wrong.
    package var rates: FaultRates

    /// A run of so many hours of faults.
    package init(
        chaos: Span = .hours(24), healing: Span = .hours(24), pace: Span = .minutes(20),
        rates: FaultRates = FaultRates()
    ) {
        self.chaos = chaos
        self.healing = healing
        self.pace = pace
        self.rates = rates
    }

    /// Plays a seed; the same seed gives the same outcome on every machine.
    package func play(seed: UInt64, rules: RuleSet) -> Outcome {
        var rehearsal = Rehearsal(seed: seed, rates: rates, rules: rules)
        var workload = Workload(
            seed: seed ^ 0x5eed_0f_0ff1ce, start: rehearsal.clock.now, pace: pace, lastCase: rehearsal.clock.now + chaos
        )
        rehearsal.run(for: chaos, workload: &workload)
        rehearsal.heal()
        rehearsal.run(for: healing, workload: &workload)
        if rehearsal.checks.isClean { rehearsal.judgeEnding() }
        return Outcome(
            seed: seed, failures: rehearsal.checks.failures, story: rehearsal.story, simulated: rehearsal.clock.elapsed,
            offices: rehearsal.ids.count, orders: (workload.done, workload.refused), effects: rehearsal.effects,
            comparisons: rehearsal.checks.comparisons)
    }
}

extension Rehearsal {
    /// All faults end: the bus is there, clocks agree, everybody who is off comes back soon.
    mutating func heal() {
        isHealed = true
        bus.awayUntil = clock.now
        publishDocuments()
        let now = clock.now
        for id in ids {
            guard var office = offices[id] else { continue }
            office.skew = .seconds(0)
            office.diskFullUntil = now
            if office.machine == nil { office.downUntil = now + .seconds(5) }
            offices[id] = office
        }
        story.tell(clock, nil, "all faults are over")
    }

    /// Letters that had an effect, over all offices.
    var effects: Int {
        ids.reduce(0) { sum, id in
            sum + (offices[id]?.ledger.incoming.values.joined().filter { $0.disposition == .effect }.count ?? 0)
        }
    }
}
