import Casework
import Contracts
import Offices
import Testing

/// Scenario S6 of domain F as far as it concerns consultation and joint inspection: seven offices, the letters of a
/// platform case, every date to the minute.
struct PlatformS6Tests {
    private let mr = "market-regulation"
    private let lead = "cyberspace"
    private static let members = ["market-regulation", "tax", "police"]
    private static let conference = "510000-market-regulation"

    private enum Sample {
        static let codes = ["91510107XT0006010Y", "92510107XT0006029Q", "91510112XT0006037X", "91510104XT00010175"]
        static let task: JSONValue = [
            "taskKind": "jointInspection", "title": "外卖平台三无商户和过度收集个人信息整治", "matter": "监测发现大量商户无固定经营场所、无证经营。",
            "legalBasis": "《中华人民共和国电子商务法》第六条", "lead": "510100-cyberspace",
            "members": ["510100-tax", "510100-police"], "conferenceOffice": .string(PlatformS6Tests.conference),
        ]
        static let matrix: JSONValue = [
            [
                "number": 1, "title": "约谈平台，督促整改", "lead": ["510100-cyberspace"],
                "support": ["510100-police", "510100-tax"], "legalBasis": "《中华人民共和国个人信息保护法》第六十四条",
                "deliverable": "整改报告", "dueOn": "2026-11-06",
            ],
            [
                "number": 2, "title": "检查商户", "lead": ["510100-market-regulation"],
                "legalBasis": "《中华人民共和国食品安全法》第一百一十条", "deliverable": "检查记录", "dueOn": "2026-11-20",
            ],
        ]
    }

    private func convened() throws -> Stage {
        var stage = try Stage(
            seed: 6, region: "510100", others: ["510100-tax", "510100-cyberspace", Self.conference])
        try stage.at("2026-10-12T17:00")
        try stage.must(mr, "propose", Sample.task, kind: .task)
        #expect(try stage.state(lead) == "proposed")
        try stage.at("2026-10-13T09:00")
        let convening: JSONValue = ["documentNo": "成网函〔2026〕3号", "meetsOn": "2026-10-15", "agenda": "研判会商"]
        try stage.must(lead, "convene", convening, by: .headDeputy, kind: .task)
        return stage
    }

    private func inProgress() throws -> Stage {
        var stage = try convened()
        try stage.at("2026-10-14T10:00")
        try stage.must("tax", "noComment", kind: .task)
        try stage.must("police", "delegate", ["delegate": "网安支队"], kind: .task)
        try stage.must(mr, "attend", kind: .task)
        try stage.at("2026-10-15T15:00")
        let plan: JSONValue = ["documentNo": "成网函〔2026〕4号", "matrix": Sample.matrix]
        try stage.must(lead, "plan", plan, by: .headDeputy, kind: .task)
        try stage.must(lead, "start", by: .headDeputy, kind: .task)
        return stage
    }

    @Test func `members answer by the third working day, and no comment is taken as an answer`() throws {
        var stage = try convened()
        for agency in Self.members { #expect(try stage.due(agency, "reply") == "2026-10-16 23:59") }
        try stage.at("2026-10-14T10:00")
        try stage.must("tax", "noComment", kind: .task)
        #expect(try stage.file(lead).state(ofPart: "510100-tax") == "noComment")
        #expect(try stage.isLate("tax", "reply") == false)
        let plan: JSONValue = ["documentNo": "成网函〔2026〕4号", "matrix": Sample.matrix]
        #expect(try stage.refusal(lead, "plan", plan, by: .headDeputy, kind: .task) == "ANSWERS_PENDING")
        try stage.expectQuiet()
    }

    @Test func `the draw is repeated by everyone, the second visit is warned of, and results are public in time`()
        throws
    {
        var stage = try inProgress()
        try stage.at("2026-10-19T09:00")
        let draw: JSONValue = [
            "seed": "2026-10-19第26281期", "candidates": .array(Sample.codes.map { .string($0) }), "count": 2,
        ]
        try stage.must(lead, "draw", draw, kind: .task)
        let told = try #require(try stage.file("tax").facts["subjectsDrawn"]?.array?.first)
        let again = RandomDraw(
            seed: told["seed"]?.string ?? "", candidates: Sample.codes.reversed(),
            count: told["drawn"]?.array?.count ?? 0)
        #expect(told["drawn"]?.array?.compactMap(\.string) == again.drawn)
        #expect(told["candidateHash"]?.string == again.candidateHash.description)
        #expect(told["candidates"] == nil)
        let subject = again.drawn[0]
        func visit(_ day: String, _ offices: [String]) -> JSONValue {
            [
                "subjectCode": .string(subject), "visitOn": .string(day),
                "teams": .array(offices.map { ["office": .string("510100-\($0)"), "officers": ["甲", "乙"]] }),
            ]
        }
        try stage.must(lead, "planVisit", visit("2026-10-20", ["cyberspace", mr]), kind: .task)
        #expect(try stage.file(mr).flags == [])
        try stage.must(mr, "planVisit", visit("2026-10-22", [mr]), kind: .task)
        #expect(try stage.file(mr).flags == ["REPEAT_INSPECTION:subject-\(subject)"])
        #expect(try stage.file(lead).flags == ["REPEAT_INSPECTION:subject-\(subject)"])
        try stage.at("2026-10-20T17:00")
        let result = visit("2026-10-20", ["cyberspace", mr]).removing("visitOn")
            .merging(["visitedOn": "2026-10-20", "outcome": "exempt", "findings": "首次轻微违法，已改正"])
        try stage.must(mr, "recordInspection", result, kind: .task)
        #expect(try stage.due(lead, "publishResult/subject-\(subject)") == "2026-11-17 23:59")
        try stage.expectQuiet()
    }

    @Test func `what is late is told to the conference's office at the first moment of the next day`() throws {
        var stage = try inProgress()
        try stage.at("2026-11-06T23:59")
        #expect(try stage.file(lead).state(ofPart: "item-1") == "open")
        #expect(throws: TownFailure.self) { try stage.file(Self.conference) }
        try stage.at("2026-11-09T09:00")
        for agency in Self.members + [lead] {
            #expect(try stage.file(agency).state(ofPart: "item-1") == "overdue", "\(agency)")
            #expect(try stage.file(agency).state(ofPart: "item-2") == "open")
        }
        // Its stream to that office was never used before: it opens first.
        try stage.at("2026-11-09T09:10")
        let told = try stage.file(Self.conference)
        #expect(told.facts["itemOverdue"] != nil || told.facts["parts"]?["item-1"]?["itemOverdue"] != nil)
        #expect(told.facts["lead"] == "510100-cyberspace")
        try stage.must(lead, "report", ["item": 1, "text": "平台已整改", "evidence": ["整改报告"]], kind: .task)
        #expect(try stage.file("tax").flags.contains("LATE:milestone/item-1"))
        try stage.expectQuiet()
    }
}

/// Numbers of slips when a ledger is restored from a backup (practice 2.3, protocol rule 12).
struct SlipRecoveryTests {
    private static let slip: JSONValue = [
        "slipType": "other", "matter": "涉嫌违规收费", "source": "inspection", "details": "检查发现。",
        "feedbackNeeded": true,
        "parties": [
            ["subjectKind": "organisation", "name": "示例公司", "uscc": "91510104XT00010175", "address": "成都"]
        ],
        "contactName": "王例", "contactPhone": "028-00000000", "recipients": ["510100-tax"],
    ]

    @Test func `a restored office goes on behind the numbers that its sent slips have`() throws {
        var town = try Town(seed: 131)
        try town.run(rounds: 6)
        let office = RecoveryTests.sender
        let backup = try #require(town.residents[office]?.ledger)
        func order(_ name: String, _ id: CaseID? = nil, _ body: JSONValue, by officer: String, _ roles: [Role]) throws
            -> JSONValue
        {
            try town.order(office, .slip, name, on: id, body, by: Town.officer(officer, roles)).get()
        }
        func number(_ id: CaseID) -> Int64? { town.file(office, id)?.facts["number"]?["serial"]?.integer }
        for expected in 1...2 {
            let done = try order("draft", nil, Self.slip, by: "author", [.handler])
            let id = try #require(done["caseId"]?.string.flatMap { CaseID($0) })
            #expect(number(id) == Int64(expected))
            _ = try order("submit", id, [:], by: "author", [.handler])
            _ = try order("agree", id, ["opinion": "同意"], by: "reviewer", [.firstReviewer])
        }
        try town.run(rounds: 12)
        town.kill(office)
        try town.startRestored(office, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        let done = try order("draft", nil, Self.slip, by: "author", [.handler])
        let id = try #require(done["caseId"]?.string.flatMap { CaseID($0) })
        #expect(number(id) == 3)
        try town.expectSettled()
    }

    @Test func `a crash between any two saves leaves neither a hole nor a number twice`() throws {
        var town = try Town(seed: 137)
        try town.run(rounds: 6)
        let office = RecoveryTests.sender
        var numbers: [Int64] = []
        for step in 0..<12 {
            let before = town
            let answer = try town.order(office, .slip, "draft", Self.slip, orderID: "slip-\(step)").get()
            if step % 3 == 1 {
                // The process died before its transaction was on disk: nobody was told the number.
                town = before
                town.kill(office)
                try town.restart(office)
                try town.run(rounds: 12)
                continue
            }
            let id = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
            numbers.append(try #require(town.file(office, id)?.facts["number"]?["serial"]?.integer))
            guard step % 3 == 2 else { continue }
            // It died behind it: the same request has the same number afterwards.
            town.kill(office)
            try town.restart(office)
            try town.run(rounds: 12)
            let again = try town.order(office, .slip, "draft", Self.slip, orderID: "slip-\(step)").get()
            #expect(again == answer)
        }
        #expect(numbers == Array(1...8))
    }
}
