import Contracts

/// What every office does with the entry's measures (domain D.3 rows 9 to 11).
extension ListEntryTable {
    private static let measureCode = BodyField.required("measureCode", .text(20), "措施代码")
    private static let past = ["shielded", "removing", "removed"]

    private static let applying: [BodyField] = [
        measureCode, .optional("basis", .object(LetterFields.provision), "法律依据"),
        .optional("decisionNo", .documentNumber, "决定文号"),
        .optional("noticeServedOn", .date, "告知当事人日期"),
    ]

    private static let applyingGuards: [Guard] = [
        .list(.measureInEntry), .list(.versionConfirmed), .list(.ownerEntitled), .list(.measureCompetent),
        .list(.measureLawful),
    ]

    /// A measure that its office forgets ends with its last day all the same.
    private static let measureEnd = DeadlineStart(
        "measureEnd", .id("LIST-EXPIRE"), holder: .listener, setter: .own, lastDay: "until", isDayNeeded: true,
        isWindow: true)

    static let measures: [Transition] = [
        Transition(
            "D.3/9", .order("acknowledge"), "确认接收", "acknowledged", side: everyone, roles: officers,
            from: ["published"], seenFrom: past, to: .stays, scope: .office, partFrom: ["", "acknowledged"],
            partTo: "acknowledged", guards: [.list(.versionOpen)], preparation: .list(.confirmation),
            starts: [
                DeadlineStart("measures", .list(.apply), holder: .listener, setter: .own),
                DeadlineStart("refusal", .list(.refuse), holder: .listener, setter: .own, isWindow: true),
            ],
            meets: ["acknowledge"], stops: ["measures", "refusal"],
            letters: [LetterRow("list.ack", to: [], answers: told)]),
        Transition(
            "D.3/10", .order("apply"), "实施措施", "measureApplied", side: everyone, roles: officers,
            from: ["published"], seenFrom: past, to: .stays, scope: .measure, partFrom: open + ["partlyApplied"],
            partTo: "applied", fields: applying, guards: applyingGuards, preparation: .list(.measure),
            starts: [measureEnd], meets: ["amend"], stops: ["measureEnd"], letters: [report("applied")]),
        Transition(
            "D.3/10a", .order("applyPartly"), "部分实施措施", "measurePartlyApplied", side: everyone, roles: officers,
            from: ["published"], seenFrom: past, to: .stays, scope: .measure, partFrom: open,
            partTo: "partlyApplied", fields: applying + [LetterFields.reasonText], guards: applyingGuards,
            preparation: .list(.measure), starts: [measureEnd], meets: ["amend"], stops: ["measureEnd"],
            letters: [report("applied", extent: "part")]),
        Transition(
            "D.3/10b", .order("markNotApplicable"), "不适用", "measureNotApplicable", side: everyone, roles: officers,
            from: ["published"], seenFrom: past, to: .stays, scope: .measure, partFrom: open,
            partTo: "notApplicable", fields: [measureCode, LetterFields.reasonText],
            guards: [.list(.measureInEntry)], meets: ["amend"], letters: [report("refused", extent: "none")]),
        Transition(
            "D.3/11", .order("refuse"), "拒绝实施", "measureRefused", side: everyone, roles: officers,
            from: ["published"], seenFrom: past, to: .stays, scope: .measure,
            partFrom: ["acknowledged", "notApplicable"], partTo: "refused",
            fields: [measureCode, LetterFields.reasonCode, LetterFields.reasonText],
            guards: [.list(.measureInEntry), .common(.reasonKnown)],
            starts: [
                DeadlineStart(
                    "amend", .list(.further(.amend)), holder: .opener, setter: .each([.opener]), anchor: .recorded)
            ], letters: [report("refused")]),
        Transition(
            "D.3/12", .order("lift"), "解除措施", "measureLifted", side: everyone, roles: officers, from: known,
            to: .stays, scope: .measure, partFrom: ["applied", "partlyApplied", "keptByOwnBasis"], partTo: "lifted",
            fields: [measureCode, LetterFields.reasonText], stops: ["measureEnd"], letters: [report("lifted")]),
        Transition(
            "D.3/13", .order("keep"), "依自身依据保留措施", "measureKept", side: everyone, roles: officers,
            from: ["published"], seenFrom: past, to: .stays, scope: .measure,
            partFrom: ["applied", "partlyApplied"], partTo: "keptByOwnBasis",
            fields: [
                measureCode, .required("basis", .object(LetterFields.provision), "自身依据"),
                .required("decisionNo", .documentNumber, "决定文号"),
            ], stops: ["measureEnd"], letters: [report("keptByOwnBasis")]),
        Transition(
            "D.3/11a", .automatic(.ownMeasuresReported), "措施均已处理", "measuresReported", side: everyone,
            from: known, to: .stays, scope: .office,
            partFrom: ["acknowledged"], partTo: "acknowledged", meets: ["measures"], stops: ["refusal"]),
        // What has no ground any more ends by itself while the entry stands, too.
        Transition(
            "D.3/12a", .automatic(.ownMeasureUngrounded), "随依据消失解除措施", "measureLiftedByLapse", side: everyone,
            from: inForce, seenFrom: ["removing", "removed"], to: .stays, scope: .measure,
            partFrom: ["applied", "partlyApplied"], partTo: "lifted", stops: ["measureEnd"],
            letters: [report("lifted")]),
        Transition(
            "D.3/12b", .rung("measureEnd"), "措施期限届满", "measureEnded", side: everyone, from: inForce, to: .stays),
    ]

    /// States of a measure in which its office may take it up.
    private static let open = ["acknowledged", "refused", "notApplicable", "lifted"]

    static func report(_ state: String, extent: String? = nil, answers: LetterRow.Answer = told) -> LetterRow {
        LetterRow(
            "list.measure.report", to: [], answers: answers,
            fixed: [JSONMember("measureState", .string(state))]
                + (extent.map { [JSONMember("extent", .string($0))] } ?? []))
    }
}
