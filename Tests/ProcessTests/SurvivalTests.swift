import Casework
import Contracts
import Foundation
import Histories
import Programs
import Testing

/// What was found when all ledgers were compared.
struct Findings: Error, CustomStringConvertible {
    let seed: UInt64
    let list: [String]

    var description: String {
        "LIANDONG_SEED=\(seed): \(list.count) findings\n" + list.prefix(40).joined(separator: "\n")
    }
}

/// Six workers, the feed and the broker under load and SIGKILL.
struct SurvivalTests {
    private static let kills = 54
    private static let clerks = 12

    @Test(.timeLimit(.minutes(9)))
    func `whatever is killed at any moment, every order is done once and all ledgers agree`() async throws {
        let seed = ChaosDice.runSeed()
        try await TestHouse.run { town in
            let begin = ContinuousClock.now
            try await town.start(Clerk.agencies + ["credit-platform"])
            let done = try await SurvivalTests.load(town, seed: seed)
            let loaded = ContinuousClock.now
            let stage = town.stage()
            try await FinalChecks.run(on: stage)
            let settled = ContinuousClock.now
            let revivals = await town.crew.revivals
            let unclean = await town.crew.stop(last: DemonstrationHouse.broker)
            FinalChecks.checkClosedLedgers(town.house, stage.narrator)
            let audit = try Audit(town.house)
            let letters = try audit.letterFindings()
            let findings =
                try unclean + stage.narrator.failures + letters.findings + audit.orderFindings(done)
                + audit.caseFindings() + town.historyFindings(.healed)
            let brokers = revivals.count { $0 == DemonstrationHouse.broker }
            print(
                "seed \(seed): \(revivals.count) kills (\(brokers) of the broker), \(done.count) orders,",
                "\(letters.deliveries) deliveries; load \(loaded - begin), settled \(settled - loaded),",
                "compared \(ContinuousClock.now - settled)")
            guard findings.isEmpty else { throw Findings(seed: seed, list: findings) }
            #expect(revivals.count >= 50 && brokers > 0)
            #expect(done.count > 100 && letters.deliveries > 100)
        }
    }

    /// Clerks give orders until the storm is over; each then ends the case it is at. One more sends letters to everybody,
    /// and everything is killed while they are on their way.
    private static func load(_ town: TestHouse, seed: UInt64) async throws -> [GivenOrder] {
        let storm = Storm(town.crew, kills: kills)
        var dice = ChaosDice(seed: seed)
        let seeds = (0...clerks).map { _ in dice.next() }
        let done = try await withThrowingTaskGroup(of: [GivenOrder].self) { group in
            for number in 1...clerks {
                group.addTask {
                    let clerk = Clerk(number, stage: town.stage(), dice: ChaosDice(seed: seeds[number]))
                    while !storm.isOver { try await clerk.playOne() }
                    return clerk.done
                }
            }
            group.addTask {
                try await storm.rage(ChaosDice(seed: seeds[0]))
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let last = Clerk(clerks + 1, stage: town.stage(), dice: dice)
        try await last.scatter()
        try await storm.blackout()
        return done + last.done
    }
}
