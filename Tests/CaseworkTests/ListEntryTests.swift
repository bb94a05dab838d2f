import Casework
import Contracts
import Testing

/// 失信联合惩戒名单 (domain D.3) over six desks.
struct ListEntryTests {
    private let mr = "market-regulation"
    private let officers: [Role] = [.handler]

    private func listed() throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try world.act(mr, .listEntry, "propose", Sample.entry, as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act(mr, .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
        return (world, id)
    }

    @Test func `an entry reaches every office, and each reports on its measures`() throws {
        var (world, id) = try listed()
        for agency in DeskWorld.agencies {
            #expect(try world.file(agency, id).state == "published")
            #expect(try world.file(agency, id).subject == "91420106XT0002028T")
        }
        #expect(try world.file("tax", id).deadline("acknowledge")?.due?.shortDescription == "2026-06-02 23:59")
        #expect(try world.file("tax", id).facts["scheduledRemovalOn"] == "2029-06-01")
        try world.act("tax", .listEntry, "acknowledge", on: id, as: officers)
        #expect(try world.file("tax", id).deadline("acknowledge")?.status == .met)
        #expect(try world.file("customs", id).deadline("acknowledge")?.status == .running)
        try world.act("tax", .listEntry, "apply", ["measureCode": "M13"], on: id, as: officers)
        #expect(try world.file("tax", id).deadline("measures/420106-tax")?.status == .running)
        try world.act("tax", .listEntry, "apply", ["measureCode": "M14"], on: id, as: officers)
        #expect(try world.file("tax", id).deadline("measures/420106-tax")?.status == .met)
        for agency in DeskWorld.agencies {
            #expect(try world.file(agency, id).state(ofPart: "420106-tax/M14") == "applied")
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `a measure is not reported before the entry is acknowledged`() throws {
        var (world, id) = try listed()
        #expect(
            try world.refusal("tax", .listEntry, "apply", ["measureCode": "M13"], on: id, as: officers)
                == "STATE_CONFLICT")
    }

    /// What an office forgot comes back behind the removal: the measure ends once an officer stands by what came back, and
    /// the report of it goes out then.
    @Test func `a measure that is remembered behind its removal is lifted when that is confirmed`() throws {
        var (world, id) = try listed()
        let tax = try world.id("tax")
        let forgotten = world.files[tax]?[id]
        for name in ["acknowledge", "apply"] {
            try world.act(
                "tax", .listEntry, name, name == "apply" ? ["measureCode": "M13"] : [:], on: id, as: officers)
        }
        let letters = world.sent.suffix(2)
        try world.act(mr, .listEntry, "remove", Sample.removal, on: id, as: [.headPrincipal])
        let removal = try #require(world.sent.last { $0.type.name == "list.remove" })
        world.files[tax]?[id] = forgotten
        var ids = FreshIDs(time: world.now, randomHigh: 9, randomLow: 1)
        func take(_ input: CaseInput) throws -> Outcome {
            let outcome = try Desk.step(
                file: world.files[tax]?[id], input: input, context: try world.context(tax), ids: &ids)
            world.files[tax]?[id] = outcome.file
            return outcome
        }
        _ = try take(.letter(DeskWorld.received(removal, from: id.office, to: tax, at: world.now)))
        for letter in letters {
            let outcome = try take(.recovered(DeskWorld.received(letter, from: tax, to: id.office, at: world.now)))
            #expect(outcome.letters.isEmpty)
            world.files[tax]?[id]?.flags.append(RecoveryMark.recovered(letter.id))
        }
        #expect(try world.file("tax", id).state(ofPart: "420106-tax/M13") == "applied")
        #expect(try take(.confirmed).letters.isEmpty)
        let confirmations = RecoveryMark.confirmations(of: try world.file("tax", id))
        world.files[tax]?[id]?.flags += confirmations
        let confirmed = try take(.confirmed)
        #expect(confirmed.letters.map(\.type.name) == ["list.measure.report"])
        #expect(try world.file("tax", id).state(ofPart: "420106-tax/M13") == "lifted")
    }

    @Test func `removal lifts every measure at once and waits for nobody`() throws {
        var (world, id) = try listed()
        for agency in ["tax", "customs", mr] {
            try world.act(agency, .listEntry, "acknowledge", on: id, as: officers)
            try world.act(agency, .listEntry, "apply", ["measureCode": "M13"], on: id, as: officers)
        }
        let own: JSONValue = [
            "measureCode": "M13", "basis": ["instrument": "某法", "article": "第一条"],
            "decisionNo": "武昌关决〔2026〕1号",
        ]
        try world.act("customs", .listEntry, "keep", own, on: id, as: officers)
        let outcome = try world.order(mr, .listEntry, "remove", Sample.removal, on: id, as: [.headPrincipal])
        #expect(outcome.events.map(\.name).contains("measureLiftedByRemoval"))
        #expect(try world.file(mr, id).state == "removing")
        try world.run()
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, id)
            #expect(file.state == "removed")
            #expect(file.state(ofPart: "420106-tax/M13") == "lifted")
            #expect(file.state(ofPart: "420106-customs/M13") == "keptByOwnBasis")
        }
        #expect(try world.file(mr, id).deadline("lift")?.status == .met)
        #expect(world.refused.isEmpty)
    }

    @Test func `a measure applied while the removal is on its way is lifted too`() throws {
        var (world, id) = try listed()
        try world.act("tax", .listEntry, "acknowledge", on: id, as: officers)
        _ = try world.order(mr, .listEntry, "remove", Sample.removal, on: id, as: [.headPrincipal])
        #expect(try world.file(mr, id).state == "removed")
        _ = try world.order("tax", .listEntry, "apply", ["measureCode": "M13"], on: id, as: officers)
        try world.run()
        for agency in DeskWorld.agencies {
            #expect(try world.file(agency, id).state == "removed")
            #expect(try world.file(agency, id).state(ofPart: "420106-tax/M13") == "lifted")
        }
    }

    @Test func `listing needs a review by another person`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try world.act(
            mr, .listEntry, "propose", Sample.entry, as: [.handler, .legalReviewer], by: "same")
        #expect(
            try world.refusal(mr, .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
                == "LEGAL_REVIEW_MISSING")
        #expect(
            try world.refusal(mr, .listEntry, "passReview", on: id, as: [.legalReviewer], by: "same")
                == "REVIEWER_IS_HANDLER")
        try world.act(mr, .listEntry, "failReview", ["reason": "依据不足"], on: id, as: [.legalReviewer])
        #expect(try world.file(mr, id).state == "rejected")
        try world.act(mr, .listEntry, "revise", Sample.entry, on: id, as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        #expect(try world.file(mr, id).state == "reviewed")
    }

    static let missing = [
        ("noticeServedOn", "NOTICE_NOT_SERVED"), ("objectionUntil", "NOTICE_NOT_SERVED"),
        ("superiorConsentNo", "SUPERIOR_CONSENT_REQUIRED"), ("listingDecisionNo", "FIELD_MISSING"),
    ]

    @Test(arguments: missing)
    func `what the list kind asks for must be there`(field: String, code: String) throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try world.act(mr, .listEntry, "propose", Sample.entry, as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        #expect(
            try world.refusal(
                mr, .listEntry, "list", Sample.listing.removing(field), on: id, as: [.headPrincipal]) == code)
    }

    static let measures: [(JSONValue, String)] = [
        (["code": "M14"], "MEASURE_WITHOUT_BASIS"),
        (["code": "M99", "name": "限制乘坐高铁"], "MEASURE_WITHOUT_BASIS"),
        (["code": "M04", "basis": ["instrument": "某法", "article": "第一条"]], "MEASURE_WITHOUT_BASIS"),
        (["code": "M14", "basis": ["instrument": "某法", "article": "第一条"]], "BASIS_MISMATCH"),
    ]

    @Test(arguments: measures)
    func `an entry orders no measure without its ground`(measure: JSONValue, code: String) throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let body = Sample.entry.setting("measures", [measure])
        #expect(try world.refusal(mr, .listEntry, "propose", body, as: [.handler]) == code)
    }

    @Test func `an owner may not add a measure without basis to a published entry`() throws {
        var (world, id) = try listed()
        let added = Sample.entry.setting("measures", [["code": "M99", "name": "限制乘坐高铁"]])
            .setting("reason", "补充措施")
        #expect(
            try world.refusal(mr, .listEntry, "correct", added, on: id, as: [.headPrincipal])
                == "MEASURE_WITHOUT_BASIS")
    }

    @Test func `an office applies only what lies within its competence and has a basis there`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let measures: JSONValue = [
            ["code": "M13"],
            [
                "code": "M11",
                "basis": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第十五条第一项"],
            ],
        ]
        let entry = Sample.entry.setting("measures", measures)
        let id = try world.act(mr, .listEntry, "propose", entry, as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act(mr, .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
        for agency in ["tax", "customs"] { try world.act(agency, .listEntry, "acknowledge", on: id, as: officers) }
        #expect(
            try world.refusal("tax", .listEntry, "apply", ["measureCode": "M11"], on: id, as: officers)
                == "NOT_COMPETENT")
        #expect(
            try world.refusal("tax", .listEntry, "apply", ["measureCode": "M15"], on: id, as: officers)
                == "MEASURE_NOT_IN_ENTRY")
        let wrong: JSONValue = ["measureCode": "M11", "basis": ["instrument": "某法", "article": "第一条"]]
        #expect(try world.refusal("customs", .listEntry, "apply", wrong, on: id, as: officers) == "BASIS_MISMATCH")
        let refuse: JSONValue = [
            "measureCode": "M11", "reasonCode": "MEASURE_WITHOUT_BASIS", "reason": "本关无此依据",
        ]
        try world.act("customs", .listEntry, "refuse", refuse, on: id, as: officers)
        #expect(try world.file(mr, id).state(ofPart: "420106-customs/M11") == "refused")
    }

    @Test func `only an owner of the kind lists, and some kinds nobody`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        #expect(try world.refusal("tax", .listEntry, "propose", Sample.entry, as: [.handler]) == "NOT_LIST_OWNER")
        let cyber = Sample.entry.setting("listKind", "cyberspaceSeriousDishonesty")
        #expect(
            try world.refusal("cyberspace", .listEntry, "propose", cyber, as: [.handler]) == "LIST_KIND_UNAVAILABLE")
        let none = Sample.entry.setting("listKind", "blacklist")
        #expect(try world.refusal(mr, .listEntry, "propose", none, as: [.handler]) == "LIST_KIND_UNKNOWN")
        let slight = Sample.entry.setting("heavyPenalty", false)
        let id = try world.act(mr, .listEntry, "propose", slight, as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        #expect(
            try world.refusal(mr, .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
                == "HEAVY_PENALTY_MISSING")
    }

    @Test func `a correction changes no subject`() throws {
        var (world, id) = try listed()
        let other = Sample.subject.setting("uscc", "91510104XT00010175")
        let body = Sample.entry.setting("subject", other).setting("reason", "主体有误")
        #expect(
            try world.refusal(mr, .listEntry, "correct", body, on: id, as: [.headPrincipal]) == "SUBJECT_MISMATCH")
        let renamed = Sample.entry.setting("subject", Sample.subject.setting("name", "武汉样例食品集团有限公司"))
        try world.act(mr, .listEntry, "correct", renamed.setting("reason", "更名"), on: id, as: [.headPrincipal])
        #expect(try world.file("customs", id).facts["subject"]?["name"] == "武汉样例食品集团有限公司")
    }

    @Test func `a person's number in a text for everyone stops the letter`() throws {
        var (world, id) = try listed()
        let letters = world.sent.count
        let body = Sample.removal.setting("reason", "负责人李样420106190002020024已履行")
        #expect(
            try world.refusal(mr, .listEntry, "remove", body, on: id, as: [.headPrincipal]) == "PRIVACY_BLOCK")
        #expect(try world.file(mr, id).state == "published")
        #expect(world.sent.count == letters)
    }

    @Test func `lists are keyed by their subject and go to nobody in particular`() throws {
        let (world, _) = try listed()
        let letter = try #require(world.sent.first)
        #expect(letter.destination == .broadcast(.lists, key: "91420106XT0002028T"))
        #expect(letter.body["recipients"] == [])
    }
}
