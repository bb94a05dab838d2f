import Contracts
import Shelf
import Testing

/// The shelf is the fold of the log: what it shows, what it hides, and that it can be made anew at any time.
@Suite struct ShelfTests {
    private let scene: ShelfScene
    private var log: LogBook { scene.log }

    init() throws { scene = try ShelfScene() }

    @Test(arguments: [1, 2, 1000])
    func `the newest leaf of a publication is what the shelf shows, in batches of any size`(_ batch: Int) throws {
        let (one, two) = (try LogBook.id(1), try LogBook.id(2))
        log.add(one, "publish", LogBook.record(one))
        log.add(two, "publish", LogBook.record(two, name: "成都样例商贸有限公司"))
        log.add(one, "correct", LogBook.record(one, version: 2, action: "correct"))
        log.add(two, "withdraw", LogBook.tombstone(two))
        let shelf = try scene.open(batch: batch).file.reader
        let shown = try #require(try shelf.item(one))
        #expect((shown.standing, shown.first, shown.place, shown.version) == (.stands, 0, 2, 2))
        #expect(shown.record?["action"] == "correct")
        let gone = try #require(try shelf.item(two))
        #expect((gone.standing, gone.event, gone.record?["reason"]) == (.ended, "withdraw", "处罚决定已撤销"))
        #expect(try shelf.item(LogBook.id(3)) == nil)
        #expect(try shelf.versions(one).map(\.event) == ["publish", "correct"])
        #expect(try shelf.place == 4)
        #expect(try shelf.mark().root == log.root(of: 4))
    }

    @Test func `the bytes of the record are those that the leaf commits to`() throws {
        let id = try LogBook.id(1)
        let record = LogBook.record(id)
        log.add(id, "publish", record)
        #expect(try scene.open().file.reader.item(id)?.bytes == record.bytes)
    }

    @Test func `what ends an item hides it while it waits for its place`() throws {
        let id = try LogBook.id(1)
        let code = try USCC("91510104XT00010175")
        log.add(id, "publish", LogBook.record(id))
        let (file, projector) = try scene.open()
        #expect(try file.reader.subject(code).count == 1)
        log.wait(id, LogBook.tombstone(id))
        #expect(try projector.step().isChanged)
        #expect(try file.reader.subject(code).isEmpty)
        #expect(try file.reader.search("示例食品") == .found([], hasMore: false))
        let hidden = try #require(try file.reader.item(id))
        #expect((hidden.standing, hidden.place, hidden.record?["reason"]) == (.ended, nil, "处罚决定已撤销"))
        #expect(try file.reader.latest(before: nil, limit: 9).items == [hidden])
        log.number()
        log.add(id, "withdraw", LogBook.tombstone(id))
        #expect(try projector.step().isChanged)
        #expect(try file.reader.item(id)?.place == 1)
        #expect(try !projector.step().isChanged)
    }

    @Test func `an event that waits and ends nothing hides nothing, and one whose words are not here hides`() throws {
        let (one, two) = (try LogBook.id(1), try LogBook.id(2))
        log.add(one, "publish", LogBook.record(one))
        log.add(two, "publish", LogBook.record(two))
        let (file, projector) = try scene.open()
        log.wait(one, LogBook.record(one, version: 2, action: "correct"))
        log.wait(two, nil)
        _ = try projector.step()
        #expect(try file.reader.item(one)?.standing == .stands)
        #expect(try file.reader.item(two)?.standing == .ended)
        // What waits of a publication that the shelf does not know yet is not shown, and hidden as soon as it comes.
        let three = try LogBook.id(3)
        log.wait(three, LogBook.tombstone(three))
        log.add(three, "publish", LogBook.record(three))
        _ = try projector.step()
        #expect(try file.reader.item(three)?.standing == .ended)
    }

    @Test(arguments: [
        ([("creditChina", "published", "2026-08-07"), ("gsxt", "stopped", "2026-08-07")], ShelfRecord.Standing.stands),
        ([("creditChina", "stopped", "2026-08-07"), ("gsxt", "shielded", "2026-08-07")], .ended),
    ])
    func `an item of several channels stands while one of them shows it`(
        _ channels: [(String, String, String)], _ standing: ShelfRecord.Standing
    ) throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", LogBook.record(id, channels: channels))
        #expect(try scene.open().file.reader.item(id)?.standing == standing)
    }

    @Test func `what may not be shown is in no list and leaves a mark in the changes`() throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", ["publicationId": .string(id.description), "action": "withhold"])
        let shelf = try scene.open().file.reader
        #expect(try shelf.latest(before: nil, limit: 9).items.isEmpty)
        #expect(try shelf.changes(after: nil, limit: 9).items.map(\.standing) == [.withheld])
    }

    // MARK: Erasure

    @Test func `what was erased in the log is erased in the shelf and in its file`() throws {
        let (one, two) = (try LogBook.id(1), try LogBook.id(2))
        log.add(one, "publish", LogBook.record(one, name: "成都绝密餐饮有限公司"))
        log.add(two, "publish", LogBook.record(two))
        let (file, projector) = try scene.open()
        log.erase(one)
        #expect(try projector.step().isChanged)
        let item = try #require(try file.reader.item(one))
        #expect((item.standing, item.bytes) == (.withheld, nil))
        #expect(try file.reader.search("绝密餐饮") == .found([], hasMore: false))
        #expect(try file.reader.latest(before: nil, limit: 9).items.map(\.publication) == [two])
        try file.close()
        for suffix in ["", "-wal"] {
            #expect(try !bytes(of: scene.path + suffix).contains("绝密"))
        }
        #expect(try !following().step().isChanged)
    }

    private func following() throws -> ShelfProjector { try scene.open().projector }

    private func bytes(of path: String) throws -> String {
        do {
            return String(decoding: try SafeBytes.read(path), as: UTF8.self)
        } catch { return "" }
    }

    @Test func `what is said behind an erasure is shown`() throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", LogBook.record(id))
        let (file, projector) = try scene.open()
        log.erase(id)
        log.add(id, "correct", LogBook.record(id, version: 2, name: "成都新名食品有限公司", action: "correct"))
        try projector.catchUp()
        #expect(try file.reader.item(id)?.standing == .stands)
        #expect(try file.reader.versions(id).map { $0.bytes == nil } == [true, false])
        #expect(try file.reader.statistics() == scene.rebuilt().statistics())
    }

    @Test func `contents that come behind their leaf are filled in`() throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", LogBook.record(id))
        let content = log.withhold(at: 0)
        let (file, projector) = try scene.open()
        #expect(try file.reader.item(id)?.standing == .withheld)
        log.bring(content, at: 0)
        try projector.catchUp()
        #expect(try file.reader.item(id)?.standing == .stands)
        #expect(try file.reader.statistics() == scene.rebuilt().statistics())
    }

    // MARK: Made anew

    @Test func `a shelf of the same log is kept, and one of a log that went back or another one is made anew`() throws {
        let id = try LogBook.id(1)
        log.add(id, "publish", LogBook.record(id))
        log.add(id, "withdraw", LogBook.tombstone(id))
        try scene.open().file.close()
        let kept = try scene.open().file
        #expect(kept.renewal == nil)
        try kept.close()
        log.rollBack(to: 1)
        let shorter = try scene.open().file
        #expect(shorter.renewal?.contains("the log has fewer") == true)
        #expect(try shorter.reader.item(id)?.standing == .stands)
        try shorter.close()
        log.rollBack(to: 0)
        let other = try LogBook.id(2)
        log.add(other, "publish", LogBook.record(other))
        let forked = try scene.open().file
        #expect(forked.renewal?.contains("another root") == true)
        #expect(try forked.reader.item(id) == nil)
        #expect(try forked.reader.item(other) != nil)
    }

    @Test func `a file that is no shelf is made anew`() throws {
        try SafeBytes.write([UInt8]("not a database at all, but long enough to be one".utf8), to: scene.path)
        let file = try scene.open().file
        #expect(file.renewal != nil)
        #expect(try file.reader.place == 0)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a shelf made anew is the same as the one that followed`(_ seed: UInt64) throws {
        var dice = Dice(seed)
        let (file, projector) = try scene.open(batch: 7)
        for _ in 0..<120 {
            try dice.happen(to: log)
            if dice.below(4) == 0 { _ = try projector.step() }
        }
        try projector.catchUp()
        // A step behind the last one looks at what was erased meanwhile.
        try projector.catchUp()
        let (live, fresh) = (file.reader, try scene.rebuilt())
        #expect(try live.mark().root == fresh.mark().root)
        #expect(try live.latest(before: nil, limit: 500) == fresh.latest(before: nil, limit: 500))
        #expect(try live.changes(after: nil, limit: 500) == fresh.changes(after: nil, limit: 500))
        #expect(try live.statistics() == fresh.statistics())
        for number in 0..<30 {
            let name = Dice.name(number)
            #expect(try live.search(name) == fresh.search(name), "\(name)")
            #expect(try live.versions(LogBook.id(number)) == fresh.versions(LogBook.id(number)))
        }
    }
}
