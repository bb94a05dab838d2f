import Casework
import Contracts
import Offices

/// Deadlines (S10, design section 6): rungs are counted here, from what was committed, not asked of the case.
extension Checks {
    /// One deadline of a case in one life of a ledger.
    struct Watched: Hashable, Sendable {
        let room: String
        let caseID: CaseID
        let ordinal: Int64
    }

    /// Before a transaction is written.
    mutating func deadlinesHold(_ commit: Commit, _ room: Room, _ registry: SimulatedRegistry, _ clock: Clockwork) {
        let memory = "\(room.name)/\(restores(of: room))"
        for content in commit.contents {
            guard let id = CaseID(content.caseID) else { continue }
            for event in content.content.events {
                // What a predecessor had counted comes in place of what was counted here.
                if event.name == CaseFile.inheritedEvent { forget(id, in: memory) }
                rings(event, id, memory, room, clock)
                resumes(event, id, room, clock)
                tellsOverdue(event, id, commit, room, clock)
                if event.name == "deadlineStarted" { tells(event, id, room, registry, clock) }
            }
        }
        // A case that is destroyed and comes again counts anew.
        for erasure in commit.erasures { forget(erasure.caseID, in: memory) }
    }

    private mutating func forget(_ id: CaseID, in memory: String) {
        rung = rung.filter { $0.key.caseID != id || $0.key.room != memory }
        ended = ended.filter { $0.caseID != id || $0.room != memory }
    }

    /// S10: a rung fires once, never before its moment, and never behind the end of its deadline.
    private mutating func rings(
        _ event: CaseEvent, _ id: CaseID, _ memory: String, _ room: Room, _ clock: Clockwork
    ) {
        guard let ordinal = event.body["ordinal"]?.integer else { return }
        let watched = Watched(room: memory, caseID: id, ordinal: ordinal)
        if event.name == "deadlineMet" || event.name == "deadlineStopped" { ended.insert(watched) }
        guard event.name == "deadlineRung", let name = event.body["rung"]?.string else { return }
        expect(
            rung[watched, default: []].insert(name).inserted, "S10", "\(room.name) rings \(name) of \(id) twice",
            at: clock)
        expect(!ended.contains(watched), "S10", "\(room.name) rings \(name) of \(id) behind its end", at: clock)
        let deadlines = room.ledger.caseFile(id)?.deadlines ?? []
        guard deadlines.indices.contains(Int(ordinal)) else { return }
        let due = deadlines[Int(ordinal)].rungs.first { $0.name == name }?.at
        expect(
            due.map { $0 <= event.at } ?? false, "S10", "\(room.name) rings \(name) of \(id) early", at: clock)
    }

    /// Domain B.0: the days of a suspension do not count. Ninety days are counted here by hand, days off left to the
    /// calendar, which moves an end by no more than a fortnight.
    private mutating func resumes(_ event: CaseEvent, _ id: CaseID, _ room: Room, _ clock: Clockwork) {
        guard event.name == "deadlineResumed", let file = room.ledger.caseFile(id),
            let ordinal = event.body["ordinal"]?.integer, file.deadlines.indices.contains(Int(ordinal)),
            let due = event.body["due"]?.string.flatMap({ Moment($0) })
        else { return }
        let deadline = file.deadlines[Int(ordinal)]
        // Customs count months.
        guard deadline.key == "adminDecision", deadline.rule != "AP-04", deadline.pauses.count == 1,
            // Looked at before the transaction: one that ended is not the one that ends here, which may have begun in it.
            let pause = deadline.pauses.first, pause.until == nil, pause.from > deadline.start
        else { return }
        let until = event.body["at"]?.string.flatMap { Moment($0) } ?? event.at
        // The first day is not counted: suspending it takes nothing away.
        let stopped = max(pause.from.civilDate.dayNumber, deadline.start.civilDate.dayNumber + 1)
        let paused = until.civilDate.dayNumber - stopped
        let plain = deadline.start.civilDate.dayNumber + 90
        let (longer, slack) = (plain + max(0, paused), 14)
        let last = due.civilDate.dayNumber
        // A suspension behind the end lengthens nothing; where the end lies within the slack either may be.
        let first = stopped > plain ? plain : longer
        let latest = stopped > plain + slack ? plain : longer
        expect(
            last >= first && last <= latest + slack, "S10",
            "\(room.name) ends \(deadline.key) of \(id) at \(due), \(paused) days were suspended", at: clock)
    }

    /// Design section 6: a due date in a letter that we count otherwise is marked. In a rehearsal rules differ by the
    /// hours of a day that is longer.
    private mutating func tells(
        _ event: CaseEvent, _ id: CaseID, _ room: Room, _ registry: SimulatedRegistry, _ clock: Clockwork
    ) {
        guard event.office != room.office, let own = room.machine?.rules.version,
            let deadline = event.body["deadline"].flatMap({ DeadlineState(json: $0) }), let due = deadline.due,
            deadline.setBy == event.office
        else { return }
        let hours = (due - deadline.start).milliseconds / 3_600_000
        guard deadline.rule == "CR-07-RECEIPT", hours == 24 || hours == 30 else { return }
        let counted: Int64 = registry.longerRules.contains(own) ? 30 : 24
        let flags = (event.body["flags"]?.array ?? []).compactMap(\.string)
        expect(
            flags.contains("DUE_DATE_DIFFERS:\(deadline.key)") == (counted != hours), "design 6",
            "\(room.name) counts \(counted) hours of \(deadline.key) in \(id), its sender \(hours), flags \(flags)",
            at: clock)
    }
}
