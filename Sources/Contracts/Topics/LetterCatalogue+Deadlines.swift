extension LetterCatalogue {
    /// What befalls a deadline, in any kind of case.
    static let deadline: [LetterContract] = [
        direct(
            movedDeadline, "期限变更通知",
            [
                .required("why", .choice(["calendar"]), "变更原因：calendar放假安排公布或者调整"),
                .required("ruleSet", .text(128), "规则集版本"),
                .required("moved", .list(.object(moved), minimum: 1, maximum: 50), "变更的期限"),
            ]),
        direct(
            escalation, "逾期未办升级通报", opensCase: true,
            [
                .required("caseKind", .choice(caseKinds), "案件种类"), .optional("caseName", .text(200), "案件名称"),
                .required("key", .text(128), "期限名称"), .required("rule", .text(64), "规则编号"),
                .required("ruleSet", .text(128), "规则集版本"), .required("name", .text(200), "应办事项"),
                .required("overdueSince", .moment, "届满时间"), .required("holder", .office, "责任单位"),
            ]),
    ]

    /// The name of the letter that tells of new ends.
    package static let movedDeadline = "sup.deadlineMoved"
    /// The name of the letter that tells a superior, the procuratorate or the lead that an end has passed.
    package static let escalation = "sup.escalated"

    private static let moved: [BodyField] = [
        .required("key", .text(128), "期限名称"), .required("rule", .text(64), "规则编号"),
        .required("before", .moment, "原届满时间"), .required("at", .moment, "现届满时间"),
        .optional("isProvisional", .flag, "暂定"),
    ]

    private static let caseKinds = [
        "referral", "handoff", "listEntry", "publication", "supervision", "assistance", "task", "commentRound", "slip",
        "repair", "risk",
    ]
}
