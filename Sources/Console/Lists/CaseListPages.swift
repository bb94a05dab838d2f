import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web
import Workers

/// Work lists (工作列表): all flows, by side and by whose turn it is.
struct CaseListPages: ConsolePart {
    let console: Console
    let filters: SavedFilters

    static let onPage = 50
    /// Offices that the picker of a page lists; where there are more, a name is typed.
    private static let mostOffered = 300

    var all: [Endpoint] {
        [page("/cases", "案件列表", CaseListPages.parameters) { request, context in try await list(request, context) }]
    }

    private static let parameters = [
        Endpoint.Parameter("list", .query, "turn待本人办理，sent本单位发起，received收到，copied抄送，all全部"),
        Endpoint.Parameter("kind", .query, "案件种类"), Endpoint.Parameter("group", .query, "open未结，ended已结"),
        Endpoint.Parameter("state", .query, "状态，可以多个"), Endpoint.Parameter("q", .query, "代码、自然人令牌或者名称"),
        Endpoint.Parameter("office", .query, "往来单位"), Endpoint.Parameter("from", .query, "发起日期不早于"),
        Endpoint.Parameter("to", .query, "发起日期不晚于"), Endpoint.Parameter("changedFrom", .query, "更新日期不早于"),
        Endpoint.Parameter("changedTo", .query, "更新日期不晚于"),
        Endpoint.Parameter("due", .query, "overdue已逾期，soon、week、month为3、7、30日内到期"),
        Endpoint.Parameter("sort", .query, "排序的列"), Endpoint.Parameter("dir", .query, "asc升序，desc降序"),
        Endpoint.Parameter("after", .query, "上一页给出的位置"),
    ]

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        var ask = CaseListAsk(request)
        let filter = ask.filter(visit)
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        let found = try await Aside.run { [ask] () throws -> (rows: [CaseRow], counts: CaseCounts)? in
            guard let filter else { return nil }
            return (
                try CaseRow.rows(
                    reader, filter, in: scope, by: ask.order, behind: ask.cursor, limit: CaseListPages.onPage),
                try reader.caseCounts(filter, in: scope)
            )
        }
        var content = form(ask, visit)
        content["tabs"] = tabs(ask, visit)
        content["kinds"] = kinds(ask, visit)
        content["table"] = .optional(found.map { table($0.rows, ask, visit) })
        content["hasRows"] = .flag(found?.rows.isEmpty == false)
        content["isEmpty"] = .flag(found?.rows.isEmpty == true)
        content["isFirst"] = .flag(ask.cursor == nil)
        content["hint"] = .text(visit.text(ask.isNarrowed ? "listEmptyNarrow" : "listEmpty"))
        content["statistics"] = .optional(found.map { CaseStatisticsLine($0.counts, ask, visit).value })
        let last = found.flatMap { $0.rows.count == CaseListPages.onPage ? $0.rows.last : nil }
        content["filters"] = .list(
            try await filters.all(visit.officer.id).map {
                ["name": .text($0.name), "url": .text($0.url), "isHere": .flag($0.url == ask.query.url)]
            })
        content["keepURL"] = .text(ask.query.at("/cases/filters").url)
        content["mayKeep"] = .flag(ask.isNarrowed && found != nil)
        content["exportURL"] = .text(ask.query.at("/cases/export").url)
        content["pager"] = .flag(last != nil || ask.cursor != nil)
        content["newest"] = .optional(ask.cursor == nil ? nil : ask.query.url)
        content["earlier"] = .optional(last.map { ask.query.setting("after", $0.line.cursor.description).url })
        return try console.page("cases", title: visit.text("navCases"), content, visit, request)
    }

    // MARK: Parts

    private func tabs(_ ask: CaseListAsk, _ visit: Console.Visit) -> PageValue {
        .list(
            CaseListAsk.Tab.allCases.map { tab in
                let query = PageQuery("/cases").setting("list", tab.rawValue).setting("kind", ask.kind?.rawValue)
                return [
                    "name": .text(visit.text("list-\(tab.rawValue)")), "url": .text(query.url),
                    "isHere": .flag(tab == ask.tab),
                ]
            })
    }

    private func kinds(_ ask: CaseListAsk, _ visit: Console.Visit) -> PageValue {
        let kinds: [CaseKind?] = [nil] + CaseKind.allCases.map { $0 }
        return .list(
            kinds.map { kind in
                // A state belongs to its kind; all else that was asked stays.
                let query = ask.query.setting("kind", kind?.rawValue).setting("state", nil)
                return [
                    "name": .text(kind.map { Workflow.of($0).title } ?? visit.text("all")), "url": .text(query.url),
                    "isHere": .flag(kind == ask.kind),
                ]
            })
    }

    private func form(_ ask: CaseListAsk, _ visit: Console.Visit) -> [String: PageValue] {
        let states = ask.kind.map { Workflow.of($0).states } ?? []
        let offices = visit.directory?.activeOffices ?? []
        var content: [String: PageValue] = [
            "list": .text(ask.tab.rawValue), "kind": .optional(ask.kind?.rawValue),
            "sort": .text(ask.order.column.rawValue), "dir": .text(ask.order.isDescending ? "desc" : "asc"),
            "hasStates": .flag(!states.isEmpty), "isOpenForm": .flag(ask.isNarrowed),
            "states": .list(
                states.map {
                    [
                        "value": .text($0.name), "name": .text($0.title),
                        "isChosen": .flag(ask.states.contains($0.name)),
                    ]
                }),
            "groups": .list(
                StateGroup.allCases.map {
                    [
                        "value": .text($0.rawValue), "name": .text(visit.text("group-\($0.rawValue)")),
                        "isChosen": .flag($0 == ask.group),
                    ]
                }),
            "dues": .list(
                CaseListAsk.Due.allCases.map {
                    [
                        "value": .text($0.rawValue), "name": .text($0.words.in(visit.language)),
                        "isChosen": .flag($0 == ask.due),
                    ]
                }),
            "offices": .list(
                offices.count > CaseListPages.mostOffered
                    ? [] : offices.map { ["name": .text($0.profile.name), "note": .text($0.id.description)] }),
            "clearURL": .text(PageQuery("/cases").setting("list", ask.tab.rawValue).url),
            "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        for name in CaseListAsk.typedFields {
            content["\(name)Value"] = .text(ask.typed[name] ?? "")
            content["\(name)Error"] = .optional(ask.mistakes[name])
        }
        return content
    }

    private func table(_ rows: [CaseRow], _ ask: CaseListAsk, _ visit: Console.Visit) -> PageValue {
        let columns = CaseRow.columns.map { column in
            let isHere = column.order == ask.order.column
            let next = isHere && !ask.order.isDescending ? "desc" : "asc"
            return TableValue.Column(
                column.words.in(visit.language),
                url: ask.query.setting("sort", column.order.rawValue).setting("dir", next).url,
                sorted: isHere ? (ask.order.isDescending ? .descending : .ascending) : nil)
        }
        return TableValue(columns, rows.map { $0.cells(visit) }).value
    }

    static let catalogue = Catalogue([
        "list-turn": Words("待我办理", "My turn"), "list-sent": Words("本单位发起", "Sent"),
        "list-received": Words("收到", "Received"), "list-copied": Words("抄送", "Copies"),
        "list-all": Words("全部", "All"), "group-open": Words("未结", "Open"), "group-ended": Words("已结", "Ended"),
        "listTabs": Words("列表", "Lists"), "kindTabs": Words("案件种类", "Kinds of case"),
        "listEmpty": Words("这个列表现在没有案件。", "There is no case in this list."),
        "listEmptyNarrow": Words(
            "没有符合条件的案件。可以放宽日期、状态，或者改查“全部”。", "Nothing fits. Widen the dates or states, or look in \"All\"."),
        "searchCase": Words("主体代码、令牌或者名称", "Code, token or name of the subject"),
        "searchOffice": Words("往来单位", "Counterpart"), "openedFrom": Words("发起日期自", "Opened from"),
        "openedTo": Words("至", "to"), "changedFrom": Words("更新日期自", "Changed from"), "changedTo": Words("至", "to"),
        "stateGroup": Words("办理情况", "Progress"), "stateNames": Words("状态（可多选）", "States (several)"),
        "dueFilter": Words("期限", "Due"), "moreFilters": Words("筛选条件", "Filters"),
        "clearFilters": Words("清除条件", "Clear"), "asOf": Words("截至", "As of "), "total": Words("共", "Total"),
        "atLeast": Words("至少", "at least "), "items": Words("件", ""),
    ])
}
