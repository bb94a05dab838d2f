import Casework
import Contracts

/// What happens in each flow, order by order.
extension Workload {
    mutating func steps(_ flow: Flow, _ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        switch flow {
        case .referral: referral(owner, ids)
        case .handoff: handoff(owner)
        case .listing: listing(owner, ids)
        case .publication: publication(owner)
        }
    }

    private func step(
        _ office: OfficeID, _ kind: CaseKind, _ name: String, _ role: Role, _ body: JSONValue = .object([]),
        refused: String? = nil
    ) -> Step {
        Step(office: office, kind: kind, name: name, body: body, role: role, refusal: refused)
    }

    private mutating func documentNo() -> JSONValue { .string("成市监移〔2026〕\(1 + Int(dice.next() % 90_000))号") }

    private static let firm: JSONValue = [
        "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
        "registeredRegion": "510104",
    ]

    private mutating func referral(_ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        let others = ids.filter { $0 != owner }
        var receivers = [dice.pick(others)]
        if dice.happens(300) {
            let second = dice.pick(others)
            if !receivers.contains(second) { receivers.append(second) }
        }
        var steps = [step(owner, .referral, "draft", .handler, Workload.draft(to: receivers))]
        if dice.happens(200) { steps.append(step(owner, .referral, "approve", .handler, refused: "ROLE_REQUIRED")) }
        steps += [
            step(owner, .referral, "approve", .headPrincipal),
            step(owner, .referral, "send", .handler, ["documentNo": documentNo()]),
        ]
        for receiver in receivers {
            if dice.happens(250) {
                steps.append(
                    step(
                        receiver, .referral, "return", .handler,
                        ["reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关"]))
            } else if dice.happens(900) {
                steps.append(step(receiver, .referral, "accept", .handler))
            }
        }
        return steps
    }

    private static let fine: JSONValue = ["penaltyKinds": ["fine"], "decisionNo": "成市监处罚〔2026〕12号"]

    private mutating func handoff(_ owner: OfficeID) -> [Step] {
        let suspect = Workload.firm
        let report: JSONValue = ["specialTeam": ["李样", "王例"]]
        return [
            step(
                owner, .handoff, "investigate", .handler,
                ["caseName": "涉嫌销售假冒注册商标商品案", "caseSource": "投诉举报", "subject": suspect, "filedOn": "2026-06-10"]),
            step(
                owner, .handoff, "suspectCrime", .handler,
                [
                    "suspects": [suspect], "suspectedCrime": "销售假冒注册商标的商品罪", "criminalLawArticle": "《中华人民共和国刑法》第二百一十四条",
                    "factsSummary": "仓库查获标注他人注册商标的运动鞋三百双。", "amountInvolvedFen": .integer(18_000_000),
                    "measuresTaken": ["扣押运动鞋三百双"], "ipReasonableSuspicion": true,
                ]),
            step(owner, .handoff, "decide", .headPrincipal, Workload.fine, refused: "FINE_BLOCKED"),
            step(owner, .handoff, "submitReport", .handler, ["specialTeam": ["李样"]], refused: "TEAM_LT_2"),
            step(owner, .handoff, "submitReport", .handler, report),
            step(owner, .handoff, "approve", .headPrincipal),
            step(
                owner, .handoff, "transfer", .handler,
                [
                    "documentNo": documentNo(),
                    "attachments": [
                        "transferLetter": ["state": "present", "title": "涉嫌犯罪案件移送书"],
                        "investigationReport": ["state": "present", "title": "调查报告"],
                        "goodsList": ["state": "present", "title": "涉案物品清单"], "inspectionReports": ["state": "pending"],
                        "otherMaterials": ["state": "notApplicable", "reason": "无其他材料"],
                    ],
                ]),
        ]
    }

    /// One referral that is accepted.
    mutating func plainReferral(_ owner: OfficeID, to receiver: OfficeID) -> [Step] {
        [
            step(owner, .referral, "draft", .handler, Workload.draft(to: [receiver])),
            step(owner, .referral, "approve", .headPrincipal),
            step(owner, .referral, "send", .handler, ["documentNo": documentNo()]),
            step(receiver, .referral, "accept", .handler),
        ]
    }

    private static func draft(to receivers: [OfficeID]) -> JSONValue {
        [
            "caseName": "涉嫌销售假冒商品案", "caseSource": "投诉举报", "subject": Workload.firm, "facts": "现场检查发现涉嫌违法线索。",
            "evidence": ["现场笔录"], "reasonForTransfer": "notOurJurisdiction",
            "legalBasis": "《中华人民共和国行政处罚法》第二十五条", "limitationDate": "2028-01-01",
            "recipients": .array(receivers.map { .string($0.description) }),
        ]
    }

    private static let serious = "市场监督管理严重违法失信名单管理办法"

    private mutating func listing(_ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        let proposal: JSONValue = [
            "listKind": "seriousViolation", "subject": Workload.firm,
            "ground": ["instrument": .string(Workload.serious), "article": "第二条"], "cause": "因违法添加被处以较重行政处罚",
            "sourceDecisionNo": "成市监处罚〔2026〕77号", "sourceDecisionDate": "2026-06-10", "heavyPenalty": true,
            "measures": [
                ["code": "M11", "basis": ["instrument": .string(Workload.serious), "article": "第十五条第一项"]],
                ["code": "M14", "basis": ["instrument": .string(Workload.serious), "article": "第十五条第三项"]],
                ["code": "M13"],
            ],
        ]
        var steps = [
            step(owner, .listEntry, "propose", .handler, proposal),
            step(owner, .listEntry, "passReview", .legalReviewer),
            step(
                owner, .listEntry, "list", .headPrincipal,
                [
                    "listingDecisionNo": "成市监信列〔2026〕5号", "noticeServedOn": "2026-06-20",
                    "objectionUntil": "2026-06-28",
                    "superiorConsentNo": "川市监信复〔2026〕9号",
                ]),
        ]
        for id in ids where dice.happens(400) {
            steps.append(step(id, .listEntry, "acknowledge", .handler))
            if dice.happens(600) { steps.append(step(id, .listEntry, "apply", .handler, ["measureCode": "M13"])) }
        }
        if dice.happens(500) {
            steps.append(
                step(
                    owner, .listEntry, "remove", .headPrincipal,
                    ["kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": "成市监信移〔2026〕1号"]))
        }
        return steps
    }

    mutating func publication(_ owner: OfficeID) -> [Step] {
        // What identifies a person keeps a record from being published; nobody may ever see it (S14).
        let isPersonal = dice.happens(200)
        let facts = "销售不合格食品一批" + (isPersonal ? "，经手人联系电话\(Workload.secrets[1])" : "")
        let record: JSONValue = [
            "record": [
                "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation", "uscc": "91510104XT00010175",
                "decisionNo": documentNo(), "violationType": "销售不合格食品", "violationFacts": .string(facts),
                "legalBasisText": "《中华人民共和国食品安全法》第一百二十四条", "penaltyKinds": ["fine"], "penaltyContent": "罚款五万元",
                "fineAmountFen": 5_000_000, "decisionDate": "2026-06-30", "validUntil": "2099-12-31",
                "penaltyAgency": "成都市市场监督管理局", "penaltyAgencyUscc": "11510100XT9000125L",
                "sourceAgency": "成都市市场监督管理局", "sourceAgencyUscc": "11510100XT9000125L",
            ],
            "severity": "general",
        ]
        return [
            step(owner, .publication, "draft", .handler, record),
            step(
                owner, .publication, "clear", .legalReviewer, ["secrecyReviewed": true, "privacyReviewed": true]),
            step(owner, .publication, "publish", .headPrincipal, refused: isPersonal ? "PRIVACY_BLOCK" : nil),
        ]
    }
}
