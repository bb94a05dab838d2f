/// What an office asks of another that has a file: some of its chunks. Body of `bus.evidenceWanted/1`, JSON.
package struct EvidenceWanted: Hashable, Sendable {
    /// The case whose letter names the file; only its parties are answered.
    package let caseID: CaseID
    /// The file.
    package let file: Digest
    /// Indexes of the chunks, each once, ascending.
    package let chunks: [Int]

    /// So many chunks are asked for at once: two megabytes.
    package static let most = 4

    /// A wish.
    package init(caseID: CaseID, file: Digest, chunks: [Int]) {
        self.caseID = caseID
        self.file = file
        self.chunks = chunks
    }

    /// Reads a body; nil for anything else.
    package init?(_ body: JSONValue) {
        guard let caseID = body["case"]?.string.flatMap({ CaseID($0) }),
            let file = body["file"]?.string.flatMap({ Digest(hex: $0) }), let listed = body["chunks"]?.array,
            (1...EvidenceWanted.most).contains(listed.count)
        else { return nil }
        let range = Int64(0)..<Int64(EvidenceFile.chunkCount(ofSize: EvidenceFile.maximumBytes))
        let chunks = listed.compactMap { $0.integer.flatMap { range.contains($0) ? Int($0) : nil } }
        guard chunks.count == listed.count, zip(chunks, chunks.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.init(caseID: caseID, file: file, chunks: chunks)
    }

    /// The body.
    package var json: JSONValue {
        [
            "case": .string(caseID.description), "file": .string(file.description),
            "chunks": .array(chunks.map { .integer(Int64($0)) }),
        ]
    }
}

/// One chunk of a file, as it lies in the sealed body of `bus.evidenceChunk/1`.
package struct EvidenceChunk: Hashable, Sendable {
    /// The file.
    package let file: Digest
    /// Which chunk, from 0.
    package let index: Int
    /// Its bytes.
    package let bytes: [UInt8]

    private static let magic = "liandong-evidence-chunk-1\n"

    /// A chunk.
    package init(file: Digest, index: Int, bytes: [UInt8]) {
        self.file = file
        self.index = index
        self.bytes = bytes
    }

    /// Reads what was sealed; nil for anything else.
    package init?(bytes: [UInt8]) {
        guard var reader = FieldReader(bytes, magic: EvidenceChunk.magic), let file = reader.digest(),
            let index = reader.number(), index < UInt64(EvidenceFile.chunkCount(ofSize: EvidenceFile.maximumBytes)),
            let content = reader.field(), (1...EvidenceFile.chunkBytes).contains(content.count), reader.isAtEnd
        else { return nil }
        self.init(file: file, index: Int(index), bytes: content)
    }

    /// What is sealed.
    package var packed: [UInt8] {
        var writer = FieldWriter(magic: EvidenceChunk.magic)
        writer.field(file)
        writer.field(UInt64(index))
        writer.field(bytes)
        return writer.bytes
    }
}
