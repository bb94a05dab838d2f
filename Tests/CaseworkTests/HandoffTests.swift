import Casework
import Contracts
import Testing

/// 行刑衔接 (domain D.2) over three desks.
struct HandoffTests {
    /// Scenario S2 up to the approved transfer.
    private func approved() throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-10T09:00")
        let id = try world.act("market-regulation", .handoff, "investigate", Sample.investigation, as: [.handler])
        try world.act(
            "market-regulation", .handoff, "suspectCrime", Sample.suspicion, on: id, as: [.handler],
            at: "2026-07-01T08:30")
        try world.act(
            "market-regulation", .handoff, "submitReport", ["specialTeam": ["甲", "乙"]], on: id, as: [.handler],
            at: "2026-07-01T09:00")
        try world.act(
            "market-regulation", .handoff, "approve", on: id, as: [.headPrincipal], at: "2026-07-03T16:30")
        return (world, id)
    }

    private func received() throws -> (world: DeskWorld, id: CaseID) {
        var (world, id) = try approved()
        try world.act(
            "market-regulation", .handoff, "transfer", Sample.transfer, on: id, as: [.handler], at: "2026-07-04T10:00")
        try world.act(
            "police", .handoff, "signReceipt", Sample.receipt, on: id, as: [.handler], at: "2026-07-04T11:20")
        return (world, id)
    }

    private func due(_ world: DeskWorld, _ agency: String, _ id: CaseID, _ key: String) throws -> String? {
        try world.file(agency, id).deadline(key)?.due?.shortDescription
    }

    @Test func `scenario S2 runs from briefing to judgment with the dates of the law`() throws {
        var world = try DeskWorld(at: "2026-06-10T09:00")
        let mr = "market-regulation"
        let id = try world.act(mr, .handoff, "investigate", Sample.investigation, as: [.handler])
        #expect(try due(world, mr, id, "adminDecision") == "2026-09-08 23:59")
        try world.act(mr, .handoff, "brief", ["text": "发现涉嫌犯罪线索"], on: id, as: [.handler], at: "2026-06-24T09:00")
        #expect(try world.file("police", id).state == "investigating")
        #expect(try world.file("procuratorate", id).facts["text"] == "发现涉嫌犯罪线索")
        try world.act(mr, .handoff, "suspectCrime", Sample.suspicion, on: id, as: [.handler], at: "2026-07-01T08:30")
        world.now = try moment("2026-07-01T09:00")
        let alone: JSONValue = ["specialTeam": ["甲", "甲"]]
        #expect(try world.refusal(mr, .handoff, "submitReport", alone, on: id, as: [.handler]) == "TEAM_LT_2")
        try world.act(mr, .handoff, "submitReport", ["specialTeam": ["甲", "乙"]], on: id, as: [.handler])
        #expect(try due(world, mr, id, "approve") == "2026-07-06 23:59")
        world.now = try moment("2026-07-03T16:30")
        #expect(try world.refusal(mr, .handoff, "approve", on: id, as: [.headDeputy]) == "APPROVER_NOT_PRINCIPAL")
        try world.act(mr, .handoff, "approve", on: id, as: [.headPrincipal])
        #expect(try due(world, mr, id, "transfer") == "2026-07-04 16:30")
        world.now = try moment("2026-07-04T10:00")
        let uncopied = Sample.transfer.setting("cc", [])
        #expect(
            try world.refusal(mr, .handoff, "transfer", uncopied, on: id, as: [.handler]) == "CC_PROCURATORATE_MISSING")
        try world.act(mr, .handoff, "transfer", Sample.transfer, on: id, as: [.handler])
        try world.act("police", .handoff, "signReceipt", Sample.receipt, on: id, as: [.handler], at: "2026-07-04T11:20")
        #expect(try due(world, "procuratorate", id, "policeDecision") == "2026-07-07 23:59")
        #expect(try due(world, "police", id, "supplementRequest") == "2026-07-05 11:20")
        try world.act(
            "police", .handoff, "requestSupplement", ["missingItems": ["检验报告"]], on: id, as: [.handler],
            at: "2026-07-05T09:00")
        #expect(try due(world, mr, id, "supplement") == "2026-07-08 23:59")
        try world.act(
            mr, .handoff, "supplement", ["items": ["检验报告"]], on: id, as: [.handler], at: "2026-07-07T10:00")
        #expect(try world.file(mr, id).state == "received")
        #expect(try world.file(mr, id).deadline("supplement")?.status == .met)
        world.now = try moment("2026-07-07T18:00")
        _ = try world.order(
            "police", .handoff, "file", ["decisionNo": "武公（昌）立字〔2026〕9号"], on: id, as: [.headDeputy])
        world.now = try moment("2026-07-08T09:00")
        try world.run()
        for agency in [mr, "police", "procuratorate"] {
            let file = try world.file(agency, id)
            #expect(file.state == "filed")
            #expect(file.deadline("policeDecision")?.isLate == false)
        }
        #expect(try due(world, mr, id, "goods") == "2026-07-13 23:59")
        try world.act(
            mr, .handoff, "handOverGoods", ["items": ["涉案原料"], "receivedBy": "警员甲"], on: id, as: [.handler],
            at: "2026-07-10T10:00")
        world.now = try moment("2026-07-20T10:00")
        let fine: JSONValue = [
            "penaltyKinds": ["fine"], "decisionNo": "武昌市监处罚〔2026〕12号", "fineAmountFen": 20_000_000,
        ]
        #expect(try world.refusal(mr, .handoff, "decide", fine, on: id, as: [.headPrincipal]) == "FINE_BLOCKED")
        #expect(try world.file("procuratorate", id).facts["fineBlocked"]?.array?.count == 1)
        #expect(try world.file(mr, id).facts["fineBlocked"]?.array?.count == 1)
        #expect(try world.file("police", id).facts["fineBlocked"] == nil)
        let judgment: JSONValue = [
            "court": "武昌区人民法院", "judgmentNo": "（2026）鄂0106刑初1号", "judgedOn": "2026-12-15",
            "result": "单位判处罚金30万元",
        ]
        try world.act(mr, .handoff, "recordJudgment", judgment, on: id, as: [.handler], at: "2026-12-15T10:00")
        let clock = try world.file(mr, id).deadline("adminDecision")
        #expect(clock?.pauses.count == 1)
        #expect(clock?.pauses.first?.from == (try moment("2026-07-04T10:00")))
        #expect(clock?.status == .stopped)
        #expect(world.refused.isEmpty)
    }

    @Test func `a refusal carries the law against fines instead of transfer`() throws {
        var (world, id) = try received()
        let fine: JSONValue = ["penaltyKinds": ["confiscateGains"], "decisionNo": "武昌市监处罚〔2026〕12号"]
        let outcome = try world.order("market-regulation", .handoff, "decide", fine, on: id, as: [.headPrincipal])
        let refusal = try #require(outcome.refusal)
        #expect(refusal.code == "FINE_BLOCKED")
        #expect(refusal.basis == "《行政执法机关移送涉嫌犯罪案件的规定》第十一条；《行政处罚法》第八条、第八十二条")
        #expect(outcome.events.map(\.name) == ["fineBlocked"])
        #expect(outcome.letters.map(\.type.name) == ["crim.fineBlocked"])
    }

    @Test func `other penalties go on beside a handoff`() throws {
        var (world, id) = try received()
        let other: JSONValue = ["penaltyKinds": ["warning", "suspendBusiness"], "decisionNo": "武昌市监处罚〔2026〕12号"]
        try world.act("market-regulation", .handoff, "decide", other, on: id, as: [.headPrincipal])
        #expect(try world.file("market-regulation", id).state == "received")
        #expect(try world.file("market-regulation", id).facts["decided"]?.array?.count == 1)
    }

    @Test func `a fine attempted before the transfer reaches the procuratorate, which then takes the transfer`() throws
    {
        var (world, id) = try approved()
        let fine: JSONValue = ["penaltyKinds": ["fine"], "decisionNo": "武昌市监处罚〔2026〕12号"]
        #expect(
            try world.refusal("market-regulation", .handoff, "decide", fine, on: id, as: [.headDeputy])
                == "FINE_BLOCKED")
        #expect(try world.file("procuratorate", id).state == "approvedToTransfer")
        try world.act("market-regulation", .handoff, "transfer", Sample.transfer, on: id, as: [.handler])
        let copy = try world.file("procuratorate", id)
        #expect(copy.state == "transferred")
        #expect(copy.standing(of: try world.id("procuratorate")) == .copy)
        #expect(world.refused.isEmpty)
    }

    @Test(arguments: ["transferLetter", "investigationReport", "goodsList", "inspectionReports", "otherMaterials"])
    func `a transfer without one of the five attachments is refused`(name: String) throws {
        var (world, id) = try approved()
        let body = Sample.transfer.setting("attachments", Sample.attachments.removing(name))
        let context = try world.context(try world.id("market-regulation"))
        do {
            try world.act("market-regulation", .handoff, "transfer", body, on: id, as: [.handler])
            Issue.record("the transfer went out at \(context.now)")
        } catch let refusal as Refusal {
            #expect(refusal.code == "MISSING_ATTACHMENT")
            #expect(refusal.field == "attachments.\(name)")
        }
    }

    @Test func `only the police of the same level may be addressed`() throws {
        var (world, id) = try approved()
        let body = Sample.transfer.setting("recipients", ["420106-tax"])
        #expect(
            try world.refusal("market-regulation", .handoff, "transfer", body, on: id, as: [.handler])
                == "RECIPIENT_NOT_SAME_LEVEL")
    }

    @Test func `the procuratorate's copy is read-only`() throws {
        var (world, id) = try received()
        #expect(
            try world.refusal("procuratorate", .handoff, "file", on: id, as: [.headPrincipal]) == "READ_ONLY_COPY")
    }

    @Test func `police who let three days pass are told to the procuratorate once`() throws {
        var (world, id) = try received()
        world.now = try moment("2026-07-07T23:59")
        try world.fireRungs()
        #expect(try world.file("police", id).state == "received")
        world.now = try moment("2026-07-08T00:00")
        try world.fireRungs()
        for agency in ["market-regulation", "police", "procuratorate"] {
            #expect(try world.file(agency, id).state == "policeOverdue")
        }
        #expect(world.sent.filter { $0.type.name == "sup.overdue" }.count == 1)
        #expect(try due(world, "procuratorate", id, "explain") == "2026-07-15 23:59")
        try world.act(
            "police", .handoff, "file", ["decisionNo": "武公（昌）立字〔2026〕9号"], on: id, as: [.headPrincipal])
        #expect(try world.file("market-regulation", id).state == "filed")
        #expect(try world.file("police", id).deadline("policeDecision")?.isLate == true)
        #expect(try world.file("police", id).flags.contains("LATE:policeDecision"))
    }

    @Test func `a refusal to file goes through reconsideration and supervision back to the agency`() throws {
        var (world, id) = try received()
        let mr = "market-regulation"
        try world.act(
            "police", .handoff, "refuseFiling", Sample.refusalToFile, on: id, as: [.headDeputy], at: "2026-07-06T10:00")
        #expect(try world.file(mr, id).state == "notFiled")
        #expect(try due(world, mr, id, "reconsider") == "2026-07-09 23:59")
        try world.act(mr, .handoff, "reconsider", ["reason": "有新的证据"], on: id, as: [.headPrincipal])
        #expect(try due(world, "police", id, "reconsideration") == "2026-07-09 23:59")
        try world.act("police", .handoff, "refuseFiling", Sample.refusalToFile, on: id, as: [.headPrincipal])
        #expect(try world.file(mr, id).state == "notFiledUpheld")
        try world.act(mr, .handoff, "suggestSupervision", ["reason": "应当立案"], on: id, as: [.headPrincipal])
        #expect(try world.file("procuratorate", id).state == "supervision")
        #expect(try world.file("police", id).state == "supervision")
        try world.act(mr, .handoff, "acceptRefusal", on: id, as: [.headPrincipal])
        let clock = try #require(try world.file(mr, id).deadline("adminDecision"))
        #expect(clock.status == .running)
        #expect(clock.due?.shortDescription == "2026-09-10 23:59")
        let fine: JSONValue = ["penaltyKinds": ["fine"], "decisionNo": "武昌市监处罚〔2026〕12号"]
        try world.act(mr, .handoff, "decide", fine, on: id, as: [.headPrincipal])
        #expect(try world.file(mr, id).state == "closed")
        #expect(world.refused.isEmpty)
    }

    @Test func `a supplement is asked for once and answered once`() throws {
        var (world, id) = try received()
        let request: JSONValue = ["missingItems": ["检验报告"]]
        let answer: JSONValue = ["items": ["检验报告"]]
        let mr = "market-regulation"
        #expect(
            try world.refusal(mr, .handoff, "supplement", answer, on: id, as: [.handler]) == "SUPPLEMENT_NOT_REQUESTED")
        try world.act("police", .handoff, "requestSupplement", request, on: id, as: [.handler])
        #expect(
            try world.refusal("police", .handoff, "requestSupplement", request, on: id, as: [.handler])
                == "SUPPLEMENT_PENDING")
        try world.act(mr, .handoff, "supplement", answer, on: id, as: [.handler])
        #expect(try world.file("procuratorate", id).facts["supplemented"]?.array?.count == 1)
    }

    @Test func `every letter of a handoff names the copy it owes`() throws {
        var (world, id) = try received()
        try world.act(
            "police", .handoff, "file", ["decisionNo": "武公（昌）立字〔2026〕9号"], on: id, as: [.headPrincipal])
        for draft in world.sent {
            let contract = try #require(LetterCatalogue.contract(for: draft.type))
            let sender = try #require(world.directory.profile(try world.id("market-regulation")))
            #expect(!contract.isOwedCopyMissing(in: draft.body, from: sender))
            #expect(contract.isOwedCopyMissing(in: draft.body.setting("cc", []), from: sender))
        }
    }

    @Test func `an answer names the letter it answers`() throws {
        var (world, id) = try received()
        let transfer = try #require(world.sent.first { $0.type.name == "crim.transfer" })
        let receipt = try #require(world.sent.first { $0.type.name == "crim.receipt" })
        #expect(receipt.answers == transfer.id.description)
        try world.act("police", .handoff, "requestSupplement", ["missingItems": ["检验报告"]], on: id, as: [.handler])
        try world.act("market-regulation", .handoff, "supplement", ["items": ["检验报告"]], on: id, as: [.handler])
        let request = try #require(world.sent.first { $0.type.name == "crim.supplement.request" })
        #expect(world.sent.last?.answers == request.id.description)
    }
}
