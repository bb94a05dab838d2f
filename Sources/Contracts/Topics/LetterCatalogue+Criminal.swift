extension LetterCatalogue {
    /// 行刑衔接 (domain D.2).
    static let criminal: [LetterContract] = [
        crime(
            "case.briefing", "案情通报", opensCase: true,
            loosened(LetterFields.investigation) + [.required("text", .text(20_000), "通报内容")]),
        crime("crim.transfer", "涉嫌犯罪案件移送书", opensCase: true, transfer + LetterFields.handoffNumber),
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
        crime("crim.returnToAdmin", "移送行政机关处理通知", LetterFields.returnToAdmin),
        crime(
            "crim.notTransferred", "不移送情况通报", opensCase: true,
            loosened(LetterFields.investigation) + [LetterFields.reasonText]),
        crime(
            "crim.supervision.suggest", "建议立案监督函",
            [LetterFields.reasonText, .optional("isLate", .flag, "期限届满后提出")]),
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
        crime("crim.reasons.request", "要求说明不立案理由通知书", [LetterFields.documentNo, LetterFields.reasonText]),
        crime("crim.reasons.reply", "不立案理由说明书", [.required("text", .text(5000), "不立案的理由")]),
        crime(
            "crim.supervision.result", "立案监督结果通知书",
            [.required("result", .choice(["reasonsValid"]), "审查结果"), LetterFields.documentNo, LetterFields.reasonText]),
        crime("crim.orderFiling", "通知立案书", [LetterFields.documentNo, LetterFields.reasonText]),
        crime("crim.correction", "纠正违法通知书", [LetterFields.documentNo, LetterFields.reasonText]),
        crime("crim.procuratorialOpinion", "检察意见书", LetterFields.opinion),
        crime("crim.opinion.reply", "检察意见回复", LetterFields.opinionReply),
        crime("crim.judgment", "刑事裁判结果通报", LetterFields.judgment + [LetterFields.setOff]),
        direct("duty.clue", "职务违法犯罪线索移送函", opensCase: true, secrecy: .always, LetterFields.clue),
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
}
