import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Testing
import Web

/// Who is let in, and what the others are told.
struct AccessTests {
    private let desk: Desktop

    init() throws {
        desk = try Province.shared.get()
    }

    @Test(arguments: ["/healthz", "/readyz", "/metrics"])
    func `health and metrics need no token`(path: String) async throws {
        let answer = try await desk.caller.get(path)
        // The office of this test has not met the bus yet.
        #expect(answer.status == (path == "/readyz" ? 503 : 200))
    }

    @Test(arguments: [
        "/api/v1/cases", "/api/v1/status", "/", "/no/such/route", "/healthz/", "/metrics/x", "/openapi.json",
    ])
    func `nothing else is served or told without a token`(path: String) async throws {
        let answer = try await desk.caller.get(path)
        #expect(answer.status == 401)
        #expect(answer.code == "TOKEN_MISSING")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test(arguments: ["", "x", "00", "Bearer"])
    func `a wrong token is nobody's`(token: String) async throws {
        let answer = try await desk.caller.with(token: token).get("/api/v1/cases")
        #expect(answer.status == 401)
        #expect(answer.code == "TOKEN_INVALID")
    }

    @Test func `another scheme than Bearer is no token`() async throws {
        let token = try #require(desk.tokens["handler"])
        let answer = try await desk.caller.get("/api/v1/cases", headers: [.authorization: "Basic \(token)"])
        #expect(answer.code == "TOKEN_INVALID")
    }

    @Test(arguments: [
        "/api/v1/status", "/api/v1/alarms", "/api/v1/quarantine", "/api/v1/held-back",
        "/api/v1/quarantine/" + String(repeating: "0", count: 64),
    ])
    func `only auditors and administrators oversee`(path: String) async throws {
        let refused = try await desk.as(.handler).get(path)
        #expect(refused.status == 403)
        #expect(refused.code == "ROLE_REQUIRED")
        #expect(try await desk.as(.auditor).get(path).status != 403)
        #expect(try await desk.as(.administrator).get(path).status != 403)
    }

    @Test(arguments: ["replay", "discard"])
    func `only an administrator resolves held-back letters`(act: String) async throws {
        let body: JSONValue = [
            "stream": "liandong/510100-police/direct.510100-market-regulation/1/0", "number": 1, "reason": "测试",
        ]
        #expect(try await desk.as(.auditor).post("/api/v1/held-back/\(act)", body).code == "ROLE_REQUIRED")
        let answer = try await desk.as(.administrator).post("/api/v1/held-back/\(act)", body)
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_HELD_BACK")
    }

    @Test(arguments: [("stream", "流", 1), ("number", "x", 0)] as [(String, String, Int64)])
    func `a held-back letter must be named`(field: String, stream: String, number: Int64) async throws {
        let name = field == "stream" ? stream : "liandong/510100-police/direct.510100-market-regulation/1/0"
        let body: JSONValue = ["stream": .string(name), "number": .integer(number)]
        let answer = try await desk.as(.administrator).post("/api/v1/held-back/replay", body)
        #expect(answer.status == 400)
        #expect(answer.json?["field"] == .string(field))
    }

    @Test func `an unknown path is told with a problem document`() async throws {
        let answer = try await desk.as(.handler).get("/api/v2/orders")
        #expect(answer.status == 404)
        #expect(answer.headers[.contentType] == "application/problem+json; charset=utf-8")
        let json = try #require(answer.json)
        for name in ["type", "title", "detail", "code", "instance"] {
            #expect(json[name]?.string?.isEmpty == false, "\(name)")
        }
        #expect(json["status"] == 404)
    }

    @Test func `every problem has a reference number of its own`() async throws {
        let first = try await desk.as(.handler).get("/api/v2/orders").json?["instance"]
        let second = try await desk.as(.handler).get("/api/v2/orders").json?["instance"]
        #expect(first != nil)
        #expect(first != second)
    }

    @Test func `a defect tells its reference and nothing of the inside`() async throws {
        struct Defect: Error { let secret = "/var/lib/ledger" }
        let endpoint = Endpoint(.get, "/broken", .open, .init("坏")) { _, _ in throw Defect() }
        let answer = try await Caller(WebRouter.make([endpoint], callers: nil)).get("/broken")
        #expect(answer.status == 500)
        #expect(answer.code == "INTERNAL_ERROR")
        #expect(!answer.text.contains("ledger"))
        #expect(!answer.text.contains("Defect"))
    }

    @Test(arguments: [
        ("DELETE", "/api/v1/cases", "GET, HEAD"), ("GET", "/api/v1/orders", "POST"),
        ("OPTIONS", "/api/v1/jobs/screenings", "POST"),
        ("OPTIONS", "/api/v1/jobs/01J000000000000000000000QZ", "DELETE, GET, HEAD"),
        ("PUT", "/api/v1/cases/510100-market-regulation.01J000000000000000000000QZ", "GET, HEAD"),
    ])
    func `another method is refused with the methods that the address has`(
        name: String, path: String, allowed: String
    ) async throws {
        let method = try #require(HTTPRequest.Method(name))
        let answer = try await desk.as(.handler).send(method, path)
        #expect(answer.status == 405)
        #expect(answer.code == "METHOD_NOT_ALLOWED")
        #expect(answer.headers[.allow] == allowed)
        // Which addresses exist is told to officers only.
        #expect(try await desk.caller.send(method, path).status == 401)
    }

    @Test func `the head of an open page is served`() async throws {
        #expect(try await desk.caller.send(.head, "/healthz").status == 200)
        #expect(try await desk.caller.send(.post, "/healthz").status == 405)
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/json5", ""])
    func `a body of another media type is refused`(type: String) async throws {
        let answer = try await desk.as(.handler).send(
            .post, "/api/v1/orders", Array("{}".utf8), headers: [.contentType: type])
        #expect(answer.status == 415)
        #expect(answer.code == "MEDIA_TYPE_UNSUPPORTED")
        #expect(answer.json?["detail"]?.string?.contains("application/json") == true)
    }

    @Test func `a media type may have parameters`() async throws {
        let answer = try await desk.as(.handler).send(
            .post, "/api/v1/orders", Array("{}".utf8), headers: [.contentType: "Application/JSON; charset=utf-8"])
        #expect(answer.code == "FIELD_MISSING")
    }
}
