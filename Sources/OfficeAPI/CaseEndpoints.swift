import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// Cases: lists, one case, what happened to it, what may be done with it.
struct CaseEndpoints {
    let backend: OfficeBackend

    private static let id = Endpoint.Parameter("id", .path, "案件编号")

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/cases", .right(.seeCases),
                .init(
                    "案件列表，新案在前", parameters: CaseEndpoints.filters + [.limit, .cursor],
                    answer: .json("一页案件", Page.schema), problems: [.badRequest])
            ) { request, context in try await list(request, context) },
            Endpoint(
                .get, "/api/v1/cases/{id}", .right(.seeCases),
                .init(
                    "一个案件：状态、内容、各单位进度、期限；ETag供办理时写入If-Match", parameters: [CaseEndpoints.id], answer: .json("案件"),
                    problems: [.notFound, .gone])
            ) { request, context in try await show(request, context) },
            Endpoint(
                .get, "/api/v1/cases/{id}/timeline", .right(.seeCases),
                .init(
                    "案件经过：何时、何单位、何人、何事、报文及送达", parameters: [CaseEndpoints.id], answer: .json("经过"),
                    problems: [.notFound])
            ) { request, context in try await timeline(request, context) },
            Endpoint(
                .get, "/api/v1/cases/{id}/actions", .right(.seeCases),
                .init(
                    "您现在可以办理的事项；不能办理的说明理由", parameters: [CaseEndpoints.id],
                    answer: .json("事项", Page.schema), problems: [.notFound, .gone, .serviceUnavailable])
            ) { _, context in try await actions(context) },
            Endpoint(
                .get, "/api/v1/actions", .right(.seeCases),
                .init(
                    "可以新建案件的事项", parameters: [CaseEndpoints.filters[0]], answer: .json("事项", Page.schema),
                    problems: [.badRequest, .serviceUnavailable])
            ) { request, context in try await openings(request, context) },
        ]
    }

    private static let filters = [
        Endpoint.Parameter(
            "kind", .query, "案件种类", schema: ["enum": .array(CaseKind.allCases.map { .string($0.rawValue) })]),
        Endpoint.Parameter("state", .query, "状态"),
        Endpoint.Parameter("subject", .query, "统一社会信用代码或者自然人令牌"),
    ]

    // MARK: Lists

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let limit = try request.pageLimit()
        let cursor = try request.pageCursor()
        let filter = CaseFilter(
            kind: try kind(request), state: request.query("state"),
            subject: request.query("subject").map { HalfWidth.code($0) })
        let reader = backend.reader
        let scope = try backend.scope(context)
        let rows = try await Aside.run {
            try reader.cases(filter, in: scope, behind: cursor == 0 ? nil : cursor, limit: limit)
        }
        let next = rows.count == limit ? rows.last?.cursor : nil
        return .json(Page.json(rows.map(\.json), next: next))
    }

    private func kind(_ request: Request) throws -> CaseKind? {
        guard let raw = request.query("kind") else { return nil }
        guard let kind = CaseKind(rawValue: raw) else {
            let kinds = CaseKind.allCases.map(\.rawValue).joined(separator: "、")
            throw Problem.parameter("kind", "不是已知的案件种类；可用：\(kinds)")
        }
        return kind
    }

    // MARK: One case

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let file = try await file(context)
        try await backend.record(.caseSeen, caseID: file.id.description, subject: file.subject, request, context)
        let machine = await backend.runtime.snapshot()
        let page = CasePage(file: file, office: backend.office, rules: machine.rules).json
        return CaseTag(version: file.version, page: page).response(page, for: request)
    }

    func file(_ context: WebContext) async throws -> CaseFile {
        let id = try caseID(context)
        let reader = backend.reader
        let scope = try backend.scope(context)
        let dossier = try await Aside.run { try reader.caseFile(id, in: scope) }
        if let dossier { return dossier }
        let known = try await Aside.run { try reader.dossier(id, in: scope) }
        guard let erasure = known?.erasure else { throw CaseEndpoints.unknown(id) }
        throw Problem(.gone, "CASE_ERASED", "案件\(id)的内容已于\(erasure.at)依规销毁：\(erasure.reason)。")
    }

    private func caseID(_ context: WebContext) throws -> CaseID {
        let text = try context.parameter("id")
        guard let id = CaseID(text) else {
            throw Problem(.notFound, "UNKNOWN_CASE", "“\(text.prefix(80))”不是案件编号。", field: "id")
        }
        return id
    }

    static func unknown(_ id: CaseID) -> Problem {
        Problem(.notFound, "UNKNOWN_CASE", "本单位没有案件\(id)。函件可能仍在途，请核对编号，稍后再试。", field: "id")
    }

    private func timeline(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try caseID(context)
        let reader = backend.reader
        let scope = try backend.scope(context)
        guard let dossier = try await Aside.run({ try reader.dossier(id, in: scope) }) else {
            throw CaseEndpoints.unknown(id)
        }
        try await backend.record(
            .caseSeen, caseID: id.description, subject: dossier.file?.subject ?? "", request, context)
        return .json(TimelinePage(id: id, dossier: dossier).json)
    }

    // MARK: Actions

    private func actions(_ context: WebContext) async throws -> Response {
        let file = try await file(context)
        return try await possible(file.kind, file: file, context)
    }

    private func openings(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let kind = try kind(request) else { throw Problem.parameter("kind", "没有填写") }
        return try await possible(kind, file: nil, context)
    }

    private func possible(_ kind: CaseKind, file: CaseFile?, _ context: WebContext) async throws -> Response {
        let machine = await backend.runtime.snapshot()
        guard let desk = machine.deskContext(backend.clock.now(), for: file) else {
            throw Problem(.serviceUnavailable, "DIRECTORY_MISSING", "尚无含有本单位的有效目录，请稍后重试。")
        }
        let list = Desk.possible(kind, file: file, officer: try context.officer(), context: desk)
        return .json(Page.json(list.map(\.json), next: nil))
    }
}

extension CaseSummary {
    /// A line of a list.
    var json: JSONValue {
        .members([
            ("caseId", .string(id.description)), ("kind", .string(kind.rawValue)), ("state", .string(state)),
            ("stateTitle", .string(Workflow.of(kind).title(ofState: state))), ("subject", .string(subject)),
            ("version", .integer(Int64(version))), ("updatedAt", .string(updatedAt.description)),
            ("nextDue", nextDue.map { .string($0.description) }),
        ])
    }
}

extension Possibility {
    /// An act with its fields, and why not.
    var json: JSONValue {
        .members([
            ("order", .string(order)), ("title", .string(title)), ("isPossible", .bool(refusal == nil)),
            ("refusal", refusal?.json), ("body", LetterSchema.object(fields, isBroadcast: false)),
        ])
    }
}
