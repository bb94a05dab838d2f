import Accounts
import Casework
import Console
import Contracts
import Hummingbird
import OfficeAPI
import Offices
import Testing
import Web
import Workers

/// Who may do what, through HTTP: each route of the office for each role, and what tokens are held to.
@Suite(.timeLimit(.minutes(10))) struct RightsTests {
    private let office: OpenOffice
    private let endpoints: [Endpoint]
    private let caller: Caller

    init() throws {
        office = try Province.shared.get().office
        let backend = office.backend
        // Streams of events end at once, so that each route answers.
        backend.live.close()
        endpoints = OfficeRoutes.endpoints(backend) + ConsoleRoutes.endpoints(backend)
        caller = Caller(ConsoleRoutes.router(backend))
    }

    /// A request that gets as far as the right is looked at, and no further than to what is wrong with it.
    private func ask(_ endpoint: Endpoint, _ caller: Caller) async throws -> Answer {
        let path = endpoint.path.split(separator: "/", omittingEmptySubsequences: false).map { part -> String in
            part.hasPrefix("{") ? "0" : String(part)
        }.joined(separator: "/")
        return try await caller.send(
            endpoint.method, path, Array("?".utf8),
            headers: [.contentType: endpoint.manual.body?.mediaType ?? "application/json"])
    }

    @Test(arguments: Role.allCases)
    func `each route lets in who has its right, and nobody else`(role: Role) async throws {
        let token = try #require(office.tokens[role.rawValue])
        for endpoint in endpoints {
            let name = "\(endpoint.method) \(endpoint.path) as \(role)"
            let answer = try await ask(endpoint, caller.with(token: token))
            let isRefused = answer.status == 403 && answer.code == "ROLE_REQUIRED"
            switch endpoint.access {
            case .open, .signedIn: #expect(!isRefused, "\(name)")
            case .right(let right):
                #expect(
                    isRefused == !right.roles.contains(role), "\(name): \(answer.status) \(answer.text.prefix(200))")
            }
        }
    }

    @Test func `nobody without a token or session gets past the open routes`() async throws {
        for endpoint in endpoints where endpoint.access != .open {
            let answer = try await ask(endpoint, caller.with(token: nil))
            #expect(answer.status == 401, "\(endpoint.method) \(endpoint.path)")
        }
        let open = endpoints.filter { $0.access == .open }.map { "\($0.method) \($0.path)" }
        #expect(
            Set(open) == [
                "GET /healthz", "GET /readyz", "GET /metrics", "GET /assets/{name}", "GET /sign-in", "POST /sign-in",
            ])
    }

    @Test func `a token with a scope does what it is for and nothing else of its officer's`() async throws {
        let accounts = office.backend.accounts
        let now = office.clock.now().machine
        let handler = try #require(try await accounts.accounts().first { $0.roles == [.handler] })
        let token = try await accounts.makeToken(
            for: handler.id, "统计", rights: [.seeStatistics], days: 1, by: "test", at: now)
        let program = caller.with(token: token)
        #expect(try await program.get("/api/v1/statistics").status == 200)
        for endpoint in endpoints {
            guard case .right(let right) = endpoint.access, right != .seeStatistics else { continue }
            let answer = try await ask(endpoint, program)
            #expect(answer.status == 403 && answer.code == "ROLE_REQUIRED", "\(endpoint.path)")
        }
    }

    @Test func `an expired and an ended token are nobody's`() async throws {
        let accounts = office.backend.accounts
        let now = office.clock.now().machine
        let handler = try #require(try await accounts.accounts().first { $0.roles == [.handler] })
        let old = try await accounts.makeToken(
            for: handler.id, "旧", rights: [.seeCases], days: 1, by: "test", at: now + .hours(-25))
        #expect(try await caller.with(token: old).get("/api/v1/cases").code == "TOKEN_INVALID")
        let ended = try await accounts.makeToken(
            for: handler.id, "停", rights: [.seeCases], days: 1, by: "test", at: now)
        #expect(try await caller.with(token: ended).get("/api/v1/cases").status == 200)
        let number = try #require(try await accounts.tokens(of: handler.id).first { $0.title == "停" }?.number)
        try await accounts.endToken(number, of: nil, by: "test", at: now)
        #expect(try await caller.with(token: ended).get("/api/v1/cases").code == "TOKEN_INVALID")
    }

    @Test func `the templates of the console are whole`() {
        #expect(ConsoleRoutes.pageGaps == [])
    }
}
