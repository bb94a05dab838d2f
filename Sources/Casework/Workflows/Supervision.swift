import Contracts

extension Workflow {
    /// 督办 (domain D.9, 行政执法监督条例 arts 26 to 33): a supervising office and the one it supervises. The ladder is
    /// 督办函 or 提醒敦促函, then 意见书 or 约谈通知书, then 决定书 or 通报.
    package static let supervision = SupervisionTable.workflow
}

/// The rows of `Workflow.supervision`.
enum SupervisionTable {
    static let workflow = Workflow(
        kind: .supervision, title: "督办",
        states: [
            CaseState("opened", "已立项"), CaseState("issued", "已发督办函"), CaseState("notCorrected", "逾期或者未整改"),
            CaseState("opinionIssued", "已发意见书"), CaseState("opinionNotFollowed", "意见未落实"),
            CaseState("decisionIssued", "已作出决定"), CaseState("corrected", "已整改"), CaseState("withdrawn", "已撤销"),
            CaseState("reported", "已通报"),
        ],
        partStates: [], rows: opening + ladder + corrections + objections)

    private static let supervisors: [Role] = [.handler, .unitManager, .areaManager, .headPrincipal, .headDeputy]
    /// A document stands, and its correction is awaited or late.
    private static let standing = ["issued", "notCorrected", "opinionIssued", "opinionNotFollowed", "decisionIssued"]
    private static let correction = DeadlineStart(
        "correct", .id("SUP-CORRECT"), holder: .recipient, lastDay: "correctBy")

    private static let opening: [Transition] = [
        Transition(
            "D.9/1", .order("open"), "督办立项", "supervisionOpened", side: [.opener], roles: supervisors, from: [""],
            to: .state("opened"),
            fields: LetterFields.supervision + [
                .required("recipients", .list(.office, minimum: 1, maximum: 1), "被督办单位"),
                .required("pendingReview", .choice(["none", "reconsideration", "suit"]), "是否正在复议或者诉讼"),
            ], guards: [.common(.recipientsKnown), .supervision(.notUnderReview)], recording: .top,
            letters: [LetterRow("sup.opened", to: [.recipients])]),
        Transition(
            "D.9/1a", .order("withdraw"), "撤销督办", "supervisionWithdrawn", side: [.opener],
            roles: [.headPrincipal, .headDeputy], from: ["opened"] + standing, to: .state("withdrawn"),
            fields: [LetterFields.reasonText], stops: ["correct", "answerObjection"],
            letters: [LetterRow("sup.withdrawn", to: [.recipients], answers: ["supervisionOpened"])]),
    ]

    private static let ladder: [Transition] = [
        document(
            "D.9/2", "issue", "发督办函", "supervisionLetterIssued", kinds: ["supervisionLetter", "reminder"],
            from: ["opened"], to: "issued", roles: [.headPrincipal, .headDeputy]),
        Transition(
            "D.9/3", .rung("correct"), "逾期未整改", "correctionOverdue", side: [.opener, .recipient], from: ["issued"],
            to: .state("notCorrected")),
        document(
            "D.9/4", "issueOpinion", "发意见书", "opinionIssued", kinds: ["opinion", "interview"],
            from: ["notCorrected"], seenFrom: ["issued"], to: "opinionIssued", roles: [.headPrincipal]),
        Transition(
            "D.9/5", .rung("correct"), "逾期未落实意见", "opinionOverdue", side: [.opener, .recipient],
            from: ["opinionIssued"], to: .state("opinionNotFollowed")),
        document(
            "D.9/6", "issueDecision", "作出监督决定", "decisionIssued", kinds: ["decision"],
            from: ["opinionNotFollowed"], seenFrom: ["opinionIssued"], to: "decisionIssued", roles: [.headPrincipal]),
        Transition(
            "D.9/7", .order("circulate"), "通报", "circulated", side: [.opener], roles: [.headPrincipal],
            from: ["opinionNotFollowed", "decisionIssued"], seenFrom: ["opinionIssued"], to: .state("reported"),
            fields: [
                LetterFields.documentNo, .required("requirement", .text(5000), "通报内容"),
                .required("correctBy", .date, "整改期限"),
            ], guards: [.supervision(.notSuspended)], stops: ["correct"],
            letters: [
                LetterRow(
                    "sup.document", to: [.recipients], answers: ["supervisionOpened"],
                    fixed: [JSONMember("kind", "circular")])
            ]),
    ]

    private static let corrections: [Transition] = [
        Transition(
            "D.9/8", .order("reportCorrection"), "报告整改情况", "correctionReported", side: [.recipient],
            roles: supervisors, from: standing, to: .stays, fields: LetterFields.correctionReport, recording: .list,
            meets: ["correct"], letters: [LetterRow("sup.corrected", to: [.opener], answers: ["supervisionOpened"])]),
        Transition(
            "D.9/9", .order("acceptCorrection"), "认定已整改", "correctionAccepted", side: [.opener],
            roles: supervisors, from: standing, to: .state("corrected"), fields: [LetterFields.reasonText],
            guards: [.supervision(.correctionReported)], stops: ["correct", "answerObjection"],
            letters: [assessment("corrected")]),
        Transition(
            "D.9/10", .order("rejectCorrection"), "认定未整改", "correctionRejected", side: [.opener],
            roles: supervisors, from: ["issued", "notCorrected"], to: .state("notCorrected"),
            fields: [LetterFields.reasonText], guards: [.supervision(.correctionReported)], stops: ["correct"],
            letters: [assessment("notCorrected")]),
        Transition(
            "D.9/10a", .order("rejectCorrection"), "认定意见未落实", "opinionUnmet", side: [.opener],
            roles: supervisors, from: ["opinionIssued", "opinionNotFollowed"], to: .state("opinionNotFollowed"),
            fields: [LetterFields.reasonText], guards: [.supervision(.correctionReported)], stops: ["correct"],
            letters: [assessment("notCorrected")]),
    ]

    /// The supervised office may object (LES art 30); while the act is under review nothing is supervised twice (art 33).
    private static let objections: [Transition] = [
        Transition(
            "D.9/11", .order("object"), "提出异议", "objected", side: [.recipient], roles: [.headPrincipal, .headDeputy],
            from: standing, to: .stays, fields: [LetterFields.reasonText], guards: [.supervision(.noObjectionPending)],
            recording: .list, starts: [DeadlineStart("answerObjection", .id("SUP-OBJECTION"), holder: .opener)],
            letters: [LetterRow("sup.objection", to: [.opener], answers: ["supervisionOpened"])]),
        Transition(
            "D.9/12", .order("upholdObjection"), "采纳异议", "objectionUpheld", side: [.opener],
            roles: [.headPrincipal, .headDeputy], from: standing, to: .state("withdrawn"),
            fields: [LetterFields.reasonText], guards: [.supervision(.objectionPending)], recording: .list,
            meets: ["answerObjection"], stops: ["correct"], letters: [answer("upheld")]),
        Transition(
            "D.9/13", .order("dismissObjection"), "不采纳异议", "objectionDismissed", side: [.opener],
            roles: [.headPrincipal, .headDeputy], from: standing, to: .stays, fields: [LetterFields.reasonText],
            guards: [.supervision(.objectionPending)], recording: .list, meets: ["answerObjection"],
            letters: [answer("dismissed")]),
        Transition(
            "D.9/14", .order("suspend"), "中止督办", "supervisionSuspended", side: [.opener], roles: supervisors,
            from: standing, to: .stays, fields: LetterFields.supervisionPause,
            guards: [.supervision(.notSuspended)], recording: .list, pauses: ["correct"],
            letters: [LetterRow("sup.suspended", to: [.recipients], answers: ["supervisionOpened"])]),
        Transition(
            "D.9/15", .order("resume"), "恢复督办", "supervisionResumed", side: [.opener], roles: supervisors,
            from: standing, to: .stays, fields: [LetterFields.reasonText], guards: [.supervision(.suspended)],
            recording: .list, resumes: ["correct"],
            letters: [LetterRow("sup.resumed", to: [.recipients], answers: ["supervisionOpened"])]),
    ]

    /// Whoever reported in time counts nothing any more: while its report is on the way, the opener's clock goes on alone.
    private static func document(
        _ number: String, _ order: String, _ title: String, _ event: String, kinds: [String], from: [String],
        seenFrom: [String] = [], to state: String, roles: [Role]
    ) -> Transition {
        Transition(
            number, .order(order), title, event, side: [.opener], roles: roles, from: from, seenFrom: seenFrom,
            to: .state(state),
            fields: [
                .required("kind", .choice(kinds), "文书种类"), LetterFields.documentNo,
                .required("requirement", .text(5000), "督办要求"), .required("correctBy", .date, "整改期限"),
            ], guards: [.supervision(.notSuspended), .supervision(.timeLeft)], starts: [correction], stops: ["correct"],
            letters: [LetterRow("sup.document", to: [.recipients], answers: ["supervisionOpened"])])
    }

    private static func assessment(_ result: String) -> LetterRow {
        LetterRow(
            "sup.assessment", to: [.recipients], answers: ["correctionReported"],
            fixed: [JSONMember("result", .string(result))])
    }

    private static func answer(_ result: String) -> LetterRow {
        LetterRow(
            "sup.objection.result", to: [.recipients], answers: ["objected"],
            fixed: [JSONMember("result", .string(result))])
    }
}
