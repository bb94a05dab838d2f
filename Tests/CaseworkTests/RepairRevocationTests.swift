import Casework
import Contracts
import Testing

/// 撤销信用修复 (SL-13, RP-09): what a repair ended by false material comes back with its revocation, in one transaction.
struct RepairRevocationTests {
    private static let revocation: JSONValue = [
        "ground": "falseMaterial", "decisionNo": "武昌税修撤〔2026〕1号", "reason": "缴款书系伪造",
    ]

    /// An entry that customs applied, and a repair of it that was granted on 2026-06-26.
    private static func granted(delivering: Bool = true) throws -> (world: DeskWorld, entry: CaseID, repair: CaseID) {
        var (world, entry) = try RepairScene.taxEntryPublished()
        try world.act("customs", .listEntry, "acknowledge", on: entry, as: [.handler])
        try world.act("customs", .listEntry, "apply", ["measureCode": "M13"], on: entry, as: [.handler])
        let repair = try world.verified(entry, by: "tax")
        world.now = try moment("2026-06-26T10:00")
        _ = try world.order("tax", .repair, "grant", RepairScene.grant, on: repair, as: [.headPrincipal])
        if delivering { try world.run() }
        return (world, entry, repair)
    }

    private static func effects(_ world: DeskWorld, _ agency: String, _ repair: CaseID) throws -> JSONValue? {
        try world.file(agency, repair).facts["repairRevoked"]?["effects"]
    }

    @Test func `false material lists the entry again by itself, with a new period and a bar of three years`() throws {
        var (world, entry, repair) = try Self.granted()
        #expect(try world.file("tax", entry).state == "removed")
        world.now = try moment("2026-09-01T09:00")
        let outcome = try world.order(
            "tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        #expect(outcome.consequences.map(\.order.name) == ["restore", "barRepair"])
        #expect(outcome.consequences.allSatisfy { $0.outcome.caseID == entry })
        #expect(outcome.consequences[0].order.body["decisionNo"] == Self.revocation["decisionNo"])
        try world.run()
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, entry)
            #expect(file.state == "published" && file.entryVersion == 2)
            #expect(file.lastDay?.description == "2029-09-01")
            #expect(file.state(ofPart: "420100-customs/M13") == "lifted")
        }
        let told: JSONValue = [["caseId": .string(entry.description), "action": "restore"]]
        for agency in ["tax", "customs", RepairTests.platform] {
            #expect(try Self.effects(world, agency, repair) == told)
        }
        // Each office confirms the new version before it applies a measure again.
        #expect(
            try world.refusal("customs", .listEntry, "apply", ["measureCode": "M13"], on: entry, as: [.handler])
                == "VERSION_UNCONFIRMED")
        try world.act("customs", .listEntry, "acknowledge", on: entry, as: [.handler])
        try world.act("customs", .listEntry, "apply", ["measureCode": "M13"], on: entry, as: [.handler])
        // The bar holds against another repair, and against a removal without one.
        world.now = try moment("2028-01-03T09:00")
        #expect(try world.refuses(RepairScene.taxApplication(on: "2028-01-03", entry))?.code == "REPAIR_BARRED")
        #expect(
            try world.refusal(
                "tax", .listEntry, "remove", Sample.removal.setting("kind", "early"), on: entry, as: [.headPrincipal])
                == "REPAIR_BARRED")
        #expect(world.refused.isEmpty)
    }

    /// The offices have not all lifted yet: nobody waits for them, and whoever hears both in order applies nothing.
    @Test func `an entry that is still on its way off the list comes back too`() throws {
        var (world, entry, repair) = try Self.granted(delivering: false)
        #expect(try world.file("tax", entry).state == "removing")
        _ = try world.order("tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        #expect(try world.file("tax", entry).state == "published")
        try world.run()
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, entry)
            #expect(file.state == "published" && file.entryVersion == 2)
            #expect(file.state(ofPart: "420100-customs/M13") == "lifted")
        }
        #expect(try world.file("tax", entry).deadline("lift")?.status != .running)
        #expect(world.refused.isEmpty)
    }

    @Test func `an entry that a head has listed again already is barred and left as it is`() throws {
        var (world, entry, repair) = try Self.granted()
        let restore: JSONValue = ["reason": "恢复列入", "decisionNo": "武昌税恢〔2026〕1号", "falseMaterial": "伪造缴款书"]
        try world.act("tax", .listEntry, "restore", restore, on: entry, as: [.headPrincipal])
        try world.act("tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        for agency in DeskWorld.agencies {
            #expect(try world.file(agency, entry).state == "published")
            #expect(try world.file(agency, entry).entryVersion == 2)
        }
        let effect = try #require(try Self.effects(world, "customs", repair)?.array?.first)
        #expect(effect["action"] == "leave")
        #expect(effect["reason"]?.string?.contains("已列入并公布") == true)
        #expect(try world.file("tax", entry).facts["repairBarred"]?["repairCase"]?.string == repair.description)
    }

    @Test func `an entry that left by another way than this repair stays off`() throws {
        var (world, entry, repair) = try Self.granted()
        let restore: JSONValue = ["reason": "恢复列入", "decisionNo": "武昌税恢〔2026〕1号", "falseMaterial": "伪造缴款书"]
        try world.act("tax", .listEntry, "restore", restore, on: entry, as: [.headPrincipal])
        let annulled = Sample.removal.setting("kind", "revoked")
        try world.act("tax", .listEntry, "remove", annulled, on: entry, as: [.headPrincipal])
        try world.act("tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        #expect(try world.file("tax", entry).state == "removed")
        #expect(try world.file("tax", repair).state == "revoked")
        let effect = try #require(try Self.effects(world, RepairTests.platform, repair)?.array?.first)
        #expect(effect["action"] == "leave")
        #expect(effect["reason"]?.string?.contains("不是依本修复决定移出") == true)
    }

    /// The kinds of list, with one changed.
    private static func rules(_ kind: String, _ change: (JSONValue) -> JSONValue) throws -> RuleSet {
        let name = "list-kinds.json"
        guard let document = try RuleDocuments.all().first(where: { $0.name == name }) else {
            throw NotWritten(text: name)
        }
        let root = try JSONValue.parse(document.bytes)
        let kinds = (root["listKinds"]?.array ?? []).map { $0["kind"]?.string == kind ? change($0) : $0 }
        return try RuleSet.read(
            version: "changed",
            documents: try RuleDocuments.replacing(name, with: root.setting("listKinds", .array(kinds)).text))
    }

    @Test func `where no day of its time is left the entry stays off and the letter says why`() throws {
        var (world, entry, repair) = try Self.granted()
        // A longest time over several listings, as the telecom list has it (PS-02).
        world.rules = try Self.rules("majorTaxViolation") {
            $0.setting("cumulativeMaximum", ["years": 5, "roll": false])
        }
        for office in world.directory.offices.map(\.id) {
            guard let file = world.files[office]?[entry] else { continue }
            world.files[office]?[entry]?.facts = file.facts.setting("continuousFrom", "2020-01-01")
        }
        let restore: JSONValue = ["reason": "恢复列入", "decisionNo": "武昌税恢〔2026〕1号", "falseMaterial": "伪造缴款书"]
        var byHand = world
        let refusal = try #require(throws: Refusal.self) {
            try byHand.act("tax", .listEntry, "restore", restore, on: entry, as: [.headPrincipal])
        }
        #expect(refusal.code == "RESTORE_PERIOD_OVER")
        #expect(refusal.text.contains("2025-01-01"))
        #expect(refusal.basis == "《电信网络诈骗及其关联违法犯罪联合惩戒办法》第十条")
        try world.act("tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        #expect(try world.file("tax", repair).state == "revoked")
        #expect(try world.file("customs", entry).state == "removed")
        let effect = try #require(try Self.effects(world, "customs", repair)?.array?.first)
        #expect(effect["action"] == "leave" && effect["reason"]?.string?.contains("2025-01-01") == true)
    }

    @Test func `a list that has lost its legal basis takes nobody back`() throws {
        var (world, entry, repair) = try Self.granted()
        world.rules = try Self.rules("majorTaxViolation") { $0.setting("effectiveThrough", "2026-06-30") }
        world.now = try moment("2026-09-01T09:00")
        try world.act("tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        #expect(try world.file("customs", entry).state == "removed")
        #expect(
            try Self.effects(world, "customs", repair)?.array?.first?["reason"]?.string?.contains("设立依据") == true)
    }

    @Test func `when the entry cannot be listed again the revocation is refused whole, and names the entry`() throws {
        var (world, entry, repair) = try Self.granted()
        let tax = try world.id("tax")
        world.files[tax]?[entry]?.version = 10_000
        let before = (try world.file("tax", repair), world.sent.count)
        let refusal = try #require(throws: Refusal.self) {
            try world.act("tax", .repair, "revoke", Self.revocation, on: repair, as: [.headPrincipal])
        }
        #expect(refusal.code == "CASE_FULL")
        #expect(refusal.text.contains(entry.description) && refusal.text.contains("restore"))
        #expect(try world.file("tax", repair) == before.0)
        #expect(world.sent.count == before.1)
    }
}
