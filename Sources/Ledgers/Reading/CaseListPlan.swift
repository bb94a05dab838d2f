import Casework
import Contracts
import Foundation
import GRDB

/// How many cases make one way into a list dearer than another. A whole facet from an index that holds it costs 1.
package struct CaseListBounds: Sendable {
    /// A filter with at most so many cases drives the query.
    package var few: Int
    /// What a walk in the order of the list costs first, before a filter with more cases may drive it all the same.
    package var walked: Int
    /// What a sort may cost at most; where every one costs more, the walk goes on to its end.
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

    /// What keeps a page of a million cases under some tens of milliseconds: a whole facet costs a tenth of a microsecond.
    /// SQLite puts at most 500 queries together.
    package static let usual = CaseListBounds(few: 5000, walked: 10_000, sorted: 300_000, ranges: 400)
}

/// How a work list is looked up: by the one of its filters that leaves the fewest cases, when those are few. SQLite has no
/// figures of the data at hand, and takes the order of the list where a filter of three cases would do.
struct CaseListPlan {
    /// One way into the list.
    struct Driver {
        /// What it reads, behind `FROM`; no case is in two of them.
        let sources: [String]
        let arguments: StatementArguments
        /// Whether the indexes that it reads hold whole facets; else they give records of cases to be looked up.
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
        var facets: String { facets(rows) }

        /// The first so many of them.
        func facets(first most: Int) -> String { facets("\(rows) LIMIT \(most)") }

        private var rows: String { selecting(isWhole ? LedgerSchema.facetColumns : "case_record") }

        private func selecting(_ columns: String) -> String {
            sources.map { "SELECT \(columns) FROM \($0)" }.joined(separator: " UNION ALL ")
        }

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
                database, sql: "SELECT count(*) FROM (\(selecting("1")) LIMIT ?)", arguments: arguments + [most]) ?? 0
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

    /// The cheapest of the ways whose cases can be sorted for at most so much, and what it costs; nil when each costs more.
    func sortable(costing most: Int, _ database: Database) throws -> (driver: Driver, cost: Int)? {
        var best: (driver: Driver, cost: Int)?
        for candidate in drivers {
            let cost = try candidate.count(upTo: most / candidate.weight + 1, database) * candidate.weight
            if cost <= min(most, best?.cost ?? .max) { best = (candidate, cost) }
        }
        return best
    }

    /// The way by which some thousands of cases are looked at soonest; all cases where nothing is asked.
    var soonest: Driver {
        driver ?? drivers.first(where: \.isWhole) ?? drivers.first
            ?? Driver(sources: ["case_facet"], arguments: [], isWhole: true)
    }

    private static func drivers(_ filter: CaseListFilter, _ scope: Scope, _ keys: CaseKeys?) throws -> [Driver] {
        if let name = filter.name { return [try byName(name, keys)] }
        var drivers: [Driver] = []
        func add(_ source: String, _ arguments: [any DatabaseValueConvertible]) {
            drivers.append(Driver(sources: [source], arguments: StatementArguments(arguments)))
        }
        if let subject = filter.subject {
            add("case_facet INDEXED BY case_facet_by_subject WHERE subject = ?", [subject])
        }
        if let party = filter.party { add("case_party WHERE office = ?", [party.description]) }
        if !filter.actors.isEmpty {
            drivers.append(
                Driver(
                    sources: ["case_facet INDEXED BY case_facet_by_actor WHERE actors > 0 AND actors & ? <> 0"],
                    arguments: [Role.bits(filter.actors)],
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
                    sources: ["case_facet AS facet INDEXED BY case_facet_by_kind \(kept.text)"],
                    arguments: kept.arguments, isWhole: true, kept: ("case_count", kept)))
        }
        return drivers
    }

    private static func byMoment(_ filter: CaseListFilter) -> [Driver] {
        let ranges = [("opened", filter.opened), ("updated", filter.updated), ("due", filter.due)]
        return ranges.filter(\.1.isSet).map { column, range in
            let name = column == "due" ? "due" : column + "_at"
            let before = min(range.before?.milliseconds ?? .max, LedgerSchema.noEnd)
            return Driver(
                sources: ["case_facet INDEXED BY case_facet_by_\(column) WHERE \(name) >= ? AND \(name) < ?"],
                arguments: [range.from?.milliseconds ?? .min, before], isWhole: true)
        }
    }

    /// What lies in a part of the region: firms registered there, and cases that its offices opened about others.
    private static func byPlace(_ region: RegionCode) -> Driver {
        // No text that begins with the stem is behind the last scalar of all.
        let (stem, end) = (region.stem, region.stem + "\u{10FFFF}")
        return Driver(
            sources: [
                """
                case_facet INDEXED BY case_facet_by_area
                WHERE length(subject) = 18 AND substr(subject, 3, 6) >= ? AND substr(subject, 3, 6) < ?
                """,
                """
                case_facet INDEXED BY case_facet_by_opener
                WHERE opener >= ? AND opener < ?
                    AND NOT (length(subject) = 18 AND substr(subject, 3, 6) >= ? AND substr(subject, 3, 6) < ?)
                """,
            ], arguments: [stem, end, stem, end, stem, end], isWhole: true,
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
            sources: [
                """
                (SELECT DISTINCT case_record FROM (
                    SELECT case_record FROM subject_key WHERE key IN (\(marks)) LIMIT \(CaseListBounds.usual.few)))
                """
            ], arguments: StatementArguments(asked.map { keys.subjects.key($0) }))
    }
}
