import Casework
import Contracts
import Foundation
import Offices
import Testing

/// Very many entries of a list whose last day is the same: each leaves its list at that midnight, once (SL-14, TX-05).
struct ManyExpiriesTests {
    private static let market = "510100-market-regulation"
    private static let tax = "510100-tax"

    /// How many; `liandong bench expiries` does a million over a ledger on disk.
    private static let many = ProcessInfo.processInfo.environment["LIANDONG_EXPIRIES"].flatMap { Int($0) } ?? 20_000

    /// The end of the last day of all entries.
    private let midnight: Moment

    init() throws {
        midnight = try #require(CivilDate("2026-08-01")).start
    }

    /// An office that serves, and one that it hears.
    private func open() throws -> (Town, CaseID) {
        var town = try Town(seed: 61, names: [Self.market, Self.tax])
        town.official = midnight + .hours(-14)
        try town.run(rounds: 12)
        _ = try town.refer(from: Self.tax, to: [Self.market])
        let id = try ListEqualityTests.list(&town, 0)
        try town.run(rounds: 12)
        return (town, id)
    }

    /// Puts entries like this one into the ledger of the office, whose time ends at midnight.
    private func stock(_ town: inout Town, like id: CaseID, count: Int) throws {
        let model = try #require(town.file(Self.market, id)).json
        let deadlines = (model["deadlines"]?.array ?? []).map { deadline -> JSONValue in
            guard deadline["key"] == "expiry" else { return deadline }
            let rungs = (deadline["rungs"]?.array ?? []).map { $0.setting("at", .string(midnight.description)) }
            return deadline.setting("due", .string((midnight + .milliseconds(-1)).description))
                .setting("rungs", .array(rungs))
        }
        #expect(deadlines.contains { $0["key"] == "expiry" && $0["rungs"]?.array?.count == 1 }, "\(deadlines)")
        let like = model.setting("deadlines", .array(deadlines))
        var commit = Commit(machineTime: town.now, officialTime: town.now)
        commit.cases = try (0..<count).map { number in
            let entry = CaseID(
                office: id.office, number: LetterID(time: Town.dawn, randomHigh: 9, randomLow: UInt64(number)))
            return try #require(CaseFile(json: like.setting("id", .string(entry.description))))
        }
        try town.residents[Self.market]?.ledger.apply(commit)
    }

    private func rung(_ town: Town) -> [String] {
        (town.residents[Self.market]?.ledger.journal ?? []).map(\.entry).filter { $0.kind == .rung }.map(\.caseID)
    }

    /// The entries that letters took off the list, in the order of their numbers.
    private func removed(_ town: Town) -> [String] {
        (town.residents[Self.market]?.ledger.outgoingLetters ?? [:]).values.joined().map(\.envelope.leaf).filter {
            $0.type.name == "list.remove"
        }.map(\.caseID)
    }

    @Test(.timeLimit(.minutes(15)))
    func `all entries that end at one midnight end once each, in bounded steps, and letters are taken in between`()
        throws
    {
        var (town, id) = try open()
        try stock(&town, like: id, count: Self.many)
        town.official = midnight + .milliseconds(-1)
        try town.round()
        #expect(rung(town).isEmpty, "nothing ends on its last day")
        town.official = midnight
        var (steps, last, taken) = (0, 0, [0])
        var referrals: [CaseID] = []
        while last < Self.many, steps < Self.many {
            // The other office writes meanwhile, and is too busy to read.
            if referrals.count < 20 { referrals.append(try town.refer(from: Self.tax, to: [Self.market])) }
            try town.send(Self.tax)
            try turn(&town)
            steps += 1
            let now = rung(town).count
            #expect(now - last <= OfficeMachine.rungsAtOnce)
            last = now
            taken.append(referrals.count { town.file(Self.market, $0) != nil })
            // The process dies between two steps, early and late.
            if steps == 5 || steps == 30 { try town.restart(Self.market) }
        }
        // What waited for its stream to be opened after the second start is numbered then.
        var waiting = 0
        while waiting < 400, removed(town).count < Self.many {
            try turn(&town)
            waiting += 1
        }
        #expect(rung(town).count == Self.many && Set(rung(town)).count == Self.many)
        let letters = removed(town)
        #expect(letters.count == Self.many && Set(letters).count == Self.many)
        #expect(town.residents[Self.market]?.ledger.caseFile(id)?.state == "published", "it ends in three years")
        #expect(taken.last == referrals.count)
        // The intake did not wait for the end.
        #expect(Set(taken).count > 3 && steps > Self.many / OfficeMachine.rungsAtOnce / 2)
        let states = Set(letters.prefix(200).compactMap { CaseID($0).flatMap { town.file(Self.market, $0)?.state } })
        #expect(states == ["removed"])
        // Nothing is left to ring, today or after another start.
        try town.restart(Self.market)
        for _ in 0..<20 { try turn(&town) }
        #expect(rung(town).count == Self.many && removed(town).count == Self.many)
    }

    /// The office reads and sends once.
    private func turn(_ town: inout Town) throws {
        try town.read(Self.market, limit: 400)
        try town.send(Self.market)
        town.now = town.now + .milliseconds(100)
        town.timer = town.timer + .milliseconds(100)
    }
}
