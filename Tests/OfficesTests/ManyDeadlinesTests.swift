import Casework
import Contracts
import Foundation
import Offices
import Signing
import Testing

/// After an outage: what is due at once rings in bounded batches, and another calendar is counted by in bounded batches.
struct ManyDeadlinesTests {
    private static let market = "510100-market-regulation"
    private static let tax = "510100-tax"
    private static let many = 1500

    /// Two offices that serve and have written to each other.
    private func open() throws -> Town {
        var town = try Town(seed: 5, names: [ManyDeadlinesTests.market, ManyDeadlinesTests.tax])
        try town.run(rounds: 20)
        _ = try town.refer(from: ManyDeadlinesTests.market, to: [ManyDeadlinesTests.tax])
        try town.run(rounds: 10)
        return town
    }

    private static func id(_ number: Int) throws -> CaseID {
        let owner = try #require(OfficeID(market))
        return CaseID(office: owner, number: LetterID(time: Town.dawn, randomHigh: 9, randomLow: UInt64(number)))
    }

    /// Puts cases into the ledger of the tax office, each with a deadline that the office set.
    private func stock(_ town: inout Town, count: Int, start: Moment, due: Moment, isProvisional: Bool) throws {
        var commit = Commit(machineTime: town.now, officialTime: town.now)
        commit.cases = try (0..<count).map { number in
            let json: JSONValue = [
                "id": .string(try ManyDeadlinesTests.id(number).description), "kind": "referral", "state": "handling",
                "version": 1, "facts": ["recipients": [.string(ManyDeadlinesTests.tax)]], "flags": [], "subject": "",
                "openedAt": .string(start.description), "updatedAt": .string(start.description),
                "deadlines": [
                    [
                        "key": "verify", "rule": "AP-27", "ruleSet": "test", "start": .string(start.description),
                        "due": .string(due.description), "isProvisional": .bool(isProvisional),
                        "holder": .string(ManyDeadlinesTests.tax), "setBy": .string(ManyDeadlinesTests.tax),
                        "status": "running",
                        "rungs": [["name": "due", "at": .string((due + .milliseconds(1)).description)]],
                    ]
                ],
            ]
            return try #require(CaseFile(json: json))
        }
        try town.residents[ManyDeadlinesTests.tax]?.ledger.apply(commit)
    }

    private func rows(_ town: Town, _ kind: JournalKind) -> [String] {
        (town.residents[ManyDeadlinesTests.tax]?.ledger.journal ?? []).map(\.entry).filter { $0.kind == kind }
            .map(\.caseID)
    }

    @Test func `what is due at once rings once each, in bounded batches, and a letter does not wait for it`() throws {
        var town = try open()
        try stock(
            &town, count: ManyDeadlinesTests.many, start: town.now, due: town.now + .milliseconds(-1),
            isProvisional: false)
        let referral = try town.refer(from: ManyDeadlinesTests.market, to: [ManyDeadlinesTests.tax])
        try town.send(ManyDeadlinesTests.market)
        try town.read(ManyDeadlinesTests.tax, limit: 64)
        #expect(town.residents[ManyDeadlinesTests.tax]?.ledger.caseFile(referral) != nil)
        #expect(rows(town, .rung).count == OfficeMachine.rungsAtOnce)
        #expect(town.residents[ManyDeadlinesTests.tax]?.machine.hasMoreRungs == true)
        // The process dies in the middle.
        try town.restart(ManyDeadlinesTests.tax)
        var last = rows(town, .rung).count
        for _ in 0..<60 where last < ManyDeadlinesTests.many {
            try town.round()
            let now = rows(town, .rung).count
            #expect(now - last <= OfficeMachine.rungsAtOnce)
            last = now
        }
        let rung = rows(town, .rung)
        #expect(rung.count == ManyDeadlinesTests.many)
        #expect(Set(rung).count == ManyDeadlinesTests.many)
        #expect(town.residents[ManyDeadlinesTests.tax]?.machine.hasMoreRungs == false)
    }

    /// The rules with a schedule for one year more; fictional.
    private static func later(_ year: Int, daysOff: String) throws -> RuleSet {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deploy/rules")
        let text = """
            {"$schema": "schema/calendar.schema.json", "document": "calendar", "version": "\(year).1",
             "effectiveFrom": "\(year)-01-01", "source": "测试用安排", "year": \(year), "daysOff": [\(daysOff)],
             "makeUpDays": []}
            """
        return try RuleSet.read(
            version: "later",
            documents: try RuleFolder.read(folder.path()).map {
                RuleDocument(name: $0.name, bytes: Array($0.text.utf8))
            } + [RuleDocument(name: "calendar-\(year).json", bytes: Array(text.utf8))])
    }

    @Test func `a new calendar moves each provisional end once, in bounded batches, wherever a process dies`() throws {
        var town = try open()
        let start = try #require(CivilDate("2026-12-20")).start
        let before = TermCount.workingDays(15).due(from: start, calendar: town.rules.calendar)
        #expect(before.isProvisional)
        let count = OfficeMachine.recountedAtOnce * 2 + 40
        try stock(&town, count: count, start: start, due: before.moment, isProvisional: true)
        try town.run(rounds: 5)
        #expect(rows(town, .recounted).isEmpty, "the calendar is the one they were counted by")
        town.rules = try ManyDeadlinesTests.later(2027, daysOff: #""2027-01-01", "2027-01-04""#)
        try town.restart(ManyDeadlinesTests.tax)
        for _ in 0..<30 where rows(town, .recounted).isEmpty { try town.round() }
        #expect(rows(town, .recounted).count <= OfficeMachine.recountedAtOnce)
        try town.restart(ManyDeadlinesTests.tax)
        try town.run(rounds: 30)
        let moved = rows(town, .recounted)
        #expect(moved.count == count && Set(moved).count == count)
        let after = TermCount.workingDays(15).due(from: start, calendar: town.rules.calendar)
        let file = try #require(
            try town.residents[ManyDeadlinesTests.tax]?.ledger.caseFile(ManyDeadlinesTests.id(0)))
        #expect(after.moment > before.moment && file.deadlines[0].due == after.moment)
        #expect(!file.deadlines[0].isProvisional && file.flags == ["DEADLINE_MOVED:verify"])
        #expect(
            town.residents[ManyDeadlinesTests.tax]?.ledger.setting(.calendar)
                == town.rules.calendar.digest.description)
    }
}
