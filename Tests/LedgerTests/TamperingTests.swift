import Contracts
import Exchange
import Foundation
import GRDB
import Ledgers
import Offices
import Testing

/// Each change that a hand with a database shell may make is found, and named (S8).
@Suite struct TamperingTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
        try LongStory.write(to: path)
    }

    private func findings(key: [UInt8]? = Scene.dataKey) throws -> [String] {
        try Scene.verification(LedgerReader(path: path, dataKey: key)).run().findings.map(\.description)
    }

    /// Changes the file behind the ledger's back, triggers out of the way.
    private func tamper(_ statement: String) throws { try StrangeHand.change(path, [statement]) }

    @Test func `a ledger of all kinds of rows is clean with and without its key`() throws {
        #expect(try findings() == [])
        #expect(try findings(key: nil) == [])
        let ledger = try SQLiteLedger(Scene.options(path))
        var more = Scene.commit(30)
        more.settings = [(.cleanStop, "1"), (.supersededBy, nil)]
        more.readers = [Scene.reader(.lists, next: 3), Scene.reader(.direct(Scene.police), next: 12)]
        try ledger.apply(more)
        #expect(try findings() == [])
    }

    @Test func `an invented evidence file of a case is found`() throws {
        try tamper("INSERT INTO evidence SELECT id, zeroblob(32) FROM case_record WHERE kind IS NOT NULL LIMIT 1")
        #expect(try findings().contains { $0.contains("its listed evidence files differ") })
    }

    private static let tax = "liandong/510100-tax/direct.510100-police/1/0"
    private static let market = "liandong/510100-market-regulation/direct.510100-police/1/0"
    private static let ours = "liandong/510100-police/direct.510100-tax/1/0"

    /// A letter of the market regulator, by its number.
    private static func letter(_ change: String, number: Int) -> String {
        """
        UPDATE incoming_letter SET \(change)
        WHERE place = (SELECT id << 40 | \(number) FROM stream WHERE name = '\(market)')
        """
    }

    @Test(
        arguments: [
            ("DELETE FROM in_stream WHERE disposed = 3", "stream \(tax)"),
            ("DELETE FROM in_stream WHERE disposed = 0", "table in_stream"),
            ("DELETE FROM in_stream", "stream \(market)"), ("DELETE FROM out_stream", "stream \(ours)"),
            ("UPDATE in_stream SET fence_epoch = 2 WHERE disposed = 3", "stream \(tax): its fence lies below"),
            ("UPDATE in_stream SET fence_epoch = 9 WHERE disposed = 3", "table in_stream, row \(tax)"),
            ("UPDATE in_stream SET fence_epoch = 1 WHERE disposed = 0", "table in_stream, row \(LongStory.fenced)"),
            ("UPDATE in_stream SET fence_epoch = NULL, fence_instance = NULL", "stream \(tax)"),
            ("UPDATE in_stream SET disposed = disposed + 1 WHERE disposed = 3", "stream \(tax)"),
            ("UPDATE in_stream SET head = zeroblob(32) WHERE disposed = 3", "stream \(tax)"),
            ("UPDATE out_stream SET retired = 0", "table out_stream, row \(ours)"),
            ("UPDATE out_stream SET retired = 7", "stream \(ours): 7 letters are retired, 1 were sent"),
            ("UPDATE out_stream SET reader_epoch = 1", "table out_stream, row \(ours)"),
            ("UPDATE out_stream SET parked_at_reader = 1", "table out_stream, row \(ours)"),
        ])
    func `a changed or missing stream is found`(statement: String, place: String) throws {
        try tamper(statement)
        let found = try findings()
        #expect(found.contains { $0.hasPrefix(place) }, "\(found)")
    }

    @Test(
        arguments: [
            ("UPDATE list_entry SET in_force = 1 - in_force WHERE entry = '\(StoryBook.entry)'", StoryBook.entry),
            ("UPDATE list_entry SET in_force = 1 - in_force WHERE entry = '\(LongStory.listing)'", LongStory.listing),
            ("UPDATE list_entry SET leaf_hash = zeroblob(32) WHERE entry = '\(LongStory.listing)'", LongStory.listing),
            ("UPDATE list_entry SET version = 1 WHERE entry = '\(StoryBook.entry)'", StoryBook.entry),
            ("UPDATE list_entry SET list = 'x' WHERE entry = '\(StoryBook.entry)'", StoryBook.entry),
            ("DELETE FROM list_entry", StoryBook.entry),
            (
                "INSERT INTO list_entry SELECT owner, '\(LongStory.replayed)', list, 1, leaf_hash, 1, 0 FROM list_entry "
                    + "LIMIT 1", LongStory.replayed
            ),
        ])
    func `a changed missing or invented list entry is found`(statement: String, entry: CaseID) throws {
        try tamper(statement)
        let found = try findings()
        #expect(found.contains { $0.hasPrefix("table list_entry, row \(entry)") }, "\(found)")
    }

    @Test(
        arguments: [
            ("DELETE FROM emission WHERE place IS NOT NULL", "sent letter \(ours)#1: its emission key"),
            ("DELETE FROM emission WHERE waiting IS NOT NULL", "table waiting_letter, row 1"),
            ("UPDATE emission SET key = key || 'x' WHERE place IS NOT NULL", "sent letter \(ours)#1: its emission key"),
            ("DELETE FROM waiting_letter", "table waiting_letter"),
            ("UPDATE outgoing_letter SET record_key = 'x'", "sent letter \(ours)#1: its record key"),
            ("DELETE FROM answer", "table answer, row o1"),
            ("DELETE FROM answer WHERE order_id = 'o2'", "table answer"),
            ("UPDATE answer SET digest = zeroblob(32)", "table answer, row o1"),
            ("UPDATE answer SET answered_at = 1", "table answer, row o1"),
            ("UPDATE answer SET order_id = 'p' || order_id", "table answer, row o1"),
            ("INSERT INTO answer SELECT 'o9', digest, sealed, answered_at FROM answer LIMIT 1", "table answer"),
            ("DELETE FROM delivery", "stream \(ours): 1 letters are retired, deliveries cover"),
            ("UPDATE delivery SET acknowledged_at = 1", "table delivery"),
            ("UPDATE delivery SET last = last + 4", "stream \(ours): deliveries reach to 5"),
            ("DELETE FROM position", "table position, row direct.510100-police/1/0"),
            ("UPDATE position SET next_offset = 1000", "table position, row direct.510100-police 1 0"),
            ("UPDATE position SET last_digest = NULL", "table position, row direct.510100-police 1 0"),
            ("DELETE FROM signed_document", "journal row 2: the document"),
            ("UPDATE signed_document SET payload = x'01'", "journal row 2: the document"),
            ("UPDATE signed_document SET signature = x'01'", "journal row 2: the document"),
            (
                "INSERT INTO signed_document SELECT 9, kind, key_id, x'05', signature FROM signed_document",
                "table signed_document"
            ),
            ("DELETE FROM setting WHERE name = 'supersededBy'", "table setting"),
            ("UPDATE setting SET value = '9' WHERE name = 'epoch'", "table setting, row epoch"),
            ("UPDATE followed SET disposed = 5", "table followed"), ("DELETE FROM followed", "table followed"),
            ("DELETE FROM equivocation", "table equivocation"), ("DELETE FROM row_count", "table setting"),
            ("UPDATE row_count SET count = 9 WHERE name = 'position'", "table row_count, row position"),
        ])
    func `a changed or missing row of a smaller table is found`(statement: String, place: String) throws {
        try tamper(statement)
        let found = try findings()
        #expect(found.contains { $0.hasPrefix(place) }, "\(found)")
    }

    @Test(
        arguments: [
            letter("disposition = 'parked'", number: 1), letter("replays = 0", number: 1),
            letter("disposition = 'parked', reason = 'AWAITING_CAUSE', replays = 0", number: 1),
            letter("disposed_at = disposed_at + 1", number: 1), letter("reason = 'X'", number: 1),
            letter("disposition = 'refused'", number: 1), letter("content = 1", number: 1),
        ])
    func `a changed disposition of a replayed letter is found`(statement: String) throws {
        try tamper(statement)
        let found = try findings()
        #expect(found.contains { $0.hasPrefix("received letter \(TamperingTests.market)#1") })
        #expect(try findings(key: nil).contains { $0.hasPrefix("received letter \(TamperingTests.market)#1") })
    }

    @Test(
        arguments: [
            "disposition = 'effect', reason = ''", "disposition = 'quarantined'", "reason = '重复'", "replays = 2",
            "disposed_at = 1", "journal = 1",
        ], [2, 3])
    func `a changed disposition of a discarded letter is found`(change: String, number: Int) throws {
        try tamper(TamperingTests.letter(change, number: number))
        let place = "received letter \(TamperingTests.market)#\(number)"
        let found = try findings()
        #expect(found.contains { $0.hasPrefix(place) }, "\(found)")
    }

    @Test(arguments: [
        "UPDATE open_deadline SET due = due - 1", "UPDATE open_deadline SET holder = '510100-customs'",
        "UPDATE open_deadline SET rule = 'X'", "UPDATE open_deadline SET key = 'x'",
        "UPDATE open_deadline SET kind = 'handoff'", "UPDATE open_deadline SET provisional = 1 - provisional",
        "UPDATE open_deadline SET ordinal = ordinal + 1", "DELETE FROM open_deadline",
        "INSERT INTO open_deadline SELECT case_record, 7, key, rule, kind, holder, due, 0, '', '' FROM open_deadline",
    ])
    func `a changed missing or invented line of the due list is found`(statement: String) throws {
        try tamper(statement)
        let found = try findings()
        #expect(found.contains { $0.hasPrefix("case \(StoryBook.referral): its listed deadlines") }, "\(found)")
    }

    @Test(
        arguments: [
            "UPDATE case_key SET wrapped = NULL, erased_at = 1, erased_reason = '保存期限届满', erased_through = 99",
            "UPDATE case_key SET erased_at = 1, erased_reason = '保存期限届满', erased_through = 2",
        ])
    func `an erasure that nobody ordered is found`(statement: String) throws {
        try tamper(statement + " WHERE case_record = 1")
        let found = try findings()
        #expect(found.contains { $0.hasPrefix("case \(StoryBook.referral): its erasure") }, "\(found)")
    }

    @Test func `a tail that was cut off with its stream is found by the journal`() throws {
        let head = try DatabaseQueue(path: path).read {
            try Data.fetchOne($0, sql: "SELECT head FROM in_stream WHERE disposed = 0")
        }
        #expect(head != nil)
        try tamper(
            """
            DELETE FROM incoming_letter
            WHERE place >> 40 = (SELECT id FROM stream WHERE name = '\(TamperingTests.market)')
            """)
        try tamper(
            "DELETE FROM in_stream WHERE stream = (SELECT id FROM stream WHERE name = '\(TamperingTests.market)')")
        try tamper("DELETE FROM stream WHERE name = '\(TamperingTests.market)'")
        let found = try findings()
        for row in 8...10 { #expect(found.contains("journal row \(row): the letter that it records is not there")) }
    }

    @Test func `a leaf whose epoch falls along its stream is found`() throws {
        let other = folder.path("other.ledger")
        let name = Scene.direct(Scene.tax, to: Scene.police)
        var head = name.seed
        var commit = Scene.commit()
        for (number, epoch) in [UInt64(3), 3, 2].enumerated() {
            var leaf = Scene.leaf(
                name, UInt64(number + 1), previous: head, letter: Scene.letterID(number),
                caseID: Scene.caseID(1).description, body: [123, 125])
            leaf.epoch = epoch
            head = StreamName.extend(head, with: leaf.hash)
            commit.receive(
                EnvelopeBatch.seal(
                    [(leaf, [123, 125])], signer: PaperSigner(office: Scene.tax), writer: Scene.writer, at: Scene.start)[
                        0],
                .refused, reason: "X")
        }
        commit.inStreams = [InStream(name: name, disposed: 3, head: head, fence: Scene.writer)]
        commit.readers = [Scene.reader(.direct(Scene.police), next: 3)]
        do { try SQLiteLedger(Scene.options(other)).apply(commit) }
        let report = try Scene.verification(LedgerReader(path: other, dataKey: Scene.dataKey)).run()
        #expect(report.findings.map(\.place) == [.received(name, 3)])
        #expect(report.findings.first?.text.hasPrefix("EPOCH_FELL") == true)
    }

    @Test func `a count of rows that was changed is told when the ledger is opened`() throws {
        try tamper("UPDATE row_count SET count = count + 1 WHERE name = 'position'")
        let fault = #expect(throws: LedgerFault.self) { try SQLiteLedger(Scene.options(path)) }
        #expect(fault?.reason == .damaged)
    }

    @Test func `the file its log and its copies are for their owner alone`() throws {
        let before = umask(0)
        defer { umask(before) }
        let own = folder.path("own.ledger")
        let ledger = try SQLiteLedger(Scene.options(own))
        try ledger.apply(
            {
                var commit = Scene.commit()
                commit.settings = [(.epoch, "1")]
                return commit
            }())
        let copy = folder.path("copy.ledger")
        try LedgerBackup.backUp(from: own, to: copy)
        let restored = folder.path("restored.ledger")
        _ = try LedgerBackup.restore(copy, over: Scene.options(restored), at: Scene.start, officialTime: Scene.start)
        for name in [own, own + "-wal", own + "-shm", own + ".lock", copy, restored] {
            #expect(try mode(name) == 0o600, "\(name)")
        }
        withExtendedLifetime(ledger) {}
        #expect(chmod(copy, 0o644) == 0)
        do { _ = try SQLiteLedger(Scene.options(copy)) }
        #expect(try mode(copy) == 0o600)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
