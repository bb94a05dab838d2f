import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// What is due, for whom, how overdue, and why: from the ledger's index of open deadlines, never from a walk through
/// all cases.
struct DeadlineEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/deadlines", .right(.seeDeadlines),
                .init(
                    "未办结的期限，最早届满的在前、中止的在后：案件、何事、何单位、何时届满、逾期几日，以及为什么（规则、条款、起算、中止、延长、是否暂定）",
                    parameters: DeadlineEndpoints.filters + [.limit, .cursor],
                    answer: .json("一页期限", Page.schema), problems: [.badRequest])
            ) { request, context in try await list(request, context) },
            Endpoint(
                .get, "/api/v1/deadlines/histogram", .right(.seeDeadlines),
                .init(
                    "未办结期限按逾期时间分段计数，另按责任单位、案件种类、规则分列；各段之和等于合计，零也列出",
                    parameters: DeadlineEndpoints.filters, answer: .json("分段计数"), problems: [.badRequest])
            ) { request, context in try await histogram(request, context) },
        ]
    }

    private static let filters = [
        Endpoint.Parameter("dueBefore", .query, "早于此时届满：YYYY-MM-DD（该日零时）或者带时区的时间；不含中止的"),
        Endpoint.Parameter("overdue", .query, "true只列已逾期的", schema: ["type": "boolean"]),
        Endpoint.Parameter("rule", .query, "规则编号，如CR-10"),
        Endpoint.Parameter(
            "kind", .query, "案件种类", schema: ["enum": .array(CaseKind.allCases.map { .string($0.rawValue) })]),
        Endpoint.Parameter("holder", .query, "责任单位编号；own本单位，others其他单位"),
        Endpoint.Parameter("owner", .query, "发起案件的单位编号"),
        Endpoint.Parameter("caseId", .query, "案件编号"),
        Endpoint.Parameter("provisional", .query, "true只列暂定的", schema: ["type": "boolean"]),
    ]

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let limit = try request.pageLimit()
        let now = backend.clock.now().official
        let filter = try filter(request, now)
        let cursor = try read(request, "cursor", "应当是上一页返回的nextCursor") { DeadlineCursor($0) }
        let machine = await backend.runtime.snapshot()
        let page = DeadlinePage(now: now, directory: machine.book.newest, rules: machine.rules)
        let reader = backend.reader
        let scope = try backend.scope(context)
        let (items, next) = try await Aside.run { () throws -> ([JSONValue], String?) in
            let rows = try reader.deadlines(filter, in: scope, behind: cursor, limit: limit)
            let items = try rows.map { row in page.item(row, try reader.caseFile(row.caseID, in: scope)) }
            return (items, rows.count == limit ? rows.last?.cursor.description : nil)
        }
        return .json(Page.json(items, from: next).merging(["asOf": .string(now.description)]))
    }

    private func histogram(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = backend.clock.now().official
        let filter = try filter(request, now)
        let machine = await backend.runtime.snapshot()
        let reader = backend.reader
        let scope = try backend.scope(context)
        let counts = try await Aside.run { try reader.deadlineCounts(filter, in: scope, at: now) }
        let page = DeadlineHistogramPage(
            counts: counts, now: now, office: backend.office, directory: machine.book.newest, rules: machine.rules)
        return .json(page.json)
    }

    // MARK: Filters

    private func filter(_ request: Request, _ now: Moment) throws -> DeadlineFilter {
        var filter = DeadlineFilter()
        filter.dueBefore = try read(request, "dueBefore", "应当是YYYY-MM-DD或者带时区的时间") {
            Moment($0) ?? CivilDate($0)?.start
        }
        if try isTrue(request, "overdue") { filter.dueBefore = min(filter.dueBefore ?? now, now) }
        filter.rule = request.query("rule")
        filter.kind = try read(request, "kind", "不是已知的案件种类") { CaseKind(rawValue: $0) }
        filter.holder = try read(request, "holder", "应当是单位编号、own或者others", holder)
        filter.owner = try read(request, "owner", "不是单位编号") { OfficeID($0) }
        filter.caseID = try read(request, "caseId", "不是案件编号") { CaseID($0) }
        filter.isProvisional = try isTrue(request, "provisional")
        return filter
    }

    private func holder(_ text: String) -> DeadlineFilter.Holder? {
        switch text {
        case "own": .office(backend.office)
        case "others": .others(than: backend.office)
        default: OfficeID(text).map { .office($0) }
        }
    }

    private func isTrue(_ request: Request, _ name: String) throws -> Bool {
        try read(request, name, "应当是true或者false") { Bool($0) } ?? false
    }

    private func read<Value>(
        _ request: Request, _ name: String, _ words: String, _ parse: (String) -> Value?
    ) throws -> Value? {
        guard let text = request.query(name) else { return nil }
        guard let value = parse(text) else { throw Problem.parameter(name, words) }
        return value
    }
}
