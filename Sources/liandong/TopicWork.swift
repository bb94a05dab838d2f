import Contracts
import Kafka
import Logging
import Programs

/// Compares a cluster with the topic contracts and the directory, and makes it fit.
struct TopicWork {
    private let settings: KafkaSettings
    private let directory: DirectoryDocument
    private let contracts: [TopicContract]
    private let registrar: String

    init(_ cluster: ClusterOptions, _ contracts: ContractOptions) throws {
        settings = try cluster.settings()
        directory = try PublishedDocuments.read(directory: cluster.directory).newest
        self.contracts = try contracts.read()
        registrar = contracts.registrar ?? "User:\(directory.namespace)-registrar"
    }

    /// A plan, and how far the cluster let itself be compared.
    struct Comparison {
        /// What is to be done; without settings where the cluster does not tell them.
        let steps: [TopicPlan.Step]
        /// What a person must see to.
        let findings: [TopicPlan.Finding]
        /// False on the embedded broker, which tells no settings and has no access rules.
        let comparedSettings: Bool

        /// True when the cluster fits in all that was compared.
        var isSatisfied: Bool { steps.isEmpty && !findings.contains(where: \.isBlocking) }

        init(_ plan: TopicPlan, comparedSettings: Bool) {
            steps = plan.steps.filter { step in
                guard !comparedSettings, case .set = step else { return true }
                return false
            }
            findings = plan.findings
            self.comparedSettings = comparedSettings
        }
    }

    /// What is to be done.
    func plan() async throws -> Comparison {
        try await asking { admin in try await plan(admin) }
    }

    /// Does what is to be done, in order, and stops at the first step that fails; the next run goes on from there.
    func apply() async throws -> Comparison {
        try await asking { admin in
            let plan = try await plan(admin)
            if let finding = plan.findings.first(where: \.isBlocking) {
                throw ProgramEnding(.refused, code: "TOPICS_BLOCKED", "没有作任何改动：\(finding)")
            }
            let progress = ProgressLine()
            defer { progress.finish() }
            for (index, step) in plan.steps.enumerated() {
                progress.show("\(index + 1)/\(plan.steps.count) \(step)")
                try await take(step, admin)
            }
            return plan
        }
    }

    private func asking(_ work: (KafkaAdmin) async throws -> Comparison) async throws -> Comparison {
        let admin = try KafkaAdmin(settings: settings, logger: .quiet)
        do {
            let plan = try await work(admin)
            _ = await admin.close(within: .seconds(5))
            return plan
        } catch {
            _ = await admin.close(within: .seconds(5))
            throw error
        }
    }

    private func plan(_ admin: KafkaAdmin) async throws -> Comparison {
        let found = try await admin.describeCluster()
        var topics: [ClusterState.Topic] = []
        var comparedSettings = true
        for topic in found.topics where topic.name.hasPrefix(directory.namespace + ".") {
            let settings = comparedSettings ? try await settings(of: topic.name, admin) : nil
            comparedSettings = settings != nil
            topics.append(
                ClusterState.Topic(
                    name: topic.name, partitions: topic.partitions, replication: topic.replication,
                    settings: settings ?? []))
        }
        let access = comparedSettings ? try await access(admin) : nil
        let state = ClusterState(brokers: found.brokers, topics: topics, access: access)
        return Comparison(
            TopicPlan(contracts: contracts, directory: directory, registrar: registrar, cluster: state),
            comparedSettings: comparedSettings)
    }

    /// Nil on a cluster that does not tell them.
    private func settings(of topic: String, _ admin: KafkaAdmin) async throws -> [TopicSetting]? {
        do throws(KafkaFailure) {
            return try await admin.describeConfiguration(ofTopic: topic).compactMap { entry in
                entry.value.map { TopicSetting(name: entry.name, value: $0) }
            }
        } catch {
            guard error.isUnsupported else { throw error }
            return nil
        }
    }

    /// Nil on a cluster without an authorizer.
    private func access(_ admin: KafkaAdmin) async throws -> [TopicAccess]? {
        do throws(KafkaFailure) {
            return try await admin.describeAccess().compactMap(TopicAccess.init)
        } catch {
            guard error.name == "SECURITY_DISABLED" || error.isUnsupported else { throw error }
            return nil
        }
    }

    private func take(_ step: TopicPlan.Step, _ admin: KafkaAdmin) async throws {
        switch step {
        case .create(let topic):
            let settings = Dictionary(topic.settings.map { ($0.name, $0.value) }) { _, last in last }
            let wanted = KafkaTopicPlan(
                name: topic.name, partitions: topic.partitions, replication: topic.replication,
                configuration: settings)
            let failure = try await admin.createTopics([wanted]).compactMap(\.self).first
            if let failure, !failure.isAlreadyThere { throw failure }
        case .set(let topic, let setting, _):
            try await admin.setConfiguration(ofTopic: topic, to: [setting.name: setting.value])
        case .allow(let access):
            if let failure = try await admin.createAccess([access.rule]).compactMap(\.self).first { throw failure }
        case .withdraw(let access):
            if let failure = try await admin.withdrawAccess([access.rule]).compactMap(\.self).first { throw failure }
        }
    }
}

extension TopicAccess {
    /// Nil for a rule that no plan would make: denied, from one address, for a prefix, or another operation.
    fileprivate init?(_ rule: KafkaAccessRule) {
        guard rule.permission == .allow, rule.host == "*" else { return nil }
        let operation: TopicAccess.Operation
        switch rule.operation {
        case .read: operation = .read
        case .write: operation = .write
        case .all, .create, .delete, .alter, .describe, .describeConfigurations, .idempotentWrite: return nil
        }
        switch rule.resource {
        case .topic(let name): self.init(principal: rule.principal, resource: .topic(name), operation: operation)
        case .group(let name): self.init(principal: rule.principal, resource: .group(name), operation: operation)
        case .topics, .cluster: return nil
        }
    }

    fileprivate var rule: KafkaAccessRule {
        let resource: KafkaAccessRule.Resource =
            switch self.resource {
            case .topic(let name): .topic(name)
            case .group(let name): .group(name)
            }
        let operation: KafkaAccessRule.Operation =
            switch self.operation {
            case .read: .read
            case .write: .write
            }
        return KafkaAccessRule(principal: principal, resource: resource, operation: operation)
    }
}
