import Contracts

/// The criminal case and its way back (domain D.2 rows 23 to 28), and what stands beside it.
extension HandoffTable {
    static let investigation: [Transition] = [
        Transition(
            "D.2/23", .order("handOverGoods"), "移交涉案物品", "goodsHandedOver", side: [.opener], roles: handlers,
            from: ["filed"], to: .state("criminalInvestigation"),
            fields: [
                .required("items", .list(.text(500), minimum: 1, maximum: 500), "移交物品"),
                .required("receivedBy", .text(50), "接收人"),
            ], meets: ["goods"],
            letters: [LetterRow("crim.goods.handover", to: [.recipients], answers: ["filed"])]),
        Transition(
            "D.2/24", .order("returnToAdmin"), "移送行政机关处理", "returnedToAdmin", side: [.recipient],
            roles: heads, from: ["filed", "criminalInvestigation"], to: .state("returnedToAdmin"),
            fields: LetterFields.returnToAdmin, meets: ["informReturn"], stops: ["goods"], resumes: ["adminDecision"],
            letters: [LetterRow("crim.returnToAdmin", to: [.opener], answers: ["filed"])]),
        Transition(
            "D.2/24a", .order("revokeCase"), "撤销刑事案件", "caseRevoked", side: [.recipient], roles: heads,
            from: ["filed", "criminalInvestigation"], to: .stays,
            fields: [.required("decisionNo", .documentNumber, "撤销案件决定书文号"), LetterFields.reasonText],
            starts: [DeadlineStart("informReturn", .id("CR-22"), holder: .recipient, setter: .own)]),
        Transition(
            "D.2/25", .order("decideNotToProsecute"), "决定不起诉", "prosecutionDeclined", side: [.copy],
            agencies: ["procuratorate"], roles: heads, from: ["criminalInvestigation", "filed"],
            to: .state("notProsecuted"),
            fields: [
                .required("nonProsecutionNo", .documentNumber, "不起诉决定书文号"), LetterFields.reasonText,
            ], starts: [DeadlineStart("passOn", .id("CR-27-PASS"), holder: .copy, setter: .own)]),
        Transition(
            "D.2/25a", .order("passOn"), "移送行政检察部门", "passedOn", side: [.copy], agencies: ["procuratorate"],
            roles: police, from: ["notProsecuted"], to: .stays, fields: [LetterFields.note],
            starts: [DeadlineStart("reviewOpinion", .id("CR-27-REVIEW"), holder: .copy, setter: .own)],
            meets: ["passOn"]),
        Transition(
            "D.2/25b", .order("issueOpinion"), "提出检察意见", "opinionIssued", side: [.copy],
            agencies: ["procuratorate"], roles: heads, from: ["notProsecuted"],
            seenFrom: ["criminalInvestigation", "filed"], to: .state("reverseHandoff"),
            fields: [
                LetterFields.documentNo, .required("text", .text(5000), "检察意见"),
                .required("nonProsecutionNo", .documentNumber, "不起诉决定书文号"),
                .optional("replyBy", .date, "回复期限"),
            ],
            starts: [DeadlineStart("opinionReply", .id("CR-28"), holder: .opener, lastDay: "replyBy")],
            meets: ["passOn", "reviewOpinion"], stops: ["goods"], resumes: ["adminDecision"],
            letters: [
                LetterRow(
                    "crim.procuratorialOpinion", to: [.opener], cc: [.recipients],
                    answers: ["goodsHandedOver", "filed"],
                    fixed: [JSONMember("kind", "reverseHandoff")])
            ]),
        Transition(
            "D.2/26", .order("replyOpinion"), "作出处理并回复检察意见", "opinionReplied", side: [.opener], roles: heads,
            from: ["reverseHandoff"], to: .state("closed"), fields: LetterFields.opinionReply,
            guards: [.handoff(.penaltyDescribed)], meets: ["opinionReply", "adminDecision"],
            letters: [
                LetterRow("crim.opinion.reply", to: [.procuratorate], cc: [.recipients], answers: ["opinionIssued"])
            ]),
        Transition(
            "D.2/27", .order("recordJudgment"), "登记刑事判决", "judged", side: [.opener], roles: handlers,
            from: ["criminalInvestigation"], to: .state("closed"), fields: LetterFields.judgment,
            preparation: .judgment, stops: ["adminDecision"]),
        Transition(
            "D.2/27a", .order("recordJudgment"), "通报刑事判决", "judgmentTold", side: [.copy],
            agencies: ["procuratorate"], roles: police, from: ["criminalInvestigation"], seenFrom: ["filed", "closed"],
            to: .state("closed"), fields: LetterFields.judgment, preparation: .judgment,
            stops: ["adminDecision", "goods"],
            letters: [
                LetterRow("crim.judgment", to: [.opener], cc: [.recipients], answers: ["goodsHandedOver", "filed"])
            ]),
    ]

    /// 职务违法犯罪线索: to the supervision organ or the procuratorate alone; nobody else in the case hears of it (CR-29).
    static let clues: [Transition] = [
        Transition(
            "D.2/S", .order("reportClue"), "移送职务违法犯罪线索", "clueReported", side: [.opener, .recipient],
            heardFrom: [.copy, .stranger], roles: heads,
            from: ["investigating"] + fineBlockedStates + ["reverseHandoff", "returnedToAdmin", "closed"], to: .stays,
            fields: LetterFields.clue, guards: [.handoff(.organNotPolice)], recording: .list,
            letters: [LetterRow("duty.clue", to: [.named("organ")], telling: .copiesOnly)])
    ]

    static let penalties: [Transition] = [
        Transition(
            "D.2/G", .order("decide"), "作出行政处罚决定", "decided", side: [.opener], roles: heads,
            from: fineBlockedStates, to: .stays, fields: decision, guards: [.handoff(.noFineInsteadOfCrime)],
            recording: .list),
        Transition(
            "D.2/G1", .refused("FINE_BLOCKED"), "以罚代刑被拦截", "fineBlocked", side: [.opener],
            from: fineBlockedStates, seenFrom: ["investigating", "returnedToAdmin", "reverseHandoff", "closed"],
            to: .stays,
            recording: .list,
            letters: [LetterRow("crim.fineBlocked", to: [.procuratorate], telling: .copiesOnly)]),
        Transition(
            "D.2/28", .order("resumeHandling"), "恢复行政案件办理", "handlingResumed", side: [.opener], roles: heads,
            from: ["returnedToAdmin"], to: .state("investigating"), fields: [LetterFields.reasonText],
            resumes: ["adminDecision"]),
        Transition(
            "D.2/28a", .order("decide"), "作出行政处罚决定", "decided", side: [.opener], roles: heads,
            from: ["investigating", "returnedToAdmin"], to: .state("closed"), fields: decision, recording: .list,
            meets: ["adminDecision"]),
    ]

    static let decision: [BodyField] = [
        .required("penaltyKinds", .list(LetterFields.penaltyKind, minimum: 1, maximum: 14), "处罚种类"),
        .required("decisionNo", .documentNumber, "决定书文号"),
        .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"), LetterFields.note,
    ]
}
