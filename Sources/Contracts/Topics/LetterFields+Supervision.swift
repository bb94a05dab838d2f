/// What the procuratorate, courts and supervising offices say (domain D.2 rows 20 to 27, D.9).
extension LetterFields {
    /// Police give a case back: no crime, but administrative liability (O310 art 13, MPS-CR art 189).
    package static let returnToAdmin: [BodyField] = [
        reasonText, .optional("ground", .choice(["noCrime", "caseRevoked"]), "移送事由"),
        .optional("decisionNo", .documentNumber, "撤销案件决定书文号"),
    ]

    /// 检察意见: transfer what was not transferred (SPP-CR art 557), or punish after non-prosecution (art 373).
    package static let opinion: [BodyField] = [
        .required("kind", .choice(["requireTransfer", "reverseHandoff"]), "检察意见种类"), documentNo,
        .required("text", .text(5000), "检察意见"), .optional("nonProsecutionNo", .documentNumber, "不起诉决定书文号"),
        .optional("replyBy", .date, "回复期限"),
    ]

    /// The agency's answer to an opinion: what it decided.
    package static let opinionReply: [BodyField] = [
        .required("result", .choice(["penalty", "noPenalty"]), "处理结果"), .required("text", .text(5000), "处理情况"),
        .optional("penaltyKinds", .list(penaltyKind, minimum: 1, maximum: 14), "处罚种类"),
        .optional("decisionNo", .documentNumber, "决定书文号"),
        .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"),
    ]

    /// A judgment, with the fine against which an earlier administrative one is set off (行政处罚法 art 35).
    package static let judgment: [BodyField] = [
        .required("court", .text(200), "人民法院"), .required("judgmentNo", .text(100), "判决书案号"),
        .required("judgedOn", .date, "判决日期"), .required("result", .text(2000), "判决结果"),
        .optional("criminalFineFen", .integer(0...9_000_000_000_000_000), "罚金（分）"),
    ]

    /// What of an earlier administrative fine is set off against the criminal one.
    package static let setOff = BodyField.optional("setOffFen", .integer(0...9_000_000_000_000_000), "折抵罚金（分）")

    /// A clue to a duty crime: to the supervision organ alone (O310 art 19).
    package static let clue: [BodyField] = [
        .required("organ", .office, "受理机关"), .required("text", .text(5000), "线索内容"),
    ]

    /// What is supervised and why (LES arts 26 to 33).
    package static let supervision: [BodyField] = [
        .required("matter", .text(200), "督办事项"),
        .required("ground", .choice(["overdue", "complaint", "procuratorialOpinion", "inspection"]), "督办来源"),
        .required("facts", .text(20_000), "事实"), .required("legalBasis", .text(1000), "督办依据"),
        .optional("aboutCase", .text(80), "所涉案件编号"), .optional("subject", .object(subject), "当事人"), note,
    ]

    /// Which document; the ladder's order is the workflow's.
    package static let supervisionKinds = [
        "supervisionLetter", "reminder", "opinion", "interview", "decision", "circular",
    ]

    /// 督办函、意见书、决定书 and their kin.
    package static let supervisionDocument: [BodyField] = [
        .required("kind", .choice(supervisionKinds), "文书种类"), documentNo,
        .required("requirement", .text(5000), "督办要求"), .required("correctBy", .date, "整改期限"),
    ]

    /// What was corrected, with its evidence.
    package static let correctionReport: [BodyField] = [
        .required("text", .text(5000), "整改情况"),
        .required("evidence", .list(.text(500), minimum: 1, maximum: 200), "证据清单"),
    ]

    /// Why supervision rests (LES art 33).
    package static let supervisionPause: [BodyField] = [
        .required("ground", .choice(["reconsideration", "suit"]), "中止事由"), reasonText,
    ]
}
