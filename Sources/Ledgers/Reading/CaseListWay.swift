import Casework
import Contracts
import GRDB

/// A work list read in its own order, what the filter leaves out skipped on the way.
protocol CaseListWay {
    /// What a case on the way costs, a whole facet being 1.
    var weight: Int { get }
    /// Whether there is none left.
    var isAtEnd: Bool { get }

    /// What fits of the next so many cases; nil goes to the end.
    ///
    /// - Parameters:
    ///   - most: cases to be looked at; more may be left out on the way by the index.
    ///   - limit: lines, with which it ends sooner; nothing is asked behind a call that it ended.
    ///   - database: in which it reads.
    /// - Returns: the lines, in order.
    /// - Throws: what the disk says.
    mutating func next(_ most: Int?, upTo limit: Int, _ database: Database) throws -> [CaseLine]
}

/// The order in which the office learnt of its cases. In it lie the cases of a kind, side and state in their index, those in
/// which an office takes part in their table, and all cases in the table itself: what several of them hold is put together as
/// it is read, without a sort, and what only one of two holds is passed without a look at the case.
struct CaseListMerge: CaseListWay {
    private typealias Range = (kind: String, side: Int64, state: String)

    let weight = 1
    private let order: CaseListOrder
    private let clause: CaseListClause
    private let party: OfficeID?
    /// Of the index by kind; nil for all cases.
    private let ranges: [Range]?
    /// Cases that were not read yet.
    private var left: Swift.Range<Int64>

    var isAtEnd: Bool { left.isEmpty || ranges?.isEmpty == true }

    init(
        _ filter: CaseListFilter, _ scope: Scope, _ order: CaseListOrder, behind cursor: CaseListCursor?,
        _ bounds: CaseListBounds, _ database: Database
    ) throws {
        self.order = order
        party = filter.party
        let kept = CaseListClause(kept: filter)
        ranges = try CaseListMerge.ranges(kept, bounds, database)
        var clause = ranges == nil ? kept : CaseListClause()
        clause.append(CaseListClause(beside: filter, scope))
        self.clause = clause
        let sql = "SELECT (SELECT min(case_record) FROM case_facet), (SELECT max(case_record) FROM case_facet)"
        let ends = try Row.fetchOne(database, sql: sql)
        let (first, last): (Int64?, Int64?) = (ends?[0], ends?[1])
        var (low, high) = (first ?? 0, last.map { $0 + 1 } ?? 0)
        if let cursor {
            if order.isDescending { high = min(high, cursor.record) } else { low = max(low, cursor.record + 1) }
        }
        left = low..<max(low, high)
    }

    /// Those in which cases lie; nil where nothing is asked of kind, state or side, or they are too many.
    private static func ranges(
        _ kept: CaseListClause, _ bounds: CaseListBounds, _ database: Database
    ) throws -> [Range]? {
        guard !kept.text.isEmpty else { return nil }
        let sql = "SELECT DISTINCT kind, side, state FROM case_count AS facet \(kept.text) AND count > 0 LIMIT ?"
        let ranges: [Range] = try Row.fetchAll(
            database, sql: sql, arguments: kept.arguments + [bounds.ranges + 1]
        ).map { ($0[0], $0[1], $0[2]) }
        return ranges.count <= bounds.ranges ? ranges : nil
    }

    mutating func next(_ most: Int?, upTo limit: Int, _ database: Database) throws -> [CaseLine] {
        guard !isAtEnd else { return [] }
        let records = part(most.map { Int64($0) } ?? .max)
        let terms = "facet.case_record >= ? AND facet.case_record < ?\(clause.further)"
        let ends: StatementArguments = [records.lowerBound, records.upperBound]
        var arguments: StatementArguments = []
        var sources = ["case_facet AS facet NOT INDEXED WHERE \(terms)"]
        if let ranges {
            let source = "case_facet AS facet INDEXED BY case_facet_by_kind"
            sources = ranges.map { _ in "\(source) WHERE kind = ? AND side = ? AND state = ? AND \(terms)" }
            for range in ranges {
                arguments += [range.kind, range.side, range.state]
                arguments += ends + clause.arguments
            }
        } else {
            arguments = ends + clause.arguments
        }
        var sql = sources.map { "SELECT case_record FROM \($0)" }.joined(separator: " UNION ALL ")
        if let party {
            let those = "case_party WHERE office = ? AND case_record >= ? AND case_record < ?"
            sql += " INTERSECT SELECT case_record FROM \(those)"
            arguments += [party.description]
            arguments += ends
        }
        sql += " ORDER BY case_record \(order.isDescending ? "DESC" : "ASC") LIMIT ?"
        let page = CaseListPlan.Driver(sources: ["(\(sql))"], arguments: arguments + [limit])
        return try order.lines(page.facets, page.arguments, CaseListClause(), limit, database)
    }

    /// Takes the next so many records off what is left.
    private mutating func part(_ most: Int64) -> Swift.Range<Int64> {
        let count = min(most, left.upperBound - left.lowerBound)
        if order.isDescending {
            let middle = left.upperBound - count
            defer { left = left.lowerBound..<middle }
            return middle..<left.upperBound
        }
        let middle = left.lowerBound + count
        defer { left = middle..<left.upperBound }
        return left.lowerBound..<middle
    }
}

/// Any other order, along the index that stands in it.
struct CaseListWalk: CaseListWay {
    let weight: Int
    private(set) var isAtEnd = false
    private let order: CaseListOrder
    private let clause: CaseListClause
    private let source: String
    /// What of the filter bounds the index.
    private let bound: CaseListClause
    private var cursor: CaseListCursor?

    init(_ filter: CaseListFilter, _ scope: Scope, _ order: CaseListOrder, behind cursor: CaseListCursor?) {
        (self.order, self.cursor) = (order, cursor)
        clause = CaseListClause(filter, scope)
        source = "case_facet AS facet INDEXED BY \(order.index(for: filter))"
        bound = CaseListClause(filter.only(order), .office)
        let isWhole =
            switch order.column {
            case .learnt, .kind, .opened, .updated: true
            // The index of turns does not say where a case lies.
            case .due: filter.actors.isEmpty || scope == .office
            case .subject, .opener: false
            }
        weight = isWhole ? 1 : CaseListPlan.Driver.lookup
    }

    mutating func next(_ most: Int?, upTo limit: Int, _ database: Database) throws -> [CaseLine] {
        guard !isAtEnd else { return [] }
        guard let most else {
            isAtEnd = true
            let rest = read(clause)
            return try order.lines(
                "(\(rest.sql)) AS facet", rest.arguments, CaseListClause(), limit, isSorted: true, database)
        }
        let walked = read(bound)
        let lines = try order.lines(
            "(\(walked.sql) LIMIT \(most)) AS facet", walked.arguments, clause, limit, isSorted: true, database)
        guard lines.count < limit else { return lines }
        let last = try Row.fetchOne(
            database, sql: "\(walked.sql) LIMIT 1 OFFSET ?", arguments: walked.arguments + [most - 1])
        cursor = last.map { CaseListCursor(record: $0["case_record"], values: order.values(of: $0)) }
        isAtEnd = last == nil
        return lines
    }

    /// What comes next, in order.
    private func read(_ clause: CaseListClause) -> (sql: String, arguments: StatementArguments) {
        var arguments: StatementArguments = []
        let parts = order.parts(behind: cursor).map { part in
            var part = part
            part.append(clause)
            arguments += part.arguments
            return "SELECT \(LedgerSchema.facetColumns) FROM \(source) \(part.text)"
        }
        return (parts.joined(separator: " UNION ALL ") + " ORDER BY \(order.terms(of: ""))", arguments)
    }
}
