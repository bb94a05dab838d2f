import Contracts

/// The decision, its service, its way to the registrar of another province, and publication (domain D.3 rows 7 and 8).
extension ListEntryTable {
    private static let decided: [BodyField] =
        [
            .required("listingDecisionNo", .documentNumber, "列入决定文号")
        ] + noticeFields + [
            .optional("superiorConsentNo", .documentNumber, "上级同意文号"),
            .optional("finalOn", .date, "决定生效（不可再争议）日期"),
            .optional("finalDocumentNo", .documentNumber, "生效裁判、复议决定文号"),
            .optional("restrictionUntil", .date, "限制从业等期限届满日"),
            .optional("naturalPersonConfirmed", .flag, "自然人公布已人工确认"), LetterFields.note,
        ]

    static let deciding: [Transition] = [
        Transition(
            "D.3/7", .order("decide"), "决定列入", "decided", side: [.opener], roles: heads, from: undecided,
            to: .state("listed"), fields: decided,
            guards: decisionGuards, preparation: .list(.decision), recording: .top,
            starts: [
                DeadlineStart(
                    "publish", .list(.publish(from: "list.listed")), holder: .opener, setter: .own,
                    when: "isPublishedHere"),
                DeadlineStart(
                    "push", .list(.further(.push)), holder: .opener, setter: .own, when: "isCrossProvince"),
            ], meets: ["decide"]),
        Transition(
            "D.3/7a", .order("serveDecision"), "送达列入决定书和信用修复告知书", "decisionServed", side: [.opener],
            roles: officers, from: ["listed"] + inForce, to: .stays,
            fields: [
                .required("decisionServedOn", .date, "送达日期"),
                .required("repairNoticeServed", .flag, "已同时送达信用修复告知书"),
            ], guards: [.list(.repairNoticeServed)], recording: .top,
            starts: [
                DeadlineStart(
                    "publish", .list(.publish(from: "list.served")), holder: .opener, setter: .own,
                    anchor: .day("decisionServedOn"))
            ]),
        Transition(
            "D.3/8", .order("publish"), "公布", "listed", side: [.opener], roles: heads, from: ["listed"],
            seenFrom: ["consentRequested", "consented", "rejected"], to: .state("published"),
            fields: [
                .optional("naturalPersonConfirmed", .flag, "自然人公布已人工确认"), LetterFields.note,
            ], guards: [.list(.listOwned), .list(.publishable)], preparation: .list(.publication), recording: .top,
            starts: publicationStarts, meets: ["publish", "push"], letters: [LetterRow("list.published", to: [])]),
        // Most owners decide and publish on one day, and what came before stands in the penalty's own papers (SL-06).
        Transition(
            "D.3/8a", .order("list"), "决定列入并公布", "listed", side: [.opener], roles: heads, from: undecided,
            seenFrom: ["consentRequested", "rejected", "listed"], to: .state("published"),
            fields: decided + [.optional("paidInFull", .flag, "公布前已缴清")],
            guards: decisionGuards + [.list(.publishable)], preparation: .list(.publication), recording: .top,
            starts: publicationStarts, meets: ["decide"], letters: [LetterRow("list.published", to: [])]),
        Transition(
            "D.3/8b", .order("withholdPublication"), "不予公布", "publicationWithheld", side: [.opener], roles: heads,
            from: ["listed"], to: .state("notPublished"), fields: [LetterFields.reasonText],
            guards: [.list(.publicationWaived), .list(.notPushed)], stops: ["publish", "push"]),
    ]

    private static let decisionGuards: [Guard] = [
        .list(.legalReviewPassed), .list(.listOwned), .list(.measuresHaveBasis), .list(.groundsMet),
        .list(.noticeOver), .list(.listConditions), .list(.decisionFinal), .list(.consentGiven),
        .list(.measuresEndLater), .list(.restrictionEndsLater),
    ]

    /// What publication begins at the owner and at each office that hears of it.
    private static let publicationStarts = [
        DeadlineStart("acknowledge", .list(.acknowledge), holder: .listener, setter: .each(hearers)), expiry,
        challengeWindow,
    ]

    /// The end of the entry: at its owner, at 00:00 of the day after the last one (domain B.0).
    static let expiry = DeadlineStart(
        "expiry", .list(.further(.expire)), holder: .opener, setter: .each([.opener]), lastDay: "expiresOn",
        isDayNeeded: true, isWindow: true)

    /// SL-08: the registrar of another province publishes what the deciding office pushes to it.
    static let pushing: [Transition] = [
        Transition(
            "D.3/8c", .order("push"), "推送登记地机关", "pushed", side: [.opener], roles: officers, from: ["listed"],
            to: .state("listed"), fields: [.required("registrar", .office, "登记地机关"), LetterFields.note],
            guards: [.list(.registrarFits), .list(.notPushed)], recording: .top, joining: .joins("registrar"),
            starts: [receive], meets: ["push"], letters: [push]),
        // The shared topic was faster than the letter.
        Transition(
            "D.3/8d", .heard, "推送登记地机关", "pushed", side: [.opener], from: known, to: .stays, recording: .top,
            joining: .joins("registrar"), starts: [receive], letters: [push]),
        Transition(
            "D.3/8e", .order("post"), "公示推送的列入信息", "posted", side: [.recipient], roles: officers,
            from: ["listed"] + inForce, seenFrom: ["removing", "removed", "cancelled"], to: .stays,
            fields: [.required("postedOn", .date, "公示日期"), LetterFields.note], meets: ["receive"],
            letters: [LetterRow("list.posted", to: [.opener], answers: ["pushed"])]),
    ]

    private static let receive = DeadlineStart(
        "receive", .list(.further(.receive)), holder: .recipient, setter: .each([.recipient]), anchor: .recorded)

    private static let push = LetterRow("list.push", to: [.named("registrar")])
}
