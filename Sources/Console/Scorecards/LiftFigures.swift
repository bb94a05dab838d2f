package import Casework
package import Contracts

/// How measures of joint punishment ended behind removals from a list: each measure that an office carried out when the
/// removal was ordered is in exactly one of these.
package struct LiftFigures: Hashable, Sendable {
    /// Lifted within the term.
    package private(set) var inTime = 0
    /// Lifted behind it.
    package private(set) var late = 0
    /// Not lifted, in time.
    package private(set) var running = 0
    /// Not lifted, and the term is over.
    package private(set) var overdue = 0

    /// All of them.
    package var count: Int { inTime + late + running + overdue }

    fileprivate mutating func add(_ lift: MeasureLift, at now: Moment) {
        switch (lift.at, lift.due) {
        case (let at?, let due): if due.map({ at <= $0 }) ?? true { inTime += 1 } else { late += 1 }
        case (nil, let due): if due.map({ now <= $0 }) ?? true { running += 1 } else { overdue += 1 }
        }
    }
}

/// One measure that had to end with a removal.
struct MeasureLift: Hashable, Sendable {
    /// Whose entry it was.
    let owner: OfficeID
    /// Who carried the measure out.
    let holder: OfficeID
    /// Since when it had to be lifted.
    let start: Moment
    /// Until when; nil while the term is suspended.
    let due: Moment?
    /// When it was; nil while it stands.
    let at: Moment?

    private static let lifting = ["measureLifted", "measureLiftedByRemoval", "measureLiftedByLapse"]
    private static let standing: Set = ["applied", "partlyApplied"]

    /// The measures of a list entry that had to end with its last removal; none of another kind of case.
    static func all(of file: CaseFile) -> [MeasureLift] {
        guard file.kind == .listEntry, let deadline = file.deadline("lift"), deadline.status != .stopped else {
            return []
        }
        return file.parts.compactMap { key, state in
            let names = key.split(separator: "/")
            guard names.count == 2, let holder = OfficeID(String(names[0])) else { return nil }
            func lift(_ at: Moment?) -> MeasureLift {
                MeasureLift(owner: file.owner, holder: holder, start: deadline.start, due: deadline.due, at: at)
            }
            if standing.contains(state) { return lift(nil) }
            let ends = lifting.compactMap { file.facts["parts"]?[key]?[$0]?["at"]?.string.flatMap { Moment($0) } }
            guard state == "lifted", let at = ends.max(), at >= deadline.start else { return nil }
            return lift(at)
        }
    }
}

/// Lifts by month of removal and by the office on the other side.
package struct LiftCounts: Hashable, Sendable {
    /// All together.
    package private(set) var total = LiftFigures()
    private(set) var months: [CalendarMonth: LiftFigures] = [:]
    /// By the office on the other side.
    package private(set) var offices: [OfficeID: LiftFigures] = [:]

    /// Nothing counted.
    package init() {}

    /// Counts an entry as `own` knows it: of its own entries what others lifted, of others' what it lifted itself.
    package mutating func add(_ file: CaseFile, own: OfficeID, _ filter: CaseStatistics.Filter, at now: Moment) {
        for lift in MeasureLift.all(of: file) where (lift.owner == own) != (lift.holder == own) {
            let direction: CaseStatistics.Direction = lift.owner == own ? .sent : .received
            let peer = direction == .sent ? lift.holder : lift.owner
            let day = lift.start.civilDate
            guard (filter.peer ?? peer) == peer, (filter.direction ?? direction) == direction,
                filter.from.map({ day >= $0 }) ?? true, filter.through.map({ day <= $0 }) ?? true
            else { continue }
            total.add(lift, at: now)
            months[CalendarMonth(of: day), default: LiftFigures()].add(lift, at: now)
            offices[peer, default: LiftFigures()].add(lift, at: now)
        }
    }
}
