import Casework
import Contracts

/// What happens in each flow, order by order.
extension Workload {
    mutating func steps(_ flow: Flow, _ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        switch flow {
        case .referral: referral(owner, ids)
        case .handoff: handoff(owner, ids)
        case .listing: listing(owner, ids)
        case .publication: publication(owner)
        }
    }

    func step(
        _ office: OfficeID, _ kind: CaseKind, _ name: String, _ role: Role, _ body: JSONValue = .object([]),
        by person: String? = nil, refused: String? = nil
    ) -> Step {
        Step(
            office: office, kind: kind, name: name, body: body, role: role, person: person ?? role.rawValue,
            refusal: refused)
    }

    mutating func documentNo() -> JSONValue { .string("成市监移〔2026〕\(1 + Int(dice.next() % 90_000))号") }

    static let firm: JSONValue = [
        "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
        "registeredRegion": "510104",
    ]

    // MARK: Referrals

    private mutating func referral(_ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        let others = ids.filter { $0 != owner }
        var receivers = [dice.pick(others)]
        if dice.happens(300) {
            let second = dice.pick(others)
            if !receivers.contains(second) { receivers.append(second) }
        }
        var steps = [step(owner, .referral, "draft", .handler, Workload.draft(to: receivers))]
        if dice.happens(300) {
            steps += [
                step(owner, .referral, "approve", .handler, by: "colleague", refused: "ROLE_REQUIRED"),
                step(owner, .referral, "approve", .headPrincipal, by: "handler", refused: "SELF_APPROVAL"),
            ]
        }
        let send = step(owner, .referral, "send", .handler, ["documentNo": documentNo()])
        steps += [step(owner, .referral, "approve", .headPrincipal), send]
        if dice.happens(150) { steps.append(send.refused("STATE_CONFLICT")) }
        for receiver in receivers { steps += answer(of: receiver, alone: receivers.count == 1, to: owner) }
        return steps
    }

    /// What a recipient does with a referral: nothing yet, a look, a return, or the work.
    private mutating func answer(of receiver: OfficeID, alone: Bool, to owner: OfficeID) -> [Step] {
        var steps: [Step] = []
        if dice.happens(200) { steps.append(step(receiver, .referral, "open", .handler)) }
        guard dice.happens(850) else { return steps }
        if dice.happens(250) {
            let reason: JSONValue = [
                "reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关",
            ]
            return steps + [step(receiver, .referral, "return", .handler, reason)]
        }
        steps.append(step(receiver, .referral, "accept", .handler))
        for _ in 0..<dice.below(4) {
            steps.append(step(receiver, .referral, "progress", .handler, ["text": "已调取相关材料。"]))
        }
        guard dice.happens(500) else { return steps }
        steps.append(step(receiver, .referral, "conclude", .handler, ["outcome": "noFacts", "text": "未发现违法事实。"]))
        if dice.happens(200) {
            steps.append(step(receiver, .referral, "accept", .handler, refused: "STATE_CONFLICT"))
        }
        if alone, dice.happens(500) { steps.append(step(owner, .referral, "close", .handler)) }
        return steps
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

    // MARK: Criminal handoffs

    private static let fine: JSONValue = ["penaltyKinds": ["fine"], "decisionNo": "成市监处罚〔2026〕12号"]

    private mutating func handoff(_ owner: OfficeID, _ ids: [OfficeID]) -> [Step] {
        let suspect = Workload.firm
        let papers = transferPapers()
        var steps = [
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
            step(owner, .handoff, "submitReport", .handler, ["specialTeam": ["李样", "王例"]]),
            step(owner, .handoff, "approve", .headPrincipal),
        ]
        if dice.happens(500) {
            steps.append(
                step(
                    owner, .handoff, "transfer", .handler, papers.setting("cc", .array([])),
                    refused: "CC_PROCURATORATE_MISSING"))
        }
        steps.append(step(owner, .handoff, "transfer", .handler, papers))
        guard let police = ids.first(where: { $0.description == "510100-police" }) else { return steps }
        return steps + filing(owner, police)
    }

    private mutating func transferPapers() -> JSONValue {
        [
            "documentNo": documentNo(),
            "attachments": [
                "transferLetter": ["state": "present", "title": "涉嫌犯罪案件移送书"],
                "investigationReport": ["state": "present", "title": "调查报告"],
                "goodsList": ["state": "present", "title": "涉案物品清单"], "inspectionReports": ["state": "pending"],
                "otherMaterials": ["state": "notApplicable", "reason": "无其他材料"],
            ],
        ]
    }

    /// What the police do with a transferred case, and how the agency goes on.
    private mutating func filing(_ owner: OfficeID, _ police: OfficeID) -> [Step] {
        let receipt: JSONValue = ["receivingOfficer": "张例", "itemsCounted": 300, "missingItems": []]
        let reason: JSONValue = ["reason": "不属于公安机关职责范围"]
        guard dice.happens(850) else { return [] }
        var steps = [step(police, .handoff, "signReceipt", .handler, receipt)]
        var notOurs = step(
            police, .handoff, "notPoliceFunction", .handler, reason.setting("competentOrgan", "监察机关"))
        switch dice.below(4) {
        case 0:
            // The supplement and the answer that makes it needless cross each other on the way.
            notOurs.follows = true
            steps += [
                step(police, .handoff, "requestSupplement", .handler, ["missingItems": ["检验报告"]]),
                step(owner, .handoff, "supplement", .handler, ["items": ["检验报告"]]), notOurs,
            ]
        case 1: steps += investigation(owner, police)
        case 2: steps += refusal(owner, police)
        default: steps.append(notOurs)
        }
        return steps
    }

    private func investigation(_ owner: OfficeID, _ police: OfficeID) -> [Step] {
        let goods: JSONValue = ["items": ["运动鞋三百双"], "receivedBy": "张例"]
        return [
            step(police, .handoff, "file", .headPrincipal, ["decisionNo": "成公立字〔2026〕7号"]),
            step(owner, .handoff, "handOverGoods", .handler, goods),
            step(police, .handoff, "returnToAdmin", .headPrincipal, ["reason": "不需要追究刑事责任"]),
        ]
    }

    private mutating func refusal(_ owner: OfficeID, _ police: OfficeID) -> [Step] {
        let refusal: JSONValue = [
            "decisionNo": "成公不立字〔2026〕3号", "reasonCode": "NO_CRIMINAL_FACTS", "reason": "没有犯罪事实",
        ]
        let refusing = step(police, .handoff, "refuseFiling", .headPrincipal, refusal)
        guard dice.happens(700) else {
            return [refusing, step(owner, .handoff, "reconsider", .handler, ["reason": "符合立案追诉标准"])]
        }
        var accepting = step(owner, .handoff, "acceptRefusal", .headPrincipal)
        // Days must pass for the suspended time to show in a term that is counted in days.
        if dice.happens(300) { accepting.wait = .hours(30) }
        return [refusing, accepting]
    }
}
