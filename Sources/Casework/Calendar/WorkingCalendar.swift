package import Contracts

/// Which days are working days (工作日): not a Saturday or Sunday unless worked as a make-up day, and not a scheduled
/// day off (domain B.0). The schedules are data; in a year without one only weekends are known.
package struct WorkingCalendar: Hashable, Sendable {
    /// Years with a schedule, ascending.
    package let years: [Int]
    private let daysOff: [CivilDate]
    private let makeUpDays: [CivilDate]

    /// A calendar over `schedules`, in any order.
    package init(schedules: [HolidaySchedule] = []) {
        years = schedules.map(\.year).sorted()
        daysOff = schedules.flatMap(\.daysOff).sorted()
        makeUpDays = schedules.flatMap(\.makeUpDays).sorted()
    }

    /// What two calendars with the same days have in common.
    package var digest: Digest {
        let parts = [years.map { "\($0)" }, daysOff.map(\.description), makeUpDays.map(\.description)]
        return Digest.sha256(Array(parts.map { $0.joined(separator: ",") }.joined(separator: ";").utf8))
    }

    /// Whether the year of `day` has a schedule; if not, what is said about the day is provisional.
    package func isScheduled(_ day: CivilDate) -> Bool {
        years.contains(day.year)
    }

    /// Whether `day` is a working day; for a year without a schedule, whether it is Monday to Friday.
    package func isWorkingDay(_ day: CivilDate) -> Bool {
        if WorkingCalendar.contains(day, in: daysOff) { return false }
        return day.weekday <= 5 || WorkingCalendar.contains(day, in: makeUpDays)
    }

    /// The working day `count` working days after `day`, which is itself not counted; backwards when negative, and
    /// `day` itself for zero.
    package func adding(workingDays count: Int, to day: CivilDate) -> CountedDay {
        var counted = CountedDay(day: day, isProvisional: false)
        var left = count.magnitude
        while left > 0 {
            counted.day = counted.day.adding(days: count > 0 ? 1 : -1)
            counted.isProvisional = counted.isProvisional || !isScheduled(counted.day)
            if isWorkingDay(counted.day) { left -= 1 }
        }
        return counted
    }

    /// `day` when it is a working day, else the first working day after it (节假日顺延: SAMR-P art 80, GACC250 art 22,
    /// CPL art 105).
    package func rolled(_ day: CivilDate) -> CountedDay {
        var counted = CountedDay(day: day, isProvisional: !isScheduled(day))
        while !isWorkingDay(counted.day) {
            counted.day = counted.day.adding(days: 1)
            counted.isProvisional = counted.isProvisional || !isScheduled(counted.day)
        }
        return counted
    }

    /// Binary search; the day lists are sorted once, and a `Set` would be walked in no stable order.
    private static func contains(_ day: CivilDate, in days: [CivilDate]) -> Bool {
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low < days.count && days[low] == day
    }
}

/// A day found by counting, and whether the count touched a year that has no schedule yet.
package struct CountedDay: Hashable, Sendable {
    /// The day.
    package var day: CivilDate
    /// True when a later schedule may move the day; it must then be computed again.
    package var isProvisional: Bool

    /// A counted day.
    package init(day: CivilDate, isProvisional: Bool) {
        self.day = day
        self.isProvisional = isProvisional
    }
}
