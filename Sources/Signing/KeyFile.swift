import Contracts

/// A file that holds one secret of 32 bytes, readable by its owner only (0600).
///
/// Four lines: `liandong-key-1`, `kind: …`, `id: …`, `secret: <base64>`.
package struct KeyFile: Sendable, CustomStringConvertible, CustomReflectable {
    /// What the secret is for.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// An office's Ed25519 key; `id` is its key id in the directory.
        case signing
        /// A registrar's Ed25519 key; `id` is its key id in the directory.
        case registrar
        /// An office's X25519 key, to which letters for it are sealed; `id` is its key id in the directory.
        case sealing
        /// The key that wraps the case keys of a ledger (design section 8).
        case data
        /// The namespace's key of person tokens; `id` is its version (design section 5).
        case person
    }

    /// What the secret is for.
    package let kind: Kind
    /// Its name.
    package let id: String
    /// Thirty-two bytes; never in a log, an error or a dump.
    package let secret: [UInt8]

    private static let magic = "liandong-key-1"

    /// A key from its parts.
    package init(kind: Kind, id: String, secret: [UInt8]) {
        self.kind = kind
        self.id = id
        self.secret = secret
    }

    /// A new random key.
    package static func generate(kind: Kind, id: String) -> KeyFile {
        KeyFile(kind: kind, id: id, secret: RandomBytes.make(32))
    }

    /// Kind and name, never the secret.
    package var description: String { "\(kind.rawValue) key \(id)" }
    package var customMirror: Mirror { Mirror(self, children: ["key": description]) }

    /// The file's content, with the secret.
    package var bytes: [UInt8] {
        Array("\(KeyFile.magic)\nkind: \(kind.rawValue)\nid: \(id)\nsecret: \(Base64.encode(secret))\n".utf8)
    }

    /// Writes a new file; an existing one is never overwritten.
    package func create(at path: String) throws(FileRefusal) {
        try SafeFile.create(path, bytes, access: .secret)
    }

    /// Reads a key of the expected kind.
    ///
    /// - Throws: a file that is missing, readable by others, empty, of another form or of another kind.
    package static func read(_ path: String, kind: Kind) throws(FileRefusal) -> KeyFile {
        let bytes = try SafeFile.read(path, access: .secret, for: .key)
        guard let key = parse(bytes) else {
            throw FileRefusal(
                code: .format, path: path, reason: "is no key file of the form \(magic)",
                fix: "restore it from its backup, or make a new key and let the registrar list it",
                purpose: .key)
        }
        guard key.kind == kind else {
            throw FileRefusal(
                code: .format, path: path,
                reason: "holds a \(key.kind.rawValue) key where a \(kind.rawValue) key belongs",
                fix: "correct the path in the configuration", purpose: .key)
        }
        return key
    }

    /// Reads a file's content; nil when it has not exactly the four lines.
    package static func parse(_ bytes: [UInt8]) -> KeyFile? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == magic, lines[4].isEmpty,
            let kindText = value(lines[1], "kind"), let kind = Kind(rawValue: kindText),
            let id = value(lines[2], "id"), (1...64).contains(id.utf8.count),
            let encoded = value(lines[3], "secret"), let secret = Base64.decode(encoded.utf8), secret.count == 32
        else { return nil }
        return KeyFile(kind: kind, id: id, secret: secret)
    }

    private static func value(_ line: Substring, _ name: String) -> String? {
        let start = name + ": "
        return line.hasPrefix(start) ? String(line.dropFirst(start.count)) : nil
    }
}

/// Bytes from the system's secure generator.
package enum RandomBytes {
    /// `count` random bytes.
    package static func make(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
