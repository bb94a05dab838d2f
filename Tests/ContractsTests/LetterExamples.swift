import Contracts

/// One plausible body for each letter type, made from its table; all names and codes are fictional.
enum LetterExamples {
    /// A body with every field of the contract.
    static func body(of contract: LetterContract) -> JSONValue {
        var body = object(contract.allFields)
        switch contract.carrier {
        case .direct:
            body = body.setting("recipients", ["510100-police"])
            if contract.owedCopy == .sameLevelProcuratorate {
                body = body.setting("cc", ["510100-procuratorate"])
            } else {
                body = body.removing("cc")
            }
        case .broadcast: body = body.removing("recipients").removing("cc")
        }
        return body
    }

    private static func object(_ fields: [BodyField]) -> JSONValue {
        .object(fields.map { JSONMember($0.name, value(of: $0)) })
    }

    private static func value(of field: BodyField) -> JSONValue {
        if let chosen = chosen[field.name], fits(chosen, field.kind) { return chosen }
        return value(of: field.kind, named: field.name, title: field.title)
    }

    /// A chosen value stands only where its kind is right: the same name may mean something else in another letter.
    private static func fits(_ value: JSONValue, _ kind: BodyKind) -> Bool {
        var check = BodyCheck(unknown: .refused)
        let field = BodyField.required("value", kind, "值")
        let read = check.read(["value": value], [field])
        return check.faults.isEmpty && read["value"] == value
    }

    private static func value(of kind: BodyKind, named name: String, title: String) -> JSONValue {
        switch kind {
        case .text(let maximum): .string(String((chosen[name]?.string ?? "示例\(title)").prefix(maximum)))
        case .choice(let words): .string(words.first ?? "")
        case .reasonCode: "NOT_COMPETENT"
        case .date: "2026-07-03"
        case .moment: "2026-07-03T16:30:00.000+08:00"
        case .integer(let range): .integer(max(range.lowerBound, min(1, range.upperBound)))
        case .flag: false
        case .office: "510100-police"
        case .uscc: "91510104XT00010175"
        case .personToken: "p1-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        case .region: "510104"
        case .documentNumber: "成市监移〔2026〕3号"
        case .digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        case .evidenceFile: evidenceFile
        case .letter: "01K1Z3NDEKTSV4RRFFQ69G5FAV"
        case .list(let element, let minimum, let maximum):
            .array(
                Array(
                    repeating: value(of: element, named: name, title: title),
                    count: max(minimum, min(1, maximum))))
        case .object(let fields): object(fields)
        case .variant(let variants): object(variants.usualFields)
        case .record: ["note": "示例"]
        }
    }

    /// `test`, four bytes.
    private static let evidenceFile: JSONValue = [
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "name": "检验报告.pdf", "size": 4,
        "mediaType": "application/pdf", "custodian": "王例",
        "chunks": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ]

    private static let chosen: [String: JSONValue] = [
        "event": "sent", "state": "sent", "key": "accept", "rule": "REF-ACCEPT",
        "ruleSet": "1-5f0c9d1be2a84f0c9d1be2a84f0c9d1b", "start": "2026-07-03T16:30:00.000+08:00",
        "name": "成都示例食品有限公司", "counterpartyName": "成都示例食品有限公司", "uscc": "91510104XT00010175",
        "counterpartyKind": "organisation", "subjectKind": "organisation", "legalRepName": "李样",
        "registeredRegion": "510104", "actualRegion": "510104", "industryCode": "C14",
        "caseName": "涉嫌生产经营不符合食品安全标准的食品案", "caseSource": "投诉举报", "facts": "经查，当事人在生产中使用非食品原料。",
        "factsSummary": "经查，当事人在生产中使用非食品原料。", "evidence": ["现场笔录1份", "检验报告1份"],
        "reasonForTransfer": "notOurJurisdiction", "legalBasis": "《中华人民共和国行政处罚法》第二十七条",
        "limitationDate": "2028-06-10", "seizureExpiry": "2026-08-10", "replyBy": "2026-07-31",
        "contactName": "王例", "contactPhone": "028-00000000", "note": "附卷宗一册", "text": "已完成现场检查，正在核实货值。",
        "suspectedCrime": "生产、销售有毒、有害食品罪", "criminalLawArticle": "《中华人民共和国刑法》第一百四十四条",
        "thresholdBasis": "《最高人民检察院 公安部关于公安机关管辖的刑事案件立案追诉标准的规定（一）的补充规定》",
        "amountInvolvedFen": 5_000_000, "consequences": "未造成人身伤害", "specialTeam": ["张例", "赵例"],
        "receivingOfficer": "陈例", "itemsCounted": 5, "missingItems": ["有关检验报告或者鉴定结论"],
        "decisionNo": "成市监处罚〔2026〕88号", "sourceDecisionNo": "成市监处罚〔2026〕88号",
        "listingDecisionNo": "成市监列〔2026〕5号", "instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条",
        "item": "第（一）项", "listKind": "market-serious-illegal", "cause": "受到较重行政处罚且有从重情节",
        "numberedFor": "510100-procuratorate", "code": "M-1", "measureCode": "M-1",
        "targetAgencies": ["tax", "customs"], "reason": "不属于本机关管辖",
        "competentAgency": "武汉样例区市场监督管理局", "competentOrgan": "武汉样例区监察委员会",
        "violationType": "违反食品安全管理规定", "violationFacts": "使用非食品原料生产食品", "penaltyContent": "罚款5万元，没收违法所得3200元",
        "legalBasisText": "《中华人民共和国食品安全法》第一百二十三条", "penaltyKinds": ["fine", "confiscateGains"],
        "fineAmountFen": 5_000_000, "confiscatedAmountFen": 320_000, "decisionDate": "2026-07-30",
        "validUntil": "2099-12-31", "penaltyAgency": "成都示例市市场监督管理局", "penaltyAgencyUscc": "11510100XT9000125L",
        "sourceAgency": "成都示例市市场监督管理局", "sourceAgencyUscc": "11510100XT9000125L", "version": 2,
        "previousVersion": 1, "maskingProfile": "orgDecision", "severity": "general", "minUntil": "2026-10-30",
        "maxUntil": "2027-07-30", "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "attemptedBy": "market-regulation-01", "receivedBy": "陈例", "items": ["检验报告原件1份"],
    ]
}
