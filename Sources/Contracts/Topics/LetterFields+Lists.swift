/// What orders and letters about list entries carry (domain C.9).
extension LetterFields {
    /// A measure as its owner orders or offers it (domain C.9).
    package static let measures = measureList(minimum: 1)

    /// The measures that are left after one was dropped; there may be none.
    package static let measuresLeft = measureList(minimum: 0).loosened

    private static func measureList(minimum: Int) -> BodyField {
        .required(
            "measures",
            .list(
                .object([
                    .required("code", .text(20), "措施代码"),
                    .optional("name", .text(200), "措施名称"),
                    .optional("basis", .object(provision), "措施依据"),
                    .optional("targetAgencies", .list(.text(64), minimum: 0, maximum: 50), "实施机关"),
                    .optional("until", .date, "截止日期"),
                    .optional("informOnly", .flag, "仅提供信息，不要求实施"),
                ]), minimum: minimum, maximum: 40), "惩戒措施")
    }

    /// A person whom the law names beside the subject; of the number of an identity document only the masked form is kept
    /// and told, the birth digits hidden (PB-15).
    private static let responsiblePerson: [BodyField] = [
        .required("name", .text(100), "姓名"),
        .required("role", .text(100), "职务"),
        .optional("sex", .choice(["male", "female"]), "性别"),
        .optional("maskedNumber", .text(20), "身份证件号码（隐去出生年月日）"),
        .optional("personToken", .personToken, "自然人令牌"),
    ]

    /// By whose delegation an office acts that does not own the list itself (行政处罚法 art 20).
    package static let delegation = BodyField.optional(
        "delegation",
        .object([
            .required("organ", .office, "委托机关"),
            .required("documentNo", .documentNumber, "委托文书文号"),
        ]), "委托")

    /// A list entry as its letters tell it (domain C.9).
    package static let listEntry: [BodyField] = [
        .required("listKind", .text(64), "名单种类"),
        .required("subject", .object(subject), "当事人"),
        .required("ground", .object(provision), "列入依据"),
        .required("cause", .text(2000), "列入事由"),
        .required("sourceDecisionNo", .documentNumber, "处罚等决定文号"),
        .required("sourceDecisionDate", .date, "处罚等决定日期"),
        .optional("heavyPenalty", .flag, "受到较重行政处罚"),
        .optional("criterion", .text(64), "列入标准代码"),
        .optional("listClass", .text(64), "名单内类别"),
        .optional(
            "responsiblePersons", .list(.object(responsiblePerson), minimum: 0, maximum: 20), "有关责任人员"),
        .optional("restrictionUntil", .date, "限制从业等期限届满日"),
        .optional("publicSource", .text(500), "信息的公开出处"),
        delegation,
        measures,
        note,
    ]

    /// What a proposal has beside that, for the office itself and its guards.
    package static let listProposal: [BodyField] =
        listEntry + [
            .optional(
                "figures",
                .object([
                    .optional("amountFen", .integer(0...9_000_000_000_000_000), "金额（分）"),
                    .optional("ratioBasisPoints", .integer(0...1_000_000), "占比（万分之）"),
                    .optional("tradeShareBasisPoints", .integer(0...1_000_000), "占进出口总额（万分之）"),
                    .optional("count", .integer(0...1_000_000_000), "份数、次数"),
                    .optional("months", .integer(0...10_000), "持续月数"),
                ]), "列入标准所计数额"),
            .optional("sourceServedOn", .date, "处罚等决定送达日期"),
            .optional("groundAroseOn", .date, "列入事由发生日期"),
            .optional("periodFrom", .date, "惩戒期限起算日（刑罚执行完毕等）"),
            .optional("previousUntil", .date, "前次惩戒届满日"),
            .optional("continuousFrom", .date, "连续惩戒的起始日"),
            .optional("with", .text(80), "原名单条目"),
        ]

    /// When and by what decision a subject is listed.
    package static let listing: [BodyField] =
        [
            .required("listingDecisionNo", .documentNumber, "列入决定文号"),
            .required("listedOn", .date, "列入日期"),
        ] + listingDays

    /// How long it lasts, and which version of the entry says so.
    package static let listingDays: [BodyField] = [
        .optional("scheduledRemovalOn", .date, "期满移出日期"),
        .optional("extendedUntil", .date, "延长至"),
        .optional("publishedOn", .date, "公布日期"),
        version,
    ]

    /// The version of an entry, from 1; each correction is the next.
    package static let version = BodyField.optional("version", .integer(1...1_000_000), "版本")

    /// By which decision an entry leaves its list (domain C.9).
    package static let removal: [BodyField] = [
        .required("kind", .choice(["expired", "early", "revoked", "reclassified"]), "移出种类"),
        reasonText, .required("decisionNo", .documentNumber, "移出决定文号"),
        .optional("reclassifiedTo", .text(64), "调整为"),
        .optional("repair", .text(80), "信用修复事项"),
        delegation,
    ]

    /// What offices say of a measure.
    package static let measureState = BodyField.required(
        "measureState", .choice(["applied", "refused", "lifted", "keptByOwnBasis"]), "实施状态")

    /// How far: `part` of a measure that is applied; `none` of one that is not applied because it has no object here, or
    /// is left to others.
    package static let extent = BodyField.optional("extent", .choice(["whole", "part", "none"]), "实施范围")
}
