import Casework
import Contracts
import Exchange
import Offices
import Synchronization
import Workers

/// What a benchmark sees of a running office: counts and moments of its commits, told only after they are on disk.
final class LedgerMeter: Sendable {
    /// How far the office has come.
    struct Count: Sendable {
        /// Numbers of peers' streams that are disposed.
        var letters = 0
        /// Those with an effect.
        var effects = 0
        /// Transactions that disposed letters.
        var transactions = 0
        /// Next offset of each partition of `lists`, by its number.
        var next = [Int64](repeating: 0, count: Topic.lists.partitionCount)
        /// When the first letter was handed to the office.
        var firstLetter: ContinuousClock.Instant?
        /// When the last commit with a letter was on disk.
        var lastLetter: ContinuousClock.Instant?
        /// How long the intake waited for the bus since the first letter.
        var waited = Duration.zero
        /// Letters and processor seconds of the office's thread when its first and last commit with a letter were done.
        var busy: (first: (letters: Int, seconds: Double), last: (letters: Int, seconds: Double))?
        /// Deadline rungs on disk, and the transactions that held them.
        var rungs = 0
        var ringings = 0
        /// When the first of them was begun and the last one was on disk.
        var firstRung: ContinuousClock.Instant?
        var lastRung: ContinuousClock.Instant?
        /// The longest time from the question which rungs are due until they were on disk.
        var longestRinging = Duration.zero
        /// Acknowledged ranges of our direct streams, each when it was on disk.
        var deliveries: [(last: UInt64, at: ContinuousClock.Instant)] = []
        /// How far each of our streams is acknowledged, by its name.
        var acknowledged: [StreamName: UInt64] = [:]
        /// Evidence files that came whole.
        var wholeFiles = 0
    }

    private let state = Mutex(Count())
    private let onCase: @Sendable (CaseFile) -> Void

    /// A meter; `onCase` is told each case that is on disk.
    init(onCase: @escaping @Sendable (CaseFile) -> Void = { _ in }) {
        self.onCase = onCase
    }

    /// How far the office has come.
    var count: Count { state.withLock { $0 } }

    /// Processor microseconds of the office's thread for a letter, behind the first commit; 0 while there was one only.
    var microsecondsOfThread: Double {
        guard let busy = count.busy, busy.last.letters > busy.first.letters else { return 0 }
        return (busy.last.seconds - busy.first.seconds) * 1e6 / Double(busy.last.letters - busy.first.letters)
    }

    /// Letters disposed; cheaper than the whole count.
    var letters: Int { state.withLock { $0.letters } }

    /// Next offset of a partition of `lists`.
    func next(_ partition: Int) -> Int64 { state.withLock { $0.next[partition] } }

    /// A commit is on disk.
    func note(_ commit: Commit) {
        let now = ContinuousClock.now
        let seconds = ThreadTime.now()
        for file in commit.cases { onCase(file) }
        state.withLock { state in
            for reader in commit.readers where reader.partition.topic == .lists {
                state.next[reader.partition.partition] = reader.next
            }
            for delivery in commit.deliveries {
                state.deliveries.append((delivery.to, now))
                state.acknowledged[delivery.stream] = delivery.to
            }
            state.wholeFiles += commit.journal.count { $0.note.hasSuffix(OfficeMachine.isWholeNote) }
            guard !commit.incoming.isEmpty else { return }
            state.letters += commit.incoming.count
            state.effects += commit.incoming.count { $0.disposition == .effect }
            state.transactions += 1
            state.lastLetter = now
            let mark = (state.letters, seconds)
            state.busy = (state.busy?.first ?? mark, mark)
        }
    }

    /// Rungs are on disk that were asked for at `begin`.
    func note(rungs: Int, since begin: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.rungs += rungs
            state.ringings += 1
            if state.firstRung == nil { state.firstRung = begin }
            state.lastRung = now
            state.longestRinging = max(state.longestRinging, now - begin)
        }
    }

    /// The bus brought something after a wait.
    func note(_ events: [BusEvent], since begin: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        state.withLock { state in
            if state.firstLetter != nil {
                state.waited += now - begin
            } else if events.contains(where: LedgerMeter.isLetter) {
                state.firstLetter = now
            }
        }
    }

    private static func isLetter(_ event: BusEvent) -> Bool {
        guard case .record(let record) = event else { return false }
        return record.partition.topic == .lists
    }
}

/// An inlet that tells a meter what it brings.
struct MeteredInlet: BusInlet {
    let base: any BusInlet
    let meter: LedgerMeter

    func assign(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws { try await base.assign(starts) }

    func add(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws { try await base.add(starts) }

    func poll(limit: Int, within bound: Duration) async -> [BusEvent] {
        let begin = ContinuousClock.now
        let events = await base.poll(limit: limit, within: bound)
        meter.note(events, since: begin)
        return events
    }

    func wake() { base.wake() }

    func close(within bound: Duration) async { await base.close(within: bound) }
}

/// A ledger that tells a meter what was written.
final class MeteredLedger: LedgerStoring {
    private var base: any LedgerStoring
    private let meter: LedgerMeter
    private let asked = Mutex<ContinuousClock.Instant?>(nil)

    init(_ base: any LedgerStoring, _ meter: LedgerMeter) {
        self.base = base
        self.meter = meter
    }

    func apply(_ commit: Commit) throws {
        try base.apply(commit)
        meter.note(commit)
        let rungs = commit.journal.count { $0.kind == .rung }
        if rungs > 0, let begin = asked.withLock({ $0 }) { meter.note(rungs: rungs, since: begin) }
    }

    func noteAttempt(stream: StreamName, number: UInt64) throws {
        try base.noteAttempt(stream: stream, number: number)
    }

    var publicLog: any LogReading { base.publicLog }
    func setting(_ name: SettingName) throws -> String? { try base.setting(name) }
    func outStreams() throws -> [OutStream] { try base.outStreams() }
    func inStreams() throws -> [InStream] { try base.inStreams() }
    func readers() throws -> [PartitionReader] { try base.readers() }
    func documents() throws -> [SignedDocument] { try base.documents() }
    func blockedCases() throws -> [String] { try base.blockedCases() }
    func caseFile(_ id: CaseID) throws -> CaseFile? { try base.caseFile(id) }
    func holdings(of id: CaseID) throws -> CaseHoldings { try base.holdings(of: id) }

    func wasErased(_ id: CaseID) throws -> Bool { try base.wasErased(id) }
    func listEntries(of subject: String) throws -> [CaseFile] { try base.listEntries(of: subject) }
    func cases(after id: CaseID?, limit: Int) throws -> [CaseFile] { try base.cases(after: id, limit: limit) }

    func incomingHash(stream: StreamName, number: UInt64) throws -> Digest? {
        try base.incomingHash(stream: stream, number: number)
    }

    func incomingEnvelopes(stream: StreamName, numbers: ClosedRange<UInt64>) throws -> [Envelope] {
        try base.incomingEnvelopes(stream: stream, numbers: numbers)
    }

    func knowsLetter(_ id: LetterID) throws -> Bool { try base.knowsLetter(id) }
    func heldBack(caseID: String) throws -> [HeldBackLetter] { try base.heldBack(caseID: caseID) }

    func heldBack(stream: StreamName, number: UInt64) throws -> HeldBackLetter? {
        try base.heldBack(stream: stream, number: number)
    }

    func exceptions(stream: StreamName) throws -> StreamExceptions { try base.exceptions(stream: stream) }

    func outgoingHead(stream: StreamName, number: UInt64) throws -> Digest? {
        try base.outgoingHead(stream: stream, number: number)
    }

    func outgoing(
        stream: StreamName, numbers: ClosedRange<UInt64>
    ) throws -> [(envelope: Envelope, recordKey: String)] {
        try base.outgoing(stream: stream, numbers: numbers)
    }

    func waiting(stream: StreamName) throws -> [WaitingLetter] { try base.waiting(stream: stream) }
    func streamsWithWaiting() throws -> [StreamName] { try base.streamsWithWaiting() }
    func hasEmission(_ key: String) throws -> Bool { try base.hasEmission(key) }
    func answer(orderID: String) throws -> OrderAnswer? { try base.answer(orderID: orderID) }

    func casesWithOpenDeadlines(after id: CaseID?, limit: Int) throws -> [CaseID] {
        try base.casesWithOpenDeadlines(after: id, limit: limit)
    }

    func dueRungs(at now: Moment, limit: Int) throws -> [(caseID: CaseID, rung: DeadlineRung)] {
        asked.withLock { $0 = .now }
        return try base.dueRungs(at: now, limit: limit)
    }

    func nextRung() throws -> Moment? { try base.nextRung() }
    func attempts(stream: StreamName, number: UInt64) throws -> Int {
        try base.attempts(stream: stream, number: number)
    }
    func nextWaiting(stream: StreamName, limit: Int) throws -> [WaitingLetter] {
        try base.nextWaiting(stream: stream, limit: limit)
    }
    func waiting(stream: StreamName, caseID: String) throws -> [WaitingLetter] {
        try base.waiting(stream: stream, caseID: caseID)
    }
    func listRoots() throws -> [Checkpoint.ListRoot] { try base.listRoots() }
    func listShares() throws -> [ListShare] { try base.listShares() }
    func listRanges(_ share: ListShare) throws -> ListRanges? { try base.listRanges(share) }
    func listStanding(_ entry: CaseID) throws -> ListStanding? { try base.listStanding(entry) }
    func listStandings(_ place: ListPlace) throws -> [ListStanding] { try base.listStandings(place) }
    func inspectLists(after place: ListPlace?, entries: Int) throws -> ListInspection {
        try base.inspectLists(after: place, entries: entries)
    }
    func refold(_ entry: CaseID) throws -> RefoldedEntry { try base.refold(entry) }
}
