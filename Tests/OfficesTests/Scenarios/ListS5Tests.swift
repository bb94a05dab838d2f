import Casework
import Contracts
import Offices
import Testing

/// Scenario S5 of domain F: a serious list of a county office, its superior's consent, the registrar of another
/// province, and a career ban that outlasts it; every date.
struct ListS5Tests {
    private static let serious = "市场监督管理严重违法失信名单管理办法"
    private let owner = "market-regulation"
    private let superior = "152500-market-regulation"
    private let registrar = "110108-market-regulation"
    private let receivers = ["tax", "customs", "finance", "natural-resources"].map { "110108-\($0)" }

    private static func basis(_ instrument: String, _ article: String) -> JSONValue {
        ["instrument": .string(instrument), "article": .string(article)]
    }

    private static let proposal: JSONValue = [
        "listKind": "seriousViolation",
        "subject": Script.firm("北京假名食品公司", "91110108XT0005069C").setting("legalRepName", "王例")
            .setting("registeredRegion", "110108"),
        "ground": basis(serious, "第五条第二项"), "cause": "生产有毒有害食品，吊销许可证并处较重罚款", "heavyPenalty": true,
        "sourceDecisionNo": "锡市监处罚〔2026〕21号", "sourceDecisionDate": "2026-06-01",
        "restrictionUntil": "2031-06-01",
        "responsiblePersons": [["name": "王例", "role": "法定代表人"]],
        "measures": [
            ["code": "M09"], ["code": "M12", "basis": basis("中华人民共和国食品安全法", "第一百三十五条")],
            ["code": "M13"], ["code": "M14", "basis": basis(serious, "第十五条第三项")],
            ["code": "M06", "basis": basis("中华人民共和国政府采购法", "第二十二条")],
        ],
    ]

    private static let papers: JSONValue = [
        "listingDecisionNo": "锡市监列〔2026〕1号", "noticeServedOn": "2026-05-08", "objectionUntil": "2026-05-15",
    ]

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

    private func published() throws -> Stage {
        var stage = try Stage(
            seed: 55, region: "152502", others: [superior, registrar] + receivers, start: "2026-05-25T09:00")
        try must(&stage, owner, "propose", ListS5Tests.proposal)
        #expect(try refusal(&stage, owner, "decide", ListS5Tests.papers) == "LEGAL_REVIEW_MISSING")
        try must(&stage, owner, "passReview", by: .legalReviewer)
        try stage.at("2026-06-01T09:00")
        #expect(try refusal(&stage, owner, "decide", ListS5Tests.papers) == "SUPERIOR_CONSENT_REQUIRED")
        let request = ListS5Tests.papers.removing("listingDecisionNo")
        try must(&stage, owner, "requestConsent", request)
        #expect(try stage.due(superior, "consent") == "2026-06-08 23:59")
        try must(&stage, superior, "grantConsent", ["superiorConsentNo": "锡盟市监同〔2026〕3号"], by: .headPrincipal)
        try must(&stage, owner, "decide", ["listingDecisionNo": "锡市监列〔2026〕1号"], by: .headPrincipal)
        #expect(try stage.due(owner, "push") == "2026-06-15 23:59")
        try stage.at("2026-06-08T09:00")
        try must(&stage, owner, "push", ["registrar": .string(registrar)])
        #expect(try stage.due(registrar, "receive") == "2026-06-23 23:59")
        #expect(throws: TownFailure.self) { try stage.state("110108-tax") }
        try stage.at("2026-06-18T09:00")
        try must(&stage, registrar, "post", ["postedOn": "2026-06-18"])
        try must(&stage, owner, "publish", by: .headPrincipal)
        return stage
    }

    @Test func `consent, push, publication, correction, measures and a term that still runs`() throws {
        var stage = try published()
        let file = try stage.file("110108-tax")
        #expect(file.facts["scheduledRemovalOn"] == "2029-06-01" && file.facts["extendedUntil"] == "2031-06-01")
        for office in receivers { #expect(try stage.due(office, "acknowledge") == "2026-06-22 23:59") }
        for office in receivers + [registrar] { try must(&stage, office, "acknowledge") }
        #expect(try stage.due("110108-tax", "measures/110108-tax") == "2026-07-03 23:59")
        try stage.at("2026-06-22T09:00")
        try must(
            &stage, "110108-customs", "refuse",
            ["measureCode": "M13", "reasonCode": "SUBJECT_MISMATCH", "reason": "名称与代码不一致"])
        #expect(try stage.due(owner, "amend/110108-customs/M13") == "2026-06-25 23:59")
        let name = ListS5Tests.proposal["subject"]?.setting("name", "北京假名食品有限公司") ?? [:]
        try must(
            &stage, owner, "correct", ListS5Tests.proposal.setting("subject", name).setting("reason", "更正名称"),
            by: .headPrincipal)
        #expect(try stage.file(owner).deadline("amend/110108-customs/M13")?.status == .met)
        for office in receivers + [registrar] {
            #expect(try stage.file(office).entryVersion == 2)
            try must(&stage, office, "acknowledge")
        }
        try must(&stage, "110108-customs", "apply", ["measureCode": "M13"])
        try stage.at("2026-06-24T09:00")
        let ban = ListS5Tests.basis("企业信息公示暂行条例", "第十八条第二款")
        #expect(
            try refusal(&stage, registrar, "apply", ["measureCode": "M12", "basis": ban], by: .handler)
                == "BASIS_MISMATCH")
        try must(
            &stage, registrar, "apply",
            [
                "measureCode": "M12", "basis": ListS5Tests.basis("中华人民共和国食品安全法", "第一百三十五条"),
                "decisionNo": "锡市监禁〔2026〕1号",
            ])
        try must(&stage, registrar, "apply", ["measureCode": "M14"])
        try stage.at("2027-06-02T09:00")
        let early: JSONValue = ["kind": "early", "reason": "申请提前移出", "decisionNo": "锡市监移〔2027〕1号"]
        #expect(try refusal(&stage, owner, "remove", early) == "TERM_RUNNING")
        try stage.expectQuiet()
    }

    @Test func `the penalty annulled, the listing falls and with it every measure`() throws {
        var stage = try published()
        for office in receivers { try must(&stage, office, "acknowledge") }
        try must(&stage, "110108-tax", "apply", ["measureCode": "M14"])
        try must(&stage, "110108-finance", "apply", ["measureCode": "M06"])
        try stage.at("2026-11-05T09:00")
        try must(
            &stage, owner, "recordSourceRevoked",
            ["revokedOn": "2026-11-05", "documentNo": "内行终〔2026〕5号", "text": "法院撤销处罚决定"])
        #expect(try stage.due(owner, "removeRevoked") == "2026-11-10 23:59")
        try must(
            &stage, owner, "remove", ["kind": "revoked", "reason": "处罚决定被撤销", "decisionNo": "锡市监移〔2026〕1号"],
            by: .headPrincipal)
        #expect(try stage.due("110108-tax", "lift") == "2026-11-10 23:59")
        for office in receivers + [owner, registrar, superior] {
            #expect(try stage.state(office) == "removed")
            #expect(try stage.file(office).state(ofPart: "110108-tax/M14") == "lifted")
        }
        try stage.expectQuiet()
    }
}
