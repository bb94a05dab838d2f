import Contracts

extension Workflow {
    /// 风险预警、信用风险分类 (domain D.8): a signal that a person judges, warnings to one subject or to its trade, and changes
    /// of class that planners of inspections turn into ratio and frequency.
    package static let risk = RiskTable.workflow
}

/// The rows of `Workflow.risk`.
enum RiskTable {
    static let workflow = Workflow(
        kind: .risk, title: "风险预警",
        states: [
            CaseState("signalled", "待研判"), CaseState("dismissed", "不予预警"), CaseState("warned", "已预警"),
            CaseState("escalated", "已升级"), CaseState("consulted", "转会商"), CaseState("referred", "转线索"),
            CaseState("resolved", "已化解"), CaseState("peerWarned", "已发同业预警"), CaseState("classified", "分类已变更"),
            CaseState("planned", "抽查计划均已调整"),
        ],
        partStates: [
            CaseState("sent", "已发出"), CaseState("noted", "已阅知"), CaseState("informed", "待调整计划"),
            CaseState("planned", "计划已调整"),
        ],
        rows: triage + warned + notices + trade + classes, concerns: ["publishedCase"])

    private static let officers = ReferralTable.officers
    private static let heads = ReferralTable.deputies
    private static let open = ["warned", "escalated"]
    /// A notice on its shared topic and letters to single offices come in no order of their own.
    private static let later = ["warned", "escalated", "consulted", "referred", "resolved"]
    private static let told: [LetterRow.Party] = [.recipients]

    private static let triage: [Transition] = [
        Transition(
            "D.8/1", .order("signal"), "登记风险信号", "riskSignalled", side: [.opener], roles: officers, from: [""],
            to: .state("signalled"), fields: LetterFields.riskSignal, guards: [.common(.subjectIdentified)],
            recording: .top,
            starts: [DeadlineStart("triage", .id("RISK-TRIAGE"), holder: .opener, setter: .own)]),
        Transition(
            "D.8/1a", .order("pass"), "转送风险信号", "riskSignalPassed", side: [.opener], roles: officers,
            from: ["signalled"], to: .stays,
            fields: [.required("passedTo", .office, "转送单位"), LetterFields.reasonText],
            guards: [.risk(.officeKnown)], recording: .list,
            letters: [LetterRow("risk.signal", to: [.named("passedTo")], telling: .copiesOnly)]),
        Transition(
            "D.8/2", .order("dismiss"), "不予预警", "riskDismissed", side: [.opener], roles: heads, from: ["signalled"],
            to: .state("dismissed"), fields: [LetterFields.reasonText], meets: ["triage"]),
        Transition(
            "D.8/3", .order("warn"), "发出预警（提醒、敦促、约谈）", "riskWarned", side: [.opener], roles: heads,
            from: ["signalled"], seenFrom: later, to: .state("warned"), opens: .recipients("sent"),
            fields: LetterFields.riskWarning + [
                .optional("recipients", .list(.office, minimum: 0, maximum: 50), "告知的单位；不填则仅本单位可见"),
                LetterFields.files,
            ], guards: [.common(.recipientsKnown), .risk(.replyAhead), .risk(.classUnnamed)], recording: .top,
            starts: [
                DeadlineStart("reply", .id("RISK-REPLY"), holder: .opener, setter: .own, lastDay: "replyBy")
            ], meets: ["triage"], letters: [LetterRow("risk.warning", to: told)]),
        Transition(
            "D.8/4", .order("consult"), "提请会商", "riskConsulted", side: [.opener], roles: heads,
            from: ["signalled"] + open, to: .state("consulted"),
            fields: [
                .optional("with", .text(80), "已有的联合任务案件编号"),
                .optional("task", .object(LetterFields.task), "新提议的联合任务"), LetterFields.note,
            ], guards: [.risk(.taskNamed), .risk(.noticeWithdrawn)], meets: ["triage"], stops: ["reply"],
            letters: [closed("consulted")], follows: .riskConsulted),
        Transition(
            "D.8/5", .order("refer"), "转为案件线索", "riskReferred", side: [.opener], roles: heads,
            from: ["signalled"] + open, to: .state("referred"),
            fields: [.required("with", .text(80), "案件移送（线索）编号"), LetterFields.note],
            guards: [.risk(.referralNamed), .risk(.noticeWithdrawn)], meets: ["triage"], stops: ["reply"],
            letters: [closed("referred")]),
    ]

    private static let warned: [Transition] = [
        Transition(
            "D.8/6", .order("recordReply"), "登记当事人答复", "riskReplied", side: [.opener], roles: officers, from: open,
            to: .stays,
            fields: [.required("repliedOn", .date, "答复日期"), .required("text", .text(10_000), "答复和整改情况")],
            recording: .list),
        Transition(
            "D.8/7", .order("resolve"), "风险化解", "riskResolved", side: [.opener], roles: heads, from: open,
            to: .state("resolved"), fields: [LetterFields.reasonText],
            guards: [.risk(.replied), .risk(.noticeWithdrawn)], meets: ["reply"], letters: [closed("resolved")]),
        Transition(
            "D.8/8", .order("escalate"), "升级处置", "riskEscalated", side: [.opener], roles: heads, from: ["warned"],
            seenFrom: ["escalated"], to: .state("escalated"), fields: [LetterFields.reasonText], stops: ["reply"],
            letters: [LetterRow("risk.escalated", to: told, answers: ["riskWarned"])]),
        Transition(
            "D.8/8a", .rung("reply"), "逾期未答复，升级处置", "riskReplyOverdue", side: [.opener], from: ["warned"],
            seenFrom: ["escalated"], to: .state("escalated"),
            letters: [LetterRow("risk.escalated", to: told, answers: ["riskWarned"])]),
        Transition(
            "D.8/9", .order("note"), "阅知", "riskNoted", side: [.recipient], roles: officers,
            from: open + ["peerWarned"], seenFrom: later, to: .stays, scope: .office, partFrom: ["sent"],
            partTo: "noted", fields: [],
            letters: [LetterRow("risk.noted", to: [.opener], answers: ["riskWarned", "peersWarned"])]),
    ]

    private static let notices: [Transition] = [
        Transition(
            "D.8/10", .order("publishNotice"), "公示预警", "riskNoticePublished", side: [.opener],
            roles: [.headPrincipal], from: open, seenFrom: later, to: .stays, fields: LetterFields.riskNotice,
            guards: [.risk(.mayBePublic), .risk(.classUnnamed)], recording: .list,
            letters: [LetterRow("risk.notice", to: [])]),
        Transition(
            "D.8/11", .order("withdrawNotice"), "撤下公示", "riskNoticeWithdrawn", side: [.opener], roles: heads,
            from: open, seenFrom: later, to: .stays, fields: [LetterFields.reasonText],
            guards: [.risk(.noticePublic)], recording: .list,
            letters: [LetterRow("risk.noticeWithdrawn", to: [], answers: ["riskNoticePublished"])]),
    ]

    private static let trade: [Transition] = [
        Transition(
            "D.8/12", .order("warnPeers"), "发出同业预警", "peersWarned", side: [.opener], roles: heads, from: [""],
            to: .state("peerWarned"), opens: .recipients("sent"),
            fields: LetterFields.peerWarning + [
                .optional("with", .text(80), "所依据的已办结案件编号"),
                .required("recipients", .list(.office, minimum: 1, maximum: 50), "告知的单位"),
            ], guards: [.common(.recipientsKnown), .risk(.offenderUnnamed), .risk(.classUnnamed)], recording: .top,
            letters: [LetterRow("risk.peerWarning", to: told)])
    ]

    private static let classes: [Transition] = [
        Transition(
            "D.8/13", .order("changeClass"), "变更信用风险分类", "riskClassChanged", side: [.opener], roles: heads,
            from: [""], to: .state("classified"), opens: .recipients("informed"),
            fields: LetterFields.classChange + [
                .required("recipients", .list(.office, minimum: 1, maximum: 50), "抽查计划单位")
            ], guards: [.common(.recipientsKnown), .common(.subjectIdentified), .risk(.classOfFirm)],
            recording: .top, starts: [DeadlineStart("plan", .id("RISK-PLAN"), holder: .recipient)],
            letters: [LetterRow("risk.classChanged", to: told)]),
        Transition(
            "D.8/14", .order("updatePlan"), "调整抽查比例和频次", "samplingPlanned", side: [.recipient], roles: officers,
            from: ["classified"], seenFrom: ["planned"], to: .stays, scope: .office, partFrom: ["informed"],
            partTo: "planned",
            fields: [.required("appliesFrom", .date, "适用日期"), .optional("planNote", .text(2000), "说明")],
            guards: [.risk(.classRuled)], preparation: .samplingPlan, meets: ["plan"],
            letters: [LetterRow("samplingPlan.update", to: [.opener], answers: ["riskClassChanged"])]),
        Transition(
            "D.8/15", .automatic(.noPart("informed", .opener)), "各单位计划均已调整", "samplingComplete", side: [.opener],
            from: ["classified"], to: .state("planned"), meets: ["plan"]),
    ]

    private static func closed(_ outcome: String) -> LetterRow {
        LetterRow(
            "risk.closed", to: told, answers: ["riskWarned"], fixed: [JSONMember("outcome", .string(outcome))])
    }
}
