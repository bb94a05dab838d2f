import Casework
import Contracts
import Exchange
import Histories
import Offices

/// What a process does in its turn: read and commit, then publish, as the runtime does it.
extension Network {
    /// Reads what there is and takes one step; true when there was anything.
    mutating func read(_ place: Int) -> Bool {
        guard rooms[place].isRunning else { return false }
        guard var inputs = survivingPoison(place, fetch(place)) else { return true }
        let hasRecords = !inputs.isEmpty
        inputs.append(.tick)
        _ = step(place, inputs)
        return hasRecords
    }

    private mutating func fetch(_ place: Int) -> [OfficeInput] {
        guard clock.now >= bus.awayUntil, let machine = rooms[place].machine else { return [] }
        refreshViews(of: place, machine)
        rooms[place].peekAt = nil
        var inputs: [OfficeInput] = []
        for view in rooms[place].views.indices { inputs += look(place, view, machine) }
        return inputs
    }

    private mutating func refreshViews(of place: Int, _ machine: OfficeMachine) {
        let wanted = (phase: machine.phase, version: machine.book.version)
        if let have = rooms[place].viewsOf, have == wanted { return }
        let old = rooms[place].views
        rooms[place].views = machine.partitionsToRead.map { partition in
            old.first { $0.partition == partition } ?? Room.View(partition: partition, log: bus.place(of: partition))
        }
        rooms[place].viewsOf = wanted
    }

    private mutating func look(_ place: Int, _ view: Int, _ machine: OfficeMachine) -> [OfficeInput] {
        let sight = rooms[place].views[view]
        guard bus.logs[sight.log].stamp != sight.seen else { return [] }
        guard sight.hiddenUntil <= clock.now else {
            rooms[place].peekAt = min(rooms[place].peekAt ?? sight.hiddenUntil, sight.hiddenUntil)
            return []
        }
        noteOtherLog(place, sight, machine)
        let end = bus.logs[sight.log].end
        let reader = machine.reader(of: sight.partition)
        let from = reader.fetchOffset ?? 0
        guard from <= end else { return [.logLost(sight.partition)] }
        if from < end, luck.strikes(.slowPartition) {
            let until = clock.now + .seconds(Int64(1 + luck.below(120, for: .slowPartition)))
            rooms[place].views[view].hiddenUntil = until
            rooms[place].peekAt = min(rooms[place].peekAt ?? until, until)
            return []
        }
        if sight.partition.topic == .direct(rooms[place].office) { rooms[place].newFrom[sight.partition] = reader.next }
        let last = min(from + 100, end)
        var inputs: [OfficeInput] = bus.logs[sight.log].records[Int(from)..<Int(last)].map { .record($0) }
        if last == end {
            inputs.append(.endReached(sight.partition, offset: end))
            rooms[place].views[view].seen = bus.logs[sight.log].stamp
        }
        return inputs
    }

    /// Takes a step and commits it, or dies in between; answers go to whoever asked.
    mutating func step(_ place: Int, _ inputs: [OfficeInput]) -> [Result<JSONValue, Refusal>]? {
        guard rooms[place].isRunning else { return nil }
        guard clock.now >= rooms[place].diskFullUntil else {
            // What was fetched is not taken, and is fetched again.
            rooms[place].lookAgain()
            return nil
        }
        if luck.strikes(.diskFull) {
            let seconds = 5 + luck.below(300, for: .diskFull)
            rooms[place].diskFullUntil = clock.now + .seconds(Int64(seconds))
            rooms[place].freeSince = rooms[place].diskFullUntil
            rooms[place].lookAgain()
            story.tell(clock, rooms[place].name, "fault", "has a full disk for \(seconds) s")
            return nil
        }
        // Taken out, not copied: a process that dies in between has lost it anyway.
        guard var machine = rooms[place].machine.take() else { return nil }
        rooms[place].countListed(before: inputs)
        do {
            let result = try machine.step(
                inputs, clocks: rooms[place].clocks(at: clock.now), ledger: rooms[place].ledger, chance: &chance)
            rooms[place].machine = consume machine
            checks.parksPoison(inputs, result.commit, rooms[place], clock)
            noteHeard(inputs, result, at: place)
            return try finish(place, result, inputs)
        } catch {
            checks.fail("S4", "\(rooms[place].name) cannot write its ledger: \(error)", at: clock)
            return nil
        }
    }

    private mutating func finish(
        _ place: Int, _ result: StepResult, _ inputs: [OfficeInput]
    ) throws -> [Result<JSONValue, Refusal>]? {
        let hasNews = !result.commit.isEmpty
        checks.heard(inputs, result, in: &rooms[place], clock)
        if hasNews, luck.strikes(.crashBeforeCommit) {
            crash(place, "before its commit", pause: pause(for: .crashBeforeCommit))
            return nil
        }
        if hasNews {
            checks.committing(result.commit, in: rooms[place], registry, clock)
            judgeAdoption(place, result.commit)
            histories.take(.committing(HistoryCommit(result.commit)), of: rooms[place].history)
            try rooms[place].ledger.apply(result.commit)
            histories.take(.committed(rooms[place].ledger.journalEnd()), of: rooms[place].history)
            checks.committed(result.commit, in: rooms[place], clock)
            checks.learned(inputs, result.commit, in: &rooms[place])
            rooms[place].noteOpened(result.commit)
            for letter in result.commit.incoming where !letter.envelope.leaf.stream.topic.isBroadcast {
                rooms[place].owedAcks.insert(letter.envelope.leaf.stream)
            }
            for stream in result.commit.outStreams { rooms[place].lastWord[stream.name] = clock.now }
            rooms[place].lowestVersion = rooms[place].machine?.book.version ?? 0
            tell(result.commit, in: place)
        }
        for partition in result.restarts {
            for view in rooms[place].views.indices where rooms[place].views[view].partition == partition {
                rooms[place].views[view].seen = 0
            }
        }
        if let stop = result.stop { end(place, stop) }
        if hasNews, luck.strikes(.crashAfterCommit) {
            crash(place, "after its commit", pause: pause(for: .crashAfterCommit))
            // Whoever asked learns nothing; what was committed stays.
            return nil
        }
        return result.answers.map(\.answer)
    }

    private mutating func pause(for fault: Fault) -> Span { .seconds(Int64(1 + luck.below(60, for: fault))) }

    private mutating func end(_ place: Int, _ stop: StopReason) {
        rooms[place].stop = stop
        rooms[place].operatorAt = clock.now + .minutes(Int64(5 + dice.below(600)))
        checks.stopped(rooms[place], stop, clock)
        checks.stoppedRightly(rooms[place], stop, clock)
        story.tell(clock, rooms[place].name, "process", "stops: \(stop)")
    }

    private mutating func tell(_ commit: Commit, in place: Int) {
        guard story.isFull else { return }
        let who = rooms[place].name
        for letter in commit.incoming {
            let leaf = letter.envelope.leaf
            story.detail(
                clock, who, "letter",
                "\(letter.disposition.rawValue) \(leaf.type) \(leaf.stream)#\(leaf.number) of \(leaf.caseID) "
                    + letter.reason)
        }
        for change in commit.redisposed {
            story.detail(
                clock, who, "letter", "\(change.disposition.rawValue) at last: \(change.stream)#\(change.number)")
        }
        for letter in commit.outgoing {
            let leaf = letter.envelope.leaf
            story.detail(
                clock, who, "letter", "numbers \(leaf.type) \(leaf.stream)#\(leaf.number) of \(leaf.caseID)")
        }
        for letter in commit.waiting {
            story.detail(clock, who, "letter", "keeps \(letter.leaf.type) of \(letter.leaf.caseID) for its stream")
        }
        for alarm in commit.alarms { story.detail(clock, who, "alarm", "\(alarm.code): \(alarm.text)") }
    }

    /// Publishes what is ready; true when anything was.
    mutating func publish(_ place: Int) -> Bool {
        // A relay that gets nothing out pauses; what it would try meanwhile fails all the same.
        guard rooms[place].isRunning, clock.now >= bus.awayUntil, var machine = rooms[place].machine.take() else {
            return false
        }
        var batch: [Transmission] = []
        do {
            batch = try machine.transmissions(
                limit: 200, clocks: rooms[place].clocks(at: clock.now), ledger: rooms[place].ledger,
                chance: &chance)
        } catch {
            checks.fail("S4", "\(rooms[place].name) cannot read its ledger: \(error)", at: clock)
        }
        if let publication = HistoryPublication(batch, by: machine.writer) {
            histories.take(.published(publication), of: rooms[place].history)
        }
        checks.spoke(batch, in: &rooms[place], machine, clock)
        let dies = !batch.isEmpty && luck.strikes(.crashWhilePublishing)
        let sent = dies ? batch.prefix(luck.below(batch.count, for: .crashWhilePublishing)) : batch[...]
        for transmission in sent {
            tell(transmission, of: place)
            checks.publishing(transmission, in: &rooms[place], machine, clock)
            if !accept(transmission) { machine.publicationFailed(transmission.purpose) }
        }
        rooms[place].machine = machine
        if dies { crash(place, "while publishing", pause: pause(for: .crashWhilePublishing)) }
        return !batch.isEmpty
    }

    private mutating func tell(_ transmission: Transmission, of place: Int) {
        let leaf = transmission.envelope.leaf
        story.detail(
            clock, rooms[place].name, "send",
            "sends \(leaf.type) \(leaf.stream)#\(leaf.number) to \(transmission.partition)"
                + (leaf.number == 0
                    ? " " + String(decoding: transmission.envelope.body.prefix(300), as: UTF8.self) : ""))
    }

    /// The broker takes a record, with its faults; what it says is not always what it did.
    private mutating func accept(_ transmission: Transmission) -> Bool {
        spring(transmission)
        if luck.strikes(.refusedRecord) { return false }
        if luck.strikes(.lostRecord) { return true }
        let headers = transmission.envelope.headers
        put(transmission.partition, headers: headers, value: transmission.envelope.body)
        checks.persisted(transmission)
        checks.stands(transmission, at: bus.logs[bus.place(of: transmission.partition)].end - 1)
        if luck.strikes(.possiblyPersisted) { return false }
        if luck.strikes(.repeatedRecord) {
            put(transmission.partition, headers: headers, value: transmission.envelope.body)
        }
        return true
    }
}
