package import Contracts

/// A term that runs: a budget of time from a start, and the ledger of its suspensions. Everything about it is a pure
/// function of these and the calendar (S10); no due date is stored that cannot be derived again.
package struct Term: Hashable, Sendable {
    /// The event that starts it; its day or hour is not counted.
    package let start: Moment
    /// The budget, extensions included.
    package let count: TermCount
    /// When it did not run; in any order, overlaps count once.
    package let suspensions: [Suspension]

    /// A term.
    package init(start: Moment, count: TermCount, suspensions: [Suspension] = []) {
        self.start = start
        self.count = count
        self.suspensions = suspensions
    }

    /// When the term ends; nil while a suspension stands that stopped it before its end.
    package func due(_ calendar: WorkingCalendar) -> DueDate? {
        switch count {
        case .hours(let hours):
            due(after: Span.hours(Int64(hours)))
        case .minutes(let minutes):
            due(after: Span.minutes(Int64(minutes)))
        case .workingDays(let days):
            due(workingDays: days, after: startDay, calendar)
        case .calendarDays(let days, let roll):
            due(lastDay: startDay.adding(days: days), roll, calendar)
        case .months(let months, let roll):
            due(lastDay: startDay.adding(months: months), roll, calendar)
        case .years(let years, let roll):
            due(lastDay: startDay.adding(months: years * 12), roll, calendar)
        case .nextMonthDay(let day, let roll):
            due(lastDay: Term.day(day, ofMonthAfter: startDay), roll, calendar)
        case .nextMonthWorkingDay(let day):
            due(workingDays: day, after: Term.day(1, ofMonthAfter: startDay).adding(days: -1), calendar)
        }
    }

    /// When the warning rungs (D.0(4): 50 %, 80 %) and the end fall. For every kind of term a rung lies at its share
    /// of the real time that runs between start and due, suspended time left out, rounded up to a millisecond, so that
    /// none is early. Rungs that lie behind a standing suspension have no moment yet and are missing.
    ///
    /// - Parameters:
    ///   - percents: shares of the term in percent, 1…99; the end is always added as `.due`.
    ///   - calendar: working days.
    /// - Returns: the rungs, ascending.
    package func rungs(_ percents: [Int], calendar: WorkingCalendar) -> [RungMoment] {
        let due = due(calendar)
        let total = due.map { running(until: $0.moment, suspensions) } ?? plannedRunningTime(calendar)
        let gaps = elapsedGaps
        let warnings = percents.sorted().compactMap { percent -> RungMoment? in
            let share = (total * Int64(percent) + 99) / 100
            guard let moment = gaps.advancing(start.milliseconds, by: share) else { return nil }
            return RungMoment(rung: .warning(percent: percent), moment: Moment(milliseconds: moment))
        }
        guard let due else { return warnings }
        return warnings + [RungMoment(rung: .due, moment: due.moment)]
    }

    private var startDay: CivilDate { start.civilDate }

    private var elapsedGaps: Gaps { Gaps(suspensions) { $0.milliseconds } }

    private var dayGaps: Gaps { Gaps(suspensions) { Int64($0.civilDate.dayNumber) } }

    /// While a suspension stands the end is open, yet the rungs before it keep their place: the running time is then
    /// what it would be if the standing suspensions had never begun.
    private func plannedRunningTime(_ calendar: WorkingCalendar) -> Int64 {
        let ended = suspensions.filter { $0.until != nil }
        return Term(start: start, count: count, suspensions: ended).due(calendar).map {
            running(until: $0.moment, ended)
        } ?? 0
    }

    private func running(until end: Moment, _ suspensions: [Suspension]) -> Int64 {
        Gaps(suspensions) { $0.milliseconds }.counted(from: start.milliseconds, to: end.milliseconds)
    }

    private func due(after budget: Span) -> DueDate? {
        elapsedGaps.advancing(start.milliseconds, by: budget.milliseconds).map {
            DueDate(moment: Moment(milliseconds: $0), isProvisional: false)
        }
    }

    private func due(workingDays days: Int, after first: CivilDate, _ calendar: WorkingCalendar) -> DueDate? {
        let gaps = dayGaps
        var counted = CountedDay(day: first, isProvisional: false)
        var left = days
        while left > 0 {
            guard let next = Term.running(counted.day.adding(days: 1), gaps) else { return nil }
            counted.day = next
            counted.isProvisional = counted.isProvisional || !calendar.isScheduled(next)
            if calendar.isWorkingDay(next) { left -= 1 }
        }
        return DueDate(moment: counted.day.end, isProvisional: counted.isProvisional)
    }

    private func due(lastDay: CivilDate, _ roll: TermCount.Roll, _ calendar: WorkingCalendar) -> DueDate? {
        let gaps = dayGaps
        var day = startDay
        for _ in 0..<max(0, lastDay.dayNumber - startDay.dayNumber) {
            guard let next = Term.running(day.adding(days: 1), gaps) else { return nil }
            day = next
        }
        guard roll == .toNextWorkingDay else { return DueDate(moment: day.end, isProvisional: false) }
        var isProvisional = !calendar.isScheduled(day)
        while !calendar.isWorkingDay(day) {
            guard let next = Term.running(day.adding(days: 1), gaps) else { return nil }
            day = next
            isProvisional = isProvisional || !calendar.isScheduled(day)
        }
        return DueDate(moment: day.end, isProvisional: isProvisional)
    }

    /// The first day from `day` on that is not suspended; nil when the suspension stands.
    private static func running(_ day: CivilDate, _ gaps: Gaps) -> CivilDate? {
        guard let gap = gaps.covering(Int64(day.dayNumber)) else { return day }
        return gap.until.map { CivilDate(dayNumber: Int($0)) }
    }

    private static func day(_ day: Int, ofMonthAfter start: CivilDate) -> CivilDate {
        let parts = start.components
        let first = start.adding(days: 1 - parts.day).adding(months: 1)
        let next = first.components
        return first.adding(days: min(day, CivilDate.daysInMonth(year: next.year, month: next.month)) - 1)
    }
}

/// A point of a running term at which something is done.
package enum Rung: Hashable, Comparable, Sendable {
    /// A share of the term has run, in percent 1…99.
    case warning(percent: Int)
    /// The term has ended.
    case due

    /// The stable name under which a rung fires once: `50`, `80`, `due`.
    package var name: String {
        switch self {
        case .warning(let percent): String(percent)
        case .due: "due"
        }
    }
}

/// A rung and when it falls.
package struct RungMoment: Hashable, Sendable {
    /// Which rung.
    package let rung: Rung
    /// When. `.due` has passed only after this moment; a warning may be given at it.
    package let moment: Moment

    /// A rung at a moment.
    package init(rung: Rung, moment: Moment) {
        self.rung = rung
        self.moment = moment
    }
}
