extension LetterCatalogue {
    /// 案件移送、线索移送 (domain D.1).
    static let referral: [LetterContract] = [
        direct(
            "ref.transfer", "案件移送函", opensCase: true,
            [LetterFields.documentNo] + LetterFields.referral + [.optional("redirectedTo", .office, "改送单位")]),
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
                .optional("number", .integer(1...10_000), "反馈序号"),
                .optional("ground", .choice(LetterFields.noFilingGrounds), "不予立案的事由"),
                .optional("penaltyKinds", .list(LetterFields.penaltyKind, minimum: 1, maximum: 14), "处罚种类"),
                .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"),
            ]),
        direct("ref.recall", "撤回移送函", [LetterFields.reasonText]),
        direct("ref.supplement.request", "补充材料通知", LetterFields.supplementRequest),
        direct("ref.supplement", "补充材料", LetterFields.addressee + LetterFields.supplement),
        direct(
            "ref.forwarded", "转送通知", opensCase: true,
            loosened([LetterFields.documentNo] + LetterFields.referral) + [
                .required("forwardedTo", .office, "受转送单位"), LetterFields.reasonText,
            ]),
        direct(
            "ref.dispute", "管辖争议函", opensCase: true,
            loosened([LetterFields.documentNo] + LetterFields.referral) + LetterFields.dispute),
        direct("ref.dispute.result", "管辖争议协商结果", LetterFields.office + LetterFields.disputeResult),
        direct(
            "ref.assignment", "指定管辖决定书", opensCase: true,
            loosened(LetterFields.referral) + LetterFields.addressee + LetterFields.assignment),
        direct(
            "ref.fined", "同一违法行为罚款情况通报",
            [
                .required("decisionNo", .documentNumber, "决定书文号"),
                .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"),
            ]),
        direct("ref.linked", "关联案件通知", LetterFields.link),
        direct("ref.merged", "并案通知", LetterFields.link),
    ]
}
