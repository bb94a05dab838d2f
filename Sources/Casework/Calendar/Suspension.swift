package import Contracts

/// A time in which a term does not run (中止), with what justifies it.
///
/// Of a term counted in days, the day on which the suspension begins does not count and the day on which the term
/// resumes does: 09-21 to 09-28 takes out seven days. Of a term counted in hours, exactly the time between is taken
/// out.
package struct Suspension: Hashable, Sendable {
    /// When the term stopped running.
    package let from: Moment
    /// When it resumed; nil while it still stands. A resumption before `from` makes the suspension void.
    package let until: Moment?
    /// Why, as a code of the rule's basis (`hearing`, `testing`, `criminalHandoff` …).
    package let reason: String
    /// The document that ordered it: a document number or letter id.
    package let document: String

    /// A suspension.
    package init(from: Moment, until: Moment?, reason: String, document: String) {
        self.from = from
        self.until = until
        self.reason = reason
        self.document = document
    }
}

/// Stretches of a number line (milliseconds or day numbers) that do not count: disjoint, ascending, half open.
struct Gaps {
    struct Gap: Equatable {
        var from: Int64
        /// The first number that counts again; nil for a gap without an end.
        var until: Int64?
    }

    private(set) var list: [Gap] = []

    /// The union of the suspensions on the line that `place` maps moments to.
    init(_ suspensions: [Suspension], place: (Moment) -> Int64) {
        let gaps = suspensions.map { Gap(from: place($0.from), until: $0.until.map(place)) }
            .filter { gap in gap.until.map { $0 > gap.from } ?? true }
            .sorted { $0.from < $1.from }
        for gap in gaps {
            guard let last = list.last, last.until.map({ $0 >= gap.from }) ?? true else {
                list.append(gap)
                continue
            }
            // Overlapping suspensions are one: no time is taken out twice.
            let until = last.until.flatMap { old in gap.until.map { max(old, $0) } }
            list[list.count - 1].until = until
        }
    }

    /// The gap that `number` lies in.
    func covering(_ number: Int64) -> Gap? {
        list.first { gap in gap.from <= number && (gap.until.map { number < $0 } ?? true) }
    }

    /// The number that lies `amount` counted steps after `start`; nil when a gap without an end comes first. A number
    /// reached exactly where a gap begins is reached before it.
    func advancing(_ start: Int64, by amount: Int64) -> Int64? {
        var position = start
        var left = amount
        for gap in list where gap.until.map({ $0 > start }) ?? true {
            let room = max(0, gap.from - position)
            if left <= room { return position + left }
            guard let until = gap.until else { return nil }
            left -= room
            position = until
        }
        return position + left
    }

    /// How much between `start` and `end` counts.
    func counted(from start: Int64, to end: Int64) -> Int64 {
        list.reduce(end - start) { rest, gap in
            rest - max(0, min(end, gap.until ?? end) - max(start, gap.from))
        }
    }
}
