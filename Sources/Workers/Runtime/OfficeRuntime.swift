package import Casework
package import Contracts
import Dispatch
package import Exchange
import Histories
package import Logging
package import Offices
import Synchronization

/// One running office: the pure machine over its ledger, on a thread of its own.
///
/// What arrives together is committed together; nobody is answered and nothing is sent before the commit is on disk.
package actor OfficeRuntime {
    private var machine: OfficeMachine {
        didSet { seen.withLock { $0 = machine } }
    }
    /// The machine for those who only look: they do not wait for the transaction that is being written.
    private nonisolated let seen: Mutex<OfficeMachine>
    private var ledger: any LedgerStoring
    private let clock: OfficeClock
    private let logger: Logger
    private var chance: Chance
    private var waiting: [WaitingInput] = []
    private var isFlushing = false
    /// True until the first letters after an unclean end are done: they are handled one at a time (rule 24).
    package private(set) var isCautious: Bool
    private var triedLetters = false
    private let onDocuments: @Sendable ([SignedDocument]) -> Void
    private let onEvidence: EvidenceListener
    private let history: (any HistoryRecording)?
    private let thread: OwnThread
    /// Rings after each commit, for the relay.
    package nonisolated let bell = Bell()
    /// Rings after each transaction, for the one who reads what was written.
    package nonisolated let commits = Bell()
    /// Set by a transaction that erased contents, until somebody who keeps copies clears it.
    package nonisolated let erasures = ErasureMark()
    /// Why this office stopped for good; nil while it runs.
    package private(set) var stopReason: StopReason?
    /// Why the ledger could not be written last; nil once it could again.
    package private(set) var ledgerTrouble: String?
    /// What the bus said last when it was away; nil while it answers.
    package private(set) var busTrouble: String?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private struct WaitingInput {
        let input: OfficeInput
        let continuation: CheckedContinuation<Result<JSONValue, Refusal>, Never>
    }

    /// Hears of records about evidence files, of cases to which files came, and whether contents of a case were destroyed.
    package typealias EvidenceListener =
        @Sendable (_ arrivals: [EvidenceArrival], _ cases: [CaseID], _ hasErased: Bool) -> Void

    /// A runtime over an opened ledger; `endedUncleanly` makes the first letters be handled one at a time (rule 24), and
    /// `onDocuments` gets all documents of the registrar whenever a new one was accepted (rule 26). `history` is told what
    /// happens, when there is one.
    package init(
        machine: OfficeMachine, ledger: sending any LedgerStoring, clock: OfficeClock, chance: Chance,
        endedUncleanly: Bool, logger: Logger, history: (any HistoryRecording)? = nil,
        onDocuments: @escaping @Sendable ([SignedDocument]) -> Void = { _ in },
        onEvidence: @escaping EvidenceListener = { _, _, _ in }
    ) {
        self.machine = machine
        seen = Mutex(machine)
        self.ledger = ledger
        self.clock = clock
        self.chance = chance
        self.logger = logger
        isCautious = endedUncleanly
        self.onDocuments = onDocuments
        self.onEvidence = onEvidence
        self.history = history
        thread = OwnThread(name: "office")
    }

    deinit {
        thread.stop()
    }

    // MARK: In

    /// What an intake must do after a batch.
    package struct IntakeDirections: Sendable {
        /// Partitions to read anew from the log's start.
        package var restarts: [BusPartition] = []
        /// The partitions to read, when they changed.
        package var assignment: [(partition: BusPartition, offset: Int64?)]?

        /// True when reading simply goes on.
        var isEmpty: Bool { restarts.isEmpty && (assignment ?? []).isEmpty }
    }

    /// The partitions to read now and where each begins.
    package func assignment() -> [(partition: BusPartition, offset: Int64?)] {
        machine.partitionsToRead.map { ($0, machine.reader(of: $0).fetchOffset) }
    }

    /// Handles a batch from the bus in one transaction.
    ///
    /// - Throws: when the ledger cannot be written; the batch had no effect and is to be given again.
    package func ingest(_ events: [BusEvent]) throws -> IntakeDirections {
        var inputs: [OfficeInput] = []
        var directions = IntakeDirections()
        let before = machine.partitionsToRead
        for event in events where stopReason == nil {
            switch event {
            case .record(let record):
                busTrouble = nil
                // Behind a restart the rest of the partition's batch is of the old log.
                guard !directions.restarts.contains(record.partition) else { continue }
                if isCautious { try ingestAlone(record, &directions) } else { inputs.append(.record(record)) }
            case .end(let partition, let offset):
                busTrouble = nil
                inputs.append(.endReached(partition, offset: offset))
            case .lost(let partition): inputs.append(.logLost(partition))
            case .trouble(let text): busTrouble = text
            case .returned: break
            }
        }
        // A stopped machine takes nothing any more; its process ends.
        guard stopReason == nil else { return directions }
        if !inputs.isEmpty { try commit(inputs, &directions) }
        // The first batches of a start bring the directory and claims: care ends behind the first letters.
        if isCautious, triedLetters { isCautious = false }
        let after = machine.partitionsToRead
        if after != before {
            let new = after.filter { !before.contains($0) }
            directions.assignment = new.map { ($0, machine.reader(of: $0).fetchOffset) }
        }
        return directions
    }

    /// After an unclean end each letter is tried alone, with the attempt on disk before it; the third attempt parks it.
    private func ingestAlone(_ record: BusRecord, _ directions: inout IntakeDirections) throws {
        guard let candidate = machine.candidate(in: record) else {
            return try commit([.record(record)], &directions)
        }
        let attempts = try ledger.attempts(stream: candidate.stream, number: candidate.number)
        guard attempts < 2 else {
            logger.error(
                "a letter that ended the process before is parked",
                metadata: ["stream": "\(candidate.stream)", "number": "\(candidate.number)"])
            triedLetters = true
            return try commit([.poison(record)], &directions)
        }
        try ledger.noteAttempt(stream: candidate.stream, number: candidate.number)
        try commit([.record(record)], &directions)
        triedLetters = true
    }

    /// The bus was away: every position is checked against the log again before anything new is read (rule 39).
    package func checkPositionsAgain() -> [(partition: BusPartition, offset: Int64?)] {
        machine.probeAgain()
        return assignment()
    }

    private func commit(_ inputs: [OfficeInput], _ directions: inout IntakeDirections) throws {
        let result = try step(inputs)
        directions.restarts += result.restarts
    }

    /// Takes an officer's order, a replay or a discard; orders that arrive together share one commit.
    package func submit(_ input: OfficeInput) async -> Result<JSONValue, Refusal> {
        if let stopReason { return .failure(OfficeRuntime.stopped(stopReason)) }
        return await withCheckedContinuation { continuation in
            waiting.append(WaitingInput(input: input, continuation: continuation))
            guard !isFlushing else { return }
            isFlushing = true
            Task { self.flush() }
        }
    }

    private func flush() {
        isFlushing = false
        let batch = waiting
        waiting = []
        guard !batch.isEmpty else { return }
        do {
            let inputs = batch.map(\.input)
            let result = try step(inputs)
            if let history {
                let told = HistoryAnswer.told(inputs, result)
                if !told.isEmpty { history.record(.told(told)) }
            }
            var answers: [Int: Result<JSONValue, Refusal>] = [:]
            for answer in result.answers { answers[answer.input] = answer.answer }
            for (index, input) in batch.enumerated() {
                input.continuation.resume(returning: answers[index] ?? .failure(OfficeRuntime.unwritten("stopped")))
            }
        } catch {
            for input in batch { input.continuation.resume(returning: .failure(OfficeRuntime.unwritten("\(error)"))) }
        }
    }

    /// Time passed: deadlines ring, a bounded number of them.
    ///
    /// - Returns: whether more are due already.
    @discardableResult
    package func tick() throws -> Bool {
        guard stopReason == nil else { return false }
        _ = try step([.tick])
        return machine.hasMoreRungs
    }

    private func step(_ inputs: [OfficeInput]) throws -> StepResult {
        var next = machine
        do {
            var result = try next.step(inputs, clocks: clock.now(), ledger: ledger, chance: &chance)
            try write(result.commit)
            let phaseBefore = machine.phase
            machine = next
            ledgerTrouble = nil
            if machine.phase != phaseBefore { tellPhase() }
            if !result.commit.documents.isEmpty { onDocuments(try ledger.documents()) }
            if !result.evidence.isEmpty || !result.commit.evidence.isEmpty || !result.commit.erasures.isEmpty {
                onEvidence(result.evidence, result.commit.evidence, !result.commit.erasures.isEmpty)
            }
            if let stop = result.stop {
                stopReason = stop
                logger.critical("this office stops", metadata: ["reason": "\(stop)"])
            }
            for record in result.commit.quarantined {
                logger.notice(
                    "record quarantined",
                    metadata: [
                        "reason": "\(record.reason)", "at": "\(record.partition)@\(record.offset)",
                        "claims": "\(record.claimed)",
                    ])
            }
            for letter in result.commit.incoming where letter.disposition != .effect {
                logger.notice(
                    "letter without effect",
                    metadata: [
                        "stream": "\(letter.envelope.leaf.stream)#\(letter.envelope.leaf.number)",
                        "disposition": "\(letter.disposition.rawValue)", "reason": "\(letter.reason)",
                    ])
            }
            for alarm in result.commit.alarms {
                logger.warning("alarm", metadata: ["code": "\(alarm.code)", "text": "\(alarm.text)"])
            }
            if !result.commit.erasures.isEmpty { erasures.set() }
            if !result.commit.isEmpty { commits.ring() }
            bell.ring()
            OfficeRuntime.letGo(of: &result.commit)
            return result
        } catch {
            ledgerTrouble = "\(error)"
            logger.error("the ledger could not be written", metadata: ["error": "\(error)"])
            throw error
        }
    }

    /// Writes a commit; a history hears of it before and after.
    private func write(_ commit: Commit) throws {
        guard !commit.isEmpty else { return }
        guard let history else { return try ledger.apply(commit) }
        history.record(.committing(HistoryCommit(commit)))
        do {
            try ledger.apply(commit)
        } catch {
            history.record(.failed)
            throw error
        }
        history.record(.committed(try ledger.journalEnd()))
    }

    private func tellPhase() {
        logger.info("phase", metadata: ["phase": "\(machine.phase)", "writer": "\(machine.writer)"])
    }

    /// Taking a big commit apart is work for another thread than the ledger's: it holds some hundred thousand values.
    private static func letGo(of commit: inout Commit) {
        let done = commit
        commit = Commit(machineTime: done.machineTime, officialTime: done.officialTime)
        guard done.incoming.count >= 64 else { return }
        disposal.async { withExtendedLifetime(done) {} }
    }

    private static let disposal = DispatchQueue(label: "done-commits")

    // MARK: Out

    /// The next records to publish.
    package func transmissions(limit: Int) throws -> [Transmission] {
        guard stopReason == nil else { return [] }
        let batch = try machine.transmissions(
            limit: limit, clocks: OfficeClock.relaying(), ledger: ledger, chance: &chance)
        if let history, let publication = HistoryPublication(batch, by: machine.writer) {
            history.record(.published(publication))
        }
        return batch
    }

    /// Sends records about evidence files; one that does not arrive is asked for again.
    package func post(_ posts: [EvidencePost]) {
        guard !posts.isEmpty else { return }
        machine.post(posts)
        bell.ring()
    }

    /// These were not published.
    package func publicationFailed(_ purposes: [Transmission.Purpose]) {
        // On a copy: those who look are given the machine behind each change, and need see one here, not thousands.
        var next = machine
        for purpose in purposes { next.publicationFailed(purpose) }
        machine = next
    }

    // MARK: Looking

    /// The machine as the last step left it, a value.
    package nonisolated func snapshot() async -> OfficeMachine { seen.withLock { $0 } }

    /// The machine with the roots of all lists at its positions (rule 34).
    package func standing() throws -> (machine: OfficeMachine, roots: [Checkpoint.ListRoot]) {
        (machine, try ledger.listRoots())
    }

    /// Moves the pause between two checkpoints, for demonstrations and tests.
    package func setCheckpointPause(_ pause: Span) { machine.checkpointPause = pause }

    /// The last stop was clean: the next start need not be careful (rule 24).
    package func noteCleanStop() throws {
        let now = clock.now()
        var commit = Commit(machineTime: now.machine, officialTime: now.official)
        commit.settings = [(.cleanStop, "1")]
        try write(commit)
        history?.record(.stop(.clean))
    }

    private static func stopped(_ reason: StopReason) -> Refusal {
        Refusal(code: "SUPERSEDED", text: "本机关的台账已被更新的进程取代，不再受理：\(reason)", basis: nil, field: nil)
    }

    private static func unwritten(_ reason: String) -> Refusal {
        Refusal(
            code: "LEDGER_UNAVAILABLE", text: "台账暂时无法写入，操作未生效，请稍后以同一请求编号重试（\(reason)）。", basis: nil, field: nil)
    }
}
