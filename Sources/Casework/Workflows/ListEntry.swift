import Contracts

extension Workflow {
    /// 失信联合惩戒名单 (domain D.3): the owner's entry, and at every office the measures of all.
    package static let listEntry = Workflow(
        kind: .listEntry, title: "失信联合惩戒名单",
        states: [
            CaseState("proposed", "拟列入"), CaseState("reviewed", "法制审核通过"), CaseState("rejected", "法制审核未通过"),
            CaseState("cancelled", "已撤销"), CaseState("published", "已列入并公布"), CaseState("removing", "移出中"),
            CaseState("removed", "已移出"),
        ],
        partStates: [
            CaseState("acknowledged", "已确认接收"), CaseState("applied", "已实施"), CaseState("refused", "已拒绝"),
            CaseState("lifted", "已解除"), CaseState("keptByOwnBasis", "依自身依据保留"),
        ],
        rows: entryRows + measureRows + removalRows + repairRows)

    private static let heads: [Role] = [.headPrincipal, .headDeputy]
    private static let everyone: [Standing] = [.opener, .listener]
    private static let officers: [Role] = [.handler, .unitManager, .headPrincipal, .headDeputy]

    private static let entryRows: [Transition] = [
        Transition(
            "D.3/1", .order("propose"), "提出列入", "proposed", side: [.opener], roles: [.handler], from: [""],
            to: .state("proposed"), fields: LetterFields.listEntry,
            guards: [.common(.subjectIdentified), .list(.listOwned), .list(.measuresHaveBasis)], recording: .top,
            starts: [DeadlineStart("review", .id("AP-10"), holder: .opener)]),
        Transition(
            "D.3/1a", .order("revise"), "修改", "revised", side: [.opener], roles: [.handler],
            from: ["proposed", "rejected"], to: .state("proposed"), fields: LetterFields.listEntry,
            guards: [.common(.subjectIdentified), .list(.listOwned), .list(.measuresHaveBasis)], recording: .top),
        Transition(
            "D.3/1b", .order("cancel"), "撤销", "cancelled", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["proposed", "reviewed", "rejected"],
            to: .state("cancelled"), fields: [LetterFields.reasonText], stops: ["review"]),
        Transition(
            "D.3/2", .order("passReview"), "法制审核通过", "reviewPassed", side: [.opener], roles: [.legalReviewer],
            from: ["proposed"], to: .state("reviewed"), fields: [LetterFields.note],
            guards: [.common(.reviewerIsNotHandler)], meets: ["review"]),
        Transition(
            "D.3/2a", .order("failReview"), "法制审核不通过", "reviewFailed", side: [.opener],
            roles: [.legalReviewer], from: ["proposed"], to: .state("rejected"), fields: [LetterFields.reasonText],
            guards: [.common(.reviewerIsNotHandler)], meets: ["review"]),
        Transition(
            "D.3/8", .order("list"), "决定列入并公布", "listed", side: [.opener], roles: heads,
            from: ["proposed", "reviewed"], to: .state("published"),
            fields: [
                .required("listingDecisionNo", .documentNumber, "列入决定文号"),
                .optional("noticeServedOn", .date, "告知书送达日期"),
                .optional("objectionUntil", .date, "陈述申辩届满日"),
                .optional("superiorConsentNo", .documentNumber, "上级同意文号"),
                .optional("finalOn", .date, "决定生效（不可再争议）日期"),
                .optional("paidInFull", .flag, "公布前已缴清"),
                .optional("naturalPersonConfirmed", .flag, "自然人公布已人工确认"), LetterFields.note,
            ],
            guards: [.list(.legalReviewPassed), .list(.listOwned), .list(.measuresHaveBasis), .list(.listConditions)],
            preparation: .listing,
            recording: .top,
            starts: [
                DeadlineStart("acknowledge", .list(.acknowledge), holder: .listener, setter: .each([.listener]))
            ],
            letters: [LetterRow("list.published", to: [])]),
        Transition(
            "D.3/16", .order("correct"), "更正", "corrected", side: [.opener], roles: heads, from: ["published"],
            to: .stays, fields: LetterFields.listEntry + [LetterFields.reasonText],
            guards: [
                .common(.subjectIdentified), .common(.subjectUnchanged), .list(.listOwned), .list(.measuresHaveBasis),
            ], recording: .top,
            letters: [LetterRow("list.correct", to: [], answers: ["listed"])]),
    ]

    private static let measureRows: [Transition] = [
        Transition(
            "D.3/9", .order("acknowledge"), "确认接收", "acknowledged", side: everyone, roles: officers,
            from: ["published"], seenFrom: ["removing", "removed"], to: .stays, scope: .office, partFrom: [""],
            partTo: "acknowledged",
            starts: [DeadlineStart("measures", .list(.apply), holder: .listener, setter: .own)],
            meets: ["acknowledge"], letters: [LetterRow("list.ack", to: [], answers: ["listed"])]),
        Transition(
            "D.3/10", .order("apply"), "实施措施", "measureApplied", side: everyone, roles: officers,
            from: ["published"], seenFrom: ["removing", "removed"], to: .stays, scope: .measure,
            partFrom: ["acknowledged", "refused", "lifted"], partTo: "applied",
            fields: [
                measureCode, .optional("basis", .object(LetterFields.provision), "法律依据"),
                .optional("decisionNo", .documentNumber, "决定文号"),
            ], guards: [.list(.measureInEntry), .list(.measureCompetent), .list(.measureLawful)],
            letters: [report("applied", answers: ["listed"])]),
        Transition(
            "D.3/11", .order("refuse"), "拒绝实施", "measureRefused", side: everyone, roles: officers,
            from: ["published"], seenFrom: ["removing", "removed"], to: .stays, scope: .measure,
            partFrom: ["acknowledged"], partTo: "refused",
            fields: [measureCode, LetterFields.reasonCode, LetterFields.reasonText],
            guards: [.list(.measureInEntry), .common(.reasonKnown)], letters: [report("refused", answers: ["listed"])]),
        Transition(
            "D.3/12", .order("lift"), "解除措施", "measureLifted", side: everyone, roles: officers,
            from: ["published", "removing", "removed"], to: .stays, scope: .measure,
            partFrom: ["applied", "keptByOwnBasis"], partTo: "lifted",
            fields: [measureCode, LetterFields.reasonText], letters: [report("lifted", answers: ["listed"])]),
        Transition(
            "D.3/13", .order("keep"), "依自身依据保留措施", "measureKept", side: everyone, roles: officers,
            from: ["published"], seenFrom: ["removing", "removed"], to: .stays, scope: .measure,
            partFrom: ["applied"], partTo: "keptByOwnBasis",
            fields: [
                measureCode, .required("basis", .object(LetterFields.provision), "自身依据"),
                .required("decisionNo", .documentNumber, "决定文号"),
            ], letters: [report("keptByOwnBasis", answers: ["listed"])]),
        Transition(
            "D.3/11a", .automatic(.ownMeasuresReported), "措施均已处理", "measuresReported", side: everyone,
            from: ["published", "removing", "removed"], to: .stays, scope: .office,
            partFrom: ["acknowledged"], partTo: "acknowledged", meets: ["measures"]),
    ]

    private static let removalRows: [Transition] = [
        Transition(
            "D.3/14", .order("remove"), "移出名单", "removalOrdered", side: [.opener], roles: heads,
            from: ["published"], to: .state("removing"),
            fields: [
                .required("kind", .choice(["expired", "early", "revoked", "reclassified"]), "移出种类"),
                LetterFields.reasonText, .required("decisionNo", .documentNumber, "移出决定文号"),
            ],
            starts: [DeadlineStart("lift", .list(.lift), holder: .listener)], stops: ["acknowledge", "measures"],
            letters: [LetterRow("list.remove", to: [], answers: ["listed"])]),
        // A measure without its listing has no ground any more: it ends with the removal, and nobody need remember it.
        Transition(
            "D.3/14a", .automatic(.ownMeasureApplied), "随移出解除措施", "measureLiftedByRemoval", side: everyone,
            from: ["removing", "removed"], seenFrom: ["published"], to: .stays, scope: .measure,
            partFrom: ["applied"], partTo: "lifted", letters: [report("lifted", answers: ["removalOrdered"])]),
        Transition(
            "D.3/15", .automatic(.noMeasureApplied), "各单位均已解除", "removed", side: everyone,
            from: ["removing"], to: .state("removed"), meets: ["lift"]),
        Transition(
            "D.3/15a", .automatic(.someMeasureApplied), "有措施尚未解除", "removalReopened", side: everyone,
            from: ["removed"], to: .state("removing")),
    ]

    /// RP-09: false material bars a repair; kept at the owner.
    private static let repairRows = [RepairTable.bar("D.3/18b", from: ["published", "removing", "removed"])]

    private static let measureCode = BodyField.required("measureCode", .text(20), "措施代码")

    private static func report(_ state: String, answers: LetterRow.Answer) -> LetterRow {
        LetterRow(
            "list.measure.report", to: [], answers: answers,
            fixed: [JSONMember("measureState", .string(state))])
    }
}
