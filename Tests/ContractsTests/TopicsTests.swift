import Contracts
import Testing

/// Contracts of topics and what a cluster must get to fit them (design section 5, protocol rule 40).
struct TopicsTests {
    // MARK: Files

    static func contracts() throws -> [TopicContract] {
        try TopicContract.readAll(TopicContract.fileNames.map { (name: $0, bytes: try TopicFolder.bytes($0)) })
    }

    @Test func `every topic has one contract that can be read`() throws {
        let contracts = try TopicsTests.contracts()
        #expect(
            contracts.map(\.pattern.description) == [
                "checkpoints", "direct.<office>", "directory", "lists", "measures", "publications",
            ])
        #expect(contracts.allSatisfy { $0.replication == 3 && $0.minimumInSync == 2 })
        #expect(contracts.allSatisfy { $0.maximumBatchBytes > Int64(Envelope.maximumRecordBytes) })
    }

    @Test(arguments: TopicContract.fileNames)
    func `a contract file names the letter types that travel on its topic`(_ name: String) throws {
        let json = try TopicFolder.json(name)
        let topic = try #require(json["topic"]?.string)
        let types = LetterCatalogue.contracts.filter { contract in
            switch contract.carrier {
            case .direct: topic == "direct.<office>"
            case .broadcast(let own): topic == own.description
            }
        }.map(\.type).sorted()
        try TopicFolder.expect(
            name, holds: json.setting("letters", .array(types.map { .string($0.description) })))
    }

    @Test func `all mistakes of all contract files are told at once`() throws {
        let lists = try TopicFolder.json("lists.json").setting("partitions", 5).setting("cleanupPolicy", "compact")
        let direct = try TopicFolder.json("direct.json").setting("retentionDays", 30).setting("owner", "x")
        let files = [("lists.json", lists.bytes), ("direct.json", direct.bytes), ("measures.json", Array("{".utf8))]
        let mistakes = #expect(throws: DocumentMistakes.self) {
            _ = try TopicContract.readAll(files.map { (name: $0.0, bytes: $0.1) })
        }
        let places = try #require(mistakes).list.map(\.path)
        #expect(
            places == [
                "lists.json cleanupPolicy", "lists.json partitions", "direct.json owner", "direct.json retentionDays",
                "measures.json ",
            ])
    }

    @Test func `a missing contract and one that is there twice are told`() throws {
        let lists = (name: "lists.json", bytes: try TopicFolder.bytes("lists.json"))
        let mistakes = #expect(throws: DocumentMistakes.self) { _ = try TopicContract.readAll([lists, lists]) }
        #expect(
            try #require(mistakes).list.map(\.path) == [
                "direct.<office>", "lists", "measures", "publications", "checkpoints", "directory",
            ])
    }

    @Test(arguments: [
        ("minInsyncReplicas", JSONValue.integer(4)), ("replication", 0), ("writers", "nobody"), ("key", 1),
        ("retentionDays", "long"), ("maximumBatchBytes", 1_000_000), ("format", "liandong-topic-2"),
        ("topic", "direct.510100-tax"), ("readers", "owner"),
    ])
    func `a wrong value in a contract is refused by name`(_ field: String, _ value: JSONValue) throws {
        let json = try TopicFolder.json("lists.json").setting(field, value)
        let mistakes = #expect(throws: DocumentMistakes.self) {
            _ = try TopicContract.read(json.bytes, named: "lists.json")
        }
        #expect(try #require(mistakes).list.map(\.path) == [field])
    }

    // MARK: Plans

    static func plan(
        _ topics: [ClusterState.Topic] = [], access: [TopicAccess]? = nil, brokers: Int = 3,
        directory: DirectoryDocument? = nil
    ) throws -> TopicPlan {
        TopicPlan(
            contracts: try contracts(), directory: try directory ?? directoryDocument(),
            registrar: "User:liandong-registrar",
            cluster: ClusterState(brokers: brokers, topics: topics, access: access))
    }

    /// What a cluster has after the plan's steps were done.
    static func cluster(after plan: TopicPlan) -> (topics: [ClusterState.Topic], access: [TopicAccess]) {
        var topics: [ClusterState.Topic] = []
        var access: [TopicAccess] = []
        for step in plan.steps {
            switch step {
            case .create(let topic):
                topics.append(
                    ClusterState.Topic(
                        name: topic.name, partitions: topic.partitions, replication: topic.replication,
                        settings: topic.settings))
            case .allow(let rule): access.append(rule)
            case .set, .withdraw: break
            }
        }
        return (topics, access)
    }

    @Test func `an empty cluster gets every topic and exactly the access that the contracts give`() throws {
        let plan = try TopicsTests.plan(access: [])
        let settings = "cleanup.policy=delete max.message.bytes=1100000 min.insync.replicas=2 retention.bytes=-1 "
        let year = settings + "retention.ms=34560000000 unclean.leader.election.enable=false"
        let ever = settings + "retention.ms=-1 unclean.leader.election.enable=false"
        let police = "User:510100-police"
        let tax = "User:510100-tax"
        #expect(
            plan.description.split(separator: "\n").map(String.init) == [
                "create topic liandong.checkpoints with 1 partitions, 3 copies, \(year)",
                "create topic liandong.direct.510100-police with 1 partitions, 3 copies, \(year)",
                "create topic liandong.direct.510100-tax with 1 partitions, 3 copies, \(year)",
                "create topic liandong.directory with 1 partitions, 3 copies, \(ever)",
                "create topic liandong.lists with 6 partitions, 3 copies, \(ever)",
                "create topic liandong.measures with 6 partitions, 3 copies, \(ever)",
                "create topic liandong.publications with 6 partitions, 3 copies, \(ever)",
                "allow \(police) to read topic liandong.checkpoints",
                "allow \(police) to write topic liandong.checkpoints",
                "allow \(tax) to read topic liandong.checkpoints", "allow \(tax) to write topic liandong.checkpoints",
                "allow \(police) to read topic liandong.direct.510100-police",
                "allow \(police) to write topic liandong.direct.510100-police",
                "allow \(tax) to write topic liandong.direct.510100-police",
                "allow \(police) to write topic liandong.direct.510100-tax",
                "allow \(tax) to read topic liandong.direct.510100-tax",
                "allow \(tax) to write topic liandong.direct.510100-tax",
                "allow \(police) to read topic liandong.directory",
                "allow \(tax) to read topic liandong.directory",
                "allow User:liandong-registrar to write topic liandong.directory",
                "allow \(police) to read topic liandong.lists", "allow \(tax) to read topic liandong.lists",
                "allow \(tax) to write topic liandong.lists",
                "allow \(police) to read topic liandong.measures", "allow \(police) to write topic liandong.measures",
                "allow \(tax) to read topic liandong.measures", "allow \(tax) to write topic liandong.measures",
                "allow \(police) to read topic liandong.publications",
                "allow \(tax) to read topic liandong.publications",
                "allow \(police) to read group liandong.510100-police",
                "allow \(tax) to read group liandong.510100-tax",
            ])
        #expect(!plan.isSatisfied)
    }

    @Test func `a cluster that was given all steps needs nothing more`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan(access: []))
        let plan = try TopicsTests.plan(done.topics, access: done.access.reversed())
        #expect(plan.steps.isEmpty)
        #expect(plan.findings.isEmpty)
        #expect(plan.isSatisfied)
    }

    @Test func `another partition count is told and blocks, it is never changed`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan())
        let topics = done.topics.map { topic in
            topic.name == "liandong.lists"
                ? ClusterState.Topic(name: topic.name, partitions: 12, replication: 3, settings: topic.settings) : topic
        }
        let plan = try TopicsTests.plan(topics)
        #expect(plan.steps.isEmpty)
        #expect(plan.findings == [.partitions(topic: "liandong.lists", wanted: 6, found: 12)])
        #expect(!plan.isSatisfied)
    }

    @Test func `a setting that differs is set and the old value is shown`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan())
        let topics = done.topics.map { topic in
            ClusterState.Topic(
                name: topic.name, partitions: topic.partitions, replication: topic.replication,
                settings: topic.settings.map { setting in
                    topic.name == "liandong.measures" && setting.name == "retention.ms"
                        ? TopicSetting(name: setting.name, value: "604800000") : setting
                })
        }
        #expect(
            try TopicsTests.plan(topics).description
                == "set retention.ms of liandong.measures to -1 (is 604800000)")
    }

    @Test func `access that nobody should have is withdrawn, other namespaces are left alone`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan(access: []))
        let spy = TopicAccess(
            principal: "User:510100-tax", resource: .topic("liandong.direct.510100-police"), operation: .read)
        let other = TopicAccess(principal: "User:510100-tax", resource: .topic("sichuan.lists"), operation: .read)
        let plan = try TopicsTests.plan(done.topics, access: done.access + [spy, other])
        #expect(plan.steps == [.withdraw(spy)])
    }

    @Test func `a retired office loses its access and its topic stays without surprise`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan(access: []))
        var directory = try directoryDocument()
        directory.offices[1].status = .retired
        let plan = try TopicsTests.plan(done.topics, access: done.access, directory: directory)
        #expect(plan.findings.isEmpty)
        #expect(
            plan.steps.allSatisfy { step in
                guard case .withdraw(let access) = step else { return false }
                return access.principal == "User:510100-tax" || access.resource.name == "liandong.direct.510100-tax"
            })
        #expect(plan.steps.count == 13)
    }

    @Test func `a new generation is a new topic, and the old one stays readable`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan(access: []))
        var directory = try directoryDocument()
        directory.sharedTopics = [DirectoryOffice.Route(topic: .lists, generation: 2)]
        let plan = try TopicsTests.plan(done.topics, access: done.access, directory: directory)
        #expect(
            plan.steps.map(\.description).map { $0.split(separator: ",")[0] } == [
                "create topic liandong.lists.g2 with 6 partitions",
                "allow User:510100-police to read topic liandong.lists.g2",
                "allow User:510100-tax to read topic liandong.lists.g2",
                "allow User:510100-tax to write topic liandong.lists.g2",
            ])
        #expect(plan.findings.isEmpty)
    }

    @Test func `on one broker there is one copy, which is told and hinders nothing`() throws {
        let plan = try TopicsTests.plan(brokers: 1)
        #expect(plan.findings == [.fewBrokers(found: 1, wanted: 3)])
        let done = TopicsTests.cluster(after: plan)
        #expect(done.topics.allSatisfy { $0.replication == 1 })
        #expect(
            done.topics.allSatisfy { $0.settings.contains(TopicSetting(name: "min.insync.replicas", value: "1")) })
        #expect(try TopicsTests.plan(done.topics, brokers: 1).isSatisfied)
    }

    @Test func `a topic that no contract knows is told, other namespaces are not looked at`() throws {
        let done = TopicsTests.cluster(after: try TopicsTests.plan())
        let strange = ["liandong.list", "sichuan.lists", "liandongx"].map {
            ClusterState.Topic(name: $0, partitions: 1, replication: 3, settings: [])
        }
        #expect(try TopicsTests.plan(done.topics + strange).findings == [.unexpected(topic: "liandong.list")])
    }
}

/// Names and partitions.
struct TopicNameTests {
    @Test(arguments: [
        "lists", "measures", "publications", "checkpoints", "directory", "direct.510100-police",
    ])
    func `a topic's text form reads back`(_ text: String) {
        #expect(Topic(text)?.description == text)
    }

    @Test(arguments: ["", "list", "direct", "direct.", "direct.police", "liandong.lists", "lists.g2", "LISTS"])
    func `other texts are no topic`(_ text: String) {
        #expect(Topic(text) == nil)
    }

    @Test func `the name on the broker has the namespace before it and the generation behind it`() {
        #expect(Topic.lists.kafkaName(namespace: "liandong") == "liandong.lists")
        #expect(Topic.lists.kafkaName(namespace: "sc.liandong", generation: 3) == "sc.liandong.lists.g3")
    }

    @Test(arguments: [
        "liandong/510100-tax/lists/1/5", "liandong/510100-tax/direct.510100-police/12/0",
    ])
    func `a stream name reads back`(_ text: String) {
        #expect(StreamName(text)?.description == text)
    }

    @Test(arguments: [
        "", "liandong/510100-tax/lists/1", "liandong/510100-tax/lists/1/5/", "liandong/510100-tax/lists/0/5",
        "liandong/510100-tax/lists/01/5", "liandong/510100-tax/lists/1/-5", "liandong/510100-tax/lists/1/+5",
        "Liandong/510100-tax/lists/1/5", "/510100-tax/lists/1/5", "liandong/510100_tax/lists/1/5",
        "liandong/510100-tax/lists/10000/5", "liandong/510100-tax/nothing/1/5",
    ])
    func `other texts are no stream name`(_ text: String) {
        #expect(StreamName(text) == nil)
    }

    /// Values that Kafka's own Java client gives.
    @Test(arguments: [
        ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ("abc", 479_470_107),
    ])
    func `murmur2 gives what Kafka's Java client gives`(_ text: String, _ expected: Int32) {
        #expect(Int32(bitPattern: Murmur2.hash(Array(text.utf8))) == expected)
    }

    @Test func `keys spread over all partitions`() {
        let partitions = Set((0..<200).map { Topic.lists.partition(forKey: "key-\($0)") })
        #expect(partitions == Set(0..<6))
        #expect(Topic.checkpoints.partition(forKey: "anything") == 0)
    }
}
