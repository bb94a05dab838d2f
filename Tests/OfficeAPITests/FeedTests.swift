import Casework
import Contracts
import Feed
import Hummingbird
import OfficeAPI
import Testing
import Web

/// The public feed, over letters that another office published on the bus.
@Suite(.timeLimit(.minutes(20))) struct FeedTests: FeedSuite {
    let scene: FeedScene

    init() throws { scene = try FeedScene() }

    @Test("Until the log was read to its end nothing is listed, and health, keys of the tree and terms answer")
    func loading() async throws {
        try await run { [self] in
            let id = try await desk.publish(Sample.draft(.object([])))
            try await eventually("a checkpoint covers it") { [feed] in
                try await feed.get("/log/tile/entries/000.p/1").status == 200
            }
            let shelf = try platform.shelf(on: "2026-09-01")
            let caller = Caller(FeedRoutes.router(try platform.feed(shelf: shelf)))
            for path in [
                "/", "/records/\(id)", "/api/v1/publications", "/api/v1/publications/\(id)", "/api/v1/log/contents",
                "/api/v1/events", "/feed.atom", "/api/v1/snapshot", "/search?q=x",
            ] {
                let answer = try await caller.get(path)
                #expect((answer.status, answer.code) == (503, "FEED_LOADING"), "\(path)")
                #expect(answer.headers[.retryAfter] == "5")
            }
            for path in ["/healthz", "/log/checkpoint", "/log/tile/entries/000.p/1", "/terms.txt", "/openapi.json"] {
                #expect(try await caller.get(path).status == 200, "\(path)")
            }
            try shelf.catchUp()
            #expect(try await caller.get("/api/v1/publications/\(id)").status == 200)
        }
    }

    @Test(
        "Limits are read from the configuration, and one that cannot be is named",
        arguments: [
            (#"{"formsPerHour":9,"formHours":2}"#, nil), (#"{"formsPerHour":-1}"#, "formsPerHour"),
            (#"{"formHours":0}"#, "formHours"), (#"{"formHours":169}"#, "formHours"), (#"{"forms":1}"#, "forms"),
        ] as [(String, String?)])
    func limits(_ text: String, _ mistake: String?) throws {
        let json = try JSONValue.parse(Array(text.utf8))
        do throws(DocumentMistakes) {
            let settings = try FeedSettings(json, path: "office.json")
            #expect(mistake == nil && settings.formsPerHour == 9 && settings.formHours == 2)
        } catch {
            let name = try #require(mistake)
            #expect("\(error)".contains(name))
        }
    }

    private func awaitStatus(_ id: String, _ status: Int) async throws {
        try await eventually("publication \(id) is answered with \(status)") { [feed] in
            try await feed.get("/api/v1/publications/\(id)").status == status
        }
    }

    @Test func `a publication is served, corrected, and leaves a tombstone when it is withdrawn`() async throws {
        try await run { [self] in
            let id = try await desk.publish(Sample.draft())
            try await awaitStatus(id, 200)
            let first = try #require(try await feed.get("/api/v1/publications/\(id)").json)
            #expect(first["action"] == "publish")
            #expect(first["version"] == 1)
            #expect(first["payload"]?["fineAmountFen"] == 5_000_000)
            let correction = Sample.draft(["penaltyContent": "罚款50000元"]).merging([
                "reason": "金额单位有误", "evidence": "决定书原件",
            ])
            #expect(try await desk.order(.publication, "correct", correction, on: id, as: .headDeputy).status == 200)
            try await eventually("the correction is served") { [self] in
                try await feed.get("/api/v1/publications/\(id)").json?["version"] == 2
            }
            #expect(try await feed.get("/api/v1/publications/\(id)").json?["action"] == "correct")
            let withdrawal: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
            #expect(try await desk.order(.publication, "withdraw", withdrawal, on: id, as: .headDeputy).status == 200)
            try await awaitStatus(id, 410)
            let gone = try await feed.get("/api/v1/publications/\(id)")
            #expect(gone.code == "PUBLICATION_WITHDRAWN")
            #expect(gone.json?["detail"]?.string?.contains("处罚决定已撤销") == true)
            let item = try #require(try await feed.get("/api/v1/publications").items.first)
            #expect(item["action"] == "withdraw")
            #expect(item["version"] == 3)
            #expect(item["payload"] == nil)
            #expect(!(try await feed.get("/api/v1/publications").text.contains("成都示例食品")))
            #expect(try await feed.get("/api/v1/subjects/91510104XT00010175").status == 404)
        }
    }

    @Test func `pages are stable and hold every publication once`() async throws {
        try await run { [self] in
            for number in 1...5 {
                let changes: JSONValue = ["decisionNo": .string("成锦市监处罚〔2026〕\(number)号")]
                try await awaitStatus(try await desk.publish(Sample.draft(changes)), 200)
            }
            var numbers: [String] = []
            var cursor: String?
            repeat {
                let page = try await feed.get("/api/v1/publications?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
                numbers += page.items.compactMap { $0["payload"]?["decisionNo"]?.string }
                cursor = page.json?["nextCursor"]?.string
            } while cursor != nil
            #expect(numbers == (1...5).reversed().map { "成锦市监处罚〔2026〕\($0)号" })
        }
    }

    @Test func `a subject's publications are found by its code in any spelling`() async throws {
        try await run { [self] in
            try await awaitStatus(try await desk.publish(Sample.draft()), 200)
            for spelling in ["91510104XT00010175", "91510104xt00010175", "%EF%BC%99" + "1510104XT00010175"] {
                #expect(try await feed.get("/api/v1/subjects/\(spelling)").items.count == 1, "\(spelling)")
            }
        }
    }

    @Test(arguments: [
        ("91510104XT00010176", 400, "USCC_CHECK_FAILED"), ("9151010", 400, "USCC_MALFORMED"),
        ("91510104XT1000024U", 404, "NOTHING_PUBLISHED"),
    ])
    func `a code is refused when wrong and not found when nothing stands`(
        code: String, status: Int, reason: String
    ) async throws {
        let answer = try await feed.get("/api/v1/subjects/\(code)")
        #expect(answer.status == status)
        #expect(answer.code == reason)
        #expect(answer.json?["detail"]?.string?.isEmpty == false)
    }

    @Test(arguments: ["x", "510100-market-regulation.01J000000000000000000000QZ"])
    func `an unknown publication is not found`(id: String) async throws {
        #expect(try await feed.get("/api/v1/publications/\(id)").code == "PUBLICATION_UNKNOWN")
    }

    @Test func `only masked fields of the payload are public`() async throws {
        try await run { [self] in
            let draft = Sample.draft([
                "homeAddress": "锦江区某路1号", "violationFacts": "送货车辆川A12345，证人赵某某在场。",
            ]).setting("thirdPersons", ["赵某某"])
            let id = try await desk.publish(draft)
            try await awaitStatus(id, 200)
            let answer = try await feed.get("/api/v1/publications/\(id)")
            for secret in ["某路1号", "12345", "赵某某", "openedBy", "market-regulation-01"] {
                #expect(!answer.text.contains(secret), "\(secret)")
            }
        }
    }

    @Test func `an answer can be asked for again by its tag`() async throws {
        try await run { [self] in
            let id = try await desk.publish(Sample.draft())
            try await awaitStatus(id, 200)
            for path in ["/api/v1/publications", "/api/v1/publications/\(id)", "/"] {
                let first = try await feed.get(path)
                let tag = try #require(first.headers[.eTag])
                #expect(first.headers[.cacheControl] == "public, max-age=15")
                let second = try await feed.get(path, headers: [.ifNoneMatch: tag])
                #expect(second.status == 304)
                #expect(second.bytes.isEmpty)
                #expect(try await feed.get(path, headers: [.ifNoneMatch: "\"x\", W/\(tag)"]).status == 304)
                #expect(try await feed.get(path, headers: [.ifNoneMatch: "\"x\""]).status == 200)
            }
        }
    }

    @Test func `the feed cannot be written to and needs no token`() async throws {
        for path in ["/api/v1/publications", "/api/v1/orders", "/"] {
            #expect(try await feed.post(path, .object([])).status == (path == "/api/v1/orders" ? 404 : 405))
        }
        #expect(try await feed.get("/api/v1/publications").status == 200)
        #expect(try await feed.get("/api/v1/publications?limit=0").status == 400)
        #expect(try await feed.get("/healthz").status == 200)
        #expect(try await feed.get("/metrics").text.contains("liandong_writer_epoch 1"))
    }
}
