/// All letter types with their contracts, as a table (domain D.11). `Topics/` publishes the same for other languages.
package enum LetterCatalogue {
    /// The contract of a type; nil for a type this program does not know.
    package static func contract(for type: LetterType) -> LetterContract? { byType[type] }

    /// The contract of version 1 of a type that one of our own tables names.
    package static func contract(named name: String) -> LetterContract? {
        contract(for: LetterType(name: name, version: 1))
    }

    /// Fields that every body may have: what happened, when, to whom it goes, in which state that left the case, and
    /// the deadlines that its sender started with it (design section 6: due date, rule id, rule-set version).
    package static let commonFields: [BodyField] = [
        .optional("event", .text(64), "事件"),
        .required("at", .moment, "作出时间"),
        .optional("recipients", .list(.office, minimum: 0, maximum: 200), "主送单位"),
        .optional("cc", .list(.office, minimum: 0, maximum: 200), "抄送单位"),
        .optional("state", .text(64), "案件状态"),
        .optional("due", .list(.object(due), minimum: 0, maximum: 20), "期限"),
    ]

    /// A deadline as a letter tells it.
    package static let due: [BodyField] = [
        .required("key", .text(128), "期限名称"),
        .required("rule", .text(64), "规则编号"),
        .required("ruleSet", .text(128), "规则集版本"),
        .required("start", .moment, "起算时间"),
        .required("at", .moment, "届满时间"),
        .optional("isProvisional", .flag, "暂定"),
    ]

    /// The table.
    package static let contracts: [LetterContract] = referral + criminal + list + publication

    private static let byType = Dictionary(contracts.map { ($0.type, $0) }) { first, _ in first }

    private static let referral: [LetterContract] = [
        direct("ref.transfer", "案件移送函", opensCase: true, [LetterFields.documentNo] + LetterFields.referral),
        direct("ref.opened", "阅知回执", []),
        direct(
            "ref.receipt", "接收回执",
            [
                .required("result", .choice(["accepted"]), "处理结果"), .optional("contactName", .text(50), "承办人"),
                LetterFields.note,
            ]),
        direct(
            "ref.return", "退回函",
            [LetterFields.reasonCode, LetterFields.reasonText, .optional("competentAgency", .text(200), "有管辖权的机关")]),
        direct(
            "ref.feedback", "办理情况反馈",
            [
                .required("kind", .choice(["progress", "outcome"]), "反馈种类"),
                .optional(
                    "outcome",
                    .choice(["filed", "notFiled", "penalty", "noPenalty", "noFacts", "transferredCriminal"]), "办理结果"),
                .required("text", .text(5000), "办理情况"), .optional("decisionNo", .documentNumber, "决定书文号"),
            ]),
    ]

    private static let criminal: [LetterContract] = [
        crime(
            "case.briefing", "案情通报", opensCase: true,
            loosened(LetterFields.investigation) + [.required("text", .text(20_000), "通报内容")]),
        crime("crim.transfer", "涉嫌犯罪案件移送书", opensCase: true, transfer),
        crime(
            "crim.receipt", "移送回执",
            [
                .required("receivingOfficer", .text(50), "签收人"),
                .required("itemsCounted", .integer(0...100_000), "清点件数"),
                .required("missingItems", .list(.text(500), minimum: 0, maximum: 50), "缺少的材料"), LetterFields.note,
            ]),
        crime(
            "crim.supplement.request", "补充材料通知",
            [
                .required("missingItems", .list(.text(500), minimum: 1, maximum: 50), "应补充的材料"), LetterFields.note,
            ]),
        crime(
            "crim.supplement", "补充材料",
            [
                .required("items", .list(.text(500), minimum: 1, maximum: 50), "补充的材料"), LetterFields.note,
            ]),
        crime(
            "crim.forwarded", "移送有管辖权的公安机关通知", opensCase: true,
            loosened(transfer) + [.required("forwardedTo", .office, "有管辖权的公安机关"), LetterFields.reasonText]),
        crime(
            "crim.notPolice", "不属于公安机关管辖通知",
            [
                LetterFields.reasonText, .required("competentOrgan", .text(200), "有管辖权的机关"),
            ]),
        crime("crim.filed", "立案通知书", [.required("decisionNo", .documentNumber, "立案决定书文号"), LetterFields.note]),
        crime(
            "crim.notFiled", "不予立案通知书",
            [
                .required("decisionNo", .documentNumber, "不予立案通知书文号"), LetterFields.reasonCode,
                LetterFields.reasonText,
                .optional("returnedMaterials", .list(.text(500), minimum: 0, maximum: 50), "退回的材料"),
                .optional("upheld", .flag, "复议维持"),
            ]),
        crime("crim.reconsider", "提请复议书", [LetterFields.reasonText]),
        crime(
            "crim.goods.handover", "涉案物品移交清单",
            [
                .required("items", .list(.text(500), minimum: 1, maximum: 500), "移交物品"),
                .required("receivedBy", .text(50), "接收人"),
            ]),
        crime("crim.returnToAdmin", "移送行政机关处理通知", [LetterFields.reasonText]),
        crime(
            "crim.notTransferred", "不移送情况通报", opensCase: true,
            loosened(LetterFields.investigation) + [LetterFields.reasonText]),
        crime("crim.supervision.suggest", "建议立案监督函", [LetterFields.reasonText]),
        crime(
            "crim.fineBlocked", "以罚代刑拦截情况通报", opensCase: true,
            loosened(LetterFields.investigation) + [
                .required("penaltyKinds", .list(LetterFields.penaltyKind, minimum: 1, maximum: 14), "拟处罚种类"),
                .required("attemptedBy", .text(64), "经办人员编号"),
            ]),
        crime(
            "sup.overdue", "逾期未办情况通报",
            [
                .required("rule", .text(64), "规则编号"), .required("overdueSince", .moment, "届满时间"),
                .required("holder", .office, "责任单位"),
            ]),
    ]

    private static let list: [LetterContract] = [
        broadcast("list.published", "列入名单公布", .lists, opensCase: true, LetterFields.listEntry + listing),
        broadcast("list.correct", "名单更正", .lists, LetterFields.listEntry + [LetterFields.reasonText]),
        broadcast(
            "list.remove", "移出名单", .lists,
            [
                .required("kind", .choice(["expired", "early", "revoked", "reclassified"]), "移出种类"),
                LetterFields.reasonText, .required("decisionNo", .documentNumber, "移出决定文号"),
            ]),
        broadcast("list.ack", "名单接收确认", .measures, []),
        broadcast(
            "list.measure.report", "惩戒措施实施情况报告", .measures,
            [
                .required("measureCode", .text(20), "措施代码"),
                .required("measureState", .choice(["applied", "refused", "lifted", "keptByOwnBasis"]), "实施状态"),
                .optional("basis", .object(LetterFields.provision), "法律依据"),
                .optional("decisionNo", .documentNumber, "决定文号"),
                .optional("reasonCode", .reasonCode, "原因代码"), .optional("reason", .text(2000), "理由"),
            ]),
    ]

    private static let publication: [LetterContract] = [
        broadcast("pub.publish", "公示", .publications, opensCase: true, publicationFields),
        broadcast(
            "pub.correct", "公示更正", .publications,
            publicationFields + [LetterFields.reasonText, .required("evidence", .text(2000), "更正依据")]),
        broadcast(
            "pub.withdraw", "公示撤回", .publications,
            LetterFields.publicationState + [LetterFields.reasonCode, LetterFields.reasonText]),
    ]

    /// 涉嫌犯罪案件移送书 with what stands behind it (domain C.8).
    private static let transfer: [BodyField] =
        [LetterFields.documentNo] + LetterFields.investigation + LetterFields.suspicion + [
            LetterFields.attachments,
            .required("specialTeam", .list(.text(50), minimum: 1, maximum: 50), "专案组成员"),
            .required("reportReceivedAt", .moment, "接到报告时间"),
            .optional("approver", .text(50), "审批人"),
            .optional("approvedAt", .moment, "审批时间"),
        ]

    private static let listing: [BodyField] = [
        .required("listingDecisionNo", .documentNumber, "列入决定文号"),
        .required("listedOn", .date, "列入日期"),
        .optional("scheduledRemovalOn", .date, "期满移出日期"),
    ]

    private static let publicationFields: [BodyField] =
        LetterFields.publicationState + [
            .required("maskingProfile", .text(32), "去标识规则"),
            .optional("severity", .choice(["minor", "general", "serious"]), "失信程度"),
            .optional("minUntil", .date, "最短公示期届满日"),
            .optional("maxUntil", .date, "最长公示期届满日"),
            .required("payload", .object(LetterFields.penaltyPayload), "公示内容"),
        ]

    private static func loosened(_ fields: [BodyField]) -> [BodyField] { fields.map(\.loosened) }

    private static func direct(
        _ name: String, _ title: String, opensCase: Bool = false, _ fields: [BodyField]
    ) -> LetterContract {
        LetterContract(
            type: LetterType(name: name, version: 1), title: title, carrier: .direct, owedCopy: .none,
            opensCase: opensCase, classification: .internal, fields: fields)
    }

    /// Letters of a criminal handoff: the procuratorate of the same level gets a copy of each (domain D.2).
    private static func crime(
        _ name: String, _ title: String, opensCase: Bool = false, _ fields: [BodyField]
    ) -> LetterContract {
        LetterContract(
            type: LetterType(name: name, version: 1), title: title, carrier: .direct,
            owedCopy: .sameLevelProcuratorate, opensCase: opensCase, classification: .internal, fields: fields)
    }

    private static func broadcast(
        _ name: String, _ title: String, _ topic: Topic, opensCase: Bool = false, _ fields: [BodyField]
    ) -> LetterContract {
        LetterContract(
            type: LetterType(name: name, version: 1), title: title, carrier: .broadcast(topic), owedCopy: .none,
            opensCase: opensCase, classification: topic == .publications ? .public : .internal, fields: fields)
    }
}
