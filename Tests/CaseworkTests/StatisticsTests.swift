import Casework
import Contracts
import Testing

/// Figures whose parts add up (practice 1.17, complaint 10): over cases of all kinds in all states.
struct StatisticsTests {
    private static let mr = "market-regulation"
    private static let peers = ["tax", "customs", "cyberspace", "police", "procuratorate"]

    /// Cases of several kinds, sent on several days, in every standing.
    private static let town = Result { () throws -> DeskWorld in
        var world = try DeskWorld(at: "2026-06-01T09:00")
        for (day, agency) in ["tax", "customs", "cyberspace"].enumerated() {
            world.now = try moment("2026-06-0\(day + 1)T09:00")
            for step in 0..<6 { try referral(to: agency, step, &world) }
            for step in 0..<4 { try assistance(of: ["420106-\(agency)", "420106-police"], step, &world) }
            try slip(to: agency, &world)
        }
        world.now = try moment("2026-06-10T09:00")
        try world.act("tax", .referral, "draft", Sample.referral(to: ["420106-\(mr)"]), as: [.handler])
        let own = try world.act(
            "tax", .referral, "draft", Sample.referral(to: ["420106-\(mr)"]), as: [.handler], by: "a")
        try world.act("tax", .referral, "approve", on: own, as: [.headDeputy], by: "b")
        try world.act("tax", .referral, "send", ["documentNo": "昌税移〔2026〕1号"], on: own, as: [.handler])
        try world.act(mr, .referral, "accept", on: own, as: [.handler], at: "2026-06-20T09:00")
        world.now = try moment("2026-07-20T09:00")
        try world.fireRungs()
        return world
    }

    private static func referral(to agency: String, _ step: Int, _ world: inout DeskWorld) throws {
        let start = world.now
        defer { world.now = start }
        let id = try world.act(
            mr, .referral, "draft", Sample.referral(to: ["420106-\(agency)"]), as: [.handler], by: "a")
        guard step > 0 else { return }
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy], by: "b")
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
        switch step {
        case 1: return
        case 2: try world.act(mr, .referral, "recall", ["reason": "有误"], on: id, as: [.headDeputy])
        case 3:
            let back: JSONValue = ["reasonCode": "SUBJECT_MISMATCH", "reason": "主体不符"]
            try world.act(agency, .referral, "return", back, on: id, as: [.handler], at: "2026-06-05T09:00")
        default:
            let day = step == 4 ? "2026-06-04T09:00" : "2026-06-18T09:00"
            try world.act(agency, .referral, "accept", on: id, as: [.handler], at: day)
            guard step == 5 else { return }
            try world.act(agency, .referral, "file", ["text": "已立案"], on: id, as: [.headDeputy])
            try world.act(
                agency, .referral, "conclude", Sample.penaltyOutcome, on: id, as: [.handler], at: "2026-07-10T09:00")
        }
    }

    private static func assistance(of offices: [String], _ step: Int, _ world: inout DeskWorld) throws {
        let start = world.now
        defer { world.now = start }
        let id = try world.act(mr, .assistance, "draft", Sample.assistance(of: offices), as: [.handler], by: "a")
        try world.act(mr, .assistance, "send", ["documentNo": "武昌市监协〔2026〕1号"], on: id, as: [.headDeputy], by: "b")
        guard step > 0 else { return }
        let first = offices[0]
        world.now = try moment(step == 1 ? "2026-06-08T09:00" : "2026-07-15T09:00")
        let reply: JSONValue = ["result": "provided", "text": "已查明"]
        let refusal: JSONValue = ["reasonCode": "RECORDS_NOT_HELD", "reason": "没有"]
        if step == 3 {
            try world.act(first, .assistance, "refuse", refusal, on: id, as: [.headDeputy])
        } else {
            try world.act(first, .assistance, "reply", reply, on: id, as: [.handler])
        }
    }

    private static func slip(to agency: String, _ world: inout DeskWorld) throws {
        let slip = Sample.slip.setting("recipients", .array([.string("420106-\(agency)")]))
        let id = try world.act(mr, .slip, "draft", slip, as: [.handler], by: "a")
        try world.act(mr, .slip, "submit", on: id, as: [.handler], by: "a")
        try world.act(mr, .slip, "agree", ["opinion": "同意"], on: id, as: [.firstReviewer], by: "b")
    }

    private func statistics(_ filter: CaseStatistics.Filter = .init(), at agency: String = mr) throws -> CaseStatistics
    {
        let world = try StatisticsTests.town.get()
        let own = try world.id(agency)
        let peers = try DeskWorld.agencies.map { try world.id($0) }
        var statistics = CaseStatistics(own: own, peers: peers, filter: filter, now: world.now)
        for file in (world.files[own] ?? [:]).sorted(by: { $0.key < $1.key }).map(\.value) { statistics.add(file) }
        statistics.finish()
        return statistics
    }

    private func check(_ statistics: CaseStatistics) throws {
        for json in [statistics.total.json] + statistics.rows.map(\.figures.json) {
            func sum(_ name: String, without total: String? = nil) -> Int64 {
                (json[name]?.object ?? []).filter { $0.name != total }.compactMap(\.value.integer).reduce(0, +)
            }
            #expect(sum("byStanding") == json["total"]?.integer)
            #expect(sum("acceptance") == json["total"]?.integer)
            #expect(sum("deadlines", without: "total") == json["deadlines"]?["total"]?.integer)
            #expect(sum("results") == json["byStanding"]?["answered"]?.integer)
            #expect(sum("refusals") == json["byStanding"]?["refused"]?.integer)
            let bands = (json["answers"]?["byDays"]?.object ?? []).compactMap(\.value.integer).reduce(0, +)
            #expect(bands == json["byStanding"]?["answered"]?.integer)
            #expect(json["byStanding"]?.object?.count == CaseMeasure.Standing.allCases.count)
        }
        #expect(statistics.rows.map(\.figures.count).reduce(0, +) == statistics.total.count)
        #expect(statistics.overdue.count == statistics.total.terms[.overdue] ?? 0)
    }

    private static let filters: [CaseStatistics.Filter] = {
        let kinds: [CaseKind?] = [nil] + CaseKind.allCases
        let directions: [CaseStatistics.Direction?] = [nil, .sent, .received]
        let names = [nil, "420106-tax", "420106-police", "420106-procuratorate"]
        let days = [nil, "2026-06-02"]
        return kinds.flatMap { kind in
            directions.flatMap { direction in
                names.flatMap { name in
                    days.map { day in
                        CaseStatistics.Filter(
                            kind: kind, peer: name.flatMap { OfficeID($0) }, direction: direction,
                            from: day.flatMap { CivilDate($0) }, through: nil)
                    }
                }
            }
        }
    }()

    @Test(arguments: filters)
    func `parts add up to the total under every filter`(filter: CaseStatistics.Filter) throws {
        try check(try statistics(filter))
        try check(try statistics(filter, at: "tax"))
    }

    @Test func `kinds, peers, directions and days each divide the total`() throws {
        let all = try statistics().total.count
        func sum(_ filters: [CaseStatistics.Filter]) throws -> Int {
            try filters.map { try statistics($0).total.count }.reduce(0, +)
        }
        #expect(all == 3 * (5 + 4 * 2 + 1) + 1)
        #expect(try sum(CaseKind.allCases.map { .init(kind: $0) }) == all)
        #expect(try sum(CaseStatistics.Direction.allCases.map { .init(direction: $0) }) == all)
        #expect(try sum(StatisticsTests.peers.map { .init(peer: OfficeID("420106-\($0)")) }) == all)
        let days = ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-10"].compactMap { CivilDate($0) }
        #expect(try sum(days.map { .init(from: $0, through: $0) }) == all)
    }

    @Test func `a peer with nothing is shown with zeros`() throws {
        let rows = try statistics().rows.filter { $0.peer.description == "420106-procuratorate" }
        #expect(rows.map(\.direction) == [.sent, .received])
        #expect(rows.allSatisfy { $0.figures.json["total"] == 0 && $0.figures.json["byStanding"]?["answered"] == 0 })
    }

    @Test func `figures say what happened`() throws {
        let tax = try #require(OfficeID("420106-tax"))
        let sent = try statistics(.init(kind: .referral, peer: tax, direction: .sent)).total.json
        #expect(
            sent["byStanding"] == ["waiting": 1, "inHand": 1, "answered": 1, "refused": 1, "withdrawn": 1])
        #expect(sent["acceptance"] == ["in7Days": 1, "later": 1, "notYet": 3])
        #expect(sent["refusals"] == ["SUBJECT_MISMATCH": 1])
        #expect(sent["results"] == ["penalty": 1])
        #expect(sent["answers"]?["byDays"]?["over30"] == 1)
        #expect(sent["answers"]?["medianDays"] == 39)
        let asked = try statistics(.init(kind: .assistance, peer: tax)).total.json
        #expect(asked["byStanding"] == ["waiting": 1, "inHand": 0, "answered": 2, "refused": 1, "withdrawn": 0])
        #expect(asked["results"] == ["provided": 2])
        #expect(asked["deadlines"]?["metLate"]?.integer ?? 0 > 0)
        let received = try statistics(.init(direction: .received)).total.json
        #expect(received["total"] == 1)
        #expect(received["acceptance"] == ["in7Days": 0, "later": 1, "notYet": 0])
    }

    @Test func `a case that is not filed is answered, with that result at both offices`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        try StatisticsTests.referral(to: "tax", 4, &world)
        let own = try world.id(StatisticsTests.mr)
        let id = try #require(world.files[own]?.keys.first)
        try world.act(
            "tax", .referral, "notFile", ["ground": "noFacts", "text": "无违法事实"], on: id, as: [.headDeputy],
            at: "2026-06-20T09:00")
        for agency in [StatisticsTests.mr, "tax"] {
            let measure = try #require(try world.file(agency, id).measures.first)
            #expect(measure.standing == .answered && measure.result == "notFiled", "\(agency)")
        }
    }

    @Test func `what sender and receiver count of each other agrees`() throws {
        let (tax, mr) = (try #require(OfficeID("420106-tax")), try #require(OfficeID("420106-market-regulation")))
        for kind in [CaseKind.referral, .assistance, .slip] {
            let there = try statistics(.init(kind: kind, peer: mr, direction: .received), at: "tax").total
            let here = try statistics(.init(kind: kind, peer: tax, direction: .sent)).total
            #expect(there.standings == here.standings, "\(kind)")
            #expect(there.refusals == here.refusals)
            #expect(there.results == here.results)
        }
    }

    @Test func `the overdue list names case, office, deadline and days, the oldest first`() throws {
        let list = try statistics().overdue
        #expect(!list.isEmpty)
        let dues = list.compactMap(\.deadline.due)
        #expect(dues == dues.sorted())
        #expect(list.allSatisfy { $0.days >= 0 && $0.deadline.status == .running })
    }
}
