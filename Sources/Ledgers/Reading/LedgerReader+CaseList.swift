package import Casework
import Contracts
import Foundation
import GRDB

extension LedgerReader {
    /// Cases that are looked at for the counts of a filter that nothing kept answers.
    package static let mostCounted = 5000

    /// A page of a work list. Runs on indexes: no case is opened.
    ///
    /// - Parameters:
    ///   - filter: which cases.
    ///   - scope: of the officer who asks.
    ///   - order: how they are sorted.
    ///   - cursor: of the last line of the page before; nil begins the list.
    ///   - limit: at most this many.
    ///   - bounds: how many cases make one way into the list dearer than another.
    /// - Returns: one page; a short one ends the list.
    /// - Throws: what the disk says; `wrongKey` for a name without the data key.
    package func caseList(
        _ filter: CaseListFilter, in scope: Scope, by order: CaseListOrder = .newest,
        behind cursor: CaseListCursor? = nil, limit: Int, bounds: CaseListBounds = .usual
    ) throws -> [CaseLine] {
        try reading { database in
            let ranges = try CaseListRanges(filter, by: order, behind: cursor, bounds, database)
            if let ranges, !filter.isNarrow, filter.actors.isEmpty, scope == .office {
                let page = ranges.first(limit)
                return try order.lines(page.facets, page.arguments, CaseListClause(), limit, database)
            }
            let plan = try CaseListPlan(filter, scope, keys, bounds, database)
            var clause = plan.clause
            if let cursor { clause.begin(order.behind(cursor)) }
            // The index of turns stands in the order of their ends: the first page is its beginning.
            if let driver = plan.driver, !(driver.isOfTurns && order.column == .due) {
                return try order.lines(driver.facets, driver.arguments, clause, limit, database)
            }
            let walk = CaseListWalk(filter, scope, order, behind: cursor, ranges, clause, limit)
            let walked = max(bounds.walked / walk.weight, 1)
            let first = try walk.lines(walked, database)
            guard first.isCutOff else { return first.lines }
            // Filters that fit many cases each and few together: those of the cheapest are sorted, if they can be. Where
            // the walk has found some, it may be nearer to the page's end than a sort.
            guard let sortable = try plan.sortable(database) else { return try walk.lines(nil, database).lines }
            let needed = limit * walked / max(first.lines.count, 1)
            if !first.lines.isEmpty, needed * walk.weight <= sortable.cost {
                let second = try walk.lines(min(needed * 2, sortable.cost / walk.weight), database)
                if !second.isCutOff { return second.lines }
            }
            return try order.lines(sortable.driver.facets, sortable.driver.arguments, clause, limit, database)
        }
    }

    /// How many cases of a scope a filter lets pass, by kind and state.
    package func caseCounts(_ filter: CaseListFilter, in scope: Scope) throws -> CaseCounts {
        try reading { database in
            guard filter.isNarrow else {
                let clause = CaseListClause(counted: filter, scope)
                let table = scope == .office ? "case_count" : "case_place_count"
                let sql = """
                    SELECT kind, state, sum(count) FROM \(table) AS facet \(clause.text)
                    GROUP BY kind, state HAVING sum(count) > 0 ORDER BY kind, state
                    """
                return CaseCounts(
                    parts: try CaseCounts.parts(database, sql, clause.arguments), isExact: true)
            }
            let plan = try CaseListPlan(filter, scope, keys, .usual, database)
            let most = LedgerReader.mostCounted
            let source = plan.soonest
            let looked = try source.count(upTo: most + 1, database)
            let sql = """
                SELECT kind, state, count(*)
                FROM \(source.facets(first: most)) \(plan.clause.text)
                GROUP BY kind, state ORDER BY kind, state
                """
            return CaseCounts(
                parts: try CaseCounts.parts(database, sql, source.arguments + plan.clause.arguments),
                isExact: looked <= most)
        }
    }
}

/// A work list read in its own order, what the filter leaves out skipped on the way.
private struct CaseListWalk {
    let order: CaseListOrder
    let clause: CaseListClause
    let limit: Int
    private let source: String
    private var bound: CaseListClause
    private let ranges: CaseListRanges?
    /// What a case on the way costs, a whole facet being 1: some orders have it in their index, or go by the table itself.
    let weight: Int

    /// So many ranges are walked together: each gives as many cases as all of them.
    private static let mostRanges = 12

    init(
        _ filter: CaseListFilter, _ scope: Scope, _ order: CaseListOrder, behind cursor: CaseListCursor?,
        _ ranges: CaseListRanges?, _ clause: CaseListClause, _ limit: Int
    ) {
        (self.order, self.clause, self.limit) = (order, clause, limit)
        self.ranges = ranges.flatMap { $0.count <= CaseListWalk.mostRanges ? $0 : nil }
        source =
            order.column == .learnt
            ? "case_facet AS facet NOT INDEXED" : "case_facet AS facet INDEXED BY \(order.index(for: filter))"
        bound = CaseListClause(filter.only(order), .office)
        if let cursor { bound.begin(order.behind(cursor)) }
        let isWhole =
            switch order.column {
            case .learnt: self.ranges == nil
            case .opened, .updated: true
            // The index of turns does not say where a case lies.
            case .due: filter.actors.isEmpty || scope == .office
            case .kind, .subject, .opener: false
            }
        weight = isWhole ? 1 : CaseListPlan.Driver.lookup
    }

    /// The page, as far as the first so many cases tell it; nil walks to the end. `isCutOff` says that there are more cases
    /// and the page is not full.
    func lines(_ most: Int?, _ database: Database) throws -> (lines: [CaseLine], isCutOff: Bool) {
        guard let most else { return (try order.lines(source, [], clause, limit, database), false) }
        let first = ranges?.first(most)
        let walked = "(SELECT facet.* FROM \(source) \(bound.text) ORDER BY \(order.terms) LIMIT \(most)) AS facet"
        let arguments = first?.arguments ?? bound.arguments
        let lines = try order.lines(
            first?.facets ?? walked, arguments, clause, limit, isSorted: true, database)
        guard lines.count < limit else { return (lines, false) }
        let sql = "SELECT count(*) FROM \(first.map { "(\($0.sql))" } ?? walked)"
        return (lines, try Int.fetchOne(database, sql: sql, arguments: arguments) ?? 0 >= most)
    }
}

extension CaseCounts {
    fileprivate static func parts(_ database: Database, _ sql: String, _ arguments: StatementArguments) throws -> [Part]
    {
        try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            guard let kind = CaseKind(rawValue: row[0]) else { throw Stored.damage("kind of case") }
            return Part(kind: kind, state: row[1], count: row[2])
        }
    }
}

extension CaseLine {
    fileprivate init(_ row: Row, _ order: CaseListOrder) throws {
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
    fileprivate func only(_ order: CaseListOrder) -> CaseListFilter {
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
    fileprivate func lines(
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
    fileprivate var columns: [String] {
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
    fileprivate func values(of row: Row) -> [String] {
        columns.map { CaseListOrder.numbers.contains($0) ? String(row[$0] as Int64) : row[$0] as String }
    }

    fileprivate var terms: String {
        (columns + ["case_record"]).map { "facet.\($0) \(isDescending ? "DESC" : "ASC")" }.joined(separator: ", ")
    }

    fileprivate func index(for filter: CaseListFilter) -> String {
        switch column {
        case .learnt, .kind: "case_facet_by_kind"
        case .subject: "case_facet_by_subject"
        case .opener: "case_facet_by_opener"
        case .opened: "case_facet_by_opened"
        case .updated: "case_facet_by_updated"
        case .due: filter.actors.isEmpty ? "case_facet_by_due" : "case_facet_by_actor"
        }
    }

    fileprivate func behind(_ cursor: CaseListCursor) -> CaseListClause {
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
