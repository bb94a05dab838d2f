import Contracts

/// Seals for rehearsals alone: the same letter gives the same bytes, a reader's key is the digest of his name, and a wrong
/// reader, a changed byte or another letter are found as the real one finds them. What encryption proves is proved
/// elsewhere, with the real one.
struct ToySealer: BodySealing {
    let office: OfficeID

    static let keyID = "s1"

    /// The key of an office in the directory of a rehearsal.
    static func key(of office: OfficeID, from: Moment, to: Moment) -> OfficeKey {
        OfficeKey(
            keyID: keyID, suite: SealedBody.suiteX25519, publicKey: publicKey(of: office), validFrom: from, validTo: to)
    }

    private static func publicKey(of office: OfficeID) -> [UInt8] {
        Digest.sha256(Array("toy seal \(office)".utf8)).bytes
    }

    func seal(_ body: [UInt8], _ context: SealContext, to readers: [SealReader]) -> SealedBody? {
        let contentKey = Digest.sha256(context.bytes, body).bytes
        let wraps = readers.sorted { $0.office < $1.office }.map { ToySealer.wrap(contentKey, for: $0, context) }
        let cipher = ToySealer.mask(body, by: contentKey)
        return SealedBody(
            suite: SealedBody.suiteX25519, wraps: wraps,
            content: cipher + Digest.sha256(contentKey, context.bytes, cipher).bytes)
    }

    func open(
        _ sealed: SealedBody, _ context: SealContext, by wrap: SealedBody.Wrap?
    ) throws(SealFault) -> [UInt8] {
        let contentKey = try contentKey(of: sealed, context, wrap)
        let cipher = Array(sealed.content.dropLast(32))
        guard Digest.sha256(contentKey, context.bytes, cipher).bytes == Array(sealed.content.suffix(32)) else {
            throw .broken
        }
        return ToySealer.mask(cipher, by: contentKey)
    }

    func rewrap(
        _ sealed: SealedBody, _ context: SealContext, for reader: SealReader
    ) throws(SealFault) -> SealedBody.Wrap {
        ToySealer.wrap(try contentKey(of: sealed, context, nil), for: reader, context)
    }

    private static func wrap(
        _ contentKey: [UInt8], for reader: SealReader, _ context: SealContext
    ) -> SealedBody.Wrap {
        let masked = mask(contentKey, by: reader.publicKey)
        return SealedBody.Wrap(
            office: reader.office, keyID: reader.keyID, encapsulated: [],
            wrapped: masked + Digest.sha256(reader.publicKey, context.bytes, masked).bytes)
    }

    private func contentKey(
        of sealed: SealedBody, _ context: SealContext, _ given: SealedBody.Wrap?
    ) throws(SealFault) -> [UInt8] {
        guard let wrap = given ?? sealed.wrap(for: office), wrap.office == office else { throw .notForUs }
        guard wrap.keyID == ToySealer.keyID else { throw .keyUnknown }
        let own = ToySealer.publicKey(of: office)
        let masked = Array(wrap.wrapped.dropLast(32))
        guard Digest.sha256(own, context.bytes, masked).bytes == Array(wrap.wrapped.suffix(32)) else { throw .broken }
        return ToySealer.mask(masked, by: own)
    }

    private static func mask(_ bytes: [UInt8], by key: [UInt8]) -> [UInt8] {
        var masked = bytes
        for start in stride(from: 0, to: bytes.count, by: 32) {
            let block = Digest.sha256(
                key, [UInt8(truncatingIfNeeded: start >> 5), UInt8(truncatingIfNeeded: start >> 13)])
            for (index, byte) in zip(start..<min(start + 32, bytes.count), block.bytes) { masked[index] ^= byte }
        }
        return masked
    }
}
