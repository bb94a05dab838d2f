import Contracts

/// What follows a decision on repair: receivers confirm, the applicant objects, false material is found (domain D.5).
extension RepairTable {
    static let confirming: [Transition] = [
        Transition(
            "D.5/7", .order("confirm"), "确认已停止公示共享、解除措施", "repairConfirmed", side: [.recipient, .opener],
            roles: officers, from: ["granted"], seenFrom: ["revoked"], to: .stays, scope: .office,
            partFrom: ["notified"], partTo: "confirmed",
            fields: [
                .required("stoppedPublication", .flag, "已停止公示"), .required("stoppedSharing", .flag, "已停止共享使用"),
                .required("measuresLifted", .flag, "没有仍在实施的措施"), LetterFields.note,
            ], guards: [.repair(.allStopped)], meets: ["confirm"],
            letters: [LetterRow("rep.confirm", to: toDecider, answers: ["repairGranted"])]),
        Transition(
            "D.5/8", .automatic(.noPart("notified", .decider)), "各单位均已确认", "repairCompleted", side: [.decider],
            from: ["granted"], to: .state("done"), meets: ["confirm"],
            letters: [LetterRow("rep.complete", to: [.recipients], answers: ["repairGranted"])]),
    ]

    static let objecting: [Transition] = [
        Transition(
            "D.5/9", .order("recordObjection"), "登记异议", "repairObjectionReceived", side: intakeSide, roles: officers,
            from: ["refused", "notAccepted"], to: .stays,
            fields: [.required("receivedOn", .date, "收到异议日期"), LetterFields.reasonText],
            guards: [.repair(.ownIntake), .repair(.noObjectionBefore)],
            starts: [
                DeadlineStart(
                    "push", .id("RP-07-PUSH"), holder: .opener, setter: .own,
                    anchor: .day("repairObjectionReceived.receivedOn"))
            ]),
        Transition(
            "D.5/9a", .order("object"), "推送异议", "repairObjected", side: intakeSide, roles: officers,
            from: ["refused", "notAccepted"], to: .state("objectionReview"), fields: [],
            guards: [.repair(.ownIntake), .repair(.objectionRecorded)], preparation: .repairObjection,
            starts: [
                DeadlineStart(
                    "objection", .id("RP-07-CHECK"), holder: .decider, setter: .each([.opener, .decider]))
            ], meets: ["push"],
            letters: [
                LetterRow("rep.objection", to: toDecider, answers: ["repairRefused", "repairNotAccepted"])
            ]),
        Transition(
            "D.5/9b", .order("extendObjection"), "延长异议核查期限并告知", "repairObjectionExtended", side: [.decider],
            roles: heads, from: ["objectionReview"], to: .stays, fields: [LetterFields.reasonText],
            guards: [.repair(.objectionExtensible)], recording: .list, extends: ["objection"],
            letters: [LetterRow("rep.extend", to: [.opener], answers: ["repairObjected"])]),
        Transition(
            "D.5/10", .order("upholdObjection"), "异议成立，重新办理", "repairObjectionUpheld", side: [.decider],
            roles: heads, from: ["objectionReview"], to: .state("accepted"), fields: [LetterFields.reasonText],
            starts: [
                DeadlineStart("decide", .repair(.decide), holder: .decider, setter: .each([.opener, .decider]))
            ], meets: ["objection"],
            letters: [
                LetterRow(
                    "rep.objectionResult", to: [.opener], answers: ["repairObjected"],
                    fixed: [JSONMember("upheld", true)])
            ]),
        Transition(
            "D.5/10a", .order("dismissObjection"), "异议不成立", "repairObjectionDismissed", side: [.decider],
            roles: heads, from: ["objectionReview"], to: .state("refused"), fields: [LetterFields.reasonText],
            meets: ["objection"],
            letters: [
                LetterRow(
                    "rep.objectionResult", to: [.opener], answers: ["repairObjected"],
                    fixed: [JSONMember("upheld", false)])
            ]),
    ]

    static let revoking: [Transition] = [
        Transition(
            "D.5/11", .order("revoke"), "撤销修复并恢复列入、公示", "repairRevoked", side: [.decider], roles: heads,
            from: ["granted", "done"], to: .state("revoked"),
            fields: [
                .required("ground", .choice(["falseMaterial", "commitmentBroken"]), "撤销原因"),
                .required("decisionNo", .documentNumber, "撤销决定文号"), LetterFields.reasonText,
            ], guards: [.repair(.barInForce)], preparation: .repairRevocation,
            starts: [DeadlineStart("bar", .id("RP-09"), holder: .opener, setter: .own, isWindow: true)],
            stops: ["confirm"],
            letters: [LetterRow("rep.revoke", to: [.opener, .recipients], answers: ["repairGranted"])],
            follows: .repairRevoked)
    ]
}

/// What a repair does to the entries and publications that it is about; their owner is the office that decides it.
extension RepairTable {
    /// 记入修复限制 (RP-09), in a list entry or a publication.
    static func bar(_ number: String, from: [String]) -> Transition {
        Transition(
            number, .order("barRepair"), "记入不得修复期限", "repairBarred", side: [.opener], roles: heads, from: from,
            to: .stays,
            fields: [
                .required("repairBarredUntil", .date, "不得修复至"), .required("repairCase", .text(80), "信用修复案件编号"),
                LetterFields.reasonText,
            ], guards: [.repair(.barTold)])
    }
}
