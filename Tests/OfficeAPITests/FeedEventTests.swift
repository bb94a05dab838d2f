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
