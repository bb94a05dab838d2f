import Crypto

/// SHA-256 of bytes that come one part after the other.
package struct RunningDigest: Sendable {
    private var hasher = SHA256()

    /// Of nothing yet.
    package init() {}

    /// Takes the next part.
    package mutating func update(_ part: [UInt8]) { hasher.update(data: part) }

    /// The digest of all parts so far.
    package var digest: Digest { Digest.from(hasher.finalize()) }
}
