import Contracts
package import Exchange
package import Kafka
import Synchronization

/// The inlet over Kafka.
package struct KafkaInlet: BusInlet {
    private let consumer: KafkaConsumer
    private let namespace: String
    private let ends = PartitionEnds()

    /// Reads topics of `namespace` with a consumer of its own.
    package init(consumer: KafkaConsumer, namespace: String) {
        self.consumer = consumer
        self.namespace = namespace
    }

    package func assign(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws {
        try await consumer.assign(starts.map(note))
    }

    package func add(_ starts: [(partition: BusPartition, offset: Int64?)]) async throws {
        try await consumer.add(starts.map(note))
    }

    /// Keeps the partition's name and where its next record will stand.
    private func note(_ start: (partition: BusPartition, offset: Int64?)) -> KafkaPartitionStart {
        let partition = kafkaPartition(start.partition)
        ends.name(partition, start.partition)
        ends.move(partition, to: start.offset ?? 0)
        return KafkaPartitionStart(partition, at: start.offset.map { .offset($0) } ?? .beginning)
    }

    package func poll(limit: Int, within bound: Duration) async -> [BusEvent] {
        let events = await consumer.poll(max: limit, within: bound)
        // A broker that was away may have come back with another log: see the record before each position again.
        let brings = events.contains { event in
            switch event {
            case .record, .endReached: true
            case .partitionFailed, .failed: false
            }
        }
        if brings, ends.takeSuspicion() { return [.returned] }
        return events.compactMap { event in
            switch event {
            case .record(let record): busRecord(record).map { .record($0) }
            case .endReached(let partition):
                ends.partition(partition).map { .end($0, offset: ends.next(partition)) }
            case .partitionFailed(let partition, let failure):
                failed(partition, failure)
            case .failed(let failure):
                trouble(failure)
            }
        }
    }

    package func wake() { consumer.wake() }

    package func close(within bound: Duration) async { _ = await consumer.close(within: bound) }

    private func trouble(_ failure: KafkaFailure) -> BusEvent {
        // Single connections come and go all the time; only when none is left may another log have come back.
        if failure.name.contains("ALL_BROKERS_DOWN") { ends.suspect() }
        return .trouble("\(failure.name): \(failure.reason)")
    }

    private func failed(_ partition: KafkaPartition, _ failure: KafkaFailure) -> BusEvent {
        if failure.isOffsetOutOfRange, let own = ends.partition(partition) { return .lost(own) }
        return .trouble("\(partition.topic)/\(partition.number): \(failure.name): \(failure.reason)")
    }

    private func kafkaPartition(_ partition: BusPartition) -> KafkaPartition {
        KafkaPartition(
            topic: partition.topic.kafkaName(namespace: namespace, generation: partition.generation),
            number: Int32(partition.partition))
    }

    private func busRecord(_ record: KafkaRecord) -> BusRecord? {
        guard let partition = ends.partition(record.partition) else { return nil }
        ends.move(record.partition, to: record.offset + 1)
        return BusRecord(
            partition: partition, offset: record.offset,
            headers: record.headers.map { RecordHeader(name: $0.name, value: $0.value) }, value: record.value ?? [])
    }
}

/// Names of the assigned partitions and where the next record of each stands.
private final class PartitionEnds: Sendable {
    private struct State {
        var names: [KafkaPartition: BusPartition] = [:]
        var next: [KafkaPartition: Int64] = [:]
        var isSuspect = false
        var lastCheck: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    func suspect() { state.withLock { $0.isSuspect = true } }

    /// True when the positions are to be checked; at most every ten seconds, since a check itself starts all fetching
    /// anew.
    func takeSuspicion() -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.isSuspect, state.lastCheck.map({ now - $0 >= .seconds(10) }) ?? true else { return false }
            state.isSuspect = false
            state.lastCheck = now
            return true
        }
    }
    func name(_ partition: KafkaPartition, _ own: BusPartition) { state.withLock { $0.names[partition] = own } }
    func partition(_ partition: KafkaPartition) -> BusPartition? { state.withLock { $0.names[partition] } }
    func move(_ partition: KafkaPartition, to offset: Int64) { state.withLock { $0.next[partition] = offset } }
    func next(_ partition: KafkaPartition) -> Int64 { state.withLock { $0.next[partition] ?? 0 } }
}

/// The outlet over Kafka: idempotent, explicit partitions.
package struct KafkaOutlet: BusOutlet {
    private let producer: KafkaProducer
    private let namespace: String

    /// Writes topics of `namespace` with a producer of its own.
    package init(producer: KafkaProducer, namespace: String) {
        self.producer = producer
        self.namespace = namespace
    }

    package func publish(_ batch: [Transmission]) async -> [Bool] {
        let records = batch.map { transmission in
            let partition = transmission.partition
            return KafkaOutgoing(
                partition: KafkaPartition(
                    topic: partition.topic.kafkaName(namespace: namespace, generation: partition.generation),
                    number: Int32(partition.partition)),
                key: Array(transmission.key.utf8), value: transmission.envelope.body,
                headers: transmission.envelope.headers.map { KafkaHeader($0.name, $0.value) })
        }
        return await producer.publish(records).map { result in
            switch result {
            case .success: true
            case .failure: false
            }
        }
    }

    package func close(within bound: Duration) async { _ = await producer.close(within: bound) }
}
