import Casework
import Contracts
import Testing

/// A calendar that comes later: provisional ends become final, the parties hear of it, rungs ring once.
struct DeadlineRecountTests {
    private static let market = "market-regulation"

    /// The rules with a schedule for 2027 in which the first days of January are off; fictional.
    private static func rules(daysOff: String) throws -> RuleSet {
        let text = """
            {"$schema": "schema/calendar.schema.json", "document": "calendar", "version": "2027.1",
             "effectiveFrom": "2027-01-01", "source": "测试用安排", "year": 2027,
             "daysOff": [\(daysOff)], "makeUpDays": []}
            """
        return try RuleSet.read(
            version: "with 2027",
            documents: RuleDocuments.all() + [RuleDocument(name: "calendar-2027.json", bytes: Array(text.utf8))])
    }

    /// A handoff whose police deadline, set by the police and carried by its receipt, ends in the unscheduled year.
    private func received() throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-12-28T09:00")
        let mr = DeadlineRecountTests.market
        let id = try world.act(mr, .handoff, "investigate", Sample.investigation, as: [.handler])
        try world.act(mr, .handoff, "suspectCrime", Sample.suspicion, on: id, as: [.handler])
        try world.act(mr, .handoff, "submitReport", ["specialTeam": ["甲", "乙"]], on: id, as: [.handler])
        try world.act(mr, .handoff, "approve", on: id, as: [.headPrincipal], at: "2026-12-29T09:00")
        try world.act(mr, .handoff, "transfer", Sample.transfer, on: id, as: [.handler], at: "2026-12-29T10:00")
        try world.act(
            "police", .handoff, "signReceipt", Sample.receipt, on: id, as: [.handler], at: "2026-12-29T11:00")
        return (world, id)
    }

    private func due(_ world: DeskWorld, _ agency: String, _ id: CaseID) throws -> String? {
        try world.file(agency, id).deadline("policeDecision")?.due?.shortDescription
    }

    @Test func `a provisional end is counted again, and whoever holds the deadline is told once`() throws {
        var (world, id) = try received()
        for agency in [DeadlineRecountTests.market, "police", "procuratorate"] {
            #expect(try due(world, agency, id) == "2027-01-01 23:59")
            #expect(try world.file(agency, id).deadline("policeDecision")?.isProvisional == true)
        }
        world.rules = try DeadlineRecountTests.rules(daysOff: #""2027-01-01", "2027-01-04""#)
        try world.recount()
        let told = world.sent.filter { $0.type.name == "sup.deadlineMoved" && "\($0.body)".contains("policeDecision") }
        #expect(told.count == 1)
        #expect(told.first?.isSealed == true && told.first?.answers == "")
        for agency in [DeadlineRecountTests.market, "police", "procuratorate"] {
            let file = try world.file(agency, id)
            #expect(file.deadlines.count { $0.key == "policeDecision" } == 1, "\(agency)")
            #expect(try due(world, agency, id) == "2027-01-05 23:59", "\(agency)")
            #expect(file.deadline("policeDecision")?.isProvisional == false)
            #expect(file.flags.contains("DEADLINE_MOVED:policeDecision"))
            let rungs = try #require(file.deadline("policeDecision")).rungs
            #expect(rungs.map(\.name) == ["50", "80", "due"] && rungs.map(\.at) == rungs.map(\.at).sorted())
        }
        let event = try #require(
            world.journal.last { $0.event.name == "deadlineRecounted" && $0.event.body["key"] == "policeDecision" })
        #expect(event.event.body["before"] == "2027-01-01T23:59:59.999+08:00")
        #expect(event.event.body["due"] == "2027-01-05T23:59:59.999+08:00")
        #expect(event.event.body["why"] == "calendar" && event.event.body["ruleSet"] == "with 2027")
        #expect(world.refused.isEmpty)
        let sent = world.sent.count
        try world.recount()
        #expect(world.sent.count == sent, "counting twice changes nothing")
    }

    @Test func `a schedule that agrees with the guess makes the end final without moving it`() throws {
        var (world, id) = try received()
        world.rules = try DeadlineRecountTests.rules(daysOff: "")
        try world.recount()
        let file = try world.file("police", id)
        #expect(try due(world, "police", id) == "2027-01-01 23:59")
        #expect(file.deadline("policeDecision")?.isProvisional == false)
        #expect(!file.flags.contains("DEADLINE_MOVED:policeDecision"))
        #expect(try world.file("procuratorate", id).deadline("policeDecision")?.isProvisional == false)
    }

    @Test func `rungs that have rung stay rung, and one that lies in the past now rings at once`() throws {
        var (world, id) = try received()
        world.rules = try DeadlineRecountTests.rules(daysOff: #""2027-01-01", "2027-01-04""#)
        try world.recount()
        world.now = try moment("2027-01-02T12:00")
        try world.fireRungs()
        let rung = try #require(try world.file("police", id).deadline("policeDecision")).fired
        #expect(rung == ["50"])
        // The schedule is corrected: the end lies behind us, and only what has not rung yet rings.
        world.rules = try DeadlineRecountTests.rules(daysOff: "")
        try world.recount()
        #expect(try world.file("police", id).deadline("policeDecision")?.fired == rung)
        try world.fireRungs()
        #expect(try world.file("police", id).deadline("policeDecision")?.fired == ["50", "80", "due"])
        let rings = world.journal.filter {
            $0.office.description == "420106-police" && $0.event.name == "deadlineRung"
                && $0.event.body["key"] == "policeDecision"
        }
        #expect(rings.map { $0.event.body["rung"]?.string } == ["50", "80", "due"])
        #expect(try world.file("police", id).state == "policeOverdue")
    }

    @Test func `a running deadline keeps the rule it was started by when a later one takes its place`() throws {
        var (world, id) = try received()
        let old = try #require(RuleDocuments.all().first { $0.name == "deadlines.json" })
        let text = String(decoding: old.bytes, as: UTF8.self)
        let json = try JSONValue.parse(old.bytes)
        let rules = try #require(json["deadlines"]?.array)
        let ten = try #require(rules.first { $0["id"] == "CR-10" })
        let replaced =
            rules.map { $0["id"] == "CR-10" ? $0.setting("effectiveThrough", "2026-12-30") : $0 }
            + [ten.setting("effectiveFrom", "2026-12-31").setting("count", ["calendarDays": 30, "roll": true])]
        let changed = json.setting("deadlines", .array(replaced)).text
        #expect(changed != text)
        world.rules = try RuleSet.read(
            version: "later rule", documents: RuleDocuments.replacing("deadlines.json", with: changed))
        try world.recount()
        #expect(try due(world, "police", id) == "2027-01-01 23:59")
        #expect(!world.sent.contains { $0.type.name == "sup.deadlineMoved" })
    }

    @Test func `an office that did not set the deadline cannot move it`() throws {
        var (world, id) = try received()
        let moved: JSONValue = [
            "at": "2026-12-30T09:00:00.000+08:00", "why": "calendar", "ruleSet": "x",
            "moved": [
                [
                    "key": "policeDecision", "rule": "CR-10", "before": "2027-01-01T23:59:59.999+08:00",
                    "at": "2027-03-01T23:59:59.999+08:00",
                ]
            ],
        ]
        func tell(from sender: String) throws {
            world.hear(
                ReceivedLetter(
                    id: LetterID(time: world.now, randomHigh: 3, randomLow: 9),
                    type: LetterType(name: "sup.deadlineMoved", version: 1), caseID: id, subject: "",
                    from: try world.id(sender), to: "420106-procuratorate", cause: "", body: moved,
                    signedAt: world.now, arrivedAt: world.now), at: try world.id("procuratorate"))
        }
        try tell(from: "tax")
        try tell(from: DeadlineRecountTests.market)
        #expect(world.refused.map(\.refusal.code) == ["SENDER_NOT_PARTY", "SENDER_NOT_PARTY"])
        #expect(try due(world, "procuratorate", id) == "2027-01-01 23:59")
        try tell(from: "police")
        #expect(try due(world, "procuratorate", id) == "2027-03-01 23:59")
    }
}
