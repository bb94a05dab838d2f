import Casework
import Contracts
import Testing

/// Running terms: suspensions, extensions and warning rungs (S10).
struct TermTests {
    let calendar: WorkingCalendar

    init() throws {
        calendar = try RuleDocuments.ruleSet().calendar
    }

    private func pause(_ from: String, _ until: String?) throws -> Suspension {
        Suspension(
            from: try moment(from), until: try until.map { try moment($0) }, reason: "criminalHandoff",
            document: "成锦市监中止〔2026〕1号")
    }

    @Test func `a suspension moves a term of calendar days by the days it took out`() throws {
        let start = try moment("2026-06-10T09:00")
        let pauses = [try pause("2026-09-01T09:00", "2026-09-08T15:00")]
        let term = Term(start: start, count: .calendarDays(90, .toNextWorkingDay), suspensions: pauses)
        #expect(term.due(calendar)?.day == (try day("2026-09-15")))
    }

    @Test func `a suspension moves a term of working days by the working days it took out`() throws {
        // Without it 2026-05-26; 05-11 to 05-15 are five working days.
        let pauses = [try pause("2026-05-11T09:00", "2026-05-16T09:00")]
        let term = Term(start: try moment("2026-05-06T09:00"), count: .workingDays(15), suspensions: pauses)
        #expect(term.due(calendar)?.day == (try day("2026-06-02")))
    }

    @Test func `a suspension moves hours by exactly its length`() throws {
        let pauses = [try pause("2026-07-03T18:00", "2026-07-03T20:30")]
        let term = Term(start: try moment("2026-07-03T16:30"), count: .hours(24), suspensions: pauses)
        #expect(term.due(calendar)?.moment == (try moment("2026-07-04T19:00")))
    }

    @Test func `overlapping suspensions in any order count once`() throws {
        let start = try moment("2026-07-03T16:30")
        let pieces = [
            try pause("2026-07-03T19:00", "2026-07-03T20:30"), try pause("2026-07-03T18:00", "2026-07-03T19:30"),
            try pause("2026-07-03T18:30", "2026-07-03T18:40"),
        ]
        let whole = [try pause("2026-07-03T18:00", "2026-07-03T20:30")]
        for count in [TermCount.hours(24), .workingDays(3), .calendarDays(3, .toNextWorkingDay)] {
            let due = Term(start: start, count: count, suspensions: whole).due(calendar)
            #expect(Term(start: start, count: count, suspensions: pieces).due(calendar) == due)
            #expect(Term(start: start, count: count, suspensions: pieces.reversed()).due(calendar) == due)
        }
    }

    @Test func `a standing suspension leaves the end open`() throws {
        let pauses = [try pause("2026-07-20T09:00", nil)]
        let counts = [TermCount.hours(900), .workingDays(30), .calendarDays(90, .toNextWorkingDay), .months(2, .never)]
        for count in counts {
            let term = Term(start: try moment("2026-07-03T16:30"), count: count, suspensions: pauses)
            #expect(term.due(calendar) == nil)
        }
    }

    @Test func `a suspension after the end, before the start or of no length changes nothing`() throws {
        let start = try moment("2026-07-03T16:30")
        let plain = Term(start: start, count: .workingDays(3)).due(calendar)
        let without = [
            try pause("2026-07-09T00:00", nil), try pause("2026-06-01T09:00", "2026-06-20T09:00"),
            try pause("2026-07-06T09:00", "2026-07-06T09:00"), try pause("2026-07-07T09:00", "2026-07-06T09:00"),
        ]
        #expect(Term(start: start, count: .workingDays(3), suspensions: without).due(calendar) == plain)
        #expect(plain?.day == (try day("2026-07-08")))
    }

    @Test func `a term that was suspended on its last day still has a day to run`() throws {
        let pauses = [try pause("2026-07-08T10:00", "2026-07-10T10:00")]
        let term = Term(start: try moment("2026-07-03T16:30"), count: .workingDays(3), suspensions: pauses)
        #expect(term.due(calendar)?.day == (try day("2026-07-10")))
    }

    @Test func `a longer suspension never ends a term earlier`() throws {
        let start = try moment("2026-06-10T09:00")
        let from = try moment("2026-06-25T11:00")
        for count in [TermCount.hours(500), .workingDays(20), .calendarDays(30, .toNextWorkingDay), .months(1, .never)]
        {
            var before = start
            for hours in 0..<1200 {
                let pause = Suspension(
                    from: from, until: from + Span.hours(Int64(hours)), reason: "testing", document: "鉴定委托书1号")
                let due = try #require(Term(start: start, count: count, suspensions: [pause]).due(calendar))
                guard due.moment >= before else {
                    Issue.record("\(count.chinese) suspended for \(hours) h ends at \(due.moment), before \(before)")
                    return
                }
                before = due.moment
            }
        }
    }

    @Test func `rungs lie at their share of the running time and the end comes last`() throws {
        let term = Term(start: try moment("2026-07-03T16:30"), count: .hours(24))
        let rungs = term.rungs([80, 50], calendar: calendar)
        #expect(rungs.map(\.rung) == [.warning(percent: 50), .warning(percent: 80), .due])
        #expect(rungs.map(\.rung.name) == ["50", "80", "due"])
        #expect(
            rungs.map(\.moment.description) == [
                "2026-07-04T04:30:00.000+08:00", "2026-07-04T11:42:00.000+08:00", "2026-07-04T16:30:00.000+08:00",
            ])
    }

    @Test func `suspended time moves the rungs behind it and no others`() throws {
        let pauses = [try pause("2026-07-04T06:30", "2026-07-04T16:30")]
        let term = Term(start: try moment("2026-07-03T16:30"), count: .hours(24), suspensions: pauses)
        #expect(
            term.rungs([50, 80], calendar: calendar).map(\.moment.description) == [
                "2026-07-04T04:30:00.000+08:00", "2026-07-04T21:42:00.000+08:00", "2026-07-05T02:30:00.000+08:00",
            ])
    }

    @Test func `behind a standing suspension there is no rung yet`() throws {
        let pauses = [try pause("2026-07-04T06:30", nil)]
        let term = Term(start: try moment("2026-07-03T16:30"), count: .hours(24), suspensions: pauses)
        let rungs = term.rungs([50, 80], calendar: calendar)
        #expect(rungs == [RungMoment(rung: .warning(percent: 50), moment: try moment("2026-07-04T04:30"))])
    }

    @Test(arguments: [
        TermCount.workingDays(15), .calendarDays(3, .toNextWorkingDay), .hours(24), .minutes(5), .months(6, .never),
    ])
    func `rungs rise from the start to the end`(count: TermCount) throws {
        let first = try day("2026-01-01")
        for offset in 0..<365 {
            let start = first.adding(days: offset).start + Span.minutes(601)
            let rungs = Term(start: start, count: count).rungs([1, 50, 80, 99], calendar: calendar).map(\.moment)
            let due = count.due(from: start, calendar: calendar).moment
            guard rungs == rungs.sorted(), rungs.count == 5, rungs.last == due, rungs.allSatisfy({ $0 > start }) else {
                Issue.record("rungs of \(start) + \(count.chinese): \(rungs)")
                return
            }
        }
    }

    @Test func `a prolonged term is counted from the same start`() throws {
        #expect(TermCount.workingDays(15).prolonged(by: .workingDays(15)) == .workingDays(30))
        #expect(TermCount.months(6, .never).prolonged(by: .months(6, .never)) == .months(12, .never))
        #expect(TermCount.calendarDays(90, .never).prolonged(by: .calendarDays(30, .toNextWorkingDay)) == nil)
        #expect(TermCount.calendarDays(90, .never).prolonged(by: .workingDays(30)) == nil)
    }
}

/// Properties of counting over many starts, terms and suspensions.
struct CountingPropertyTests {
    private let calendar: WorkingCalendar
    private static let terms: [TermCount] = [
        .workingDays(1), .workingDays(15), .calendarDays(3, .toNextWorkingDay), .calendarDays(90, .never), .hours(24),
        .minutes(5), .months(2, .toNextWorkingDay), .months(6, .never), .years(1, .toNextWorkingDay), .years(3, .never),
    ]

    init() throws {
        calendar = try RuleDocuments.ruleSet().calendar
    }

    private static func suspension(_ from: Moment, _ until: Moment) -> Suspension {
        Suspension(from: from, until: until, reason: "testing", document: "鉴定委托书1号")
    }

    @Test func `working days counted forward are counted back to the day they began on`() {
        for day in CalendarPropertyTests.days where calendar.isWorkingDay(day) {
            for count in [1, 5, 20, 90] {
                let end = calendar.adding(workingDays: count, to: day).day
                guard calendar.adding(workingDays: -count, to: end).day == day else {
                    Issue.record("\(day) + \(count) working days does not lead back")
                    return
                }
            }
        }
    }

    @Test(arguments: terms)
    func `an hour later never ends earlier, with and without a suspension`(count: TermCount) throws {
        let first = try moment("2026-01-01T00:00")
        let pause = CountingPropertyTests.suspension(try moment("2026-02-20T10:00"), try moment("2026-03-05T15:00"))
        for suspensions in [[], [pause]] {
            var before = first
            for hours in Int64(0)..<1200 {
                let start = first + .hours(hours)
                let due = try #require(Term(start: start, count: count, suspensions: suspensions).due(calendar))
                guard due.moment >= before, due.moment > start else {
                    Issue.record("\(count.chinese) from \(start) ends at \(due.moment)")
                    return
                }
                before = due.moment
            }
        }
    }

    /// 中止 in two documents that follow each other is the same as in one.
    @Test(arguments: terms)
    func `a suspension split in two ends the term where the whole one does`(count: TermCount) throws {
        let start = try moment("2026-06-10T09:00")
        let from = start + .hours(20)
        for hours in Int64(1)..<200 {
            let until = from + .hours(hours * 3)
            let whole = Term(start: start, count: count, suspensions: [CountingPropertyTests.suspension(from, until)])
            let middle = from + .hours(hours)
            let split = Term(
                start: start, count: count,
                suspensions: [
                    CountingPropertyTests.suspension(middle, until), CountingPropertyTests.suspension(from, middle),
                ])
            guard split.due(calendar) == whole.due(calendar),
                split.rungs([50, 80], calendar: calendar) == whole.rungs([50, 80], calendar: calendar)
            else {
                Issue.record("\(count.chinese) suspended from \(from) to \(until), split at \(middle)")
                return
            }
        }
    }

    @Test func `months and years end on the corresponding day or on the last one of a shorter month`() {
        for day in CalendarPropertyTests.days {
            for months in [1, 2, 6, 12, 36] {
                let end = TermCount.months(months, .never).due(from: day.start, calendar: calendar).day
                let (start, last) = (day.components, end.components)
                let length = CivilDate.daysInMonth(year: last.year, month: last.month)
                let months = last.year * 12 + last.month - start.year * 12 - start.month - months
                guard months == 0, last.day == min(start.day, length) else {
                    Issue.record("\(day) ends on \(end)")
                    return
                }
            }
        }
    }
}
