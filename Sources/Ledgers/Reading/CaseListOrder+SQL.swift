import Casework
import Contracts
import Foundation
import GRDB

extension CaseLine {
    init(_ row: Row, _ order: CaseListOrder) throws {
        guard let kind = CaseKind(rawValue: row["kind"]), let side = CaseSide(rawValue: row["side"]) else {
            throw Stored.damage("facet of a case")
        }
        let (due, record, actors): (Int64, Int64, Int64) = (row["due"], row["case_record"], row["actors"])
        self.init(
            id: try Stored.caseID(row["case_id"]), kind: kind, state: row["state"], side: side, subject: row["subject"],
            openedAt: Moment(milliseconds: row["opened_at"]), updatedAt: Moment(milliseconds: row["updated_at"]),
            due: due == LedgerSchema.noEnd ? nil : Moment(milliseconds: due), isOurTurn: actors > 0,
            cursor: CaseListCursor(record: record, values: order.values(of: row)))
    }
}

extension CaseListFilter {
    /// What of it bounds an order.
    func only(_ order: CaseListOrder) -> CaseListFilter {
        var filter = CaseListFilter()
        switch order.column {
        case .opened: filter.opened = opened
        case .updated: filter.updated = updated
        case .due:
            filter.due = due
            filter.actors = actors
        case .learnt, .kind, .subject, .opener: break
        }
        return filter
    }
}

extension CaseListOrder {
    /// The first lines of a source of facets; `isSorted` says that it gives them in this order.
    func lines(
        _ source: String, _ bound: StatementArguments, _ clause: CaseListClause, _ limit: Int, isSorted: Bool = false,
        _ database: Database
    ) throws -> [CaseLine] {
        // A source that is sorted is left as soon as the page is full: a sort would read all of it.
        let sql = """
            SELECT facet.*, record.case_id FROM (
                SELECT facet.* FROM \(source) \(clause.text) \(isSorted ? "" : "ORDER BY \(terms)") LIMIT ?
            ) AS facet JOIN case_record AS record ON record.id = facet.case_record ORDER BY \(terms)
            """
        return try Row.fetchAll(database, sql: sql, arguments: bound + clause.arguments + [limit]).map {
            try CaseLine($0, self)
        }
    }

    /// The columns that it compares, the record of the case behind them.
    var columns: [String] {
        switch column {
        case .learnt: []
        case .kind: ["kind", "side", "state"]
        case .subject: ["subject"]
        case .opener: ["opener"]
        case .opened: ["opened_at"]
        case .updated: ["updated_at"]
        case .due: ["due"]
        }
    }

    private static let numbers: Set<String> = ["side", "opened_at", "updated_at", "due"]

    /// The values that the next page begins behind.
    func values(of row: Row) -> [String] {
        columns.map { CaseListOrder.numbers.contains($0) ? String(row[$0] as Int64) : row[$0] as String }
    }

    var terms: String {
        (columns + ["case_record"]).map { "facet.\($0) \(isDescending ? "DESC" : "ASC")" }.joined(separator: ", ")
    }

    func index(for filter: CaseListFilter) -> String {
        switch column {
        case .learnt, .kind: "case_facet_by_kind"
        case .subject: "case_facet_by_subject"
        case .opener: "case_facet_by_opener"
        case .opened: "case_facet_by_opened"
        case .updated: "case_facet_by_updated"
        case .due: filter.actors.isEmpty ? "case_facet_by_due" : "case_facet_by_actor"
        }
    }

    func behind(_ cursor: CaseListCursor) -> CaseListClause {
        var clause = CaseListClause()
        guard cursor.values.count == columns.count else { return clause }
        let names = (columns + ["case_record"]).map { "facet.\($0)" }
        let marks = names.map { _ in "?" }
        var values: [any DatabaseValueConvertible] = []
        for (name, value) in zip(columns, cursor.values) {
            if CaseListOrder.numbers.contains(name) { values.append(Int64(value) ?? 0) } else { values.append(value) }
        }
        values.append(cursor.record)
        let sign = isDescending ? "<" : ">"
        clause.add(
            "(\(names.joined(separator: ", "))) \(sign) (\(marks.joined(separator: ", ")))", values)
        return clause
    }
}
