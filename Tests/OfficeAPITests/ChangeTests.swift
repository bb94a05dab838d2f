import Casework
import Contracts
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// What an office's own systems are told of its cases, and how they do not overwrite each other's word.
@Suite(.timeLimit(.minutes(20))) struct ChangeTests {
    private let province: Province
    private let office: OpenOffice
    private let desk: Desktop

    init() throws {
        province = try Province()
        office = try province.open(Province.market)
        desk = office.desk
    }

    private func draft() async throws -> String {
        try await desk.open(.referral, "draft", Sample.referral, as: .handler)
    }

    private func order(_ name: String, on id: String, match: String, order: String) async throws -> Answer {
        let json: JSONValue = [
            "orderId": .string(order), "kind": "referral", "caseId": .string(id), "name": .string(name),
            "body": name == "revise" ? Sample.referral : ["reasonText": "重复立案"],
        ]
        return try await desk.as(.handler).send(
            .post, "/api/v1/orders", json.bytes, headers: [.contentType: "application/json", .ifMatch: match])
    }

    // MARK: Lost updates

    @Test func `whoever saw an older version of a case is refused, and is told which version stands`() async throws {
        let id = try await draft()
        let seen = try await desk.as(.handler).get("/api/v1/cases/\(id)")
        let tag = try #require(seen.headers[.eTag])
        #expect(tag.hasPrefix("\"1-"))
        let first = try await order("revise", on: id, match: tag, order: "first")
        #expect(first.status == 200, "\(first.text)")
        let second = try await order("cancel", on: id, match: tag, order: "second")
        #expect(second.status == 412)
        #expect(second.code == "VERSION_CONFLICT")
        #expect(second.json?["detail"]?.string?.contains("第1版") == true)
        // What was done is answered as it was, whatever has happened since.
        let again = try await order("revise", on: id, match: tag, order: "first")
        #expect(again.json == first.json)
    }

    @Test(arguments: ["12", "\"\"", "\"x-1\"", "\"0-1\"", "W/\"1-2\""])
    func `what is no tag of a case is told so`(tag: String) async throws {
        let id = try await draft()
        let answer = try await order("revise", on: id, match: tag, order: "one")
        #expect(answer.status == 400)
        #expect(answer.code == "IF_MATCH_INVALID")
    }

    @Test func `a case that did not move is not sent again`() async throws {
        let id = try await draft()
        let seen = try await desk.as(.handler).get("/api/v1/cases/\(id)")
        let tag = try #require(seen.headers[.eTag])
        let same = try await desk.as(.handler).get("/api/v1/cases/\(id)", headers: [.ifNoneMatch: tag])
        #expect(same.status == 304)
        #expect(same.bytes.isEmpty)
        _ = try await order("revise", on: id, match: "*", order: "one")
        let moved = try await desk.as(.handler).get("/api/v1/cases/\(id)", headers: [.ifNoneMatch: tag])
        #expect(moved.status == 200)
        #expect(moved.headers[.eTag] != tag)
    }

    // MARK: Changes

    @Test func `changes are read on from where somebody stood, each once`() async throws {
        let ids = [try await draft(), try await draft(), try await draft()]
        var cursor = "0"
        var told: [String] = []
        for _ in 0..<20 {
            let page = try await desk.as(.handler).get("/api/v1/changes?limit=2&cursor=\(cursor)")
            told += page.items.compactMap { $0["caseId"]?.string }
            let next = page.json?["nextCursor"]?.string ?? page.json?["nextCursor"]?.integer.map { "\($0)" }
            cursor = try #require(next)
        }
        #expect(told == ids)
        let last = try await draft()
        let page = try await desk.as(.handler).get("/api/v1/changes?cursor=\(cursor)")
        #expect(page.items.map { $0["caseId"]?.string } == [last])
        #expect(page.items.first?["what"] == "order")
        #expect(page.items.first?["stateTitle"]?.string?.isEmpty == false)
    }

    @Test func `whoever listens hears of a case, and reads on after a break`() async throws {
        let port = Mutex(0)
        let http = try http()
        let backend = office.backend
        let server = try OfficeServer(
            backend: backend, http: http, onServing: { found in port.withLock { $0 = found } })
        let token = try #require(office.tokens["handler"])
        let before = try await draft()
        try await Province.run([server, ChangeService(backend)], logger: office.logger) { [self] in
            try await eventually("the office listens") { port.withLock { $0 } > 0 }
            let number = port.withLock { $0 }
            let reader = try EventReader(port: number, token: token)
            try await eventually("the stream begins") { reader.text.contains("retry:") }
            let id = try await draft()
            try await eventually("the change is told") { reader.text.contains("\"caseId\":\"\(id)\"") }
            #expect(!reader.text.contains(before))
            reader.close()
            let missed = try await draft()
            let back = try EventReader(port: number, last: 0, token: token)
            try await eventually("what was missed is told") { back.text.contains(missed) }
            #expect(back.text.contains(before) && back.text.contains(id))
            let stranger = try EventReader(port: number, token: "nobody's")
            try await eventually("a stranger is refused") { stranger.text.hasPrefix("HTTP/1.1 401") }
        }
    }

    private func http() throws -> WorkerSettings.HTTP {
        let path = province.layout.configuration(office.id)
        let json = try JSONValue.parse(SafeFile.read(path, access: .shared)).setting(
            "http", ["host": "127.0.0.1", "port": 0])
        return try WorkerSettings.read(json.bytes, path: path, environment: [:]).http
    }

    // MARK: Webhooks

    /// Another system that takes changes, or does not.
    private final class Receiver: Sendable {
        struct State {
            var refusals = 0
            var taken: [(headers: HTTPFields, body: [UInt8])] = []
            var refused = 0
        }

        let state = Mutex(State())
        let port = Mutex(0)

        func server() throws -> WebServer {
            let manual = Endpoint.Manual("接收", body: .json("推送"))
            let endpoint = Endpoint(.post, "/hook", .open, manual) { [self] request, _ in
                let body = try await request.bytes(upTo: 1 << 20, code: "BODY_TOO_LARGE")
                let isTaken = state.withLock { state -> Bool in
                    guard state.refusals == 0 else {
                        state.refusals -= 1
                        state.refused += 1
                        return false
                    }
                    state.taken.append((request.headers, body))
                    return true
                }
                return Response(status: isTaken ? .noContent : .serviceUnavailable)
            }
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            return try WebServer(
                router: WebRouter.make([endpoint], callers: nil), host: "127.0.0.1", port: 0, logger: logger
            ) { [self] found in port.withLock { $0 = found } }
        }

        /// Ids of cases in the order in which they came, with repeats.
        var cases: [String] {
            state.withLock { state in
                state.taken.flatMap { taken -> [String] in
                    do {
                        return try JSONValue.parse(taken.body)["changes"]?.array?.compactMap { $0["caseId"]?.string }
                            ?? []
                    } catch { return [] }
                }
            }
        }
    }

    @Test func `a webhook gets each change in order, signed, and again when it did not take it`() async throws {
        let receiver = Receiver()
        let service = ChangeService(office.backend)
        try await Province.run([try receiver.server(), service], logger: office.logger) { [self] in
            try await eventually("the receiver listens") { receiver.port.withLock { $0 } > 0 }
            let url = "http://127.0.0.1:\(receiver.port.withLock { $0 })/hook"
            let made = try await desk.as(.administrator).post(
                "/api/v1/webhooks", ["url": .string(url), "kinds": ["referral"]])
            #expect(made.status == 201, "\(made.text)")
            let secret = try #require(made.json?["secret"]?.string)
            let hook = try #require(made.json?["webhookId"]?.string)
            receiver.state.withLock { $0.refusals = 1 }
            let ids = [try await draft(), try await draft()]
            try await eventually(within: 60, "both are taken") { Set(receiver.cases).isSuperset(of: ids) }
            #expect(receiver.state.withLock { $0.refused } == 1)
            #expect(receiver.cases.filter { ids.contains($0) } == ids)
            let taken = receiver.state.withLock { $0.taken }
            for message in taken {
                let name = try #require(HTTPField.Name("Liandong-Signature"))
                let signature = try #require(message.headers[name])
                let seconds = try #require(signature.split(separator: ",").first?.dropFirst(2))
                let code = HMAC<SHA256>.authenticationCode(
                    for: Array("\(seconds).".utf8) + message.body, using: SymmetricKey(data: Array(secret.utf8)))
                #expect(signature == "t=\(seconds),v1=\(Hexadecimal.encode(Array(code)))")
            }
            let listed = try await desk.as(.administrator).get("/api/v1/webhooks")
            #expect(listed.items.first?["webhookId"]?.string == hook)
            #expect(listed.items.first?["failures"] == 0)
            #expect(!listed.text.contains(secret))
            let tried = try await desk.as(.administrator).post("/api/v1/webhooks/\(hook)/test", .object([]))
            #expect(tried.status == 200, "\(tried.text)")
            #expect(try await desk.as(.administrator).send(.delete, "/api/v1/webhooks/\(hook)").status == 200)
            #expect(try await desk.as(.administrator).get("/api/v1/webhooks").items.isEmpty)
        }
    }

    @Test(arguments: [
        "http://example.com/x", "ftp://127.0.0.1/", "https://user:word@example.com/", "https://example.com/#x", "x", "",
    ])
    func `an address that would send case data in the clear, or is none, is refused`(url: String) async throws {
        let answer = try await desk.as(.administrator).post("/api/v1/webhooks", ["url": .string(url)])
        #expect(answer.status == 400)
        #expect(answer.json?["field"] == "url")
    }

    @Test func `only administrators have to do with webhooks`() async throws {
        for role in Role.allCases where role != .administrator {
            #expect(try await desk.as(role).get("/api/v1/webhooks").status == 403)
        }
    }
}
