package import Contracts

/// On which days a subject was listed by one entry, as far as an office knew at some moment: the fold of the events that
/// it had until then, each counted from the day on which it takes effect.
///
/// What an office learns later changes only what it knows later: a late correction or a removal that counts from an
/// earlier day is a new answer about that day, beside the old one, which stays what the office knew before.
package struct ListHistory: Hashable, Sendable {
    /// Days on which the entry stood in one way.
    package struct Stretch: Hashable, Sendable {
        /// How.
        package let standing: ListedEntry.Standing
        /// The first day.
        package internal(set) var from: CivilDate
        /// The first day on which it did not any more; nil while nothing ended it.
        package internal(set) var until: CivilDate?
        /// The event that began it, by its number in the journal.
        package let begunBy: Int64
    }

    /// One event as the office came to know it.
    package struct Known: Hashable, Sendable {
        /// The event.
        package let event: CaseEvent
        /// Number of its journal row.
        package let sequence: Int64
        /// Official time at which the office had it.
        package let knownAt: Moment

        /// An event from its parts.
        package init(event: CaseEvent, sequence: Int64, knownAt: Moment) {
            self.event = event
            self.sequence = sequence
            self.knownAt = knownAt
        }
    }

    /// The case as the office knew it; nil when it did not know it.
    package private(set) var file: CaseFile?
    /// In order of days, without gaps from the first one on.
    package private(set) var stretches: [Stretch] = []
    /// The last day that the listing is made for; nil when only a decision ends it.
    package private(set) var through: CivilDate?
    /// Every name that the subject had in the case, the present one first.
    package private(set) var names: [String] = []
    /// The events that moved one of them, by their numbers in the journal.
    package private(set) var movers: [Int64] = []

    /// Folds what was known.
    ///
    /// - Parameters:
    ///   - id: the case.
    ///   - kind: its kind.
    ///   - known: its events in the order of the journal, those alone that the office had.
    package init(_ id: CaseID, _ kind: CaseKind, known: [Known]) {
        for item in known {
            let before = file
            let after = CaseFile.evolve(before, item.event, id: id, kind: kind)
            file = after
            note(names: after.subjectNames)
            fold(item, before, after)
        }
    }

    /// How the entry stood on a day; not listed before the first one.
    package func standing(on day: CivilDate) -> ListedEntry.Standing {
        stretch(on: day)?.standing ?? .notListed
    }

    /// The days around a day on which it stood in the same way; nil before the first one.
    package func stretch(on day: CivilDate) -> Stretch? { stretches.last { $0.from <= day } }

    // MARK: Folding

    private mutating func note(names present: [String]) {
        names = present + names.filter { !present.contains($0) }
    }

    private mutating func fold(_ item: Known, _ before: CaseFile?, _ after: CaseFile) {
        let content = ListHistory.said(by: item.event, after)
        let (old, new) = (ListedEntry.Standing(state: before?.state ?? ""), ListedEntry.Standing(state: after.state))
        if let end = ListDates.end(after.facts) { through = end }
        if old != new {
            let start = new.isListed && !old.isListed ? ListDates.start(content) : nil
            set(new, from: start ?? ListDates.effect(content) ?? ListHistory.day(of: item), by: item.sequence)
            movers.append(item.sequence)
        } else if new.isListed, let start = ListDates.start(content), let run = firstOfRun, stretches[run].from != start
        {
            move(run, to: start)
            movers.append(item.sequence)
        }
    }

    /// From `day` on the entry stands so, whatever was known of later days before.
    private mutating func set(_ standing: ListedEntry.Standing, from day: CivilDate, by sequence: Int64) {
        guard standing != .notListed || !stretches.isEmpty else { return }
        stretches.removeAll { $0.from >= day }
        if let last = stretches.indices.last {
            guard stretches[last].standing != standing else {
                stretches[last].until = nil
                return
            }
            stretches[last].until = day
        }
        stretches.append(Stretch(standing: standing, from: day, until: nil, begunBy: sequence))
    }

    /// The first of the last stretches on which the entry was listed without a break.
    private var firstOfRun: Int? {
        guard let last = stretches.indices.last, stretches[last].standing.isListed else { return nil }
        let ended = stretches.lastIndex { !$0.standing.isListed }
        return ended.map { $0 + 1 } ?? stretches.startIndex
    }

    /// A corrected first day: the stretches before it end there, those of the listing that lie before it fall away.
    private mutating func move(_ run: Int, to day: CivilDate) {
        let held = stretches[run...].last { $0.from <= day } ?? stretches[run]
        var kept = Array(stretches[..<run]).filter { $0.from < day }
        if let last = kept.indices.last { kept[last].until = day }
        let later = stretches[run...].filter { $0.from > day && $0 != held }
        var first = Stretch(standing: held.standing, from: day, until: later.first?.from, begunBy: held.begunBy)
        if later.isEmpty { first.until = nil }
        stretches = kept + [first] + later
    }

    /// What the event says of days; a case that came from a retired office says what it was there.
    private static func said(by event: CaseEvent, _ after: CaseFile) -> JSONValue {
        guard event.name != CaseFile.inheritedEvent else { return after.facts }
        return (event.body["opening"] ?? .object([])).overlaid(by: event.body["content"] ?? .object([]))
    }

    private static func day(of item: Known) -> CivilDate {
        (item.event.body["actedAt"]?.string.flatMap { Moment($0) } ?? item.event.at).civilDate
    }
}
