import Casework
import Contracts
import Exchange
import Foundation
import Ledgers
import Offices
import Testing

/// Roots of lists that are moved without a scan (`lr1`), at both ledgers alike.
@Suite struct ListRangeTests {
    static let facts: JSONValue = ["listKind": "seriousViolation"]

    /// One letter on `lists` and the case that it makes.
    struct Move {
        let number: Int
        let partition: Int
        let type: String
    }

    /// Forty entries in three partitions; every third is corrected, every fifth removed.
    static let moves: [Move] = (0..<40).flatMap { number -> [Move] in
        var moves = [Move(number: number, partition: number % 3, type: "list.published")]
        if number % 3 == 0 { moves.append(Move(number: number, partition: number % 3, type: "list.correct")) }
        if number % 5 == 0 { moves.append(Move(number: number, partition: number % 3, type: "list.remove")) }
        return moves
    }

    /// The commits of three streams, in the order in which `turns` calls them; `together` letters make a transaction.
    static func commits(turns: [Int], together: Int = 1) throws -> [Commit] {
        var scripts = (0..<3).map { StreamScript(Scene.lists(Scene.market, partition: $0)) }
        var rest = (0..<3).map { partition in ListRangeTests.moves.filter { $0.partition == partition }[...] }
        var versions: [Int: [CaseEvent]] = [:]
        var letters: [(move: Move, letter: Envelope, stream: InStream)] = []
        for turn in turns {
            guard let move = rest[turn].popFirst() else { continue }
            let id = Scene.caseID(move.number, of: Scene.market)
            // Letters of one stream are the same whatever the others do.
            let letter = move.number * 1000 + move.type.utf8.count
            let envelope = scripts[turn].next(letter, caseID: id.description, type: move.type)
            letters.append((move, envelope, scripts[turn].inStream))
        }
        return try stride(from: 0, to: letters.count, by: together).map { start in
            var commit = Scene.commit(Int64(start))
            var changed: [Int: CaseFile] = [:]
            var streams: [StreamName: InStream] = [:]
            for (move, letter, stream) in letters[start..<min(start + together, letters.count)] {
                let id = Scene.caseID(move.number, of: Scene.market)
                let state = versions[move.number]?.last?.body["to"]?.string ?? ""
                let event = CaseEvent(
                    name: move.type, at: Scene.start, office: Scene.market, officer: nil, letter: nil,
                    body: [
                        "from": .string(state), "to": .string(move.type), "recording": "top", "content": facts,
                        "subject": "91510100MA6TESTX0N",
                    ])
                versions[move.number, default: []].append(event)
                commit.receive(letter, events: [event])
                streams[stream.name] = stream
                changed[move.number] = try StoryBook.folded(versions[move.number] ?? [], id, .listEntry)
            }
            commit.cases = changed.sorted { $0.key < $1.key }.map(\.value)
            commit.readers = streams.values.sorted { $0.name < $1.name }.map { stream in
                PartitionReader(
                    partition: BusPartition(topic: .lists, partition: stream.name.partition),
                    next: Int64(stream.disposed), lastDigest: Digest.sha256([1]))
            }
            commit.inStreams = streams.sorted { $0.key < $1.key }.map(\.value)
            return commit
        }
    }

    /// Makes a file what the program before the ranges left.
    static let beforeLists = """
        DROP TRIGGER IF EXISTS list_entry_does_not_fall; DROP TRIGGER IF EXISTS list_entry_is_not_deleted;
        DROP TABLE list_member; DROP TABLE list_range; DROP TABLE list_share; DROP TABLE list_work;
        DROP TABLE list_repair; ALTER TABLE list_entry DROP COLUMN slot;
        DROP INDEX waiting_by_urgency; ALTER TABLE waiting_letter DROP COLUMN urgent;
        DROP TRIGGER IF EXISTS open_deadline_is_counted; DROP TRIGGER IF EXISTS open_deadline_is_uncounted;
        DROP TRIGGER IF EXISTS open_deadline_is_recounted; DROP TABLE deadline_hour; DROP TABLE deadline_total;
        DROP INDEX open_deadline_by_due;
        ALTER TABLE open_deadline DROP COLUMN opener; ALTER TABLE open_deadline DROP COLUMN area;
        CREATE INDEX open_deadline_by_due
            ON open_deadline (due, case_record, ordinal, holder, rule, kind, provisional);
        DROP TABLE case_facet; DROP TABLE case_party; DROP TABLE case_count; DROP TABLE facet_work;
        DROP TABLE case_place_count;
        DROP TABLE log_tile; DROP TABLE log_entry; DROP TABLE log_content; DROP TABLE log_waiting;
        DROP TABLE log_checkpoint; DROP TABLE log_cosignature; DROP TABLE log_evidence;

        """

    static let inTurn = (0..<60).flatMap { _ in [0, 1, 2] }
    static let oneByOne = (0..<3).flatMap { Array(repeating: $0, count: 60) }

    static func filled(_ kind: LedgerKind, _ turns: [Int] = inTurn, together: Int = 1) throws -> Bureau {
        var bureau = try Bureau(kind)
        for commit in try commits(turns: turns, together: together) { try bureau.ledger.apply(commit) }
        return bureau
    }

    @Test(arguments: LedgerKind.allCases, [1, 7, 100])
    func `any order of independent entries makes the same roots`(kind: LedgerKind, together: Int) throws {
        let expected = try ListRangeTests.filled(.memory).ledger.listRoots()
        #expect(expected.map(\.algorithm) == ["lr0", "lr1"] && expected.map(\.count) == [32, 32])
        for turns in [ListRangeTests.inTurn, ListRangeTests.oneByOne, ListRangeTests.oneByOne.reversed()] {
            var bureau = try ListRangeTests.filled(kind, turns, together: together)
            #expect(try bureau.ledger.listRoots() == expected)
            try bureau.reopen()
            #expect(try bureau.ledger.listRoots() == expected)
            #expect(try bureau.ledger.inspectLists(after: nil, entries: 1000).damages.isEmpty)
        }
    }

    @Test func `both ledgers hold the same ranges and the same standings in them`() throws {
        let (memory, file) = (try ListRangeTests.filled(.memory), try ListRangeTests.filled(.sqlite, together: 9))
        let shares = try memory.ledger.listShares()
        #expect(try file.ledger.listShares() == shares && shares.count == 3)
        for share in shares {
            let ranges = try memory.ledger.listRanges(share)
            #expect(try file.ledger.listRanges(share) == ranges)
            for range in UInt8.min...UInt8.max {
                let place = ListPlace(share: share, range: range)
                let standings = try memory.ledger.listStandings(place)
                #expect(try file.ledger.listStandings(place) == standings)
                #expect(ListSum(of: standings) == ranges?.sums[Int(range)])
            }
        }
    }

    @Test func `a sum does not tell in which order entries came, and loses each one again`() throws {
        let standings = (0..<20).map { number in
            ListStanding(
                list: "seriousViolation", entry: Scene.caseID(number, of: Scene.market), version: 1,
                leafHash: Digest.sha256([UInt8(number)]), isInForce: true)
        }
        var sum = ListSum(of: standings)
        #expect(sum == ListSum(of: standings.reversed()) && sum.count == 20)
        for standing in standings.shuffled() { sum.remove(standing) }
        #expect(sum == .empty)
        #expect(ListSum(of: standings.prefix(2)) != ListSum(of: standings.prefix(1)))
    }

    @Test(arguments: LedgerKind.allCases)
    func `the journal makes each entry what it is`(kind: LedgerKind) throws {
        let bureau = try ListRangeTests.filled(kind, together: 5)
        for number in 0..<40 {
            let id = Scene.caseID(number, of: Scene.market)
            let refolded = try bureau.ledger.refold(id)
            #expect(try refolded.standing == bureau.ledger.listStanding(id))
            #expect(try refolded.file == bureau.ledger.caseFile(id))
        }
    }

    @Test(arguments: MemoryLedger.Rot.allCases)
    func `what a memory ledger lost is found and put right`(rot: MemoryLedger.Rot) throws {
        let sound = try ListRangeTests.filled(.memory).ledger.listRoots()
        guard var ledger = try ListRangeTests.filled(.memory).ledger as? MemoryLedger else { return }
        let entry = Scene.caseID(8, of: Scene.market)
        let place = ListPlace(share: try #require(ledger.listStanding(entry)).share, range: ListRanges.range(of: entry))
        ledger.rot(entry, rot)
        let damages = ledger.inspectLists(after: nil, entries: 1000).damages
        // Where the sum went with the row, nothing but another office's root can tell.
        #expect(damages.map(\.place) == (rot == .forgotten ? [] : [place]))
        if rot != .changed { #expect(ledger.listRoots() != sound) }
        let standing = try #require(ledger.refold(entry).standing)
        var commit = Scene.commit(900)
        commit.mendings = [ListMending(place: place, put: [standing], drop: [])]
        try ledger.apply(commit)
        #expect(ledger.listRoots() == sound)
        #expect(ledger.inspectLists(after: nil, entries: 1000).damages.isEmpty)
    }
}

/// A copy of the lists that a hand with a database shell has changed.
@Suite struct SpoiltListTests {
    private let folder: Folder
    private let path: String
    private let sound: [Checkpoint.ListRoot]
    private var before: [String] = []
    private static let entry = Scene.caseID(8, of: Scene.market)

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
        let ledger = try SQLiteLedger(Scene.options(path))
        for commit in try ListRangeTests.commits(turns: ListRangeTests.inTurn, together: 4) { try ledger.apply(commit) }
        sound = try ledger.listRoots()
        before = try findings()
    }

    private func tamper(_ statement: String) throws { try StrangeHand.change(path, [statement]) }

    private func findings() throws -> [String] {
        try Scene.verification(LedgerReader(path: path, dataKey: Scene.dataKey)).run().findings.map(\.description)
    }

    private static func row(_ change: String) -> String {
        "UPDATE list_entry SET \(change) WHERE entry = '\(entry)'"
    }

    @Test(
        arguments: [
            row("in_force = 1 - in_force"), row("version = 9"), row("leaf_hash = zeroblob(32)"),
            row("list = 'majorTaxViolation'"), row("slot = 5"), row("leaf_hash = x'00'"),
            "DELETE FROM list_entry WHERE entry = '\(entry)'",
            "UPDATE case_record SET state = 'list.remove' WHERE case_id = '\(entry)'",
            "UPDATE case_record SET subject = '91510104XT00010175' WHERE case_id = '\(entry)'",
            "UPDATE case_record SET file = zeroblob(length(file)) WHERE case_id = '\(entry)'",
        ])
    func `a changed row is found, named and made anew from the journal`(statement: String) throws {
        try tamper(statement)
        let ledger = try SQLiteLedger(Scene.options(path))
        let damages = try ledger.inspectLists(after: nil, entries: 1000).damages
        #expect(damages.map(\.entries).contains([SpoiltListTests.entry]))
        var commit = Scene.commit(900)
        for damage in damages {
            let refolded = try damage.entries.map { try ledger.refold($0) }
            commit.cases += refolded.compactMap(\.file)
            commit.mendings.append(
                ListMending(place: damage.place, put: refolded.compactMap(\.standing), drop: []))
        }
        try ledger.apply(commit)
        #expect(try ledger.inspectLists(after: nil, entries: 1000).damages.isEmpty)
        #expect(try ledger.listRoots() == sound)
        #expect(try findings() == before)
    }

    /// The standing is told by signed leaves, which are not sealed: a sealed content that is damaged does not hide it.
    @Test(arguments: [true, false])
    func `where a content of the journal does not open the leaves still tell how the entry stands`(
        isCaseSound: Bool
    ) throws {
        let stood = try #require(try SQLiteLedger(Scene.options(path)).listStanding(Self.entry))
        try tamper(
            """
            UPDATE content SET sealed = zeroblob(length(sealed)) WHERE id IN (
                SELECT content FROM journal JOIN case_record ON case_record.id = journal.case_record
                WHERE case_id = '\(Self.entry)' AND content IS NOT NULL)
            """)
        try tamper(Self.row("in_force = 1 - in_force"))
        if !isCaseSound {
            try tamper("UPDATE case_record SET file = zeroblob(length(file)) WHERE case_id = '\(Self.entry)'")
        }
        let ledger = try SQLiteLedger(Scene.options(path))
        let refolded = try ledger.refold(Self.entry)
        #expect(refolded.file == nil && refolded.standing == nil && refolded.isCaseSound == isCaseSound)
        #expect(refolded.moves.standing(of: Self.entry, on: stood.list) == stood)
    }

    @Test func `a list that nobody changed is found sound`() throws {
        #expect(before == [])
        let ledger = try SQLiteLedger(Scene.options(path))
        #expect(try ledger.inspectLists(after: nil, entries: 1000).damages.isEmpty)
    }

    @Test func `a changed sum is found and made anew`() throws {
        let range = ListRanges.range(of: SpoiltListTests.entry)
        try tamper("UPDATE list_range SET sum = zeroblob(32) WHERE range = \(range)")
        let ledger = try SQLiteLedger(Scene.options(path))
        #expect(try ledger.listRoots() != sound)
        let damages = try ledger.inspectLists(after: nil, entries: 1000).damages
        #expect(!damages.isEmpty && damages.allSatisfy { $0.isSumOff && $0.entries.isEmpty })
        var commit = Scene.commit(900)
        commit.mendings = damages.map { ListMending(place: $0.place, put: [], drop: []) }
        try ledger.apply(commit)
        #expect(try ledger.listRoots() == sound)
    }

    @Test func `looking through goes on from range to range and ends`() throws {
        let ledger = try SQLiteLedger(Scene.options(path))
        var seen: [ListPlace] = []
        var steps = 0
        var inspection = try ledger.inspectLists(after: nil, entries: 3)
        while !inspection.isAtEnd {
            steps += 1
            if let last = inspection.last { seen.append(last) }
            inspection = try ledger.inspectLists(after: inspection.last, entries: 3)
            guard steps < 1000 else { break }
        }
        #expect(seen == seen.sorted() && steps > 5 && steps < 200)
    }

    @Test func `the lists of an older program are placed at the first opening, however often it is interrupted`() throws
    {
        try tamper(ListRangeTests.beforeLists + "PRAGMA user_version = 4; UPDATE list_entry SET version = version")
        let ledger = try SQLiteLedger(Scene.options(path))
        #expect(try ledger.listRoots() == sound)
        #expect(try ledger.inspectLists(after: nil, entries: 1000).damages.isEmpty)
        #expect(try findings() == before)
    }
}
