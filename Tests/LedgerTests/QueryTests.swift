import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Testing

/// What the API, the command line and the feed read.
@Suite struct QueryTests {
    private let folder: Folder
    private let ledger: SQLiteLedger

    init() throws {
        folder = try Folder()
        ledger = try SQLiteLedger(Scene.options(folder.path("office.ledger")))
        var story = StoryBook()
        for commit in try story.commits() { try ledger.apply(commit) }
    }

    @Test func `cases are listed newest first and filtered`() throws {
        let all = try ledger.reader.cases(in: .office, limit: 10)
        #expect(all.map(\.id) == [StoryBook.entry, StoryBook.referral])
        #expect(all.map(\.state) == ["published", "accepted"])
        #expect(all[1].nextDue == Scene.start + .hours(3) && all[0].nextDue == nil)
        #expect(
            try ledger.reader.cases(CaseFilter(kind: .referral), in: .office, limit: 10).map(\.id) == [
                StoryBook.referral
            ])
        #expect(try ledger.reader.cases(CaseFilter(kind: .referral, state: "sent"), in: .office, limit: 10).isEmpty)
        #expect(try ledger.reader.cases(CaseFilter(subject: "91510100MA6TESTX0N"), in: .office, limit: 10).count == 2)
        #expect(try ledger.reader.cases(CaseFilter(subject: "nobody"), in: .office, limit: 10).isEmpty)
    }

    @Test func `pages follow each other without a gap`() throws {
        var commit = Scene.commit(9)
        commit.cases = try (10..<35).map { try Scene.file(Scene.caseID($0), .publication, state: "published") }
        try ledger.apply(commit)
        var seen: [CaseID] = []
        var cursor: Int64?
        while true {
            let page = try ledger.reader.cases(CaseFilter(kind: .publication), in: .office, behind: cursor, limit: 10)
            guard let last = page.last else { break }
            seen += page.map(\.id)
            cursor = last.cursor
        }
        #expect(seen == (10..<35).reversed().map { Scene.caseID($0) })
    }

    @Test func `cases of a kind in many states follow each other as this office learnt of them`() throws {
        let states = ["sent", "accepted", "returned", "delivered", "closed"]
        var commit = Scene.commit()
        commit.cases = try (100..<140).map { try Scene.file(Scene.caseID($0), .referral, state: states[$0 * 7 % 5]) }
        try ledger.apply(commit)
        let all = try ledger.reader.cases(in: .office, limit: 500).filter { $0.kind == .referral }
        var seen: [CaseSummary] = []
        var cursor: Int64?
        while true {
            let page = try ledger.reader.cases(CaseFilter(kind: .referral), in: .office, behind: cursor, limit: 7)
            guard let last = page.last else { break }
            seen += page
            cursor = last.cursor
        }
        #expect(seen == all && Set(all.map(\.state)).count == 5 && all.count >= 40)
        #expect(try ledger.reader.cases(CaseFilter(kind: .commentRound), in: .office, limit: 7).isEmpty)
    }

    @Test func `a dossier tells events letters and deliveries`() throws {
        let dossier = try #require(try ledger.reader.dossier(StoryBook.referral, in: .office))
        #expect(dossier.file?.state == "accepted" && dossier.summary?.version == 3)
        #expect(dossier.timeline.map(\.kind) == [.letterIn, .order, .letterOut])
        #expect(dossier.timeline[0].events == [StoryBook.sent, StoryBook.clock])
        #expect(dossier.timeline[1].events == [StoryBook.accepted])
        #expect(dossier.letters.map(\.direction) == [.received, .sent])
        #expect(dossier.letters[0].disposition == .effect)
        #expect(dossier.letters[1].deliveredAt == Scene.start + .seconds(9))
        #expect(dossier.timeline[2].leafHash == dossier.letters[1].leafHash)
        #expect(try ledger.reader.dossier(Scene.caseID(77), in: .office) == nil)
        let letters = try #require(try ledger.reader.dossier(Scene.caseID(3), in: .office))
        #expect(letters.file == nil && letters.summary == nil)
        #expect(letters.letters.map(\.direction) == [.received, .received, .waiting])
    }

    @Test func `a letter is found by its id with its body`() throws {
        let sent = try #require(try ledger.reader.letters(withID: Scene.letterID(3), in: .office).first)
        #expect(sent.direction == .sent && sent.leaf.number == 1)
        let envelope = try #require(try ledger.reader.sent(stream: sent.leaf.stream, number: 1))
        #expect(envelope.body == Array("{\"accepted\":true}".utf8) && envelope.leafHash == sent.leafHash)
        let received = try #require(try ledger.reader.letters(withID: Scene.letterID(1), in: .office).first)
        let other = try #require(try ledger.reader.received(stream: received.leaf.stream, number: 1))
        #expect(other.body == Array("{\"text\":\"涉嫌逃税\"}".utf8))
        #expect(try ledger.reader.received(stream: received.leaf.stream, number: 99) == nil)
        #expect(try ledger.reader.letters(withID: Scene.letterID(500), in: .office).isEmpty)
    }

    @Test func `the accounting adds up`() throws {
        let direct = try #require(try ledger.reader.accounts().first)
        #expect(direct.sent == 1 && direct.acknowledged == 1 && direct.inFlight == 0 && direct.receiver == Scene.tax)
        var commit = Scene.commit(9)
        var script = StreamScript(Scene.lists(Scene.police))
        for number in 0..<6 {
            commit.send(
                script.next(200 + number, caseID: Scene.caseID(40, of: Scene.police).description),
                headAfter: script.head, emission: "l\(number)")
        }
        commit.outStreams = [script.outStream(retired: 6)]
        try ledger.apply(commit)
        let account = try #require(try ledger.reader.accounts().first { $0.stream == script.name })
        #expect(account.receiver == Scene.tax && account.sent == 6 && account.inFlight == 2)
        #expect(account.parked == 1 && account.acknowledged == 3 && account.waiting == 1)
        for row in try ledger.reader.accounts() {
            #expect(row.sent == row.acknowledged + row.inFlight + row.parked + row.quarantined)
        }
        let incoming = try ledger.reader.incomingAccounts()
        #expect(incoming.map(\.disposed) == [1, 3])
        #expect(incoming.map(\.parked) == [0, 1] && incoming.map(\.quarantined) == [0, 1])
        #expect(incoming.map(\.fence) == [Scene.writer, Scene.writer])
    }

    @Test func `counts positions alarms quarantine and proofs are told`() throws {
        let counts = try ledger.reader.counts()
        #expect(counts.journal == 7 && counts.waiting == 1 && counts.parked == 1 && counts.quarantined == 1)
        #expect(counts.quarantinedRecords == 1 && counts.alarms == 1 && counts.rungs == 1)
        #expect(counts.cases.map(\.state) == ["published", "accepted"])
        #expect(try ledger.reader.positions().map(\.next) == [1])
        #expect(try ledger.reader.heldBackLetters(limit: 9).map(\.reason) == ["UNKNOWN_TYPE", "CASE_PARKED"])
        #expect(try ledger.reader.alarms(limit: 9).map(\.alarm.code) == ["LETTER_QUARANTINED"])
        let proof = try #require(try ledger.reader.equivocations(limit: 9).first)
        #expect(proof.first == Digest.sha256([5]) && proof.second.leaf.letter == Scene.letterID(7))
        let row = try #require(try ledger.reader.quarantine(limit: 9).first)
        #expect(row.claimed == "510100-tax ref.transfer/1" && row.count == 1)
    }

    @Test func `without the data key lists are read and contents are not`() throws {
        let closed = try LedgerReader(path: folder.path("office.ledger"), dataKey: nil)
        #expect(try closed.counts() == ledger.reader.counts())
        #expect(try closed.cases(in: .office, limit: 9).count == 2)
        #expect(try closed.quarantine(limit: 9).count == 1)
        let fault = #expect(throws: LedgerFault.self) { try closed.dossier(StoryBook.referral, in: .office) }
        #expect(fault?.reason == .wrongKey)
    }
}
