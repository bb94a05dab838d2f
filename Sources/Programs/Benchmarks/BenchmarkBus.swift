import Contracts
import Kafka
import KafkaMock
import Logging
import Signing
import Workers

/// The brokers of one round: an embedded cluster of its own, or the ones that were given.
struct BenchmarkBus: Sendable {
    /// How clients find it.
    let settings: KafkaSettings
    /// Where it listens.
    let bootstrap: String
    /// Bytes that may lie on a partition of `lists` unread; nil where the brokers keep everything.
    let window: Int?
    /// Alive as long as clients run.
    private let cluster: MockCluster?

    /// The embedded broker keeps 5 MB a partition and drops the oldest in silence.
    private static let embeddedWindow = 3_000_000

    /// Makes the topics of the house's namespace, on a fresh embedded cluster or on given brokers.
    static func make(_ house: BenchmarkHouse, bootstrap: String?) async throws -> BenchmarkBus {
        guard let bootstrap else {
            let cluster = try MockCluster()
            for topic in topics(house) { try cluster.createTopic(topic.name, partitions: topic.partitions) }
            let settings = try embeddedSettings(cluster.bootstrapServers)
            return BenchmarkBus(
                settings: settings, bootstrap: cluster.bootstrapServers, window: embeddedWindow, cluster: cluster)
        }
        let settings = try KafkaSettings(["bootstrap.servers": bootstrap])
        let admin = try KafkaAdmin(settings: settings, logger: quiet)
        do {
            for failure in try await admin.createTopics(topics(house)) {
                if let failure, !failure.isAlreadyThere { throw failure }
            }
        } catch let failure as KafkaFailure where failure.name.contains("UNSUPPORTED_FEATURE") {
            _ = await admin.close(within: .seconds(5))
            throw BenchmarkFault(
                "the brokers at \(bootstrap) make no topics on request, as the embedded development broker: leave out "
                    + "--bootstrap, this command then starts one by itself, or name an Apache Kafka")
        }
        _ = await admin.close(within: .seconds(5))
        return BenchmarkBus(settings: settings, bootstrap: bootstrap, window: nil, cluster: nil)
    }

    /// Clients of an embedded cluster. Where a real broker answers a waiting fetch as soon as a record comes, this one
    /// lets the whole wait pass: with the usual one every trip would take half a second, for ours and the floor alike.
    static func embeddedSettings(_ servers: String) throws -> KafkaSettings {
        try KafkaSettings(["bootstrap.servers": servers, "fetch.wait.max.ms": "2"])
    }

    private static func topics(_ house: BenchmarkHouse) -> [KafkaTopicPlan] {
        let direct = OfficePlan.demo.map { Topic.direct($0.profile.id) }
        return ([.directory, .checkpoints] + direct + Topic.broadcast).map { topic in
            KafkaTopicPlan(name: topic.kafkaName(namespace: house.namespace), partitions: topic.partitionCount)
        }
    }

    /// Given brokers must still have everything that was published: one that keeps little would make the office wait
    /// for ever for what is gone.
    func checkKept(_ house: BenchmarkHouse) async throws {
        let consumer = try KafkaConsumer(settings: settings, logger: BenchmarkBus.quiet)
        for partition in BenchmarkBus.lists(house) {
            let (low, high) = try await consumer.watermarks(partition, within: .seconds(30))
            guard low > 0 else { continue }
            _ = await consumer.close(within: .seconds(5))
            throw BenchmarkFault(
                "the brokers at \(bootstrap) keep only \(high - low) of \(high) letters of \(partition): give fewer "
                    + "--letters, a broker that stores its topics, or no --bootstrap")
        }
        _ = await consumer.close(within: .seconds(5))
    }

    /// The partitions of `lists`.
    static func lists(_ house: BenchmarkHouse) -> [KafkaPartition] {
        let name = Topic.lists.kafkaName(namespace: house.namespace)
        return (0..<Topic.lists.partitionCount).map { KafkaPartition(topic: name, number: Int32($0)) }
    }

    /// A log that nobody reads: a benchmark's clients only tell what goes badly wrong.
    static let quiet: Logger = {
        var logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        return logger
    }()
}
