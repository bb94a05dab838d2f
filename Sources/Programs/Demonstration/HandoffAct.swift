import Casework
import Contracts

/// Scenario S2 of domain.md F, day by day: food with a non-food raw material goes from market regulation to the police
/// over a weekend, with a copy to the procuratorate; a fine in its place is blocked; a court ends it.
struct HandoffAct {
    static let title = "行刑衔接：市场监管 → 公安，抄送检察院"

    private let stage: DemonstrationStage
    private let handler, principal, police, procuratorate: DemonstrationHouse.Person

    init(_ stage: DemonstrationStage) throws {
        self.stage = stage
        handler = try stage.house.person("market-regulation", .handler)
        principal = try stage.house.person("market-regulation", .headPrincipal)
        police = try stage.house.person("police", .handler)
        procuratorate = try stage.house.person("procuratorate", .handler)
    }

    /// Until the goods are with the police and the fine is refused.
    ///
    /// - Returns: the case.
    func play() async throws -> String {
        let id = try await investigate()
        try await approve(id)
        try await transfer(id)
        try await file(id)
        try await tryFine(id)
        try await HandoffCountAct.check(upTo: 1, on: stage)
        try await stage.tell(HandoffAct.title, .handoff, of: id, at: handler)
        try await stage.compareDeadlines(
            "行刑衔接（S2）", of: id,
            [
                .init("market-regulation", "approve", "2026-07-06 23:59"),
                .init("market-regulation", "transfer", "2026-07-04 16:30"),
                .init("police", "supplementRequest", "2026-07-05 11:20"),
                .init("market-regulation", "supplement", "2026-07-08 23:59"),
                .init("police", "policeDecision", "2026-07-07 23:59"),
                .init("market-regulation", "goods", "2026-07-10 23:59"),
            ])
        return id
    }

    /// The judgment in December: the administrative clock ends, and no further fine may follow.
    func end(_ id: String) async throws {
        try stage.setClock("2026-12-15T10:00:00.000+08:00")
        try await stage.order(procuratorate, .init(.handoff, "recordJudgment", on: id, HandoffAct.judgment))
        for person in [handler, police] { try await stage.until(id, at: person, state: "closed") }
        try await stage.refused(
            principal, .init(.handoff, "decide", on: id, HandoffAct.fine), "STATE_CONFLICT", trying: "判决后再处罚款")
        try await stage.showPauses("adminDecision", "九十日办案期限", of: id, at: handler)
    }

    private func investigate() async throws -> String {
        try stage.setClock("2026-06-10T09:00:00.000+08:00")
        let id = try await stage.order(handler, .init(.handoff, "investigate", HandoffAct.investigation))
        try stage.setClock("2026-06-24T09:00:00.000+08:00")
        try await stage.order(handler, .init(.handoff, "brief", on: id, ["text": "监督抽检发现掺入非食品原料"]))
        for person in [police, procuratorate] {
            try await stage.until(id, at: person, "收到案情通报") { $0["facts"]?["text"] != nil }
        }
        stage.narrator.done("案情通报已到公安机关和同级检察院，不对外公布")
        return id
    }

    /// A team of one and a deputy's approval are refused.
    private func approve(_ id: String) async throws {
        try stage.setClock("2026-07-01T09:00:00.000+08:00")
        try await stage.order(handler, .init(.handoff, "suspectCrime", on: id, HandoffAct.suspicion))
        try await stage.refused(
            handler, .init(.handoff, "submitReport", on: id, ["specialTeam": ["李样"]]), "TEAM_LT_2",
            trying: "专案组只有一人")
        try await stage.order(handler, .init(.handoff, "submitReport", on: id, ["specialTeam": ["李样", "王例"]]))
        try await stage.showDue("approve", "报告后三日内审批，7月4日为周六，顺延", of: id, at: handler)
        try stage.setClock("2026-07-03T16:30:00.000+08:00")
        let approval = DemonstrationStage.OrderCall(.handoff, "approve", on: id, ["note": "同意移送公安机关"])
        try await stage.refused(
            stage.house.person("market-regulation", .headDeputy), approval, "APPROVER_NOT_PRINCIPAL",
            trying: "副职负责人批准移送")
        try await stage.order(principal, approval)
        try await stage.showDue("transfer", "批准后二十四小时内移送，周六不顺延", of: id, at: handler)
    }

    private func transfer(_ id: String) async throws {
        try stage.setClock("2026-07-04T10:00:00.000+08:00")
        let tax = try stage.house.office("tax").id.description
        try await stage.refused(
            handler, .init(.handoff, "transfer", on: id, HandoffAct.letter.setting("cc", [.string(tax)])),
            "CC_PROCURATORATE_MISSING", trying: "移送时不抄送检察院")
        try await stage.order(handler, .init(.handoff, "transfer", on: id, HandoffAct.letter))
        for person in [police, procuratorate] { try await stage.until(id, at: person, state: "transferred") }
        stage.narrator.done("移送书同一编号、同一内容到达公安机关和同级检察院")
    }

    /// Receipt, supplement over a Sunday, filing, goods.
    private func file(_ id: String) async throws {
        try stage.setClock("2026-07-04T11:20:00.000+08:00")
        let receipt: JSONValue = [
            "receivingOfficer": .string(police.name), "itemsCounted": 4, "missingItems": ["检验报告"],
        ]
        try await stage.order(police, .init(.handoff, "signReceipt", on: id, receipt))
        try await stage.until(id, at: handler, state: "received")
        try stage.setClock("2026-07-05T09:00:00.000+08:00")
        try await stage.order(police, .init(.handoff, "requestSupplement", on: id, ["missingItems": ["检验报告"]]))
        try await stage.until(id, at: handler, "收到补充材料通知") { $0["facts"]?["supplementRequested"] != nil }
        try stage.setClock("2026-07-07T10:00:00.000+08:00")
        let report = AttachmentAct(stage)
        let file = try await report.upload(by: handler)
        try await stage.order(
            handler, .init(.handoff, "supplement", on: id, ["items": ["检验报告一份"], "files": [file]]))
        try await stage.until(id, at: police, "收到补充材料") { $0["facts"]?["supplemented"] != nil }
        try await report.check(of: id, at: [police, procuratorate])
        try stage.setClock("2026-07-07T18:00:00.000+08:00")
        try await stage.order(
            stage.house.person("police", .headPrincipal),
            .init(.handoff, "file", on: id, ["decisionNo": "成公立〔2026〕9号"]))
        for person in [handler, procuratorate] { try await stage.until(id, at: person, state: "filed") }
        try stage.setClock("2026-07-10T10:00:00.000+08:00")
        let goods: JSONValue = ["items": ["涉案原料十袋"], "receivedBy": .string(police.name)]
        try await stage.order(handler, .init(.handoff, "handOverGoods", on: id, goods))
        try await stage.until(id, at: police, state: "criminalInvestigation")
    }

    /// 以罚代刑 is blocked, and the procuratorate learns of the attempt.
    private func tryFine(_ id: String) async throws {
        try stage.setClock("2026-07-20T10:00:00.000+08:00")
        try await stage.refused(
            principal, .init(.handoff, "decide", on: id, HandoffAct.fine), "FINE_BLOCKED", trying: "移送期间作出罚款决定")
        try await stage.until(id, at: procuratorate, "收到以罚代刑通报") { $0["facts"]?["fineBlocked"] != nil }
        stage.narrator.done("同级检察院已收到以罚代刑被拦截的通报；6月30日的停业决定继续有效")
    }

    private static let investigation: JSONValue = [
        "caseName": "涉嫌在食品中掺入非食品原料案", "caseSource": "监督抽检",
        "subject": DemonstrationParties.foodMaker, "filedOn": "2026-06-10",
    ]

    private static let suspicion: JSONValue = [
        "suspects": [DemonstrationParties.foodMaker], "suspectedCrime": "生产、销售有毒、有害食品罪",
        "criminalLawArticle": "《中华人民共和国刑法》第一百四十四条", "factsSummary": "抽检发现食品中掺有非食品原料，现场查获原料十袋。",
        "amountInvolvedFen": .integer(120_000_000), "measuresTaken": ["扣押原料十袋"],
        "priorDecisions": [["kind": "suspendBusiness", "decidedOn": "2026-06-30"]],
    ]

    private static let letter: JSONValue = [
        "documentNo": "成市监移〔2026〕5号",
        "attachments": [
            "transferLetter": ["state": "present", "title": "涉嫌犯罪案件移送书"],
            "investigationReport": ["state": "present", "title": "调查报告"],
            "goodsList": ["state": "present", "title": "涉案物品清单"], "inspectionReports": ["state": "pending"],
            "otherMaterials": ["state": "notApplicable", "reason": "没有其他材料"],
        ],
    ]

    private static let fine: JSONValue = [
        "penaltyKinds": ["fine"], "decisionNo": "成市监处罚〔2026〕140号", "fineAmountFen": .integer(20_000_000),
    ]

    private static let judgment: JSONValue = [
        "court": "某区人民法院", "judgmentNo": "（2026）川0104刑初1号", "judgedOn": "2026-12-15",
        "result": "单位判处罚金三十万元，负责人判处有期徒刑", "criminalFineFen": .integer(30_000_000),
    ]
}
