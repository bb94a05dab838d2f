/// Everything of one case that one office holds, in one file: letters as they were signed, what that office recorded of
/// them, and the registrar's documents with the keys. `Topics/bundle.md` describes the bytes for other languages.
///
/// The file is text, one JSON object a line: a header, the documents, the letters, a seal over all lines before it.
package struct CaseBundle: Equatable, Sendable {
    /// What the file says of itself.
    package struct Header: Hashable, Sendable {
        /// The namespace.
        package let namespace: String
        /// The case.
        package let caseID: String
        /// Its kind; nil while the office has only letters of it.
        package let kind: String?
        /// Its state at that office.
        package let state: String?
        /// The office that made the file.
        package let office: OfficeID
        /// When, by its machine clock.
        package let madeAt: Moment
        /// Letters that had no number yet and are not in the file.
        package let waiting: Int
        /// Why the office erased the contents, if it did.
        package let erased: String?

        /// A header from its parts.
        package init(
            namespace: String, caseID: String, kind: String?, state: String?, office: OfficeID, madeAt: Moment,
            waiting: Int, erased: String?
        ) {
            self.namespace = namespace
            self.caseID = caseID
            self.kind = kind
            self.state = state
            self.office = office
            self.madeAt = madeAt
            self.waiting = waiting
            self.erased = erased
        }
    }

    /// What the file says of itself.
    package let header: Header
    /// Directory versions, the lowest first.
    package let documents: [SignedDocument]
    /// The letters in the order in which the office has them.
    package let letters: [BundledLetter]

    static let format = "liandong-bundle-1"

    /// A bundle with those of the office's directory versions that its letters and the seal need: from the lowest that a
    /// letter names up to the newest, so that each is chained to the next.
    package init(header: Header, directory: [DirectoryBook.Page], letters: [BundledLetter]) {
        self.header = header
        self.letters = letters
        let lowest = letters.map(\.envelope.leaf.directoryVersion).min()
        let newest = directory.last?.document.version ?? 0
        documents = directory.filter { $0.document.version >= min(lowest ?? newest, newest) }.map(\.signed)
    }

    init(header: Header, documents: [SignedDocument], letters: [BundledLetter]) {
        self.header = header
        self.documents = documents
        self.letters = letters
    }

    /// All lines before the seal.
    package var contentBytes: [UInt8] {
        let lines = [header.json.bytes] + documents.map(\.bytes) + letters.map(\.json.bytes)
        return lines.flatMap { $0 + [UInt8(ascii: "\n")] }
    }

    /// The whole file.
    package func bytes(sealedBy signer: any RootSigning) -> [UInt8] {
        let content = contentBytes
        let seal = BundleSeal(
            namespace: header.namespace, office: signer.office, keyID: signer.keyID, time: header.madeAt,
            digest: Digest.sha256(content))
        return content + seal.line(signature: signer.sign(seal.signedBytes)) + [UInt8(ascii: "\n")]
    }
}

/// One leaf of a letter in a bundle, and what the office that made the bundle recorded of it.
package struct BundledLetter: Equatable, Sendable {
    /// What the office recorded; its own word, and no part of what the sender signed.
    package struct Record: Hashable, Sendable {
        /// How a received letter was disposed; nil for one that the office sent.
        package let disposition: String?
        /// Reason code of the disposition, or empty.
        package let reason: String
        /// When it was disposed.
        package let disposedAt: Moment?
        /// When the receiver acknowledged a sent one, by the receiver's clock.
        package let deliveredAt: Moment?

        /// A record from its parts.
        package init(disposition: String?, reason: String, disposedAt: Moment?, deliveredAt: Moment?) {
            self.disposition = disposition
            self.reason = reason
            self.disposedAt = disposedAt
            self.deliveredAt = deliveredAt
        }
    }

    /// The letter as it was signed; the body is empty when it was erased or never kept.
    package let envelope: Envelope
    /// What the office recorded.
    package let record: Record

    static let format = "liandong-bundled-letter-1"

    /// A letter of a bundle.
    package init(envelope: Envelope, record: Record) {
        self.envelope = envelope
        self.record = record
    }

    /// Whether the body is here as it was signed.
    package var hasBody: Bool { envelope.leaf.bodyLength == UInt64(envelope.body.count) }
}

extension CaseBundle.Header {
    var json: JSONValue {
        .members([
            ("format", .string(CaseBundle.format)), ("namespace", .string(namespace)), ("caseId", .string(caseID)),
            ("kind", kind.map { .string($0) }), ("state", state.map { .string($0) }),
            ("office", .string(office.description)), ("madeAt", .string(madeAt.description)),
            ("waiting", .integer(Int64(waiting))), ("erased", erased.map { .string($0) }),
        ])
    }

    init?(_ json: JSONValue) {
        guard json["format"]?.string == CaseBundle.format, let namespace = json["namespace"]?.string,
            StreamName.isNamespace(namespace), let caseID = json["caseId"]?.string, !caseID.isEmpty,
            let office = json["office"]?.string.flatMap({ OfficeID($0) }),
            let madeAt = json["madeAt"]?.string.flatMap({ Moment($0) }),
            let waiting = json["waiting"]?.integer.flatMap({ Int(exactly: $0) }), waiting >= 0
        else { return nil }
        self.init(
            namespace: namespace, caseID: caseID, kind: json["kind"]?.string, state: json["state"]?.string,
            office: office, madeAt: madeAt, waiting: waiting, erased: json["erased"]?.string)
    }
}

extension BundledLetter {
    var json: JSONValue {
        .members([
            ("format", .string(BundledLetter.format)), ("leaf", .string(Base64.encode(envelope.leafBytes))),
            ("path", .string(Base64.encode(envelope.pathBytes))),
            ("root", .string(Base64.encode(envelope.statementBytes))),
            ("sig", .string(Base64.encode(envelope.signature))),
            ("body", hasBody ? .string(Base64.encode(envelope.body)) : .null),
            ("disposition", record.disposition.map { .string($0) }),
            ("reason", record.reason.isEmpty ? nil : .string(record.reason)),
            ("disposedAt", record.disposedAt.map { .string($0.description) }),
            ("deliveredAt", record.deliveredAt.map { .string($0.description) }),
        ])
    }

    /// Reads the parts; whether they fit each other is the verification's question.
    init?(_ json: JSONValue) {
        func bytes(_ name: String) -> [UInt8]? { json[name]?.string.flatMap { Base64.decode($0.utf8) } }
        guard json["format"]?.string == BundledLetter.format, let leafBytes = bytes("leaf"),
            let leaf = Leaf(bytes: leafBytes), let path = bytes("path").flatMap({ Envelope.path(from: $0) }),
            let statementBytes = bytes("root"), let statement = RootStatement(bytes: statementBytes),
            let signature = bytes("sig"), let body = json["body"] == .null ? [] : bytes("body")
        else { return nil }
        let envelope = Envelope(
            leaf: leaf, leafBytes: leafBytes, leafIndex: path.index, path: path.siblings, statement: statement,
            statementBytes: statementBytes, signature: signature, body: body)
        self.init(
            envelope: envelope,
            record: Record(
                disposition: json["disposition"]?.string, reason: json["reason"]?.string ?? "",
                disposedAt: json["disposedAt"]?.string.flatMap { Moment($0) },
                deliveredAt: json["deliveredAt"]?.string.flatMap { Moment($0) }))
    }
}
