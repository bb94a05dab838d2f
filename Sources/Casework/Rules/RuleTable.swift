package import Contracts

/// What a lookup was for; the raw value stands in messages.
package enum RuleKind: String, CaseIterable, Hashable, Sendable {
    case deadline, reason, measure, listKind, publicationChannel, limit, choice, slipMatter, repairRule, riskClass,
        sensitiveWord, restrictedMatter
}

/// A lookup that found no rule. The office cannot decide the step; an administrator must load the missing rule.
package enum RuleRefusal: Error, Hashable, Sendable {
    /// No rule of this id exists in the rule set.
    case unknown(RuleKind, id: String)
    /// The rule exists, but no version of it applies on that day.
    case notInForce(RuleKind, id: String, on: CivilDate)

    /// The reason code (domain D.12 and Deploy/rules/reason-codes.json).
    package var code: String {
        switch self {
        case .unknown: "RULE_UNKNOWN"
        case .notInForce: "RULE_NOT_IN_FORCE"
        }
    }

    /// What was looked for, in Chinese, for the person who is told.
    package var text: String {
        switch self {
        case .unknown(let kind, let id): "规则库中没有\(kind.chinese)“\(id)”。"
        case .notInForce(let kind, let id, let day): "\(kind.chinese)“\(id)”在\(day)没有有效的规则版本。"
        }
    }
}

extension RuleKind {
    /// Chinese name.
    package var chinese: String {
        switch self {
        case .deadline: "期限规则"
        case .reason: "原因代码"
        case .measure: "惩戒措施"
        case .listKind: "名单种类"
        case .publicationChannel: "公示渠道"
        case .limit: "限额"
        case .choice: "法律适用选项"
        case .slipMatter: "抄告事项"
        case .repairRule: "信用修复规则"
        case .riskClass: "信用风险分类"
        case .sensitiveWord: "敏感词"
        case .restrictedMatter: "限制公开事项"
        }
    }
}

/// A row that is found by id and day.
protocol RuleRow {
    static var kind: RuleKind { get }
    var key: String { get }
    var validity: Validity { get }
}

extension DeadlineRule: RuleRow {
    static var kind: RuleKind { .deadline }
    var key: String { id }
}

extension Measure: RuleRow {
    static var kind: RuleKind { .measure }
    var key: String { code }
}

extension ListKind: RuleRow {
    static var kind: RuleKind { .listKind }
    var key: String { kind }
}

extension PublicationChannel: RuleRow {
    static var kind: RuleKind { .publicationChannel }
    var key: String { channel }
}

extension RuleLimit: RuleRow {
    static var kind: RuleKind { .limit }
    var key: String { name }
}

extension Array where Element: RuleRow {
    /// Ascending by key, then by first day: the order the lookups rely on.
    var inRuleOrder: [Element] {
        sorted { ($0.key, $0.validity.from) < ($1.key, $1.validity.from) }
    }

    /// The row in force on a day.
    func row(_ key: String, on day: CivilDate) throws(RuleRefusal) -> Element {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].key < key { low = middle + 1 } else { high = middle }
        }
        guard low < count, self[low].key == key else { throw .unknown(Element.kind, id: key) }
        var index = low
        while index < count, self[index].key == key {
            if self[index].validity.contains(day) { return self[index] }
            index += 1
        }
        throw .notInForce(Element.kind, id: key, on: day)
    }
}
