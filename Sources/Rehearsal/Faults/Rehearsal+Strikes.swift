import Contracts
import Exchange
import Offices

/// What goes wrong from outside: brokers, machines, clocks, copies, keys, strangers.
extension Rehearsal {
    /// Faults are thrown about once in ten minutes of true time.
    mutating func strike() {
        guard clock.now >= nextStrike else { return }
        nextStrike = clock.now + .seconds(Int64(60 + dice.below(1080)))
        let id = dice.pick(ids)
        if happens("outage", rates.outage) { outage() }
        if happens("truncation", rates.truncation) { truncate() }
        if happens("wipe", rates.wipe) { wipe() }
        if happens("absence", rates.absence) { absence(of: id) }
        if happens("restore", rates.restore) { restore(id) }
        if happens("skew", rates.skew) { skew(id) }
        if happens("forgery", rates.forgery) { forge(as: id) }
        if happens("keyChange", rates.keyChange) { changeKey(of: id) }
        if happens("generation", rates.generation) { beginGeneration() }
        backUp(dice.pick(ids))
    }

    private mutating func happens(_ name: String, _ rate: Int) -> Bool {
        guard dice.happens(rate) else { return false }
        story.count(name)
        return true
    }

    private mutating func outage() {
        let minutes = dice.happens(100) ? 60 * (1 + dice.below(48)) : 1 + dice.below(30)
        bus.awayUntil = clock.now + .minutes(Int64(minutes))
        story.tell(clock, nil, "away for \(minutes) minutes")
    }

    private mutating func truncate() {
        guard let partition = bus.partitions.isEmpty ? nil : dice.pick(bus.partitions), partition.topic != .directory
        else { return }
        let count = 1 + dice.below(5)
        bus.truncate(partition, by: count)
        story.tell(clock, nil, "loses the last \(count) records of \(partition)")
    }

    private mutating func wipe() {
        bus.wipe()
        publishDocuments()
        story.tell(clock, nil, "forgets everything")
    }

    private mutating func absence(of id: OfficeID) {
        let minutes = dice.happens(60) ? 60 * 24 * (1 + dice.below(30)) : 1 + dice.below(240)
        crash(id, "is off", pause: .minutes(Int64(minutes)))
    }

    /// Copies are kept as an administrator would: now and then, the last few.
    private mutating func backUp(_ id: OfficeID) {
        guard var office = offices[id] else { return }
        office.backups.append(.init(ledger: office.ledger, at: clock.now))
        if office.backups.count > 4 { office.backups.removeFirst() }
        offices[id] = office
    }

    /// The disk is lost and a backup restored, as `ledger restore` does it.
    private mutating func restore(_ id: OfficeID) {
        guard var office = offices[id], !office.backups.isEmpty else { return }
        let backup = dice.pick(office.backups)
        var ledger = backup.ledger
        var commit = Commit(machineTime: clock.now, officialTime: clock.now)
        commit.settings = [(.restored, "1"), (.supersededBy, nil), (.cleanStop, nil)]
        do {
            try ledger.apply(commit)
        } catch {
            return checks.fail("restore", "\(id): \(error)", at: clock)
        }
        office.machine = nil
        office.stop = nil
        office.ledger = ledger
        office.downUntil = clock.now + .seconds(Int64(10 + dice.below(600)))
        offices[id] = office
        checks.restored(id, to: backup.at)
        story.tell(
            clock, id, "loses its disk; the backup of \((clock.now - backup.at).milliseconds / 1000) s ago is restored")
    }

    private mutating func skew(_ id: OfficeID) {
        let seconds = dice.below(600) - 300
        offices[id]?.skew = .seconds(Int64(seconds))
        story.tell(clock, id, "has its clock off by \(seconds) s")
    }

    /// Somebody who may write to a topic: garbage, a changed byte, an old record again, a record on another partition.
    private mutating func forge(as id: OfficeID) {
        let partition =
            bus.partitions.isEmpty ? BusPartition(topic: .directory, partition: 0) : dice.pick(bus.partitions)
        let records = bus.records(partition)
        guard partition.topic != .directory, let victim = records.isEmpty ? nil : dice.pick(records) else {
            return bus.append(partition, headers: [], value: Array("garbage".utf8))
        }
        switch dice.below(4) {
        case 0: bus.append(partition, headers: victim.headers, value: victim.value + [0])
        case 1: bus.append(partition, headers: changed(victim.headers), value: victim.value)
        case 2: bus.append(partition, headers: victim.headers, value: victim.value)
        default:
            bus.append(
                dice.pick(bus.partitions.filter { $0.topic != .directory }), headers: victim.headers,
                value: victim.value)
        }
        story.tell(clock, nil, "takes a forged record on \(partition)")
    }

    private mutating func changed(_ headers: [RecordHeader]) -> [RecordHeader] {
        guard !headers.isEmpty else { return headers }
        var headers = headers
        let place = dice.below(headers.count)
        var value = headers[place].value
        guard !value.isEmpty else { return headers }
        let byte = dice.below(value.count)
        value[byte] ^= UInt8(1 + dice.below(255))
        headers[place] = RecordHeader(name: headers[place].name, value: value)
        return headers
    }

    private mutating func changeKey(of id: OfficeID) {
        let revoking = dice.happens(500)
        guard let document = registry.changeKey(of: id, revoking: revoking, at: clock.now, dice: &dice) else { return }
        bus.append(BusPartition(topic: .directory, partition: 0), headers: [], value: document.bytes)
        story.tell(clock, id, revoking ? "has its key revoked and gets a new one" : "gets a new key")
        // The administrator puts the new key in and starts the program again.
        crash(id, "for its new key", pause: .seconds(Int64(5 + dice.below(600))))
    }

    private mutating func beginGeneration() {
        let topic = dice.pick([Topic.lists, .measures, .publications] + ids.map { .direct($0) })
        let count = topic.isBroadcast ? 1 + dice.below(8) : 1
        let document = registry.publish(at: clock.now) { document in
            if case .direct(let id) = topic {
                guard let place = document.offices.firstIndex(where: { $0.id == id }) else { return }
                document.offices[place].route.generation += 1
            } else {
                let next = document.generation(of: topic) + 1
                document.sharedTopics.append(.init(topic: topic, generation: next, partitions: count))
            }
        }
        guard let document else { return }
        bus.append(BusPartition(topic: .directory, partition: 0), headers: [], value: document.bytes)
        story.tell(clock, nil, "\(topic) begins a new generation with \(count) partition(s)")
    }
}
