/// What lies on the directory topic and in files: a directory or a rule set, signed by a registrar key.
package struct SignedDocument: Hashable, Sendable {
    /// What the payload is.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A `DirectoryDocument`.
        case directory
        /// A `RulesDocument`.
        case rules
    }

    /// What the payload is.
    package let kind: Kind
    /// The registrar key that signed.
    package let keyID: String
    /// The bytes of the document.
    package let payload: [UInt8]
    /// Ed25519 over `signedBytes`.
    package let signature: [UInt8]

    /// A document that was just signed or read.
    package init(kind: Kind, keyID: String, payload: [UInt8], signature: [UInt8]) {
        self.kind = kind
        self.keyID = keyID
        self.payload = payload
        self.signature = signature
    }

    /// What the signature covers: kind, key id and payload in the encoding of protocol section 0.
    package var signedBytes: [UInt8] { SignedDocument.signedBytes(kind: kind, keyID: keyID, payload: payload) }

    /// What a signature over these parts covers.
    package static func signedBytes(kind: Kind, keyID: String, payload: [UInt8]) -> [UInt8] {
        var writer = FieldWriter(magic: "liandong-document-1\n")
        writer.field(kind.rawValue)
        writer.field(keyID)
        writer.field(payload)
        return writer.bytes
    }

    /// SHA-256 of the payload: what a successor names as its predecessor.
    package var digest: Digest { Digest.sha256(payload) }

    static let format = "liandong-signed-1"

    /// One line of compact JSON, for the topic and for files.
    package var bytes: [UInt8] {
        let json: JSONValue = [
            "format": .string(SignedDocument.format), "kind": .string(kind.rawValue), "keyId": .string(keyID),
            "payload": .string(Base64.encode(payload)), "signature": .string(Base64.encode(signature)),
        ]
        return json.bytes
    }

    /// Reads one wrapper; the payload is not looked into.
    ///
    /// - Throws: all mistakes at once.
    package static func read(_ bytes: [UInt8]) throws(DocumentMistakes) -> SignedDocument {
        let reader = try DocumentReader.open(bytes, document: "signed document")
        _ = reader.required("format", "\"\(format)\"") { $0.string == format ? format : nil }
        let kind = reader.required("kind", "directory or rules") { $0.string.flatMap { Kind(rawValue: $0) } }
        let keyID = reader.text("keyId", limit: 64)
        let payload = reader.required("payload", "the document's bytes in base64") { value in
            value.string.flatMap { Base64.decode($0.utf8) }
        }
        let signature = reader.base64("signature", count: 64)
        guard let kind, let keyID, let payload, let signature else {
            return try reader.finish(nil, document: "signed document")
        }
        let document = SignedDocument(kind: kind, keyID: keyID, payload: payload, signature: signature)
        return try reader.finish(document, document: "signed document")
    }

    /// A file of documents, one wrapper a line, oldest first.
    package static func fileBytes(_ documents: [SignedDocument]) -> [UInt8] {
        documents.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
    }

    /// Reads a file of documents; empty lines are skipped.
    ///
    /// - Throws: the mistakes of the first line that is no wrapper, with its number.
    package static func readFile(_ bytes: [UInt8], named name: String) throws(DocumentMistakes) -> [SignedDocument] {
        var documents: [SignedDocument] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do throws(DocumentMistakes) {
                documents.append(try read(Array(line)))
            } catch {
                throw DocumentMistakes(document: "\(name) line \(index + 1)", list: error.list)
            }
        }
        return documents
    }
}
