import Contracts

extension Workflow {
    /// 行刑衔接 (domain D.2): the administrative agency, the police of the same level, and the procuratorate with its copy.
    package static let handoff = Workflow(
        kind: .handoff, title: "涉嫌犯罪案件移送",
        states: [
            CaseState("investigating", "行政调查中"), CaseState("teamNamed", "已指定专案组"),
            CaseState("reportSubmitted", "已提交书面报告"), CaseState("approvedToTransfer", "已批准移送"),
            CaseState("transferRefusedInternally", "不批准移送"), CaseState("transferred", "已移送"),
            CaseState("received", "公安机关已签收"), CaseState("forwarded", "已转有管辖权的公安机关"),
            CaseState("returnedNotPolice", "不属于公安机关管辖"), CaseState("policeOverdue", "公安机关逾期未决定"),
            CaseState("filed", "已立案"), CaseState("notFiled", "不予立案"), CaseState("reconsidering", "复议中"),
            CaseState("notFiledUpheld", "复议维持不予立案"), CaseState("supervision", "立案监督中"),
            CaseState("criminalInvestigation", "刑事侦查中"), CaseState("returnedToAdmin", "退回行政机关处理"),
            CaseState("closed", "已结案"),
        ],
        partStates: [], rows: beforeTransfer + transferAndReceipt + decisions + afterDecision + penalties)

    /// From the suspicion until the case is back with the agency, no fine stands in for a transfer (O310 art 11).
    static let fineBlockedStates = [
        "teamNamed", "reportSubmitted", "approvedToTransfer", "transferRefusedInternally", "transferred", "received",
        "forwarded", "returnedNotPolice", "policeOverdue", "filed", "notFiled", "reconsidering", "notFiledUpheld",
        "supervision",
        "criminalInvestigation",
    ]

    private static let handlers: [Role] = [.handler]
    private static let police: [Role] = [.handler, .unitManager, .headPrincipal, .headDeputy]
    private static let heads: [Role] = [.headPrincipal, .headDeputy]
    private static let internalStates = ["investigating", "teamNamed", "reportSubmitted", "approvedToTransfer"]
    private static let undecided = ["received", "policeOverdue"]

    private static let beforeTransfer: [Transition] = [
        Transition(
            "D.2/0", .order("investigate"), "立案调查", "investigationOpened", side: [.opener], roles: handlers,
            from: [""], to: .state("investigating"), fields: LetterFields.investigation,
            guards: [.subjectIdentified], recording: .top,
            starts: [
                DeadlineStart("adminDecision", .purpose("penalty.decide"), holder: .opener, anchor: .day("filedOn"))
            ]),
        Transition(
            "D.2/1", .order("suspectCrime"), "发现涉嫌犯罪", "crimeSuspected", side: [.opener], roles: handlers,
            from: [""], to: .state("teamNamed"),
            fields: LetterFields.investigation + LetterFields.suspicion, guards: [.subjectIdentified],
            recording: .top,
            starts: [
                DeadlineStart("adminDecision", .purpose("penalty.decide"), holder: .opener, anchor: .day("filedOn"))
            ]),
        Transition(
            "D.2/1a", .order("suspectCrime"), "发现涉嫌犯罪", "crimeSuspected", side: [.opener], roles: handlers,
            from: ["investigating"], to: .state("teamNamed"), fields: LetterFields.suspicion, recording: .top),
        Transition(
            "D.2/1b", .order("brief"), "案情通报", "briefed", side: [.opener], roles: handlers,
            from: internalStates, to: .stays,
            fields: [.required("text", .text(20_000), "通报内容")], guards: [.procuratorateKnown, .policeKnown],
            recording: .list, letters: [LetterRow("case.briefing", to: .police)]),
        Transition(
            "D.2/2", .order("submitReport"), "提交书面报告", "reportSubmitted", side: [.opener], roles: handlers,
            from: ["teamNamed"], to: .state("reportSubmitted"),
            fields: [.required("specialTeam", .list(.text(50), minimum: 0, maximum: 50), "专案组成员")],
            guards: [.teamLargeEnough], preparation: .reportReceived, recording: .top,
            starts: [DeadlineStart("approve", .id("CR-02"), holder: .opener)]),
        Transition(
            "D.2/3", .order("approve"), "批准移送", "approved", side: [.opener], roles: [.headPrincipal],
            roleRefusal: "APPROVER_NOT_PRINCIPAL", from: ["reportSubmitted"], to: .state("approvedToTransfer"),
            fields: [LetterFields.note], guards: [.notDrafter],
            starts: [DeadlineStart("transfer", .id("CR-03"), holder: .opener)], meets: ["approve"]),
        Transition(
            "D.2/4", .order("disapprove"), "不批准移送", "disapproved", side: [.opener], roles: [.headPrincipal],
            roleRefusal: "APPROVER_NOT_PRINCIPAL", from: ["reportSubmitted"], seenFrom: internalStates,
            to: .state("transferRefusedInternally"), fields: [LetterFields.reasonText],
            guards: [.procuratorateKnown], meets: ["approve"],
            letters: [LetterRow("crim.notTransferred", to: .procuratorate)]),
        Transition(
            "D.2/4a", .order("resume"), "转回行政处理", "resumed", side: [.opener], roles: [.headPrincipal],
            from: ["transferRefusedInternally"], to: .state("returnedToAdmin"), fields: [LetterFields.reasonText]),
    ]

    private static let transferAndReceipt: [Transition] = [
        Transition(
            "D.2/5", .order("transfer"), "移送公安机关", "transferred", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["approvedToTransfer"], seenFrom: internalStates,
            to: .state("transferred"),
            fields: [
                LetterFields.documentNo, LetterFields.attachments,
                .optional("recipients", .list(.office, minimum: 1, maximum: 1), "受移送公安机关"),
                .optional("cc", .list(.office, minimum: 0, maximum: 20), "抄送单位"), LetterFields.note,
            ],
            guards: [.procuratorateCopied, .recipientsKnown, .sameLevelPolice, .attachmentsComplete],
            preparation: .policeAndCopy, recording: .top,
            starts: [DeadlineStart("receipt", .id("CR-07-RECEIPT"), holder: .recipient)], meets: ["transfer"],
            pauses: ["adminDecision"],
            letters: [LetterRow("crim.transfer", to: .recipients)]),
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
                DeadlineStart("supplementRequest", .id("CR-08"), holder: .recipient),
                DeadlineStart("policeDecision", .id("CR-10"), holder: .recipient),
            ], meets: ["receipt", "receiptForwarded"],
            letters: [LetterRow("crim.receipt", to: .opener, answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/7", .order("requestSupplement"), "通知补充材料", "supplementRequested", side: [.recipient],
            roles: police, from: undecided, to: .stays,
            fields: [
                .required("missingItems", .list(.text(500), minimum: 1, maximum: 50), "应补充的材料"),
                LetterFields.note,
            ], guards: [.supplementNotPending], recording: .list,
            starts: [DeadlineStart("supplement", .id("CR-08-SUPPLEMENT"), holder: .opener)],
            meets: ["supplementRequest"],
            letters: [LetterRow("crim.supplement.request", to: .opener, answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/8", .order("supplement"), "补充材料", "supplemented", side: [.opener], roles: handlers,
            from: undecided + ["filed", "notFiled", "reconsidering"], to: .stays,
            fields: [
                .required("items", .list(.text(500), minimum: 1, maximum: 50), "补充的材料"), LetterFields.note,
            ], guards: [.supplementPending], recording: .list, meets: ["supplement"],
            letters: [LetterRow("crim.supplement", to: .recipients, answers: ["supplementRequested"])]),
        Transition(
            "D.2/9", .order("forward"), "转有管辖权的公安机关", "forwarded", side: [.recipient], roles: police,
            from: undecided, seenFrom: ["transferred"], to: .state("forwarded"),
            fields: [.required("forwardedTo", .office, "有管辖权的公安机关"), LetterFields.reasonText],
            guards: [.forwardedToPolice], reassignedBy: "forwardedTo",
            starts: [DeadlineStart("receiptForwarded", .id("CR-07-RECEIPT"), holder: .recipient)],
            stops: ["policeDecision", "supplementRequest", "supplement"],
            letters: [LetterRow("crim.forwarded", to: .openerAndForwarded, answers: ["transferred"])]),
        Transition(
            "D.2/10", .order("notPoliceFunction"), "不属于公安机关管辖", "returnedNotPolice", side: [.recipient],
            roles: police, from: undecided, to: .state("returnedNotPolice"),
            fields: [LetterFields.reasonText, .required("competentOrgan", .text(200), "有管辖权的机关")],
            meets: ["policeDecision"], stops: ["supplementRequest", "supplement"], resumes: ["adminDecision"],
            letters: [LetterRow("crim.notPolice", to: .opener, answers: ["forwarded", "transferred"])]),
    ]

    private static let decisions: [Transition] = [
        Transition(
            "D.2/11", .order("file"), "立案", "filed", side: [.recipient], roles: heads,
            from: undecided, to: .state("filed"), fields: filing, starts: handOver, meets: ["policeDecision"],
            stops: ["supplementRequest", "explain"],
            letters: [LetterRow("crim.filed", to: .opener, answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/12", .order("refuseFiling"), "不予立案", "filingRefused", side: [.recipient], roles: heads,
            from: undecided, to: .state("notFiled"), fields: refusal, guards: [.reasonKnown],
            starts: [
                DeadlineStart(
                    "reconsider", .id("CR-11"), holder: .opener, setter: .each([.opener]), anchor: .recorded)
            ], meets: ["policeDecision"], stops: ["supplementRequest", "explain"],
            letters: [LetterRow("crim.notFiled", to: .opener, answers: ["forwarded", "transferred"])]),
        Transition(
            "D.2/13", .rung("policeDecision"), "公安机关逾期未作决定", "policeOverdue",
            side: [.opener, .recipient, .copy], from: ["received"], seenFrom: ["policeOverdue"],
            to: .state("policeOverdue"), starts: [DeadlineStart("explain", .id("CR-17"), holder: .recipient)],
            letters: [
                LetterRow(
                    "sup.overdue", to: .procuratorateAndRecipients, answers: ["receiptSigned"], writer: .opener)
            ]),
    ]

    private static let afterDecision: [Transition] = [
        Transition(
            "D.2/14", .order("reconsider"), "提请复议", "reconsiderationRequested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["notFiled"], to: .state("reconsidering"),
            fields: [LetterFields.reasonText],
            starts: [DeadlineStart("reconsideration", .id("CR-12"), holder: .recipient)], meets: ["reconsider"],
            letters: [LetterRow("crim.reconsider", to: .recipients, answers: ["filingRefused"])]),
        Transition(
            "D.2/15", .order("suggestSupervision"), "建议立案监督", "supervisionSuggested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["notFiled"], to: .state("supervision"),
            fields: [LetterFields.reasonText], meets: ["reconsider"],
            letters: [
                LetterRow(
                    "crim.supervision.suggest", to: .procuratorateAndRecipients, answers: ["filingRefused"])
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
            letters: [LetterRow("crim.filed", to: .opener, answers: ["reconsiderationRequested"])]),
        Transition(
            "D.2/18", .order("refuseFiling"), "复议维持不予立案", "filingRefusalUpheld", side: [.recipient],
            roles: heads, from: ["reconsidering"], to: .state("notFiledUpheld"), fields: refusal,
            guards: [.reasonKnown], preparation: .upheld,
            starts: [
                DeadlineStart("suggest", .id("CR-13"), holder: .opener, setter: .each([.opener]), anchor: .recorded)
            ], meets: ["reconsideration"],
            letters: [LetterRow("crim.notFiled", to: .opener, answers: ["reconsiderationRequested"])]),
        Transition(
            "D.2/19", .order("suggestSupervision"), "建议立案监督", "supervisionSuggested", side: [.opener],
            roles: [.handler, .headPrincipal, .headDeputy], from: ["notFiledUpheld"], to: .state("supervision"),
            fields: [LetterFields.reasonText], meets: ["suggest"],
            letters: [
                LetterRow(
                    "crim.supervision.suggest", to: .procuratorateAndRecipients, answers: ["filingRefusalUpheld"])
            ]),
        Transition(
            "D.2/22", .order("file"), "立案监督后立案", "filed", side: [.recipient], roles: heads,
            from: ["supervision"], seenFrom: ["notFiled", "notFiledUpheld"], to: .state("filed"), fields: filing,
            starts: handOver,
            letters: [
                LetterRow("crim.filed", to: .opener, answers: ["supervisionSuggested", "forwarded", "transferred"])
            ]),
        Transition(
            "D.2/23", .order("handOverGoods"), "移交涉案物品", "goodsHandedOver", side: [.opener], roles: handlers,
            from: ["filed"], to: .state("criminalInvestigation"),
            fields: [
                .required("items", .list(.text(500), minimum: 1, maximum: 500), "移交物品"),
                .required("receivedBy", .text(50), "接收人"),
            ], meets: ["goods"],
            letters: [LetterRow("crim.goods.handover", to: .recipients, answers: ["filed"])]),
        Transition(
            "D.2/24", .order("returnToAdmin"), "移送行政机关处理", "returnedToAdmin", side: [.recipient],
            roles: heads, from: ["filed", "criminalInvestigation"], to: .state("returnedToAdmin"),
            fields: [LetterFields.reasonText], stops: ["goods"], resumes: ["adminDecision"],
            letters: [LetterRow("crim.returnToAdmin", to: .opener, answers: ["filed"])]),
        Transition(
            "D.2/27", .order("recordJudgment"), "登记刑事判决", "judged", side: [.opener], roles: handlers,
            from: ["criminalInvestigation"], to: .state("closed"),
            fields: [
                .required("court", .text(200), "人民法院"), .required("judgmentNo", .text(100), "判决书案号"),
                .required("judgedOn", .date, "判决日期"), .required("result", .text(2000), "判决结果"),
            ], stops: ["adminDecision"]),
    ]

    private static let penalties: [Transition] = [
        Transition(
            "D.2/G", .order("decide"), "作出行政处罚决定", "decided", side: [.opener], roles: heads,
            from: fineBlockedStates, to: .stays, fields: decision, guards: [.noFineInsteadOfCrime], recording: .list),
        Transition(
            "D.2/G1", .refused("FINE_BLOCKED"), "以罚代刑被拦截", "fineBlocked", side: [.opener],
            from: fineBlockedStates, seenFrom: ["investigating", "returnedToAdmin", "closed"], to: .stays,
            recording: .list,
            letters: [LetterRow("crim.fineBlocked", to: .procuratorate)]),
        Transition(
            "D.2/28", .order("decide"), "作出行政处罚决定", "decided", side: [.opener], roles: heads,
            from: ["investigating", "returnedToAdmin"], to: .state("closed"), fields: decision, recording: .list,
            meets: ["adminDecision"]),
    ]

    private static let filing: [BodyField] = [
        .required("decisionNo", .documentNumber, "立案决定书文号"), LetterFields.note,
    ]

    private static let refusal: [BodyField] = [
        .required("decisionNo", .documentNumber, "不予立案通知书文号"), LetterFields.reasonCode,
        LetterFields.reasonText,
        .optional("returnedMaterials", .list(.text(500), minimum: 0, maximum: 50), "退回的材料"),
    ]

    private static let handOver = [
        DeadlineStart("goods", .id("CR-20"), holder: .opener, setter: .each([.opener]), anchor: .recorded)
    ]

    private static let decision: [BodyField] = [
        .required("penaltyKinds", .list(LetterFields.penaltyKind, minimum: 1, maximum: 14), "处罚种类"),
        .required("decisionNo", .documentNumber, "决定书文号"),
        .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"), LetterFields.note,
    ]
}
