package import Contracts

/// The bodies of the clerks' orders.
package enum Papers {
    /// Whether an office has concluded or returned a referral.
    package static func isAnswered(_ file: JSONValue, by office: String) -> Bool {
        ["concluded", "returned"].contains(file["facts"]?["parts"]?[office]?["state"]?.string ?? "")
    }

    static let notCompetent: JSONValue = [
        "reasonCode": "NOT_COMPETENT", "reason": "不属于本机关管辖", "competentAgency": "成都示例市人力资源和社会保障局",
    ]

    static func firm(_ number: Int) -> JSONValue {
        [
            "subjectKind": "organisation", "name": .string("成都虚构第\(number)贸易有限公司"),
            "uscc": .string(SubjectCodes.code(number)), "registeredRegion": "510104",
        ]
    }

    /// A referral to these offices.
    package static func referral(_ number: Int, to offices: [String]) -> JSONValue {
        [
            "caseName": .string("涉嫌违法第\(number)号案"), "caseSource": "日常检查", "subject": firm(number),
            "facts": "当事人在其网站宣称产品“国家级检测第一”，不能提供证明材料。", "evidence": ["网页截图十二张"],
            "reasonForTransfer": "notOurJurisdiction", "legalBasis": "《中华人民共和国行政处罚法》第二十五条",
            "limitationDate": "2028-07-15", "replyBy": "2026-09-01",
            "recipients": .array(offices.map { .string($0) }),
        ]
    }

    static func penalty(_ number: Int) -> JSONValue {
        [
            "counterpartyName": .string("成都虚构第\(number)贸易有限公司"), "counterpartyKind": "organisation",
            "uscc": .string(SubjectCodes.code(number)), "decisionNo": .string("成示市监处罚〔2026〕\(number)号"),
            "violationType": "标签虚假", "violationFacts": "产品标签与实际不符。",
            "legalBasisText": "《中华人民共和国食品安全法》第一百二十五条", "penaltyKinds": ["fine"],
            "penaltyContent": "罚款50000元", "fineAmountFen": 5_000_000, "decisionDate": "2026-08-03",
            "validUntil": "2099-12-31", "penaltyAgency": "成都示例市市场监督管理局",
            "penaltyAgencyUscc": "11510100XT9000125L", "sourceAgency": "成都示例市市场监督管理局",
            "sourceAgencyUscc": "11510100XT9000125L",
        ]
    }

    private static let serious: JSONValue = "市场监督管理严重违法失信名单管理办法"

    static func proposal(_ number: Int) -> JSONValue {
        [
            "listKind": "seriousViolation", "subject": firm(number),
            "ground": ["instrument": serious, "article": "第二条"], "cause": "因违法添加被处以较重行政处罚",
            "sourceDecisionNo": .string("成示市监处罚〔2026〕\(number)号"), "sourceDecisionDate": "2026-07-10",
            "heavyPenalty": true,
            "measures": [["code": "M14", "basis": ["instrument": serious, "article": "第十五条第三项"]]],
        ]
    }

    static func listing(_ number: Int) -> JSONValue {
        [
            "listingDecisionNo": .string("成示市监信列〔2026〕\(number)号"), "noticeServedOn": "2026-07-30",
            "objectionUntil": "2026-08-06", "superiorConsentNo": "川示市监信复〔2026〕9号",
        ]
    }

    static func removal(_ number: Int) -> JSONValue {
        [
            "kind": "revoked", "reason": "原处罚决定被依法撤销",
            "decisionNo": .string("成示市监信移〔2026〕\(number)号"),
        ]
    }

    static func investigation(_ number: Int) -> JSONValue {
        [
            "caseName": .string("涉嫌销售假冒注册商标商品第\(number)号案"), "caseSource": "投诉举报", "subject": firm(number),
            "filedOn": "2026-07-20",
        ]
    }

    static func suspicion(_ number: Int) -> JSONValue {
        [
            "suspects": [firm(number)], "suspectedCrime": "销售假冒注册商标的商品罪",
            "criminalLawArticle": "《中华人民共和国刑法》第二百一十四条", "factsSummary": "仓库查获标注他人注册商标的运动鞋三百双。",
            "amountInvolvedFen": .integer(18_000_000), "measuresTaken": ["扣押运动鞋三百双"], "ipReasonableSuspicion": true,
        ]
    }

    static func transfer(_ number: Int) -> JSONValue {
        [
            "documentNo": .string("成市监移〔2026〕\(number)号"),
            "attachments": [
                "transferLetter": ["state": "present", "title": "涉嫌犯罪案件移送书"],
                "investigationReport": ["state": "present", "title": "调查报告"],
                "goodsList": ["state": "present", "title": "涉案物品清单"], "inspectionReports": ["state": "pending"],
                "otherMaterials": ["state": "notApplicable", "reason": "无其他材料"],
            ],
        ]
    }
}
