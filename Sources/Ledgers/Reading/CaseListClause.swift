import Casework
import Contracts
import Foundation
import GRDB

/// The terms of a work list in SQL, over a row `facet`.
struct CaseListClause {
    private var terms: [String] = []
    private(set) var arguments: StatementArguments = []

    var text: String { terms.isEmpty ? "" : "WHERE " + joined }
    /// The terms alone, behind others.
    var further: String { terms.isEmpty ? "" : " AND " + joined }

    private var joined: String { terms.joined(separator: " AND ") }

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
        append(CaseListClause(beside: filter, scope))
        if let party = filter.party {
            add(
                "EXISTS (SELECT 1 FROM case_party WHERE office = ? AND case_party.case_record = facet.case_record)",
                [party.description])
        }
    }

    /// What is left of all terms when kind, state, side and the office that takes part are asked in another way.
    init(beside filter: CaseListFilter, _ scope: Scope) {
        if let term = scope.term(case: "facet.opener", subject: "facet.subject") {
            terms.append(term.sql)
            arguments += term.arguments
        }
        if !filter.actors.isEmpty {
            // The first term is the partial index's own.
            add("facet.actors > 0 AND facet.actors & ? <> 0", [Role.bits(filter.actors)])
        }
        if let subject = filter.subject { add("facet.subject = ?", [subject]) }
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

    mutating func append(_ other: CaseListClause) {
        terms += other.terms
        arguments += other.arguments
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
