/// A letter on the wire: leaf, its path, the signed root statement and the body (CloudEvents 1.0, Kafka binary mode).
///
/// The bytes that were signed are the bytes that are kept; the decoded values are only read from them.
package struct Envelope: Equatable, Sendable {
    /// The decoded leaf.
    package let leaf: Leaf
    /// The signed bytes of the leaf.
    package let leafBytes: [UInt8]
    /// SHA-256(0x00 ‖ leaf): what *same number, same content* compares (rule 4).
    package let leafHash: Digest
    /// Position of the leaf in its tree.
    package let leafIndex: UInt64
    /// Sibling hashes from the bottom up.
    package let path: [Digest]
    /// The decoded root statement.
    package let statement: RootStatement
    /// The signed bytes of the root statement.
    package let statementBytes: [UInt8]
    /// The signature over `statementBytes`.
    package let signature: [UInt8]
    /// The body on the wire.
    package let body: [UInt8]

    /// A record with headers is at most this many bytes (design section 5).
    package static let maximumRecordBytes = 1_000_000
    /// A body is at most this many bytes (design section 5).
    package static let maximumBodyBytes = 900_000

    /// An envelope just made, or just read back from a ledger.
    package init(
        leaf: Leaf, leafBytes: [UInt8], leafIndex: UInt64, path: [Digest], statement: RootStatement,
        statementBytes: [UInt8], signature: [UInt8], body: [UInt8]
    ) {
        self.leaf = leaf
        self.leafBytes = leafBytes
        leafHash = Leaf.hash(of: leafBytes)
        self.leafIndex = leafIndex
        self.path = path
        self.statement = statement
        self.statementBytes = statementBytes
        self.signature = signature
        self.body = body
    }

    /// `ce_path`: the leaf index in 8 bytes, then the siblings.
    package var pathBytes: [UInt8] {
        Envelope.pathBytes(index: leafIndex, siblings: path)
    }

    /// The encoding of `ce_path` from its parts.
    package static func pathBytes(index: UInt64, siblings: [Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + 32 * siblings.count)
        withUnsafeBytes(of: index.bigEndian) { bytes.append(contentsOf: $0) }
        for sibling in siblings { sibling.append(to: &bytes) }
        return bytes
    }

    /// Reads `ce_path`; nil for a broken length or a depth no tree of ours has.
    package static func path(from bytes: [UInt8]) -> (index: UInt64, siblings: [Digest])? {
        guard bytes.count >= 8, (bytes.count - 8) % 32 == 0, bytes.count <= 8 + 32 * 40 else { return nil }
        let index = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        var siblings: [Digest] = []
        for start in stride(from: 8, to: bytes.count, by: 32) {
            guard let digest = Digest(bytes: bytes[start..<start + 32]) else { return nil }
            siblings.append(digest)
        }
        return (index, siblings)
    }
}
