import Casework
import Contracts
import Testing

/// An end that has passed is told upwards (domain D.0(4)).
struct EscalationTests {
    private static let market = "market-regulation"

    private func approved(others: [String]) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-10T09:00", others: others)
        let mr = EscalationTests.market
        let id = try world.act(mr, .handoff, "investigate", Sample.investigation, as: [.handler])
        try world.act(mr, .handoff, "suspectCrime", Sample.suspicion, on: id, as: [.handler], at: "2026-07-01T08:30")
        try world.act(
            mr, .handoff, "submitReport", ["specialTeam": ["甲", "乙"]], on: id, as: [.handler],
            at: "2026-07-01T09:00")
        try world.act(mr, .handoff, "approve", on: id, as: [.headPrincipal], at: "2026-07-03T16:30")
        return (world, id)
    }

    private func escalations(_ world: DeskWorld, _ key: String) -> [LetterDraft] {
        world.sent.filter { $0.type.name == "sup.escalated" && $0.body["key"]?.string == key }
    }

    @Test func `a case not transferred in 24 hours is told to the superior and the procuratorate, once`() throws {
        var (world, id) = try approved(others: ["420100-market-regulation"])
        world.now = try moment("2026-07-04T16:30")
        try world.fireRungs()
        #expect(escalations(world, "transfer").isEmpty)
        world.now = try moment("2026-07-04T16:31")
        try world.fireRungs()
        try world.fireRungs()
        let told = escalations(world, "transfer")
        #expect(told.count == 1)
        let letter = try #require(told.first)
        #expect(letter.body["rule"] == "CR-03" && letter.body["overdueSince"] == "2026-07-04T16:30:00.000+08:00")
        #expect(letter.body["holder"] == "420106-market-regulation" && letter.isSealed)
        for office in ["420100-market-regulation", "procuratorate"] {
            let file = try world.file(office, id)
            #expect(file.kind == .handoff && file.state == "approvedToTransfer")
            #expect(file.flags == ["OVERDUE:transfer"])
            #expect(file.standing(of: try world.id(office)) == .copy)
        }
        #expect(world.files[try world.id("police")]?[id] == nil, "nobody else learns of it")
        #expect(world.refused.isEmpty)
        // The late transfer goes on as ever, and the procuratorate follows.
        try world.act(
            EscalationTests.market, .handoff, "transfer", Sample.transfer, on: id, as: [.handler],
            at: "2026-07-05T10:00")
        #expect(try world.file("procuratorate", id).state == "transferred")
        #expect(try world.file("police", id).state == "transferred")
        #expect(world.refused.isEmpty)
    }

    @Test func `a police decision that is late goes to the procuratorate by its row and upwards by the rule`() throws {
        var (world, id) = try approved(others: ["420100-police"])
        try world.act(
            EscalationTests.market, .handoff, "transfer", Sample.transfer, on: id, as: [.handler],
            at: "2026-07-04T10:00")
        try world.act(
            "police", .handoff, "signReceipt", Sample.receipt, on: id, as: [.handler], at: "2026-07-04T11:20")
        world.now = try moment("2026-07-08T00:00")
        try world.fireRungs()
        let told = escalations(world, "policeDecision")
        #expect(told.map(\.destination) == [.offices([try world.id("420100-police")])])
        #expect(world.sent.count { $0.type.name == "sup.overdue" } == 1)
        #expect(try world.file("420100-police", id).facts["overdueReported"]?.array?.count == 1)
        #expect(escalations(world, "forwarding").isEmpty, "the time for a right is no duty")
    }

    @Test func `a referral that nobody accepts is told to the receiver's superior by its sender`() throws {
        var world = try DeskWorld(at: "2026-07-01T09:00", others: ["420100-tax"])
        let mr = EscalationTests.market
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕4号"], on: id, as: [.handler])
        world.now = try moment("2026-07-10T09:00")
        try world.fireRungs()
        let told = escalations(world, "accept/420106-tax")
        #expect(told.count == 1)
        #expect(told.first?.destination == .offices([try world.id("420100-tax")]))
        #expect(try world.file("420100-tax", id).flags == ["OVERDUE:accept/420106-tax"])
        #expect(world.refused.isEmpty)
    }

    @Test func `where no superior is in the directory nobody is written to`() throws {
        var world = try DeskWorld(at: "2026-07-01T09:00")
        let mr = EscalationTests.market
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕4号"], on: id, as: [.handler])
        world.now = try moment("2026-07-10T09:00")
        try world.fireRungs()
        #expect(!world.sent.contains { $0.type.name == "sup.escalated" })
        #expect(try world.file("tax", id).flags.contains("OVERDUE:accept/420106-tax"))
    }

    @Test func `a stranger's word about an end in a known case is refused`() throws {
        var world = try DeskWorld(at: "2026-07-01T09:00", others: ["420100-tax"])
        let mr = EscalationTests.market
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕4号"], on: id, as: [.handler])
        world.now = try moment("2026-07-10T09:00")
        try world.fireRungs()
        let told = try #require(escalations(world, "accept/420106-tax").first)
        let before = try world.file("tax", id)
        world.hear(
            DeskWorld.received(told, from: try world.id("customs"), to: try world.id("tax"), at: world.now),
            at: try world.id("tax"))
        #expect(world.refused.map(\.refusal.code) == ["SENDER_NOT_PARTY"])
        #expect(try world.file("tax", id) == before)
        // A second one to the superior, who knows of the case by the first alone, is taken.
        world.hear(
            DeskWorld.received(told, from: try world.id("tax"), to: try world.id("420100-tax"), at: world.now),
            at: try world.id("420100-tax"))
        #expect(try world.file("420100-tax", id).facts["overdueReported"]?.array?.count == 2)
        #expect(world.refused.count == 1)
    }

    @Test func `the kinds of case in the letter are those that there are`() throws {
        let contract = try #require(LetterCatalogue.contract(named: LetterCatalogue.escalation))
        let field = try #require(contract.fields.first { $0.name == "caseKind" })
        #expect(field.kind == .choice(CaseKind.allCases.map(\.rawValue)))
    }
}
