import Casework
import Contracts

/// 重大税收违法失信主体 (scenario S4): five offices answer the entry of the tax office, one of them with a lawful refusal;
/// then it is removed, and watched until the last measure is lifted.
struct TaxListingAct {
    private let stage: DemonstrationStage
    private let handler, principal: DemonstrationHouse.Person

    private static let receivers = ["market-regulation", "customs", "cyberspace", "police", "procuratorate"]
    /// Who applies what; the exit ban is refused, and there is nothing to inspect for cyberspace.
    private static let applied = [
        ("tax", "M04"), ("tax", "M15"), ("market-regulation", "M13"), ("market-regulation", "M19"), ("customs", "M13"),
    ]

    init(_ stage: DemonstrationStage) throws {
        self.stage = stage
        handler = try stage.house.person("tax", .handler)
        principal = try stage.house.person("tax", .headPrincipal)
    }

    func play() async throws {
        let id = try await list()
        try await answer(id)
        let refusal = try await answers(of: id)
        stage.narrator.check(
            "税务名单：五个接收单位均已答复，一个依法拒绝", passed: refusal["reasonCode"] == "MEASURE_WITHOUT_BASIS",
            "公安机关拒绝阻止出境 \(refusal["reasonCode"]?.string ?? "")：\(refusal["reason"]?.string ?? "")")
        try await stage.order(principal, .init(.listEntry, "liftMeasure", on: id, TaxListingAct.dropped))
        try await remove(id)
    }

    private func list() async throws -> String {
        let id = try await stage.order(handler, .init(.listEntry, "propose", TaxListingAct.proposal))
        try await stage.order(
            stage.house.person("tax", .legalReviewer), .init(.listEntry, "passReview", on: id))
        try await stage.order(principal, .init(.listEntry, "list", on: id, TaxListingAct.decision))
        return id
    }

    /// Each office confirms the entry and says what it does of the measures in its competence.
    private func answer(_ id: String) async throws {
        try await stage.order(handler, .init(.listEntry, "acknowledge", on: id))
        for agency in TaxListingAct.receivers {
            let officer = try stage.house.person(agency, .handler)
            try await stage.until(id, at: officer, state: "published")
            try await stage.order(officer, .init(.listEntry, "acknowledge", on: id))
        }
        for (agency, code) in TaxListingAct.applied {
            try await give(agency, "apply", id, ["measureCode": .string(code)])
        }
        try await give("cyberspace", "markNotApplicable", id, ["measureCode": "M13", "reason": "该户没有网站、平台，不属于网络检查对象"])
        try await give("police", "refuse", id, TaxListingAct.refusal)
    }

    private func give(_ agency: String, _ order: String, _ id: String, _ body: JSONValue) async throws {
        try await stage.order(stage.house.person(agency, .handler), .init(.listEntry, order, on: id, body))
    }

    /// Waits until the tax office has heard from all five.
    ///
    /// - Returns: what the police said.
    private func answers(of id: String) async throws -> JSONValue {
        let refused = "\(stage.officeID("police"))/M16"
        return try await stage.until("税务机关收齐五个单位的答复") {
            guard let file = try await stage.caseFile(id, at: handler) else { return nil }
            let isHeard = TaxListingAct.receivers.allSatisfy { stage.part(file, stage.officeID($0)) == "acknowledged" }
            let isApplied = TaxListingAct.applied.allSatisfy { isApplying(file, $0.0, $0.1) }
            guard isHeard, isApplied, stage.part(file, "\(stage.officeID("cyberspace"))/M13") == "notApplicable",
                stage.part(file, refused) == "refused"
            else { return nil }
            return file["facts"]?["parts"]?[refused]?["measureRefused"]
        }
    }

    private func isApplying(_ file: JSONValue, _ agency: String, _ code: String) -> Bool {
        stage.part(file, "\(stage.officeID(agency))/\(code)") == "applied"
    }

    /// The removal, watched at its owner until the last office has lifted, and then looked at everywhere.
    private func remove(_ id: String) async throws {
        let start = ContinuousClock.now
        try await stage.order(principal, .init(.listEntry, "remove", on: id, TaxListingAct.removal))
        try await stage.until(id, at: handler, state: "removed")
        let time = (ContinuousClock.now - start).components
        let milliseconds = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
        var isLifted = true
        for agency in ["tax"] + TaxListingAct.receivers {
            let officer = try stage.house.person(agency, .handler)
            try await stage.until(id, at: officer, state: "removed")
            let file = try await stage.caseFile(id, at: officer) ?? .object([])
            isLifted =
                isLifted
                && TaxListingAct.applied.allSatisfy { office, code in
                    stage.part(file, "\(stage.officeID(office))/\(code)") == "lifted"
                }
        }
        stage.narrator.check(
            "税务名单移出：实施的措施全部解除", passed: isLifted,
            "\(TaxListingAct.applied.count) 项措施，从移出决定到最后一项解除反馈到认定机关 \(milliseconds) 毫秒，六个单位一致")
    }

    // MARK: Papers

    private static let rules = "重大税收违法失信主体信息公布管理办法"
    private static let collection = "中华人民共和国税收征收管理法"

    private static func measure(_ code: String, _ instrument: String, _ article: String) -> JSONValue {
        ["code": .string(code), "basis": ["instrument": .string(instrument), "article": .string(article)]]
    }

    private static let proposal: JSONValue = [
        "listKind": "majorTaxViolation", "subject": DemonstrationParties.counterfeiter,
        "ground": ["instrument": .string(rules), "article": "第六条"], "cause": "偷税三百二十万元，占当年应纳税额百分之十八",
        "sourceDecisionNo": "成税罚〔2026〕21号", "sourceDecisionDate": "2026-01-12",
        "criterion": "evasion", "figures": ["amountFen": 320_000_000, "ratioBasisPoints": 1_800],
        "measures": .array([
            measure("M04", rules, "第十五条"), measure("M15", rules, "第十五条"), measure("M13", rules, "第十五条"),
            measure("M19", rules, "第十一条"), measure("M16", collection, "第四十四条"),
        ]),
    ]

    private static let decision: JSONValue = [
        "listingDecisionNo": "成税失信〔2026〕3号", "noticeServedOn": "2026-08-03", "objectionUntil": "2026-08-10",
        "finalOn": "2026-07-31", "paidInFull": false,
    ]

    private static let refusal: JSONValue = [
        "measureCode": "M16", "reasonCode": "MEASURE_WITHOUT_BASIS",
        "reason": "没有另行作出的阻止出境决定（《中华人民共和国税收征收管理法》第四十四条）",
    ]

    private static let dropped: JSONValue = [
        "measureCode": "M16", "reason": "没有阻止出境决定，撤回该项措施", "decisionNo": "成税失信撤〔2026〕1号",
    ]

    private static let removal: JSONValue = [
        "kind": "revoked", "reason": "税务处罚决定被依法撤销", "decisionNo": "成税失信移〔2026〕1号",
    ]
}
