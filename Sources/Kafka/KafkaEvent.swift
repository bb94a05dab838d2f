internal import Crdkafka
import Logging

/// What comes by a client's queue, as Swift values: the one place that knows the C library's kinds of events.
enum KafkaEvent {
    /// Reports on records that were published.
    case reports([DeliveryReport])
    /// A record that was read.
    case record(KafkaRecord)
    /// Something about one partition or, without one, about the whole client.
    case failure(KafkaPartition?, KafkaFailure)
    /// A partition has been read to its end.
    case endReached(KafkaPartition)
    /// Dealt with already (a log line, statistics), or of no interest.
    case handled

    /// The outcome of one published record.
    struct DeliveryReport {
        let ticket: UInt
        let outcome: Result<Int64, KafkaFailure>
    }

    /// Takes the next event off the queue, waiting at most this long; nil when there was none.
    static func next(
        on queue: OpaquePointer, within bound: Duration, client: OpaquePointer, telemetry: Telemetry
    ) -> KafkaEvent? {
        guard let event = rd_kafka_queue_poll(queue, Int32(max(0, bound.inMilliseconds))) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR: return .reports(reports(event))
        case RD_KAFKA_EVENT_FETCH: return fetched(event)
        case RD_KAFKA_EVENT_ERROR: return failure(event, client)
        case RD_KAFKA_EVENT_LOG: telemetry.log(event)
        case RD_KAFKA_EVENT_STATS: telemetry.statistics(event)
        case RD_KAFKA_EVENT_OFFSET_COMMIT: telemetry.commit(event)
        default: break
        }
        return .handled
    }

    /// The events a client asks for.
    static func wanted(by role: KafkaSettings.Role) -> Int32 {
        let common = RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_STATS
        switch role {
        case .producer: return common | RD_KAFKA_EVENT_DR
        case .consumer: return common | RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_OFFSET_COMMIT
        case .admin: return common
        }
    }

    private static func reports(_ event: OpaquePointer) -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        reports.reserveCapacity(rd_kafka_event_message_count(event))
        while let message = rd_kafka_event_message_next(event) {
            let ticket = UInt(bitPattern: message.pointee._private)
            let error = message.pointee.err
            guard error != RD_KAFKA_RESP_ERR_NO_ERROR else {
                reports.append(DeliveryReport(ticket: ticket, outcome: .success(message.pointee.offset)))
                continue
            }
            let isUnknown = rd_kafka_message_status(message) == RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED
            let failure = KafkaFailure(error, "publish to \(partition(message))", isUnknown: isUnknown)
            reports.append(DeliveryReport(ticket: ticket, outcome: .failure(failure)))
        }
        return reports
    }

    private static func fetched(_ event: OpaquePointer) -> KafkaEvent {
        guard let message = rd_kafka_event_message_next(event) else { return .handled }
        let place = partition(message)
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR: return .record(record(message, place))
        case RD_KAFKA_RESP_ERR__PARTITION_EOF: return .endReached(place)
        default: return .failure(place, KafkaFailure(message.pointee.err, "read \(place)"))
        }
    }

    private static func failure(_ event: OpaquePointer, _ client: OpaquePointer) -> KafkaEvent {
        var error = rd_kafka_event_error(event)
        var words = rd_kafka_event_error_string(event).map { String(cString: $0) }
        let place = partition(event)
        if error == RD_KAFKA_RESP_ERR__PARTITION_EOF, let place { return .endReached(place) }
        let isFatal = error == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(event) != 0
        if isFatal {
            var text = [CChar](repeating: 0, count: 512)
            let cause = rd_kafka_fatal_error(client, &text, text.count)
            if cause != RD_KAFKA_RESP_ERR_NO_ERROR {
                error = cause
                words = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
        let attempt = place.map { "read \($0)" } ?? "talk to the brokers"
        return .failure(place, KafkaFailure(error, attempt, detail: words, isFatal: isFatal))
    }

    private static func partition(_ event: OpaquePointer) -> KafkaPartition? {
        guard let place = rd_kafka_event_topic_partition(event) else { return nil }
        defer { rd_kafka_topic_partition_destroy(place) }
        guard let topic = place.pointee.topic else { return nil }
        return KafkaPartition(topic: String(cString: topic), number: place.pointee.partition)
    }

    private static func partition(_ message: UnsafePointer<rd_kafka_message_t>) -> KafkaPartition {
        let topic = message.pointee.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) }
        return KafkaPartition(topic: topic ?? "", number: message.pointee.partition)
    }

    private static func record(
        _ message: UnsafePointer<rd_kafka_message_t>, _ place: KafkaPartition
    ) -> KafkaRecord {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = rd_kafka_message_timestamp(message, &kind)
        return KafkaRecord(
            partition: place, offset: message.pointee.offset,
            timestamp: kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp,
            key: bytes(message.pointee.key, message.pointee.key_len),
            value: bytes(message.pointee.payload, message.pointee.len), headers: headers(message))
    }

    private static func headers(_ message: UnsafePointer<rd_kafka_message_t>) -> [KafkaHeader] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var headers: [KafkaHeader] = []
        headers.reserveCapacity(rd_kafka_header_cnt(list))
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let name
        {
            headers.append(KafkaHeader(String(cString: name), bytes(value, size) ?? []))
        }
        return headers
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        guard let start else { return nil }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
