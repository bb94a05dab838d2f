import Casework
import Contracts
import Pages

/// Names and values of a record's fields as people read them (domain C.5, C.6, C.11). The order on the page is the order of
/// the record itself, which is that of the law.
enum PortalFields {
    /// A field as it is shown.
    struct Shown: Hashable {
        let name: String
        let label: String
        let text: String
        /// What the record says, when the page words it in another way.
        let raw: String?
    }

    /// All fields of a payload.
    static func shown(_ payload: JSONValue, _ language: Language) -> [Shown] {
        (payload.object ?? []).map { member in
            let text = text(member.name, member.value, language)
            let said = member.value.string ?? member.value.text
            return Shown(
                name: member.name, label: label(member.name, language), text: text, raw: said == text ? nil : said)
        }
    }

    /// A field's name; of one that nobody has named its own.
    static func label(_ name: String, _ language: Language) -> String {
        names[name]?.in(language) ?? name
    }

    /// A field's value.
    static func text(_ name: String, _ value: JSONValue, _ language: Language) -> String {
        switch value {
        case .string(let text):
            if name == "validUntil" || name == "validTo", text == "2099-12-31" { return longTerm.in(language) }
            return words[text].map { $0.in(language) } ?? text
        case .integer(let number): return name.hasSuffix("Fen") ? yuan(number, language) : String(number)
        case .bool(let flag): return (flag ? yes : no).in(language)
        case .array(let items):
            let isLines = items.contains { $0.object != nil }
            return items.map { Self.text(name, $0, language) }.joined(
                separator: isLines ? "\n" : language == .english ? ", " : "、")
        case .object(let members):
            return members.map { "\(label($0.name, language))：\(text($0.name, $0.value, language))" }
                .joined(separator: "；")
        default: return value.text
        }
    }

    /// An amount in yuan with two decimals and groups of three digits.
    static func yuan(_ fen: Int64, _ language: Language) -> String {
        let text = (fen < 0 ? "-" : "") + (Money(fen: abs(fen))?.grouped ?? "")
        return language == .english ? "CNY \(text)" : "\(text)元"
    }

    private static let longTerm = Words("长期", "Long-term")
    private static let yes = Words("是", "Yes")
    private static let no = Words("否", "No")

    /// Words of closed sets; the names of penalties are those of 行政处罚法 第九条.
    private static let words: [String: Words] = {
        let penalties: [PenaltyKind: String] = [
            .warning: "Warning", .criticism: "Public criticism", .fine: "Fine",
            .confiscateGains: "Confiscation of illegal gains", .confiscateGoods: "Confiscation of illegal property",
            .suspendLicence: "Suspension of licence", .downgrade: "Lowering of qualification",
            .revokeLicence: "Revocation of licence", .restrictActivity: "Restriction of business activities",
            .suspendBusiness: "Suspension of business", .closeDown: "Closure", .careerBan: "Career ban",
            .detention: "Administrative detention", .other: "Other",
        ]
        var words = [
            "organisation": Words("法人及非法人组织", "Organisation"), "soleTrader": Words("个体工商户", "Sole trader"),
            "ordinary": Words("普通", "Ordinary"), "franchise": Words("特许", "Franchise"),
            "recognition": Words("认可", "Recognition"), "approval": Words("核准", "Approval"),
            "registration": Words("登记", "Registration"), "valid": Words("有效", "Valid"),
            "invalid": Words("无效", "Invalid"), "annualReport": Words("未按规定公示年度报告", "Annual report not published"),
            "disclosureOrder": Words("未按责令期限公示信息", "Information not published as ordered"),
            "falseInformation": Words("公示信息隐瞒真实情况、弄虚作假", "Published information is false"),
            "lostContact": Words("通过登记的住所或者经营场所无法联系", "Cannot be reached at the registered address"),
            "random": Words("双随机抽查", "Random inspection"), "joint": Words("联合检查", "Joint inspection"),
            "special": Words("专项检查", "Special inspection"), "noProblem": Words("未发现问题", "No problem found"),
            "corrected": Words("发现问题已责令改正", "Problem found, correction ordered"),
            "problemFound": Words("发现问题待后续处理", "Problem found, to be dealt with"),
            "notCooperating": Words("不配合检查情节严重", "Did not cooperate"),
            "closedDown": Words("已停止经营", "No longer in business"),
        ]
        for kind in PenaltyKind.allCases { words[kind.rawValue] = Words(kind.name, penalties[kind] ?? kind.rawValue) }
        return words
    }()

    private static let names: [String: Words] = parties.merging(decisions) { $1 }.merging(others) { $1 }

    private static let parties: [String: Words] = [
        "counterpartyName": Words("行政相对人名称", "Name of the party"),
        "counterpartyKind": Words("行政相对人类别", "Kind of party"), "uscc": Words("统一社会信用代码", "Unified social credit code"),
        "legalRepName": Words("法定代表人", "Legal representative"), "penaltyAgency": Words("处罚机关", "Penalising agency"),
        "penaltyAgencyUscc": Words("处罚机关统一社会信用代码", "Code of the penalising agency"),
        "sourceAgency": Words("数据来源单位", "Source of the data"),
        "sourceAgencyUscc": Words("数据来源单位统一社会信用代码", "Code of the source"), "remark": Words("备注", "Remark"),
        "licensingAgency": Words("许可机关", "Licensing agency"),
        "licensingAgencyUscc": Words("许可机关统一社会信用代码", "Code of the licensing agency"),
        "decidingAgency": Words("决定机关", "Deciding agency"),
        "decidingAgencyUscc": Words("决定机关统一社会信用代码", "Code of the deciding agency"),
        "inspectingAgency": Words("检查机关", "Inspecting agency"),
        "inspectingAgencyUscc": Words("检查机关统一社会信用代码", "Code of the inspecting agency"),
        "publishingAgency": Words("发布机关", "Publishing agency"),
        "publishingAgencyUscc": Words("发布机关统一社会信用代码", "Code of the publishing agency"),
        "name": Words("姓名", "Name"), "role": Words("职务", "Position"), "sex": Words("性别", "Sex"),
        "maskedNumber": Words("身份证件号码（隐去出生年月日）", "ID number (birth date hidden)"),
    ]

    private static let decisions: [String: Words] = [
        "decisionNo": Words("决定书文号", "Decision number"), "decisionDate": Words("决定日期", "Date of decision"),
        "violationType": Words("违法行为类型", "Type of violation"), "violationFacts": Words("违法事实", "Facts"),
        "legalBasisText": Words("依据", "Legal basis"), "penaltyKinds": Words("处罚类别", "Kinds of penalty"),
        "penaltyContent": Words("处罚内容", "Content of the penalty"), "fineAmountFen": Words("罚款金额", "Fine"),
        "confiscatedAmountFen": Words("没收金额", "Amount confiscated"),
        "licenceAffected": Words("暂扣或吊销证照名称及编号", "Licence suspended or revoked"),
        "validUntil": Words("有效期", "Valid until"), "licenceDocName": Words("许可决定文书名称", "Title of the licence decision"),
        "licenceDocNo": Words("许可决定文书号", "Number of the licence decision"),
        "licenceKind": Words("许可类别", "Kind of licence"), "licenceCertName": Words("许可证书名称", "Certificate"),
        "licenceNo": Words("许可编号", "Licence number"), "licenceContent": Words("许可内容", "What is licensed"),
        "validFrom": Words("有效期自", "Valid from"), "validTo": Words("有效期至", "Valid to"),
        "status": Words("当前状态", "Status"), "byCommitment": Words("告知承诺", "Granted on a commitment"),
    ]

    private static let others: [String: Words] = [
        "cause": Words("事由", "Cause"), "entryId": Words("名单条目编号", "List entry"),
        "abnormalCause": Words("列入情形", "Ground of entry"), "sourceDecisionNo": Words("处罚决定文号", "Penalty decision"),
        "measuresText": Words("惩戒措施提示", "Measures"), "removalConditions": Words("移出条件和程序", "How to be removed"),
        "remedies": Words("救济措施", "Remedies"), "address": Words("注册地址", "Registered address"),
        "responsiblePersons": Words("法定代表人、实际责任人", "Persons responsible"),
        "businessPlace": Words("经营地点", "Place of business"), "taxKinds": Words("欠税税种", "Taxes owed"),
        "arrearsFen": Words("欠税余额", "Arrears"), "newArrearsFen": Words("当期新发生欠税", "New arrears"),
        "asOf": Words("截至日期", "As of"), "creditLevel": Words("信用等级", "Credit level"),
        "inspectionKind": Words("检查类型", "Kind of inspection"), "inspectedOn": Words("检查日期", "Inspected on"),
        "inspectionItem": Words("检查事项", "What was inspected"), "resultKind": Words("检查结果", "Result"),
        "resultText": Words("结果说明", "Result in words"), "caseTitle": Words("案例名称", "Title"),
        "significance": Words("典型意义", "Why it is told"), "noticeTitle": Words("警示标题", "Title"),
        "riskContent": Words("风险情况", "Risk"), "advice": Words("提示和建议", "Advice"),
        "overdueFen": Words("逾期拖欠金额", "Overdue amount"), "dueOn": Words("应付日期", "Due on"),
    ]
}
