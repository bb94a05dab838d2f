import Contracts

/// From the transfer to the police's decision (domain D.2 rows 5 to 13).
extension HandoffTable {
    static let transferAndReceipt: [Transition] = [
        Transition(
            "D.2/5", .order("transfer"), "移送公安机关", "transferred", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["approvedToTransfer"],
            seenFrom: internalStates + cameBack,
            to: .state("transferred"),
            fields: [
                LetterFields.documentNo, LetterFields.attachments,
                .optional("recipients", .list(.office, minimum: 1, maximum: 1), "受移送公安机关"),
                .optional("cc", .list(.office, minimum: 0, maximum: 20), "抄送单位"), LetterFields.note,
            ],
            guards: [
                .handoff(.procuratorateCopied), .common(.recipientsKnown), .handoff(.sameLevelPolice),
                .handoff(.attachmentsComplete), .handoff(.smugglingToCustomsPolice),
            ],
            preparation: .policeAndCopy, recording: .top,
            starts: [DeadlineStart("receipt", .id("CR-07-RECEIPT"), holder: .recipient)],
            meets: ["transfer", "requiredTransfer"],
            pauses: ["adminDecision"],
            letters: [LetterRow("crim.transfer", to: [.recipients])]),
        Transition(
            "D.2/6", .order("signReceipt"), "签收回执", "receiptSigned", side: [.recipient], roles: police,
            from: ["transferred", "forwarded"], to: .state("received"),
            fields: [
                .required("receivingOfficer", .text(50), "签收人"),
                .required("itemsCounted", .integer(0...100_000), "清点件数"),
                .required("missingItems", .list(.text(500), minimum: 0, maximum: 50), "缺少的材料"),
                LetterFields.note,
            ],
            starts: [
                DeadlineStart("supplementRequest", .id("CR-08"), holder: .recipient, isWindow: true),
                DeadlineStart("forwarding", .id("CR-07"), holder: .recipient, isWindow: true),
                DeadlineStart("policeDecision", .id("CR-10"), holder: .recipient),
            ], meets: ["receipt", "receiptForwarded"],
            letters: [LetterRow("crim.receipt", to: [.opener], answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/7", .order("requestSupplement"), "通知补充材料", "supplementRequested", side: [.recipient],
            roles: police, from: undecided, to: .stays,
            fields: [
                .required("missingItems", .list(.text(500), minimum: 1, maximum: 50), "应补充的材料"),
                LetterFields.note,
            ], guards: [.handoff(.supplementNotPending)], recording: .list,
            starts: [DeadlineStart("supplement", .id("CR-08-SUPPLEMENT"), holder: .opener)],
            meets: ["supplementRequest"],
            letters: [LetterRow("crim.supplement.request", to: [.opener], answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/8", .order("supplement"), "补充材料", "supplemented", side: [.opener], roles: handlers,
            from: undecided + ["filed", "notFiled", "reconsidering"], to: .stays,
            fields: [
                .required("items", .list(.text(500), minimum: 1, maximum: 50), "补充的材料"), LetterFields.note,
            ], guards: [.handoff(.supplementPending)], recording: .list, meets: ["supplement"],
            letters: [LetterRow("crim.supplement", to: [.recipients], answers: ["supplementRequested"])]),
        Transition(
            "D.2/9", .order("forward"), "转有管辖权的公安机关", "forwarded", side: [.recipient], roles: police,
            from: undecided, seenFrom: ["transferred"], to: .state("forwarded"),
            fields: [.required("forwardedTo", .office, "有管辖权的公安机关"), LetterFields.reasonText],
            guards: [.handoff(.forwardedToPolice)], joining: .replaces("forwardedTo"),
            starts: [DeadlineStart("receiptForwarded", .id("CR-07-RECEIPT"), holder: .recipient)],
            meets: ["forwarding"], stops: ["policeDecision", "supplementRequest", "supplement", "explain"],
            letters: [
                LetterRow(
                    "crim.forwarded", to: [.opener, .named("forwardedTo")], telling: .handedTo("forwardedTo"),
                    answers: ["transferred"])
            ]),
        Transition(
            "D.2/10", .order("notPoliceFunction"), "不属于公安机关管辖", "returnedNotPolice", side: [.recipient],
            roles: police, from: undecided, to: .state("returnedNotPolice"),
            fields: [LetterFields.reasonText, .required("competentOrgan", .text(200), "有管辖权的机关")],
            meets: ["policeDecision"], stops: ["supplementRequest", "forwarding", "supplement", "explain"],
            resumes: ["adminDecision"],
            letters: [LetterRow("crim.notPolice", to: [.opener], answers: ["forwarded", "transferred"])]),
    ]

    static let decisions: [Transition] = [
        Transition(
            "D.2/11", .order("file"), "立案", "filed", side: [.recipient], roles: heads,
            from: undecided, to: .state("filed"), fields: filing, starts: handOver, meets: ["policeDecision"],
            stops: ["supplementRequest", "forwarding", "explain"],
            letters: [LetterRow("crim.filed", to: [.opener], answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/12", .order("refuseFiling"), "不予立案", "filingRefused", side: [.recipient], roles: heads,
            from: undecided, to: .state("notFiled"), fields: refusal,
            guards: [.handoff(.notForMissingMaterial), .common(.reasonKnown)],
            starts: [
                DeadlineStart(
                    "reconsider", .id("CR-11"), holder: .opener, setter: .each([.opener]), anchor: .recorded,
                    isWindow: true)
            ], meets: ["policeDecision"], stops: ["supplementRequest", "forwarding", "explain"],
            letters: [LetterRow("crim.notFiled", to: [.opener], answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/13", .rung("policeDecision"), "公安机关逾期未作决定", "policeOverdue",
            side: [.opener, .recipient, .copy], from: ["received"], seenFrom: ["policeOverdue"],
            to: .state("policeOverdue"), starts: [DeadlineStart("explain", .id("CR-17"), holder: .recipient)],
            letters: [
                LetterRow(
                    "sup.overdue", to: [.procuratorate], cc: [.recipients], telling: .copiesOnly,
                    answers: ["receiptSigned"], writer: .opener)
            ]),
    ]
}
