import Foundation

/// One HTTP/1.1 request to this machine and its answer, over a connection of its own, on the calling thread.
///
/// The demonstration asks offices many times a second while they start and are killed; for that the system's sockets
/// are simpler and far cheaper than a client with caches, cookies and a connection pool.
struct LoopbackExchange {
    /// What came back.
    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]
    }

    /// Why there was no answer.
    struct Absence: Error {
        let reason: String

        init(_ attempt: String) {
            reason = "\(attempt)：\(String(cString: strerror(errno)))"
        }

        init(told reason: String) {
            self.reason = reason
        }
    }

    let port: Int

    /// Sends a request and reads the whole answer, within fifteen seconds for each step.
    func send(
        _ method: String, _ path: String, headers: [(String, String)], body: [UInt8]?
    ) throws(Absence) -> Reply {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard connection >= 0 else { throw Absence("没有可用的套接字") }
        defer { close(connection) }
        limit(connection)
        try connect(connection)
        let length = body.map { [("Content-Length", String($0.count))] } ?? []
        let lines = [("Host", "127.0.0.1:\(port)"), ("Connection", "close")] + headers + length
        let head = "\(method) \(path) HTTP/1.1\r\n" + lines.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n"
        try write(Array(head.utf8) + (body ?? []), to: connection)
        return try LoopbackExchange.reply(in: readAll(connection))
    }

    private func limit(_ connection: Int32) {
        var bound = timeval(tv_sec: 15, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &bound, size)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &bound, size)
    }

    private func connect(_ connection: Int32) throws(Absence) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Absence("没有连上 127.0.0.1:\(port)") }
    }

    private func write(_ bytes: [UInt8], to connection: Int32) throws(Absence) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Absence("没有发完请求") }
            rest = rest.dropFirst(count)
        }
    }

    private func readAll(_ connection: Int32) throws(Absence) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count >= 0 else { throw Absence("没有读完答复") }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}

// MARK: - Reading the answer

extension LoopbackExchange {
    /// Reads status and body of an answer that ended with its connection.
    static func reply(in bytes: [UInt8]) throws(Absence) -> Reply {
        let gap = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: gap) else { throw Absence(told: "连接中断，没有答复") }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let words = head.prefix { !$0.isNewline }.split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { throw Absence(told: "答复不是 HTTP") }
        let fields = head.lowercased()
        let rest = Array(bytes[end.upperBound...])
        guard !fields.contains("transfer-encoding: chunked") else {
            return Reply(status: status, body: try unchunked(rest))
        }
        if let length = contentLength(fields), rest.count < length { throw Absence(told: "答复不完整") }
        return Reply(status: status, body: rest)
    }

    private static func contentLength(_ fields: String) -> Int? {
        fields.split(whereSeparator: \.isNewline).first { $0.hasPrefix("content-length:") }.flatMap {
            Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
        }
    }

    private static func unchunked(_ bytes: [UInt8]) throws(Absence) -> [UInt8] {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let line = rest.firstRange(of: Array("\r\n".utf8)) {
            let text = String(decoding: rest[rest.startIndex..<line.lowerBound], as: UTF8.self)
            guard let size = Int(text, radix: 16), rest.endIndex - line.upperBound >= size else { break }
            guard size > 0 else { return body }
            body += rest[line.upperBound..<(line.upperBound + size)]
            rest = rest[(line.upperBound + size)...].dropFirst(2)
        }
        throw Absence(told: "答复不完整")
    }
}
