import Contracts
import Hummingbird
import NIOCore
import Shelf
import Web

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
                    answer: .text("text/event-stream", "事件流"), problems: [.badRequest, .serviceUnavailable])
            ) { request, context in try stream(request, context) }
        ]
    }

    private func stream(_ request: Request, _ context: WebContext) throws -> Response {
        let asked = try request.place("after")
        let told = FieldName("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { UInt64($0) }
        let live = backend.shelf.live
        let start = told ?? asked ?? live.lastPlace
        guard live.listeners < LiveHub.mostListeners else {
            throw Problem(
                .serviceUnavailable, "EVENTS_FULL", "实时变动的连接已满，请稍后再试，或者改用 /api/v1/changes。", retryAfter: 60)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(
                asyncSequence: LiveStream(backend: backend, start: start, channel: context.channel)))
    }
}

/// One reader's stream of events. It begins to listen with the first part that is asked for, so that a HEAD takes no place.
private struct LiveStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let backend: FeedBackend
    let start: UInt64?
    let channel: any Channel

    func makeAsyncIterator() -> Iterator { Iterator(stream: self, place: start) }

    /// A line in between tells reader and proxies that the stream lives.
    private static let heartbeat = Duration.seconds(15)
    /// Items of one step of a reader that reads on from the shelf.
    private static let step = 100

    /// Listens as long as the stream is read.
    private final class Listening {
        let live: LiveHub
        let number: Int

        init?(_ live: LiveHub, _ channel: any Channel) {
            guard let number = live.join(cutOff: { channel.close(promise: nil) }) else { return nil }
            self.live = live
            self.number = number
        }

        deinit { live.leave(number) }
    }

    struct Iterator: AsyncIteratorProtocol {
        let stream: LiveStream
        var place: UInt64?
        private var listening: Listening?
        private var isOver = false

        init(stream: LiveStream, place: UInt64?) {
            self.stream = stream
            self.place = place
        }

        mutating func next() async throws -> ByteBuffer? {
            guard !isOver else { return nil }
            guard let listening else {
                listening = Listening(stream.backend.shelf.live, stream.channel)
                isOver = listening == nil
                return part(isOver ? "retry: 60000\n\n" : "retry: 3000\n\n")
            }
            // Whoever asks has taken the part before.
            listening.live.note(listening.number, isWriting: false)
            guard let text = try await text(listening) else { return nil }
            return part(text)
        }

        private func part(_ text: String) -> ByteBuffer {
            if let listening { listening.live.note(listening.number, isWriting: true) }
            return ByteBuffer(string: text)
        }

        private mutating func text(_ listening: Listening) async throws -> String? {
            let live = listening.live
            while true {
                switch live.next(after: place) {
                case .closed: return nil
                case .events(let text, let last):
                    place = last
                    return text
                case .behind:
                    let (text, last) = try await older()
                    place = last ?? live.lastPlace
                    if !text.isEmpty { return text }
                case .nothing:
                    await live.wait(listening.number, atMost: LiveStream.heartbeat)
                    if case .nothing = live.next(after: place) { return ":\n\n" }
                }
            }
        }

        private func older() async throws -> (String, UInt64?) {
            let reader = stream.backend.shelf.reader
            let place = place
            let page = try await Aside.run { try reader.changes(after: place, limit: LiveStream.step) }
            let directory = await stream.backend.directory.current()
            return (
                page.items.map { PublicItem($0, directory: directory).event }.joined(),
                page.items.compactMap(\.place).last
            )
        }
    }
}
