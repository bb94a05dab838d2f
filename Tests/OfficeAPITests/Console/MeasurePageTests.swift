import Casework
import Contracts
import Ledgers
import Testing

/// Pages of list entries and publications: what is chosen is offered by name, and what became of it is told in words.
@Suite(.timeLimit(.minutes(5))) struct MeasurePageTests {
    private static let rules = "重大税收违法失信主体信息公布管理办法"

    private static let proposal: JSONValue = [
        "listKind": "majorTaxViolation",
        "subject": ["subjectKind": "organisation", "name": "深圳虚构科技有限公司", "uscc": "91440305XT000404XG"],
        "ground": ["instrument": .string(rules), "article": "第六条第一项"], "cause": "偷税三百二十万元",
        "sourceDecisionNo": "成税罚〔2026〕7号", "sourceDecisionDate": "2026-01-12", "criterion": "evasion",
        "figures": ["amountFen": 320_000_000, "ratioBasisPoints": 1_800],
        "measures": [
            ["code": "M15", "basis": ["instrument": .string(rules), "article": "第十五条"]],
            ["code": "M16", "basis": ["instrument": "中华人民共和国税收征收管理法", "article": "第四十四条"]],
        ],
    ]
    private static let decision: JSONValue = [
        "listingDecisionNo": "成税失信〔2026〕3号", "noticeServedOn": "2026-08-03", "objectionUntil": "2026-08-10",
        "finalOn": "2026-07-31", "paidInFull": false,
    ]

    @Test("A measure is chosen from those of the entry, and the case tells what became of each and why")
    func measures() async throws {
        let office = try Province().open(Province.tax)
        let id = try await office.desk.open(.listEntry, "propose", MeasurePageTests.proposal, as: .handler)
        for (name, body, role) in [
            ("passReview", JSONValue.object([]), Role.legalReviewer),
            ("list", MeasurePageTests.decision, .headPrincipal),
            ("acknowledge", .object([]), .handler),
        ] {
            let answer = try await office.desk.order(.listEntry, name, body, on: id, as: role)
            try #require(answer.status == 200, "\(name): \(answer.text)")
        }
        let handler = try await Seat(office, .handler)
        let before = try await handler.page("/cases/\(id)")
        #expect(!before.text.contains("各单位实施措施情况"))
        let form = try await handler.page("/cases/\(id)/orders/apply")
        #expect(form.text.contains("M15 纳税信用直接判为D级") && !form.text.contains("M06 "))
        try await handler.done("/cases/\(id)/orders/apply", ["measureCode": "M15"])
        try await handler.done(
            "/cases/\(id)/orders/refuse",
            ["measureCode": "M16", "reasonCode": "MEASURE_WITHOUT_BASIS", "reason": "没有阻止出境决定"])
        let page = try await handler.page("/cases/\(id)").text
        let table = try #require(page.components(from: "各单位实施措施情况").last).components(to: "</table>")
        for words in ["M15 纳税信用直接判为D级", "已实施", "M16 阻止出境", "已拒绝", "没有阻止出境决定"] {
            #expect(table.contains(words), "\(words)")
        }
        #expect(page.contains("偷税一百万元以上") && !page.contains("evasion"))
        #expect(page.contains("市税务局 M16 阻止出境"), "the clock names office and measure")
    }

    @Test("An act for which the case lacks something is no link: it stands among the others with what is missing")
    func vain() async throws {
        let office = try Province().open(Province.tax)
        let id = try await office.desk.open(.listEntry, "propose", MeasurePageTests.proposal, as: .handler)
        for (name, body, role) in [
            ("passReview", JSONValue.object([]), Role.legalReviewer),
            ("decide", MeasurePageTests.decision, .headPrincipal),
        ] {
            let answer = try await office.desk.order(
                .listEntry, name, body.removing("paidInFull"), on: id, as: role)
            try #require(answer.status == 200, "\(name): \(answer.text)")
        }
        let page = try await Seat(office, .headPrincipal).page("/cases/\(id)").text
        #expect(page.contains("/orders/publish") && page.contains("（主要负责人）"))
        for (order, why) in [("withholdPublication", "应当公布"), ("push", "无需推送")] {
            #expect(!page.contains("/orders/\(order)") && page.contains(why), "\(order)")
        }
        // Who asks for its form all the same is told the same there.
        let form = try await Seat(office, .headPrincipal).page("/cases/\(id)/orders/push")
        #expect(form.text.contains("现在不能办理") && form.text.components(from: "无需推送").count == 1)
    }

    @Test("Channels are boxes, and a publication goes to the ticked one alone")
    func channels() async throws {
        let office = try Province().open(Province.market)
        let id = try await office.desk.open(.publication, "draft", Sample.draft(), as: .handler)
        #expect(
            try await office.desk.order(.publication, "clear", Sample.reviews, on: id, as: .legalReviewer).status == 200
        )
        let head = try await Seat(office, .headPrincipal)
        let form = try await head.page("/cases/\(id)/orders/publish")
        #expect(form.text.contains("v.channels:creditChina") && form.text.contains("v.channels:gsxt"))
        try await head.done("/cases/\(id)/orders/publish", ["channels:creditChina": "yes"])
        let caseID = try #require(CaseID(id))
        let file = try #require(try office.reader.caseFile(caseID, in: .office))
        #expect(file.channelStandings.map(\.channel) == ["creditChina"])
        let page = try await head.page("/cases/\(id)").text
        #expect(page.contains("<dt>渠道名称</dt>") && !page.contains("channel-creditChina"))
    }

    @Test("What blocks a publication is told by the name of its field")
    func blocked() async throws {
        let office = try Province().open(Province.market)
        let facts: JSONValue = ["violationFacts": "店员王例（510104197001150039）当场承认。"]
        let id = try await office.desk.open(.publication, "draft", Sample.draft(facts), as: .handler)
        let answer = try await office.desk.order(.publication, "clear", Sample.reviews, on: id, as: .legalReviewer)
        #expect(answer.status == 422 && answer.json?["code"] == "PRIVACY_BLOCK", "\(answer.text)")
        #expect(answer.text.contains("“违法事实”中有公民身份号码") && !answer.text.contains("510104197001150039"))
    }
}
