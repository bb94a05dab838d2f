import Contracts
import Exchange

/// A key for rehearsals alone: as unforgeable as a hash for whoever has no access to its seed, and a hundred times
/// faster than a curve. What a real signature proves is proved elsewhere, with real ones.
struct ToyKey: Sendable {
    let keyID: String
    private let seed: UInt64

    init(keyID: String, seed: UInt64) {
        self.keyID = keyID
        self.seed = seed
    }

    /// The verifier of a rehearsal knows every seed: the public half is the seed itself.
    var publicKey: [UInt8] {
        (0..<4).flatMap { part in
            // All of the seed: a shift binds tighter than a product.
            (0..<8).map { UInt8(truncatingIfNeeded: (seed &* (part + 1)) >> UInt64(8 * $0)) }
        }
    }

    func sign(_ bytes: [UInt8]) -> [UInt8] { ToyKey.signature(over: bytes, by: publicKey) }

    static func signature(over bytes: [UInt8], by publicKey: [UInt8]) -> [UInt8] {
        let digest = Digest.sha256(publicKey + bytes).bytes
        return digest + digest
    }
}

struct ToySigner: RootSigning {
    let office: OfficeID
    let key: ToyKey

    var keyID: String { key.keyID }

    func sign(_ statementBytes: [UInt8]) -> [UInt8] { key.sign(statementBytes) }
}

struct ToyVerifier: RootVerifying {
    func isValid(signature: [UInt8], over statementBytes: [UInt8], publicKey: [UInt8]) -> Bool {
        signature == ToyKey.signature(over: statementBytes, by: publicKey)
    }
}
