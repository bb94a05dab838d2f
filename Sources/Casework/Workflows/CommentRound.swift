import Contracts

extension Workflow {
    /// 征求意见 (domain A.3 and D.6): every office answers, and 无意见 is an answer; silence is overdue.
    package static let commentRound = CommentRoundTable.workflow
}

/// The rows of `Workflow.commentRound`.
enum CommentRoundTable {
    static let workflow = Workflow(
        kind: .commentRound, title: "征求意见",
        states: [
            CaseState("draft", "草稿"), CaseState("cancelled", "已撤销"), CaseState("issued", "征求意见中"),
            CaseState("answered", "反馈收齐"), CaseState("closed", "已结束"),
        ],
        partStates: [
            CaseState("asked", "待反馈"), CaseState("commented", "已提出意见"), CaseState("noComment", "无修改意见"),
        ], rows: rows)

    private static let rows: [Transition] = [
        Transition(
            "D.6/C0", .order("draft"), "起草征求意见函", "commentsDrafted", side: [.opener], roles: ReferralTable.senders,
            from: [""], to: .state("draft"), fields: drafting, guards: [.common(.recipientsKnown)], recording: .top),
        Transition(
            "D.6/C0a", .order("revise"), "修改", "commentsRevised", side: [.opener], roles: ReferralTable.senders,
            from: ["draft"], to: .state("draft"), fields: drafting, guards: [.common(.recipientsKnown)],
            recording: .top),
        Transition(
            "D.6/C0b", .order("cancel"), "撤销", "commentsCancelled", side: [.opener], roles: ReferralTable.senders,
            from: ["draft"], to: .state("cancelled"), fields: [LetterFields.reasonText]),
        Transition(
            "D.6/C1", .order("issue"), "征求意见", "commentsAsked", side: [.opener], roles: ReferralTable.deputies,
            from: ["draft"], to: .state("issued"), opens: .recipients("asked"), fields: LetterFields.commentIssue,
            guards: [.common(.notDrafter), .common(.recipientsKnown), .task(.dayAhead("commentBy"))], recording: .top,
            starts: [DeadlineStart("comment", .id("COMMENT-REPLY"), holder: .recipient, lastDay: "commentBy")],
            letters: [LetterRow("comment.issue", to: [.recipients])]),
        answer("D.6/C2", "comment", "提出意见", "commented", answer: "comments", [.required("text", .text(20_000), "意见")]),
        answer("D.6/C3", "noComment", "函告无意见", "noCommentGiven", part: "noComment", answer: "noComment", []),
        Transition(
            "D.6/C4", .automatic(.everyoneAnswered("comment", .opener)), "反馈收齐", "commentsComplete", side: [.opener],
            from: ["issued"], to: .state("answered"), meets: ["comment"]),
        Transition(
            "D.6/C5", .order("remind"), "催办", "commentReminded", side: [.opener], roles: ReferralTable.officers,
            from: ["issued"], seenFrom: ["answered"], to: .stays, scope: .addressee, partFrom: ["asked"],
            partSeenFrom: ["commented", "noComment"], fields: [ReferralTable.office] + LetterFields.reminder,
            preparation: .addressee, recording: .list,
            letters: [LetterRow("comment.reminder", to: [.named("office")], answers: ["commentsAsked"])]),
        Transition(
            "D.6/C6", .order("close"), "告知采纳情况", "commentsClosed", side: [.opener], roles: ReferralTable.deputies,
            from: ["issued", "answered"], to: .state("closed"), fields: [.required("text", .text(20_000), "采纳情况")],
            guards: [.task(.everyoneAnsweredOrLate("comment"))], stops: ["comment"],
            letters: [LetterRow("comment.close", to: [.recipients], answers: ["commentsAsked"])]),
    ]

    private static let drafting =
        LetterFields.commentDraft + [
            .required("recipients", .list(.office, minimum: 1, maximum: 50), "征求意见单位"), LetterFields.files,
        ]

    private static func answer(
        _ number: String, _ order: String, _ title: String, _ event: String, part: String? = nil, answer: String,
        _ fields: [BodyField]
    ) -> Transition {
        Transition(
            number, .order(order), title, event, side: [.recipient], roles: ReferralTable.officers, from: ["issued"],
            seenFrom: ["closed"], to: .stays, scope: .office, partFrom: ["asked"], partTo: part ?? event,
            fields: fields, meets: ["comment"],
            letters: [
                LetterRow(
                    "comment.reply", to: [.opener], answers: ["commentsAsked"],
                    fixed: [JSONMember("answer", .string(answer))])
            ])
    }
}
