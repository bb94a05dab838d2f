/// What a copy-and-notify slip says (抄告抄送, practice 2).
extension LetterFields {
    /// 无证无照, 企业违法案件线索, 其他情况抄告.
    package static let slipTypes = ["unlicensed", "violationLead", "other"]

    /// A party of a slip.
    package static let slipParty: [BodyField] =
        subject + [
            .required("address", .text(300), "地址"), .optional("phone", .text(40), "电话"),
            .optional(
                "licenceState", .choice(["noLicence", "neither", "registrationOnly", "expired", "revoked"]), "证照情况"),
        ]

    /// A slip as its author writes it.
    package static let slip: [BodyField] = [
        .required("slipType", .choice(slipTypes), "抄告种类"),
        .optional("matterCode", .text(40), "涉嫌违法事项代码"), .optional("matter", .text(200), "涉嫌违法事项"),
        .required("source", .choice(["inspection", "publicReport", "superiorOrder", "other"]), "信息来源"),
        .required("details", .text(20_000), "情况说明"), .required("feedbackNeeded", .flag, "是否需要反馈"),
        .required("parties", .list(.object(slipParty), minimum: 1, maximum: 50), "涉嫌违法当事人"),
        .optional("evidence", .list(.text(500), minimum: 0, maximum: 200), "证据材料"),
        .required("contactName", .text(50), "联系人"), .required("contactPhone", .text(40), "联系电话"), note,
    ]

    /// Its number: per office and year, without a hole.
    package static let slipNumber = BodyField.required(
        "number",
        .object([
            .required("year", .integer(2000...9999), "年"), .required("serial", .integer(1...1_000_000_000), "序号"),
            .required("text", .text(100), "抄告单编号"),
        ]), "抄告单编号")

    /// Result codes by which answers are counted.
    package static let slipResults = ["handled", "filed", "noViolation", "transferred", "noted"]
}
