import Kafka
import KafkaMock
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ConsumerTests {
    private let cases = KafkaPartition(topic: "cases", number: 0)

    @Test func `reading begins at the position given`() async throws {
        let (bench, consumer) = try await filled(10)
        try await consumer.assign([bench.start("cases", 0, at: .offset(7))])
        #expect(try await bench.read(3, from: consumer).map(\.offset) == [7, 8, 9])
        #expect(await consumer.assignment == [bench.start("cases", 0, at: .offset(10))])
    }

    @Test func `headers, keys and values come back as they went, missing ones and empty ones included`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        let headers = [
            KafkaHeader("ce_id", Array("01J".utf8)), KafkaHeader("empty", []), KafkaHeader("ce_id", [0, 255, 0]),
        ]
        let sent = [
            KafkaOutgoing(partition: cases, key: nil, value: [1, 0, 2], headers: headers),
            KafkaOutgoing(partition: cases, key: [], value: [], headers: []),
            KafkaOutgoing(partition: cases, key: Array("键".utf8), value: nil, headers: []),
        ]
        #expect(await producer.publish(sent).allSatisfy { (try? $0.get()) != nil })
        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0)])
        let read = try await bench.read(3, from: consumer)
        #expect(
            read.map { KafkaOutgoing(partition: $0.partition, key: $0.key, value: $0.value, headers: $0.headers) }
                == sent)
        #expect(read.allSatisfy { ($0.timestamp ?? 0) > 1_600_000_000_000 })
    }

    @Test func `a record of 950,000 bytes passes`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        let body = (0..<950_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let results = await producer.publish([
            KafkaOutgoing(partition: cases, key: nil, value: body, headers: [KafkaHeader("x", [1])])
        ])
        #expect(results.map { try? $0.get() } == [0])
        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0)])
        #expect(try await bench.read(1, from: consumer).map(\.value) == [body])
    }

    @Test func `a position that is not kept is told as a value and the other partitions go on`() async throws {
        let bench = try Bench(topics: ["cases": 2])
        let producer = try bench.producer()
        _ = await producer.publish([bench.record("cases", 1, "here")])
        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0, at: .offset(99)), bench.start("cases", 1)])
        var failed: KafkaPartition?
        var texts: [String] = []
        while failed == nil || texts.isEmpty {
            for event in await consumer.poll(max: 10, within: .seconds(1)) {
                switch event {
                case .record(let record): texts.append(Bench.text(record))
                case .partitionFailed(let partition, let failure) where failure.isOffsetOutOfRange: failed = partition
                case .partitionFailed, .endReached, .failed: break
                }
            }
        }
        #expect(failed == cases)
        #expect(texts == ["here"])
        // The partition stands still until it is started anew.
        _ = await producer.publish([bench.record("cases", 0, "first")])
        try await consumer.add([bench.start("cases", 0)])
        #expect(try await bench.read(1, from: consumer).map(Bench.text) == ["first"])
    }

    @Test func `the end of a partition is told, also of an empty one`() async throws {
        let (bench, consumer) = try await filled(3, partitions: 2)
        try await consumer.assign([bench.start("cases", 0), bench.start("cases", 1)])
        var ended: Set<KafkaPartition> = []
        var count = 0
        while ended.count < 2 {
            for event in await consumer.poll(max: 10, within: .seconds(1)) {
                if case .record = event { count += 1 }
                if case .endReached(let partition) = event {
                    ended.insert(partition)
                    if partition == cases { #expect(count == 3) }
                }
            }
        }
        #expect(count == 3)
    }

    @Test func `partitions are added, begun again and removed while reading`() async throws {
        let bench = try Bench(topics: ["cases": 2])
        let producer = try bench.producer()
        _ = await producer.publish((0..<4).map { bench.record("cases", Int32($0 % 2), "letter \($0)") })
        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0)])
        #expect(try await bench.read(2, from: consumer).map(Bench.text) == ["letter 0", "letter 2"])
        try await consumer.add([bench.start("cases", 1, at: .offset(1))])
        #expect(try await bench.read(1, from: consumer).map(Bench.text) == ["letter 3"])
        try await consumer.add([bench.start("cases", 1)])
        #expect(try await bench.read(2, from: consumer).map(Bench.text) == ["letter 1", "letter 3"])
        try await consumer.remove([cases])
        _ = await producer.publish([bench.record("cases", 0, "unread"), bench.record("cases", 1, "read")])
        #expect(try await bench.read(1, from: consumer).map(Bench.text) == ["read"])
        #expect(await consumer.assignment == [bench.start("cases", 1, at: .offset(3))])
    }

    @Test func `partitions may be begun again as fast as one likes`() async throws {
        let bench = try Bench(topics: ["cases": 8])
        let producer = try bench.producer()
        _ = await producer.publish((0..<8).map { bench.record("cases", Int32($0), "letter \($0)") })
        let consumer = try bench.consumer()
        try await consumer.assign((0..<8).map { bench.start("cases", $0) })
        for round in 0..<60 {
            try await consumer.add([bench.start("cases", Int32(round % 8)), bench.start("cases", 3)])
            if round % 10 == 9 { try await consumer.assign((0..<8).map { bench.start("cases", $0) }) }
            if round % 7 == 6 { _ = await consumer.poll(max: 3, within: .milliseconds(5)) }
        }
        try await consumer.assign((0..<8).map { bench.start("cases", $0) })
        #expect(try await bench.read(8, from: consumer).map(Bench.text).sorted() == (0..<8).map { "letter \($0)" })
    }

    @Test func `an empty poll ends at its bound, and a wake-up or another call ends it at once`() async throws {
        let (bench, consumer) = try await filled(0)
        try await consumer.assign([bench.start("cases", 0)])
        try await Bench.await(consumer) { if case .endReached = $0 { true } else { nil } }
        var started = ContinuousClock.now
        #expect(await consumer.poll(max: 10, within: .milliseconds(300)).isEmpty)
        #expect(ContinuousClock.now - started >= .milliseconds(290))

        started = ContinuousClock.now
        async let waiting = consumer.poll(max: 10, within: .seconds(200))
        try await Task.sleep(for: .milliseconds(100))
        consumer.wake()
        #expect(await waiting.isEmpty)
        #expect(ContinuousClock.now - started < .seconds(100))

        started = ContinuousClock.now
        async let interrupted = consumer.poll(max: 10, within: .seconds(200))
        for _ in 0..<20 {
            try await Task.sleep(for: .milliseconds(50))
            #expect(try await consumer.watermarks(cases).high == 0)
        }
        #expect(await interrupted.isEmpty)
        #expect(ContinuousClock.now - started < .seconds(100))
    }

    @Test func `a wake-up before the poll is not lost`() async throws {
        let (bench, consumer) = try await filled(0)
        defer { withExtendedLifetime(bench) {} }
        consumer.wake()
        let started = ContinuousClock.now
        let events = await consumer.poll(max: 10, within: .seconds(200))
        #expect(events == [])
        #expect(ContinuousClock.now - started < .seconds(100))
    }

    @Test func `watermarks and partition counts are told`() async throws {
        let (bench, consumer) = try await filled(6, partitions: 3)
        defer { withExtendedLifetime(bench) {} }
        let marks = try await consumer.watermarks(cases)
        #expect(marks.low == 0)
        #expect(marks.high == 6)
        #expect(try await consumer.partitionCount("cases") == 3)
    }

    @Test(arguments: [MockCluster.Fault.notLeader, .requestTimedOut, .connectionLost])
    func `a passing fault while fetching heals without the caller`(fault: MockCluster.Fault) async throws {
        let (bench, consumer) = try await filled(5)
        bench.cluster.push([fault, fault], on: .fetch)
        try await consumer.assign([bench.start("cases", 0)])
        #expect(try await bench.read(5, from: consumer).map(\.offset) == [0, 1, 2, 3, 4])
    }

    @Test func `reading goes on after the broker was down`() async throws {
        let (bench, consumer) = try await filled(2)
        try await consumer.assign([bench.start("cases", 0)])
        #expect(try await bench.read(2, from: consumer).count == 2)
        try bench.cluster.takeDown()
        let told = try await Bench.await(consumer) { event in
            if case .failed(let failure) = event, failure.isBrokerAway { failure } else { nil }
        }
        #expect(!told.isFatal)
        try bench.cluster.bringUp()
        let producer = try bench.producer()
        #expect(await producer.publish([bench.record("cases", 0, "after")]).count == 1)
        #expect(try await bench.read(1, from: consumer).map(Bench.text) == ["after"])
    }

    @Test func `positions shown to lag tools are taken without a group`() async throws {
        let (bench, consumer) = try await filled(2)
        try await consumer.assign([bench.start("cases", 0)])
        _ = try await bench.read(2, from: consumer)
        try await consumer.commitHint([cases: 2])
        #expect(
            await consumer.poll(max: 10, within: .milliseconds(500)).allSatisfy {
                if case .failed = $0 { false } else { true }
            })
    }

    @Test func `closing is bounded when the broker is gone`() async throws {
        let (bench, consumer) = try await filled(2)
        try await consumer.assign([bench.start("cases", 0)])
        _ = try await bench.read(2, from: consumer)
        try bench.cluster.takeDown()
        let started = ContinuousClock.now
        _ = await consumer.close(within: .seconds(3))
        #expect(ContinuousClock.now - started < .seconds(45))
        #expect(
            await consumer.poll(max: 1, within: .seconds(1)).allSatisfy {
                if case .failed(let failure) = $0 { failure.isClosed } else { false }
            })
    }

    @Test func `a consumer that is only dropped is released`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        var consumer: KafkaConsumer? = try bench.consumer()
        weak let trace = consumer
        try await consumer?.assign([bench.start("cases", 0)])
        #expect(await consumer?.poll(max: 1, within: .milliseconds(10)) != nil)
        consumer = nil
        let deadline = ContinuousClock.now + .seconds(5)
        while trace != nil, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(trace == nil)
    }

    /// A cluster with so many records in the first partition, and a consumer that reads nothing yet.
    private func filled(_ count: Int, partitions: Int = 1) async throws -> (Bench, KafkaConsumer) {
        let bench = try Bench(topics: ["cases": partitions])
        if count > 0 {
            let producer = try bench.producer()
            let results = await producer.publish((0..<count).map { bench.record("cases", 0, "letter \($0)") })
            try #require(results.allSatisfy { (try? $0.get()) != nil })
            _ = await producer.close(within: .seconds(5))
        }
        return (bench, try bench.consumer())
    }
}
