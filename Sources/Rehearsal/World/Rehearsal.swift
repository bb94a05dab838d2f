package import Casework
package import Contracts
import Exchange
import Offices
import Signing

/// A whole network of offices in one thread: the real machines over a simulated bus, disk and clock, from one seed.
package struct Rehearsal: Sendable {
    /// What decides everything.
    package let seed: UInt64
    /// How often what goes wrong.
    package let rates: FaultRates
    /// The clock.
    package private(set) var clock: Clockwork
    /// What happened, in order.
    package internal(set) var story = Story()

    var bus = SimulatedBus()
    var offices: [OfficeID: SimulatedOffice] = [:]
    let ids: [OfficeID]
    var registry: SimulatedRegistry
    let rules: RuleSet
    var dice: Dice
    var chance: Chance
    var checks: Checks
    var isHealed = false
    /// Turns without any movement: whoever waits for something that does not come is asked ever more seldom.
    private var idleTurns = 0
    var nextStrike = Rehearsal.dawn + .minutes(5)

    /// A network at its start; `rules` is the rule set in force everywhere.
    package init(seed: UInt64, rates: FaultRates, rules: RuleSet) {
        var dice = Dice(seed: seed)
        self.seed = seed
        self.rates = rates
        self.rules = rules
        clock = Clockwork(start: Rehearsal.dawn)
        chance = Chance(dice.split())
        ids = Rehearsal.names.compactMap { OfficeID($0) }
        registry = SimulatedRegistry(offices: ids, at: clock.now, dice: &dice)
        checks = Checks()
        self.dice = dice
        for id in ids { offices[id] = SimulatedOffice(id: id) }
        publishDocuments()
        for id in ids { start(id) }
    }

    /// 2026-07-01 10:00 in Asia/Shanghai, within the calendar.
    static let dawn = Moment(milliseconds: 1_782_871_200_000)

    static let names = [
        "510100-customs", "510100-cyberspace", "510100-market-regulation", "510100-police", "510100-procuratorate",
        "510100-tax", "510104-market-regulation", "510104-police",
    ]

    // MARK: Processes

    /// The registrar's documents lie on the directory topic, as its program keeps them there.
    mutating func publishDocuments() {
        let partition = BusPartition(topic: .directory, partition: 0)
        guard bus.end(of: partition) == 0 else { return }
        for document in registry.documents { bus.append(partition, headers: [], value: document.bytes) }
    }

    /// Starts a process over what is on disk: epoch raised, instance drawn (rule 8).
    mutating func start(_ id: OfficeID) {
        guard var office = offices[id], office.machine == nil, let key = registry.keys[id] else { return }
        guard office.ledger.setting(.supersededBy) == nil else { return }
        let epoch = office.ledger.setting(.epoch).flatMap { UInt64($0) } ?? 0
        let clocks = office.clocks(at: clock.now)
        var commit = Commit(machineTime: clocks.machine, officialTime: clocks.official)
        commit.settings = [(.epoch, String(epoch + 1)), (.office, id.description)]
        var book = DirectoryBook(namespace: registry.namespace, pinned: registry.pinned)
        _ = book.acceptAll(Array(registry.documents.prefix(1)), verifying: ToyVerifier())
        do {
            try office.ledger.apply(commit)
            office.machine = try OfficeMachine(
                office: id, namespace: registry.namespace, writer: Writer(epoch: epoch + 1, instance: dice.next()),
                signer: ToySigner(office: id, key: key), verifier: EnvelopeVerifier(ToyVerifier()),
                rootVerifier: ToyVerifier(),
                book: book, rules: rules, ledger: office.ledger)
        } catch {
            checks.fail("start", "\(id) cannot start: \(error)", at: clock)
        }
        office.downUntil = nil
        office.stop = nil
        office.toldEnds = [:]
        offices[id] = office
        story.tell(clock, id, "starts with epoch \(epoch + 1)")
    }

    /// The process is gone; what was committed stays. It starts again by itself after `pause`.
    mutating func crash(_ id: OfficeID, _ why: String, pause: Span) {
        guard offices[id]?.machine != nil else { return }
        offices[id]?.machine = nil
        offices[id]?.downUntil = clock.now + pause
        story.tell(clock, id, "dies (\(why)), back in \(pause.milliseconds / 1000) s")
    }

    // MARK: Time

    /// Runs for so long: whoever has something to do does it, faults strike, officers work.
    package mutating func run(for span: Span, workload: inout Workload) {
        let end = clock.now + span
        while clock.now < end, checks.isClean {
            let moved = turn(&workload)
            advance(moved: moved, until: end)
        }
    }

    /// One turn of everybody; true when anything moved.
    private mutating func turn(_ workload: inout Workload) -> Bool {
        var moved = false
        if !isHealed { strike() }
        for id in ids {
            restartWhenDue(id)
            guard offices[id]?.isRunning ?? false else { continue }
            if read(id) { moved = true }
            if publish(id) { moved = true }
        }
        if workload.work(&self) { moved = true }
        return moved
    }

    private mutating func advance(moved: Bool, until end: Moment) {
        if moved {
            idleTurns = 0
            return clock.advance(to: min(end, clock.now + .milliseconds(Int64(50 + dice.below(400)))))
        }
        idleTurns = min(idleTurns + 1, 6)
        var next = clock.now + .minutes(10)
        for id in ids {
            guard let office = offices[id] else { continue }
            if let until = office.downUntil { next = min(next, until) }
            guard office.isRunning, let machine = office.machine else { continue }
            let rung = office.ledger.nextRung()
            guard clock.now >= bus.awayUntil else {
                next = min(next, bus.awayUntil, rung ?? next)
                continue
            }
            let wake = machine.nextWake(after: office.clocks(at: clock.now).machine, rung: rung)
            next = min(next, wake - office.skew)
        }
        clock.advance(to: min(end, max(next, clock.now + .milliseconds(200 << idleTurns))))
    }

    private mutating func restartWhenDue(_ id: OfficeID) {
        guard let until = offices[id]?.downUntil, clock.now >= until else { return }
        start(id)
    }

    // MARK: One office

    /// Reads what there is and takes one step; true when there was anything.
    private mutating func read(_ id: OfficeID) -> Bool {
        guard var office = offices[id], let machine = office.machine else { return false }
        var inputs: [OfficeInput] = []
        if clock.now >= bus.awayUntil {
            for partition in machine.partitionsToRead { inputs += fetch(partition, machine, &office) }
        }
        let hasRecords = !inputs.isEmpty
        inputs.append(.tick)
        offices[id] = office
        _ = step(id, inputs)
        return hasRecords
    }

    private mutating func fetch(
        _ partition: BusPartition, _ machine: OfficeMachine, _ office: inout SimulatedOffice
    ) -> [OfficeInput] {
        guard bus.slowUntil(partition, for: office.id, at: clock.now) == nil else { return [] }
        let end = bus.end(of: partition)
        let from = machine.reader(of: partition).fetchOffset ?? 0
        guard from <= end else { return [.logLost(partition)] }
        guard from < end || office.toldEnds[partition] != end else { return [] }
        if !isHealed, dice.happens(rates.slowPartition) {
            bus.slowDown(partition, for: office.id, until: clock.now + .seconds(Int64(1 + dice.below(120))))
            return []
        }
        let records = bus.records(partition).dropFirst(Int(from)).prefix(100)
        var inputs: [OfficeInput] = records.map { .record($0) }
        if Int(from) + records.count == Int(end) {
            inputs.append(.endReached(partition, offset: end))
            office.toldEnds[partition] = end
        }
        return inputs
    }

    /// Takes a step and commits it, or dies in between; answers go to whoever asked.
    mutating func step(_ id: OfficeID, _ inputs: [OfficeInput]) -> [Result<JSONValue, Refusal>]? {
        guard var office = offices[id], var machine = office.machine, office.stop == nil else { return nil }
        if clock.now < office.diskFullUntil { return nil }
        let before = office.ledger
        do {
            let result = try machine.step(
                inputs, clocks: office.clocks(at: clock.now), ledger: before, chance: &chance)
            let hasNews = !result.commit.isEmpty
            if hasNews, !isHealed, dice.happens(rates.crashBeforeCommit) {
                crash(id, "before its commit", pause: .seconds(Int64(1 + dice.below(60))))
                return nil
            }
            if hasNews, !isHealed, dice.happens(rates.diskFull) {
                offices[id]?.diskFullUntil = clock.now + .seconds(Int64(5 + dice.below(300)))
                story.tell(clock, id, "has a full disk")
                return nil
            }
            try office.ledger.apply(result.commit)
            checks.committed(result.commit, at: id, before: before, clock)
            office.machine = machine
            office.stop = result.stop
            for partition in result.restarts { office.toldEnds[partition] = nil }
            offices[id] = office
            if let stop = result.stop { story.tell(clock, id, "stops: \(stop)") }
            if hasNews, !isHealed, dice.happens(rates.crashAfterCommit) {
                crash(id, "after its commit", pause: .seconds(Int64(1 + dice.below(60))))
            }
            return result.answers.map(\.answer)
        } catch {
            checks.fail("S4", "\(id) cannot write its ledger: \(error)", at: clock)
            return nil
        }
    }

    /// Publishes what is ready; true when anything was.
    private mutating func publish(_ id: OfficeID) -> Bool {
        guard var office = offices[id], var machine = office.machine, office.stop == nil else { return false }
        // A relay that gets nothing out pauses; what it would try meanwhile fails all the same.
        guard clock.now >= bus.awayUntil else { return false }
        let batch: [Transmission]
        do {
            batch = try machine.transmissions(
                limit: 200, at: office.clocks(at: clock.now).machine, ledger: office.ledger, chance: &chance)
        } catch {
            checks.fail("S4", "\(id) cannot read its ledger: \(error)", at: clock)
            return false
        }
        let dies = !isHealed && !batch.isEmpty && dice.happens(rates.crashWhilePublishing)
        let sent = dies ? batch.prefix(dice.below(batch.count)) : batch[...]
        for transmission in sent {
            checks.published(transmission, by: office, clock)
            if !accept(transmission) { machine.publicationFailed(transmission.purpose) }
        }
        office.machine = machine
        offices[id] = office
        if dies { crash(id, "while publishing", pause: .seconds(Int64(1 + dice.below(60)))) }
        return !batch.isEmpty
    }

    /// The broker takes a record, with its faults; what it says is not always what it did.
    private mutating func accept(_ transmission: Transmission) -> Bool {
        let headers = transmission.envelope.headers
        let body = transmission.envelope.body
        if !isHealed {
            if dice.happens(rates.refusedRecord) { return false }
            if dice.happens(rates.lostRecord) { return true }
            if dice.happens(rates.possiblyPersisted) {
                bus.append(transmission.partition, headers: headers, value: body)
                return false
            }
            if dice.happens(rates.repeatedRecord) {
                bus.append(transmission.partition, headers: headers, value: body)
            }
        }
        bus.append(transmission.partition, headers: headers, value: body)
        return true
    }
}
