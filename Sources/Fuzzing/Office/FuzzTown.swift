import Casework
import Contracts
import Exchange
import Offices
import Signing

/// Two offices that have met: streams are open, a referral was sent, taken and answered. Made once, copied for each run.
struct FuzzTown: Sendable {
    /// The office that is fuzzed.
    static let ours = "510100-police"
    /// The office whose key the attacker has.
    static let peer = "510100-tax"
    static let namespace = "fuzz"

    /// One office's process and its disk.
    struct Resident: Sendable {
        var machine: OfficeMachine
        var ledger: MemoryLedger
    }

    var now = Moment(milliseconds: 1_783_067_400_000)
    var residents: [String: Resident] = [:]
    /// The referral that both know.
    private(set) var caseID: CaseID?
    /// Records that each partition has.
    private(set) var logs: [BusPartition: [BusRecord]] = [:]
    private var chance = Chance(SeededChance(seed: 11))
    private let rules: RuleSet
    private let document: SignedDocument

    init(_ rules: FuzzRules) throws {
        self.rules = rules.set
        document = FuzzTown.directory(at: now)
        append(BusPartition(topic: .directory, partition: 0), [], document.bytes)
        for name in [FuzzTown.ours, FuzzTown.peer] { try start(name) }
        try run(rounds: 12)
        caseID = try refer()
        try run(rounds: 12)
    }

    private struct SeededChance: RandomNumberGenerator, Sendable {
        var dice: FuzzDice
        init(seed: UInt64) { dice = FuzzDice(seed: seed) }
        mutating func next() -> UInt64 { dice.next() }
    }

    // MARK: Set-up

    private static func directory(at now: Moment) -> SignedDocument {
        let key = Array(repeating: UInt8(1), count: 32)
        let directory = DirectoryDocument(
            namespace: namespace, version: 1, predecessor: .zero, issuedAt: now, validUntil: now + .hours(24 * 400),
            isRehearsal: true, registrarKeys: [RegistrarKey(keyID: "r1", publicKey: key, status: .active)],
            offices: [ours, peer].compactMap { OfficeID($0) }.map { entry($0, key, now) },
            authority: DefaultAuthority.rules)
        return SignedDocument(
            kind: .directory, keyID: "r1", payload: directory.bytes, signature: FuzzSigner.signature)
    }

    private static func entry(_ id: OfficeID, _ key: [UInt8], _ now: Moment) -> DirectoryOffice {
        let profile = OfficeProfile(
            id: id, agency: String(id.description.dropFirst(7)), level: .prefecture, region: "510100",
            name: "示例单位\(id)", shortName: "\(id)", uscc: "11510100XT9000125L", superior: nil,
            sameLevelProcuratorate: nil, sameLevelPolice: OfficeID(ours), isActive: true)
        return DirectoryOffice(
            profile: profile,
            keys: [
                OfficeKey(
                    keyID: "k1", publicKey: key, validFrom: now - .hours(24), validTo: now + .hours(24 * 400))
            ], sealingKeys: [FuzzSealer.key(from: now - .hours(24), to: now + .hours(24 * 400))],
            route: .init(topic: .direct(id), generation: 1), principal: "User:\(id)")
    }

    private mutating func start(_ name: String) throws {
        guard let office = OfficeID(name) else { return }
        var ledger = MemoryLedger()
        var commit = Commit(machineTime: now, officialTime: now)
        commit.settings = [(.epoch, "1"), (.office, name)]
        try ledger.apply(commit)
        var book = DirectoryBook(
            namespace: FuzzTown.namespace,
            pinned: [RegistrarKey(keyID: "r1", publicKey: Array(repeating: 1, count: 32), status: .active)])
        _ = book.acceptAll([document], verifying: FuzzVerifier())
        let machine = try OfficeMachine(
            office: office, namespace: FuzzTown.namespace, writer: Writer(epoch: 1, instance: 7),
            signer: FuzzSigner(office: office), verifier: EnvelopeVerifier(FuzzVerifier()),
            rootVerifier: FuzzVerifier(), sealer: FuzzSealer(office: office), book: book, rules: rules, ledger: ledger)
        residents[name] = Resident(machine: machine, ledger: ledger)
    }

    private mutating func refer() throws -> CaseID? {
        let draft: JSONValue = [
            "caseName": "涉嫌销售假冒商品案", "caseSource": "投诉举报",
            "subject": [
                "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
                "registeredRegion": "510104",
            ],
            "facts": "现场检查发现涉嫌违法线索。", "evidence": ["现场笔录"], "reasonForTransfer": "notOurJurisdiction",
            "legalBasis": "《中华人民共和国行政处罚法》第二十五条", "limitationDate": "2028-01-01",
            "recipients": .array([.string(FuzzTown.peer)]),
        ]
        let handler = Officer(id: "h1", name: "示例甲", roles: [.handler], region: "510100")
        let head = Officer(id: "h2", name: "示例乙", roles: [.headPrincipal], region: "510100")
        let answer = try order("draft", nil, draft, by: handler)
        guard let id = answer?["caseId"]?.string.flatMap({ CaseID($0) }) else { return nil }
        _ = try order("approve", id, [:], by: head)
        _ = try order("send", id, ["documentNo": "成公移〔2026〕3号"], by: head)
        return id
    }

    private mutating func order(
        _ name: String, _ id: CaseID?, _ body: JSONValue, by officer: Officer
    ) throws -> JSONValue? {
        let order = Order(
            id: "o-\(name)", kind: .referral, caseID: id, name: name, body: body, officer: officer)
        let result = try step(FuzzTown.ours, [.order(order)])
        guard case .success(let answer)? = result?.answers.first?.answer else { return nil }
        return answer
    }

    // MARK: Going on

    private mutating func run(rounds: Int) throws {
        for _ in 0..<rounds {
            for name in residents.keys.sorted() {
                try read(name)
                try send(name)
            }
            now = now + .milliseconds(500)
        }
    }

    private mutating func read(_ name: String) throws {
        guard let machine = residents[name]?.machine else { return }
        var inputs: [OfficeInput] = []
        for partition in machine.partitionsToRead {
            let log = logs[partition] ?? []
            let from = Int(machine.reader(of: partition).fetchOffset ?? 0)
            inputs += log.dropFirst(from).map { .record($0) }
            inputs.append(.endReached(partition, offset: Int64(log.count)))
        }
        _ = try step(name, inputs + [.tick])
    }

    private mutating func send(_ name: String) throws {
        guard var resident = residents[name] else { return }
        let batch = try resident.machine.transmissions(
            limit: 200, clocks: Clocks(official: now, machine: now), ledger: resident.ledger, chance: &chance)
        residents[name] = resident
        for transmission in batch {
            append(transmission.partition, transmission.envelope.headers, transmission.envelope.body)
        }
    }

    private mutating func append(_ partition: BusPartition, _ headers: [RecordHeader], _ value: [UInt8]) {
        let offset = Int64(logs[partition]?.count ?? 0)
        logs[partition, default: []].append(
            BusRecord(partition: partition, offset: offset, headers: headers, value: value))
    }

    /// One step with its commit.
    mutating func step(_ name: String, _ inputs: [OfficeInput]) throws -> StepResult? {
        guard var resident = residents[name] else { return nil }
        let result = try resident.machine.step(
            inputs, clocks: Clocks(official: now, machine: now), ledger: resident.ledger, chance: &chance)
        try resident.ledger.apply(result.commit)
        residents[name] = resident
        return result
    }

    /// What the office would send now; that it can be made is the point.
    mutating func transmissions(of name: String) throws -> [Transmission] {
        guard var resident = residents[name] else { return [] }
        let batch = try resident.machine.transmissions(
            limit: 200, clocks: Clocks(official: now, machine: now), ledger: resident.ledger, chance: &chance)
        residents[name] = resident
        return batch
    }

    /// A record at the end of a partition, as our consumer would give it.
    mutating func deliver(_ envelope: Envelope, on partition: BusPartition) throws -> StepResult? {
        append(partition, envelope.headers, envelope.body)
        guard let record = logs[partition]?.last else { return nil }
        return try step(FuzzTown.ours, [.record(record), .tick])
    }
}
