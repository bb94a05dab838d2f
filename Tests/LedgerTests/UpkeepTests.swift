import Casework
import Contracts
import Exchange
import Foundation
import GRDB
import Ledgers
import Offices
import Testing

/// Erasing, backing up, restoring, and what a long life leaves behind.
@Suite struct UpkeepTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
    }

    private func ledgerWithStory() throws -> SQLiteLedger {
        let ledger = try SQLiteLedger(Scene.options(path))
        var story = StoryBook()
        for commit in try story.commits() { try ledger.apply(commit) }
        return ledger
    }

    private func act(_ note: String, of caseID: CaseID = StoryBook.referral) -> Commit {
        var commit = Scene.commit(100)
        commit.journal = [
            JournalEntry(
                kind: .administration, office: Scene.police, caseID: caseID.description, leafHash: nil,
                content: nil, note: note)
        ]
        return commit
    }

    @Test func `an erased case is closed for ever and the chain still holds`() throws {
        var ledger: SQLiteLedger? = try ledgerWithStory()
        try ledger?.erase(caseID: StoryBook.referral, reason: "保存期限届满", act: act("erased"))
        #expect(try ledger?.caseFile(StoryBook.referral) == nil)
        let incoming = Scene.direct(Scene.tax, to: Scene.police)
        #expect(try ledger?.incomingEnvelopes(stream: incoming, numbers: 1...1).first?.body == [])
        ledger = nil
        let reader = try LedgerReader(path: path, dataKey: Scene.dataKey)
        let report = try Scene.verification(reader).run()
        #expect(report.findings == [])
        let erased = try #require(report.erased.first)
        #expect(erased.caseID == StoryBook.referral.description && erased.contents == 3)
        #expect(erased.erasure.reason == "保存期限届满")
        let dossier = try #require(try reader.dossier(StoryBook.referral, in: .office))
        #expect(dossier.file == nil && dossier.erasure?.reason == "保存期限届满")
        #expect(dossier.timeline.count == 4 && dossier.timeline.allSatisfy(\.events.isEmpty))
        #expect(try reader.caseFile(StoryBook.entry, in: .office) != nil)
    }

    @Test func `the erased key is in no file any more`() throws {
        let ledger = try ledgerWithStory()
        let key = try #require(
            try DatabaseQueue(path: path).read {
                try Data.fetchOne($0, sql: "SELECT wrapped FROM case_key WHERE case_record = 1")
            })
        try ledger.checkpoint(.truncate)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).range(of: key) != nil)
        try ledger.erase(caseID: StoryBook.referral, reason: "r", act: act("erased"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).range(of: key) == nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).range(of: key) == nil)
    }

    @Test func `a commit that erases keeps what it writes itself, and the old key is in no file any more`() throws {
        let ledger = try ledgerWithStory()
        let key = try #require(
            try DatabaseQueue(path: path).read {
                try Data.fetchOne($0, sql: "SELECT wrapped FROM case_key WHERE case_record = 1")
            })
        let before = try ledger.holdings(of: StoryBook.referral)
        #expect(!before.isUnderWay && !before.received.isEmpty)
        var commit = act("destroyed as ordered")
        commit.erasures = [CaseErasure(caseID: StoryBook.referral, reason: "依要求处置")]
        let proof = JournalContent(events: [], body: Array("proof".utf8))
        commit.contents = [Content(caseID: StoryBook.referral.description, content: proof)]
        commit.journal.append(
            JournalEntry(
                kind: .administration, office: Scene.police, caseID: StoryBook.referral.description, leafHash: nil,
                content: 0, note: "proof"))
        try ledger.apply(commit)
        #expect(try ledger.caseFile(StoryBook.referral) == nil)
        let incoming = Scene.direct(Scene.tax, to: Scene.police)
        #expect(try ledger.incomingEnvelopes(stream: incoming, numbers: 1...1).first?.body == [])
        let report = try Scene.verification(ledger.reader).run()
        #expect(report.findings == [])
        #expect(report.erased.map(\.erasure.reason) == ["依要求处置"] && report.erased.map(\.contents) == [3])
        for name in [path, path + "-wal"] {
            #expect(try Data(contentsOf: URL(fileURLWithPath: name)).range(of: key) == nil)
        }
        #expect(throws: LedgerFault.self) {
            var second = Scene.commit(120)
            second.erasures = [CaseErasure(caseID: Scene.caseID(99), reason: "r")]
            try ledger.apply(second)
        }
    }

    @Test func `letters under way and unknown cases are not erased`() throws {
        let ledger = try ledgerWithStory()
        let parked = #expect(throws: LedgerFault.self) {
            try ledger.erase(caseID: Scene.caseID(3), reason: "r", act: act("erased"))
        }
        #expect(parked?.reason == .refused)
        #expect(throws: LedgerFault.self) {
            try ledger.erase(caseID: Scene.caseID(99), reason: "r", act: act("erased"))
        }
        #expect(throws: LedgerFault.self) {
            try ledger.erase(caseID: StoryBook.referral, reason: "", act: act("erased"))
        }
        #expect(throws: LedgerFault.self) {
            try ledger.erase(caseID: StoryBook.referral, reason: "r", act: Scene.commit(100))
        }
        #expect(try ledger.caseFile(StoryBook.referral) != nil)
    }

    @Test func `what comes after an erasure is kept under a new key`() throws {
        let ledger = try ledgerWithStory()
        try ledger.erase(caseID: StoryBook.entry, reason: "r", act: act("erased", of: StoryBook.entry))
        var script = StreamScript(Scene.direct(Scene.market, to: Scene.police))
        var commit = Scene.commit(60)
        let letter = script.next(70, caseID: StoryBook.entry.description, body: "{\"late\":1}")
        commit.receive(letter, .refused, reason: "UNKNOWN_CASE")
        commit.inStreams = [script.inStream]
        try ledger.apply(commit)
        commit = Scene.commit(61)
        commit.readers = [Scene.reader(.direct(Scene.police), next: 5)]
        try ledger.apply(commit)
        #expect(try ledger.incomingEnvelopes(stream: script.name, numbers: 1...1) == [letter])
        #expect(try Scene.verification(ledger.reader).run().findings == [])
    }

    @Test func `a backup is whole and made while the worker goes on`() throws {
        let ledger = try ledgerWithStory()
        let copy = folder.path("copy.ledger")
        var steps: [Int] = []
        try LedgerBackup.backUp(from: path, to: copy) { steps.append($0) }
        #expect(steps.last == 1000)
        #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
        let report = try Scene.verification(LedgerReader(path: copy, dataKey: Scene.dataKey)).run()
        #expect(report.isClean && report.journalRows == 7)
        #expect(throws: LedgerFault.self) { try LedgerBackup.backUp(from: path, to: copy) }
        withExtendedLifetime(ledger) {}
    }

    @Test func `a restore puts the backup in place and keeps what was there`() throws {
        var ledger: SQLiteLedger? = try ledgerWithStory()
        let copy = folder.path("copy.ledger")
        try LedgerBackup.backUp(from: path, to: copy)
        var later = Scene.commit(200)
        later.settings = [(.epoch, "9")]
        try ledger?.apply(later)
        let options = Scene.options(path)
        let refused = #expect(throws: LedgerFault.self) {
            try LedgerBackup.restore(copy, over: options, at: Scene.start, officialTime: Scene.start)
        }
        #expect(refused?.reason == .alreadyOpen)
        ledger = nil
        let aside = try #require(
            try LedgerBackup.restore(copy, over: options, at: Scene.start, officialTime: Scene.start))
        let restored = try SQLiteLedger(options)
        #expect(try restored.setting(.epoch) == "3")
        #expect(try restored.setting(.restored).map { RestoreMark($0).row } == 7)
        #expect(try restored.setting(.supersededBy) == nil)
        let report = try Scene.verification(restored.reader).run()
        #expect(report.isClean && report.journalRows == 8)
        #expect(try LedgerReader(path: aside, dataKey: nil).setting(.epoch) == "9")
    }

    @Test func `a restore from a damaged or foreign file changes nothing`() throws {
        do { _ = try ledgerWithStory() }
        let bad = folder.path("bad.ledger")
        try Data(repeating: 1, count: 9000).write(to: URL(fileURLWithPath: bad))
        #expect(throws: LedgerFault.self) {
            try LedgerBackup.restore(bad, over: Scene.options(path), at: Scene.start, officialTime: Scene.start)
        }
        let foreign = folder.path("foreign.ledger")
        do { _ = try SQLiteLedger(LedgerOptions(path: foreign, dataKey: [UInt8](repeating: 1, count: 32))) }
        let fault = #expect(throws: LedgerFault.self) {
            try LedgerBackup.restore(foreign, over: Scene.options(path), at: Scene.start, officialTime: Scene.start)
        }
        #expect(fault?.reason == .wrongKey)
        #expect(try SQLiteLedger(Scene.options(path)).setting(.epoch) == "3")
    }

    @Test func `a checkpoint empties the log and many cases fit a small key cache`() throws {
        var options = Scene.options(path)
        options.cachedKeys = 4
        let ledger = try SQLiteLedger(options)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        for round in 0..<3 {
            var commit = Scene.commit(Int64(round))
            for number in 0..<40 {
                let id = Scene.caseID(number)
                let event = StoryBook.event(
                    "sent\(round)", from: round == 0 ? "" : "sent\(round - 1)", at: Int64(round))
                commit.receive(script.next(round * 100 + number, caseID: id.description), events: [event])
                commit.cases.append(CaseFile.evolve(try ledger.caseFile(id), event, id: id, kind: .referral))
            }
            commit.inStreams = [script.inStream]
            commit.readers = [Scene.reader(.direct(Scene.police), next: Int64(script.number))]
            try ledger.apply(commit)
        }
        #expect(try ledger.checkpoint(.truncate) == 0)
        ledger.releaseMemory()
        let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        #expect(size == 0)
        #expect(try ledger.caseFile(Scene.caseID(7))?.version == 3)
        #expect(try Scene.verification(ledger.reader).run().isClean)
    }
}
