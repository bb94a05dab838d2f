import Contracts

/// Verification, filing, handling, feedback and the end of a referral, and its links with others (domain D.1).
extension ReferralTable {
    static let handling: [Transition] = [
        Transition(
            "D.1/11", .order("verify"), "核查线索", "verificationBegun", side: [.recipient], roles: officers,
            from: underWay, to: .derived, scope: .office, partFrom: ["accepted"], partTo: "verifying",
            fields: [LetterFields.note],
            starts: [DeadlineStart("verify", .purpose("lead.verify"), holder: .recipient, setter: .own)]),
        Transition(
            "D.1/11a", .order("extendVerification"), "延长核查期限", "verificationExtended", side: [.recipient],
            roles: deputies, from: underWay, to: .derived, scope: .office, partFrom: ["verifying"],
            fields: [LetterFields.reasonText], guards: [.referral(.verificationExtensible)], extends: ["verify"]),
        Transition(
            "D.1/12", .order("file"), "立案", "filed", side: [.recipient], roles: deputies, from: underWay, to: .derived,
            scope: .office, partFrom: ["accepted", "verifying"], partTo: "handling",
            fields: [
                .required("text", .text(5000), "立案情况"), .optional("decisionNo", .documentNumber, "立案审批文号"),
            ], guards: [.referral(.limitationOpen)], preparation: .feedback,
            starts: [
                DeadlineStart("decision", .purpose("penalty.decide"), holder: .recipient, setter: .own), toReporter,
            ], meets: ["verify"],
            letters: [feedback([JSONMember("kind", "progress"), JSONMember("outcome", "filed")])]),
        Transition(
            "D.1/12a", .order("notFile"), "不予立案", "notFiled", side: [.recipient], roles: deputies, from: underWay,
            seenFrom: ["recalled", "merged", "closed"], to: .derived, scope: .office,
            partFrom: ["accepted", "verifying"], partSeenFrom: ["merged"],
            partTo: "concluded",
            fields: [
                .required("ground", .choice(LetterFields.noFilingGrounds), "不予立案的事由"),
                .required("text", .text(5000), "办理情况"),
            ], starts: [toReporter, confirmation], meets: ["verify"],
            letters: [feedback([JSONMember("kind", "outcome"), JSONMember("outcome", "notFiled")])]),
        Transition(
            "D.1/12b", .order("informReporter"), "告知实名举报人", "reporterInformed", side: [.recipient],
            roles: officers, from: underWay + ["closed"], to: .stays, scope: .office,
            partFrom: ["handling", "concluded"], fields: [.required("informedOn", .date, "告知日期"), LetterFields.note],
            guards: [.referral(.reporterNamed)], meets: ["informReporter"]),
        Transition(
            "D.1/13", .order("progress"), "反馈进展", "progressed", side: [.recipient], roles: officers, from: underWay,
            to: .derived, scope: .office, partFrom: held, fields: [.required("text", .text(5000), "办理情况")],
            preparation: .feedback, recording: .list, letters: [feedback([JSONMember("kind", "progress")])]),
        Transition(
            "D.1/13a", .order("extendDecision"), "延长办案期限", "decisionExtended", side: [.recipient],
            roles: deputies, from: underWay, to: .derived, scope: .office, partFrom: ["handling"],
            fields: [LetterFields.reasonText], guards: [.referral(.decisionExtensible)], extends: ["decision"]),
        // A reader of the time before verification was told apart may hear the outcome of what it saw accepted.
        Transition(
            "D.1/13b", .order("conclude"), "反馈结果", "concluded", side: [.recipient], roles: officers, from: underWay,
            seenFrom: ["recalled", "merged", "closed"], to: .derived, scope: .office, partFrom: ["handling"],
            partSeenFrom: ["accepted", "verifying", "merged"],
            partTo: "concluded", fields: outcome,
            guards: [.referral(.outcomeDescribed), .referral(.notFinedBefore)], starts: [confirmation],
            meets: ["decision"],
            letters: [
                feedback([JSONMember("kind", "outcome")]),
                LetterRow(
                    "ref.fined", to: [.otherRecipients],
                    given: JSONMember("penaltyKinds", "fine"), tells: "finedElsewhere"),
            ]),
        Transition(
            "D.1/13c", .heard, "其他单位已就同一违法行为罚款", "finedElsewhere", side: [.recipient],
            from: underWay, seenFrom: ["recalled", "merged", "closed"], to: .stays, recording: .list,
            letters: [LetterRow("ref.fined", to: [.otherRecipients])]),
        Transition(
            "D.1/14", .order("close"), "确认结案", "closed", side: [.opener], roles: senders,
            from: ["concluded", "returned", "recalled", "merged"], to: .state("closed"), fields: [LetterFields.note],
            meets: ["confirm"]),
        Transition(
            "D.1/14a", .rung("confirm"), "逾期未确认自动结案", "closedBySilence", side: [.opener], from: ["concluded"],
            to: .state("closed")),
    ]

    static let links: [Transition] = [
        Transition(
            "D.1/15", .order("link"), "关联案件", "linked", side: [.opener], roles: senders, from: underWay, to: .stays,
            fields: LetterFields.link, guards: [.referral(.sameSubject)], recording: .list,
            letters: [LetterRow("ref.linked", to: [.recipients])]),
        Transition(
            "D.1/15a", .order("link"), "关联案件", "linkedByReceiver", side: [.recipient], roles: officers,
            from: underWay, to: .stays, fields: LetterFields.link, guards: [.referral(.sameSubject)], recording: .list,
            letters: [LetterRow("ref.linked", to: [.opener])]),
        Transition(
            "D.1/16", .order("merge"), "并入另案", "merged", side: [.opener], roles: deputies,
            from: ["sent", "delivered", "supplementPending", "accepted"], to: .derived, opens: .recipients("merged"),
            fields: LetterFields.link, guards: [.referral(.sameSubject), .referral(.nothingConcluded)],
            stops: running + ["supplement"],
            // Whose part had ended is not asked to give it up: it may just have agreed to keep what was withdrawn from it.
            letters: [LetterRow("ref.merged", to: [.recipientsIn("merged")], tells: "mergerHeard")]),
        Transition(
            "D.1/16a", .heard, "案件已并入另案", "mergerHeard", side: [.opener], from: underWay, to: .derived,
            scope: .own, partFrom: unanswered + held + ["supplementPending", "disputed"], partTo: "merged",
            stops: running + ["supplement", "verify", "decision", "negotiate"],
            letters: [LetterRow("ref.merged", to: [.recipients])]),
        Transition(
            "D.1/16b", .heard, "并案通知迟到", "mergerHeard", side: [.opener], from: underWay,
            seenFrom: ["closed", "recalled", "merged"], to: .stays, scope: .own,
            partFrom: ["returned", "forwarded", "recalled", "merged", "concluded"],
            letters: [LetterRow("ref.merged", to: [.recipients])]),
    ]

    private static func feedback(_ fixed: [JSONMember]) -> LetterRow {
        LetterRow("ref.feedback", to: [.opener], answers: .lastOfPart, fixed: fixed)
    }

    private static let outcome: [BodyField] = [
        .required("outcome", .choice(["penalty", "noPenalty", "noFacts", "transferredCriminal"]), "办理结果"),
        .required("text", .text(5000), "办理情况"), .optional("decisionNo", .documentNumber, "决定书文号"),
        .optional("penaltyKinds", .list(LetterFields.penaltyKind, minimum: 1, maximum: 14), "处罚种类"),
        .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"),
    ]

    private static let confirmation = DeadlineStart(
        "confirm", .id("REF-CONFIRM"), holder: .opener, setter: .each([.opener]), anchor: .recorded)

    private static let toReporter = DeadlineStart(
        "informReporter", .id("AP-31-REPORTER"), holder: .recipient, setter: .own, when: "namedReporter")
}
