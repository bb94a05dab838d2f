package import Contracts

extension Workflow {
    /// 信用公示 (domain D.4): what the agency decided, cleared, published, corrected, withdrawn.
    package static let publication = Workflow(
        kind: .publication, title: "信用公示",
        states: [
            CaseState("pending", "待审查"), CaseState("cleared", "审查通过"), CaseState("notPublished", "不予公示"),
            CaseState("published", "已公示"), CaseState("withdrawn", "已撤回"), CaseState("stopped", "已停止公示"),
        ],
        partStates: [],
        rows: [
            Transition(
                "D.4/0", .order("draft"), "录入处罚信息", "drafted", side: [.opener], roles: [.handler], from: [""],
                to: .state("pending"), fields: [recordField] + handling, guards: [.publication(.recordIdentified)],
                recording: .top, starts: due),
            Transition(
                "D.4/0a", .order("importRecord"), "导入处罚信息", "imported", side: [.opener],
                roles: [.handler, .unitManager], from: [""], to: .state("pending"),
                fields: [
                    recordField, .required("batch", .text(64), "批次"),
                    .required("row", .integer(1...10_000_000), "行号"),
                    .optional("digest", .text(64), "记录摘要"),
                ] + handling, guards: [.publication(.recordIdentified)], recording: .top, starts: due),
            Transition(
                "D.4/0b", .order("revise"), "修改处罚信息", "revised", side: [.opener], roles: [.handler],
                from: ["pending", "cleared"], to: .state("pending"), fields: [recordField] + handling,
                guards: [.publication(.recordIdentified), .common(.subjectUnchanged)], recording: .top),
            Transition(
                "D.4/1", .order("clear"), "保密审查和去标识审查通过", "cleared", side: [.opener],
                roles: [.legalReviewer], from: ["pending"], to: .state("cleared"),
                fields: [
                    .required("secrecyReviewed", .flag, "已作保密审查"),
                    .required("privacyReviewed", .flag, "已作个人信息审查"),
                    .optional("overrideReason", .text(1000), "人工确认理由"), LetterFields.note,
                ],
                guards: [
                    .common(.reviewerIsNotHandler), .publication(.reviewsDone), .publication(.publishable),
                    .publication(.privacyClean),
                ]),
            Transition(
                "D.4/2", .order("exempt"), "不予公示", "exempted", side: [.opener], roles: [.legalReviewer],
                from: ["pending", "cleared"], to: .state("notPublished"),
                fields: [LetterFields.reasonCode, LetterFields.reasonText],
                guards: [.common(.reviewerIsNotHandler), .common(.reasonKnown)], stops: ["publish"]),
            Transition(
                "D.4/3", .order("publish"), "公示", "published", side: [.opener],
                roles: [.headPrincipal, .headDeputy], from: ["cleared"], to: .state("published"),
                fields: [LetterFields.note], guards: [.publication(.publishable), .publication(.payloadClean)],
                preparation: .publication,
                recording: .top, meets: ["publish"], letters: [LetterRow("pub.publish", to: [])]),
            Transition(
                "D.4/4", .order("correct"), "更正公示", "corrected", side: [.opener],
                roles: [.headPrincipal, .headDeputy], from: ["published"], to: .stays,
                fields: [
                    recordField, LetterFields.reasonText, .required("evidence", .text(2000), "更正依据"),
                    .optional("overrideReason", .text(1000), "人工确认理由"),
                ] + handling,
                guards: [
                    .publication(.recordIdentified), .common(.subjectUnchanged), .publication(.publishable),
                    .publication(.privacyClean), .publication(.payloadClean),
                ],
                preparation: .publication, recording: .top,
                letters: [LetterRow("pub.correct", to: [], answers: ["published"])]),
            Transition(
                "D.4/5", .order("withdraw"), "撤回公示", "withdrawn", side: [.opener],
                roles: [.headPrincipal, .headDeputy], from: ["published"], to: .state("withdrawn"),
                fields: [LetterFields.reasonCode, LetterFields.reasonText], guards: [.common(.reasonKnown)],
                preparation: .publication, recording: .top,
                letters: [LetterRow("pub.withdraw", to: [], answers: ["published"])]),
        ] + publicationStopping)

    /// What an agency records of a penalty (domain C.5): like the public payload, and natural persons too, who are
    /// recorded by name and token and never published.
    package static let recordFields: [BodyField] =
        LetterFields.penaltyPayload.map { field in
            switch field.name {
            case "counterpartyKind":
                .required(field.name, .choice(["organisation", "soleTrader", "naturalPerson"]), field.title)
            case "uscc": field.loosened
            default: field
            }
        } + [
            .optional("personToken", .personToken, "自然人令牌"),
            .optional("homeAddress", .text(200), "住址"),
        ]

    private static let recordField = BodyField.required("record", .object(recordFields), "处罚信息")

    private static let handling: [BodyField] = [
        .optional("severity", .choice(["minor", "general", "serious"]), "失信程度"),
        .optional(
            "exclusions",
            .list(
                .choice([
                    "warningOnly", "summaryProcedure", "minorViolation", "publicSecurityPenalty", "naturalPerson",
                    "minorPerson", "criminalSecrecy", "stateSecret", "workSecret",
                ]), minimum: 0, maximum: 9), "不予公示的情形"),
        .optional("thirdPersons", .list(.text(50), minimum: 0, maximum: 100), "须隐去的第三人姓名"),
    ]

    private static let due = [
        DeadlineStart("publish", .channel("creditChina"), holder: .opener, anchor: .day("record.decisionDate"))
    ]
}
