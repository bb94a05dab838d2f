import Kafka
import KafkaMock
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ProducerTests {
    @Test func `a batch is published in order and read back whole`() async throws {
        let bench = try Bench(topics: ["cases": 2])
        let producer = try bench.producer()
        let records = (0..<500).map { bench.record("cases", Int32($0 % 2), "letter \($0)") }
        let results = await producer.publish(records)
        #expect(results.map { try? $0.get() } == (0..<500).map { Int64($0 / 2) })

        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0), bench.start("cases", 1)])
        let read = try await bench.read(500, from: consumer)
        for partition in 0..<2 {
            let texts = read.filter { $0.partition.number == Int32(partition) }.map(Bench.text)
            #expect(texts == (0..<250).map { "letter \($0 * 2 + partition)" })
        }
        #expect(await producer.close(within: .seconds(5)) == .clean)
        #expect(await consumer.close(within: .seconds(5)) == .clean)
    }

    @Test func `calls under way together keep the order of the calls`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        async let first = producer.publish((0..<300).map { bench.record("cases", 0, "a\($0)") })
        async let second = producer.publish((0..<300).map { bench.record("cases", 0, "b\($0)") })
        let offsets = await [first, second].map { $0.compactMap { try? $0.get() } }
        for batch in offsets {
            #expect(batch.count == 300)
            #expect(zip(batch, batch.dropFirst()).allSatisfy { $1 == $0 + 1 })
        }
        #expect(Set(offsets.joined()).count == 600)
        #expect(await producer.inFlight == 0)
    }

    @Test func `more records than the client may queue are back-pressure and no failure`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer(["queue.buffering.max.messages": "10"])
        let results = await producer.publish((0..<200).map { bench.record("cases", 0, "letter \($0)") })
        #expect(results.map { try? $0.get() } == (0..<200).map { Int64($0) })
    }

    @Test(arguments: [MockCluster.Fault.notEnoughReplicas, .notLeader, .requestTimedOut, .connectionLost])
    func `a passing fault of the broker heals without the caller`(fault: MockCluster.Fault) async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        bench.cluster.push([fault, fault], on: .produce)
        let results = await producer.publish((0..<20).map { bench.record("cases", 0, "letter \($0)") })
        #expect(results.map { try? $0.get() } == (0..<20).map { Int64($0) })
    }

    @Test func `a lasting fault is told for the record and says its name`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        bench.cluster.push([.topicAuthorizationFailed], on: .produce)
        let results = await producer.publish([bench.record("cases", 0, "letter")])
        guard case .failure(let failure) = try #require(results.first) else {
            Issue.record("the record was taken")
            return
        }
        #expect(failure.name == "TOPIC_AUTHORIZATION_FAILED")
        #expect(!failure.isRetriable)
    }

    @Test func `a producer whose numbering broke is made anew and the caller publishes again in order`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        #expect(await bench.publishAll(producer, (0..<5).map { "letter \($0)" }) == 1)
        bench.cluster.push([.outOfOrderSequence], on: .produce)
        let rounds = await bench.publishAll(producer, (5..<20).map { "letter \($0)" })
        #expect(rounds == 2)
        #expect(await producer.recoveries == 1)
        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0)])
        #expect(try await bench.read(20, from: consumer).map(Bench.text) == (0..<20).map { "letter \($0)" })
    }

    @Test func `records wait for a broker that is down and arrive in order when it is up`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        #expect(await bench.publishAll(producer, ["letter 0"]) == 1)
        try bench.cluster.takeDown()
        async let results = producer.publish((1..<10).map { bench.record("cases", 0, "letter \($0)") })
        try await Task.sleep(for: .seconds(1))
        #expect(await producer.inFlight == 9)
        try bench.cluster.bringUp()
        #expect(await results.map { try? $0.get() } == (1..<10).map { Int64($0) })
    }

    @Test func `records without an acknowledgement in time are told as retriable and sent once by the next call`()
        async throws
    {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        #expect(await bench.publishAll(producer, ["letter 0"]) == 1)
        try bench.cluster.takeDown()
        let started = ContinuousClock.now
        let late = await producer.publish([bench.record("cases", 0, "letter 1")], within: .milliseconds(500))
        #expect(ContinuousClock.now - started < .seconds(60))
        guard case .failure(let failure) = try #require(late.first) else {
            Issue.record("a broker that is down took a record")
            return
        }
        #expect(failure.isRetriable)
        try bench.cluster.bringUp()
        _ = await bench.publishAll(producer, ["letter 1"])
        let consumer = try bench.consumer()
        try await consumer.assign([bench.start("cases", 0)])
        #expect(try await bench.read(2, from: consumer).map(Bench.text) == ["letter 0", "letter 1"])
        let (_, high) = try await consumer.watermarks(KafkaPartition(topic: "cases", number: 0))
        #expect(high == 2)
    }

    @Test func `a record goes on when its partition's leader moves`() async throws {
        let bench = try Bench(topics: ["cases": 1], brokers: 2)
        let place = KafkaPartition(topic: "cases", number: 0)
        let producer = try bench.producer()
        for (round, leader) in [Int32(1), 2, 1].enumerated() {
            try bench.cluster.setLeader(of: place, to: leader)
            let results = await producer.publish([bench.record("cases", 0, "letter \(round)")])
            #expect(results.map { try? $0.get() } == [Int64(round)])
        }
    }

    @Test func `a slow broker makes a call take longer and nothing else`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let producer = try bench.producer()
        _ = await bench.publishAll(producer, ["letter 0"])
        try bench.cluster.delay(by: .milliseconds(400))
        let started = ContinuousClock.now
        let results = await producer.publish([bench.record("cases", 0, "letter 1")])
        #expect(results.map { try? $0.get() } == [1])
        #expect(ContinuousClock.now - started >= .milliseconds(350))
    }

    @Test func `closing is bounded when there is no broker, and tells every waiting record`() async throws {
        let settings = try Bench.settings("127.0.0.1:1")
        let producer = try KafkaProducer(settings: settings, logger: Bench.logger)
        let place = KafkaPartition(topic: "cases", number: 0)
        async let results = producer.publish([KafkaOutgoing(partition: place, key: nil, value: [1])])
        while await producer.inFlight == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let started = ContinuousClock.now
        _ = await producer.close(within: .seconds(2))
        #expect(ContinuousClock.now - started < .seconds(60))
        let failures = await results.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        #expect(failures.count == 1)
        #expect(failures.allSatisfy { $0.isRetriable })
        let after = await producer.publish([KafkaOutgoing(partition: place, key: nil, value: [1])])
        #expect(after.allSatisfy { if case .failure(let failure) = $0 { failure.isClosed } else { false } })
    }

    @Test func `statistics reach the caller as JSON`() async throws {
        let bench = try Bench(topics: ["cases": 1])
        let (texts, collector) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        let producer = try KafkaProducer(
            settings: bench.settings(["statistics.interval.ms": "100"]), logger: Bench.logger,
            onStatistics: { collector.yield($0) })
        for await text in texts {
            #expect(text.hasPrefix("{") && text.contains("\"msg_cnt\""))
            break
        }
        _ = await producer.close(within: .seconds(5))
    }
}
