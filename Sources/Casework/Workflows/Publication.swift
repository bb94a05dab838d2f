import Contracts

extension Workflow {
    /// 信用公示 (domain D.4): what the agency decided, cleared, published, corrected, withdrawn.
    package static let publication = Workflow(
        kind: .publication, title: "信用公示",
        states: [
            CaseState("pending", "待审查"), CaseState("cleared", "审查通过"), CaseState("notPublished", "不予公示"),
            CaseState("pushed", "已推送登记地"), CaseState("published", "已公示"), CaseState("shielded", "暂停公示"),
            CaseState("withdrawn", "已撤回"), CaseState("stopped", "已停止公示"), CaseState("archived", "已归档"),
        ],
        partStates: [],
        rows: PublicationTable.preparing + PublicationTable.showing + PublicationTable.ending
            + PublicationTable.records + PublicationTable.pushing + PublicationTable.objecting,
        concerns: ["sourceEntry"])
}

/// The rows of a publication, by what they are about.
enum PublicationTable {
    static let heads: [Role] = [.headPrincipal, .headDeputy]
    static let officers: [Role] = [.handler, .unitManager, .headPrincipal, .headDeputy]
    /// States in which the public sees it, or will again.
    static let standing = ["published", "shielded"]
    /// From publication on.
    static let known = standing + ["stopped", "withdrawn"]

    /// A letter that was written in another form before.
    static func letters(_ name: String, answers: LetterRow.Answer = ["published"]) -> [LetterRow] {
        [
            LetterRow(name, version: 2, to: [], answers: answers),
            LetterRow(name, to: [], answers: answers, isPast: true),
        ]
    }

    static let preparing: [Transition] = [
        Transition(
            "D.4/0", .order("draft"), "录入公示信息", "drafted", side: [.opener], roles: [.handler], from: [""],
            to: .state("pending"), fields: record + handling, guards: drafting, preparation: .publication(.drafting),
            recording: .top, starts: due),
        Transition(
            "D.4/0a", .order("importRecord"), "导入公示信息", "imported", side: [.opener],
            roles: [.handler, .unitManager], from: [""], to: .state("pending"),
            fields: record + [
                .required("batch", .text(64), "批次"), .required("row", .integer(1...10_000_000), "行号"),
                .optional("digest", .text(64), "记录摘要"),
            ] + handling, guards: drafting, preparation: .publication(.drafting), recording: .top, starts: due),
        Transition(
            "D.4/0b", .order("revise"), "修改公示信息", "revised", side: [.opener], roles: [.handler],
            from: ["pending", "cleared"], to: .state("pending"), fields: record + handling,
            guards: drafting + [.common(.subjectUnchanged), .publication(.kindUnchanged)],
            preparation: .publication(.drafting), recording: .top, starts: due, stops: ["publish", "push"]),
        Transition(
            "D.4/1", .order("clear"), "保密审查和去标识审查通过", "cleared", side: [.opener],
            roles: [.legalReviewer], from: ["pending"], to: .state("cleared"),
            fields: [
                .required("secrecyReviewed", .flag, "已作保密审查"),
                .required("privacyReviewed", .flag, "已作个人信息审查"),
                .optional("severityConfirmed", .flag, "已复核失信程度"),
                .optional("overrideReason", .text(1000), "人工确认理由"), LetterFields.note,
            ],
            guards: [
                .common(.reviewerIsNotHandler), .publication(.reviewsDone), .publication(.severityDecided),
                .publication(.publishable), .publication(.privacyClean),
            ]),
        Transition(
            "D.4/2", .order("exempt"), "不予公示", "exempted", side: [.opener], roles: [.legalReviewer],
            from: ["pending", "cleared"], to: .state("notPublished"),
            fields: [LetterFields.reasonCode, LetterFields.reasonText],
            guards: [.common(.reviewerIsNotHandler), .common(.reasonKnown)], stops: ["publish", "push"]),
    ]

    private static let drafting: [Guard] = [
        .publication(.recordIdentified), .publication(.sourceKnown), .publication(.severityGrounded),
    ]

    static let record: [BodyField] = [
        .optional("recordKind", .choice(RecordKind.words), "公示种类"),
        .required("record", .variant(RecordKind.variants(\.recordFields)), "公示信息"),
    ]

    static let handling: [BodyField] = [
        .optional("severity", .choice(["minor", "general", "serious"]), "失信程度"),
        .optional("severityReason", .text(1000), "失信程度的认定理由"),
        .optional(
            "exclusions",
            .list(
                .choice([
                    "warningOnly", "summaryProcedure", "minorViolation", "publicSecurityPenalty", "naturalPerson",
                    "minorPerson", "criminalSecrecy", "stateSecret", "workSecret",
                ]), minimum: 0, maximum: 9), "不予公示的情形"),
        .optional("thirdPersons", .list(.text(50), minimum: 0, maximum: 100), "须隐去的第三人姓名"),
        .optional("servedOn", .date, "文书送达日期"),
        .optional("sourceEntry", .text(80), "名单条目案件编号"),
    ]

    /// Every channel has a clock of its own; all run at once, and the earliest drives (domain Q12).
    private static let due = [clock("publish", "clocks"), clock("push", "pushClocks")]

    private static func clock(_ key: String, _ list: String) -> DeadlineStart {
        DeadlineStart(
            key, .item("rule"), holder: .opener, anchor: .itemDay("from"),
            items: ItemList(list: list, prefix: "channel", id: "channel"))
    }
}
