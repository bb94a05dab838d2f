/// What kind of fact a publication shows (domain C.11).
package enum RecordKind: String, CaseIterable, Hashable, Sendable {
    /// 行政处罚 (domain C.5).
    case penalty
    /// 行政许可 (domain C.6).
    case licence
    /// 列入经营异常名录 (市场监管总局令第101号).
    case abnormal
    /// 列入严重违法失信名单 (市场监管总局令第44号).
    case serious
    /// 重大税收违法失信主体 (国家税务总局令第54号).
    case majorTax
    /// 欠税公告 (国家税务总局令第61号).
    case arrears
    /// 海关企业信用等级 (海关总署令第282号).
    case customsCredit
    /// 抽查、检查结果 (企业公示信息抽查办法).
    case inspectionResult
    /// 典型案例.
    case typicalCase
    /// 风险警示.
    case riskNotice
    /// 逾期拖欠中小企业款项 (保障中小企业款项支付条例).
    case overduePayables

    /// The kind of a record or letter; penalties were published before there were other kinds.
    package init?(in body: JSONValue?) {
        guard let word = body?["recordKind"] else {
            self = .penalty
            return
        }
        guard let kind = word.string.flatMap({ RecordKind(rawValue: $0) }) else { return nil }
        self = kind
    }

    /// Chinese name.
    package var title: String {
        switch self {
        case .penalty: "行政处罚"
        case .licence: "行政许可"
        case .abnormal: "经营异常名录"
        case .serious: "严重违法失信名单"
        case .majorTax: "重大税收违法失信主体"
        case .arrears: "欠税公告"
        case .customsCredit: "海关企业信用等级"
        case .inspectionResult: "检查结果"
        case .typicalCase: "典型案例"
        case .riskNotice: "风险警示"
        case .overduePayables: "逾期拖欠款项"
        }
    }

    /// The field with the number of the document behind it.
    package var documentField: String { self == .licence ? "licenceDocNo" : "decisionNo" }

    /// The field with the name of the agency that decided.
    package var agencyField: String {
        switch self {
        case .penalty: "penaltyAgency"
        case .licence: "licensingAgency"
        case .abnormal, .serious, .majorTax, .arrears, .customsCredit: "decidingAgency"
        case .inspectionResult: "inspectingAgency"
        case .typicalCase, .riskNotice, .overduePayables: "publishingAgency"
        }
    }

    /// Whether it stands on a list from which it is removed one day.
    package var isListing: Bool {
        switch self {
        case .abnormal, .serious, .majorTax, .arrears, .customsCredit: true
        case .penalty, .licence, .inspectionResult, .typicalCase, .riskNotice, .overduePayables: false
        }
    }

    /// Whether it speaks against the firm: then how grave it is decides how long it shows (NDRC36 art 7).
    package var isNegative: Bool { self != .licence && self != .inspectionResult }

    /// What its publication shows; personal numbers and phones have no field.
    package var payloadFields: [BodyField] {
        switch self {
        case .penalty: LetterFields.penaltyPayload
        case .licence: LetterFields.licencePayload
        case .abnormal: LetterFields.abnormalPayload
        case .serious: LetterFields.seriousPayload
        case .majorTax: LetterFields.majorTaxPayload
        case .arrears: LetterFields.arrearsPayload
        case .customsCredit: LetterFields.customsCreditPayload
        case .inspectionResult: LetterFields.inspectionPayload
        case .typicalCase: LetterFields.typicalCasePayload
        case .riskNotice: LetterFields.riskNoticePayload
        case .overduePayables: LetterFields.overduePayablesPayload
        }
    }

    /// What its agency records: like the public payload, and natural persons too, who are recorded by name and token and
    /// never published.
    package var recordFields: [BodyField] {
        payloadFields.map { field in
            switch field.name {
            case "counterpartyKind":
                .required(field.name, .choice(["organisation", "soleTrader", "naturalPerson"]), field.title)
            case "uscc": field.loosened
            default: field
            }
        } + [
            .optional("personToken", .personToken, "自然人令牌"),
            .optional("homeAddress", .text(200), "住址"),
        ]
    }

    /// Texts that people wrote, in any kind; names, codes, dates and document numbers have forms of their own.
    package static let freeTexts: Set<String> = Set(
        allCases.flatMap { kind in
            kind.payloadFields.filter { field in
                if case .text = field.kind { return !names.contains(field.name) && field.name != kind.agencyField }
                return false
            }.map(\.name)
        })

    private static let names: Set = ["counterpartyName", "legalRepName", "sourceAgency", "licenceDocNo", "licenceNo"]

    /// One word for each kind.
    package static let words = allCases.map(\.rawValue)

    /// Tables of the kinds, chosen by `recordKind`.
    package static func variants(_ fields: (RecordKind) -> [BodyField]) -> BodyVariants {
        BodyVariants(
            by: "recordKind", usual: RecordKind.penalty.rawValue,
            tables: allCases.map { BodyVariants.Table(word: $0.rawValue, fields: fields($0)) })
    }
}
