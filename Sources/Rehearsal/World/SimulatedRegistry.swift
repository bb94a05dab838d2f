import Contracts
import Exchange
import Signing

/// The registrar of a rehearsal: the directory, its versions, and the keys that offices use.
struct SimulatedRegistry: Sendable {
    let namespace = "rehearsal"
    private(set) var documents: [SignedDocument] = []
    private let registrar: ToyKey
    /// The key each office signs with now.
    private(set) var keys: [OfficeID: ToyKey] = [:]
    private var nextKey = 2

    init(offices: [OfficeID], at now: Moment, dice: inout Dice) {
        registrar = ToyKey(keyID: "registrar", seed: dice.next())
        for office in offices { keys[office] = ToyKey(keyID: "k1", seed: dice.next()) }
        let document = DirectoryDocument(
            namespace: namespace, version: 1, predecessor: .zero, issuedAt: now, validUntil: now + .hours(24 * 3650),
            isRehearsal: true,
            registrarKeys: [RegistrarKey(keyID: "registrar", publicKey: registrar.publicKey, status: .active)],
            offices: offices.map { entry($0, now) }, authority: DefaultAuthority.rules)
        documents = [sign(document)]
    }

    var pinned: [RegistrarKey] { [RegistrarKey(keyID: "registrar", publicKey: registrar.publicKey, status: .active)] }

    private func sign(_ document: DirectoryDocument) -> SignedDocument {
        let bytes = SignedDocument.signedBytes(kind: .directory, keyID: "registrar", payload: document.bytes)
        return SignedDocument(
            kind: .directory, keyID: "registrar", payload: document.bytes, signature: registrar.sign(bytes))
    }

    private func entry(_ id: OfficeID, _ now: Moment) -> DirectoryOffice {
        let region = String(id.description.prefix(6))
        let profile = OfficeProfile(
            id: id, agency: String(id.description.dropFirst(7)), level: region == "510100" ? .prefecture : .county,
            region: region, name: "演练单位\(id)", shortName: "\(id)", uscc: "11510100XT9000125L",
            superior: region == "510100" ? nil : OfficeID("510100-" + id.description.dropFirst(7)),
            sameLevelProcuratorate: OfficeID("510100-procuratorate"), sameLevelPolice: OfficeID("510100-police"),
            isActive: true)
        let key = keys[id].map {
            OfficeKey(
                keyID: $0.keyID, publicKey: $0.publicKey, validFrom: now - .hours(24), validTo: now + .hours(24 * 3650))
        }
        return DirectoryOffice(
            profile: profile, keys: key.map { [$0] } ?? [], route: .init(topic: .direct(id), generation: 1),
            principal: "User:\(id)")
    }

    /// Signs the next version, changed as given; nil when the present one cannot be read.
    mutating func publish(at now: Moment, _ change: (inout DirectoryDocument) -> Void) -> SignedDocument? {
        guard let last = documents.last else { return nil }
        var document: DirectoryDocument
        do throws(DocumentMistakes) {
            document = try DirectoryDocument.read(last.payload)
        } catch {
            return nil
        }
        document.version += 1
        document.predecessor = last.digest
        document.issuedAt = now
        change(&document)
        let signed = sign(document)
        documents.append(signed)
        return signed
    }

    /// Gives an office a new key; the old one is revoked, or ends by and by.
    mutating func changeKey(of office: OfficeID, revoking: Bool, at now: Moment, dice: inout Dice) -> SignedDocument? {
        let key = ToyKey(keyID: "k\(nextKey)", seed: dice.next())
        nextKey += 1
        keys[office] = key
        return publish(at: now) { document in
            guard let place = document.offices.firstIndex(where: { $0.id == office }) else { return }
            for index in document.offices[place].keys.indices where document.offices[place].keys[index].revokedAt == nil
            {
                if revoking {
                    document.offices[place].keys[index].revokedAt = now
                } else {
                    document.offices[place].keys[index].validTo = now + .hours(1)
                }
            }
            document.offices[place].keys.append(
                OfficeKey(
                    keyID: key.keyID, publicKey: key.publicKey, validFrom: now - .minutes(1),
                    validTo: now + .hours(24 * 3650)))
        }
    }
}
