import Casework
import Contracts
import Testing

/// What happens to a publication after it was shown (domain D.4 rows 4 to 10, RP-08, PB-06).
struct PublicationLifeTests {
    private let mr = "market-regulation"

    @Test func `an error has three working days, and ten at the most`() throws {
        var (world, id) = try PublicationScene.published()
        world.now = try moment("2026-08-20T09:00")
        try world.act(
            mr, .publication, "recordError", ["foundOn": "2026-08-20", "text": "金额单位有误"], on: id, as: [.handler])
        let file = try world.file(mr, id)
        #expect(file.deadline("correct")?.due?.shortDescription == "2026-08-25 23:59")
        #expect(file.deadline("correctCap")?.due?.shortDescription == "2026-09-03 23:59")
        try world.act(mr, .publication, "correct", PublicationScene.correction, on: id, as: [.headDeputy])
        #expect(["correct", "correctCap"].allSatisfy { (try? world.file(mr, id).deadline($0)?.status) == .met })
    }

    @Test(arguments: ["changed", "revoked", "unlawful", "void"])
    func `a decision that falls starts three working days, and their end is told (PB-06)`(change: String) throws {
        var (world, id) = try PublicationScene.published()
        world.now = try moment("2026-09-24T09:00")
        let told: JSONValue = [
            "change": .string(change), "changedOn": "2026-09-24", "documentNo": "锦府复决〔2026〕1号", "text": "复议决定",
        ]
        try world.act(mr, .publication, "recordDecisionChanged", told, on: id, as: [.handler])
        #expect(try world.file(mr, id).deadline("withdraw")?.due?.shortDescription == "2026-09-30 23:59")
        world.now = try moment("2026-10-01T00:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).flags.contains("OVERDUE:withdraw"))
        try world.act(mr, .publication, "withdraw", PublicationScene.withdrawal, on: id, as: [.headPrincipal])
        let clock = try #require(try world.file(mr, id).deadline("withdraw"))
        #expect(clock.status == .met && clock.isLate)
        let file = try world.file("tax", id)
        #expect(file.state == "withdrawn" && file.channelStandings.allSatisfy { $0.standing == .withdrawn })
        let record = PublicRecord(file).json
        #expect(record["action"] == "withdraw" && record["reasonCode"] == "DECISION_REVOKED")
        #expect(record["reason"] == "处罚决定已撤销" && record["payload"] == nil)
        #expect(world.refused.isEmpty)
    }

    @Test func `while a firm is reorganised nobody sees it, and afterwards it comes back or stops for good`() throws {
        var (world, id) = try PublicationScene.published()
        let ruled: JSONValue = ["ruledOn": "2026-08-07", "documentNo": "川01破〔2026〕1号", "text": "裁定批准重整计划"]
        try world.act(mr, .publication, "recordReorganisation", ruled, on: id, as: [.handler])
        #expect(try world.file(mr, id).deadline("shield")?.due?.shortDescription == "2026-08-21 23:59")
        let shield = try #require(PublicationScene.bodies["shield"])
        try world.act(mr, .publication, "shield", shield, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).deadline("shield")?.status == .met)
        let hidden = PublicRecord(try world.file("tax", id))
        #expect(hidden.payload == nil && hidden.json["action"] == "shield")
        #expect(hidden.json["reasonCode"] == "REORGANISATION")
        #expect(hidden.channels.allSatisfy { $0.standing == .shielded })
        try world.act(mr, .publication, "unshield", ["reason": "重整失败"], on: id, as: [.headDeputy])
        #expect(PublicRecord(try world.file("tax", id)).payload != nil)
        try world.act(mr, .publication, "shield", shield, on: id, as: [.headDeputy])
        let done = try #require(PublicationScene.bodies["stop"])
        try world.act(mr, .publication, "stop", done, on: id, as: [.headDeputy])
        let ended = PublicRecord(try world.file("tax", id)).json
        #expect(ended["action"] == "stop" && ended["reasonCode"] == "REORGANISATION_DONE")
        #expect(world.refused.isEmpty)
    }

    @Test func `a hidden publication ends by itself too`() throws {
        var (world, id) = try PublicationScene.published()
        let shield = try #require(PublicationScene.bodies["shield"])
        try world.act(mr, .publication, "shield", shield, on: id, as: [.headDeputy])
        world.now = try moment("2027-07-31T00:00")
        try world.fireRungs()
        #expect(try world.file("tax", id).state == "shielded")
        world.now = try moment("2029-08-08T00:00")
        try world.fireRungs()
        #expect(try world.file("tax", id).state == "stopped")
        #expect(world.refused.isEmpty)
    }

    @Test func `what has ended goes into the archive, which the public is not told of`() throws {
        var (world, id) = try PublicationScene.published()
        #expect(try world.refusal(mr, .publication, "archive", on: id, as: [.handler]) == "STATE_CONFLICT")
        try world.act(mr, .publication, "withdraw", PublicationScene.withdrawal, on: id, as: [.headPrincipal])
        let before = world.sent.count
        try world.act(mr, .publication, "archive", on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "archived")
        #expect(try world.file("tax", id).state == "withdrawn")
        #expect(world.sent.count == before)
    }

    @Test func `what one person lets through another one confirms before it is shown`() throws {
        var world = try PublicationScene.world()
        let draft = Sample.draft.setting("record", Sample.record.setting("violationFacts", "送货至某学校食堂。"))
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        let override = Sample.reviews.setting("overrideReason", "学校为收货单位，不涉及未成年人")
        try world.act(mr, .publication, "clear", override, on: id, as: [.legalReviewer], by: "reviewer")
        #expect(
            try world.refusal(mr, .publication, "publish", on: id, as: [.headPrincipal], by: "head")
                == "SECOND_PERSON_REQUIRED")
        let confirmed: JSONValue = ["overrideConfirmed": true]
        #expect(
            try world.refusal(mr, .publication, "publish", confirmed, on: id, as: [.headPrincipal], by: "reviewer")
                == "SECOND_PERSON_REQUIRED")
        try world.act(mr, .publication, "publish", confirmed, on: id, as: [.headPrincipal], by: "head")
        let facts = try world.file(mr, id).facts
        #expect(facts["cleared"]?["officer"] == "reviewer" && facts["published"]?["officer"] == "head")
        #expect(facts["cleared"]?["overrideReason"] == "学校为收货单位，不涉及未成年人")
    }

    @Test func `a correction with an override waits for another person's word, which serves once`() throws {
        var (world, id) = try PublicationScene.published()
        let text = Sample.record.setting("violationFacts", "送货至某学校食堂。")
        let correction = PublicationScene.correction.merging(["record": text, "overrideReason": "不涉及未成年人"])
        func order() throws -> String? {
            world.now = world.now + .minutes(1)
            return try world.refusal(mr, .publication, "correct", correction, on: id, as: [.headDeputy], by: "head")
        }
        #expect(try order() == "SECOND_PERSON_REQUIRED")
        let word: JSONValue = ["reason": "经复核不涉及"]
        try world.act(mr, .publication, "approveOverride", word, on: id, as: [.legalReviewer], by: "head")
        #expect(try order() == "SECOND_PERSON_REQUIRED")
        try world.act(mr, .publication, "approveOverride", word, on: id, as: [.legalReviewer], by: "reviewer")
        #expect(try order() == nil)
        #expect(try order() == "SECOND_PERSON_REQUIRED")
    }

    // MARK: Objections

    @Test func `an objection that comes from another office than the public platform moves nothing`() throws {
        var (world, id) = try PublicationScene.published()
        let (owner, tax) = (try world.id(mr), try world.id("tax"))
        let said = PublicationScene.objection.setting("receivedOn", "2026-08-07")
        let outcome = try world.order(
            PublicationScene.platform, .publication, "object", said, on: id, as: [.handler])
        let draft = try #require(outcome.letters.first { $0.type.name == "pub.objection" })
        world.hear(DeskWorld.received(draft, from: tax, to: owner, at: world.now), at: owner)
        #expect(world.refused.map(\.refusal.code) == ["SENDER_NOT_PARTY"])
        #expect(try world.file(mr, id).deadline("objection") == nil)
        let platform = try world.id(PublicationScene.platform)
        world.hear(DeskWorld.received(draft, from: platform, to: owner, at: world.now), at: owner)
        #expect(try world.file(mr, id).deadline("objection") != nil)
    }

    @Test func `an objection from the public platform opens by itself, is shown, and is answered in its time`() throws {
        var (world, id) = try PublicationScene.published()
        let said: JSONValue = [
            "receivedOn": "2026-08-07", "text": "罚款金额与决定书不一致", "applicant": "王某", "contactPhone": "028-00000000",
            "objectionGround": "contentDiffers",
        ]
        #expect(
            try world.refusal("tax", .publication, "object", said, on: id, as: [.handler]) == "NOT_COMPETENT")
        try world.act(PublicationScene.platform, .publication, "object", said, on: id, as: [.handler])
        #expect(try world.file(mr, id).deadline("objection")?.due?.shortDescription == "2026-08-21 23:59")
        let shown = PublicRecord(try world.file(PublicationScene.platform, id)).json
        #expect(
            shown["objection"]
                == ["state": "open", "on": "2026-08-07", "answerDue": "2026-08-21", "ground": "contentDiffers"])
        #expect(shown["payload"] != nil)
        let told = try #require(world.sent.last { $0.type.name == "pub.objectionState" })
        #expect(!told.body.text.contains("王某") && !told.body.text.contains("028-00000000"))
        let own: JSONValue = ["receivedOn": "2026-08-07", "text": "再次提出"]
        #expect(
            try world.refusal(mr, .publication, "recordObjection", own, on: id, as: [.handler])
                == "OBJECTION_STATE")
        world.now = try moment("2026-08-12T09:00")
        let upheld: JSONValue = ["foundOn": "2026-08-12", "reason": "金额单位有误"]
        try world.act(mr, .publication, "upholdObjection", upheld, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).deadline("objection")?.status == .met)
        #expect(try world.file(mr, id).deadline("correct")?.due?.shortDescription == "2026-08-17 23:59")
        let after = PublicRecord(try world.file("tax", id)).json["objection"]
        #expect(after?["state"] == "upheld" && after?["answeredOn"] == "2026-08-12")
        #expect(after?["ground"] == "contentDiffers")
        try world.act(mr, .publication, "correct", PublicationScene.correction, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).deadline("correct")?.status == .met)
        #expect(world.refused.isEmpty)
    }

    @Test func `a second objection waits until the first is answered, and then has its own clock`() throws {
        var (world, id) = try PublicationScene.published()
        for text in ["金额有误", "名称有误"] {
            let said: JSONValue = ["receivedOn": "2026-08-07", "text": .string(text)]
            try world.act(PublicationScene.platform, .publication, "object", said, on: id, as: [.handler])
        }
        #expect(try world.file(mr, id).deadlines.count { $0.key == "objection" } == 1)
        try world.act(mr, .publication, "rejectObjection", ["reason": "与决定书一致"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).deadlines.count { $0.key == "objection" } == 2)
        #expect(try world.file("tax", id).facts["objection"]?["state"] == "open")
        try world.act(mr, .publication, "rejectObjection", ["reason": "名称一致"], on: id, as: [.headDeputy])
        #expect(try world.file("tax", id).facts["objection"]?["state"] == "rejected")
        #expect(
            try world.refusal(mr, .publication, "rejectObjection", ["reason": "无"], on: id, as: [.headDeputy])
                == "OBJECTION_STATE")
        #expect(world.refused.isEmpty)
    }

    // MARK: Another province

    @Test func `the deciding office pushes and the registrar publishes, each within ten working days`() throws {
        var (world, id) = try PublicationScene.published(in: "420106")
        let registrar = PublicationScene.registrar
        #expect(try world.file("tax", id).channelStandings.map(\.channel) == ["creditChina"])
        let push = try #require(try world.file(mr, id).deadline("push/channel-gsxt"))
        #expect(push.due?.shortDescription == "2026-08-13 23:59" && push.rule == "PB-02-PUSH")
        #expect(
            try world.refusal(mr, .publication, "push", ["registrar": "420106-tax"], on: id, as: [.handler])
                == "REGISTRAR_INVALID")
        #expect(
            try world.refusal(mr, .publication, "publishOn", ["channels": ["gsxt"]], on: id, as: [.headDeputy])
                == "CHANNEL_NOT_LAWFUL")
        try world.act(
            mr, .publication, "push", ["registrar": .string(registrar)], on: id, as: [.handler], at: "2026-08-10T09:00")
        #expect(try world.file(mr, id).deadline("push/channel-gsxt")?.status == .met)
        let receive = try #require(try world.file(registrar, id).deadline("receive"))
        #expect(receive.due?.shortDescription == "2026-08-24 23:59" && receive.rule == "PB-02-RECEIVE")
        world.now = try moment("2026-08-20T09:00")
        try world.act(registrar, .publication, "post", ["postedOn": "2026-08-19"], on: id, as: [.handler])
        #expect(try world.file(registrar, id).deadline("receive")?.status == .met)
        for office in [mr, registrar, "tax"] {
            let gsxt = try #require(try world.file(office, id).channelStandings.last)
            #expect(gsxt.channel == "gsxt" && gsxt.publishedOn.description == "2026-08-19", "\(office)")
            #expect(gsxt.maxUntil?.description == "2029-08-19")
        }
        try world.act(mr, .publication, "withdraw", PublicationScene.withdrawal, on: id, as: [.headPrincipal])
        #expect(try world.file(registrar, id).state == "withdrawn")
        #expect(world.refused.isEmpty)
    }

    @Test func `a slight penalty of another province waits as pushed until the registrar has posted it`() throws {
        var world = try PublicationScene.world(in: "420106")
        let slight: JSONValue = [
            "record": Sample.record.merging(["penaltyKinds": ["fine"], "fineAmountFen": 300_000])
        ]
        let id = try PublicationScene.clear(&world, slight)
        let registrar = PublicationScene.registrar
        try world.act(mr, .publication, "push", ["registrar": .string(registrar)], on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "pushed")
        #expect(throws: NotWritten.self) { try world.file("tax", id) }
        world.now = try moment("2026-08-05T09:00")
        try world.act(registrar, .publication, "post", ["postedOn": "2026-08-05"], on: id, as: [.handler])
        for office in [mr, registrar, "tax"] {
            let file = try world.file(office, id)
            #expect(file.state == "published" && file.facts["version"] == 1, "\(office)")
            #expect(file.channelStandings.map(\.channel) == ["gsxt"])
        }
        #expect(world.refused.isEmpty)
    }

    // MARK: First version

    @Test func `a letter of the first version is read as a penalty on the credit site`() throws {
        var world = try PublicationScene.world()
        let office = try world.id(mr)
        let id = try #require(CaseID("\(office).01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        func letter(_ name: String, _ number: String, _ body: JSONValue) throws -> ReceivedLetter {
            ReceivedLetter(
                id: try #require(LetterID("01ARZ3NDEKTSV4RRFFQ69G5FA\(number)")),
                type: LetterType(name: name, version: 1), caseID: id, subject: "91510104XT00010175", from: office,
                to: "*", cause: "", body: body, signedAt: world.now, arrivedAt: world.now)
        }
        let payload = try #require(PublicationPayload.masked(Sample.record, of: .penalty, third: [])?.payload)
        let common: JSONValue = ["at": "2026-08-07T09:00:00.000+08:00", "recordKind": "penalty"]
        let published = common.merging([
            "event": "published", "state": "published", "version": 1, "maskingProfile": "orgDecision",
            "minUntil": "2026-10-30", "maxUntil": "2027-07-30", "payload": payload,
        ])
        let tax = try world.id("tax")
        world.hear(try letter("pub.publish", "W", published), at: tax)
        let record = PublicRecord(try world.file("tax", id)).json
        #expect(record["recordKind"] == "penalty" && record["action"] == "publish")
        let standing = try #require(try world.file("tax", id).channelStandings.first)
        #expect(standing.channel == "creditChina" && standing.maxUntil?.description == "2027-07-30")
        let stopped = common.merging([
            "event": "stopped", "state": "stopped", "version": 2, "previousVersion": 1, "ground": "repaired",
            "reason": "已修复", "decisionNo": "成锦市监修〔2026〕1号",
        ])
        world.hear(try letter("pub.stop", "X", stopped), at: tax)
        #expect(try world.file("tax", id).state == "stopped")
        #expect(PublicRecord(try world.file("tax", id)).json["reasonCode"] == "CREDIT_REPAIRED")
        #expect(world.refused.isEmpty)
    }
}
