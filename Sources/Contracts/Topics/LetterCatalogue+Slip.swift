extension LetterCatalogue {
    /// 抄告抄送 (practice 2).
    static let slip: [LetterContract] = [
        direct("slip.notice", "抄告单", opensCase: true, LetterFields.slip + [LetterFields.slipNumber]),
        direct("slip.opened", "抄告单阅知回执", []),
        direct("slip.progress", "抄告事项进展", [.required("text", .text(5000), "进展")]),
        direct(
            "slip.feedback", "抄告事项反馈",
            [
                .required("result", .choice(LetterFields.slipResults), "办理结果"), .required("text", .text(5000), "反馈"),
                .optional("evidence", .list(.text(500), minimum: 0, maximum: 200), "材料"),
            ]),
        direct(
            "slip.return", "抄告单退回",
            [
                LetterFields.reasonCode, LetterFields.reasonText,
                .optional("competentAgency", .text(200), "有管辖权的机关"),
            ]),
        direct("slip.recall", "撤回抄告单", [LetterFields.reasonText]),
        direct("slip.reminder", "抄告催办", LetterFields.addressee + LetterFields.reminder),
    ]
}
