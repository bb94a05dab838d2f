import Contracts
import Testing

/// A signature that only this test's verifier takes: the hash of public key and bytes, twice.
struct StandInVerifier: RootVerifying {
    static func sign(_ bytes: [UInt8], with publicKey: [UInt8]) -> [UInt8] {
        let half = Digest.sha256(publicKey, bytes).bytes
        return half + half
    }

    func isValid(signature: [UInt8], over statementBytes: [UInt8], publicKey: [UInt8]) -> Bool {
        signature == StandInVerifier.sign(statementBytes, with: publicKey)
    }
}

func publicKey(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

func registrarKey(_ number: UInt8, _ status: RegistrarKey.Status = .active) -> RegistrarKey {
    RegistrarKey(keyID: "registrar-\(number)", publicKey: publicKey(number), status: status)
}

let directoryStart = Moment(milliseconds: 1_780_000_000_000)

func directoryOffice(_ text: String, agency: String) throws -> DirectoryOffice {
    let id = try #require(OfficeID(text))
    return DirectoryOffice(
        profile: OfficeProfile(
            id: id, agency: agency, level: .prefecture, region: id.region, name: "示例机关", shortName: "示例",
            uscc: "11510100XT9000125L"),
        keys: [
            OfficeKey(
                keyID: "k1", publicKey: publicKey(9), validFrom: directoryStart, validTo: directoryStart + .hours(1000))
        ], route: DirectoryOffice.Route(topic: .direct(id), generation: 1), principal: "User:\(id)")
}

func directoryDocument(
    version: UInt64 = 1, predecessor: Digest = .zero,
    keys: [RegistrarKey] = [registrarKey(1), registrarKey(2, .offline)],
    namespace: String = "liandong", issuedAt: Moment = directoryStart
) throws -> DirectoryDocument {
    DirectoryDocument(
        namespace: namespace, version: version, predecessor: predecessor, issuedAt: issuedAt,
        validUntil: issuedAt + .hours(10_000), isRehearsal: true, registrarKeys: keys,
        offices: [
            try directoryOffice("510100-tax", agency: "tax"), try directoryOffice("510100-police", agency: "police"),
        ],
        authority: [
            AuthorityRule(agencies: ["*"], types: ["bus.*"]),
            AuthorityRule(agencies: ["police"], types: ["crim.receipt", "crim.filed/1"]),
            AuthorityRule(offices: ["5101*-tax"], types: ["list.*"]),
        ])
}

func signedDirectory(_ document: DirectoryDocument, by number: UInt8) -> SignedDocument {
    let keyID = "registrar-\(number)"
    let bytes = SignedDocument.signedBytes(kind: .directory, keyID: keyID, payload: document.bytes)
    return SignedDocument(
        kind: .directory, keyID: keyID, payload: document.bytes,
        signature: StandInVerifier.sign(bytes, with: publicKey(number)))
}

/// A line of versions, each signed by key 1 and naming the one before.
func directoryLine(_ count: UInt64) throws -> [SignedDocument] {
    var line: [SignedDocument] = []
    for version in 1...count {
        line.append(
            signedDirectory(try directoryDocument(version: version, predecessor: line.last?.digest ?? .zero), by: 1))
    }
    return line
}

func directoryBook(holding documents: [SignedDocument] = []) throws -> DirectoryBook {
    var book = DirectoryBook(namespace: "liandong", pinned: [registrarKey(1), registrarKey(2, .offline)])
    for document in documents { _ = try book.accept(document, verifying: StandInVerifier()) }
    return book
}
