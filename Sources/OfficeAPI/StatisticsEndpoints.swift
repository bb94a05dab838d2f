import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// Figures of what this office and its peers wanted of each other.
struct StatisticsEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/statistics", .right(.seeStatistics),
                .init(
                    "统计：逐单位发出、收到、七日内接收、答复天数、期限履行、答复结果、退回原因、逾期清单；各分项之和等于合计，零也列出",
                    parameters: StatisticsEndpoints.filters, answer: .json("统计"), problems: [.badRequest])
            ) { request, context in try await statistics(request, context) }
        ]
    }

    private static let filters = [
        Endpoint.Parameter(
            "kind", .query, "案件种类", schema: ["enum": .array(CaseKind.allCases.map { .string($0.rawValue) })]),
        Endpoint.Parameter("office", .query, "对方单位编号"),
        Endpoint.Parameter("direction", .query, "发出sent，收到received", schema: ["enum": ["sent", "received"]]),
        Endpoint.Parameter("from", .query, "发出日期自（YYYY-MM-DD）", schema: ["type": "string", "format": "date"]),
        Endpoint.Parameter("through", .query, "发出日期至，含当日", schema: ["type": "string", "format": "date"]),
    ]

    private func statistics(_ request: Request, _ context: WebContext) async throws -> Response {
        let filter = try filter(request)
        let machine = await backend.runtime.snapshot()
        let directory = machine.book.newest
        let peers = (directory?.activeOffices ?? []).map(\.id)
        let reader = backend.reader
        let scope = try backend.scope(context)
        let start = CaseStatistics(own: backend.office, peers: peers, filter: filter, now: backend.clock.now().official)
        let done = try await Aside.run { () throws -> CaseStatistics in
            var statistics = start
            try reader.eachCaseFile(kind: filter.kind, in: scope) { statistics.add($0) }
            statistics.finish()
            return statistics
        }
        return .json(StatisticsPage(statistics: done, directory: directory).json)
    }

    private func filter(_ request: Request) throws -> CaseStatistics.Filter {
        func read<Value>(_ name: String, _ words: String, _ parse: (String) -> Value?) throws -> Value? {
            guard let text = request.query(name) else { return nil }
            guard let value = parse(text) else { throw Problem.parameter(name, words) }
            return value
        }
        let filter = CaseStatistics.Filter(
            kind: try read("kind", "不是已知的案件种类") { CaseKind(rawValue: $0) },
            peer: try read("office", "不是单位编号") { OfficeID($0) },
            direction: try read("direction", "应当是sent或者received") { CaseStatistics.Direction(rawValue: $0) },
            from: try read("from", "应当是YYYY-MM-DD") { CivilDate($0) },
            through: try read("through", "应当是YYYY-MM-DD") { CivilDate($0) })
        if let from = filter.from, let through = filter.through, through < from {
            throw Problem.parameter("through", "不得早于from")
        }
        return filter
    }
}

/// Figures as they are shown, with names.
struct StatisticsPage {
    let statistics: CaseStatistics
    let directory: DirectoryDocument?

    var json: JSONValue {
        let filter = statistics.filter
        return .members([
            ("office", .string(statistics.own.description)), ("asOf", .string(statistics.now.description)),
            (
                "filter",
                .members([
                    ("kind", filter.kind.map { .string($0.rawValue) }),
                    ("office", filter.peer.map { .string($0.description) }),
                    ("direction", filter.direction.map { .string($0.rawValue) }),
                    ("from", filter.from.map { .string($0.description) }),
                    ("through", filter.through.map { .string($0.description) }),
                ])
            ),
            ("total", statistics.total.json),
            (
                "rows",
                .array(
                    statistics.rows.map { row in
                        JSONValue.members([
                            ("office", .string(row.peer.description)),
                            ("name", directory?.profile(row.peer).map { .string($0.name) }),
                            ("direction", .string(row.direction.rawValue)),
                        ]).merging(row.figures.json)
                    })
            ), ("overdue", .array(statistics.overdue.map(overdue))),
        ])
    }

    private func overdue(_ item: CaseStatistics.Overdue) -> JSONValue {
        .members([
            ("caseId", .string(item.measure.caseID.description)), ("kind", .string(item.measure.kind.rawValue)),
            ("direction", .string(item.direction.rawValue)), ("office", .string(item.measure.receiver.description)),
            ("deadline", .string(item.deadline.key)), ("rule", .string(item.deadline.rule)),
            ("due", item.deadline.due.map { .string($0.description) }), ("days", .integer(Int64(item.days))),
        ])
    }
}
