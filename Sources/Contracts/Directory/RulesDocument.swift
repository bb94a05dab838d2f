/// A rule set as the registrar publishes it: the documents of `Deploy/rules`, each named by its file name and SHA-256.
package struct RulesDocument: Hashable, Sendable {
    /// One document of the set.
    package struct Entry: Hashable, Sendable {
        /// Its file name.
        package let name: String
        /// Its text, JSON in UTF-8.
        package let text: String

        /// A document of the set.
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }

        /// SHA-256 of the text's bytes.
        package var digest: Digest { Digest.sha256(Array(text.utf8)) }
    }

    /// The namespace it speaks for.
    package var namespace: String
    /// From 1, one more each time; a lower one never replaces a higher one.
    package var version: UInt64
    /// When the registrar signed it.
    package var issuedAt: Moment
    /// The documents, by name.
    package var documents: [Entry]

    static let format = "liandong-rules-1"

    /// A rule set; its documents are put in the order of their names.
    package init(namespace: String, version: UInt64, issuedAt: Moment, documents: [Entry]) {
        self.namespace = namespace
        self.version = version
        self.issuedAt = issuedAt
        self.documents = documents.sorted { $0.name < $1.name }
    }

    /// What a leaf names as its rule-set version: the version and the first half of the SHA-256 of the bytes.
    package var name: String { "\(version)-" + Hexadecimal.encode(Digest.sha256(bytes).bytes.prefix(16)) }

    /// The bytes that are signed.
    package var bytes: [UInt8] {
        let entries = documents.map { entry -> JSONValue in
            [
                "name": .string(entry.name), "sha256": .string(entry.digest.description), "text": .string(entry.text),
            ]
        }
        let json: JSONValue = [
            "format": .string(RulesDocument.format), "namespace": .string(namespace),
            "version": .integer(Int64(clamping: version)), "issuedAt": .string(issuedAt.description),
            "documents": .array(entries),
        ]
        return json.bytes
    }

    /// Reads a rule set; each document must have the digest that is told for it.
    ///
    /// - Throws: all mistakes at once.
    package static func read(_ bytes: [UInt8]) throws(DocumentMistakes) -> RulesDocument {
        let reader = try DocumentReader.open(bytes, document: "rules")
        _ = reader.required("format", "\"\(format)\"") { $0.string == format ? format : nil }
        let namespace = reader.text("namespace", limit: 64)
        let version = reader.number("version")
        let issuedAt = reader.moment("issuedAt")
        // An entry left out here is not forgotten: the reader keeps its mistakes, and `finish` throws them all.
        let documents = reader.objects("documents").compactMap { entry -> Entry? in
            let name = entry.text("name", limit: 128)
            let text = entry.text("text", limit: Envelope.maximumBodyBytes)
            guard let name, let text else { return nil }
            let document = Entry(name: name, text: text)
            _ = entry.required("sha256", "the SHA-256 of the text") { value in
                value.string == document.digest.description ? true : nil
            }
            return document
        }
        guard let namespace, let version, let issuedAt else { return try reader.finish(nil, document: "rules") }
        let rules = RulesDocument(namespace: namespace, version: version, issuedAt: issuedAt, documents: documents)
        return try reader.finish(rules, document: "rules")
    }
}
