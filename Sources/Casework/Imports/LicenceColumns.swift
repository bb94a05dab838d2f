/// The columns of a 双公示 licence file (domain.md C.6), in the order of the table.
package enum LicenceColumn: String, ImportColumn {
    case counterpartyName = "XK_XDR_MC"
    case counterpartyKind = "XK_XDR_LB"
    case uscc = "XK_XDR_SHXYM"
    case registrationNo = "XK_XDR_GSZC"
    case organisationCode = "XK_XDR_ZZJG"
    case taxNo = "XK_XDR_SWDJ"
    case institutionNo = "XK_XDR_SYDW"
    case socialOrganisationNo = "XK_XDR_SHZZ"
    case legalRepName = "XK_FRDB"
    case legalRepIdType = "XK_FR_ZJLX"
    case legalRepIdNo = "XK_FR_ZJHM"
    case personIdType = "XK_XDR_ZJLX"
    case personIdNo = "XK_XDR_ZJHM"
    case documentName = "XK_XKWS"
    case documentNo = "XK_WSH"
    case licenceKind = "XK_XKLB"
    case certificateName = "XK_XKZS"
    case licenceNo = "XK_XKBH"
    case content = "XK_NR"
    case decisionDate = "XK_JDRQ"
    case validFrom = "XK_YXQZ"
    case validTo = "XK_YXQZI"
    case agency = "XK_XKJG"
    case agencyUscc = "XK_XKJGDM"
    case status = "XK_ZT"
    case sourceAgency = "XK_LYDW"
    case sourceAgencyUscc = "XK_LYDWDM"
    case byCommitment = "XK_GZCN"
    case remark = "BZ"

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
            ("行政相对人代码_2(工商注册号)", 50, false, ["行政相对人代码_2(工商登记码)", "XK_XDR_GSDJ", "工商注册号"])
        case .organisationCode: ("行政相对人代码_3(组织机构代码)", 50, false, ["XK_XDR_ZDM", "组织机构代码"])
        case .taxNo: ("行政相对人代码_4(税务登记号)", 50, false, ["税务登记号"])
        case .institutionNo: ("行政相对人代码_5(事业单位证书号)", 50, false, ["事业单位证书号"])
        case .socialOrganisationNo: ("行政相对人代码_6(社会组织登记证号)", 50, false, ["社会组织登记证号"])
        case .legalRepName: ("法定代表人", 100, false, ["XK_FR", "XK_FRDB_MC", "法定代表人姓名"])
        case .legalRepIdType: ("法定代表人证件类型", 50, false, [])
        case .legalRepIdNo: ("法定代表人证件号码", 50, false, ["XK_FR_SFZH", "法定代表人身份证号"])
        case .personIdType: ("自然人证件类型", 50, false, ["证件类型"])
        case .personIdNo: ("自然人证件号码", 50, false, ["证件号码", "XK_XDR_SFZ", "行政相对人代码_5(居民身份证号)"])
        case .documentName: ("行政许可决定文书名称", 200, true, ["XK_XMMC", "项目名称"])
        case .documentNo: ("行政许可决定文书号", 100, true, ["行政许可决定书文号"])
        case .licenceKind: ("许可类别", 50, true, ["XK_SPLB", "审批类别"])
        case .certificateName: ("许可证书名称", 200, false, [])
        case .licenceNo: ("许可编号", 100, false, ["许可证书编号"])
        case .content: ("许可内容", 4000, true, [])
        case .decisionDate: ("许可决定日期", 30, true, [])
        case .validFrom: ("有效期自", 30, true, [])
        case .validTo: ("有效期至", 30, true, ["XK_JZQ", "许可截止期"])
        case .agency: ("许可机关", 200, true, ["XK_XZJG"])
        case .agencyUscc: ("许可机关统一社会信用代码", 50, true, ["许可机关代码"])
        case .status: ("当前状态", 20, true, [])
        case .sourceAgency: ("数据来源单位", 200, true, ["XK_SJLY"])
        case .sourceAgencyUscc: ("数据来源单位统一社会信用代码", 50, true, ["XK_SJLYDM", "数据来源单位代码"])
        case .byCommitment: ("告知承诺", 10, false, ["是否告知承诺"])
        case .remark: ("备注", 1000, false, ["XK_BZ"])
        }
    }

    package var header: String { row.header }
    package var limit: Int { row.limit }
    package var isRequired: Bool { row.isRequired }
    package var aliases: [String] { row.aliases }
    package var isPersonalNumber: Bool { self == .legalRepIdNo || self == .personIdNo }

    package static var joined: (column: LicenceColumn, headers: [String])? { nil }

    package static var retired: [String] { ["DFBM", "地方编码", "SJC", "数据更新时间戳"] }

    package static var party: PartyColumns<LicenceColumn> {
        PartyColumns(
            name: .counterpartyName, kind: .counterpartyKind, uscc: .uscc,
            olderCodes: [.registrationNo, .organisationCode, .taxNo, .institutionNo, .socialOrganisationNo],
            legalRepName: .legalRepName, legalRepIdType: .legalRepIdType, legalRepIdNo: .legalRepIdNo,
            personIdType: .personIdType, personIdNo: .personIdNo)
    }
}
