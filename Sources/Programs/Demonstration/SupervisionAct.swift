import Casework
import Contracts

/// Scenario S3 of domain.md F, day by day: the police do not file, market regulation asks again and then the procuratorate,
/// which asks for reasons and orders the filing; the clocks run over Mid-Autumn and National Day.
struct SupervisionAct {
    static let title = "立案监督：不立案、复议、检察院通知立案"

    private let stage: DemonstrationStage
    private let handler, police, policeHead, procuratorate, chief: DemonstrationHouse.Person

    init(_ stage: DemonstrationStage) throws {
        self.stage = stage
        handler = try stage.house.person("market-regulation", .handler)
        police = try stage.house.person("police", .handler)
        policeHead = try stage.house.person("police", .headPrincipal)
        procuratorate = try stage.house.person("procuratorate", .handler)
        chief = try stage.house.person("procuratorate", .headPrincipal)
    }

    func play() async throws {
        let id = try await transfer()
        try await refuseTwice(id)
        try await supervise(id)
        try await HandoffCountAct.check(upTo: 2, on: stage)
        try await stage.tell(SupervisionAct.title, .handoff, of: id, at: procuratorate)
        try await stage.compareDeadlines(
            "立案监督（S3）", of: id,
            [
                .init("police", "policeDecision", "2026-09-24 23:59"),
                .init("market-regulation", "reconsider", "2026-09-28 23:59"),
                .init("police", "reconsideration", "2026-10-08 23:59"),
                .init("market-regulation", "suggest", "2026-10-08 23:59"),
                .init("police", "reasons", "2026-10-19 23:59"),
                .init("procuratorate", "reviewReasons", "2026-10-29 23:59"),
                .init("police", "orderedFiling", "2026-11-10 23:59"),
                .init("market-regulation", "goods", "2026-11-12 23:59"),
            ])
    }

    private func transfer() async throws -> String {
        try stage.setClock("2026-09-20T09:00:00.000+08:00")
        let id = try await stage.order(handler, .init(.handoff, "investigate", SupervisionAct.investigation))
        try await stage.order(handler, .init(.handoff, "suspectCrime", on: id, SupervisionAct.suspicion))
        try await stage.order(handler, .init(.handoff, "submitReport", on: id, ["specialTeam": ["李样", "王例"]]))
        try await stage.order(
            stage.house.person("market-regulation", .headPrincipal), .init(.handoff, "approve", on: id))
        try stage.setClock("2026-09-21T09:00:00.000+08:00")
        try await stage.order(handler, .init(.handoff, "transfer", on: id, SupervisionAct.letter))
        for person in [police, procuratorate] { try await stage.until(id, at: person, state: "transferred") }
        stage.narrator.done("知识产权案件有合理怀疑即可移送，不以达到追诉标准为前提")
        try stage.setClock("2026-09-21T10:00:00.000+08:00")
        let receipt: JSONValue = ["receivingOfficer": .string(police.name), "itemsCounted": 4, "missingItems": []]
        try await stage.order(police, .init(.handoff, "signReceipt", on: id, receipt))
        try await stage.until(id, at: handler, state: "received")
        return id
    }

    /// No filing, reconsideration over Mid-Autumn, no filing again.
    private func refuseTwice(_ id: String) async throws {
        try stage.setClock("2026-09-24T15:00:00.000+08:00")
        try await stage.order(policeHead, .init(.handoff, "refuseFiling", on: id, SupervisionAct.noFiling))
        for person in [handler, procuratorate] { try await stage.until(id, at: person, state: "notFiled") }
        try await stage.showDue("reconsider", "三日内提请复议，遇中秋顺延", of: id, at: handler)
        try stage.setClock("2026-09-28T10:00:00.000+08:00")
        try await stage.order(handler, .init(.handoff, "reconsider", on: id, ["reason": "有新的证据"]))
        for person in [police, procuratorate] { try await stage.until(id, at: person, state: "reconsidering") }
        try await stage.showDue("reconsideration", "三日内作出复议决定，遇国庆顺延", of: id, at: police)
        try stage.setClock("2026-09-30T11:00:00.000+08:00")
        try await stage.order(policeHead, .init(.handoff, "refuseFiling", on: id, SupervisionAct.noFiling))
        for person in [handler, procuratorate] { try await stage.until(id, at: person, state: "notFiledUpheld") }
    }

    private func supervise(_ id: String) async throws {
        try stage.setClock("2026-10-08T10:00:00.000+08:00")
        try await stage.order(handler, .init(.handoff, "suggestSupervision", on: id, ["reason": "应当立案"]))
        for person in [police, procuratorate] { try await stage.until(id, at: person, state: "supervision") }
        try stage.setClock("2026-10-12T10:00:00.000+08:00")
        let question = SupervisionAct.document("成检说明〔2026〕1号", "请说明不立案理由")
        try await stage.refused(
            police, .init(.handoff, "requireReasons", on: id, question), "NOT_COMPETENT", trying: "公安机关自行要求说明理由")
        try await stage.order(procuratorate, .init(.handoff, "requireReasons", on: id, question))
        try await stage.until(id, at: police, "收到要求说明理由") { $0["facts"]?["reasonsRequired"] != nil }
        try stage.setClock("2026-10-19T16:00:00.000+08:00")
        try await stage.order(police, .init(.handoff, "replyReasons", on: id, ["text": "销售数额不足"]))
        try await stage.until(id, at: procuratorate, "收到理由") { $0["facts"]?["reasonsGiven"] != nil }
        try stage.setClock("2026-10-26T09:30:00.000+08:00")
        let order = SupervisionAct.document("成检立〔2026〕1号", "不立案理由不能成立")
        try await stage.order(chief, .init(.handoff, "orderFiling", on: id, order))
        try await stage.until(id, at: police, "收到通知立案书") { $0["facts"]?["filingOrdered"] != nil }
        try stage.setClock("2026-11-09T10:00:00.000+08:00")
        try await stage.order(policeHead, .init(.handoff, "file", on: id, ["decisionNo": "成公立〔2026〕41号"]))
        for person in [handler, procuratorate] { try await stage.until(id, at: person, state: "filed") }
    }

    private static let investigation: JSONValue = [
        "caseName": "涉嫌销售假冒注册商标商品案", "caseSource": "投诉举报",
        "subject": DemonstrationParties.counterfeiter, "filedOn": "2026-09-01",
    ]

    private static let suspicion: JSONValue = [
        "suspects": [DemonstrationParties.counterfeiter], "suspectedCrime": "销售假冒注册商标的商品罪",
        "criminalLawArticle": "《中华人民共和国刑法》第二百一十四条", "factsSummary": "仓库查获标注他人注册商标的运动鞋，货值尚未查清。",
        "measuresTaken": ["扣押运动鞋三百双"], "ipReasonableSuspicion": true,
    ]

    private static let letter: JSONValue = [
        "documentNo": "成市监移〔2026〕8号",
        "attachments": [
            "transferLetter": ["state": "present", "title": "涉嫌犯罪案件移送书"],
            "investigationReport": ["state": "present", "title": "调查报告"],
            "goodsList": ["state": "present", "title": "涉案物品清单"],
            "inspectionReports": ["state": "present", "title": "商标鉴别意见"],
            "otherMaterials": ["state": "notApplicable", "reason": "没有其他材料"],
        ],
    ]

    private static let noFiling: JSONValue = [
        "decisionNo": "成公不立〔2026〕2号", "reasonCode": "NO_CRIMINAL_FACTS", "reason": "没有犯罪事实",
        "returnedMaterials": ["全部移送材料"],
    ]

    private static func document(_ number: String, _ reason: String) -> JSONValue {
        ["documentNo": .string(number), "reason": .string(reason)]
    }
}
