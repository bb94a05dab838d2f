import Contracts

/// A text with signatures (C2SP signed-note): the text ends with a line feed, a blank line follows, then one line for each
/// signature.
package struct SignedNote: Hashable, Sendable {
    /// A line behind the text.
    package struct Signature: Hashable, Sendable {
        /// Who signed.
        package let name: String
        /// The first four bytes of the hash over name and key.
        package let keyID: [UInt8]
        /// What the kind of key makes of the text.
        package let signature: [UInt8]

        /// A signature from its parts.
        package init(name: String, keyID: [UInt8], signature: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.signature = signature
        }

        /// `— name base64`, without a line feed.
        package var line: String { "— \(name) \(Base64.encode(keyID + signature))" }

        /// Reads a line; nil for anything else.
        package init?(line: String) {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "—", NoteKey.isName(String(parts[1])),
                let bytes = Base64.decode(String(parts[2]).utf8), bytes.count > 4
            else { return nil }
            self.init(name: String(parts[1]), keyID: Array(bytes.prefix(4)), signature: Array(bytes.dropFirst(4)))
        }
    }

    /// Everything that is signed, with its last line feed.
    package let text: String
    /// In the order of the note.
    package var signatures: [Signature]

    /// A note; nil for a text that does not end with a line feed.
    package init?(text: String, signatures: [Signature]) {
        guard text.utf8.last == UInt8(ascii: "\n") else { return nil }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; nil when it has no signature, a line that is none, more than a hundred, or control characters.
    package init?(_ note: String) {
        // The specification speaks of bytes: characters that fold into one grapheme must not hide a line.
        let bytes = Array(note.utf8)
        guard bytes.count <= 1_000_000, bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }), bytes.last == 0x0A,
            let split = bytes.indices.dropLast().last(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A })
        else { return nil }
        let lines = bytes[(split + 2)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        let signatures = lines.compactMap { Signature(line: String(decoding: $0, as: UTF8.self)) }
        guard !signatures.isEmpty, signatures.count == lines.count, signatures.count <= 100 else { return nil }
        self.init(text: String(decoding: bytes[...split], as: UTF8.self), signatures: signatures)
    }

    /// The note as it is served.
    package var description: String { text + "\n" + signatures.map { $0.line + "\n" }.joined() }
}

/// A public key that signs notes.
package struct NoteKey: Hashable, Sendable {
    /// What it signs.
    package enum Kind: UInt8, Sendable {
        /// The text of a note.
        case ed25519 = 0x01
        /// The text behind a line with the time (C2SP tlog-cosignature).
        case cosignature = 0x04
    }

    /// Who signs with it.
    package let name: String
    /// How.
    package let kind: Kind
    /// 32 bytes of Ed25519.
    package let publicKey: [UInt8]

    /// A key; nil for a name with a blank or a plus sign, or another length of the key.
    package init?(name: String, kind: Kind, publicKey: [UInt8]) {
        guard NoteKey.isName(name), publicKey.count == 32 else { return nil }
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
    }

    /// SHA-256(name ‖ 0x0A ‖ kind ‖ key), its first four bytes.
    package var id: [UInt8] {
        Array(Digest.sha256(Array(name.utf8) + [0x0A, kind.rawValue] + publicKey).bytes.prefix(4))
    }

    /// `name+id+base64(kind ‖ key)`, as tools take it.
    package var description: String {
        "\(name)+\(Hexadecimal.encode(id))+\(Base64.encode([kind.rawValue] + publicKey))"
    }

    /// Reads that form; nil for anything else, also when the id is another key's.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let bytes = Base64.decode(parts[2].utf8), let first = bytes.first,
            let kind = Kind(rawValue: first)
        else { return nil }
        self.init(name: parts[0], kind: kind, publicKey: Array(bytes.dropFirst()))
        guard Hexadecimal.encode(id) == parts[1] else { return nil }
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }
}
