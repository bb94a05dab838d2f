package import Casework
import Contracts
import Exchange
import Histories
import Offices
import Signing

/// A whole network of offices in one thread: the real machines over a simulated bus, disk and clock, from one seed.
package struct Network: Sendable {
    /// What a network is made of.
    package struct Plan: Sendable {
        /// What decides everything.
        package var seed: UInt64
        /// How often what goes wrong.
        package var rates = FaultRates()
        /// Faults that are left out, every other one staying where it was.
        package var without: Set<Fault> = []
        /// The offices, by id; the usual eight when nothing is said.
        var offices: [String] = Network.names
        /// Faults at stated occasions instead of by chance.
        var misfortune: Misfortune.Plan?
        /// The rule set in force at first.
        package var rules: RuleSet
        /// Its documents, from which other rules are made in mid-case; none for no change of rules.
        package var documents: [RuleDocument] = []
        /// Tells every order and letter.
        package var tellsAll = false

        /// A network of the usual offices.
        package init(seed: UInt64, rules: RuleSet) {
            self.seed = seed
            self.rules = rules
        }
    }

    let plan: Plan
    /// The clock.
    package internal(set) var clock: Clockwork
    /// What happened, in order.
    package internal(set) var story: Story

    var bus = SimulatedBus()
    var rooms: [Room] = []
    let ids: [OfficeID]
    var registry: SimulatedRegistry
    var luck: Misfortune
    /// Latencies and pauses.
    var dice: Dice
    var chance: Chance
    var checks = Checks()
    /// What the real processes would write with `--history`, held to the same rules.
    var histories = HistoryCheck()
    var villain: Villain
    /// Letters that end the process that handles them.
    var poison: Set<PoisonedLetter> = []
    /// Machines that were cloned just now, as the places of original and clone.
    var cloned: [(original: Int, clone: Int)] = []
    /// Records that nobody of the network put on the bus.
    var forged: Set<RecordPlace> = []
    var isHealed = false
    /// Rows of lists were changed by hand, one at a time, before any fault.
    var hasSpoiltRows = false
    /// What the forger waits for.
    var ambush: Ambush?
    /// The first signature over each letter.
    var firstSignatures: [Digest: Envelope] = [:]
    /// What official time has run ahead of machine time.
    var lead = Span.seconds(0)
    var nextStrike = Network.dawn + .minutes(5)

    /// A network at its start.
    package init(_ plan: Plan) {
        var dice = Dice(seed: plan.seed)
        self.plan = plan
        clock = Clockwork(start: Network.dawn)
        story = Story(isFull: plan.tellsAll)
        chance = Chance(dice.split())
        ids = plan.offices.compactMap { OfficeID($0) }
        luck = Misfortune(
            seed: dice.next(), rates: plan.rates, without: plan.without, plan: plan.misfortune)
        villain = Villain(seed: dice.next())
        registry = SimulatedRegistry(
            offices: ids, villain: villain.office, documents: plan.documents, at: clock.now, dice: &dice)
        self.dice = dice
        for id in ids { rooms.append(Room(office: id, history: histories.open(id.description))) }
        publishDocuments()
        for place in rooms.indices { start(place) }
    }

    /// 2026-07-01 10:00 in Asia/Shanghai, within the calendar.
    static let dawn = Moment(milliseconds: 1_782_871_200_000)

    static let names = [
        "510100-customs", "510100-cyberspace", "510100-market-regulation", "510100-police", "510100-procuratorate",
        "510100-tax", "510104-market-regulation", "510104-police",
    ]

    /// One more county office, so that two have a superior in common, and the office that keeps the public log.
    static let widerNames = names + ["510105-market-regulation", "510100-credit-platform"]

    /// And one of another province, so that an entry can be pushed to it.
    static let widestNames = widerNames + ["420100-market-regulation"]

    // MARK: Looking

    /// The rooms of an office, the original first.
    func rooms(of id: OfficeID) -> [Int] { rooms.indices.filter { rooms[$0].office == id } }

    /// The room in which an office runs, or would if it were not down; nil when all its processes have stopped.
    func liveRoom(of id: OfficeID) -> Int? {
        let own = rooms(of: id)
        return own.first { rooms[$0].isRunning } ?? own.first { rooms[$0].isAlive }
    }

    /// The ledger that counts for an office.
    func ledger(of id: OfficeID) -> MemoryLedger? { liveRoom(of: id).map { rooms[$0].ledger } }

    /// The machine that counts for an office.
    func machine(of id: OfficeID) -> OfficeMachine? { liveRoom(of: id).flatMap { rooms[$0].machine } }

    /// The registrar's newest word.
    var directory: DirectoryDocument { registry.newest }

    // MARK: Processes

    /// The registrar's documents lie on the directory topic, as its program keeps them there.
    mutating func publishDocuments() {
        let partition = BusPartition(topic: .directory, partition: 0)
        let place = bus.place(of: partition)
        guard bus.logs[place].records.isEmpty else { return }
        for document in registry.documents { put(partition, headers: [], value: document.bytes) }
    }

    /// Starts a process over what is on disk: epoch raised, instance drawn (rule 8).
    mutating func start(_ place: Int) {
        let id = rooms[place].office
        guard rooms[place].machine == nil, let key = registry.keys[id] else { return }
        guard rooms[place].ledger.setting(.supersededBy) == nil else { return }
        let epoch = (rooms[place].ledger.setting(.epoch).flatMap { UInt64($0) } ?? 0) + 1
        let clocks = rooms[place].clocks(at: clock.now)
        var commit = Commit(machineTime: clocks.machine, officialTime: clocks.official)
        commit.settings = [(.epoch, String(epoch)), (.office, id.description)]
        var book = DirectoryBook(namespace: registry.namespace, pinned: registry.pinned)
        _ = book.acceptAll(Array(registry.documents.prefix(1)), verifying: ToyVerifier())
        let found = rooms[place].ledger.journalEnd()
        do {
            try rooms[place].ledger.apply(commit)
            var machine = try OfficeMachine(
                office: id, namespace: registry.namespace, writer: Writer(epoch: epoch, instance: dice.next()),
                signer: ToySigner(office: id, key: key), verifier: EnvelopeVerifier(ToyVerifier()),
                rootVerifier: ToyVerifier(), sealer: ToySealer(office: id), book: book,
                rules: registry.ruleSet(knownTo: rooms[place].ledger) ?? plan.rules, ledger: rooms[place].ledger)
            // So few that letters wait for their numbers in many seeds.
            machine.slice = 3
            histories.take(
                .start(try HistoryStart(machine, found: found, ledger: rooms[place].ledger)), of: rooms[place].history)
            rooms[place].machine = machine
        } catch {
            checks.fail("start", "\(rooms[place].name) cannot start: \(error)", at: clock)
        }
        rooms[place].downUntil = nil
        rooms[place].stop = nil
        rooms[place].operatorAt = nil
        rooms[place].beginRun(at: clock.now)
        rooms[place].begun = beginning(of: place)
        if let writer = rooms[place].machine?.writer { checks.started(rooms[place], writer, clock) }
        rooms[place].forgetViews()
        rooms[place].wakeAt = clock.now
        story.tell(clock, rooms[place].name, "process", "starts with epoch \(epoch)")
    }

    /// The process is gone; what was committed stays. It starts again by itself after `pause`.
    mutating func crash(_ place: Int, _ why: String, pause: Span) {
        guard rooms[place].isRunning else { return }
        rooms[place].machine = nil
        rooms[place].downUntil = clock.now + pause
        rooms[place].wakeAt = clock.now + pause
        story.tell(
            clock, rooms[place].name, "process", "dies (\(why)), back in \(pause.milliseconds / 1000) s")
    }

    // MARK: The bus

    /// A record reaches the log; whoever reads the partition finds it a moment later.
    mutating func put(_ partition: BusPartition, headers: [RecordHeader], value: [UInt8]) {
        bus.append(partition, headers: headers, value: value)
        for place in rooms.indices where rooms[place].isRunning {
            if case .direct(let reader) = partition.topic, reader != rooms[place].office { continue }
            rooms[place].wakeAt = min(rooms[place].wakeAt, clock.now + .milliseconds(Int64(20 + dice.below(400))))
        }
    }
}
