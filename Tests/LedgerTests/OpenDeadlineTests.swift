import Casework
import Contracts
import Foundation
import GRDB
import Ledgers
import Offices
import Testing

/// The index of open deadlines: what is due, for whom, how overdue.
struct OpenDeadlineTests {
    private let folder: Folder
    private let path: String
    private static let now = Scene.start + .hours(24 * 40)

    init() throws {
        folder = try Folder()
        path = folder.path("office.ledger")
    }

    /// A case with one deadline.
    private static func file(
        _ number: Int, _ kind: CaseKind = .referral, of owner: OfficeID = Scene.tax, due: Moment?,
        holder: OfficeID = Scene.police, rule: String = "AP-01", isProvisional: Bool = false
    ) throws -> CaseFile {
        let id = Scene.caseID(number, of: owner)
        let deadline = JSONValue.members([
            ("key", "accept"), ("rule", .string(rule)), ("ruleSet", "r1"),
            ("start", .string(Scene.start.description)), ("due", due.map { .string($0.description) }),
            ("isProvisional", isProvisional ? true : nil), ("holder", .string(holder.description)),
            ("setBy", .string(owner.description)), ("rungs", []), ("status", due == nil ? "paused" : "running"),
        ])
        let json = try Scene.file(id, kind).json.setting("deadlines", .array([deadline]))
        return try #require(CaseFile(json: json))
    }

    /// Forty cases, due a day after each other from the start on, and one that is suspended.
    private func stocked() throws -> SQLiteLedger {
        let ledger = try SQLiteLedger(Scene.options(path))
        var commit = Scene.commit()
        commit.cases = try (0..<40).map { number in
            try OpenDeadlineTests.file(
                number, number % 2 == 0 ? .referral : .handoff, of: number % 5 == 0 ? Scene.market : Scene.tax,
                due: Scene.start + .hours(24 * Int64(number + 5)), holder: number % 4 == 0 ? Scene.tax : Scene.police,
                rule: number % 3 == 0 ? "CR-10" : "AP-01", isProvisional: number == 39)
        }
        commit.cases.append(try OpenDeadlineTests.file(40, due: nil))
        try ledger.apply(commit)
        return ledger
    }

    @Test func `pages follow each other by their ends, and suspended ones come last`() throws {
        let reader = try stocked().reader
        var seen: [DeadlineRow] = []
        var cursor: DeadlineCursor?
        while true {
            let page = try reader.deadlines(in: .office, behind: cursor, limit: 7)
            seen += page
            guard page.count == 7, let last = page.last else { break }
            cursor = DeadlineCursor(last.cursor.description)
        }
        #expect(seen.count == 41)
        #expect(seen.dropLast().map { $0.deadline.due } == (0..<40).map { Scene.start + .hours(24 * Int64($0 + 5)) })
        #expect(seen.last?.deadline.due == nil && seen.last?.caseID == Scene.caseID(40))
        #expect(seen[0].kind == .referral && seen[0].state == "sent" && seen[0].deadline.holder == Scene.tax)
    }

    private static func filters() -> [DeadlineFilter] {
        let changes: [(inout DeadlineFilter) -> Void] = [
            { _ in }, { $0.kind = .handoff }, { $0.rule = "CR-10" }, { $0.holder = .office(Scene.tax) },
            { $0.holder = .others(than: Scene.tax) }, { $0.owner = Scene.market }, { $0.caseID = Scene.caseID(7) },
            { $0.caseID = Scene.caseID(999) }, { $0.isProvisional = true }, { $0.dueBefore = now },
            {
                $0.dueBefore = now
                $0.kind = .referral
                $0.rule = "AP-01"
                $0.holder = .office(Scene.police)
            },
        ]
        return changes.map { change in
            var filter = DeadlineFilter()
            change(&filter)
            return filter
        }
    }

    @Test func `counts and list agree under every filter, and each deadline is in one band`() throws {
        let reader = try stocked().reader
        let all = try reader.deadlines(in: .office, limit: 500)
        for filter in OpenDeadlineTests.filters() {
            let listed = try reader.deadlines(filter, in: .office, limit: 500)
            let expected = all.filter { OpenDeadlineTests.holds(filter, $0) }
            #expect(listed == expected, "\(filter)")
            let counts = try reader.deadlineCounts(filter, in: .office, at: OpenDeadlineTests.now)
            #expect(counts.map(\.count).reduce(0, +) == expected.count, "\(filter)")
            for band in DeadlineBand.allCases {
                let inBand = expected.count { DeadlineBand(due: $0.deadline.due, at: OpenDeadlineTests.now) == band }
                #expect(counts.filter { $0.band == band }.map(\.count).reduce(0, +) == inBand, "\(filter) \(band)")
            }
        }
        #expect(
            try reader.deadlineCounts(in: .office, at: OpenDeadlineTests.now).contains {
                $0.band == .paused && $0.count == 1
            })
    }

    @Test func `kept counts say what counting one by one says, at any moment and in any part of the region`() throws {
        let ledger = try stocked()
        // What is changed, ends or begins again is counted as what was never touched.
        for round in 0..<3 {
            var commit = Scene.commit(Int64(round + 1))
            commit.cases = try (0..<30).map { number in
                let minutes = Int64((number * 7919 + round * 104_729) % (60 * 24 * 60))
                let file = try OpenDeadlineTests.file(
                    number + 10 * round, [.referral, .handoff, .repair][number % 3],
                    of: number % 2 == 0 ? Scene.market : Scene.tax,
                    due: number % 9 == 0 ? nil : Scene.start + .minutes(minutes), holder: Scene.tax,
                    rule: "AP-0\(number % 4)")
                let json = file.json.setting("subject", .string("9151010\(number % 7)XT00010175")).setting(
                    "deadlines", number % 5 == round ? .array([]) : file.json["deadlines"] ?? .array([]))
                return try #require(CaseFile(json: json.setting("version", .integer(Int64(round + 2)))))
            }
            try ledger.apply(commit)
            try OpenDeadlineTests.compare(ledger.reader)
        }
    }

    private static func compare(_ reader: LedgerReader) throws {
        let region = try #require(RegionCode("510104"))
        for scope in [Scope.office, .region(region)] {
            let all = try reader.deadlines(in: scope, limit: 500)
            #expect(all.allSatisfy { scope.covers($0.caseID, subject: $0.subject) } && !all.isEmpty)
            for filter in filters().filter({ $0.owner == nil && $0.caseID == nil && $0.dueBefore == nil }) {
                let expected = all.filter { holds(filter, $0) }
                // Moments to the millisecond, and those at which a deadline passes from one band into the next.
                let ends = expected.compactMap(\.deadline.due).prefix(1).flatMap { due in
                    [-1, 0, 1, 86_400_000, 259_200_000].map { Moment(milliseconds: due.milliseconds + $0) }
                }
                let others = (0..<3).map {
                    Scene.start + .hours(24 * 20 * Int64($0)) + .milliseconds(5_000_011 * Int64($0))
                }
                for now in ends + others {
                    let counts = try reader.deadlineCounts(filter, in: scope, at: now)
                    for band in DeadlineBand.allCases {
                        let inBand = expected.count { DeadlineBand(due: $0.deadline.due, at: now) == band }
                        let counted = counts.filter { $0.band == band }.map(\.count).reduce(0, +)
                        #expect(counted == inBand, "\(scope) \(filter) \(band) \(now)")
                    }
                }
                let days = Scene.start.civilDate...Scene.start.civilDate.adding(days: 30)
                let byDay = Dictionary(grouping: expected.compactMap { $0.deadline.due?.civilDate }) { $0 }
                    .filter { days.contains($0.key) }.mapValues(\.count)
                let told = try reader.deadlineDays(filter, in: scope, on: days)
                #expect(Dictionary(uniqueKeysWithValues: told.map { ($0.day, $0.count) }) == byDay)
                #expect(told.map(\.day) == told.map(\.day).sorted())
            }
        }
    }

    private static func holds(_ filter: DeadlineFilter, _ row: DeadlineRow) -> Bool {
        let isHolder =
            switch filter.holder {
            case .office(let office): row.deadline.holder == office
            case .others(let office): row.deadline.holder != office
            case nil: true
            }
        return isHolder && filter.kind ?? row.kind == row.kind && filter.rule ?? row.deadline.rule == row.deadline.rule
            && filter.owner ?? row.caseID.office == row.caseID.office && filter.caseID ?? row.caseID == row.caseID
            && (!filter.isProvisional || row.deadline.isProvisional)
            && (filter.dueBefore.map { end in row.deadline.due.map { $0 < end } ?? false } ?? true)
    }

    @Test func `the list is read from its index without a sort`() throws {
        _ = try stocked()
        let plan = try DatabaseQueue(path: path).read { database in
            try Row.fetchAll(
                database,
                sql: """
                    EXPLAIN QUERY PLAN SELECT case_id, due FROM open_deadline INDEXED BY open_deadline_by_due
                    JOIN case_record AS record ON record.id = case_record
                    WHERE holder = 'x' AND (open_deadline.due, case_record, ordinal) > (1, 2, 3)
                    ORDER BY due, case_record, ordinal LIMIT 5
                    """
            ).map { $0["detail"] as String }
        }
        #expect(
            plan.contains { $0.contains("SEARCH open_deadline USING COVERING INDEX open_deadline_by_due") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test func `a met deadline leaves the list in the transaction that meets it`() throws {
        let ledger = try stocked()
        var commit = Scene.commit(1)
        commit.cases = [try Scene.file(Scene.caseID(7), .handoff, state: "closed", version: 2)]
        try ledger.apply(commit)
        var filter = DeadlineFilter()
        filter.caseID = Scene.caseID(7)
        #expect(try ledger.reader.deadlines(filter, in: .office, limit: 5).isEmpty)
        #expect(try ledger.reader.deadlines(in: .office, limit: 500).count == 40)
    }

    @Test(arguments: [1, 20])
    func `a file from before the list gets it at the next opening, wherever the last one was killed`(
        first: Int64
    ) throws {
        let before = try stocked().reader.deadlines(in: .office, limit: 500)
        try DatabaseQueue(path: path).writeWithoutTransaction { database in
            // As a release before left it, or a process that was killed between two steps of the work.
            try database.execute(
                sql: """
                    DELETE FROM open_deadline WHERE case_record >= \(first);
                    INSERT INTO index_work VALUES ('open_deadline', \(first));
                    """)
            if first == 1 {
                // Later migrations run again too.
                try database.execute(sql: ListRangeTests.beforeLists)
                for table in [
                    "open_deadline", "index_work", "subject_key", "subject_work", "watch_event", "watch_subject",
                    "watch_list", "heard",
                ] { try database.execute(sql: "DROP TABLE \(table)") }
                try database.execute(sql: "PRAGMA user_version = 2")
            }
        }
        let ledger = try SQLiteLedger(Scene.options(path))
        #expect(try ledger.reader.deadlines(in: .office, limit: 500) == before)
        let again = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM index_work") }
        #expect(again == 0)
    }

    @Test(arguments: ["", "1", "1.2", "1.2.3.4", "a.2.3", "1.0.3", "1.2.-1", "1..3"])
    func `a place that no page gave is not taken`(text: String) {
        #expect(DeadlineCursor(text) == nil)
    }
}
