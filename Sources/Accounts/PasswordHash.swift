import Contracts
import Crypto
import CryptoExtras
import Foundation
import Signing

/// Parameters of scrypt (RFC 7914).
package struct PasswordCost: Hashable, Sendable {
    /// N, a power of two.
    package let rounds: Int
    /// r
    package let blockSize: Int
    /// p
    package let parallelism: Int

    /// Parameters as they are.
    package init(rounds: Int, blockSize: Int, parallelism: Int) {
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 32 MiB, three times over: one of the sets of OWASP's Password Storage Cheat Sheet, chosen for the memory of two at once.
    package static let standard = PasswordCost(rounds: 1 << 15, blockSize: 8, parallelism: 3)
}

/// The slow function that makes a hash of a password; whoever counts its calls knows what a sign-in costs.
package protocol PasswordDerivation: Sendable {
    /// Derives `count` bytes from the bytes of a password and a salt.
    func derive(_ password: [UInt8], salt: [UInt8], count: Int, _ cost: PasswordCost) throws -> [UInt8]
}

/// scrypt (RFC 7914).
package struct Scrypt: PasswordDerivation {
    /// It has nothing to remember.
    package init() {}

    package func derive(_ password: [UInt8], salt: [UInt8], count: Int, _ cost: PasswordCost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: count, rounds: cost.rounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

/// What is kept of a password.
struct PasswordHash: Hashable, Sendable {
    /// nil for a random password from a hand-out that nobody has used yet: 128 bits need no slow hash.
    let cost: PasswordCost?
    let salt: [UInt8]
    let hash: [UInt8]

    private static let bytes = 32
    private static let saltBytes = 16

    /// Hashes a password under a fresh salt. This takes long and much memory: see `PasswordWork`.
    static func make(
        _ password: String, _ cost: PasswordCost, by derivation: any PasswordDerivation
    ) throws -> PasswordHash {
        let salt = RandomBytes.make(saltBytes)
        return PasswordHash(cost: cost, salt: salt, hash: try derived(password, salt, cost, derivation))
    }

    /// Of a random password that was made by `init`; `digest` is the SHA-256 of its text.
    static func handedOut(_ digest: Contracts.Digest) -> PasswordHash {
        PasswordHash(cost: nil, salt: [], hash: digest.bytes)
    }

    /// Whether this is the password. It costs as much as `cost` asks for, whatever is kept.
    func matches(
        _ password: String, _ cost: PasswordCost, by derivation: any PasswordDerivation
    ) throws -> Bool {
        let given: [UInt8]
        if let own = self.cost {
            given = try PasswordHash.derived(password, salt, own, derivation)
        } else {
            _ = try PasswordHash.derived(password, PasswordHash.noSalt, cost, derivation)
            given = Contracts.Digest.sha256(PasswordHash.text(password)).bytes
        }
        return PasswordHash.same(given, hash)
    }

    /// Takes as long as a look at a password takes.
    static func waste(_ password: String, _ cost: PasswordCost, by derivation: any PasswordDerivation) throws {
        _ = try derived(password, noSalt, cost, derivation)
    }

    private static let noSalt = [UInt8](repeating: 0, count: saltBytes)

    private static func derived(
        _ password: String, _ salt: [UInt8], _ cost: PasswordCost, _ derivation: any PasswordDerivation
    ) throws -> [UInt8] {
        try derivation.derive(text(password), salt: salt, count: bytes, cost)
    }

    /// The same signs typed on different keyboards are the same bytes (RFC 8265: NFC); one byte more than nothing, which
    /// the library cannot take.
    private static func text(_ password: String) -> [UInt8] {
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        return bytes.isEmpty ? [0] : bytes
    }

    /// Compares without telling where the first difference is.
    private static func same(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
