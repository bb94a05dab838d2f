import Casework
import Contracts
import Foundation
import OfficeAPI
import Testing

/// Subjects over HTTP: screening, what was known when, freshness, watch lists.
struct SubjectTests {
    private static let code = "91510104XT00010175"
    private static let removed = "91510104XT0002016X"

    /// An office at which one firm is listed and another was.
    private func office() throws -> OpenOffice {
        let province = try Province()
        var scene: ListScene? = try ListScene(province, Province.market)
        try scene?.list(1, "成都示例食品有限公司", code: Self.code)
        try scene?.list(2, "成都另一家食品有限公司", code: Self.removed, happened: "2026-06-01", heard: "2026-06-03")
        try scene?.remove(2, code: Self.removed, happened: "2026-07-01", heard: "2026-07-03")
        scene = nil
        return try province.open(Province.market)
    }

    private func query(_ items: [(String, String)]) -> String {
        items.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
    }

    @Test func `a listed firm is found by its code with measures, decision and the version of the lists`() async throws
    {
        let desk = try office().desk
        let answer = try await desk.as(.handler).get("/api/v1/screening?code=\(Self.code)&reason=test")
        let page = try #require(answer.json)
        #expect(answer.status == 200 && page["verdict"] == "listed" && page["verdictTitle"] == "在名单内")
        let hit = try #require(page["hits"]?.array?.first)
        #expect(hit["why"]?.array?.first?["rule"] == "code" && hit["degree"] == "certain")
        #expect(hit["listName"] == "严重违法失信名单" && hit["decisionNo"] == "成市监列〔2026〕1号")
        #expect(hit["listedThrough"] == "2029-06-01" && hit["measures"]?.array?.count == 1)
        let owner = try #require(page["version"]?["owners"]?.array?.first)
        #expect(owner["owner"]?.string == ListScene.owner)
        #expect(owner["positions"]?.array?.first?["number"] == 3)
        #expect(owner["lists"]?.array?.first?["count"] == 1)
        #expect(owner["lists"]?.array?.first?["isCurrent"] == true)
        #expect(owner["freshness"] == "unknown")
        #expect(page["version"]?["id"]?.string?.count == 64)
    }

    @Test func `who asks about one measure is told of it alone, by its code`() async throws {
        let desk = try office().desk
        let has = try #require(
            try await desk.as(.handler).get("/api/v1/screening?code=\(Self.code)&measure=M04").json)
        #expect(has["verdict"] == "listed" && has["query"]?["measure"] == "M04")
        #expect(has["verdictTitle"]?.string?.hasPrefix("在名单内，列有措施“") == true)
        let other = try #require(
            try await desk.as(.handler).get("/api/v1/screening?code=\(Self.code)&measure=M01").json)
        #expect(other["verdict"] == "clear" && other["hits"] == [])
        #expect(other["verdictTitle"]?.string?.hasPrefix("没有列有措施“") == true)
    }

    @Test(arguments: [
        ([("name", "成都示例食品有限责任公司")], "listed", "writtenName"),
        ([("name", "成都示例食品"), ("match", "similar")], "review", "legalForm"),
        ([("code", "91510104XT0002016X")], "clear", ""),
        ([("code", "91510104XT0002016X"), ("include", "ended")], "ended", "code"),
        ([("code", "91510104XT00010175"), ("name", "成都另一家食品有限公司")], "review", "code"),
        ([("name", "没有列入的公司")], "clear", ""),
    ])
    func `each question has its verdict and its reason`(
        items: [(String, String)], verdict: String, why: String
    ) async throws {
        let page = try #require(try await office().desk.as(.handler).get("/api/v1/screening?" + query(items)).json)
        #expect(page["verdict"]?.string == verdict)
        #expect(page["hits"]?.array?.first?["why"]?.array?.first?["rule"]?.string ?? "" == why)
        #expect(
            (page["mismatch"]?["code"] == "SUBJECT_MISMATCH")
                == (items.count == 2 && verdict == "review" && why == "code"))
    }

    @Test(arguments: [
        ("", "PARAMETER_INVALID"), ("code=123", "FIELD_INVALID"), ("code=91510104XT0001017O", "FIELD_INVALID"),
        ("personToken=11010519491231002X", "FIELD_INVALID"), ("code=11010519491231002X", "FIELD_INVALID"),
        ("name=a&include=x", "PARAMETER_INVALID"),
        ("name=a&match=x", "PARAMETER_INVALID"), ("name=a&measure=X99", "PARAMETER_INVALID"),
    ])
    func `a question that cannot be read is refused, and a number of a person is never repeated`(
        query: String, code: String
    ) async throws {
        let answer = try await Province.shared.get().as(.handler).get("/api/v1/screening?" + query)
        #expect(answer.status == 400 && answer.code == code)
        #expect(!answer.text.contains("11010519491231002X"))
    }

    @Test func `a code whose check digit is wrong is looked up all the same, with a warning`() async throws {
        let page = try await Province.shared.get().as(.handler).get("/api/v1/screening?code=91350100M0001TGQXM").json
        #expect(page?["warnings"]?.array?.first?["code"] == "USCC_CHECK_FAILED")
        #expect(page?["verdict"] == "clear")
    }

    @Test(arguments: [
        ("2026-06-02", "2026-06-02", false, 0), ("2026-06-02", "2026-06-03", true, 1),
        ("2026-07-01", "2026-07-02", true, 1), ("2026-07-01", "2026-07-03", false, 2),
        ("2026-05-31", "2026-07-03", false, 2),
    ])
    func `what was known when is told with the letters that prove it`(
        day: String, known: String, isListed: Bool, letters: Int
    ) async throws {
        let answer = try await office().desk.as(.auditor).get(
            "/api/v1/subjects/\(Self.removed)?asOf=\(day)&knownAt=\(known)")
        let page = try #require(answer.json)
        #expect(page["isListed"]?.bool == isListed, "\(answer.text)")
        let proof = page["entries"]?.array?.first?["proof"]?.array ?? []
        #expect(proof.count == letters)
        for letter in proof {
            #expect(letter["signer"]?.string == ListScene.owner && letter["leafHash"]?.string?.count == 64)
            #expect(letter["keyId"]?.string?.isEmpty == false && letter["receivedAt"] != nil)
        }
    }

    @Test func `without days it is today, known now`() async throws {
        let page = try #require(try await office().desk.as(.handler).get("/api/v1/subjects/\(Self.code)").json)
        #expect(page["isListed"] == true && page["names"] == ["成都示例食品有限公司"])
        #expect(page["answer"]?.string?.contains("“严重违法失信名单”") == true)
        for bad in ["asOf=2026-02-30", "knownAt=x"] {
            let answer = try await Province.shared.get().as(.handler).get("/api/v1/subjects/\(Self.code)?\(bad)")
            #expect(answer.status == 400 && answer.code == "PARAMETER_INVALID")
        }
    }

    @Test func `a watch list is saved, listed, counted, ended, and its events are read page by page`() async throws {
        let office = try office()
        let desk = office.desk
        let saved = try await desk.as(.handler).post(
            "/api/v1/watch-lists",
            ["name": "投标人", "reason": "资格审查", "subjects": [.string(Self.code), .string(Self.code)]])
        #expect(saved.status == 200 && saved.json?["subjects"] == 1, "\(saved.text)")
        let id = try #require(saved.json?["watchListId"]?.string)
        let list = try await desk.as(.handler).get("/api/v1/watch-lists")
        #expect(list.items.first?["name"] == "投标人" && list.items.first?["events"] == 0)
        #expect(try await desk.as(.handler).get("/api/v1/watch-lists/\(id)/events").items.isEmpty)
        let status = try await desk.as(.administrator).get("/api/v1/status")
        #expect(status.json?["watchLists"]?["lists"] == 1)
        #expect(try await desk.as(.handler).post("/api/v1/watch-lists/\(id)/end", .object([])).status == 200)
        #expect(try await desk.as(.handler).post("/api/v1/watch-lists/\(id)/end", .object([])).status == 404)
        #expect(try await desk.as(.handler).get("/api/v1/watch-lists").items.first?["endedAt"] != nil)
    }

    @Test(
        arguments: [
            (["name": "x", "subjects": []], "FIELD_INVALID"), (["name": "", "subjects": ["x"]], "FIELD_INVALID"),
            (["name": "x", "subjects": ["11010519491231002X"]], "FIELD_INVALID"),
            (["name": "x", "subjects": ["x"], "more": 1], "FIELD_UNKNOWN"),
            (["name": "x", "subjects": [.string(Self.code)], "reason": 5], "FIELD_INVALID"),
            (
                ["name": "x", "subjects": [.string(Self.code)], "reason": .string(String(repeating: "长", count: 501))],
                "FIELD_INVALID"
            ),
        ] as [(JSONValue, String)])
    func `a watch list that cannot be read is not saved`(body: JSONValue, code: String) async throws {
        let answer = try await Province.shared.get().as(.handler).post("/api/v1/watch-lists", body)
        #expect(answer.status == 400 && answer.code == code)
    }

    @Test func `freshness tells each owner's roots and positions`() async throws {
        let page = try #require(try await office().desk.as(.handler).get("/api/v1/lists/freshness").json)
        #expect(page["owners"]?.array?.count == 1)
        #expect(page["owners"]?.array?.first?["lists"]?.array?.first?["root"]?.string?.count == 64)
    }

    @Test func `an owner that was heard by its checkpoint is complete until then`() async throws {
        let province = try Province()
        let (market, platform) = (try province.open(Province.market), try province.open(Province.platform))
        try await province.run([market, platform]) {
            try await eventually("the checkpoint of the platform came") {
                let page = try await market.desk.as(.handler).get("/api/v1/lists/freshness").json
                let owner = page?["owners"]?.array?.first { $0["owner"]?.string == Province.platform }
                return owner?["freshness"] == "complete" && owner?["missing"] == 0 && owner?["completeThrough"] != nil
            }
        }
    }
}
