import Contracts

/// Kinds of administrative penalty (处罚类别), 行政处罚法 第九条; the order is that of the article.
package enum PenaltyKind: String, CaseIterable, Hashable, Comparable, Sendable {
    case warning
    case criticism
    case fine
    case confiscateGains
    case confiscateGoods
    case suspendLicence
    case downgrade
    case revokeLicence
    case restrictActivity
    case suspendBusiness
    case closeDown
    case careerBan
    case detention
    case other

    /// The legal term.
    package var name: String {
        switch self {
        case .warning: "警告"
        case .criticism: "通报批评"
        case .fine: "罚款"
        case .confiscateGains: "没收违法所得"
        case .confiscateGoods: "没收非法财物"
        case .suspendLicence: "暂扣许可证件"
        case .downgrade: "降低资质等级"
        case .revokeLicence: "吊销许可证件"
        case .restrictActivity: "限制开展生产经营活动"
        case .suspendBusiness: "责令停产停业"
        case .closeDown: "责令关闭"
        case .careerBan: "限制从业"
        case .detention: "行政拘留"
        case .other: "其他"
        }
    }

    /// The kind with exactly this legal term; nil for any other text.
    package init?(name: String) {
        guard let kind = PenaltyKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    package static func < (left: PenaltyKind, right: PenaltyKind) -> Bool { left.position < right.position }

    private var position: Int { PenaltyKind.allCases.firstIndex(of: self) ?? 0 }

    /// Reads a `;`-joined set (full width `；` too); the result is in the order of the article, each kind once.
    ///
    /// - Throws: the words that name no kind, or that there is none at all.
    package static func set(_ text: String) throws(PenaltyKindRefusal) -> [PenaltyKind] {
        let words = HalfWidth.fold(text).split { $0 == ";" || $0 == "；" }.map { HalfWidth.trimmed(String($0)) }
            .filter { !$0.isEmpty }
        guard !words.isEmpty else { throw .empty }
        let unknown = words.filter { PenaltyKind(name: $0) == nil }
        guard unknown.isEmpty else { throw .unknown(unknown) }
        return PenaltyKind.allCases.filter { words.contains($0.name) }
    }

    /// The set as files write it, `罚款;没收违法所得`.
    package static func joined(_ kinds: [PenaltyKind]) -> String { kinds.map(\.name).joined(separator: ";") }
}

/// Why a text is no set of penalty kinds.
package enum PenaltyKindRefusal: Error, Hashable, Sendable {
    /// Nothing is named.
    case empty
    /// These words name no kind of 行政处罚法 第九条.
    case unknown([String])
}

/// What the party is (行政相对人类别).
package enum CounterpartyKind: String, CaseIterable, Hashable, Sendable {
    case organisation
    case soleTrader
    case naturalPerson

    /// The word of the 双公示 file.
    package var name: String {
        switch self {
        case .organisation: "法人及非法人组织"
        case .soleTrader: "个体工商户"
        case .naturalPerson: "自然人"
        }
    }

    /// The kind with exactly this word; nil for any other.
    package init?(name: String) {
        guard let kind = CounterpartyKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
