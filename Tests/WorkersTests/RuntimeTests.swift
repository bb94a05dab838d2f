import Casework
import Contracts
import Exchange
import Foundation
import Kafka
import KafkaMock
import Ledgers
import Logging
import Offices
import ServiceLifecycle
import Signing
import Testing
import Workers

/// Which bus a conformance test runs over.
enum BusKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, mockCluster, realCluster
    var testDescription: String { rawValue }

    /// The cluster that `LIANDONG_TEST_BOOTSTRAP` names, if it does.
    static let bootstrap = ProcessInfo.processInfo.environment["LIANDONG_TEST_BOOTSTRAP"]
    /// The kinds that can be had here.
    static let here = allCases.filter { $0 != .realCluster || bootstrap != nil }
}

/// A bus of one kind with clients for each office.
struct TestBus: Sendable {
    let memory = MemoryBus()
    let cluster: MockCluster?
    let bootstrap: String?
    let namespace: String

    init(_ kind: BusKind, _ offices: TestOffices) async throws {
        namespace = offices.namespace
        let topics =
            [Topic.lists, .measures, .publications, .checkpoints, .directory] + offices.ids.map { .direct($0) }
        switch kind {
        case .memory:
            cluster = nil
            bootstrap = nil
        case .mockCluster:
            let mock = try MockCluster()
            for topic in topics {
                try mock.createTopic(topic.kafkaName(namespace: namespace), partitions: topic.partitionCount)
            }
            cluster = mock
            bootstrap = mock.bootstrapServers
        case .realCluster:
            cluster = nil
            bootstrap = BusKind.bootstrap
            let settings = try KafkaSettings(["bootstrap.servers": bootstrap ?? ""])
            let admin = try KafkaAdmin(settings: settings, logger: Logger(label: "admin"))
            let plans = topics.map {
                KafkaTopicPlan(name: $0.kafkaName(namespace: offices.namespace), partitions: $0.partitionCount)
            }
            try #require(try await admin.createTopics(plans).allSatisfy { $0 == nil })
        }
    }

    func inlet() throws -> any BusInlet {
        guard let bootstrap else { return MemoryInlet(memory) }
        let settings = try KafkaSettings(["bootstrap.servers": bootstrap])
        return KafkaInlet(
            consumer: try KafkaConsumer(settings: settings, logger: Logger(label: "inlet")), namespace: namespace)
    }

    func outlet() throws -> any BusOutlet {
        guard let bootstrap else { return MemoryOutlet(memory) }
        let settings = try KafkaSettings(["bootstrap.servers": bootstrap])
        return KafkaOutlet(
            producer: try KafkaProducer(settings: settings, logger: Logger(label: "outlet")), namespace: namespace)
    }
}

/// Offices of a test in one folder, over one bus.
final class TestOffices: Sendable {
    let folder: String
    let registrar = SigningKey.generate(keyID: "r1")
    let ids: [OfficeID]
    let keys: [OfficeID: SigningKey]
    let sealing: [OfficeID: SealingKey]
    let rules: RuleSet
    let directory: SignedDocument
    /// Its own, so that runs against one cluster do not meet.
    let namespace = "test-\(UInt32.random(in: 0 ... .max))"

    init(_ names: [String]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        ids = names.compactMap { OfficeID($0) }
        var keys: [OfficeID: SigningKey] = [:]
        var sealing: [OfficeID: SealingKey] = [:]
        for id in ids {
            keys[id] = SigningKey.generate(keyID: "k1")
            sealing[id] = SealingKey.generate(keyID: "s1")
        }
        self.keys = keys
        self.sealing = sealing
        let rulesFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Deploy/rules")
            .path()
        rules = try RuleSet.read(
            version: "test",
            documents: try RuleFolder.read(rulesFolder).map { RuleDocument(name: $0.name, bytes: Array($0.text.utf8)) })
        directory = registrar.sign(
            .directory, payload: TestOffices.document(ids, keys, sealing, registrar, namespace).bytes)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    private static func document(
        _ ids: [OfficeID], _ keys: [OfficeID: SigningKey], _ sealing: [OfficeID: SealingKey], _ registrar: SigningKey,
        _ namespace: String
    ) -> DirectoryDocument {
        let now = OfficeClock.machine()
        return DirectoryDocument(
            namespace: namespace, version: 1, predecessor: .zero, issuedAt: now, validUntil: now + .hours(10_000),
            isRehearsal: true,
            registrarKeys: [RegistrarKey(keyID: "r1", publicKey: registrar.publicKey, status: .active)],
            offices: ids.map { id in
                DirectoryOffice(
                    profile: OfficeProfile(
                        id: id, agency: String(id.description.dropFirst(7)), level: .prefecture, region: "510100",
                        name: "测试机关", shortName: "测试", uscc: "11510100XT9000125L", superior: nil,
                        sameLevelProcuratorate: OfficeID("510100-procuratorate"),
                        sameLevelPolice: OfficeID("510100-police"), isActive: true),
                    keys: [
                        OfficeKey(
                            keyID: "k1", publicKey: keys[id]?.publicKey ?? [], validFrom: now - .hours(1),
                            validTo: now + .hours(10_000))
                    ],
                    sealingKeys: sealing[id].map { key in
                        [
                            OfficeKey(
                                keyID: key.keyID, suite: SealedBody.suiteX25519, publicKey: key.publicKey,
                                validFrom: now - .hours(1), validTo: now + .hours(10_000))
                        ]
                    } ?? [], route: .init(topic: .direct(id), generation: 1), principal: "User:\(id)")
            }, authority: DefaultAuthority.rules)
    }

    /// Opens a ledger; one that the last run still lets go of is waited for.
    private func ledger(of id: OfficeID) async throws -> SQLiteLedger {
        let options = LedgerOptions(path: "\(folder)/\(id).sqlite", dataKey: [UInt8](repeating: 7, count: 32))
        for _ in 0..<300 {
            do {
                return try SQLiteLedger(options)
            } catch let fault as LedgerFault where fault.reason == .alreadyOpen {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        return try SQLiteLedger(options)
    }

    func runtime(_ id: OfficeID) async throws -> OfficeRuntime {
        let ledger = try await ledger(of: id)
        var book = DirectoryBook(
            namespace: namespace, pinned: [RegistrarKey(keyID: "r1", publicKey: registrar.publicKey, status: .active)])
        _ = book.acceptAll([directory], verifying: Ed25519Verifier())
        let epoch = try ledger.setting(.epoch).flatMap { UInt64($0) } ?? 0
        let now = OfficeClock.machine()
        var commit = Commit(machineTime: now, officialTime: now)
        commit.settings = [(.epoch, String(epoch + 1)), (.office, id.description)]
        try ledger.apply(commit)
        let key = try #require(keys[id])
        let machine = try OfficeMachine(
            office: id, namespace: namespace,
            writer: Writer(epoch: epoch + 1, instance: UInt64.random(in: 1...UInt64.max)),
            signer: OfficeSigner(office: id, key: key), verifier: EnvelopeVerifier(Ed25519Verifier()),
            rootVerifier: Ed25519Verifier(),
            sealer: HPKESealer(office: id, keys: SealingKeys(sealing[id].map { [$0] } ?? [])), book: book, rules: rules,
            ledger: ledger)
        return OfficeRuntime(
            machine: machine, ledger: ledger, clock: OfficeClock(officialFile: nil),
            chance: Chance(SystemRandomNumberGenerator()), endedUncleanly: epoch > 0, logger: quiet)
    }

    /// Notes an attempt at a letter as a process does that then ends.
    func noteAttempt(at id: OfficeID, _ stream: StreamName, number: UInt64) async throws {
        let ledger = try await ledger(of: id)
        try ledger.noteAttempt(stream: stream, number: number)
    }

    var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// Runs the offices' services around `body` and stops them gracefully.
    func run(
        over bus: TestBus, batch: Int = 4096,
        _ body: @escaping @Sendable ([OfficeID: OfficeRuntime]) async throws -> Void
    ) async throws {
        var runtimes: [OfficeID: OfficeRuntime] = [:]
        var services: [any Service] = []
        for id in ids {
            let runtime = try await runtime(id)
            runtimes[id] = runtime
            services +=
                [
                    RelayService(runtime: runtime, outlet: try bus.outlet(), logger: quiet),
                    DeadlineKeeper(runtime: runtime, logger: quiet),
                    IntakeService(runtime: runtime, inlet: try bus.inlet(), batch: batch, logger: quiet),
                ] as [any Service]
        }
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                logger: quiet))
        let all = runtimes
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body(all)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

/// Waits until something holds, at most `seconds`.
func eventually(
    within seconds: Int = 40, _ what: String, _ holds: @Sendable () async throws -> Bool
) async throws {
    for _ in 0..<(seconds * 20) {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("\(what) did not happen within \(seconds) s")
    throw CancellationError()
}

@Suite(.serialized, .timeLimit(.minutes(20))) struct RuntimeTests {
    static let names = ["510100-market-regulation", "510100-police", "510100-procuratorate"]

    static let referral: JSONValue = [
        "caseName": "涉嫌销售假冒商品案", "caseSource": "投诉举报",
        "subject": [
            "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
            "registeredRegion": "510104",
        ],
        "facts": "现场检查发现涉嫌违法线索。", "evidence": ["现场笔录"], "reasonForTransfer": "notOurJurisdiction",
        "legalBasis": "《中华人民共和国行政处罚法》第二十五条", "limitationDate": "2028-01-01", "recipients": ["510100-police"],
    ]

    static func refer(_ runtime: OfficeRuntime, number: Int) async throws -> CaseID {
        func order(_ name: String, _ id: CaseID?, _ body: JSONValue, _ role: Role) async throws -> JSONValue {
            let officer = Officer(id: role.rawValue, name: "测试", roles: [role], region: "510100")
            let order = Order(
                id: UUID().uuidString, kind: .referral, caseID: id, name: name, body: body, officer: officer)
            return try await runtime.submit(.order(order)).get()
        }
        let answer = try await order("draft", nil, referral, .handler)
        let id = try #require(answer["caseId"]?.string.flatMap { CaseID($0) })
        _ = try await order("approve", id, .object([]), .headPrincipal)
        _ = try await order("send", id, ["documentNo": .string("成市监移〔2026〕\(number)号")], .handler)
        return id
    }

    @Test(arguments: BusKind.here)
    func `referrals reach their office, are acknowledged, and survive a stop and a new start`(kind: BusKind)
        async throws
    {
        let offices = try TestOffices(Self.names)
        let bus = try await TestBus(kind, offices)
        let sender = offices.ids[0]
        let reader = offices.ids[1]
        for start in 1...2 {
            try await offices.run(over: bus) { runtimes in
                let from = try #require(runtimes[sender])
                let to = try #require(runtimes[reader])
                for number in 0..<10 { _ = try await Self.refer(from, number: start * 100 + number) }
                try await eventually("all letters acknowledged") {
                    let machine = await from.snapshot()
                    return machine.outStreams.values.allSatisfy {
                        $0.isOpen && $0.retired == $0.number && $0.number > 0
                    }
                }
                let counters = await to.snapshot().counters
                #expect(counters.effects == 10)
                // What the sender of the first start repeated while this reader was slow is read behind the new claim:
                // that writer is stale then (rule 38), and nothing else may be refused.
                #expect(counters.rejected == counters.stale)
                if start == 1 { #expect(counters.rejected == 0) }
            }
        }
    }

    @Test func `after an unclean end a letter that was tried twice before is parked untried`() async throws {
        let offices = try TestOffices(Self.names)
        let bus = try await TestBus(.memory, offices)
        let (sender, reader) = (offices.ids[0], offices.ids[1])
        let stream = StreamName(
            namespace: offices.namespace, office: sender, topic: .direct(reader), generation: 1, partition: 0)
        try await offices.run(over: bus) { runtimes in
            try await eventually("the reader serves") { await runtimes[reader]?.snapshot().phase == .serving }
        }
        for _ in 0..<2 { try await offices.noteAttempt(at: reader, stream, number: 1) }
        try await offices.run(over: bus) { runtimes in
            let from = try #require(runtimes[sender])
            for number in 1...3 { _ = try await Self.refer(from, number: number) }
            try await eventually("all letters are disposed") {
                await from.snapshot().outStreams[stream]?.retired == 3
            }
            let counters = await runtimes[reader]?.snapshot().counters
            #expect(counters?.parked == 1)
            #expect(counters?.effects == 2)
        }
    }

    /// Threads of this process now.
    private static func threads() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }

    @Test func `a runtime that is let go ends its thread`() async throws {
        let offices = try TestOffices(["510100-tax"])
        let id = try #require(offices.ids.first)
        let before = try Self.threads()
        for _ in 0..<40 { _ = await (try await offices.runtime(id)).snapshot() }
        try await eventually("forty runtimes end their threads") { try Self.threads() < before + 30 }
    }

    @Test func `a backlog is read ahead, and what was read ahead of a wiped log does not count`() async throws {
        let offices = try TestOffices(Self.names)
        let bus = try await TestBus(.memory, offices)
        let lists = BusPartition(topic: .lists, partition: 0)
        for (start, count) in [(1, 3000), (2, 4000)] {
            // The second log has another record where the position of the first start stands, and many behind it.
            if start == 2 { bus.memory.wipe() }
            for number in 0..<count {
                bus.memory.append(lists, headers: [], value: Array("log \(start), record \(number)".utf8))
            }
            try await offices.run(over: bus, batch: 300) { runtimes in
                let reader = try #require(runtimes[offices.ids[1]])
                try await eventually("the whole log is read") {
                    await reader.snapshot().reader(of: lists).next == Int64(count)
                }
                #expect(await reader.snapshot().counters.rejected == UInt64(count))
            }
        }
    }
}
