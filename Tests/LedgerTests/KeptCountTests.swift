import Casework
import GRDB
import Ledgers
import Testing

/// Counts that are kept for work lists and boards: what verification says of them.
@Suite struct KeptCountTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
        try LongStory.write(to: path)
    }

    private func findings() throws -> [String] {
        try Scene.verification(LedgerReader(path: path, dataKey: Scene.dataKey)).run().findings.map(\.description)
    }

    @Test(
        "A kept count that is not the one of its rows is found, and which it is",
        arguments: [
            ("UPDATE case_count SET count = count + 1 WHERE kind = 'referral'", "table case_count, row referral "),
            ("DELETE FROM case_count WHERE kind = 'listEntry'", "table case_count, row listEntry "),
            ("INSERT INTO case_count VALUES ('referral', 'x', 0, 1, 3)", "table case_count, row referral x 0 1: "),
            ("UPDATE case_facet SET state = 'x' WHERE kind = 'referral'", "table case_count, row referral x "),
            ("UPDATE case_facet SET actors = 64 WHERE kind = 'referral'", "table case_count, row referral "),
            ("UPDATE case_place_count SET area = '999999'", "table case_place_count, row "),
            ("UPDATE case_facet SET subject = '' WHERE subject <> ''", "table case_place_count, row "),
            ("UPDATE deadline_hour SET count = count - 1", "table deadline_hour, row "),
            ("UPDATE deadline_hour SET rule = 'X'", "table deadline_hour, row "),
            ("DELETE FROM deadline_hour", "table deadline_hour, row "),
            ("UPDATE deadline_total SET count = count + 7", "table deadline_total, row "),
            ("INSERT INTO deadline_total VALUES ('', 'X', 'referral', '', '', 1)", "table deadline_total, row  X "),
            ("DELETE FROM open_deadline", "table deadline_total, row "),
            (
                "UPDATE open_deadline SET area = '999999'",
                "case \(StoryBook.referral): its deadlines lie in another region"
            ),
            (
                "UPDATE open_deadline SET opener = ''",
                "case \(StoryBook.referral): its deadlines lie in another region"
            ),
        ])
    func changed(statement: String, place: String) throws {
        #expect(try findings() == [])
        try StrangeHand.change(path, [statement])
        let found = try findings()
        #expect(found.contains { $0.hasPrefix(place) }, "\(found)")
    }

    /// As version 10 left a file: counts by kind, state and side, and of deadlines by day.
    private static let before = """
        DROP INDEX case_facet_by_area;
        DROP TRIGGER case_facet_is_counted; DROP TRIGGER case_facet_is_uncounted; DROP TRIGGER case_facet_is_recounted;
        DROP TABLE case_count; DROP TABLE case_place_count;
        CREATE TABLE case_count (
            kind TEXT NOT NULL, state TEXT NOT NULL, side INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (kind, state, side)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER case_facet_is_counted AFTER INSERT ON case_facet BEGIN SELECT 1; END;
        CREATE TRIGGER case_facet_is_uncounted AFTER DELETE ON case_facet BEGIN SELECT 1; END;
        CREATE TRIGGER case_facet_is_recounted AFTER UPDATE ON case_facet BEGIN SELECT 1; END;
        DROP TRIGGER open_deadline_is_counted; DROP TRIGGER open_deadline_is_uncounted;
        DROP TRIGGER open_deadline_is_recounted; DROP TABLE deadline_hour;
        CREATE TABLE deadline_day (
            day INTEGER NOT NULL, holder TEXT NOT NULL, rule TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (day, holder, rule, kind)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER open_deadline_is_counted AFTER INSERT ON open_deadline BEGIN SELECT 1; END;
        CREATE TRIGGER open_deadline_is_uncounted AFTER DELETE ON open_deadline BEGIN SELECT 1; END;
        CREATE TRIGGER open_deadline_is_recounted AFTER UPDATE ON open_deadline BEGIN SELECT 1; END;
        PRAGMA user_version = 10;
        """

    @Test("A file of an earlier release is counted anew at its next opening, and goes on being counted")
    func older() throws {
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: KeptCountTests.before) }
        let ledger = try SQLiteLedger(Scene.options(path))
        #expect(try findings() == [])
        let counts = try ledger.reader.caseCounts(CaseListFilter(), in: .office)
        #expect(try counts.total == ledger.reader.caseList(CaseListFilter(), in: .office, limit: 500).count)
        #expect(counts.total > 1)
    }

    @Test("A count of nothing may be kept or not")
    func nothing() throws {
        try StrangeHand.change(path, ["INSERT INTO case_count VALUES ('referral', 'x', 0, 1, 0)"])
        #expect(try findings() == [])
    }
}
