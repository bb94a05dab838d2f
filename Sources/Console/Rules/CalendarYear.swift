import Casework
import Contracts
import Pages

/// A year of working days, as terms are counted.
struct CalendarYear: Sendable {
    /// Years that a calendar may have.
    static let known = 2000...2199

    let year: Int
    private let calendar: WorkingCalendar
    private let paper: RulePaper?
    private let years: [Int]

    init(_ year: Int, _ calendar: WorkingCalendar, _ book: RuleBook?) {
        self.year = year
        self.calendar = calendar
        paper = book?.calendars.first { $0.year == year }
        years = calendar.years
    }

    /// For the template.
    func value(_ visit: Console.Visit) -> [String: PageValue] {
        let months = (1...12).compactMap { CivilDate(year: year, month: $0, day: 1) }.map { CalendarMonth(of: $0) }
        let days = months.flatMap { month in CalendarYear.days(of: month) }
        return [
            "isKnown": .flag(years.contains(year)), "source": .optional(paper?.source),
            "working": .number(days.count(where: calendar.isWorkingDay)),
            "off": .number(days.count { !calendar.isWorkingDay($0) && $0.weekday <= 5 }),
            "makeUp": .number(days.count { calendar.isWorkingDay($0) && $0.weekday > 5 }),
            "months": .list(months.map { month($0, visit) }),
            "years": .list(
                Set(years + [visit.today.year, visit.today.year + 1]).sorted().map { other in
                    [
                        "name": .text(String(other)), "url": .text("/rules/calendar?year=\(other)"),
                        "isHere": .flag(other == year),
                    ]
                }),
            "weekdays": .list(
                ["一", "二", "三", "四", "五", "六", "日"].enumerated().map { place, name in
                    .text(Words(name, ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][place]).in(visit.language))
                }),
        ]
    }

    private static func days(of month: CalendarMonth) -> [CivilDate] {
        (month.days.lowerBound.dayNumber...month.days.upperBound.dayNumber).map { CivilDate(dayNumber: $0) }
    }

    private func month(_ month: CalendarMonth, _ visit: Console.Visit) -> PageValue {
        let days = CalendarYear.days(of: month)
        let start = month.days.lowerBound.adding(days: 1 - month.days.lowerBound.weekday)
        let weeks = stride(from: start.dayNumber, through: month.days.upperBound.dayNumber, by: 7).map { first in
            PageValue.members([
                "days": .list((0..<7).map { cell(CivilDate(dayNumber: first + $0), month, visit) })
            ])
        }
        return [
            "name": .text(month.name), "weeks": .list(weeks),
            "working": .number(days.count(where: calendar.isWorkingDay)),
        ]
    }

    /// A day: what differs from the week says so in words, not by its colour alone.
    private func cell(_ day: CivilDate, _ month: CalendarMonth, _ visit: Console.Visit) -> PageValue {
        let isIn = month.days.contains(day)
        let isWorking = calendar.isWorkingDay(day)
        let mark: Badge? =
            !isIn
            ? nil
            : !isWorking && day.weekday <= 5
                ? Badge("休", .good) : isWorking && day.weekday > 5 ? Badge("班", .warn) : nil
        return [
            "number": .text(isIn ? String(day.components.day) : ""), "isOff": .flag(isIn && !isWorking),
            "isToday": .flag(day == visit.today), "mark": .optional(mark?.value),
        ]
    }
}
