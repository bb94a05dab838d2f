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

/// Seals nothing: what is fuzzed is the form, and what an office does with what it opens.
struct FuzzSealer: BodySealing {
    let office: OfficeID

    /// The key of every office.
    static func key(from: Moment, to: Moment) -> OfficeKey {
        OfficeKey(
            keyID: "s1", suite: SealedBody.suiteX25519, publicKey: Array(repeating: 1, count: 32), validFrom: from,
            validTo: to)
    }

    func seal(_ body: [UInt8], _ context: SealContext, to readers: [SealReader]) -> SealedBody? {
        let wraps = readers.sorted { $0.office < $1.office }.map {
            SealedBody.Wrap(office: $0.office, keyID: $0.keyID, encapsulated: [], wrapped: [])
        }
        return SealedBody(suite: SealedBody.suiteX25519, wraps: wraps, content: body)
    }

    func open(_ sealed: SealedBody, _ context: SealContext, by wrap: SealedBody.Wrap?) throws(SealFault) -> [UInt8] {
        guard let wrap = wrap ?? sealed.wrap(for: office), wrap.office == office else { throw .notForUs }
        guard wrap.keyID == "s1" else { throw .keyUnknown }
        return sealed.content
    }

    func rewrap(
        _ sealed: SealedBody, _ context: SealContext, for reader: SealReader
    ) throws(SealFault) -> SealedBody.Wrap {
        SealedBody.Wrap(office: reader.office, keyID: reader.keyID, encapsulated: [], wrapped: [])
    }
}
