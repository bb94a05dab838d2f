/// What a credit repair says (信用修复, domain D.5, B.6, C.10).
extension LetterFields {
    /// Where the application was taken in.
    package static let repairChannels = ["creditChina", "agencyWindow", "gsxt", "feed"]

    /// A list entry or publication that is to be repaired, by its case; the rest is what the applicant states of it.
    package static let repairTarget: [BodyField] = [
        .required("caseId", .text(80), "名单条目或者公示的案件编号"),
        .optional("severity", .choice(["minor", "general", "serious"]), "失信程度"),
        .optional("sector", .choice(["food", "drug", "specialEquipment"]), "领域"),
        .optional("decidedOn", .date, "认定决定日期"),
        .optional("termUntil", .date, "限制从业等期限届满日"),
    ]

    /// One duty of the decision and how it stands.
    package static let performedDuty: [BodyField] = [
        .required(
            "duty",
            .choice(["fine", "surcharge", "tax", "confiscation", "goods", "correction", "harm", "other"]), "义务"),
        .required("state", .choice(["done", "notApplicable", "open"]), "履行情况"),
        .optional("doneOn", .date, "履行日期"),
        .optional("proof", .text(500), "证明材料"),
    ]

    /// The public commitment (信用承诺).
    package static let commitment: [BodyField] = [
        .required("text", .text(5000), "承诺内容"),
        .required("signer", .text(100), "承诺人"),
        .required("signedOn", .date, "承诺日期"),
    ]

    /// An application as it is taken in.
    package static let repairApplication: [BodyField] = [
        .required("channel", .choice(repairChannels), "受理渠道"),
        .required("subject", .object(subject), "当事人"),
        .required("appliedOn", .date, "申请日期"),
        .required("targets", .list(.object(repairTarget), minimum: 1, maximum: 20), "申请修复的信息"),
        .required("performance", .list(.object(performedDuty), minimum: 1, maximum: 20), "义务履行情况"),
        .optional("commitment", .object(commitment), "信用承诺"),
        .optional("proofs", .list(.text(500), minimum: 0, maximum: 100), "证明材料"),
        .optional("contactName", .text(50), "联系人"),
        .optional("contactPhone", .text(40), "联系电话"),
        note,
    ]

    /// What the desk adds to it: who decides, by which rule, and what each channel's rule says of each target.
    package static let repairRouting: [BodyField] = [
        .required("recogniser", .office, "认定单位"),
        .required("repairRule", .text(64), "办理规则编号"),
        .optional("answerOwed", .flag, "信用平台须答复申请人"),
        .optional("readings", .list(.object(repairReading), minimum: 0, maximum: 100), "各渠道规则的结论"),
    ]

    /// What the rule of one channel says of one target.
    package static let repairReading: [BodyField] = [
        .required("caseId", .text(80), "案件编号"),
        .required("rule", .text(64), "规则编号"),
        .required("channel", .text(64), "公示渠道"),
        .required("channelName", .text(200), "公示渠道名称"),
        .required("own", .flag, "办理依据的规则"),
        .optional("eligibleFrom", .date, "可以申请修复之日"),
        .required("reached", .flag, "已经可以修复"),
        .optional("basis", .text(500), "依据"),
    ]

    /// What a decision does to one target on one channel.
    package static let repairEffect: [BodyField] = [
        .required("caseId", .text(80), "案件编号"),
        .required("channel", .text(64), "公示渠道"),
        .required("action", .choice(["stop", "hold"]), "处理：stop停止公示共享，hold继续公示"),
        .optional("heldUntil", .date, "继续公示至"),
        .optional("basis", .text(500), "依据"),
    ]

    /// What becomes of one target when the repair is revoked.
    package static let revocationEffect: [BodyField] = [
        .required("caseId", .text(80), "案件编号"),
        .required("action", .choice(["restore", "leave"]), "处理：restore恢复列入或者公示，leave维持现状"),
        .optional("reason", .text(500), "维持现状的原因"),
    ]

    /// How the applicant may contest it.
    package static let remedies = BodyField.required("remedies", .text(1000), "救济途径和期限")
}
