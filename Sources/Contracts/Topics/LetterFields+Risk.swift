/// What risk warnings and risk classes say (风险预警、信用风险分类, domain D.8).
extension LetterFields {
    /// How a warning is given: 提醒, 敦促, 约谈.
    package static let warningForms = ["reminder", "urging", "interview"]
    /// A 低, B 一般, C 较高, D 高.
    package static let riskClasses = ["A", "B", "C", "D"]

    /// A signal as it comes in.
    package static let riskSignal: [BodyField] = [
        .required("subject", .object(subject), "当事人"),
        .required(
            "source",
            .choice(["monitoring", "complaint", "inspection", "otherOffice", "media", "selfReport", "other"]),
            "信号来源"),
        .required("matter", .text(10_000), "风险情况"),
        .optional("campaignCode", .text(40), "专项行动代码"),
        note,
    ]

    /// A warning to the subject, and what the offices that are told of it may know.
    package static let riskWarning: [BodyField] = [
        .required("form", .choice(warningForms), "预警方式"),
        .required("level", .choice(["attention", "warning", "restriction"]), "预警级别"),
        documentNo,
        .required("requirement", .text(5000), "提示和要求"),
        .optional("replyBy", .date, "请于此日前答复"),
        .optional("startsOn", .date, "生效日期"),
        .optional("endsOn", .date, "失效日期"),
        .optional("areaOfUse", .text(200), "适用范围"),
    ]

    /// A public notice of a warning; the class of a subject has no field in it.
    package static let riskNotice: [BodyField] = [
        .required("noticeTitle", .text(200), "公示标题"),
        .required("noticeText", .text(5000), "公示内容"),
        .required("noticeBasis", .object(provision), "公示依据"),
    ]

    /// A warning to others of the same trade after a concluded case.
    package static let peerWarning: [BodyField] = [
        .required("title", .text(200), "同业预警标题"),
        .required("violationType", .text(500), "违法行为类型"),
        .required("industryCode", .text(10), "行业代码"),
        .required("text", .text(10_000), "风险提示"),
        .optional("checkPoints", .list(.text(500), minimum: 0, maximum: 50), "自查要点"),
        .optional("peers", .list(.object(peer), minimum: 0, maximum: 1000), "同业名单"),
        .optional("offender", .object(subject), "违法当事人（仅在已公示时写明）"),
        .optional("publishedCase", .text(80), "公示违法当事人的案件编号"),
    ]

    private static let peer: [BodyField] = [.required("name", .text(200), "名称"), .required("uscc", .uscc, "统一社会信用代码")]

    /// A change of a subject's risk class.
    package static let classChange: [BodyField] = [
        .required("subject", .object(subject), "当事人"),
        .optional("classBefore", .choice(riskClasses), "原风险分类"),
        .required("classAfter", .choice(riskClasses), "现风险分类"),
        .required("assessedOn", .date, "评定日期"),
        .required("assessment", .text(5000), "评定依据"),
        .optional("model", .text(200), "指标体系"),
    ]

    /// What a planner makes of a class.
    package static let samplingPlan: [BodyField] = [
        .required("riskClass", .choice(riskClasses), "风险分类"),
        .required("samplingPercent", .integer(0...1000), "抽查比例（以一般风险为100）"),
        .required("visitsPerYear", .integer(0...365), "年度检查次数上限"),
        .required("appliesFrom", .date, "适用日期"),
        .optional("planNote", .text(2000), "说明"),
    ]
}
