import Accounts
import Casework
import Contracts
import HTTPTypes
import OfficeAPI
import Offices
import Testing
import Web
import Workers

/// Officers of a region below the office's see the cases of that region, and no address leads them to others.
@Suite(.timeLimit(.minutes(10))) struct ScopeTests {
    private let desk: Desktop

    init() throws { desk = try Province.shared.get() }

    private var accounts: AccountStore { desk.office.accounts }
    private var now: Moment { desk.office.clock.now().machine }

    /// A program of an officer of a region; the subject of the sample is registered in 510104.
    private func program(_ id: String, region: String) async throws -> Caller {
        _ = try await accounts.add(
            id, AccountDraft(name: "王例", roles: [.handler, .headPrincipal], region: region), by: "test", at: now)
        let token = try await accounts.makeToken(for: id, "测试", rights: nil, days: 1, by: "test", at: now)
        return desk.caller.with(token: token)
    }

    @Test(arguments: [
        ("510104", "510100", true), ("510100", "510100", false), ("510000", "510100", false),
        ("100000", "510100", false), ("510105", "510100", true),
    ])
    func `an officer of the office's region or above sees all, one from below a region`(
        region: String, office: String, isBelow: Bool
    ) throws {
        let scope = try Scope(Officer(id: "a", name: "", roles: [], region: region), at: office)
        #expect((scope == .office) == !isBelow)
    }

    @Test(arguments: [("", "510100"), ("51", "510100"), ("110000", "510100"), ("510200", "510100"), ("510100", "")])
    func `without a region, or with another's, there is an error and never all rows`(region: String, office: String) {
        let refusal = #expect(throws: Refusal.self) {
            try Scope(Officer(id: "a", name: "", roles: [], region: region), at: office)
        }
        #expect(refusal?.code == "SCOPE_MISSING")
    }

    @Test func `a case of another region is as if it were not there, at every address`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let here = try await program("scope-104", region: "510104")
        let there = try await program("scope-105", region: "510105")
        let unknown = "510100-market-regulation.01J000000000000000000000QZ"
        let parts = [
            "", "/timeline", "/actions", "/trace", "/bundle", "/evidence",
            "/evidence/" + String(repeating: "0", count: 64),
        ]
        for part in parts {
            let seen = try await here.get("/api/v1/cases/\(id)\(part)")
            #expect(seen.status == 200 || part.hasSuffix("0000"), "\(part)")
            let hidden = try await there.get("/api/v1/cases/\(id)\(part)")
            let missing = try await there.get("/api/v1/cases/\(unknown)\(part)")
            #expect(hidden.status == 404, "\(part)")
            #expect(hidden.code == missing.code, "\(part)")
            #expect(
                hidden.text.replacing(id, with: "").count == missing.text.replacing(unknown, with: "").count, "\(part)")
        }
        let order: JSONValue = [
            "orderId": "scope-1", "kind": "referral", "caseId": .string(id), "name": "send", "body": .object([]),
        ]
        #expect(try await there.post("/api/v1/orders", order).code == "UNKNOWN_CASE")
        #expect(try await here.post("/api/v1/orders", order).code != "UNKNOWN_CASE")
        #expect(try await there.send(.post, "/api/v1/cases/\(id)/confirm-recovered").code == "UNKNOWN_CASE")
    }

    @Test func `lists, deadlines and counts are of the region alone`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let here = try await program("scope-lists-104", region: "510104")
        let there = try await program("scope-lists-105", region: "510105")
        let all = try await desk.as(.handler).get("/api/v1/cases?limit=500").items
        let inside = try await here.get("/api/v1/cases?limit=500").items.compactMap {
            $0["caseId"]?.string ?? $0["id"]?.string
        }
        #expect(inside.contains(id))
        #expect(all.count >= inside.count)
        let outside = try await there.get("/api/v1/cases?limit=500").items
        #expect(outside.allSatisfy { $0["subject"]?.string?.hasPrefix("91510105") == true })
        #expect(try await there.get("/api/v1/deadlines?limit=500").items.allSatisfy { $0["caseId"]?.string != id })
        let figures = try await Province().open(Province.market).desk.sent()
        #expect(figures == ["510104": 1, "510105": 0, "510100": 1])
    }

    @Test func `an officer whose region is not the office's is told so and sees nothing`() async throws {
        let stray = try await program("scope-stray", region: "110000")
        for path in ["/api/v1/cases", "/api/v1/deadlines", "/api/v1/statistics"] {
            let answer = try await stray.get(path)
            #expect(answer.status == 403, "\(path)")
            #expect(answer.code == "SCOPE_MISSING", "\(path)")
        }
    }

    @Test func `who looks at a case or a subject stands in the access log with the reason`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let code = "91510104XT00010175"
        _ = try await desk.as(.handler).get("/api/v1/cases/\(id)?reason=%E6%A0%B8%E5%AF%B9")
        _ = try await desk.as(.legalReviewer).get("/api/v1/subjects/\(code)?reason=%E5%8A%9E%E6%A1%88")
        var filter = AccessFilter()
        filter.caseID = id
        let looks = try await accounts.accesses(filter, limit: 5)
        #expect(looks.map(\.entry.act) == [.caseSeen])
        #expect(looks.first?.entry.reason == "核对")
        filter = AccessFilter()
        filter.subject = code
        filter.act = .subjectSeen
        #expect(try await accounts.accesses(filter, limit: 50).contains { $0.entry.reason == "办案" })
        _ = try await desk.as(.handler).get("/api/v1/screening?code=\(code)&reason=screened")
        filter.act = .subjectsScreened
        let wanted = filter
        try await eventually("the question is written down") {
            try await accounts.accesses(wanted, limit: 50).contains { $0.entry.reason == "screened" }
        }
        #expect(try await accounts.firstBrokenAccess() == nil)
    }
}

extension Desktop {
    /// Sends the sample to the tax office, and counts by the region of who asks.
    fileprivate func sent() async throws -> [String: Int64] {
        let id = try await open(.referral, "draft", Sample.referral, as: .handler)
        _ = try await order(.referral, "approve", on: id, as: .headPrincipal)
        _ = try await order(.referral, "send", ["documentNo": "成市监移〔2026〕3号"], on: id, as: .handler)
        var counts: [String: Int64] = [:]
        for region in ["510104", "510105", "510100"] {
            let (accounts, now) = (office.accounts, office.clock.now().machine)
            let officer = "scope-count-\(region)"
            _ = try await accounts.add(
                officer, AccountDraft(name: "王例", roles: [.handler], region: region), by: "test", at: now)
            let token = try await accounts.makeToken(for: officer, "测试", rights: nil, days: 1, by: "test", at: now)
            counts[region] = try await caller.with(token: token).get("/api/v1/statistics").json?["total"]?["total"]?
                .integer
        }
        return counts
    }
}
