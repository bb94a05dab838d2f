import NIOCore

/// Knows just enough of Kafka's wire protocol to make the mock cluster fit for clients that outlive it: answers that
/// tell whom to talk to get the relay's port (Metadata, key 3, versions 0 to 2, and FindCoordinator, key 10, versions
/// 0 to 1), and questions after topics that nobody made are left out, because the cluster would make them. Field
/// order by Kafka's protocol guide; the broker behind is limited to these versions.
struct RelayFrames {
    /// The highest versions understood here, by request.
    static let versions: [(request: MockCluster.Request, highest: Int16)] = [(.metadata, 2), (.findCoordinator, 1)]

    /// Requests under way whose answers name a port, by correlation number.
    private var asked: [Int32: Question] = [:]

    private struct Question {
        let key: Int16
        let version: Int16
    }

    /// Remembers a request and leaves unknown topics out of it; `frame` is the whole one without its length.
    mutating func pass(request frame: inout ByteBuffer, isTopic: (String) -> Bool) {
        let start = frame.readerIndex
        guard let key: Int16 = frame.getInteger(at: start), let version: Int16 = frame.getInteger(at: start + 2),
            let number: Int32 = frame.getInteger(at: start + 4),
            let known = RelayFrames.versions.first(where: { $0.request.rawValue == key }), version <= known.highest
        else { return }
        asked[number] = Question(key: key, version: version)
        guard known.request == .metadata, let cut = RelayFrames.cut(frame, isTopic) else { return }
        frame = cut
    }

    /// The Metadata request without unknown topics; nil when there is nothing to leave out.
    private static func cut(_ frame: ByteBuffer, _ isTopic: (String) -> Bool) -> ByteBuffer? {
        var reader = frame
        reader.moveReaderIndex(forwardBy: 8)
        guard skipText(&reader) else { return nil }
        let head = frame.getSlice(at: frame.readerIndex, length: reader.readerIndex - frame.readerIndex)
        guard var cut = head, let count: Int32 = reader.readInteger(), count > 0 else { return nil }
        var topics: [String] = []
        for _ in 0..<count {
            guard let length: Int16 = reader.readInteger(), length >= 0,
                let topic = reader.readString(length: Int(length))
            else { return nil }
            if isTopic(topic) { topics.append(topic) }
        }
        guard topics.count < count else { return nil }
        cut.writeInteger(Int32(topics.count))
        for topic in topics {
            cut.writeInteger(Int16(topic.utf8.count))
            cut.writeString(topic)
        }
        return cut
    }

    /// Puts `port` into an answer that names brokers; `frame` is the whole one without its length, and keeps its
    /// length, for a port always takes four bytes.
    mutating func patch(answer frame: inout ByteBuffer, port: Int32) {
        guard let number: Int32 = frame.getInteger(at: frame.readerIndex),
            let question = asked.removeValue(forKey: number)
        else { return }
        for place in RelayFrames.ports(in: frame, question) {
            frame.setInteger(port, at: place)
        }
    }

    /// Where the ports stand; none when the answer is not shaped as expected.
    private static func ports(in frame: ByteBuffer, _ question: Question) -> [Int] {
        var reader = frame
        reader.moveReaderIndex(forwardBy: 4)
        guard question.key == MockCluster.Request.metadata.rawValue else {
            return coordinatorPort(&reader, question.version).map { [$0] } ?? []
        }
        var places: [Int] = []
        guard let count: Int32 = reader.readInteger() else { return [] }
        for _ in 0..<max(0, count) {
            guard let place = brokerPort(&reader) else { return [] }
            places.append(place)
            if question.version >= 1 {
                guard skipText(&reader) else { return [] }
            }
        }
        return places
    }

    /// Reads `node, host, port` and tells where the port stands.
    private static func brokerPort(_ reader: inout ByteBuffer) -> Int? {
        guard reader.readInteger(as: Int32.self) != nil, skipText(&reader) else { return nil }
        let place = reader.readerIndex
        return reader.readInteger(as: Int32.self) == nil ? nil : place
    }

    private static func coordinatorPort(_ reader: inout ByteBuffer, _ version: Int16) -> Int? {
        if version >= 1 {
            guard reader.readInteger(as: Int32.self) != nil else { return nil }
        }
        guard reader.readInteger(as: Int16.self) != nil else { return nil }
        if version >= 1 {
            guard skipText(&reader) else { return nil }
        }
        return brokerPort(&reader)
    }

    /// Skips a text with a 16-bit length, where -1 is no text.
    private static func skipText(_ reader: inout ByteBuffer) -> Bool {
        guard let length: Int16 = reader.readInteger() else { return false }
        return length <= 0 || reader.readSlice(length: Int(length)) != nil
    }
}
