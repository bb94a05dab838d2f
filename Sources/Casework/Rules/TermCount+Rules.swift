import Contracts

extension TermCount {
    private static let units = [
        "workingDays", "calendarDays", "hours", "minutes", "months", "years", "nextMonthDay", "nextMonthWorkingDay",
    ]

    /// Reads `{"workingDays": 3}` or `{"calendarDays": 3, "roll": true}`; terms of whole days that can roll say it.
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(TermCount.units + ["roll"], &log)
        let found = TermCount.units.filter { node.value[$0] != nil }
        guard let unit = found.first, found.count == 1 else {
            node.mistake("", "must name exactly one of \(TermCount.units.joined(separator: ", "))", &log)
            return nil
        }
        guard let number = node.integer(unit, in: 1...TermCount.limit(unit), &log) else { return nil }
        if let exact = TermCount(unit: unit, number: number) {
            if node.value["roll"] != nil { node.mistake("roll", "has no meaning for \(unit)", &log) }
            self = exact
            return
        }
        guard let rolls = node.bool("roll", &log) else { return nil }
        self.init(unit: unit, number: number, roll: rolls ? .toNextWorkingDay : .never)
    }

    /// No legal term is longer; a wild number would only cost time.
    private static func limit(_ unit: String) -> Int64 {
        switch unit {
        case "nextMonthDay": 31
        case "nextMonthWorkingDay": 20
        case "years": 100
        default: 10_000
        }
    }

    private init?(unit: String, number: Int) {
        switch unit {
        case "workingDays": self = .workingDays(number)
        case "hours": self = .hours(number)
        case "minutes": self = .minutes(number)
        case "nextMonthWorkingDay": self = .nextMonthWorkingDay(number)
        default: return nil
        }
    }

    private init?(unit: String, number: Int, roll: Roll) {
        switch unit {
        case "calendarDays": self = .calendarDays(number, roll)
        case "months": self = .months(number, roll)
        case "years": self = .years(number, roll)
        case "nextMonthDay": self = .nextMonthDay(number, roll)
        default: return nil
        }
    }
}

extension RuleNode {
    /// The member `count` as a term.
    func requiredCount(_ log: inout [RuleMistake]) -> TermCount? {
        guard let node = node("count") else {
            mistake("count", "is missing", &log)
            return nil
        }
        return TermCount(node, &log)
    }

    /// An eligibility or expiry term, or nil when it is missing. They never roll (domain B.0), and so do not depend on
    /// the calendar.
    func fixedTerm(_ name: String, _ log: inout [RuleMistake]) -> TermCount? {
        guard let term = node(name).flatMap({ TermCount($0, &log) }) else { return nil }
        switch term {
        case .calendarDays(_, .never), .months(_, .never), .years(_, .never): return term
        case .calendarDays, .months, .years, .workingDays, .hours, .minutes, .nextMonthDay, .nextMonthWorkingDay:
            mistake(name, "must be calendar days, months or years that do not roll", &log)
            return nil
        }
    }
}
