import Contracts
import Crypto
import Foundation

/// A private X25519 key to which letters for an office are sealed.
package struct SealingKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Its name in the directory.
    package let keyID: String
    let key: Curve25519.KeyAgreement.PrivateKey

    /// A new random key.
    package static func generate(keyID: String) -> SealingKey {
        SealingKey(keyID: keyID, key: Curve25519.KeyAgreement.PrivateKey())
    }

    /// The key of a file; nil when its 32 bytes are no key.
    package init?(_ file: KeyFile) {
        do {
            self.init(keyID: file.id, key: try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: file.secret))
        } catch {
            return nil
        }
    }

    private init(keyID: String, key: Curve25519.KeyAgreement.PrivateKey) {
        self.keyID = keyID
        self.key = key
    }

    /// The public half, 32 bytes: what the directory lists under `keyID`.
    package var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// The name, never the key.
    package var description: String { "X25519 key \(keyID)" }
    package var customMirror: Mirror { Mirror(self, children: ["keyID": keyID]) }

    /// The key as a file.
    package var file: KeyFile { KeyFile(kind: .sealing, id: keyID, secret: Array(key.rawRepresentation)) }

    /// The name of its file in the folder of sealing keys.
    package static func fileName(_ keyID: String) -> String { "\(keyID).key" }
}

/// All sealing keys that an office ever had: old ones stay, for old letters are opened with them.
package struct SealingKeys: Sendable {
    private let keys: [String: SealingKey]

    /// Keys at hand.
    package init(_ keys: [SealingKey]) {
        self.keys = Dictionary(keys.map { ($0.keyID, $0) }) { first, _ in first }
    }

    /// Reads every `.key` file of the folder.
    ///
    /// - Parameter folder: where they lie; nil for an office that has none and opens no sealed letter.
    /// - Returns: the keys, by their names.
    /// - Throws: a folder that cannot be read, a file that is readable by others or no sealing key.
    package static func load(folder: String?) throws(FileRefusal) -> SealingKeys {
        guard let folder else { return SealingKeys([]) }
        var keys: [SealingKey] = []
        for name in try names(in: folder) {
            let path = "\(folder)/\(name)"
            let file = try KeyFile.read(path, kind: .sealing)
            guard let key = SealingKey(file) else {
                throw FileRefusal(
                    code: .format, path: path, reason: "holds no X25519 key", fix: "restore it from its backup",
                    purpose: .key)
            }
            keys.append(key)
        }
        return SealingKeys(keys)
    }

    private static func names(in folder: String) throws(FileRefusal) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".key") }.sorted()
        } catch {
            throw FileRefusal(
                code: .missing, path: folder, reason: "cannot be listed", fix: "name the folder of the sealing keys",
                purpose: .key)
        }
    }

    /// The key of this name; nil when it is not here.
    package func key(_ keyID: String) -> SealingKey? { keys[keyID] }

    /// The names of the keys, in order.
    package var names: [String] { keys.keys.sorted() }
}
