import Contracts
import Foundation

/// One connection that asks one question after the other and waits for each answer: what an office's own system does,
/// without the cost of a client library in the figure.
final class LoopbackCaller {
    private let descriptor: Int32
    private let head: String
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Connects to a port of this machine as a program with its token.
    convenience init(port: Int, token: String) throws {
        try self.init(port: port, headers: ["Authorization: Bearer \(token)"])
    }

    /// Connects to a port of this machine as a browser, with the cookie of a session.
    convenience init(port: Int, cookie: String) throws {
        try self.init(port: port, headers: ["Accept: text/html", "Cookie: \(cookie)"])
    }

    /// Connects to a port of this machine; `headers` go with every request.
    init(port: Int, headers: [String]) throws {
        descriptor = try LoopbackCaller.connected(port: port)
        head = " HTTP/1.1\r\nHost: localhost\r\n" + headers.map { $0 + "\r\n" }.joined()
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    /// A connection to a port of this machine; `receiving` bounds the bytes that wait for it here.
    static func connected(port: Int, receiving: Int32? = nil) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var bytes = receiving {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw BenchmarkFault("cannot connect to port \(port) of this machine")
        }
        return descriptor
    }

    deinit { close(descriptor) }

    /// The whole answer of a GET, head and body.
    func get(_ path: String) throws -> String {
        try ask("GET \(path)\(head)\r\n")
    }

    /// The whole answer to a form that a page of this server sends.
    func post(_ path: String, _ form: [(name: String, value: String)]) throws -> String {
        let body = form.map { "\($0.name)=\(LoopbackCaller.escaped($0.value))" }.joined(separator: "&")
        return try ask(
            "POST \(path)\(head)Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// A text as a part of a path, query or form.
    static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + Hexadecimal.encode([$0]) }.joined()
    }

    private func ask(_ text: String) throws -> String {
        let request = Array(text.utf8)
        guard send(descriptor, request, request.count, 0) == request.count else {
            throw BenchmarkFault("the server does not take the question")
        }
        var answer: [UInt8] = []
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw BenchmarkFault("the server ended the connection") }
            answer += buffer[..<count]
            if let text = whole(answer) { return text }
        }
    }

    /// The answer once all of the announced body is there.
    private func whole(_ answer: [UInt8]) -> String? {
        guard let end = LoopbackCaller.place(of: Array("\r\n\r\n".utf8), in: answer),
            let length = LoopbackCaller.place(of: Array("ontent-length: ".utf8), in: answer[..<end])
                ?? LoopbackCaller.place(of: Array("ontent-Length: ".utf8), in: answer[..<end])
        else { return nil }
        let digits = answer[length..<end].prefix { (0x30...0x39).contains($0) }
        guard let count = Int(String(decoding: digits, as: UTF8.self)), answer.count - end >= count else { return nil }
        return String(decoding: answer, as: UTF8.self)
    }

    /// Where what follows `words` begins.
    private static func place(of words: [UInt8], in bytes: some RandomAccessCollection<UInt8>) -> Int? {
        var offset = 0
        var start = bytes.startIndex
        while start != bytes.endIndex {
            if bytes[start...].starts(with: words) { return offset + words.count }
            start = bytes.index(after: start)
            offset += 1
        }
        return nil
    }
}
