import Casework
import Contracts
import Testing

/// Counting days: the vectors of domain B.0 and properties over ten years.
struct CalendarTests {
    let calendar: WorkingCalendar

    init() throws {
        calendar = try RuleDocuments.ruleSet().calendar
    }

    struct Vector: CustomTestStringConvertible, Sendable {
        let start: String
        let count: TermCount
        let due: String
        var isProvisional = false

        var testDescription: String { "\(start) + \(count.chinese) = \(due)" }
    }

    static let domainVectors = [
        Vector(start: "2026-04-30", count: .workingDays(3), due: "2026-05-08"),
        Vector(start: "2026-09-24", count: .workingDays(3), due: "2026-09-30"),
        Vector(start: "2026-09-30", count: .workingDays(20), due: "2026-11-03"),
        Vector(start: "2026-09-17", count: .workingDays(10), due: "2026-10-08"),
        Vector(start: "2026-02-13", count: .workingDays(7), due: "2026-03-02"),
        Vector(start: "2026-09-22", count: .calendarDays(3, .toNextWorkingDay), due: "2026-09-28"),
        Vector(start: "2026-09-29", count: .calendarDays(3, .toNextWorkingDay), due: "2026-10-08"),
        Vector(start: "2026-06-10", count: .calendarDays(90, .toNextWorkingDay), due: "2026-09-08"),
        Vector(start: "2026-08-31", count: .months(1, .toNextWorkingDay), due: "2026-09-30"),
        Vector(start: "2024-02-29", count: .months(12, .toNextWorkingDay), due: "2025-02-28"),
        Vector(start: "2026-12-28", count: .workingDays(5), due: "2027-01-04", isProvisional: true),
    ]

    static let edges = [
        Vector(start: "2024-02-29", count: .years(1, .never), due: "2025-02-28"),
        Vector(start: "2025-12-31", count: .months(2, .never), due: "2026-02-28"),
        Vector(start: "2025-10-01", count: .calendarDays(1, .never), due: "2025-10-02"),
        Vector(start: "2025-11-05", count: .nextMonthDay(15, .never), due: "2025-12-15"),
        Vector(start: "2025-11-05", count: .nextMonthWorkingDay(15), due: "2025-12-19"),
        Vector(start: "2026-01-31", count: .nextMonthDay(31, .never), due: "2026-02-28"),
        Vector(start: "2026-01-10", count: .nextMonthDay(15, .toNextWorkingDay), due: "2026-02-24"),
        Vector(start: "2026-12-30", count: .calendarDays(2, .never), due: "2027-01-01"),
        Vector(
            start: "2026-12-30", count: .calendarDays(3, .toNextWorkingDay), due: "2027-01-04", isProvisional: true),
        Vector(start: "2026-12-01", count: .months(2, .toNextWorkingDay), due: "2027-02-01", isProvisional: true),
        Vector(start: "2026-12-28", count: .workingDays(3), due: "2026-12-31"),
        Vector(start: "2024-02-03", count: .workingDays(1), due: "2024-02-04"),
        Vector(start: "2025-01-25", count: .workingDays(1), due: "2025-01-26"),
    ]

    @Test(arguments: domainVectors + edges)
    func `a term ends on the day the law says`(vector: Vector) throws {
        let due = vector.count.due(from: try moment(vector.start + "T10:00"), calendar: calendar)
        #expect(due.day == (try day(vector.due)))
        #expect(due.isProvisional == vector.isProvisional)
    }

    @Test(arguments: domainVectors + edges)
    func `a term counted in days ends with the last millisecond of its day`(vector: Vector) throws {
        let due = vector.count.due(from: try moment(vector.start + "T10:00"), calendar: calendar)
        #expect(due.moment.description == "\(vector.due)T23:59:59.999+08:00")
        #expect(due.expiry == Moment(milliseconds: due.moment.milliseconds + 1))
    }

    @Test(arguments: domainVectors + edges)
    func `the hour of the start changes nothing in a term counted in days`(vector: Vector) throws {
        let early = vector.count.due(from: try day(vector.start).start, calendar: calendar)
        let late = vector.count.due(from: try day(vector.start).end, calendar: calendar)
        #expect(early == late)
    }

    @Test(arguments: [
        ("2026-07-03T16:30", 24, "2026-07-04T16:30"), ("2026-09-30T23:59", 24, "2026-10-01T23:59"),
        ("2024-02-28T12:00", 24, "2024-02-29T12:00"), ("2026-12-31T20:00", 48, "2027-01-02T20:00"),
    ])
    func `hours are exact and run through nights and holidays`(start: String, hours: Int, due: String) throws {
        let result = TermCount.hours(hours).due(from: try moment(start), calendar: calendar)
        #expect(result == DueDate(moment: try moment(due), isProvisional: false))
    }

    @Test(arguments: [
        (
            "2024",
            [
                "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
                "2024-10-12",
            ]
        ),
        ("2025", ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]),
        ("2026", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]),
    ])
    func `weekends that are worked are exactly the published ones`(year: String, makeUpDays: [String]) throws {
        let first = try day(year + "-01-01")
        let worked = (0..<366).map { first.adding(days: $0) }
            .filter { $0.year == first.year && $0.weekday > 5 && calendar.isWorkingDay($0) }
        #expect(worked.map(\.description) == makeUpDays)
    }

    @Test(arguments: [(2024, 251), (2025, 248), (2026, 248)])
    func `a year has as many working days as its schedule leaves`(year: Int, count: Int) throws {
        let first = try day("\(year)-01-01")
        let days = (0..<366).map { first.adding(days: $0) }.filter { $0.year == year && calendar.isWorkingDay($0) }
        #expect(days.count == count)
    }

    @Test func `a day off rolls to the next working day and a working day stays`() throws {
        #expect(calendar.rolled(try day("2026-10-01")).day == (try day("2026-10-08")))
        #expect(calendar.rolled(try day("2026-10-10")).day == (try day("2026-10-10")))
        #expect(calendar.rolled(try day("2027-01-02")) == CountedDay(day: try day("2027-01-04"), isProvisional: true))
    }

    @Test func `counting back undoes counting forward from a working day`() throws {
        let start = try day("2026-09-17")
        let forward = calendar.adding(workingDays: 10, to: start).day
        #expect(calendar.adding(workingDays: -10, to: forward).day == start)
        #expect(calendar.adding(workingDays: 0, to: start).day == start)
    }
}

/// Properties over all days of 2020–2029, holiday tables and years without one included.
struct CalendarPropertyTests {
    static let days = (0..<3653).map { CivilDate(dayNumber: 18_262 + $0) }

    let calendar: WorkingCalendar

    init() throws {
        calendar = try RuleDocuments.ruleSet().calendar
    }

    @Test func `the days are the ten years 2020 to 2029`() {
        #expect(Self.days.first?.description == "2020-01-01")
        #expect(Self.days.last?.description == "2029-12-31")
    }

    @Test func `adding working days equals stepping one by one`() {
        for day in Self.days {
            var stepped = day
            for count in 1...12 {
                stepped = calendar.adding(workingDays: 1, to: stepped).day
                guard calendar.adding(workingDays: count, to: day).day == stepped else {
                    Issue.record("\(day) + \(count) working days is not \(stepped)")
                    return
                }
            }
        }
    }

    @Test(arguments: [
        TermCount.workingDays(1), .workingDays(7), .workingDays(20), .calendarDays(3, .toNextWorkingDay),
        .calendarDays(90, .toNextWorkingDay), .months(1, .toNextWorkingDay), .years(1, .toNextWorkingDay),
        .nextMonthDay(15, .toNextWorkingDay), .nextMonthWorkingDay(15),
    ])
    func `a duty never ends on a day off and a later start never ends it earlier`(count: TermCount) {
        var before = Moment(milliseconds: 0)
        for day in Self.days {
            let due = count.due(from: day.start, calendar: calendar)
            guard calendar.isWorkingDay(due.day), due.moment >= before, due.moment > day.end else {
                Issue.record("\(day) + \(count.chinese) ends on \(due.day)")
                return
            }
            before = due.moment
        }
    }

    @Test(arguments: [TermCount.calendarDays(3, .never), .months(1, .never), .months(13, .never), .years(3, .never)])
    func `a term that never rolls needs no schedule`(count: TermCount) {
        for day in Self.days {
            let due = count.due(from: day.start, calendar: calendar)
            guard due == count.due(from: day.start, calendar: WorkingCalendar()), !due.isProvisional else {
                Issue.record("\(day) + \(count.chinese) depends on the schedule")
                return
            }
        }
    }

    @Test func `a result is provisional exactly when a year without a schedule is touched`() {
        for day in Self.days {
            let due = TermCount.workingDays(5).due(from: day.start, calendar: calendar)
            let touched = [day.adding(days: 1).year, due.day.year]
            guard due.isProvisional == !touched.allSatisfy([2024, 2025, 2026].contains) else {
                Issue.record("\(day) + 5 working days touches \(touched)")
                return
            }
        }
    }

    @Test(arguments: [1, 24, 72])
    func `hours are exact from every day`(hours: Int) {
        for day in Self.days {
            let start = day.start + Span.minutes(987)
            let due = TermCount.hours(hours).due(from: start, calendar: calendar)
            guard due.moment - start == Span.hours(Int64(hours)), !due.isProvisional else {
                Issue.record("\(start) + \(hours) h is \(due.moment)")
                return
            }
        }
    }
}
