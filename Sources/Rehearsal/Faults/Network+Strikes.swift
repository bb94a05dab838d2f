import Contracts
import Exchange
import Offices

/// What goes wrong from outside: brokers, machines, clocks, copies, keys.
extension Network {
    /// Faults are asked for about once in ten minutes of true time; those that have stated occasions, at every turn.
    mutating func strike() {
        guard luck.isPlanned || clock.now >= nextStrike else { return }
        nextStrike = clock.now + .seconds(Int64(60 + dice.below(1080)))
        strikeBus()
        strikeOffices()
        strikeRegistrar()
        if luck.strikes(.forgery) { forge() }
        if luck.strikes(.villainy) { beVillain() }
        for _ in 0..<3 {
            if let place = liveRoom(of: dice.pick(ids)) { backUp(place) }
        }
    }

    private mutating func strikeBus() {
        if luck.strikes(.outage) {
            let minutes =
                luck.below(10, for: .outage) == 0
                ? 60 * (1 + luck.below(48, for: .outage)) : 1 + luck.below(30, for: .outage)
            bus.awayUntil = clock.now + .minutes(Int64(minutes))
            for place in rooms.indices { rooms[place].freeSince = max(rooms[place].freeSince, bus.awayUntil) }
            story.tell(clock, "bus", "fault", "away for \(minutes) minutes")
        }
        if luck.strikes(.truncation), !bus.filled.isEmpty {
            let place = luck.pick(bus.filled, for: .truncation)
            let count = 1 + luck.below(5, for: .truncation)
            bus.truncate(place, by: count)
            forgetClaims()
            wakeAll()
            story.tell(clock, "bus", "fault", "loses the last \(count) records of \(bus.logs[place].partition)")
        }
        if luck.strikes(.wipe) {
            bus.wipe()
            forgetClaims()
            // A bus that was away has every position checked again by its worker (rule 39), also where as much lies there anew.
            for place in rooms.indices { rooms[place].machine?.probeAgain() }
            publishDocuments()
            wakeAll()
            story.tell(clock, "bus", "fault", "forgets everything")
        }
    }

    private mutating func wakeAll() {
        for place in rooms.indices { rooms[place].wakeAt = min(rooms[place].wakeAt, clock.now + .milliseconds(100)) }
    }

    private mutating func strikeOffices() {
        if luck.strikes(.absence), let place = liveRoom(of: luck.pick(ids, for: .absence)) {
            let minutes =
                luck.below(16, for: .absence) == 0
                ? 60 * 24 * (1 + luck.below(30, for: .absence)) : 1 + luck.below(240, for: .absence)
            crash(place, "is off", pause: .minutes(Int64(minutes)))
        }
        if luck.strikes(.restore), let place = liveRoom(of: luck.pick(ids, for: .restore)) { loseDisk(place) }
        if luck.strikes(.twin), let place = liveRoom(of: luck.pick(ids, for: .twin)) { startTwin(of: place) }
        if luck.strikes(.clone), let place = liveRoom(of: luck.pick(ids, for: .clone)) { clone(place) }
        if luck.strikes(.skew), let place = liveRoom(of: luck.pick(ids, for: .skew)) {
            rooms[place].skew = .seconds(Int64(luck.below(600, for: .skew) - 300))
            story.tell(clock, rooms[place].name, "fault", "has its clock off by \(rooms[place].skew.milliseconds) ms")
        }
        if luck.strikes(.rot), let place = liveRoom(of: luck.pick(ids, for: .rot)) { rot(place) }
        if luck.strikes(.jump), let place = liveRoom(of: luck.pick(ids, for: .jump)) { jump(place) }
    }

    /// What no program wrote stands in the lists when the process comes back.
    private mutating func rot(_ place: Int) {
        let entries = rooms[place].ledger.standings.keys.sorted { $0.description < $1.description }
        guard !entries.isEmpty else { return }
        let entry = luck.pick(entries, for: .rot)
        let rot = luck.pick(MemoryLedger.Rot.allCases, for: .rot)
        crash(place, "as its disk rots", pause: .seconds(Int64(1 + luck.below(60, for: .rot))))
        rooms[place].ledger.rot(entry, rot)
        if rot == .forgotten { checks.forgottenRows[rooms[place].office, default: []].insert(entry) }
        story.tell(clock, rooms[place].name, "fault", "has the standing of \(entry) \(rot)")
    }

    private mutating func jump(_ place: Int) {
        let hours = luck.below(1920, for: .jump) - 960
        rooms[place].skew = .hours(Int64(hours))
        rooms[place].skewUntil = clock.now + .minutes(Int64(1 + luck.below(120, for: .jump)))
        rooms[place].begun.hasJumped = true
        rooms[place].wakeAt = clock.now
        story.tell(clock, rooms[place].name, "fault", "has its clock jump by \(hours) hours")
    }

    private mutating func strikeRegistrar() {
        if luck.strikes(.keyChange) { changeKey(of: luck.pick(ids, for: .keyChange)) }
        if luck.strikes(.generation) { beginGeneration() }
        if luck.strikes(.retirement) { retire() }
        if luck.strikes(.expiry) {
            announce(registry.publish(at: clock.now) { $0.validUntil = $0.issuedAt + .hours(1) })
            story.tell(clock, "registrar", "fault", "signs a directory for one hour and leaves it at that")
        }
        if luck.strikes(.rulesChange), let document = registry.publishRules(at: clock.now) {
            announce(document)
            story.tell(clock, "registrar", "fault", "puts other rules in force")
        }
    }

    /// Whatever ran out is signed anew for a long time.
    mutating func renewDirectory() {
        announce(registry.publish(at: clock.now) { $0.validUntil = $0.issuedAt + .hours(24 * 3650) })
    }

    private mutating func announce(_ document: SignedDocument) {
        put(BusPartition(topic: .directory, partition: 0), headers: [], value: document.bytes)
    }

    private mutating func changeKey(of id: OfficeID) {
        let isRevoking = luck.below(2, for: .keyChange) == 0
        let grace = Span.minutes(Int64(luck.pick([1, 5, 60], for: .keyChange)))
        announce(
            registry.changeKey(
                of: id, revoking: isRevoking, grace: grace, at: clock.now, seed: luck.word(for: .keyChange)))
        story.tell(
            clock, id.description, "fault", isRevoking ? "has its key revoked and gets a new one" : "gets a new key")
        // The administrator puts the new key in and starts the programs again.
        for place in rooms(of: id) {
            crash(place, "for its new key", pause: .seconds(Int64(5 + luck.below(600, for: .keyChange))))
        }
    }

    private mutating func beginGeneration() {
        let topics = [Topic.lists, .measures, .publications] + ids.map { .direct($0) }
        let topic = luck.pick(topics, for: .generation)
        let count = topic.isBroadcast ? 1 + luck.below(8, for: .generation) : 1
        let document = registry.publish(at: clock.now) { document in
            if case .direct(let id) = topic {
                guard let place = document.offices.firstIndex(where: { $0.id == id }) else { return }
                document.offices[place].route.generation += 1
            } else {
                let next = document.generation(of: topic) + 1
                document.sharedTopics.append(.init(topic: topic, generation: next, partitions: count))
            }
        }
        announce(document)
        story.tell(clock, "registrar", "fault", "\(topic) begins a new generation with \(count) partition(s)")
    }

    /// A county office ends; its superior takes over. At most one office of each rehearsal.
    private mutating func retire() {
        let heirs = ["510104-police": "510100-police", "510104-market-regulation": "510100-market-regulation"]
        let offices = directory.offices
        guard !offices.contains(where: { $0.status == .retired }) else { return }
        let ending = ids.filter { heirs[$0.description] != nil }
        guard !ending.isEmpty else { return }
        let id = luck.pick(ending, for: .retirement)
        guard let heir = heirs[id.description].flatMap({ OfficeID($0) }), ids.contains(heir) else { return }
        announce(
            registry.publish(at: clock.now) { document in
                guard let place = document.offices.firstIndex(where: { $0.id == id }) else { return }
                document.offices[place].successor = heir
                document.offices[place].status = .retired
            })
        story.tell(clock, id.description, "fault", "is retired; \(heir) takes over")
    }
}
