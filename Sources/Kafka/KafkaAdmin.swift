internal import Crdkafka
package import Logging

/// Makes and describes topics and access rules on a real cluster; the embedded broker answers every request but the
/// partition count with a failure that `isUnsupported`.
package actor KafkaAdmin {
    private let telemetry: Telemetry
    private let bell: Bell
    private let thread: PollThread
    var handle: KafkaHandle?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Makes a client; brokers need not be there yet.
    package init(settings: KafkaSettings, logger: Logger) throws(KafkaFailure) {
        telemetry = Telemetry(logger: logger, onStatistics: nil)
        bell = Bell()
        handle = try KafkaHandle(.admin, settings: settings, bell: bell)
        thread = PollThread(name: "kafka-admin", bell: bell)
    }

    deinit {
        thread.stop()
    }

    /// Makes topics; one answer for each plan, in the same order, nil when it was made. Throws when the request as a
    /// whole failed.
    package func createTopics(
        _ plans: [KafkaTopicPlan], within bound: Duration = .seconds(30)
    ) throws(KafkaFailure) -> [KafkaFailure?] {
        let attempt = "make \(plans.count) topic(s)"
        var topics = CList(destroy: { rd_kafka_NewTopic_destroy($0) })
        for plan in plans { topics.add(try KafkaAdmin.newTopic(plan)) }
        let result = try ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, attempt, bound) { client, options, queue in
            topics.withPointers { rd_kafka_CreateTopics(client, $0, $1, options, queue) }
        }
        defer { rd_kafka_event_destroy(result) }
        guard let answer = rd_kafka_event_CreateTopics_result(result) else { throw KafkaAdmin.unexpected(attempt) }
        var count = 0
        let first = rd_kafka_CreateTopics_result_topics(answer, &count)
        var failures: [String: KafkaFailure] = [:]
        for topic in KafkaAdmin.pointers(first, count) {
            let error = rd_kafka_topic_result_error(topic)
            guard error != RD_KAFKA_RESP_ERR_NO_ERROR, let name = rd_kafka_topic_result_name(topic) else { continue }
            let detail = rd_kafka_topic_result_error_string(topic).map { String(cString: $0) }
            let topic = String(cString: name)
            failures[topic] = KafkaFailure(error, "make topic \(topic)", detail: detail)
        }
        return plans.map { failures[$0.name] }
    }

    /// Adds access rules; one answer for each, in the same order, nil when it holds now. A rule that held before is
    /// no failure.
    package func createAccess(
        _ rules: [KafkaAccessRule], within bound: Duration = .seconds(30)
    ) throws(KafkaFailure) -> [KafkaFailure?] {
        let attempt = "add \(rules.count) access rule(s)"
        var bindings = CList(destroy: { rd_kafka_AclBinding_destroy($0) })
        for rule in rules { bindings.add(try rule.binding()) }
        let result = try ask(RD_KAFKA_ADMIN_OP_CREATEACLS, attempt, bound) { client, options, queue in
            bindings.withPointers { rd_kafka_CreateAcls(client, $0, $1, options, queue) }
        }
        defer { rd_kafka_event_destroy(result) }
        guard let answer = rd_kafka_event_CreateAcls_result(result) else { throw KafkaAdmin.unexpected(attempt) }
        var count = 0
        let first = rd_kafka_CreateAcls_result_acls(answer, &count)
        return zip(KafkaAdmin.pointers(first, count), rules).map { result, rule in
            guard let error = rd_kafka_acl_result_error(result) else { return nil }
            let detail = rd_kafka_error_string(error).map { String(cString: $0) }
            return KafkaFailure(rd_kafka_error_code(error), "add the access rule \(rule)", detail: detail)
        }
    }

    /// All access rules of topics, groups and the cluster that this program can express.
    package func describeAccess(within bound: Duration = .seconds(30)) throws(KafkaFailure) -> [KafkaAccessRule] {
        let attempt = "describe the access rules"
        var text = [CChar](repeating: 0, count: 256)
        guard
            let filter = rd_kafka_AclBindingFilter_new(
                RD_KAFKA_RESOURCE_ANY, nil, RD_KAFKA_RESOURCE_PATTERN_ANY, nil, nil, RD_KAFKA_ACL_OPERATION_ANY,
                RD_KAFKA_ACL_PERMISSION_TYPE_ANY, &text, text.count)
        else { throw KafkaAdmin.refused(attempt, text) }
        defer { rd_kafka_AclBinding_destroy(filter) }
        let result = try ask(RD_KAFKA_ADMIN_OP_DESCRIBEACLS, attempt, bound) { client, options, queue in
            rd_kafka_DescribeAcls(client, filter, options, queue)
        }
        defer { rd_kafka_event_destroy(result) }
        guard let answer = rd_kafka_event_DescribeAcls_result(result) else { throw KafkaAdmin.unexpected(attempt) }
        var count = 0
        let first = rd_kafka_DescribeAcls_result_acls(answer, &count)
        return KafkaAdmin.pointers(first, count).compactMap { KafkaAccessRule(binding: $0) }
    }

    /// What a topic is set to: every configuration entry by name.
    package func describeConfiguration(
        ofTopic topic: String, within bound: Duration = .seconds(30)
    ) throws(KafkaFailure) -> [KafkaConfigurationEntry] {
        let attempt = "describe the configuration of topic \(topic)"
        var resources = CList(destroy: { rd_kafka_ConfigResource_destroy($0) })
        resources.add(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic))
        let result = try ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, attempt, bound) { client, options, queue in
            resources.withPointers { rd_kafka_DescribeConfigs(client, $0, $1, options, queue) }
        }
        defer { rd_kafka_event_destroy(result) }
        guard let answer = rd_kafka_event_DescribeConfigs_result(result) else { throw KafkaAdmin.unexpected(attempt) }
        var count = 0
        let first = rd_kafka_DescribeConfigs_result_resources(answer, &count)
        guard let resource = KafkaAdmin.pointers(first, count).first else { throw KafkaAdmin.unexpected(attempt) }
        let error = rd_kafka_ConfigResource_error(resource)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let detail = rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) }
            throw KafkaFailure(error, attempt, detail: detail)
        }
        let entries = rd_kafka_ConfigResource_configs(resource, &count)
        return KafkaAdmin.pointers(entries, count).compactMap { KafkaConfigurationEntry($0) }.sorted {
            $0.name < $1.name
        }
    }

    /// How many partitions a topic has; a topic that does not exist is a failure that `isUnknownTopicOrPartition`.
    package func partitionCount(
        _ topic: String, within bound: Duration = .seconds(10)
    ) throws(KafkaFailure) -> Int {
        guard let handle else { throw .closed("ask for the partitions of \(topic)") }
        return try handle.partitionCount(topic, within: bound)
    }

    /// Releases the client; it never takes much longer than the bound, whatever the brokers do.
    package func close(within bound: Duration) -> KafkaClosing {
        guard let handle else { return .clean }
        self.handle = nil
        return handle.destroy(within: bound)
    }

    /// Sends one request and waits for its answer, which the caller destroys.
    func ask(
        _ operation: rd_kafka_admin_op_t, _ attempt: String, _ bound: Duration,
        _ send: (_ client: OpaquePointer, _ options: OpaquePointer?, _ queue: OpaquePointer) -> Void
    ) throws(KafkaFailure) -> OpaquePointer {
        guard let handle else { throw .closed(attempt) }
        guard let queue = rd_kafka_queue_new(handle.raw) else {
            throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL, attempt)
        }
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(handle.raw, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 256)
        let wait = Int32(max(1, bound.inMilliseconds))
        try check(rd_kafka_AdminOptions_set_request_timeout(options, wait, &text, text.count), attempt)
        if let broker = try handle.substituteForController(attempt, within: bound) {
            try check(rd_kafka_AdminOptions_set_broker(options, broker, &text, text.count), attempt)
        }
        send(handle.raw, options, queue)
        let answer = rd_kafka_queue_poll(queue, wait + 1000)
        drain(handle)
        guard let answer else { throw KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT, attempt) }
        let error = rd_kafka_event_error(answer)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let detail = rd_kafka_event_error_string(answer).map { String(cString: $0) }
            rd_kafka_event_destroy(answer)
            throw KafkaFailure(error, attempt, detail: detail)
        }
        return answer
    }

    /// Takes the log lines that came meanwhile.
    private func drain(_ handle: KafkaHandle) {
        while let event = KafkaEvent.next(
            on: handle.queue, within: .zero, client: handle.raw, telemetry: telemetry)
        {
            if case .failure(_, let failure) = event { telemetry.note(failure) }
        }
    }

    private static func newTopic(_ plan: KafkaTopicPlan) throws(KafkaFailure) -> OpaquePointer? {
        let attempt = "plan topic \(plan.name)"
        var text = [CChar](repeating: 0, count: 256)
        guard
            let topic = rd_kafka_NewTopic_new(
                plan.name, Int32(plan.partitions), Int32(plan.replication), &text, text.count)
        else { throw refused(attempt, text) }
        for (key, value) in plan.configuration.sorted(by: { $0.key < $1.key }) {
            do {
                try check(rd_kafka_NewTopic_set_config(topic, key, value), "\(attempt) with \(key)=\(value)")
            } catch {
                rd_kafka_NewTopic_destroy(topic)
                throw error
            }
        }
        return topic
    }

    static func refused(_ attempt: String, _ text: [CChar]) -> KafkaFailure {
        KafkaFailure(
            RD_KAFKA_RESP_ERR__INVALID_ARG, attempt,
            detail: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    static func unexpected(_ attempt: String) -> KafkaFailure {
        KafkaFailure(RD_KAFKA_RESP_ERR__BAD_MSG, attempt, detail: "the answer is of another kind")
    }

    /// The C library hands lists back as an address of pointers and their number.
    static func pointers(_ first: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int) -> [OpaquePointer] {
        guard let first else { return [] }
        return UnsafeBufferPointer(start: first, count: count).compactMap(\.self)
    }
}

extension KafkaHandle {
    /// A broker to ask when the cluster names a controller that it does not have, as the embedded broker does: it
    /// then says at once that it does not know the request, and nobody waits for a controller that never comes. Nil
    /// in a real cluster, whose controller the C library finds itself.
    fileprivate func substituteForController(_ attempt: String, within bound: Duration) throws(KafkaFailure) -> Int32? {
        var answer: UnsafePointer<rd_kafka_metadata>?
        try check(rd_kafka_metadata(raw, 0, nil, &answer, Int32(bound.inMilliseconds)), attempt)
        guard let answer else { return nil }
        defer { rd_kafka_metadata_destroy(answer) }
        let controller = rd_kafka_controllerid(raw, 0)
        let brokers = UnsafeBufferPointer(start: answer.pointee.brokers, count: Int(answer.pointee.broker_cnt))
        guard controller >= 0, !brokers.contains(where: { $0.id == controller }) else { return nil }
        return brokers.first?.id
    }
}

/// C objects that live for one request.
struct CList: ~Copyable {
    private var pointers: [OpaquePointer?] = []
    private let destroy: (OpaquePointer?) -> Void

    init(destroy: @escaping (OpaquePointer?) -> Void) {
        self.destroy = destroy
    }

    mutating func add(_ pointer: OpaquePointer?) {
        pointers.append(pointer)
    }

    mutating func withPointers(_ body: (UnsafeMutablePointer<OpaquePointer?>?, Int) -> Void) {
        pointers.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
    }

    deinit {
        for pointer in pointers { destroy(pointer) }
    }
}
