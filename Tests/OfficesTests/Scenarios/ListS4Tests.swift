import Casework
import Contracts
import Offices
import Testing

/// Scenario S4 of domain F: a major tax list from its finality to its early end, over six offices; every date.
struct ListS4Tests {
    private static let tax = "重大税收违法失信主体信息公布管理办法"

    private static func basis(_ instrument: String, _ article: String) -> JSONValue {
        ["instrument": .string(instrument), "article": .string(article)]
    }

    private static let measures: [JSONValue] = [
        ["code": "M04", "basis": basis(tax, "第十五条")],
        ["code": "M06", "basis": basis("中华人民共和国政府采购法", "第二十二条")],
        ["code": "M03", "informOnly": true],
        ["code": "M16", "basis": basis("中华人民共和国税收征收管理法", "第四十四条")],
    ]

    private static let proposal: JSONValue = [
        "listKind": "majorTaxViolation",
        "subject": Script.firm("深圳虚构科技有限公司", "91440305XT000404XG").setting("legalRepName", "钱样"),
        "ground": basis(tax, "第六条第一项"), "cause": "偷税三百二十万元，占当年应纳税额百分之十八",
        "sourceDecisionNo": "深税罚〔2025〕7号", "sourceDecisionDate": "2025-04-08", "sourceServedOn": "2025-04-10",
        "criterion": "evasion", "figures": ["amountFen": 320_000_000, "ratioBasisPoints": 1_800],
        "measures": .array(measures),
        "responsiblePersons": [
            [
                "name": "钱样", "role": "违法行为发生时的法定代表人", "sex": "female", "maskedNumber": .string(number),
            ]
        ],
    ]

    /// Of a person that does not exist.
    private static let number = "440305197001150038"

    private static let papers: JSONValue = ["documentNo": "深税告〔2025〕3号", "noticeServedOn": "2025-10-13"]

    private func must(
        _ stage: inout Stage, _ agency: String, _ name: String, _ body: JSONValue = [:], by role: Role = .handler
    ) throws {
        try stage.must(agency, name, body, by: role, kind: .listEntry)
    }

    private func refusal(
        _ stage: inout Stage, _ agency: String, _ name: String, _ body: JSONValue = [:], by role: Role = .headPrincipal
    ) throws -> String? {
        try stage.refusal(agency, name, body, by: role, kind: .listEntry)
    }

    private func determined() throws -> Stage {
        var stage = try Stage(
            seed: 44, region: "440300",
            others: ["tax", "customs", "finance", "pboc", "exit-administration"].map { "440300-\($0)" },
            start: "2025-06-10T09:00")
        try must(&stage, "tax", "propose", ListS4Tests.proposal)
        try must(&stage, "tax", "passReview", by: .legalReviewer)
        #expect(
            try refusal(&stage, "tax", "serveNotice", ListS4Tests.papers.setting("noticeServedOn", "2025-06-10"))
                == "NOT_FINAL")
        try stage.at("2025-10-13T09:00")
        try must(&stage, "tax", "serveNotice", ListS4Tests.papers)
        #expect(try stage.due("tax", "statement") == "2025-10-20 23:59")
        #expect(try stage.due("tax", "decide") == "2025-11-20 23:59")
        #expect(try refusal(&stage, "tax", "decide", ["listingDecisionNo": "深税失信〔2025〕1号"]) == "STATE_CONFLICT")
        try stage.at("2025-11-03T09:00")
        #expect(try stage.state("tax") == "cleared")
        try must(&stage, "tax", "decide", ["listingDecisionNo": "深税失信〔2025〕1号"], by: .headPrincipal)
        try stage.at("2025-11-05T09:00")
        try must(&stage, "tax", "serveDecision", ["decisionServedOn": "2025-11-05", "repairNoticeServed": true])
        #expect(try stage.due("tax", "publish") == "2025-12-15 23:59")
        return stage
    }

    @Test func `whoever pays all before publication is not published, and nobody else hears of it`() throws {
        var stage = try determined()
        #expect(try refusal(&stage, "tax", "withholdPublication", ["reason": "已缴清"]) == "NOT_PERFORMED_WAIVER")
        try stage.at("2025-11-28T09:00")
        try must(
            &stage, "tax", "recordPerformance", ["performedOn": "2025-11-28", "isFull": true, "text": "税款、滞纳金、罚款已缴清"])
        #expect(try refusal(&stage, "tax", "publish") == "PAID_BEFORE_PUBLICATION")
        try must(&stage, "tax", "withholdPublication", ["reason": "公布前已缴清"], by: .headPrincipal)
        #expect(try stage.state("tax") == "notPublished")
        #expect(throws: TownFailure.self) { try stage.state("customs") }
        try stage.expectQuiet()
    }

    @Test func `published, applied, informed of, refused, corrected and ended early`() throws {
        var stage = try determined()
        try stage.at("2025-12-08T09:00")
        try must(&stage, "tax", "publish", by: .headPrincipal)
        #expect(try stage.file("finance").facts["scheduledRemovalOn"] == "2028-12-08")
        // Whoever the law lets be named is named with the birth digits hidden; no office ever has the number.
        for agency in ["tax", "customs", "pboc"] {
            let person = try #require(try stage.file(agency).facts["responsiblePersons"]?.array?.first)
            #expect(person["name"] == "钱样" && person["maskedNumber"] == "440305********0038")
        }
        for resident in stage.town.residents.values {
            let told = resident.ledger.outgoingLetters.values.joined().map {
                String(decoding: $0.envelope.body, as: UTF8.self)
            }
            #expect(!told.contains { $0.contains(ListS4Tests.number) })
            #expect(!String(describing: resident.ledger.journal).contains(ListS4Tests.number))
        }
        try stage.at("2025-12-09T09:00")
        for agency in ["market-regulation", "customs", "finance", "pboc", "exit-administration"] {
            #expect(try stage.due(agency, "acknowledge") == "2025-12-09 23:59")
            try must(&stage, agency, "acknowledge")
        }
        try stage.at("2025-12-15T09:00")
        try must(&stage, "finance", "apply", ["measureCode": "M06"])
        #expect(try refusal(&stage, "pboc", "apply", ["measureCode": "M03"], by: .handler) == "CLASS_C_NOT_ORDERABLE")
        try must(&stage, "pboc", "markNotApplicable", ["measureCode": "M03", "reason": "仅提供信息"])
        #expect(
            try refusal(&stage, "exit-administration", "apply", ["measureCode": "M16"], by: .handler)
                == "MEASURE_WITHOUT_BASIS")
        try must(
            &stage, "exit-administration", "refuse",
            ["measureCode": "M16", "reasonCode": "MEASURE_WITHOUT_BASIS", "reason": "没有另行作出的阻止出境决定"])
        let states = ["finance/M06": "applied", "pboc/M03": "notApplicable", "exit-administration/M16": "refused"]
        for agency in ["tax", "customs"] {
            for (part, state) in states { #expect(try stage.file(agency).state(ofPart: "440300-\(part)") == state) }
        }
        #expect(try stage.due("tax", "amend/440300-exit-administration/M16") == "2025-12-18 23:59")
        try stage.at("2025-12-16T09:00")
        let train = ListS4Tests.measures + [["code": "M99", "name": "限制乘坐高铁"]]
        let more = ListS4Tests.proposal.setting("measures", .array(train)).setting("reason", "补充措施")
        #expect(try refusal(&stage, "tax", "correct", more) == "MEASURE_WITHOUT_BASIS")
        try must(
            &stage, "tax", "liftMeasure",
            ["measureCode": "M16", "reason": "没有阻止出境决定", "decisionNo": "深税撤〔2025〕1号"], by: .headPrincipal)
        #expect(try stage.file("tax").deadline("amend/440300-exit-administration/M16")?.status == .met)
        try stage.at("2026-03-02T09:00")
        try must(&stage, "tax", "recordPerformance", ["performedOn": "2026-03-02", "isFull": true, "text": "已缴清"])
        let end: JSONValue = ["kind": "early", "reason": "已缴清并公布满六个月", "decisionNo": "深税停〔2026〕1号"]
        try stage.at("2026-06-07T09:00")
        #expect(try refusal(&stage, "tax", "remove", end) == "MIN_PERIOD_NOT_REACHED")
        try stage.at("2026-06-26T09:00")
        try must(&stage, "tax", "remove", end, by: .headPrincipal)
        for agency in ["tax", "market-regulation", "customs", "finance", "pboc"] {
            #expect(try stage.state(agency) == "removed")
            #expect(try stage.file(agency).state(ofPart: "440300-finance/M06") == "lifted")
        }
        try stage.expectQuiet()
    }
}
