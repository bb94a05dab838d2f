import Casework
import Contracts
import Testing

/// 协查 (domain D.6) between desks.
struct AssistanceTests {
    private let mr = "market-regulation"
    private let reply: JSONValue = ["result": "provided", "text": "已查明开票情况", "evidence": ["发票3份"]]

    private func requested(
        of offices: [String] = ["420106-tax"], at time: String = "2026-06-30T09:00"
    ) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: time)
        let id = try world.act(mr, .assistance, "draft", Sample.assistance(of: offices), as: [.handler], by: "a")
        try world.act(
            mr, .assistance, "send", ["documentNo": "武昌市监协〔2026〕1号"], on: id, as: [.headDeputy], by: "b")
        return (world, id)
    }

    @Test func `the answer is due fifteen working days after the request came, on both sides`() throws {
        var (world, id) = try requested()
        for agency in [mr, "tax"] {
            let deadline = try #require(try world.file(agency, id).deadline("reply/420106-tax"))
            #expect(deadline.rule == "AP-27")
            #expect(deadline.due?.shortDescription == "2026-07-21 23:59")
            #expect(deadline.holder == (try world.id("tax")))
        }
        try world.act("tax", .assistance, "accept", ["contactName": "税务人员甲"], on: id, as: [.handler])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "accepted")
        try world.act("tax", .assistance, "reply", reply, on: id, as: [.handler], at: "2026-07-21T17:00")
        #expect(try world.file(mr, id).state == "answered")
        #expect(try world.file(mr, id).flags == [])
        #expect(try world.file(mr, id).facts["parts"]?["420106-tax"]?["assistanceReplied"]?["result"] == "provided")
        try world.act(mr, .assistance, "close", on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "closed")
        #expect(world.refused.isEmpty)
    }

    @Test func `an extension is told before the time is over, once, and moves the day on both sides`() throws {
        var (world, id) = try requested()
        let why: JSONValue = ["reason": "需向外地税务机关调取"]
        try world.act("tax", .assistance, "extend", why, on: id, as: [.headDeputy], at: "2026-07-20T10:00")
        for agency in [mr, "tax"] {
            let deadline = try #require(try world.file(agency, id).deadline("reply/420106-tax"))
            #expect(deadline.due?.shortDescription == "2026-08-11 23:59")
        }
        #expect(
            try world.refusal("tax", .assistance, "extend", why, on: id, as: [.headDeputy]) == "EXTENSION_SPENT")
        var late = try requested()
        late.world.now = try moment("2026-07-22T09:00")
        #expect(
            try late.world.refusal("tax", .assistance, "extend", why, on: late.id, as: [.headDeputy])
                == "EXTENSION_TOO_LATE")
    }

    @Test func `a late answer is taken and marked, a refusal needs a reason of its own`() throws {
        var (world, id) = try requested(of: ["420106-tax", "420106-customs"])
        world.now = try moment("2026-07-22T09:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).flags.contains("OVERDUE:reply/420106-tax"))
        try world.act("tax", .assistance, "reply", reply, on: id, as: [.handler])
        #expect(try world.file(mr, id).flags.contains("LATE:reply/420106-tax"))
        #expect(try world.file(mr, id).state == "delivered")
        let wrong: JSONValue = ["reasonCode": "NO_CRIMINAL_FACTS", "reason": "无"]
        #expect(
            try world.refusal("customs", .assistance, "refuse", wrong, on: id, as: [.headDeputy])
                == "REASON_NOT_APPLICABLE")
        let right: JSONValue = ["reasonCode": "RECORDS_NOT_HELD", "reason": "本关没有该批货物的报关记录"]
        try world.act("customs", .assistance, "refuse", right, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "answered")
        #expect(try world.file(mr, id).parts.map(\.state) == ["replied", "refused"])
    }

    @Test func `whoever drafts a request does not sign it`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let id = try world.act(
            mr, .assistance, "draft", Sample.assistance(of: ["420106-tax"]), as: [.handler], by: "a")
        #expect(
            try world.refusal(
                mr, .assistance, "send", ["documentNo": "武昌市监协〔2026〕1号"], on: id, as: [.headDeputy], by: "a")
                == "SELF_APPROVAL")
    }

    @Test func `a reminder is logged on both sides and moves nothing`() throws {
        var (world, id) = try requested()
        try world.act(
            mr, .assistance, "remind", ["text": "请尽快复函", "channel": "phone"], on: id, as: [.handler],
            at: "2026-07-10T10:00")
        try world.act(mr, .assistance, "remind", ["text": "再次催办"], on: id, as: [.handler], at: "2026-07-14T10:00")
        for agency in [mr, "tax"] {
            let log = try world.file(agency, id).facts["parts"]?["420106-tax"]?["assistanceReminded"]?.array
            #expect(log?.count == 2)
            #expect(log?.first?["at"] == "2026-07-10T10:00:00.000+08:00")
            #expect(log?.first?["channel"] == "phone")
            #expect(try world.file(agency, id).state(ofPart: "420106-tax") == "delivered")
        }
    }

    @Test func `a recall that crosses the receipt comes too late, and the answer still counts`() throws {
        var (world, id) = try requested()
        _ = try world.order("tax", .assistance, "accept", on: id, as: [.handler])
        try world.act(mr, .assistance, "recall", ["reason": "已自行查明"], on: id, as: [.headDeputy])
        #expect(try world.file("tax", id).flags == ["RECALL_TOO_LATE:420106-tax"])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "accepted")
        try world.act("tax", .assistance, "reply", reply, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "answered")
        #expect(world.refused.isEmpty)
    }
}
