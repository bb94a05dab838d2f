package import Contracts

/// Why a deadline ends when it ends: rule, article, start, suspensions, prolongations and calendar, for machines and in
/// words that an officer can put into a file.
package struct DeadlineReason: Hashable, Sendable {
    private let deadline: DeadlineState
    private let rule: DeadlineRule?

    /// The reason of a deadline, in the words of the rule set at hand; a rule that it does not know on that day leaves
    /// the deadline to speak for itself.
    package init(_ deadline: DeadlineState, rules: RuleSet) {
        self.deadline = deadline
        do throws(RuleRefusal) {
            rule = try rules.deadline(deadline.rule, on: deadline.start.civilDate)
        } catch {
            rule = nil
        }
    }

    /// What must be done, in Chinese; the rule's id where the rule set at hand does not know it.
    package var name: String { rule?.name ?? deadline.rule }

    /// Who in the office must act, in Chinese; nil when the rule is not known here.
    package var duty: String? { rule?.holder.title }

    /// For machines.
    package var json: JSONValue {
        .members([
            ("text", .string(text)), ("rule", .string(deadline.rule)), ("name", .string(name)),
            ("ruleSet", .string(deadline.ruleSet)),
            ("source", rule.map { .string($0.source.rawValue) }),
            ("basis", .array((rule?.basis ?? []).map { .string($0.citation) })),
            ("start", .string(deadline.start.description)), ("term", .string(term)),
            (
                "pauses",
                .array(
                    deadline.pauses.map { pause in
                        .members([
                            ("from", .string(pause.from.description)),
                            ("until", pause.until.map { .string($0.description) }), ("reason", .string(pause.reason)),
                            ("document", .string(pause.document)),
                        ])
                    })
            ),
            ("extensions", .integer(Int64(deadline.extensions))), ("isProvisional", .bool(deadline.isProvisional)),
            ("setBy", .string(deadline.setBy.description)),
        ])
    }

    /// In one paragraph.
    package var text: String {
        var parts = [opening, "自\(deadline.start.shortDescription)起算（当日、当时不计），期限\(term)"]
        if deadline.extensions > 0, deadline.days == nil { parts.append("其中含\(deadline.extensions)次延长") }
        parts += deadline.pauses.map(words)
        parts.append(deadline.due.map { "至\($0.shortDescription)届满" } ?? "中止期间不计，届满时间待恢复计算后确定")
        let sentence = parts.joined(separator: "，") + "。"
        return sentence + (deadline.isProvisional ? "所涉年度的放假安排尚未公布，届满时间为暂定，公布后重新计算。" : "")
    }

    private var opening: String {
        let version = "规则\(deadline.rule)，规则集\(deadline.ruleSet.prefix(12))"
        guard let rule else { return "“\(deadline.rule)”（\(version)）" }
        let basis = rule.basis.map(\.citation).joined(separator: "、")
        switch rule.source {
        case .law: return "\(rule.name)：依据\(basis)（\(version)）"
        case .serviceLevel: return "\(rule.name)：服务承诺，不是法定期限（\(version)）"
        }
    }

    private var term: String {
        if let days = deadline.days { return "由文书指定，共\(days)日" }
        guard let rule else { return "见起算单位\(deadline.setBy)的规则" }
        let count = rule.count(extensions: deadline.extensions)
        return count.chinese + (count.rolls ? "，末日为节假日的顺延" : "")
    }

    private func words(_ pause: DeadlineState.Pause) -> String {
        let end = pause.until.map { "至\($0.shortDescription)" } ?? "起至今"
        return "\(pause.from.shortDescription)\(end)中止（事由\(pause.reason)，文书\(pause.document)）"
    }
}

extension TermCount {
    /// Whether an end that is no working day moves to the next one.
    package var rolls: Bool {
        switch self {
        case .calendarDays(_, let roll), .months(_, let roll), .years(_, let roll), .nextMonthDay(_, let roll):
            roll == .toNextWorkingDay
        case .workingDays, .hours, .minutes, .nextMonthWorkingDay: false
        }
    }
}

extension DeadlineRule.Holder {
    /// Who that is, in Chinese.
    package var title: String {
        switch self {
        case .referrer: "移送、发起单位"
        case .receiver: "接收单位"
        case .agencyHead: "机关负责人"
        case .legalReviewer: "法制审核人员"
        case .caseOffice: "办案单位"
        case .police: "公安机关"
        case .procuratorate: "检察院"
        case .listOwner: "列入单位"
        case .superior: "上级机关"
        case .measureReceiver: "惩戒措施实施单位"
        case .publisher: "公示单位"
        case .registrar: "登记机关"
        case .party: "当事人"
        case .bus: "本系统"
        }
    }
}
