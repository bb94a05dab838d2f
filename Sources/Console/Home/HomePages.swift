import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// Home (首页): what the officer must do now, what is due, and what is wrong. Each figure is counted by the filter of the list
/// that it leads to, at the moment of the request.
struct HomePages: ConsolePart {
    let console: Console

    private static let onStart = 15

    var all: [Endpoint] {
        [page("/", "首页", access: .signedIn) { request, context in try await home(request, context) }]
    }

    private struct Findings: Sendable {
        var turn = CaseCounts.none
        var rows: [CaseRow] = []
        var sides: [CaseListAsk.Tab: CaseCounts] = [:]
        var ownDeadlines: [DeadlineCount] = []
        var warnings: HomeWarnings?
    }

    private func home(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let (reader, own, officer) = (console.backend.reader, console.backend.office, visit.officer)
        let seesBus = visit.rights.contains(.seeStatus)
        // Nothing is shown to those who may not handle it: an administrator has no cases and needs no scope.
        let scope = visit.rights.contains(.seeCases) ? try console.backend.scope(context) : nil
        let found = try await Aside.run { () throws -> Findings in
            var found = Findings()
            if let scope {
                if let filter = CaseListAsk.filter(.turn, officer) {
                    found.turn = try reader.caseCounts(filter, in: scope)
                    found.rows = try CaseRow.rows(reader, filter, in: scope, by: .due, limit: HomePages.onStart)
                }
                for tab in [CaseListAsk.Tab.sent, .received, .copied] {
                    found.sides[tab] = try CaseListAsk.filter(tab, officer).map { try reader.caseCounts($0, in: scope) }
                }
                var duties = DeadlineFilter()
                duties.holder = .office(own)
                found.ownDeadlines = try reader.deadlineCounts(duties, in: scope, at: visit.now)
            }
            if seesBus { found.warnings = try HomeWarnings(reader) }
            return found
        }
        let columns = CaseRow.columns.map { TableValue.Column($0.words.in(visit.language)) }
        let content: [String: PageValue] = [
            "turn": .list(turn(found.turn, visit)), "turnTotal": .number(found.turn.total),
            "turnURL": .text(PageQuery("/cases").setting("list", "turn").url),
            "hasRows": .flag(!found.rows.isEmpty),
            "table": TableValue(columns, found.rows.map { $0.cells(visit) }).value,
            "sides": .list(sides(found.sides, visit)), "duties": .list(duties(found.ownDeadlines, visit)),
            "warnings": .list(found.warnings?.lines(visit) ?? []), "seesBus": .flag(seesBus),
            "seesCases": .flag(scope != nil),
            "openings": .list(openings(visit)), "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page("home", title: visit.text("navHome"), content, visit, request)
    }

    /// A figure for each kind: of those that the officer's roles never act on there is a dash and no figure.
    private func turn(_ counts: CaseCounts, _ visit: Console.Visit) -> [PageValue] {
        CaseKind.allCases.map { kind in
            let count = counts.parts.filter { $0.kind == kind }.reduce(0) { $0 + $1.count }
            let mayAct = Workflow.of(kind).rows.contains { row in
                row.order != nil && row.roles.contains { visit.officer.roles.contains($0) }
            }
            return [
                "name": .text(Workflow.of(kind).title), "count": .text(mayAct ? String(count) : "—"),
                "url": .optional(
                    mayAct
                        ? PageQuery("/cases").setting("list", "turn").setting("kind", kind.rawValue).url : nil),
            ]
        }
    }

    private func sides(_ sides: [CaseListAsk.Tab: CaseCounts], _ visit: Console.Visit) -> [PageValue] {
        [CaseListAsk.Tab.sent, .received, .copied].map { tab in
            [
                "name": .text(visit.text("list-\(tab.rawValue)")), "count": .number(sides[tab]?.total ?? 0),
                "url": .text(PageQuery("/cases").setting("list", tab.rawValue).url),
            ]
        }
    }

    private func duties(_ counts: [DeadlineCount], _ visit: Console.Visit) -> [PageValue] {
        func sum(_ isMeant: (DeadlineBand) -> Bool) -> Int {
            counts.reduce(0) { isMeant($1.band) ? $0 + $1.count : $0 }
        }
        let own = PageQuery("/deadlines").setting("holder", "own")
        return [
            [
                "name": .text(visit.text("dutiesOverdue")), "count": .number(sum(\.isOverdue)),
                "url": .text(own.setting("band", "overdue").url), "tone": .text("bad"),
            ],
            [
                "name": .text(visit.text("dutiesSoon")), "count": .number(sum { $0 == .dueSoon }),
                "url": .text(own.setting("band", "soon").url), "tone": .text("warn"),
            ],
            [
                "name": .text(visit.text("dutiesAll")), "count": .number(sum { _ in true }), "url": .text(own.url),
                "tone": .text("good"),
            ],
        ]
    }

    /// What the officer may begin.
    private func openings(_ visit: Console.Visit) -> [PageValue] {
        guard let desk = visit.machine.deskContext(visit.clocks, as: console.backend.office) else { return [] }
        return CaseKind.allCases.flatMap { kind in
            Desk.possible(kind, file: nil, officer: visit.officer, context: desk).filter { $0.refusal == nil }
                .map { ["name": .text($0.title), "url": .text("/cases/new/\(kind.rawValue)/\($0.order)")] }
        }
    }

    static let catalogue = Catalogue([
        "homeTitle": Words("待办事项", "To do"), "homeTurn": Words("待我办理", "My turn"),
        "homeByDue": Words("按到期先后", "By due time"), "homeMore": Words("查看全部", "Show all"),
        "homeNothing": Words("现在没有待您办理的案件。", "Nothing waits for you now."),
        "homeSides": Words("案件", "Cases"), "homeDuties": Words("本单位期限", "Duties of this office"),
        "dutiesOverdue": Words("已逾期", "Overdue"), "dutiesSoon": Words("3日内到期", "Due in 3 days"),
        "dutiesAll": Words("未办结期限", "Open terms"), "homeWarnings": Words("预警提示", "Warnings"),
        "homeNoWarnings": Words("没有需要处理的预警。", "There is no warning."), "homeOpen": Words("新建", "New"),
    ])
}
