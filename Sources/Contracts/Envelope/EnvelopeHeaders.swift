/// One Kafka header.
package struct RecordHeader: Hashable, Sendable {
    /// Header name.
    package let name: String
    /// Header value as it is on the wire.
    package let value: [UInt8]

    /// A header from text.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = Array(value.utf8)
    }

    /// A header from bytes.
    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// Why a record is no envelope; the raw value is the quarantine's reason code (rule 20).
package enum EnvelopeFault: String, Error, Sendable {
    /// More than 1,000,000 bytes with headers, or a body over 900,000.
    case tooLarge = "RECORD_TOO_LARGE"
    /// A header is missing, twice there, or not readable.
    case unreadable = "ENVELOPE_UNREADABLE"
    /// A `ce_` header says something else than the leaf.
    case mismatch = "ENVELOPE_MISMATCH"
    /// The body is not the one the leaf names.
    case bodyMismatch = "HASH_MISMATCH"
}

extension Envelope {
    /// The headers of the record, in a fixed order; all but the four signed ones are copies for tools that know
    /// CloudEvents only.
    package var headers: [RecordHeader] {
        copies + [
            RecordHeader("ce_leaf", Base64.encode(leafBytes)),
            RecordHeader("ce_path", Base64.encode(pathBytes)),
            RecordHeader("ce_root", Base64.encode(statementBytes)),
            RecordHeader("ce_sig", Base64.encode(signature)),
        ]
    }

    private var copies: [RecordHeader] { Envelope.copies(of: leaf, signedBy: statement.office) }

    private static func copies(of leaf: Leaf, signedBy office: OfficeID) -> [RecordHeader] {
        var copies = [
            RecordHeader("ce_specversion", "1.0"),
            RecordHeader("ce_id", leaf.letter.description),
            RecordHeader("ce_source", "/\(leaf.stream.namespace)/\(office)"),
            RecordHeader("ce_type", leaf.type.description),
            RecordHeader("ce_time", leaf.time.description),
            RecordHeader("ce_stream", leaf.stream.description),
            RecordHeader("ce_number", String(leaf.number)),
            RecordHeader("content-type", leaf.contentType),
        ]
        if !leaf.caseID.isEmpty { copies.append(RecordHeader("ce_subject", leaf.caseID)) }
        return copies
    }

    /// Reads a record's headers and body.
    ///
    /// - Throws: the fault that sends the raw bytes to quarantine.
    package static func read(headers: [RecordHeader], body: [UInt8]) throws(EnvelopeFault) -> Envelope {
        let size = headers.reduce(body.count) { $0 + $1.name.utf8.count + $1.value.count }
        guard size <= maximumRecordBytes, body.count <= maximumBodyBytes else { throw .tooLarge }
        let envelope = try parts(headers: headers, body: body)
        let copies = envelope.copies
        for copy in copies {
            guard headers.contains(copy) else { throw .mismatch }
        }
        // A `ce_` header that we do not know is an extension and is left alone; one that we know may stand only once.
        let known = headers.count { header in
            signedNames.contains(header.name) || copies.contains { $0.name == header.name }
        }
        guard known == signedNames.count + copies.count else { throw .mismatch }
        return envelope
    }

    private static let signedNames = ["ce_leaf", "ce_path", "ce_root", "ce_sig"]

    private static func parts(headers: [RecordHeader], body: [UInt8]) throws(EnvelopeFault) -> Envelope {
        func value(_ name: String) -> [UInt8]? {
            headers.first { $0.name == name }.flatMap { Base64.decode($0.value) }
        }
        guard let leafBytes = value("ce_leaf"), let leaf = Leaf(bytes: leafBytes),
            let pathBytes = value("ce_path"), let path = path(from: pathBytes),
            let statementBytes = value("ce_root"), let statement = RootStatement(bytes: statementBytes),
            let signature = value("ce_sig"), signature.count <= 256
        else { throw .unreadable }
        guard leaf.bodyLength == UInt64(body.count), leaf.bodyDigest == Digest.sha256(body) else {
            throw .bodyMismatch
        }
        return Envelope(
            leaf: leaf, leafBytes: leafBytes, leafIndex: path.index, path: path.siblings, statement: statement,
            statementBytes: statementBytes, signature: signature, body: body)
    }

    static let packedMagic = "liandong-envelope-1\n"

    /// One byte string that holds the whole envelope: the body of `bus.returned` and the form kept in ledgers.
    package var packed: [UInt8] {
        var writer = FieldWriter(magic: Envelope.packedMagic)
        writer.field(leafBytes)
        writer.field(pathBytes)
        writer.field(statementBytes)
        writer.field(signature)
        writer.field(body)
        return writer.bytes
    }

    /// Reads `packed` back.
    package static func unpack(_ bytes: [UInt8]) throws(EnvelopeFault) -> Envelope {
        let envelope = try unpackParts(bytes)
        guard envelope.isWhole else { throw .bodyMismatch }
        return envelope
    }

    /// Reads back what a peer returns of a letter: its body is missing when the peer destroyed it as ordered (domain
    /// E.5), and leaf and signature still prove the letter.
    package static func unpackReturned(_ bytes: [UInt8]) throws(EnvelopeFault) -> Envelope {
        let envelope = try unpackParts(bytes)
        guard envelope.isWhole || envelope.body.isEmpty else { throw .bodyMismatch }
        return envelope
    }

    /// Whether the body is the one that the leaf names.
    package var isWhole: Bool {
        leaf.bodyLength == UInt64(body.count) && leaf.bodyDigest == Digest.sha256(body)
    }

    private static func unpackParts(_ bytes: [UInt8]) throws(EnvelopeFault) -> Envelope {
        guard var reader = FieldReader(bytes, magic: packedMagic), let leafBytes = reader.field(),
            let leaf = Leaf(bytes: leafBytes), let pathBytes = reader.field(), let path = path(from: pathBytes),
            let statementBytes = reader.field(), let statement = RootStatement(bytes: statementBytes),
            let signature = reader.field(), let body = reader.field(), reader.isAtEnd
        else { throw .unreadable }
        return Envelope(
            leaf: leaf, leafBytes: leafBytes, leafIndex: path.index, path: path.siblings, statement: statement,
            statementBytes: statementBytes, signature: signature, body: body)
    }
}
