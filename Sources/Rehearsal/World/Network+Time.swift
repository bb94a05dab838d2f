package import Contracts
import Exchange
import Offices

/// How time goes on: from one thing that happens to the next.
extension Network {
    /// Runs for so long: whoever has something to do does it, faults strike, officers work.
    package mutating func run(for span: Span, workload: inout Workload) {
        let end = clock.now + span
        while clock.now < end, checks.isClean { happenNext(until: end, &workload) }
    }

    /// The next thing that happens to anybody, or the end.
    private mutating func happenNext(until end: Moment, _ workload: inout Workload) {
        var next = min(end, workload.nextAt)
        // By index: a room holds a whole ledger, and taking one out of the list would copy every reference in it.
        for place in rooms.indices {
            if rooms[place].isAlive { next = min(next, rooms[place].wakeAt) }
            if let at = rooms[place].operatorAt { next = min(next, at) }
        }
        if !isHealed, !luck.isPlanned { next = min(next, nextStrike) }
        clock.advance(to: next)
        guard clock.now < end else { return }
        for place in rooms.indices {
            if let at = rooms[place].operatorAt, at <= clock.now { operate(place) }
            if rooms[place].isAlive, rooms[place].wakeAt <= clock.now { turn(place) }
        }
        if !isHealed { strike() }
        workload.work(&self)
    }

    /// One turn of one process: what it can read, what time brings, what it has to say.
    private mutating func turn(_ place: Int) {
        if let until = rooms[place].skewUntil, clock.now >= until {
            rooms[place].skew = .seconds(0)
            rooms[place].skewUntil = nil
        }
        if rooms[place].machine == nil {
            guard let until = rooms[place].downUntil, clock.now >= until else {
                return rooms[place].wakeAt = rooms[place].downUntil ?? clock.now + .hours(1)
            }
            start(place)
        }
        let hasRead = read(place)
        let hasSpoken = publish(place)
        guard rooms[place].isRunning else { return }
        rooms[place].idleTurns = hasRead || hasSpoken ? 0 : min(rooms[place].idleTurns + 1, 8)
        rooms[place].wakeAt = nextWake(of: place)
    }

    /// When a process has something to do again, as far as it knows itself.
    private func nextWake(of place: Int) -> Moment {
        let soon = clock.now + .milliseconds(50 << Int64(rooms[place].idleTurns))
        if clock.now < rooms[place].diskFullUntil { return max(soon, rooms[place].diskFullUntil) }
        var next = clock.now + .minutes(10)
        if let rung = rooms[place].ledger.nextRung() { next = min(next, rung - rooms[place].skew - rooms[place].lead) }
        if let until = rooms[place].skewUntil { next = min(next, until) }
        guard clock.now >= bus.awayUntil else { return max(soon, min(next, bus.awayUntil)) }
        if let peek = rooms[place].peekAt { next = min(next, peek) }
        if hasUnseen(place) { next = clock.now }
        if let wake = rooms[place].machine?.nextWake(after: clock.now) { next = min(next, wake) }
        return max(soon, next)
    }

    private func hasUnseen(_ place: Int) -> Bool {
        rooms[place].views.contains { $0.hiddenUntil <= clock.now && bus.logs[$0.log].stamp != $0.seen }
    }
}
