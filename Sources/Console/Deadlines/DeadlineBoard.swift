import Casework
import Contracts
import Ledgers
import Offices
import Pages

/// The figures of the deadline board. All are sums over the same counts, so that each part adds up to the total.
struct DeadlineBoard: Sendable {
    private let counts: [DeadlineCount]
    private let ask: DeadlineAsk
    private let visit: Console.Visit

    init(_ counts: [DeadlineCount], _ ask: DeadlineAsk, _ visit: Console.Visit) {
        self.counts = counts
        self.ask = ask
        self.visit = visit
    }

    private func sum(_ isMeant: (DeadlineCount) -> Bool) -> Int {
        counts.reduce(0) { isMeant($1) ? $0 + $1.count : $0 }
    }

    var total: Int { sum { _ in true } }
    var overdue: Int { sum { $0.band.isOverdue } }
    var soon: Int { sum { $0.band == .dueSoon } }

    /// How many lie in each band.
    var plot: Markup {
        let bars = DeadlineBand.allCases.map { band in
            BarPlot.Bar(DeadlineBoard.short(band), band.parts(sum { $0.band == band }))
        }
        return BarPlot(
            title: visit.text("deadlineByBand"), summary: "\(visit.text("total")) \(total)", bars: bars
        ).svg
    }

    /// The same in figures.
    var bandTable: TableValue {
        TableValue(
            [.init(visit.text("dueFilter")), .init(visit.text("total"), isNumber: true)],
            DeadlineBand.allCases.map { band in
                [.init(band.title, isChinese: true), .init(String(sum { $0.band == band }))]
            }, isStacked: false)
    }

    private static func short(_ band: DeadlineBand) -> String {
        switch band {
        case .overdueOver30Days: ">30日"
        case .overdue8To30Days: "8-30日"
        case .overdue4To7Days: "4-7日"
        case .overdue1To3Days: "1-3日"
        case .overdueUnder1Day: "<1日"
        case .dueSoon: "3日内"
        case .later: "未到期"
        case .paused: "中止"
        }
    }

    /// By rule, the most overdue first.
    var ruleTable: TableValue {
        table(visit.text("deadlineByRule"), Set(counts.map(\.rule)).sorted()) { rule in
            let name = visit.rules.deadlines.last { $0.id == rule }?.name ?? rule
            return (
                .init(name, url: ask.query.setting("rule", rule).url, note: rule, isChinese: true), { $0.rule == rule }
            )
        }
    }

    /// By the office whose duty it is.
    var officeTable: TableValue {
        let holders = Set(counts.map { $0.holder?.description ?? "" }).sorted()
        return table(visit.text("deadlineByOffice"), holders) { holder in
            let name = OfficeID(holder).map { visit.name(of: $0) } ?? "—"
            let url = holder.isEmpty ? nil : ask.query.setting("holder", holder).url
            return (.init(name, url: url, isChinese: true), { $0.holder?.description ?? "" == holder })
        }
    }

    private func table(
        _ title: String, _ keys: [String],
        _ row: (String) -> (cell: TableValue.Cell, isMeant: (DeadlineCount) -> Bool)
    ) -> TableValue {
        let rows = keys.map { key -> (overdue: Int, cells: [TableValue.Cell]) in
            let (cell, isMeant) = row(key)
            let overdue = sum { isMeant($0) && $0.band.isOverdue }
            let soon = sum { isMeant($0) && $0.band == .dueSoon }
            let all = sum(isMeant)
            return (
                overdue,
                [cell] + [overdue, soon, all - overdue - soon, all].map { TableValue.Cell(String($0)) }
            )
        }
        let headings = ["dutiesOverdue", "dutiesSoon", "deadlineLater", "total"].map {
            TableValue.Column(visit.text($0), isNumber: true)
        }
        return TableValue(
            [.init(title)] + headings, rows.sorted { $0.overdue > $1.overdue }.map(\.cells), label: title,
            isStacked: false)
    }
}

extension DeadlineBand {
    /// The colour of a term of which no more is known than its end.
    var tone: Badge.Tone { isOverdue ? .bad : self == .dueSoon ? .warn : self == .paused ? .gone : .good }

    /// The figure in the colour of the band.
    fileprivate func parts(_ count: Int) -> [Int] {
        isOverdue ? [0, count] : self == .paused ? [0, 0, 0, 0, 0, count] : [count]
    }
}

/// A line of the list.
struct DeadlineLine: Sendable {
    let row: DeadlineRow
    let file: CaseFile?

    static let columns = [
        Words("届满", "Due"), Words("事项", "Duty"), Words("责任单位", "Office"), Words("案件", "Case"),
        Words("状态", "State"),
    ]

    func cells(_ visit: Console.Visit, _ ask: DeadlineAsk) -> [TableValue.Cell] {
        let rule = visit.rules.deadlines.last { $0.id == row.deadline.rule }
        let basis = rule?.basis.map(\.citation).joined(separator: "、")
        return [
            .init(
                row.deadline.due?.shortDescription ?? "—", badge: badge(at: visit.now),
                note: row.deadline.isProvisional ? "暂定" : nil),
            .init(
                rule?.name ?? row.deadline.rule, url: ask.query.setting("rule", row.deadline.rule).url, note: basis,
                isChinese: true),
            .init(
                row.deadline.holder.map { visit.name(of: $0) } ?? "—", note: hand(visit), isChinese: true),
            .init(
                file?.matter ?? Workflow.of(row.kind).title, url: "/cases/\(row.caseID)",
                note: file?.subjectNames.first, isChinese: true),
            .init(Workflow.of(row.kind).title(ofState: row.state), note: Workflow.of(row.kind).title, isChinese: true),
        ]
    }
}

extension DeadlineLine {
    /// The colour that the page of the case has, by the warnings of its rule; by the band where the case cannot be opened.
    private func badge(at now: Moment) -> Badge {
        let ordinal = row.deadline.ordinal
        if let file, file.deadlines.indices.contains(ordinal) {
            return CaseClocks.badge(file.deadlines[ordinal], at: now)
        }
        let band = DeadlineBand(due: row.deadline.due, at: now)
        return Badge(band.title, band.tone)
    }

    /// Who did the last thing in the case, where it is this office's duty.
    private func hand(_ visit: Console.Visit) -> String? {
        let own = visit.machine.office
        guard row.deadline.holder == own else { return nil }
        return file?.lastHand(at: own).map { Words("经办：", "Officer: ").in(visit.language) + $0.name }
    }
}

/// A month with how much ends on each day.
struct DeadlineCalendar: Sendable {
    private let month: CalendarMonth
    private let counts: [CivilDate: Int]
    private let ask: DeadlineAsk
    private let visit: Console.Visit

    init(_ month: CalendarMonth, _ days: [(day: CivilDate, count: Int)], _ ask: DeadlineAsk, _ visit: Console.Visit) {
        self.month = month
        counts = Dictionary(days.map { ($0.day, $0.count) }) { $0 + $1 }
        self.ask = ask
        self.visit = visit
    }

    /// For the template: whole weeks from Monday on.
    var value: PageValue {
        let first = month.days.lowerBound
        // Monday is the first day of a week here (GB/T 7408).
        let start = first.adding(days: 1 - first.weekday)
        var weeks: [PageValue] = []
        var day = start
        while day <= month.days.upperBound {
            weeks.append(["days": .list((0..<7).map { cell(day.adding(days: $0)) })])
            day = day.adding(days: 7)
        }
        return [
            "monthName": .text(month.name), "weeks": .list(weeks),
            "previousURL": .text(ask.query.setting("month", month.adding(-1).name).setting("day", nil).url),
            "nextURL": .text(ask.query.setting("month", month.adding(1).name).setting("day", nil).url),
            "weekdays": .list(
                ["一", "二", "三", "四", "五", "六", "日"].enumerated().map { place, name in
                    .text(Words(name, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][place]).in(visit.language))
                }),
        ]
    }

    private func cell(_ day: CivilDate) -> PageValue {
        let isOut = !month.days.contains(day)
        let count = counts[day] ?? 0
        return [
            "number": .number(day.components.day), "isOut": .flag(isOut), "isToday": .flag(day == visit.today),
            "count": .optional(count > 0 && !isOut ? String(count) : nil),
            "tone": .text(day < visit.today ? "bad" : day <= visit.today.adding(days: 3) ? "warn" : "good"),
            "url": .text(ask.query.setting("day", day.description).setting("band", nil).url),
        ]
    }
}
