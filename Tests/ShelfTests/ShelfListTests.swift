import Contracts
import Shelf
import Testing

/// Lists that never skip nor repeat, search, and counts.
@Suite struct ShelfListTests {
    private let scene: ShelfScene
    private var log: LogBook { scene.log }

    init() throws { scene = try ShelfScene() }

    // MARK: Paging

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `paging meets each item once while others are written, corrected and withdrawn`(_ seed: UInt64) throws {
        var dice = Dice(seed)
        for number in 0..<40 {
            let id = try LogBook.id(100 + number)
            log.add(id, "publish", LogBook.record(id))
        }
        let (file, projector) = try scene.open()
        let before = Set(try file.reader.latest(before: nil, limit: 500).items.map(\.publication))
        var met: [CaseID] = []
        var cursor: UInt64?
        repeat {
            let page = try file.reader.latest(before: cursor, limit: 1 + dice.below(7))
            met += page.items.map(\.publication)
            cursor = page.next
            for _ in 0..<dice.below(6) { try disturb(&dice) }
            try projector.catchUp()
        } while cursor != nil
        #expect(Set(met).count == met.count, "an item came twice")
        #expect(before.isSubset(of: met), "an item was skipped")
    }

    /// A new item, a correction, or a withdrawal of one that is being paged through.
    private func disturb(_ dice: inout Dice) throws {
        let old = try LogBook.id(100 + dice.below(40))
        switch dice.below(3) {
        case 0: try dice.happen(to: log)
        case 1: log.add(old, "correct", LogBook.record(old, version: 2, action: "correct"))
        default: log.add(old, "withdraw", LogBook.tombstone(old))
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `who follows the changes has what the list has, however the steps fall`(_ seed: UInt64) throws {
        var dice = Dice(seed)
        let (file, projector) = try scene.open()
        var followed: [CaseID: ShelfItem] = [:]
        var place: UInt64?
        for round in 0..<60 {
            if round < 40 { for _ in 0..<dice.below(5) { try dice.happen(to: log) } }
            try projector.catchUp()
            let page = try file.reader.changes(after: place, limit: 1 + dice.below(4))
            #expect(page.items.allSatisfy { ($0.place ?? 0) > place ?? 0 || place == nil })
            for item in page.items { followed[item.publication] = item }
            place = page.items.last?.place ?? place
        }
        while let item = try file.reader.changes(after: place, limit: 1).items.first {
            followed[item.publication] = item
            place = item.place
        }
        // Whoever followed must also drop what was erased later: an erasure is no event of the log.
        let listed = try file.reader.latest(before: nil, limit: 500).items
        for item in listed { #expect(followed[item.publication] == item) }
        let dropped = Set(followed.keys).subtracting(listed.map(\.publication))
        for id in dropped { #expect(try file.reader.item(id)?.standing == .withheld) }
    }

    @Test func `a list is narrowed by kind, agency, region and days`() throws {
        let tax = try LogBook.id(1, office: "510100-tax")
        let first = try LogBook.id(2)
        let licence = try LogBook.id(3)
        log.add(tax, "publish", LogBook.record(tax))
        log.add(first, "publish", LogBook.record(first), days: 2)
        log.add(licence, "publish", LogBook.record(licence, kind: "licence"), days: 4)
        log.add(tax, "correct", LogBook.record(tax, version: 2), days: 5)
        let shelf = try scene.open().file.reader
        let day = { (text: String) in CivilDate(text) }
        let cases: [(ShelfFilter, [CaseID])] = [
            (ShelfFilter(), [licence, first, tax]), (ShelfFilter(kind: "licence"), [licence]),
            (ShelfFilter(agency: tax.office), [tax]), (ShelfFilter(region: "510104"), [licence, first]),
            (ShelfFilter(region: "51"), [licence, first, tax]), (ShelfFilter(region: "5101"), [licence, first, tax]),
            (ShelfFilter(region: "33"), []), (ShelfFilter(kind: "penalty", region: "510104"), [first]),
            (ShelfFilter(from: day("2026-08-05")), [licence, first]), (ShelfFilter(to: day("2026-08-03")), [tax]),
            (ShelfFilter(from: day("2026-08-04"), to: day("2026-08-06")), [first]),
            (ShelfFilter(from: day("2027-01-01")), []),
        ]
        for (filter, expected) in cases {
            #expect(try shelf.latest(before: nil, limit: 9, filter: filter).items.map(\.publication) == expected)
            let changed = try shelf.changes(after: nil, limit: 9, filter: filter).items.map(\.publication)
            #expect(Set(changed) == Set(expected))
        }
    }

    // MARK: Search

    private func find(_ text: String, in shelf: ShelfReader) throws -> [String] {
        guard case .found(let hits, _) = try shelf.search(text) else { return ["refused"] }
        return hits.map { "\($0.match.rawValue) \($0.item.record?["payload"]?["counterpartyName"]?.string ?? "")" }
    }

    @Test(arguments: [
        ("91510104XT00010175", ["code 成都示例食品有限公司"]), ("９1510104xt00010175", ["code 成都示例食品有限公司"]),
        ("成锦市监处罚〔2026〕88号", ["number 成都示例食品有限公司"]), ("成锦市监处罚[2026]第88号", ["number 成都示例食品有限公司"]),
        ("成都示例", ["nameStart 成都示例食品有限公司"]), ("示例食品", ["namePart 成都示例食品有限公司"]),
        ("示例食品有限责任公司", ["namePart 成都示例食品有限公司"]), ("成都 示例（食品）", ["nameStart 成都示例食品有限公司"]),
        ("绵阳", ["namePart 四川（绵阳）ABC-食品厂"]), ("abc", ["namePart 四川（绵阳）ABC-食品厂"]), ("c-食", ["namePart 四川（绵阳）ABC-食品厂"]),
        ("例示", []), ("都食", []), ("91510104XT1000024U", []), ("食", ["refused"]), ("", ["refused"]),
        ("有限公司", ["refused"]), ("食品有限公司", ["refused"]), ("%", ["refused"]), ("%%", []), ("\"' OR *", []),
    ])
    func `what stands is found by code, number and any part of a name`(_ text: String, _ found: [String]) throws {
        let (one, two, gone) = (try LogBook.id(1), try LogBook.id(2), try LogBook.id(3))
        log.add(one, "publish", LogBook.record(one))
        log.add(
            two, "publish",
            LogBook.record(two, name: "四川（绵阳）ABC-食品厂", code: "91510700XT0009017T", number: "绵市监处罚〔2026〕1号"))
        log.add(gone, "publish", LogBook.record(gone, name: "成都示例撤回有限公司"))
        log.add(gone, "withdraw", LogBook.tombstone(gone))
        #expect(try find(text, in: scene.open().file.reader) == found)
    }

    @Test func `no more hits than allowed are given, and it is told that there are more`() throws {
        for number in 0..<60 {
            let id = try LogBook.id(number)
            log.add(id, "publish", LogBook.record(id, name: "成都第\(number)号示例食品有限公司", number: "文〔2026〕\(number + 1)号"))
        }
        let shelf = try scene.open().file.reader
        for text in ["91510104XT00010175", "成都第", "号示例"] {
            guard case .found(let hits, let hasMore) = try shelf.search(text) else {
                Issue.record("\(text) was refused")
                continue
            }
            #expect(hits.count == 50 && hasMore, "\(text)")
            #expect(Set(hits.map(\.item.first)).count == 50)
        }
        #expect(try find("成都第7号", in: shelf) == ["nameStart 成都第7号示例食品有限公司"])
    }

    // MARK: Counts

    @Test func `counts tell what stands, what happened in each month, and days of each channel`() throws {
        let (one, two, three) = (try LogBook.id(1), try LogBook.id(2), try LogBook.id(3, office: "510100-tax"))
        log.add(one, "publish", LogBook.record(one))
        log.add(two, "publish", LogBook.record(two, kind: "licence"))
        log.add(one, "correct", LogBook.record(one, version: 2, action: "correct"), days: 1)
        log.add(
            three, "publish",
            LogBook.record(three, channels: [("taxSite", "published", "2026-08-05")], objection: "open"), days: 2)
        log.add(two, "withdraw", LogBook.tombstone(two), days: 31)
        let shelf = try scene.open().file.reader
        let found = try shelf.statistics()
        #expect(found.standing == 2)
        #expect(found.kinds.map(\.key) == ["penalty"])
        #expect(
            Dictionary(uniqueKeysWithValues: found.regions.map { ($0.key, $0.count) }) == ["510104": 1, "510100": 1])
        #expect(found.months.map(\.month) == ["2026-08", "2026-09"])
        #expect(found.months.map(\.published) == [3, 0] && found.months.map(\.corrected) == [1, 0])
        #expect(found.months.map(\.withdrawn) == [0, 1])
        #expect(found.openObjections == 1)
        let timing = try #require(found.timings.first { $0.channel == "taxSite" })
        #expect((timing.decided, timing.published) == (CivilDate("2026-07-30"), CivilDate("2026-08-05")))
        #expect(found.timings.filter { $0.channel == "creditChina" }.reduce(0) { $0 + $1.count } == 2)
        let report = try shelf.report(of: one.office, month: "2026-08")
        #expect(report.events.map(\.key) == ["publish", "correct"] && report.events.map(\.count) == [2, 1])
        #expect(report.openObjections == 0)
        #expect(try shelf.report(of: three.office, month: "2026-08").openObjections == 1)
        #expect(try shelf.report(of: three.office, month: "2026-09").events.isEmpty)
    }
}
