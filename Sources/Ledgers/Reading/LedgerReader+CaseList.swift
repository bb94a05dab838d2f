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
            var way: any CaseListWay =
                order.column == .learnt
                ? try CaseListMerge(filter, scope, order, behind: cursor, bounds, database)
                : CaseListWalk(filter, scope, order, behind: cursor)
            // Nothing is asked that the ranges do not say themselves: they end with the page.
            if order.column == .learnt, !filter.isNarrow, filter.actors.isEmpty, scope == .office {
                return try way.next(nil, upTo: limit, database)
            }
            let plan = try CaseListPlan(filter, scope, keys, bounds, database)
            var clause = plan.clause
            if let cursor { clause.begin(order.behind(cursor)) }
            func sorted(_ driver: CaseListPlan.Driver) throws -> [CaseLine] {
                try order.lines(driver.facets, driver.arguments, clause, limit, database)
            }
            // The index of turns stands in the order of their ends: the first page is its beginning.
            if let driver = plan.driver, !(driver.isOfTurns && order.column == .due) { return try sorted(driver) }
            var lines: [CaseLine] = []
            var (step, walked) = (bounds.walked, 0)
            // The walk and a search for something that can be sorted take turns, each time further: what neither of them
            // finds soon costs little more than the cheaper one.
            while step <= bounds.sorted {
                lines += try way.next(max(step / way.weight, 1), upTo: limit - lines.count, database)
                walked += step
                if lines.count == limit || way.isAtEnd { return lines }
                if let sortable = try plan.sortable(costing: min(2 * step, bounds.sorted), database) {
                    // Where the walk has found some, it may be nearer to the page's end than a sort.
                    let needed = (limit - lines.count) * walked / max(lines.count, 1)
                    if lines.isEmpty || needed > sortable.cost { return try sorted(sortable.driver) }
                }
                step *= 4
            }
            return lines + (try way.next(nil, upTo: limit - lines.count, database))
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

extension CaseCounts {
    fileprivate static func parts(_ database: Database, _ sql: String, _ arguments: StatementArguments) throws -> [Part]
    {
        try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            guard let kind = CaseKind(rawValue: row[0]) else { throw Stored.damage("kind of case") }
            return Part(kind: kind, state: row[1], count: row[2])
        }
    }
}
