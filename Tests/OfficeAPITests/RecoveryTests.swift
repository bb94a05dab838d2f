import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Testing

/// What people decide after a restore, over HTTP.
struct RecoveryTests {
    private let office: OpenOffice
    private let desk: Desktop

    init() throws {
        office = try Province().open(Province.market)
        desk = office.desk
    }

    @Test func `a head confirms recovered letters of a case, and is told how many there were`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let path = "/api/v1/cases/\(id)/confirm-recovered"
        let answer = try await desk.as(.headDeputy).send(.post, path)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.json == ["confirmed": 0])
        #expect(try await desk.as(.handler).send(.post, path).code == "ROLE_REQUIRED")
        #expect(try await desk.as(.administrator).send(.post, path).code == "ROLE_REQUIRED")
    }

    @Test(arguments: ["x", "510100-market-regulation.01J000000000000000000000QZ"])
    func `letters of a case that is not there cannot be confirmed`(id: String) async throws {
        let answer = try await desk.as(.headPrincipal).send(.post, "/api/v1/cases/\(id)/confirm-recovered")
        #expect(answer.status == 404)
        #expect(answer.code == "UNKNOWN_CASE")
    }

    @Test func `an administrator goes on without absent offices`() async throws {
        let body: JSONValue = ["offices": ["510100-tax", "510100-customs"]]
        let answer = try await desk.as(.administrator).post("/api/v1/recovery/proceed-without", body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.json == ["proceeding": true])
        #expect(
            try await desk.as(.headPrincipal).post("/api/v1/recovery/proceed-without", body).code == "ROLE_REQUIRED")
    }

    @Test(
        arguments: [
            (["offices": []], "FIELD_INVALID"), ([:], "FIELD_INVALID"),
            (["offices": ["510100-tax", "510100-tax"]], "FIELD_INVALID"),
            (["offices": ["510100-tax"], "more": 1], "FIELD_INVALID"), (["offices": ["nobody"]], "UNKNOWN_OFFICE"),
            (["offices": ["510100-tax", "999999-tax"]], "UNKNOWN_OFFICE"),
            (["offices": ["510100-market-regulation"]], "UNKNOWN_OFFICE"),
        ] as [(JSONValue, String)])
    func `only other offices of the directory can be left out`(body: JSONValue, code: String) async throws {
        let answer = try await desk.as(.administrator).post("/api/v1/recovery/proceed-without", body)
        #expect(answer.code == code)
        #expect(answer.json?["field"] == "offices")
    }
}

/// Person tokens over HTTP.
struct PersonTokenTests {
    private let desk: Desktop

    init() throws {
        desk = try Province.shared.get()
    }

    private func token(_ kind: String, _ number: String) async throws -> Answer {
        try await desk.as(.handler).post(
            "/api/v1/person-token", ["kind": .string(kind), "number": .string(number)])
    }

    @Test func `the same document has the same token, and the number is not repeated`() async throws {
        let first = try await token("passport", "XT1234567")
        #expect(first.status == 200, "\(first.text)")
        let made = try #require(first.json?["personToken"]?.string)
        #expect(made.firstMatch(of: /^p1-[A-Z2-7]{26}$/) != nil)
        #expect(try await token("passport", "xt１234567").json?["personToken"]?.string == made)
        #expect(try await token("taiwanPermit", "XT1234567").json?["personToken"]?.string != made)
        #expect(!first.text.contains("XT1234567"))
    }

    @Test(arguments: [
        ("identityCard", "510104199913012345", "PERSON_ID_INVALID"), ("passport", "1", "PERSON_ID_INVALID"),
        ("licence", "XT1234567", "FIELD_INVALID"),
    ])
    func `a wrong number is refused and not repeated`(kind: String, number: String, code: String) async throws {
        let answer = try await token(kind, number)
        #expect(answer.code == code)
        #expect(number.count < 3 || !answer.text.contains(number))
    }

    @Test func `only handlers make tokens`() async throws {
        let body: JSONValue = ["number": "XT1234567"]
        for role in [Role.auditor, .administrator, .headPrincipal] {
            #expect(try await desk.as(role).post("/api/v1/person-token", body).code == "ROLE_REQUIRED")
        }
        #expect(try await desk.as(.handler).post("/api/v1/person-token", .object([])).code == "FIELD_MISSING")
    }
}
