internal import Crdkafka
package import Logging

/// Publishes records in the order given and tells for each what became of it.
///
/// It lives on a thread of its own, so a broker that is away blocks nobody. Several calls of `publish` may be under
/// way: records leave in the order of the calls. A client of the C library that met a fatal error is thrown away and
/// made anew; the records it held are told as failures to try again, and the caller publishes them again in order.
package actor KafkaProducer {
    private let settings: KafkaSettings
    private let telemetry: Telemetry
    private let bell: Bell
    private let thread: PollThread
    private let patience: Duration
    private var handle: KafkaHandle?
    private var batches: [UInt: Batch] = [:]
    private var unsent: [UInt] = []
    private var lastBatch: UInt = 0
    private var isClosed = false
    /// Topics that the present client was asked about.
    private var introduced: Set<String> = []
    /// How often a client had to be made anew; for metrics.
    package private(set) var recoveries = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Makes a producer; brokers need not be there yet. A record may wait `patience` for its acknowledgement before it
    /// is told as failed; `onStatistics` gets the C library's statistics (JSON) when `statistics.interval.ms` is set.
    /// Throws when the C library refuses the settings.
    package init(
        settings: KafkaSettings, logger: Logger, patience: Duration = .seconds(60),
        onStatistics: (@Sendable (String) -> Void)? = nil
    ) throws(KafkaFailure) {
        self.settings = settings
        self.patience = patience
        telemetry = Telemetry(logger: logger, onStatistics: onStatistics)
        bell = Bell()
        handle = try KafkaHandle(.producer, settings: settings, bell: bell)
        thread = PollThread(name: "kafka-producer", bell: bell)
        thread.whenIdle { [weak self] in self?.assumeIsolated { $0.turn() } ?? .rest }
    }

    deinit {
        thread.stop()
    }

    /// Publishes the records in order and returns one result for each, in the same order: its offset (-1 when the
    /// broker had it already from an earlier try), or why it failed.
    ///
    /// It returns when every record has its report, at the latest after `bound` (`patience` unless given). A failure
    /// with `isUnknown` may lie on the bus all the same.
    package func publish(
        _ records: [KafkaOutgoing], within bound: Duration? = nil
    ) async -> [Result<Int64, KafkaFailure>] {
        guard !records.isEmpty else { return [] }
        guard !isClosed else {
            return Array(repeating: .failure(.closed("publish")), count: records.count)
        }
        precondition(records.count <= Batch.limit, "more records in one call than a ticket can number")
        let deadline = ContinuousClock.now + (bound ?? patience)
        return await withCheckedContinuation { answer in
            lastBatch += 1
            batches[lastBatch] = Batch(number: lastBatch, records: records, deadline: deadline, answer: answer)
            unsent.append(lastBatch)
            pump()
        }
    }

    /// How many records wait for their report.
    package var inFlight: Int { batches.values.reduce(0) { $0 + $1.missing } }

    /// Waits for what is under way, at most this long, then gives up on the rest and releases the client; it never
    /// takes much longer than the bound, whatever the brokers do.
    package func close(within bound: Duration) async -> KafkaClosing {
        isClosed = true
        let deadline = ContinuousClock.now + bound
        let flushed = ContinuousClock.now + bound * 0.7
        while !batches.isEmpty, handle != nil, ContinuousClock.now < flushed {
            serve(waiting: min(.milliseconds(100), flushed - ContinuousClock.now))
        }
        abandonAll(KafkaFailure.closed("publish"))
        guard let handle else { return .clean }
        self.handle = nil
        return handle.destroy(within: deadline - ContinuousClock.now)
    }

    /// What the thread does between jobs.
    private func turn() -> PollThread.Idle {
        guard !isClosed else { return .rest }
        serve(waiting: batches.isEmpty ? .seconds(1) : .milliseconds(100))
        return .again
    }

    private func serve(waiting bound: Duration) {
        pump()
        guard let handle else { return }
        var wait = bound
        // A bounded number at a time, so that new calls are not kept waiting by a flood of reports.
        for _ in 0..<64 {
            guard
                let event = KafkaEvent.next(
                    on: handle.queue, within: wait, client: handle.raw, telemetry: telemetry)
            else { break }
            wait = .zero
            guard take(event) else { return }
        }
        expire()
    }

    /// False when the client was lost with this event.
    private func take(_ event: KafkaEvent) -> Bool {
        switch event {
        case .reports(let reports):
            let fatal = reports.first { if case .failure(let failure) = $0.outcome { failure.isFatal } else { false } }
            for report in reports where fatal == nil || !KafkaProducer.isLost(report) {
                settle(report.ticket, report.outcome)
            }
            guard case .failure(let failure)? = fatal?.outcome else { return true }
            recover(failure)
            return false
        case .failure(_, let failure):
            telemetry.note(failure)
            guard failure.isFatal else { return true }
            recover(failure)
            return false
        case .record, .endReached, .handled:
            return true
        }
    }

    /// Reports of a client that is lost: its records fail together, in `recover`.
    private static func isLost(_ report: KafkaEvent.DeliveryReport) -> Bool {
        guard case .failure(let failure) = report.outcome else { return false }
        return failure.isFatal || failure.code == RD_KAFKA_RESP_ERR__PURGE_QUEUE.rawValue
            || failure.code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT.rawValue
    }

    private func settle(_ ticket: UInt, _ outcome: Result<Int64, KafkaFailure>) {
        let number = Batch.number(of: ticket)
        guard let batch = batches[number] else { return }
        batch.settle(Batch.index(of: ticket), outcome)
        guard batch.missing == 0 else { return }
        batches[number] = nil
        batch.answerNow()
    }

    /// Hands waiting records to the client, in order, until it is full.
    private func pump() {
        if handle == nil, !isClosed { renew() }
        while let number = unsent.first, let handle {
            guard let batch = batches[number], batch.sent < batch.records.count else {
                unsent.removeFirst()
                continue
            }
            if batch.sent == 0 { introduce(batch.records) }
            let ticket = batch.ticket(batch.sent)
            guard let failure = handle.produce(batch.records[batch.sent], ticket: ticket) else {
                batch.sent += 1
                continue
            }
            guard failure.code != RD_KAFKA_RESP_ERR__QUEUE_FULL.rawValue else { return }
            guard !failure.isFatal else { return recover(failure) }
            batch.sent += 1
            settle(ticket, .failure(failure))
        }
    }

    private func introduce(_ records: [KafkaOutgoing]) {
        var new: [String] = []
        for record in records where introduced.insert(record.partition.topic).inserted {
            new.append(record.partition.topic)
        }
        handle?.introduce(new, telemetry)
    }

    /// A record that waits too long takes the client with it: only so is it certain that the old client will not
    /// send it later, after the caller has published it again.
    private func expire() {
        let now = ContinuousClock.now
        guard batches.values.contains(where: { $0.deadline <= now }) else { return }
        recover(KafkaFailure(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "publish", detail: "no acknowledgement in time"))
    }

    private func recover(_ failure: KafkaFailure) {
        telemetry.logger.notice("the producer is made anew: \(failure)", metadata: ["in-flight": "\(inFlight)"])
        recoveries += 1
        handle = nil
        abandonAll(failure)
        if !isClosed { renew() }
    }

    private func renew() {
        introduced = []
        do {
            handle = try KafkaHandle(.producer, settings: settings, bell: bell)
        } catch {
            telemetry.logger.error("the producer cannot be made anew: \(error)")
            abandonAll(error)
        }
    }

    private func abandonAll(_ failure: KafkaFailure) {
        let lost = batches.values.sorted { $0.number < $1.number }
        batches = [:]
        unsent = []
        for batch in lost {
            batch.abandon(failure)
            batch.answerNow()
        }
    }
}
