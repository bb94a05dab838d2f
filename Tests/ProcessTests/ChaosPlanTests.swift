import Programs
import Testing

@Suite struct ChaosPlanTests {
    @Test func `one seed has one plan, another seed another`() {
        let plan = ChaosPlan(seed: 7, milliseconds: 600_000)
        #expect(plan == ChaosPlan(seed: 7, milliseconds: 600_000))
        #expect(plan != ChaosPlan(seed: 8, milliseconds: 600_000))
    }

    @Test(arguments: UInt64(1)...20)
    func `a plan ends in time, hits nobody twice at once and restores one office, from its backups`(seed: UInt64) {
        let plan = ChaosPlan(seed: seed, milliseconds: 300_000)
        #expect(plan.steps.count > 40)
        #expect(plan.steps.allSatisfy { $0.at + $0.length <= 300_000 })
        var backedUp: Set<String> = []
        var restored: Set<String> = []
        var busyUntil: [String: Int] = [:]
        for step in plan.steps {
            if step.strike == .backup { backedUp.insert(step.victim) }
            if step.strike == .restore {
                #expect(backedUp.contains(step.victim))
                restored.insert(step.victim)
            }
            guard !step.victim.isEmpty else { continue }
            let others =
                step.victim == "all" ? Array(busyUntil.values) : [busyUntil[step.victim] ?? 0, busyUntil["all"] ?? 0]
            #expect(others.allSatisfy { $0 <= step.at })
            busyUntil[step.victim] = step.at + step.length
        }
        #expect(restored.count <= 1)
    }

    @Test func `an hour has every kind of strike`() {
        let strikes = Set(ChaosPlan(seed: 1, milliseconds: 3_600_000).steps.map(\.strike))
        #expect(strikes == Set(ChaosStrike.allCases))
    }
}
