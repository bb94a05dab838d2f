import Casework
import Contracts
import Exchange
import Offices
import Testing

/// What both ledgers must do alike: the memory ledger of the simulator and the SQLite ledger of the worker.
@Suite struct ConformanceTests {
    @Test(arguments: LedgerKind.allCases)
    func `an empty ledger knows nothing`(kind: LedgerKind) throws {
        let bureau = try Bureau(kind)
        let stream = Scene.direct(Scene.tax, to: Scene.police)
        #expect(try bureau.ledger.setting(.office) == nil)
        #expect(try bureau.ledger.outStreams().isEmpty)
        #expect(try bureau.ledger.inStreams().isEmpty)
        #expect(try bureau.ledger.caseFile(Scene.caseID(1)) == nil)
        #expect(try bureau.ledger.incomingHash(stream: stream, number: 1) == nil)
        #expect(try bureau.ledger.outgoingHead(stream: stream, number: 0) == stream.seed)
        #expect(try bureau.ledger.outgoingHead(stream: stream, number: 1) == nil)
        #expect(try bureau.ledger.nextRung() == nil)
        #expect(try bureau.ledger.listRoots().isEmpty)
        #expect(try bureau.ledger.exceptions(stream: stream) == StreamExceptions())
    }

    @Test(arguments: LedgerKind.allCases)
    func `a received letter comes back as it was signed`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        let caseID = Scene.caseID(1)
        let letters = (1...3).map { script.next($0, caseID: caseID.description, body: "{\"n\":\($0)}") }
        var commit = Scene.commit()
        for letter in letters { commit.receive(letter) }
        commit.cases = [try Scene.file(caseID, version: 3)]
        commit.inStreams = [script.inStream]
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        #expect(try bureau.ledger.incomingEnvelopes(stream: script.name, numbers: 1...3) == letters)
        #expect(try bureau.ledger.incomingEnvelopes(stream: script.name, numbers: 2...9) == Array(letters[1...]))
        #expect(try bureau.ledger.incomingHash(stream: script.name, number: 2) == letters[1].leafHash)
        #expect(try bureau.ledger.knowsLetter(Scene.letterID(3)))
        #expect(try !bureau.ledger.knowsLetter(Scene.letterID(4)))
        #expect(try bureau.ledger.caseFile(caseID) == commit.cases[0])
        let stream = try #require(try bureau.ledger.inStreams().first)
        #expect(stream.name == script.name && stream.disposed == 3 && stream.head == script.head)
        #expect(stream.fence == Scene.writer)
    }

    @Test(arguments: LedgerKind.allCases)
    func `cases are walked in the order of their ids, page by page`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var commit = Scene.commit()
        commit.cases = try [3, 1, 2].map { try Scene.file(Scene.caseID($0)) }
        try bureau.ledger.apply(commit)
        let first = try bureau.ledger.cases(after: nil, limit: 2)
        #expect(first.map(\.id) == [Scene.caseID(1), Scene.caseID(2)])
        #expect(try bureau.ledger.cases(after: first.last?.id, limit: 2).map(\.id) == [Scene.caseID(3)])
        #expect(try bureau.ledger.cases(after: Scene.caseID(3), limit: 2).isEmpty)
    }

    @Test(arguments: LedgerKind.allCases)
    func `a number cannot be used twice and the whole commit falls`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        let letter = script.next(1, caseID: Scene.caseID(1).description)
        var commit = Scene.commit()
        commit.receive(letter)
        try bureau.ledger.apply(commit)
        commit.cases = [try Scene.file(Scene.caseID(1))]
        commit.settings = [(.epoch, "5")]
        #expect(throws: (any Error).self) { try bureau.ledger.apply(commit) }
        try bureau.reopen()
        #expect(try bureau.ledger.setting(.epoch) == nil)
        #expect(try bureau.ledger.caseFile(Scene.caseID(1)) == nil)
    }

    @Test(arguments: LedgerKind.allCases)
    func `a letter of ours comes back with its key and its head`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.police, to: Scene.tax))
        var commit = Scene.commit()
        var heads: [Digest] = []
        var letters: [Envelope] = []
        for number in 1...3 {
            letters.append(script.next(number, caseID: Scene.caseID(1).description, body: "{\"n\":\(number)}"))
            heads.append(script.head)
            commit.send(letters[number - 1], headAfter: script.head, emission: "e\(number)")
        }
        commit.outStreams = [script.outStream(retired: 1)]
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        let back = try bureau.ledger.outgoing(stream: script.name, numbers: 1...3)
        #expect(back.map(\.envelope) == letters)
        #expect(back.map(\.recordKey) == Array(repeating: Scene.caseID(1).description, count: 3))
        for number in 1...3 {
            let head = try bureau.ledger.outgoingHead(stream: script.name, number: UInt64(number))
            #expect(head == heads[number - 1])
        }
        #expect(try bureau.ledger.outgoingHead(stream: script.name, number: 4) == nil)
        #expect(try bureau.ledger.hasEmission("e2"))
        #expect(try !bureau.ledger.hasEmission("e4"))
        let stream = try #require(try bureau.ledger.outStreams().first)
        #expect(stream.number == 3 && stream.retired == 1 && stream.head == script.head)
        #expect(stream.reader == Writer(epoch: 9, instance: 1))
        #expect(!stream.isOpen)
    }

    @Test(arguments: LedgerKind.allCases)
    func `an emission is unique over numbered and waiting letters`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        let name = Scene.direct(Scene.police, to: Scene.tax)
        let leaf = Scene.leaf(
            name, 0, previous: .zero, letter: Scene.letterID(1), caseID: Scene.caseID(1).description, body: [1, 2])
        var commit = Scene.commit()
        commit.waiting = [WaitingLetter(row: 0, leaf: leaf, body: [1, 2], recordKey: "k", emission: "e1")]
        try bureau.ledger.apply(commit)
        #expect(throws: (any Error).self) { try bureau.ledger.apply(commit) }
        var script = StreamScript(name)
        var numbered = Scene.commit()
        numbered.send(script.next(2, caseID: Scene.caseID(1).description), headAfter: script.head, emission: "e1")
        #expect(throws: (any Error).self) { try bureau.ledger.apply(numbered) }
        try bureau.reopen()
        #expect(try bureau.ledger.waiting(stream: name).count == 1)
        #expect(try bureau.ledger.outgoing(stream: name, numbers: 1...9).isEmpty)
    }

    @Test(arguments: LedgerKind.allCases)
    func `waiting letters keep their order and leave when they are numbered`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        let name = Scene.direct(Scene.police, to: Scene.tax)
        var commit = Scene.commit()
        commit.waiting = (1...3).map { number in
            let body = Array("{\"n\":\(number)}".utf8)
            let leaf = Scene.leaf(
                name, 0, previous: .zero, letter: Scene.letterID(number), caseID: Scene.caseID(1).description,
                body: body)
            return WaitingLetter(row: 0, leaf: leaf, body: body, recordKey: "key\(number)", emission: "e\(number)")
        }
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        let waiting = try bureau.ledger.waiting(stream: name)
        #expect(waiting.map(\.leaf) == commit.waiting.map(\.leaf))
        #expect(waiting.map(\.body) == commit.waiting.map(\.body))
        #expect(waiting.map(\.recordKey) == ["key1", "key2", "key3"])
        #expect(try bureau.ledger.streamsWithWaiting() == [name])
        #expect(try bureau.ledger.knowsLetter(Scene.letterID(2)))
        var script = StreamScript(name)
        var numbered = Scene.commit()
        numbered.waitingDone = [waiting[0].row]
        numbered.send(script.next(1, caseID: Scene.caseID(1).description), headAfter: script.head, emission: "e1")
        try bureau.ledger.apply(numbered)
        try bureau.reopen()
        #expect(try bureau.ledger.waiting(stream: name).map(\.emission) == ["e2", "e3"])
        #expect(try bureau.ledger.hasEmission("e1"))
        #expect(throws: (any Error).self) { try bureau.ledger.apply(numbered) }
    }

    @Test(arguments: LedgerKind.allCases)
    func `held letters are told until they are disposed for good`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        let caseID = Scene.caseID(1).description
        var commit = Scene.commit()
        commit.receive(script.next(1, caseID: caseID), .quarantined, reason: "UNKNOWN_TYPE")
        commit.receive(script.next(2, caseID: caseID), .parked, reason: "CASE_PARKED")
        commit.receive(script.next(3, caseID: Scene.caseID(2).description))
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        #expect(try bureau.ledger.blockedCases() == [caseID])
        #expect(try bureau.ledger.heldBack(caseID: caseID).map(\.envelope.leaf.number) == [1, 2])
        #expect(try bureau.ledger.heldBack(caseID: Scene.caseID(2).description).isEmpty)
        #expect(try !bureau.ledger.knowsLetter(Scene.letterID(1)))
        let exceptions = try bureau.ledger.exceptions(stream: script.name)
        #expect(exceptions.parked == 1 && exceptions.quarantined == 1)
        #expect(exceptions.lowest.map(\.reason) == ["UNKNOWN_TYPE", "CASE_PARKED"])
        var replay = Scene.commit(1)
        replay.redisposed = [
            Redisposition(stream: script.name, number: 1, disposition: .parked, reason: "AWAITING_CAUSE"),
            Redisposition(stream: script.name, number: 2, disposition: .effect, reason: ""),
        ]
        try bureau.ledger.apply(replay)
        try bureau.reopen()
        let left = try bureau.ledger.heldBack(caseID: caseID)
        #expect(left.map(\.reason) == ["AWAITING_CAUSE"] && left.map(\.replays) == [1])
        #expect(left.first?.at == Scene.start)
        #expect(try bureau.ledger.heldBack(stream: script.name, number: 2) == nil)
        #expect(try bureau.ledger.knowsLetter(Scene.letterID(2)))
        var again = Scene.commit(2)
        again.redisposed = [Redisposition(stream: script.name, number: 2, disposition: .effect, reason: "")]
        #expect(throws: (any Error).self) { try bureau.ledger.apply(again) }
        again.redisposed = [Redisposition(stream: script.name, number: 9, disposition: .effect, reason: "")]
        #expect(throws: (any Error).self) { try bureau.ledger.apply(again) }
    }

    @Test(arguments: LedgerKind.allCases)
    func `letters without a case are exceptions and hold no case back`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        var commit = Scene.commit()
        commit.receive(script.next(1, caseID: ""), .quarantined, reason: "BODY_UNREADABLE")
        commit.receive(
            script.next(2, caseID: ""), .quarantined, reason: "CLASSIFICATION_REFUSED", keepsContent: false)
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        #expect(try bureau.ledger.blockedCases().isEmpty)
        #expect(try bureau.ledger.heldBack(caseID: "").isEmpty)
        let exceptions = try bureau.ledger.exceptions(stream: script.name)
        #expect(exceptions.quarantined == 2 && exceptions.lowest.map(\.number) == [1, 2])
        #expect(try bureau.ledger.heldBack(stream: script.name, number: 2)?.reason == "CLASSIFICATION_REFUSED")
        #expect(try bureau.ledger.exceptions(stream: Scene.direct(Scene.market, to: Scene.police)).lowest.isEmpty)
    }

    @Test(arguments: LedgerKind.allCases)
    func `a letter parked and replayed in one commit has its effect`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        var commit = Scene.commit()
        commit.receive(script.next(1, caseID: Scene.caseID(1).description), .parked, reason: "AWAITING_CAUSE")
        commit.redisposed = [Redisposition(stream: script.name, number: 1, disposition: .effect, reason: "")]
        try bureau.ledger.apply(commit)
        #expect(try bureau.ledger.blockedCases().isEmpty)
        #expect(try bureau.ledger.knowsLetter(Scene.letterID(1)))
    }

    @Test(arguments: LedgerKind.allCases)
    func `a refused classification keeps the leaf and not the body`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        let letter = script.next(1, caseID: Scene.caseID(1).description, body: "{\"secret\":1}")
        var commit = Scene.commit()
        commit.receive(letter, .quarantined, reason: "CLASSIFICATION_REFUSED", keepsContent: false)
        try bureau.ledger.apply(commit)
        let kept = try #require(try bureau.ledger.incomingEnvelopes(stream: script.name, numbers: 1...1).first)
        #expect(kept.body.isEmpty)
        #expect(kept.leafBytes == letter.leafBytes)
    }

    @Test(arguments: LedgerKind.allCases)
    func `rungs ring in order and go when the case says so`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var commit = Scene.commit()
        let late = Scene.start + .hours(2)
        let first = try Scene.file(Scene.caseID(1), rungs: [("50", Scene.start + .hours(1)), ("due", late)])
        let second = try Scene.file(Scene.caseID(2), rungs: [("due", Scene.start + .minutes(5))])
        commit.cases = [first, second]
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        #expect(try bureau.ledger.nextRung() == Scene.start + .minutes(5))
        #expect(try bureau.ledger.dueRungs(at: Scene.start, limit: 10).isEmpty)
        let due = try bureau.ledger.dueRungs(at: late, limit: 2)
        #expect(due.map(\.caseID) == [Scene.caseID(2), Scene.caseID(1)])
        #expect(due.map(\.rung) == [second.openRungs[0], first.openRungs[0]])
        var met = Scene.commit(1)
        met.cases = [try Scene.file(Scene.caseID(2), state: "closed", version: 2)]
        try bureau.ledger.apply(met)
        #expect(try bureau.ledger.dueRungs(at: late, limit: 10).map(\.rung.rung) == ["50", "due"])
        #expect(try bureau.ledger.nextRung() == Scene.start + .hours(1))
    }

    @Test(arguments: LedgerKind.allCases)
    func `cases with open deadlines are told in the order of their ids, page by page`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var commit = Scene.commit()
        commit.cases = try [5, 1, 4, 2, 3].map { number in
            try Scene.file(Scene.caseID(number), rungs: number == 4 ? [] : [("due", Scene.start)])
        }
        try bureau.ledger.apply(commit)
        try bureau.reopen()
        let first = try bureau.ledger.casesWithOpenDeadlines(after: nil, limit: 3)
        #expect(first == [1, 2, 3].map { Scene.caseID($0) })
        #expect(try bureau.ledger.casesWithOpenDeadlines(after: first.last, limit: 3) == [Scene.caseID(5)])
    }
}
