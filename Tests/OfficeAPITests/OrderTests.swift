import Accounts
import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Offices
import Testing
import Workers

/// Orders over HTTP.
struct OrderTests {
    private let desk: Desktop

    init() throws { desk = try Province().open(Province.market).desk }

    @Test func `an order is answered with the case, its state and what it wrote`() async throws {
        let answer = try await desk.order(.referral, "draft", Sample.referral, as: .handler, id: "order-1")
        #expect(answer.status == 200)
        let json = try #require(answer.json)
        #expect(json["orderId"] == "order-1")
        #expect(json["state"] == "draft")
        #expect(json["version"] == 1)
        #expect(json["events"] == ["drafted"])
        #expect(json["letters"] == .array([]))
        #expect(CaseID(json["caseId"]?.string ?? "")?.office == desk.office.id)
    }

    @Test func `the same order twice has one effect and one answer`() async throws {
        let first = try await desk.order(.referral, "draft", Sample.referral, as: .handler, id: "once")
        let second = try await desk.order(.referral, "draft", Sample.referral, as: .handler, id: "once")
        #expect(first.json == second.json)
        #expect(try await desk.as(.handler).get("/api/v1/cases").items.count == 1)
    }

    @Test func `who opens a case is told of those that the office has of the subject, the same each time`() async throws
    {
        func open(_ name: String, _ body: JSONValue = Sample.referral) async throws -> JSONValue {
            try #require(try await desk.order(.referral, "draft", body, as: .handler, id: name).json)
        }
        let first = try await open("first")
        #expect(first["known"] == nil)
        let second = try await open("second")
        let known = try #require(second["known"]?.array)
        #expect(known.map { $0["caseId"] } == [first["caseId"]] && known[0]["stateTitle"]?.string?.isEmpty == false)
        // A later case is none that was there before, and another kind of case is none of these.
        #expect(try await open("third")["known"]?.array?.count == 2)
        #expect(try await open("second") == second)
        #expect(try await open("first") == first)
        let draft = try await desk.order(.publication, "draft", Sample.draft(), as: .handler)
        #expect(draft.status == 200 && draft.json?["known"] == nil)
    }

    @Test func `a token that may act and see no case is told of none`() async throws {
        let accounts = desk.office.accounts
        let handler = try #require(try await accounts.accounts().first { $0.roles == [.handler] })
        let token = try await accounts.makeToken(
            for: handler.id, "只办理", rights: [.act], days: 1, by: "test", at: desk.office.clock.now().machine)
        let program = desk.caller.with(token: token)
        for name in ["blind-1", "blind-2"] {
            let order: JSONValue = [
                "orderId": .string(name), "kind": "referral", "name": "draft", "body": Sample.referral,
            ]
            let answer = try await program.post("/api/v1/orders", order)
            #expect(answer.status == 200 && answer.json?["known"] == nil, "\(answer.text)")
        }
        let seeing = try await desk.order(.referral, "draft", Sample.referral, as: .handler)
        #expect(seeing.json?["known"]?.array?.count == 2)
    }

    @Test func `an order id with another content is refused`() async throws {
        _ = try await desk.order(.referral, "draft", Sample.referral, as: .handler, id: "once")
        let other = Sample.referral.setting("caseName", "另一案")
        let answer = try await desk.order(.referral, "draft", other, as: .handler, id: "once")
        #expect(answer.status == 409)
        #expect(answer.code == "ORDER_ID_TAKEN")
        #expect(answer.json?["field"] == "orderId")
    }

    @Test func `a role that may not act is refused`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let answer = try await desk.order(.referral, "approve", on: id, as: .auditor)
        #expect(answer.status == 403)
        #expect(answer.code == "ROLE_REQUIRED")
    }

    @Test func `an order against the state is a conflict`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let answer = try await desk.order(.referral, "send", ["documentNo": "成市监移〔2026〕3号"], on: id, as: .handler)
        #expect(answer.status == 409)
        #expect(answer.code == "STATE_CONFLICT")
    }

    @Test func `an unknown case is not found`() async throws {
        let id = "510100-market-regulation.01J000000000000000000000QZ"
        let answer = try await desk.order(.referral, "approve", on: id, as: .headPrincipal)
        #expect(answer.status == 404)
        #expect(answer.code == "UNKNOWN_CASE")
        #expect(answer.json?["detail"]?.string?.contains("在途") == true)
    }

    @Test func `the domain's no comes with its field`() async throws {
        let wrong = Sample.referral.setting(
            "subject", Sample.referral["subject"]?.setting("uscc", "91510104XT00010176") ?? .null)
        let answer = try await desk.order(.referral, "draft", wrong, as: .handler)
        #expect(answer.status == 422)
        #expect(answer.json?["field"]?.string?.contains("uscc") == true, "\(answer.text)")
        #expect(try await desk.as(.handler).get("/api/v1/cases").items.isEmpty)
    }

    @Test func `the domain's no comes with its legal basis`() async throws {
        let id = try await desk.open(
            .handoff, "suspectCrime", Sample.crime, as: .handler)
        let fine: JSONValue = ["penaltyKinds": ["fine"], "decisionNo": "成市监处罚〔2026〕1号", "fineAmountFen": 100]
        let answer = try await desk.order(.handoff, "decide", fine, on: id, as: .headPrincipal)
        #expect(answer.status == 422, "\(answer.text)")
        #expect(answer.code == "FINE_BLOCKED")
        #expect(answer.json?["legalBasis"]?.string?.contains("第") == true)
        // The attempt is recorded all the same.
        #expect(try await desk.as(.handler).get("/api/v1/cases/\(id)/timeline").text.contains("fineBlocked"))
    }
}

/// Requests that are no orders; nothing is written for them.
struct BadOrderTests {
    private let desk: Desktop

    init() throws {
        desk = try Province.shared.get()
    }

    @Test(arguments: [
        (#"{"orderId":"a","orderId":"b","kind":"referral","name":"draft"}"#, "DUPLICATE_KEY"),
        (#"{"orderId":"a","kind":"referral","name":"draft","body":{"x":1,"x":2}}"#, "DUPLICATE_KEY"),
        (#"{"orderId":"a""#, "JSON_INVALID"), ("[]", "JSON_INVALID"), ("", "JSON_INVALID"), ("{} x", "JSON_INVALID"),
        (#"{"orderId":"a","kind":"referral","name":"draft","urgent":true}"#, "FIELD_UNKNOWN"),
        (#"{"kind":"referral","name":"draft"}"#, "FIELD_MISSING"),
        (#"{"orderId":7,"kind":"referral","name":"draft"}"#, "FIELD_INVALID"),
        (#"{"orderId":"a b","kind":"referral","name":"draft"}"#, "FIELD_INVALID"),
        (#"{"orderId":"a","kind":"letter","name":"draft"}"#, "FIELD_INVALID"),
        (#"{"orderId":"a","kind":"referral","name":"draft","caseId":"7"}"#, "FIELD_INVALID"),
        (#"{"orderId":"a","kind":"referral","name":"draft","body":[]}"#, "FIELD_INVALID"),
        (#"{"orderId":"a","kind":"referral","name":"fly"}"#, "ORDER_UNKNOWN"),
    ])
    func `a malformed order is refused by its reason`(body: String, code: String) async throws {
        let answer = try await desk.as(.handler).send(.post, "/api/v1/orders", Array(body.utf8))
        #expect(answer.status == (code == "ORDER_UNKNOWN" ? 422 : 400))
        #expect(answer.code == code, "\(answer.text)")
    }

    @Test func `all mistakes in an order's own fields are told at once`() async throws {
        let body = #"{"orderId":"a b","kind":"letter","caseId":"7","body":[],"extra":1}"#
        let answer = try await desk.as(.handler).send(.post, "/api/v1/orders", Array(body.utf8))
        #expect(answer.status == 400)
        let errors = try #require(answer.json?["errors"]?.array)
        #expect(
            errors.compactMap { $0["field"]?.string } == ["extra", "orderId", "kind", "caseId", "name", "body"],
            "\(answer.text)")
        #expect(answer.json?["code"] == errors.first?["code"])
    }

    @Test func `invalid UTF-8 is refused`() async throws {
        let bytes = Array(#"{"orderId":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        let answer = try await desk.as(.handler).send(.post, "/api/v1/orders", bytes)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_UTF8")
    }

    @Test func `a body that is nested too deeply is refused`() async throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 10_000)
        let answer = try await desk.as(.handler).send(.post, "/api/v1/orders", bytes)
        #expect(answer.code == "JSON_TOO_DEEP")
    }

    @Test func `a body over the limit is refused and the limit stated`() async throws {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 900_001)
        let answer = try await desk.as(.handler).send(.post, "/api/v1/orders", bytes)
        #expect(answer.status == 413)
        #expect(answer.code == "BODY_TOO_LARGE")
        #expect(answer.json?["detail"]?.string?.contains("900000") == true)
    }

    @Test func `an announced length over the limit is refused before the body is read`() async throws {
        let answer = try await desk.as(.handler).send(
            .post, "/api/v1/orders", [], headers: [.contentLength: "900001"])
        #expect(answer.status == 413)
    }
}
