/// What orders and letters of an ordinary referral say beside the transfer letter itself (domain D.1).
extension LetterFields {
    /// The office whose part of the case is meant, where the acting office is another one.
    package static let addressee: [BodyField] = [.required("office", .office, "所指单位")]

    /// The same where it may be the acting office.
    package static let office: [BodyField] = [.optional("office", .office, "所指单位")]

    /// One complete list of what is missing (一次性告知).
    package static let supplementRequest: [BodyField] = [
        .required("missingItems", .list(.text(500), minimum: 1, maximum: 50), "应补充的材料"), note,
    ]

    /// What was supplied.
    package static let supplement: [BodyField] = [
        .required("items", .list(.text(500), minimum: 1, maximum: 50), "补充的材料"), note,
    ]

    /// Why the receiver contests its jurisdiction, and before whom.
    package static let dispute: [BodyField] = [
        .optional("office", .office, "所指单位"), reasonText, .required("disputeBasis", .text(1000), "异议依据"),
        .optional("proposedAgency", .text(200), "认为有管辖权的机关"),
        .optional("superior", .office, "共同的上一级机关"),
    ]

    /// What the two offices agreed on.
    package static let disputeResult: [BodyField] = [
        .required("result", .choice(["accepted", "withdrawn"]), "协商结果"), reasonText,
    ]

    /// Who handles the case, by decision of the common superior (行政处罚法 art 25).
    package static let assignment: [BodyField] = [
        .required("assignedTo", .office, "指定管辖单位"), .required("assignmentNo", .documentNumber, "指定管辖文号"), reasonText,
    ]

    /// Another case about the same subject.
    package static let link: [BodyField] = [.required("with", .text(80), "关联案件编号"), reasonText]

    /// Grounds for not filing (SAMR-P art 20, 行政处罚法 art 33).
    package static let noFilingGrounds = [
        "minorCorrected", "firstSlight", "noSubjectiveFault", "noFacts", "limitationExpired",
    ]
}
