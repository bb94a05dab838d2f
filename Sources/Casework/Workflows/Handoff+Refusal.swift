import Contracts

/// What follows a refusal to file at the agency and the police (domain D.2 rows 14 to 19).
extension HandoffTable {
    static let afterDecision: [Transition] = [
        Transition(
            "D.2/14", .order("reconsider"), "提请复议", "reconsiderationRequested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["notFiled"], to: .state("reconsidering"),
            fields: [LetterFields.reasonText],
            starts: [DeadlineStart("reconsideration", .id("CR-12"), holder: .recipient)], meets: ["reconsider"],
            letters: [LetterRow("crim.reconsider", to: [.recipients], answers: ["filingRefused"])]),
        Transition(
            "D.2/15", .order("suggestSupervision"), "建议立案监督", "supervisionSuggested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["notFiled"], to: .state("supervision"),
            fields: [LetterFields.reasonText], preparation: .suggestion,
            marks: [.late("LATE_SUPERVISION_SUGGESTION")], meets: ["reconsider"],
            letters: [
                LetterRow(
                    "crim.supervision.suggest", to: [.procuratorate], cc: [.recipients], telling: .copiesOnly,
                    answers: ["filingRefused"])
            ]),
        Transition(
            "D.2/16", .order("acceptRefusal"), "接受不予立案决定", "refusalAccepted", side: [.opener],
            roles: heads, from: ["notFiled", "notFiledUpheld", "returnedNotPolice", "supervision"],
            to: .state("returnedToAdmin"),
            fields: [LetterFields.note], stops: ["reconsider", "suggest"], resumes: ["adminDecision"]),
        Transition(
            "D.2/17", .order("file"), "复议后立案", "filed", side: [.recipient], roles: heads,
            from: ["reconsidering"], to: .state("filed"), fields: filing, starts: handOver,
            meets: ["reconsideration"],
            letters: [LetterRow("crim.filed", to: [.opener], answers: ["reconsiderationRequested"])]),
        Transition(
            "D.2/18", .order("refuseFiling"), "复议维持不予立案", "filingRefusalUpheld", side: [.recipient],
            roles: heads, from: ["reconsidering"], to: .state("notFiledUpheld"), fields: refusal,
            guards: [.common(.reasonKnown)], preparation: .upheld,
            starts: [
                DeadlineStart(
                    "suggest", .id("CR-13"), holder: .opener, setter: .each([.opener]), anchor: .recorded,
                    isWindow: true)
            ], meets: ["reconsideration"],
            letters: [LetterRow("crim.notFiled", to: [.opener], answers: ["reconsiderationRequested"])]),
        Transition(
            "D.2/19", .order("suggestSupervision"), "建议立案监督", "supervisionSuggested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["notFiledUpheld"], to: .state("supervision"),
            fields: [LetterFields.reasonText], preparation: .suggestion,
            marks: [.late("LATE_SUPERVISION_SUGGESTION")], meets: ["suggest"],
            letters: [
                LetterRow(
                    "crim.supervision.suggest", to: [.procuratorate], cc: [.recipients], telling: .copiesOnly,
                    answers: ["filingRefusalUpheld"])
            ]),
        // Silence accepts the refusal as well; a suggestion that comes late is heard all the same (rows 16 and 19a).
        Transition(
            "D.2/16a", .rung("reconsider"), "逾期未申请复议或者建议监督", "windowLapsed", side: [.opener], from: ["notFiled"],
            to: .state("returnedToAdmin"), stops: ["reconsider"], resumes: ["adminDecision"]),
        Transition(
            "D.2/16b", .rung("suggest"), "逾期未建议监督", "windowLapsed", side: [.opener], from: ["notFiledUpheld"],
            to: .state("returnedToAdmin"), stops: ["suggest"], resumes: ["adminDecision"]),
        Transition(
            "D.2/19a", .order("suggestSupervision"), "逾期建议立案监督", "supervisionSuggested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["returnedToAdmin"],
            seenFrom: ["notFiled", "notFiledUpheld"], to: .state("supervision"),
            fields: [LetterFields.reasonText], guards: [.handoff(.returnedByLapse)], preparation: .suggestion,
            marks: [.late("LATE_SUPERVISION_SUGGESTION")], pauses: ["adminDecision"],
            letters: [
                LetterRow(
                    "crim.supervision.suggest", to: [.procuratorate], cc: [.recipients], telling: .copiesOnly,
                    answers: ["filingRefusalUpheld", "filingRefused"])
            ]),
    ]

    static let filing: [BodyField] = [
        .required("decisionNo", .documentNumber, "立案决定书文号"), LetterFields.note,
    ]

    static let refusal: [BodyField] = [
        .required("decisionNo", .documentNumber, "不予立案通知书文号"), LetterFields.reasonCode,
        LetterFields.reasonText,
        .optional("returnedMaterials", .list(.text(500), minimum: 0, maximum: 50), "退回的材料"),
    ]

    static let handOver = [
        DeadlineStart("goods", .id("CR-20"), holder: .opener, setter: .each([.opener]), anchor: .recorded)
    ]
}
