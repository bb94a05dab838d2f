import Casework
import Contracts
import Testing

/// What a receiver may answer, and what becomes of it (domain D.1): every branch beside the plain one.
struct ReferralAnswerTests {
    private let mr = "market-regulation"
    private static let other = "420111-market-regulation"
    private static let above = "420100-market-regulation"

    private func sent(
        to recipients: [String] = ["420106-tax"], at time: String = "2026-06-29T09:00", others: [String] = [],
        with more: JSONValue = [:]
    ) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: time, others: others)
        let body = Sample.referral(to: recipients)
        let full = (more.object ?? []).reduce(body) { $0.setting($1.name, $1.value) }
        let id = try world.act(mr, .referral, "draft", full, as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
        return (world, id)
    }

    private func due(_ world: DeskWorld, _ agency: String, _ id: CaseID, _ key: String) throws -> String? {
        try world.file(agency, id).deadline(key)?.due?.shortDescription
    }

    private func parts(_ world: DeskWorld, _ agency: String, _ id: CaseID) throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try world.file(agency, id).parts.map { ($0.key, $0.state) })
    }

    // MARK: Supplement

    @Test func `material is asked for once, and the receiver's time stands still meanwhile`() throws {
        var (world, id) = try sent()
        let request: JSONValue = ["missingItems": ["发票原件", "现场照片"]]
        #expect(try due(world, "tax", id, "accept/420106-tax") == "2026-06-30 23:59")
        #expect(try due(world, "tax", id, "askSupplement/420106-tax") == "2026-07-02 23:59")
        try world.act("tax", .referral, "requestSupplement", request, on: id, as: [.handler])
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state == "supplementPending")
            #expect(try due(world, agency, id, "supplement/420106-tax") == "2026-07-06 23:59")
            #expect(try world.file(agency, id).deadline("accept/420106-tax")?.status == .paused)
        }
        #expect(try world.refusal("tax", .referral, "accept", on: id, as: [.handler]) == "STATE_CONFLICT")
        try world.act(mr, .referral, "supplement", ["items": ["发票原件"]], on: id, as: [.handler], at: "2026-07-03T10:00")
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state == "delivered")
            #expect(try world.file(agency, id).deadline("supplement/420106-tax")?.isLate == false)
            #expect(try due(world, agency, id, "accept/420106-tax") == "2026-07-03 23:59")
        }
        #expect(
            try world.refusal("tax", .referral, "requestSupplement", request, on: id, as: [.handler])
                == "SUPPLEMENT_ASKED_BEFORE")
        #expect(world.refused.isEmpty)
    }

    @Test func `two receivers ask for material, and each answer reaches the one that is meant`() throws {
        var (world, id) = try sent(to: ["420106-tax", "420106-customs"])
        for agency in ["tax", "customs"] {
            try world.act(
                agency, .referral, "requestSupplement", ["missingItems": ["发票"]], on: id, as: [.handler])
        }
        let request = try #require(world.sent.first { $0.type.name == "ref.supplement.request" })
        let answer: JSONValue = ["items": ["发票"], "office": "420106-tax"]
        try world.act(mr, .referral, "supplement", answer, on: id, as: [.handler])
        let supplement = try #require(world.sent.last)
        #expect(supplement.destination == .offices([try world.id("tax")]))
        #expect(supplement.answers == request.id.description)
        #expect(try parts(world, mr, id) == ["420106-tax": "delivered", "420106-customs": "supplementPending"])
        try world.act(mr, .referral, "supplement", ["items": ["发票"]], on: id, as: [.handler])
        #expect(try parts(world, "customs", id) == ["420106-customs": "delivered"])
        #expect(world.refused.isEmpty)
    }

    // MARK: Jurisdiction

    private let contest: JSONValue = ["reason": "违法行为发生地不在本区", "disputeBasis": "《行政处罚法》第二十二条"]

    @Test func `inside market regulation a receiver passes nothing on: it asks the common superior`() throws {
        var (world, id) = try sent(to: [Self.other], others: [Self.other, Self.above])
        let back: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属本局管辖", "competentAgency": "他局"]
        #expect(
            try world.refusal(Self.other, .referral, "return", back, on: id, as: [.handler]) == "RETRANSFER_FORBIDDEN")
        let away: JSONValue = ["forwardedTo": "420106-tax", "reason": "不属本局管辖"]
        #expect(
            try world.refusal(Self.other, .referral, "forward", away, on: id, as: [.handler]) == "RETRANSFER_FORBIDDEN")
        try world.act(Self.other, .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        for agency in [mr, Self.other, Self.above] { #expect(try world.file(agency, id).state == "disputed") }
        #expect(try world.file(Self.above, id).standing(of: try world.id(Self.above)) == .superior)
        #expect(try world.file(Self.above, id).facts["caseName"] == "涉嫌虚开发票")
        for agency in [mr, Self.other] {
            #expect(try due(world, agency, id, "negotiate/\(Self.other)") == "2026-07-08 23:59")
        }
        #expect(world.refused.isEmpty)
        let other: JSONValue = ["reasonCode": "SUBJECT_MISMATCH", "reason": "主体不符"]
        var (second, secondID) = try sent(to: [Self.other], others: [Self.other, Self.above])
        #expect(try second.refusal(Self.other, .referral, "return", other, on: secondID, as: [.handler]) == nil)
    }

    private func disputed(_ more: [String] = []) throws -> (world: DeskWorld, id: CaseID) {
        var (world, id) = try sent(to: [Self.other], others: [Self.other, Self.above] + more)
        try world.act(Self.other, .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        return (world, id)
    }

    private func assignment(to office: String) -> JSONValue {
        [
            "assignedTo": .string(office), "assignmentNo": "武市监指〔2026〕1号", "reason": "由其管辖",
        ]
    }

    @Test func `a dispute that is not settled goes to the superior, which assigns within seven working days`() throws {
        var (world, id) = try disputed()
        #expect(
            try world.refusal(Self.other, .referral, "assign", assignment(to: Self.other), on: id, as: [.headPrincipal])
                == "NOT_COMPETENT")
        try world.act(
            Self.other, .referral, "submitDispute", contest, on: id, as: [.headDeputy], at: "2026-07-08T10:00")
        #expect(try world.file(mr, id).deadline("negotiate/\(Self.other)")?.isLate == false)
        #expect(try due(world, Self.above, id, "assign/\(Self.other)") == "2026-07-17 23:59")
        #expect(try world.file(Self.above, id).deadline("assign/\(Self.other)")?.holder == (try world.id(Self.above)))
        try world.act(
            Self.above, .referral, "assign", assignment(to: Self.other), on: id, as: [.headPrincipal],
            at: "2026-07-16T10:00")
        for agency in [mr, Self.other, Self.above] {
            #expect(try world.file(agency, id).state == "accepted", "\(agency)")
            #expect(try world.file(agency, id).state(ofPart: Self.other) == "accepted", "\(agency)")
        }
        try world.act(Self.other, .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state(ofPart: Self.other) == "handling")
        #expect(world.refused.isEmpty)
    }

    @Test func `the superior may assign a third office, which has the case from then on`() throws {
        let third = "420112-market-regulation"
        var (world, id) = try disputed([third])
        try world.act(mr, .referral, "submitDispute", contest, on: id, as: [.headDeputy])
        try world.act(Self.above, .referral, "assign", assignment(to: third), on: id, as: [.headPrincipal])
        #expect(try world.file(mr, id).state == "accepted")
        #expect(try parts(world, mr, id) == [Self.other: "returned", third: "accepted"])
        #expect(try world.file(Self.other, id).state == "returned")
        #expect(try world.file(third, id).state == "accepted")
        #expect(
            try world.refusal(third, .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
                == "STATE_CONFLICT")
        try world.act(third, .referral, "notFile", ["ground": "noFacts", "text": "无违法事实"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "concluded")
        #expect(world.refused.isEmpty)
    }

    @Test func `the superior may give the case back to the sender`() throws {
        var (world, id) = try disputed()
        try world.act(
            Self.above, .referral, "assign", assignment(to: "420106-market-regulation"), on: id, as: [.headPrincipal])
        for agency in [mr, Self.other] { #expect(try world.file(agency, id).state == "returned", "\(agency)") }
        #expect(try world.file(mr, id).recipients == [try world.id(Self.other)])
    }

    @Test func `the two offices settle it themselves, either way`() throws {
        var (world, id) = try disputed()
        try world.act(Self.other, .referral, "agree", ["reason": "同意由本局办理"], on: id, as: [.headDeputy])
        for agency in [mr, Self.other, Self.above] {
            #expect(try world.file(agency, id).state == "accepted", "\(agency)")
        }
        (world, id) = try disputed()
        try world.act(mr, .referral, "withdraw", ["reason": "同意收回"], on: id, as: [.headDeputy])
        for agency in [mr, Self.other, Self.above] {
            #expect(try world.file(agency, id).state == "returned", "\(agency)")
        }
        let anew: JSONValue = ["redirectedTo": "420106-tax", "reason": "改送税务机关"]
        try world.act(mr, .referral, "redirect", anew, on: id, as: [.handler])
        #expect(try world.file("tax", id).state == "delivered")
        #expect(try parts(world, mr, id) == [Self.other: "returned", "420106-tax": "delivered"])
        try world.act("tax", .referral, "accept", on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "accepted")
        #expect(world.refused.isEmpty)
    }

    @Test func `the superior of one dispute hears nothing of another that it has no part in`() throws {
        var (world, id) = try sent(to: [Self.other, "420106-tax"], others: [Self.other, Self.above])
        try world.act(Self.other, .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        try world.act("tax", .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        #expect(
            try world.refusal("tax", .referral, "submitDispute", contest, on: id, as: [.headDeputy])
                == "SUPERIOR_UNKNOWN")
        let tax: JSONValue = ["office": "420106-tax", "reason": "同意收回"]
        let told = try world.order(mr, .referral, "withdraw", tax, on: id, as: [.headDeputy])
        #expect(told.letters.map { $0.body["recipients"] } == [["420106-tax"]])
        try world.run()
        try world.act(mr, .referral, "withdraw", ["reason": "同意收回"], on: id, as: [.headDeputy])
        for agency in [mr, Self.other, Self.above] {
            #expect(try world.file(agency, id).state(ofPart: Self.other) == "returned", "\(agency)")
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `without a common superior in the directory the dispute cannot be submitted here`() throws {
        var (world, id) = try sent()
        try world.act("tax", .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        #expect(
            try world.refusal("tax", .referral, "submitDispute", contest, on: id, as: [.headDeputy])
                == "SUPERIOR_UNKNOWN")
        try world.act("tax", .referral, "agree", ["reason": "同意"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "accepted")
    }

    // MARK: Forward, redirect, recall

    @Test func `a receiver outside market regulation forwards to the competent office, and the sender follows it`()
        throws
    {
        var (world, id) = try sent()
        let away: JSONValue = ["forwardedTo": "420106-customs", "reason": "属海关职责"]
        #expect(
            try world.refusal(
                "tax", .referral, "forward", away.setting("forwardedTo", "420106-market-regulation"), on: id,
                as: [.handler])
                == "RECIPIENT_TWICE")
        try world.act("tax", .referral, "forward", away, on: id, as: [.handler])
        #expect(try world.file("tax", id).state == "returned")
        #expect(try world.file("tax", id).state(ofPart: "420106-tax") == "forwarded")
        #expect(try world.file("customs", id).state == "delivered")
        #expect(try world.file("customs", id).facts["documentNo"] == "武昌市监移〔2026〕3号")
        #expect(try parts(world, mr, id) == ["420106-tax": "forwarded", "420106-customs": "sent"])
        try world.act("customs", .referral, "accept", on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "accepted")
        try world.act(
            "customs", .referral, "notFile", ["ground": "noFacts", "text": "无违法事实"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "concluded")
        #expect(world.refused.isEmpty)
    }

    @Test func `only a case that came back is sent to another office`() throws {
        var (world, id) = try sent()
        let anew: JSONValue = ["redirectedTo": "420106-customs", "reason": "改送海关"]
        #expect(try world.refusal(mr, .referral, "redirect", anew, on: id, as: [.handler]) == "NOBODY_RETURNED")
        let back: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属本局", "competentAgency": "海关"]
        try world.act("tax", .referral, "return", back, on: id, as: [.handler])
        #expect(
            try world.refusal(
                mr, .referral, "redirect", anew.setting("redirectedTo", "420106-tax"), on: id, as: [.handler])
                == "RECIPIENT_TWICE")
        try world.act(mr, .referral, "redirect", anew, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "delivered")
        #expect(try world.file("customs", id).deadline("accept/420106-customs")?.status == .running)
    }

    @Test func `a referral is recalled until the first recipient has opened it`() throws {
        var (world, id) = try sent(to: ["420106-tax", "420106-customs"])
        try world.act(mr, .referral, "recall", ["reason": "材料有误"], on: id, as: [.headDeputy])
        for agency in [mr, "tax", "customs"] { #expect(try world.file(agency, id).state == "recalled", "\(agency)") }
        #expect(try world.file("tax", id).openRungs.isEmpty)
        #expect(try world.refusal("tax", .referral, "open", on: id, as: [.handler]) == "STATE_CONFLICT")
        (world, id) = try sent(to: ["420106-tax", "420106-customs"])
        try world.act("customs", .referral, "open", on: id, as: [.handler])
        #expect(
            try world.refusal(mr, .referral, "recall", ["reason": "材料有误"], on: id, as: [.headDeputy])
                == "RECALL_TOO_LATE")
    }

    @Test func `a recall that crosses the opening has no effect, and both sides know`() throws {
        var (world, id) = try sent()
        _ = try world.order(mr, .referral, "recall", ["reason": "材料有误"], on: id, as: [.headDeputy])
        _ = try world.order("tax", .referral, "accept", on: id, as: [.handler])
        try world.run()
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state(ofPart: "420106-tax") == "accepted", "\(agency)")
            #expect(try world.file(agency, id).state == "accepted", "\(agency)")
            #expect(try world.file(agency, id).flags.contains("RECALL_TOO_LATE:420106-tax"), "\(agency)")
        }
        #expect(world.refused.isEmpty)
    }
}
