internal import Crdkafka

/// A topic as the cluster has it.
package struct KafkaTopicState: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Partitions.
    package let partitions: Int
    /// Copies of the partition that has the fewest.
    package let replication: Int
}

/// What a cluster consists of.
package struct KafkaClusterState: Hashable, Sendable {
    /// Brokers that are up.
    package let brokers: Int
    /// All topics that this principal may see, by name.
    package let topics: [KafkaTopicState]
}

extension KafkaAdmin {
    /// Brokers and topics.
    package func describeCluster(within bound: Duration = .seconds(10)) throws(KafkaFailure) -> KafkaClusterState {
        let attempt = "describe the cluster"
        guard let handle else { throw .closed(attempt) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        try check(rd_kafka_metadata(handle.raw, 1, nil, &answer, Int32(bound.inMilliseconds)), attempt)
        guard let answer else { throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL, attempt) }
        defer { rd_kafka_metadata_destroy(answer) }
        let topics = UnsafeBufferPointer(start: answer.pointee.topics, count: Int(answer.pointee.topic_cnt))
        let states = topics.map { topic in
            let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
            return KafkaTopicState(
                name: String(cString: topic.topic), partitions: partitions.count,
                replication: partitions.map { Int($0.replica_cnt) }.min() ?? 0)
        }
        return KafkaClusterState(brokers: Int(answer.pointee.broker_cnt), topics: states.sorted { $0.name < $1.name })
    }

    /// Sets settings of a topic and keeps what was set for it before. The request replaces all of them at once, so
    /// nobody else should change the topic meanwhile.
    package func setConfiguration(
        ofTopic topic: String, to settings: [String: String], within bound: Duration = .seconds(30)
    ) throws(KafkaFailure) {
        let attempt = "set the configuration of topic \(topic)"
        var all: [String: String] = [:]
        for entry in try describeConfiguration(ofTopic: topic, within: bound) where !entry.isDefault {
            all[entry.name] = entry.value
        }
        all.merge(settings) { _, new in new }
        let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        var resources = CList(destroy: { rd_kafka_ConfigResource_destroy($0) })
        resources.add(resource)
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            try check(rd_kafka_ConfigResource_set_config(resource, name, value), "\(attempt): \(name)=\(value)")
        }
        let result = try ask(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, attempt, bound) { client, options, queue in
            resources.withPointers { rd_kafka_AlterConfigs(client, $0, $1, options, queue) }
        }
        defer { rd_kafka_event_destroy(result) }
        guard let answer = rd_kafka_event_AlterConfigs_result(result) else { throw KafkaAdmin.unexpected(attempt) }
        var count = 0
        let first = rd_kafka_AlterConfigs_result_resources(answer, &count)
        for changed in KafkaAdmin.pointers(first, count) {
            let error = rd_kafka_ConfigResource_error(changed)
            guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let detail = rd_kafka_ConfigResource_error_string(changed).map { String(cString: $0) }
            throw KafkaFailure(error, attempt, detail: detail)
        }
    }

    /// Takes access rules away; one that does not exist is no failure.
    package func withdrawAccess(
        _ rules: [KafkaAccessRule], within bound: Duration = .seconds(30)
    ) throws(KafkaFailure) -> [KafkaFailure?] {
        let attempt = "withdraw \(rules.count) access rule(s)"
        var filters = CList(destroy: { rd_kafka_AclBinding_destroy($0) })
        for rule in rules { filters.add(try rule.filter()) }
        let result = try ask(RD_KAFKA_ADMIN_OP_DELETEACLS, attempt, bound) { client, options, queue in
            filters.withPointers { rd_kafka_DeleteAcls(client, $0, $1, options, queue) }
        }
        defer { rd_kafka_event_destroy(result) }
        guard let answer = rd_kafka_event_DeleteAcls_result(result) else { throw KafkaAdmin.unexpected(attempt) }
        var count = 0
        let first = rd_kafka_DeleteAcls_result_responses(answer, &count)
        return zip(KafkaAdmin.pointers(first, count), rules).map { response, rule in
            guard let error = rd_kafka_DeleteAcls_result_response_error(response) else { return nil }
            let detail = rd_kafka_error_string(error).map { String(cString: $0) }
            return KafkaFailure(rd_kafka_error_code(error), "withdraw the access rule \(rule)", detail: detail)
        }
    }
}
