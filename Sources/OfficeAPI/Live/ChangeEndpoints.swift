import Casework
import Contracts
import Hummingbird
import Ledgers
import Web
import Webhooks
import Workers

/// What happens to cases, as it happens: for an office's own case system, and for open pages.
struct ChangeEndpoints {
    let backend: OfficeBackend

    private static let after = Endpoint.Parameter(
        "after", .query, "从日志的哪一条之后开始",
        schema: ["type": "integer", "minimum": 0, "maximum": .integer(Int64.max)])

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/changes", .right(.seeCases),
                .init(
                    "案件变动，旧的在前；以nextCursor接着读，不遗漏、不重复。只告知哪个案件有变动，内容另行查询",
                    parameters: [.limit, .cursor], answer: .json("一页变动", Page.schema), problems: [.badRequest])
            ) { request, context in try await page(request, context) },
            Endpoint(
                .get, "/api/v1/events", .right(.seeCases),
                .init(
                    "案件变动（server-sent events）：id为日志序号，断开后以请求头Last-Event-ID接着读；15秒一次心跳",
                    parameters: [ChangeEndpoints.after], answer: .events("事件流"),
                    problems: [.badRequest, .serviceUnavailable])
            ) { request, context in try await stream(request, context) },
        ]
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        let limit = try request.pageLimit()
        let cursor = try request.pageCursor()
        let (reader, scope) = (backend.reader, try backend.scope(context))
        let page = try await Aside.run { try reader.changes(in: scope, after: cursor, limit: limit) }
        // A reader who has everything keeps the cursor: the next change stands behind it.
        return .json(Page.json(page.changes.map(\.json), next: page.end))
    }

    private func stream(_ request: Request, _ context: WebContext) async throws -> Response {
        let (reader, scope) = (backend.reader, try backend.scope(context))
        let start: UInt64
        if let told = try request.liveStart() {
            start = told
        } else {
            start = UInt64(try await Aside.run { try reader.journalEnd() })
        }
        let stream = LiveStream(
            hub: backend.live, start: start, channel: context.channel, isSelective: scope != .office
        ) { place in
            let page = try await Aside.run {
                try reader.changes(in: scope, after: Int64(clamping: place ?? 0), limit: LiveStream.step)
            }
            return (page.changes.map(\.event).joined(), UInt64(page.end))
        }
        return try stream.response(orElse: "实时变动的连接已满，请稍后再试，或者改用 /api/v1/changes。")
    }
}
