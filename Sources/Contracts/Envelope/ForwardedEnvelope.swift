/// A letter that reached a retired office, as it is passed on to the successor: the envelope as it came and, when its body
/// is sealed, the way to its content key.
package struct ForwardedEnvelope: Equatable, Sendable {
    /// The letter.
    package let envelope: Envelope
    /// The content key for the successor; nil for a plain body.
    package let wrap: SealedBody.Wrap?

    /// Content type of a letter that is passed on with a wrap; without one it travels as a packed envelope.
    package static let mediaType = "application/vnd.liandong.forwarded"
    private static let magic = "liandong-forwarded-1\n"

    /// A letter to pass on.
    package init(_ envelope: Envelope, wrap: SealedBody.Wrap?) {
        self.envelope = envelope
        self.wrap = wrap
    }

    /// Reads the body of a letter that passes another on.
    ///
    /// - Throws: what is wrong with it; a wrap that cannot be read is `unreadable`.
    package static func read(_ body: [UInt8], contentType: String) throws(EnvelopeFault) -> ForwardedEnvelope {
        guard contentType == mediaType else { return ForwardedEnvelope(try Envelope.unpack(body), wrap: nil) }
        guard var reader = FieldReader(body, magic: magic), let packed = reader.field(),
            let wrap = SealedBody.Wrap(&reader), reader.isAtEnd
        else { throw .unreadable }
        return ForwardedEnvelope(try Envelope.unpack(packed), wrap: wrap)
    }

    /// The body of the letter that passes it on.
    package var bytes: [UInt8] {
        guard let wrap else { return envelope.packed }
        var writer = FieldWriter(magic: ForwardedEnvelope.magic)
        writer.field(envelope.packed)
        wrap.write(to: &writer)
        return writer.bytes
    }
}
