internal import Crdkafka
package import Logging
import Synchronization

/// Reads partitions that are assigned by hand, from positions the caller keeps.
///
/// It lives on a thread of its own; a call that comes while `poll` waits ends that wait. There is no group, no
/// rebalance and no commit but a hint for lag tools.
package actor KafkaConsumer {
    private let telemetry: Telemetry
    private let bell: Bell
    private let thread: PollThread
    private let isWoken: WakeFlag
    private var handle: KafkaHandle?
    /// Where each assigned partition goes on: one past the last record handed over.
    private var positions: [KafkaPartition: KafkaPosition] = [:]
    /// Topics that the client was asked about.
    private var introduced: Set<String> = []
    /// A batch ends when it holds this many bytes, so that its memory is bounded whatever the records are.
    private let byteLimit = 8 << 20

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Makes a consumer that reads nothing yet; brokers need not be there. `onStatistics` gets the C library's
    /// statistics (JSON) when `statistics.interval.ms` is set. Throws when the C library refuses the settings.
    package init(
        settings: KafkaSettings, logger: Logger, onStatistics: (@Sendable (String) -> Void)? = nil
    ) throws(KafkaFailure) {
        telemetry = Telemetry(logger: logger, onStatistics: onStatistics)
        bell = Bell()
        isWoken = WakeFlag()
        handle = try KafkaHandle(.consumer, settings: settings, bell: bell)
        thread = PollThread(name: "kafka-consumer", bell: bell)
    }

    deinit {
        thread.stop()
    }

    /// Reads exactly these partitions from now on, each from its start.
    package func assign(_ starts: [KafkaPartitionStart]) throws(KafkaFailure) {
        try remove(Array(positions.keys))
        try add(starts)
    }

    /// Reads these partitions too; one that is read already begins again at the new start.
    package func add(_ starts: [KafkaPartitionStart]) throws(KafkaFailure) {
        let new = Dictionary(starts.map { ($0.partition, $0) }) { _, last in last }
        try remove(new.keys.filter { positions[$0] != nil })
        guard let handle else { throw .closed("assign partitions") }
        let topics = Set(new.keys.map(\.topic)).subtracting(introduced)
        introduced.formUnion(topics)
        handle.introduce(topics.sorted(), telemetry)
        let list = PartitionList(new.values.sorted { $0.partition < $1.partition })
        let refusal = take(rd_kafka_incremental_assign(handle.raw, list.raw), "assign \(new.count) partition(s)")
        if let refusal { throw refusal }
        for start in new.values { positions[start.partition] = start.position }
    }

    /// Reads these partitions no more.
    package func remove(_ partitions: [KafkaPartition]) throws(KafkaFailure) {
        guard let handle else { throw .closed("let go of partitions") }
        let known = partitions.filter { positions[$0] != nil }.sorted()
        guard !known.isEmpty else { return }
        for partition in known { positions[partition] = nil }
        let list = PartitionList(known.map { KafkaPartitionStart($0, at: .beginning) })
        let refusal = take(
            rd_kafka_incremental_unassign(handle.raw, list.raw), "let go of \(known.count) partition(s)")
        if let refusal { throw refusal }
        handle.settleAssignment()
    }

    /// Where reading of each assigned partition goes on, ordered by partition; what a watchdog compares with the
    /// high watermarks.
    package var assignment: [KafkaPartitionStart] {
        positions.sorted { $0.key < $1.key }.map { KafkaPartitionStart($0.key, at: $0.value) }
    }

    /// What has come in, in order within each partition: at most `limit` events, as soon as there is one, at the
    /// latest after `bound`, then possibly none. It also ends on `wake` and when another call waits.
    package func poll(max limit: Int, within bound: Duration) -> [KafkaConsumerEvent] {
        guard let handle else { return [.failed(.closed("poll"))] }
        let deadline = ContinuousClock.now + bound
        var events: [KafkaConsumerEvent] = []
        var bytes = 0
        while events.count < limit, bytes < byteLimit {
            let wait = events.isEmpty ? deadline - ContinuousClock.now : .zero
            guard
                let event = KafkaEvent.next(
                    on: handle.queue, within: wait, client: handle.raw, telemetry: telemetry)
            else {
                // An early end of the wait may be a bell that rang for an older call: only a reason ends it.
                let isOver = ContinuousClock.now >= deadline || thread.hasWaitingJobs || isWoken.isSet
                if isOver || !events.isEmpty { break }
                continue
            }
            if let (told, size) = heard(event) {
                events.append(told)
                bytes += size
            }
        }
        isWoken.clear()
        return events
    }

    /// Ends a waiting `poll` at once, or the next one; may be called from anywhere.
    package nonisolated func wake() {
        isWoken.raise()
        bell.ring()
    }

    /// The oldest offset the partition keeps and the one its next record will get.
    package func watermarks(
        _ partition: KafkaPartition, within bound: Duration = .seconds(5)
    ) throws(KafkaFailure) -> (low: Int64, high: Int64) {
        let attempt = "ask for the watermarks of \(partition)"
        guard let handle else { throw .closed(attempt) }
        var low: Int64 = 0
        var high: Int64 = 0
        let wait = Int32(bound.inMilliseconds)
        try check(
            rd_kafka_query_watermark_offsets(handle.raw, partition.topic, partition.number, &low, &high, wait), attempt)
        return (low, high)
    }

    /// How many partitions the topic has.
    package func partitionCount(
        _ topic: String, within bound: Duration = .seconds(5)
    ) throws(KafkaFailure) -> Int {
        guard let handle else { throw .closed("ask for the partitions of \(topic)") }
        return try handle.partitionCount(topic, within: bound)
    }

    /// Shows the positions to lag tools by committing them under `group.id`; nothing waits for it and nothing rests
    /// on it.
    package func commitHint(_ next: [KafkaPartition: Int64]) throws(KafkaFailure) {
        guard let handle else { throw .closed("show positions") }
        let list = PartitionList(next.map { KafkaPartitionStart($0.key, at: .offset($0.value)) })
        try check(rd_kafka_commit(handle.raw, list.raw, 1), "show positions to lag tools")
    }

    /// Releases the client; it never takes much longer than the bound, whatever the brokers do.
    package func close(within bound: Duration) -> KafkaClosing {
        positions = [:]
        guard let handle else { return .clean }
        self.handle = nil
        return handle.destroy(within: bound)
    }

    /// The event as it is told, with its size in bytes; nil for what does not concern the caller.
    private func heard(_ event: KafkaEvent) -> (KafkaConsumerEvent, Int)? {
        switch event {
        case .record(let record):
            guard positions[record.partition] != nil else { return nil }
            positions[record.partition] = .offset(record.offset + 1)
            return (.record(record), (record.key?.count ?? 0) + (record.value?.count ?? 0) + 128)
        case .endReached(let partition):
            return positions[partition] == nil ? nil : (.endReached(partition), 0)
        case .failure(let partition?, let failure):
            return positions[partition] == nil ? nil : (.partitionFailed(partition, failure), 0)
        case .failure(nil, let failure):
            telemetry.note(failure)
            return (.failed(failure), 0)
        case .reports, .handled:
            return nil
        }
    }
}

/// Remembers that someone asked for a waiting poll to end.
final class WakeFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func raise() { flag.store(true, ordering: .releasing) }

    func clear() { flag.store(false, ordering: .releasing) }
}

/// The C library's list of partitions with positions.
struct PartitionList: ~Copyable {
    let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ starts: [KafkaPartitionStart]) {
        raw = rd_kafka_topic_partition_list_new(Int32(starts.count))
        for start in starts {
            // The library adds or ends the process; without an entry a position would be lost, and letters with it.
            guard
                let entry = rd_kafka_topic_partition_list_add(raw, start.partition.topic, start.partition.number)
            else { preconditionFailure("librdkafka added no partition to its list") }
            switch start.position {
            case .beginning: entry.pointee.offset = Int64(RD_KAFKA_OFFSET_BEGINNING)
            case .offset(let offset): entry.pointee.offset = offset
            }
        }
    }

    deinit {
        rd_kafka_topic_partition_list_destroy(raw)
    }
}

extension KafkaHandle {
    /// Waits until partitions that were let go have stopped: librdkafka 2.0.2 aborts the process (`rktp_started`) when a
    /// partition that is still stopping is taken up and let go once more.
    ///
    /// The stop and its answer pass through the client's main queue in order, and so does each question below: behind
    /// the second answer both are done. Two more cost microseconds.
    func settleAssignment() {
        for _ in 0..<4 {
            var list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
            if rd_kafka_assignment(raw, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list {
                rd_kafka_topic_partition_list_destroy(list)
            }
        }
    }

    /// A client that meets a new topic asks for it only at its next whole second. Asked for here, the first record or
    /// fetch goes at once; brokers that are away cost a short wait in all, and the client asks for itself then.
    func introduce(_ topics: [String], _ telemetry: Telemetry) {
        let deadline = ContinuousClock.now + .milliseconds(200)
        for topic in topics {
            let bound = deadline - ContinuousClock.now
            guard bound > .zero else { return }
            do throws(KafkaFailure) {
                _ = try partitionCount(topic, within: bound)
            } catch {
                telemetry.logger.debug("a topic is not known yet: \(error)")
            }
        }
    }

    /// How many partitions a topic has, by the brokers' metadata.
    func partitionCount(_ topic: String, within bound: Duration) throws(KafkaFailure) -> Int {
        let attempt = "ask for the partitions of \(topic)"
        guard let handle = rd_kafka_topic_new(raw, topic, nil) else {
            throw KafkaFailure(rd_kafka_last_error(), attempt)
        }
        defer { rd_kafka_topic_destroy(handle) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        try check(rd_kafka_metadata(raw, 0, handle, &answer, Int32(bound.inMilliseconds)), attempt)
        guard let answer else { throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL, attempt) }
        defer { rd_kafka_metadata_destroy(answer) }
        guard answer.pointee.topic_cnt == 1, let first = answer.pointee.topics else {
            throw KafkaFailure(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, attempt)
        }
        try check(first.pointee.err, attempt)
        return Int(first.pointee.partition_cnt)
    }
}
