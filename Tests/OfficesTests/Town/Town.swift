import Casework
import Contracts
import Exchange
import Foundation
import Offices
import Signing

/// A seeded generator (SplitMix64): the same story for the same seed on every machine.
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// One process of an office in the town: a machine over its ledger.
struct Resident {
    var machine: OfficeMachine
    var ledger: MemoryLedger
    var isRunning = true
    var stop: StopReason?
}

/// Several offices and one bus in one thread, with a clock that only moves when told.
struct Town {
    static let names = [
        "510100-market-regulation", "510100-tax", "510100-customs", "510100-police", "510100-procuratorate",
    ]
    static let dawn = Moment(milliseconds: 1_782_900_000_000)

    var now = Town.dawn
    /// Official time where it stands still until it is set; nil to go with `now`.
    var official: Moment?
    /// What measures pauses: it goes on whatever the clock is set to.
    var timer = Town.dawn
    var dice: Dice
    var chance: Chance
    var logs: [BusPartition: [BusRecord]] = [:]
    var residents: [String: Resident] = [:]
    var rules: RuleSet
    private(set) var documents: [SignedDocument]
    let registrar: SigningKey
    var keys: [String: SigningKey]
    /// The keys that each office can open letters with; the directory lists them.
    var sealing: [String: [SealingKey]] = [:]
    /// Called for each transmission; returns how often it reaches the log.
    var copies: (Transmission, inout Dice) -> Int = { _, _ in 1 }
    var epochs: [String: UInt64] = [:]

    init(seed: UInt64, names: [String] = Town.names) throws {
        dice = Dice(seed: seed)
        chance = Chance(Dice(seed: seed ^ 0xabcdef))
        rules = try Town.ruleSet()
        registrar = SigningKey.generate(keyID: "r1")
        var keys: [String: SigningKey] = [:]
        for name in names {
            keys[name] = SigningKey.generate(keyID: "k1")
            sealing[name] = [SealingKey.generate(keyID: "s1")]
        }
        self.keys = keys
        let directory = registrar.sign(.directory, payload: Town.document(names, keys, sealing, registrar).bytes)
        documents = [directory]
        append(BusPartition(topic: .directory, partition: 0), [], directory.bytes)
        for name in names { try startFresh(name) }
    }

    static func ruleSet() throws -> RuleSet {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Deploy/rules")
        return try RuleSet.read(
            version: "test",
            documents: try RuleFolder.read(folder.path()).map {
                RuleDocument(name: $0.name, bytes: Array($0.text.utf8))
            })
    }

    static func document(
        _ names: [String], _ keys: [String: SigningKey], _ sealing: [String: [SealingKey]], _ registrar: SigningKey,
        version: UInt64 = 1, predecessor: Digest = .zero
    ) -> DirectoryDocument {
        DirectoryDocument(
            namespace: "test", version: version, predecessor: predecessor, issuedAt: dawn,
            validUntil: dawn + .hours(24 * 400), isRehearsal: true,
            registrarKeys: [RegistrarKey(keyID: "r1", publicKey: registrar.publicKey, status: .active)],
            offices: names.compactMap { name in
                guard let id = OfficeID(name), let key = keys[name] else { return nil }
                return office(id, key, sealing[name] ?? [], names)
            }, authority: DefaultAuthority.rules)
    }

    /// The office of the same agency one level up, by its region's code.
    private static func superior(of id: OfficeID) -> OfficeID? {
        let region = id.description.prefix(6)
        guard !region.hasSuffix("0000") else { return nil }
        let above = region.hasSuffix("00") ? region.prefix(2) + "0000" : region.prefix(4) + "00"
        return OfficeID("\(above)\(id.description.dropFirst(6))")
    }

    private static func level(of region: String) -> OfficeProfile.Level {
        if region.hasSuffix("0000") { return .province }
        return region.hasSuffix("00") ? .prefecture : .county
    }

    private static func office(
        _ id: OfficeID, _ key: SigningKey, _ sealing: [SealingKey], _ names: [String]
    ) -> DirectoryOffice {
        let region = String(id.description.prefix(6))
        // A directory names only offices that it lists.
        func listed(_ name: String) -> OfficeID? { names.contains(name) ? OfficeID(name) : nil }
        let profile = OfficeProfile(
            id: id, agency: String(id.description.dropFirst(7)), level: level(of: region), region: region,
            name: "测试机关\(id)", shortName: "\(id)", uscc: "11510100XT9000125L",
            superior: superior(of: id).flatMap { listed($0.description) },
            sameLevelProcuratorate: listed("\(region)-procuratorate"), sameLevelPolice: listed("\(region)-police"),
            isActive: true)
        return DirectoryOffice(
            profile: profile,
            keys: [
                OfficeKey(
                    keyID: "k1", publicKey: key.publicKey, validFrom: dawn - .hours(24),
                    validTo: dawn + .hours(24 * 800))
            ], sealingKeys: sealing.map { entry($0) }, route: .init(topic: .direct(id), generation: 1),
            principal: "User:\(id)")
    }

    /// A sealing key as the directory lists it.
    static func entry(_ key: SealingKey, from start: Moment = dawn - .hours(24)) -> OfficeKey {
        OfficeKey(
            keyID: key.keyID, suite: SealedBody.suiteX25519, publicKey: key.publicKey, validFrom: start,
            validTo: dawn + .hours(24 * 800))
    }

    /// What an office seals and opens with.
    func sealer(of office: OfficeID) -> HPKESealer {
        HPKESealer(office: office, keys: SealingKeys(sealing[office.description] ?? []))
    }

    /// The registrar signs the next version of the directory, changed as given, and puts it on its topic.
    mutating func publishDirectory(_ change: (inout DirectoryDocument) -> Void) throws {
        guard let last = documents.last else { return }
        var document = try DirectoryDocument.read(last.payload)
        document.version += 1
        document.predecessor = last.digest
        document.issuedAt = now
        change(&document)
        let signed = registrar.sign(.directory, payload: document.bytes)
        documents.append(signed)
        append(BusPartition(topic: .directory, partition: 0), [], signed.bytes)
    }

    private var clocks: Clocks { Clocks(official: official ?? now, machine: now, timer: timer) }

    // MARK: Processes

    mutating func startFresh(_ name: String) throws {
        try start(name, over: MemoryLedger())
    }

    /// Starts a process over a ledger, as a program would: epoch raised, instance drawn (rule 8).
    mutating func start(_ name: String, over given: MemoryLedger, as alias: String? = nil) throws {
        var ledger = given
        guard let office = OfficeID(name), let key = keys[name] else { return }
        if ledger.setting(.supersededBy) != nil { return }
        let epoch = ledger.setting(.epoch).flatMap { UInt64($0) } ?? 0
        var commit = Commit(machineTime: now, officialTime: now)
        commit.settings = [(.epoch, String(epoch + 1)), (.office, name)]
        try ledger.apply(commit)
        var book = DirectoryBook(
            namespace: "test", pinned: [RegistrarKey(keyID: "r1", publicKey: registrar.publicKey, status: .active)])
        _ = book.acceptAll(documents, verifying: Ed25519Verifier())
        var machine = try OfficeMachine(
            office: office, namespace: "test", writer: Writer(epoch: epoch + 1, instance: dice.next()),
            signer: OfficeSigner(office: office, key: key), verifier: EnvelopeVerifier(Ed25519Verifier()),
            rootVerifier: Ed25519Verifier(), sealer: sealer(of: office), book: book, rules: rules, ledger: ledger)
        machine.checkpointPause = .seconds(5)
        residents[alias ?? name] = Resident(machine: machine, ledger: ledger)
    }

    /// The process is gone; what was committed stays.
    mutating func kill(_ name: String) { residents[name]?.isRunning = false }

    /// The process starts again over what was committed.
    mutating func restart(_ name: String) throws {
        guard let ledger = residents[name]?.ledger else { return }
        try start(name, over: ledger)
    }

    // MARK: The bus

    mutating func append(_ partition: BusPartition, _ headers: [RecordHeader], _ value: [UInt8]) {
        let offset = Int64(logs[partition]?.count ?? 0)
        logs[partition, default: []].append(
            BusRecord(partition: partition, offset: offset, headers: headers, value: value))
    }

    /// The bus forgets everything; the registrar publishes its documents again.
    mutating func wipe() {
        let directory = BusPartition(topic: .directory, partition: 0)
        logs = logs.filter { $0.key == directory }
    }

    // MARK: Time

    /// One round: every running process reads what there is and sends what it has.
    mutating func round(fetchLimit: Int = 64) throws {
        for name in residents.keys.sorted() {
            try read(name, limit: fetchLimit)
            try send(name)
        }
    }

    /// Rounds with the clock moving `step` each, until nothing moves any more or `limit` rounds are over.
    mutating func run(rounds: Int = 40, step: Span = .milliseconds(500)) throws {
        for _ in 0..<rounds {
            try round()
            now = now + step
            timer = timer + step
        }
    }

    mutating func read(_ name: String, limit: Int) throws {
        guard var resident = residents[name], resident.isRunning, resident.stop == nil else { return }
        var inputs: [OfficeInput] = []
        for partition in resident.machine.partitionsToRead {
            let log = logs[partition] ?? []
            let from = resident.machine.reader(of: partition).fetchOffset ?? 0
            guard from <= Int64(log.count) else {
                inputs.append(.logLost(partition))
                continue
            }
            let records = log.dropFirst(Int(from)).prefix(limit)
            inputs += records.map { .record($0) }
            if Int(from) + records.count == log.count {
                inputs.append(.endReached(partition, offset: Int64(log.count)))
            }
        }
        inputs.append(.tick)
        try apply(inputs, to: &resident)
        residents[name] = resident
    }

    mutating func apply(_ inputs: [OfficeInput], to resident: inout Resident) throws {
        var next = resident.machine
        let result = try next.step(
            inputs, clocks: clocks, ledger: resident.ledger, chance: &chance)
        try resident.ledger.apply(result.commit)
        resident.machine = next
        resident.stop = result.stop
    }

    mutating func send(_ name: String) throws {
        guard var resident = residents[name], resident.isRunning, resident.stop == nil else { return }
        let batch = try resident.machine.transmissions(
            limit: 200, clocks: clocks, ledger: resident.ledger, chance: &chance)
        for transmission in batch {
            for _ in 0..<copies(transmission, &dice) {
                append(transmission.partition, transmission.envelope.headers, transmission.envelope.body)
            }
        }
        residents[name] = resident
    }

    // MARK: Officers

    static func officer(_ id: String, _ roles: [Role]) -> Officer {
        Officer(id: id, name: "测试人员\(id)", roles: roles, region: "510100")
    }

    @discardableResult
    mutating func order(
        _ name: String, _ kind: CaseKind, _ order: String, on caseID: CaseID? = nil, _ body: JSONValue = .object([]),
        by officer: Officer = Town.officer("h1", [.handler]), orderID: String? = nil
    ) throws -> Result<JSONValue, Refusal> {
        let order = Order(
            id: orderID ?? "o-\(chance.word())", kind: kind, caseID: caseID, name: order, body: body, officer: officer)
        return try orders(name, [order])[0]
    }

    /// Orders of one office in one step.
    mutating func orders(_ name: String, _ orders: [Order]) throws -> [Result<JSONValue, Refusal>] {
        guard var resident = residents[name] else {
            return orders.map { _ in .failure(Refusal(code: "NOBODY", text: "", basis: nil, field: nil)) }
        }
        var next = resident.machine
        let result = try next.step(
            orders.map { .order($0) }, clocks: clocks, ledger: resident.ledger, chance: &chance)
        try resident.ledger.apply(result.commit)
        resident.machine = next
        resident.stop = result.stop
        residents[name] = resident
        return result.answers.map(\.answer)
    }

    /// A referral from one office to others, drafted, approved and sent.
    mutating func refer(from sender: String, to receivers: [String]) throws -> CaseID {
        let id = try draftReferral(from: sender, to: receivers)
        try sendReferral(id, from: sender)
        return id
    }

    /// A referral that is drafted and approved.
    mutating func draftReferral(from sender: String, to receivers: [String]) throws -> CaseID {
        let draft: JSONValue = [
            "caseName": "涉嫌销售假冒商品案", "caseSource": "投诉举报",
            "subject": [
                "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
                "registeredRegion": "510104",
            ],
            "facts": "现场检查发现涉嫌违法线索。", "evidence": ["现场笔录"], "reasonForTransfer": "notOurJurisdiction",
            "legalBasis": "《中华人民共和国行政处罚法》第二十五条", "limitationDate": "2028-01-01",
            "recipients": .array(receivers.map { .string($0) }),
        ]
        let answer = try order(sender, .referral, "draft", draft).get()
        guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else { throw TownFailure("no case id") }
        let head = Town.officer("head", [.headPrincipal])
        _ = try order(sender, .referral, "approve", on: id, by: head).get()
        return id
    }

    /// Sends an approved referral.
    mutating func sendReferral(_ id: CaseID, from sender: String) throws {
        let head = Town.officer("head", [.headPrincipal])
        number += 1
        _ = try order(
            sender, .referral, "send", on: id, ["documentNo": .string("成市监移〔2026〕\(number)号")], by: head
        ).get()
    }

    /// A penalty that is drafted, cleared and published to all.
    mutating func publishPenalty(from sender: String, number: Int) throws -> CaseID {
        let head = Town.officer("head", [.headPrincipal])
        let draft: JSONValue = [
            "record": [
                "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation",
                "uscc": "91510104XT00010175", "decisionNo": .string("成市监处罚〔2026〕\(number)号"),
                "violationType": "销售不合格食品",
                "violationFacts": "销售不合格食品一批", "legalBasisText": "《中华人民共和国食品安全法》第一百二十四条",
                "penaltyKinds": ["fine"], "penaltyContent": "罚款五万元", "fineAmountFen": 5_000_000,
                "decisionDate": "2026-06-30", "validUntil": "2099-12-31", "penaltyAgency": "成都市市场监督管理局",
                "penaltyAgencyUscc": "11510100XT9000125L", "sourceAgency": "成都市市场监督管理局",
                "sourceAgencyUscc": "11510100XT9000125L",
            ],
            "severity": "general",
        ]
        let answer = try order(sender, .publication, "draft", draft).get()
        guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else { throw TownFailure("no case id") }
        let legal = Town.officer("legal", [.legalReviewer])
        _ = try order(
            sender, .publication, "clear", on: id, ["secrecyReviewed": true, "privacyReviewed": true], by: legal
        ).get()
        _ = try order(sender, .publication, "publish", on: id, by: head).get()
        return id
    }

    private var number = 0

    func file(_ name: String, _ id: CaseID) -> CaseFile? { residents[name]?.ledger.caseFile(id) }
}

struct TownFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
