/// The groups of fields that letters and orders share, after domain.md C.4, C.5, C.8, C.9 and C.11.
package enum LetterFields {
    /// A number, for people: 文号.
    package static let documentNo = BodyField.required("documentNo", .documentNumber, "文号")
    /// Why, in the officer's words.
    package static let reasonText = BodyField.required("reason", .text(2000), "理由")
    /// Why, as a code of the rule set.
    package static let reasonCode = BodyField.required("reasonCode", .reasonCode, "原因代码")
    /// A remark.
    package static let note = BodyField.optional("note", .text(2000), "备注")

    /// Files that go with the letter, by their manifests.
    package static let files = BodyField.optional(
        "files", .list(.evidenceFile, minimum: 1, maximum: EvidenceFile.maximumPerLetter), "附件")

    /// A provision: instrument and article.
    package static let provision: [BodyField] = [
        .required("instrument", .text(200), "法律文件名称"),
        .required("article", .text(100), "条款"),
        .optional("item", .text(100), "项"),
    ]

    /// A party (domain C.4); numbers of identity documents have no field here, only tokens.
    package static let subject: [BodyField] = [
        .required("subjectKind", .choice(["organisation", "soleTrader", "naturalPerson"]), "行政相对人类别"),
        .required("name", .text(200), "名称"),
        .optional("uscc", .uscc, "统一社会信用代码"),
        .optional("personToken", .personToken, "自然人令牌"),
        .optional("legalRepName", .text(100), "法定代表人"),
        .optional("registeredRegion", .region, "登记地"),
        .optional("actualRegion", .region, "经营地"),
        .optional("industryCode", .text(10), "行业代码"),
        registerCheck,
    ]

    /// How the sender's copy of the register of firms (登记库) has the party: the same name under its code, another name, or
    /// not at all. Left out where nobody looked: an office without a register, a natural person.
    package static let registerCheck = BodyField.optional(
        "registerCheck", .choice(["confirmed", "nameDiffers", "unconfirmed"]), "登记库核实")

    /// An ordinary transfer letter (案件移送函, domain C.8).
    package static let referral: [BodyField] = [
        .required("caseName", .text(200), "案由"),
        .required("caseSource", .text(200), "案件来源"),
        .required("subject", .object(subject), "当事人"),
        .required("facts", .text(20_000), "违法事实"),
        .required("evidence", .list(.text(500), minimum: 1, maximum: 200), "证据清单"),
        .required(
            "reasonForTransfer", .choice(["notOurJurisdiction", "superiorAssigned", "coHandling"]), "移送理由"),
        .required("legalBasis", .text(1000), "移送依据"),
        .required("limitationDate", .date, "处罚时效届满日"),
        .optional("seizureExpiry", .date, "查封扣押届满日"),
        .optional("replyBy", .date, "请于此日前反馈"),
        .optional("contactName", .text(50), "联系人"),
        .optional("contactPhone", .text(40), "联系电话"),
        .optional("kind", .choice(["case", "lead"]), "移送种类"),
        .optional("actId", .text(80), "违法行为编号"),
        .optional("namedReporter", .flag, "实名举报"),
        .optional("priorDecisions", .list(.object(priorDecision), minimum: 0, maximum: 50), "已作出的行政处罚"),
        note,
    ]

    /// What is known of a case when an agency takes it up.
    package static let investigation: [BodyField] = [
        .required("caseName", .text(200), "案由"),
        .required("caseSource", .text(200), "案件来源"),
        .required("subject", .object(subject), "当事人"),
        .required("filedOn", .date, "立案日期"),
    ]

    /// A penalty that was imposed before (domain C.8).
    package static let priorDecision: [BodyField] = [
        .required("kind", penaltyKind, "处罚种类"),
        .required("decidedOn", .date, "决定日期"),
        .optional("finePaid", .flag, "罚款已缴纳"),
        .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"),
    ]

    /// What makes an administrative case one of a suspected crime (domain C.8).
    package static let suspicion: [BodyField] = [
        .required("suspects", .list(.object(subject), minimum: 1, maximum: 50), "涉嫌犯罪当事人"),
        .required("suspectedCrime", .text(200), "涉嫌罪名"),
        .required("criminalLawArticle", .text(200), "刑法条款"),
        .optional("thresholdBasis", .text(1000), "追诉标准依据"),
        .required("factsSummary", .text(20_000), "违法事实"),
        .optional("amountInvolvedFen", .integer(0...9_000_000_000_000_000), "涉案金额（分）"),
        .optional("consequences", .text(2000), "后果"),
        .optional("measuresTaken", .list(.text(500), minimum: 0, maximum: 50), "已采取措施"),
        .optional(
            "priorDecisions", .list(.object(priorDecision), minimum: 0, maximum: 50), "已作出的行政处罚"),
        .optional("ipReasonableSuspicion", .flag, "知识产权合理嫌疑"),
        .optional("policeKind", .choice(["local", "customsAntiSmuggling"]), "受移送公安机关种类"),
    ]

    /// The five things O310 article 6 wants beside a criminal transfer; each is there, to follow, or has a reason.
    package static let attachments = BodyField.required(
        "attachments",
        .object(
            [
                ("transferLetter", "涉嫌犯罪案件移送书"), ("investigationReport", "涉嫌犯罪案件情况的调查报告"),
                ("goodsList", "涉案物品清单"), ("inspectionReports", "有关检验报告或者鉴定结论"),
                ("otherMaterials", "其他有关涉嫌犯罪的材料"),
            ].map { BodyField.optional($0.0, .object(attachment), $0.1) }), "移送材料")

    /// The number of a criminal transfer in the running count that its sender keeps for its procuratorate.
    package static let handoffNumber: [BodyField] = [
        .optional("handoffNumber", .integer(1...9_007_199_254_740_991), "移送连号"),
        .optional("numberedFor", .office, "核对连号的检察院"),
    ]

    /// One of them.
    package static let attachment: [BodyField] = [
        .required("state", .choice(["present", "pending", "notApplicable"]), "状态"),
        .optional("title", .text(200), "材料名称"),
        .optional("digest", .text(64), "材料的SHA-256"),
        .optional("reason", .text(500), "不适用的理由"),
    ]

    /// A kind of penalty of 行政处罚法 第九条.
    package static let penaltyKind = BodyKind.choice([
        "warning", "criticism", "fine", "confiscateGains", "confiscateGoods", "suspendLicence", "downgrade",
        "revokeLicence", "restrictActivity", "suspendBusiness", "closeDown", "careerBan", "detention", "other",
    ])

    /// What a penalty's publication shows (domain C.5 and C.11); personal numbers and phones have no field.
    package static let penaltyPayload: [BodyField] = [
        .required("counterpartyName", .text(200), "行政相对人名称"),
        .required("counterpartyKind", .choice(["organisation", "soleTrader"]), "行政相对人类别"),
        .required("uscc", .uscc, "统一社会信用代码"),
        .optional("legalRepName", .text(100), "法定代表人"),
        .required("decisionNo", .documentNumber, "行政处罚决定书文号"),
        .required("violationType", .text(2000), "违法行为类型"),
        .required("violationFacts", .text(5000), "违法事实"),
        .required("legalBasisText", .text(4000), "处罚依据"),
        .required("penaltyKinds", .list(penaltyKind, minimum: 1, maximum: 14), "处罚类别"),
        .required("penaltyContent", .text(4000), "处罚内容"),
        .optional("fineAmountFen", .integer(0...9_000_000_000_000_000), "罚款金额（分）"),
        .optional("confiscatedAmountFen", .integer(0...9_000_000_000_000_000), "没收金额（分）"),
        .optional("licenceAffected", .text(500), "暂扣或吊销证照名称及编号"),
        .required("decisionDate", .date, "处罚决定日期"),
        .required("validUntil", .date, "处罚有效期"),
        .required("penaltyAgency", .text(200), "处罚机关"),
        .required("penaltyAgencyUscc", .uscc, "处罚机关统一社会信用代码"),
        .required("sourceAgency", .text(200), "数据来源单位"),
        .required("sourceAgencyUscc", .uscc, "数据来源单位统一社会信用代码"),
        .optional("remark", .text(1000), "备注"),
    ]
}
