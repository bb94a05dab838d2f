import Casework
import Contracts

/// 案件移送: the cyberspace office finds something that market regulation has to handle.
enum ReferralAct {
    static let title = "案件移送：网信 → 市场监管"

    static func play(on stage: DemonstrationStage) async throws {
        let house = stage.house
        let sender = try house.person("cyberspace", .handler)
        let head = try house.person("cyberspace", .headPrincipal)
        let receiver = try house.person("market-regulation", .handler)
        try stage.setClock("2026-08-03T14:00:00.000+08:00")
        let id = try await stage.order(sender, .init(.referral, "draft", draft(to: receiver.office)))
        try await stage.refused(
            sender, .init(.referral, "send", on: id, ["documentNo": "成网移〔2026〕12号"]), "STATE_CONFLICT",
            trying: "未经批准先行移送")
        try await stage.order(head, .init(.referral, "approve", on: id, ["note": "同意移送"]))
        try await stage.order(sender, .init(.referral, "send", on: id, ["documentNo": "成网移〔2026〕12号"]))
        try await stage.until(id, at: sender, state: "delivered")
        stage.narrator.done("案件移送函已由对方台账签收（送达），\(receiver.office) 须在期限内阅知、接收")
        try await stage.order(receiver, .init(.referral, "open", on: id))
        try await stage.order(receiver, .init(.referral, "accept", on: id, ["contactName": .string(receiver.name)]))
        try await stage.until(id, at: sender, state: "accepted")
        try stage.setClock("2026-08-04T09:30:00.000+08:00")
        try await stage.order(
            receiver, .init(.referral, "progress", on: id, ["text": "已调取网页存证和销售记录，正在核实宣传内容。"]))
        try await stage.order(
            house.person("market-regulation", .headPrincipal),
            .init(.referral, "file", on: id, ["text": "经核查有违法事实，已立案。"]))
        try stage.setClock("2026-08-06T15:20:00.000+08:00")
        try await stage.order(
            receiver,
            .init(
                .referral, "conclude", on: id,
                [
                    "outcome": "penalty", "text": "违法事实成立，已依法作出行政处罚。",
                    "decisionNo": "成市监处罚〔2026〕131号",
                ]))
        try await stage.until(id, at: sender, state: "concluded")
        try await stage.order(sender, .init(.referral, "close", on: id, ["note": "结果已阅，结案。"]))
        try await stage.until(id, at: sender, state: "closed")
        try await stage.tell(title, .referral, of: id, at: sender)
    }

    private static func draft(to receiver: OfficeID) -> JSONValue {
        [
            "caseName": "涉嫌发布虚假广告案", "caseSource": "网络巡查",
            "subject": DemonstrationParties.advertiser,
            "facts": "当事人在其网站宣称产品“国家级检测第一”，不能提供证明材料。",
            "evidence": ["网页截图十二张", "电子数据存证报告一份"], "reasonForTransfer": "notOurJurisdiction",
            "legalBasis": "《中华人民共和国广告法》第六条，由市场监督管理部门管辖", "limitationDate": "2028-07-15",
            "replyBy": "2026-09-01", "recipients": [.string(receiver.description)],
        ]
    }
}
