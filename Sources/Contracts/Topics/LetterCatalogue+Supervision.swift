extension LetterCatalogue {
    /// 督办 (domain D.9).
    static let supervision: [LetterContract] = [
        direct("sup.opened", "督办立项通知", opensCase: true, LetterFields.supervision),
        direct("sup.document", "督办文书", LetterFields.supervisionDocument),
        direct("sup.corrected", "整改情况报告", LetterFields.correctionReport),
        direct(
            "sup.assessment", "整改核查结果",
            [.required("result", .choice(["corrected", "notCorrected"]), "核查结果"), LetterFields.reasonText]),
        direct("sup.objection", "督办异议书", [LetterFields.reasonText]),
        direct(
            "sup.objection.result", "督办异议处理结果",
            [.required("result", .choice(["upheld", "dismissed"]), "处理结果"), LetterFields.reasonText]),
        direct("sup.suspended", "中止督办通知", LetterFields.supervisionPause),
        direct("sup.resumed", "恢复督办通知", [LetterFields.reasonText]),
        direct("sup.withdrawn", "撤销督办通知", [LetterFields.reasonText]),
    ]
}
