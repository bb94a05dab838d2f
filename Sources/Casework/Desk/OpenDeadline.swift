package import Contracts

/// A deadline that was neither met nor fell away: what lists and figures need of it without opening its case.
package struct OpenDeadline: Hashable, Sendable {
    /// Its place among the deadlines of its case, from 0.
    package let ordinal: Int
    /// Its name in the case: `transfer`, `accept/510100-tax`.
    package let key: String
    /// Rule id.
    package let rule: String
    /// Whose duty; nil when the case does not say.
    package let holder: OfficeID?
    /// The last moment in time; nil while a suspension stands, for the end is then open.
    package let due: Moment?
    /// Whether it touched a year without a holiday schedule, so that a later calendar may move it.
    package let isProvisional: Bool

    /// A deadline from its parts.
    package init(ordinal: Int, key: String, rule: String, holder: OfficeID?, due: Moment?, isProvisional: Bool) {
        self.ordinal = ordinal
        self.key = key
        self.rule = rule
        self.holder = holder
        self.due = due
        self.isProvisional = isProvisional
    }
}

extension CaseFile {
    /// The deadlines that count or are suspended, in the order they started.
    package var openDeadlines: [OpenDeadline] {
        deadlines.enumerated().compactMap { ordinal, deadline in
            guard deadline.isOpen else { return nil }
            return OpenDeadline(
                ordinal: ordinal, key: deadline.key, rule: deadline.rule, holder: deadline.holder, due: deadline.due,
                isProvisional: deadline.isProvisional)
        }
    }
}

extension DeadlineState {
    /// Whether its duty is neither done nor gone.
    package var isOpen: Bool { status == .running || status == .paused }
}

/// How far an open deadline lies from its end. Each deadline is in exactly one band, so that the parts of a histogram
/// add up to its total.
package enum DeadlineBand: String, CaseIterable, Hashable, Sendable {
    /// Overdue by 31 whole days or more.
    case overdueOver30Days
    /// Overdue by 8 to 30 whole days.
    case overdue8To30Days
    /// Overdue by 4 to 7 whole days.
    case overdue4To7Days
    /// Overdue by 1 to 3 whole days.
    case overdue1To3Days
    /// Overdue, by less than a day.
    case overdueUnder1Day
    /// In time, and due within `soon`.
    case dueSoon
    /// In time, with more left.
    case later
    /// Its end is open while a suspension stands.
    case paused

    /// What counts as soon: three days, the shortest term that the law counts in days, so that such a term is never
    /// first seen when it is over.
    package static let soon = Span.hours(72)

    private static let day = Span.hours(24)

    /// Where a deadline lies. What happens at `due` is in time: it is overdue from the next millisecond on.
    package init(due: Moment?, at now: Moment) {
        guard let due else {
            self = .paused
            return
        }
        self = DeadlineBand.ends(at: now).first { due <= $0.last }?.band ?? .later
    }

    /// The last due moment of each band that has one, ascending; whatever is due behind them all is `later`.
    package static func ends(at now: Moment) -> [(band: DeadlineBand, last: Moment)] {
        func before(_ days: Int64) -> Moment { Moment(milliseconds: now.milliseconds - days * day.milliseconds) }
        return [
            (.overdueOver30Days, before(31)), (.overdue8To30Days, before(8)), (.overdue4To7Days, before(4)),
            (.overdue1To3Days, before(1)), (.overdueUnder1Day, Moment(milliseconds: now.milliseconds - 1)),
            (.dueSoon, now + soon),
        ]
    }

    /// Whether the end has passed.
    package var isOverdue: Bool {
        switch self {
        case .overdueOver30Days, .overdue8To30Days, .overdue4To7Days, .overdue1To3Days, .overdueUnder1Day: true
        case .dueSoon, .later, .paused: false
        }
    }

    /// In Chinese, for a table.
    package var title: String {
        switch self {
        case .overdueOver30Days: "逾期30日以上"
        case .overdue8To30Days: "逾期8至30日"
        case .overdue4To7Days: "逾期4至7日"
        case .overdue1To3Days: "逾期1至3日"
        case .overdueUnder1Day: "逾期不足1日"
        case .dueSoon: "3日内到期"
        case .later: "未到期"
        case .paused: "中止"
        }
    }
}
