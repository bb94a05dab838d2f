import Pages

/// What a kind of record is called and what it means for its reader (domain C.11).
struct PortalKind {
    /// Groups of a firm's page, in order.
    enum Group: String, CaseIterable {
        case licences, penalties, lists, inspections, notices
    }

    let word: String
    let name: Words
    let group: Group
    let meaning: Words

    /// Of a word; one that is not known stands among the notices under its own name.
    static func named(_ word: String) -> PortalKind {
        all.first { $0.word == word }
            ?? PortalKind(
                word, Words(word, word), .notices, Words("由作出机关负责解释。", "The agency named answers for it."))
    }

    private init(_ word: String, _ name: Words, _ group: Group, _ meaning: Words) {
        self.word = word
        self.name = name
        self.group = group
        self.meaning = meaning
    }

    static let all: [PortalKind] = [
        PortalKind(
            "licence", Words("行政许可", "Licence"), .licences,
            Words(
                "行政机关准予从事许可事项的决定。许可是否仍然有效，以“当前状态”和有效期为准。",
                "An agency permits an activity. Whether it still holds is told by its status and dates.")),
        PortalKind(
            "penalty", Words("行政处罚", "Penalty"), .penalties,
            Words(
                "行政机关对已经查明的违法行为作出的处罚决定。公示期满或者经信用修复后不再公示；有处罚不等于现在仍在违法。",
                "An agency's decision on an offence that was established. It is shown for a limited time or until repair; "
                    + "it does not say that the offence goes on.")),
        PortalKind(
            "abnormal", Words("经营异常名录", "List of abnormal operations"), .lists,
            Words(
                "因未按规定公示信息、无法联系等情形列入，履行义务后可以申请移出；不属于严重违法失信名单。",
                "Listed for missing publications or contact; it may ask for removal once it has done its duty. "
                    + "This is not the list of serious offenders.")),
        PortalKind(
            "serious", Words("严重违法失信名单", "List of seriously dishonest firms"), .lists,
            Words(
                "因性质恶劣、情节严重的违法行为列入，在列入期间受到法定的惩戒措施。",
                "Listed for a grave offence; measures laid down by law apply while it is listed.")),
        PortalKind(
            "majorTax", Words("重大税收违法失信主体", "Major tax offender"), .lists,
            Words("税务机关依法确定的重大税收违法失信主体。", "Found by the tax authority to have gravely broken tax law.")),
        PortalKind(
            "arrears", Words("欠税公告", "Tax arrears"), .lists,
            Words(
                "截至公告所列日期尚未缴纳的税款；以后缴清的，由税务机关更新。",
                "Tax unpaid on the day named; the tax authority updates it once it is paid.")),
        PortalKind(
            "customsCredit", Words("海关企业信用等级", "Customs credit level"), .lists,
            Words("海关认定的企业信用等级。", "The level at which customs rates the firm.")),
        PortalKind(
            "overduePayables", Words("逾期拖欠款项", "Overdue payables"), .lists,
            Words("经认定逾期未支付中小企业的款项。", "Money found to be owed to smaller firms past its day.")),
        PortalKind(
            "inspectionResult", Words("检查结果", "Inspection result"), .inspections,
            Words("一次检查当时的结果，不是对企业的整体评价。", "What one inspection found that day; no judgement of the firm as a whole.")),
        PortalKind(
            "typicalCase", Words("典型案例", "Typical case"), .notices,
            Words("为普法和警示公开的案例。", "A case told as an example.")),
        PortalKind(
            "riskNotice", Words("风险警示", "Risk notice"), .notices,
            Words("行政机关对公众的提示，不是处罚决定。", "An agency's advice to the public; no penalty.")),
    ]
}
