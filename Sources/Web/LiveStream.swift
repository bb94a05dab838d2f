package import Hummingbird
package import NIOCore

/// One reader's stream of events. It begins to listen with the first part that is asked for, so that a HEAD takes no place.
package struct LiveStream: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer
    /// Events behind a place that the hub has forgotten, with the place of the last of them; nil when there are none.
    package typealias Older = @Sendable (_ place: UInt64?) async throws -> (String, UInt64?)

    private let hub: LiveHub
    private let start: UInt64?
    private let channel: any Channel
    private let isSelective: Bool
    private let older: Older

    /// A stream from a place on; nil begins with the first event that the store has. A selective one is for a reader who may
    /// not see all events: it takes only the bell from the hub, and every event from the store.
    package init(
        hub: LiveHub, start: UInt64?, channel: any Channel, isSelective: Bool = false, older: @escaping Older
    ) {
        self.hub = hub
        self.isSelective = isSelective
        self.start = start
        self.channel = channel
        self.older = older
    }

    /// The answer that carries the stream.
    ///
    /// - Throws: 503 with these words when too many listen.
    package func response(orElse words: String) throws(Problem) -> Response {
        guard hub.listeners < LiveHub.mostListeners else {
            throw Problem(.serviceUnavailable, "EVENTS_FULL", words, retryAfter: 60)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(asyncSequence: self))
    }

    package func makeAsyncIterator() -> Iterator { Iterator(stream: self, place: start) }

    /// A line in between tells reader and proxies that the stream lives.
    private static let heartbeat = Duration.seconds(15)
    /// Events of one step of a reader that reads on from the store.
    package static let step = 100

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

    package struct Iterator: AsyncIteratorProtocol {
        private let stream: LiveStream
        private var place: UInt64?
        private var listening: Listening?
        private var isOver = false

        fileprivate init(stream: LiveStream, place: UInt64?) {
            self.stream = stream
            self.place = place
        }

        package mutating func next() async throws -> ByteBuffer? {
            guard !isOver else { return nil }
            guard let listening else {
                listening = Listening(stream.hub, stream.channel)
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
                case .events(let text, let last) where !stream.isSelective:
                    place = last
                    return text
                case .behind, .events:
                    let (text, last) = try await stream.older(place)
                    place = last ?? live.lastPlace
                    if !text.isEmpty { return text }
                case .nothing:
                    await live.wait(listening.number, atMost: LiveStream.heartbeat)
                    if case .nothing = live.next(after: place) { return ":\n\n" }
                }
            }
        }
    }
}

extension Request {
    /// Where a stream of events begins: behind `Last-Event-ID`, as browsers send it when they come back, or behind `after`.
    ///
    /// - Throws: 400 when `after` is no place.
    package func liveStart() throws -> UInt64? {
        let asked = try place("after")
        return FieldName("Last-Event-ID").flatMap { headers[$0] }.flatMap { UInt64($0) } ?? asked
    }

    /// A number of a log or a journal; nil when it is not given.
    ///
    /// - Throws: 400 when it is no such number.
    package func place(_ name: String) throws -> UInt64? {
        try query(name).map { raw in
            guard let place = UInt64(raw), place <= UInt64(Int64.max) else {
                throw Problem.parameter(name, "应当是日志的序号")
            }
            return place
        }
    }
}
