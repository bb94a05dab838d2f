import Casework
import Contracts
import HTTPTypes
import OfficeAPI
import Synchronization
import Testing
import Web
import Workers

/// What an office's own systems read of its cases, and how they do not overwrite each other's word.
@Suite(.timeLimit(.minutes(20))) struct ChangeTests {
    private let desk: Desktop

    init() throws { desk = try Province().open(Province.market).desk }

    private var office: OpenOffice { desk.office }

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
        let http = try office.loopback()
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
}
