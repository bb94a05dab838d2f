import Pages

/// Texts of the pages of cases and orders.
enum CaseCatalogue {
    static let all = Catalogue([
        "caseID": Words("案件编号", "Case id"), "caseNext": Words("可以办理的事项", "What may be done"),
        "caseNone": Words("您现在没有可以办理的事项。", "There is nothing for you to do now."),
        "caseCannot": Words("暂不能办理的事项及原因", "What cannot be done now, and why"),
        "caseClocks": Words("期限", "Clocks"), "caseClocksOver": Words("已结束的期限", "Clocks that have ended"),
        "caseNoClocks": Words("没有期限在计算。", "No clock runs."), "caseFacts": Words("案件内容", "Facts"),
        "caseEvents": Words("各项办理内容", "What each act said"), "caseTimeline": Words("办理经过", "Timeline"),
        "caseFiles": Words("附件", "Documents"), "caseNoFiles": Words("没有附件。", "No documents."),
        "caseMeasures": Words("各单位实施措施情况", "Measures at each office"),
        "caseOffices": Words("各单位办理情况", "At other offices"),
        "caseOfficesNote": Words(
            "只含本单位收发和收到抄送的函件所载的情况。", "Only what letters to and from this office tell."),
        "caseBundle": Words("下载证据包", "Download bundle"), "casePrint": Words("打印", "Print"),
        "caseProvisional": Words("暂定", "Provisional"), "caseHolder": Words("责任单位", "Whose duty"),
        "caseDue": Words("届满", "Due"), "caseBasis": Words("依据", "Legal basis"), "caseRule": Words("应办事项", "Duty"),
        "caseLeft": Words("状态", "Standing"), "caseOurs": Words("本单位", "this office"),
        "caseReviewed": Words("审核修改对照", "What the reviewer changed"),
        "casePublished": Words("送达文本与公示文本对照", "Served and published text"),
        "caseBefore": Words("修改前（送达文本）", "Before"), "caseAfter": Words("修改后（公示文本）", "After"),
        "caseFlags": Words("需要注意", "Marks"), "caseAsOf": Words("截至", "As of"),
        "caseWhy": Words("计算说明", "How it is counted"),
        "caseSent": Words("已发出", "Sent"), "caseNothingSent": Words("本事项不发函件。", "No letter goes out with this."),
        "caseRecipients": Words("受送单位", "Recipients"), "caseMore": Words("内容", "Content"),
        "paperTo": Words("主送", "To"), "paperCopies": Words("抄送", "Copies"), "paperFiles": Words("附件", "Enclosures"),
        "paperSign": Words("（印章）", "(seal)"), "paperOfficer": Words("经办人", "Officer"),
        "paperPrinted": Words("打印时间", "Printed"), "paperBack": Words("返回案件", "Back to the case"),
    ])
}
