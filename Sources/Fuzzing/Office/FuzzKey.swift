import Contracts
import Exchange

/// Stands in for a key: what is fuzzed is what a verified peer may say, so a signature only has to name its office.
struct FuzzSigner: RootSigning {
    let office: OfficeID
    let keyID = "k1"

    func sign(_ statementBytes: [UInt8]) -> [UInt8] { FuzzSigner.signature }

    static let signature = [UInt8](repeating: 0x5a, count: 64)
}

/// Takes the one signature for every key.
struct FuzzVerifier: RootVerifying {
    func isValid(signature: [UInt8], over statementBytes: [UInt8], publicKey: [UInt8]) -> Bool {
        signature == FuzzSigner.signature
    }
}
