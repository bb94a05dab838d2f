import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web
import Workers

/// The deadline board (期限看板): what is due and overdue, by rule and office, over time and in a month.
struct DeadlinePages: ConsolePart {
    let console: Console

    private static let onPage = 50

    var all: [Endpoint] {
        [
            page("/deadlines", "期限看板", DeadlinePages.parameters, access: .right(.seeDeadlines)) { request, context in
                try await board(request, context)
            }
        ]
    }

    private static let parameters = [
        Endpoint.Parameter("holder", .query, "责任单位编号；own本单位，others其他单位"),
        Endpoint.Parameter("rule", .query, "规则编号"), Endpoint.Parameter("kind", .query, "案件种类"),
        Endpoint.Parameter("band", .query, "overdue已逾期，soon三日内到期"),
        Endpoint.Parameter("day", .query, "届满日YYYY-MM-DD"), Endpoint.Parameter("month", .query, "日历的月份YYYY-MM"),
        Endpoint.Parameter("after", .query, "上一页给出的位置"),
    ]

    private func board(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let ask = DeadlineAsk(request, own: console.backend.office, today: visit.today)
        let filter = ask.filter(at: visit.now)
        let month = ask.month
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        let found = try await Aside.run {
            let rows = try reader.deadlines(filter, in: scope, behind: ask.cursor, limit: DeadlinePages.onPage)
            let files = try reader.caseFiles(rows.map(\.caseID), in: scope)
            return (
                rows: rows.map { DeadlineLine(row: $0, file: files[$0.caseID]) },
                counts: try reader.deadlineCounts(ask.filter(at: nil), in: scope, at: visit.now),
                days: try reader.deadlineDays(ask.filter(at: nil), in: scope, on: month.days)
            )
        }
        let board = DeadlineBoard(found.counts, ask, visit)
        let last = found.rows.count == DeadlinePages.onPage ? found.rows.last : nil
        let content: [String: PageValue] = [
            "oversees": .flag(visit.rights.contains(.overseeDeadlines)), "holders": .list(holders(ask, visit)),
            "bands": .list(bands(board, ask, visit)),
            "plot": .markup(board.plot),
            "plotTable": board.bandTable.value,
            "byRule": board.ruleTable.value, "byOffice": board.officeTable.value,
            "calendar": DeadlineCalendar(month, found.days, ask, visit).value,
            "hasRows": .flag(!found.rows.isEmpty),
            "table": TableValue(visit.columns(DeadlineLine.columns), found.rows.map { $0.cells(visit, ask) }).value,
            "chosen": .list(chosen(ask, visit)), "pager": .flag(last != nil || ask.cursor != nil),
            "newest": .optional(ask.cursor == nil ? nil : ask.query.url),
            "earlier": .optional(last.map { ask.query.setting("after", $0.row.cursor.description).url }),
            "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page("deadlines", title: visit.text("navDeadlines"), content, visit, request)
    }

    private func holders(_ ask: DeadlineAsk, _ visit: Console.Visit) -> [PageValue] {
        [("deadlineAll", nil), ("deadlineOwn", "own"), ("deadlineOthers", "others")].map { name, holder in
            [
                "name": .text(visit.text(name)), "url": .text(ask.query.setting("holder", holder).url),
                "isHere": .flag(ask.holder == holder),
            ]
        }
    }

    private func bands(_ board: DeadlineBoard, _ ask: DeadlineAsk, _ visit: Console.Visit) -> [PageValue] {
        let figures: [(name: String, count: Int, band: String?)] = [
            ("dutiesOverdue", board.overdue, "overdue"), ("dutiesSoon", board.soon, "soon"),
            ("dutiesAll", board.total, nil),
        ]
        return figures.map { figure in
            [
                "name": .text(visit.text(figure.name)), "count": .number(figure.count),
                "url": .text(ask.query.setting("band", figure.band).setting("day", nil).url),
            ]
        }
    }

    /// What the list below is narrowed to, each with a way out of it.
    private func chosen(_ ask: DeadlineAsk, _ visit: Console.Visit) -> [PageValue] {
        let rule = ask.rule.map { id in visit.rules.deadlines.last { $0.id == id }?.name ?? id }
        let band = ask.band.map { visit.text($0 == .overdue ? "dutiesOverdue" : "dutiesSoon") }
        let office = ask.office.map { visit.name(of: $0) }
        let kind = ask.kind.map { Workflow.of($0).title }
        let items = [
            ("rule", rule), ("band", band), ("holder", office), ("kind", kind), ("day", ask.day?.description),
        ]
        return items.compactMap { name, words in
            words.map { ["words": .text($0), "url": .text(ask.query.setting(name, nil).url)] }
        }
    }

    static let catalogue = Catalogue([
        "deadlineAll": Words("全部单位", "All offices"), "deadlineOwn": Words("本单位的", "Ours"),
        "deadlineOthers": Words("其他单位的", "Others'"), "deadlineByBand": Words("逾期与到期分布", "Overdue and due"),
        "deadlineByRule": Words("按规则", "By rule"), "deadlineByOffice": Words("按责任单位", "By office"),
        "deadlineCalendar": Words("到期日历", "Calendar"), "deadlineList": Words("明细", "List"),
        "deadlineNone": Words("没有符合条件的期限。", "No term fits."), "remove": Words("取消", "Remove"),
        "deadlineLater": Words("其余", "The rest"), "previous": Words("上月", "Month before"),
        "next": Words("下月", "Next month"),
        "deadlinePeople": Words("按经办人", "By officer"),
        "deadlineReminders": Words("提醒、催办和升级记录", "Reminders and escalations"),
        "plotFigures": Words("图中数字", "Figures of the plot"),
    ])
}
