import Contracts

extension Workflow {
    /// 会商、联合执法、联合检查、联合约谈 (domain D.6): whoever proposes it, one office leads; the members answer it, each
    /// item of its plan has leading and supporting offices, and what is late goes to the conference's office.
    package static let task = JointTaskTable.workflow
}

/// The rows of `Workflow.task`.
enum JointTaskTable {
    static let workflow = Workflow(
        kind: .task, title: "联合任务",
        states: [
            CaseState("proposed", "已提议"), CaseState("withdrawn", "已撤回"), CaseState("declined", "不予牵头"),
            CaseState("convened", "已召集"), CaseState("planned", "已分工"), CaseState("inProgress", "实施中"),
            CaseState("summarised", "已总结"), CaseState("closed", "已结束"), CaseState("cancelled", "已取消"),
        ],
        partStates: [
            CaseState("asked", "待回复"), CaseState("attending", "参加"), CaseState("delegated", "委派参加"),
            CaseState("noComment", "无意见"), CaseState("open", "待完成"), CaseState("overdue", "逾期"),
            CaseState("reported", "已完成"), CaseState("drawn", "已抽中"), CaseState("visitPlanned", "已安排检查"),
            CaseState("inspected", "已检查"), CaseState("published", "结果已公示"),
        ],
        rows: proposing + replies + planning + inspections + ending)

    static let officers = ReferralTable.officers
    static let heads = ReferralTable.deputies
    /// From the convening on.
    static let later = ["convened", "planned", "inProgress", "summarised", "closed", "cancelled"]
    static let working = ["planned", "inProgress"]
    static let everyone: [Standing] = [.lead, .recipient, .opener]
    static let everyoneElse: [LetterRow.Party] = [.fact("lead"), .recipients]

    private static let proposing: [Transition] = [
        Transition(
            "D.6/1", .order("propose"), "提议联合任务", "taskProposed", side: [.opener], roles: officers, from: [""],
            to: .state("proposed"), fields: LetterFields.task,
            guards: [.task(.partiesKnown), .common(.subjectIdentified)], recording: .top,
            letters: [LetterRow("task.propose", to: [.named("lead")])]),
        Transition(
            "D.6/1a", .order("withdraw"), "撤回提议", "taskWithdrawn", side: [.opener], roles: heads,
            from: ["proposed"], to: .state("withdrawn"), fields: [LetterFields.reasonText],
            letters: [LetterRow("task.withdraw", to: [.fact("lead")], answers: ["taskProposed"])]),
        Transition(
            "D.6/1b", .heard, "撤回迟到", "taskWithdrawn", side: [.opener], from: later + ["declined"], to: .stays,
            marks: [.always("WITHDRAWN_TOO_LATE")],
            letters: [LetterRow("task.withdraw", to: [.fact("lead")], answers: ["taskProposed"])]),
        Transition(
            "D.6/2", .order("decline"), "不予牵头", "taskDeclined", side: [.lead], roles: heads, from: ["proposed"],
            seenFrom: ["withdrawn"], to: .state("declined"), fields: [LetterFields.reasonText],
            letters: [LetterRow("task.decline", to: [.opener], answers: ["taskProposed"])]),
        Transition(
            "D.6/3", .order("convene"), "召集各单位", "taskConvened", side: [.lead], roles: heads, from: ["proposed"],
            seenFrom: ["withdrawn"], to: .state("convened"), opens: .recipients("asked"),
            fields: LetterFields.convening, preparation: .membership, recording: .top,
            starts: [DeadlineStart("reply", .id("TASK-REPLY"), holder: .recipient)],
            letters: [LetterRow("task.convene", to: [.recipients], answers: ["taskProposed"])]),
    ]

    private static let replies: [Transition] = [
        reply("D.6/4", "attend", "参加", "attending", fields: [LetterFields.taskRemark]),
        reply(
            "D.6/4a", "delegate", "委派参加", "delegated",
            fields: [.required("delegate", .text(100), "受委派单位或者人员"), LetterFields.taskRemark]),
        reply("D.6/4b", "noComment", "无意见", "noComment", fields: []),
        Transition(
            "D.6/4c", .automatic(.everyoneAnswered("reply", .lead)), "回复收齐", "everyoneReplied", side: [.lead],
            from: ["convened"], to: .stays, meets: ["reply"]),
        Transition(
            "D.6/4d", .rung("reply"), "逾期未回复", "replyOverdue", side: [.lead], from: ["convened"], to: .stays,
            letters: [
                LetterRow(
                    "task.overdue", to: [.fact("conferenceOffice")], telling: .copiesOnly, answers: ["taskConvened"])
            ]),
    ]

    private static func reply(
        _ number: String, _ order: String, _ title: String, _ part: String, fields: [BodyField]
    ) -> Transition {
        Transition(
            number, .order(order), title, "\(order)Replied", side: [.recipient, .opener], roles: officers,
            from: ["convened"] + working, seenFrom: later, to: .stays, scope: .office, partFrom: ["asked"],
            partTo: part, fields: fields, meets: ["reply"],
            letters: [
                LetterRow(
                    "task.reply", to: [.fact("lead")], answers: ["taskConvened"],
                    fixed: [JSONMember("answer", .string(order))])
            ])
    }

    private static let ending: [Transition] = [
        Transition(
            "D.6/9", .order("summarise"), "总结", "taskSummarised", side: [.lead], roles: heads,
            from: ["convened"] + working, to: .state("summarised"),
            fields: [.required("text", .text(20_000), "总结")],
            guards: [.task(.everyoneAnsweredOrLate("reply")), .task(.itemsDone)],
            letters: [LetterRow("task.summary", to: [.recipients], answers: ["taskConvened"])]),
        Transition(
            "D.6/10", .order("close"), "结束任务", "taskClosed", side: [.lead], roles: heads, from: ["summarised"],
            to: .state("closed"), fields: [LetterFields.note], stops: ["reply", "milestone"],
            letters: [LetterRow("task.close", to: [.recipients], answers: ["taskConvened"])]),
        Transition(
            "D.6/11", .order("cancelTask"), "取消任务", "taskCancelled", side: [.lead], roles: heads,
            from: ["convened"] + working, to: .state("cancelled"), fields: [LetterFields.reasonText],
            stops: ["reply", "milestone"],
            letters: [LetterRow("task.cancel", to: [.recipients], answers: ["taskConvened"])]),
    ]
}
