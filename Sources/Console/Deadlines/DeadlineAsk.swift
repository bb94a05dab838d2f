import Casework
import Contracts
import Hummingbird
import Ledgers
import Web

/// What somebody asks of the deadline board; what cannot be read is not asked.
struct DeadlineAsk: Sendable {
    /// How near the end is.
    enum Band: String, Sendable {
        case overdue, soon
    }

    /// `own`, `others` or an office.
    let holder: String?
    let rule: String?
    let kind: CaseKind?
    let band: Band?
    let day: CivilDate?
    let month: CalendarMonth
    let cursor: DeadlineCursor?
    private let own: OfficeID

    init(_ request: Request, own: OfficeID, today: CivilDate) {
        self.own = own
        holder = request.query("holder").flatMap { ["own", "others"].contains($0) || OfficeID($0) != nil ? $0 : nil }
        rule = request.query("rule").map { String($0.prefix(64)) }
        kind = request.query("kind").flatMap { CaseKind(rawValue: $0) }
        band = request.query("band").flatMap { Band(rawValue: $0) }
        day = request.query("day").flatMap { CivilDate($0) }
        month =
            request.query("month").flatMap { CivilDate($0 + "-01") }.map { CalendarMonth(of: $0) }
            ?? CalendarMonth(of: day ?? today)
        cursor = request.query("after").flatMap { DeadlineCursor($0) }
    }

    /// The office whose duties are asked for by name.
    var office: OfficeID? { holder.flatMap { ["own", "others"].contains($0) ? nil : OfficeID($0) } }

    /// The address of what is asked, from its beginning.
    var query: PageQuery {
        PageQuery("/deadlines").setting("holder", holder).setting("rule", rule).setting("kind", kind?.rawValue)
            .setting("band", band?.rawValue).setting("day", day?.description).setting("month", month.name)
    }

    /// The filter of the list at a moment; without one that of the figures, which tell all bands and days.
    func filter(at now: Moment?) -> DeadlineFilter {
        var filter = DeadlineFilter()
        filter.rule = rule
        filter.kind = kind
        switch holder {
        case "own": filter.holder = .office(own)
        case "others": filter.holder = .others(than: own)
        default: filter.holder = office.map { .office($0) }
        }
        guard let now else { return filter }
        switch band {
        case .overdue: filter.dueBefore = now
        case .soon:
            filter.dueFrom = now
            filter.dueBefore = Moment(milliseconds: (now + DeadlineBand.soon).milliseconds + 1)
        case nil: break
        }
        if let day {
            filter.dueFrom = max(filter.dueFrom ?? day.start, day.start)
            filter.dueBefore = min(filter.dueBefore ?? day.adding(days: 1).start, day.adding(days: 1).start)
        }
        return filter
    }
}

/// A month of a calendar.
struct CalendarMonth: Hashable, Sendable {
    /// Its first day.
    let first: CivilDate

    init(of day: CivilDate) { first = day.adding(days: 1 - day.components.day) }

    /// `2026-07`.
    var name: String { String(first.description.prefix(7)) }
    /// Its days.
    var days: ClosedRange<CivilDate> { first...first.adding(months: 1).adding(days: -1) }

    /// So many months later.
    func adding(_ months: Int) -> CalendarMonth { CalendarMonth(of: first.adding(months: months)) }
}
