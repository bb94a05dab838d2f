import Casework
import Contracts
import Exchange
import Offices

/// What protects lists while they move: numbers in slices, removals in few, lifts before the end, repairs that were granted.
extension Checks {
    /// Removals that people of an office ordered, as they were told that they are done.
    struct Removals: Sendable {
        var hours: [Int64: Int] = [:]
        /// What a second person confirmed, and until when.
        var confirmed = 0
        var until = Moment(milliseconds: 0)
    }

    /// Whose removals: one life of one ledger, and a list.
    struct RemovalsOf: Hashable, Sendable {
        let room: String
        let restores: Int
        let list: String
    }

    /// Before a transaction is written: what is numbered now fits into the slice, but for what is urgent and what stands before
    /// that of the same entry.
    mutating func numbersInSlices(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        guard let machine = room.machine else { return }
        let own = commit.outgoing.map(\.envelope).filter {
            $0.leaf.stream.topic == .lists && $0.statement.writer == machine.writer
        }
        let urgent = Set(own.filter { Checks.isUrgent($0) }.map(\.leaf.caseID))
        for leaf in own.map(\.leaf) where !urgent.contains(leaf.caseID) {
            let retired = machine.outStreams[leaf.stream]?.retired ?? 0
            expect(
                leaf.number <= retired + machine.slice, "design 4",
                "\(room.name) numbers \(leaf.type) \(leaf.stream)#\(leaf.number), of which \(retired) are out: a removal would "
                    + "have to wait for more than \(machine.slice)", at: clock)
        }
    }

    private static func isUrgent(_ envelope: Envelope) -> Bool {
        envelope.leaf.type.name == "list.remove"
            || JSONValue.read(envelope.body)?["measureState"]?.string == "lifted"
    }

    /// L1: an entry is removed when nobody applies a measure any more, and not before.
    mutating func endsWhenLifted(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        for file in commit.cases where file.kind == .listEntry && file.state == "removed" {
            let applied = file.parts.filter { CaseFile.applying.contains($0.state) }.map(\.key)
            expect(
                applied.isEmpty, "L1", "\(room.name) calls \(file.id) removed while it applies at \(applied)", at: clock
            )
        }
    }

    /// Somebody was told that a removal is done: it named no repair that was not granted for the entry, and it was not one
    /// too many without a second person.
    mutating func removed(_ order: Order, in room: Room, _ clock: Clockwork) {
        guard order.kind == .listEntry, order.name == "remove", let entry = order.caseID,
            let file = room.ledger.caseFile(entry), let list = file.facts["listKind"]?.string
        else { return }
        if let repair = order.body["repair"]?.string, order.body["kind"]?.string == "early" {
            let granted = CaseID(repair).flatMap { room.ledger.caseFile($0) }
            let targets = (granted?.facts["targets"]?.array ?? []).compactMap { $0["caseId"]?.string }
            expect(
                granted?.kind == .repair && ["granted", "done"].contains(granted?.state)
                    && targets.contains(entry.description), "RP-13",
                "\(room.name) took \(entry) off its list for \(repair), which was not granted for it", at: clock)
        }
        // An order that is answered again removes nothing.
        guard counted.insert("\(room.name) \(restores(of: room)) \(order.id)").inserted else { return }
        isOneOfFew(list, room, clock)
    }

    private mutating func isOneOfFew(_ list: String, _ room: Room, _ clock: Clockwork) {
        let clocks = room.clocks(at: clock.now)
        guard let limits = Checks.limits(room.machine?.rules, on: clocks.official.civilDate) else { return }
        let key = RemovalsOf(room: room.name, restores: restores(of: room), list: list)
        var known = removals[key] ?? Removals()
        defer { removals[key] = known }
        let hour = clocks.official.milliseconds / 3_600_000
        known.hours = known.hours.filter { $0.key > hour - Int64(limits.window) }
        let done = known.hours.values.reduce(0, +) + 1
        let inForce = room.listed[list] ?? 0
        let free = max(limits.least, (inForce + done - 1) * limits.percent / 100)
        if done > free, known.confirmed > 0, known.until >= clocks.official {
            return known.confirmed -= 1
        }
        known.hours[hour, default: 0] += 1
        expect(
            done <= free, "S13",
            "\(room.name) removed \(done) entries of \(list) within \(limits.window) hours and had \(inForce) left; a second "
                + "person has not confirmed that", at: clock)
    }

    /// A second person stands by further removals.
    mutating func confirmed(_ count: Int, of list: String, in room: Room, _ clock: Clockwork) {
        let clocks = room.clocks(at: clock.now)
        guard let limits = Checks.limits(room.machine?.rules, on: clocks.official.civilDate) else { return }
        let key = RemovalsOf(room: room.name, restores: restores(of: room), list: list)
        removals[key, default: Removals()].confirmed = count
        removals[key]?.until = clocks.official + .hours(Int64(limits.window))
    }

    private static func limits(
        _ rules: RuleSet?, on day: CivilDate
    ) -> (window: Int, percent: Int, least: Int)? {
        guard let rules else { return nil }
        do throws(RuleRefusal) {
            return (
                try rules.limit("listRemovalWindowHours", on: day), try rules.limit("listRemovalSharePercent", on: day),
                try rules.limit("listRemovalFreeCount", on: day)
            )
        } catch {
            return nil
        }
    }
}

extension Network {
    /// A removal was refused because it is one of too many: another head looks at it, and mostly stands by it.
    mutating func confirmRemovals(behind refusal: Refusal, of order: Order, at place: Int, _ dice: inout Dice) {
        guard refusal.code == "MASS_REMOVAL_UNCONFIRMED", dice.happens(600),
            let file = order.caseID.flatMap({ rooms[place].ledger.caseFile($0) }),
            let list = file.facts["listKind"]?.string
        else { return }
        let count = 1 + dice.below(12)
        let head = Officer(id: "o-second", name: "演练人员", roles: [.headPrincipal], region: "510100")
        let input = OfficeInput.confirmRemovals(list: list, count: count, reason: "已逐条核对", officer: head)
        guard case .success? = step(place, [input])?.first else { return }
        checks.confirmed(count, of: list, in: rooms[place], clock)
        story.detail(clock, rooms[place].name, "order", "confirms \(count) further removals of \(list)")
    }
}
