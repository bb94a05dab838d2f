import Contracts

/// Bodies of orders; all firms, people and codes are fictional.
enum Sample {
    static let referral: JSONValue = [
        "caseName": "涉嫌销售假冒商品案", "caseSource": "投诉举报",
        "subject": [
            "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
            "registeredRegion": "510104",
        ],
        "facts": "现场检查发现涉嫌违法线索。", "evidence": ["现场笔录"], "reasonForTransfer": "notOurJurisdiction",
        "legalBasis": "《中华人民共和国行政处罚法》第二十五条", "limitationDate": "2028-01-01",
        "recipients": ["510100-tax"],
    ]

    static let crime: JSONValue = [
        "caseName": "在食品中掺入非食品原料", "caseSource": "监督抽检", "subject": referral["subject"] ?? .null,
        "filedOn": "2026-06-10", "suspects": [referral["subject"] ?? .null],
        "suspectedCrime": "生产、销售有毒、有害食品罪", "criminalLawArticle": "刑法第一百四十四条",
        "factsSummary": "抽检发现产品中含有非食品原料。",
    ]

    static let report: JSONValue = ["specialTeam": ["甲", "乙"]]

    static let record: JSONValue = [
        "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation", "uscc": "91510104XT00010175",
        "legalRepName": "陈甲", "decisionNo": "成锦市监处罚〔2026〕88号", "violationType": "无证经营",
        "violationFacts": "未取得食品经营许可从事餐饮服务", "legalBasisText": "《中华人民共和国食品安全法》第一百二十二条第一款",
        "penaltyKinds": ["fine", "confiscateGains"], "penaltyContent": "处以罚款50000.00元，没收违法所得3200.00元",
        "fineAmountFen": 5_000_000, "confiscatedAmountFen": 320_000, "decisionDate": "2026-07-30",
        "validUntil": "2099-12-31", "penaltyAgency": "成都市锦江区市场监督管理局",
        "penaltyAgencyUscc": "11510104XT9000117K", "sourceAgency": "成都市锦江区市场监督管理局",
        "sourceAgencyUscc": "11510104XT9000117K",
    ]

    static func draft(_ changes: JSONValue = .object([])) -> JSONValue {
        ["record": record.merging(changes), "severity": "general"]
    }

    /// A request for records, with a mark-up in its title that no page may take for its own.
    static func assistance(to offices: [String]) -> JSONValue {
        [
            "title": "调取<b>登记</b>记录", "request": "请提供有关记录。", "purpose": "核查案件",
            "legalBasis": "《行政处罚法》第二十六条", "items": ["登记记录"], "subject": referral["subject"] ?? .null,
            "recipients": .array(offices.map { .string($0) }),
        ]
    }

    static let reviews: JSONValue = ["secrecyReviewed": true, "privacyReviewed": true]
}
