package import Contracts

/// How a legal term is counted. The start day or hour is never counted (domain B.0: SAMR-P art 80, CPL art 105).
package enum TermCount: Hashable, Sendable {
    /// What happens when the last day is no working day.
    package enum Roll: String, CaseIterable, Hashable, Sendable {
        /// The term ends on the next working day: duties counted in calendar days, months and years.
        case toNextWorkingDay
        /// The day stays: eligibility dates and automatic expiry never roll.
        case never
    }

    /// Working days (工作日).
    case workingDays(Int)
    /// Calendar days (自然日).
    case calendarDays(Int, Roll)
    /// Exact elapsed hours: they run at night and on holidays and never roll.
    case hours(Int)
    /// Exact elapsed minutes; used by service levels only.
    case minutes(Int)
    /// Months, ending on the corresponding day, or on the last day of a shorter month.
    case months(Int, Roll)
    /// Years, ending on the corresponding day; 29 February ends on 28 February.
    case years(Int, Roll)
    /// A day of the month after the start (次月15日), or that month's last day when it is shorter.
    case nextMonthDay(Int, Roll)
    /// The n-th working day of the month after the start: the other reading of 次月15日 (Q3).
    case nextMonthWorkingDay(Int)

    /// When the term that starts at `start` ends, with nothing suspended.
    package func due(from start: Moment, calendar: WorkingCalendar) -> DueDate {
        guard let due = Term(start: start, count: self).due(calendar) else {
            preconditionFailure("a term that nothing suspends has an end")
        }
        return due
    }

    /// This term prolonged by `other` (+30 days after 90 is 120 days from the same start); nil when the two are
    /// counted in different units or roll differently.
    package func prolonged(by other: TermCount) -> TermCount? {
        switch (self, other) {
        case (.workingDays(let days), .workingDays(let more)): .workingDays(days + more)
        case (.hours(let hours), .hours(let more)): .hours(hours + more)
        case (.minutes(let minutes), .minutes(let more)): .minutes(minutes + more)
        case (.calendarDays(let days, let roll), .calendarDays(let more, let other)) where roll == other:
            .calendarDays(days + more, roll)
        case (.months(let months, let roll), .months(let more, let other)) where roll == other:
            .months(months + more, roll)
        case (.years(let years, let roll), .years(let more, let other)) where roll == other:
            .years(years + more, roll)
        case (.workingDays, _), (.hours, _), (.minutes, _), (.calendarDays, _), (.months, _), (.years, _),
            (.nextMonthDay, _), (.nextMonthWorkingDay, _):
            nil
        }
    }

    /// The term in Chinese as it stands in documents: `3个工作日`, `24小时`, `次月15日`.
    package var chinese: String {
        switch self {
        case .workingDays(let days): "\(days)个工作日"
        case .calendarDays(let days, _): "\(days)日"
        case .hours(let hours): "\(hours)小时"
        case .minutes(let minutes): "\(minutes)分钟"
        case .months(let months, _): "\(months)个月"
        case .years(let years, _): "\(years)年"
        case .nextMonthDay(let day, _): "次月\(day)日"
        case .nextMonthWorkingDay(let day): "次月第\(day)个工作日"
        }
    }
}

/// When a term ends.
package struct DueDate: Hashable, Sendable {
    /// The last moment in time: the last millisecond of the due day in China, or the exact instant of an hour term.
    /// What happens at `moment` is in time; what happens after it is late.
    package let moment: Moment
    /// True when a year without a holiday schedule was touched; compute again once it is loaded (domain B.0).
    package let isProvisional: Bool

    /// A due date.
    package init(moment: Moment, isProvisional: Bool) {
        self.moment = moment
        self.isProvisional = isProvisional
    }

    /// The due day in China.
    package var day: CivilDate { moment.civilDate }

    /// 00:00 of the day after the due day: when an automatic expiry takes effect (NDRC36 art 12).
    package var expiry: Moment { day.adding(days: 1).start }
}
