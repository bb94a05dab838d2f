import Casework
import Contracts
import Testing

/// Verification, filing, feedback, outcome and links of referrals (domain D.1).
struct ReferralHandlingTests {
    private let mr = "market-regulation"

    private func accepted(
        to recipients: [String] = ["420106-tax"], with more: JSONValue = [:]
    ) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-05-06T09:00")
        let body = (more.object ?? []).reduce(Sample.referral(to: recipients)) { $0.setting($1.name, $1.value) }
        let id = try world.act(mr, .referral, "draft", body, as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
        for recipient in recipients { try world.act(recipient, .referral, "accept", on: id, as: [.handler]) }
        return (world, id)
    }

    private func due(_ world: DeskWorld, _ id: CaseID, _ key: String) throws -> String? {
        try world.file("tax", id).deadline("\(key)/420106-tax")?.due?.shortDescription
    }

    @Test func `a lead is verified in fifteen working days, prolonged once before they end`() throws {
        var (world, id) = try accepted()
        try world.act("tax", .referral, "verify", on: id, as: [.handler])
        #expect(try due(world, id, "verify") == "2026-05-26 23:59")
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "accepted")
        let reason: JSONValue = ["reason": "案情复杂"]
        #expect(
            try world.refusal("tax", .referral, "extendVerification", reason, on: id, as: [.handler]) == "ROLE_REQUIRED"
        )
        try world.act("tax", .referral, "extendVerification", reason, on: id, as: [.headDeputy])
        #expect(try due(world, id, "verify") == "2026-06-16 23:59")
        #expect(
            try world.refusal("tax", .referral, "extendVerification", reason, on: id, as: [.headDeputy])
                == "EXTENSION_SPENT")
        let rungs = try #require(try world.file("tax", id).deadline("verify/420106-tax")).rungs
        #expect(rungs.last?.at.shortDescription == "2026-06-17 00:00")
    }

    @Test func `a term that has ended is not prolonged`() throws {
        var (world, id) = try accepted()
        try world.act("tax", .referral, "verify", on: id, as: [.handler])
        world.now = try moment("2026-05-27T00:00")
        try world.fireRungs()
        #expect(
            try world.refusal("tax", .referral, "extendVerification", ["reason": "案情复杂"], on: id, as: [.headDeputy])
                == "EXTENSION_TOO_LATE")
        #expect(try world.file("tax", id).flags.contains("OVERDUE:verify/420106-tax"))
    }

    @Test func `filing starts the time to decide by the agency's own law, and tells a reporter who gave a name`() throws
    {
        var (world, id) = try accepted(with: ["namedReporter": true, "kind": "lead"])
        try world.act("tax", .referral, "verify", on: id, as: [.handler], at: "2026-05-07T09:00")
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy], at: "2026-05-20T09:00")
        #expect(try world.file("tax", id).deadline("decision/420106-tax")?.rule == "AP-03")
        #expect(try due(world, id, "decision") == "2026-08-18 23:59")
        #expect(try due(world, id, "informReporter") == "2026-05-27 23:59")
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "handling")
        try world.act(
            "tax", .referral, "informReporter", ["informedOn": "2026-05-22"], on: id, as: [.handler],
            at: "2026-05-22T09:00")
        #expect(try world.file("tax", id).deadline("informReporter/420106-tax")?.isLate == false)
        try world.act("tax", .referral, "extendDecision", ["reason": "案情复杂"], on: id, as: [.headPrincipal])
        #expect(try due(world, id, "decision") == "2026-11-16 23:59")
    }

    @Test func `no reporter, nothing to tell`() throws {
        var (world, id) = try accepted()
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        #expect(try world.file("tax", id).deadline("informReporter/420106-tax") == nil)
        #expect(
            try world.refusal(
                "tax", .referral, "informReporter", ["informedOn": "2026-05-22"], on: id, as: [.handler])
                == "STATE_CONFLICT")
    }

    @Test func `feedback is numbered, and the last one has a result`() throws {
        var (world, id) = try accepted()
        try world.act("tax", .referral, "progress", ["text": "已调取账册"], on: id, as: [.handler])
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        try world.act("tax", .referral, "progress", ["text": "已约谈"], on: id, as: [.handler])
        let numbers = world.sent.filter { $0.type.name == "ref.feedback" }.map { $0.body["number"] }
        #expect(numbers == [1, 2, 3])
        #expect(
            try world.refusal("tax", .referral, "conclude", ["text": "办结"], on: id, as: [.handler]) == "FIELD_MISSING")
        #expect(
            try world.refusal("tax", .referral, "conclude", ["outcome": "filed", "text": "办结"], on: id, as: [.handler])
                == "ENUM_UNKNOWN")
        #expect(
            try world.refusal(
                "tax", .referral, "conclude", ["outcome": "penalty", "text": "办结"], on: id, as: [.handler])
                == "FIELD_MISSING")
        try world.act("tax", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "concluded")
        #expect(try world.file("tax", id).deadline("decision/420106-tax")?.status == .met)
    }

    @Test func `what is accepted must be filed before it is decided`() throws {
        var (world, id) = try accepted()
        #expect(
            try world.refusal("tax", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
                == "STATE_CONFLICT")
    }

    @Test func `an outcome of an older program, told of what was only accepted, is taken`() throws {
        var (world, id) = try accepted()
        var other = world
        try other.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        _ = try other.order("tax", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
        let draft = try #require(other.sent.last)
        world.hear(
            DeskWorld.received(draft, from: try world.id("tax"), to: try world.id(mr), at: world.now),
            at: try world.id(mr))
        #expect(try world.file(mr, id).state == "concluded")
        #expect(world.refused.isEmpty)
    }

    // MARK: Guards

    @Test func `the same act is not fined twice, whoever fined it first`() throws {
        let both = ["420106-tax", "420106-customs"]
        var (world, id) = try accepted(to: both, with: ["reasonForTransfer": "coHandling", "actId": "act-1"])
        for office in both { try world.act(office, .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy]) }
        let fine = Sample.penaltyOutcome.setting("penaltyKinds", ["fine"]).setting("fineAmountFen", 100_000)
        try world.act("tax", .referral, "conclude", fine, on: id, as: [.handler])
        #expect(try world.file("customs", id).facts["finedElsewhere"]?.array?.first?["office"] == "420106-tax")
        #expect(try world.refusal("customs", .referral, "conclude", fine, on: id, as: [.handler]) == "DUPLICATE_FINE")
        try world.act("customs", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "concluded")
        #expect(world.refused.isEmpty)
    }

    @Test func `a fine that the sender told of bars another`() throws {
        let prior: JSONValue = [["kind": "fine", "decidedOn": "2026-04-01"]]
        var (world, id) = try accepted(with: ["priorDecisions": prior])
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        let fine = Sample.penaltyOutcome.setting("penaltyKinds", ["fine"])
        #expect(try world.refusal("tax", .referral, "conclude", fine, on: id, as: [.handler]) == "DUPLICATE_FINE")
    }

    @Test func `past its limitation a case is neither approved nor filed`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let body = Sample.referral(to: ["420106-tax"]).setting("limitationDate", "2026-06-30")
        let id = try world.act(mr, .referral, "draft", body, as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        var late = world
        late.now = try moment("2026-07-01T00:00")
        #expect(
            try late.refusal(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
                == "LIMITATION_EXPIRED")
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
        try world.act("tax", .referral, "accept", on: id, as: [.handler], at: "2026-07-01T00:00")
        #expect(
            try world.refusal("tax", .referral, "file", ["text": "立案"], on: id, as: [.headDeputy])
                == "LIMITATION_EXPIRED")
        let ground: JSONValue = ["ground": "limitationExpired", "text": "已过时效"]
        try world.act("tax", .referral, "notFile", ground, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).facts["parts"]?["420106-tax"]?["notFiled"]?["outcome"] == "notFiled")
    }

    @Test func `a second office that accepts is marked at the sender, unless they handle it together`() throws {
        let both = ["420106-tax", "420106-customs"]
        let (world, id) = try accepted(to: both)
        #expect(try world.file(mr, id).flags.contains("SECOND_HOLDER:420106-customs"))
        let (joint, jointID) = try accepted(to: both, with: ["reasonForTransfer": "coHandling"])
        #expect(try joint.file(mr, jointID).flags.isEmpty)
    }

    // MARK: Links

    private func two() throws -> (world: DeskWorld, first: CaseID, second: CaseID) {
        var (world, first) = try accepted()
        let second = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(mr, .referral, "approve", on: second, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕4号"], on: second, as: [.handler])
        return (world, first, second)
    }

    @Test func `referrals about one subject are linked at both sides`() throws {
        var (world, first, second) = try two()
        let link: JSONValue = ["with": .string(first.description), "reason": "同一当事人"]
        try world.act(mr, .referral, "link", link, on: second, as: [.handler])
        #expect(try world.file("tax", second).facts["linked"]?.array?.first?["with"] == .string(first.description))
        try world.act("tax", .referral, "link", link, on: second, as: [.handler])
        #expect(try world.file(mr, second).facts["linkedByReceiver"]?.array?.count == 1)
        let nowhere = link.setting("with", "420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(try world.refusal(mr, .referral, "link", nowhere, on: second, as: [.handler]) == "CASE_UNKNOWN")
        #expect(try world.refusal(mr, .referral, "link", link, on: first, as: [.handler]) == "CASE_UNKNOWN")
        #expect(world.refused.isEmpty)
    }

    @Test func `a referral is merged into another about the same subject, and ends everywhere`() throws {
        var (world, first, second) = try two()
        let into: JSONValue = ["with": .string(first.description), "reason": "并案处理"]
        try world.act(mr, .referral, "merge", into, on: second, as: [.headDeputy])
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, second).state == "merged", "\(agency)")
            #expect(try world.file(agency, second).openRungs.isEmpty, "\(agency)")
        }
        #expect(try world.refusal("tax", .referral, "accept", on: second, as: [.handler]) == "STATE_CONFLICT")
        try world.act(mr, .referral, "close", on: second, as: [.handler])
        #expect(world.refused.isEmpty)
    }

    @Test func `cases of two subjects are not merged`() throws {
        var (world, first) = try accepted()
        let other = Sample.referral(to: ["420106-tax"]).setting(
            "subject", Sample.subject.setting("uscc", "91510104XT00010175"))
        let second = try world.act(mr, .referral, "draft", other, as: [.handler])
        try world.act(mr, .referral, "approve", on: second, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕4号"], on: second, as: [.handler])
        let into: JSONValue = ["with": .string(first.description), "reason": "并案处理"]
        #expect(try world.refusal(mr, .referral, "merge", into, on: second, as: [.headDeputy]) == "SUBJECT_MISMATCH")
    }

    // MARK: Every state of a part

    /// What each state of its own part lets a receiver do; every other order is refused.
    static let parts: [(String, String)] = [
        ("sent", "open accept requestSupplement return forward contestJurisdiction link"),
        ("delivered", "open accept requestSupplement return forward contestJurisdiction link"),
        ("opened", "accept requestSupplement return forward contestJurisdiction link"),
        ("supplementPending", "return link"), ("disputed", "agree submitDispute link"),
        ("accepted", "verify file notFile progress link"),
        ("verifying", "extendVerification file notFile progress link"),
        ("handling", "informReporter progress extendDecision conclude link"), ("returned", "link"),
        ("forwarded", "link"), ("recalled", "link"), ("merged", "link"), ("concluded", "informReporter link"),
    ]

    @Test(arguments: parts)
    func `each state of a part lets its office do just this`(state: String, orders: String) throws {
        let world = try DeskWorld(at: "2026-06-30T09:00")
        let id = try #require(CaseID("420106-market-regulation.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let event = CaseEvent(
            name: "made", at: world.now, office: id.office, officer: nil, letter: nil,
            body: [
                "from": "", "to": "accepted", "recording": "top", "opensParts": ["420106-tax": .string(state)],
                "content": ["recipients": ["420106-tax"]],
            ])
        let file = CaseFile.evolve(nil, event, id: id, kind: .referral)
        let officer = Officer(id: "x", name: "全权", roles: Role.allCases, region: "420106")
        let possible = Desk.possible(
            .referral, file: file, officer: officer, context: try world.context(try world.id("tax")))
        #expect(possible.filter(\.isInPlace).map(\.order) == orders.split(separator: " ").map(String.init))
    }

    @Test func `the table of parts names every state of a part`() {
        #expect(ReferralHandlingTests.parts.map(\.0).sorted() == Workflow.referral.partStates.map(\.name).sorted())
    }
}
