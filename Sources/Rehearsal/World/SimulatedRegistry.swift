import Casework
import Contracts
import Exchange
import Offices
import Signing

/// The registrar of a rehearsal: the directory, its versions, the rule sets, and the keys that offices use.
struct SimulatedRegistry: Sendable {
    let namespace = "rehearsal"
    private(set) var documents: [SignedDocument] = []
    /// The directory in force, as it was signed last.
    private(set) var newest: DirectoryDocument
    /// The first directory: its authority never changes.
    let first: DirectoryDocument
    /// A member whose word is worth nothing; nil when all are honest.
    let villain: OfficeID?
    private let registrar: ToyKey
    /// The key each office signs with now.
    private(set) var keys: [OfficeID: ToyKey] = [:]
    /// Keys that were good once and that a thief has: one that ended long ago, and one that was revoked.
    private(set) var stolen: [OfficeID: [ToyKey]] = [:]
    private let rules: [RuleDocument]
    private var rulesVersion: UInt64 = 0
    /// What the rule documents say, read once for all offices.
    private var ruleSets: [SignedDocument: RuleSet] = [:]
    /// The names of the rule sets in which a day of service has thirty hours.
    private(set) var longerRules: Set<String> = []
    private var nextKey = 2

    init(offices: [OfficeID], villain: OfficeID?, documents rules: [RuleDocument], at now: Moment, dice: inout Dice) {
        registrar = ToyKey(keyID: "registrar", seed: dice.next())
        self.rules = rules
        self.villain = villain
        let offices = offices + (villain.map { [$0] } ?? [])
        var keys: [OfficeID: ToyKey] = [:]
        for office in offices { keys[office] = ToyKey(keyID: "k1", seed: dice.next()) }
        self.keys = keys
        for office in offices {
            stolen[office] = [ToyKey(keyID: "ended", seed: dice.next()), ToyKey(keyID: "revoked", seed: dice.next())]
        }
        let stolen = stolen
        var document = DirectoryDocument(
            namespace: namespace, version: 1, predecessor: .zero, issuedAt: now, validUntil: now + .hours(24 * 3650),
            isRehearsal: true,
            registrarKeys: [RegistrarKey(keyID: "registrar", publicKey: registrar.publicKey, status: .active)],
            offices: [], authority: DefaultAuthority.rules)
        document.offices = offices.map {
            SimulatedRegistry.entry($0, keys[$0], stolen[$0] ?? [], among: offices, now)
        }.sorted {
            $0.id < $1.id
        }
        first = document
        newest = document
        documents = [sign(.directory, newest.bytes)]
    }

    var pinned: [RegistrarKey] { [RegistrarKey(keyID: "registrar", publicKey: registrar.publicKey, status: .active)] }

    private func sign(_ kind: SignedDocument.Kind, _ payload: [UInt8]) -> SignedDocument {
        let bytes = SignedDocument.signedBytes(kind: kind, keyID: "registrar", payload: payload)
        return SignedDocument(kind: kind, keyID: "registrar", payload: payload, signature: registrar.sign(bytes))
    }

    private static func entry(
        _ id: OfficeID, _ key: ToyKey?, _ stolen: [ToyKey], among offices: [OfficeID], _ now: Moment
    ) -> DirectoryOffice {
        let region = String(id.description.prefix(6))
        let profile = OfficeProfile(
            id: id, agency: String(id.description.dropFirst(7)), level: region == "510100" ? .prefecture : .county,
            region: region, name: "演练单位\(id)", shortName: "\(id)", uscc: "11510100XT9000125L",
            superior: region.hasPrefix("5101") && region != "510100"
                ? OfficeID("510100-" + id.description.dropFirst(7)) : nil,
            sameLevelProcuratorate: offices.first { $0.description == "510100-procuratorate" },
            sameLevelPolice: offices.first { $0.description == "510100-police" },
            isActive: true)
        let key = key.map {
            OfficeKey(
                keyID: $0.keyID, publicKey: $0.publicKey, validFrom: now - .hours(24), validTo: now + .hours(24 * 3650))
        }
        // Further back than any clock jumps.
        let old = stolen.map {
            OfficeKey(
                keyID: $0.keyID, publicKey: $0.publicKey, validFrom: now - .hours(9000), validTo: now - .hours(4000),
                revokedAt: $0.keyID == "revoked" ? now - .hours(5000) : nil)
        }
        return DirectoryOffice(
            profile: profile, keys: old + (key.map { [$0] } ?? []),
            sealingKeys: [ToySealer.key(of: id, from: now - .hours(24 * 365), to: now + .hours(24 * 3650))],
            route: .init(topic: .direct(id), generation: 1), principal: "User:\(id)")
    }

    /// Signs the next version, changed as given.
    mutating func publish(at now: Moment, _ change: (inout DirectoryDocument) -> Void) -> SignedDocument {
        newest.predecessor = Digest.sha256(newest.bytes)
        newest.version += 1
        newest.issuedAt = now
        // No registrar signs what has run out already.
        if newest.validUntil <= now { newest.validUntil = now + .hours(24 * 3650) }
        change(&newest)
        let signed = sign(.directory, newest.bytes)
        documents.append(signed)
        return signed
    }

    /// What follows the directory in force, with a signature that is none.
    func unsignedSuccessor(at now: Moment) -> SignedDocument {
        var document = newest
        document.predecessor = Digest.sha256(newest.bytes)
        document.version += 1
        document.issuedAt = now
        return SignedDocument(
            kind: .directory, keyID: "registrar", payload: document.bytes,
            signature: [UInt8](repeating: 7, count: 64))
    }

    /// A directory that was signed and never published: it names no predecessor that there was.
    func thrownAway(version: UInt64, at now: Moment) -> SignedDocument {
        var document = newest
        document.predecessor = Digest.sha256(Array("thrown away".utf8))
        document.version = version
        document.issuedAt = now
        return sign(.directory, document.bytes)
    }

    /// Signs other rules: longer hours, a year without its calendar, or the first ones again; nil when there are none.
    mutating func publishRules(at now: Moment) -> SignedDocument? {
        guard !rules.isEmpty else { return nil }
        rulesVersion += 1
        var changed = rules
        switch rulesVersion % 3 {
        case 1:
            changed = rules.map { document in
                let text = String(decoding: document.bytes, as: UTF8.self)
                return RuleDocument(
                    name: document.name, bytes: Array(SimulatedRegistry.longer(text).utf8))
            }
        case 2: changed.removeAll { $0.name.hasPrefix("calendar-2026") }
        default: break
        }
        let document = RulesDocument(
            namespace: namespace, version: rulesVersion, issuedAt: now,
            documents: changed.map { .init(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) })
        let signed = sign(.rules, document.bytes)
        if rulesVersion % 3 == 1 { longerRules.insert(signed.digest.description) }
        documents.append(signed)
        do throws(RuleMistakes) {
            ruleSets[signed] = try RuleSet.read(version: signed.digest.description, documents: changed)
        } catch {
            preconditionFailure("rules that cannot be read: \(error)")
        }
        return signed
    }

    /// The rules that a program finds in its file: the newest that its ledger knows; nil when it knows none.
    func ruleSet(knownTo ledger: MemoryLedger) -> RuleSet? {
        ledger.documents().last { $0.kind == .rules }.flatMap { ruleSets[$0] }
    }

    /// The same rules with 30 hours where there were 24.
    static func longer(_ text: String) -> String {
        text.split(separator: "\"hours\": 24", omittingEmptySubsequences: false).joined(separator: "\"hours\": 30")
    }

    /// Gives an office a new key; the old one is revoked, or ends after `grace`.
    mutating func changeKey(
        of office: OfficeID, revoking: Bool, grace: Span, at now: Moment, seed: UInt64
    ) -> SignedDocument {
        let key = ToyKey(keyID: "k\(nextKey)", seed: seed)
        nextKey += 1
        keys[office] = key
        return publish(at: now) { document in
            guard let place = document.offices.firstIndex(where: { $0.id == office }) else { return }
            for index in document.offices[place].keys.indices {
                let old = document.offices[place].keys[index]
                guard old.revokedAt == nil, old.validTo > now else { continue }
                if revoking {
                    document.offices[place].keys[index].revokedAt = now
                } else {
                    document.offices[place].keys[index].validTo = min(old.validTo, now + grace)
                }
            }
            document.offices[place].keys.append(
                OfficeKey(
                    keyID: key.keyID, publicKey: key.publicKey, validFrom: now - .minutes(1),
                    validTo: now + .hours(24 * 3650)))
        }
    }
}
