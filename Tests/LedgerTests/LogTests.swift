import Contracts
import Foundation
import GRDB
import Ledgers
import Offices
import Testing
import Transparency

/// The log of publications in the file: tiles, contents that can be erased, and that nobody changes a row unseen.
@Suite struct LogTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("feed.ledger")
    }

    private func content(_ number: Int) -> LogContent {
        LogContent(
            publication: Scene.caseID(number), salt: [UInt8](repeating: UInt8(number % 251), count: 16),
            content: Array("{\"publicationId\":\"\(Scene.caseID(number))\"}".utf8))
    }

    /// A commit that adds leaves from `first` on and a checkpoint over all.
    private func commit(_ leaves: Range<Int>, _ frontier: inout LogFrontier) -> Commit {
        var commit = Scene.commit(Int64(leaves.lowerBound))
        for number in leaves {
            let content = content(number)
            commit.log.contents.append(content)
            let entry = LogEntry(
                index: frontier.size, publication: content.publication, version: 1, kind: "publish",
                time: commit.machineTime, commitment: content.commitment)
            frontier.append(entry.hash)
            commit.log.entries.append(entry)
        }
        let checkpoint = LogCheckpoint(origin: "liandong/feed", size: frontier.size, root: frontier.root)
        let line = SignedNote.Signature(name: "liandong/feed", keyID: [1, 2, 3, 4], signature: [5])
        let note = SignedNote(text: checkpoint.text, signatures: [line])?.description ?? ""
        commit.log.checkpoints = [LoggedCheckpoint(size: frontier.size, note: note)]
        return commit
    }

    private func grown(_ steps: [Int]) throws -> (SQLiteLedger, LogFrontier) {
        let ledger = try SQLiteLedger(Scene.options(path))
        var frontier = LogFrontier()
        var first = 0
        for step in steps {
            try ledger.apply(commit(first..<first + step, &frontier))
            first += step
        }
        return (ledger, frontier)
    }

    private func findings() throws -> [String] {
        try Scene.verification(LedgerReader(path: path, dataKey: Scene.dataKey)).run().findings.map(\.description)
    }

    @Test func `tiles, roots and proofs of the file are those of the leaves`() throws {
        let (ledger, frontier) = try grown([1, 5, 250, 1, 300, 43])
        let log = ledger.publicLog
        #expect(try log.size() == 600)
        var proofs = log.proofs
        #expect(try proofs.root(of: 600) == frontier.root)
        #expect(try proofs.frontier(of: 600) == frontier)
        let reader = ledger.reader
        for tile in LogTile.all(of: 600) { #expect(try reader.logTile(tile)?.count == tile.count) }
        let beyond = try #require(LogTile(level: 0, index: 2, count: 89))
        #expect(try reader.logTile(beyond) == nil)
        #expect(try reader.logEntries(beyond) == nil)
        for index in [0, 255, 256, 511, 599] as [UInt64] {
            let item = try #require(try reader.logItem(at: index))
            #expect(item.content == content(Int(index)).content)
            #expect(
                LogCheck.isIncluded(
                    LogHash.leaf(item.leaf), at: index, size: 600, root: frontier.root,
                    path: try reader.logInclusion(of: index, in: 600)))
        }
        #expect(try reader.logItem(of: Scene.caseID(7), below: 600)?.entry.index == 7)
        #expect(try reader.logItem(of: Scene.caseID(7), below: 7) == nil)
        #expect(try findings() == [])
    }

    @Test func `events wait with their contents until they get a place, once`() throws {
        let ledger = try SQLiteLedger(Scene.options(path))
        var waiting = Scene.commit()
        waiting.log.contents = [content(1), content(2)]
        waiting.log.waiting = [1, 2].map {
            LogEvent(
                publication: Scene.caseID($0), version: 1, kind: "publish", commitment: content($0).commitment)
        }
        try ledger.apply(waiting)
        let found = try ledger.publicLog.waiting(limit: 10)
        #expect(found.map(\.publication) == [Scene.caseID(1), Scene.caseID(2)])
        #expect(try ledger.reader.publication(Scene.caseID(1)) == nil)
        var numbered = Scene.commit(1)
        numbered.log.waitingDone = found.map(\.row)
        numbered.log.entries = found.enumerated().map { index, event in
            LogEntry(
                index: UInt64(index), publication: event.publication, version: 1, kind: event.kind,
                time: numbered.machineTime, commitment: event.commitment)
        }
        try ledger.apply(numbered)
        #expect(try ledger.publicLog.waiting(limit: 10).isEmpty)
        #expect(try ledger.publicLog.hasEntry(content(2).commitment))
        #expect(throws: LedgerFault.self) { try ledger.apply(numbered) }
        #expect(try ledger.reader.logItem(at: 1)?.salt == content(2).salt)
    }

    @Test func `what is erased is gone from the log, and the tree and all proofs stay`() throws {
        let (ledger, frontier) = try grown([10])
        var act = Scene.commit(20)
        act.journal = [
            JournalEntry(
                kind: .administration, office: Scene.police, caseID: Scene.caseID(3).description, leafHash: nil,
                content: nil, note: "erased")
        ]
        try ledger.erase(caseID: Scene.caseID(3), reason: "个人信息依法删除", act: act)
        let item = try #require(try ledger.reader.logItem(at: 3))
        #expect(item.salt == nil && item.content == nil)
        #expect(item.entry.commitment == content(3).commitment)
        #expect(try ledger.reader.logItem(at: 4)?.content == content(4).content)
        let path = try ledger.reader.logInclusion(of: 3, in: 10)
        #expect(LogCheck.isIncluded(item.entry.hash, at: 3, size: 10, root: frontier.root, path: path))
        #expect(try findings() == [])
    }

    @Test(arguments: [
        ("UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE id = 0", "table log_tile, row 0"),
        ("DELETE FROM log_tile WHERE id = 1", "table log_tile, row 1"),
        ("INSERT INTO log_tile VALUES (77, zeroblob(32))", "table log_tile"),
        ("UPDATE log_entry SET leaf = x'00' WHERE place = 5", "table log_entry, row 5"),
        ("UPDATE log_entry SET publication = 'x' WHERE place = 5", "table log_entry, row 5"),
        ("DELETE FROM log_entry WHERE place = 299", "table log_checkpoint, row 300"),
        ("UPDATE log_checkpoint SET size = 299", "table log_checkpoint, row 299"),
    ])
    func `a changed row of the log is found by verification`(_ statement: String, _ place: String) throws {
        _ = try grown([300])
        try DatabaseQueue(path: path).writeWithoutTransaction { database in
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try database.execute(sql: statement)
            #expect(database.changesCount >= 1)
        }
        let found = try findings()
        #expect(found.contains { $0.hasPrefix(place) }, "\(found)")
    }

    @Test(arguments: [
        "UPDATE log_entry SET leaf = x'00'", "DELETE FROM log_entry", "DELETE FROM log_tile",
        "UPDATE log_tile SET hashes = zeroblob(32)", "UPDATE log_checkpoint SET note = ''",
        "DELETE FROM log_checkpoint",
    ])
    func `the hand that slips in a shell is stopped by a trigger`(_ statement: String) throws {
        _ = try grown([3])
        #expect(throws: DatabaseError.self) {
            try DatabaseQueue(path: path).write { try $0.execute(sql: statement) }
        }
    }
}
