internal import Crdkafka

/// The records of one call of `publish` and what has been heard of them; only the producer's thread touches it.
final class Batch {
    /// The most records in one call: the part of a ticket that numbers them.
    static let limit = 1 << 20

    let number: UInt
    let records: [KafkaOutgoing]
    let deadline: ContinuousClock.Instant
    /// How many of the records the client has been given.
    var sent = 0
    /// How many have no report yet.
    private(set) var missing: Int
    private var outcomes: [Result<Int64, KafkaFailure>?]
    private let answer: CheckedContinuation<[Result<Int64, KafkaFailure>], Never>

    init(
        number: UInt, records: [KafkaOutgoing], deadline: ContinuousClock.Instant,
        answer: CheckedContinuation<[Result<Int64, KafkaFailure>], Never>
    ) {
        self.number = number
        self.records = records
        self.deadline = deadline
        self.answer = answer
        missing = records.count
        outcomes = Array(repeating: nil, count: records.count)
    }

    /// The number by which a record's report finds it again; never 0.
    func ticket(_ index: Int) -> UInt { number << 20 | UInt(index) }

    static func number(of ticket: UInt) -> UInt { ticket >> 20 }

    static func index(of ticket: UInt) -> Int { Int(ticket & 0xF_FFFF) }

    func settle(_ index: Int, _ outcome: Result<Int64, KafkaFailure>) {
        guard outcomes[index] == nil else { return }
        outcomes[index] = outcome
        missing -= 1
    }

    /// Fails what has no report: retriable, and unknown where the client had been given the record.
    func abandon(_ failure: KafkaFailure) {
        for index in outcomes.indices where outcomes[index] == nil {
            settle(index, .failure(failure.retriable(isUnknown: index < sent)))
        }
    }

    func answerNow() {
        answer.resume(returning: outcomes.compactMap(\.self))
    }
}

extension KafkaHandle {
    /// Gives a copy of the record to the client; nil when it took it.
    func produce(_ record: KafkaOutgoing, ticket: UInt) -> KafkaFailure? {
        record.partition.topic.withCString { topic in
            KafkaHandle.withBytes(record.key) { key in
                KafkaHandle.withBytes(record.value) { value in
                    let headers = KafkaHandle.list(record.headers)
                    var fields = crdkafka_outgoing(
                        topic: topic, partition: record.partition.number, key: key?.baseAddress,
                        key_size: key?.count ?? 0, value: value?.baseAddress, value_size: value?.count ?? 0,
                        headers: headers, ticket: ticket)
                    let failure = take(crdkafka_produce(raw, &fields), "publish to \(record.partition)")
                    if failure != nil, let headers { rd_kafka_headers_destroy(headers) }
                    return failure
                }
            }
        }
    }

    private static func withBytes<Answer>(
        _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Answer
    ) -> Answer {
        guard let bytes else { return body(nil) }
        // An empty array may have no address, and no address would mean no key.
        guard !bytes.isEmpty else {
            return withUnsafeBytes(of: UInt8(0)) { body(UnsafeRawBufferPointer(rebasing: $0[0..<0])) }
        }
        return bytes.withUnsafeBytes { body($0) }
    }

    private static func list(_ headers: [KafkaHeader]) -> OpaquePointer? {
        guard !headers.isEmpty, let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            let error = withBytes(header.value) { value in
                rd_kafka_header_add(list, header.name, -1, value?.baseAddress, value?.count ?? 0)
            }
            precondition(error == RD_KAFKA_RESP_ERR_NO_ERROR, "a list of our own refused a header")
        }
        return list
    }
}
