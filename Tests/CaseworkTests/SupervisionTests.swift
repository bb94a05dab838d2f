import Casework
import Contracts
import Testing

/// 督办 (domain D.9) between a supervising office and the one it supervises.
struct SupervisionTests {
    private let above = "market-regulation"

    private func opened() throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-07-06T09:00")
        let id = try world.act(above, .supervision, "open", Sample.supervision, as: [.handler])
        return (world, id)
    }

    private func issued(correctBy: String = "2026-07-20") throws -> (world: DeskWorld, id: CaseID) {
        var (world, id) = try opened()
        let letter = Sample.document("supervisionLetter", correctBy: correctBy)
        try world.act(above, .supervision, "issue", letter, on: id, as: [.headDeputy])
        return (world, id)
    }

    private let report: JSONValue = ["text": "已补移送", "evidence": ["移送书回执"]]
    private let reason: JSONValue = ["reason": "已核查"]

    private func states(_ world: DeskWorld, _ id: CaseID) throws -> [String] {
        [try world.file(above, id).state, try world.file("tax", id).state]
    }

    @Test func `a supervision letter sets the day, and a report with evidence meets it`() throws {
        var (world, id) = try issued()
        for agency in [above, "tax"] {
            let deadline = try #require(try world.file(agency, id).deadline("correct"))
            #expect(deadline.due?.shortDescription == "2026-07-20 23:59")
            #expect(deadline.rule == "SUP-CORRECT")
            #expect(deadline.holder == (try world.id("tax")))
        }
        #expect(try world.file("tax", id).flags.isEmpty)
        #expect(
            try world.refusal(above, .supervision, "acceptCorrection", reason, on: id, as: [.handler])
                == "CORRECTION_NOT_REPORTED")
        try world.act("tax", .supervision, "reportCorrection", report, on: id, as: [.handler], at: "2026-07-17T10:00")
        #expect(try world.file(above, id).deadline("correct")?.isLate == false)
        try world.act(above, .supervision, "acceptCorrection", reason, on: id, as: [.handler])
        #expect(try states(world, id) == ["corrected", "corrected"])
        #expect(world.refused.isEmpty)
    }

    @Test func `an opinion that crosses a report made in time is heard by whoever counts nothing any more`() throws {
        var (world, id) = try issued()
        // The report is on its way when the opener's clock runs out.
        _ = try world.order("tax", .supervision, "reportCorrection", report, on: id, as: [.handler])
        world.now = try moment("2026-07-21T00:00")
        try world.fireRungs()
        #expect(try states(world, id) == ["notCorrected", "issued"])
        let opinion = Sample.document("opinion", correctBy: "2026-08-03")
        _ = try world.order(above, .supervision, "issueOpinion", opinion, on: id, as: [.headPrincipal])
        try world.run()
        #expect(try states(world, id) == ["opinionIssued", "opinionIssued"])
        #expect(try !world.file("tax", id).flags.contains { $0.hasPrefix("STATE_CONFLICT") })
    }

    @Test func `what is not corrected climbs the ladder to the decision and the circular`() throws {
        var (world, id) = try issued()
        world.now = try moment("2026-07-21T00:00")
        try world.fireRungs()
        #expect(try states(world, id) == ["notCorrected", "notCorrected"])
        let opinion = Sample.document("opinion", correctBy: "2026-08-03")
        #expect(
            try world.refusal(above, .supervision, "issueOpinion", opinion, on: id, as: [.headDeputy])
                == "ROLE_REQUIRED")
        try world.act(above, .supervision, "issueOpinion", opinion, on: id, as: [.headPrincipal])
        try world.act("tax", .supervision, "reportCorrection", report, on: id, as: [.handler], at: "2026-08-03T10:00")
        try world.act(above, .supervision, "rejectCorrection", reason, on: id, as: [.handler])
        #expect(try states(world, id) == ["opinionNotFollowed", "opinionNotFollowed"])
        #expect(
            try world.refusal(above, .supervision, "rejectCorrection", reason, on: id, as: [.handler])
                == "CORRECTION_NOT_REPORTED")
        let decision = Sample.document("decision", correctBy: "2026-08-31")
        try world.act(above, .supervision, "issueDecision", decision, on: id, as: [.headPrincipal])
        #expect(try states(world, id) == ["decisionIssued", "decisionIssued"])
        let circular = Sample.document("x").removing("kind")
        try world.act(above, .supervision, "circulate", circular, on: id, as: [.headPrincipal])
        #expect(try states(world, id) == ["reported", "reported"])
        #expect(world.refused.isEmpty)
    }

    @Test func `a late correction is taken and marked`() throws {
        var (world, id) = try issued()
        world.now = try moment("2026-07-21T00:00")
        try world.fireRungs()
        try world.act("tax", .supervision, "reportCorrection", report, on: id, as: [.handler])
        #expect(try world.file(above, id).flags.contains("LATE:correct"))
        try world.act(above, .supervision, "acceptCorrection", reason, on: id, as: [.handler])
        #expect(try states(world, id) == ["corrected", "corrected"])
    }

    @Test func `an objection is answered, and ends the supervision when it is right`() throws {
        var (world, id) = try issued()
        let answer: JSONValue = ["reason": "异议成立"]
        #expect(
            try world.refusal(above, .supervision, "upholdObjection", answer, on: id, as: [.headDeputy])
                == "STATE_CONFLICT")
        try world.act("tax", .supervision, "object", ["reason": "已经移送"], on: id, as: [.headPrincipal])
        #expect(
            try world.refusal("tax", .supervision, "object", ["reason": "再次"], on: id, as: [.headPrincipal])
                == "OBJECTION_PENDING")
        #expect(try world.file(above, id).deadline("answerObjection")?.due?.shortDescription == "2026-07-20 23:59")
        try world.act(above, .supervision, "dismissObjection", answer, on: id, as: [.headDeputy])
        #expect(try states(world, id) == ["issued", "issued"])
        try world.act("tax", .supervision, "object", ["reason": "补充证据"], on: id, as: [.headPrincipal])
        try world.act(above, .supervision, "upholdObjection", answer, on: id, as: [.headDeputy])
        #expect(try states(world, id) == ["withdrawn", "withdrawn"])
        #expect(world.refused.isEmpty)
    }

    @Test func `nothing is supervised twice while it is under review`() throws {
        var world = try DeskWorld(at: "2026-07-06T09:00")
        let pending = Sample.supervision.setting("pendingReview", "suit")
        #expect(try world.refusal(above, .supervision, "open", pending, as: [.handler]) == "SUPERVISION_BARRED")
        var id: CaseID
        (world, id) = try issued()
        let pause: JSONValue = ["ground": "suit", "reason": "已提起行政诉讼"]
        try world.act(above, .supervision, "suspend", pause, on: id, as: [.handler], at: "2026-07-10T09:00")
        world.now = try moment("2026-08-01T00:00")
        try world.fireRungs()
        #expect(try states(world, id) == ["issued", "issued"])
        #expect(
            try world.refusal(above, .supervision, "suspend", pause, on: id, as: [.handler]) == "SUPERVISION_SUSPENDED")
        try world.act(above, .supervision, "resume", ["reason": "诉讼终结"], on: id, as: [.handler])
        // Fourteen days were given; four had run, ten are left with the day of the resumption.
        for agency in [above, "tax"] {
            #expect(
                try world.file(agency, id).deadline("correct")?.due?.shortDescription == "2026-08-11 23:59", "\(agency)"
            )
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `the supervised office issues nothing, and a day that has passed is no term`() throws {
        var (world, id) = try opened()
        let letter = Sample.document("supervisionLetter", correctBy: "2026-07-06")
        #expect(try world.refusal("tax", .supervision, "issue", letter, on: id, as: [.headDeputy]) == "NOT_COMPETENT")
        #expect(try world.refusal(above, .supervision, "issue", letter, on: id, as: [.headDeputy]) == "DATE_IN_PAST")
        #expect(
            try world.refusal(above, .supervision, "issue", Sample.document("decision"), on: id, as: [.headDeputy])
                == "ENUM_UNKNOWN")
        try world.act(above, .supervision, "withdraw", ["reason": "误立"], on: id, as: [.headDeputy])
        #expect(try states(world, id) == ["withdrawn", "withdrawn"])
    }
}
