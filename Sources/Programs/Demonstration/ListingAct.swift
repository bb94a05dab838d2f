import Casework
import Contracts

/// 失信联合惩戒: market regulation lists a firm, the others apply what is theirs and refuse what is not, all is lifted.
enum ListingAct {
    static let title = "失信联合惩戒：列入、实施、拒绝、移出"

    private static let agencies = [
        "market-regulation", "tax", "customs", "cyberspace", "police", "procuratorate",
    ]

    static func play(on stage: DemonstrationStage) async throws {
        try stage.setClock("2026-08-13T09:00:00.000+08:00")
        let id = try await list(on: stage)
        try await acknowledge(id, on: stage)
        try await applyMeasures(id, on: stage)
        try await remove(id, on: stage)
        try await stage.tell(title, .listEntry, of: id, at: stage.house.person("market-regulation", .handler))
        try await TaxListingAct(stage).play()
        try await keepOne(on: stage)
    }

    private static func list(on stage: DemonstrationStage) async throws -> String {
        let handler = try stage.house.reviewingHandler()
        let train: JSONValue = ["code": "限制乘坐高铁", "name": "限制乘坐高铁"]
        try await stage.refused(
            handler, .init(.listEntry, "propose", proposal.setting("measures", [train])), "MEASURE_WITHOUT_BASIS",
            trying: "提出没有依据的惩戒措施")
        let id = try await stage.order(handler, .init(.listEntry, "propose", proposal))
        try await stage.refused(
            handler, .init(.listEntry, "passReview", on: id), "REVIEWER_IS_HANDLER", trying: "承办人审核自己的案件")
        try await stage.order(
            stage.person("market-regulation", .legalReviewer, not: handler),
            .init(.listEntry, "passReview", on: id, ["note": "事实清楚，程序合法"]))
        try await stage.order(
            stage.house.person("market-regulation", .headPrincipal), .init(.listEntry, "list", on: id, decision))
        return id
    }

    private static func acknowledge(_ id: String, on stage: DemonstrationStage) async throws {
        for agency in agencies {
            let officer = try stage.house.person(agency, .handler)
            try await stage.until(id, at: officer, state: "published")
            try await stage.order(officer, .init(.listEntry, "acknowledge", on: id))
        }
        stage.narrator.done("六个单位均已确认接收")
    }

    private static func applyMeasures(_ id: String, on stage: DemonstrationStage) async throws {
        let chosen = [("market-regulation", "M14"), ("tax", "M14"), ("customs", "M11"), ("cyberspace", "M11")]
        for (agency, code) in chosen {
            try await stage.order(
                stage.house.person(agency, .handler), .init(.listEntry, "apply", on: id, ["measureCode": .string(code)])
            )
        }
        let police = try stage.house.person("police", .handler)
        try await stage.refused(
            police, .init(.listEntry, "apply", on: id, ["measureCode": "M06"]), "NOT_COMPETENT",
            trying: "实施不属于本单位职权的措施")
        try await stage.order(
            police,
            .init(
                .listEntry, "refuse", on: id,
                ["measureCode": "M06", "reasonCode": "NOT_COMPETENT", "reason": "限制参加政府采购由财政部门实施"]))
        let owner = try stage.house.person("market-regulation", .handler)
        try await stage.until(id, at: owner, "各单位措施齐备") { file in
            chosen.allSatisfy { stage.part(file, "\(stage.officeID($0.0))/\($0.1)") == "applied" }
                && stage.part(file, "\(police.office)/M06") == "refused"
        }
        stage.narrator.done("四个单位依法实施措施，一个单位拒绝，均已反馈认定机关")
    }

    private static func remove(_ id: String, on stage: DemonstrationStage) async throws {
        try stage.setClock("2026-08-17T10:00:00.000+08:00")
        try await stage.order(
            stage.house.person("market-regulation", .headPrincipal),
            .init(
                .listEntry, "remove", on: id,
                ["kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": "成市监信移〔2026〕1号"]))
        for agency in agencies {
            let officer = try stage.house.person(agency, .handler)
            try await stage.until(id, at: officer, state: "removed")
            try await stage.until(id, at: officer, "措施全部解除") { file in
                !(file["facts"]?["parts"]?.object ?? []).contains { $0.value["state"]?.string == "applied" }
            }
        }
        stage.narrator.done("移出后各单位的措施随之解除，六个单位状态一致")
    }

    /// A second entry stays in force, so that the lists compared at the end are not empty.
    private static func keepOne(on stage: DemonstrationStage) async throws {
        let handler = try stage.house.person("tax", .handler)
        let id = try await stage.order(handler, .init(.listEntry, "propose", taxProposal))
        try await stage.order(
            stage.house.person("tax", .legalReviewer), .init(.listEntry, "passReview", on: id))
        try await stage.order(
            stage.house.person("tax", .headPrincipal),
            .init(
                .listEntry, "list", on: id,
                [
                    "listingDecisionNo": "成税失信〔2026〕2号", "noticeServedOn": "2026-08-03",
                    "objectionUntil": "2026-08-10", "finalOn": "2026-07-31", "paidInFull": false,
                ]))
        for agency in agencies {
            try await stage.until(id, at: stage.house.person(agency, .handler), state: "published")
        }
        try await stage.order(handler, .init(.listEntry, "acknowledge", on: id))
        try await stage.order(handler, .init(.listEntry, "apply", on: id, ["measureCode": "M04"]))
        stage.narrator.done("另列入一户重大税收违法失信主体，保持有效")
    }

    private static let serious = "市场监督管理严重违法失信名单管理办法"

    private static let proposal: JSONValue = [
        "listKind": "seriousViolation", "subject": DemonstrationParties.dishonest,
        "ground": ["instrument": .string(serious), "article": "第二条"], "cause": "因违法添加被处以较重行政处罚",
        "sourceDecisionNo": "成市监处罚〔2026〕77号", "sourceDecisionDate": "2026-07-10", "heavyPenalty": true,
        "measures": [
            ["code": "M11", "basis": ["instrument": .string(serious), "article": "第十五条第一项"]],
            ["code": "M14", "basis": ["instrument": .string(serious), "article": "第十五条第三项"]],
            ["code": "M06", "basis": ["instrument": "中华人民共和国政府采购法", "article": "第二十二条"]],
            ["code": "M13"],
        ],
    ]

    private static let decision: JSONValue = [
        "listingDecisionNo": "成市监信列〔2026〕5号", "noticeServedOn": "2026-07-30", "objectionUntil": "2026-08-06",
        "superiorConsentNo": "川市监信复〔2026〕9号",
    ]

    private static let tax = "重大税收违法失信主体信息公布管理办法"

    private static let taxProposal: JSONValue = [
        "listKind": "majorTaxViolation", "subject": DemonstrationParties.advertiser,
        "ground": ["instrument": .string(tax), "article": "第六条"], "cause": "偷税数额较大且占应纳税额百分之十以上",
        "sourceDecisionNo": "成税罚〔2026〕18号", "sourceDecisionDate": "2026-01-15",
        "criterion": "evasion", "figures": ["amountFen": 320_000_000, "ratioBasisPoints": 1_800],
        "measures": [["code": "M04", "basis": ["instrument": .string(tax), "article": "第十五条"]]],
    ]
}
