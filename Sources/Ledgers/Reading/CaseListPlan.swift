import Casework
import Contracts
import Foundation
import GRDB

/// The terms of a work list in SQL, over a row `facet`.
struct CaseListClause {
    private var terms: [String] = []
    private(set) var arguments: StatementArguments = []

    var text: String { terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ") }

    init() {}

    /// Kind, state and side alone.
    init(kept filter: CaseListFilter) {
        let ofStates = Set(filter.states.map(\.kind))
        var kinds = filter.kinds
        if !filter.states.isEmpty { kinds = kinds.isEmpty ? ofStates : kinds.intersection(ofStates) }
        if !filter.kinds.isEmpty || !filter.states.isEmpty { add("kind", in: kinds.map(\.rawValue).sorted()) }
        if !filter.states.isEmpty {
            add("state", in: Set(filter.states.map(\.state)).sorted())
            // What the index cannot say: which state of which kind.
            let pairs = filter.states.map { "\($0.kind.rawValue)/\($0.state)" }.sorted()
            if ofStates.count > 1 { add("kind || '/' || facet.state", in: pairs) }
        }
        if !filter.sides.isEmpty { add("side", in: filter.sides.map(\.rawValue).sorted()) }
    }

    /// What kept counts can answer, over a row of them that says where its cases lie.
    init(counted filter: CaseListFilter, _ scope: Scope) {
        self.init(kept: filter)
        if !filter.actors.isEmpty { add("facet.actors & ? <> 0", [Role.bits(filter.actors)]) }
        guard let term = scope.termOfPlaces else { return }
        terms.append(term.sql)
        arguments += term.arguments
    }

    /// All terms but that of the name, which goes by keys.
    init(_ filter: CaseListFilter, _ scope: Scope) {
        self.init(kept: filter)
        if let term = scope.term(case: "facet.opener", subject: "facet.subject") {
            terms.append(term.sql)
            arguments += term.arguments
        }
        if !filter.actors.isEmpty {
            // The first term is the partial index's own.
            add("facet.actors > 0 AND facet.actors & ? <> 0", [Role.bits(filter.actors)])
        }
        if let subject = filter.subject { add("facet.subject = ?", [subject]) }
        if let party = filter.party {
            add(
                "EXISTS (SELECT 1 FROM case_party WHERE office = ? AND case_party.case_record = facet.case_record)",
                [party.description])
        }
        for (column, range) in [("opened_at", filter.opened), ("updated_at", filter.updated), ("due", filter.due)]
        where range.isSet {
            if let from = range.from { add("facet.\(column) >= ?", [from.milliseconds]) }
            // One bound alone: of two, SQLite walks up to the one that it reads first.
            let last = column == "due" ? LedgerSchema.noEnd : .max
            let before = min(range.before?.milliseconds ?? .max, last)
            if before < .max { add("facet.\(column) < ?", [before]) }
        }
    }

    mutating func add(_ term: String, _ values: [any DatabaseValueConvertible]) {
        terms.append(term)
        arguments += StatementArguments(values)
    }

    /// Where a page begins, in front of all else: of two bounds of a column SQLite walks the index by the one that it
    /// reads first, and behind a far page the other one would have it walk all pages before.
    mutating func begin(_ cursor: CaseListClause) {
        terms = cursor.terms + terms
        arguments = cursor.arguments + arguments
    }

    private mutating func add(_ column: String, in values: [any DatabaseValueConvertible]) {
        add("facet.\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))", values)
    }
}

/// How many cases make one way into a list dearer than another.
package struct CaseListBounds: Sendable {
    /// A filter with at most so many cases drives the query.
    package var few: Int
    /// So many cases are walked in the order of the list before a filter with more drives it all the same.
    package var walked: Int
    /// So many of them are sorted at most; where there are more, the walk goes on.
    package var sorted: Int
    /// A page is put together from at most so many ranges of the index by kind, side and state.
    package var ranges: Int

    /// Bounds.
    package init(few: Int, walked: Int, sorted: Int, ranges: Int) {
        self.few = few
        self.walked = walked
        self.sorted = sorted
        self.ranges = ranges
    }

    /// What keeps a page of a million cases under some ten milliseconds, or under a few hundred where filters fit many
    /// cases each and hardly any together. A look at a case by another index than the table's own costs some three
    /// microseconds.
    package static let usual = CaseListBounds(few: 5000, walked: 10_000, sorted: 100_000, ranges: 120)
}

/// How a work list is looked up: by the one of its filters that leaves the fewest cases, when those are few. SQLite has no
/// figures of the data at hand, and takes the order of the list where a filter of three cases would do.
struct CaseListPlan {
    /// One way into the list.
    struct Driver {
        /// Whole facets from an index that holds them, or records of cases to be looked up.
        let sql: String
        let arguments: StatementArguments
        /// Whether it gives whole facets.
        var isWhole = false
        /// Counts that are kept of it: the table, and which of its rows.
        var kept: (table: String, clause: CaseListClause)?
        /// Whether it goes by whose turn it is.
        var isOfTurns = false

        /// What a case from it costs, a whole facet being 1.
        var weight: Int { isWhole ? 1 : Driver.lookup }
        /// What a look-up by another index costs.
        static let lookup = 6

        /// As a source of rows `facet`.
        var facets: String { facets(sql) }

        /// The first so many of them.
        func facets(first most: Int) -> String { facets("\(sql) LIMIT \(most)") }

        private func facets(_ rows: String) -> String {
            isWhole
                ? "(\(rows)) AS facet"
                : "(\(rows)) AS chosen CROSS JOIN case_facet AS facet ON facet.case_record = chosen.case_record"
        }

        /// How many cases it gives, up to a bound.
        func count(upTo most: Int, _ database: Database) throws -> Int {
            if let (table, clause) = kept {
                return try Int.fetchOne(
                    database, sql: "SELECT coalesce(sum(count), 0) FROM \(table) AS facet \(clause.text)",
                    arguments: clause.arguments) ?? 0
            }
            return try Int.fetchOne(
                database, sql: "SELECT count(*) FROM (\(sql) LIMIT ?)", arguments: arguments + [most]) ?? 0
        }
    }

    let clause: CaseListClause
    /// The way by few cases; nil when every filter leaves many.
    let driver: Driver?
    private let drivers: [Driver]
    private let bounds: CaseListBounds

    init(
        _ filter: CaseListFilter, _ scope: Scope, _ keys: CaseKeys?, _ bounds: CaseListBounds, _ database: Database
    ) throws {
        clause = CaseListClause(filter, scope)
        self.bounds = bounds
        drivers = try CaseListPlan.drivers(filter, scope, keys)
        var best: (driver: Driver, cost: Int)?
        for candidate in drivers {
            let count = try candidate.count(upTo: bounds.few + 1, database)
            // A name has no column of its own: its keys always drive.
            guard count <= bounds.few || filter.name != nil else { continue }
            let cost = count * candidate.weight
            if cost < best?.cost ?? .max { best = (candidate, cost) }
        }
        driver = best?.driver
    }

    /// The cheapest of the ways whose cases can be sorted, and what it costs; nil when there are too many by each.
    func sortable(_ database: Database) throws -> (driver: Driver, cost: Int)? {
        var best: (driver: Driver, cost: Int)?
        // Kept counts come first: cases are counted only as far as a way may still be the cheapest.
        for candidate in drivers.filter({ $0.kept != nil }) + drivers.filter({ $0.kept == nil }) {
            let most = min(bounds.sorted, best.map { $0.cost / candidate.weight } ?? .max)
            let count = try candidate.count(upTo: most + 1, database)
            if count <= most { best = (candidate, count * candidate.weight) }
        }
        return best
    }

    /// The way by which some thousands of cases are looked at soonest; all cases where nothing is asked.
    var soonest: Driver {
        driver ?? drivers.first(where: \.isWhole) ?? drivers.first
            ?? Driver(sql: "SELECT case_record FROM case_facet", arguments: [])
    }

    private static func drivers(_ filter: CaseListFilter, _ scope: Scope, _ keys: CaseKeys?) throws -> [Driver] {
        if let name = filter.name { return [try byName(name, keys)] }
        var drivers: [Driver] = []
        func add(_ sql: String, _ arguments: [any DatabaseValueConvertible]) {
            drivers.append(Driver(sql: "SELECT case_record FROM \(sql)", arguments: StatementArguments(arguments)))
        }
        if let subject = filter.subject {
            add("case_facet INDEXED BY case_facet_by_subject WHERE subject = ?", [subject])
        }
        if let party = filter.party { add("case_party WHERE office = ?", [party.description]) }
        if !filter.actors.isEmpty {
            drivers.append(
                Driver(
                    sql: "SELECT case_record FROM case_facet INDEXED BY case_facet_by_actor "
                        + "WHERE actors > 0 AND actors & ? <> 0", arguments: [Role.bits(filter.actors)],
                    kept: ("case_count", CaseListClause(counted: filter.ofTurn, .office)), isOfTurns: true))
        }
        drivers += byMoment(filter)
        if case .region(let region) = scope { drivers.append(byPlace(region)) }
        if !filter.kinds.isEmpty || !filter.states.isEmpty || !filter.sides.isEmpty {
            // Every column of the index is bounded, so that a rare state of a rare side is found at once.
            var whole = filter
            if whole.kinds.isEmpty { whole.kinds = Set(CaseKind.allCases) }
            if whole.sides.isEmpty { whole.sides = Set(CaseSide.allCases) }
            let kept = CaseListClause(kept: whole)
            drivers.append(
                Driver(
                    sql: "SELECT case_record FROM case_facet AS facet INDEXED BY case_facet_by_kind \(kept.text)",
                    arguments: kept.arguments, kept: ("case_count", kept)))
        }
        return drivers
    }

    private static func byMoment(_ filter: CaseListFilter) -> [Driver] {
        let ranges = [("opened", filter.opened), ("updated", filter.updated), ("due", filter.due)]
        return ranges.filter(\.1.isSet).map { column, range in
            let name = column == "due" ? "due" : column + "_at"
            let before = min(range.before?.milliseconds ?? .max, LedgerSchema.noEnd)
            return Driver(
                sql: "SELECT \(LedgerSchema.facetColumns) FROM case_facet INDEXED BY case_facet_by_\(column) "
                    + "WHERE \(name) >= ? AND \(name) < ?",
                arguments: [range.from?.milliseconds ?? .min, before], isWhole: true)
        }
    }

    /// What lies in a part of the region: firms registered there, and cases that its offices opened about others.
    private static func byPlace(_ region: RegionCode) -> Driver {
        // No text that begins with the stem is behind the last scalar of all.
        let (stem, end) = (region.stem, region.stem + "\u{10FFFF}")
        return Driver(
            sql: """
                SELECT \(LedgerSchema.facetColumns) FROM case_facet INDEXED BY case_facet_by_area
                WHERE length(subject) = 18 AND substr(subject, 3, 6) >= ? AND substr(subject, 3, 6) < ?
                UNION ALL
                SELECT \(LedgerSchema.facetColumns) FROM case_facet INDEXED BY case_facet_by_opener
                WHERE opener >= ? AND opener < ?
                    AND NOT (length(subject) = 18 AND substr(subject, 3, 6) >= ? AND substr(subject, 3, 6) < ?)
                """, arguments: [stem, end, stem, end, stem, end], isWhole: true,
            kept: ("case_place_count", CaseListClause(counted: CaseListFilter(), .region(region))))
    }

    private static func byName(_ name: String, _ keys: CaseKeys?) throws -> Driver {
        guard let keys else {
            throw LedgerFault(.wrongKey, "subjects cannot be looked up without the data key: give its file")
        }
        // The whole name, or all but its legal form; what only begins alike would have to be opened first.
        let wanted = SubjectName(name)
        let asked: [SubjectKey] = wanted.normal.isEmpty ? [] : [.name(wanted.normal), .core(wanted.core)]
        let marks = asked.map { _ in "?" }.joined(separator: ", ")
        return Driver(
            sql: """
                SELECT DISTINCT case_record FROM (
                    SELECT case_record FROM subject_key WHERE key IN (\(marks)) LIMIT \(CaseListBounds.usual.few))
                """, arguments: StatementArguments(asked.map { keys.subjects.key($0) }))
    }
}

/// The cases of a kind, side and state lie in the order in which the office learnt of them: a few such ranges of the index
/// give the first cases of all of them together without a look at the others.
struct CaseListRanges {
    private let ranges: [(kind: String, side: Int64, state: String)]
    private let isDescending: Bool
    private let cursor: CaseListCursor?

    /// How many ranges there are.
    var count: Int { ranges.count }

    /// Nil for another order, and where the filter asks for no kind, state or side, or for too many.
    init?(
        _ filter: CaseListFilter, by order: CaseListOrder, behind cursor: CaseListCursor?, _ bounds: CaseListBounds,
        _ database: Database
    ) throws {
        let asks = !filter.kinds.isEmpty || !filter.states.isEmpty || !filter.sides.isEmpty
        guard asks, order.column == .learnt else { return nil }
        let kept = CaseListClause(kept: filter)
        let sql = "SELECT DISTINCT kind, side, state FROM case_count AS facet \(kept.text) AND count > 0 LIMIT ?"
        ranges = try Row.fetchAll(database, sql: sql, arguments: kept.arguments + [bounds.ranges + 1]).map {
            ($0[0], $0[1], $0[2])
        }
        guard !ranges.isEmpty, ranges.count <= bounds.ranges else { return nil }
        (isDescending, self.cursor) = (order.isDescending, cursor)
    }

    /// The first so many cases of all ranges, in order.
    func first(_ most: Int) -> CaseListPlan.Driver {
        let bound = cursor.map { _ in isDescending ? "AND case_record < ?" : "AND case_record > ?" } ?? ""
        let inOrder = "ORDER BY case_record \(isDescending ? "DESC" : "ASC") LIMIT ?"
        var arguments: StatementArguments = []
        let parts = ranges.map { range in
            arguments += [range.kind, range.side, range.state]
            if let cursor { arguments += [cursor.record] }
            arguments += [most]
            return """
                SELECT case_record FROM (
                    SELECT case_record FROM case_facet INDEXED BY case_facet_by_kind
                    WHERE kind = ? AND side = ? AND state = ? \(bound) \(inOrder))
                """
        }
        let sql = "SELECT case_record FROM (\(parts.joined(separator: " UNION ALL "))) \(inOrder)"
        return CaseListPlan.Driver(sql: sql, arguments: arguments + [most])
    }
}
