import Contracts
import Foundation
import Logging
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// The server on a real socket.
@Suite(.timeLimit(.minutes(20))) struct LiveServerTests {
    private let office: OpenOffice

    init() throws {
        office = try Province.shared.get().office
    }

    @Test func `a worker listens on loopback, answers over a socket and stops`() async throws {
        let port = Mutex(0)
        let server = try OfficeServer(
            backend: office.backend, http: try http("127.0.0.1"),
            onServing: { found in port.withLock { $0 = found } })
        try await Province.run([server], logger: office.logger) {
            try await eventually("the server listens") { port.withLock { $0 } > 0 }
            let number = port.withLock { $0 }
            let token = try #require(office.tokens["handler"])
            let alive = try await exchange(number, "GET /healthz HTTP/1.1\r\n")
            #expect(alive.hasPrefix("HTTP/1.1 200"))
            #expect(alive.contains("\"status\":\"ok\""))
            let cases = try await exchange(
                number, "GET /api/v1/cases HTTP/1.1\r\nAuthorization: Bearer \(token)\r\n")
            #expect(cases.contains("{\"items\":["))
            let refused = try await exchange(number, "GET /api/v1/cases HTTP/1.1\r\n")
            #expect(refused.hasPrefix("HTTP/1.1 401"))
        }
    }

    @Test(arguments: ["0.0.0.0", "192.168.1.1", "example.com", "::", "127.0.0", "127.0.0.1.example.com"])
    func `a host other than loopback is refused`(host: String) throws {
        let refusal = #expect(throws: ServerRefusal.self) {
            _ = try OfficeServer(backend: office.backend, http: try http(host))
        }
        #expect(refusal?.description.contains("TLS") == true)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
    func `a loopback host is taken`(host: String) throws {
        _ = try OfficeServer(backend: office.backend, http: try http(host))
    }

    /// The settings' form of a host; the system chooses the port.
    private func http(_ host: String) throws -> WorkerSettings.HTTP {
        let path = office.province.layout.configuration(office.id)
        let json = try JSONValue.parse(SafeFile.read(path, access: .shared)).setting(
            "http", ["host": .string(host), "port": 0])
        return try WorkerSettings.read(json.bytes, path: path, environment: [:]).http
    }

    /// One request on a connection of its own; the whole answer as text.
    private func exchange(_ port: Int, _ head: String) async throws -> String {
        try await Aside.run {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(connected == 0)
            let request = Array("\(head)Host: localhost\r\nConnection: close\r\n\r\n".utf8)
            try #require(send(descriptor, request, request.count, 0) == request.count)
            var answer: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
                answer += buffer[..<count]
            }
        }
    }
}
