/// What orders and letters of assistance, joint tasks and comment rounds say (domain A.2, A.3, D.6).
extension LetterFields {
    /// 协助调查函: what is asked, for which purpose, on which ground.
    package static let assistance: [BodyField] = [
        .required("title", .text(200), "协查事项"), .required("request", .text(10_000), "请求协助的内容"),
        .required("purpose", .text(1000), "用途"), .required("legalBasis", .text(1000), "请求依据"),
        .optional("items", .list(.text(500), minimum: 0, maximum: 50), "需要提供的材料"),
        .optional("aboutCase", .text(80), "所涉案件编号"), .optional("subject", .object(subject), "当事人"),
        .optional("contactName", .text(50), "联系人"), .optional("contactPhone", .text(40), "联系电话"), note,
    ]

    /// What the assisting office found.
    package static let assistanceReply: [BodyField] = [
        .required("result", .choice(["provided", "partlyProvided", "nothingFound"]), "协查结果"),
        .required("text", .text(10_000), "协查情况"),
        .optional("evidence", .list(.text(500), minimum: 0, maximum: 200), "材料清单"), note,
    ]

    /// 催办.
    package static let reminder: [BodyField] = [
        .required("text", .text(2000), "催办内容"),
        .optional("channel", .choice(["letter", "phone", "message", "visit"]), "催办方式"),
    ]

    /// Kinds of joint task (domain A.3).
    package static let taskKinds = [
        "consultation", "riskAssessment", "jointEnforcement", "jointInspection", "jointInterview", "jointSupervision",
        "campaign",
    ]

    /// What a joint task is about, who leads it, who takes part, and to whose office it is told when it is late.
    package static let task: [BodyField] = [
        .required("taskKind", .choice(taskKinds), "任务种类"), .required("title", .text(200), "任务名称"),
        .required("matter", .text(10_000), "事由和目标"), .required("legalBasis", .text(1000), "依据"),
        .required("lead", .office, "牵头单位"),
        .required("members", .list(.office, minimum: 1, maximum: 50), "参加（配合）单位"),
        .optional("conferenceOffice", .office, "联席会议办公室"), .optional("campaignCode", .text(40), "专项行动代码"),
        .optional("subject", .object(subject), "当事人"), note,
    ]

    /// What a member says beside its answer.
    package static let taskRemark = BodyField.optional("text", .text(5000), "意见")

    /// When and where the members meet.
    package static let convening: [BodyField] = [
        documentNo, .required("meetsOn", .date, "会商（行动）日期"), .optional("place", .text(200), "地点"),
        .optional("agenda", .text(5000), "议题"),
    ]

    /// 牵头/配合 matrix: who leads and who supports each item, by what power, with which deliverable, until when.
    package static let matrixItem: [BodyField] = [
        .required("number", .integer(1...20), "序号"), .required("title", .text(500), "工作事项"),
        .required("lead", .list(.office, minimum: 1, maximum: 10), "牵头单位"),
        .optional("support", .list(.office, minimum: 0, maximum: 50), "配合单位"),
        .required("legalBasis", .text(1000), "依据"), .required("deliverable", .text(500), "成果形式"),
        .required("dueOn", .date, "完成日期"),
    ]

    /// One row of the matrix in a letter about it.
    package static let item = BodyField.required("item", .integer(1...20), "事项序号")

    /// What was done about an item.
    package static let itemReport: [BodyField] = [
        item, .required("text", .text(10_000), "完成情况"),
        .required("evidence", .list(.text(500), minimum: 1, maximum: 200), "成果清单"),
    ]

    /// Which enterprise, by its code.
    package static let inspected = BodyField.required("subjectCode", .uscc, "受检对象统一社会信用代码")

    /// A random draw as its readers check it: the same seed and candidates give the same subjects.
    package static let draw: [BodyField] = [
        .required("algorithm", .choice(["lowest-sha256-1"]), "抽取方法"), .required("seed", .text(200), "随机种子"),
        .required("candidateHash", .text(64), "名录摘要"), .required("candidateCount", .integer(1...2000), "名录数量"),
        .required("drawn", .list(.uscc, minimum: 1, maximum: 500), "抽中的对象"),
    ]

    /// Who goes, at least two officers of each office (行政处罚法 art 42).
    package static let teams = BodyField.required(
        "teams",
        .list(
            .object([
                .required("office", .office, "单位"),
                .required("officers", .list(.text(50), minimum: 1, maximum: 20), "执法人员"),
            ]), minimum: 1, maximum: 20), "检查人员")

    /// A visit to an enterprise.
    package static let visit: [BodyField] = [inspected, .required("visitOn", .date, "检查日期"), teams]

    /// What a visit found, and what follows.
    package static let inspection: [BodyField] = [
        inspected, .required("visitedOn", .date, "检查日期"), teams,
        .required("outcome", .choice(["noIssue", "rectification", "referral", "exempt"]), "处理"),
        .required("findings", .text(10_000), "检查情况"),
    ]

    /// A draft for comment (征求意见稿) with the day until which every member answers, if only with none.
    package static let commentRound = commentDraft + commentIssue

    /// What is sent round.
    package static let commentDraft: [BodyField] = [
        .required("title", .text(200), "文稿名称"), .required("text", .text(50_000), "文稿内容"), note,
    ]

    /// What a head adds when it is sent.
    package static let commentIssue: [BodyField] = [documentNo, .required("commentBy", .date, "反馈期限")]
}
