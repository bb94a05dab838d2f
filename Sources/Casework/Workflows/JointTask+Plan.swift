import Contracts

/// The lead/support matrix with its milestones, and random inspection (domain D.6).
extension JointTaskTable {
    private static let matrix = ItemList(list: "matrix", prefix: "item", id: "number")
    private static let drawn = ItemList(list: "drawn", prefix: "subject", id: nil)
    private static let ofItem = Transition.Scope.named("item", "item")
    private static let ofSubject = Transition.Scope.named("subject", "subjectCode")
    private static let visits = ["drawn", "visitPlanned", "inspected", "published"]

    static let planning: [Transition] = [
        Transition(
            "D.6/5", .order("plan"), "确定分工", "taskPlanned", side: [.lead], roles: heads, from: ["convened"],
            to: .state("planned"), opens: .each(matrix, "open"),
            fields: [
                LetterFields.documentNo,
                .required("matrix", .list(.object(LetterFields.matrixItem), minimum: 1, maximum: 20), "分工"),
            ], guards: [.task(.everyoneAnsweredOrLate("reply")), .task(.matrixSound)], recording: .top,
            starts: [
                DeadlineStart(
                    "milestone", .id("TASK-MILESTONE"), holder: .lead, lastDay: "dueOn", items: matrix)
            ], letters: [LetterRow("task.plan", to: [.recipients], answers: ["taskConvened"])]),
        Transition(
            "D.6/6", .order("start"), "启动实施", "taskStarted", side: [.lead], roles: heads, from: ["planned"],
            to: .state("inProgress"), fields: [LetterFields.note],
            letters: [LetterRow("task.start", to: [.recipients], answers: ["taskPlanned"])]),
        Transition(
            "D.6/7", .order("report"), "报告完成情况", "itemReported", side: everyone, roles: officers, from: working,
            seenFrom: later, to: .stays, scope: ofItem, partFrom: ["open", "overdue"], partSeenFrom: ["reported"],
            partTo: "reported", fields: LetterFields.itemReport, guards: [.task(.leadsItem)], recording: .list,
            meets: ["milestone"],
            letters: [LetterRow("task.report", to: everyoneElse, answers: ["taskPlanned"])]),
        Transition(
            "D.6/7a", .order("reschedule"), "调整完成日期", "itemRescheduled", side: [.lead], roles: heads,
            from: working, to: .stays, scope: ofItem, partFrom: ["open", "overdue"], partTo: "open",
            fields: [LetterFields.item, .required("dueOn", .date, "完成日期"), LetterFields.reasonText],
            guards: [.task(.dayAhead("dueOn"))], recording: .list,
            starts: [
                DeadlineStart("milestone", .id("TASK-MILESTONE"), holder: .lead, lastDay: "dueOn", items: nil)
            ], stops: ["milestone"],
            letters: [LetterRow("task.milestone", to: [.recipients], answers: ["taskPlanned"])]),
        // Its office had reported it before it heard of the new day.
        Transition(
            "D.6/7b", .heard, "调整迟到", "itemRescheduled", side: [.lead], from: working, to: .stays, scope: ofItem,
            partFrom: ["reported"], recording: .list,
            letters: [LetterRow("task.milestone", to: [.recipients], answers: ["taskPlanned"])]),
        Transition(
            "D.6/8", .rung("milestone"), "事项逾期", "itemOverdue", side: everyone, from: working + ["summarised"],
            seenFrom: later, to: .stays, scope: ofItem, partFrom: ["open"], partSeenFrom: ["overdue", "reported", ""],
            partTo: "overdue",
            letters: [
                LetterRow(
                    "task.overdue", to: [.fact("conferenceOffice")], telling: .copiesOnly, answers: ["taskConvened"],
                    writer: .lead)
            ]),
    ]

    static let inspections: [Transition] = [
        Transition(
            "D.6/R1", .order("draw"), "随机抽取", "subjectsDrawn", side: [.lead], roles: officers, from: working,
            to: .stays, opens: .each(drawn, "drawn"),
            fields: [
                .required("seed", .text(200), "随机种子"),
                .required("candidates", .list(.uscc, minimum: 1, maximum: 2000), "受检对象名录"),
                .required("count", .integer(1...500), "抽取数量"),
            ], guards: [.task(.inspectionTask), .task(.countWithinCandidates)], preparation: .draw, recording: .list,
            letters: [LetterRow("inspect.draw", to: [.recipients], answers: ["taskPlanned"])]),
        Transition(
            "D.6/R2", .order("planVisit"), "安排检查", "visitPlanned", side: everyone, roles: officers, from: working,
            seenFrom: later, to: .stays, scope: ofSubject, partFrom: visits, partSeenFrom: [""],
            partTo: "visitPlanned", fields: LetterFields.visit, guards: [.task(.teamsSound)], recording: .list,
            marks: [.repeatVisit],
            letters: [LetterRow("inspect.visit", to: everyoneElse, answers: ["subjectsDrawn"])]),
        Transition(
            "D.6/R3", .order("recordInspection"), "记录检查结果", "inspectionRecorded", side: everyone, roles: officers,
            from: working, seenFrom: later, to: .stays, scope: ofSubject, partFrom: ["drawn", "visitPlanned"],
            partSeenFrom: ["", "inspected", "published"], partTo: "inspected", fields: LetterFields.inspection,
            guards: [.task(.teamsSound)], recording: .list,
            starts: [DeadlineStart("publishResult", .id("TASK-GSXT"), holder: .lead, setter: .each([.lead]))],
            letters: [LetterRow("inspect.result", to: everyoneElse, answers: ["subjectsDrawn"])]),
        Transition(
            "D.6/R4", .order("publishResult"), "公示检查结果", "resultPublished", side: [.lead], roles: officers,
            from: working + ["summarised"], to: .stays, scope: ofSubject, partFrom: ["inspected"],
            partTo: "published",
            fields: [LetterFields.inspected, .required("publishedOn", .date, "公示日期")], meets: ["publishResult"]),
    ]
}
