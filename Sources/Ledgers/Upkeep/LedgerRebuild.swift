import Casework
import Contracts
package import Exchange
import Foundation
import GRDB
import Offices

/// What a rebuild went through, and where the rebuilt ledger is not what the live one says.
package struct RebuildReport: Sendable {
    /// Cases folded anew from their journal.
    package internal(set) var cases = 0
    /// List entries among them.
    package internal(set) var entries = 0
    /// Cases whose contents were destroyed: nothing can be folded of them, their standings are taken over.
    package internal(set) var erased = 0
    /// Roots of the rebuilt lists.
    package internal(set) var roots: [Checkpoint.ListRoot] = []
    /// What differs, at most `LedgerRebuild.mostDifferences`.
    package internal(set) var differences: [String] = []
    /// Differences beyond those.
    package internal(set) var suppressed = 0

    /// True when the rebuilt ledger is the live one.
    package var isEqual: Bool { differences.isEmpty }

    mutating func differs(_ text: String) {
        if differences.count < LedgerRebuild.mostDifferences { differences.append(text) } else { suppressed += 1 }
    }
}

/// Folds the journal of a ledger into a fresh file and compares all that is derived: cases, deadlines, evidence, standings of
/// list entries and the roots of the lists (S12). Nothing is decided again, and the live ledger is not changed.
package struct LedgerRebuild {
    /// Differences that are kept.
    package static let mostDifferences = 1000
    private static let casesAtOnce = 500

    private let live: SQLiteLedger
    private let fresh: SQLiteLedger
    private let liveRows, freshRows: DerivedRows

    /// A rebuild of `live` into a new file at `path`.
    ///
    /// - Throws: `refused` when there is a file already.
    package init(_ live: SQLiteLedger, into path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw LedgerFault(.refused, "cannot rebuild into \(path): there is a file of this name; move it away")
        }
        self.live = live
        fresh = try SQLiteLedger(LedgerOptions(path: path, dataKey: live.options.dataKey))
        fresh.own = live.own
        liveRows = try DerivedRows(live)
        freshRows = try DerivedRows(fresh)
    }

    /// Goes through all cases; `progress` is told the share done, 0…1000.
    package func run(progress: (_ permille: Int) -> Void = { _ in }) throws -> RebuildReport {
        var report = RebuildReport()
        let last = max(1, live.tail.caseRecord)
        var record: Int64 = 0
        while true {
            let batch = try liveRows.cases(after: record, limit: LedgerRebuild.casesAtOnce)
            guard let end = batch.last else { break }
            try rebuild(batch, &report)
            record = end.record
            progress(Int(record * 1000 / last))
        }
        try compareWhole(&report)
        progress(1000)
        return report
    }

    private func rebuild(_ batch: [DerivedRows.Case], _ report: inout RebuildReport) throws {
        let origin = Moment(milliseconds: 0)
        var commit = Commit(machineTime: origin, officialTime: origin)
        var places: [ListPlace: [ListStanding]] = [:]
        for row in batch {
            guard !row.isErased else {
                report.erased += 1
                if let standing = try live.listStanding(row.id) { places[standing.place, default: []].append(standing) }
                continue
            }
            let folded = try live.refold(row.id, kind: row.kind)
            guard let file = folded.file else {
                report.differs("case \(row.id): its journal does not open, or has no events of it")
                continue
            }
            report.cases += 1
            commit.cases.append(file)
            if !file.evidence.isEmpty { commit.evidence.append(row.id) }
            guard let standing = folded.standing else { continue }
            report.entries += 1
            places[standing.place, default: []].append(standing)
        }
        commit.mendings = places.sorted { $0.key < $1.key }.map { ListMending(place: $0.key, put: $0.value, drop: []) }
        try fresh.apply(commit)
        for file in commit.cases { try compare(file, &report) }
    }

    private func compare(_ file: CaseFile, _ report: inout RebuildReport) throws {
        let id = file.id
        if try fresh.caseFile(id) != file { report.differs("case \(id): the fresh file does not give back its state") }
        if try liveRows.file(id) != file { report.differs("case \(id): its state is not the fold of its journal") }
        for (ours, theirs) in zip(try liveRows.rows(of: id), try freshRows.rows(of: id)) where ours.rows != theirs.rows
        {
            report.differs("case \(id): table \(ours.table) holds \(ours.rows), the journal makes \(theirs.rows)")
        }
    }

    private func compareWhole(_ report: inout RebuildReport) throws {
        for (ours, theirs) in zip(try liveRows.counts(), try freshRows.counts()) where ours != theirs {
            report.differs("table \(ours.table): \(ours.count) rows are stored, the journal makes \(theirs.count)")
        }
        report.roots = try fresh.listRoots()
        let stored = try live.listRoots()
        if report.roots != stored {
            report.differs(
                "list roots: \(stored.map(\.root)) are stored, the journal makes \(report.roots.map(\.root))")
        }
    }
}

extension ListStanding {
    fileprivate var place: ListPlace { ListPlace(share: share, range: ListRanges.range(of: entry)) }
}

/// The rows of a ledger that the journal makes, as text to be compared.
private struct DerivedRows {
    struct Case {
        let record: Int64
        let id: CaseID
        let kind: CaseKind
        let isErased: Bool
    }

    struct Count: Equatable {
        let table: String
        let count: Int64
    }

    private let ledger: SQLiteLedger
    private let page: PreparedStatement
    private let tables: [(name: String, rows: PreparedStatement)]
    private let totals: [(name: String, count: PreparedStatement)]

    private static let ofCase = [
        (
            "case_record",
            "SELECT kind, state, subject, version, updated_at, next_due FROM case_record WHERE case_id = ?"
        ),
        ("deadline", selection("deadline", "ordinal, key, rule, rung, rings_at")),
        ("open_deadline", selection("open_deadline", "ordinal, key, rule, kind, holder, due, provisional")),
        (
            "case_facet",
            selection("case_facet", "kind, state, side, actors, opener, subject, opened_at, updated_at, due")
        ),
        ("evidence", selection("evidence", "name")),
        (
            "list_entry",
            "SELECT owner, list, version, leaf_hash, in_force, slot FROM list_entry WHERE entry = ? ORDER BY owner"
        ),
    ]

    private static func selection(_ table: String, _ columns: String) -> String {
        """
        SELECT \(columns) FROM \(table)
        WHERE case_record = (SELECT id FROM case_record WHERE case_id = ?) ORDER BY \(columns)
        """
    }

    init(_ ledger: SQLiteLedger) throws {
        self.ledger = ledger
        let made = try ledger.pool.writeWithoutTransaction { database in
            (
                page: try PreparedStatement(
                    database,
                    """
                    SELECT record.id, record.case_id, record.kind, key.wrapped IS NULL OR key.erased_through > 0
                    FROM case_record AS record JOIN case_key AS key ON key.case_record = record.id
                    WHERE record.id > ? AND record.kind IS NOT NULL ORDER BY record.id LIMIT ?
                    """),
                tables: try DerivedRows.ofCase.map { ($0.0, try PreparedStatement(database, $0.1)) },
                totals: try ["deadline", "open_deadline", "evidence", "list_entry"].map {
                    ($0, try PreparedStatement(database, "SELECT count(*) FROM \($0)"))
                }
            )
        }
        (page, tables, totals) = (made.page, made.tables, made.totals)
    }

    func cases(after record: Int64, limit: Int) throws -> [Case] {
        try ledger.reading {
            var cases: [Case] = []
            try page.rows({
                $0.integer(record)
                $0.integer(Int64(limit))
            }) { row in
                guard let kind = CaseKind(rawValue: row.text(2)) else { throw Stored.damage("case kind") }
                cases.append(
                    Case(
                        record: row.integer(0), id: try Stored.caseID(row.text(1)), kind: kind,
                        isErased: row.integer(3) != 0))
            }
            return cases
        }
    }

    /// The stored state; nil when it does not open.
    func file(_ id: CaseID) throws -> CaseFile? {
        do {
            return try ledger.caseFile(id)
        } catch let fault as LedgerFault where fault.reason == .damaged {
            return nil
        }
    }

    func rows(of id: CaseID) throws -> [(table: String, rows: [String])] {
        try ledger.reading {
            try tables.map { name, statement in
                var rows: [String] = []
                try statement.rows({ $0.text(id.description) }) { row in
                    rows.append((0..<row.count).map { DerivedRows.text(row.sealedValue($0)) }.joined(separator: " "))
                }
                return (name, rows)
            }
        }
    }

    func counts() throws -> [Count] {
        try ledger.reading {
            try totals.map { name, statement in
                Count(table: name, count: try statement.first { $0.integer(0) } ?? 0)
            }
        }
    }

    private static func text(_ value: SealedValue) -> String {
        switch value {
        case .integer(let number): "\(number)"
        case .text(let text): text
        case .bytes(let bytes): Hexadecimal.encode(bytes)
        case .absent: "-"
        }
    }
}
