import Casework
import Contracts
import Testing

/// One publication on several channels: each begins, lasts and ends by its own rule (domain 0.3(8), B.5, D.4).
struct PublicationChannelTests {
    private let mr = "market-regulation"

    private func standings(_ world: DeskWorld, _ id: CaseID, at office: String = "tax") throws -> [String] {
        try world.file(office, id).channelStandings.map { "\($0.channel) \($0.standing.rawValue)" }
    }

    @Test func `an officer may name one channel now and another later, and each meets its own clock`() throws {
        var world = try PublicationScene.world()
        let id = try PublicationScene.clear(&world)
        try world.act(
            mr, .publication, "publish", ["channels": ["creditChina"]], on: id, as: [.headPrincipal],
            at: "2026-08-07T09:00")
        #expect(try standings(world, id) == ["creditChina published"])
        #expect(try world.file(mr, id).deadline("publish/channel-creditChina")?.status == .met)
        #expect(try world.file(mr, id).deadline("publish/channel-gsxt")?.status == .running)
        let again = try world.refusal(
            mr, .publication, "publishOn", ["channels": ["creditChina"]], on: id, as: [.headDeputy])
        #expect(again == "CHANNEL_NOT_LAWFUL")
        try world.act(
            mr, .publication, "publishOn", ["channels": ["gsxt"]], on: id, as: [.headDeputy], at: "2026-08-28T09:00")
        #expect(try standings(world, id) == ["creditChina published", "gsxt published"])
        let late = try #require(try world.file(mr, id).deadline("publish/channel-gsxt"))
        #expect(late.status == .met && late.isLate)
        let gsxt = try #require(try world.file("tax", id).channelStandings.last)
        #expect(gsxt.publishedOn.description == "2026-08-28" && gsxt.maxUntil?.description == "2029-08-28")
        #expect(try world.file("tax", id).facts["version"] == 2)
        #expect(world.refused.isEmpty)
    }

    @Test func `what was not shown in its time is not shown after it, and on its last day still is`() throws {
        var world = try PublicationScene.world()
        let draft = PublicationScene.draft(.licence)
        let record = try #require(draft["record"]).setting("validTo", "2026-08-07")
        let id = try PublicationScene.clear(&world, draft.setting("record", record))
        world.now = try moment("2026-08-08T00:00")
        #expect(
            try world.refusal(mr, .publication, "publish", on: id, as: [.headPrincipal]) == "CHANNEL_NOT_LAWFUL")
        world.now = try moment("2026-08-07T23:59")
        try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal])
        world.now = try moment("2026-08-08T00:00")
        try world.fireRungs()
        #expect(try world.file("tax", id).state == "stopped")
    }

    @Test(arguments: ["taxSite", "customsCredit", "nowhere"])
    func `a channel that the rules do not give is refused`(channel: String) throws {
        var world = try PublicationScene.world()
        let id = try PublicationScene.clear(&world)
        let named: JSONValue = ["channels": [.string(channel)]]
        #expect(
            try world.refusal(mr, .publication, "publish", named, on: id, as: [.headPrincipal])
                == "CHANNEL_NOT_LAWFUL")
        #expect(try world.file(mr, id).state == "cleared")
    }

    @Test func `a slight penalty is not shown on the credit site unless an officer holds it necessary`() throws {
        let slight = Sample.draft.merging([
            "severity": "minor",
            "record": Sample.record.merging(["penaltyKinds": ["fine"], "fineAmountFen": 300_000]),
        ])
        var (world, id) = try PublicationScene.published(slight)
        #expect(try standings(world, id) == ["gsxt published"])
        #expect(try world.file("tax", id).channelStandings.first?.maxUntil?.description == "2026-11-07")
        try world.act(mr, .publication, "publishOn", ["channels": ["creditChina"]], on: id, as: [.headDeputy])
        #expect(try standings(world, id) == ["gsxt published", "creditChina published"])
        var second = try PublicationScene.world()
        let taxed = try PublicationScene.clear(&second, slight, by: "tax")
        #expect(
            try second.refusal("tax", .publication, "publish", on: taxed, as: [.headPrincipal])
                == "CHANNEL_NOT_LAWFUL")
    }

    @Test func `a penalty with a term is shown at least until the term ends`() throws {
        let banned = Sample.draft.merging([
            "severity": "serious",
            "record": Sample.record.merging(["penaltyKinds": ["careerBan"], "validUntil": "2031-07-30"]),
        ])
        let (world, id) = try PublicationScene.published(banned)
        let days = try world.file("tax", id).channelStandings.map { $0.maxUntil?.description }
        #expect(days == ["2031-07-30", "2031-07-30"])
    }

    @Test func `each channel ends by itself at midnight after its last day, and the last one ends the whole`() throws {
        var (world, id) = try PublicationScene.published()
        world.now = try moment("2027-07-30T23:59")
        try world.fireRungs()
        #expect(try standings(world, id) == ["creditChina published", "gsxt published"])
        world.now = try moment("2027-07-31T00:00")
        try world.fireRungs()
        #expect(try standings(world, id) == ["creditChina stopped", "gsxt published"])
        let ended = try #require(try world.file("tax", id).channelStandings.first)
        #expect(ended.endedOn?.description == "2027-07-31" && ended.reasonCode == "PERIOD_EXPIRED")
        #expect(try world.file("tax", id).state == "published")
        #expect(PublicRecord(try world.file("tax", id)).json["action"] == "stop")
        world.now = try moment("2029-08-08T00:00")
        try world.fireRungs()
        for office in [mr, "tax", "customs"] {
            #expect(try world.file(office, id).state == "stopped")
            #expect(try standings(world, id, at: office) == ["creditChina stopped", "gsxt stopped"])
        }
        let record = PublicRecord(try world.file("tax", id)).json
        #expect(record["reasonCode"] == "PERIOD_EXPIRED" && record["payload"] == nil)
        #expect(world.refused.isEmpty)
    }

    @Test func `nobody may say that the time of a channel is over before it is`() throws {
        var (world, id) = try PublicationScene.published()
        let early: JSONValue = ["ground": "expired", "reason": "期满", "channels": ["creditChina"]]
        #expect(
            try world.refusal(mr, .publication, "stopChannel", early, on: id, as: [.headDeputy])
                == "TERM_RUNNING_STILL")
        let unshown = early.merging(["ground": "planDone", "channels": ["taxSite"]])
        #expect(
            try world.refusal(mr, .publication, "stopChannel", unshown, on: id, as: [.headDeputy])
                == "CHANNEL_NOT_SHOWN")
    }

    @Test func `a stop on one channel leaves the other, and a restoration brings back what still has time`() throws {
        var (world, id) = try PublicationScene.published()
        let stop = try #require(PublicationScene.bodies["stopChannel"])
        try world.act(mr, .publication, "stopChannel", stop, on: id, as: [.headDeputy])
        #expect(try standings(world, id) == ["creditChina stopped", "gsxt published"])
        let whole = stop.removing("channels")
        try world.act(mr, .publication, "stop", whole, on: id, as: [.headDeputy])
        #expect(try world.file("tax", id).state == "stopped")
        let open = try world.file(mr, id).deadlines.filter { $0.status == .running }
        #expect(open.isEmpty)
        // Credit China's time is over by then, the register's is not.
        world.now = try moment("2028-01-10T09:00")
        let back = try #require(PublicationScene.bodies["restore"])
        try world.act(mr, .publication, "restore", back, on: id, as: [.headDeputy])
        #expect(try standings(world, id) == ["creditChina stopped", "gsxt published"])
        world.now = try moment("2029-08-08T00:00")
        try world.fireRungs()
        #expect(try world.file("tax", id).state == "stopped")
        #expect(
            try world.refusal(mr, .publication, "restore", back, on: id, as: [.headDeputy]) == "PERIOD_EXPIRED")
        #expect(world.refused.isEmpty)
    }

    @Test func `a correction that changes how grave it is changes how long it shows`() throws {
        var (world, id) = try PublicationScene.published()
        let graver = PublicationScene.correction.setting(
            "record", Sample.record.setting("fineAmountFen", 60_000_000))
        try world.act(mr, .publication, "correct", graver, on: id, as: [.headDeputy], at: "2026-08-20T09:00")
        let standing = try #require(try world.file("tax", id).channelStandings.first)
        #expect(standing.minUntil?.description == "2027-07-30" && standing.maxUntil?.description == "2029-07-30")
        let running = try world.file(mr, id).deadlines.filter { $0.key.hasPrefix("expiry/") && $0.status == .running }
        #expect(running.map(\.key) == ["expiry/channel-creditChina", "expiry/channel-gsxt"])
    }

    @Test func `what ended for another reason than a repair does not come back`() throws {
        var (world, id) = try PublicationScene.published()
        let done = try #require(PublicationScene.bodies["stop"])
        try world.act(mr, .publication, "stop", done, on: id, as: [.headDeputy])
        let back = try #require(PublicationScene.bodies["restore"])
        #expect(
            try world.refusal(mr, .publication, "restore", back, on: id, as: [.headDeputy]) == "PERIOD_EXPIRED")
    }
}
