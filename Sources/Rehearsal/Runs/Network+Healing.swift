import Casework
package import Contracts
import Exchange
import Offices

/// How a rehearsal ends: faults cease, everybody comes back, and what must hold in the end is asked for.
extension Network {
    /// Ends all faults and runs until everything holds, at the latest for `span` (the bound of L1): what does not hold
    /// then is broken.
    package mutating func settle(within span: Span, workload: inout Workload) {
        guard checks.isClean else { return }
        heal()
        let end = clock.now + span
        for hours: Int64 in [1, 1, 2, 2, 4, 6, 8, 12, 12] where clock.now < end && checks.isClean {
            run(for: min(.hours(hours), end - clock.now), workload: &workload)
            proceedWithoutTheSilent()
            guard checks.isClean, workload.open == 0 || clock.now >= end else { continue }
            var probe = self
            probe.judgeEnding()
            if probe.checks.isClean { return self = probe }
        }
        if checks.isClean { judgeEnding() }
    }

    /// All faults end: the bus is there, clocks agree, everybody who is off comes back soon.
    mutating func heal() {
        isHealed = true
        luck.isOver = true
        bus.awayUntil = clock.now
        publishDocuments()
        renewDirectory()
        for place in rooms.indices {
            rooms[place].skew = .seconds(0)
            rooms[place].skewUntil = nil
            rooms[place].diskFullUntil = clock.now
            for view in rooms[place].views.indices { rooms[place].views[view].hiddenUntil = clock.now }
            if rooms[place].isAlive, rooms[place].machine == nil { rooms[place].downUntil = clock.now + .seconds(5) }
            rooms[place].wakeAt = clock.now + .seconds(5)
        }
        restoreOldCopies()
        story.tell(clock, "bus", "fault", "all faults are over")
    }

    /// An old copy that beat the original, because the bus had forgotten that one's claim, does not know what it lacks: its
    /// operator does (rules 13 and 17).
    private mutating func restoreOldCopies() {
        for place in rooms.indices where rooms[place].isOldCopy && rooms[place].isRunning {
            story.tell(clock, rooms[place].name, "process", "is an old copy, and is restored by its operator")
            restore(place, rooms[place].ledger, pause: .seconds(30))
        }
    }

    /// An administrator opens the streams of a restored office without the members that have no program running.
    mutating func proceedWithoutTheSilent() {
        let officer = Officer(id: "o-admin", name: "演练人员", roles: [.administrator], region: "510100")
        for place in rooms.indices {
            let awaited = rooms[place].machine?.outStreams.values.flatMap(\.awaitedReaders) ?? []
            guard awaited.contains(villain.office) else { continue }
            rooms[place].begun.excused.insert(villain.office)
            _ = step(place, [.proceedWithout([villain.office], officer: officer)])
            rooms[place].wakeAt = clock.now
        }
    }

    /// Letters that had an effect, over all offices.
    var effects: Int {
        ids.reduce(0) { sum, id in
            sum + (ledger(of: id)?.incoming.values.joined().count { $0.disposition == .effect } ?? 0)
        }
    }
}
