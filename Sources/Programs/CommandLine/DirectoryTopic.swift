import Contracts
package import Kafka
package import Logging

/// The directory topic: what lies on it, and putting the registrar's documents there (design section 5).
package struct DirectoryTopic: Sendable {
    /// What publishing did.
    package struct Publication: Hashable, Sendable {
        /// How many documents were put on the topic.
        package let published: Int
        /// How many were there already.
        package let known: Int
    }

    private let settings: KafkaSettings
    private let topic: String
    private let logger: Logger

    /// The topic of this name behind these brokers.
    package init(settings: KafkaSettings, topic: String, logger: Logger) {
        self.settings = settings
        self.topic = topic
        self.logger = logger
    }

    private var partition: KafkaPartition { KafkaPartition(topic: topic, number: 0) }

    /// Puts those documents on the topic that are not there yet, in their order.
    ///
    /// - Parameters:
    ///   - documents: the bytes of the signed documents, oldest first.
    ///   - bound: the longest time for all of it.
    /// - Returns: how many were put there, and how many were there already.
    /// - Throws: brokers that do not answer in time, a topic that does not exist, a record that was not taken.
    package func publish(
        _ documents: [[UInt8]], within bound: Duration = .seconds(30)
    ) async throws(KafkaFailure) -> Publication {
        let there = try await read(within: bound)
        let missing = documents.filter { !there.contains($0) }
        guard !missing.isEmpty else { return Publication(published: 0, known: documents.count) }
        let producer = try KafkaProducer(settings: settings, logger: logger)
        let results = await producer.publish(
            missing.map { KafkaOutgoing(partition: partition, key: Array("-".utf8), value: $0) }, within: bound)
        _ = await producer.close(within: .seconds(5))
        for result in results { _ = try result.get() }
        return Publication(published: missing.count, known: documents.count - missing.count)
    }

    /// The values of all records on the topic.
    ///
    /// - Throws: as `publish` does.
    package func read(within bound: Duration = .seconds(30)) async throws(KafkaFailure) -> Set<[UInt8]> {
        let consumer = try KafkaConsumer(settings: settings, logger: logger)
        do throws(KafkaFailure) {
            try await consumer.assign([KafkaPartitionStart(partition, at: .beginning)])
            let values = try await readToEnd(consumer, within: bound)
            _ = await consumer.close(within: .seconds(5))
            return values
        } catch {
            _ = await consumer.close(within: .seconds(5))
            throw error
        }
    }

    private func readToEnd(
        _ consumer: KafkaConsumer, within bound: Duration
    ) async throws(KafkaFailure) -> Set<[UInt8]> {
        let deadline = ContinuousClock.now + bound
        var values: Set<[UInt8]> = []
        var trouble: KafkaFailure?
        while ContinuousClock.now < deadline {
            for event in await consumer.poll(max: 1000, within: .milliseconds(500)) {
                switch event {
                case .record(let record): values.insert(record.value ?? [])
                case .endReached: return values
                case .partitionFailed(_, let failure):
                    guard failure.isRetriable else { throw failure }
                    trouble = failure
                case .failed(let failure):
                    guard !failure.isFatal else { throw failure }
                    trouble = failure
                }
            }
        }
        throw trouble
            ?? KafkaFailure(
                code: -1, name: "TOPIC_UNREADABLE", reason: "\(topic) was not read to its end in \(bound)",
                isRetriable: true)
    }
}
