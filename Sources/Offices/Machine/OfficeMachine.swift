package import Casework
package import Contracts
package import Exchange

/// One office as a step machine: the letter protocol and the desk joined, without input, output, clock or chance of
/// its own.
///
/// The shell gives inputs, writes the commit, and only then answers and sends. A step is taken on a copy: when the
/// commit cannot be written the copy is dropped and nothing happened.
package struct OfficeMachine: Sendable {
    /// How far the start has come (rule 9).
    package enum Phase: Hashable, Sendable {
        /// The directory topic is read to its end.
        case readingDirectory
        /// `checkpoints` is read to its end.
        case readingCheckpoints
        /// Our claim is on its way.
        case claiming
        /// Streams open one by one; letters are sent.
        case serving
        /// Another process is newer, or a stream forked.
        case stopped
    }

    /// The office.
    package let office: OfficeID
    /// The namespace.
    package let namespace: String
    /// The running process's writer.
    package private(set) var writer: Writer
    /// How far the start has come.
    package internal(set) var phase = Phase.readingDirectory
    /// Accepted directory versions.
    package internal(set) var book: DirectoryBook
    /// The rule set in use.
    package internal(set) var rules: RuleSet
    /// Our streams.
    package internal(set) var outStreams = StreamTable<OutStream>()
    /// Peers' streams.
    package internal(set) var inStreams = StreamTable<InStream>()
    /// Positions in the bus.
    package internal(set) var readers: [BusPartition: PartitionReader] = [:]
    /// What happened since the start, for metrics.
    package internal(set) var counters = OfficeCounters()

    var claims = Claims()
    var signer: any RootSigning
    var verifier: any EnvelopeVerifying
    let rootVerifier: any RootVerifying
    let sealer: any BodySealing
    var blockedCases: Set<String>
    var isRestored: Bool
    /// This process began over a restored ledger.
    let wasRestored: Bool
    var claimPause = Pause(first: .seconds(3), longest: .minutes(1))
    var isClaimGranted = false
    var sentPositions = RecentIDs()
    var returnsOwed: [ReturnDebt] = []
    var resendsOwed: [ReturnDebt] = []
    var rulesVersion: UInt64 = 0
    /// The document that they were read from.
    var rulesTaken: SignedDocument?
    var caughtUp: Set<BusPartition> = []
    var lastCheckpoint: Moment?
    var lastFullCheckpoint: Moment?
    var checkpointIsDue = true
    /// So many letters of a broadcast stream are numbered and not read back yet before others wait without a number.
    package var slice: UInt64 = 1000
    /// Between two checkpoints while something changes.
    package var checkpointPause = Span.minutes(1)
    var hasAnnounced = false
    /// What was told of this office's own troubles, and when letters that wait were last looked at.
    var troublesTold: Set<String> = []
    var lastWatch: Moment?
    /// Recovered letters that wait for their case to come back, `stream#number` by case.
    var forgotten: [String: [String]] = [:]
    /// How far a retired office has gone through its cases in this run, and whether it is through.
    var handoverCursor: CaseID?
    var hasHandedOver = false
    /// How far the open deadlines were counted by the present calendar, and by which; nil before it was asked.
    var recounting = DeadlineRecount()
    /// Rungs that were due at the last tick and could not ring: their letters cannot be sealed yet.
    var stuckRungs = 0
    /// Whether rungs are due behind those of the last tick: the next one need not wait.
    package internal(set) var hasMoreRungs = false
    /// What salts are made from; nil before the first claim of the ledger is granted.
    var emissionSecret: EmissionSecret?
    var equivocationsTold: Set<String> = []
    /// Peers' streams whose last letter was `bus.streamEnd` (rule 40); only asked, never walked.
    var endedStreams: Set<StreamName> = []
    /// Running counts of handoffs, and what was told of our own in this run.
    package internal(set) var handoffs = HandoffCounts()
    var handoffsStated: [OfficeID: HandoffStatement] = [:]
    /// Offices that are asked after a restore what numbers this ledger forgot (rules 12 and 13); only asked, never walked.
    var owesNumbers: Set<OfficeID> = []
    /// Whether letters that wait for a key are to be tried again: at the start, and under another directory.
    var hasNewKeys = true
    /// Records about evidence files on their way out.
    var evidenceOwed: [EvidencePost] = []
    /// Broadcast streams of ours that are open and have letters which wait for a number.
    var slices: Set<StreamName> = []
    /// What people lately removed from our lists.
    var removals = RemovalTally()
    /// The log of publications that a credit feed keeps, and what this office has seen of others'.
    package internal(set) var log = PublicLog()
    /// How equal our lists are to those of others.
    package internal(set) var lists = ListWatch()

    /// A machine over what the ledger has; `writer` is the epoch already raised and the instance drawn (rule 8).
    package init(
        office: OfficeID, namespace: String, writer: Writer, signer: any RootSigning,
        verifier: any EnvelopeVerifying, rootVerifier: any RootVerifying, sealer: any BodySealing, book: DirectoryBook,
        rules: RuleSet, ledger: some LedgerReading
    ) throws {
        self.office = office
        self.namespace = namespace
        self.writer = writer
        self.signer = signer
        self.verifier = verifier
        self.rootVerifier = rootVerifier
        self.sealer = sealer
        self.book = book
        self.rules = rules
        // Whatever a stream was in the process before, in this one it is closed until its reader answers.
        for stream in try ledger.outStreams() { outStreams[stream.name] = stream.asStored }
        for stream in try ledger.streamsWithWaiting() where outStreams[stream] == nil {
            outStreams[stream] = OutStream(name: stream)
        }
        for stream in try ledger.inStreams() { inStreams[stream.name] = stream.asStored }
        for reader in try ledger.readers() { readers[reader.partition] = reader.asStored }
        for stream in inStreams.values where try OfficeMachine.hasEnded(stream, ledger) {
            endedStreams.insert(stream.name)
        }
        blockedCases = Set(try ledger.blockedCases())
        wasRestored = try ledger.setting(.restored) != nil
        isRestored = wasRestored
        emissionSecret = try ledger.setting(.emissionSecret).flatMap { EmissionSecret($0) }
        handoffs = HandoffCounts(
            given: try ledger.setting(.handoffsGiven).flatMap { JSONValue.parsed(Array($0.utf8)) },
            heard: try ledger.setting(.handoffsHeard).flatMap { JSONValue.parsed(Array($0.utf8)) })
        removals = RemovalTally(try ledger.setting(.listRemovals).flatMap { JSONValue.parsed(Array($0.utf8)) })
        if let kept = try ledger.setting(.forgotten).flatMap({ JSONValue.parsed(Array($0.utf8)) }) {
            for member in kept.object ?? [] {
                forgotten[member.name] = (member.value.array ?? []).compactMap(\.string)
            }
        }
        log = try PublicLog(ledger)
        if let kept = try ledger.setting(.claims).flatMap({ JSONValue.parsed(Array($0.utf8)) }) {
            claims = Claims(kept: kept)
        }
        // A restored directory position must not hide the documents before it: the book comes from ledger and file.
        for document in try ledger.documents() { _ = takeDocument(document) }
    }

    /// Takes the inputs in order and returns the one transaction that they make.
    package mutating func step(
        _ inputs: [OfficeInput], clocks: Clocks, ledger: any LedgerReading, chance: inout Chance
    ) throws -> StepResult {
        var work = Workspace(ledger: ledger, clocks: clocks, chance: chance)
        defer { chance = work.chance }
        drawnSecret(&work)
        for (index, input) in inputs.enumerated() where work.stop == nil {
            try take(input, index: index, &work)
        }
        try advancePhase(&work)
        if let stop = work.stop { try recordStop(stop, &work) }
        try finish(&work)
        var result = StepResult(commit: work.commit)
        result.answers = work.answers
        result.restarts = work.restarts
        result.evidence = work.evidence
        result.stop = work.stop
        return result
    }

    private mutating func take(_ input: OfficeInput, index: Int, _ work: inout Workspace) throws {
        switch input {
        case .record(let record): try take(record, &work)
        case .poison(let record):
            work.isPoison = true
            try take(record, &work)
            work.isPoison = false
        case .endReached(let partition, let offset): reachEnd(partition, offset, &work)
        case .logLost(let partition): restart(partition, &work)
        case .order(let order): work.answers.append((index, try answer(order, &work)))
        case .replay(let stream, let number, let officer):
            work.answers.append((index, try replay(stream, number, by: officer, &work)))
        case .discard(let stream, let number, let reason, let officer):
            work.answers.append((index, try discard(stream, number, reason: reason, by: officer, &work)))
        case .confirmRecovered(let id, let officer):
            work.answers.append((index, try confirmRecovered(id, by: officer, &work)))
        case .confirmRemovals(let list, let count, let reason, let officer):
            let answer = confirmRemovals(of: list, count: count, reason: reason, by: officer, &work)
            work.answers.append((index, answer))
        case .proceedWithout(let offices, let officer):
            work.answers.append((index, proceed(without: offices, by: officer, &work)))
        case .evidence(let note):
            take(note, &work)
            work.answers.append((index, .success(.object([]))))
        case .watch(let name, let reason, let subjects, let officer):
            work.answers.append((index, watch(name, reason, subjects, by: officer, &work)))
        case .unwatch(let id, let officer):
            work.answers.append((index, unwatch(id, by: officer, &work)))
        case .tick:
            try recountDeadlines(&work)
            try ringDueRungs(&work)
            try rememberForgotten(&work)
            try watch(&work)
            try watchLists(&work)
            try retrySealed(&work)
            try handCasesOver(&work)
        }
    }

    /// A writer above every epoch seen, for a restored ledger (rule 10). Above the highest number there is none: whoever
    /// claimed that one had our key, and the claim that stands stops this process.
    mutating func raise(above epoch: UInt64) {
        writer = Writer(epoch: epoch == .max ? epoch : epoch + 1, instance: writer.instance)
    }

    /// The directory in force.
    package var directory: DirectoryDocument? { book.newest }

    /// The stream of a sender on a partition of the topic's present generation.
    func streamName(of sender: OfficeID, _ topic: Topic, partition: Int) -> StreamName {
        streamName(of: sender, on: busPartition(topic, partition))
    }

    /// The stream of a sender on a partition.
    func streamName(of sender: OfficeID, on partition: BusPartition) -> StreamName {
        StreamName(
            namespace: namespace, office: sender, topic: partition.topic, generation: partition.generation,
            partition: partition.partition)
    }

    /// The partition of a topic in its present generation.
    func busPartition(_ topic: Topic, _ partition: Int) -> BusPartition {
        BusPartition(topic: topic, generation: directory?.generation(of: topic) ?? 1, partition: partition)
    }

    /// The partitions to read in this phase: the directory, then `checkpoints`, then all (rule 9).
    package var partitionsToRead: [BusPartition] {
        var partitions = [BusPartition(topic: .directory, partition: 0)]
        guard phase != .readingDirectory else { return partitions }
        partitions.append(busPartition(.checkpoints, 0))
        guard phase != .readingCheckpoints else { return partitions }
        for topic in [.direct(office)] + Topic.broadcast {
            partitions += generations(of: topic).flatMap { partitionsOf(topic, generation: $0) }
        }
        return partitions
    }

    /// All generations of a topic, the newest last: older ones are read on, for what late joiners have not seen.
    func generations(of topic: Topic) -> ClosedRange<Int> { 1...(directory?.generation(of: topic) ?? 1) }

    /// The partitions of a topic in one generation.
    func partitionsOf(_ topic: Topic, generation: Int) -> [BusPartition] {
        let count = directory?.partitionCount(of: topic, generation: generation) ?? topic.partitionCount
        return (0..<count).map { BusPartition(topic: topic, generation: generation, partition: $0) }
    }

    /// Every position is to be checked again before anything new is read (rule 39).
    package mutating func probeAgain() {
        for partition in readers.keys.sorted() { readers[partition]?.probeAgain() }
    }

    /// Where fetching of a partition begins.
    package func reader(of partition: BusPartition) -> PartitionReader {
        readers[partition] ?? PartitionReader(partition: partition)
    }
}

/// Letters that are owed to a peer which lost them, or missed them.
struct ReturnDebt: Hashable, Sendable {
    let to: OfficeID
    let stream: StreamName
    var from: UInt64
    let through: UInt64
}

/// The ids of our last control records, so that one of our own writer which we did not send is noticed (rule 14).
struct RecentIDs: Sendable {
    private var ids: Set<LetterID> = []
    private var order: [LetterID] = []

    mutating func insert(_ id: LetterID) {
        ids.insert(id)
        order.append(id)
        if order.count > 20_000 {
            for old in order.prefix(10_000) { ids.remove(old) }
            order.removeFirst(10_000)
        }
    }

    func contains(_ id: LetterID) -> Bool { ids.contains(id) }
}

/// Counts since the start, for metrics and `status`.
package struct OfficeCounters: Hashable, Sendable {
    /// Letters with an effect.
    package var effects: UInt64 = 0
    /// Letters refused by the domain.
    package var refusals: UInt64 = 0
    /// Numbered letters quarantined.
    package var quarantined: UInt64 = 0
    /// Letters parked.
    package var parked: UInt64 = 0
    /// Records that used no number: unreadable, unverified.
    package var rejected: UInt64 = 0
    /// Second copies.
    package var duplicates: UInt64 = 0
    /// Records of stale writers.
    package var stale: UInt64 = 0
    /// Equivocations and forks.
    package var equivocations: UInt64 = 0
    /// Orders with effect.
    package var orders: UInt64 = 0
    /// Orders refused.
    package var ordersRefused: UInt64 = 0
    /// Letters published again.
    package var republished: UInt64 = 0
    /// Acknowledgements read.
    package var acknowledgements: UInt64 = 0
    /// Rungs rung.
    package var rungs: UInt64 = 0

    /// Nothing counted yet.
    package init() {}
}
