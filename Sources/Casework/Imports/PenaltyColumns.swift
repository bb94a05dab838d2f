import Contracts

/// The columns of a 双公示 penalty file (domain.md C.5), in the order of the table.
package enum PenaltyColumn: String, ImportColumn {
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

    package static var joined: (column: PenaltyColumn, headers: [String])? {
        (.penaltyKinds, ["CF_CFLB2", "处罚类别2"])
    }

    package static var retired: [String] {
        ["CF_CFMC", "处罚名称", "案件名称", "CF_ZT", "当前状态", "DFBM", "地方编码", "SJC", "数据更新时间戳"]
    }

    package static var party: PartyColumns<PenaltyColumn> {
        PartyColumns(
            name: .counterpartyName, kind: .counterpartyKind, uscc: .uscc,
            olderCodes: [.registrationNo, .organisationCode, .taxNo, .institutionNo, .socialOrganisationNo],
            legalRepName: .legalRepName, legalRepIdType: .legalRepIdType, legalRepIdNo: .legalRepIdNo,
            personIdType: .personIdType, personIdNo: .personIdNo)
    }
}

/// The header of a penalty file.
package typealias PenaltyHeader = ImportHeader<PenaltyColumn>
