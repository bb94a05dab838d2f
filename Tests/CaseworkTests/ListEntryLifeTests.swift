import Casework
import Contracts
import Testing

/// The way of a list entry onto its list and off it (domain D.3), each guard with its code and its provision.
struct ListEntryLifeTests {
    private static let mr = "market-regulation"
    private static let superior = "420100-market-regulation"
    private let heads: [Role] = [.headPrincipal]

    private func world(_ time: String = "2026-06-01T09:00") throws -> DeskWorld {
        try DeskWorld(at: time, others: [ListEntryLifeTests.superior])
    }

    private func order(
        _ world: inout DeskWorld, _ name: String, _ body: JSONValue = [:], on id: CaseID? = nil,
        as roles: [Role]? = nil,
        by agency: String = ListEntryLifeTests.mr, at time: String? = nil
    ) throws -> CaseID {
        try world.act(agency, .listEntry, name, body, on: id, as: roles ?? heads, at: time)
    }

    private func reviewed(_ world: inout DeskWorld, _ entry: JSONValue = Sample.entry) throws -> CaseID {
        let id = try order(&world, "propose", entry, as: [.handler])
        return try order(&world, "passReview", on: id, as: [.legalReviewer])
    }

    private func listed(_ world: inout DeskWorld, _ entry: JSONValue = Sample.entry) throws -> CaseID {
        try order(&world, "list", Sample.listing, on: try reviewed(&world, entry))
    }

    /// A refusal whole: code and provision are both asserted.
    private func refusal(
        _ world: inout DeskWorld, _ name: String, _ body: JSONValue = [:], on id: CaseID? = nil,
        as roles: [Role]? = nil,
        by agency: String = ListEntryLifeTests.mr
    ) throws -> Refusal {
        do {
            try world.act(agency, .listEntry, name, body, on: id, as: roles ?? heads)
        } catch let refusal as Refusal {
            return refusal
        }
        throw NotWritten(text: "\(name) was done")
    }

    private static let notice: JSONValue = ["documentNo": "武昌市监告〔2026〕1号", "noticeServedOn": "2026-06-01"]
    private static let decision: JSONValue = ["listingDecisionNo": "武昌市监列〔2026〕1号"]
    private static let consent: JSONValue = ["superiorConsentNo": "武市监同〔2026〕9号"]

    // MARK: Onto the list

    @Test func `silence after the notice clears it at midnight, and the superior consents by letter`() throws {
        var world = try world()
        let id = try reviewed(&world)
        _ = try order(&world, "serveNotice", ListEntryLifeTests.notice, on: id)
        #expect(
            try world.file(ListEntryLifeTests.mr, id).deadline("statement")?.due?.shortDescription == "2026-06-08 23:59"
        )
        let early = try refusal(&world, "requestConsent", on: id)
        #expect(early.code == "STATE_CONFLICT")
        world.now = try moment("2026-06-08T23:59")
        try world.fireRungs()
        #expect(try world.file(ListEntryLifeTests.mr, id).state == "noticeServed")
        world.now = try moment("2026-06-09T00:00")
        try world.fireRungs()
        #expect(try world.file(ListEntryLifeTests.mr, id).state == "cleared")
        let without = try refusal(&world, "decide", ListEntryLifeTests.decision, on: id)
        #expect(without.code == "SUPERIOR_CONSENT_REQUIRED")
        #expect(without.basis == "《市场监督管理严重违法失信名单管理办法》第二十二条")
        _ = try order(&world, "requestConsent", on: id, at: "2026-06-09T09:00")
        let above = try world.file(ListEntryLifeTests.superior, id)
        let asked = try world.id(ListEntryLifeTests.superior)
        #expect(above.state == "consentRequested" && above.standing(of: asked) == .superior)
        #expect(above.facts["cause"] == Sample.entry["cause"])
        #expect(above.deadline("consent")?.due?.shortDescription == "2026-06-16 23:59")
        #expect(world.files[try world.id("tax")]?[id] == nil, "nobody else learns of it")
        let conflict = try refusal(&world, "decide", ListEntryLifeTests.decision, on: id)
        #expect(conflict.code == "STATE_CONFLICT")
        _ = try order(
            &world, "grantConsent", ListEntryLifeTests.consent, on: id, by: ListEntryLifeTests.superior,
            at: "2026-06-10T09:00")
        #expect(try world.file(ListEntryLifeTests.mr, id).deadline("consent")?.status == .met)
        _ = try order(&world, "decide", ListEntryLifeTests.decision, on: id)
        let file = try world.file(ListEntryLifeTests.mr, id)
        #expect(file.state == "listed")
        #expect(file.deadline("publish")?.due?.shortDescription == "2026-07-09 23:59")
        _ = try order(&world, "publish", on: id, at: "2026-06-18T09:00")
        let published = try world.file("tax", id)
        #expect(published.state == "published" && published.facts["listedOn"] == "2026-06-10")
        #expect(published.facts["publishedOn"] == "2026-06-18" && published.facts["scheduledRemovalOn"] == "2029-06-10")
        #expect(try world.file(ListEntryLifeTests.superior, id).state == "published")
        #expect(try world.file(ListEntryLifeTests.mr, id).deadline("publish")?.status == .met)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: ListEntryLifeTests.superior)
        #expect(world.refused.isEmpty)
    }

    @Test func `a superior refuses, the proposal is revised and asked for again`() throws {
        var world = try world()
        let id = try reviewed(&world)
        let papers = Sample.listing.removing("listingDecisionNo").removing("superiorConsentNo")
        _ = try order(&world, "requestConsent", papers, on: id)
        _ = try order(&world, "refuseConsent", ["reason": "证据不足"], on: id, by: ListEntryLifeTests.superior)
        #expect(try world.file(ListEntryLifeTests.mr, id).state == "rejected")
        let other = Sample.entry.setting("subject", Sample.subject.setting("uscc", "91510104XT00010175"))
        #expect(try refusal(&world, "revise", other, on: id, as: [.handler]).code == "SUBJECT_MISMATCH")
        _ = try order(&world, "revise", Sample.entry.setting("cause", "补充证据"), on: id, as: [.handler])
        _ = try order(&world, "passReview", on: id, as: [.legalReviewer])
        _ = try order(&world, "requestConsent", papers, on: id)
        let above = try world.file(ListEntryLifeTests.superior, id)
        #expect(above.state == "consentRequested" && above.facts["cause"] == "补充证据")
        _ = try order(&world, "grantConsent", ListEntryLifeTests.consent, on: id, by: ListEntryLifeTests.superior)
        _ = try order(&world, "list", Sample.listing.removing("superiorConsentNo"), on: id)
        #expect(try world.file(ListEntryLifeTests.superior, id).state == "published")
        #expect(world.refused.isEmpty)
    }

    @Test func `a consent on paper overtakes the letter, and its refusal is left to a person`() throws {
        var world = try world()
        let id = try reviewed(&world)
        let papers = Sample.listing.removing("listingDecisionNo").removing("superiorConsentNo")
        _ = try order(&world, "requestConsent", papers, on: id)
        _ = try world.order(
            ListEntryLifeTests.superior, .listEntry, "refuseConsent", ["reason": "证据不足"], on: id, as: heads)
        _ = try world.order(
            ListEntryLifeTests.mr, .listEntry, "recordConsent", ListEntryLifeTests.consent, on: id, as: heads)
        _ = try world.order(ListEntryLifeTests.mr, .listEntry, "list", Sample.listing, on: id, as: heads)
        try world.run()
        let owner = try world.file(ListEntryLifeTests.mr, id)
        #expect(owner.state == "published" && owner.flags.contains("CONSENT_REFUSED_LATE"))
        #expect(try world.file(ListEntryLifeTests.superior, id).state == "published")
        #expect(world.refused.isEmpty)
    }

    @Test func `an office whose superior takes no part asks on paper`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try reviewed(&world)
        let papers = Sample.listing.removing("listingDecisionNo").removing("superiorConsentNo")
        #expect(try refusal(&world, "requestConsent", papers, on: id).code == "SUPERIOR_NOT_REACHED")
        _ = try order(&world, "list", Sample.listing, on: id)
    }

    @Test func `an objection is upheld or dismissed`() throws {
        for (name, state) in [("upholdObjection", "rejected"), ("dismissObjection", "cleared")] {
            var world = try world()
            let id = try reviewed(&world)
            _ = try order(&world, "serveNotice", ListEntryLifeTests.notice, on: id)
            _ = try order(&world, "recordObjection", ["receivedOn": "2026-06-03", "text": "并无主观故意"], on: id)
            #expect(try world.file(ListEntryLifeTests.mr, id).deadline("statement")?.status == .met)
            _ = try order(&world, name, ["reason": "经核查"], on: id)
            #expect(try world.file(ListEntryLifeTests.mr, id).state == state)
        }
    }

    @Test func `the notice of repair goes with the decision`() throws {
        var world = try world()
        let id = try order(
            &world, "decide", Sample.listing, on: try reviewed(&world))
        let alone: JSONValue = ["decisionServedOn": "2026-06-01", "repairNoticeServed": false]
        #expect(try refusal(&world, "serveDecision", alone, on: id).code == "NOTICE_NOT_SERVED")
        _ = try order(&world, "serveDecision", alone.setting("repairNoticeServed", true), on: id)
    }

    @Test func `a decision is pushed once, to a registrar of the subject's province, who publishes in its time`() throws
    {
        var world = try DeskWorld(at: "2026-06-01T09:00", others: ["510104-market-regulation", "510104-tax"])
        let away = Sample.entry.setting(
            "subject", Sample.subject.setting("registeredRegion", "510104").setting("uscc", "91510104XT00010175"))
        let id = try order(&world, "decide", Sample.listing, on: try reviewed(&world, away))
        let file = try world.file(ListEntryLifeTests.mr, id)
        #expect(file.deadline("push")?.due?.shortDescription == "2026-06-15 23:59")
        #expect(file.deadline("publish") == nil)
        for wrong in ["510104-tax", "420106-tax"] {
            #expect(try refusal(&world, "push", ["registrar": .string(wrong)], on: id).code == "REGISTRAR_INVALID")
        }
        _ = try order(&world, "push", ["registrar": "510104-market-regulation"], on: id, at: "2026-06-08T09:00")
        #expect(
            try refusal(&world, "push", ["registrar": "510104-market-regulation"], on: id).code == "ALREADY_PUSHED")
        #expect(try refusal(&world, "cancel", ["reason": "撤回"], on: id).code == "ALREADY_PUSHED")
        let there = try world.file("510104-market-regulation", id)
        #expect(there.state == "listed" && there.deadline("receive")?.due?.shortDescription == "2026-06-23 23:59")
        _ = try order(
            &world, "post", ["postedOn": "2026-06-18"], on: id, by: "510104-market-regulation", at: "2026-06-18T09:00")
        #expect(try world.file(ListEntryLifeTests.mr, id).facts["posted"]?["postedOn"] == "2026-06-18")
        #expect(try world.file("510104-market-regulation", id).deadline("receive")?.status == .met)
        _ = try order(&world, "publish", on: id)
        for office in ["510104-market-regulation", "510104-tax", "tax"] {
            #expect(try world.file(office, id).state == "published")
        }
        #expect(world.refused.isEmpty)
    }

    // MARK: While it stands

    @Test func `a correction is the next version, and every office confirms it before it reports again`() throws {
        var world = try world()
        let id = try listed(&world)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        #expect(try refusal(&world, "acknowledge", on: id, as: [.handler], by: "tax").code == "ALREADY_CONFIRMED")
        _ = try order(&world, "recordError", ["foundOn": "2026-06-01", "text": "名称有误"], on: id)
        #expect(
            try world.file(ListEntryLifeTests.mr, id).deadline("correct")?.due?.shortDescription == "2026-06-04 23:59")
        let renamed = Sample.entry.setting("subject", Sample.subject.setting("name", "武汉样例食品集团有限公司"))
        _ = try order(&world, "correct", renamed.setting("reason", "更名"), on: id)
        #expect(try world.file(ListEntryLifeTests.mr, id).deadline("correct")?.status == .met)
        for agency in DeskWorld.agencies { #expect(try world.file(agency, id).entryVersion == 2) }
        let tax = try world.file("tax", id)
        #expect(tax.deadline("acknowledge")?.status == .running)
        #expect(
            try refusal(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax").code
                == "VERSION_UNCONFIRMED")
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        #expect(try world.file("customs", id).confirmedVersion(of: try world.id("tax")) == 2)
    }

    @Test func `a confirmation that crosses a correction confirms the old version everywhere`() throws {
        var world = try world()
        let id = try listed(&world)
        let renamed = Sample.entry.setting("subject", Sample.subject.setting("name", "武汉样例食品集团有限公司"))
        _ = try world.order("tax", .listEntry, "acknowledge", on: id, as: [.handler])
        _ = try world.order(
            ListEntryLifeTests.mr, .listEntry, "correct", renamed.setting("reason", "更名"), on: id, as: heads)
        try world.run()
        for agency in DeskWorld.agencies {
            #expect(try world.file(agency, id).confirmedVersion(of: try world.id("tax")) == 1)
            #expect(try world.file(agency, id).entryVersion == 2)
        }
    }

    @Test func `only its owner amends an entry`() throws {
        var world = try world()
        let id = try listed(&world)
        for name in ["correct", "extend", "liftMeasure", "shield", "remove", "recordError"] {
            let refusal = try refusal(&world, name, on: id, by: "tax")
            #expect(refusal.code == "NOT_LIST_OWNER" && refusal.basis != nil, "\(name)")
        }
        let letter = try #require(world.sent.first { $0.type.name == "list.published" })
        let forged = ReceivedLetter(
            id: letter.id, type: LetterType(name: "list.remove", version: 1), caseID: id, subject: letter.subject,
            from: try world.id("tax"), to: "*", cause: "",
            body: Sample.removal.merging(["event": "removalOrdered", "at": "2026-06-01T09:00:00.000+08:00"]),
            signedAt: world.now, arrivedAt: world.now)
        world.hear(forged, at: try world.id("customs"))
        #expect(world.refused.map(\.refusal.code) == ["SENDER_NOT_PARTY"])
        #expect(try world.file("customs", id).state == "published")
    }

    @Test func `a longer ban prolongs the entry, and nothing else does`() throws {
        var world = try world()
        let id = try listed(&world)
        let longer: JSONValue = [
            "extendedUntil": "2031-06-01", "decisionNo": "武昌市监禁〔2026〕1号", "reason": "从业限制五年",
        ]
        #expect(
            try refusal(&world, "extend", longer.setting("extendedUntil", "2029-06-01"), on: id).code
                == "EXTENSION_NOT_ALLOWED")
        _ = try order(&world, "extend", longer, on: id)
        for agency in DeskWorld.agencies {
            #expect(try world.file(agency, id).lastDay?.description == "2031-06-01")
            #expect(try world.file(agency, id).entryVersion == 2)
        }
        let expiries = try world.file(ListEntryLifeTests.mr, id).deadlines.filter { $0.key == "expiry" }
        #expect(expiries.map(\.status) == [.stopped, .running])
        let early: JSONValue = Sample.removal.setting("kind", "early")
        world.now = try moment("2027-06-02T09:00")
        let refusal = try refusal(&world, "remove", early, on: id)
        #expect(refusal.code == "TERM_RUNNING" && refusal.basis == "《信用修复管理办法》第十二条")
    }

    @Test func `an entry ends at midnight after its last day, once, and every measure with it`() throws {
        var world = try world()
        let id = try listed(&world)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        world.now = try moment("2029-06-01T23:59")
        try world.fireRungs()
        #expect(try world.file(ListEntryLifeTests.mr, id).state == "published")
        world.now = try moment("2029-06-02T00:00")
        try world.fireRungs()
        try world.fireRungs()
        #expect(world.sent.count { $0.type.name == "list.remove" } == 1)
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, id)
            #expect(file.state == "removed" && file.state(ofPart: "420106-tax/M13") == "lifted")
            #expect(file.facts["removalOrdered"]?["kind"] == "expired")
        }
        let flags = try world.file(ListEntryLifeTests.mr, id).flags
        #expect(!flags.contains("OVERDUE:expiry"), "its end is no breach")
    }

    @Test func `an office lifts its measure on the last day even when the owner says nothing`() throws {
        var world = try world()
        let id = try listed(&world)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        world.files[try world.id(ListEntryLifeTests.mr)]?[id] = nil
        world.now = try moment("2029-06-02T00:00")
        try world.fireRungs()
        #expect(try world.file("tax", id).state(ofPart: "420106-tax/M13") == "lifted")
        #expect(try world.file("customs", id).state(ofPart: "420106-tax/M13") == "lifted")
    }

    @Test func `a measure has a last day of its own`() throws {
        var world = try world()
        let entry = Sample.entry.setting("measures", [["code": "M13", "until": "2026-12-31"]])
        let id = try listed(&world, entry)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        world.now = try moment("2027-01-01T00:00")
        try world.fireRungs()
        #expect(try world.file(ListEntryLifeTests.mr, id).state(ofPart: "420106-tax/M13") == "lifted")
        #expect(try world.file(ListEntryLifeTests.mr, id).state == "published")
    }

    @Test func `reorganisation shields an entry, and its failure brings it back`() throws {
        var world = try world()
        let id = try listed(&world)
        for agency in ["tax", "customs"] {
            _ = try order(&world, "acknowledge", on: id, as: [.handler], by: agency)
            _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: agency)
        }
        let ruling: JSONValue = ["ruledOn": "2026-06-01", "documentNo": "武破〔2026〕1号", "text": "裁定批准重整计划"]
        _ = try order(&world, "recordReorganisation", ruling, on: id)
        #expect(
            try world.file(ListEntryLifeTests.mr, id).deadline("shield")?.due?.shortDescription == "2026-06-15 23:59")
        let shield: JSONValue = [
            "rulingNo": "武破〔2026〕1号", "rulingOn": "2026-06-01", "reason": "重整", "shieldedMeasures": ["M13"],
        ]
        _ = try order(&world, "shield", shield, on: id)
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, id)
            #expect(file.state == "shielded" && file.state(ofPart: "420106-tax/M13") == "lifted")
        }
        #expect(try refusal(&world, "apply", ["measureCode": "M14"], on: id, by: "tax").code == "STATE_CONFLICT")
        _ = try order(&world, "unshield", ["reason": "计划执行失败"], on: id)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        #expect(try world.file("customs", id).state(ofPart: "420106-tax/M13") == "applied")
        #expect(world.refused.isEmpty)
    }

    @Test func `a plan that is done ends a shielded entry before its shortest time`() throws {
        var world = try world()
        let id = try listed(&world)
        let shield: JSONValue = [
            "rulingNo": "武破〔2026〕1号", "rulingOn": "2026-06-01", "reason": "重整", "shieldedMeasures": [],
        ]
        _ = try order(&world, "shield", shield, on: id)
        _ = try order(&world, "remove", Sample.removal.setting("kind", "early"), on: id, at: "2026-09-01T09:00")
        #expect(try world.file("tax", id).state == "removed")
    }

    // MARK: Off the list

    @Test func `early removal waits for its day, full performance, the end of a ban and of a bar`() throws {
        var world = try world()
        let id = try listed(&world)
        let early = Sample.removal.setting("kind", "early")
        world.now = try moment("2027-05-31T09:00")
        let soon = try refusal(&world, "remove", early, on: id)
        #expect(soon.code == "MIN_PERIOD_NOT_REACHED" && soon.basis == "《信用修复管理办法》第十四条")
        world.now = try moment("2027-06-01T09:00")
        let unpaid = try refusal(&world, "remove", early, on: id)
        #expect(unpaid.code == "NOT_FULLY_PERFORMED" && unpaid.basis == "《信用修复管理办法》第十四条")
        let half: JSONValue = ["performedOn": "2027-05-01", "isFull": false, "text": "缴纳一半"]
        _ = try order(&world, "recordPerformance", half, on: id)
        #expect(try refusal(&world, "remove", early, on: id).code == "NOT_FULLY_PERFORMED")
        _ = try order(&world, "recordPerformance", half.setting("isFull", true), on: id)
        _ = try order(&world, "remove", early, on: id)
        #expect(try world.file("tax", id).state == "removed")
        #expect(
            try refusal(&world, "restore", ["reason": "恢复", "decisionNo": "武昌市监恢〔2027〕1号"], on: id).code
                == "FIELD_MISSING")
    }

    @Test(arguments: [("accepted", true), ("granted", false)])
    func `only a repair that was granted for the entry stands in for the proof of performance`(
        state: String, isOfEntry: Bool
    ) throws {
        var world = try world()
        let id = try listed(&world)
        let other = try listed(&world, Sample.entry.setting("sourceDecisionNo", "武昌市监处罚〔2026〕12号"))
        let repair = try repaired(&world, isOfEntry ? id : other, state)
        let early = Sample.removal.setting("kind", "early").setting("repair", .string(repair.description))
        world.now = try moment("2027-06-01T09:00")
        let refusal = try refusal(&world, "remove", early, on: id)
        #expect(refusal.code == "REPAIR_NOT_GRANTED" && refusal.basis == "《信用修复管理办法》第十四条")
    }

    @Test func `a granted repair removes the entry by its own proof of performance`() throws {
        var world = try world()
        let id = try listed(&world)
        let repair = try repaired(&world, id, "granted")
        let early = Sample.removal.setting("kind", "early").setting("repair", .string(repair.description))
        world.now = try moment("2027-05-31T09:00")
        #expect(try refusal(&world, "remove", early, on: id).code == "MIN_PERIOD_NOT_REACHED")
        _ = try order(&world, "remove", early, on: id, at: "2027-06-01T09:00")
        #expect(try world.file("tax", id).facts["removalOrdered"]?["repair"] == early["repair"])
    }

    @Test func `false material brings an entry back with a new period and a bar of three years`() throws {
        var world = try world()
        let id = try listed(&world)
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        let early = Sample.removal.setting("kind", "early")
        let performed: JSONValue = ["performedOn": "2027-05-01", "isFull": true, "text": "全部缴纳"]
        _ = try order(&world, "recordPerformance", performed, on: id, at: "2027-05-20T09:00")
        _ = try order(&world, "remove", early, on: id, at: "2027-06-01T09:00")
        let restore: JSONValue = [
            "reason": "恢复列入", "decisionNo": "武昌市监恢〔2027〕1号", "falseMaterial": "伪造缴款凭证",
        ]
        _ = try order(&world, "restore", restore, on: id, at: "2027-07-01T09:00")
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, id)
            #expect(file.state == "published" && file.entryVersion == 2)
            #expect(file.lastDay?.description == "2030-07-01")
            #expect(file.facts["repairBarredUntil"] == "2030-07-01")
        }
        _ = try order(&world, "acknowledge", on: id, as: [.handler], by: "tax")
        _ = try order(&world, "apply", ["measureCode": "M13"], on: id, as: [.handler], by: "tax")
        world.now = try moment("2029-07-02T09:00")
        let barred = try refusal(&world, "remove", early, on: id)
        #expect(barred.code == "REPAIR_BARRED" && barred.basis == "《信用修复管理办法》第二十五条")
        world.now = try moment("2030-07-02T00:00")
        try world.fireRungs()
        #expect(try world.file("customs", id).state(ofPart: "420106-tax/M13") == "lifted")
        #expect(try world.file("tax", id).state == "removed")
        #expect(world.refused.isEmpty)
    }

    /// A repair of an entry at its owner, in a state.
    private func repaired(_ world: inout DeskWorld, _ entry: CaseID, _ state: String) throws -> CaseID {
        let id = try #require(CaseID("420106-market-regulation.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let event = CaseEvent(
            name: "made", at: world.now, office: id.office, officer: nil, letter: nil,
            body: [
                "from": "", "to": .string(state), "recording": "top",
                "content": ["targets": [["caseId": .string(entry.description)]]],
            ])
        world.files[id.office, default: [:]][id] = CaseFile.evolve(nil, event, id: id, kind: .repair)
        return id
    }

    @Test func `what ended by itself or was annulled is not restored`() throws {
        var world = try world()
        let id = try listed(&world)
        _ = try order(&world, "remove", Sample.removal, on: id)
        let restore: JSONValue = [
            "reason": "恢复列入", "decisionNo": "武昌市监恢〔2027〕1号", "falseMaterial": "伪造缴款凭证",
        ]
        #expect(try refusal(&world, "restore", restore, on: id).code == "RESTORE_NOT_ALLOWED")
    }

    @Test func `the revocation of the source decision is acted upon within three working days`() throws {
        var world = try world("2026-11-05T09:00")
        let entry = Sample.entry
        let id = try listed(&world, entry)
        let annulled: JSONValue = ["revokedOn": "2026-11-05", "documentNo": "武行终〔2026〕1号", "text": "法院撤销处罚"]
        _ = try order(&world, "recordSourceRevoked", annulled, on: id)
        let due = try world.file(ListEntryLifeTests.mr, id).deadline("removeRevoked")
        #expect(due?.due?.shortDescription == "2026-11-10 23:59")
        _ = try order(&world, "remove", Sample.removal, on: id)
        #expect(try world.file(ListEntryLifeTests.mr, id).deadline("removeRevoked")?.status == .met)
    }
}
