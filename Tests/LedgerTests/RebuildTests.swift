import Casework
import Contracts
import Foundation
import Ledgers
import Offices
import Testing

/// A ledger rebuilt from its journal is the live one (S12).
@Suite struct RebuildTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
        try LongStory.write(to: path)
    }

    private func rebuild() throws -> RebuildReport {
        try LedgerRebuild(SQLiteLedger(Scene.options(path)), into: folder.path("rebuilt.ledger")).run()
    }

    private func tamper(_ statement: String) throws { try StrangeHand.change(path, [statement]) }

    @Test func `the fold of the journal in a fresh file is the live ledger`() throws {
        let report = try rebuild()
        #expect(report.differences == [])
        #expect(report.cases > 2 && report.entries > 0 && !report.roots.isEmpty)
    }

    @Test func `a list with corrections and removals is rebuilt to the same roots`() throws {
        let ledger = try SQLiteLedger(Scene.options(folder.path("lists.ledger")))
        for commit in try ListRangeTests.commits(turns: ListRangeTests.inTurn, together: 6) { try ledger.apply(commit) }
        let roots = try ledger.listRoots()
        let report = try LedgerRebuild(ledger, into: folder.path("rebuilt.ledger")).run()
        #expect(report.differences == [] && report.roots == roots && report.entries == 40)
    }

    @Test(
        arguments: [
            ("UPDATE case_record SET state = 'closed' WHERE case_id = '\(StoryBook.referral)'", "case_record"),
            ("UPDATE deadline SET rings_at = rings_at + 1", "table deadline"),
            ("DELETE FROM open_deadline", "open_deadline"),
            ("UPDATE list_entry SET in_force = 1 - in_force WHERE entry = '\(StoryBook.entry)'", "table list_entry"),
            ("UPDATE list_range SET sum = zeroblob(32)", "list roots"),
            ("UPDATE case_record SET file = zeroblob(length(file)) WHERE case_id = '\(StoryBook.entry)'", "its state"),
        ])
    func `what is not as the journal made it is named`(statement: String, text: String) throws {
        try tamper(statement)
        let report = try rebuild()
        #expect(report.differences.contains { $0.contains(text) }, "\(report.differences)")
    }

    @Test func `a file that is there is not overwritten`() throws {
        try Data("x".utf8).write(to: URL(filePath: folder.path("rebuilt.ledger")))
        #expect(throws: LedgerFault.self) { _ = try rebuild() }
    }
}
