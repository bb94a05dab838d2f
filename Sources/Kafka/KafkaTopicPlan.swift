internal import Crdkafka

/// A topic as it is to be made.
package struct KafkaTopicPlan: Hashable, Sendable {
    package let name: String
    package let partitions: Int
    /// Copies of each partition; -1 leaves it to the cluster.
    package let replication: Int
    /// Topic settings by Kafka's names, such as `retention.ms`.
    package let configuration: [String: String]

    package init(name: String, partitions: Int, replication: Int = -1, configuration: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.configuration = configuration
    }
}

/// One setting of a topic as the cluster has it.
package struct KafkaConfigurationEntry: Hashable, Sendable {
    package let name: String
    /// Nil where the cluster does not tell (a secret).
    package let value: String?
    /// True when nobody set it for this topic.
    package let isDefault: Bool
}

extension KafkaConfigurationEntry {
    init?(_ entry: OpaquePointer) {
        guard let name = rd_kafka_ConfigEntry_name(entry) else { return nil }
        let value = rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) }
        let isSetForTopic = rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG
        self.init(name: String(cString: name), value: value, isDefault: !isSetForTopic)
    }
}

/// Who may, or may not, do what.
package struct KafkaAccessRule: Hashable, Sendable, CustomStringConvertible {
    /// What the rule is about.
    package enum Resource: Hashable, Sendable {
        case topic(String)
        /// All topics whose names begin so.
        case topics(prefix: String)
        case group(String)
        case cluster
    }

    /// What is done.
    package enum Operation: Hashable, Sendable, CaseIterable {
        case all, read, write, create, delete, alter, describe, describeConfigurations, idempotentWrite
    }

    /// Which way the rule goes.
    package enum Permission: Hashable, Sendable {
        case allow, deny
    }

    /// As the cluster names it, such as `User:510100-tax`.
    package let principal: String
    /// An address, or `*`.
    package let host: String
    package let resource: Resource
    package let operation: Operation
    package let permission: Permission

    package init(
        principal: String, host: String = "*", resource: Resource, operation: Operation, permission: Permission = .allow
    ) {
        self.principal = principal
        self.host = host
        self.resource = resource
        self.operation = operation
        self.permission = permission
    }

    package var description: String { "\(permission) \(principal) from \(host) to \(operation) \(resource)" }
}

extension KafkaAccessRule {
    /// The C library's form, which the caller destroys.
    func binding() throws(KafkaFailure) -> OpaquePointer {
        let (kind, name, pattern) = resource.parts
        let permitted = permission == .allow ? RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW : RD_KAFKA_ACL_PERMISSION_TYPE_DENY
        var text = [CChar](repeating: 0, count: 256)
        guard
            let binding = rd_kafka_AclBinding_new(
                kind, name, pattern, principal, host, operation.code, permitted, &text, text.count)
        else { throw KafkaAdmin.refused("express the access rule \(self)", text) }
        return binding
    }

    /// The C library's form of "exactly this rule", which the caller destroys.
    func filter() throws(KafkaFailure) -> OpaquePointer {
        let (kind, name, pattern) = resource.parts
        let permitted = permission == .allow ? RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW : RD_KAFKA_ACL_PERMISSION_TYPE_DENY
        var text = [CChar](repeating: 0, count: 256)
        guard
            let filter = rd_kafka_AclBindingFilter_new(
                kind, name, pattern, principal, host, operation.code, permitted, &text, text.count)
        else { throw KafkaAdmin.refused("find the access rule \(self)", text) }
        return filter
    }

    /// Nil for a rule this program has no words for.
    init?(binding: OpaquePointer) {
        let code = rd_kafka_AclBinding_operation(binding)
        guard let principal = rd_kafka_AclBinding_principal(binding), let host = rd_kafka_AclBinding_host(binding),
            let name = rd_kafka_AclBinding_name(binding),
            let resource = Resource(
                rd_kafka_AclBinding_restype(binding), String(cString: name),
                rd_kafka_AclBinding_resource_pattern_type(binding)),
            let operation = Operation.allCases.first(where: { $0.code == code })
        else { return nil }
        let isAllowed = rd_kafka_AclBinding_permission_type(binding) == RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW
        self.init(
            principal: String(cString: principal), host: String(cString: host), resource: resource,
            operation: operation, permission: isAllowed ? .allow : .deny)
    }
}

extension KafkaAccessRule.Resource {
    /// The name the cluster itself has as a resource.
    private static let clusterName = "kafka-cluster"

    fileprivate var parts: (rd_kafka_ResourceType_t, String, rd_kafka_ResourcePatternType_t) {
        switch self {
        case .topic(let name): (RD_KAFKA_RESOURCE_TOPIC, name, RD_KAFKA_RESOURCE_PATTERN_LITERAL)
        case .topics(let prefix): (RD_KAFKA_RESOURCE_TOPIC, prefix, RD_KAFKA_RESOURCE_PATTERN_PREFIXED)
        case .group(let name): (RD_KAFKA_RESOURCE_GROUP, name, RD_KAFKA_RESOURCE_PATTERN_LITERAL)
        case .cluster: (RD_KAFKA_RESOURCE_BROKER, Self.clusterName, RD_KAFKA_RESOURCE_PATTERN_LITERAL)
        }
    }

    fileprivate init?(
        _ kind: rd_kafka_ResourceType_t, _ name: String, _ pattern: rd_kafka_ResourcePatternType_t
    ) {
        switch (kind, pattern) {
        case (RD_KAFKA_RESOURCE_TOPIC, RD_KAFKA_RESOURCE_PATTERN_LITERAL): self = .topic(name)
        case (RD_KAFKA_RESOURCE_TOPIC, RD_KAFKA_RESOURCE_PATTERN_PREFIXED): self = .topics(prefix: name)
        case (RD_KAFKA_RESOURCE_GROUP, RD_KAFKA_RESOURCE_PATTERN_LITERAL): self = .group(name)
        case (RD_KAFKA_RESOURCE_BROKER, _): self = .cluster
        default: return nil
        }
    }
}

extension KafkaAccessRule.Operation {
    fileprivate var code: rd_kafka_AclOperation_t {
        switch self {
        case .all: RD_KAFKA_ACL_OPERATION_ALL
        case .read: RD_KAFKA_ACL_OPERATION_READ
        case .write: RD_KAFKA_ACL_OPERATION_WRITE
        case .create: RD_KAFKA_ACL_OPERATION_CREATE
        case .delete: RD_KAFKA_ACL_OPERATION_DELETE
        case .alter: RD_KAFKA_ACL_OPERATION_ALTER
        case .describe: RD_KAFKA_ACL_OPERATION_DESCRIBE
        case .describeConfigurations: RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS
        case .idempotentWrite: RD_KAFKA_ACL_OPERATION_IDEMPOTENT_WRITE
        }
    }
}
