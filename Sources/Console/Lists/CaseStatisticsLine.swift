import Casework
import Ledgers
import Pages

/// The figures above a list: the parts add up to the total under every filter, for they are counts of the same filter
/// (practice 7, row 23). Of one kind they are its states, else the kinds; each leads to its own list.
struct CaseStatisticsLine: Sendable {
    private let counts: CaseCounts
    private let ask: CaseListAsk
    private let visit: Console.Visit

    init(_ counts: CaseCounts, _ ask: CaseListAsk, _ visit: Console.Visit) {
        self.counts = counts
        self.ask = ask
        self.visit = visit
    }

    /// For the template.
    var value: PageValue {
        [
            "total": .number(counts.total), "isExact": .flag(counts.isExact),
            "parts": .list(ask.kind.map { byState($0) } ?? byKind),
        ]
    }

    private var byKind: [PageValue] {
        CaseKind.allCases.compactMap { kind in
            let count = counts.parts.filter { $0.kind == kind }.reduce(0) { $0 + $1.count }
            guard count > 0 else { return nil }
            return part(Workflow.of(kind).title, count, ask.query.setting("kind", kind.rawValue).setting("state", nil))
        }
    }

    /// In the order of the table; a state that no table knows any more is told all the same.
    private func byState(_ kind: CaseKind) -> [PageValue] {
        let workflow = Workflow.of(kind)
        let known = workflow.states.map(\.name)
        let rest = counts.parts.map(\.state).filter { !known.contains($0) }
        return (known + rest).compactMap { state in
            guard let count = counts.parts.first(where: { $0.state == state })?.count else { return nil }
            return part(workflow.title(ofState: state), count, ask.query.setting("state", state))
        }
    }

    private func part(_ name: String, _ count: Int, _ query: PageQuery) -> PageValue {
        ["name": .text(name), "count": .number(count), "url": .text(query.url)]
    }
}
