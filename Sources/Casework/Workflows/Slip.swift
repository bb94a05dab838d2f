import Contracts

extension Workflow {
    /// 抄告抄送 (practice 2): numbered when it is saved, reviewed by another person than its author, sent to several
    /// offices with a state each; answered where an answer is wanted.
    package static let slip = SlipTable.workflow
}

/// The rows of `Workflow.slip`.
enum SlipTable {
    static let workflow = Workflow(
        kind: .slip, title: "抄告抄送",
        states: [
            CaseState("draft", "草稿"), CaseState("pendingReview", "待审核"), CaseState("returned", "审核退回"),
            CaseState("cancelled", "取消抄告"), CaseState("sent", "已抄告待反馈"), CaseState("answered", "已抄告反馈完成"),
            CaseState("done", "已抄告完成"), CaseState("recalled", "已撤回"),
        ],
        partStates: [
            CaseState("sent", "已发出"), CaseState("delivered", "已送达"), CaseState("opened", "已阅知"),
            CaseState("answered", "已反馈"), CaseState("notOurs", "非本单位职责"), CaseState("recalled", "已撤回"),
        ],
        rows: writing + sending + answering)

    /// The event that takes a number.
    static let numbered = "slipDrafted"

    /// What a slip says no more after an act: other matters have no code, also when the reviewer made them others.
    static func cleared(by content: JSONValue, _ row: Transition) -> [String] {
        row.event == "slipAgreed" && content["slipType"]?.string == "other" ? ["matterCode"] : []
    }

    private static let authors: [Role] = [.handler, .unitManager]
    private static let reviewers: [Role] = [.firstReviewer, .unitManager, .headPrincipal, .headDeputy]
    private static let underWay = ["sent", "answered", "done"]
    private static let opinion = BodyField.required("opinion", .text(2000), "审核意见")
    private static let recipients = BodyField.required(
        "recipients", .list(.office, minimum: 1, maximum: 50), "抄告单位")
    private static let fields = LetterFields.slip + [recipients, LetterFields.files]
    private static let soundness: [Guard] = [
        .common(.recipientsKnown), .slip(.numberGiven), .slip(.matterKnown), .slip(.partiesSound),
    ]

    private static let writing: [Transition] = [
        Transition(
            "SLIP/1", .order("draft"), "新建抄告单", numbered, side: [.opener], roles: authors, from: [""],
            to: .state("draft"), fields: fields, guards: soundness, preparation: .slip, recording: .top),
        Transition(
            "SLIP/2", .order("revise"), "修改抄告单", "slipRevised", side: [.opener], roles: authors,
            from: ["draft", "returned"], to: .stays, fields: fields, guards: soundness, preparation: .slip,
            recording: .top),
        Transition(
            "SLIP/3", .order("submit"), "提交审核", "slipSubmitted", side: [.opener], roles: authors,
            from: ["draft", "returned"], to: .state("pendingReview"), fields: [LetterFields.note], recording: .list),
        Transition(
            "SLIP/4", .order("cancel"), "作废", "slipCancelled", side: [.opener], roles: authors,
            from: ["draft", "returned"], to: .state("cancelled"), fields: [LetterFields.reasonText]),
        Transition(
            "SLIP/5", .order("agree"), "同意抄告", "slipAgreed", side: [.opener], roles: reviewers,
            from: ["pendingReview"], to: .derived, opens: .recipients("sent"),
            fields: [opinion, .optional("changes", .object(fields.map(\.loosened)), "审核修改")],
            guards: [.slip(.reviewerIsNotAuthor)] + soundness, preparation: .review, recording: .top,
            letters: [LetterRow("slip.notice", to: [.recipients])]),
        Transition(
            "SLIP/6", .order("doNotSend"), "不予抄告", "slipRejected", side: [.opener], roles: reviewers,
            from: ["pendingReview"], to: .state("cancelled"), fields: [opinion],
            guards: [.slip(.reviewerIsNotAuthor)]),
        Transition(
            "SLIP/7", .order("sendBack"), "审核退回", "slipReturned", side: [.opener], roles: reviewers,
            from: ["pendingReview"], to: .state("returned"), fields: [opinion],
            guards: [.slip(.reviewerIsNotAuthor)], recording: .list),
    ]

    private static let sending: [Transition] = [
        Transition(
            "SLIP/8", .delivered("slipAgreed"), "送达", "slipDelivered", side: [.recipient], from: underWay,
            to: .derived, scope: .office, partFrom: ["sent"], partTo: "delivered",
            starts: [
                DeadlineStart(
                    "feedback", .purposeBy("slip.feedback", "slipType"), holder: .recipient,
                    setter: .each([.opener, .recipient]), when: "feedbackNeeded")
            ]),
        Transition(
            "SLIP/9", .order("recall"), "撤回抄告", "slipRecalled", side: [.opener], roles: reviewers,
            from: ["sent", "done"], to: .derived, opens: .recipients("recalled"), fields: [LetterFields.reasonText],
            guards: [.referral(.unopened)], stops: ["feedback"],
            letters: [LetterRow("slip.recall", to: [.recipients], tells: "slipRecallHeard")]),
        Transition(
            "SLIP/9a", .heard, "抄告被撤回", "slipRecallHeard", side: [.opener], from: underWay, to: .derived, scope: .own,
            partFrom: ["sent", "delivered"], partTo: "recalled", stops: ["feedback"],
            letters: [LetterRow("slip.recall", to: [.recipients])]),
        Transition(
            "SLIP/9b", .heard, "撤回迟到", "slipRecallHeard", side: [.opener], from: underWay, seenFrom: ["recalled"],
            to: .derived, scope: .own, partFrom: ["opened", "answered", "notOurs", "recalled"],
            marks: [.always("RECALL_TOO_LATE")], letters: [LetterRow("slip.recall", to: [.recipients])]),
        Transition(
            "SLIP/10", .order("remind"), "催办", "slipReminded", side: [.opener], roles: ReferralTable.officers,
            from: ["sent"], seenFrom: underWay, to: .stays, scope: .addressee, partFrom: ["delivered", "opened"],
            partSeenFrom: ["answered", "notOurs"], fields: [ReferralTable.office] + LetterFields.reminder,
            preparation: .addressee, recording: .list,
            letters: [LetterRow("slip.reminder", to: [.named("office")], answers: .lastOfPart)]),
    ]

    private static let answering: [Transition] = [
        answer(
            "SLIP/11", "open", "阅知", "slipOpened", letter: "slip.opened", from: underWay,
            partFrom: ["sent", "delivered"], partTo: "opened"),
        answer(
            "SLIP/12", "progress", "报告进展", "slipProgressed", letter: "slip.progress", from: ["sent"],
            partFrom: ["opened"], partTo: nil, fields: [.required("text", .text(5000), "进展")], recording: .list),
        answer(
            "SLIP/13", "feedback", "反馈", "slipAnswered", letter: "slip.feedback", from: ["sent"],
            partFrom: ["delivered", "opened"], partTo: "answered",
            fields: [
                .required("result", .choice(LetterFields.slipResults), "办理结果"), .required("text", .text(5000), "反馈"),
                .optional("evidence", .list(.text(500), minimum: 0, maximum: 200), "材料"),
            ], meets: ["feedback"]),
        answer(
            "SLIP/14", "return", "退回（非本单位职责）", "slipNotOurs", letter: "slip.return", from: ["sent", "done"],
            partFrom: ["delivered", "opened"], partTo: "notOurs",
            fields: [
                LetterFields.reasonCode, LetterFields.reasonText,
                .optional("competentAgency", .text(200), "有管辖权的机关"),
            ], guards: [.common(.reasonKnown), .referral(.competentAgencyNamed)], meets: ["feedback"]),
    ]

    private static func answer(
        _ number: String, _ order: String, _ title: String, _ event: String, letter: String, from: [String],
        partFrom: [String], partTo: String?, fields: [BodyField] = [], guards: [Guard] = [],
        recording: Transition.Recording = .event, meets: [String] = []
    ) -> Transition {
        Transition(
            number, .order(order), title, event, side: [.recipient], roles: ReferralTable.officers, from: from,
            seenFrom: underWay + ["recalled"], to: .derived, scope: .office, partFrom: partFrom,
            partSeenFrom: ["sent", "delivered", "recalled"], partTo: partTo, fields: fields, guards: guards,
            recording: recording, marks: [.from("recalled", "RECALL_TOO_LATE")], meets: meets,
            letters: [LetterRow(letter, to: [.opener], answers: .lastOfPart)])
    }
}
