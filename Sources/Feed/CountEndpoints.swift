import Casework
import Contracts
import Hummingbird
import Offices
import Shelf
import Web
import Workers

/// Counts over the public log, and what an agency published in a month and how timely (domain B.5).
struct CountEndpoints {
    let backend: FeedBackend

    var all: [Endpoint] {
        let month = Endpoint.Parameter("month", .path, "月份（YYYY-MM），末尾可加.csv")
        return [
            Endpoint(
                .get, "/api/v1/statistics", .open,
                .init("现行公示信息按种类、机关、行政区划以及种类和机关计数，各月变动，公示及时性", answer: .json("统计"))
            ) { request, _ in try await statistics(request) },
            Endpoint(
                .get, "/api/v1/statistics.csv", .open,
                .init("同上，CSV", answer: .text("text/csv", "统计"))
            ) { request, _ in try await statistics(request) },
            Endpoint(
                .get, "/api/v1/reports/{office}/{month}", .open,
                .init(
                    "一个机关一个月的公示报告：应公示、按时、逾期、更正、撤回、未答复的异议，以公示日志可知者为限",
                    parameters: [.init("office", .path, "公示机关的编号"), month],
                    answer: .json("报告"), problems: [.badRequest, .notFound])
            ) { request, context in try await report(request, context) }.or(.text("text/csv", "表格")),
        ]
    }

    /// Counts of what stands by one thing: its key, its name where it has one, how many.
    private typealias Group = (name: String, rows: [(key: String, name: String?, count: Int)])

    private func statistics(_ request: Request) async throws -> Response {
        let reader = backend.shelf.reader
        let found = try await Aside.run { try reader.statistics() }
        let rules = await backend.runtime.snapshot().rules
        let directory = await backend.directory.current()
        let timeliness = Timeliness(found.timings, rules: rules, directory: directory)
        func name(_ office: String) -> String { OfficeID(office).flatMap { directory?.profile($0)?.name } ?? "" }
        let groups: [Group] = [
            ("kinds", found.kinds.map { ($0.key, nil, $0.count) }),
            ("agencies", found.agencies.map { ($0.key, name($0.key), $0.count) }),
            ("regions", found.regions.map { ($0.key, nil, $0.count) }),
        ]
        if FeedForm(request) == .csv {
            let cells = found.holdings.map {
                ["kindsByAgency", "\($0.office) \($0.kind)", name($0.office), "\($0.count)"]
            }
            let table =
                CountEndpoints.table(groups, cells, found.months)
                + timeliness.rows.map {
                    ["timeliness", $0.key, "", "\($0.count)"]
                }
            return try FeedAnswer.csv(table, name: "statistics", request)
        }
        let cells = JSONValue.array(
            found.holdings.map {
                [
                    "agency": .string($0.office), "name": .string(name($0.office)), "kind": .string($0.kind),
                    "count": .integer(Int64($0.count)),
                ]
            })
        let json = JSONValue.members(
            [
                ("place", .integer(Int64(clamping: found.size))), ("standing", .integer(Int64(found.standing))),
                ("openObjections", .integer(Int64(found.openObjections))),
            ] + groups.map { ($0.name, CountEndpoints.json($0.rows)) } + [
                ("kindsByAgency", cells), ("months", .array(found.months.map { CountEndpoints.json($0) })),
                ("timeliness", timeliness.json),
            ])
        return try FeedAnswer.json(json.bytes, request)
    }

    private static func table(
        _ groups: [Group], _ cells: [[String]], _ months: [ShelfStatistics.Month]
    ) -> [[String]] {
        let counts = groups.flatMap { group in
            group.rows.map { [group.name, $0.key, $0.name ?? "", "\($0.count)"] }
        }
        let events = months.flatMap { month in
            [
                ("published", month.published), ("corrected", month.corrected), ("withdrawn", month.withdrawn),
                ("ended", month.ended),
            ].map { [$0.0, month.month, "", "\($0.1)"] }
        }
        return [["group", "key", "name", "count"]] + counts + cells + events
    }

    private static func json(_ month: ShelfStatistics.Month) -> JSONValue {
        [
            "month": .string(month.month), "published": .integer(Int64(month.published)),
            "corrected": .integer(Int64(month.corrected)), "withdrawn": .integer(Int64(month.withdrawn)),
            "ended": .integer(Int64(month.ended)),
        ]
    }

    private static func json(_ rows: [(key: String, name: String?, count: Int)]) -> JSONValue {
        .array(
            rows.map {
                .members([
                    ("key", .string($0.key)), ("name", $0.name.map { .string($0) }),
                    ("count", .integer(Int64($0.count))),
                ])
            })
    }

    private func report(_ request: Request, _ context: WebContext) async throws -> Response {
        let text = try context.parameter("office")
        var month = try context.parameter("month")
        if month.hasSuffix(".csv") { month.removeLast(4) }
        guard CivilDate(month + "-01") != nil else { throw Problem.parameter("month", "应当是YYYY-MM形式的月份") }
        guard let office = OfficeID(text) else { throw Problem.missing("编号为“\(text.prefix(64))”的机关") }
        let reader = backend.shelf.reader
        let wanted = month
        let found = try await Aside.run { try reader.report(of: office, month: wanted) }
        let directory = await backend.directory.current()
        let timeliness = Timeliness(
            found.timings, rules: await backend.runtime.snapshot().rules, directory: directory)
        let name = directory?.profile(office)?.name
        func events(_ names: [String]) -> Int {
            found.events.filter { names.contains($0.key) }.reduce(0) { $0 + $1.count }
        }
        let rows: [(key: String, count: Int)] =
            timeliness.rows + [
                ("corrected", events(["correct"])), ("withdrawn", events(["withdraw"])),
                ("ended", events(["stop", "stopChannel", "shield", "archive"])),
                ("openObjections", found.openObjections),
            ]
        if FeedForm(request) == .csv {
            return try FeedAnswer.csv(
                [["office", "month", "measure", "count"]]
                    + rows.map { [office.description, month, $0.key, "\($0.count)"] },
                name: "\(office)-\(month)", request)
        }
        return try FeedAnswer.json(
            JSONValue.members(
                [
                    ("office", .string(office.description)), ("name", name.map { .string($0) }),
                    ("month", .string(month)),
                ] + rows.map { ($0.key, .integer(Int64($0.count))) }
            ).bytes, request)
    }
}

/// How many publications came in time, each channel counted by itself: by the rules in force on the day of publication, from the day of the
/// decision, where the record does not say when it was due.
struct Timeliness {
    /// Publications whose due day is known.
    private(set) var due = 0
    /// Published on the due day or before it.
    private(set) var onTime = 0
    /// Published behind it.
    private(set) var late = 0
    /// No due day can be told: no decision day, or no rule for the channel.
    private(set) var unknown = 0

    init(_ timings: [ShelfStatistics.Timing], rules: RuleSet, directory: DirectoryDocument?) {
        for timing in timings {
            let agency = OfficeID(timing.office).flatMap { directory?.profile($0)?.agency }
            guard let day = timing.due ?? Timeliness.due(timing, agency, rules) else {
                unknown += timing.count
                continue
            }
            due += timing.count
            if timing.published <= day { onTime += timing.count } else { late += timing.count }
        }
    }

    /// By the first deadline that the channel has for such records of such an agency.
    private static func due(_ timing: ShelfStatistics.Timing, _ agency: String?, _ rules: RuleSet) -> CivilDate? {
        guard let decided = timing.decided, let agency, let kind = RecordKind(rawValue: timing.kind) else { return nil }
        do throws(RuleRefusal) {
            let channel = try rules.channel(timing.channel, on: timing.published)
            guard let id = channel.coverage(of: kind, by: agency)?.deadlines.first else { return nil }
            let rule = try rules.deadline(id, on: timing.published)
            return rule.count.due(from: decided.start, calendar: rules.calendar).day
        } catch {
            return nil
        }
    }

    /// Names and figures in order.
    var rows: [(key: String, count: Int)] {
        [("due", due), ("onTime", onTime), ("late", late), ("dueUnknown", unknown)]
    }

    var json: JSONValue { .members(rows.map { ($0.key, .integer(Int64($0.count))) }) }
}
