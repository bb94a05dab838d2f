import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Testing

/// Lists, cases, timelines, actions and letters.
struct CaseTests {
    private let province: Province
    private let desk: Desktop

    init() throws {
        province = try Province()
        desk = try province.open(Province.market).desk
    }

    @Test func `pages of cases come newest first, with no case twice or missing`() async throws {
        var opened: [String] = []
        for number in 1...7 {
            let body = Sample.referral.setting("caseName", .string("第\(number)案"))
            opened.append(try await desk.open(.referral, "draft", body, as: .handler))
        }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let path = "/api/v1/cases?limit=3" + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try await desk.as(.auditor).get(path)
            #expect(page.items.count <= 3)
            seen += page.items.compactMap { $0["caseId"]?.string }
            cursor = page.json?["nextCursor"]?.string
        } while cursor != nil
        #expect(seen == opened.reversed())
    }

    @Test func `cases are found by kind, state and subject`() async throws {
        let referral = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let publication = try await desk.open(.publication, "draft", Sample.draft(), as: .handler)
        func found(_ query: String) async throws -> [String] {
            try await desk.as(.handler).get("/api/v1/cases?" + query).items.compactMap { $0["caseId"]?.string }
        }
        #expect(try await found("kind=referral") == [referral])
        #expect(try await found("state=pending") == [publication])
        #expect(try await found("subject=91510104xt00010175") == [publication, referral])
        #expect(try await found("subject=91510104XT00010175&kind=publication&state=pending") == [publication])
        #expect(try await found("state=closed").isEmpty)
    }

    @Test func `a case is shown with its deadlines, their rules and rungs`() async throws {
        let id = try await desk.open(.publication, "draft", Sample.draft(), as: .handler)
        let json = try #require(try await desk.as(.handler).get("/api/v1/cases/\(id)").json)
        #expect(json["state"] == "pending")
        #expect(json["stateTitle"] == "待审查")
        #expect(json["facts"]?["record"]?["decisionNo"] == "成锦市监处罚〔2026〕88号")
        let deadline = try #require(json["deadlines"]?.array?.first)
        #expect(deadline["due"] == "2026-08-10T23:59:59.999+08:00")
        #expect(deadline["isProvisional"] == false)
        #expect(deadline["name"]?.string?.isEmpty == false)
        #expect(deadline["basis"]?.array?.isEmpty == false)
        #expect((deadline["rungs"]?.array ?? []).contains { $0["name"] == "due" })
    }

    @Test func `the timeline tells who did what, when, and what falls due`() async throws {
        let id = try await desk.open(.publication, "draft", Sample.draft(), as: .handler)
        _ = try await desk.order(.publication, "clear", Sample.reviews, on: id, as: .legalReviewer)
        let json = try #require(try await desk.as(.handler).get("/api/v1/cases/\(id)/timeline").json)
        let rows = json["rows"]?.array ?? []
        let events = rows.flatMap { $0["events"]?.array ?? [] }
        #expect(events.contains { $0["name"] == "drafted" && $0["officer"] == "market-regulation-01" })
        let cleared = events.first { $0["name"] == "cleared" }
        #expect(cleared?["officerRoles"] == [.string(Role.legalReviewer.rawValue)])
        #expect(cleared?["officerName"]?.string?.isEmpty == false)
        #expect(events.contains { $0["name"] == "cleared" && $0["officer"] == "market-regulation-04" })
        #expect(events.contains { $0["name"] == "deadlineStarted" && $0["due"] == "2026-08-10T23:59:59.999+08:00" })
        #expect(rows.allSatisfy { Moment($0["at"]?.string ?? "") != nil })
    }

    @Test func `actions say what may be done by whom and why not`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        func actions(_ role: Role) async throws -> [String: JSONValue] {
            var actions: [String: JSONValue] = [:]
            for item in try await desk.as(role).get("/api/v1/cases/\(id)/actions").items {
                actions[item["order"]?.string ?? ""] = item
            }
            return actions
        }
        let head = try await actions(.headPrincipal)
        #expect(head["approve"]?["isPossible"] == true)
        #expect(head["revise"]?["refusal"]?["code"] == "ROLE_REQUIRED")
        let handler = try await actions(.handler)
        #expect(handler["approve"]?["refusal"]?["code"] == "ROLE_REQUIRED")
        #expect(handler["send"]?["refusal"]?["code"] == "STATE_CONFLICT")
        #expect(handler["send"]?["body"]?["properties"]?["documentNo"] != nil)
    }

    @Test func `a letter is shown with its body and where it goes`() async throws {
        let id = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        _ = try await desk.order(.referral, "approve", on: id, as: .headPrincipal)
        let sent = try await desk.order(
            .referral, "send", ["documentNo": "成市监移〔2026〕3号"], on: id, as: .handler)
        #expect(sent.json?["letters"]?.array?.count == 1)
        // Its stream is not open in this test, so it waits without a number.
        let timeline = try #require(try await desk.as(.handler).get("/api/v1/cases/\(id)/timeline").json)
        let letter = try #require(timeline["letters"]?.array?.first)
        #expect(letter["letterId"] == sent.json?["letters"]?.array?.first)
        #expect(letter["direction"] == "waiting")
        #expect(letter["to"] == "510100-tax")
        #expect(letter["number"] == nil)
    }
}

/// What is asked for and is not there; nothing is written for it.
struct MissingCaseTests {
    private let desk: Desktop

    init() throws {
        desk = try Province.shared.get()
    }

    @Test(arguments: ["limit=0", "limit=501", "limit=x", "cursor=-1", "cursor=x", "kind=letter"])
    func `a query that cannot be used is refused`(query: String) async throws {
        let answer = try await desk.as(.handler).get("/api/v1/cases?" + query)
        #expect(answer.status == 400)
        #expect(answer.code == "PARAMETER_INVALID")
    }

    @Test(arguments: ["x", "510100-market-regulation.01J000000000000000000000QZ", "%F0%9F", "..%2F..%2Fetc"])
    func `a case that is not there is not found`(id: String) async throws {
        for path in ["", "/timeline", "/actions"] {
            #expect(try await desk.as(.handler).get("/api/v1/cases/\(id)\(path)").status == 404)
        }
    }

    @Test(arguments: CaseKind.allCases)
    func `what opens a case can be asked for`(kind: CaseKind) async throws {
        let answer = try await desk.as(.handler).get("/api/v1/actions?kind=\(kind.rawValue)")
        #expect(answer.items.contains { $0["isPossible"] == true })
        #expect(try await desk.as(.handler).get("/api/v1/actions").code == "PARAMETER_INVALID")
    }

    @Test(arguments: ["x", "01J000000000000000000000QZ"])
    func `a letter that is not there is not found`(id: String) async throws {
        #expect(try await desk.as(.handler).get("/api/v1/letters/\(id)").code == "UNKNOWN_LETTER")
    }
}
