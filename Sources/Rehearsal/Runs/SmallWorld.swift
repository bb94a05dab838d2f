package import Casework
import Contracts
import Offices

/// Two offices, three letters, and every pair of a crash point and a single fault: nothing is left to chance.
package struct SmallWorld: Sendable {
    /// One fault at one of its occasions.
    package struct Blow: Hashable, Sendable, CustomStringConvertible {
        /// What strikes.
        package let fault: Fault
        /// At which of its occasions, from 1.
        package let occasion: Int

        package var description: String { "\(fault.name)@\(occasion)" }
    }

    /// What came of one world.
    package struct Outcome: Sendable {
        /// What was broken.
        package let failures: [Checks.Failure]
        /// What happened.
        package let story: Story
        /// How often each fault was asked for.
        package let occasions: [Int]
        /// Letters that had an effect.
        package let effects: Int
    }

    /// The three ways in which a process dies.
    package static let crashes: [Fault] = [.crashBeforeCommit, .crashAfterCommit, .crashWhilePublishing]
    /// What is tried once beside each crash.
    package static let singles: [Fault] = [
        .lostRecord, .repeatedRecord, .possiblyPersisted, .refusedRecord, .slowPartition, .diskFull, .truncation,
        .wipe, .restore, .twin, .clone, .keyChange, .generation, .forgery,
    ]

    private let rules: RuleSet

    /// A small world under these rules.
    package init(rules: RuleSet) {
        self.rules = rules
    }

    /// Plays the three letters under the given blows.
    package func play(_ blows: [Blow]) -> Outcome {
        var plan = Network.Plan(seed: 7, rules: rules)
        plan.offices = ["510100-market-regulation", "510100-police"]
        var misfortune: Misfortune.Plan = [:]
        for blow in blows { misfortune[blow.fault, default: []].insert(blow.occasion) }
        plan.misfortune = misfortune
        var network = Network(plan)
        // Something to restore from, and to copy.
        var workload = Workload(smallWorldAt: network.clock.now)
        network.run(for: .seconds(20), workload: &workload)
        for place in network.rooms.indices { network.backUp(place) }
        network.run(for: .minutes(10), workload: &workload)
        network.settle(within: .hours(30), workload: &workload)
        return Outcome(
            failures: network.checks.failures, story: network.story, occasions: network.luck.occasions,
            effects: network.effects)
    }

    /// Every crash point with every single fault, each pair once; `stride` leaves out all but each n-th.
    package func pairs(stride: Int) -> [[Blow]] {
        let occasions = play([]).occasions
        let crashes = blows(SmallWorld.crashes, occasions)
        let singles = blows(SmallWorld.singles, occasions)
        var pairs = crashes.map { [$0] } + singles.map { [$0] }
        for crash in crashes { pairs += singles.map { [crash, $0] } }
        return pairs.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    }

    private func blows(_ faults: [Fault], _ occasions: [Int]) -> [Blow] {
        faults.flatMap { fault in
            (1...max(1, occasions[fault.rawValue])).map { Blow(fault: fault, occasion: $0) }
        }
    }
}
