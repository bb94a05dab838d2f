package import Contracts
import Crypto
import Foundation

/// Seals with HPKE (RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM) and AES-256-GCM, and opens
/// with the office's own keys.
package struct HPKESealer: BodySealing {
    private let office: OfficeID
    private let keys: SealingKeys

    private static let suite = HPKE.Ciphersuite(
        kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

    /// A sealer of an office, with all its keys.
    package init(office: OfficeID, keys: SealingKeys) {
        self.office = office
        self.keys = keys
    }

    package func seal(_ body: [UInt8], _ context: SealContext, to readers: [SealReader]) -> SealedBody? {
        let contentKey = SymmetricKey(size: .bits256)
        let authenticated = context.bytes
        do {
            let wraps = try readers.sorted { $0.office < $1.office }.map { reader in
                try HPKESealer.wrap(contentKey, for: reader, authenticated)
            }
            let box = try AES.GCM.seal(body, using: contentKey, authenticating: authenticated)
            let content = Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
            return SealedBody(suite: SealedBody.suiteX25519, wraps: wraps, content: content)
        } catch {
            return nil
        }
    }

    package func open(
        _ sealed: SealedBody, _ context: SealContext, by wrap: SealedBody.Wrap?
    ) throws(SealFault) -> [UInt8] {
        let contentKey = try contentKey(of: sealed, context, wrap)
        let content = sealed.content
        guard content.count >= 28 else { throw .broken }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: try AES.GCM.Nonce(data: content[..<12]), ciphertext: content[12..<content.count - 16],
                tag: content[(content.count - 16)...])
            return Array(try AES.GCM.open(box, using: contentKey, authenticating: context.bytes))
        } catch {
            throw .broken
        }
    }

    package func rewrap(
        _ sealed: SealedBody, _ context: SealContext, for reader: SealReader
    ) throws(SealFault) -> SealedBody.Wrap {
        let contentKey = try contentKey(of: sealed, context, nil)
        do {
            return try HPKESealer.wrap(contentKey, for: reader, context.bytes)
        } catch {
            throw .broken
        }
    }

    private static func wrap(
        _ contentKey: SymmetricKey, for reader: SealReader, _ authenticated: [UInt8]
    ) throws -> SealedBody.Wrap {
        let publicKey = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: reader.publicKey)
        // A key of small order would make the secret the same for everybody (RFC 9180 section 7.1.4).
        let probe = try Curve25519.KeyAgreement.PrivateKey().sharedSecretFromKeyAgreement(with: publicKey)
        guard probe.withUnsafeBytes({ $0.contains { $0 != 0 } }) else { throw SealFault.broken }
        var sender = try HPKE.Sender(
            recipientKey: publicKey, ciphersuite: suite,
            info: Data(SealedBody.Wrap.binding(reader.office, reader.keyID)))
        let secret = contentKey.withUnsafeBytes { Data($0) }
        let wrapped = try sender.seal(secret, authenticating: Data(authenticated))
        return SealedBody.Wrap(
            office: reader.office, keyID: reader.keyID, encapsulated: Array(sender.encapsulatedKey),
            wrapped: Array(wrapped))
    }

    private func contentKey(
        of sealed: SealedBody, _ context: SealContext, _ given: SealedBody.Wrap?
    ) throws(SealFault) -> SymmetricKey {
        guard sealed.suite == SealedBody.suiteX25519 else { throw .broken }
        guard let wrap = given ?? sealed.wrap(for: office), wrap.office == office else { throw .notForUs }
        guard let own = keys.key(wrap.keyID) else { throw .keyUnknown }
        do {
            var recipient = try HPKE.Recipient(
                privateKey: own.key, ciphersuite: HPKESealer.suite, info: Data(wrap.binding),
                encapsulatedKey: Data(wrap.encapsulated))
            let secret = try recipient.open(Data(wrap.wrapped), authenticating: Data(context.bytes))
            guard secret.count == 32 else { throw SealFault.broken }
            return SymmetricKey(data: secret)
        } catch {
            throw .broken
        }
    }
}
