import Casework
import Contracts
import Foundation
import Testing

/// 抄告抄送 (practice 2) between desks.
struct SlipTests {
    private let mr = "market-regulation"

    private func drafted(_ slip: JSONValue = Sample.slip) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let id = try world.act(mr, .slip, "draft", slip, as: [.handler], by: "author")
        return (world, id)
    }

    private func sent(_ slip: JSONValue = Sample.slip) throws -> (world: DeskWorld, id: CaseID) {
        var (world, id) = try drafted(slip)
        try world.act(mr, .slip, "submit", on: id, as: [.handler], by: "author")
        try world.act(mr, .slip, "agree", ["opinion": "同意"], on: id, as: [.firstReviewer], by: "reviewer")
        return (world, id)
    }

    private let feedback: JSONValue = ["result": "filed", "text": "已立案调查"]

    @Test func `answers of several that cross a recall are all heard, whatever the first made of the slip`() throws {
        let two = Sample.slip.setting("recipients", ["420106-tax", "420106-customs"])
        var (world, id) = try sent(two)
        _ = try world.order(mr, .slip, "recall", ["reason": "内容有误"], on: id, as: [.headDeputy])
        for agency in ["tax", "customs"] {
            _ = try world.order(agency, .slip, "open", on: id, as: [.handler])
            _ = try world.order(agency, .slip, "feedback", feedback, on: id, as: [.handler])
        }
        try world.run()
        for agency in ["tax", "customs"] {
            #expect(try world.file(mr, id).state(ofPart: "420106-\(agency)") == "answered")
        }
        #expect(try !world.file(mr, id).flags.contains { $0.hasPrefix("STATE_CONFLICT") })
    }

    @Test func `numbers run by office and year without a hole`() throws {
        var world = try DeskWorld(at: "2026-12-30T09:00")
        func number(_ agency: String) throws -> String? {
            let id = try world.act(agency, .slip, "draft", Sample.slipOther, as: [.handler])
            return try world.file(agency, id).facts["number"]?["text"]?.string
        }
        let mr = "market-regulation"
        #expect(try number(mr) == "market-regulation抄告〔2026〕1号")
        #expect(try number(mr) == "market-regulation抄告〔2026〕2号")
        #expect(try number("customs") == "customs抄告〔2026〕1号")
        #expect(
            try world.refusal(mr, .slip, "draft", Sample.slipOther.removing("matter"), as: [.handler])
                == "FIELD_MISSING")
        #expect(try number(mr) == "market-regulation抄告〔2026〕3号")
        world.now = try moment("2027-01-04T09:00")
        #expect(try number(mr) == "market-regulation抄告〔2027〕1号")
    }

    @Test func `a slip of other matters has no code, whatever was chosen for another type before`() throws {
        var (world, id) = try drafted()
        let other = Sample.slipOther.setting("matterCode", "X01")
        try world.act(mr, .slip, "revise", other, on: id, as: [.handler], by: "author")
        let facts = try world.file(mr, id).facts
        #expect(facts["matterCode"] == nil && facts["matter"] == "涉嫌违规收费")
    }

    @Test func `a slip that its reviewer makes one of other matters goes without the old code, in words of its own`()
        throws
    {
        var (world, id) = try drafted()
        try world.act(mr, .slip, "submit", on: id, as: [.handler], by: "author")
        func agree(_ changes: JSONValue) -> JSONValue { ["opinion": "改后同意", "changes": changes] }
        #expect(
            try world.refusal(
                mr, .slip, "agree", agree(["slipType": "other"]), on: id, as: [.firstReviewer], by: "reviewer")
                == "FIELD_MISSING")
        try world.act(
            mr, .slip, "agree", agree(["slipType": "other", "matter": "涉嫌违规收费"]), on: id, as: [.firstReviewer],
            by: "reviewer")
        for agency in [mr, "tax"] {
            let facts = try world.file(agency, id).facts
            #expect(facts["slipType"] == "other" && facts["matterCode"] == nil && facts["matter"] == "涉嫌违规收费")
        }
    }

    @Test func `an old slip keeps its words when the catalogue changes, and a new one has the new words`() throws {
        var (world, id) = try sent()
        let text = try RuleDocuments.text(of: "slip-matters.json")
        world.rules = try RuleSet.read(
            version: "later",
            documents: RuleDocuments.replacing(
                "slip-matters.json", with: text.replacingOccurrences(of: "涉嫌虚开发票", with: "涉嫌虚开发票（新）")))
        try world.act("tax", .slip, "open", on: id, as: [.handler])
        try world.act("tax", .slip, "feedback", feedback, on: id, as: [.handler])
        for agency in [mr, "tax"] { #expect(try world.file(agency, id).facts["matter"] == "涉嫌虚开发票") }
        let new = try world.act(mr, .slip, "draft", Sample.slip, as: [.handler], by: "author")
        #expect(try world.file(mr, new).facts["matter"] == "涉嫌虚开发票（新）")
        #expect(world.refused.isEmpty)
    }

    @Test func `each type has its own matters, and a slip keeps the words it was written with`() throws {
        var (world, id) = try drafted()
        #expect(try world.file(mr, id).facts["matter"] == "涉嫌虚开发票")
        for (type, code) in [("unlicensed", "X01"), ("violationLead", "W01"), ("violationLead", "X05")] {
            let slip = Sample.slip.setting("slipType", .string(type)).setting("matterCode", .string(code))
            #expect(try world.refusal(mr, .slip, "draft", slip, as: [.handler]) == "MATTER_UNKNOWN", "\(type) \(code)")
        }
    }

    @Test func `who wrote, revised or submitted a slip does not review it`() throws {
        var (world, id) = try drafted()
        try world.act(mr, .slip, "revise", Sample.slip, on: id, as: [.handler], by: "second")
        try world.act(mr, .slip, "revise", Sample.slip, on: id, as: [.handler], by: "third")
        try world.act(mr, .slip, "submit", on: id, as: [.handler], by: "fourth")
        for officer in ["author", "second", "third", "fourth"] {
            for (order, body) in [
                ("agree", ["opinion": "同意"]), ("doNotSend", ["opinion": "不"]), ("sendBack", ["opinion": "改"]),
            ]
                as [(String, JSONValue)]
            {
                #expect(
                    try world.refusal(mr, .slip, order, body, on: id, as: Role.allCases, by: officer)
                        == "REVIEWER_IS_AUTHOR")
            }
        }
        try world.act(mr, .slip, "agree", ["opinion": "同意"], on: id, as: [.firstReviewer], by: "fifth")
        #expect(try world.file(mr, id).state == "sent")
    }

    @Test func `the author sees field by field what the reviewer changed, and the recipients only the outcome`() throws
    {
        var (world, id) = try drafted()
        try world.act(mr, .slip, "submit", on: id, as: [.handler], by: "author")
        let changes: JSONValue = [
            "details": "经核实，共3份发票。", "matterCode": "X03", "contactName": "张例",
            "recipients": ["420106-tax", "420106-customs"],
        ]
        try world.act(
            mr, .slip, "agree", ["opinion": "改后同意", "changes": changes], on: id, as: [.firstReviewer],
            by: "reviewer")
        let facts = try world.file(mr, id).facts
        let list = facts["review"]?["changes"]?.array ?? []
        // The contact's name was the same before: no change.
        #expect(list.map { $0["field"]?.string } == ["matterCode", "details", "recipients"])
        #expect(list[1]["before"] == Sample.slip["details"])
        #expect(list[1]["after"] == "经核实，共3份发票。")
        #expect(list[1]["title"] == "情况说明")
        #expect(facts["matter"] == "涉嫌进出口货物申报不实")
        for agency in ["tax", "customs"] {
            let there = try world.file(agency, id).facts
            #expect(there["details"] == "经核实，共3份发票。")
            #expect(there["matter"] == "涉嫌进出口货物申报不实")
            #expect(there["review"] == nil && there["authors"] == nil)
            #expect(there["number"] == facts["number"])
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `a returned slip is mended and submitted again, with every review kept`() throws {
        var (world, id) = try drafted()
        for round in 1...2 {
            try world.act(mr, .slip, "submit", on: id, as: [.handler], by: "author")
            try world.act(
                mr, .slip, "sendBack", ["opinion": .string("第\(round)次退回")], on: id, as: [.firstReviewer],
                by: "reviewer")
            #expect(try world.file(mr, id).state == "returned")
            try world.act(mr, .slip, "revise", Sample.slip, on: id, as: [.handler], by: "author")
        }
        let history = try world.file(mr, id).facts["slipReturned"]?.array ?? []
        #expect(history.map { $0["opinion"]?.string } == ["第1次退回", "第2次退回"])
        #expect(history.allSatisfy { $0["officer"] == "reviewer" && $0["at"] != nil })
        try world.act(mr, .slip, "cancel", ["reason": "不再需要"], on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "cancelled")
    }

    @Test func `every recipient answers for itself, once, and the whole is answered when all have`() throws {
        let both = Sample.slip.setting("recipients", ["420106-tax", "420106-customs"])
        var (world, id) = try sent(both)
        #expect(try world.file("tax", id).deadline("feedback/420106-tax")?.rule == "SLIP-LEAD")
        #expect(try world.file(mr, id).deadline("feedback/420106-tax")?.due?.shortDescription == "2026-07-21 23:59")
        try world.act("tax", .slip, "open", on: id, as: [.handler])
        try world.act("tax", .slip, "progress", ["text": "已调取账册"], on: id, as: [.handler])
        try world.act("tax", .slip, "progress", ["text": "已约谈"], on: id, as: [.handler])
        try world.act("tax", .slip, "feedback", feedback, on: id, as: [.handler])
        #expect(try world.refusal("tax", .slip, "feedback", feedback, on: id, as: [.handler]) == "STATE_CONFLICT")
        #expect(try world.file(mr, id).state == "sent")
        let back: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属海关职责", "competentAgency": "税务机关"]
        try world.act("customs", .slip, "return", back, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "answered")
        #expect(try world.file(mr, id).parts.map(\.state) == ["answered", "notOurs"])
        #expect(try world.file(mr, id).facts["parts"]?["420106-tax"]?["slipProgressed"]?.array?.count == 2)
        #expect(world.refused.isEmpty)
    }

    @Test func `where no answer is wanted none can be given, and no clock runs`() throws {
        var (world, id) = try sent(Sample.slip.setting("feedbackNeeded", false))
        #expect(try world.file(mr, id).state == "done")
        #expect(try world.file("tax", id).state == "done")
        #expect(try world.file("tax", id).deadlines.isEmpty)
        #expect(try world.refusal("tax", .slip, "feedback", feedback, on: id, as: [.handler]) == "STATE_CONFLICT")
        #expect(try world.refusal(mr, .slip, "remind", ["text": "催"], on: id, as: [.handler]) == "STATE_CONFLICT")
        try world.act("tax", .slip, "open", on: id, as: [.handler])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "opened")
        #expect(world.refused.isEmpty)
    }

    @Test func `each reminder is logged with who, when and how`() throws {
        var (world, id) = try sent()
        try world.act(
            mr, .slip, "remind", ["text": "请反馈", "channel": "phone"], on: id, as: [.handler], by: "author",
            at: "2026-07-14T10:00")
        for agency in [mr, "tax"] {
            let log = try world.file(agency, id).facts["parts"]?["420106-tax"]?["slipReminded"]?.array
            #expect(log?.first?["at"] == "2026-07-14T10:00:00.000+08:00")
            #expect(log?.first?["channel"] == "phone")
        }
        let own = try world.file(mr, id).facts["parts"]?["420106-tax"]?["slipReminded"]?.array
        #expect(own?.first?["officer"] == "author")
        world.now = try moment("2026-07-22T09:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).flags == ["OVERDUE:feedback/420106-tax"])
    }

    @Test func `a slip is recalled until the first recipient has opened it`() throws {
        let both = Sample.slip.setting("recipients", ["420106-tax", "420106-customs"])
        var (world, id) = try sent(both)
        try world.act(mr, .slip, "recall", ["reason": "重复"], on: id, as: [.firstReviewer])
        #expect(try world.file(mr, id).state == "recalled")
        #expect(try world.file("tax", id).state == "recalled")
        (world, id) = try sent(both)
        try world.act("tax", .slip, "open", on: id, as: [.handler])
        #expect(
            try world.refusal(mr, .slip, "recall", ["reason": "重复"], on: id, as: [.firstReviewer])
                == "RECALL_TOO_LATE")
    }

    @Test func `one party stands once, by its code, and the same name may stand twice`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let party = try #require(Sample.slip["parties"]?.array?.first)
        let twice = Sample.slip.setting("parties", .array([party, party]))
        #expect(try world.refusal(mr, .slip, "draft", twice, as: [.handler]) == "PARTY_TWICE")
        let other = party.setting("uscc", "91510104XT00010175")
        let named = Sample.slip.setting("parties", .array([party, other]))
        #expect(try world.refusal(mr, .slip, "draft", named, as: [.handler]) == nil)
    }
}
