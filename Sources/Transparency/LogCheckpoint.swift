package import Contracts

/// How far a log is, and the root over it (C2SP tlog-checkpoint).
package struct LogCheckpoint: Hashable, Sendable {
    /// Which log: `<namespace>/<office>`.
    package let origin: String
    /// Its leaves.
    package let size: UInt64
    /// The root over them.
    package let root: Digest

    /// A checkpoint from its parts.
    package init(origin: String, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The name of an office's log, and of the office as a witness.
    package static func origin(namespace: String, office: OfficeID) -> String { "\(namespace)/\(office)" }

    /// The signed text.
    package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads a text; lines behind the third are extensions and mean nothing here. Nil for anything else.
    package init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty, !lines.dropLast().contains(""),
            let size = UInt64(lines[1]), String(size) == lines[1],
            let root = Base64.decode(lines[2].utf8).flatMap({ Digest(bytes: $0) })
        else { return nil }
        self.init(origin: lines[0], size: size, root: root)
    }

    /// The checkpoint of a note that a key of the log has signed; nil for any other note.
    package static func read(_ note: SignedNote, key: NoteKey, verifier: any RootVerifying) -> LogCheckpoint? {
        guard key.kind == .ed25519, let checkpoint = LogCheckpoint(text: note.text), checkpoint.origin == key.name
        else { return nil }
        let isSigned = note.signatures.contains { line in
            line.name == key.name && line.keyID == key.id
                && verifier.isValid(
                    signature: line.signature, over: Array(note.text.utf8), publicKey: key.publicKey)
        }
        return isSigned ? checkpoint : nil
    }
}

/// That a witness has seen a checkpoint, and every earlier one it has seen is a part of it (C2SP tlog-cosignature, v1).
package enum LogCosignature {
    /// What the witness signs: a line that names the kind, the time in seconds, the whole text.
    package static func message(_ text: String, at seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }

    /// A line of the note.
    package static func line(
        _ text: String, at seconds: UInt64, key: NoteKey, sign: ([UInt8]) -> [UInt8]
    ) -> SignedNote.Signature {
        let time = withUnsafeBytes(of: seconds.bigEndian) { Array($0) }
        return SignedNote.Signature(name: key.name, keyID: key.id, signature: time + sign(message(text, at: seconds)))
    }

    /// When the witness signed this text, in seconds since 1970; nil when the line is not its signature.
    package static func time(
        of line: SignedNote.Signature, over text: String, key: NoteKey, verifier: any RootVerifying
    ) -> UInt64? {
        guard key.kind == .cosignature, line.name == key.name, line.keyID == key.id, line.signature.count == 72 else {
            return nil
        }
        let seconds = line.signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let isValid = verifier.isValid(
            signature: Array(line.signature.dropFirst(8)), over: message(text, at: seconds), publicKey: key.publicKey)
        return isValid ? seconds : nil
    }
}
