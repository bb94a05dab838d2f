import Casework
import Contracts
import CreditTables
import Testing

/// What an office published against its files, its ledger and its letters.
struct DailyComparisonTests {
    private static let record: JSONValue = [
        "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation", "uscc": "91510104XT00010175",
        "decisionNo": "成锦市监处罚〔2026〕88号", "violationType": "无证经营", "violationFacts": "未取得食品经营许可",
        "legalBasisText": "食品安全法第一百二十二条", "penaltyKinds": ["fine"], "penaltyContent": "罚款五万元",
        "decisionDate": "2026-07-30", "validUntil": "2099-12-31", "penaltyAgency": "成都市锦江区市场监督管理局",
        "penaltyAgencyUscc": "11510104XT9000117K", "sourceAgency": "成都市锦江区市场监督管理局",
        "sourceAgencyUscc": "11510104XT9000117K",
    ]
    private static let channel: JSONValue = [
        "channel": "creditChina", "name": "信用中国网站", "standing": "published", "publishedOn": "2026-08-07",
    ]
    private static let shown: JSONValue = [
        "recordKind": "penalty", "record": record, "payload": record, "version": 1, "channels": [channel],
    ]
    private static let letter: JSONValue = ["version": 1, "channels": [channel], "payload": record]

    private func file(
        _ number: Int, _ state: String, _ facts: JSONValue, deadlines: JSONValue = []
    ) throws -> CaseFile {
        let id = "510104-market-regulation.01ARZ3NDEKTSV4RRFFQ69G5F\(number)"
        return try #require(
            CaseFile(json: [
                "id": .string(id), "kind": "publication", "state": .string(state), "version": 3, "facts": facts,
                "subject": "91510104XT00010175", "flags": [], "deadlines": deadlines,
                "openedAt": "2026-08-01T09:00:00.000+08:00", "updatedAt": "2026-08-07T09:00:00.000+08:00",
            ]))
    }

    private func findings(_ items: [DailyComparison.Item]) -> [DailyComparison.Finding] {
        var comparison = DailyComparison()
        return items.flatMap { comparison.take($0).map(\.finding) }
    }

    @Test func `a publication that its newest letter and its record agree with is equal`() throws {
        var comparison = DailyComparison()
        let item = DailyComparison.Item(file: try file(10, "published", Self.shown), told: Self.letter)
        #expect(comparison.take(item).isEmpty && comparison.equal == 1)
    }

    @Test(arguments: [
        ("version", JSONValue.integer(2), "版本"), ("channels", .array([]), "公示渠道"),
        ("payload", record.setting("penaltyContent", "罚款五十万元"), "公示内容"),
    ])
    func `a letter that says something else than the ledger is told, with what differs`(
        name: String, value: JSONValue, title: String
    ) throws {
        var comparison = DailyComparison()
        let told = Self.letter.setting(name, value)
        let lines = comparison.take(DailyComparison.Item(file: try file(10, "published", Self.shown), told: told))
        #expect(lines.map(\.finding) == [.toldOtherwise] && lines.first?.text == title)
        #expect(lines.first?.number == "成锦市监处罚〔2026〕88号" && comparison.equal == 0)
    }

    @Test func `what is public and in no letter is told; a draft that is in none is not`() throws {
        let item = DailyComparison.Item(file: try file(10, "published", Self.shown), told: nil)
        #expect(findings([item]) == [.untold])
        let draft = Self.shown.removing("version").removing("payload").removing("channels")
        #expect(findings([DailyComparison.Item(file: try file(10, "pending", draft), told: nil)]) == [])
    }

    @Test func `a later submission of the same document that says otherwise is told once, at what is shown`() throws {
        let later: JSONValue = [
            "recordKind": "penalty", "record": Self.record.setting("penaltyContent", "罚款五千元"), "batch": "b2", "row": 7,
        ]
        let old = DailyComparison.Item(file: try file(10, "published", Self.shown), told: Self.letter)
        let new = DailyComparison.Item(file: try file(11, "pending", later), told: nil)
        var comparison = DailyComparison()
        #expect(comparison.take(new).isEmpty)
        let lines = comparison.take(old)
        #expect(lines.map(\.finding) == [.outdated])
        #expect(lines.first?.text.hasPrefix("批次b2第7行") ?? false)
        #expect(lines.first?.caseID == old.file.id)
        // The same text again, one that will not be published, and one whose import was taken back say nothing.
        let same = later.setting("record", Self.record)
        let undone = later.setting("importUndone", [:])
        for (state, facts) in [("pending", same), ("notPublished", later), ("pending", undone)] {
            #expect(findings([DailyComparison.Item(file: try file(11, state, facts), told: nil), old]) == [])
        }
    }

    @Test(arguments: [("running", ["due"], true), ("running", ["half"], false), ("met", ["due"], false)])
    func `what is shown nowhere when its time is over is told`(status: String, fired: [String], isTold: Bool) throws {
        let deadlines: JSONValue = [
            [
                "key": "publish/channel-creditChina", "rule": "PB-01", "ruleSet": "r",
                "start": "2026-07-30T00:00:00.000+08:00", "setBy": "510104-market-regulation",
                "status": .string(status), "rungs": [], "fired": .array(fired.map { .string($0) }),
            ]
        ]
        let facts = Self.shown.removing("version")
        let item = DailyComparison.Item(file: try file(10, "cleared", facts, deadlines: deadlines), told: nil)
        #expect(findings([item]) == (isTold ? [.overdue] : []))
        let shown = DailyComparison.Item(
            file: try file(10, "published", Self.shown, deadlines: deadlines), told: Self.letter)
        #expect(findings([shown]) == [], "one channel shows it")
    }
}
