import Casework
import Contracts
import Foundation
import Testing

/// One cause lists a subject once (practice 7, row 33), and no end stands before its beginning (row 34).
struct ListCauseTests {
    private static let mr = "market-regulation"
    private static let superior = "420100-market-regulation"

    private func propose(_ world: inout DeskWorld, _ changes: JSONValue = [:], at agency: String = mr) throws -> CaseID
    {
        let entry = changes.object?.reduce(Sample.entry) { $0.setting($1.name, $1.value) } ?? Sample.entry
        return try world.act(agency, .listEntry, "propose", entry, as: [.handler])
    }

    private func refused(_ world: inout DeskWorld, _ changes: JSONValue = [:], at agency: String = mr) throws
        -> Refusal?
    {
        do {
            _ = try propose(&world, changes, at: agency)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// An entry that has gone as far as the orders say.
    private func stood(_ orders: [String]) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-01T09:00", others: [Self.superior])
        let id = try propose(&world)
        for name in orders {
            let steps: [String: (JSONValue, Role)] = [
                "passReview": ([:], .legalReviewer), "failReview": (["reason": "依据不足"], .legalReviewer),
                "decide": (Sample.listing, .headPrincipal), "publish": ([:], .headPrincipal),
                "cancel": (["reason": "不再需要"], .headPrincipal),
                "remove": (
                    ["kind": "revoked", "reason": "原决定被撤销", "decisionNo": "武昌市监移出〔2026〕1号"], .headPrincipal
                ),
            ]
            let (body, role) = try #require(steps[name])
            try world.act(Self.mr, .listEntry, name, body, on: id, as: [role])
        }
        return (world, id)
    }

    @Test(arguments: [[], ["passReview"], ["passReview", "decide"], ["passReview", "decide", "publish"]])
    func `who stands on a list, or is on the way there, is not proposed for the same cause, and the case is named`(
        orders: [String]
    ) throws {
        var (world, id) = try stood(orders)
        let refusal = try #require(try refused(&world, ["cause": "换一种说法"]))
        #expect(refusal.code == "LISTED_FOR_SAME_CAUSE" && refusal.text.contains(id.description), "\(refusal.text)")
        #expect(refusal.basis != nil && refusal.field == "sourceDecisionNo")
        // The number of the decision is the same in whatever width it is typed, and a list without criteria has no other
        // cause by one.
        #expect(try refused(&world, ["sourceDecisionNo": "武昌市监处罚〔２０２６〕11号"])?.code == "LISTED_FOR_SAME_CAUSE")
        #expect(try refused(&world, ["criterion": "x"])?.code == "LISTED_FOR_SAME_CAUSE")
    }

    @Test func `a request for consent that its office gave up does not bar the superior from its own proposal`() throws
    {
        var (world, id) = try stood(["passReview"])
        let papers = Sample.listing.removing("listingDecisionNo").removing("superiorConsentNo")
        try world.act(Self.mr, .listEntry, "requestConsent", papers, on: id, as: [.handler])
        try world.act(
            Self.superior, .listEntry, "grantConsent", ["superiorConsentNo": "武市监同〔2026〕9号"], on: id,
            as: [.headPrincipal])
        try world.act(Self.mr, .listEntry, "cancel", ["reason": "不再需要"], on: id, as: [.headPrincipal])
        #expect(try world.file(Self.superior, id).state == "consented", "nobody tells it")
        #expect(try refused(&world, at: Self.superior) == nil)
    }

    @Test func `what another office published stands against a proposal too`() throws {
        var (world, id) = try stood(["passReview", "decide", "publish"])
        let refusal = try #require(try refused(&world, at: Self.superior))
        #expect(refusal.code == "LISTED_FOR_SAME_CAUSE" && refusal.text.contains(id.description), "\(refusal.text)")
        // An office that never heard of a proposal does not learn of it by a refusal.
        var early = try stood(["passReview"]).world
        #expect(try refused(&early, at: Self.superior) == nil)
    }

    @Test(
        arguments: [
            ["sourceDecisionNo": "武昌市监处罚〔2026〕12号"],
            ["ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第七条第一项"]],
            [
                "subject": [
                    "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
                    "registeredRegion": "510104",
                ]
            ],
        ] as [JSONValue])
    func `nothing is refused for another decision, another provision or another subject`(changes: JSONValue) throws {
        var (world, _) = try stood(["passReview", "decide", "publish"])
        #expect(try refused(&world, changes) == nil)
    }

    @Test(arguments: [["failReview"], ["cancel"], ["passReview", "decide", "publish", "remove"]])
    func `nothing is refused for an entry that ended or never came about`(orders: [String]) throws {
        var (world, _) = try stood(orders)
        #expect(try refused(&world) == nil)
    }

    @Test func `nothing is refused for a period that is over, though nobody has said so yet`() throws {
        var (world, id) = try stood(["passReview", "decide", "publish"])
        let last = try #require(try world.file(Self.mr, id).lastDay)
        world.now = last.start + .hours(9)
        #expect(try refused(&world)?.code == "LISTED_FOR_SAME_CAUSE")
        world.now = last.adding(days: 1).start + .hours(9)
        #expect(try world.file(Self.mr, id).state == "published")
        #expect(try refused(&world) == nil)
    }

    @Test func `a rejected proposal is not written again behind another one for its cause, and is none to itself`()
        throws
    {
        var (world, id) = try stood(["failReview"])
        let other = try propose(&world)
        #expect(
            try world.refusal(Self.mr, .listEntry, "revise", Sample.entry, on: id, as: [.handler])
                == "LISTED_FOR_SAME_CAUSE")
        try world.act(Self.mr, .listEntry, "revise", Sample.entry, on: other, as: [.handler])
        try world.act(Self.mr, .listEntry, "cancel", ["reason": "重复"], on: other, as: [.headPrincipal])
        try world.act(Self.mr, .listEntry, "revise", Sample.entry, on: id, as: [.handler])
    }

    // MARK: Days

    private static func measure(until day: String) -> JSONValue {
        ["measures": [["code": "M13", "until": .string(day)]]]
    }

    @Test(
        arguments: [
            (measure(until: "2026-05-31"), "measures[0].until"),
            (["restrictionUntil": "2026-05-31"], "restrictionUntil"),
            (measure(until: "2026-06-01"), nil), (["restrictionUntil": "2026-06-01"], nil), ([:], nil),
        ] as [(JSONValue, String?)])
    func `no measure and no ban of a proposal ends before the day of the entry`(
        changes: JSONValue, field: String?
    ) throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let refusal = try refused(&world, changes)
        #expect(refusal?.field == field && refusal?.code == field.map { _ in "END_BEFORE_START" })
    }

    @Test(arguments: [("2026-05-31", "END_BEFORE_START"), ("2026-06-01", nil)] as [(String, String?)])
    func `no ban that the decision tells of ends before it`(day: String, code: String?) throws {
        var (world, id) = try stood(["passReview"])
        let decision = Sample.listing.setting("restrictionUntil", .string(day))
        #expect(
            try world.refusal(Self.mr, .listEntry, "decide", decision, on: id, as: [.headPrincipal]) == code)
    }

    @Test func `a measure that was over before the decision is not decided, and its case says so before any form`()
        throws
    {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try propose(&world, Self.measure(until: "2026-06-15"))
        try world.act(Self.mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        world.now = try moment("2026-06-15T09:00")
        #expect(try world.refusal(Self.mr, .listEntry, "decide", Sample.listing, on: id, as: [.headPrincipal]) == nil)
        var late = try DeskWorld(at: "2026-06-01T09:00")
        let other = try propose(&late, Self.measure(until: "2026-06-15"))
        try late.act(Self.mr, .listEntry, "passReview", on: other, as: [.legalReviewer])
        late.now = try moment("2026-07-01T09:00")
        #expect(
            try late.refusal(Self.mr, .listEntry, "decide", Sample.listing, on: other, as: [.headPrincipal])
                == "END_BEFORE_START")
    }

    @Test func `an entry that came back to its list keeps a measure that ended meanwhile`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00", others: [Self.superior])
        let measures = Self.measure(until: "2026-06-15")
        let id = try propose(&world, measures)
        let steps: [(String, JSONValue, Role, String)] = [
            ("passReview", [:], .legalReviewer, "2026-06-01"), ("list", Sample.listing, .headPrincipal, "2026-06-01"),
            (
                "recordPerformance", ["performedOn": "2027-05-01", "isFull": true, "text": "全部缴纳"], .headPrincipal,
                "2027-05-20"
            ),
            ("remove", Sample.removal.setting("kind", "early"), .headPrincipal, "2027-06-01"),
            (
                "restore", ["reason": "恢复列入", "decisionNo": "武昌市监恢〔2027〕1号", "falseMaterial": "伪造缴款凭证"],
                .headPrincipal, "2027-07-01"
            ),
        ]
        for (name, body, role, day) in steps {
            try world.act(Self.mr, .listEntry, name, body, on: id, as: [role], at: day + "T09:00")
        }
        #expect(try world.file(Self.mr, id).facts["listedOn"] == "2027-07-01")
        func correct(_ changes: JSONValue) throws -> String? {
            let body = Sample.entry.merging(changes).setting("reason", "更正")
            return try world.refusal(Self.mr, .listEntry, "correct", body, on: id, as: [.headPrincipal])
        }
        #expect(try correct(Self.measure(until: "2027-06-20")) == "END_BEFORE_START")
        #expect(try correct(measures) == nil)
    }

    @Test func `a correction counts from the day of the entry, not from its own`() throws {
        var (world, id) = try stood(["passReview", "decide", "publish"])
        world.now = try moment("2026-09-01T09:00")
        func correct(_ day: String) throws -> String? {
            let body = Sample.entry.setting("reason", "更正").setting("restrictionUntil", .string(day))
            return try world.refusal(Self.mr, .listEntry, "correct", body, on: id, as: [.headPrincipal])
        }
        #expect(try correct("2026-05-31") == "END_BEFORE_START")
        #expect(try correct("2026-07-01") == nil)
    }

    @Test func `a ban for life has no end: a proposal that is written again without one has none`() throws {
        var (world, id) = try stood([])
        let banned = Sample.entry.setting("restrictionUntil", "2031-06-01")
        try world.act(Self.mr, .listEntry, "revise", banned, on: id, as: [.handler])
        #expect(try world.file(Self.mr, id).facts["restrictionUntil"] == "2031-06-01")
        try world.act(Self.mr, .listEntry, "revise", Sample.entry, on: id, as: [.handler])
        #expect(try world.file(Self.mr, id).facts["restrictionUntil"] == nil)
    }

    // MARK: Versions of the rules

    @Test func `an entry keeps the measures of its day when a later catalogue names them anew`() throws {
        var (world, id) = try stood(["passReview", "decide", "publish"])
        let before = try world.file("tax", id).facts["measures"]
        let text = try RuleDocuments.text(of: "measures.json")
        let name = try world.rules.measure("M13", on: world.now.civilDate).name
        try #require(text.contains(name))
        world.rules = try RuleSet.read(
            version: "later",
            documents: RuleDocuments.replacing(
                "measures.json", with: text.replacingOccurrences(of: "\"\(name)\"", with: "\"另一名称\"")))
        #expect(try world.rules.measure("M13", on: world.now.civilDate).name == "另一名称")
        try world.act("tax", .listEntry, "acknowledge", on: id, as: [.handler])
        try world.act("tax", .listEntry, "apply", ["measureCode": "M13"], on: id, as: [.handler])
        for agency in [Self.mr, "tax"] {
            #expect(try world.file(agency, id).facts["measures"] == before)
            #expect(before?.array?.first { $0["code"] == "M13" }?["name"]?.string == name)
        }
        let correction = Sample.entry.setting("measures", [["code": "M13"]]).setting("reason", "更正")
        try world.act(Self.mr, .listEntry, "correct", correction, on: id, as: [.headPrincipal])
        #expect(try world.file("tax", id).facts["measures"]?.array?.first?["name"]?.string == name)
        #expect(world.refused.isEmpty)
    }
}
