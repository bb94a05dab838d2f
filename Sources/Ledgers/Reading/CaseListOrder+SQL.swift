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
                SELECT facet.* FROM \(source) \(clause.text) \(isSorted ? "" : "ORDER BY \(terms())") LIMIT ?
            ) AS facet JOIN case_record AS record ON record.id = facet.case_record ORDER BY \(terms())
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

    /// As SQL, over rows of the name `source`; empty for the columns alone.
    func terms(of source: String = "facet.") -> String {
        (columns + ["case_record"]).map { "\(source)\($0) \(isDescending ? "DESC" : "ASC")" }.joined(separator: ", ")
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

    /// What lies behind a place, as one term.
    func behind(_ cursor: CaseListCursor) -> CaseListClause {
        var clause = CaseListClause()
        guard let place = place(cursor) else { return clause }
        let marks = place.map { _ in "?" }.joined(separator: ", ")
        clause.add("(\(place.map(\.name).joined(separator: ", "))) \(sign) (\(marks))", place.map(\.value))
        return clause
    }

    /// The same in parts, in the order of the list: what differs from the place in the last column alone, then what differs in
    /// the last but one, and so on. An index is bounded by the first column of such a term alone, and all cases that are
    /// equal in it to those of the place would be walked.
    func parts(behind cursor: CaseListCursor?) -> [CaseListClause] {
        guard let place = cursor.flatMap({ place($0) }) else { return [CaseListClause()] }
        return place.indices.reversed().map { last in
            var part = CaseListClause()
            for column in place[..<last] { part.add("\(column.name) = ?", [column.value]) }
            part.add("\(place[last].name) \(sign) ?", [place[last].value])
            return part
        }
    }

    private var sign: String { isDescending ? "<" : ">" }

    /// The columns of the order with their values at a place; nil for a place in another order.
    private func place(_ cursor: CaseListCursor) -> [(name: String, value: any DatabaseValueConvertible)]? {
        guard cursor.values.count == columns.count else { return nil }
        let values = zip(columns, cursor.values).map { name, value -> (String, any DatabaseValueConvertible) in
            ("facet.\(name)", CaseListOrder.numbers.contains(name) ? Int64(value) ?? 0 : value)
        }
        return values + [("facet.case_record", cursor.record)]
    }
}
