import Casework
import Contracts

/// 行刑衔接: a counterfeit case goes from market regulation to the police, with a copy to the procuratorate.
enum HandoffAct {
    static let title = "行刑衔接：市场监管 → 公安，抄送检察院"

    static func play(on stage: DemonstrationStage) async throws {
        let id = try await prepare(on: stage)
        try await transfer(id, on: stage)
        try await tryFine(id, on: stage)
        try await decide(id, on: stage)
        try await stage.tell(title, .handoff, of: id, at: stage.house.person("market-regulation", .handler))
    }

    /// Until the principal has approved; on the way a team of one and a deputy's approval are refused.
    private static func prepare(on stage: DemonstrationStage) async throws -> String {
        let handler = try stage.house.person("market-regulation", .handler)
        try stage.setClock("2026-08-06T16:00:00.000+08:00")
        let id = try await stage.order(handler, .init(.handoff, "investigate", investigation))
        try await stage.order(handler, .init(.handoff, "suspectCrime", on: id, suspicion))
        try await stage.refused(
            handler, .init(.handoff, "submitReport", on: id, ["specialTeam": ["李样"]]), "TEAM_LT_2",
            trying: "专案组只有一人")
        try await stage.order(handler, .init(.handoff, "submitReport", on: id, ["specialTeam": ["李样", "王例"]]))
        try stage.setClock("2026-08-07T16:30:00.000+08:00")
        let approval = DemonstrationStage.OrderCall(.handoff, "approve", on: id, ["note": "同意移送公安机关"])
        try await stage.refused(
            stage.house.person("market-regulation", .headDeputy), approval, "APPROVER_NOT_PRINCIPAL",
            trying: "副职负责人批准移送")
        try await stage.order(stage.house.person("market-regulation", .headPrincipal), approval)
        try await stage.showDue("transfer", "批准后二十四小时内移送", of: id, at: handler)
        return id
    }

    /// On a Saturday, for the twenty-four hours do not wait for a working day.
    private static func transfer(_ id: String, on stage: DemonstrationStage) async throws {
        let handler = try stage.house.person("market-regulation", .handler)
        let police = try stage.house.person("police", .handler)
        let procuratorate = try stage.house.person("procuratorate", .handler)
        try stage.setClock("2026-08-08T10:00:00.000+08:00")
        let tax = try stage.house.office("tax").id.description
        try await stage.refused(
            handler, .init(.handoff, "transfer", on: id, letter.setting("cc", [.string(tax)])),
            "CC_PROCURATORATE_MISSING", trying: "移送时不抄送检察院")
        try await stage.order(handler, .init(.handoff, "transfer", on: id, letter))
        try await stage.until(id, at: police, state: "transferred")
        try await stage.until(id, at: procuratorate, state: "transferred")
        stage.narrator.done("移送书同一编号、同一内容到达公安机关和同级检察院")
    }

    /// 以罚代刑 is blocked, and the procuratorate learns of the attempt.
    private static func tryFine(_ id: String, on stage: DemonstrationStage) async throws {
        let procuratorate = try stage.house.person("procuratorate", .handler)
        try await stage.refused(
            stage.house.person("market-regulation", .headPrincipal),
            .init(
                .handoff, "decide", on: id,
                [
                    "penaltyKinds": ["fine"], "decisionNo": "成市监处罚〔2026〕140号",
                    "fineAmountFen": .integer(20_000_000),
                ]), "FINE_BLOCKED", trying: "移送期间作出罚款决定")
        try await stage.until(id, at: procuratorate, "收到以罚代刑通报") { $0["facts"]?["fineBlocked"] != nil }
        stage.narrator.done("同级检察院已收到以罚代刑被拦截的通报")
    }

    /// Receipt, supplement, filing, goods.
    private static func decide(_ id: String, on stage: DemonstrationStage) async throws {
        let handler = try stage.house.person("market-regulation", .handler)
        let police = try stage.house.person("police", .handler)
        try stage.setClock("2026-08-08T11:20:00.000+08:00")
        try await stage.order(
            police,
            .init(
                .handoff, "signReceipt", on: id,
                ["receivingOfficer": .string(police.name), "itemsCounted": 4, "missingItems": ["检验报告"]]))
        try await stage.until(id, at: handler, state: "received")
        try stage.setClock("2026-08-09T09:00:00.000+08:00")
        try await stage.order(
            police, .init(.handoff, "requestSupplement", on: id, ["missingItems": ["检验报告"]]))
        try await stage.until(id, at: handler, "收到补充材料通知") { $0["facts"]?["supplementRequested"] != nil }
        try stage.setClock("2026-08-10T09:30:00.000+08:00")
        try await stage.order(handler, .init(.handoff, "supplement", on: id, ["items": ["检验报告一份"]]))
        try await stage.until(id, at: police, "收到补充材料") { $0["facts"]?["supplemented"] != nil }
        try stage.setClock("2026-08-10T17:40:00.000+08:00")
        try await stage.order(
            stage.house.person("police", .headPrincipal),
            .init(.handoff, "file", on: id, ["decisionNo": "成公立〔2026〕35号"]))
        try await stage.until(id, at: handler, state: "filed")
        try await stage.showDue("goods", "立案后移交涉案物品", of: id, at: handler)
        try stage.setClock("2026-08-12T10:00:00.000+08:00")
        try await stage.order(
            handler,
            .init(
                .handoff, "handOverGoods", on: id,
                ["items": ["标注他人注册商标的运动鞋三百双"], "receivedBy": .string(police.name)]))
        try await stage.until(id, at: police, state: "criminalInvestigation")
    }

    private static let investigation: JSONValue = [
        "caseName": "涉嫌销售假冒注册商标商品案", "caseSource": "投诉举报",
        "subject": DemonstrationParties.counterfeiter, "filedOn": "2026-07-20",
    ]

    private static let suspicion: JSONValue = [
        "suspects": [DemonstrationParties.counterfeiter], "suspectedCrime": "销售假冒注册商标的商品罪",
        "criminalLawArticle": "《中华人民共和国刑法》第二百一十四条",
        "factsSummary": "仓库查获标注他人注册商标的运动鞋三百双，货值金额十八万元。",
        "amountInvolvedFen": .integer(18_000_000), "measuresTaken": ["扣押运动鞋三百双"],
        "ipReasonableSuspicion": true,
    ]

    private static let letter: JSONValue = [
        "documentNo": "成市监移〔2026〕3号",
        "attachments": [
            "transferLetter": ["state": "present", "title": "涉嫌犯罪案件移送书"],
            "investigationReport": ["state": "present", "title": "调查报告"],
            "goodsList": ["state": "present", "title": "涉案物品清单"], "inspectionReports": ["state": "pending"],
            "otherMaterials": ["state": "notApplicable", "reason": "无其他材料"],
        ],
    ]
}
