import Contracts
import Exchange
import Histories
import Offices

/// Ledgers that exist twice, or not any more: backups, restores, copies, clones, and the operator who clears up.
extension Network {
    /// Copies are kept as an administrator would: now and then, the last few.
    mutating func backUp(_ place: Int) {
        rooms[place].backups.append(.init(ledger: rooms[place].ledger, at: clock.now))
        if rooms[place].backups.count > 4 { rooms[place].backups.removeFirst() }
    }

    /// The disk is lost and a backup restored.
    mutating func loseDisk(_ place: Int) {
        guard !rooms[place].backups.isEmpty else { return }
        let backup = luck.pick(rooms[place].backups, for: .restore)
        story.tell(
            clock, rooms[place].name, "fault",
            "loses its disk; the backup of \((clock.now - backup.at).milliseconds / 1000) s ago is restored")
        restore(place, backup.ledger, pause: .seconds(Int64(10 + luck.below(600, for: .restore))))
        if !luck.isPlanned { returnUpsideDown(to: rooms[place].office, backup.ledger) }
    }

    /// `ledger restore`: the next start goes above every epoch seen and asks the peers for what is missing.
    mutating func restore(_ place: Int, _ backup: MemoryLedger, pause: Span) {
        var ledger = backup
        let mark = RestoreMark(row: Int64(backup.journal.count), at: clock.now)
        var commit = Commit(machineTime: clock.now, officialTime: clock.now + lead)
        commit.settings = [(.restored, mark.description), (.supersededBy, nil), (.cleanStop, nil)]
        do {
            try ledger.apply(commit)
        } catch {
            return checks.fail("restore", "\(rooms[place].name): \(error)", at: clock)
        }
        rooms[place].machine = nil
        rooms[place].stop = nil
        rooms[place].operatorAt = nil
        rooms[place].ledger = ledger
        rooms[place].downUntil = clock.now + pause
        rooms[place].wakeAt = clock.now + pause
        checks.restored(rooms[place])
    }

    /// Somebody starts a copy of the file beside the original.
    mutating func startTwin(of place: Int) {
        var ledgers = rooms[place].backups.map(\.ledger)
        ledgers.append(rooms[place].ledger)
        let copy = rooms(of: rooms[place].office).count
        guard copy < 4 else { return }
        let name = "\(rooms[place].office) (copy \(copy))"
        var twin = Room(office: rooms[place].office, copy: copy, history: histories.open(name))
        let picked = luck.below(ledgers.count, for: .twin)
        twin.ledger = ledgers[picked]
        twin.isOldCopy = picked < ledgers.count - 1
        twin.lead = lead
        twin.wakeAt = clock.now
        rooms.append(twin)
        checks.restored(twin)
        story.tell(clock, twin.name, "fault", "is started beside the original")
        start(rooms.count - 1)
        if luck.below(2, for: .twin) == 0 { crash(place, "beside its copy", pause: .seconds(1)) }
    }

    /// The running machine is cloned: memory and disk, so the same epoch and instance.
    mutating func clone(_ place: Int) {
        guard rooms[place].isRunning else { return }
        let count = rooms(of: rooms[place].office).count
        guard count < 4 else { return }
        let history = histories.copy(rooms[place].history, as: "\(rooms[place].office) (copy \(count))")
        var twin = Room(office: rooms[place].office, copy: count, history: history)
        twin.ledger = rooms[place].ledger
        twin.machine = rooms[place].machine
        (twin.skew, twin.skewUntil) = (rooms[place].skew, rooms[place].skewUntil)
        twin.lead = lead
        twin.wakeAt = clock.now + .milliseconds(Int64(luck.below(2000, for: .clone)))
        twin.beginRun(at: clock.now)
        twin.begun = rooms[place].begun
        twin.hasAnnounced = true
        rooms.append(twin)
        cloned.append((place, rooms.count - 1))
        checks.restored(twin)
        story.tell(clock, twin.name, "fault", "is a clone of the running machine")
    }

    /// An operator finds a stopped process. While another one of the office goes on, that is right; else the operator
    /// restores what the stop's own words tell: this ledger, or for a fork the last backup from before it.
    mutating func operate(_ place: Int) {
        rooms[place].operatorAt = nil
        let id = rooms[place].office
        guard let stop = rooms[place].stop, !rooms(of: id).contains(where: { rooms[$0].isAlive }) else { return }
        switch stop {
        case .superseded:
            story.tell(clock, rooms[place].name, "process", "is restored by its operator")
            restore(place, rooms[place].ledger, pause: .seconds(30))
        case .fork(let stream, let first, _):
            let backups = rooms(of: id).flatMap { rooms[$0].backups }.sorted { $0.at < $1.at }
            let good = backups.last { ($0.ledger.outStream(stream)?.number ?? 0) < first }
            story.tell(
                clock, rooms[place].name, "process",
                "is restored by its operator from "
                    + (good.map { "the backup of \(($0.at - clock.start).milliseconds / 1000) s" } ?? "nothing"))
            restore(place, good?.ledger ?? MemoryLedger(), pause: .seconds(30))
        }
    }
}
