/// What publications show, by kind (domain C.6, C.9, C.11), and what their letters say beside it.
extension LetterFields {
    private static let party: [BodyField] = [
        .required("counterpartyName", .text(200), "行政相对人名称"),
        .required("counterpartyKind", .choice(["organisation", "soleTrader"]), "行政相对人类别"),
        .required("uscc", .uscc, "统一社会信用代码"),
        .optional("legalRepName", .text(100), "法定代表人"),
    ]

    private static func document(_ title: String) -> [BodyField] {
        [
            .required("decisionNo", .documentNumber, title + "文号"),
            .required("decisionDate", .date, title + "日期"),
        ]
    }

    private static func agency(_ name: String, _ title: String) -> [BodyField] {
        [
            .required(name, .text(200), title),
            .required(name + "Uscc", .uscc, title + "统一社会信用代码"),
            .required("sourceAgency", .text(200), "数据来源单位"),
            .required("sourceAgencyUscc", .uscc, "数据来源单位统一社会信用代码"),
            .optional("remark", .text(1000), "备注"),
        ]
    }

    private static let amount = BodyKind.integer(0...9_000_000_000_000_000)

    /// A licence (domain C.6); its number is written by each agency in its own way.
    static let licencePayload: [BodyField] =
        party + [
            .required("licenceDocName", .text(200), "行政许可决定文书名称"),
            .required("licenceDocNo", .text(100), "行政许可决定文书号"),
            .required(
                "licenceKind",
                .choice(["ordinary", "franchise", "recognition", "approval", "registration", "other"]), "许可类别"),
            .optional("licenceCertName", .text(200), "许可证书名称"),
            .optional("licenceNo", .text(100), "许可编号"),
            .required("licenceContent", .text(4000), "许可内容"),
            .required("decisionDate", .date, "许可决定日期"),
            .required("validFrom", .date, "有效期自"),
            .required("validTo", .date, "有效期至"),
            .required("status", .choice(["valid", "invalid"]), "当前状态"),
            .optional("byCommitment", .flag, "告知承诺"),
        ] + agency("licensingAgency", "许可机关")

    /// What any list says of an entry (C.9).
    private static let listedFields: [BodyField] =
        party + document("列入决定") + [
            .required("cause", .text(2000), "列入事由"),
            .required("legalBasisText", .text(4000), "列入依据"),
            .optional("entryId", .text(80), "名单条目编号"),
            .optional("validUntil", .date, "列入期限届满日"),
        ]

    /// An entry on the abnormal list: name, code, date, cause, deciding organ (市场监管总局令第101号 第五条).
    static let abnormalPayload: [BodyField] =
        listedFields + [
            .required(
                "abnormalCause",
                .choice(["annualReport", "disclosureOrder", "falseInformation", "lostContact"]), "列入情形")
        ] + agency("decidingAgency", "列入机关")

    /// An entry on the serious list: cause, basis, punishment hints, removal, remedies (市场监管总局令第44号 第十三条).
    static let seriousPayload: [BodyField] =
        listedFields + [
            .required("sourceDecisionNo", .documentNumber, "处罚决定文号"),
            .required("measuresText", .text(4000), "惩戒措施提示"),
            .required("removalConditions", .text(2000), "移出条件和程序"),
            .required("remedies", .text(1000), "救济措施"),
        ] + agency("decidingAgency", "列入机关")

    /// A dishonest tax subject (国家税务总局令第54号 第十一条、第十二条); the person at the time of the act, birth digits hidden.
    static let majorTaxPayload: [BodyField] =
        listedFields + [
            .required("address", .text(200), "注册地址"),
            .required("violationFacts", .text(5000), "主要违法事实"),
            .required("penaltyContent", .text(4000), "税务处理处罚情况"),
            .optional(
                "responsiblePersons", .list(.object(publicPerson), minimum: 0, maximum: 20), "违法时的法定代表人、实际责任人"),
        ] + agency("decidingAgency", "税务机关")

    /// Of a person whom the law lets be named, no token.
    private static let publicPerson: [BodyField] = [
        .required("name", .text(100), "姓名"),
        .required("role", .text(100), "职务"),
        .optional("sex", .choice(["male", "female"]), "性别"),
        .optional("maskedNumber", .text(20), "身份证件号码（隐去出生年月日）"),
    ]

    /// A taxpayer in arrears (国家税务总局令第61号 第五条).
    static let arrearsPayload: [BodyField] =
        listedFields + [
            .required("businessPlace", .text(200), "经营地点"),
            .required("taxKinds", .list(.text(50), minimum: 1, maximum: 30), "欠税税种"),
            .required("arrearsFen", amount, "欠税余额（分）"),
            .optional("newArrearsFen", amount, "当期新发生欠税（分）"),
            .optional("asOf", .date, "截至日期"),
        ] + agency("decidingAgency", "公告机关")

    /// A customs credit level (海关总署令第282号).
    static let customsCreditPayload: [BodyField] =
        listedFields + [.required("creditLevel", .text(50), "信用等级")] + agency("decidingAgency", "认定海关")

    /// The result of an inspection (企业公示信息抽查办法; 双随机、一公开).
    static let inspectionPayload: [BodyField] =
        party + document("检查结果") + [
            .required("inspectionKind", .choice(["random", "joint", "special", "other"]), "检查类型"),
            .required("inspectedOn", .date, "检查日期"),
            .required("inspectionItem", .text(1000), "检查事项"),
            .required(
                "resultKind",
                .choice(["noProblem", "corrected", "problemFound", "lostContact", "notCooperating", "closedDown"]),
                "检查结果"),
            .required("resultText", .text(2000), "结果说明"),
        ] + agency("inspectingAgency", "检查机关")

    /// A case that is told as an example.
    static let typicalCasePayload: [BodyField] =
        party + document("处罚决定") + [
            .required("caseTitle", .text(200), "案例名称"),
            .required("violationType", .text(2000), "违法行为类型"),
            .required("violationFacts", .text(5000), "基本案情"),
            .required("legalBasisText", .text(4000), "处理依据"),
            .required("penaltyContent", .text(4000), "处理结果"),
            .optional("significance", .text(4000), "典型意义"),
        ] + agency("publishingAgency", "发布机关")

    /// A warning to the public about a firm.
    static let riskNoticePayload: [BodyField] =
        party + document("警示文书") + [
            .required("noticeTitle", .text(200), "警示标题"),
            .required("riskContent", .text(5000), "风险情况"),
            .required("advice", .text(2000), "提示和建议"),
            .required("legalBasisText", .text(4000), "发布依据"),
            .optional("validUntil", .date, "警示期限届满日"),
        ] + agency("publishingAgency", "发布机关")

    /// Money that is owed to small firms past its day (保障中小企业款项支付条例).
    static let overduePayablesPayload: [BodyField] =
        party + document("认定文书") + [
            .required("overdueFen", amount, "逾期拖欠金额（分）"),
            .required("dueOn", .date, "应付日期"),
            .required("cause", .text(2000), "拖欠情况"),
            .required("legalBasisText", .text(4000), "认定依据"),
        ] + agency("publishingAgency", "认定机关")

    /// How a publication stands on one channel (domain 0.3(8)).
    package static let channelStanding: [BodyField] = [
        .required("channel", .text(64), "渠道"),
        .required("name", .text(100), "渠道名称"),
        .required("standing", .choice(["published", "stopped", "shielded", "withdrawn"]), "公示状态"),
        .required("publishedOn", .date, "公示日期"),
        .optional("minUntil", .date, "最短公示期届满日"),
        .optional("maxUntil", .date, "最长公示期届满日"),
        .optional("endedOn", .date, "停止日期"),
        .optional("reasonCode", .reasonCode, "停止原因代码"),
    ]

    /// What every letter of a publication says beside its payload.
    package static let publicationState: [BodyField] = [
        .required("recordKind", .choice(RecordKind.words), "公示种类"),
        .required("version", .integer(1...1_000_000), "版本"),
        .optional("previousVersion", .integer(1...1_000_000), "前一版本"),
        .required(
            "action",
            .choice(["publish", "correct", "withdraw", "shield", "unshield", "stop", "restore", "addChannel"]), "公示动作"),
        .required("channels", .list(.object(channelStanding), minimum: 1, maximum: 10), "各渠道公示状态"),
    ]

    /// What a letter says of a publication that is shown.
    package static let publicationShown: [BodyField] =
        publicationState + [
            .required("maskingProfile", .text(32), "去标识规则"),
            .optional("severity", .choice(["minor", "general", "serious"]), "失信程度"),
            .required("payload", .variant(RecordKind.variants(\.payloadFields)), "公示内容"),
        ]

    /// The decision by which a publication stops or comes back.
    package static let stopDecisionNo = BodyField.required("decisionNo", .documentNumber, "决定文号")

    /// Why a publication stops.
    package static let publicationStop: [BodyField] = [
        .required("ground", .choice(["repaired", "expired", "planDone", "removed"]), "停止公示的原因"), reasonText,
        .optional("decisionNo", .documentNumber, "决定文号"),
    ]

    /// Some of the channels, by their names.
    package static func channelNames(_ title: String) -> BodyField {
        .required("channels", .list(.text(64), minimum: 1, maximum: 10), title)
    }

    /// The ruling for which a publication is hidden for a time (RP-08).
    package static let shieldRuling: [BodyField] = [
        .required("rulingNo", .documentNumber, "裁定文号"), .required("rulingOn", .date, "裁定日期"), reasonText,
    ]

    /// What became of what the subject says against a publication.
    package static let objectionState: [BodyField] = [
        .required("state", .choice(["open", "upheld", "rejected"]), "异议状态"),
        .required("on", .date, "收到日期"),
        .optional("answerDue", .date, "答复期限"),
        .optional("answeredOn", .date, "答复日期"),
        .optional("ground", .choice(ObjectionGround.words), "异议事由"),
    ]

    /// What an objection is about; those of the time before it was asked say nothing.
    package static let objectionGround = BodyField.optional(
        "objectionGround", .choice(ObjectionGround.words), "异议事由")

    /// The same as a field.
    package static let objection = BodyField.required("objection", .object(objectionState), "异议情况")
}
