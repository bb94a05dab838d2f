import Casework
import Contracts
import Offices
import Testing

/// Referrals and supervision over machines, streams and the authority matrix: every letter finds its reader, and none
/// waits for one that never comes.
struct ReferralRoadTests {
    private let mr = "market-regulation"
    private static let near = "510105-market-regulation"
    private static let third = "510106-market-regulation"
    private static let above = "510100-market-regulation"

    private func sent(to recipients: [String], seed: UInt64) throws -> Stage {
        var stage = try Stage(
            seed: seed, region: "510104",
            others: [Self.near, Self.third, Self.above, "510104-tax", "510104-customs", "510104-cyberspace"])
        try stage.at("2026-07-06T09:00")
        let draft: JSONValue = [
            "caseName": "涉嫌销售假冒商品", "caseSource": "投诉举报", "subject": Script.firm("成都示例食品有限公司", "91510104XT00010175"),
            "facts": "现场检查发现违法线索。", "evidence": ["现场笔录"], "reasonForTransfer": "coHandling",
            "legalBasis": "《行政处罚法》第二十五条", "limitationDate": "2028-01-01",
            "recipients": .array(recipients.map { .string($0) }),
        ]
        try stage.must(mr, "draft", draft, kind: .referral)
        try stage.must(mr, "approve", by: .headPrincipal, kind: .referral)
        try stage.must(mr, "send", ["documentNo": "成锦市监移〔2026〕3号"], kind: .referral)
        return stage
    }

    private let contest: JSONValue = ["reason": "不属本局管辖", "disputeBasis": "《行政处罚法》第二十二条"]

    @Test func `supplement, dispute, assignment and fine reach those they are meant for`() throws {
        var stage = try sent(to: ["510104-tax", Self.near], seed: 31)
        try stage.must("tax", "requestSupplement", ["missingItems": ["发票"]], kind: .referral)
        try stage.must(mr, "supplement", ["items": ["发票"]], kind: .referral)
        try stage.must("tax", "accept", kind: .referral)
        try stage.must(Self.near, "contestJurisdiction", contest, by: .headDeputy, kind: .referral)
        try stage.must(mr, "submitDispute", contest, by: .headDeputy, kind: .referral)
        #expect(try stage.due(Self.above, "assign/\(Self.near)") == "2026-07-15 23:59")
        let decision: JSONValue = [
            "assignedTo": .string(Self.third), "assignmentNo": "成市监指〔2026〕1号", "reason": "由其管辖",
        ]
        try stage.must(Self.above, "assign", decision, by: .headPrincipal, kind: .referral)
        #expect(try stage.state(Self.third) == "accepted")
        #expect(try stage.state(Self.near) == "returned")
        try stage.must("tax", "file", ["text": "已立案"], by: .headPrincipal, kind: .referral)
        let fine: JSONValue = [
            "outcome": "penalty", "text": "已处罚", "decisionNo": "成锦税罚〔2026〕1号", "penaltyKinds": ["fine"],
        ]
        try stage.must("tax", "conclude", fine, kind: .referral)
        try stage.must(
            Self.third, "notFile", ["ground": "noFacts", "text": "无违法事实"], by: .headPrincipal, kind: .referral)
        #expect(try stage.state(mr) == "concluded")
        try stage.expectQuiet()
    }

    @Test func `forwarding and redirection open the case at offices that knew nothing of it`() throws {
        var stage = try sent(to: ["510104-tax"], seed: 32)
        let away: JSONValue = ["forwardedTo": "510104-customs", "reason": "属海关职责"]
        try stage.must("tax", "forward", away, kind: .referral)
        let back: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属本关", "competentAgency": "网信办"]
        try stage.must("customs", "return", back, kind: .referral)
        #expect(try stage.state(mr) == "returned")
        let anew: JSONValue = ["redirectedTo": "510104-cyberspace", "reason": "改送网信部门"]
        try stage.must(mr, "redirect", anew, kind: .referral)
        try stage.must("cyberspace", "accept", kind: .referral)
        #expect(try stage.state(mr) == "accepted")
        #expect(try stage.file(mr).state(ofPart: "510104-cyberspace") == "accepted")
        try stage.expectQuiet()
    }

    @Test func `a recall reaches a receiver that was away, and one that had opened keeps the case`() throws {
        var stage = try sent(to: ["510104-tax"], seed: 33)
        try stage.must(mr, "recall", ["reason": "材料有误"], by: .headDeputy, kind: .referral)
        for agency in [mr, "tax"] { #expect(try stage.state(agency) == "recalled") }
        try stage.must(mr, "close", kind: .referral)
        try stage.expectQuiet()
    }

    @Test func `supervision runs from the letter to the decision over two offices`() throws {
        var stage = try Stage(seed: 34, region: "510104", others: [Self.above])
        try stage.at("2026-07-06T09:00")
        let matter: JSONValue = [
            "matter": "逾期未移送涉嫌犯罪案件", "ground": "overdue", "facts": "批准移送后逾期未移送。",
            "legalBasis": "《行政执法监督条例》第二十六条", "recipients": ["510104-market-regulation"], "pendingReview": "none",
        ]
        try stage.must(Self.above, "open", matter, kind: .supervision)
        func document(_ kind: String, _ day: String) -> JSONValue {
            [
                "kind": .string(kind), "documentNo": "成市监督〔2026〕1号", "requirement": "限期移送",
                "correctBy": .string(day),
            ]
        }
        try stage.must(
            Self.above, "issue", document("supervisionLetter", "2026-07-10"), by: .headDeputy, kind: .supervision)
        #expect(try stage.due(mr, "correct") == "2026-07-10 23:59")
        try stage.at("2026-07-11T00:00")
        for office in [Self.above, mr] { #expect(try stage.state(office) == "notCorrected") }
        try stage.must(
            Self.above, "issueOpinion", document("opinion", "2026-07-20"), by: .headPrincipal, kind: .supervision)
        try stage.at("2026-07-21T00:00")
        for office in [Self.above, mr] { #expect(try stage.state(office) == "opinionNotFollowed") }
        try stage.must(
            Self.above, "issueDecision", document("decision", "2026-07-31"), by: .headPrincipal, kind: .supervision)
        try stage.must(mr, "reportCorrection", ["text": "已移送", "evidence": ["回执"]], kind: .supervision)
        try stage.must(Self.above, "acceptCorrection", ["reason": "已整改"], kind: .supervision)
        for office in [Self.above, mr] { #expect(try stage.state(office) == "corrected") }
        try stage.expectQuiet()
    }

    @Test func `a clue to a duty crime is seen by the procuratorate alone`() throws {
        var stage = try Stage(seed: 35, region: "510104")
        try stage.at("2026-07-06T09:00")
        let name = "成都示例食品有限公司"
        try stage.must(
            mr, "investigate", Script.investigation(name, "91510104XT00010175", "销售假冒商品", filedOn: "2026-07-01"))
        try stage.must(mr, "brief", ["text": "案情通报"])
        let clue: JSONValue = ["organ": "510104-procuratorate", "text": "有工作人员通风报信"]
        #expect(
            try stage.refusal(mr, "reportClue", clue.setting("organ", "510104-police"), by: .headPrincipal)
                == "NOT_COMPETENT")
        try stage.must(mr, "reportClue", clue, by: .headPrincipal)
        #expect(try stage.file("procuratorate").facts["clueReported"]?.array?.count == 1)
        #expect(try stage.file("police").facts["clueReported"] == nil)
        try stage.expectQuiet()
    }

    @Test func `the procuratorate that knows of a case not transferred requires the transfer`() throws {
        var stage = try Stage(seed: 36, region: "510104")
        try stage.at("2026-07-06T09:00")
        let name = "成都示例食品有限公司"
        let firm = Script.firm(name, "91510104XT00010175")
        try stage.must(
            mr, "investigate", Script.investigation(name, "91510104XT00010175", "销售假冒商品", filedOn: "2026-07-01"))
        try stage.must(mr, "suspectCrime", Script.suspicion(firm, "销售假冒注册商标的商品罪", "刑法第二百一十四条"))
        try stage.must(mr, "submitReport", Script.team)
        try stage.must(mr, "disapprove", ["reason": "不构成犯罪"], by: .headPrincipal)
        #expect(try stage.state("procuratorate") == "transferRefusedInternally")
        let opinion: JSONValue = ["documentNo": "成锦检意〔2026〕1号", "text": "应当移送公安机关"]
        try stage.must("procuratorate", "requireTransfer", opinion)
        for agency in [mr, "procuratorate"] {
            #expect(try stage.state(agency) == "teamNamed")
            #expect(try stage.due(agency, "requiredTransfer") == "2026-09-07 23:59")
        }
        try stage.must(mr, "submitReport", Script.team)
        try stage.must(mr, "approve", by: .headPrincipal)
        try stage.must(mr, "transfer", Script.transfer)
        #expect(try stage.isLate(mr, "requiredTransfer") == false)
        #expect(try stage.state("police") == "transferred")
        try stage.expectQuiet()
    }
}
