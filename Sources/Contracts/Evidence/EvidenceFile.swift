/// The manifest of one evidence file (电子证据、附件) as it stands in a letter: what the file is, and by which digests every
/// reader can tell that he got it whole. The bytes travel beside the letters, as chunks (protocol: unnumbered records).
package struct EvidenceFile: Hashable, Sendable {
    /// SHA-256 of the whole file; names it everywhere.
    package let digest: Digest
    /// The name it was given, for people; never a path.
    package let name: String
    /// Length in bytes, from 1.
    package let size: Int
    /// Media type as its custodian gave it (`application/pdf`).
    package let mediaType: String
    /// Who keeps the original (保管人); nil when not told.
    package let custodian: String?
    /// SHA-256 of each chunk, in order.
    package let chunks: [Digest]

    /// Bytes of a chunk; the last one of a file may be shorter.
    package static let chunkBytes = 512 << 10
    /// The largest file that travels, 64 MB.
    package static let maximumBytes = 64 << 20
    /// The most files that one letter names.
    package static let maximumPerLetter = 32

    /// A manifest from its parts; nil when they contradict each other.
    package init?(
        digest: Digest, name: String, size: Int, mediaType: String, custodian: String?, chunks: [Digest]
    ) {
        guard (1...EvidenceFile.maximumBytes).contains(size), chunks.count == EvidenceFile.chunkCount(ofSize: size)
        else { return nil }
        self.digest = digest
        self.name = name
        self.size = size
        self.mediaType = mediaType
        self.custodian = custodian
        self.chunks = chunks
    }

    /// Reads the member of a letter's `files`; nil for anything else.
    package init?(json: JSONValue) {
        guard let digest = json["digest"]?.string.flatMap({ Digest(hex: $0) }), let name = json["name"]?.string,
            let size = json["size"]?.integer, let mediaType = json["mediaType"]?.string,
            let listed = json["chunks"]?.array
        else { return nil }
        let chunks = listed.compactMap { $0.string.flatMap { Digest(hex: $0) } }
        guard chunks.count == listed.count else { return nil }
        self.init(
            digest: digest, name: name, size: Int(clamping: size), mediaType: mediaType,
            custodian: json["custodian"]?.string, chunks: chunks)
    }

    /// The member of a letter's `files`.
    package var json: JSONValue {
        .members([
            ("digest", .string(digest.description)), ("name", .string(name)), ("size", .integer(Int64(size))),
            ("mediaType", .string(mediaType)), ("custodian", custodian.map { .string($0) }),
            ("chunks", .array(chunks.map { .string($0.description) })),
        ])
    }

    /// How many chunks a file of this many bytes has.
    package static func chunkCount(ofSize size: Int) -> Int { (size + chunkBytes - 1) / chunkBytes }

    /// How many bytes the chunk of this index has.
    package func bytes(ofChunk index: Int) -> Int {
        index == chunks.count - 1 ? size - index * EvidenceFile.chunkBytes : EvidenceFile.chunkBytes
    }

    /// The fields of a manifest.
    package static let fields: [BodyField] = [
        .required("digest", .digest, "文件的SHA-256"),
        .required("name", .text(200), "文件名称"),
        .required("size", .integer(1...Int64(maximumBytes)), "字节数"),
        .required("mediaType", .text(100), "文件类型"),
        .optional("custodian", .text(50), "保管人"),
        .required(
            "chunks", .list(.digest, minimum: 1, maximum: chunkCount(ofSize: maximumBytes)), "各分块的SHA-256，每块512 KiB"),
    ]
}
