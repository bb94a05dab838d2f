package import Casework

/// What happened in rehearsals: how often each event of each workflow was recorded by some office, how often a letter of
/// it came too late to move its case, and how often the order for it was refused.
package struct Coverage: Hashable, Sendable {
    /// One event of one kind of case.
    package struct Deed: Hashable, Sendable, Comparable {
        /// The kind of case.
        package let kind: CaseKind
        /// The event, as its workflow names it.
        package let event: String

        /// A deed.
        package init(_ kind: CaseKind, _ event: String) {
            self.kind = kind
            self.event = event
        }

        package static func < (left: Deed, right: Deed) -> Bool {
            (left.kind.rawValue, left.event) < (right.kind.rawValue, right.event)
        }
    }

    /// How often it came to that.
    package struct Times: Hashable, Sendable {
        /// Recorded, by an order, a letter, a deadline, or by itself.
        package var done = 0
        /// Heard by a letter that contradicted the state, and noted.
        package var crossed = 0
        /// Ordered, and refused.
        package var refused = 0
    }

    /// All that happened at all.
    package private(set) var times: [Deed: Times] = [:]

    /// The orders that officers gave and that were done, by kind.
    package private(set) var orders: [CaseKind: Set<String>] = [:]

    /// Nothing yet.
    package init() {}

    /// All events that the workflows know, by kind and in the order of their rows, each once.
    package static let all: [Deed] = CaseKind.allCases.flatMap { kind in
        Workflow.of(kind).rows.reduce(into: [Deed]()) { deeds, row in
            let deed = Deed(kind, row.event)
            if !deeds.contains(deed) { deeds.append(deed) }
        }
    }

    /// What the workflows know and what never happened.
    package var missing: [Deed] { Coverage.all.filter { self[$0].done == 0 } }

    /// The orders of the workflows that nobody has given with success; each named as an event would be.
    package var missingOrders: [Deed] {
        CaseKind.allCases.flatMap { kind in
            Workflow.of(kind).orders.filter { !(orders[kind] ?? []).contains($0) }.map { Deed(kind, $0) }
        }
    }

    /// How often a deed came to what.
    package subscript(_ deed: Deed) -> Times { times[deed] ?? Times() }

    mutating func did(_ kind: CaseKind, _ event: String) { times[Deed(kind, event), default: Times()].done += 1 }

    mutating func gave(_ order: String, in kind: CaseKind) { orders[kind, default: []].insert(order) }

    mutating func crossed(_ kind: CaseKind, _ event: String) {
        times[Deed(kind, event), default: Times()].crossed += 1
    }

    mutating func refused(_ kind: CaseKind, _ event: String) {
        times[Deed(kind, event), default: Times()].refused += 1
    }

    /// Adds what happened elsewhere.
    package mutating func add(_ other: Coverage) {
        orders.merge(other.orders) { $0.union($1) }
        times.merge(other.times) { mine, theirs in
            Times(
                done: mine.done + theirs.done, crossed: mine.crossed + theirs.crossed,
                refused: mine.refused + theirs.refused)
        }
    }

    /// One line for each kind of case: each event with how often it was done, crossed and refused.
    package var lines: [String] {
        CaseKind.allCases.map { kind in
            let deeds = Coverage.all.filter { $0.kind == kind }
            let words = deeds.map { deed in
                let times = self[deed]
                return "\(deed.event) \(times.done)/\(times.crossed)/\(times.refused)"
            }
            return "\(kind.rawValue): \(words.joined(separator: ", "))"
        }
    }
}
