import Casework
import Contracts
import Testing

/// A list entry and the publication that shows it: what ends the one ends the other (domain D.3, D.4, PB-06).
struct PublicationSourceTests {
    private let mr = "market-regulation"

    /// An entry on the serious list, and the publication of it.
    private func linked(_ further: JSONValue = [:]) throws -> (world: DeskWorld, entry: CaseID, publication: CaseID) {
        var world = try DeskWorld(at: "2026-06-01T09:00", others: PublicationScene.others)
        let entry = try world.act(mr, .listEntry, "propose", Sample.entry, as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: entry, as: [.legalReviewer])
        try world.act(mr, .listEntry, "list", Sample.listing, on: entry, as: [.headPrincipal])
        let subject = Sample.subject
        let record = try #require(PublicationScene.draft(.serious)["record"]).merging([
            "counterpartyName": subject["name"] ?? "", "uscc": subject["uscc"] ?? "", "decisionDate": "2026-06-01",
        ]).merging(further)
        let draft: JSONValue = [
            "recordKind": "serious", "record": record, "sourceEntry": .string(entry.description),
        ]
        let publication = try PublicationScene.clear(&world, draft)
        try world.act(mr, .publication, "publish", on: publication, as: [.headPrincipal])
        return (world, entry, publication)
    }

    @Test func `the entry knows its publication, and only the office's own entry of the same firm may be named`() throws
    {
        var (world, entry, publication) = try linked()
        #expect(try world.file(mr, entry).facts["publication"]?.string == publication.description)
        let other = PublicationScene.draft(.serious).setting("sourceEntry", .string(entry.description))
        #expect(try world.refusal(mr, .publication, "draft", other, as: [.handler]) == "SUBJECT_MISMATCH")
        let unknown = other.setting("sourceEntry", "420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(try world.refusal(mr, .publication, "draft", unknown, as: [.handler]) == "CASE_UNKNOWN")
    }

    @Test func `a source decision that is revoked starts the clock, and the removal withdraws the publication`() throws
    {
        var (world, entry, publication) = try linked()
        world.now = try moment("2026-06-10T09:00")
        let told: JSONValue = ["revokedOn": "2026-06-10", "documentNo": "鄂行终〔2026〕5号", "text": "法院撤销处罚决定"]
        try world.act(mr, .listEntry, "recordSourceRevoked", told, on: entry, as: [.handler])
        #expect(try world.file(mr, publication).deadline("withdraw")?.due?.shortDescription == "2026-06-15 23:59")
        try world.act(mr, .listEntry, "remove", Sample.removal, on: entry, as: [.headPrincipal])
        for office in [mr, "tax"] {
            let record = PublicRecord(try world.file(office, publication)).json
            #expect(record["action"] == "withdraw" && record["reasonCode"] == "DECISION_REVOKED", "\(office)")
        }
        #expect(try world.file(mr, publication).deadline("withdraw")?.status == .met)
        #expect(world.refused.isEmpty)
    }

    @Test func `an early removal stops the publication`() throws {
        var (world, entry, publication) = try linked()
        let early = Sample.removal.merging(["kind": "early", "exemption": "disasterRelief"])
        try world.act(mr, .listEntry, "remove", early, on: entry, as: [.headPrincipal])
        let record = PublicRecord(try world.file("tax", publication)).json
        #expect(record["action"] == "stop" && record["reasonCode"] == "LIST_REMOVED")
    }

    @Test func `an entry that its own last day takes off the list stops what outlives it, in one letter`() throws {
        var (world, entry, publication) = try linked(["validUntil": "2031-01-01"])
        let last = try #require(try world.file(mr, entry).lastDay)
        #expect(last == CivilDate("2029-06-01"))
        world.now = last.adding(days: 1).start + .milliseconds(-1)
        try world.fireRungs()
        #expect(try world.file(mr, publication).state == "published", "it is shown on the last day")
        let before = world.sent.count { $0.type.name == "pub.stop" }
        world.now = last.adding(days: 1).start
        try world.fireRungs()
        for office in [mr, "tax", PublicationScene.platform] {
            let file = try world.file(office, publication)
            let isOver = file.channelStandings.allSatisfy { $0.standing == .stopped }
            #expect(file.state == "stopped" && isOver, "\(office)")
            let record = PublicRecord(file).json
            #expect(record["action"] == "stop" && record["reasonCode"] == "LIST_REMOVED")
            #expect(record["reason"]?.string?.contains("列入期限届满") ?? false)
        }
        #expect(world.sent.count { $0.type.name == "pub.stop" } == before + 1)
        #expect(try world.file(mr, publication).deadlines.allSatisfy { $0.status != .running })
        #expect(world.refused.isEmpty)
    }

    @Test func `an entry that stands ends nothing, nor does one that is removed otherwise a second time`() throws {
        var (world, entry, publication) = try linked(["validUntil": "2031-01-01"])
        world.now = try moment("2027-06-02T09:00")
        try world.fireRungs()
        #expect(try world.file(mr, publication).state == "published")
        try world.act(mr, .listEntry, "remove", Sample.removal, on: entry, as: [.headPrincipal])
        let sent = world.sent.count
        world.now = try moment("2029-06-02T00:00")
        try world.fireRungs()
        #expect(try world.file(mr, publication).state == "withdrawn" && world.sent.count == sent)
    }
}
