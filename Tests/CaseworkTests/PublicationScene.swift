import Casework
import Contracts

/// Publications of a county's market regulators about a firm of their own province or of another one.
enum PublicationScene {
    static let mr = "market-regulation"
    static let platform = "420106-credit-platform"
    /// Where the firm of `Sample.record` is registered.
    static let registrar = "510104-market-regulation"
    static let others = [registrar, platform]

    /// The bodies of all orders on a publication of `Sample.draft`.
    static let bodies: [String: JSONValue] = [
        "revise": Sample.draft, "correct": correction,
        "exempt": ["reasonCode": "SEALED_RECORD", "reason": "依法不予公示"], "publishOn": ["channels": ["gsxt"]],
        "approveOverride": ["reason": "经复核不涉及"], "withdraw": withdrawal,
        "stop": ["ground": "planDone", "reason": "重整计划执行完毕"],
        "stopChannel": ["ground": "repaired", "reason": "已修复", "decisionNo": stopNo, "channels": ["creditChina"]],
        "restore": ["reason": "撤销修复", "decisionNo": stopNo],
        "barRepair": ["repairBarredUntil": "2029-01-01", "repairCase": "420106-tax.1", "reason": "虚假材料"],
        "shield": ["rulingNo": "（2026）鄂01破1号裁定〔2026〕1号", "rulingOn": "2026-06-09", "reason": "裁定批准重整计划"],
        "unshield": ["reason": "重整失败"],
        "recordDecisionChanged": [
            "change": "revoked", "changedOn": "2026-06-09", "documentNo": "武昌府复决〔2026〕1号", "text": "复议撤销",
        ],
        "recordError": ["foundOn": "2026-06-09", "text": "金额单位有误"],
        "recordReorganisation": [
            "ruledOn": "2026-06-09", "documentNo": "（2026）鄂01破1号裁定〔2026〕1号", "text": "裁定批准重整计划",
        ],
        "push": ["registrar": .string(registrar)], "post": ["postedOn": "2026-06-10"], "object": objection,
        "recordObjection": objection, "upholdObjection": ["foundOn": "2026-06-10", "reason": "金额有误"],
        "rejectObjection": ["reason": "与决定书一致"],
    ]

    static let stopNo: JSONValue = "成锦市监修〔2026〕1号"
    static let withdrawal: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
    static let correction: JSONValue = [
        "record": Sample.record.setting("penaltyContent", "罚款50000元"), "reason": "金额单位有误", "evidence": "决定书原件",
    ]
    static let objection: JSONValue = ["receivedOn": "2026-06-10", "text": "罚款金额与决定书不一致"]

    /// In the province of the deciding office; `at` is when it is drafted.
    static func world(at time: String = "2026-07-31T09:00", in region: String = "510104") throws -> DeskWorld {
        try DeskWorld(at: time, region: region, others: region == "510104" ? [platform] : others)
    }

    static func clear(
        _ world: inout DeskWorld, _ draft: JSONValue = Sample.draft, by agency: String = mr,
        reviews: JSONValue = Sample.reviews
    ) throws -> CaseID {
        let id = try world.act(agency, .publication, "draft", draft, as: [.handler])
        try world.act(agency, .publication, "clear", reviews, on: id, as: [.legalReviewer])
        return id
    }

    static func published(
        _ draft: JSONValue = Sample.draft, in region: String = "510104", on time: String = "2026-08-07T09:00"
    ) throws -> (world: DeskWorld, id: CaseID) {
        var world = try world(in: region)
        let id = try clear(&world, draft)
        try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal], at: time)
        return (world, id)
    }
}

extension PublicationScene {
    /// A draft of a kind, with every field that the kind must have, about the firm of `Sample.record`.
    static func draft(_ kind: RecordKind) -> JSONValue {
        if kind == .penalty { return ["recordKind": "penalty", "record": Sample.record] }
        let fields = kind.recordFields.filter(\.isRequired) + kind.recordFields.filter { $0.name == "uscc" }
        let record = JSONValue.object(fields.map { JSONMember($0.name, value($0)) })
        let draft: JSONValue = ["recordKind": .string(kind.rawValue), "record": record]
        let isUngraded = [.arrears, .customsCredit, .typicalCase, .riskNotice, .overduePayables].contains(kind)
        return isUngraded ? draft.setting("severity", "general") : draft
    }

    private static func value(_ field: BodyField) -> JSONValue {
        if let known = Sample.record[field.name] { return known }
        switch field.kind {
        case .choice(let words): return .string(words.first ?? "")
        case .date: return field.name == "validTo" ? "2031-07-29" : "2026-07-30"
        case .integer: return 1_000_000
        case .uscc: return "11510104XT9000117K"
        case .documentNumber: return "成锦市监字〔2026〕9号"
        case .list: return ["增值税"]
        default: return .string("示例\(field.title)")
        }
    }
}
