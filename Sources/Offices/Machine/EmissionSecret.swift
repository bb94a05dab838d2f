import Contracts

/// What an office makes the salts of its letters from: the salt of a leaf tells the emission key (rule 15) to nobody but
/// the ledger that holds the secret. A restored ledger that decides again what it had forgotten finds the letter of that
/// decision among those which its peers give back, and issues no second one.
///
/// To all others the salts are as random as rule 6 asks for: without the secret no leaf can be guessed. It is drawn once
/// for a ledger and goes with its backups.
struct EmissionSecret: Hashable, Sendable, CustomStringConvertible {
    /// The epoch from which on letters have their salts from it.
    private let since: UInt64
    private let bytes: [UInt8]

    /// A fresh one for letters of this epoch and later ones.
    init(since epoch: UInt64, chance: inout Chance) {
        since = epoch
        bytes = chance.salt() + chance.salt()
    }

    /// Reads a stored secret; nil for any other text.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, let epoch = UInt64(words[0]), let bytes = Hexadecimal.decode(String(words[1])),
            bytes.count == 32
        else { return nil }
        since = epoch
        self.bytes = bytes
    }

    /// As it is stored.
    var description: String { "\(since) \(Hexadecimal.encode(bytes))" }

    /// The sixteen bytes for the letter of an emission.
    func salt(of emission: String) -> [UInt8] {
        Array(Digest.sha256(bytes + Array(emission.utf8)).bytes.prefix(16))
    }

    /// True for letters that may have their salt from this secret.
    func covers(_ leaf: Leaf) -> Bool { leaf.epoch >= since }

    /// The key under which a recovered letter is kept whose emission is not known yet: whoever issues it later finds it.
    static func mark(_ salt: [UInt8]) -> String { "salt:\(Hexadecimal.encode(salt))" }
}
