import GRDB

/// That the counts which work lists and boards show are those of the rows that they count, and that a deadline is shown to
/// those whose part of the region its case lies in. The rows themselves `CaseCheck` compares with their cases.
struct KeptCountCheck {
    private let database: Database

    /// A table of counts, what its rows are told apart by, and the same counted anew.
    private struct Kept {
        let table: String
        let keys: [String]
        let counted: String
    }

    private static let all = [
        Kept(table: "case_count", keys: ["kind", "state", "side", "actors"], counted: LedgerSchema.countedCases),
        Kept(
            table: "case_place_count", keys: ["opener", "area", "kind", "state", "side", "actors"],
            counted: LedgerSchema.countedPlaces),
        Kept(table: "deadline_hour", keys: ["hour", "holder", "rule", "kind"], counted: LedgerSchema.countedHours),
        Kept(
            table: "deadline_total", keys: ["holder", "rule", "kind", "opener", "area"],
            counted: LedgerSchema.countedTotals),
    ]

    init(_ database: Database) {
        self.database = database
    }

    func run(_ report: inout LedgerReport) throws {
        for kept in KeptCountCheck.all { try compare(kept, &report) }
        try comparePlaces(&report)
    }

    private func compare(_ kept: Kept, _ report: inout LedgerReport) throws {
        let keys = kept.keys.joined(separator: ", ")
        let differing = try PreparedStatement(
            database,
            """
            WITH counted (\(keys), count) AS (\(kept.counted))
            SELECT \(kept.keys.joined(separator: " || ' ' || ")), sum(kept), sum(found) FROM (
                SELECT \(keys), count AS kept, 0 AS found FROM \(kept.table)
                UNION ALL SELECT \(keys), 0, count FROM counted
            ) GROUP BY \(keys) HAVING sum(kept) <> sum(found) ORDER BY \(keys)
            """)
        try differing.rows { columns in
            report.add(
                .row(table: kept.table, key: columns.text(0)),
                "it keeps a count of \(columns.integer(1)), and \(columns.integer(2)) are there")
        }
    }

    private func comparePlaces(_ report: inout LedgerReport) throws {
        let moved = try PreparedStatement(
            database,
            """
            SELECT case_id FROM open_deadline JOIN case_record ON case_record.id = open_deadline.case_record
            WHERE (open_deadline.opener, open_deadline.area) IS NOT (\(LedgerSchema.places)) GROUP BY case_id
            """)
        try moved.rows { columns in
            report.add(.caseFile(columns.text(0)), "its deadlines lie in another region than it does")
        }
    }
}
