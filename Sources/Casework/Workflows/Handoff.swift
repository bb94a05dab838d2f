import Contracts

extension Workflow {
    /// 行刑衔接 (domain D.2): the administrative agency, the police of the same level, and the procuratorate with its copy.
    package static let handoff = HandoffTable.workflow
}

/// The rows of `Workflow.handoff`.
enum HandoffTable {
    static let workflow = Workflow(
        kind: .handoff, title: "涉嫌犯罪案件移送",
        states: [
            CaseState("investigating", "行政调查中"), CaseState("teamNamed", "已指定专案组"),
            CaseState("reportSubmitted", "已提交书面报告"), CaseState("approvedToTransfer", "已批准移送"),
            CaseState("transferRefusedInternally", "不批准移送"), CaseState("transferred", "已移送"),
            CaseState("received", "公安机关已签收"), CaseState("forwarded", "已转有管辖权的公安机关"),
            CaseState("returnedNotPolice", "不属于公安机关管辖"), CaseState("policeOverdue", "公安机关逾期未决定"),
            CaseState("filed", "已立案"), CaseState("notFiled", "不予立案"), CaseState("reconsidering", "复议中"),
            CaseState("notFiledUpheld", "复议维持不予立案"), CaseState("supervision", "立案监督中"),
            CaseState("criminalInvestigation", "刑事侦查中"), CaseState("notProsecuted", "不起诉"),
            CaseState("reverseHandoff", "反向移送行政机关"), CaseState("returnedToAdmin", "退回行政机关处理"),
            CaseState("closed", "已结案"),
        ],
        partStates: [],
        rows: beforeTransfer + transferAndReceipt + decisions + afterDecision + filingSupervision + investigation
            + penalties + clues)

    /// From the suspicion until the case is back with the agency, no fine stands in for a transfer (O310 art 11).
    static let fineBlockedStates = [
        "teamNamed", "reportSubmitted", "approvedToTransfer", "transferRefusedInternally", "transferred", "received",
        "forwarded", "returnedNotPolice", "policeOverdue", "filed", "notFiled", "reconsidering", "notFiledUpheld",
        "supervision", "criminalInvestigation", "notProsecuted",
    ]

    static let handlers: [Role] = [.handler]
    static let police: [Role] = [.handler, .unitManager, .headPrincipal, .headDeputy]
    static let heads: [Role] = [.headPrincipal, .headDeputy]
    static let internalStates = ["investigating", "teamNamed", "reportSubmitted", "approvedToTransfer"]
    static let undecided = ["received", "policeOverdue"]
    /// Where a case may be that was with the agency before it is transferred again.
    static let cameBack = [
        "transferRefusedInternally", "returnedToAdmin", "notFiled", "notFiledUpheld", "returnedNotPolice",
    ]

    private static let beforeTransfer: [Transition] = [
        Transition(
            "D.2/0", .order("investigate"), "立案调查", "investigationOpened", side: [.opener], roles: handlers,
            from: [""], to: .state("investigating"), fields: LetterFields.investigation + [LetterFields.files],
            guards: [.common(.subjectIdentified)], recording: .top,
            starts: [
                DeadlineStart("adminDecision", .purpose("penalty.decide"), holder: .opener, anchor: .day("filedOn"))
            ]),
        Transition(
            "D.2/1", .order("suspectCrime"), "发现涉嫌犯罪", "crimeSuspected", side: [.opener], roles: handlers,
            from: [""], to: .state("teamNamed"),
            fields: LetterFields.investigation + LetterFields.suspicion + [LetterFields.files],
            guards: [.common(.subjectIdentified)],
            recording: .top,
            starts: [
                DeadlineStart("adminDecision", .purpose("penalty.decide"), holder: .opener, anchor: .day("filedOn"))
            ]),
        Transition(
            "D.2/1a", .order("suspectCrime"), "发现涉嫌犯罪", "crimeSuspected", side: [.opener], roles: handlers,
            from: ["investigating"], to: .state("teamNamed"), fields: LetterFields.suspicion + [LetterFields.files],
            recording: .top),
        Transition(
            "D.2/1b", .order("brief"), "案情通报", "briefed", side: [.opener], roles: handlers,
            from: internalStates, seenFrom: cameBack,
            to: .stays, fields: [.required("text", .text(20_000), "通报内容")],
            guards: [.handoff(.procuratorateKnown), .handoff(.policeKnown)],
            recording: .list, letters: [LetterRow("case.briefing", to: [.police])]),
        Transition(
            "D.2/2", .order("submitReport"), "提交书面报告", "reportSubmitted", side: [.opener], roles: handlers,
            from: ["teamNamed"], to: .state("reportSubmitted"),
            fields: [
                .required("specialTeam", .list(.text(50), minimum: 0, maximum: 50), "专案组成员"), LetterFields.files,
            ],
            guards: [.handoff(.teamLargeEnough)], preparation: .reportReceived, recording: .top,
            starts: [DeadlineStart("approve", .id("CR-02"), holder: .opener)]),
        Transition(
            "D.2/3", .order("approve"), "批准移送", "approved", side: [.opener], roles: [.headPrincipal],
            roleRefusal: "APPROVER_NOT_PRINCIPAL", from: ["reportSubmitted"], to: .state("approvedToTransfer"),
            fields: [LetterFields.note], guards: [.common(.notDrafter)],
            starts: [DeadlineStart("transfer", .id("CR-03"), holder: .opener)], meets: ["approve"]),
        Transition(
            "D.2/4", .order("disapprove"), "不批准移送", "disapproved", side: [.opener], roles: [.headPrincipal],
            roleRefusal: "APPROVER_NOT_PRINCIPAL", from: ["reportSubmitted"], seenFrom: internalStates + cameBack,
            to: .state("transferRefusedInternally"), fields: [LetterFields.reasonText],
            guards: [.handoff(.procuratorateKnown)], meets: ["approve"], stops: ["requiredTransfer"],
            letters: [LetterRow("crim.notTransferred", to: [.procuratorate], telling: .copiesOnly)]),
        // 检察意见: the agency that did not transfer names its team now (CR-19).
        Transition(
            "D.2/2a", .order("requireTransfer"), "提出移送检察意见", "transferRequired", side: [.copy],
            heardFrom: [.stranger],
            agencies: ["procuratorate"], roles: police, from: ["transferRefusedInternally"] + internalStates,
            seenFrom: ["returnedToAdmin"], to: .state("teamNamed"),
            fields: [LetterFields.documentNo, .required("text", .text(5000), "检察意见")],
            starts: [
                DeadlineStart(
                    "requiredTransfer", .id("CR-28"), holder: .opener, setter: .each([.opener, .copy]),
                    anchor: .recorded)
            ],
            letters: [
                LetterRow(
                    "crim.procuratorialOpinion", to: [.opener], answers: ["disapproved", "fineBlocked", "briefed"],
                    fixed: [JSONMember("kind", "requireTransfer")])
            ]),
        Transition(
            "D.2/4a", .order("resume"), "转回行政处理", "resumed", side: [.opener], roles: [.headPrincipal],
            from: ["transferRefusedInternally"], to: .state("returnedToAdmin"), fields: [LetterFields.reasonText]),
    ]
}
