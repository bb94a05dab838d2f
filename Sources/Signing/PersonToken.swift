package import Contracts
import Crypto
import Foundation

/// The namespace's key by which a person's number becomes a token (design section 5): offices that share it find the
/// same person, a topic shows nothing.
package struct PersonTokenKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// The key's version, from 1.
    package let version: Int
    private let secret: [UInt8]

    /// A key at hand, 32 bytes.
    package init(version: Int, secret: [UInt8]) {
        self.version = version
        self.secret = secret
    }

    /// Reads the key file; its id is the version.
    ///
    /// - Throws: a file that is missing, readable by others, empty, or no person key.
    package static func load(path: String) throws(FileRefusal) -> PersonTokenKey {
        let file = try KeyFile.read(path, kind: .person)
        guard let version = Int(file.id), version > 0 else {
            throw FileRefusal(
                code: .format, path: path, reason: "has an id that is no version from 1",
                fix: "take the file as the registrar gave it")
        }
        return PersonTokenKey(version: version, secret: file.secret)
    }

    /// The version, never the key.
    package var description: String { "person key \(version)" }
    package var customMirror: Mirror { Mirror(self, children: ["version": version]) }

    /// `p<version>-` and the base32 (RFC 4648, upper case, no padding) of the first 16 bytes of
    /// HMAC-SHA-256(key, `<id type>:<normalised number>`).
    package func token(for person: PersonDocument) -> String { token(forInput: person.tokenInput) }

    /// The token of an input already in the form `<id type>:<normalised number>`.
    package func token(forInput input: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: SymmetricKey(data: secret))
        return "p\(version)-" + Base32.encode(Array(code).prefix(16))
    }
}

/// Base32 of RFC 4648 section 6 without padding.
package enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// Upper-case text.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var waiting: UInt32 = 0
        var bits = 0
        for byte in bytes {
            waiting = waiting << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(waiting >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(waiting << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
