import Casework
import Contracts
import Pages

/// The clocks of a case: what is due by which article, how it stands, and when it did not count.
struct CaseClocks {
    let reading: CaseReading

    /// How a deadline stands, with the colour of what is left: green, yellow from the last warning that its rule has
    /// before the end, red once it is over.
    static func badge(_ deadline: DeadlineState, at now: Moment) -> Badge {
        switch deadline.status {
        case .met: return Badge(deadline.isLate ? "逾期办结" : "按期办结", deadline.isLate ? .bad : .good)
        case .stopped: return Badge(deadline.status.title, .gone)
        case .paused: return Badge(deadline.status.title, .gone)
        case .running: break
        }
        guard let due = deadline.due else { return Badge(deadline.status.title, .gone) }
        if now > due { return Badge("逾期\(words(now - due))", .bad) }
        let warning = deadline.rungs.filter { $0.at <= due }.map(\.at).max()
        let isNear = warning.map { now >= $0 } ?? false
        return Badge("剩余\(words(due - now))", isNear ? .warn : .good)
    }

    /// A length of time: days and hours, or minutes when it is short.
    static func words(_ span: Span) -> String {
        let minutes = span.milliseconds / 60_000
        switch minutes {
        case ..<60: return "\(max(0, minutes))分钟"
        case ..<(48 * 60): return "\(minutes / 60)小时"
        default: return "\(minutes / (24 * 60))天"
        }
    }

    /// Open ones by their end, then those that are over.
    var value: PageValue {
        let open = reading.file.deadlines.filter(\.isOpen).sorted { left, right in
            (left.due?.milliseconds ?? .max) < (right.due?.milliseconds ?? .max)
        }
        let over = reading.file.deadlines.filter { !$0.isOpen }
        return [
            "open": .list(open.map(row)), "over": .list(over.map(row)), "overCount": .number(over.count),
            "any": .flag(!reading.file.deadlines.isEmpty),
        ]
    }

    private func row(_ deadline: DeadlineState) -> PageValue {
        let reason = DeadlineReason(deadline, rules: reading.visit.rules)
        let badge = CaseClocks.badge(deadline, at: reading.visit.now)
        let rule = rule(deadline)
        let basis = (rule?.basis ?? []).map(\.citation).joined(separator: "、")
        let isPromise = rule?.source == .serviceLevel
        return [
            "name": .text(reason.name), "about": .optional(about(deadline.key)),
            "basis": .text(isPromise ? "服务承诺，不是法定期限" : basis),
            "holder": .text(deadline.holder.map { reading.visit.name(of: $0) } ?? "—"),
            "isOurs": .flag(deadline.holder == reading.office),
            "due": .text(deadline.due?.shortDescription ?? deadline.endedAt?.shortDescription ?? "待恢复计算后确定"),
            "badge": badge.value, "provisional": .flag(deadline.isProvisional), "reason": .text(reason.text),
            "pauses": .list(deadline.pauses.map(pause)),
            "ended": .optional(deadline.endedAt.map { "\($0.shortDescription)" }),
        ]
    }

    private func rule(_ deadline: DeadlineState) -> DeadlineRule? {
        do throws(RuleRefusal) {
            return try reading.visit.rules.deadline(deadline.rule, on: deadline.start.civilDate)
        } catch {
            return nil
        }
    }

    /// The part that a clock is about.
    private func about(_ key: String) -> String? {
        key.split(separator: "/", maxSplits: 1).dropFirst().first.map { reading.sheet.name(ofPart: String($0)) }
    }

    private func pause(_ pause: DeadlineState.Pause) -> PageValue {
        let cause = reading.workflow.title(ofEvent: pause.reason) ?? pause.reason
        let end = pause.until.map { "至\($0.shortDescription)" } ?? "起至今"
        return .text("\(pause.from.shortDescription)\(end)中止计算：\(cause)（\(pause.document)）")
    }
}
