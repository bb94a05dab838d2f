import Contracts
import Exchange
import Foundation
import GRDB
import Ledgers
import Offices
import Testing

/// The file: settings of the connection, refusals at opening, writes that fail.
@Suite struct StorageTests {
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

    private func raw() throws -> DatabaseQueue { try DatabaseQueue(path: path) }

    @Test func `every commit is synced to the disk`() throws {
        let ledger = try SQLiteLedger(Scene.options(path))
        #expect(try ledger.pragma("synchronous") == 2)
        #expect(try ledger.pragma("foreign_keys") == 1)
        #expect(try ledger.pragma("secure_delete") == 1)
        #expect(try ledger.pragma("wal_autocheckpoint") == 16_000)
    }

    @Test(
        arguments: [
            "UPDATE journal SET note = 'x' WHERE sequence = 1", "DELETE FROM journal WHERE sequence = 1",
            "UPDATE content SET sealed = x'00' WHERE id = 1", "DELETE FROM content WHERE id = 1",
            "DELETE FROM incoming_letter", "DELETE FROM outgoing_letter",
            "UPDATE incoming_letter SET disposition = 'effect' WHERE disposition = 'effect'",
        ])
    func `triggers keep what happened`(statement: String) throws {
        do { _ = try ledgerWithStory() }
        let error = #expect(throws: DatabaseError.self) {
            try raw().write { try $0.execute(sql: statement) }
        }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    }

    @Test func `a second process is refused with the name of the first`() throws {
        let ledger = try SQLiteLedger(Scene.options(path))
        let fault = #expect(throws: LedgerFault.self) { try SQLiteLedger(Scene.options(path)) }
        #expect(fault?.reason == .alreadyOpen)
        #expect(fault?.text.contains("process \(getpid())") == true)
        #expect(try LedgerReader(path: path, dataKey: nil).counts().journal == 0)
        withExtendedLifetime(ledger) {}
    }

    @Test func `a ledger of a newer version is refused and stays as it is`() throws {
        do { _ = try ledgerWithStory() }
        try raw().writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        let fault = #expect(throws: LedgerFault.self) { try SQLiteLedger(Scene.options(path)) }
        #expect(fault?.reason == .newerVersion)
        #expect(fault?.text.contains("99") == true)
        let reading = #expect(throws: LedgerFault.self) { try LedgerReader(path: path, dataKey: nil) }
        #expect(reading?.reason == .newerVersion)
    }

    @Test func `a file of another program is refused`() throws {
        try raw().write { try $0.execute(sql: "CREATE TABLE note (text TEXT)") }
        #expect(throws: LedgerFault.self) { try SQLiteLedger(Scene.options(path)) }
        #expect(try raw().read { try $0.tableExists("journal") } == false)
        let text = folder.path("text.ledger")
        try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: text))
        let fault = #expect(throws: LedgerFault.self) { try SQLiteLedger(Scene.options(text)) }
        #expect(fault?.reason == .damaged)
    }

    @Test func `another data key is refused`() throws {
        do { _ = try ledgerWithStory() }
        let other = LedgerOptions(path: path, dataKey: [UInt8](repeating: 8, count: 32))
        #expect(throws: LedgerFault.self) { try SQLiteLedger(other) }
        #expect(throws: LedgerFault.self) { try LedgerReader(path: path, dataKey: other.dataKey) }
        #expect(throws: LedgerFault.self) { try SQLiteLedger(LedgerOptions(path: path, dataKey: [1])) }
    }

    @Test func `a missing ledger is not made by reading`() {
        let fault = #expect(throws: LedgerFault.self) { try LedgerReader(path: path, dataKey: nil) }
        #expect(fault?.reason == .missing)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `whichever write fails nothing is half done`() throws {
        var story = StoryBook()
        let commits = try story.commits()
        for (index, commit) in commits.enumerated() {
            var writes = 0
            while try !survives(commit, after: Array(commits[..<index]), failing: writes) { writes += 1 }
            #expect(writes >= 10, "the commit has \(writes) writes, fewer than it has rows")
        }
    }

    /// Applies `commit` with the n-th write failing; true when it has fewer writes than that.
    private func survives(_ commit: Commit, after earlier: [Commit], failing count: Int) throws -> Bool {
        let folder = try Folder()
        let fault = WriteFault(after: nil)
        var options = Scene.options(folder.path("office.ledger"))
        options.fault = fault
        var before: [Int] = []
        do {
            let ledger = try SQLiteLedger(options)
            for done in earlier { try ledger.apply(done) }
            before = try contents(ledger)
            fault.arm(after: count)
            do {
                try ledger.apply(commit)
                return true
            } catch is LedgerFault {
                fault.arm(after: nil)
            }
            #expect(try contents(ledger) == before)
        }
        let ledger = try SQLiteLedger(options)
        #expect(try contents(ledger) == before)
        try ledger.apply(commit)
        #expect(try contents(ledger) != before)
        return false
    }

    /// How much a clean ledger holds of everything.
    private func contents(_ ledger: SQLiteLedger) throws -> [Int] {
        let report = try Scene.verification(ledger.reader).run()
        #expect(report.findings == [])
        let counts = try ledger.reader.counts()
        return [
            report.journalRows, report.contents, report.letters, report.cases, report.signatures, counts.waiting,
            counts.parked, counts.quarantined, counts.quarantinedRecords, counts.alarms, counts.rungs,
        ]
    }

    @Test func `a full disk is told and loses nothing`() throws {
        let ledger = try ledgerWithStory()
        let counts = try ledger.reader.counts()
        try ledger.limitPages()
        var script = StreamScript(Scene.direct(Scene.market, to: Scene.police))
        var commit = Scene.commit(10)
        for number in 0..<200 {
            commit.receive(
                script.next(
                    100 + number, caseID: Scene.caseID(50).description,
                    body: "\"\(String(repeating: "x", count: 4000))\""))
        }
        commit.inStreams = [script.inStream]
        let fault = #expect(throws: LedgerFault.self) { try ledger.apply(commit) }
        #expect(fault?.reason == .diskFull)
        #expect(try ledger.reader.counts() == counts)
        try ledger.limitPages(to: 1_000_000)
        try ledger.apply(commit)
        #expect(try Scene.verification(ledger.reader).run().isClean)
    }

    @Test func `quarantined records are counted and bounded`() throws {
        var options = Scene.options(path)
        options.maximumQuarantinedRecords = 5
        let ledger = try SQLiteLedger(options)
        for number in [1, 1, 2, 3, 4, 5, 6, 7] {
            var commit = Scene.commit(Int64(number))
            commit.quarantined = [Scene.record(number)]
            try ledger.apply(commit)
        }
        let rows = try ledger.reader.quarantine(limit: 100)
        #expect(rows.map(\.offset) == [7, 6, 5, 4, 3])
        var again = Scene.commit(20)
        again.quarantined = [Scene.record(5)]
        try ledger.apply(again)
        let row = try #require(try ledger.reader.quarantined(Scene.record(5).digest))
        #expect(row.row.count == 2 && row.raw == Scene.record(5).raw)
        #expect(row.row.lastAt == Scene.start + .seconds(20))
    }
}
