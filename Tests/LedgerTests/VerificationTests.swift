import Contracts
import Exchange
import Foundation
import GRDB
import Ledgers
import Offices
import Testing

/// What `ledger verify` finds (S8), and what it must not complain about.
@Suite struct VerificationTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
        let ledger = try SQLiteLedger(Scene.options(path))
        var story = StoryBook()
        for commit in try story.commits() { try ledger.apply(commit) }
    }

    private func report(key: [UInt8]? = Scene.dataKey) throws -> LedgerReport {
        try Scene.verification(LedgerReader(path: path, dataKey: key)).run()
    }

    /// Changes the file behind the ledger's back, triggers out of the way.
    private func tamper(_ statements: String...) throws { try StrangeHand.change(path, statements, rows: 1...1) }

    @Test func `an honest ledger is clean and counted`() throws {
        let report = try report()
        #expect(report.findings == [])
        #expect(report.journalRows == 7 && report.contents == 6 && report.letters == 5 && report.cases == 2)
        #expect(report.signatures == 5 && report.erased.isEmpty && report.bytes > 0)
        let sealed = try self.report(key: nil)
        #expect(sealed.isClean && sealed.journalRows == 7)
    }

    @Test func `progress runs up to the end`() throws {
        var seen: [Int] = []
        _ = try Scene.verification(LedgerReader(path: path, dataKey: Scene.dataKey)).run { permille, _ in
            seen.append(permille)
        }
        #expect(seen == seen.sorted() && seen.last == 1000)
    }

    @Test(
        arguments: [
            "previous", "hash", "leaf_hash", "content_digest",
        ], [1, 3, 7])
    func `a flipped byte in a digest of the journal is found`(column: String, sequence: Int) throws {
        let expression = try flipped(column, in: "journal", where: "sequence = \(sequence)", at: 7)
        guard let expression else { return }
        try tamper("UPDATE journal SET \(column) = \(expression) WHERE sequence = \(sequence)")
        let findings = try report().findings
        #expect(findings.contains { $0.place == .journal(Int64(sequence)) }, "\(findings)")
    }

    @Test(
        arguments: [
            "kind = 'order'", "office = '510100-customs'", "note = note || '.'", "machine_time = machine_time + 1",
            "official_time = official_time - 1", "case_record = 3",
        ])
    func `a changed field of a journal row is found`(change: String) throws {
        try tamper("UPDATE journal SET \(change) WHERE sequence = 3")
        #expect(try report().findings.contains { $0.place == .journal(3) })
    }

    @Test func `a missing row and a missing end are found`() throws {
        try tamper("DELETE FROM journal WHERE sequence = 3")
        #expect(try report().findings.contains { $0.place == .journal(4) })
        try tamper("DELETE FROM incoming_letter WHERE place & 1099511627775 = 3")
        let stream = LedgerFinding.Place.stream(Scene.direct(Scene.tax, to: Scene.police).description)
        #expect(try report().findings.contains { $0.place == stream })
    }

    @Test(arguments: [0, 11, 12, 200], [1, 2, 4])
    func `a flipped byte of a content is found`(offset: Int, row: Int) throws {
        let expression = try #require(try flipped("sealed", in: "content", where: "id = \(row)", at: offset))
        try tamper("UPDATE content SET sealed = \(expression) WHERE id = \(row)")
        let report = try report()
        #expect(report.findings.contains { $0.text.contains("another digest") })
        #expect(report.findings.contains { $0.text.contains("does not open") })
        #expect(try self.report(key: nil).findings.contains { $0.text.contains("another digest") })
    }

    @Test(arguments: ["incoming_letter", "outgoing_letter"], ["leaf", "path"])
    func `a flipped byte of a letter is found`(table: String, column: String) throws {
        let length = column == "leaf" ? 300 : 5
        let place = try #require(try number("SELECT min(place) FROM \(table)"))
        for offset in stride(from: 0, to: length, by: 37) {
            let expression = try #require(try flipped(column, in: table, where: "place = \(place)", at: offset))
            try tamper("UPDATE \(table) SET \(column) = \(expression) WHERE place = \(place)")
            #expect(try !report().isClean, "byte \(offset) of \(column)")
            try tamper(
                "UPDATE \(table) SET \(column) = \(try #require(try flipped(column, in: table, where: "place = \(place)", at: offset))) WHERE place = \(place)"
            )
        }
        #expect(try report().isClean)
    }

    @Test(arguments: ["bytes", "signature"])
    func `a flipped byte of a signed statement is found`(column: String) throws {
        let expression = try #require(try flipped(column, in: "statement", where: "id = 1", at: 40))
        try tamper("UPDATE statement SET \(column) = \(expression) WHERE id = 1")
        #expect(try !report().isClean)
    }

    @Test(
        arguments: [
            "UPDATE case_record SET state = 'closed' WHERE id = 1", "UPDATE case_record SET subject = 'x' WHERE id = 1",
            "UPDATE case_record SET version = 9 WHERE id = 2", "UPDATE case_record SET next_due = 5 WHERE id = 1",
            "UPDATE case_record SET case_id = '510100-tax.01JZ0000000000000000000000' WHERE id = 1",
            "DELETE FROM deadline", "UPDATE deadline SET rings_at = 1",
            "UPDATE case_record SET file = (SELECT file FROM case_record WHERE id = 2) WHERE id = 1",
            "UPDATE in_stream SET disposed = 2 WHERE disposed = 3", "UPDATE out_stream SET number = 2",
            "UPDATE outgoing_letter SET head_after = zeroblob(32)", "UPDATE outgoing_letter SET letter = lower(letter)",
        ])
    func `state that is not the fold of the journal is found`(statement: String) throws {
        try tamper(statement)
        #expect(try !report().isClean)
    }

    @Test func `a letter signed by another office is found`() throws {
        let reader = try LedgerReader(path: path, dataKey: Scene.dataKey)
        let report = try LedgerVerification(reader) { _, _, office, _ in office != Scene.tax }.run()
        #expect(report.findings.count == 3)
        #expect(report.findings.allSatisfy { $0.text.contains("signature") })
    }

    // MARK: Bytes

    private func number(_ sql: String) throws -> Int64? {
        try DatabaseQueue(path: path).read { try Int64.fetchOne($0, sql: sql) }
    }

    /// The column's bytes with one bit changed, as an SQL literal; nil when the column is null.
    private func flipped(_ column: String, in table: String, where condition: String, at offset: Int) throws -> String?
    {
        let bytes = try DatabaseQueue(path: path).read {
            try Data.fetchOne($0, sql: "SELECT \(column) FROM \(table) WHERE \(condition)")
        }
        guard var bytes else { return nil }
        bytes[min(offset, bytes.count - 1)] ^= 4
        return "x'" + Hexadecimal.encode(bytes) + "'"
    }
}
