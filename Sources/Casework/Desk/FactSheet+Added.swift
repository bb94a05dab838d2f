import Contracts

/// What the desk and the fold add to what officers and letters say.
extension FactSheet {
    /// Shown by themselves, or of no use to a reader: manifests, ids of officers beside their names.
    static let aside: Set<String> = [
        "parts", "letters", CaseFile.evidenceFact, CaseFile.filesField, "openedBy", "recipients", "cc", "officer",
        "authors",
        "clocks", "pushClocks", "listRoot",
    ]

    /// Names of the fields that the desk adds.
    static let added: [BodyField] = [
        .optional("at", .moment, "时间"), .optional("office", .office, "单位"), .optional("officerName", .text(50), "经办人"),
        .optional("reportReceivedAt", .moment, "收到书面报告时间"), .optional("upheld", .flag, "维持"),
        .optional("isLate", .flag, "逾期作出"), .optional("superior", .office, "共同的上一级机关"),
        .optional("setOffFen", .integer(0...9_000_000_000_000_000), "罚款折抵罚金（分）"),
        .optional("number", .integer(1...1_000_000), "编号"), .optional("text", .text(200), "内容"),
        .optional("year", .integer(1...9999), "年"), .optional("serial", .integer(1...1_000_000_000), "序号"),
        .optional("review", .object(review), "审核修改"), .optional("attemptedBy", .text(80), "经办人编号"),
        .optional("matter", .text(200), "涉嫌违法事项"), .optional("finalSince", .date, "生效日期"),
        .optional("isCrossProvince", .flag, "跨省"), .optional("isPublishedHere", .flag, "由本单位公示"),
        .optional("scheduledRemovalOn", .date, "预定移出日期"), .optional("extendedUntil", .date, "延长至"),
        .optional("expiresOn", .date, "届满日期"), .optional("listedOn", .date, "列入日期"),
        .optional("publishedOn", .date, "公示日期"), .optional("repairBarredUntil", .date, "不得修复至"),
        .optional("severityFound", .choice(["minor", "general", "serious", "unknown"]), "系统判定的失信程度"),
        .optional("repairRule", .text(64), "修复规则"), .optional("answerOwed", .flag, "应当答复"),
        .optional("readings", .list(.object([]), minimum: 0, maximum: 20), "各渠道修复条件"),
        .optional("wordReview", .object(wordReview), "敏感词复核"), .optional("posted", .flag, "已公示"),
        .optional("windowLapsed", .flag, "期限届满未行使权利"), .optional("ordinal", .integer(0...10_000), "期限序号"),
        .optional("overdueSince", .moment, "届满时间"), .optional("holder", .office, "责任单位"),
        .optional("rule", .text(64), "规则"), .optional("handoffNumber", .integer(1...9_007_199_254_740_991), "移送连号"),
        .optional("decision", .text(40), "决定"), .optional("hits", .list(.text(80), minimum: 0, maximum: 999), "命中词语"),
        .optional("due", .moment, "届满时间"), .optional("key", .text(128), "期限名称"),
        .optional("expired", .text(64), "届满的渠道"),
        .optional("officers", .list(.text(50), minimum: 0, maximum: 50), "人员"),
    ]

    private static let review: [BodyField] = [
        .optional("opinion", .text(2000), "审核意见"),
        .optional("changes", .list(.object(change), minimum: 0, maximum: 50), "修改"),
    ]

    private static let change: [BodyField] = [
        .optional("field", .text(80), "字段"), .optional("title", .text(80), "修改的内容"),
        .optional("before", .text(20_000), "修改前"), .optional("after", .text(20_000), "修改后"),
    ]

    private static let wordReview: [BodyField] = [
        .optional("decision", .text(40), "复核结果"), .optional("decidedOn", .date, "复核日期"),
        .optional("decidedBy", .text(80), "复核人编号"), .optional("since", .date, "送复核日期"),
    ]

    /// Marks that no reason code is.
    static let marks = ["OPENED": "由本案新建案件", "INHERITED": "承接原单位案件"]
}
