import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// Watch lists (关注名单): saved subjects are looked at again whenever a list moves, and whoever saved them reads what
/// became of them.
struct WatchListEndpoints {
    let backend: OfficeBackend

    private static let id = Endpoint.Parameter("id", .path, "关注名单编号")

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/watch-lists", .right(.watchSubjects),
                .init(
                    "保存一份关注名单：其中主体的名单条目列入、更正、移出时各记一条事件，不遗漏、不重复",
                    body: .json("名称、事由和主体", WatchListEndpoints.schema), answer: .json("已保存的关注名单"),
                    problems: [.badRequest])
            ) { request, context in try await save(request, context) },
            Endpoint(
                .get, "/api/v1/watch-lists", .right(.watchSubjects),
                .init("关注名单，新的在前，附事件数", answer: .json("关注名单", Page.schema))
            ) { _, _ in try await list() },
            Endpoint(
                .get, "/api/v1/watch-lists/{id}/events", .right(.watchSubjects),
                .init(
                    "一份关注名单的事件，旧的在前；从上次读到的位置继续", parameters: [WatchListEndpoints.id, .limit, .cursor],
                    answer: .json("一页事件", Page.schema), problems: [.badRequest, .notFound])
            ) { request, context in try await events(request, context) },
            Endpoint(
                .post, "/api/v1/watch-lists/{id}/end", .right(.watchSubjects),
                .init(
                    "停止关注；已有事件保留", parameters: [WatchListEndpoints.id], answer: .json("已停止"),
                    problems: [.notFound])
            ) { _, context in try await end(context) },
        ]
    }

    private static let schema: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["name", "subjects"],
        "properties": [
            "name": ["type": "string", "minLength": 1, "maxLength": 100],
            "reason": ["type": "string", "maxLength": 500],
            "subjects": [
                "type": "array", "minItems": 1, "maxItems": .integer(Int64(WatchList.maximumSubjects)),
                "items": ["type": "string", "minLength": 18, "description": "统一社会信用代码或者自然人令牌"],
            ],
        ],
    ]

    // MARK: Saving

    private func save(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await request.object(upTo: 4 << 20)
        for member in body.object ?? [] where !["name", "reason", "subjects"].contains(member.name) {
            throw Problem(
                .badRequest, "FIELD_UNKNOWN", "字段“\(member.name.prefix(40))”不是已知的字段；可用：name、reason、subjects。")
        }
        let name = HalfWidth.trimmed(body["name"]?.string ?? "")
        guard (1...100).contains(name.count) else {
            throw Problem(.badRequest, "FIELD_INVALID", "字段“name”应当有1至100字。", field: "name")
        }
        let reason = HalfWidth.trimmed(try text(body["reason"]))
        guard reason.count <= 500 else {
            throw Problem(.badRequest, "FIELD_INVALID", "字段“reason”至多500字，现有\(reason.count)字。", field: "reason")
        }
        let subjects = try subjects(body["subjects"]?.array ?? [])
        return try await answer(.watch(name: name, reason: reason, subjects: subjects, by: context.officer()))
    }

    /// What may be left out; anything else than a text is no reason.
    private func text(_ value: JSONValue?) throws -> String {
        guard let value else { return "" }
        guard let text = value.string else {
            throw Problem(.badRequest, "FIELD_INVALID", "字段“reason”应当是文字。", field: "reason")
        }
        return text
    }

    /// Each once; what is no code and no token is told with its place, and nothing is saved.
    private func subjects(_ items: [JSONValue]) throws -> [String] {
        guard (1...WatchList.maximumSubjects).contains(items.count) else {
            throw Problem(
                .badRequest, "FIELD_INVALID", "字段“subjects”应当有1至\(WatchList.maximumSubjects)个主体。", field: "subjects")
        }
        var mistakes: [Problem.Mistake] = []
        var subjects: [String] = []
        var seen: Set<String> = []
        for (index, item) in items.enumerated() where mistakes.count < 100 {
            guard let subject = SubjectCode.read(item.string ?? "") else {
                let field = "subjects[\(index)]"
                mistakes.append(
                    Problem.Mistake(field: field, code: "FIELD_INVALID", detail: "\(field)不是统一社会信用代码，也不是自然人令牌。"))
                continue
            }
            if seen.insert(subject).inserted { subjects.append(subject) }
        }
        if let problem = Problem(mistakes) { throw problem }
        return subjects
    }

    private func end(_ context: WebContext) async throws -> Response {
        let id = try id(context)
        let reader = backend.reader
        let known = try await Aside.run { try reader.watchLists() }
        guard known.contains(where: { $0.list.id == id && $0.endedAt == nil }) else { throw Problem.missing("这份关注名单") }
        return try await answer(.unwatch(id, by: context.officer()))
    }

    private func answer(_ input: OfficeInput) async throws -> Response {
        switch await backend.runtime.submit(input) {
        case .success(let answer): return .json(answer)
        case .failure(let refusal): throw Problem(refusal)
        }
    }

    // MARK: Reading

    private func id(_ context: WebContext) throws -> LetterID {
        guard let id = LetterID(try context.parameter("id")) else { throw Problem.missing("这份关注名单") }
        return id
    }

    private func list() async throws -> Response {
        let reader = backend.reader
        let rows = try await Aside.run { try reader.watchLists() }
        let items = rows.map { row in
            JSONValue.members([
                ("watchListId", .string(row.list.id.description)), ("name", .string(row.list.name)),
                ("reason", row.list.reason.isEmpty ? nil : .string(row.list.reason)),
                ("officer", .string(row.list.officer)), ("subjects", .integer(Int64(row.list.subjects.count))),
                ("events", .integer(Int64(row.events))),
                ("lastCursor", row.events == 0 ? nil : .string(String(row.lastEvent))),
                ("endedAt", row.endedAt.map { .string($0.description) }),
            ])
        }
        return .json(Page.json(items, next: nil))
    }

    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try id(context)
        let limit = try request.pageLimit()
        let cursor = try request.pageCursor()
        let machine = await backend.runtime.snapshot()
        let names = ListNames(rules: machine.rules, directory: machine.book.newest)
        let today = backend.clock.now().official.civilDate
        let reader = backend.reader
        guard let rows = try await Aside.run({ try reader.watchEvents(of: id, behind: cursor, limit: limit) }) else {
            throw Problem.missing("这份关注名单")
        }
        let items = rows.map { row in
            JSONValue.members([
                ("cursor", .string(String(row.number))), ("change", .string(row.change.rawValue)),
                ("changeTitle", .string(row.change.title)), ("at", .string(row.at.description)),
                ("entryId", .string(row.entry.description)), ("version", .integer(Int64(clamping: row.version))),
                ("entry", row.file.flatMap { ListedEntry($0) }.map { names.json($0, on: today) }),
            ])
        }
        return .json(Page.json(items, next: rows.last?.number))
    }
}

extension ListChange {
    /// What it is called.
    fileprivate var title: String {
        switch self {
        case .listed: "列入"
        case .changed: "更正"
        case .ended: "移出"
        }
    }
}
