import Contracts
import Exchange
import Kafka
import Synchronization
import Workers

/// A record over the broker and back, with nothing done about it.
struct BareMail: Sendable {
    enum Direction { case toReceiver, toSender }

    private let producer: KafkaProducer
    private let atReceiver: KafkaConsumer
    private let atSender: KafkaConsumer
    private let partitions: (receiver: KafkaPartition, sender: KafkaPartition)

    /// As big as a referral with its headers.
    private static let value = [UInt8](repeating: 0x20, count: 3500)

    /// Clients of the two direct topics, at their ends.
    static func open(_ house: BenchmarkHouse, _ bus: BenchmarkBus) async throws -> BareMail {
        func partition(_ office: OfficeID) -> KafkaPartition {
            KafkaPartition(topic: Topic.direct(office).kafkaName(namespace: house.namespace), number: 0)
        }
        let partitions = (receiver: partition(house.receiver.office), sender: partition(house.sender.office))
        let mail = BareMail(
            producer: try KafkaProducer(settings: bus.settings, logger: BenchmarkBus.quiet),
            atReceiver: try KafkaConsumer(settings: bus.settings, logger: BenchmarkBus.quiet),
            atSender: try KafkaConsumer(settings: bus.settings, logger: BenchmarkBus.quiet), partitions: partitions)
        for (consumer, partition) in [(mail.atReceiver, partitions.receiver), (mail.atSender, partitions.sender)] {
            let end = try await consumer.watermarks(partition).high
            try await consumer.assign([KafkaPartitionStart(partition, at: .offset(end))])
        }
        for _ in 0..<20 {
            try await mail.send(.toReceiver)
            try await mail.send(.toSender)
        }
        return mail
    }

    /// Publishes one record and returns when the other side has it.
    func send(_ direction: Direction) async throws {
        let (consumer, partition) =
            switch direction {
            case .toReceiver: (atReceiver, partitions.receiver)
            case .toSender: (atSender, partitions.sender)
            }
        async let published = producer.publish([KafkaOutgoing(partition: partition, key: nil, value: BareMail.value)])
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let events = await consumer.poll(max: 1, within: .seconds(1))
            guard events.contains(where: { if case .record = $0 { true } else { false } }) else { continue }
            for result in await published { _ = try result.get() }
            return
        }
        throw BenchmarkFault("the broker did not give a record back within 30 s")
    }

    func close() async {
        _ = await producer.close(within: .seconds(5))
        _ = await atReceiver.close(within: .seconds(5))
        _ = await atSender.close(within: .seconds(5))
    }
}

/// How many rows the two ledgers had when the measured orders began.
final class RowCounts: Sendable {
    private let counts = Mutex<(sender: LedgerFloor.Counts, receiver: LedgerFloor.Counts)>(([], []))

    func set(_ sender: LedgerFloor.Counts, _ receiver: LedgerFloor.Counts) {
        counts.withLock { $0 = (sender, receiver) }
    }

    func get() -> (sender: LedgerFloor.Counts, receiver: LedgerFloor.Counts) { counts.withLock { $0 } }
}
