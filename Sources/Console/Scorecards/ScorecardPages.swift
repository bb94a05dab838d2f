import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Tables
import Web
import Workers

/// Scorecards (办理质效): how soon offices take on, answer, meet their terms, refuse and lift, by month or by counterpart.
struct ScorecardPages: ConsolePart {
    let console: Console
    private let recent = RecentFigures<Scorecard.Question, Scorecard>(lifetime: .seconds(60))
    private let recentCases = RecentFigures<ScorecardCases.Question, ScorecardCases>(lifetime: .seconds(60))

    init(console: Console) { self.console = console }

    var all: [Endpoint] {
        [
            page(
                "/scorecards", "办理质效：接收、答复、期限、退回原因、解除措施，按月或者按单位", ScorecardPages.parameters,
                access: .right(.seeStatistics)
            ) { request, context in try await show(request, context) },
            page(
                "/scorecards/cases", "办理质效的一项数字下的案件",
                [
                    .init("figure", .query, "哪一项"), .init("month", .query, "只看一个月（YYYY-MM）"),
                ] + ScorecardPages.parameters, access: .right(.seeCases)
            ) { request, context in try await cases(request, context) },
            Endpoint(
                .get, "/scorecards/csv", .right(.seeStatistics),
                .init(
                    "办理质效的一张表，CSV", parameters: [ScorecardPages.part] + ScorecardPages.parameters,
                    answer: .text("text/csv", "UTF-8，带BOM"), problems: [.badRequest, .notFound])
            ) { request, context in try await csv(request, context) },
        ]
    }

    private static let part = Endpoint.Parameter("part", .query, "表的名称")
    private static let parameters = [
        Endpoint.Parameter("by", .query, "month按月，office按对方单位"), Endpoint.Parameter("kind", .query, "案件种类"),
        Endpoint.Parameter("direction", .query, "发出sent，收到received"),
        Endpoint.Parameter("office", .query, "对方单位编号"), Endpoint.Parameter("from", .query, "发出日期自（YYYY-MM-DD）"),
        Endpoint.Parameter("through", .query, "发出日期至，含当日"),
    ]

    private func read(
        _ request: Request, _ context: WebContext
    ) async throws -> (visit: Console.Visit, ask: ScorecardAsk, card: Scorecard?) {
        let visit = try await console.visit(request, context)
        let ask = ScorecardAsk(request, today: visit.today)
        let (reader, scope, own) = (console.backend.reader, try console.backend.scope(context), console.backend.office)
        guard ask.period != nil else { return (visit, ask, nil) }
        let question = Scorecard.Question(filter: ask.filter, scope: scope)
        let card = try await recent.value(question) {
            try await Aside.run { try Scorecard(reader, question, own: own, visit) }
        }
        return (visit, ask, card)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let (visit, ask, card) = try await read(request, context)
        let parts = card.map { ScorecardView(card: $0, ask: ask, visit: visit).parts } ?? []
        var content: [String: PageValue] = [
            "groupings": .list(
                ScorecardAsk.Grouping.allCases.map { grouping in
                    [
                        "name": .text(visit.text("scorecardBy-\(grouping.rawValue)")),
                        "url": .text(ask.query.setting("by", grouping.rawValue).url),
                        "isHere": .flag(grouping == ask.grouping),
                    ]
                }),
            "by": .text(ask.grouping.rawValue), "officeID": .optional(ask.office?.description),
            "office": .optional(ask.office.map { visit.name(of: $0) }),
            "allURL": .text(ask.query.setting("office", nil).url), "kinds": .list(kinds(ask, visit)),
            "directions": .list(directions(ask, visit)),
            "isCut": .flag(card?.isCut ?? false), "mostCases": .number(Scorecard.mostCases),
            "parts": .list(
                parts.map { part in
                    part.value(visit, csvURL: ask.query.setting("part", part.id).at("/scorecards/csv").url)
                }),
            "resultNote": .text(visit.text("asOf") + (card?.asOf ?? visit.now).shortDescription),
        ]
        for name in ["from", "through"] {
            content["\(name)Value"] = .text(ask.typed[name] ?? "")
            content["\(name)Error"] = .optional(ask.mistakes[name])
        }
        return try console.page("scorecards", title: visit.text("navScorecards"), content, visit, request)
    }

    private func cases(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let ask = ScorecardAsk(request, today: visit.today)
        guard ask.period != nil, let figure = request.query("figure").flatMap({ ScorecardFigure($0) }) else {
            throw Problem.missing("这项数字")
        }
        let (reader, scope, own) = (console.backend.reader, try console.backend.scope(context), console.backend.office)
        let month = request.query("month").flatMap { CivilDate($0 + "-01") }.map { CalendarMonth(of: $0) }
        let question = ScorecardCases.Question(
            of: Scorecard.Question(filter: ask.filter, scope: scope), figure: figure, month: month)
        let found = try await recentCases.value(question) {
            try await Aside.run { try ScorecardCases(reader, question, own: own, at: visit.now) }
        }
        let narrowed = [month?.name, ask.office.map { visit.name(of: $0) }].compactMap(\.self)
        let content: [String: PageValue] = [
            "resultNote": .text(visit.text("asOf") + found.asOf.shortDescription), "isCut": .flag(found.isCut),
            "mostCases": .number(Scorecard.mostCases), "rule": .text(visit.text("scorecardCasesRule")),
            "office": .optional(narrowed.isEmpty ? nil : narrowed.joined(separator: " · ")),
            "allURL": .text(
                ask.query.setting("office", nil).at("/scorecards/cases").setting("figure", figure.name).url),
            "total": .number(found.total), "table": found.count == 0 ? .none : found.table(visit).value,
            "isShort": .flag(found.count > found.shown.count), "shown": .number(found.shown.count),
        ]
        return try console.page(
            "supervised", title: figure.words.in(visit.language),
            trail: [.init(visit.text("navScorecards"), ask.query.url)], content, visit, request)
    }

    private func kinds(_ ask: ScorecardAsk, _ visit: Console.Visit) -> [PageValue] {
        CaseKind.allCases.filter { ![.publication, .repair, .risk].contains($0) }.map {
            [
                "value": .text($0.rawValue), "name": .text(Workflow.of($0).title), "isChosen": .flag($0 == ask.kind),
            ]
        }
    }

    private func directions(_ ask: ScorecardAsk, _ visit: Console.Visit) -> [PageValue] {
        CaseStatistics.Direction.allCases.map {
            [
                "value": .text($0.rawValue), "name": .text(visit.text("scorecard-\($0.rawValue)")),
                "isChosen": .flag($0 == ask.direction),
            ]
        }
    }

    private func csv(_ request: Request, _ context: WebContext) async throws -> Response {
        let (visit, ask, card) = try await read(request, context)
        guard let card, let period = ask.period else {
            throw Problem.parameter(
                ask.mistakes.keys.sorted().first ?? "from", ask.mistakes.values.sorted().first ?? "不能读取")
        }
        guard
            let part = ScorecardView(card: card, ask: ask, visit: visit).parts.first(where: {
                $0.id == request.query("part")
            })
        else { throw Problem.missing("这张表") }
        let head = [
            [visit.fullName(of: console.backend.office), part.title.in(visit.language)],
            ["\(period.lowerBound)", "\(period.upperBound)", visit.text("asOf") + card.asOf.shortDescription],
        ]
        let cut = card.isCut ? [["\(visit.text("scorecardCut"))\(Scorecard.mostCases)"]] : []
        var response = Response.bytes(try part.csv(visit, head: head + cut), mediaType: TableFormat.csv.mediaType)
        response.headers[.contentDisposition] = "attachment; filename=\"scorecard-\(part.id).csv\""
        return response
    }

    static let catalogue = Catalogue([
        "navScorecards": Words("质效", "Scorecards"), "scorecardBy-month": Words("按月", "By month"),
        "scorecardBy-office": Words("按对方单位", "By counterpart"), "scorecard-sent": Words("发出", "Sent"),
        "scorecard-received": Words("收到", "Received"), "scorecardKind": Words("案件种类", "Kind of case"),
        "scorecardWay": Words("方向", "Way"), "scorecardFrom": Words("发出日期自", "Sent from"),
        "scorecardThrough": Words("至", "through"), "scorecardShow": Words("统计", "Show"),
        "scorecardRule": Words("口径", "Rule"), "scorecardBelow": Words("数据见下表。", "The table below has the figures."),
        "scorecardCasesRule": Words(
            "与质效表同一口径，逐案列出；最后一栏为该案计入的件数，各案之和等于表中的数字。",
            "By the rule of the scorecard, case by case; the last column is how often a case is counted, and all add up to the figure."
        ),
        "scorecardCSV": Words("下载本表CSV", "This table as CSV"),
        "scorecardNothing": Words("这段时间没有可以统计的内容。", "There is nothing to count in this period."),
        "scorecardCut": Words(
            "案件很多：只统计了最近更新的案件，流程案件和名单条目各最多 ",
            "There are many cases: only those changed last are counted, of flows and of list entries each at most "),
        "scorecardTable": Words("数据表", "Table"),
    ])
}
