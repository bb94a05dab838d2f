import Casework
import Contracts
import Testing

/// 经营异常名录: objections after publication (AB-06) and what years of silence lead to (AB-07), with their days.
struct ListChallengeTests {
    private static let mr = "market-regulation"

    private static func entry(_ criterion: String) -> JSONValue {
        [
            "listKind": "abnormalOperation",
            "subject": [
                "subjectKind": "organisation", "name": "武汉样例食品有限公司", "uscc": "91420106XT0002028T",
                "registeredRegion": "420106",
            ],
            "ground": ["instrument": "企业经营异常名录管理办法", "article": "第六条"], "cause": "未公示年度报告",
            "sourceDecisionNo": "武昌市监异〔2026〕1号", "sourceDecisionDate": "2026-07-06",
            "groundAroseOn": "2026-06-30", "criterion": .string(criterion), "measures": [["code": "M13"]],
        ]
    }

    /// Published on Monday, 2026-07-06.
    private func published(_ criterion: String = "reportMissing") throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-07-06T09:00")
        let id = try world.act(Self.mr, .listEntry, "propose", Self.entry(criterion), as: [.handler])
        try world.act(
            Self.mr, .listEntry, "list", ["listingDecisionNo": "武昌市监异列〔2026〕1号"], on: id, as: [.headPrincipal])
        return (world, id)
    }

    private func act(
        _ world: inout DeskWorld, _ name: String, _ body: JSONValue = [:], on id: CaseID, at time: String? = nil
    ) throws {
        try world.act(Self.mr, .listEntry, name, body, on: id, as: [.handler, .headPrincipal], at: time)
    }

    private func refusal(
        _ world: inout DeskWorld, _ name: String, _ body: JSONValue = [:], on id: CaseID
    ) throws -> Refusal {
        try #require(throws: Refusal.self) {
            try world.act(Self.mr, .listEntry, name, body, on: id, as: [.handler, .headPrincipal])
        }
    }

    private static let objection: JSONValue = ["receivedOn": "2026-07-20", "text": "年度报告已按期公示，附回执"]

    private func due(_ world: DeskWorld, _ key: String, _ id: CaseID) throws -> String? {
        try world.file(Self.mr, id).deadline(key)?.due?.shortDescription
    }

    @Test func `an objection has thirty days, is accepted in five, verified in twenty and corrected in five`() throws {
        var (world, id) = try published()
        #expect(try due(world, "challenge", id) == "2026-08-05 23:59")
        #expect(try world.file("tax", id).deadline("challenge") == nil)
        world.now = try moment("2026-07-20T10:00")
        try act(&world, "recordChallenge", Self.objection, on: id)
        #expect(try due(world, "challengeAccept", id) == "2026-07-27 23:59")
        #expect(try refusal(&world, "recordChallenge", Self.objection, on: id).code == "CHALLENGE_PENDING")
        #expect(
            try refusal(&world, "upholdChallenge", ["foundOn": "2026-07-20", "reason": "属实"], on: id).code
                == "OBJECTION_NOT_RECORDED")
        try act(&world, "acceptChallenge", ["acceptedOn": "2026-07-22"], on: id, at: "2026-07-22T10:00")
        #expect(try world.file(Self.mr, id).deadline("challengeAccept")?.status == .met)
        #expect(try due(world, "challengeVerify", id) == "2026-08-19 23:59")
        try act(&world, "upholdChallenge", ["foundOn": "2026-08-03", "reason": "回执属实"], on: id, at: "2026-08-03T10:00")
        #expect(try due(world, "correct", id) == "2026-08-10 23:59")
        #expect(try world.file(Self.mr, id).state == "published")
        let wrong: JSONValue = ["kind": "revoked", "reason": "列入错误，予以更正", "decisionNo": "武昌市监异移〔2026〕1号"]
        try act(&world, "remove", wrong, on: id, at: "2026-08-04T10:00")
        for agency in DeskWorld.agencies { #expect(try world.file(agency, id).state == "removed") }
        #expect(try world.file(Self.mr, id).deadline("correct")?.status == .stopped)
        #expect(world.refused.isEmpty)
    }

    @Test func `one that is declined or dismissed leaves the entry, and another may follow in time`() throws {
        var (world, id) = try published()
        world.now = try moment("2026-07-20T10:00")
        try act(&world, "recordChallenge", Self.objection, on: id)
        try act(&world, "declineChallenge", ["reason": "没有提交证明材料"], on: id)
        #expect(try world.file(Self.mr, id).deadline("challengeAccept")?.status == .met)
        #expect(
            try refusal(&world, "acceptChallenge", ["acceptedOn": "2026-07-20"], on: id).code
                == "OBJECTION_NOT_RECORDED")
        let again = Self.objection.setting("receivedOn", "2026-08-05")
        world.now = try moment("2026-08-06T10:00")
        try act(&world, "recordChallenge", again, on: id)
        try act(&world, "acceptChallenge", ["acceptedOn": "2026-08-06"], on: id)
        try act(&world, "dismissChallenge", ["reason": "经核实，未公示"], on: id)
        #expect(try world.file(Self.mr, id).deadline("challengeVerify")?.status == .met)
        #expect(try world.file(Self.mr, id).state == "published")
        let late = try refusal(&world, "recordChallenge", again.setting("receivedOn", "2026-08-06"), on: id)
        #expect(late.code == "CHALLENGE_TOO_LATE" && late.text.contains("2026-08-05"))
        #expect(late.basis == "《企业经营异常名录管理办法》第十五条")
    }

    @Test func `a list without such a procedure says what is open to the party instead`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try world.act(Self.mr, .listEntry, "propose", Sample.entry, as: [.handler])
        try world.act(Self.mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act(Self.mr, .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
        let refusal = try refusal(
            &world, "recordChallenge", ["receivedOn": "2026-06-01", "text": "不服"], on: id)
        #expect(refusal.code == "CHALLENGE_NOT_PROVIDED" && refusal.text.contains("行政复议"))
    }

    // MARK: AB-07

    private static let revocation: JSONValue = [
        "documentNo": "武昌市监吊〔2026〕1号", "firstMailedOn": "2026-07-06", "secondMailedOn": "2026-07-21",
        "unreportedYears": [2024, 2025], "reason": "连续两年未公示年度报告，无法取得联系",
    ]

    @Test func `two years without a report, nothing put right and nobody reached lead to revocation`() throws {
        var (world, id) = try published()
        try act(&world, "proposeRevocation", Self.revocation, on: id, at: "2026-07-25T10:00")
        #expect(try world.file(Self.mr, id).flags.contains("LICENCE_REVOCATION_PROPOSED"))
        #expect(try world.file("tax", id).flags.isEmpty)
    }

    @Test(
        arguments: [
            ("unreportedYears", [2025], "2年以上"), ("unreportedYears", [2023, 2025], "连续"),
            ("secondMailedOn", "2026-07-20", "不少于15日"), ("secondMailedOn", "2026-08-06", "不超过30日"),
        ] as [(String, JSONValue, String)])
    func `it needs each of its conditions`(field: String, value: JSONValue, words: String) throws {
        var (world, id) = try published()
        world.now = try moment("2026-08-10T10:00")
        let refusal = try refusal(&world, "proposeRevocation", Self.revocation.setting(field, value), on: id)
        #expect(refusal.code == "LICENCE_REVOCATION_UNFOUNDED" && refusal.text.contains(words), "\(refusal.text)")
        #expect(refusal.basis == "《企业信息公示暂行条例》第十八条" && refusal.field == field)
    }

    @Test func `what was put right, or another ground, revokes no licence`() throws {
        var (world, id) = try published()
        let cured: JSONValue = ["curedOn": "2026-07-08", "text": "已补报并公示"]
        try act(&world, "recordCure", cured, on: id, at: "2026-07-25T10:00")
        #expect(try refusal(&world, "proposeRevocation", Self.revocation, on: id).text.contains("已经改正"))
        var (other, entry) = try published("unreachable")
        other.now = try moment("2026-07-25T10:00")
        #expect(try refusal(&other, "proposeRevocation", Self.revocation, on: entry).field == "criterion")
    }
}
