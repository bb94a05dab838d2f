import Contracts

/// Sealed bodies, and what lies in those of evidence chunks.
extension FuzzTarget {
    static let sealed: [FuzzTarget] = [
        FuzzTarget("sealed", "a sealed body") { bytes throws(FuzzFinding) in
            guard let body = SealedBody(bytes: bytes) else { return }
            try FuzzFinding.require(body.bytes == bytes, "a sealed body that was read has two encodings")
            try FuzzFinding.require(
                body.readers.allSatisfy { body.wrap(for: $0) != nil }, "a reader of a sealed body has no wrap")
        },
        FuzzTarget("chunk", "what is sealed in an evidence chunk") { bytes throws(FuzzFinding) in
            guard let chunk = EvidenceChunk(bytes: bytes) else { return }
            try FuzzFinding.require(chunk.packed == bytes, "a chunk that was read has two encodings")
        },
    ]
}
