internal import Crdkafka
import Foundation
package import Kafka

/// The C library's own broker, in memory, in this process: for the demo and for tests.
///
/// It keeps about 5 MB of each partition and drops the oldest in silence, and it knows no administrative requests.
package final class MockCluster: Sendable {
    /// A request that a fault can be put on.
    package enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case findCoordinator = 10
        case initProducerID = 22
    }

    /// An answer a broker can be made to give.
    package enum Fault: Sendable, CaseIterable {
        /// Passing: the client tries again by itself.
        case notEnoughReplicas, notLeader, requestTimedOut, corruptRecord
        /// The client's numbering of records is broken for good.
        case outOfOrderSequence, unknownProducer
        /// Lasting: the record or the partition fails.
        case topicAuthorizationFailed, offsetOutOfRange, messageTooLarge
        /// The connection is closed without an answer.
        case connectionLost
    }

    private let client: Pointer
    private let cluster: Pointer

    /// Where clients find it: `host:port`, separated by commas when there are several brokers. The ports are new with
    /// each cluster.
    package let bootstrapServers: String

    /// Starts a cluster of this many brokers, numbered from 1.
    package init(brokers: Int = 1) throws(KafkaFailure) {
        guard let configuration = rd_kafka_conf_new() else { throw MockCluster.failure("configure it") }
        // Its client talks to nobody and says nothing.
        rd_kafka_conf_set_log_cb(configuration, nil)
        var text = [CChar](repeating: 0, count: 256)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &text, text.count) else {
            rd_kafka_conf_destroy(configuration)
            throw MockCluster.failure("make its client")
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, Int32(brokers)),
            let servers = rd_kafka_mock_cluster_bootstraps(cluster)
        else {
            rd_kafka_destroy(client)
            throw MockCluster.failure("start \(brokers) broker(s)")
        }
        self.client = Pointer(raw: client)
        self.cluster = Pointer(raw: cluster)
        bootstrapServers = String(cString: servers)
    }

    deinit {
        let (client, cluster) = (client, cluster)
        // Ending it waits for its threads, which must not hold one of those that all tasks share.
        Thread.detachNewThread {
            rd_kafka_mock_cluster_destroy(cluster.raw)
            rd_kafka_destroy(client.raw)
        }
    }

    /// Makes a topic; one that exists is an error.
    package func createTopic(_ name: String, partitions: Int) throws(KafkaFailure) {
        try check(
            rd_kafka_mock_topic_create(cluster.raw, name, Int32(partitions), 1),
            "make topic \(name) with \(partitions) partition(s)")
    }

    /// Answers the next requests of this kind, at any broker, with these faults, one each.
    package func push(_ faults: [Fault], on request: Request) {
        let codes = faults.map(\.code)
        rd_kafka_mock_push_request_errors_array(cluster.raw, request.rawValue, codes.count, codes)
    }

    /// Forgets the faults that have not been met yet.
    package func clearFaults(on request: Request) {
        rd_kafka_mock_clear_request_errors(cluster.raw, request.rawValue)
    }

    /// Makes the next request of this kind at one broker wait, then fail.
    package func pushDelayed(
        _ fault: Fault, on request: Request, broker: Int32 = 1, by delay: Duration
    ) throws(KafkaFailure) {
        try check(
            crdkafka_mock_push_error_with_delay(
                cluster.raw, broker, request.rawValue, fault.code, Int32(delay.milliseconds)),
            "put a delayed fault on broker \(broker)")
    }

    /// Closes a broker's connections and takes no new ones.
    package func takeDown(broker: Int32 = 1) throws(KafkaFailure) {
        try check(rd_kafka_mock_broker_set_down(cluster.raw, broker), "take broker \(broker) down")
    }

    /// Lets a broker answer again, with what it kept.
    package func bringUp(broker: Int32 = 1) throws(KafkaFailure) {
        try check(rd_kafka_mock_broker_set_up(cluster.raw, broker), "bring broker \(broker) up")
    }

    /// Makes each answer of a broker take this long.
    package func delay(broker: Int32 = 1, by delay: Duration) throws(KafkaFailure) {
        try check(
            rd_kafka_mock_broker_set_rtt(cluster.raw, broker, Int32(delay.milliseconds)), "slow broker \(broker) down")
    }

    /// Makes another broker the leader of a partition; nil leaves it without one.
    package func setLeader(of partition: KafkaPartition, to broker: Int32?) throws(KafkaFailure) {
        try check(
            rd_kafka_mock_partition_set_leader(cluster.raw, partition.topic, partition.number, broker ?? -1),
            "move the leader of \(partition)")
    }

    /// The highest version of a request that the brokers understand from now on.
    func limit(_ request: Request, toVersion version: Int16) throws(KafkaFailure) {
        try check(
            rd_kafka_mock_set_apiversion(cluster.raw, request.rawValue, 0, version), "limit the version of \(request)")
    }

    private func check(_ error: rd_kafka_resp_err_t, _ attempt: String) throws(KafkaFailure) {
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw MockCluster.failure(attempt, code: error)
    }

    private static func failure(
        _ attempt: String, code: rd_kafka_resp_err_t = RD_KAFKA_RESP_ERR__FAIL
    ) -> KafkaFailure {
        let name = rd_kafka_err2name(code).map { String(cString: $0) } ?? "\(code.rawValue)"
        let words = rd_kafka_err2str(code).map { String(cString: $0) } ?? "no reason given"
        return KafkaFailure(
            code: code.rawValue, name: name, reason: "embedded broker, \(attempt): \(words)", isRetriable: false)
    }

    /// Unchecked: the mock cluster takes its calls on its own thread, by its contract.
    private struct Pointer: @unchecked Sendable {
        let raw: OpaquePointer
    }
}

extension MockCluster.Fault {
    fileprivate var code: rd_kafka_resp_err_t {
        switch self {
        case .notEnoughReplicas: RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS
        case .notLeader: RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
        case .requestTimedOut: RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT
        case .corruptRecord: RD_KAFKA_RESP_ERR_INVALID_MSG
        case .outOfOrderSequence: RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER
        case .unknownProducer: RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID
        case .topicAuthorizationFailed: RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
        case .offsetOutOfRange: RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE
        case .messageTooLarge: RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
        case .connectionLost: RD_KAFKA_RESP_ERR__TRANSPORT
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
