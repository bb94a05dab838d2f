import Foundation
import Kafka
import KafkaMock
import Logging
import Testing

@Suite(.timeLimit(.minutes(20)))
struct DevelopmentBrokerTests {
    private let cases = KafkaPartition(topic: "cases", number: 0)

    @Test func `clients reach a broker behind its fixed port and never learn another`() async throws {
        let broker = try await Self.start(port: 0)
        let producer = try Self.producer(broker.bootstrapServers)
        let results = await producer.publish((0..<100).map { Self.record("letter \($0)") })
        #expect(results.map { try? $0.get() } == (0..<100).map { Int64($0) })
        let consumer = try Self.consumer(broker.bootstrapServers)
        try await consumer.assign([KafkaPartitionStart(cases, at: .beginning)])
        let read = try await Bench.read(100, from: consumer)
        #expect(read.map(Bench.text) == (0..<100).map { "letter \($0)" })
        _ = await producer.close(within: .seconds(5))
        _ = await consumer.close(within: .seconds(5))
        try await broker.stop()
    }

    @Test func `running clients go on after the broker is started again on its port`() async throws {
        let first = try await Self.startOnQuietPort()
        let producer = try Self.producer(first.bootstrapServers)
        let consumer = try Self.consumer(first.bootstrapServers)
        try await consumer.assign([KafkaPartitionStart(cases, at: .beginning)])
        let before = (0..<3).map { "before \($0)" }
        #expect(await producer.publish(before.map(Self.record)).allSatisfy { (try? $0.get()) != nil })
        #expect(try await Bench.read(3, from: consumer).map(Bench.text) == before)
        let port = first.port
        try await first.stop()

        let waiting = Task { await Self.publishUntilTaken(producer, "after") }
        try await Task.sleep(for: .seconds(1))
        let second = try await Self.start(port: port)
        #expect(await waiting.value == 0)
        // What was kept is gone: the position is past the end, which is told and not hidden.
        let failure = try await Bench.await(consumer) { event in
            if case .partitionFailed(_, let failure) = event, failure.isOffsetOutOfRange { failure } else { nil }
        }
        #expect(!failure.isFatal)
        try await consumer.add([KafkaPartitionStart(cases, at: .beginning)])
        #expect(try await Bench.read(1, from: consumer).map(Bench.text) == ["after"])
        _ = await producer.close(within: .seconds(5))
        _ = await consumer.close(within: .seconds(5))
        try await second.stop()
    }

    @Test func `running clients go on after the broker's process was killed and another took its port`() async throws {
        let port = try await Self.freePort()
        let producer = try Self.producer("127.0.0.1:\(port)")
        let consumer = try Self.consumer("127.0.0.1:\(port)")
        try await consumer.assign([KafkaPartitionStart(cases, at: .beginning)])
        for (life, letters) in [["a", "b", "c"], ["d", "e"], ["f"]].enumerated() {
            let order = FileManager.default.temporaryDirectory.appending(path: "kill-\(UUID())-\(life)").path
            async let death: Void = Self.brokerProcess(port: port, until: order)
            defer { _ = FileManager.default.createFile(atPath: order, contents: nil) }
            for letter in letters { #expect(await Self.publishUntilTaken(producer, letter) != nil) }
            if life > 0 {
                try await Bench.await(consumer) { event in
                    if case .partitionFailed(_, let failure) = event, failure.isOffsetOutOfRange { true } else { nil }
                }
                try await consumer.add([KafkaPartitionStart(cases, at: .beginning)])
            }
            #expect(try await Bench.read(letters.count, from: consumer).map(Bench.text) == letters)
            #expect(FileManager.default.createFile(atPath: order, contents: nil))
            await death
        }
        #expect(await producer.close(within: .seconds(3)) != .abandoned)
        #expect(await consumer.close(within: .seconds(3)) != .abandoned)
    }

    @Test func `a topic exists only once it is made, with its number of partitions`() async throws {
        let broker = try await Self.start(port: 0)
        let consumer = try Self.consumer(broker.bootstrapServers)
        let failure = await #expect(throws: KafkaFailure.self) { try await consumer.partitionCount("lists") }
        #expect(failure?.isUnknownTopicOrPartition == true)
        let producer = try Self.producer(broker.bootstrapServers)
        let place = KafkaPartition(topic: "lists", number: 5)
        let early = await producer.publish(
            [KafkaOutgoing(partition: place, key: nil, value: [1])], within: .milliseconds(500))
        #expect(early.allSatisfy { (try? $0.get()) == nil })
        try await broker.createTopic(DevelopmentBroker.Topic("lists", partitions: 6))
        try await broker.createTopic(DevelopmentBroker.Topic("lists", partitions: 6))
        #expect(try await consumer.partitionCount("lists") == 6)
        let later = await producer.publish([KafkaOutgoing(partition: place, key: nil, value: [1])])
        #expect(later.map { try? $0.get() } == [0])
        try await broker.stop()
    }

    @Test func `a port in use is an error`() async throws {
        let broker = try await Self.start(port: 0)
        await #expect(throws: (any Error).self) { try await Self.start(port: broker.port) }
        try await broker.stop()
    }

    @Test func `many large records pass the relay whole`() async throws {
        let broker = try await Self.start(port: 0)
        let producer = try Self.producer(broker.bootstrapServers)
        let consumer = try Self.consumer(broker.bootstrapServers)
        try await consumer.assign([KafkaPartitionStart(cases, at: .beginning)])
        let bodies = (0..<4).map { [UInt8](repeating: UInt8($0), count: 900_000) }
        let results = await producer.publish(bodies.map { KafkaOutgoing(partition: cases, key: nil, value: $0) })
        #expect(results.map { try? $0.get() } == [0, 1, 2, 3])
        #expect(try await Bench.read(4, from: consumer).map(\.value) == bodies)
        try await broker.stop()
    }

    /// Runs a broker in a process of its own until the file appears, then kills it as `kill -9` does.
    private static func brokerProcess(port: Int, until order: String) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [port, order] in
            let broker = try await Self.start(port: port)
            // As long as the test lives: a busy machine may take minutes over its steps.
            while !FileManager.default.fileExists(atPath: order), getppid() != 1 {
                try await Task.sleep(for: .milliseconds(20))
            }
            kill(getpid(), SIGKILL)
            try await broker.stop()
        }
    }

    private static func freePort() async throws -> Int {
        let broker = try await startOnQuietPort()
        try await broker.stop()
        return broker.port
    }

    /// Takes a port below those that the system gives to outgoing connections, so that it is still free later.
    private static func startOnQuietPort() async throws -> DevelopmentBroker {
        for _ in 0..<20 {
            do {
                return try await start(port: .random(in: 15_000..<32_000))
            } catch {
                continue  // in use; another one
            }
        }
        return try await start(port: 0)
    }

    private static func start(port: Int) async throws -> DevelopmentBroker {
        try await DevelopmentBroker.start(
            port: port, topics: [DevelopmentBroker.Topic("cases", partitions: 1)], logger: Bench.logger)
    }

    private static func producer(_ servers: String) throws -> KafkaProducer {
        try KafkaProducer(settings: Bench.settings(servers), logger: Bench.logger)
    }

    private static func consumer(_ servers: String) throws -> KafkaConsumer {
        try KafkaConsumer(settings: Bench.settings(servers), logger: Bench.logger)
    }

    private static func record(_ text: String) -> KafkaOutgoing {
        KafkaOutgoing(partition: KafkaPartition(topic: "cases", number: 0), key: nil, value: Array(text.utf8))
    }

    /// Publishes one record again and again until it is taken, as an outbox does; its offset then.
    private static func publishUntilTaken(_ producer: KafkaProducer, _ text: String) async -> Int64? {
        for _ in 0..<100 where !Task.isCancelled {
            if let offset = await producer.publish([record(text)]).compactMap({ try? $0.get() }).first {
                return offset
            }
        }
        return nil
    }
}
