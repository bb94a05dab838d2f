import Casework
import Contracts
import Feed
import Foundation
import Logging
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// Live changes over a real socket: nothing is missed when a reader comes back, many may listen, and slow ones are cut off.
@Suite(.timeLimit(.minutes(20))) struct FeedEventTests: FeedSuite {
    let scene: FeedScene

    init() throws { scene = try FeedScene() }

    private func serving(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let port = Mutex(0)
        let json = try JSONValue.parse(
            SafeFile.read(province.layout.configuration(platform.id), access: .shared)
        ).setting("http", ["host": "127.0.0.1", "port": 0])
        let http = try WorkerSettings.read(
            json.bytes, path: province.layout.configuration(platform.id), environment: [:]
        ).http
        let server = try FeedServer(backend: try platform.feed(), http: http) { found in port.withLock { $0 = found } }
        try await province.run([market, platform]) { [self] in
            try await Province.run([server], logger: platform.logger) {
                try await eventually("the feed listens") { port.withLock { $0 } > 0 }
                try await body(port.withLock { $0 })
            }
        }
    }

    private func publish(_ number: Int) async throws -> String {
        try await market.desk.publish(Sample.draft(["decisionNo": .string("成锦市监处罚〔2026〕\(number)号")]))
    }

    @Test func `a reader is told what happens, and who comes back reads on where it stood`() async throws {
        try await serving { [self] port in
            let reader = try EventReader(port: port)
            try await eventually("the reader listens") { [platform] in platform.shelf?.live.listeners == 1 }
            let first = try await publish(1)
            try await eventually("the first is told") { reader.text.contains("id: 0\nevent: publish\ndata: {") }
            #expect(reader.text.contains(first))
            reader.close()
            _ = try await publish(2)
            let withdrawal: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
            #expect(
                try await market.desk.order(.publication, "withdraw", withdrawal, on: first, as: .headDeputy).status
                    == 200)
            let back = try EventReader(port: port, last: 0)
            try await eventually("what was missed is told") { back.text.contains("id: 2\nevent: withdraw") }
            #expect(back.text.contains("id: 1\nevent: publish"))
            #expect(!back.text.contains("id: 0\n"))
            #expect(back.text.hasPrefix("HTTP/1.1 200") && back.text.contains("text/event-stream"))
        }
    }

    @Test func `two hundred readers are all told, and leave nothing behind`() async throws {
        try await serving { [self] port in
            let readers = try (0..<200).map { _ in try EventReader(port: port) }
            try await eventually("all listen") { [platform] in platform.shelf?.live.listeners == 200 }
            _ = try await publish(1)
            try await eventually("all are told") { readers.allSatisfy { $0.text.contains("event: publish") } }
            for reader in readers { reader.close() }
            for number in 2...4 { _ = try await publish(number) }
            try await eventually(within: 60, "all have left") { [platform] in platform.shelf?.live.listeners == 0 }
        }
    }

    // MARK: The hub

    private func hub(_ places: Range<UInt64>) -> LiveHub {
        let hub = LiveHub(from: 0)
        hub.tell(places.map { ($0, "\($0) ") })
        return hub
    }

    @Test func `the hub gives what is new, sends those far behind to the shelf, and keeps no more than it may`() {
        let hub = hub(0..<UInt64(LiveHub.kept + 10))
        let last = UInt64(LiveHub.kept + 9)
        #expect(hub.next(after: last - 2) == .events("\(last - 1) \(last) ", place: last))
        #expect(hub.next(after: last) == .nothing)
        #expect(hub.next(after: last + 5) == .nothing)
        #expect(hub.next(after: nil) == .behind)
        #expect(hub.next(after: 8) == .behind)
        guard case .events(let text, _) = hub.next(after: 9) else {
            Issue.record("the oldest kept event is given")
            return
        }
        #expect(text.hasPrefix("10 11 "))
    }

    @Test func `a reader that takes nothing is cut off, and one that does is not`() throws {
        let hub = hub(0..<3)
        let cut = Mutex<[String]>([])
        let slow = try #require(hub.join { cut.withLock { $0.append("slow") } })
        let quick = try #require(hub.join { cut.withLock { $0.append("quick") } })
        hub.note(slow, isWriting: true)
        hub.note(quick, isWriting: true)
        hub.note(quick, isWriting: false)
        #expect(hub.cutOffSlow(after: .seconds(20)) == 0)
        #expect(hub.cutOffSlow(after: .zero) == 1)
        #expect(cut.withLock { $0 } == ["slow"])
        hub.leave(slow)
        #expect(hub.listeners == 1)
    }
}

/// A reader of events on a connection of its own: what came so far.
private final class EventReader: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(port: Int, last: UInt64? = nil) throws {
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
        let request = Array("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\(back)\r\n".utf8)
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
