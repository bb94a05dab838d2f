import Casework
import Contracts
import Offices
import Testing

/// Scenario S2 of domain F: the criminal handoff of 武汉样例食品有限公司 over three offices, every date to the minute.
struct HandoffS2Tests {
    private let mr = "market-regulation"

    private func begun() throws -> Stage {
        var stage = try Stage(seed: 2, region: "420106")
        try stage.at("2026-06-10T09:00")
        let firm = Script.firm("武汉样例食品有限公司", "91420106XT0002028T")
        let opening = Script.investigation("武汉样例食品有限公司", "91420106XT0002028T", "在食品中掺入非食品原料", filedOn: "2026-06-10")
        try stage.must(mr, "investigate", opening)
        #expect(try stage.due(mr, "adminDecision") == "2026-09-08 23:59")
        try stage.at("2026-06-24T09:00")
        try stage.must(mr, "brief", ["text": "抽检发现非食品原料"])
        #expect(try stage.file("police").facts["text"] == "抽检发现非食品原料")
        #expect(try stage.file("procuratorate").facts["text"] == "抽检发现非食品原料")
        try stage.at("2026-07-01T08:30")
        let suspicion = Script.suspicion(firm, "生产、销售有毒、有害食品罪", "刑法第一百四十四条").setting(
            "priorDecisions",
            [
                ["kind": "suspendBusiness", "decidedOn": "2026-06-30"],
                ["kind": "fine", "decidedOn": "2026-06-30", "fineAmountFen": 5_000_000],
            ])
        try stage.must(mr, "suspectCrime", suspicion)
        return stage
    }

    private func transferred() throws -> Stage {
        var stage = try begun()
        try stage.at("2026-07-01T09:00")
        #expect(try stage.refusal(mr, "submitReport", ["specialTeam": ["李样"]]) == "TEAM_LT_2")
        try stage.must(mr, "submitReport", Script.team)
        #expect(try stage.due(mr, "approve") == "2026-07-06 23:59")
        try stage.at("2026-07-03T16:30")
        #expect(try stage.refusal(mr, "approve", by: .headDeputy) == "APPROVER_NOT_PRINCIPAL")
        try stage.must(mr, "approve", by: .headPrincipal)
        #expect(try stage.due(mr, "transfer") == "2026-07-04 16:30")
        try stage.at("2026-07-04T10:00")
        let without = Script.transfer.setting("cc", [])
        #expect(try stage.refusal(mr, "transfer", without) == "CC_PROCURATORATE_MISSING")
        try stage.must(mr, "transfer", Script.transfer)
        #expect(try stage.isLate(mr, "transfer") == false)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "transferred") }
        return stage
    }

    private func filed() throws -> Stage {
        var stage = try transferred()
        try stage.at("2026-07-04T11:20")
        try stage.must("police", "signReceipt", Script.receipt)
        #expect(try stage.file("procuratorate").facts["receiptSigned"]?["missingItems"] == ["检验报告"])
        #expect(try stage.due("police", "supplementRequest") == "2026-07-05 11:20")
        #expect(try stage.due("police", "forwarding") == "2026-07-05 11:20")
        #expect(try stage.due("police", "policeDecision") == "2026-07-07 23:59")
        try stage.at("2026-07-05T09:00")
        let incomplete = Script.noFiling.setting("reasonCode", "MISSING_ATTACHMENT")
        #expect(
            try stage.refusal("police", "refuseFiling", incomplete, by: .headPrincipal)
                == "REFUSAL_FOR_INCOMPLETE_MATERIAL"
        )
        try stage.must("police", "requestSupplement", ["missingItems": ["检验报告"]])
        #expect(try stage.isLate("police", "supplementRequest") == false)
        #expect(try stage.due(mr, "supplement") == "2026-07-08 23:59")
        try stage.at("2026-07-07T10:00")
        try stage.must(mr, "supplement", ["items": ["检验报告一份"]])
        #expect(try stage.state("police") == "received")
        #expect(try stage.due("police", "policeDecision") == "2026-07-07 23:59")
        try stage.at("2026-07-07T18:00")
        try stage.must("police", "file", Script.filing, by: .headDeputy)
        #expect(try stage.isLate("police", "policeDecision") == false)
        return stage
    }

    @Test func `S2 runs from the filed case to the judgment, and the fine is blocked`() throws {
        var stage = try filed()
        #expect(try stage.state("procuratorate") == "filed")
        // The text has the agency read the notice on the 8th; here it arrives on the 7th: three days end on the 10th.
        #expect(try stage.due(mr, "goods") == "2026-07-10 23:59")
        try stage.at("2026-07-10T10:00")
        try stage.must(mr, "handOverGoods", Script.goods)
        #expect(try stage.isLate(mr, "goods") == false)
        try stage.at("2026-07-20T10:00")
        #expect(try stage.refusal(mr, "decide", Script.fine, by: .headPrincipal) == "FINE_BLOCKED")
        #expect(try stage.file("procuratorate").facts["fineBlocked"]?.array?.count == 1)
        #expect(try stage.file("police").facts["fineBlocked"] == nil)
        #expect(try stage.file(mr).facts["priorDecisions"]?.array?.first?["kind"] == "suspendBusiness")
        let other: JSONValue = ["penaltyKinds": ["suspendBusiness"], "decisionNo": "武昌市监处罚〔2026〕13号"]
        try stage.must(mr, "decide", other, by: .headPrincipal)
        try stage.at("2026-12-15T10:00")
        let judgment: JSONValue = [
            "court": "武昌区人民法院", "judgmentNo": "（2026）鄂0106刑初1号", "judgedOn": "2026-12-15",
            "result": "单位判处罚金三十万元，负责人判处有期徒刑", "criminalFineFen": 30_000_000,
        ]
        try stage.must("procuratorate", "recordJudgment", judgment)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "closed") }
        let clock = try #require(try stage.file(mr).deadline("adminDecision"))
        #expect(clock.status == .stopped)
        #expect(clock.pauses.map(\.from) == [try Stage.moment("2026-07-04T10:00")])
        #expect(try stage.refusal(mr, "decide", Script.fine, by: .headPrincipal) == "STATE_CONFLICT")
        try stage.expectQuiet()
    }

    @Test func `S2 a notice that is read the next day gives three days from then`() throws {
        var stage = try transferred()
        try stage.at("2026-07-04T11:20")
        try stage.must("police", "signReceipt", Script.receipt)
        try stage.at("2026-07-07T18:00")
        stage.town.kill("420106-market-regulation")
        try stage.must("police", "file", Script.filing, by: .headDeputy)
        try stage.at("2026-07-08T09:00")
        try stage.town.restart("420106-market-regulation")
        try stage.town.run(rounds: 30)
        #expect(try stage.state(mr) == "filed")
        #expect(try stage.due(mr, "goods") == "2026-07-13 23:59")
        try stage.expectQuiet()
    }

    @Test func `S2 an earlier fine is set off against the fine of the court`() throws {
        var stage = try filed()
        try stage.must(mr, "handOverGoods", Script.goods)
        let judgment: JSONValue = [
            "court": "武昌区人民法院", "judgmentNo": "（2026）鄂0106刑初1号", "judgedOn": "2026-12-15", "result": "罚金",
            "criminalFineFen": 30_000_000,
        ]
        try stage.at("2026-12-15T10:00")
        try stage.must(mr, "recordJudgment", judgment)
        #expect(try stage.file(mr).facts["judged"]?["setOffFen"] == 5_000_000)
    }

    @Test func `police that are not competent forward within a day, and both procuratorates follow the case`() throws {
        var stage = try Stage(
            seed: 3, region: "420106", others: ["420111-police", "420111-procuratorate", "420111-market-regulation"])
        stage = try forwarded(&stage)
        for office in ["420111-police", "420111-procuratorate", mr, "police", "procuratorate"] {
            #expect(try stage.state(office) == "forwarded", "\(office)")
        }
        #expect(try stage.due("420111-police", "receiptForwarded") == "2026-07-06 10:00")
        try stage.at("2026-07-05T15:00")
        #expect(try stage.refusal("police", "signReceipt", Script.receipt) == "READ_ONLY_COPY")
        try stage.must("420111-police", "signReceipt", Script.receipt)
        #expect(try stage.due(mr, "policeDecision") == "2026-07-08 23:59")
        try stage.at("2026-07-06T09:00")
        try stage.must("420111-police", "file", Script.filing, by: .headPrincipal)
        for office in ["420111-police", "420111-procuratorate", mr, "police", "procuratorate"] {
            #expect(try stage.state(office) == "filed", "\(office)")
        }
        try stage.expectQuiet()
    }

    @Test func `what the first police asked for lapses when they pass the case on, and the next may ask anew`() throws {
        var stage = try Stage(
            seed: 4, region: "420106", others: ["420111-police", "420111-procuratorate", "420111-market-regulation"])
        stage = try forwarded(&stage, asking: ["检验报告"])
        try stage.at("2026-07-05T15:00")
        try stage.must("420111-police", "signReceipt", Script.receipt)
        let items: JSONValue = ["items": ["检验报告一份"]]
        #expect(try stage.refusal(mr, "supplement", items) == "SUPPLEMENT_NOT_REQUESTED")
        try stage.must("420111-police", "requestSupplement", ["missingItems": ["现场笔录"]])
        try stage.must(mr, "supplement", items)
        #expect(try stage.refusal(mr, "supplement", items) == "SUPPLEMENT_NOT_REQUESTED")
        try stage.expectQuiet()
    }

    private func forwarded(_ stage: inout Stage, asking missing: [String] = []) throws -> Stage {
        try stage.at("2026-07-01T08:30")
        let firm = Script.firm("武汉样例食品有限公司", "91420106XT0002028T")
        let opening = Script.investigation("武汉样例食品有限公司", "91420106XT0002028T", "掺入非食品原料", filedOn: "2026-06-10")
        try stage.must(mr, "investigate", opening)
        try stage.must(mr, "suspectCrime", Script.suspicion(firm, "生产、销售有毒、有害食品罪", "刑法第一百四十四条"))
        try stage.must(mr, "submitReport", Script.team)
        try stage.must(mr, "approve", by: .headPrincipal)
        try stage.at("2026-07-01T10:00")
        try stage.must(mr, "transfer", Script.transfer)
        try stage.at("2026-07-04T11:20")
        try stage.must("police", "signReceipt", Script.receipt)
        if !missing.isEmpty {
            try stage.must("police", "requestSupplement", ["missingItems": .array(missing.map { .string($0) })])
        }
        try stage.at("2026-07-05T10:00")
        let away: JSONValue = ["forwardedTo": "420111-police", "reason": "犯罪地在洪山区"]
        #expect(
            try stage.refusal("police", "forward", away.setting("forwardedTo", "420111-procuratorate"))
                == "NOT_COMPETENT")
        try stage.must("police", "forward", away)
        #expect(try stage.isLate("police", "forwarding") == false)
        return stage
    }

    @Test func `a case that is not for the police comes back with the organ named, and the clock goes on`() throws {
        var stage = try transferred()
        try stage.at("2026-07-04T11:20")
        try stage.must("police", "signReceipt", Script.receipt)
        try stage.at("2026-07-06T10:00")
        #expect(try stage.refusal("police", "notPoliceFunction", ["reason": "不属于公安机关管辖"]) == "FIELD_MISSING")
        let body: JSONValue = ["reason": "不属于公安机关管辖", "competentOrgan": "武昌区监察委员会"]
        try stage.must("police", "notPoliceFunction", body)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "returnedNotPolice") }
        // Two days were with the police: 4 July to 6 July.
        #expect(try stage.due(mr, "adminDecision") == "2026-09-10 23:59")
        try stage.must(mr, "acceptRefusal", by: .headPrincipal)
        try stage.must(mr, "resumeHandling", ["reason": "行政处理"], by: .headPrincipal)
        try stage.must(mr, "decide", Script.fine, by: .headPrincipal)
        #expect(try stage.state(mr) == "closed")
        try stage.expectQuiet()
    }

    @Test func `non-prosecution comes back with an opinion, and the agency answers it within its term`() throws {
        var stage = try filed()
        try stage.at("2026-07-10T10:00")
        try stage.must(mr, "handOverGoods", Script.goods)
        try stage.at("2026-09-01T10:00")
        let declined: JSONValue = ["nonProsecutionNo": "武昌检刑不诉〔2026〕3号", "reason": "犯罪情节轻微"]
        try stage.must("procuratorate", "decideNotToProsecute", declined, by: .headPrincipal)
        #expect(try stage.due("procuratorate", "passOn") == "2026-09-04 23:59")
        try stage.at("2026-09-03T10:00")
        try stage.must("procuratorate", "passOn")
        #expect(try stage.due("procuratorate", "reviewOpinion") == "2026-09-17 23:59")
        try stage.at("2026-09-10T10:00")
        let opinion: JSONValue = [
            "documentNo": "武昌检意〔2026〕4号", "text": "建议给予行政处罚", "nonProsecutionNo": "武昌检刑不诉〔2026〕3号",
        ]
        try stage.must("procuratorate", "issueOpinion", opinion, by: .headPrincipal)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "reverseHandoff") }
        #expect(try stage.due(mr, "opinionReply") == "2026-11-10 23:59")
        try stage.at("2026-10-20T10:00")
        let reply: JSONValue = ["result": "penalty", "text": "已作出行政处罚"]
        #expect(try stage.refusal(mr, "replyOpinion", reply, by: .headPrincipal) == "FIELD_MISSING")
        let full = reply.setting("penaltyKinds", ["fine"]).setting("decisionNo", "武昌市监处罚〔2026〕20号")
        try stage.must(mr, "replyOpinion", full, by: .headPrincipal)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "closed") }
        #expect(try stage.isLate("procuratorate", "opinionReply") == false)
        try stage.expectQuiet()
    }
}
