import Contracts
import Shelf
import Testing

/// What is over by its own last day is not shown, whether the letter that stops it is here or not; and what ended keeps nothing
/// of what it said.
@Suite struct ShelfLastDayTests {
    private let scene: ShelfScene
    private var log: LogBook { scene.log }
    private static let code = "91510104XT00010175"

    init() throws { scene = try ShelfScene() }

    private func reader(_ file: ShelfFile, on day: String) throws -> ShelfReader {
        let today = try #require(CivilDate(day))
        return file.reader { today }
    }

    private func isFound(_ shelf: ShelfReader) throws -> [Bool] {
        let code = try USCC(ShelfLastDayTests.code)
        let words = [ShelfLastDayTests.code, "成锦市监处罚〔2026〕88号", "成都示例", "示例食品"]
        return try words.map { try shelf.search($0) != .found([], hasMore: false) } + [!shelf.subject(code).isEmpty]
    }

    @Test(
        "An item is shown on its last day and not on the next",
        arguments: [
            (["2027-07-30"], "2027-07-30", true), (["2027-07-30"], "2027-07-31", false),
            (["2027-07-30", "2027-10-01"], "2027-10-01", true), (["2027-07-30", "2027-10-01"], "2027-10-02", false),
            (["2027-07-30", nil], "2099-01-01", true),
        ] as [([String?], String, Bool)])
    func lastDay(_ until: [String?], _ day: String, _ isShown: Bool) throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", LogBook.record(id, until: until))
        let shelf = try reader(scene.open().file, on: day)
        #expect(try isFound(shelf) == [Bool](repeating: isShown, count: 5))
        let item = try #require(try shelf.item(id))
        #expect(item.standing == (isShown ? .stands : .ended) && item.place == 0)
        for listed in try shelf.latest(before: nil, limit: 9).items + shelf.changes(after: nil, limit: 9).items {
            #expect(listed == item)
        }
        let statistics = try shelf.statistics()
        #expect(statistics.standing == (isShown ? 1 : 0) && statistics.kinds.count == statistics.standing)
        guard !isShown else { return }
        let record = try #require(item.record)
        #expect(record["payload"] == nil && record["channels"] == nil)
        #expect(record["reasonCode"] == "PERIOD_EXPIRED" && record["action"] == "stop")
        #expect(record["lastDay"]?.string == until.compactMap { $0 }.max())
    }

    @Test("An item that ends before its last day comes with the record of its end")
    func ended() throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", LogBook.record(id, until: ["2027-07-30"]))
        log.add(id, "withdraw", LogBook.tombstone(id))
        let item = try #require(try reader(scene.open().file, on: "2028-01-01").item(id))
        #expect(item.record?["reasonCode"] == "DECISION_REVOKED" && item.record?["lastDay"] == nil)
    }

    @Test("Endings name the newest leaf of what is not shown, and nothing that stands")
    func endings() throws {
        let (standing, ended, erased) = (try LogBook.id(1), try LogBook.id(2), try LogBook.id(3))
        for id in [standing, ended, erased] { log.add(id, "publish", LogBook.record(id)) }
        log.add(ended, "withdraw", LogBook.tombstone(ended))
        log.erase(erased)
        log.add(ended, "archive", LogBook.tombstone(ended, action: "archive"))
        let shelf = try scene.open().file.reader
        #expect(try shelf.endings(of: [standing, ended, erased, LogBook.id(4)]) == [ended: 4, erased: 2])
        log.add(ended, "restore", LogBook.record(ended, version: 2))
        #expect(try scene.open().file.reader.endings(of: [ended]).isEmpty)
    }

    // MARK: Rare pairs

    @Test("Counts of pairs are those of the names that stand, whatever was written and erased before")
    func pairs() throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            let scene = try ShelfScene()
            var dice = Dice(seed)
            let (file, projector) = try scene.open()
            for _ in 0..<40 {
                try dice.happen(to: scene.log)
                try projector.catchUp()
            }
            let made = try scene.rebuilt()
            for number in 0..<30 {
                let words = "第\(number)号示例"
                #expect(try file.reader.search(words) == made.search(words), "seed \(seed), \(words)")
            }
        }
    }

    @Test("What stands is counted by office and kind, and what is over or waits for its end is not")
    func holdings() throws {
        let tax = try LogBook.id(1, office: "510100-tax")
        let (one, two, three) = (try LogBook.id(2), try LogBook.id(3), try LogBook.id(4))
        log.add(tax, "publish", LogBook.record(tax, kind: "majorTax"))
        log.add(one, "publish", LogBook.record(one))
        log.add(two, "publish", LogBook.record(two, until: ["2026-08-01"]))
        log.add(three, "publish", LogBook.record(three))
        log.wait(three, LogBook.tombstone(three))
        let statistics = try scene.open().file.reader.statistics()
        #expect(
            statistics.holdings.map { "\($0.office) \($0.kind) \($0.count)" } == [
                "\(tax.office) majorTax 1", "\(one.office) penalty 1",
            ])
        #expect(statistics.standing == 2)
    }
}
