import Casework
import Contracts

/// Lists and publications: what all offices read.
extension Workload {
    // MARK: Lists

    private static let serious = "市场监督管理严重违法失信名单管理办法"

    private static func ground(_ article: String) -> JSONValue {
        ["instrument": .string(Workload.serious), "article": .string(article)]
    }

    static let measures: JSONValue = [
        ["code": "M11", "basis": Workload.ground("第十五条第一项")], ["code": "M14", "basis": Workload.ground("第十五条第三项")],
        ["code": "M13"],
    ]

    /// What is proposed on the ground of the penalty decision of a number.
    static func proposal(cause: String, measures: JSONValue, decision: UInt64 = 77) -> JSONValue {
        [
            "listKind": "seriousViolation", "subject": Workload.firm, "ground": Workload.ground("第二条"),
            "cause": .string(cause), "sourceDecisionNo": .string("成市监处罚〔2026〕\(decision)号"),
            "sourceDecisionDate": "2026-06-10",
            "heavyPenalty": true, "measures": measures,
        ]
    }

    static func decision(objectionUntil day: String) -> JSONValue {
        [
            "listingDecisionNo": "成市监信列〔2026〕5号", "noticeServedOn": "2026-06-20", "objectionUntil": .string(day),
            "superiorConsentNo": "川市监信复〔2026〕9号",
        ]
    }

    mutating func listing(_ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        // A number of a person keeps an entry from being published; nobody may ever see it (S14).
        let isPersonal = dice.happens(150)
        let cause = "因违法添加被处以较重行政处罚" + (isPersonal ? "，经手人身份证号\(Workload.secrets[0])" : "")
        var steps: [Step] = []
        if dice.happens(250) {
            let bare = Workload.proposal(cause: cause, measures: [["code": "M11"]])
            steps.append(step(owner, .listEntry, "propose", .handler, bare, refused: "MEASURE_WITHOUT_BASIS"))
        }
        // All are about one firm: each rests on a decision of its own.
        let proposal = Workload.proposal(
            cause: cause, measures: Workload.measures, decision: UInt64(clamping: cases.count + 1))
        steps.append(step(owner, .listEntry, "propose", .handler, proposal))
        if dice.happens(250) {
            steps.append(
                step(owner, .listEntry, "passReview", .legalReviewer, by: "handler", refused: "REVIEWER_IS_HANDLER"))
        }
        steps.append(step(owner, .listEntry, "passReview", .legalReviewer))
        if dice.happens(250) {
            let early = Workload.decision(objectionUntil: "2099-06-28")
            steps.append(step(owner, .listEntry, "list", .headPrincipal, early, refused: "NOTICE_NOT_SERVED"))
        }
        let decision = Workload.decision(objectionUntil: "2026-06-28")
        steps.append(
            step(owner, .listEntry, "list", .headPrincipal, decision, refused: isPersonal ? "PRIVACY_BLOCK" : nil))
        return isPersonal ? steps : steps + measures(owner, ids)
    }

    /// What all offices do with an entry, and its removal.
    private mutating func measures(_ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        var steps: [Step] = []
        for id in ids where dice.happens(400) {
            steps.append(step(id, .listEntry, "acknowledge", .handler))
            guard dice.happens(600) else { continue }
            steps.append(step(id, .listEntry, "apply", .handler, ["measureCode": "M13"]))
            if dice.happens(200) {
                steps.append(
                    step(id, .listEntry, "lift", .handler, ["measureCode": "M13", "reason": "已改正"]))
            }
        }
        guard dice.happens(500) else { return steps }
        let removal = step(
            owner, .listEntry, "remove", .headPrincipal,
            ["kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": "成市监信移〔2026〕1号"])
        steps.append(removal)
        if dice.happens(300) { steps.append(removal.refused("STATE_CONFLICT")) }
        return steps
    }

    // MARK: Publications

    /// What a publication has that is not for everybody.
    private enum Secret: CaseIterable {
        /// A number that keeps it from being published.
        case phone
        /// A plate number and a third person's name, which are masked.
        case masked
        /// A state secret.
        case state
    }

    mutating func publication(_ owner: OfficeID) -> [Step] {
        publication(owner, with: dice.happens(500) ? dice.pick(Secret.allCases) : nil)
    }

    /// One record that everybody may read.
    mutating func plainPublication(_ owner: OfficeID) -> [Step] {
        let reviews: JSONValue = ["secrecyReviewed": true, "privacyReviewed": true]
        return [
            step(owner, .publication, "draft", .handler, record(with: nil)),
            step(owner, .publication, "clear", .legalReviewer, reviews),
            step(owner, .publication, "publish", .headPrincipal),
        ]
    }

    private mutating func publication(_ owner: OfficeID, with secret: Secret?) -> [Step] {
        let record = record(with: secret)
        let reviews: JSONValue = ["secrecyReviewed": true, "privacyReviewed": true]
        var steps = [step(owner, .publication, "draft", .handler, record)]
        if dice.happens(200) {
            steps.append(
                step(
                    owner, .publication, "clear", .legalReviewer, reviews.setting("privacyReviewed", false),
                    refused: "REVIEW_NOT_DONE"))
        }
        let clear = step(owner, .publication, "clear", .legalReviewer, reviews)
        switch secret {
        case .phone: return steps + [clear.refused("PRIVACY_BLOCK")]
        case .state:
            let exemption: JSONValue = ["reasonCode": "CLASSIFICATION_REFUSED", "reason": "涉及国家秘密"]
            return steps + [
                clear.refused("CLASSIFICATION_REFUSED"),
                step(owner, .publication, "exempt", .legalReviewer, exemption),
            ]
        case .masked, nil: break
        }
        steps += [clear, step(owner, .publication, "publish", .headPrincipal)]
        guard dice.happens(200) else { return steps }
        return steps + [
            step(
                owner, .publication, "withdraw", .headPrincipal,
                ["reasonCode": "DECISION_REVOKED", "reason": "原处罚决定被依法撤销"])
        ]
    }

    private mutating func record(with secret: Secret?) -> JSONValue {
        var facts = "销售不合格食品一批"
        var handling: JSONValue = ["severity": "general"]
        switch secret {
        case .phone: facts += "，经手人联系电话\(Workload.secrets[1])"
        case .masked:
            facts += "，由\(Workload.thirdPerson)驾驶\(Workload.plate)运送"
            handling = handling.setting("thirdPersons", [.string(Workload.thirdPerson)])
        case .state: handling = handling.setting("exclusions", ["stateSecret"])
        case nil: break
        }
        return handling.setting("record", Workload.record(documentNo(), facts: facts))
    }

    /// A penalty that everybody may know.
    static func plainRecord(_ number: JSONValue) -> JSONValue { record(number, facts: "销售不合格食品一批") }

    private static func record(_ number: JSONValue, facts: String) -> JSONValue {
        [
            "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation", "uscc": "91510104XT00010175",
            "decisionNo": number, "violationType": "销售不合格食品", "violationFacts": .string(facts),
            "legalBasisText": "《中华人民共和国食品安全法》第一百二十四条", "penaltyKinds": ["fine"], "penaltyContent": "罚款五万元",
            "fineAmountFen": 5_000_000, "decisionDate": "2026-06-30", "validUntil": "2099-12-31",
            "penaltyAgency": "成都市市场监督管理局", "penaltyAgencyUscc": "11510100XT9000125L",
            "sourceAgency": "成都市市场监督管理局", "sourceAgencyUscc": "11510100XT9000125L",
        ]
    }
}
