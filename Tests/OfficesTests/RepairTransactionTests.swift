import Casework
import Contracts
import Exchange
import Offices
import Testing

/// One order that acts on several cases of its office: one transaction, or nothing (domain D.5).
@Suite struct RepairTransactionTests {
    static let owner = "510100-market-regulation"
    static let platform = "510100-credit-platform"
    private static let head = Town.officer("head", [.headPrincipal])
    private static let grant: JSONValue = ["decisionNo": "成市监修〔2026〕1号", "reason": "符合修复条件"]

    /// A repair of two penalties, verified and ready to be granted.
    private static func verified(_ seed: UInt64) throws -> (town: Town, repair: CaseID, penalties: [CaseID]) {
        var town = try Town(seed: seed, names: Town.names + [platform])
        try town.run(rounds: 6)
        let penalties = try [1, 2].map { try town.publishPenalty(from: owner, number: $0) }
        try town.run(rounds: 12)
        town.official = Moment("2026-11-02T09:00:00.000+08:00")
        let application: JSONValue = [
            "channel": "creditChina", "appliedOn": "2026-11-02",
            "subject": ["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"],
            "targets": .array(penalties.map { ["caseId": .string($0.description)] }),
            "performance": [["duty": "fine", "state": "done"]],
            "commitment": ["text": "材料真实", "signer": "李样", "signedOn": "2026-11-02"],
        ]
        let answer = try town.order(platform, .repair, "apply", application).get()
        let id = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
        try town.run(rounds: 12)
        _ = try town.order(owner, .repair, "accept", on: id).get()
        _ = try town.order(
            owner, .repair, "verify", on: id,
            ["method": "documents", "result": "属实", "performed": true, "materialTrue": true]
        ).get()
        return (town, id, penalties)
    }

    private static func sent(_ town: Town, _ type: String) -> Int {
        guard let ledger = town.residents[owner]?.ledger else { return 0 }
        return ledger.outgoingLetters.values.joined().count { $0.envelope.leaf.type.name == type }
    }

    @Test func `a grant stops all its publications with it, once, however often it is ordered`() throws {
        var (town, repair, penalties) = try Self.verified(401)
        let first = try town.order(Self.owner, .repair, "grant", on: repair, Self.grant, by: Self.head, orderID: "g1")
            .get()
        #expect(first["also"]?.array?.compactMap { $0["state"]?.string } == ["stopped", "stopped"])
        #expect(first["also"]?.array?.compactMap { $0["caseId"]?.string } == penalties.map(\.description))
        #expect(penalties.allSatisfy { town.file(Self.owner, $0)?.state == "stopped" })
        let again = try town.order(Self.owner, .repair, "grant", on: repair, Self.grant, by: Self.head, orderID: "g1")
            .get()
        #expect(again == first)
        try town.run(rounds: 12)
        #expect(Self.sent(town, "pub.stop") == 2)
        #expect(Self.sent(town, "rep.result") == 1)
        for name in Town.names + [Self.platform] {
            #expect(penalties.allSatisfy { town.file(name, $0)?.state == "stopped" }, "\(name)")
        }
        // The journal tells of each case what was ordered there.
        let journal = town.residents[Self.owner]?.ledger.journal ?? []
        let followed = journal.filter { $0.entry.note.contains(", as g1/") }.map(\.entry.caseID)
        #expect(followed == penalties.map(\.description))
        let confirmed: JSONValue = ["stoppedPublication": true, "stoppedSharing": true, "measuresLifted": true]
        _ = try town.order(Self.platform, .repair, "confirm", on: repair, confirmed).get()
        try town.run(rounds: 12)
        #expect(town.file(Self.platform, repair)?.state == "done")
        try town.expectSettled()
    }

    /// An entry of the owner that the tax office applies, and a repair of it that was granted.
    private static func repaired(_ seed: UInt64) throws -> (town: Town, repair: CaseID, entry: CaseID) {
        var town = try Town(seed: seed, names: Town.names + [platform])
        try town.run(rounds: 6)
        let entry = try ListEqualityTests.list(&town, 0)
        try town.run(rounds: 12)
        town.official = Moment("2027-08-02T09:00:00.000+08:00")
        _ = try town.order("510100-tax", .listEntry, "acknowledge", on: entry).get()
        _ = try town.order("510100-tax", .listEntry, "apply", on: entry, ["measureCode": "M13"]).get()
        try town.run(rounds: 12)
        let application: JSONValue = [
            "channel": "creditChina", "appliedOn": "2027-08-02",
            "subject": [
                "subjectKind": "organisation", "name": "成都示例食品有限公司0", "uscc": .string(ListEqualityTests.firms[0]),
            ], "targets": [["caseId": .string(entry.description)]],
            "performance": [["duty": "fine", "state": "done"]],
            "commitment": ["text": "材料真实", "signer": "李样", "signedOn": "2027-08-02"],
        ]
        let answer = try town.order(platform, .repair, "apply", application).get()
        let repair = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
        try town.run(rounds: 12)
        _ = try town.order(owner, .repair, "accept", on: repair).get()
        let found: JSONValue = ["method": "documents", "result": "属实", "performed": true, "materialTrue": true]
        _ = try town.order(owner, .repair, "verify", on: repair, found).get()
        _ = try town.order(owner, .repair, "grant", on: repair, grant, by: head).get()
        try town.run(rounds: 12)
        return (town, repair, entry)
    }

    @Test func `a repair that is revoked lists the entry again at every office, once, wherever its process dies`()
        throws
    {
        var (town, repair, entry) = try Self.repaired(403)
        let names = Town.names + [Self.platform]
        for name in names { #expect(town.file(name, entry)?.state == "removed", "\(name)") }
        let revocation: JSONValue = ["ground": "falseMaterial", "decisionNo": "成市监修撤〔2027〕1号", "reason": "缴款书系伪造"]
        let answer = try town.order(
            Self.owner, .repair, "revoke", on: repair, revocation, by: Self.head, orderID: "r1"
        ).get()
        #expect(answer["also"]?.array?.compactMap { $0["caseId"]?.string } == [entry.description, entry.description])
        // It is killed before anything of it is sent, and the officer asks again.
        try town.restart(Self.owner)
        try town.run(rounds: 6)
        let again = try town.order(
            Self.owner, .repair, "revoke", on: repair, revocation, by: Self.head, orderID: "r1"
        ).get()
        #expect(again == answer)
        try town.run(rounds: 20)
        // One letter for everybody, and one to each that was told of the grant.
        let receivers = try #require(town.file(Self.owner, repair)).recipients
        #expect(receivers.map(\.description) == [Self.platform, "510100-tax"])
        #expect(Self.sent(town, "list.restore") == 1 && Self.sent(town, "rep.revoke") == receivers.count)
        for name in names {
            let file = try #require(town.file(name, entry))
            #expect(file.state == "published" && file.entryVersion == 2, "\(name)")
            #expect(file.state(ofPart: "510100-tax/M13") == "lifted", "\(name)")
        }
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] } && roots[0].map(\.count) == [1, 1])
        for name in names { #expect(!ListEqualityTests.alarms(town, at: name).contains("LIST_ROOT_DIFFERS")) }
        try town.expectSettled()
    }

    @Test func `when one of them cannot be stopped, none is, nothing is told, and the order may be given again`() throws
    {
        var (town, repair, penalties) = try Self.verified(402)
        let other: JSONValue = ["ground": "repaired", "reason": "另案", "decisionNo": "成市监修〔2026〕9号"]
        _ = try town.order(Self.owner, .publication, "stop", on: penalties[1], other, by: Self.head).get()
        try town.run(rounds: 12)
        let before = try #require(town.residents[Self.owner]?.ledger)
        let answer = try town.order(
            Self.owner, .repair, "grant", on: repair, Self.grant, by: Self.head, orderID: "g1")
        guard case .failure(let refusal) = answer else {
            Issue.record("granted, though one publication had ended")
            return
        }
        #expect(refusal.code == "TARGET_NOT_PUBLISHED")
        let after = try #require(town.residents[Self.owner]?.ledger)
        #expect(after.caseFile(penalties[0]) == before.caseFile(penalties[0]))
        #expect(after.caseFile(repair) == before.caseFile(repair))
        #expect(after.journal.count == before.journal.count)
        try town.run(rounds: 12)
        #expect(Self.sent(town, "rep.result") == 0)
        let back: JSONValue = ["reason": "停止有误", "decisionNo": "成市监修〔2026〕10号"]
        _ = try town.order(Self.owner, .publication, "restore", on: penalties[1], back, by: Self.head).get()
        _ = try town.order(
            Self.owner, .repair, "grant", on: repair, Self.grant, by: Self.head, orderID: "g1"
        ).get()
        try town.run(rounds: 12)
        #expect(penalties.allSatisfy { town.file(Self.platform, $0)?.state == "stopped" })
        try town.expectSettled()
    }
}
