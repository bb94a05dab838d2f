import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web
import Workers

/// The office's own open terms by the officer who did the last thing in their cases (按经办人): whom to ask.
struct PeoplePages: ConsolePart {
    let console: Console

    /// Terms that one page looks at, the most overdue first: of each its case is opened.
    private static let mostTerms = 1_000
    private static let onPage = 100
    /// Stands for cases in which nobody of the office has done anything yet.
    private static let nobody = "-"

    var all: [Endpoint] {
        [
            page(
                "/deadlines/people", "本单位未办结期限，按经办人", [.init("officer", .query, "账号；-为尚无人经办")],
                access: .right(.overseeDeadlines)
            ) { request, context in try await people(request, context) }
        ]
    }

    private struct Term: Sendable {
        let line: DeadlineLine
        let officer: String
        let name: String?
        let band: DeadlineBand
    }

    private func people(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let (reader, scope, own) = (console.backend.reader, try console.backend.scope(context), console.backend.office)
        var filter = DeadlineFilter()
        filter.holder = .office(own)
        let wanted = filter
        let terms = try await Aside.run {
            try reader.deadlines(wanted, in: scope, limit: PeoplePages.mostTerms + 1).map { row in
                let file = try reader.caseFile(row.caseID, in: scope)
                let hand = file?.lastHand(at: own)
                return Term(
                    line: DeadlineLine(row: row, file: file), officer: hand?.id ?? PeoplePages.nobody,
                    name: hand?.name, band: DeadlineBand(due: row.deadline.due, at: visit.now))
            }
        }
        let counted = terms.prefix(PeoplePages.mostTerms)
        let officer = request.query("officer").map { String($0.prefix(100)) }
        let chosen = counted.filter { $0.officer == officer }
        let ask = DeadlineAsk(request, own: own, today: visit.today)
        let content: [String: PageValue] = [
            "isCut": .flag(terms.count > counted.count), "mostTerms": .number(PeoplePages.mostTerms),
            "people": .optional(counted.isEmpty ? nil : table(Array(counted), visit).value),
            "officer": .optional(officer.map { id in chosen.first?.name ?? name(id, visit) }),
            "rows": .optional(
                chosen.isEmpty
                    ? nil
                    : TableValue(
                        visit.columns(DeadlineLine.columns),
                        chosen.prefix(PeoplePages.onPage).map { $0.line.cells(visit, ask) }
                    ).value),
            "isShort": .flag(chosen.count > PeoplePages.onPage), "shown": .number(PeoplePages.onPage),
            "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page(
            "people", title: visit.text("peopleTitle"), trail: [.init(visit.text("navDeadlines"), "/deadlines")],
            content, visit, request)
    }

    private func name(_ officer: String, _ visit: Console.Visit) -> String {
        officer == PeoplePages.nobody ? visit.text("peopleNobody") : officer
    }

    private func table(_ terms: [Term], _ visit: Console.Visit) -> TableValue {
        let people = Dictionary(grouping: terms, by: \.officer)
        let rows = people.map { officer, terms -> (overdue: Int, officer: String, cells: [TableValue.Cell]) in
            let overdue = terms.count { $0.band.isOverdue }
            let soon = terms.count { $0.band == .dueSoon }
            let url = PageQuery("/deadlines/people").setting("officer", officer).url + "#list"
            let head = TableValue.Cell(
                terms.first?.name ?? name(officer, visit), url: url,
                note: officer == PeoplePages.nobody ? nil : officer, isChinese: true)
            let figures = [overdue, soon, terms.count - overdue - soon, terms.count]
            return (overdue, officer, [head] + figures.map { .init(String($0)) })
        }.sorted { ($1.overdue, $0.officer) < ($0.overdue, $1.officer) }
        let headings = ["dutiesOverdue", "dutiesSoon", "deadlineLater", "total"].map {
            TableValue.Column(visit.text($0), isNumber: true)
        }
        return TableValue(
            [.init(visit.text("peopleOfficer"))] + headings, rows.map(\.cells), label: visit.text("peopleTitle"),
            isStacked: false)
    }

    static let catalogue = Catalogue([
        "peopleTitle": Words("本单位期限，按经办人", "Own terms by officer"), "peopleOfficer": Words("经办人", "Officer"),
        "peopleNobody": Words("尚无人经办", "Nobody yet"),
        "peopleRule": Words(
            "经办人为本单位在案件中最近一次办理事项的人员；收到后尚无人办理的单列。",
            "The officer is whoever did the last thing in the case here; cases that nobody has touched stand by themselves."
        ),
        "peopleCut": Words("只统计最紧迫的期限，最多", "Only the most pressing terms are counted, at most"),
        "peopleNone": Words("本单位没有未办结的期限。", "This office has no open term."),
    ])
}
