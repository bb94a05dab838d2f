import Casework
import Contracts
import Testing

/// What crosses on the way between the sender and the receivers of a referral ends in one state on both sides.
struct ReferralCrossingTests {
    private let mr = "market-regulation"

    private func sent(to recipients: [String]) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-29T09:00")
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: recipients), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
        return (world, id)
    }

    @Test func `both of two offices to which a case is sent anew at once are known to have got it`() throws {
        var (world, id) = try sent(to: ["420106-tax"])
        let back: JSONValue = ["reasonCode": "NOT_COMPETENT", "reason": "不属本局", "competentAgency": "海关"]
        try world.act("tax", .referral, "return", back, on: id, as: [.handler])
        for office in ["420106-customs", "420106-cyberspace"] {
            let anew: JSONValue = ["redirectedTo": .string(office), "reason": "改送"]
            _ = try world.order(mr, .referral, "redirect", anew, on: id, as: [.handler])
        }
        try world.run()
        for office in ["420106-customs", "420106-cyberspace"] {
            #expect(try world.file(mr, id).state(ofPart: office) == "delivered")
            #expect(try world.file(mr, id).deadline("accept/\(office)")?.status == .running)
        }
    }

    @Test func `a receipt that crosses recall and closing gives the receiver the case`() throws {
        var (world, id) = try sent(to: ["420106-tax"])
        _ = try world.order(mr, .referral, "recall", ["reason": "材料有误"], on: id, as: [.headDeputy])
        _ = try world.order(mr, .referral, "close", on: id, as: [.handler])
        _ = try world.order("tax", .referral, "accept", on: id, as: [.handler])
        try world.run()
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state == "accepted")
            #expect(try world.file(agency, id).state(ofPart: "420106-tax") == "accepted")
            #expect(try world.file(agency, id).flags.contains("RECALL_TOO_LATE:420106-tax"))
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `where the sides of a dispute give way to each other at once, the receiver has the case`() throws {
        var (world, id) = try sent(to: ["420106-tax"])
        let contest: JSONValue = ["reason": "不属本局管辖", "disputeBasis": "《行政处罚法》第二十五条"]
        try world.act("tax", .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        _ = try world.order("tax", .referral, "agree", ["reason": "同意办理"], on: id, as: [.headDeputy])
        _ = try world.order(mr, .referral, "withdraw", ["reason": "收回"], on: id, as: [.headDeputy])
        try world.run()
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state(ofPart: "420106-tax") == "accepted")
            #expect(try world.file(agency, id).flags.contains("YIELDED_TOO_LATE:420106-tax"))
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `a merger asks nobody to give up a part that was withdrawn or recalled`() throws {
        let merge = { (other: CaseID) -> JSONValue in ["with": .string(other.description), "reason": "并案办理"] }
        // Agreed at the one end, withdrawn and merged at the other.
        var (world, id) = try sent(to: ["420106-tax", "420106-customs"])
        var other = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        let contest: JSONValue = ["reason": "不属本局管辖", "disputeBasis": "《行政处罚法》第二十五条"]
        try world.act("tax", .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        _ = try world.order("tax", .referral, "agree", ["reason": "同意办理"], on: id, as: [.headDeputy])
        let tax: JSONValue = ["office": "420106-tax", "reason": "收回"]
        _ = try world.order(mr, .referral, "withdraw", tax, on: id, as: [.headDeputy])
        let told = try world.order(mr, .referral, "merge", merge(other), on: id, as: [.headDeputy])
        #expect(told.letters.first?.body["recipients"] == ["420106-customs"])
        try world.run()
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state(ofPart: "420106-tax") == "accepted", "\(agency)")
        }
        for agency in [mr, "customs"] {
            #expect(try world.file(agency, id).state(ofPart: "420106-customs") == "merged", "\(agency)")
        }
        #expect(world.refused.isEmpty)

        // Recalled from the one, too late for the other, and merged.
        (world, id) = try sent(to: ["420106-tax", "420106-customs"])
        other = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        _ = try world.order(mr, .referral, "recall", ["reason": "材料有误"], on: id, as: [.headDeputy])
        _ = try world.order("customs", .referral, "accept", on: id, as: [.handler])
        try world.run()
        try world.act(mr, .referral, "merge", merge(other), on: id, as: [.headDeputy])
        for agency in [mr, "tax"] {
            #expect(try world.file(agency, id).state(ofPart: "420106-tax") == "recalled", "\(agency)")
        }
        for agency in [mr, "customs"] {
            #expect(try world.file(agency, id).state(ofPart: "420106-customs") == "merged", "\(agency)")
        }
    }

    @Test func `a filing and a refusal to file that cross a merger contradict nothing`() throws {
        for (order, body, state) in [
            ("file", ["text": "已立案"], "merged"), ("notFile", ["ground": "noFacts", "text": "没有违法事实"], "concluded"),
        ] as [(String, JSONValue, String)] {
            var (world, id) = try sent(to: ["420106-tax"])
            let other = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
            try world.act("tax", .referral, "accept", on: id, as: [.handler])
            let merge: JSONValue = ["with": .string(other.description), "reason": "并案办理"]
            _ = try world.order(mr, .referral, "merge", merge, on: id, as: [.headDeputy])
            _ = try world.order("tax", .referral, order, body, on: id, as: [.headDeputy])
            try world.run()
            for agency in [mr, "tax"] {
                #expect(try world.file(agency, id).state(ofPart: "420106-tax") == state, "\(order) at \(agency)")
                #expect(try !world.file(agency, id).flags.contains { $0.hasPrefix("STATE_CONFLICT") })
            }
        }
    }

    @Test func `a dispute opens a case at a superior of its sender alone`() throws {
        var (world, id) = try sent(to: ["420106-tax"])
        let contest: JSONValue = ["reason": "不属本局管辖", "disputeBasis": "《行政处罚法》第二十五条"]
        let outcome = try world.order("tax", .referral, "contestJurisdiction", contest, on: id, as: [.headDeputy])
        let draft = try #require(outcome.letters.first { $0.type.name == "ref.dispute" })
        let customs = try world.id("customs")
        world.hear(DeskWorld.received(draft, from: try world.id("tax"), to: customs, at: world.now), at: customs)
        #expect(world.refused.map(\.refusal.code) == ["SENDER_NOT_PARTY"])
        #expect(world.files[customs]?[id] == nil)
    }
}
