import Casework
import Contracts
import Testing

/// 信用公示 (domain D.4).
struct PublicationTests {
    private let mr = "market-regulation"

    private func published(_ draft: JSONValue = Sample.draft) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: "510104")
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal], at: "2026-08-07T09:00")
        return (world, id)
    }

    @Test func `a penalty is published, corrected and withdrawn with rising versions`() throws {
        var (world, id) = try published()
        let first = try world.file("tax", id)
        #expect(first.state == "published")
        #expect(first.subject == "91510104XT00010175")
        #expect(first.facts["version"] == 1)
        #expect(first.facts["payload"]?["fineAmountFen"] == 5_000_000)
        let channels = first.channelStandings
        #expect(channels.map(\.channel) == ["creditChina", "gsxt"])
        #expect(channels.map { $0.minUntil?.description } == ["2026-10-30", nil])
        #expect(channels.map { $0.maxUntil?.description } == ["2027-07-30", "2029-08-07"])
        let record = Sample.record.setting("penaltyContent", "罚款50000元")
        let correction: JSONValue = ["record": record, "severity": "general", "reason": "金额单位有误", "evidence": "决定书原件"]
        try world.act(mr, .publication, "correct", correction, on: id, as: [.headDeputy])
        let second = try world.file("tax", id)
        #expect(second.facts["version"] == 2)
        #expect(second.facts["previousVersion"] == 1)
        #expect(second.facts["payload"]?["penaltyContent"] == "罚款50000元")
        let withdrawal: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
        try world.act(mr, .publication, "withdraw", withdrawal, on: id, as: [.headDeputy])
        #expect(try world.file("customs", id).state == "withdrawn")
        #expect(try world.file("customs", id).facts["version"] == 3)
        #expect(world.refused.isEmpty)
    }

    @Test func `the due date counts from the decision and publishing meets it`() throws {
        let (world, id) = try published()
        for (channel, due) in [("creditChina", "2026-08-10 23:59"), ("gsxt", "2026-08-27 23:59")] {
            let deadline = try #require(try world.file(mr, id).deadline("publish/channel-\(channel)"))
            #expect(deadline.due?.shortDescription == due)
            #expect(deadline.status == .met)
            #expect(!deadline.isLate)
        }
    }

    @Test func `only the masked payload leaves the office`() throws {
        let record = Sample.record.setting("homeAddress", "锦江区某路1号")
            .setting("violationFacts", "送货车辆川A12345，证人赵某某在场。")
        let (world, _) = try published(["record": record, "thirdPersons": ["赵某某"]])
        let letter = try #require(world.sent.first)
        #expect(letter.classification == .public)
        #expect(letter.body["payload"]?["homeAddress"] == nil)
        #expect(letter.body["record"] == nil)
        let facts = letter.body["payload"]?["violationFacts"]?.string ?? ""
        #expect(!facts.contains("12345"))
        #expect(!facts.contains("赵某某"))
        #expect(letter.destination == .broadcast(.publications, key: "91510104XT00010175"))
    }

    static let texts = [
        ("负责人身份证号420106190002020024。", "PRIVACY_BLOCK"), ("联系电话13800138000。", "PRIVACY_BLOCK"),
        ("顾客为未成年人。", "MINOR_DATA"),
    ]

    @Test(arguments: texts)
    func `personal data in a text blocks the clearance`(text: String, code: String) throws {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: "510104")
        let draft: JSONValue = ["record": Sample.record.setting("violationFacts", .string(text))]
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        #expect(
            try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer]) == code)
        let override = Sample.reviews.setting("overrideReason", "经核对不涉及")
        let after = try world.refusal(mr, .publication, "clear", override, on: id, as: [.legalReviewer])
        #expect(after == (code == "MINOR_DATA" ? nil : code))
    }

    static let exclusions = [
        ("publicSecurityPenalty", "SEALED_RECORD"), ("criminalSecrecy", "CRIMINAL_SECRECY"),
        ("stateSecret", "CLASSIFICATION_REFUSED"), ("minorPerson", "MINOR_DATA"),
    ]

    @Test(arguments: exclusions)
    func `what must not be published is refused and can be exempted`(ground: String, code: String) throws {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: "510104")
        let draft = Sample.draft.setting("exclusions", [.string(ground)])
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        #expect(
            try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer]) == code)
        let exemption: JSONValue = ["reasonCode": .string(code), "reason": "依法不予公示"]
        try world.act(mr, .publication, "exempt", exemption, on: id, as: [.legalReviewer])
        #expect(try world.file(mr, id).state == "notPublished")
        #expect(try world.file(mr, id).deadlines.allSatisfy { $0.status == .stopped })
        #expect(world.sent.isEmpty)
    }

    @Test(arguments: ["2026-03-20T09:00", "2026-07-31T09:00"])
    func `a natural person's penalty is recorded and never published, under the old rule and the new`(
        time: String
    ) throws {
        var world = try DeskWorld(at: time, region: "510104")
        let record = Sample.record.removing("uscc").setting("counterpartyKind", "naturalPerson")
            .setting("personToken", "p1-abcdefghijklmnopqrstuvwxyz")
        let id = try world.act(mr, .publication, "draft", ["record": record], as: [.handler])
        let cleared = try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        let published = try world.refusal(mr, .publication, "publish", on: id, as: [.headPrincipal])
        #expect([cleared, published].contains("NATURAL_PERSON_NOT_PUBLISHED"))
        #expect(world.sent.isEmpty)
    }

    @Test func `the reviewer is not the handler, and nothing is published unreviewed`() throws {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: "510104")
        let id = try world.act(
            mr, .publication, "draft", Sample.draft, as: [.handler, .legalReviewer], by: "same")
        #expect(
            try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer], by: "same")
                == "REVIEWER_IS_HANDLER")
        #expect(try world.refusal(mr, .publication, "publish", on: id, as: [.headPrincipal]) == "STATE_CONFLICT")
        let half = Sample.reviews.setting("secrecyReviewed", false)
        #expect(
            try world.refusal(mr, .publication, "clear", half, on: id, as: [.legalReviewer]) == "REVIEW_NOT_DONE")
    }

    @Test func `an imported record becomes a publication that waits for clearance`() throws {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: "510104")
        let body = Sample.draft.merging(["batch": "2026-07-31-1", "row": 7])
        let id = try world.act(mr, .publication, "importRecord", body, as: [.unitManager])
        #expect(try world.file(mr, id).state == "pending")
        #expect(try world.file(mr, id).subject == "91510104XT00010175")
    }
}
