import Contracts
import Hummingbird
import Shelf
import Web
import Workers

/// Changes as they happen, as server-sent events.
struct LiveEndpoints {
    let backend: FeedBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/events", .open,
                .init(
                    "公示信息的实时变动（server-sent events）：id为logIndex，断开后以请求头Last-Event-ID接着读；15秒一次心跳，长时间不接收的断开",
                    parameters: [.init("after", .query, "从日志的哪一项之后开始；不填则只报告新的变动")],
                    answer: .events("事件流"), problems: [.badRequest, .serviceUnavailable])
            ) { request, context in try stream(request, context) }
        ]
    }

    private func stream(_ request: Request, _ context: WebContext) throws -> Response {
        let backend = backend
        let stream = LiveStream(
            hub: backend.shelf.live, start: try request.liveStart() ?? backend.shelf.live.lastPlace,
            channel: context.channel
        ) { place in
            let reader = backend.shelf.reader
            let page = try await Aside.run { try reader.changes(after: place, limit: LiveStream.step) }
            let directory = await backend.directory.current()
            return (
                page.items.map { PublicItem($0, directory: directory).event }.joined(),
                page.items.compactMap(\.place).last
            )
        }
        return try stream.response(orElse: "实时变动的连接已满，请稍后再试，或者改用 /api/v1/changes。")
    }
}
