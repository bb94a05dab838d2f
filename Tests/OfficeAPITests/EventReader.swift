import Foundation
import Synchronization
import Testing

/// A reader of events on a connection of its own: what came so far.
final class EventReader: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(port: Int, last: UInt64? = nil, token: String? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let (socket, target) = (descriptor, address)
        let connected = withUnsafePointer(to: target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        let back = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        let who = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        let request = Array("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\(who)\(back)\r\n".utf8)
        try #require(send(descriptor, request, request.count, 0) == request.count)
    }

    deinit { close() }

    /// All that came so far.
    var text: String {
        state.withLock { state in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !state.isClosed {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { break }
                state.bytes += buffer[..<count]
            }
            return String(decoding: state.bytes, as: UTF8.self)
        }
    }

    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            Foundation.close(descriptor)
        }
    }
}
