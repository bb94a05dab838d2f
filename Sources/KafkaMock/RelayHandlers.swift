import NIOCore
import Synchronization

/// The topics that were made, for the relay's thread and for who makes them.
final class TopicCatalogue: Sendable {
    private let names = Mutex<Set<String>>([])

    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }

    func insert(_ name: String) { names.withLock { names in _ = names.insert(name) } }
}

/// Cuts a stream of bytes into Kafka's frames (a 32-bit length, then so many bytes).
struct FrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// Longer than any record this program writes; what claims to be longer is no Kafka client.
    private static let limit: Int32 = 128 << 20

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let length: Int32 = buffer.getInteger(at: buffer.readerIndex) else { return .needMoreData }
        guard length >= 4, length <= FrameDecoder.limit else { throw RelayError.notKafka }
        guard buffer.readableBytes >= 4 + Int(length) else { return .needMoreData }
        buffer.moveReaderIndex(forwardBy: 4)
        guard let frame = buffer.readSlice(length: Int(length)) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}

enum RelayError: Error {
    /// A length that no Kafka frame has.
    case notKafka
}

/// Moves frames from one channel to its partner, which lives on the same event loop, and holds reading back while
/// the partner is full.
final class RelayHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What passes by, in this direction.
    enum Direction {
        case requests, answers
    }

    /// What the two ends of one connection share.
    final class Link {
        var frames = RelayFrames()
        let port: Int32
        let catalogue: TopicCatalogue

        init(port: Int32, catalogue: TopicCatalogue) {
            self.port = port
            self.catalogue = catalogue
        }
    }

    private let direction: Direction
    private let link: Link
    private var context: ChannelHandlerContext?
    private var partner: RelayHandler?
    private var wantsToRead = false

    private init(_ direction: Direction, _ link: Link) {
        self.direction = direction
        self.link = link
    }

    /// The two ends of one connection: the first on the client's channel, the second on the broker's.
    static func pair(port: Int32, catalogue: TopicCatalogue) -> (client: RelayHandler, broker: RelayHandler) {
        let link = Link(port: port, catalogue: catalogue)
        let client = RelayHandler(.requests, link)
        let broker = RelayHandler(.answers, link)
        client.partner = broker
        broker.partner = client
        return (client, broker)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { partner?.partnerBecameWritable() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        partner?.partnerBecameWritable()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var frame = unwrapInboundIn(data)
        switch direction {
        case .requests: link.frames.pass(request: &frame, isTopic: link.catalogue.contains)
        case .answers: link.frames.patch(answer: &frame, port: link.port)
        }
        partner?.send(frame)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        partner?.context?.flush()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        partner?.partnerClosed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { partner?.partnerBecameWritable() }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if partner?.isWritable == true {
            context.read()
        } else {
            wantsToRead = true
        }
    }

    private var isWritable: Bool {
        guard let channel = context?.channel else { return false }
        return channel.isActive && channel.isWritable
    }

    private func send(_ frame: ByteBuffer) {
        guard let context else { return }
        var length = context.channel.allocator.buffer(capacity: 4)
        length.writeInteger(UInt32(frame.readableBytes))
        context.write(wrapOutboundOut(length), promise: nil)
        context.write(wrapOutboundOut(frame), promise: nil)
    }

    private func partnerBecameWritable() {
        guard wantsToRead, let context else { return }
        wantsToRead = false
        context.read()
    }

    private func partnerClosed() {
        guard let context else { return }
        context.flush()
        context.close(promise: nil)
    }
}
