import Contracts

/// What the party says against an entry that is published, where the law of its list gives it a time for that (AB-06),
/// and what a firm that stays away for years risks (AB-07). All of it is the owner's own matter.
extension ListEntryTable {
    static let challenges: [Transition] = [
        Transition(
            "D.3/26", .order("recordChallenge"), "登记对列入的异议申请", "challenged", side: [.opener], roles: officers,
            from: ["published"], to: .stays,
            fields: [
                .required("receivedOn", .date, "收到申请日期"), .required("text", .text(5000), "异议内容和证明材料"),
            ], guards: [.dayReached("receivedOn"), .list(.challengeOpen)],
            starts: [counted("challengeAccept", .challengeAccept, "challenged.receivedOn")]),
        Transition(
            "D.3/26a", .order("acceptChallenge"), "受理异议申请", "challengeAccepted", side: [.opener], roles: officers,
            from: inForce, to: .stays, fields: [.required("acceptedOn", .date, "受理日期"), LetterFields.note],
            guards: [.dayReached("acceptedOn"), .list(.challengeReceived)],
            starts: [counted("challengeVerify", .challengeVerify, "challengeAccepted.acceptedOn")],
            meets: ["challengeAccept"]),
        Transition(
            "D.3/26b", .order("declineChallenge"), "不予受理异议申请", "challengeDeclined", side: [.opener],
            roles: officers, from: inForce, to: .stays, fields: [LetterFields.reasonText],
            guards: [.list(.challengeReceived)], meets: ["challengeAccept"]),
        // What was found wrong is corrected, or the entry removed as revoked, within the time of a correction.
        Transition(
            "D.3/26c", .order("upholdChallenge"), "查实列入错误", "challengeUpheld", side: [.opener], roles: heads,
            from: inForce, to: .stays, fields: [.required("foundOn", .date, "查实日期"), LetterFields.reasonText],
            guards: [.dayReached("foundOn"), .list(.challengeAccepted)],
            starts: [counted("correct", .correct, "challengeUpheld.foundOn")], meets: ["challengeVerify"]),
        Transition(
            "D.3/26d", .order("dismissChallenge"), "异议不成立，书面告知", "challengeDismissed", side: [.opener],
            roles: heads, from: inForce, to: .stays, fields: [LetterFields.reasonText],
            guards: [.list(.challengeAccepted)], meets: ["challengeVerify"]),
        Transition(
            "D.3/27", .order("proposeRevocation"), "提请吊销营业执照", "revocationProposed", side: [.opener],
            roles: heads, from: ["published"], to: .stays,
            fields: [
                LetterFields.documentNo, .required("firstMailedOn", .date, "第一次邮寄日期"),
                .required("secondMailedOn", .date, "第二次邮寄日期"),
                .required(
                    "unreportedYears", .list(.integer(2000...2100), minimum: 1, maximum: 30), "未公示年度报告的年份"),
                LetterFields.reasonText,
            ], guards: [.dayReached("secondMailedOn"), .list(.revocationFounded)],
            marks: [.always("LICENCE_REVOCATION_PROPOSED")]),
    ]

    /// The time in which an entry may be contested; kinds without one start nothing.
    static let challengeWindow = DeadlineStart(
        "challenge", .list(.further(.challenge)), holder: .stranger, setter: .each([.opener]), isWindow: true)

    private static func counted(
        _ key: String, _ term: ListKind.Deadlines.Further, _ day: String
    ) -> DeadlineStart {
        DeadlineStart(key, .list(.further(term)), holder: .opener, setter: .own, anchor: .day(day))
    }
}
