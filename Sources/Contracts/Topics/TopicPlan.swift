/// What a cluster must get so that it fits the contracts and the directory: `liandong topics plan|apply|check`.
///
/// A pure comparison: what is wanted against what exists. Nothing is ever deleted but access that nobody should have.
package struct TopicPlan: Hashable, Sendable {
    /// One step, in the order in which it is to be done.
    package enum Step: Hashable, Sendable {
        /// The topic is missing.
        case create(WantedTopic)
        /// A setting of an existing topic differs; `old` is nil where the cluster does not tell.
        case set(topic: String, TopicSetting, old: String?)
        /// A principal may not yet do what its office must.
        case allow(TopicAccess)
        /// A principal may do what the contract does not give it.
        case withdraw(TopicAccess)
    }

    /// What no step can put right; `apply` changes nothing while there is one that blocks.
    package enum Finding: Hashable, Sendable {
        /// Partition counts are immutable: a new generation is needed (rule 40).
        case partitions(topic: String, wanted: Int, found: Int)
        /// Fewer copies than the contract asks for, and brokers enough for more.
        case replication(topic: String, wanted: Int, found: Int)
        /// The cluster has fewer brokers than the contract's copies.
        case fewBrokers(found: Int, wanted: Int)
        /// A topic in the namespace that no contract and no office explains.
        case unexpected(topic: String)

        /// Whether offices would refuse to start on such a cluster.
        package var isBlocking: Bool {
            switch self {
            case .partitions: true
            case .replication, .fewBrokers, .unexpected: false
            }
        }
    }

    /// What is to be done, in order.
    package let steps: [Step]
    /// What a person must see to.
    package let findings: [Finding]

    /// True when the cluster fits in all that a step could change and nothing blocks.
    package var isSatisfied: Bool { steps.isEmpty && !findings.contains(where: \.isBlocking) }
}

/// A topic as it is to be made.
package struct WantedTopic: Hashable, Sendable {
    /// Name on the broker.
    package let name: String
    /// Partitions.
    package let partitions: Int
    /// Copies of each partition.
    package let replication: Int
    /// Settings, sorted by name.
    package let settings: [TopicSetting]
}

/// What one principal may do: an `ALLOW` rule from any host.
package struct TopicAccess: Hashable, Comparable, Sendable {
    /// What it is about.
    package enum Resource: Hashable, Comparable, Sendable {
        /// A topic by its name on the broker.
        case topic(String)
        /// A consumer group; only for the offsets that lag tools read.
        case group(String)
    }

    /// What may be done; Kafka grants `DESCRIBE` with either.
    package enum Operation: String, Comparable, Sendable {
        case read, write

        package static func < (left: Operation, right: Operation) -> Bool { left.rawValue < right.rawValue }
    }

    /// As the directory names it, such as `User:510100-tax`.
    package let principal: String
    /// On what.
    package let resource: Resource
    /// What.
    package let operation: Operation

    /// An access.
    package init(principal: String, resource: Resource, operation: Operation) {
        self.principal = principal
        self.resource = resource
        self.operation = operation
    }

    package static func < (left: TopicAccess, right: TopicAccess) -> Bool {
        (left.resource, left.principal, left.operation) < (right.resource, right.principal, right.operation)
    }
}

/// What a cluster has.
package struct ClusterState: Hashable, Sendable {
    /// A topic that exists.
    package struct Topic: Hashable, Sendable {
        /// Name on the broker.
        package let name: String
        /// Partitions.
        package let partitions: Int
        /// Copies of each partition; the lowest when they differ.
        package let replication: Int
        /// Settings as far as the cluster tells them, defaults included.
        package let settings: [TopicSetting]

        /// A topic that exists.
        package init(name: String, partitions: Int, replication: Int, settings: [TopicSetting]) {
            self.name = name
            self.partitions = partitions
            self.replication = replication
            self.settings = settings
        }
    }

    /// Brokers.
    package let brokers: Int
    /// Topics, at least those whose names begin with the namespace.
    package let topics: [Topic]
    /// `ALLOW` rules from any host; nil on a cluster without an authorizer, where no access is planned.
    package let access: [TopicAccess]?

    /// What a cluster has.
    package init(brokers: Int, topics: [Topic], access: [TopicAccess]?) {
        self.brokers = brokers
        self.topics = topics
        self.access = access
    }
}

// MARK: Comparing

extension TopicPlan {
    /// Compares.
    ///
    /// - Parameters:
    ///   - contracts: one for each kind of topic, as `TopicContract.readAll` gives them.
    ///   - directory: whose offices, routes, generations and authority count.
    ///   - registrar: Kafka principal of the registrar, such as `User:liandong-registrar`.
    ///   - cluster: what there is.
    package init(
        contracts: [TopicContract], directory: DirectoryDocument, registrar: String, cluster: ClusterState
    ) {
        let wishes = TopicPlan.wishes(contracts, directory)
        var steps: [Step] = []
        var findings = TopicPlan.brokerFindings(contracts, cluster)
        for wish in wishes where !wish.isOld {
            let wanted = wish.topic(brokers: cluster.brokers)
            guard let found = cluster.topics.first(where: { $0.name == wanted.name }) else {
                steps.append(.create(wanted))
                continue
            }
            let (changes, complaints) = TopicPlan.compare(wanted, found)
            steps += changes
            findings += complaints
        }
        if let access = cluster.access {
            let existing = Set(cluster.topics.map(\.name))
            let present = wishes.filter { !$0.isOld || existing.contains($0.name) }
            steps += TopicPlan.accessSteps(
                wanted: TopicPlan.access(present, directory, registrar), found: access, namespace: directory.namespace)
        }
        findings += TopicPlan.unexpected(wishes, cluster, namespace: directory.namespace)
        self.init(steps: steps, findings: findings)
    }

    /// A topic of a contract in one generation; an old one is kept but never made (rule 40).
    private struct Wish {
        let contract: TopicContract
        let topic: Topic
        let name: String
        let partitions: Int
        let isOld: Bool

        func topic(brokers: Int) -> WantedTopic {
            let copies = max(1, min(contract.replication, brokers))
            return WantedTopic(
                name: name, partitions: partitions, replication: copies,
                settings: contract.settings(replication: copies))
        }
    }

    private static func wishes(_ contracts: [TopicContract], _ directory: DirectoryDocument) -> [Wish] {
        contracts.flatMap { contract -> [Wish] in
            let topics: [Topic] =
                switch contract.pattern {
                case .directOfEachOffice: directory.activeOffices.map { .direct($0.id) }
                case .shared(let topic): [topic]
                }
            return topics.flatMap { topic -> [Wish] in
                let newest = directory.generation(of: topic)
                return (1...newest).map { generation in
                    Wish(
                        contract: contract, topic: topic,
                        name: topic.kafkaName(namespace: directory.namespace, generation: generation),
                        partitions: directory.partitionCount(of: topic, generation: generation),
                        isOld: generation < newest)
                }
            }
        }.sorted { $0.name < $1.name }
    }

    private static func brokerFindings(_ contracts: [TopicContract], _ cluster: ClusterState) -> [Finding] {
        let wanted = contracts.map(\.replication).max() ?? 1
        return cluster.brokers < wanted ? [.fewBrokers(found: cluster.brokers, wanted: wanted)] : []
    }

    private static func compare(_ wanted: WantedTopic, _ found: ClusterState.Topic) -> ([Step], [Finding]) {
        var findings: [Finding] = []
        if found.partitions != wanted.partitions {
            findings.append(.partitions(topic: wanted.name, wanted: wanted.partitions, found: found.partitions))
        }
        if found.replication < wanted.replication {
            findings.append(.replication(topic: wanted.name, wanted: wanted.replication, found: found.replication))
        }
        let steps = wanted.settings.compactMap { setting -> Step? in
            let old = found.settings.first { $0.name == setting.name }?.value
            return old == setting.value ? nil : .set(topic: wanted.name, setting, old: old)
        }
        return (steps, findings)
    }

    // MARK: Access

    private static func access(
        _ wishes: [Wish], _ directory: DirectoryDocument, _ registrar: String
    ) -> [TopicAccess] {
        var wanted: [TopicAccess] = []
        for wish in wishes {
            for (audience, operation) in [
                (wish.contract.readers, TopicAccess.Operation.read), (wish.contract.writers, .write),
            ] {
                let offices = directory.activeOffices.filter { office in
                    wish.contract.includes(office, in: audience, of: wish.topic, by: directory)
                }
                let principals = audience == .registrar ? [registrar] : offices.map(\.principal)
                wanted += principals.map {
                    TopicAccess(principal: $0, resource: .topic(wish.name), operation: operation)
                }
            }
        }
        wanted += directory.activeOffices.map { office in
            TopicAccess(
                principal: office.principal, resource: .group("\(directory.namespace).\(office.id)"), operation: .read)
        }
        return wanted.sorted()
    }

    private static func accessSteps(
        wanted: [TopicAccess], found: [TopicAccess], namespace: String
    ) -> [Step] {
        let (wantedSet, foundSet) = (Set(wanted), Set(found))
        let missing = wanted.filter { !foundSet.contains($0) }.map { Step.allow($0) }
        let surplus = found.sorted().filter { access in
            !wantedSet.contains(access) && access.resource.name.hasPrefix(namespace + ".")
        }
        return missing + surplus.map { .withdraw($0) }
    }

    /// Direct topics of retired offices stay for their age and surprise nobody.
    private static func unexpected(
        _ wishes: [Wish], _ cluster: ClusterState, namespace: String
    ) -> [Finding] {
        let known = Set(wishes.map(\.name))
        return cluster.topics.map(\.name).sorted().filter { name in
            name.hasPrefix(namespace + ".") && !known.contains(name)
                && !name.hasPrefix("\(namespace).direct.")
        }.map { .unexpected(topic: $0) }
    }
}

extension TopicAccess.Resource {
    /// The name on the broker.
    package var name: String {
        switch self {
        case .topic(let name), .group(let name): name
        }
    }
}

// MARK: For people

extension TopicPlan: CustomStringConvertible {
    /// One line for each step and finding.
    package var description: String {
        (steps.map(\.description) + findings.map(\.description)).joined(separator: "\n")
    }
}

extension TopicPlan.Step: CustomStringConvertible {
    /// One line.
    package var description: String {
        switch self {
        case .create(let topic):
            "create topic \(topic.name) with \(topic.partitions) partitions, \(topic.replication) copies, "
                + topic.settings.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        case .set(let topic, let setting, let old):
            "set \(setting.name) of \(topic) to \(setting.value) (is \(old ?? "not told"))"
        case .allow(let access): "allow \(access)"
        case .withdraw(let access): "withdraw from \(access)"
        }
    }
}

extension TopicAccess: CustomStringConvertible {
    /// `User:510100-tax to read topic liandong.lists`.
    package var description: String {
        switch resource {
        case .topic(let name): "\(principal) to \(operation.rawValue) topic \(name)"
        case .group(let name): "\(principal) to \(operation.rawValue) group \(name)"
        }
    }
}

extension TopicPlan.Finding: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .partitions(let topic, let wanted, let found):
            "\(topic) has \(found) partitions, the contract fixes \(wanted): no office starts on it; "
                + "make a new generation of the topic in the directory"
        case .replication(let topic, let wanted, let found):
            "\(topic) has \(found) copies, the contract asks for \(wanted): reassign its partitions"
        case .fewBrokers(let found, let wanted):
            "the cluster has \(found) brokers, the contract asks for \(wanted) copies: a lost disk may lose letters "
                + "until their senders repeat them; use it for tests only"
        case .unexpected(let topic):
            "\(topic) is in the namespace, but no contract knows it: find out who made it"
        }
    }
}
