import Contracts

/// What the owner learns and changes while the entry stands (domain D.3, B.6, B.7); only the owner amends.
extension ListEntryTable {
    /// What is recorded of the subject or the source decision, each with the duty it begins.
    static let records: [Transition] = [
        record(
            "D.3/20", "recordPerformance", "登记履行义务情况", "performed", day: ("performedOn", "履行日期"),
            fields: [.required("isFull", .flag, "已全部履行")]),
        record(
            "D.3/21", "recordCure", "登记改正情况", "cured", day: ("curedOn", "核实改正日期"),
            starts: [due("removeCured", .cure, "cured.curedOn")]),
        record(
            "D.3/22", "recordError", "登记错误信息", "errorFound", day: ("foundOn", "发现日期"),
            starts: [due("correct", .correct, "errorFound.foundOn")]),
        record(
            "D.3/23", "recordSourceRevoked", "登记原决定被撤销", "sourceRevoked", day: ("revokedOn", "撤销日期"),
            fields: [LetterFields.documentNo], starts: [due("removeRevoked", .revoke, "sourceRevoked.revokedOn")],
            follows: .sourceRevoked),
        record(
            "D.3/24", "recordReorganisation", "登记重整、和解裁定", "reorganised", day: ("ruledOn", "裁定日期"),
            fields: [LetterFields.documentNo], starts: [due("shield", .shield, "reorganised.ruledOn")]),
    ]

    /// The case in which the entry is public: what ends the entry ends that too.
    static let linking: [Transition] = [
        Transition(
            "D.3/28", .order("linkPublication"), "关联公示信息", "publicationLinked", side: [.opener], roles: heads,
            from: ["listed"] + inForce, to: .stays,
            fields: [.required("publication", .text(80), "公示案件编号")], recording: .top)
    ]

    private static func record(
        _ number: String, _ order: String, _ title: String, _ event: String, day: (name: String, title: String),
        fields: [BodyField] = [], starts: [DeadlineStart] = [], follows: Transition.Following? = nil
    ) -> Transition {
        Transition(
            number, .order(order), title, event, side: [.opener], roles: officers, from: ["listed"] + inForce,
            to: .stays,
            fields: [.required(day.name, .date, day.title)] + fields + [.required("text", .text(2000), "情况说明")],
            guards: [.dayReached(day.name)], starts: starts, follows: follows)
    }

    private static func due(_ key: String, _ term: ListKind.Deadlines.Further, _ day: String) -> DeadlineStart {
        DeadlineStart(key, .list(.further(term)), holder: .opener, setter: .own, anchor: .day(day))
    }

    static let amendments: [Transition] = [
        Transition(
            "D.3/16", .order("correct"), "更正", "corrected", side: [.opener], roles: heads, from: ["published"],
            to: .stays, fields: LetterFields.listProposal + [LetterFields.reasonText],
            guards: entryGuards + [.common(.subjectUnchanged), .list(.listKindUnchanged)],
            preparation: .list(.correction), recording: .top, starts: [again, expiry],
            meets: ["correct", "amend"], stops: ["acknowledge", "expiry"],
            letters: [LetterRow("list.correct", to: [], answers: told)]),
        Transition(
            "D.3/17", .order("extend"), "延长列入期限", "extended", side: [.opener], roles: heads, from: ["published"],
            to: .stays,
            fields: [
                .required("extendedUntil", .date, "延长至"), .required("decisionNo", .documentNumber, "限制从业等决定文号"),
                LetterFields.reasonText,
            ], guards: [.list(.listOwned), .list(.extensionLawful)], preparation: .list(.correction),
            recording: .top, starts: [again, expiry, measureEnd], stops: ["acknowledge", "expiry", "measureEnd"],
            letters: [LetterRow("list.correct", to: [], answers: told)]),
        Transition(
            "D.3/18", .order("liftMeasure"), "撤回单项措施", "measureDropped", side: [.opener], roles: heads,
            from: inForce, seenFrom: ["removing", "removed"], to: .stays,
            fields: [
                .required("measureCode", .text(20), "措施代码"), LetterFields.reasonText,
                .required("decisionNo", .documentNumber, "决定文号"),
            ], guards: [.list(.listOwned), .list(.measureInEntry)], preparation: .list(.lifting), recording: .top,
            meets: ["amend"], letters: [LetterRow("list.lift", to: [], answers: told)]),
        Transition(
            "D.3/19", .order("shield"), "重整期间暂时屏蔽", "shielded", side: [.opener], roles: heads,
            from: ["published"], to: .state("shielded"),
            fields: [
                .required("rulingNo", .documentNumber, "裁定文号"), .required("rulingOn", .date, "裁定日期"),
                LetterFields.reasonText,
                .required("shieldedMeasures", .list(.text(20), minimum: 0, maximum: 40), "暂停的措施"),
            ], guards: [.list(.listOwned), .dayReached("rulingOn")], meets: ["shield"],
            stops: ["acknowledge", "measures", "refusal", "amend"],
            letters: [LetterRow("list.shield", to: [], answers: told)]),
        Transition(
            "D.3/19a", .order("unshield"), "重整失败，恢复公示和措施", "unshielded", side: [.opener], roles: heads,
            from: ["shielded"], to: .state("published"), fields: [LetterFields.reasonText],
            guards: [.list(.listOwned)], preparation: .list(.correction), recording: .top, starts: [again],
            letters: [LetterRow("list.unshield", to: [], answers: told)]),
    ]

    /// A new version is confirmed again.
    static let again = DeadlineStart(
        "acknowledge", .list(.acknowledge), holder: .listener, setter: .each(hearers))

    /// A longer entry carries its measures on: each office counts their end anew.
    private static let measureEnd = DeadlineStart(
        "measureEnd", .id("LIST-EXPIRE"), holder: .listener, setter: .each(everyone), lastDay: "extendedUntil",
        isDayNeeded: true, isWindow: true)
}
