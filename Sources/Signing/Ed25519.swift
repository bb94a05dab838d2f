package import Contracts
import Crypto
import Foundation

/// A private Ed25519 key with its name.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Its name in the directory.
    package let keyID: String
    private let key: Curve25519.Signing.PrivateKey

    /// A new random key.
    package static func generate(keyID: String) -> SigningKey {
        SigningKey(keyID: keyID, key: Curve25519.Signing.PrivateKey())
    }

    /// The key of a file; nil when its 32 bytes are no key that can sign.
    package init?(_ file: KeyFile) {
        do {
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: file.secret)
            _ = try key.signature(for: [UInt8]())
            self.init(keyID: file.id, key: key)
        } catch {
            return nil
        }
    }

    private init(keyID: String, key: Curve25519.Signing.PrivateKey) {
        self.keyID = keyID
        self.key = key
    }

    /// The public half, 32 bytes.
    package var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// The name, never the key.
    package var description: String { "Ed25519 key \(keyID)" }
    package var customMirror: Mirror { Mirror(self, children: ["keyID": keyID]) }

    /// The key as a file of the given kind.
    package func file(kind: KeyFile.Kind) -> KeyFile {
        KeyFile(kind: kind, id: keyID, secret: Array(key.rawRepresentation))
    }

    /// The signature, 64 bytes. A key that cannot sign was refused when it was read.
    package func sign(_ bytes: [UInt8]) -> [UInt8] {
        do {
            return Array(try key.signature(for: bytes))
        } catch {
            // Ed25519 with a good key fails only when memory ends; a letter without signature must not be stored.
            preconditionFailure("the signing key \(keyID) cannot sign: \(error)")
        }
    }

    /// Signs a document for the directory topic.
    package func sign(_ kind: SignedDocument.Kind, payload: [UInt8]) -> SignedDocument {
        let bytes = SignedDocument.signedBytes(kind: kind, keyID: keyID, payload: payload)
        return SignedDocument(kind: kind, keyID: keyID, payload: payload, signature: sign(bytes))
    }
}

/// Signs the root statements of one office.
package struct OfficeSigner: RootSigning {
    /// The office whose key signs.
    package let office: OfficeID
    private let key: SigningKey

    /// A signer with a key at hand.
    package init(office: OfficeID, key: SigningKey) {
        self.office = office
        self.key = key
    }

    /// Reads the office's key file.
    ///
    /// - Throws: a file that is missing, readable by others, empty, or no signing key.
    package static func load(office: OfficeID, path: String) throws(FileRefusal) -> OfficeSigner {
        let file = try KeyFile.read(path, kind: .signing)
        guard let key = SigningKey(file) else {
            throw FileRefusal(
                code: .format, path: path, reason: "holds no Ed25519 key", fix: "restore it from its backup")
        }
        return OfficeSigner(office: office, key: key)
    }

    /// The key's name in the directory.
    package var keyID: String { key.keyID }

    /// The public half, 32 bytes: what the directory must list under `keyID`.
    package var publicKey: [UInt8] { key.publicKey }

    package func sign(_ statementBytes: [UInt8]) -> [UInt8] { key.sign(statementBytes) }
}

/// Tests Ed25519 signatures.
package struct Ed25519Verifier: RootVerifying {
    /// A verifier; it holds nothing.
    package init() {}

    package func isValid(signature: [UInt8], over statementBytes: [UInt8], publicKey: [UInt8]) -> Bool {
        do {
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
            return key.isValidSignature(signature, for: statementBytes)
        } catch {
            return false
        }
    }
}
