import Foundation
import Kafka
import KafkaMock
import Testing

@Suite(.timeLimit(.minutes(20)))
struct AdminTests {
    @Test func `the embedded broker refuses administrative requests with a clear failure`() async throws {
        let bench = try Bench(topics: ["cases": 4])
        let admin = try KafkaAdmin(settings: bench.settings(), logger: Bench.logger)
        #expect(try await admin.partitionCount("cases") == 4)
        let plan = KafkaTopicPlan(name: "more", partitions: 1, replication: 1)
        let failure = await #expect(throws: KafkaFailure.self) { try await admin.createTopics([plan]) }
        #expect(failure?.isUnsupported == true)
        let rule = KafkaAccessRule(principal: "User:510100-tax", resource: .topic("cases"), operation: .read)
        await #expect(throws: KafkaFailure.self) { try await admin.createAccess([rule]) }
        await #expect(throws: KafkaFailure.self) { try await admin.describeAccess() }
        await #expect(throws: KafkaFailure.self) { try await admin.describeConfiguration(ofTopic: "cases") }
        #expect(await admin.close(within: .seconds(5)) == .clean)
    }

    @Test func `a request to nobody ends at its bound`() async throws {
        let admin = try KafkaAdmin(settings: Bench.settings("127.0.0.1:1"), logger: Bench.logger)
        let started = ContinuousClock.now
        let plan = KafkaTopicPlan(name: "more", partitions: 1)
        await #expect(throws: KafkaFailure.self) { try await admin.createTopics([plan], within: .seconds(1)) }
        // Without the bound it would be the library's minute.
        #expect(ContinuousClock.now - started < .seconds(45))
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["LIANDONG_TEST_BOOTSTRAP"] != nil))
    func `a real cluster makes a topic with its settings and describes it`() async throws {
        let servers = try #require(ProcessInfo.processInfo.environment["LIANDONG_TEST_BOOTSTRAP"])
        let admin = try KafkaAdmin(settings: Bench.settings(servers), logger: Bench.logger)
        let name = "liandong-test-\(UInt64.random(in: 0 ..< .max))"
        let plan = KafkaTopicPlan(
            name: name, partitions: 3, replication: 1, configuration: ["retention.ms": "86400000"])
        #expect(try await admin.createTopics([plan]) == [nil])
        let again = try await admin.createTopics([plan])
        #expect(again.map { $0?.isAlreadyThere } == [true])
        #expect(try await admin.partitionCount(name) == 3)
        let entries = try await admin.describeConfiguration(ofTopic: name)
        #expect(entries.first { $0.name == "retention.ms" }?.value == "86400000")
        _ = await admin.close(within: .seconds(5))
    }
}
