extension LetterCatalogue {
    /// 协查 (domain D.6, B.2 AP-27).
    static let assistance: [LetterContract] = [
        direct(
            "assist.request", "协助调查函", opensCase: true,
            LetterFields.assistance + [LetterFields.documentNo, .optional("approver", .text(50), "签发人")]),
        direct("assist.receipt", "协查函接收回执", [.optional("contactName", .text(50), "承办人"), LetterFields.note]),
        direct("assist.extend", "协查延期告知", [LetterFields.reasonText]),
        direct("assist.reply", "协查复函", LetterFields.assistanceReply),
        direct("assist.refuse", "不能协查告知", [LetterFields.reasonCode, LetterFields.reasonText]),
        direct("assist.recall", "撤回协查函", [LetterFields.reasonText]),
        direct("assist.reminder", "协查催办", LetterFields.addressee + LetterFields.reminder),
    ]

    /// 会商、联合执法、联合检查、联合约谈 (domain D.6).
    static let task: [LetterContract] = [
        direct("task.propose", "联合任务提议", opensCase: true, LetterFields.task),
        direct("task.withdraw", "撤回联合任务提议", [LetterFields.reasonText]),
        direct("task.decline", "不予牵头告知", [LetterFields.reasonText]),
        direct("task.convene", "联合任务通知", opensCase: true, LetterFields.task + LetterFields.convening),
        direct(
            "task.reply", "联合任务回复",
            [
                .required("answer", .choice(["attend", "delegate", "noComment"]), "回复"),
                .optional("delegate", .text(100), "受委派单位或者人员"), .optional("text", .text(5000), "意见"),
            ]),
        direct(
            "task.plan", "任务分工方案",
            [
                LetterFields.documentNo,
                .required("matrix", .list(.object(LetterFields.matrixItem), minimum: 1, maximum: 20), "分工"),
            ]),
        direct("task.start", "启动通知", [LetterFields.note]),
        direct(
            "task.milestone", "调整完成日期",
            [LetterFields.item, .required("dueOn", .date, "完成日期"), LetterFields.reasonText]),
        direct("task.report", "事项完成报告", LetterFields.itemReport),
        direct(
            "task.overdue", "事项逾期通报", opensCase: true,
            loosened(LetterFields.task) + [
                .optional("item", .integer(1...20), "事项序号"), .required("rule", .text(64), "规则编号"),
                .required("overdueSince", .moment, "届满时间"), .required("holder", .office, "责任单位"),
            ]),
        direct("inspect.draw", "随机抽取结果", LetterFields.draw),
        direct("inspect.visit", "检查安排", LetterFields.visit),
        direct("inspect.result", "检查结果", LetterFields.inspection),
        direct("task.summary", "联合任务总结", [.required("text", .text(20_000), "总结")]),
        direct("task.close", "联合任务结束通知", [LetterFields.note]),
        direct("task.cancel", "取消联合任务通知", [LetterFields.reasonText]),
    ]

    /// 征求意见 (domain A.3: a nil reply is an answer, silence is not).
    static let comment: [LetterContract] = [
        direct("comment.issue", "征求意见函", opensCase: true, LetterFields.commentRound),
        direct(
            "comment.reply", "意见反馈",
            [
                .required("answer", .choice(["comments", "noComment"]), "反馈"),
                .optional("text", .text(20_000), "意见"),
            ]),
        direct("comment.reminder", "征求意见催办", LetterFields.addressee + LetterFields.reminder),
        direct("comment.close", "意见采纳情况", [.required("text", .text(20_000), "采纳情况")]),
    ]
}
