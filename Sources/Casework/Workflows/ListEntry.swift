import Contracts

extension Workflow {
    /// 失信联合惩戒名单 (domain D.3): the owner's entry, and at every office the measures of all.
    package static let listEntry = ListEntryTable.workflow
}

/// The rows of `Workflow.listEntry`.
enum ListEntryTable {
    static let workflow = Workflow(
        kind: .listEntry, title: "失信联合惩戒名单",
        states: [
            CaseState("proposed", "拟列入"), CaseState("reviewed", "法制审核通过"), CaseState("rejected", "未予通过"),
            CaseState("cancelled", "已撤销"), CaseState("noticeServed", "已告知当事人"),
            CaseState("objectionReview", "核查陈述申辩"), CaseState("cleared", "告知程序已完成"),
            CaseState("consentRequested", "已报请上级同意"), CaseState("consented", "上级已同意"),
            CaseState("listed", "已决定列入"), CaseState("notPublished", "不予公布"),
            CaseState("published", "已列入并公布"), CaseState("shielded", "重整期间屏蔽"),
            CaseState("removing", "移出中"), CaseState("removed", "已移出"),
        ],
        partStates: [
            CaseState("acknowledged", "已确认接收"), CaseState("applied", "已实施"),
            CaseState("partlyApplied", "部分实施"), CaseState("notApplicable", "不适用"),
            CaseState("refused", "已拒绝"), CaseState("lifted", "已解除"), CaseState("keptByOwnBasis", "依自身依据保留"),
        ],
        rows: proposing + hearing + consent + deciding + pushing + records + linking + challenges + amendments
            + measures
            + removal
            + [RepairTable.bar("D.3/18b", from: known)],
        concerns: ["repair", "publication"])

    static let heads: [Role] = [.headPrincipal, .headDeputy]
    static let officers: [Role] = [.handler, .unitManager, .headPrincipal, .headDeputy]
    /// Whoever hears of an entry, and its superior and registrar among them.
    static let hearers: [Standing] = [.listener, .superior, .recipient]
    static let everyone: [Standing] = [.opener] + hearers
    /// Where nothing has been decided and everything before may be done.
    static let undecided = ["proposed", "reviewed", "cleared", "consented"]
    static let inForce = ["published", "shielded"]
    /// From publication on.
    static let known = inForce + ["removing", "removed"]

    /// The event that every report of the entry answers.
    static let told: LetterRow.Answer = ["listed"]

    private static let proposing: [Transition] = [
        Transition(
            "D.3/1", .order("propose"), "提出列入", "proposed", side: [.opener], roles: [.handler], from: [""],
            to: .state("proposed"), fields: LetterFields.listProposal, guards: entryGuards + [.list(.causeNotListed)],
            preparation: .list(.proposal), recording: .top,
            starts: [review, decision("groundAroseOn")]),
        Transition(
            "D.3/1a", .order("revise"), "修改", "revised", side: [.opener], roles: [.handler],
            from: ["proposed", "rejected"], to: .state("proposed"), fields: LetterFields.listProposal,
            guards: entryGuards + [.list(.subjectKeptOnceTold), .list(.causeNotListed)], preparation: .list(.proposal),
            recording: .top,
            starts: [review], stops: ["review"]),
        Transition(
            "D.3/1b", .order("cancel"), "撤销", "cancelled", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy],
            from: undecided + ["rejected", "noticeServed", "objectionReview", "listed"], to: .state("cancelled"),
            fields: [LetterFields.reasonText], guards: [.list(.notPushed)],
            stops: ["review", "decide", "statement", "objection", "publish", "push"]),
        Transition(
            "D.3/2", .order("passReview"), "法制审核通过", "reviewPassed", side: [.opener], roles: [.legalReviewer],
            from: ["proposed"], to: .state("reviewed"), fields: [LetterFields.note],
            guards: [.common(.reviewerIsNotHandler)], meets: ["review"]),
        Transition(
            "D.3/2a", .order("failReview"), "法制审核不通过", "reviewFailed", side: [.opener],
            roles: [.legalReviewer], from: ["proposed"], to: .state("rejected"), fields: [LetterFields.reasonText],
            guards: [.common(.reviewerIsNotHandler)], meets: ["review"]),
    ]

    /// What every proposal, decision and amendment of an entry must satisfy.
    static let entryGuards: [Guard] = [
        .common(.subjectIdentified), .list(.listOwned), .list(.groundsMet), .list(.measuresHaveBasis),
        .list(.measuresEndLater), .list(.restrictionEndsLater),
    ]

    private static let review = DeadlineStart("review", .list(.further(.review)), holder: .opener)

    /// The time in which the listing must be decided, from a day that the case knows.
    static func decision(_ day: String) -> DeadlineStart {
        DeadlineStart("decide", .list(.further(.decide)), holder: .opener, setter: .own, anchor: .day(day))
    }
}
