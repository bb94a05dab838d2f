import Casework
import Contracts
import Testing

/// A publication that is late is told to the superior of the office that owes it (domain D.0(4), B.5).
struct PublicationEscalationTests {
    private let mr = PublicationScene.mr
    private static let superior = "510100-market-regulation"

    private func world(at time: String = "2026-07-31T09:00") throws -> DeskWorld {
        try DeskWorld(at: time, region: "510104", others: [PublicationScene.platform, Self.superior])
    }

    private func escalations(_ world: DeskWorld) -> [LetterDraft] {
        world.sent.filter { $0.type.name == LetterCatalogue.escalation }
    }

    /// A draft whose first channel is overdue.
    private func overdue() throws -> (world: DeskWorld, id: CaseID) {
        var world = try world()
        let id = try world.act(mr, .publication, "draft", Sample.draft, as: [.handler])
        world.now = try moment("2026-08-11T00:00")
        try world.fireRungs()
        return (world, id)
    }

    @Test func `a channel whose time is over is told to the superior alone, once, by its rule`() throws {
        var (world, id) = try overdue()
        try world.fireRungs()
        let told = escalations(world)
        #expect(told.count == 1)
        let letter = try #require(told.first)
        #expect(letter.destination == .offices([try world.id(Self.superior)]))
        #expect(letter.body["key"] == "publish/channel-creditChina" && letter.body["rule"] == "PB-01")
        #expect(letter.body["caseKind"] == "publication" && letter.body["holder"] == "510104-market-regulation")
        let there = try world.file(Self.superior, id)
        #expect(there.state == "pending" && there.flags == ["OVERDUE:publish/channel-creditChina"])
        #expect(PublicRecord(there).payload == nil, "a record that is not public is told to nobody")
        #expect(world.files[try world.id("tax")]?[id] == nil && world.refused.isEmpty)
    }

    @Test func `a superior that heard of it as overdue takes the publication as any other office does`() throws {
        var (world, id) = try overdue()
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal])
        let record = PublicRecord(try world.file("tax", id)).json
        #expect(record["action"] == "publish")
        #expect(PublicRecord(try world.file(Self.superior, id)).json == record)
        try world.act(mr, .publication, "withdraw", PublicationScene.withdrawal, on: id, as: [.headPrincipal])
        #expect(PublicRecord(try world.file(Self.superior, id)).json["action"] == "withdraw")
        #expect(try world.file(Self.superior, id).flags == ["OVERDUE:publish/channel-creditChina"])
        #expect(world.refused.isEmpty)
    }

    @Test func `the letter to the superior may be faster than the publication that is for all`() throws {
        var world = try world()
        let id = try PublicationScene.clear(&world)
        world.now = try moment("2026-08-07T09:00")
        _ = try world.order(
            mr, .publication, "publish", ["channels": ["creditChina"]], on: id, as: [.headPrincipal])
        let broadcast = world.parcels
        world.parcels = []
        // The second channel is owed in twenty working days.
        world.now = try moment("2026-08-28T00:00")
        try world.fireRungs()
        #expect(escalations(world).count == 1)
        #expect(try world.file(Self.superior, id).state == "published")
        #expect(PublicRecord(try world.file(Self.superior, id)).payload == nil)
        world.parcels = broadcast
        try world.run()
        let file = try world.file(Self.superior, id)
        #expect(PublicRecord(file).json == PublicRecord(try world.file("tax", id)).json)
        #expect(!file.flags.contains { $0.hasPrefix("STATE_CONFLICT") })
    }

    @Test(arguments: ["wordReview", "withdraw", "objection"])
    func `every duty of a publication goes upwards where its rule says so`(key: String) throws {
        var world = try world()
        let id: CaseID
        switch key {
        case "wordReview":
            let record = Sample.record.setting("violationFacts", "现场查获客户名单一份")
            id = try world.act(mr, .publication, "draft", Sample.draft.setting("record", record), as: [.handler])
        default:
            id = try PublicationScene.clear(&world)
            try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal], at: "2026-08-07T09:00")
            let order = key == "withdraw" ? "recordDecisionChanged" : "recordObjection"
            var body = try #require(PublicationScene.bodies[order])
            if key == "withdraw" { body = body.setting("changedOn", "2026-08-07") }
            try world.act(mr, .publication, order, body, on: id, as: [.handler])
        }
        world.now = try moment("2026-09-30T00:00")
        try world.fireRungs()
        let told = escalations(world).filter { $0.body["key"]?.string?.hasPrefix(key) ?? false }
        #expect(told.map(\.destination) == [.offices([try world.id(Self.superior)])])
    }

    @Test func `the end of a public time is no duty, and nobody is told of it`() throws {
        var (world, id) = try PublicationScene.published()
        world.now = try moment("2029-08-08T00:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).state == "stopped")
        #expect(!escalations(world).contains { $0.body["key"]?.string?.hasPrefix("expiry") ?? false })
    }
}
