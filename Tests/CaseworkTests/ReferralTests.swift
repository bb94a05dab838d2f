import Casework
import Contracts
import Testing

/// 案件移送 (domain D.1) between desks.
struct ReferralTests {
    private let mr = "market-regulation"

    private func sent(to recipients: [String] = ["420106-tax"]) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: recipients), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移[2026]3号"], on: id, as: [.handler])
        return (world, id)
    }

    @Test func `a referral goes from draft to closed on both sides`() throws {
        var (world, id) = try sent()
        #expect(try world.file(mr, id).state == "delivered")
        #expect(try world.file("tax", id).state == "delivered")
        #expect(try world.file("tax", id).facts["documentNo"] == "武昌市监移〔2026〕3号")
        try world.act("tax", .referral, "open", on: id, as: [.handler])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "opened")
        try world.act("tax", .referral, "accept", ["contactName": "税务人员甲"], on: id, as: [.handler])
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        try world.act("tax", .referral, "progress", ["text": "已调取账册"], on: id, as: [.handler])
        try world.act("tax", .referral, "progress", ["text": "已约谈"], on: id, as: [.handler])
        try world.act("tax", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "concluded")
        let part = try #require(try world.file(mr, id).facts["parts"]?["420106-tax"])
        #expect(part["progressed"]?.array?.count == 2)
        #expect(part["concluded"]?["outcome"] == "penalty")
        try world.act(mr, .referral, "close", on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "closed")
        #expect(world.refused.isEmpty)
    }

    @Test func `there is exactly one outcome`() throws {
        var (world, id) = try sent()
        let outcome: JSONValue = ["outcome": "noFacts", "text": "未发现违法事实"]
        try world.act("tax", .referral, "accept", on: id, as: [.handler])
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        try world.act("tax", .referral, "conclude", outcome, on: id, as: [.handler])
        #expect(
            try world.refusal("tax", .referral, "conclude", outcome, on: id, as: [.handler]) == "STATE_CONFLICT")
        #expect(
            try world.refusal("tax", .referral, "progress", ["text": "又及"], on: id, as: [.handler])
                == "STATE_CONFLICT")
    }

    @Test func `several recipients have states of their own`() throws {
        var (world, id) = try sent(to: ["420106-tax", "420106-customs", "420106-cyberspace"])
        let back: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属本关职权", "competentAgency": "税务机关"]
        try world.act("customs", .referral, "return", back, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "delivered")
        #expect(try world.file("customs", id).state == "returned")
        #expect(try world.file("tax", id).state == "delivered")
        #expect(try world.file("tax", id).state(ofPart: "420106-customs") == nil)
        try world.act("tax", .referral, "accept", on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "accepted")
        #expect(try world.refusal(mr, .referral, "close", on: id, as: [.handler]) == "STATE_CONFLICT")
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        try world.act("tax", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "accepted")
        try world.act("cyberspace", .referral, "return", back, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "concluded")
        #expect(
            try world.file(mr, id).parts.map(\.state) == ["concluded", "returned", "returned"])
    }

    @Test func `one document goes to all recipients under one id`() throws {
        let (world, _) = try sent(to: ["420106-tax", "420106-customs"])
        let letters = world.sent.filter { $0.type.name == "ref.transfer" }
        #expect(letters.count == 1)
        #expect(letters.first?.body["recipients"] == ["420106-tax", "420106-customs"])
        #expect(letters.first?.answers == "")
        #expect(letters.first?.classification == .internal)
    }

    @Test func `the receiver's deadlines run from delivery and end with the answer`() throws {
        var (world, id) = try sent()
        for agency in [mr, "tax"] {
            let deadline = try #require(try world.file(agency, id).deadline("accept/420106-tax"))
            #expect(deadline.due?.shortDescription == "2026-07-01 23:59")
            #expect(deadline.holder?.description == "420106-tax")
            #expect(deadline.status == .running)
        }
        world.now = try moment("2026-07-03T09:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).flags.contains("OVERDUE:accept/420106-tax"))
        try world.act("tax", .referral, "accept", on: id, as: [.handler])
        for agency in [mr, "tax"] {
            let deadline = try #require(try world.file(agency, id).deadline("accept/420106-tax"))
            #expect(deadline.status == .met)
            #expect(deadline.isLate)
            #expect(try world.file(agency, id).flags.contains("LATE:accept/420106-tax"))
        }
    }

    @Test func `silence of the sender closes after ten working days`() throws {
        var (world, id) = try sent()
        try world.act("tax", .referral, "accept", on: id, as: [.handler])
        try world.act("tax", .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
        try world.act("tax", .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler])
        world.now = try moment("2026-07-14T23:59")
        try world.fireRungs()
        #expect(try world.file(mr, id).state == "concluded")
        world.now = try moment("2026-07-15T00:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).state == "closed")
    }

    @Test func `whoever drafts does not approve`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let id = try world.act(
            mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler, .headDeputy], by: "same")
        #expect(try world.refusal(mr, .referral, "approve", on: id, as: [.headDeputy], by: "same") == "SELF_APPROVAL")
        #expect(try world.refusal(mr, .referral, "approve", on: id, as: [.handler]) == "ROLE_REQUIRED")
        #expect(try world.refusal(mr, .referral, "approve", on: id, as: [.headDeputy], by: "other") == nil)
    }

    @Test func `nobody who ever wrote a draft again approves it`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let draft = Sample.referral(to: ["420106-tax"])
        let id = try world.act(mr, .referral, "draft", draft, as: [.handler], by: "first")
        for officer in ["second", "third"] {
            try world.act(mr, .referral, "revise", draft, on: id, as: [.handler], by: officer)
        }
        for officer in ["first", "second", "third"] {
            #expect(
                try world.refusal(mr, .referral, "approve", on: id, as: [.headDeputy], by: officer) == "SELF_APPROVAL")
        }
        #expect(try world.refusal(mr, .referral, "approve", on: id, as: [.headDeputy], by: "other") == nil)
    }

    @Test func `a draft that is written again says no more what was left out`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let draft = Sample.referral(to: ["420106-tax"])
        let optional = try #require(
            Workflow.of(.referral).rows.first { $0.order == "revise" }?.fields.first {
                guard case .text = $0.kind else { return false }
                return !$0.isRequired
            }?.name)
        let whole = draft.setting(optional, "备注")
        let id = try world.act(mr, .referral, "draft", whole, as: [.handler])
        #expect(try world.file(mr, id).facts[optional] == "备注")
        try world.act(mr, .referral, "revise", draft, on: id, as: [.handler])
        #expect(try world.file(mr, id).facts[optional] == nil)
    }

    @Test func `a return for want of competence names who is competent`() throws {
        var (world, id) = try sent()
        let body: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属本局职权"]
        #expect(
            try world.refusal("tax", .referral, "return", body, on: id, as: [.handler])
                == "COMPETENT_AGENCY_MISSING")
        #expect(
            try world.refusal(
                "tax", .referral, "return", body.setting("reasonCode", "NO_SUCH_REASON"), on: id, as: [.handler])
                == "REASON_UNKNOWN")
    }

    @Test func `a reason code serves the acts it is meant for, and the refusal names those that would do`() throws {
        var (world, id) = try sent()
        let body: JSONValue = ["reasonCode": "LATE", "reason": "太晚"]
        let refusal = #expect(throws: Refusal.self) {
            try world.act("tax", .referral, "return", body, on: id, as: [.handler])
        }
        #expect(refusal?.code == "REASON_NOT_APPLICABLE")
        #expect(refusal?.field == "reasonCode")
        #expect(refusal?.text.contains("NOT_COMPETENT") == true)
        #expect(refusal?.text.contains("DECISION_REVOKED") == false)
    }

    @Test func `the receiver cannot do what is the sender's`() throws {
        var (world, id) = try sent()
        #expect(try world.refusal("tax", .referral, "close", on: id, as: [.handler]) == "NOT_COMPETENT")
        #expect(try world.refusal(mr, .referral, "accept", on: id, as: [.handler]) == "NOT_COMPETENT")
    }

    /// A field, what stands in it, and the refusal.
    static let mistakes: [(String, JSONValue, String)] = [
        ("recipients", ["999999-nowhere"], "UNKNOWN_OFFICE"),
        ("recipients", ["not an office"], "UNKNOWN_OFFICE"),
        ("recipients", ["420106-market-regulation"], "RECIPIENT_IS_SENDER"),
        ("recipients", ["420106-tax", "420106-tax"], "RECIPIENT_TWICE"),
        ("recipients", [], "LIST_SIZE"),
        ("subject", Sample.subject.setting("uscc", "91420106XT0002028X"), "USCC_CHECK_FAILED"),
        ("subject", Sample.subject.removing("uscc"), "SUBJECT_INCOMPLETE"),
        ("subject", Sample.subject.setting("subjectKind", "soleTrader"), "SUBJECT_MISMATCH"),
        ("subject", Sample.subject.setting("personIdNo", "420106190002020024"), "FIELD_UNKNOWN"),
        ("facts", .string(String(repeating: "长", count: 20_001)), "TEXT_TOO_LONG"),
        ("facts", "  ", "FIELD_MISSING"),
        ("facts", .null, "FIELD_MISSING"),
        ("facts", 7, "FIELD_TYPE"),
        ("reasonForTransfer", "because", "ENUM_UNKNOWN"),
        ("limitationDate", "2026-02-30", "DATE_INVALID"),
        ("caseNamee", "x", "FIELD_UNKNOWN"),
    ]

    @Test(arguments: mistakes)
    func `a wrong field is refused by name and nothing changes`(
        field: String, value: JSONValue, code: String
    ) throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let body = Sample.referral(to: ["420106-tax"]).setting(field, value)
        do {
            try world.act(mr, .referral, "draft", body, as: [.handler])
            Issue.record("accepted")
        } catch let refusal as Refusal {
            #expect(refusal.code == code)
            #expect(refusal.field?.hasPrefix(field) == true)
        }
        #expect(world.journal.isEmpty)
    }
}
