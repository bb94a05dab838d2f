import Contracts

/// Notice, objection and the consent of the superior (domain D.3 rows 3 to 6).
extension ListEntryTable {
    /// The papers of a notice that was served with the penalty's (SL-06).
    static let noticeFields: [BodyField] = [
        .optional("noticeServedOn", .date, "告知书送达日期"),
        .optional("objectionUntil", .date, "陈述申辩届满日"),
    ]

    static let hearing: [Transition] = [
        Transition(
            "D.3/3", .order("serveNotice"), "送达列入告知书", "noticeServed", side: [.opener], roles: officers,
            from: ["proposed", "reviewed"], to: .state("noticeServed"),
            fields: [
                LetterFields.documentNo, .required("noticeServedOn", .date, "告知书送达日期"), LetterFields.note,
            ], guards: [.list(.legalReviewPassed), .list(.decisionFinal), .dayReached("noticeServedOn")],
            preparation: .list(.notice), recording: .top,
            starts: [
                DeadlineStart(
                    "statement", .list(.further(.statement)), holder: .stranger, setter: .own,
                    anchor: .day("noticeServedOn"), isWindow: true), decision("finalSince"),
            ]),
        Transition(
            "D.3/4", .order("recordObjection"), "登记陈述申辩", "objectionRecorded", side: [.opener], roles: officers,
            from: ["noticeServed"], to: .state("objectionReview"),
            fields: [
                .required("receivedOn", .date, "收到日期"), .required("text", .text(5000), "陈述申辩内容"),
            ],
            starts: [
                DeadlineStart(
                    "objection", .list(.further(.objection)), holder: .opener, setter: .own,
                    anchor: .day("objectionRecorded.receivedOn"))
            ], meets: ["statement"]),
        Transition(
            "D.3/4a", .order("recordNoObjection"), "登记当事人无异议", "objectionWaived", side: [.opener],
            roles: officers, from: ["noticeServed"], to: .state("cleared"),
            fields: [.required("documentNo", .documentNumber, "当事人书面材料编号"), LetterFields.note],
            stops: ["statement"]),
        // Silence until the end of the time is no objection; nobody need say so.
        Transition(
            "D.3/4b", .rung("statement"), "期满无异议", "statementLapsed", side: [.opener], from: ["noticeServed"],
            to: .state("cleared"), stops: ["statement"]),
        Transition(
            "D.3/5", .order("upholdObjection"), "异议成立", "objectionUpheld", side: [.opener], roles: heads,
            from: ["objectionReview"], to: .state("rejected"), fields: [LetterFields.reasonText],
            meets: ["objection"]),
        Transition(
            "D.3/5a", .order("dismissObjection"), "异议不成立", "objectionDismissed", side: [.opener], roles: heads,
            from: ["objectionReview"], to: .state("cleared"), fields: [LetterFields.reasonText],
            meets: ["objection"]),
    ]

    /// SL-07: between the owner and its superior alone.
    static let consent: [Transition] = [
        Transition(
            "D.3/6", .order("requestConsent"), "报请上级同意", "consentRequested", side: [.opener], roles: officers,
            from: ["proposed", "reviewed", "cleared"], seenFrom: ["rejected"], to: .state("consentRequested"),
            fields: noticeFields + [LetterFields.note],
            guards: [
                .list(.legalReviewPassed), .list(.noticeOver), .list(.superiorReached),
            ], preparation: .list(.consent), recording: .top,
            starts: [DeadlineStart("consent", .list(.further(.consent)), holder: .superior)],
            letters: [request]),
        Transition(
            "D.3/6a", .heard, "报请上级同意", "consentRequested", side: [.opener], from: known, to: .stays,
            recording: .top, letters: [request]),
        Transition(
            "D.3/6b", .order("grantConsent"), "同意列入", "consentGranted", side: [.superior], roles: heads,
            from: ["consentRequested"], to: .state("consented"),
            fields: [.required("superiorConsentNo", .documentNumber, "同意文号")],
            meets: ["consent"], letters: [reply("granted")]),
        Transition(
            "D.3/6c", .order("refuseConsent"), "不同意列入", "consentRefused", side: [.superior], roles: heads,
            from: ["consentRequested"], to: .state("rejected"), fields: [LetterFields.reasonText],
            meets: ["consent"], letters: [reply("refused")]),
        // The consent came on paper first: the letter behind it changes nothing, and its refusal is for a person.
        Transition(
            "D.3/6d", .order("recordConsent"), "登记书面同意", "consentRecorded", side: [.opener], roles: heads,
            from: ["consentRequested"], to: .state("consented"),
            fields: [.required("superiorConsentNo", .documentNumber, "同意文号"), LetterFields.note],
            recording: .top, stops: ["consent"]),
        Transition(
            "D.3/6e", .heard, "同意列入", "consentGranted", side: [.superior], from: answeredOnPaper, to: .stays,
            letters: [reply("granted")]),
        Transition(
            "D.3/6f", .heard, "不同意列入", "consentRefused", side: [.superior], from: answeredOnPaper, to: .stays,
            marks: [.always("CONSENT_REFUSED_LATE")], letters: [reply("refused")]),
    ]

    private static let answeredOnPaper = ["consented", "cancelled", "listed", "notPublished"] + known

    private static let request = LetterRow("list.consent.request", to: [.named("superior")])

    private static func reply(_ answer: String) -> LetterRow {
        LetterRow(
            "list.consent.reply", to: [.opener], answers: ["consentRequested"],
            fixed: [JSONMember("answer", .string(answer))])
    }
}
