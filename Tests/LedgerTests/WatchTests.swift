import Casework
import Contracts
import Exchange
import GRDB
import Ledgers
import Offices
import Testing

/// Watch lists: an event for each move of an entry of a watched subject, once, and over restarts.
struct WatchTests {
    private static let watch = WatchList(
        id: Scene.letterID(900), name: "投标人", reason: "资格审查", officer: "x-01",
        subjects: [SubjectIndexTests.code, "91510104XT0002016X"])

    /// An entry with its letters on `lists`, one transaction each.
    private struct Entry {
        var script = StreamScript(Scene.lists(Scene.market))
        var events: [CaseEvent] = []
        let id = Scene.caseID(1, of: Scene.market)
        var letters = 0

        mutating func commit(_ event: CaseEvent, _ type: String) throws -> Commit {
            letters += 1
            events.append(event)
            var commit = Scene.commit(Int64(letters))
            commit.receive(script.next(letters, caseID: id.description, type: type), events: [event])
            commit.cases = [try StoryBook.folded(events, id, .listEntry)]
            commit.inStreams = [script.inStream]
            commit.readers = [Scene.reader(.lists, next: Int64(letters))]
            return commit
        }
    }

    private static func saved(_ change: WatchChange, at seconds: Int64 = 0) -> Commit {
        var commit = Scene.commit(seconds)
        commit.watches = [change]
        return commit
    }

    private func told(_ bureau: Bureau) throws -> [String] {
        switch bureau.kind {
        case .memory:
            return try #require(bureau.ledger as? MemoryLedger).watchEvents.map {
                "\($0.version) \($0.change.rawValue)"
            }
        case .sqlite:
            let reader = try #require(bureau.ledger as? SQLiteLedger).reader
            let rows = try reader.watchEvents(of: Self.watch.id, behind: 0, limit: 100)
            return (rows ?? []).map { "\($0.version) \($0.change.rawValue)" }
        }
    }

    @Test(arguments: LedgerKind.allCases)
    func `each move of a watched subject's entry is told once, in the transaction that moves it`(
        kind: LedgerKind
    ) throws {
        var bureau = try Bureau(kind)
        var entry = Entry()
        try bureau.ledger.apply(Self.saved(.saved(Self.watch)))
        try bureau.ledger.apply(entry.commit(SubjectIndexTests.listed("成都示例食品有限公司"), "list.published"))
        try bureau.reopen()
        try bureau.ledger.apply(entry.commit(SubjectIndexTests.corrected("成都新名食品有限公司"), "list.correct"))
        let removal = SubjectIndexTests.event("removalOrdered", from: "published", to: "removing", at: 90)
        try bureau.ledger.apply(entry.commit(removal, "list.remove"))
        #expect(try told(bureau) == ["1 listed", "2 changed", "3 ended"])
        try bureau.reopen()
        #expect(try told(bureau) == ["1 listed", "2 changed", "3 ended"])
    }

    @Test(arguments: LedgerKind.allCases)
    func `nobody is told of subjects that are not watched, nor after the end`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var entry = Entry()
        try bureau.ledger.apply(
            Self.saved(
                .saved(WatchList(id: Self.watch.id, name: "x", reason: "", officer: "x-01", subjects: ["p1-other"]))))
        try bureau.ledger.apply(entry.commit(SubjectIndexTests.listed("成都示例食品有限公司"), "list.published"))
        try bureau.ledger.apply(Self.saved(.ended(Self.watch.id), at: 5))
        try bureau.ledger.apply(entry.commit(SubjectIndexTests.corrected("成都新名食品有限公司"), "list.correct"))
        #expect(try told(bureau).isEmpty)
    }

    @Test func `a list that ended keeps what it told, and a transaction that falls tells nothing`() throws {
        var bureau = try Bureau(.sqlite)
        var entry = Entry()
        try bureau.ledger.apply(Self.saved(.saved(Self.watch)))
        let first = try entry.commit(SubjectIndexTests.listed("成都示例食品有限公司"), "list.published")
        try bureau.ledger.apply(first)
        #expect(throws: (any Error).self) { try bureau.ledger.apply(first) }
        try bureau.ledger.apply(Self.saved(.ended(Self.watch.id), at: 5))
        try bureau.ledger.apply(entry.commit(SubjectIndexTests.corrected("成都新名食品有限公司"), "list.correct"))
        #expect(try told(bureau) == ["1 listed"])
        let reader = try #require(bureau.ledger as? SQLiteLedger).reader
        let row = try #require(try reader.watchLists().first)
        #expect(row.list == Self.watch && row.events == 1 && row.endedAt == Scene.start + .seconds(5))
        #expect(try reader.watchCounts() == (0, 1))
        #expect(try reader.watchEvents(of: Scene.letterID(901), behind: 0, limit: 1) == nil)
        #expect(try Scene.verification(reader).run().findings.isEmpty)
    }

    @Test func `a page of events begins behind the one before`() throws {
        var bureau = try Bureau(.sqlite)
        var entry = Entry()
        try bureau.ledger.apply(Self.saved(.saved(Self.watch)))
        try bureau.ledger.apply(entry.commit(SubjectIndexTests.listed("成都示例食品有限公司"), "list.published"))
        for number in 1...4 {
            try bureau.ledger.apply(entry.commit(SubjectIndexTests.corrected("成都新名\(number)有限公司"), "list.correct"))
        }
        let reader = try #require(bureau.ledger as? SQLiteLedger).reader
        let first = try #require(try reader.watchEvents(of: Self.watch.id, behind: 0, limit: 3))
        let last = try #require(first.last).number
        let second = try #require(try reader.watchEvents(of: Self.watch.id, behind: last, limit: 3))
        #expect((first + second).map(\.version) == [1, 2, 3, 4, 5])
    }

    @Test(arguments: LedgerKind.allCases)
    func `a person who answers for a listed firm is watched as well`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var entry = Entry()
        try bureau.ledger.apply(
            Self.saved(
                .saved(WatchList(id: Self.watch.id, name: "x", reason: "", officer: "x-01", subjects: ["p1-aaaa"]))))
        let event = SubjectIndexTests.listed(
            "成都示例食品有限公司", more: ["responsiblePersons": [["name": "王例", "idToken": "p1-aaaa"]]])
        try bureau.ledger.apply(entry.commit(event, "list.published"))
        #expect(try told(bureau) == ["1 listed"])
    }

    @Test func `a row that is taken away, and a heard time that is changed, are found`() throws {
        let folder = try Folder()
        let path = folder.path("office.ledger")
        var entry = Entry()
        var ledger: any LedgerStoring = try SQLiteLedger(Scene.options(path))
        try ledger.apply(Self.saved(.saved(Self.watch)))
        try ledger.apply(entry.commit(SubjectIndexTests.listed("成都示例食品有限公司"), "list.published"))
        var commit = Scene.commit(9)
        commit.heard = [HeardOffice(office: Scene.tax, signedAt: Scene.start, announced: [Scene.lists(Scene.tax): 7])]
        try ledger.apply(commit)
        let reader = try LedgerReader(path: path, dataKey: Scene.options(path).dataKey)
        #expect(try reader.heard().map(\.heard) == commit.heard)
        #expect(try Scene.verification(reader).run().findings.isEmpty)
        try DatabaseQueue(path: path).writeWithoutTransaction {
            try $0.execute(
                sql: """
                    DROP TRIGGER watch_event_is_not_deleted; DELETE FROM watch_event; UPDATE heard SET signed_at = 0;
                    """)
        }
        let places = try Scene.verification(reader).run().findings.map(\.description)
        #expect(places.count == 2)
        #expect(places.contains { $0.contains("watch_event") } && places.contains { $0.contains("heard") })
    }
}
