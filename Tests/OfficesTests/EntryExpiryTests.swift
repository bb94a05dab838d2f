import Casework
import Contracts
import Offices
import Testing

/// The last day of an entry ends the publication that shows it, in the transaction of its own end (domain D.3, D.4).
struct EntryExpiryTests {
    private static let owner = "510100-market-regulation"
    private static let head = Town.officer("head", [.headPrincipal])

    /// An entry of the owner, and the publication of it, which would be shown two years longer.
    private func linked(_ seed: UInt64) throws -> (town: Town, entry: CaseID, publication: CaseID) {
        var town = try Town(seed: seed, names: Town.names)
        town.official = Moment("2026-07-01T09:00:00.000+08:00")
        try town.run(rounds: 8)
        let entry = try ListEqualityTests.list(&town, 0)
        let file = try #require(town.file(Self.owner, entry))
        let record: JSONValue = [
            "counterpartyName": file.facts["subject"]?["name"] ?? "", "counterpartyKind": "organisation",
            "uscc": .string(file.subject), "decisionNo": "成市监信列〔2026〕1号", "decisionDate": "2026-07-01",
            "cause": "因违法添加被处以较重行政处罚", "legalBasisText": "市场监督管理严重违法失信名单管理办法第五条",
            "validUntil": "2031-07-01", "sourceDecisionNo": "成市监处罚〔2026〕1号", "measuresText": "限制享受财政资金补助",
            "removalConditions": "期满自动移出", "remedies": "可以申请行政复议", "decidingAgency": "成都市市场监督管理局",
            "decidingAgencyUscc": "11510100XT9000125L", "sourceAgency": "成都市市场监督管理局",
            "sourceAgencyUscc": "11510100XT9000125L",
        ]
        let draft: JSONValue = [
            "recordKind": "serious", "record": record, "sourceEntry": .string(entry.description), "severity": "serious",
        ]
        let answer = try town.order(Self.owner, .publication, "draft", draft).get()
        let publication = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
        let reviews: JSONValue = ["secrecyReviewed": true, "privacyReviewed": true, "severityConfirmed": true]
        _ = try town.order(
            Self.owner, .publication, "clear", on: publication, reviews, by: Town.officer("legal", [.legalReviewer])
        ).get()
        _ = try town.order(Self.owner, .publication, "publish", on: publication, by: Self.head).get()
        try town.run(rounds: 12)
        return (town, entry, publication)
    }

    private func stops(_ town: Town) -> Int {
        (town.residents[Self.owner]?.ledger.outgoingLetters ?? [:]).values.joined().count {
            $0.envelope.leaf.type.name == "pub.stop"
        }
    }

    @Test func `all offices see it stopped, after one letter, also when the process dies at that midnight`() throws {
        var (town, entry, publication) = try linked(71)
        let last = try #require(town.file(Self.owner, entry)?.lastDay)
        town.official = last.adding(days: 1).start + .milliseconds(-1)
        try town.run(rounds: 4)
        #expect(town.file(Self.owner, publication)?.state == "published")
        town.official = last.adding(days: 1).start
        try town.round()
        #expect(["removing", "removed"].contains(town.file(Self.owner, entry)?.state))
        #expect(town.file(Self.owner, publication)?.state == "stopped", "both ended in one transaction")
        try town.restart(Self.owner)
        try town.run(rounds: 16)
        for name in Town.names {
            #expect(town.file(name, publication)?.state == "stopped", "\(name)")
        }
        #expect(stops(town) == 1)
        let journal = town.residents[Self.owner]?.ledger.journal ?? []
        #expect(journal.count { $0.entry.note == "follows \(entry)" } == 1)
        try town.expectSettled()
    }

    @Test func `a ledger that went back to before that midnight knows both ends again, and tells neither twice`() throws
    {
        var (town, entry, publication) = try linked(72)
        let last = try #require(town.file(Self.owner, entry)?.lastDay)
        let backup = try #require(town.residents[Self.owner]?.ledger)
        town.official = last.adding(days: 1).start
        try town.run(rounds: 16)
        #expect(stops(town) == 1)
        try town.startRestored(Self.owner, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        for id in [entry, publication] {
            var resident = try #require(town.residents[Self.owner])
            try town.apply([.confirmRecovered(id, officer: Self.head)], to: &resident)
            town.residents[Self.owner] = resident
        }
        try town.run(rounds: 16)
        #expect(stops(town) == 1)
        for name in Town.names { #expect(town.file(name, publication)?.state == "stopped", "\(name)") }
    }
}
