import Casework
import Contracts
import Testing

/// 会商、联合执法、联合检查 (domain D.6) and scenario S6 as far as it concerns them.
struct JointTaskTests {
    private let lead = "cyberspace"
    private let conference = "420106-procuratorate"

    /// The consultation of scenario S6: proposed by market regulation, led by cyberspace administration.
    private func convened(kind: String = "jointInspection") throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-10-12T16:00")
        let id = try world.act(
            "market-regulation", .task, "propose", Sample.task(kind), as: [.handler], at: "2026-10-12T17:00")
        try world.act(lead, .task, "convene", Sample.convening, on: id, as: [.headDeputy], at: "2026-10-13T09:00")
        return (world, id)
    }

    private func planned() throws -> (world: DeskWorld, id: CaseID) {
        var (world, id) = try convened()
        try world.act("tax", .task, "noComment", on: id, as: [.handler], at: "2026-10-14T09:00")
        try world.act("police", .task, "delegate", ["delegate": "治安支队"], on: id, as: [.handler])
        try world.act("market-regulation", .task, "attend", ["text": "同意"], on: id, as: [.handler])
        try world.act(lead, .task, "plan", Sample.plan, on: id, as: [.headDeputy], at: "2026-10-15T15:00")
        try world.act(lead, .task, "start", on: id, as: [.headDeputy])
        return (world, id)
    }

    @Test func `only the lead that the letter names convenes a task at those who do not know it`() throws {
        var world = try DeskWorld(at: "2026-10-12T16:00")
        let id = try world.act("market-regulation", .task, "propose", Sample.task("jointInspection"), as: [.handler])
        let convened = try world.order(lead, .task, "convene", Sample.convening, on: id, as: [.headDeputy])
        let draft = try #require(convened.letters.first)
        let (customs, tax) = (try world.id("customs"), try world.id("tax"))
        world.hear(DeskWorld.received(draft, from: customs, to: tax, at: world.now), at: tax)
        #expect(world.refused.map(\.refusal.code) == ["SENDER_NOT_PARTY"])
        #expect(world.refused.first?.refusal.field == "lead")
        try world.run()
        #expect(try world.file("tax", id).state == "convened")
    }

    @Test func `members answer within three working days, and no comment is an answer`() throws {
        var (world, id) = try convened()
        for agency in [lead, "tax", "police", "market-regulation"] {
            #expect(try world.file(agency, id).deadline("reply")?.due?.shortDescription == "2026-10-16 23:59")
            #expect(try world.file(agency, id).state == "convened")
        }
        #expect(
            try world.refusal(lead, .task, "plan", Sample.plan, on: id, as: [.headDeputy]) == "ANSWERS_PENDING")
        try world.act("tax", .task, "noComment", on: id, as: [.handler])
        #expect(try world.file(lead, id).state(ofPart: "420106-tax") == "noComment")
        #expect(try world.file("tax", id).deadline("reply")?.status == .met)
        #expect(try world.file(lead, id).deadline("reply")?.status == .running)
        try world.act("police", .task, "delegate", ["delegate": "治安支队"], on: id, as: [.handler])
        try world.act("market-regulation", .task, "attend", on: id, as: [.handler])
        #expect(try world.file(lead, id).deadline("reply")?.status == .met)
        try world.act(lead, .task, "plan", Sample.plan, on: id, as: [.headDeputy], at: "2026-10-15T15:00")
        #expect(world.refused.isEmpty)
    }

    @Test func `who does not answer is told to the conference's office, and holds nobody up`() throws {
        var (world, id) = try convened()
        try world.act("tax", .task, "noComment", on: id, as: [.handler])
        world.now = try moment("2026-10-17T00:00")
        try world.fireRungs()
        #expect(try world.file(lead, id).flags.contains("OVERDUE:reply"))
        let told = try world.file("procuratorate", id)
        #expect(told.standing(of: try world.id("procuratorate")) == .copy)
        #expect(told.facts["title"] == "外卖平台联合整治")
        try world.act(lead, .task, "plan", Sample.plan, on: id, as: [.headDeputy])
        try world.act("police", .task, "attend", on: id, as: [.handler])
        #expect(try world.file(lead, id).state(ofPart: "420106-police") == "attending")
        #expect(try world.file("police", id).flags.contains("LATE:reply"))
        #expect(world.refused.isEmpty)
    }

    @Test func `each item has its lead, its day and its deliverable, everywhere the same`() throws {
        var (world, id) = try planned()
        for agency in [lead, "tax", "police", "market-regulation"] {
            let file = try world.file(agency, id)
            #expect(file.state == "inProgress")
            #expect(file.deadline("milestone/item-1")?.due?.shortDescription == "2026-11-06 23:59")
            #expect(file.deadline("milestone/item-1")?.holder == (try world.id("cyberspace")))
            #expect(file.deadline("milestone/item-2")?.holder == (try world.id("market-regulation")))
            #expect(file.flags.filter { $0.hasPrefix("DUE_DATE_DIFFERS") } == [])
        }
        let done: JSONValue = ["item": 2, "text": "已检查", "evidence": ["检查记录20份"]]
        #expect(try world.refusal("tax", .task, "report", done, on: id, as: [.handler]) == "NOT_ITEM_LEAD")
        try world.act("market-regulation", .task, "report", done, on: id, as: [.handler], at: "2026-10-30T10:00")
        for agency in [lead, "tax", "police", "market-regulation"] {
            #expect(try world.file(agency, id).state(ofPart: "item-2") == "reported", "\(agency)")
            #expect(try world.file(agency, id).deadline("milestone/item-2")?.status == .met)
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `a late item goes to the conference's office, and its report still counts`() throws {
        var (world, id) = try planned()
        world.now = try moment("2026-11-07T00:00")
        try world.fireRungs()
        for agency in [lead, "tax", "police", "market-regulation"] {
            #expect(try world.file(agency, id).state(ofPart: "item-1") == "overdue", "\(agency)")
        }
        let letters = world.sent.filter { $0.type.name == "task.overdue" }
        #expect(letters.map { $0.body["item"] } == [1, 2])
        #expect(letters.first?.body["holder"] == "420106-cyberspace")
        #expect(letters.allSatisfy { $0.body["cc"] == [] && $0.body["recipients"] == [.string(conference)] })
        let done: JSONValue = ["item": 1, "text": "平台已整改", "evidence": ["整改报告"]]
        try world.act(lead, .task, "report", done, on: id, as: [.handler])
        #expect(try world.file("tax", id).state(ofPart: "item-1") == "reported")
        try world.act(lead, .task, "summarise", ["text": "总结"], on: id, as: [.headDeputy])
        try world.act(lead, .task, "close", on: id, as: [.headDeputy])
        for agency in [lead, "tax", "police", "market-regulation"] {
            #expect(try world.file(agency, id).state == "closed")
            #expect(try world.file(agency, id).openRungs.isEmpty)
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `an item's day is moved with a reason, and a report that crosses it stays`() throws {
        var (world, id) = try planned()
        let later: JSONValue = ["item": 2, "dueOn": "2026-11-20", "reason": "检查对象增加"]
        let done: JSONValue = ["item": 2, "text": "已检查", "evidence": ["记录"]]
        _ = try world.order("market-regulation", .task, "report", done, on: id, as: [.handler])
        try world.act(lead, .task, "reschedule", later, on: id, as: [.headDeputy])
        #expect(try world.file("market-regulation", id).state(ofPart: "item-2") == "reported")
        #expect(try world.file("market-regulation", id).openRungs.allSatisfy { $0.key != "milestone/item-2" })
        try world.act(
            lead, .task, "reschedule", later.setting("item", 1), on: id, as: [.headDeputy])
        for agency in [lead, "tax", "market-regulation"] {
            let due = try world.file(agency, id).deadline("milestone/item-1")?.due
            #expect(due?.shortDescription == "2026-11-20 23:59", "\(agency)")
        }
        #expect(world.refused.isEmpty)
    }

    @Test func `a plan names only offices of the task, each item once, and days ahead`() throws {
        var (world, id) = try convened()
        for agency in ["tax", "police", "market-regulation"] {
            try world.act(agency, .task, "noComment", on: id, as: [.handler])
        }
        func refusal(_ item: JSONValue) throws -> String? {
            try world.refusal(
                lead, .task, "plan", Sample.plan.setting("matrix", .array([item])), on: id, as: [.headDeputy])
        }
        let item = try #require(Sample.plan["matrix"]?.array?.first)
        #expect(try refusal(item.setting("lead", ["420106-customs"])) == "NOT_TASK_MEMBER")
        #expect(try refusal(item.setting("support", ["420106-customs"])) == "NOT_TASK_MEMBER")
        #expect(try refusal(item.setting("dueOn", "2026-10-13")) == "DATE_IN_PAST")
        let twice = Sample.plan.setting("matrix", .array([item, item]))
        #expect(try world.refusal(lead, .task, "plan", twice, on: id, as: [.headDeputy]) == "ITEM_TWICE")
    }

    @Test func `a second visit to one enterprise is a warning, not a refusal`() throws {
        var (world, id) = try planned()
        try world.act(lead, .task, "draw", Sample.draw(3), on: id, as: [.handler], at: "2026-10-19T09:00")
        let code = try #require(world.sent.last { $0.type.name == "inspect.draw" }?.body["drawn"]?.array?.first)
        let joint = Sample.visit(code, on: "2026-10-20", ["cyberspace", "market-regulation"])
        try world.act(lead, .task, "planVisit", joint, on: id, as: [.handler])
        #expect(try world.file("market-regulation", id).flags.isEmpty)
        let second = Sample.visit(code, on: "2026-10-22", ["market-regulation"])
        try world.act("market-regulation", .task, "planVisit", second, on: id, as: [.handler])
        for agency in [lead, "market-regulation", "tax"] {
            #expect(
                try world.file(agency, id).flags == ["REPEAT_INSPECTION:subject-\(code.string ?? "")"], "\(agency)")
        }
        let alone = Sample.visit(code, on: "2026-10-20", ["cyberspace"]).setting(
            "teams", [["office": "420106-cyberspace", "officers": ["甲"]]])
        #expect(try world.refusal(lead, .task, "planVisit", alone, on: id, as: [.handler]) == "INSPECTORS_LT_2")
        #expect(world.refused.isEmpty)
    }

    @Test func `what an inspection finds is public within twenty working days`() throws {
        var (world, id) = try planned()
        try world.act(lead, .task, "draw", Sample.draw(3), on: id, as: [.handler], at: "2026-10-19T09:00")
        let code = try #require(world.sent.last { $0.type.name == "inspect.draw" }?.body["drawn"]?.array?.first)
        let result = Sample.visit(code, on: "2026-10-20", ["cyberspace", "market-regulation"]).removing("visitOn")
            .merging(["visitedOn": "2026-10-20", "outcome": "exempt", "findings": "首次轻微违法，已改正"])
        try world.act(
            "market-regulation", .task, "recordInspection", result, on: id, as: [.handler], at: "2026-10-20T17:00")
        let key = "publishResult/subject-\(code.string ?? "")"
        #expect(try world.file(lead, id).deadline(key)?.due?.shortDescription == "2026-11-17 23:59")
        #expect(try world.file("tax", id).deadline(key) == nil)
        try world.act(
            lead, .task, "publishResult", ["subjectCode": code, "publishedOn": "2026-11-17"], on: id,
            as: [.handler], at: "2026-11-17T10:00")
        #expect(try world.file(lead, id).deadline(key)?.isLate == false)
        #expect(world.refused.isEmpty)
    }

    @Test func `subjects are drawn for inspections only, and never more than there are`() throws {
        var (world, id) = try planned()
        #expect(
            try world.refusal(lead, .task, "draw", Sample.draw(40), on: id, as: [.handler]) == "NUMBER_OUT_OF_RANGE")
        (world, id) = try convened(kind: "consultation")
        for agency in ["tax", "police", "market-regulation"] {
            try world.act(agency, .task, "noComment", on: id, as: [.handler])
        }
        try world.act(lead, .task, "plan", Sample.plan, on: id, as: [.headDeputy])
        #expect(try world.refusal(lead, .task, "draw", Sample.draw(3), on: id, as: [.handler]) == "NOT_AN_INSPECTION")
    }

    @Test func `a proposal is declined with a reason, and a withdrawal that crosses the convening comes too late`()
        throws
    {
        var world = try DeskWorld(at: "2026-10-12T09:00")
        let mr = "market-regulation"
        var id = try world.act(mr, .task, "propose", Sample.task("consultation"), as: [.handler])
        try world.act(lead, .task, "decline", ["reason": "另有安排"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "declined")
        id = try world.act(mr, .task, "propose", Sample.task("consultation"), as: [.handler])
        _ = try world.order(lead, .task, "convene", Sample.convening, on: id, as: [.headDeputy])
        try world.act(mr, .task, "withdraw", ["reason": "暂缓"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "convened")
        #expect(try world.file(lead, id).flags == ["WITHDRAWN_TOO_LATE"])
        #expect(world.refused.isEmpty)
    }

    @Test func `the lead may propose itself, and nothing is sent to itself`() throws {
        var world = try DeskWorld(at: "2026-10-12T09:00")
        let own = Sample.task("consultation").setting("members", ["420106-tax"])
        let id = try world.act(lead, .task, "propose", own, as: [.handler])
        #expect(world.sent.isEmpty)
        try world.act(lead, .task, "convene", Sample.convening, on: id, as: [.headDeputy])
        #expect(world.sent.map(\.type.name) == ["task.convene"])
        #expect(world.sent.first?.answers == "")
        try world.act("tax", .task, "attend", on: id, as: [.handler])
        try world.act(lead, .task, "summarise", ["text": "一致意见"], on: id, as: [.headDeputy])
        #expect(try world.file("tax", id).state == "summarised")
    }
}

/// 征求意见 (domain A.3).
struct CommentRoundTests {
    private let mr = "market-regulation"
    private let draft: JSONValue = [
        "title": "联合惩戒备忘录（征求意见稿）", "text": "正文", "recipients": ["420106-tax", "420106-customs"],
    ]
    private let issue: JSONValue = ["documentNo": "武昌市监函〔2026〕8号", "commentBy": "2026-07-15"]

    @Test func `no comment is an answer, silence is overdue, and a late one still counts`() throws {
        var world = try DeskWorld(at: "2026-07-01T09:00")
        let id = try world.act(mr, .commentRound, "draft", draft, as: [.handler], by: "a")
        #expect(
            try world.refusal(mr, .commentRound, "issue", issue, on: id, as: Role.allCases, by: "a") == "SELF_APPROVAL")
        let past = issue.setting("commentBy", "2026-07-01")
        #expect(
            try world.refusal(mr, .commentRound, "issue", past, on: id, as: [.headDeputy], by: "b") == "DATE_IN_PAST")
        try world.act(mr, .commentRound, "issue", issue, on: id, as: [.headDeputy], by: "b")
        #expect(try world.file("tax", id).deadline("comment")?.due?.shortDescription == "2026-07-15 23:59")
        try world.act("tax", .commentRound, "noComment", on: id, as: [.handler])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "noComment")
        let adopted: JSONValue = ["text": "采纳1条"]
        #expect(
            try world.refusal(mr, .commentRound, "close", adopted, on: id, as: [.headDeputy]) == "ANSWERS_PENDING")
        try world.act(
            mr, .commentRound, "remind", ["text": "请反馈"], on: id, as: [.handler], at: "2026-07-14T09:00")
        #expect(try world.file("customs", id).facts["parts"]?["420106-customs"]?["commentReminded"] != nil)
        world.now = try moment("2026-07-16T00:00")
        try world.fireRungs()
        #expect(try world.file(mr, id).flags == ["OVERDUE:comment"])
        #expect(try world.file("tax", id).flags == [])
        #expect(try world.file("customs", id).flags == ["OVERDUE:comment"])
        try world.act("customs", .commentRound, "comment", ["text": "第三条建议修改"], on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "answered")
        try world.act(mr, .commentRound, "close", adopted, on: id, as: [.headDeputy])
        #expect(try world.file("customs", id).state == "closed")
        #expect(world.refused.isEmpty)
    }
}

struct RandomDrawTests {
    private let codes = (1...200).map { "9142010600000\(1000 + $0)" }

    @Test func `the same seed and list draw the same, whatever their order and repetitions`() {
        let first = RandomDraw(seed: "26281", candidates: codes, count: 20)
        for _ in 0..<50 {
            let again = RandomDraw(seed: "26281", candidates: (codes + codes.prefix(30)).shuffled(), count: 20)
            #expect(again == first)
        }
        #expect(Set(first.drawn).count == 20)
        #expect(first.drawn.allSatisfy(codes.contains))
        #expect(first.candidateCount == 200)
    }

    @Test func `another seed, another list or another count is seen`() {
        let first = RandomDraw(seed: "a", candidates: codes, count: 20)
        #expect(RandomDraw(seed: "b", candidates: codes, count: 20).drawn != first.drawn)
        let shorter = RandomDraw(seed: "a", candidates: codes.dropLast(), count: 20)
        #expect(shorter.candidateHash != first.candidateHash)
        #expect(RandomDraw(seed: "a", candidates: codes, count: 10).drawn == Array(first.drawn.prefix(10)))
    }

    /// The seed and the names; `python3`: `names = sorted({n.encode() for n in names})`, SHA-256 as Topics/README.md says.
    @Test func `texts that are the same to the eye are drawn by their bytes, as any other program draws them`() {
        // "é" in two signs and in one, alone and before "E": Swift's own order says of some that neither comes first.
        let names = [
            "e\u{301}", "\u{e9}E", "\u{e9}", "e\u{301}E", "\u{e9}\u{323}", "e\u{323}\u{301}", "Z", "成都", "\u{1F600}",
            "\u{FF21}",
        ]
        let first = RandomDraw(seed: "26281", candidates: names, count: 10)
        for _ in 0..<200 {
            let again = RandomDraw(seed: "26281", candidates: (names + names.prefix(4)).shuffled(), count: 10)
            #expect(again.candidateHash == first.candidateHash)
            #expect(again.drawn.map { Array($0.utf8) } == first.drawn.map { Array($0.utf8) })
        }
        #expect(first.candidateCount == names.count)
        #expect(Set(first.drawn.map { Array($0.utf8) }) == Set(names.map { Array($0.utf8) }))
        #expect(first.candidateHash.description == "70265d9b8d3083d8697c49ddf9e5679e27a2df5e56f96670996510de5a8e282c")
        #expect(
            first.drawn.prefix(3).map { Array($0.utf8) } == [
                Array("\u{E9}".utf8), Array("e\u{301}".utf8), Array("\u{E9}\u{323}".utf8),
            ])
    }

    @Test func `everybody is drawn about equally often`() {
        var times: [String: Int] = [:]
        for seed in 0..<2000 {
            for name in RandomDraw(seed: "\(seed)", candidates: codes, count: 20).drawn { times[name, default: 0] += 1 }
        }
        // Two hundred times each on average; six standard deviations are eighty.
        #expect(times.count == 200)
        #expect(times.values.allSatisfy { (120...280).contains($0) })
    }
}
