import Contracts

extension Workflow {
    /// 协查 (domain D.6, 市场监督管理行政处罚程序规定 art 45, 行政处罚法 art 26): a request to one or more offices, each
    /// with a state of its own; the whole is derived from them.
    package static let assistance = AssistanceTable.workflow
}

/// The rows of `Workflow.assistance`.
enum AssistanceTable {
    static let workflow = Workflow(
        kind: .assistance, title: "协查",
        states: [
            CaseState("draft", "草稿"), CaseState("sent", "已发函"), CaseState("delivered", "办理中"),
            CaseState("answered", "已答复"), CaseState("recalled", "已撤回"), CaseState("closed", "已办结"),
            CaseState("cancelled", "已撤销"),
        ],
        partStates: [
            CaseState("sent", "已发函"), CaseState("delivered", "已送达"), CaseState("accepted", "已接收"),
            CaseState("replied", "已复函"), CaseState("refused", "不能协查"), CaseState("recalled", "已撤回"),
        ],
        rows: asking + answering + following)

    private static let officers = ReferralTable.officers
    private static let heads = ReferralTable.deputies
    private static let underWay = ["sent", "delivered", "answered"]
    /// The asker may have closed or recalled it while an answer was on its way.
    private static let crossed = ["recalled", "closed"]
    private static let open = ["sent", "delivered", "accepted"]
    private static let running = ["accept", "reply"]

    private static let drafting =
        LetterFields.assistance + [
            .required("recipients", .list(.office, minimum: 1, maximum: 20), "协助单位"),
            .optional("cc", .list(.office, minimum: 0, maximum: 20), "抄送单位"), LetterFields.files,
        ]
    private static let draftGuards: [Guard] = [.common(.recipientsKnown), .common(.subjectIdentified)]

    private static let asking: [Transition] = [
        Transition(
            "D.6/A0", .order("draft"), "起草协查函", "assistanceDrafted", side: [.opener], roles: [.handler], from: [""],
            to: .state("draft"), fields: drafting, guards: draftGuards, recording: .top),
        Transition(
            "D.6/A0a", .order("revise"), "修改协查函", "assistanceRevised", side: [.opener], roles: [.handler],
            from: ["draft"], to: .state("draft"), fields: drafting, guards: draftGuards, recording: .top),
        Transition(
            "D.6/A0b", .order("cancel"), "撤销协查函", "assistanceCancelled", side: [.opener],
            roles: [.handler] + heads, from: ["draft"], to: .state("cancelled"), fields: [LetterFields.reasonText]),
        Transition(
            "D.6/A1", .order("send"), "签发协查函", "assistanceRequested", side: [.opener], roles: heads, from: ["draft"],
            to: .derived, opens: .recipients("sent"), fields: [LetterFields.documentNo],
            guards: [.common(.notDrafter), .common(.recipientsKnown)], recording: .top,
            letters: [LetterRow("assist.request", to: [.recipients])]),
        Transition(
            "D.6/A2", .delivered("assistanceRequested"), "送达", "assistanceDelivered", side: [.recipient],
            from: underWay, to: .derived, scope: .office, partFrom: ["sent"], partTo: "delivered",
            starts: [
                DeadlineStart(
                    "accept", .id("REF-ACCEPT"), holder: .recipient, setter: .each([.opener, .recipient])),
                DeadlineStart("reply", .id("AP-27"), holder: .recipient, setter: .each([.opener, .recipient])),
            ]),
        Transition(
            "D.6/A1a", .order("recall"), "撤回协查函", "assistanceRecalled", side: [.opener], roles: heads,
            from: ["sent", "delivered"], to: .derived, opens: .recipients("recalled"),
            fields: [LetterFields.reasonText], guards: [.referral(.unopened)], stops: running,
            letters: [LetterRow("assist.recall", to: [.recipients], tells: "assistanceRecallHeard")]),
        Transition(
            "D.6/A1b", .heard, "协查函被撤回", "assistanceRecallHeard", side: [.opener], from: underWay, to: .derived,
            scope: .own, partFrom: ["sent", "delivered"], partTo: "recalled", stops: running,
            letters: [LetterRow("assist.recall", to: [.recipients])]),
        // Whoever has taken it on answers it all the same; the asker learns that by the receipt that crossed the recall.
        Transition(
            "D.6/A1c", .heard, "撤回迟到", "assistanceRecallHeard", side: [.opener], from: underWay,
            seenFrom: crossed, to: .derived, scope: .own, partFrom: ["accepted", "replied", "refused", "recalled"],
            marks: [.always("RECALL_TOO_LATE")], letters: [LetterRow("assist.recall", to: [.recipients])]),
    ]

    private static let answering: [Transition] = [
        Transition(
            "D.6/A3", .order("accept"), "接收协查函", "assistanceAccepted", side: [.recipient], roles: officers,
            from: underWay, seenFrom: crossed, to: .derived, scope: .office, partFrom: ["sent", "delivered"],
            partSeenFrom: ["recalled"], partTo: "accepted",
            fields: [.optional("contactName", .text(50), "承办人"), LetterFields.note], marks: late,
            meets: ["accept"], letters: [LetterRow("assist.receipt", to: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.6/A4", .order("extend"), "告知延期", "assistanceExtended", side: [.recipient], roles: heads,
            from: underWay, seenFrom: crossed, to: .derived, scope: .office, partFrom: ["delivered", "accepted"],
            partSeenFrom: ["recalled"], fields: [LetterFields.reasonText],
            guards: [.assistance(.replyExtensible)], recording: .list, extends: ["reply"],
            letters: [LetterRow("assist.extend", to: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.6/A5", .order("reply"), "复函", "assistanceReplied", side: [.recipient], roles: officers,
            from: underWay, seenFrom: crossed, to: .derived, scope: .office, partFrom: ["delivered", "accepted"],
            partSeenFrom: ["recalled", "sent"], partTo: "replied", fields: LetterFields.assistanceReply, marks: late,
            meets: running, letters: [LetterRow("assist.reply", to: [.opener], answers: .lastOfPart)]),
        Transition(
            "D.6/A6", .order("refuse"), "告知不能协查", "assistanceRefused", side: [.recipient], roles: heads,
            from: underWay, seenFrom: crossed, to: .derived, scope: .office, partFrom: ["delivered", "accepted"],
            partSeenFrom: ["recalled", "sent"], partTo: "refused",
            fields: [LetterFields.reasonCode, LetterFields.reasonText], guards: [.common(.reasonKnown)], marks: late,
            meets: running, letters: [LetterRow("assist.refuse", to: [.opener], answers: .lastOfPart)]),
    ]

    private static let following: [Transition] = [
        Transition(
            "D.6/A7", .order("remind"), "催办", "assistanceReminded", side: [.opener], roles: officers, from: underWay,
            to: .stays, scope: .addressee, partFrom: ["delivered", "accepted"],
            partSeenFrom: ["replied", "refused"], fields: [ReferralTable.office] + LetterFields.reminder,
            preparation: .addressee, recording: .list,
            letters: [LetterRow("assist.reminder", to: [.named("office")], answers: .lastOfPart)]),
        Transition(
            "D.6/A8", .order("close"), "办结", "assistanceClosed", side: [.opener], roles: officers,
            from: ["answered", "recalled"], to: .state("closed"), fields: [LetterFields.note]),
    ]

    private static let late: [Transition.Mark] = [.from("recalled", "RECALL_TOO_LATE")]
}
