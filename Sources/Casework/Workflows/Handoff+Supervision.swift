import Contracts

/// 立案监督: the procuratorate asks, orders and corrects; it may act at any time on its copy (domain D.2 rows 20 to 22).
extension HandoffTable {
    private static let procuratorate = ["procuratorate"]
    private static let refused = ["notFiled", "notFiledUpheld"]

    static let filingSupervision: [Transition] = [
        Transition(
            "D.2/20", .order("requireReasons"), "要求说明不立案理由", "reasonsRequired", side: [.copy],
            agencies: procuratorate, roles: police, from: ["supervision"] + refused,
            seenFrom: ["reconsidering", "returnedToAdmin", "closed"], to: .state("supervision"),
            fields: [LetterFields.documentNo, LetterFields.reasonText], recording: .list,
            starts: [reasonsDue], stops: ["reconsider", "suggest", "reconsideration"], pauses: ["adminDecision"],
            letters: [
                LetterRow(
                    "crim.reasons.request", to: [.recipients], cc: [.opener],
                    answers: ["supervisionSuggested", "filingRefusalUpheld", "filingRefused"])
            ]),
        Transition(
            "D.2/20a", .order("requireReasons"), "要求说明逾期未决定的理由", "delayReasonsRequired", side: [.copy],
            agencies: procuratorate, roles: police, from: ["policeOverdue"], seenFrom: ["received"], to: .stays,
            fields: [LetterFields.documentNo, LetterFields.reasonText], recording: .list,
            starts: [reasonsDue],
            letters: [
                LetterRow("crim.reasons.request", to: [.recipients], cc: [.opener], answers: ["receiptSigned"])
            ]),
        Transition(
            "D.2/20b", .order("replyReasons"), "说明理由", "reasonsGiven", side: [.recipient], roles: police,
            from: ["supervision", "policeOverdue"],
            seenFrom: ["notFiled", "notFiledUpheld", "returnedToAdmin", "received"],
            to: .stays, fields: [.required("text", .text(5000), "不立案的理由")],
            guards: [.handoff(.reasonsAwaited)], recording: .list,
            starts: [
                DeadlineStart(
                    "reviewReasons", .id("CR-16"), holder: .copy, setter: .each([.opener, .recipient, .copy]),
                    anchor: .recorded)
            ], meets: ["reasons", "explain"],
            letters: [
                LetterRow(
                    "crim.reasons.reply", to: [.procuratorate], cc: [.opener],
                    answers: ["reasonsRequired", "delayReasonsRequired", "receiptSigned"])
            ]),
        Transition(
            "D.2/21", .order("acceptReasons"), "认定不立案理由成立", "reasonsAccepted", side: [.copy],
            agencies: procuratorate, roles: heads, from: ["supervision"], to: .state("returnedToAdmin"),
            fields: [LetterFields.documentNo, LetterFields.reasonText], guards: [.handoff(.reasonsGiven)],
            meets: ["reviewReasons"], resumes: ["adminDecision"],
            letters: [
                LetterRow(
                    "crim.supervision.result", to: [.opener], cc: [.recipients], answers: ["reasonsGiven"],
                    fixed: [JSONMember("result", "reasonsValid")])
            ]),
        Transition(
            "D.2/22a", .order("orderFiling"), "通知立案", "filingOrdered", side: [.copy], agencies: procuratorate,
            roles: heads, from: ["supervision", "policeOverdue"] + refused,
            seenFrom: ["reconsidering", "returnedToAdmin", "closed", "received"], to: .state("supervision"),
            fields: [LetterFields.documentNo, LetterFields.reasonText],
            starts: [
                DeadlineStart(
                    "orderedFiling", .id("CR-15"), holder: .recipient, setter: .each([.opener, .recipient, .copy]),
                    anchor: .recorded)
            ], meets: ["reviewReasons"],
            stops: ["reasons", "explain", "reconsider", "suggest", "reconsideration", "policeDecision"],
            pauses: ["adminDecision"],
            letters: [
                LetterRow(
                    "crim.orderFiling", to: [.recipients], cc: [.opener],
                    answers: [
                        "reasonsGiven", "supervisionSuggested", "filingRefusalUpheld", "filingRefused", "receiptSigned",
                    ])
            ]),
        Transition(
            "D.2/22", .order("file"), "立案监督后立案", "filed", side: [.recipient], roles: heads,
            from: ["supervision"], seenFrom: ["notFiled", "notFiledUpheld", "returnedToAdmin"], to: .state("filed"),
            fields: filing,
            starts: handOver,
            meets: ["orderedFiling"], stops: ["reasons", "reviewReasons"],
            letters: [
                LetterRow(
                    "crim.filed", to: [.opener],
                    answers: ["filingOrdered", "supervisionSuggested", "forwarded", "transferred"])
            ]),
        Transition(
            "D.2/22b", .order("correctPolice"), "提出纠正违法意见", "correctionDemanded", side: [.copy],
            agencies: procuratorate, roles: heads, from: ["supervision"], seenFrom: ["filed"], to: .stays,
            fields: [LetterFields.documentNo, LetterFields.reasonText], guards: [.handoff(.filingOverdue)],
            recording: .list,
            letters: [
                LetterRow(
                    "crim.correction", to: [.recipients], cc: [.opener], answers: ["filingOrdered"])
            ]),
    ]

    private static let reasonsDue = DeadlineStart(
        "reasons", .id("CR-14"), holder: .recipient, setter: .each([.opener, .recipient, .copy]), anchor: .recorded)
}
