import Contracts

/// The columns of a 双公示 penalty file (domain.md C.5), in the order of the table.
package enum PenaltyColumn: String, CaseIterable, Hashable, Sendable {
    case counterpartyName = "CF_XDR_MC"
    case counterpartyKind = "CF_XDR_LB"
    case uscc = "CF_XDR_SHXYM"
    case registrationNo = "CF_XDR_GSZC"
    case organisationCode = "CF_XDR_ZZJG"
    case taxNo = "CF_XDR_SWDJ"
    case institutionNo = "CF_XDR_SYDW"
    case socialOrganisationNo = "CF_XDR_SHZZ"
    case legalRepName = "CF_FRDB"
    case legalRepIdType = "CF_FR_ZJLX"
    case legalRepIdNo = "CF_FR_ZJHM"
    case personIdType = "CF_XDR_ZJLX"
    case personIdNo = "CF_XDR_ZJHM"
    case decisionNo = "CF_WSH"
    case violationType = "CF_WFXW"
    case violationFacts = "CF_SY"
    case legalBasisText = "CF_YJ"
    case penaltyKinds = "CF_CFLB"
    case penaltyContent = "CF_NR"
    case fineAmount = "CF_NR_FK"
    case confiscatedAmount = "CF_NR_WFFF"
    case licenceAffected = "CF_NR_ZKDX"
    case decisionDate = "CF_JDRQ"
    case validUntil = "CF_YXQ"
    case publishUntil = "CF_GSJZQ"
    case agency = "CF_CFJG"
    case agencyUscc = "CF_CFJGDM"
    case sourceAgency = "CF_SJLY"
    case sourceAgencyUscc = "CF_SJLYDM"
    case remark = "BZ"

    /// Column id as credit platforms use it.
    package var id: String { rawValue }

    /// The Chinese header, then longest text allowed (characters), whether a file must have the column, and other
    /// headers it is known by, ids of the layout of 2016 among them.
    private var row: (header: String, limit: Int, isRequired: Bool, aliases: [String]) {
        switch self {
        case .counterpartyName: ("行政相对人名称", 200, true, [])
        case .counterpartyKind: ("行政相对人类别", 50, true, [])
        case .uscc:
            (
                "行政相对人代码_1(统一社会信用代码)", 50, true,
                ["行政相对人代码_1", "统一社会信用代码", "行政相对人统一社会信用代码"]
            )
        case .registrationNo:
            ("行政相对人代码_2(工商注册号)", 50, false, ["行政相对人代码_2(工商登记码)", "CF_XDR_GSDJ", "工商注册号"])
        case .organisationCode: ("行政相对人代码_3(组织机构代码)", 50, false, ["CF_XDR_ZDM", "组织机构代码"])
        case .taxNo: ("行政相对人代码_4(税务登记号)", 50, false, ["税务登记号"])
        case .institutionNo: ("行政相对人代码_5(事业单位证书号)", 50, false, ["事业单位证书号"])
        case .socialOrganisationNo: ("行政相对人代码_6(社会组织登记证号)", 50, false, ["社会组织登记证号"])
        case .legalRepName: ("法定代表人", 100, false, ["CF_FR", "法定代表人姓名"])
        case .legalRepIdType: ("法定代表人证件类型", 50, false, [])
        case .legalRepIdNo: ("法定代表人证件号码", 50, false, ["CF_FR_SFZH"])
        case .personIdType: ("自然人证件类型", 50, false, ["证件类型"])
        case .personIdNo: ("自然人证件号码", 50, false, ["证件号码", "CF_XDR_SFZ", "行政相对人代码_5(居民身份证号)"])
        case .decisionNo: ("行政处罚决定书文号", 100, true, [])
        case .violationType: ("违法行为类型", 2000, true, [])
        case .violationFacts: ("违法事实", 5000, true, ["处罚事由"])
        case .legalBasisText: ("处罚依据", 4000, true, [])
        case .penaltyKinds: ("处罚类别", 200, true, ["CF_CFLB1", "处罚类别1"])
        case .penaltyContent: ("处罚内容", 4000, true, ["CF_JG", "处罚结果"])
        case .fineAmount: ("罚款金额(万元)", 30, false, ["罚款金额"])
        case .confiscatedAmount:
            ("没收违法所得、没收非法财物的金额(万元)", 30, false, ["没收违法所得、没收非法财物的金额", "没收金额(万元)"])
        case .licenceAffected: ("暂扣或吊销证照名称及编号", 500, false, [])
        case .decisionDate: ("处罚决定日期", 30, true, [])
        case .validUntil: ("处罚有效期", 30, true, [])
        case .publishUntil: ("公示截止期", 30, false, ["公示期限"])
        case .agency: ("处罚机关", 200, true, ["CF_XZJG"])
        case .agencyUscc: ("处罚机关统一社会信用代码", 50, true, ["处罚机关代码"])
        case .sourceAgency: ("数据来源单位", 200, true, [])
        case .sourceAgencyUscc: ("数据来源单位统一社会信用代码", 50, true, ["数据来源单位代码"])
        case .remark: ("备注", 1000, false, ["CF_BZ"])
        }
    }

    /// The Chinese header.
    package var header: String { row.header }
    /// Longest text allowed, in characters.
    package var limit: Int { row.limit }
    /// Whether a file must have the column.
    package var isRequired: Bool { row.isRequired }
    /// Other headers the column is known by.
    package var aliases: [String] { row.aliases }

    /// Whether the cells are personal numbers and are never shown in full.
    package var isPersonalNumber: Bool {
        self == .legalRepIdNo || self == .personIdNo
    }
}

/// Which cell of a row belongs to which column, found from the first row of a file.
package struct PenaltyHeader: Hashable, Sendable {
    /// What is wrong with a header.
    package struct Report: Hashable, Sendable {
        /// Columns that a file must have and this one has not.
        package var missing: [PenaltyColumn] = []
        /// Columns that stand twice, also once by id and once by name.
        package var duplicate: [PenaltyColumn] = []
        /// Headers that are no column; their cells are not read.
        package var unknown: [String] = []
        /// Columns of the layout of 2016 that have no place any more; their cells are not read.
        package var retired: [String] = []

        /// Whether rows can be read: nothing is missing, nothing stands twice.
        package var isUsable: Bool { missing.isEmpty && duplicate.isEmpty }

        /// What is wrong and what to do; empty when all is well.
        package var words: [String] {
            var words: [String] = []
            if !missing.isEmpty { words.append("缺少必填列：" + names(missing) + "。请补齐后重新导入") }
            if !duplicate.isEmpty { words.append("列重复：" + names(duplicate) + "。请每列只保留一个") }
            if !unknown.isEmpty { words.append("无法识别的列（未读取）：" + unknown.joined(separator: "、")) }
            if !retired.isEmpty { words.append("旧版列已停用（未读取）：" + retired.joined(separator: "、")) }
            return words
        }

        private func names(_ columns: [PenaltyColumn]) -> String {
            columns.map { "\($0.header)(\($0.id))" }.joined(separator: "、")
        }
    }

    /// The first row as it stood.
    package let cells: [String]
    /// What was found.
    package let report: Report
    private let columns: [PenaltyColumn?]
    private let secondKinds: Int?

    /// Recognises the headers: ids and Chinese names, in any order, full-width brackets and spaces folded.
    package init(_ cells: [String]) {
        var report = Report()
        var columns: [PenaltyColumn?] = []
        var secondKinds: Int?
        for (index, cell) in cells.enumerated() {
            let key = PenaltyHeader.key(cell)
            let column = PenaltyHeader.names.first { $0.key == key }?.column
            if let column {
                if columns.contains(column), !report.duplicate.contains(column) { report.duplicate.append(column) }
            } else if PenaltyHeader.secondKindNames.contains(key) {
                secondKinds = index
            } else if PenaltyHeader.retiredNames.contains(key) {
                report.retired.append(cell)
            } else if !key.isEmpty, !ErrorFile.addedHeaders.contains(key) {
                report.unknown.append(String(cell.prefix(40)))
            }
            columns.append(column)
        }
        report.missing = PenaltyColumn.allCases.filter { $0.isRequired && !columns.contains($0) }
        self.cells = cells
        self.report = report
        self.columns = columns
        self.secondKinds = secondKinds
    }

    /// Number of cells of the header.
    package var count: Int { cells.count }

    /// The column that the cell at `index` belongs to; nil for unread ones.
    package func column(at index: Int) -> PenaltyColumn? {
        columns.indices.contains(index) ? columns[index] : nil
    }

    /// The cell of `column` in a row, trimmed; empty when the file or the row has none. The second kinds column of the
    /// layout of 2016 is joined to the first.
    package func value(_ column: PenaltyColumn, in row: [String]) -> String {
        guard let index = columns.firstIndex(of: column), row.indices.contains(index) else { return "" }
        let value = HalfWidth.trimmed(ErrorFile.restored(row[index]))
        guard column == .penaltyKinds, let secondKinds, row.indices.contains(secondKinds) else { return value }
        let second = HalfWidth.trimmed(row[secondKinds])
        return second.isEmpty ? value : value + ";" + second
    }

    private static func key(_ text: String) -> String { HalfWidth.code(text) }

    private static let names: [(key: String, column: PenaltyColumn)] = PenaltyColumn.allCases.flatMap { column in
        ([column.id, column.header] + column.aliases).map { (key($0), column) }
    }

    private static let secondKindNames = ["CF_CFLB2", "处罚类别2"]
    private static let retiredNames = [
        "CF_CFMC", "处罚名称", "案件名称", "CF_ZT", "当前状态", "DFBM", "地方编码", "SJC", "数据更新时间戳",
    ]
}
