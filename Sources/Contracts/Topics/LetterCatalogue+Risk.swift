extension LetterCatalogue {
    /// 风险预警、信用风险分类 (domain D.8). Classes travel between offices only; what is public says a warning.
    static let risk: [LetterContract] = [
        direct(
            "risk.signal", "风险信号转送函", opensCase: true,
            LetterFields.riskSignal + [.required("passedTo", .office, "转送单位"), LetterFields.reasonText]),
        direct("risk.warning", "风险预警通报", opensCase: true, LetterFields.riskSignal + LetterFields.riskWarning),
        direct("risk.escalated", "风险预警升级通报", [.optional("reason", .text(2000), "理由")]),
        direct(
            "risk.closed", "风险预警处置结果",
            [
                .required("outcome", .choice(["resolved", "consulted", "referred"]), "处置结果"),
                .optional("reason", .text(2000), "理由"),
            ]),
        direct("risk.noted", "风险预警阅知回执", []),
        direct("risk.peerWarning", "同业风险预警", opensCase: true, LetterFields.peerWarning),
        direct("risk.classChanged", "信用风险分类变更通知", opensCase: true, LetterFields.classChange),
        direct("samplingPlan.update", "抽查计划调整告知", LetterFields.samplingPlan),
        broadcast(
            "risk.notice", "风险预警公示", .publications, opensCase: true,
            [.required("subject", .object(LetterFields.subject), "当事人")] + LetterFields.riskNotice),
        broadcast("risk.noticeWithdrawn", "撤下风险预警公示", .publications, [LetterFields.reasonText]),
    ]
}
