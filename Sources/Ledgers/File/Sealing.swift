package import Crypto
import Foundation

/// AES-GCM as the ledger uses it: nonce (12), ciphertext, tag (16); `purpose` is authenticated beside the content, so
/// that sealed bytes cannot be moved to another place.
package struct Sealing {
    private var random = RandomBytes()

    /// Seals with nonces of the system.
    package init() {}

    /// Bytes that sealing adds.
    static let overhead = 28

    /// A fresh key for a case.
    mutating func freshKey() -> [UInt8] { Array(random.next(32)) }

    /// Seals `plain` under `key`.
    package mutating func seal(_ plain: [UInt8], key: SymmetricKey, purpose: String) throws -> [UInt8] {
        let nonce = try random.next(12).withUnsafeBytes { try AES.GCM.Nonce(data: $0) }
        let box = try AES.GCM.seal(plain, using: key, nonce: nonce, authenticating: Array(purpose.utf8))
        // Nonce, ciphertext and tag in this order.
        guard let sealed = box.combined else {
            throw LedgerFault(.conflict, "sealing gave no joined bytes: its nonce has not 12 bytes")
        }
        return Array(sealed)
    }

    /// Opens what `seal` made; throws when a byte, the key or the purpose differs.
    package static func open(_ sealed: [UInt8], key: SymmetricKey, purpose: String) throws -> [UInt8] {
        guard sealed.count >= overhead else {
            throw LedgerFault(.damaged, "sealed bytes are too short; run `liandong ledger verify`")
        }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: try AES.GCM.Nonce(data: sealed[..<12]), ciphertext: sealed[12..<sealed.count - 16],
                tag: sealed[(sealed.count - 16)...])
            return Array(try AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
        } catch is CryptoKitError {
            throw LedgerFault(.damaged, "sealed bytes do not open (\(purpose)); run `liandong ledger verify`")
        }
    }
}
