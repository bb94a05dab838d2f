package import Casework
package import Contracts

/// Which cases a work list shows; all of what is given must hold.
package struct CaseListFilter: Hashable, Sendable {
    /// Kinds of case; empty for all.
    package var kinds: Set<CaseKind> = []
    /// States of the whole, each of its kind; empty for all.
    package var states: Set<StateOfKind> = []
    /// The office's sides; empty for all.
    package var sides: Set<CaseSide> = []
    /// Cases that one of these roles may bring forward now; empty asks for nobody's turn.
    package var actors: Set<Role> = []
    /// USCC or person token.
    package var subject: String?
    /// A name of the subject, also a former one; the legal form may differ.
    package var name: String?
    /// An office that takes part.
    package var party: OfficeID?
    /// Opened at this moment or later, and before that one.
    package var opened = MomentRange()
    /// Last changed at this moment or later, and before that one.
    package var updated = MomentRange()
    /// The next end at this moment or later, and before that one; leaves out what has none.
    package var due = MomentRange()

    /// A filter that lets all pass.
    package init() {}

    /// Whether anything beside kind, state, side and turn is asked, by which counts are kept.
    var isNarrow: Bool {
        subject != nil || name != nil || party != nil || opened.isSet || updated.isSet || due.isSet
    }

    /// Whose turn it is, alone.
    var ofTurn: CaseListFilter {
        var filter = CaseListFilter()
        filter.actors = actors
        return filter
    }
}

/// A state of the whole in the table of one kind: tables share names of states.
package struct StateOfKind: Hashable, Sendable {
    /// Kind of case.
    package let kind: CaseKind
    /// Name of the state.
    package let state: String

    /// A state of a kind.
    package init(_ kind: CaseKind, _ state: String) {
        self.kind = kind
        self.state = state
    }
}

/// From a moment on and before another; either may be open.
package struct MomentRange: Hashable, Sendable {
    /// The first moment of it.
    package var from: Moment?
    /// The first moment behind it.
    package var before: Moment?

    /// A range.
    package init(from: Moment? = nil, before: Moment? = nil) {
        self.from = from
        self.before = before
    }

    /// Whether it bounds anything.
    package var isSet: Bool { from != nil || before != nil }
}

/// How a work list is sorted; cases that are equal in it stand in the order in which this office learnt of them.
package struct CaseListOrder: Hashable, Sendable {
    /// By what.
    package enum Column: String, CaseIterable, Hashable, Sendable {
        case learnt, kind, subject, opener, opened, updated, due
    }

    /// By what.
    package let column: Column
    /// Whether the greatest comes first.
    package let isDescending: Bool

    /// An order.
    package init(_ column: Column, isDescending: Bool) {
        self.column = column
        self.isDescending = isDescending
    }

    /// The newest first.
    package static let newest = CaseListOrder(.learnt, isDescending: true)
    /// What ends first.
    package static let due = CaseListOrder(.due, isDescending: false)
}

/// A place in a work list, good for one order: the values of its last line.
package struct CaseListCursor: Hashable, Sendable, CustomStringConvertible {
    let record: Int64
    let values: [String]

    /// As it stands in an address.
    package var description: String { ([String(record)] + values).joined(separator: "~") }

    /// Reads the form in an address; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let record = Int64(first), record > 0, parts.count <= 4, text.utf8.count <= 300
        else { return nil }
        self.init(record: record, values: Array(parts.dropFirst()))
    }

    init(record: Int64, values: [String]) {
        self.record = record
        self.values = values
    }
}

/// A line of a work list.
package struct CaseLine: Hashable, Sendable {
    /// The case.
    package let id: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// State of the whole.
    package let state: String
    /// The office's side.
    package let side: CaseSide
    /// USCC, person token or empty.
    package let subject: String
    /// Official time of its first event.
    package let openedAt: Moment
    /// Official time of its last event.
    package let updatedAt: Moment
    /// The earliest end of a duty of the office, else of anybody.
    package let due: Moment?
    /// Whether the office must bring it on now.
    package let isOurTurn: Bool
    /// Where the next page begins when this is the last line of one.
    package let cursor: CaseListCursor
}

/// How many cases a filter lets pass, by kind and state: the parts add up to the total.
package struct CaseCounts: Hashable, Sendable {
    /// One part.
    package struct Part: Hashable, Sendable {
        /// Kind of case.
        package let kind: CaseKind
        /// State of the whole.
        package let state: String
        /// How many.
        package let count: Int
    }

    /// By kind and state, sorted.
    package let parts: [Part]
    /// False when there are more: only so many were looked at (`LedgerReader.mostCounted`).
    package let isExact: Bool

    /// No case.
    package static let none = CaseCounts(parts: [], isExact: true)

    /// The sum of the parts.
    package var total: Int { parts.reduce(0) { $0 + $1.count } }
}
