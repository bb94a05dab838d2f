internal import Crdkafka

/// Something the bus could not do: a value in results and events, an error where one call has one outcome.
package struct KafkaFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// librdkafka's number: negative for local reasons, positive for a broker's answer.
    package let code: Int32
    /// The stable name of `code`, such as `_AUTO_OFFSET_RESET` or `TOPIC_AUTHORIZATION_FAILED`.
    package let name: String
    /// What was tried and why it failed, in words for a log.
    package let reason: String
    /// True when doing the same again may succeed.
    package let isRetriable: Bool
    /// True when the client that met it can do nothing any more.
    package let isFatal: Bool
    /// True when the record may lie on the bus all the same: it was sent, and no answer came.
    package let isUnknown: Bool

    /// A failure with a given name and reason, for stand-ins that have no broker behind them.
    package init(
        code: Int32, name: String, reason: String, isRetriable: Bool, isFatal: Bool = false, isUnknown: Bool = false
    ) {
        self.code = code
        self.name = name
        self.reason = reason
        self.isRetriable = isRetriable
        self.isFatal = isFatal
        self.isUnknown = isUnknown
    }

    package var description: String { "\(name): \(reason)" }

    /// The start position lies outside what the partition still keeps, or there is none.
    package var isOffsetOutOfRange: Bool {
        code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET.rawValue || code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE.rawValue
    }

    /// The topic or partition does not exist, as far as the brokers know now.
    package var isUnknownTopicOrPartition: Bool {
        code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue
            || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC.rawValue
            || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION.rawValue
    }

    /// The broker does not know the request at all, as the embedded broker does not know the administrative ones.
    package var isUnsupported: Bool {
        code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE.rawValue
            || code == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION.rawValue
    }

    /// No broker can be reached at the moment.
    package var isBrokerAway: Bool {
        code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue || code == RD_KAFKA_RESP_ERR__TRANSPORT.rawValue
            || code == RD_KAFKA_RESP_ERR__RESOLVE.rawValue
    }

    /// What was to be made is there already.
    package var isAlreadyThere: Bool { code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS.rawValue }

    /// True when the client that was asked has been closed.
    package var isClosed: Bool { code == RD_KAFKA_RESP_ERR__DESTROY.rawValue }
}

extension KafkaFailure {
    init(
        _ error: rd_kafka_resp_err_t, _ attempt: String, detail: String? = nil, isFatal: Bool = false,
        isUnknown: Bool = false
    ) {
        let words = detail ?? KafkaFailure.words(error)
        self.init(
            code: error.rawValue, name: KafkaFailure.name(error), reason: "\(attempt): \(words)",
            isRetriable: KafkaFailure.isPassing(error), isFatal: isFatal || error == RD_KAFKA_RESP_ERR__FATAL,
            isUnknown: isUnknown)
    }

    /// The same failure, told as one to try again: what a caller gets for records that a lost client held.
    func retriable(isUnknown: Bool) -> KafkaFailure {
        KafkaFailure(code: code, name: name, reason: reason, isRetriable: true, isUnknown: isUnknown)
    }

    static func name(_ error: rd_kafka_resp_err_t) -> String {
        guard let text = rd_kafka_err2name(error) else { return "ERROR_\(error.rawValue)" }
        return String(cString: text)
    }

    static func words(_ error: rd_kafka_resp_err_t) -> String {
        guard let text = rd_kafka_err2str(error) else { return "error \(error.rawValue)" }
        return String(cString: text)
    }

    static func closed(_ attempt: String) -> KafkaFailure {
        KafkaFailure(RD_KAFKA_RESP_ERR__DESTROY, attempt, detail: "the client has been closed")
    }

    /// Failures that mend by themselves: brokers away, leaders moving, queues full, time over.
    private static func isPassing(_ error: rd_kafka_resp_err_t) -> Bool {
        switch error {
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
            RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT,
            RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS,
            RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__OUTDATED,
            RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED:
            true
        default:
            false
        }
    }
}

/// Throws unless the C call said that all is well: a code must never be dropped in silence.
func check(_ error: rd_kafka_resp_err_t, _ attempt: @autoclosure () -> String) throws(KafkaFailure) {
    guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw KafkaFailure(error, attempt())
}

/// Turns a C error object into a failure and frees it; nil when there is none.
func take(_ error: OpaquePointer?, _ attempt: @autoclosure () -> String) -> KafkaFailure? {
    guard let error else { return nil }
    defer { rd_kafka_error_destroy(error) }
    let code = rd_kafka_error_code(error)
    let words = rd_kafka_error_string(error).map { String(cString: $0) }
    return KafkaFailure(code, attempt(), detail: words, isFatal: rd_kafka_error_is_fatal(error) != 0)
}
