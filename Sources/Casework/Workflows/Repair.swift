import Contracts

extension Workflow {
    /// 信用修复 (domain D.5, B.6): whoever takes an application in, the office that made the entry or penalty decides it
    /// (谁认定、谁修复), stops and lifts in the same transaction, and every receiver confirms.
    package static let repair = RepairTable.workflow
}

/// The rows of `Workflow.repair`.
enum RepairTable {
    static let workflow = Workflow(
        kind: .repair, title: "信用修复",
        states: [
            CaseState("atAgency", "待受理"), CaseState("supplementPending", "待补正"), CaseState("withdrawn", "已撤回"),
            CaseState("notAccepted", "不予受理"), CaseState("accepted", "已受理"), CaseState("refused", "不予修复"),
            CaseState("granted", "准予修复待确认"), CaseState("done", "修复完成"),
            CaseState("objectionReview", "异议核查中"), CaseState("revoked", "已撤销修复"),
        ],
        partStates: [CaseState("notified", "待确认"), CaseState("confirmed", "已确认")],
        rows: intake + acceptance + deciding + confirming + objecting + revoking, concerns: ["targets"])

    static let officers = ReferralTable.officers
    static let heads = ReferralTable.deputies
    /// Whoever took the application in; the deciding office does it where it took it in itself.
    static let intakeSide: [Standing] = [.opener, .decider]
    static let toDecider: [LetterRow.Party] = [.fact("recogniser")]
    static let conditions: [Guard] = [
        .repair(.targetsRepairable), .repair(.minimumReached), .repair(.notBarred), .repair(.noTermRunning),
        .repair(.fullyPerformed), .repair(.commitmentSigned),
    ]
    /// Where the deciding office stands after it acted on the application.
    private static let takenUp = [
        "accepted", "notAccepted", "granted", "refused", "done", "objectionReview", "revoked",
    ]

    private static let intake: [Transition] = [
        Transition(
            "D.5/1", .order("apply"), "收件并转送认定单位", "repairApplied", side: [.opener], roles: officers, from: [""],
            to: .state("atAgency"), fields: LetterFields.repairApplication + [LetterFields.files],
            guards: [.common(.subjectIdentified), .repair(.appliedByNow), .repair(.recogniserKnown)] + conditions,
            preparation: .repairRouting, recording: .top, marks: [.ruleConflict],
            starts: [
                DeadlineStart("accept", .repair(.accept), holder: .decider, setter: .each([.opener, .decider])),
                DeadlineStart(
                    "answer", .repair(.answer), holder: .opener, setter: .each([.opener, .decider]), when: "answerOwed"),
            ],
            letters: [LetterRow("rep.apply", to: [.named("recogniser")])]),
        Transition(
            "D.5/1a", .order("withdraw"), "撤回申请", "repairWithdrawn", side: intakeSide, roles: officers,
            from: ["atAgency", "supplementPending"], to: .state("withdrawn"), fields: [LetterFields.reasonText],
            guards: [.repair(.ownIntake)], stops: ["accept", "answer", "supplement"],
            letters: [LetterRow("rep.withdraw", to: toDecider, answers: ["repairApplied"])]),
        Transition(
            "D.5/1b", .heard, "撤回迟到", "repairWithdrawn", side: [.opener], from: takenUp, to: .stays,
            marks: [.always("WITHDRAWN_TOO_LATE")],
            letters: [LetterRow("rep.withdraw", to: toDecider, answers: ["repairApplied"])]),
        Transition(
            "D.5/2", .order("requestSupplement"), "一次性告知补正", "repairSupplementAsked", side: [.decider],
            roles: officers, from: ["atAgency"], to: .state("supplementPending"),
            fields: LetterFields.supplementRequest, guards: [.repair(.notAskedBefore)],
            starts: [
                DeadlineStart("supplement", .id("RP-SUPPLEMENT"), holder: .opener, setter: .each([.opener, .decider]))
            ], meets: ["accept"], pauses: ["answer"],
            letters: [LetterRow("rep.missing", to: [.opener], answers: ["repairApplied"])]),
        Transition(
            "D.5/2a", .heard, "补正告知迟到", "repairSupplementAsked", side: [.decider], from: ["withdrawn"], to: .stays,
            letters: [LetterRow("rep.missing", to: [.opener], answers: ["repairApplied"])]),
        Transition(
            "D.5/2b", .order("supplement"), "补正材料", "repairSupplemented", side: intakeSide, roles: officers,
            from: ["supplementPending"], to: .state("atAgency"),
            fields: LetterFields.supplement + [LetterFields.files], guards: [.repair(.ownIntake)],
            starts: [
                DeadlineStart("accept", .repair(.accept), holder: .decider, setter: .each([.opener, .decider]))
            ], meets: ["supplement"], resumes: ["answer"],
            letters: [LetterRow("rep.supplement", to: toDecider, answers: ["repairSupplementAsked"])]),
        Transition(
            "D.5/2c", .heard, "补正迟到", "repairSupplemented", side: [.opener], from: ["notAccepted"], to: .stays,
            marks: [.always("SUPPLEMENT_TOO_LATE")],
            letters: [LetterRow("rep.supplement", to: toDecider, answers: ["repairSupplementAsked"])]),
    ]

    private static let acceptance: [Transition] = [
        Transition(
            "D.5/3", .order("accept"), "受理", "repairAccepted", side: [.decider], roles: officers,
            from: ["atAgency"], seenFrom: ["withdrawn"], to: .state("accepted"), fields: [LetterFields.note],
            guards: conditions, preparation: .repairReadings, marks: [.ruleConflict],
            starts: [
                DeadlineStart("decide", .repair(.decide), holder: .decider, setter: .each([.opener, .decider]))
            ], meets: ["accept"],
            letters: [
                LetterRow(
                    "rep.accept", to: [.opener], answers: ["repairSupplemented", "repairApplied"],
                    fixed: [JSONMember("accepted", true)])
            ]),
        Transition(
            "D.5/3a", .order("notAccept"), "不予受理", "repairNotAccepted", side: [.decider], roles: heads,
            from: ["atAgency", "supplementPending"], seenFrom: ["withdrawn"], to: .state("notAccepted"),
            fields: [LetterFields.reasonCode, LetterFields.reasonText, LetterFields.remedies],
            guards: [.common(.reasonKnown), .repair(.supplementOver)], meets: ["accept", "answer"],
            stops: ["supplement"],
            letters: [
                LetterRow(
                    "rep.accept", to: [.opener], answers: ["repairSupplemented", "repairApplied"],
                    fixed: [JSONMember("accepted", false)])
            ]),
    ]

    private static let deciding: [Transition] = [
        Transition(
            "D.5/4", .order("extend"), "延长办理期限并告知", "repairExtended", side: [.decider], roles: heads,
            from: ["accepted"], to: .stays, fields: [LetterFields.reasonText], guards: [.repair(.decisionExtensible)],
            recording: .list, extends: ["decide", "answer"],
            letters: [LetterRow("rep.extend", to: [.opener], answers: ["repairAccepted", "repairApplied"])]),
        Transition(
            "D.5/5", .order("verify"), "核实", "repairVerified", side: [.decider], roles: officers, from: ["accepted"],
            to: .stays,
            fields: [
                .required("method", .choice(["documents", "siteVisit", "query", "other"]), "核实方式"),
                .required("result", .text(5000), "核实结果"), .required("performed", .flag, "义务已全部履行"),
                .required("materialTrue", .flag, "材料真实"), .optional("newViolation", .flag, "有新的同类违法"),
                .optional("listingsInFiveYears", .integer(0...99), "五年内列入次数"),
            ]),
        Transition(
            "D.5/5a", .order("decideConflict"), "决定规则冲突如何适用", "repairConflictDecided", side: [.decider],
            roles: heads, from: ["accepted"], to: .stays,
            fields: [
                .required("choice", .choice(["followOwn", "holdElsewhere"]), "适用"),
                LetterFields.reasonText,
            ], guards: [.repair(.conflictThere)], preparation: .repairReadings),
        Transition(
            "D.5/6", .order("grant"), "准予修复", "repairGranted", side: [.decider], roles: heads, from: ["accepted"],
            to: .state("granted"), opens: .recipients("notified"),
            fields: [
                .required("decisionNo", .documentNumber, "修复决定文号"), LetterFields.reasonText,
                .optional("receivers", .list(.office, minimum: 0, maximum: 50), "另行通知的单位"),
            ],
            guards: [.repair(.verified), .repair(.deciderIsNotVerifier), .repair(.receiversKnown)] + conditions
                + [.repair(.verifiedFavourably), .repair(.conflictDecided)],
            preparation: .repairResult, recording: .top,
            starts: [DeadlineStart("confirm", .repair(.act), holder: .recipient)], meets: ["decide", "answer"],
            letters: [
                LetterRow(
                    "rep.result", to: [.recipients], answers: ["repairAccepted"],
                    fixed: [JSONMember("result", "granted")])
            ], follows: .repairGranted),
        Transition(
            "D.5/6a", .order("refuse"), "不予修复", "repairRefused", side: [.decider], roles: heads, from: ["accepted"],
            to: .state("refused"),
            fields: [
                .required("decisionNo", .documentNumber, "决定文号"), LetterFields.reasonCode, LetterFields.reasonText,
                LetterFields.remedies,
            ], guards: [.common(.reasonKnown), .repair(.verified), .repair(.deciderIsNotVerifier)],
            meets: ["decide", "answer"],
            letters: [
                LetterRow(
                    "rep.result", to: [.opener], answers: ["repairAccepted"],
                    fixed: [JSONMember("result", "refused")])
            ]),
    ]
}
