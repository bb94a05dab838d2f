import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Settings, answers, alarms, attempts, lists: the rest of what both ledgers must do alike.
@Suite struct SmallTableTests {
    @Test(arguments: LedgerKind.allCases)
    func `settings are set replaced and removed`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var commit = Scene.commit()
        commit.settings = [(.epoch, "1"), (.namespace, "liandong"), (.epoch, "2")]
        try bureau.ledger.apply(commit)
        commit.settings = [(.namespace, nil)]
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        #expect(try bureau.ledger.setting(.epoch) == "2")
        #expect(try bureau.ledger.setting(.namespace) == nil)
    }

    @Test(arguments: LedgerKind.allCases)
    func `an order's answer is kept and never given twice`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var commit = Scene.commit()
        commit.answers = [OrderAnswer(orderID: "o1", digest: Digest.sha256([1]), answer: ["state": "sent"])]
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        let answer = try #require(try bureau.ledger.answer(orderID: "o1"))
        #expect(answer.answer == ["state": "sent"] && answer.digest == Digest.sha256([1]))
        #expect(try bureau.ledger.answer(orderID: "o2") == nil)
        #expect(throws: (any Error).self) { try bureau.ledger.apply(commit) }
    }

    @Test(arguments: LedgerKind.allCases)
    func `attempts are counted until the letter is disposed`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        #expect(try bureau.ledger.attempts(stream: script.name, number: 1) == 0)
        try bureau.ledger.noteAttempt(stream: script.name, number: 1)
        try bureau.ledger.noteAttempt(stream: script.name, number: 1)
        try bureau.reopen()
        #expect(try bureau.ledger.attempts(stream: script.name, number: 1) == 2)
        #expect(try bureau.ledger.attempts(stream: script.name, number: 2) == 0)
        var commit = Scene.commit()
        commit.receive(script.next(1, caseID: Scene.caseID(1).description), .parked, reason: "HANDLER_CRASH")
        try bureau.ledger.apply(commit)
        #expect(try bureau.ledger.attempts(stream: script.name, number: 1) == 0)
    }

    @Test(arguments: LedgerKind.allCases)
    func `positions and documents come back in order`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var commit = Scene.commit()
        commit.readers = [
            PartitionReader(
                partition: BusPartition(topic: .measures, partition: 2), next: 7, lastDigest: Digest.sha256([7])),
            PartitionReader(partition: BusPartition(topic: .lists, partition: 5), next: 0, lastDigest: nil),
        ]
        commit.documents = [
            SignedDocument(kind: .rules, keyID: "r1", payload: [1], signature: [2]),
            SignedDocument(kind: .directory, keyID: "r2", payload: [3], signature: [4]),
        ]
        try bureau.ledger.apply(commit)
        commit.documents = []
        commit.readers = [
            PartitionReader(
                partition: BusPartition(topic: .measures, partition: 2), next: 9, lastDigest: Digest.sha256([9]))
        ]
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        let readers = try bureau.ledger.readers()
        #expect(readers.map(\.partition.topic) == [.lists, .measures])
        #expect(readers.map(\.next) == [0, 9])
        #expect(readers.map(\.lastDigest) == [nil, Digest.sha256([9])])
        #expect(try bureau.ledger.documents().map(\.keyID) == ["r1", "r2"])
    }

    @Test(arguments: LedgerKind.allCases)
    func `a list root moves with the owner's letters alone`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.lists(Scene.market))
        let ids = [Scene.caseID(1, of: Scene.market), Scene.caseID(2, of: Scene.market)]
        let facts: JSONValue = ["listKind": "seriousViolation"]
        var standings: [ListStanding] = []
        for (index, id) in ids.enumerated() {
            var commit = Scene.commit()
            let file = try Scene.file(id, .listEntry, state: "published", facts: facts)
            let letter = script.next(index, caseID: id.description, type: "list.published")
            commit.receive(letter)
            commit.cases = [file]
            try bureau.ledger.apply(commit)
            standings.append(try #require(ListStanding.moved(nil, by: letter.leafHash, letter.leaf.type, file: file)))
        }
        let both = ListStanding.root(of: standings, list: "seriousViolation", owner: Scene.market)
        #expect(try bureau.ledger.listRoots().first == both)
        var report = Scene.commit()
        report.cases = [try Scene.file(ids[0], .listEntry, state: "published", version: 2, facts: facts)]
        try bureau.ledger.apply(report)
        try bureau.reopen()
        #expect(try bureau.ledger.listRoots().first == both)
        var removal = Scene.commit()
        removal.receive(script.next(9, caseID: ids[0].description, type: "list.remove"))
        removal.cases = [try Scene.file(ids[0], .listEntry, state: "removing", version: 3, facts: facts)]
        try bureau.ledger.apply(removal)
        let left = ListStanding.root(of: [standings[1]], list: "seriousViolation", owner: Scene.market)
        #expect(try bureau.ledger.listRoots().first == left)
        #expect(left.count == 1 && left.root != both.root)
    }

    @Test(arguments: LedgerKind.allCases)
    func `an own entry counts when its letter gets its number`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.lists(Scene.police))
        let id = Scene.caseID(1, of: Scene.police)
        var decided = Scene.commit()
        let file = try Scene.file(id, .listEntry, state: "published", facts: ["listKind": "seriousViolation"])
        decided.cases = [file]
        try bureau.ledger.apply(decided)
        #expect(try bureau.ledger.listRoots().isEmpty)
        var numbered = Scene.commit()
        let letter = script.next(1, caseID: id.description, type: "list.published")
        numbered.send(letter, headAfter: script.head, emission: "e1")
        try bureau.ledger.apply(numbered)
        try bureau.reopen()
        let standing = try #require(ListStanding.moved(nil, by: letter.leafHash, letter.leaf.type, file: file))
        let root = ListStanding.root(of: [standing], list: "seriousViolation", owner: Scene.police)
        #expect(try bureau.ledger.listRoots().first == root)
    }
}
