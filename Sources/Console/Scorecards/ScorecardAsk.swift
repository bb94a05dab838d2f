import Casework
import Contracts
import Hummingbird
import Web

/// Which figures somebody asks for, as the address says it.
struct ScorecardAsk: Sendable {
    /// What the rows of the tables are.
    enum Grouping: String, CaseIterable, Sendable {
        case month, office
    }

    /// The longest period: more months are no plot any more.
    static let mostMonths = 36
    private static let usualMonths = 12

    let kind: CaseKind?
    let direction: CaseStatistics.Direction?
    let office: OfficeID?
    let grouping: Grouping
    /// Days as they were typed, by field.
    let typed: [String: String]
    /// First and last day of sending; nil when they cannot be read, which `mistakes` tells.
    let period: ClosedRange<CivilDate>?
    /// What is wrong, by field.
    let mistakes: [String: String]

    init(_ request: Request, today: CivilDate) {
        kind = request.query("kind").flatMap { CaseKind(rawValue: $0) }
        direction = request.query("direction").flatMap { CaseStatistics.Direction(rawValue: $0) }
        office = request.query("office").flatMap { OfficeID($0) }
        grouping = request.query("by").flatMap { Grouping(rawValue: $0) } ?? .month
        var typed: [String: String] = [:]
        var mistakes: [String: String] = [:]
        func day(_ name: String, _ usual: CivilDate) -> CivilDate {
            typed[name] = usual.description
            guard let words = request.query(name) else { return usual }
            typed[name] = HalfWidth.trimmed(String(words.prefix(20)))
            let day = CivilDate(typed[name] ?? "")
            if day == nil { mistakes[name] = "日期应当写作2026-01-31" }
            return day ?? usual
        }
        let through = day("through", today)
        let from = day("from", CalendarMonth(of: through).adding(1 - ScorecardAsk.usualMonths).first)
        if mistakes.isEmpty, through < from { mistakes["through"] = "不得早于开始日期" }
        if mistakes.isEmpty, CalendarMonth(of: from).adding(ScorecardAsk.mostMonths).first <= through {
            mistakes["from"] = "一次最多统计\(ScorecardAsk.mostMonths)个月"
        }
        self.typed = typed
        self.mistakes = mistakes
        period = mistakes.isEmpty ? from...through : nil
    }

    /// The address of what is asked.
    var query: PageQuery {
        PageQuery("/scorecards").setting("by", grouping.rawValue).setting("kind", kind?.rawValue)
            .setting("direction", direction?.rawValue).setting("office", office?.description)
            .setting("from", typed["from"]).setting("through", typed["through"])
    }

    /// The filter of the figures that are counted by the day of sending.
    var filter: CaseStatistics.Filter {
        CaseStatistics.Filter(
            kind: kind, peer: office, direction: direction, from: period?.lowerBound, through: period?.upperBound)
    }

    /// The months of the period, the first one first.
    var months: [CalendarMonth] {
        guard let period else { return [] }
        let first = CalendarMonth(of: period.lowerBound)
        return (0..<ScorecardAsk.mostMonths + 1).map { first.adding($0) }.filter { $0.first <= period.upperBound }
    }
}
