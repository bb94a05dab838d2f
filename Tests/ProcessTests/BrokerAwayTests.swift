import Casework
import Contracts
import Foundation
import Ledgers
import Programs
import Testing

/// Officers' work goes on without the bus; letters wait and are delivered when it is back.
struct BrokerAwayTests {
    private static let sender = "tax"
    private static let receivers = ["market-regulation", "customs"]
    private static let referrals = 8

    @Test(.timeLimit(.minutes(20)))
    func `orders go on while the broker is away, and all letters arrive when it is back`() async throws {
        try await TestHouse.run { town in
            let broker = try town.spawn(town.house.brokerProgram)
            try await town.crew.start(["tax", "market-regulation"].map { try town.program($0) })
            let customs = try town.spawn(town.program("customs"))
            for agency in [Self.sender] + Self.receivers { try await town.ready(agency) }
            let clerk = Clerk(1, stage: town.stage(), dice: ChaosDice(seed: 1))
            let first = try await clerk.refer(from: Self.sender, to: Self.receivers)
            try await delivered(first, clerk)

            broker.send(SIGTERM)
            #expect(try await town.ending(of: broker, within: .seconds(20)) == .exited(0))
            let ids = try await referWithoutBroker(clerk)
            let stopped = ContinuousClock.now
            customs.send(SIGTERM)
            #expect(try await town.ending(of: customs, within: .seconds(20)) == .exited(0))
            print("a worker stopped without the broker in \(ContinuousClock.now - stopped)")
            // It starts without the broker too, and says that it can be worked with.
            try await town.crew.start([town.program("customs")])
            try await town.ready("customs")

            try await town.crew.start([town.house.brokerProgram])
            for id in ids { try await delivered(id, clerk) }
            let backlog = try outgoing(town)
            #expect(backlog.waiting == 0 && backlog.inFlight == 0)
            let counts = try account(town, "market-regulation")
            #expect(counts.cases.reduce(0) { $0 + $1.count } == 1 + Self.referrals)
            #expect(await town.crew.mishaps.isEmpty)
        }
    }

    /// Referrals are done one after the other, and what is owed grows with each.
    private func referWithoutBroker(_ clerk: Clerk) async throws -> [String] {
        let house = clerk.stage.house
        var ids: [String] = []
        for count in 1...Self.referrals {
            ids.append(try await clerk.refer(from: Self.sender, to: Self.receivers))
            let owed = try outgoing(house)
            #expect(owed.waiting + owed.inFlight == count * Self.receivers.count)
            #expect(try await clerk.stage.isReady(house.office(Self.sender).id))
        }
        return ids
    }

    private func delivered(_ id: String, _ clerk: Clerk) async throws {
        try await clerk.until(id, at: Self.sender, "is delivered") { $0["state"]?.string == "delivered" }
        for receiver in Self.receivers {
            let part = try clerk.stage.house.office(receiver).id.description
            try await clerk.until(id, at: Self.sender, "is delivered to \(part)") {
                $0["facts"]?["parts"]?[part]?["state"]?.string == "delivered"
            }
        }
    }

    private func outgoing(_ town: TestHouse) throws -> (waiting: Int, inFlight: Int) { try outgoing(town.house) }

    /// Letters of the sender that have no number yet, and numbered ones that nobody acknowledged.
    private func outgoing(_ house: DemonstrationHouse) throws -> (waiting: Int, inFlight: Int) {
        let reader = try LedgerReader(path: house.ledger(of: house.office(Self.sender)), dataKey: nil)
        let accounts = try reader.accounts().filter { !$0.stream.topic.isBroadcast }
        return (try reader.counts().waiting, accounts.reduce(0) { $0 + Int($1.inFlight) })
    }

    private func account(_ town: TestHouse, _ agency: String) throws -> LedgerCounts {
        try LedgerReader(path: town.house.ledger(of: town.house.office(agency)), dataKey: nil).counts()
    }
}
