import Contracts
package import NIOCore
import Synchronization
import Tables

/// The body of an answer with the tags that it is known by, in plain and packed: made once, given out many times.
///
/// The packed form has a tag of its own, since it is other bytes (RFC 9110, 8.8.3.3); it is made when the first caller
/// takes it.
package final class KeptBody: Sendable {
    /// The bytes.
    package let plain: ByteBuffer
    /// The tag of the bytes, with its quotes.
    package let tag: String
    private let packedOnce = Mutex<ByteBuffer?>(nil)

    /// Shorter bodies are not worth the packing.
    private static let leastPacked = 1024

    /// A body from its bytes.
    package init(_ bytes: [UInt8]) {
        plain = ByteBuffer(bytes: bytes)
        tag = "\"\(Digest.sha256(bytes).description.prefix(32))\""
    }

    /// Length of the bytes.
    package var byteCount: Int { plain.readableBytes }

    /// Whether whoever takes gzip gets it.
    package var isWorthPacking: Bool { byteCount >= KeptBody.leastPacked }

    /// The tag of the packed form, with its quotes.
    package var packedTag: String { "\(tag.dropLast())-gzip\"" }

    /// The packed form.
    package func packed() throws -> ByteBuffer {
        if let known = packedOnce.withLock({ $0 }) { return known }
        let made = ByteBuffer(bytes: try GzipSink.packed(Array(plain.readableBytesView)))
        packedOnce.withLock { $0 = made }
        return made
    }
}
