import Contracts

/// How a publication ends, on all channels or on some, and how it comes back (domain D.4 rows 5 to 10, RP-08, RP-09).
extension PublicationTable {
    static let ending: [Transition] = [
        Transition(
            "D.4/5", .order("withdraw"), "撤回公示", "withdrawn", side: [.opener], roles: heads,
            from: standing + ["stopped"], to: .state("withdrawn"),
            fields: [LetterFields.reasonCode, LetterFields.reasonText], guards: [.common(.reasonKnown)],
            preparation: .publication(.withdrawal), recording: .top, meets: ["withdraw"],
            stops: over + ["withdraw"], letters: letters("pub.withdraw")),
        Transition(
            "D.4/6", .order("stop"), "停止公示", "stopped", side: [.opener], roles: heads, from: standing,
            to: .channels, fields: LetterFields.publicationStop, guards: [.publication(.groundTrue)],
            preparation: .publication(.stop), recording: .top, stops: over, letters: letters("pub.stop")),
        // The entry's own last day ends it, and nobody need remember the publication.
        Transition(
            "D.4/6b", .automatic(.entryExpired), "随名单期满停止公示", "stopped", side: [.opener], from: standing,
            to: .channels, recording: .top, stops: over, letters: letters("pub.stop")),
        Transition(
            "D.4/6a", .order("stopChannel"), "停止部分渠道公示", "stoppedOnChannel", side: [.opener], roles: heads,
            from: standing, to: .channels,
            fields: LetterFields.publicationStop + [LetterFields.channelNames("停止公示的渠道")],
            guards: [.publication(.groundTrue), .publication(.channelsShown)], preparation: .publication(.stop),
            recording: .top, starts: [expiry], stops: ["expiry"],
            letters: [
                LetterRow("pub.stop", version: 2, to: [], answers: ["published"]),
                LetterRow("pub.stopChannel", to: [], answers: ["published"], isPast: true),
            ]),
        Transition(
            "D.4/8", .rung("expiry"), "公示期满自动停止", "expired", side: [.opener], from: standing, to: .channels,
            preparation: .publication(.expiry), recording: .top,
            letters: [LetterRow("pub.stop", version: 2, to: [], answers: ["published"])]),
        Transition(
            "D.4/7", .order("restore"), "恢复公示", "restored", side: [.opener], roles: heads,
            from: ["stopped", "published"], to: .channels,
            fields: [LetterFields.reasonText, LetterFields.stopDecisionNo],
            guards: [.publication(.wasStopped), .publication(.payloadClean)],
            preparation: .publication(.restoration), recording: .top, starts: [expiry], stops: ["expiry"],
            letters: letters("pub.restore")),
        RepairTable.bar("D.4/7a", from: known),
        Transition(
            "D.4/9", .order("shield"), "重整期间暂停公示", "shielded", side: [.opener], roles: heads,
            from: ["published"], to: .state("shielded"), fields: LetterFields.shieldRuling,
            guards: [.dayReached("rulingOn")], preparation: .publication(.shielding), recording: .top,
            meets: ["shield"], letters: [LetterRow("pub.shield", to: [], answers: ["published"])]),
        Transition(
            "D.4/9a", .order("unshield"), "重整失败，恢复公示", "unshielded", side: [.opener], roles: heads,
            from: ["shielded"], to: .state("published"), fields: [LetterFields.reasonText],
            guards: [.publication(.payloadClean)], preparation: .publication(.unshielding), recording: .top,
            starts: [expiry], stops: ["expiry"],
            letters: [LetterRow("pub.unshield", to: [], answers: ["published"])]),
        Transition(
            "D.4/10", .order("archive"), "归档", "archived", side: [.opener], roles: officers,
            from: ["stopped", "withdrawn"], to: .state("archived"), fields: [LetterFields.note]),
    ]

    /// What counts no more once nothing is shown.
    private static let over = ["expiry", "publish", "push", "receive", "correct", "correctCap", "objection", "shield"]

    /// What is found out, each with the duty it begins.
    static let records: [Transition] = [
        Transition(
            "D.4/5a", .order("recordDecisionChanged"), "登记原决定被变更、撤销", "decisionChanged", side: [.opener],
            roles: officers, from: standing + ["stopped"], to: .stays,
            fields: [
                .required("change", .choice(["changed", "revoked", "unlawful", "void"]), "变更情形"),
                .required("changedOn", .date, "变更、撤销日期"),
                .required("documentNo", .documentNumber, "变更、撤销文书文号"), .required("text", .text(2000), "情况说明"),
            ], guards: [.dayReached("changedOn")], starts: [due("withdraw", "PB-06", "decisionChanged.changedOn")]),
        Transition(
            "D.4/4b", .order("recordError"), "登记错误信息", "errorFound", side: [.opener], roles: officers,
            from: ["published"], to: .stays,
            fields: [.required("foundOn", .date, "发现日期"), .required("text", .text(2000), "情况说明")],
            guards: [.dayReached("foundOn")],
            starts: [
                due("correct", "PUB-CORRECT", "errorFound.foundOn"), due("correctCap", "DS-04", "errorFound.foundOn"),
            ]),
        Transition(
            "D.4/9b", .order("recordReorganisation"), "登记重整、和解裁定", "reorganised", side: [.opener],
            roles: officers, from: ["published"], to: .stays,
            fields: [
                .required("ruledOn", .date, "裁定日期"), LetterFields.documentNo, .required("text", .text(2000), "情况说明"),
            ], guards: [.dayReached("ruledOn")], starts: [due("shield", "RP-08-SHIELD", "reorganised.ruledOn")]),
    ]

    static func due(_ key: String, _ rule: String, _ day: String) -> DeadlineStart {
        DeadlineStart(key, .id(rule), holder: .opener, setter: .own, anchor: .day(day))
    }
}
