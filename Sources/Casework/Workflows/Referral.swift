import Contracts

extension Workflow {
    /// 案件移送 / 线索移送 (domain D.1), one table for both sides; every recipient has a state of its own and the whole
    /// is derived from them.
    package static let referral = ReferralTable.workflow
}

/// The rows of `Workflow.referral`.
enum ReferralTable {
    static let workflow = Workflow(
        kind: .referral, title: "案件移送",
        states: [
            CaseState("draft", "草稿"), CaseState("approved", "已批准"), CaseState("sent", "已移送"),
            CaseState("delivered", "已送达"), CaseState("supplementPending", "待补充材料"), CaseState("disputed", "管辖争议"),
            CaseState("accepted", "已接收"), CaseState("returned", "已退回"), CaseState("recalled", "已撤回"),
            CaseState("merged", "已并案"), CaseState("concluded", "已办结"), CaseState("closed", "已结案"),
            CaseState("cancelled", "已撤销"),
        ],
        partStates: [
            CaseState("sent", "已移送"), CaseState("delivered", "已送达"), CaseState("opened", "已阅知"),
            CaseState("supplementPending", "待补充材料"), CaseState("disputed", "管辖争议"), CaseState("accepted", "已接收"),
            CaseState("verifying", "核查中"), CaseState("handling", "办理中"), CaseState("returned", "已退回"),
            CaseState("forwarded", "已转送"), CaseState("recalled", "已撤回"), CaseState("merged", "已并案"),
            CaseState("concluded", "已办结"),
        ],
        rows: drafting + delivery + answers + disputes + crossingMergers + handling + links + disposal)

    /// The whole while any part is open or may open again.
    static let underWay = [
        "sent", "delivered", "supplementPending", "disputed", "accepted", "returned", "concluded",
    ]
    /// A part that nobody has answered for yet.
    static let unanswered = ["sent", "delivered", "opened"]
    /// A part that its office holds.
    static let held = ["accepted", "verifying", "handling"]
    static let officers: [Role] = [.handler, .unitManager, .areaManager, .headPrincipal, .headDeputy]
    static let senders: [Role] = [.handler, .headPrincipal, .headDeputy]
    static let deputies: [Role] = [.headPrincipal, .headDeputy]

    private static let drafting: [Transition] = [
        Transition(
            "D.1/0", .order("draft"), "起草移送", "drafted", side: [.opener], roles: [.handler], from: [""],
            to: .state("draft"), fields: draftFields,
            guards: [.common(.recipientsKnown), .common(.subjectIdentified)], recording: .top),
        Transition(
            "D.1/0a", .order("revise"), "修改草稿", "revised", side: [.opener], roles: [.handler], from: ["draft"],
            to: .state("draft"), fields: draftFields,
            guards: [.common(.recipientsKnown), .common(.subjectIdentified)], recording: .top),
        Transition(
            "D.1/0b", .order("cancel"), "撤销移送", "cancelled", side: [.opener], roles: senders,
            from: ["draft", "approved"], to: .state("cancelled"), fields: [LetterFields.reasonText]),
        Transition(
            "D.1/1", .order("approve"), "批准移送", "approved", side: [.opener], roles: deputies, from: ["draft"],
            to: .state("approved"), fields: [LetterFields.note],
            guards: [.common(.notDrafter), .referral(.limitationOpen)]),
        Transition(
            "D.1/2", .order("send"), "移送", "sent", side: [.opener], roles: senders, from: ["approved"], to: .derived,
            opens: .recipients("sent"), fields: [LetterFields.documentNo],
            guards: [.common(.recipientsKnown), .referral(.limitationOpen)], recording: .top,
            letters: [LetterRow("ref.transfer", to: [.recipients])]),
        Transition(
            "D.1/2a", .order("redirect"), "改送其他单位", "redirected", side: [.opener], roles: senders, from: underWay,
            to: .derived, opens: .named("redirectedTo", "sent"),
            fields: [.required("redirectedTo", .office, "改送单位"), LetterFields.reasonText],
            guards: [.referral(.newPartyKnown), .referral(.someoneReturned), .referral(.limitationOpen)],
            recording: .list, joining: .joins("redirectedTo"),
            letters: [LetterRow("ref.transfer", to: [.named("redirectedTo")], tells: "sent")]),
        Transition(
            "D.1/2b", .order("recall"), "撤回移送", "recalled", side: [.opener], roles: deputies,
            from: ["sent", "delivered"], to: .derived, opens: .recipients("recalled"),
            fields: [LetterFields.reasonText], guards: [.referral(.unopened)], stops: running,
            letters: [LetterRow("ref.recall", to: [.recipients], tells: "recallHeard")]),
        Transition(
            "D.1/2c", .heard, "移送被撤回", "recallHeard", side: [.opener], from: underWay, to: .derived, scope: .own,
            partFrom: ["sent", "delivered"], partTo: "recalled", stops: running,
            letters: [LetterRow("ref.recall", to: [.recipients])]),
        // Whoever has opened it has it: the sender learns that by the receipt which crosses the recall.
        Transition(
            "D.1/2d", .heard, "撤回迟到", "recallHeard", side: [.opener], from: underWay, seenFrom: ["closed", "recalled"],
            to: .derived, scope: .own, partFrom: partsOnceOpened, marks: [.always("RECALL_TOO_LATE")],
            letters: [LetterRow("ref.recall", to: [.recipients])]),
    ]

    /// Deadlines that run until the case is answered.
    static let running = ["open", "accept", "askSupplement", "returning"]

    private static let partsOnceOpened = [
        "opened", "supplementPending", "disputed", "accepted", "verifying", "handling", "returned", "forwarded",
        "concluded", "merged", "recalled",
    ]

    private static let draftFields: [BodyField] =
        LetterFields.referral + [
            .required("recipients", .list(.office, minimum: 1, maximum: 50), "受移送单位"),
            .optional("cc", .list(.office, minimum: 0, maximum: 50), "抄送单位"), LetterFields.files,
        ]
}
