import Casework
import Contracts
import Offices
import Testing

/// The publications of scenarios S1, S4 and S5 of domain F, over offices that write to one another; every date.
struct PublicationScenarioTests {
    private func must(
        _ stage: inout Stage, _ office: String, _ name: String, _ body: JSONValue = [:], by role: Role = .handler
    ) throws {
        try stage.must(office, name, body, by: role, kind: .publication)
    }

    private func periods(_ stage: Stage, _ office: String) throws -> [String] {
        try stage.file(office).channelStandings.map { standing in
            let days = [standing.publishedOn, standing.minUntil, standing.maxUntil].map { $0?.description ?? "–" }
            return "\(standing.channel) \(standing.standing.rawValue) \(days.joined(separator: " "))"
        }
    }

    private static func agency(_ name: String, _ title: String, _ code: JSONValue) -> JSONValue {
        .members([
            (name, .string(title)), (name + "Uscc", code), ("sourceAgency", .string(title)),
            ("sourceAgencyUscc", code),
        ])
    }

    private static let reviews: JSONValue = ["secrecyReviewed": true, "privacyReviewed": true]

    // MARK: S1

    private static let penalty: JSONValue =
        ([
            "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation", "uscc": "91510104XT00010175",
            "decisionNo": "成锦市监处罚〔2026〕88号", "violationType": "标签虚假", "violationFacts": "产品标签与实际不符。",
            "legalBasisText": "《食品安全法》第一百二十五条", "penaltyKinds": ["fine", "confiscateGains"],
            "penaltyContent": "罚款500000元，没收违法所得3200元", "fineAmountFen": 5_000_000, "confiscatedAmountFen": 320_000,
            "decisionDate": "2026-07-30", "validUntil": "2099-12-31",
        ] as JSONValue).merging(agency("penaltyAgency", "锦江区市场监督管理局", "11510104XT9000117K"))

    private static let mr = "510104-market-regulation"
    private static let platform = "510100-credit-platform"

    /// Decided on 30 July, published on 7 August, corrected on 20 August.
    private func corrected() throws -> Stage {
        var stage = try Stage(
            seed: 61, region: "510104", others: ["510104-tax", Self.platform], start: "2026-07-31T09:00")
        try must(&stage, Self.mr, "draft", ["record": Self.penalty])
        #expect(try stage.file(Self.mr).facts["severity"] == "general")
        #expect(try stage.due(Self.mr, "publish/channel-creditChina") == "2026-08-10 23:59")
        #expect(try stage.due(Self.mr, "publish/channel-gsxt") == "2026-08-27 23:59")
        try must(&stage, Self.mr, "clear", Self.reviews, by: .legalReviewer)
        try stage.at("2026-08-07T09:00")
        try must(&stage, Self.mr, "publish", by: .headPrincipal)
        for name in ["creditChina", "gsxt"] { #expect(try stage.isLate(Self.mr, "publish/channel-\(name)") == false) }
        #expect(
            try periods(stage, Self.platform) == [
                "creditChina published 2026-08-07 2026-10-30 2027-07-30", "gsxt published 2026-08-07 – 2029-08-07",
            ])
        try stage.at("2026-08-20T09:00")
        let objection: JSONValue = ["receivedOn": "2026-08-20", "text": "罚款应为五万元", "applicant": "李样"]
        try must(&stage, Self.platform, "object", objection)
        #expect(try stage.due(Self.mr, "objection") == "2026-09-03 23:59")
        #expect(PublicRecord(try stage.file(Self.platform)).objection?["state"] == "open")
        try must(
            &stage, Self.mr, "upholdObjection", ["foundOn": "2026-08-20", "reason": "罚款金额误写为500000元"],
            by: .headDeputy)
        #expect(try stage.due(Self.mr, "correct") == "2026-08-25 23:59")
        #expect(try stage.due(Self.mr, "correctCap") == "2026-09-03 23:59")
        let right = Self.penalty.setting("penaltyContent", "罚款50000元，没收违法所得3200元")
        try must(
            &stage, Self.mr, "correct", ["record": right, "reason": "金额单位有误", "evidence": "决定书原件"],
            by: .headDeputy)
        #expect(try stage.isLate(Self.mr, "correct") == false)
        for office in ["510104-tax", Self.platform] {
            #expect(PublicRecord(try stage.file(office)).objection?["state"] == "upheld")
            #expect(try stage.file(office).facts["version"] == 2)
            #expect(try stage.file(office).facts["payload"]?["penaltyContent"] == "罚款50000元，没收违法所得3200元")
        }
        return stage
    }

    private func repair(
        _ stage: inout Stage, _ office: String, _ name: String, on id: CaseID? = nil, _ body: JSONValue = [:],
        by role: Role = .handler
    ) throws -> Result<JSONValue, Refusal> {
        let answer = try stage.town.order(
            office, .repair, name, on: id, body, by: Town.officer("\(office)-\(role.rawValue)", [role]))
        try stage.town.run(rounds: 8)
        return answer
    }

    private func application(_ stage: Stage, on day: String) throws -> JSONValue {
        [
            "channel": "creditChina", "appliedOn": .string(day),
            "subject": ["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"],
            "targets": [["caseId": .string(try #require(stage.caseID).description)]],
            "performance": [["duty": "fine", "state": "done"]],
            "commitment": ["text": "材料真实", "signer": "李样", "signedOn": .string(day)],
        ]
    }

    @Test func `a penalty is published, corrected, repaired, and gone from everywhere while its versions stay (S1)`()
        throws
    {
        var stage = try corrected()
        try stage.at("2026-10-29T09:00")
        let early = try repair(&stage, Self.platform, "apply", try application(stage, on: "2026-10-29"))
        guard case .failure(let refusal) = early else { throw TownFailure("one day early") }
        #expect(refusal.code == "MIN_PERIOD_NOT_REACHED")
        try stage.at("2026-11-02T09:00")
        let applied = try repair(&stage, Self.platform, "apply", try application(stage, on: "2026-11-02")).get()
        let id = try #require(applied["caseId"]?.string.flatMap { CaseID($0) })
        func due(_ key: String) -> String? { stage.town.file(Self.mr, id)?.deadline(key)?.due?.shortDescription }
        #expect(due("accept") == "2026-11-05 23:59" && due("answer") == "2026-11-16 23:59")
        try stage.at("2026-11-04T09:00")
        _ = try repair(&stage, Self.mr, "accept", on: id).get()
        #expect(due("decide") == "2026-11-13 23:59")
        let checked: JSONValue = ["method": "documents", "result": "属实", "performed": true, "materialTrue": true]
        _ = try repair(&stage, Self.mr, "verify", on: id, checked).get()
        try stage.at("2026-11-12T09:00")
        let grant: JSONValue = ["decisionNo": "成锦市监修〔2026〕1号", "reason": "符合修复条件"]
        _ = try repair(&stage, Self.mr, "grant", on: id, grant, by: .headPrincipal).get()
        try stage.at("2026-11-13T09:00")
        for office in [Self.mr, "510104-tax", Self.platform] {
            let record = PublicRecord(try stage.file(office))
            #expect(record.payload == nil, "\(office)")
            #expect(record.channels.map(\.standing) == [.stopped, .stopped])
            #expect(record.json["version"] == 3 && record.json["reasonCode"] == "CREDIT_REPAIRED")
        }
        // Whoever audits finds all three versions with the office that wrote them.
        let letters = stage.town.residents[Self.mr]?.ledger.outgoingLetters.values.joined().map(\.envelope) ?? []
        let told = letters.filter { $0.leaf.type.name.hasPrefix("pub.") }
        let versions = try told.compactMap { try JSONValue.parse($0.body)["version"]?.integer }
        #expect(versions.sorted() == [1, 2, 3])
        try stage.expectQuiet()
    }

    // MARK: S4

    private static let taxed: JSONValue =
        ([
            "counterpartyName": "深圳虚构科技有限公司", "counterpartyKind": "organisation", "uscc": "91440305XT000404XG",
            "decisionNo": "深税失信〔2025〕1号", "decisionDate": "2025-11-03", "cause": "偷税三百二十万元，占当年应纳税额百分之十八",
            "legalBasisText": "《重大税收违法失信主体信息公布管理办法》第六条第一项", "address": "深圳市南山区某大厦",
            "violationFacts": "采取偷税手段，不缴少缴应纳税款。", "penaltyContent": "追缴税款并处罚款",
            "responsiblePersons": [
                ["name": "钱样", "role": "违法行为发生时的法定代表人", "sex": "female", "maskedNumber": "440305197001150038"]
            ],
        ] as JSONValue).merging(agency("decidingAgency", "深圳市税务局", "11440300XT9000221X"))

    @Test func `the tax list is published on two channels that end by two rules (S4)`() throws {
        let tax = "440300-tax"
        var stage = try Stage(
            seed: 64, region: "440300", others: [tax, "440300-credit-platform"], start: "2025-11-05T09:00")
        try must(
            &stage, tax, "draft", ["recordKind": "majorTax", "record": Self.taxed, "servedOn": "2025-11-05"])
        #expect(try stage.file(tax).facts["severity"] == "serious")
        for name in ["creditChina", "taxSite"] {
            #expect(try stage.due(tax, "publish/channel-\(name)") == "2025-12-15 23:59")
        }
        try must(&stage, tax, "clear", Self.reviews, by: .legalReviewer)
        try stage.at("2025-12-08T09:00")
        try must(&stage, tax, "publish", by: .headPrincipal)
        #expect(
            try periods(stage, "440300-credit-platform") == [
                "creditChina published 2025-12-08 2026-11-03 2028-11-03",
                "taxSite published 2025-12-08 2026-06-08 2028-12-08",
            ])
        let person = try stage.file("440300-credit-platform").facts["payload"]?["responsiblePersons"]?.array?.first
        #expect(person?["maskedNumber"] == "440305********0038")
        try stage.at("2026-06-26T09:00")
        try must(
            &stage, tax, "stopChannel",
            [
                "ground": "repaired", "reason": "已缴清并公布满六个月", "decisionNo": "深税停〔2026〕1号",
                "channels": ["taxSite"],
            ], by: .headPrincipal)
        let held = PublicRecord(try stage.file("440300-credit-platform"))
        #expect(held.payload != nil && held.channels.map(\.standing) == [.published, .stopped])
        try stage.at("2028-11-03T23:59")
        #expect(try stage.state(tax) == "published")
        try stage.at("2028-11-04T00:00")
        for office in [tax, "440300-credit-platform"] { #expect(try stage.state(office) == "stopped") }
        try stage.expectQuiet()
    }

    // MARK: S5

    private static let listed: JSONValue =
        ([
            "counterpartyName": "北京假名食品有限公司", "counterpartyKind": "organisation", "uscc": "91110108XT0005069C",
            "decisionNo": "锡市监列〔2026〕1号", "decisionDate": "2026-06-01", "cause": "生产有毒有害食品，吊销许可证并处较重罚款",
            "legalBasisText": "《市场监督管理严重违法失信名单管理办法》第五条第二项", "validUntil": "2031-06-01",
            "sourceDecisionNo": "锡市监处罚〔2026〕21号", "measuresText": "依法列为重点监管对象，不适用告知承诺制",
            "removalConditions": "满三年移出；限制从业期限更长的，满期移出", "remedies": "可以申请行政复议或者提起行政诉讼",
        ] as JSONValue).merging(agency("decidingAgency", "锡林浩特市市场监督管理局", "11152502XT90001682"))

    private let decider = "152502-market-regulation"
    private let registrar = "110108-market-regulation"
    private let hearers = ["110108-tax", "110000-credit-platform"]

    private func posted() throws -> Stage {
        var stage = try Stage(
            seed: 65, region: "152502", others: [registrar] + hearers, start: "2026-06-01T09:00")
        try must(&stage, decider, "draft", ["recordKind": "serious", "record": Self.listed])
        #expect(try stage.due(decider, "publish/channel-creditChina") == "2026-06-10 23:59")
        #expect(try stage.due(decider, "push/channel-gsxt") == "2026-06-15 23:59")
        try must(&stage, decider, "clear", Self.reviews, by: .legalReviewer)
        try stage.at("2026-06-05T09:00")
        try must(&stage, decider, "publish", by: .headPrincipal)
        try stage.at("2026-06-08T09:00")
        try must(&stage, decider, "push", ["registrar": .string(registrar)])
        #expect(try stage.due(registrar, "receive") == "2026-06-23 23:59")
        try stage.at("2026-06-18T09:00")
        try must(&stage, registrar, "post", ["postedOn": "2026-06-18"])
        #expect(try stage.isLate(decider, "push/channel-gsxt") == false)
        #expect(try stage.isLate(registrar, "receive") == false)
        for office in [decider, registrar] + hearers {
            #expect(
                try periods(stage, office) == [
                    "creditChina published 2026-06-05 2027-06-01 2031-06-01", "gsxt published 2026-06-18 – 2031-06-01",
                ], "\(office)")
        }
        return stage
    }

    @Test func `the registrar of another province publishes, and all ends with the ban (S5)`() throws {
        var stage = try posted()
        try stage.at("2031-06-01T23:59")
        #expect(try stage.state(registrar) == "published")
        try stage.at("2031-06-02T00:00")
        for office in [decider, registrar] + hearers { #expect(try stage.state(office) == "stopped", "\(office)") }
        try stage.expectQuiet()
    }

    @Test func `an annulled penalty withdraws the publication everywhere within three working days (S5)`() throws {
        var stage = try posted()
        try stage.at("2026-11-05T09:00")
        try must(
            &stage, decider, "recordDecisionChanged",
            [
                "change": "revoked", "changedOn": "2026-11-05", "documentNo": "内行终〔2026〕5号", "text": "法院撤销处罚决定",
            ])
        #expect(try stage.due(decider, "withdraw") == "2026-11-10 23:59")
        try must(
            &stage, decider, "withdraw", ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定被法院撤销"],
            by: .headPrincipal)
        for office in [decider, registrar] + hearers {
            let record = PublicRecord(try stage.file(office)).json
            #expect(record["action"] == "withdraw" && record["reason"] == "处罚决定被法院撤销", "\(office)")
        }
        #expect(try stage.isLate(decider, "withdraw") == false)
        try stage.expectQuiet()
    }
}
