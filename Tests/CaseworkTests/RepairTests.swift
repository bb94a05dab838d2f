import Casework
import Contracts
import Testing

/// 信用修复 (domain D.5, B.6) between desks: a credit platform takes applications in, the office that made the entry or
/// penalty decides, receivers confirm.
struct RepairTests {
    static let platform = "420106-credit-platform"
    private let mr = "market-regulation"

    // MARK: One case at a time

    @Test func `the day before the least time has passed it is refused, and then has its clocks (S1)`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-10-29T10:00")
        let early = RepairScene.application(on: "2026-10-29", penalty)
        let refusal = try #require(try world.refuses(early))
        #expect(refusal.code == "MIN_PERIOD_NOT_REACHED")
        #expect(refusal.text.contains("自2026-10-30起可以申请"))
        #expect(refusal.basis == "《信用修复管理办法》第七条")

        world.now = try moment("2026-11-02T09:00")
        let id = try world.act(
            Self.platform, .repair, "apply", RepairScene.application(on: "2026-11-02", penalty), as: [.handler])
        for office in [Self.platform, mr] {
            let file = try world.file(office, id)
            #expect(file.state == "atAgency")
            #expect(file.deadline("accept")?.due?.shortDescription == "2026-11-05 23:59")
            #expect(file.deadline("answer")?.due?.shortDescription == "2026-11-16 23:59")
            #expect(file.flags == [])
        }
        try world.act(mr, .repair, "accept", on: id, as: [.handler], at: "2026-11-04T09:00")
        for office in [Self.platform, mr] {
            #expect(try world.file(office, id).deadline("decide")?.due?.shortDescription == "2026-11-13 23:59")
        }
        var extended = world
        try extended.act(mr, .repair, "extend", ["reason": "情况复杂"], on: id, as: [.headDeputy])
        for office in [Self.platform, mr] {
            #expect(try extended.file(office, id).deadline("decide")?.due?.shortDescription == "2026-11-27 23:59")
            #expect(try extended.file(office, id).deadline("answer")?.due?.shortDescription == "2026-11-30 23:59")
        }
        try world.act(mr, .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        try world.act(mr, .repair, "grant", RepairScene.grant, on: id, as: [.headDeputy], at: "2026-11-12T15:00")
        #expect(try world.file(mr, penalty).state == "stopped")
        #expect(try world.file(mr, penalty).facts["version"] == 2)
        for office in world.directory.offices.map(\.id) {
            #expect(world.files[office]?[penalty]?.state == "stopped")
        }
        #expect(try world.file(mr, id).state == "granted")
        #expect(try world.file(mr, id).deadline("confirm")?.due?.shortDescription == "2026-11-17 23:59")
        try world.act(Self.platform, .repair, "confirm", RepairScene.allStopped, on: id, as: [.handler])
        for office in [Self.platform, mr] { #expect(try world.file(office, id).state == "done") }
        #expect(world.refused.isEmpty)
    }

    /// Q4 and S4: the tax rule lets go after six months, the platform's rule after a year; a person decides.
    @Test func `where two channels differ both readings are shown, and a person decides (S4)`() throws {
        var (world, entry) = try RepairScene.taxEntryPublished()
        try world.act("customs", .listEntry, "acknowledge", on: entry, as: [.handler])
        world.now = try moment("2026-06-07T09:00")
        #expect(
            try world.refuses(RepairScene.taxApplication(on: "2026-06-07", entry))?.code == "MIN_PERIOD_NOT_REACHED")
        world.now = try moment("2026-06-09T09:00")
        let id = try world.act(
            Self.platform, .repair, "apply", RepairScene.taxApplication(on: "2026-06-09", entry), as: [.handler])
        for office in [Self.platform, "tax"] {
            let file = try world.file(office, id)
            #expect(file.flags.contains("RULE_CONFLICT"))
            #expect(file.deadline("accept")?.due?.shortDescription == "2026-06-11 23:59")
            #expect(file.deadline("answer") == nil)
            let readings = try #require(file.facts["readings"]?.array)
            #expect(readings.compactMap { $0["eligibleFrom"]?.string } == ["2026-06-08", "2026-11-03"])
            #expect(readings.compactMap { $0["reached"]?.bool } == [true, false])
            #expect(readings.allSatisfy { $0["basis"]?.string?.hasPrefix("《") ?? false })
        }
        try world.act("tax", .repair, "accept", on: id, as: [.handler], at: "2026-06-10T09:00")
        #expect(try world.file("tax", id).deadline("decide")?.due?.shortDescription == "2026-07-02 23:59")
        try world.act("tax", .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        world.now = try moment("2026-06-26T10:00")
        let refusal = try #require(try world.refuses(RepairScene.grant, "grant", by: "tax", on: id))
        #expect(refusal.code == "RULE_CONFLICT")
        #expect(refusal.text.contains("2026-11-03") && refusal.text.contains("2026-06-08"))
        #expect(try world.file("tax", entry).state == "published")
        try world.act(
            "tax", .repair, "decideConflict", ["choice": "holdElsewhere", "reason": "信用中国网站最短公示期未届满"], on: id,
            as: [.headDeputy])
        try world.act("tax", .repair, "grant", RepairScene.grant, on: id, as: [.headPrincipal])
        #expect(try world.file("tax", entry).state == "removed")
        let told = try world.file(Self.platform, id).facts["effects"]?.array ?? []
        #expect(told.compactMap { $0["action"]?.string } == ["stop", "hold"])
        #expect(told.last?["heldUntil"] == "2026-11-03")
        #expect(try world.file("tax", id).deadline("confirm")?.due?.shortDescription == "2026-07-03 23:59")
        #expect(try world.file("tax", id).recipients.map(\.description) == [Self.platform, "420100-customs"])
    }

    @Test func `the later of two receivers keeps the case open, and one that applies a measure cannot confirm`() throws
    {
        var (world, entry) = try RepairScene.taxEntryPublished()
        try world.act("customs", .listEntry, "acknowledge", on: entry, as: [.handler])
        let id = try world.granted(entry, by: "tax")
        try world.act(Self.platform, .repair, "confirm", RepairScene.allStopped, on: id, as: [.handler])
        #expect(try world.file("tax", id).state == "granted")
        #expect(try world.file("tax", id).state(ofPart: Self.platform) == "confirmed")
        #expect(try world.file("tax", id).state(ofPart: "420100-customs") == "notified")
        #expect(
            try world.refusal(
                "customs", .repair, "confirm", RepairScene.allStopped.setting("measuresLifted", false), on: id,
                as: [.handler]) == "NOT_ALL_STOPPED")
        world.now = try moment("2026-07-06T09:00")
        try world.fireRungs()
        #expect(try world.file("tax", id).flags.contains("OVERDUE:confirm"))
        try world.act("customs", .repair, "confirm", RepairScene.allStopped, on: id, as: [.handler])
        for office in ["tax", "customs", Self.platform] { #expect(try world.file(office, id).state == "done") }
        #expect(try world.file("customs", id).flags.contains("LATE:confirm"))
        #expect(world.refused.isEmpty)
    }

    @Test func `a receiver to which the removal has not come yet cannot confirm`() throws {
        var (world, entry) = try RepairScene.taxEntryPublished()
        try world.act("customs", .listEntry, "acknowledge", on: entry, as: [.handler])
        try world.act(
            "customs", .listEntry, "apply", ["measureCode": "M13"], on: entry, as: [.handler])
        let id = try world.verified(entry, by: "tax")
        _ = try world.order("tax", .repair, "grant", RepairScene.grant, on: id, as: [.headPrincipal])
        // The result arrives, the removal waits on its own topic.
        let first = try #require(
            world.parcels.firstIndex { $0.draft.type.name == "rep.result" && $0.to.description == "420100-customs" })
        try world.deliver(world.parcels.remove(at: first))
        let refusal = try #require(throws: Refusal.self) {
            try world.order("customs", .repair, "confirm", RepairScene.allStopped, on: id, as: [.handler])
        }
        #expect(refusal.code == "MEASURES_NOT_LIFTED")
        try world.run()
        #expect(try world.file("customs", entry).parts.contains { $0.state == "lifted" })
        try world.act("customs", .repair, "confirm", RepairScene.allStopped, on: id, as: [.handler])
        #expect(try world.file("tax", id).state(ofPart: "420100-customs") == "confirmed")
    }

    // MARK: All or nothing

    @Test func `what a grant does to its targets is done with it, or nothing is done`() throws {
        var (world, first) = try RepairScene.penaltyPublished()
        let second = try RepairScene.publish(&world, number: "成锦市监处罚〔2026〕89号")
        world.now = try moment("2026-11-02T09:00")
        let body = RepairScene.application(on: "2026-11-02", first, second)
        let id = try world.act(Self.platform, .repair, "apply", body, as: [.handler])
        try world.act(mr, .repair, "accept", on: id, as: [.handler])
        try world.act(mr, .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        let outcome = try world.order(mr, .repair, "grant", RepairScene.grant, on: id, as: [.headDeputy])
        #expect(outcome.consequences.map(\.outcome.caseID) == [first, second])
        #expect(
            outcome.consequences.map(\.order.id) == ["\(outcome.letters[0].cause)/1", "\(outcome.letters[0].cause)/2"])
        let causes = outcome.allLetters.map { "\($0.cause)|\($0.type)|\($0.ordinal)" }
        #expect(Set(causes).count == causes.count)
        try world.run()
        #expect(try world.file("tax", second).state == "stopped")

        // One of them was withdrawn meanwhile: the other is not stopped either.
        var (other, one) = try RepairScene.penaltyPublished()
        let two = try RepairScene.publish(&other, number: "成锦市监处罚〔2026〕89号")
        other.now = try moment("2026-11-02T09:00")
        let case2 = try other.act(
            Self.platform, .repair, "apply", RepairScene.application(on: "2026-11-02", one, two), as: [.handler])
        try other.act(mr, .repair, "accept", on: case2, as: [.handler])
        try other.act(mr, .repair, "verify", RepairScene.verified, on: case2, as: [.handler])
        let before = try other.file(mr, one)
        try other.act(
            mr, .publication, "withdraw", ["reasonCode": "DECISION_REVOKED", "reason": "复议撤销"], on: two,
            as: [.headDeputy])
        #expect(try other.refuses(RepairScene.grant, "grant", by: mr, on: case2)?.code == "TARGET_NOT_PUBLISHED")
        #expect(try other.file(mr, one) == before)
        #expect(try other.file(mr, case2).state == "accepted")
    }

    @Test func `what only a consequence refuses refuses the whole, and names the case it is about`() throws {
        var (world, entry) = try RepairScene.taxEntryPublished()
        let id = try world.verified(entry, by: "tax")
        let before = (try world.file("tax", entry), try world.file("tax", id), world.sent.count)
        // The entry is full: nothing more is recorded in it.
        let tax = try world.id("tax")
        world.files[tax]?[entry]?.version = 10_000
        let refusal = try #require(try world.refuses(RepairScene.grant, "grant", by: "tax", on: id))
        #expect(refusal.code == "CASE_FULL")
        #expect(refusal.text.contains(entry.description) && refusal.text.contains("remove"))
        #expect(try world.file("tax", entry).state == before.0.state)
        #expect(try world.file("tax", id) == before.1)
        #expect(world.sent.count == before.2)
    }

    // MARK: Conditions

    @Test(
        arguments: [
            ("performance", [["duty": "fine", "state": "open"]], "NOT_FULLY_PERFORMED", "《信用修复管理办法》第十四条"),
            ("commitment", .null, "COMMITMENT_MISSING", "《信用修复管理办法》第十四条"),
            ("appliedOn", "2026-11-03", "DATE_IN_FUTURE", nil),
            ("subject", Sample.subject, "SUBJECT_MISMATCH", nil),
        ] as [(String, JSONValue, String, String?)])
    func `each condition is refused with its code and basis`(
        field: String, value: JSONValue, code: String, basis: String?
    ) throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let body = RepairScene.application(on: "2026-11-02", penalty)
        let wrong = value == .null ? body.removing(field) : body.setting(field, value)
        let refusal = try #require(try world.refuses(wrong))
        #expect(refusal.code == code)
        #expect(refusal.basis == basis)
    }

    @Test func `a term that still runs, an unknown target and targets of several offices are refused`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let target: JSONValue = ["caseId": .string(penalty.description), "termUntil": "2031-06-01"]
        let body = RepairScene.application(on: "2026-11-02", penalty)
        #expect(try world.refuses(body.setting("targets", [target]))?.code == "TERM_RUNNING")
        let unknown: JSONValue = ["caseId": "420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"]
        #expect(try world.refuses(body.setting("targets", [unknown]))?.code == "TARGET_UNKNOWN")
        var (both, entry) = try RepairScene.taxEntryPublished()
        let other = try RepairScene.publish(&both, number: "成锦市监处罚〔2026〕88号")
        both.now = try moment("2026-11-02T09:00")
        #expect(
            try both.refuses(RepairScene.application(on: "2026-11-02", entry, other))?.code == "TARGETS_OF_SEVERAL")
        #expect(
            try world.refusal("customs", .repair, "accept", on: penalty, as: [.handler]) == "CASE_MISMATCH")
    }

    @Test func `papers are asked for once, and the answer waits meanwhile`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let id = try world.act(
            Self.platform, .repair, "apply", RepairScene.application(on: "2026-11-02", penalty), as: [.handler])
        try world.act(
            mr, .repair, "requestSupplement", ["missingItems": ["缴款书"]], on: id, as: [.handler],
            at: "2026-11-03T09:00")
        #expect(try world.file(Self.platform, id).state == "supplementPending")
        #expect(try world.file(Self.platform, id).deadline("answer")?.status == .paused)
        #expect(
            try world.refusal(
                mr, .repair, "notAccept",
                ["reasonCode": "MISSING_ATTACHMENT", "reason": "未补正", "remedies": "可以复议"], on: id, as: [.headDeputy])
                == "TERM_RUNNING_STILL")
        try world.act(
            Self.platform, .repair, "supplement", ["items": ["缴款书"]], on: id, as: [.handler], at: "2026-11-05T09:00")
        #expect(try world.file(mr, id).deadline("accept")?.due?.shortDescription == "2026-11-10 23:59")
        #expect(try world.file(mr, id).deadline("answer")?.status == .running)
        #expect(
            try world.refusal(mr, .repair, "requestSupplement", ["missingItems": ["其他"]], on: id, as: [.handler])
                == "SUPPLEMENT_ASKED_BEFORE")
    }

    @Test func `who verified does not decide, and what was found decides`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let id = try world.act(
            Self.platform, .repair, "apply", RepairScene.application(on: "2026-11-02", penalty), as: [.handler])
        try world.act(mr, .repair, "accept", on: id, as: [.handler])
        #expect(try world.refuses(RepairScene.grant, "grant", by: mr, on: id)?.code == "REPAIR_NOT_VERIFIED")
        try world.act(mr, .repair, "verify", RepairScene.verified, on: id, as: Role.allCases, by: "both")
        #expect(
            try world.refusal(mr, .repair, "grant", RepairScene.grant, on: id, as: Role.allCases, by: "both")
                == "SELF_APPROVAL")
        for (field, value, code) in [
            ("performed", JSONValue.bool(false), "NOT_FULLY_PERFORMED"),
            ("materialTrue", false, "REPAIR_MATERIAL_FALSE"),
        ] {
            try world.act(
                mr, .repair, "verify", RepairScene.verified.setting(field, value), on: id, as: [.handler])
            #expect(try world.refuses(RepairScene.grant, "grant", by: mr, on: id)?.code == code)
        }
    }

    @Test func `an objection is pushed in one day, checked in seven, and made once`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let id = try world.act(
            Self.platform, .repair, "apply", RepairScene.application(on: "2026-11-02", penalty), as: [.handler])
        try world.act(mr, .repair, "accept", on: id, as: [.handler])
        try world.act(mr, .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        let refusal: JSONValue = [
            "decisionNo": "成市监修〔2026〕2号", "reasonCode": "NOT_FULLY_PERFORMED", "reason": "没收物品未缴清",
            "remedies": "可以自收到本决定之日起六十日内申请行政复议",
        ]
        try world.act(mr, .repair, "refuse", refusal, on: id, as: [.headDeputy], at: "2026-11-06T10:00")
        #expect(try world.file(Self.platform, id).facts["repairRefused"]?["remedies"] == refusal["remedies"])
        #expect(try world.refusal(Self.platform, .repair, "object", on: id, as: [.handler]) == "OBJECTION_NOT_RECORDED")
        try world.act(
            Self.platform, .repair, "recordObjection", ["receivedOn": "2026-11-09", "reason": "已经缴清"], on: id,
            as: [.handler], at: "2026-11-09T16:00")
        #expect(try world.file(Self.platform, id).deadline("push")?.due?.shortDescription == "2026-11-10 23:59")
        try world.act(Self.platform, .repair, "object", on: id, as: [.handler], at: "2026-11-10T09:00")
        #expect(try world.file(mr, id).deadline("objection")?.due?.shortDescription == "2026-11-19 23:59")
        #expect(try world.file(mr, id).facts["repairObjected"]?["reason"] == "已经缴清")
        var upheld = world
        try upheld.act(mr, .repair, "upholdObjection", ["reason": "成立"], on: id, as: [.headDeputy])
        #expect(try upheld.file(Self.platform, id).state == "accepted")
        try world.act(mr, .repair, "dismissObjection", ["reason": "不成立"], on: id, as: [.headDeputy])
        for office in [Self.platform, mr] { #expect(try world.file(office, id).state == "refused") }
        #expect(try world.refusal(Self.platform, .repair, "object", on: id, as: [.handler]) == "OBJECTED_BEFORE")
        #expect(
            try world.refusal(
                Self.platform, .repair, "recordObjection", ["receivedOn": "2026-11-12", "reason": "再次"], on: id,
                as: [.handler]) == "OBJECTED_BEFORE")
    }

    @Test func `false material brings the publication back and bars another repair for three years`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let id = try world.granted(penalty, by: mr)
        let revoke: JSONValue = ["ground": "falseMaterial", "decisionNo": "成市监修撤〔2026〕1号", "reason": "缴款书系伪造"]
        try world.act(mr, .repair, "revoke", revoke, on: id, as: [.headPrincipal], at: "2026-12-01T09:00")
        for office in [Self.platform, mr] {
            #expect(try world.file(office, id).state == "revoked")
            #expect(try world.file(office, id).facts["repairRevoked"]?["barredUntil"] == "2029-12-01")
        }
        for office in world.directory.offices.map(\.id) {
            #expect(world.files[office]?[penalty]?.state == "published")
            #expect(world.files[office]?[penalty]?.facts["version"] == 3)
        }
        // The confirmation that crossed the revocation is taken and changes nothing.
        world.now = try moment("2027-06-01T09:00")
        let again = try world.act(
            Self.platform, .repair, "apply", RepairScene.application(on: "2027-06-01", penalty), as: [.handler])
        #expect(try world.refuses([:], "accept", by: mr, on: again)?.code == "REPAIR_BARRED")
        world.now = try moment("2029-12-02T09:00")
        try world.act(mr, .repair, "accept", on: again, as: [.handler])
        #expect(world.refused.isEmpty)
    }

    @Test func `an application at the agency's own window has one office and the same clocks`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished()
        world.now = try moment("2026-11-02T09:00")
        let body = RepairScene.application(on: "2026-11-02", penalty).setting("channel", "agencyWindow")
        let id = try world.act(mr, .repair, "apply", body, as: [.handler])
        #expect(try world.file(mr, id).deadline("accept")?.due?.shortDescription == "2026-11-05 23:59")
        #expect(try world.file(mr, id).deadline("answer") == nil)
        try world.act(mr, .repair, "requestSupplement", ["missingItems": ["缴款书"]], on: id, as: [.handler])
        try world.act(mr, .repair, "supplement", ["items": ["缴款书"]], on: id, as: [.handler])
        try world.act(mr, .repair, "accept", on: id, as: [.handler])
        try world.act(mr, .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        try world.act(mr, .repair, "grant", RepairScene.grant, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).recipients.map(\.description) == [Self.platform])
        try world.act(Self.platform, .repair, "confirm", RepairScene.allStopped, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "done")
        #expect(world.refused.isEmpty)
    }

    @Test func `with the older rule of the register the platform stops and the register holds (S1, RP-14)`() throws {
        var (world, penalty) = try RepairScene.penaltyPublished(in: "510104")
        world.rules = try RepairScene.rulesWithOlderRegisterRule()
        world.now = try moment("2026-11-02T09:00")
        let target: JSONValue = ["caseId": .string(penalty.description), "sector": "food"]
        let body = RepairScene.application(on: "2026-11-02", penalty).setting("targets", [target])
        let id = try world.act(Self.platform, .repair, "apply", body, as: [.handler])
        #expect(try world.file(mr, id).flags.contains("RULE_CONFLICT"))
        try world.act(mr, .repair, "accept", on: id, as: [.handler])
        try world.act(mr, .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        try world.act(
            mr, .repair, "decideConflict", ["choice": "holdElsewhere", "reason": "食品领域须满一年"], on: id,
            as: [.headDeputy])
        try world.act(mr, .repair, "grant", RepairScene.grant, on: id, as: [.headDeputy])
        for office in [mr, "tax"] {
            #expect(try world.file(office, penalty).state == "published")
            let standings = try world.file(office, penalty).channelStandings.map(\.standing)
            #expect(standings == [.stopped, .published])
        }
        #expect(try world.file(mr, id).facts["effects"]?.array?.last?["heldUntil"] == "2027-08-07")
    }
}
