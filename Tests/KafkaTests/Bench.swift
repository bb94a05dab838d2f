import Kafka
import KafkaMock
import Logging
import Testing

/// A mock cluster with topics, and short ways to make clients of it.
struct Bench {
    let cluster: MockCluster

    init(topics: [String: Int], brokers: Int = 1) throws {
        cluster = try MockCluster(brokers: brokers)
        for (name, partitions) in topics.sorted(by: { $0.key < $1.key }) {
            try cluster.createTopic(name, partitions: partitions)
        }
    }

    func settings(_ more: [String: String] = [:]) throws -> KafkaSettings {
        try Bench.settings(cluster.bootstrapServers, more)
    }

    static func settings(_ servers: String, _ more: [String: String] = [:]) throws -> KafkaSettings {
        try KafkaSettings(more.merging(["bootstrap.servers": servers]) { $1 })
    }

    static var logger: Logger {
        var logger = Logger(label: "kafka-tests")
        logger.logLevel = .critical
        return logger
    }

    func producer(_ more: [String: String] = [:], patience: Duration = .seconds(30)) throws -> KafkaProducer {
        try KafkaProducer(settings: settings(more), logger: Bench.logger, patience: patience)
    }

    func consumer(_ more: [String: String] = [:]) throws -> KafkaConsumer {
        try KafkaConsumer(settings: settings(more), logger: Bench.logger)
    }

    func record(_ topic: String, _ partition: Int32, _ text: String) -> KafkaOutgoing {
        KafkaOutgoing(
            partition: KafkaPartition(topic: topic, number: partition), key: Array("key".utf8), value: Array(text.utf8))
    }

    /// Publishes texts to the first partition of `cases` and again from the first that failed, as an outbox does; how
    /// many rounds it took.
    func publishAll(_ producer: KafkaProducer, _ texts: [String]) async -> Int {
        var rest = texts[...]
        var rounds = 0
        while !rest.isEmpty, rounds < 50 {
            rounds += 1
            let results = await producer.publish(rest.map { record("cases", 0, $0) })
            let taken = results.prefix { (try? $0.get()) != nil }.count
            rest = rest.dropFirst(taken)
        }
        return rounds
    }

    func start(_ topic: String, _ partition: Int32, at position: KafkaPosition = .beginning) -> KafkaPartitionStart {
        KafkaPartitionStart(KafkaPartition(topic: topic, number: partition), at: position)
    }

    /// Reads until so many records have come, or fails after `bound`.
    func read(
        _ count: Int, from consumer: KafkaConsumer, within bound: Duration = .seconds(30)
    ) async throws -> [KafkaRecord] {
        try await Bench.read(count, from: consumer, within: bound)
    }

    static func read(
        _ count: Int, from consumer: KafkaConsumer, within bound: Duration = .seconds(30)
    ) async throws -> [KafkaRecord] {
        var records: [KafkaRecord] = []
        let deadline = ContinuousClock.now + bound
        while records.count < count {
            try #require(ContinuousClock.now < deadline, "only \(records.count) of \(count) records came")
            for event in await consumer.poll(max: 1000, within: .milliseconds(200)) {
                if case .record(let record) = event { records.append(record) }
            }
        }
        return records
    }

    /// Polls until an event is what is looked for.
    @discardableResult
    static func await<Found>(
        _ consumer: KafkaConsumer, within bound: Duration = .seconds(30),
        _ match: (KafkaConsumerEvent) -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + bound
        var heard: [KafkaConsumerEvent] = []
        while true {
            for event in await consumer.poll(max: 1, within: .milliseconds(200)) {
                heard.append(event)
                if let found = match(event) { return found }
            }
            try #require(ContinuousClock.now < deadline, "the event never came; heard \(heard.suffix(5))")
        }
    }

    static func text(_ record: KafkaRecord) -> String {
        String(decoding: record.value ?? [], as: UTF8.self)
    }
}
