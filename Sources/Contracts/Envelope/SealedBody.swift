/// A body that only its readers can open: the content under one key, and that key wrapped for each reader.
///
/// It is what travels, what is digested and what both ends keep (design section 8): brokers, and offices that are no
/// readers, see who writes to whom in which case, and nothing else.
package struct SealedBody: Equatable, Sendable {
    /// The content key as one reader gets it (RFC 9180, base mode).
    package struct Wrap: Equatable, Sendable {
        /// The reader.
        package let office: OfficeID
        /// Which of its sealing keys in the directory.
        package let keyID: String
        /// The encapsulated key, 32 bytes.
        package let encapsulated: [UInt8]
        /// The content key encrypted, 48 bytes.
        package let wrapped: [UInt8]

        /// A wrap from its parts.
        package init(office: OfficeID, keyID: String, encapsulated: [UInt8], wrapped: [UInt8]) {
            self.office = office
            self.keyID = keyID
            self.encapsulated = encapsulated
            self.wrapped = wrapped
        }

        /// What the wrap is bound to beside the letter: its reader and the key it is for.
        package var binding: [UInt8] { Wrap.binding(office, keyID) }

        /// The same before there is a wrap; the `info` of HPKE.
        package static func binding(_ office: OfficeID, _ keyID: String) -> [UInt8] {
            var writer = FieldWriter(magic: "liandong-seal-wrap-1\n")
            writer.field(office.description)
            writer.field(keyID)
            return writer.bytes
        }
    }

    /// How it is sealed, `hpke-x25519-aes256gcm`.
    package let suite: String
    /// One for each reader, in the order of their ids; the writer is one of them.
    package let wraps: [Wrap]
    /// Nonce (12 bytes), ciphertext and tag (16 bytes) of AES-256-GCM.
    package let content: [UInt8]

    /// Content type of such a body.
    package static let mediaType = "application/vnd.liandong.sealed"
    /// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM; AES-256-GCM for the content.
    package static let suiteX25519 = "hpke-x25519-aes256gcm"
    /// More readers than any letter has.
    package static let maximumReaders = 512

    private static let magic = "liandong-sealed-1\n"

    /// A sealed body from its parts.
    package init(suite: String, wraps: [Wrap], content: [UInt8]) {
        self.suite = suite
        self.wraps = wraps
        self.content = content
    }

    /// Reads the bytes of a body; nil when they are not exactly one sealed body, each reader once and in order.
    package init?(bytes: [UInt8]) {
        guard var reader = FieldReader(bytes, magic: SealedBody.magic), let suite = reader.text(),
            (1...64).contains(suite.utf8.count), let count = reader.number(), count > 0,
            count <= UInt64(SealedBody.maximumReaders)
        else { return nil }
        var wraps: [Wrap] = []
        for _ in 0..<count {
            guard let wrap = Wrap(&reader), wraps.last.map({ $0.office < wrap.office }) ?? true else { return nil }
            wraps.append(wrap)
        }
        guard let content = reader.field(), reader.isAtEnd else { return nil }
        self.init(suite: suite, wraps: wraps, content: content)
    }

    /// The bytes of the body.
    package var bytes: [UInt8] {
        var writer = FieldWriter(magic: SealedBody.magic)
        writer.field(suite)
        writer.field(UInt64(wraps.count))
        for wrap in wraps { wrap.write(to: &writer) }
        writer.field(content)
        return writer.bytes
    }

    /// Who can open it.
    package var readers: [OfficeID] { wraps.map(\.office) }

    /// What an office gets; nil when it is no reader.
    package func wrap(for office: OfficeID) -> Wrap? { wraps.first { $0.office == office } }
}

extension SealedBody.Wrap {
    /// Reads the four fields of a wrap; nil for anything else.
    init?(_ reader: inout FieldReader) {
        guard let officeText = reader.text(), let office = OfficeID(officeText), let keyID = reader.text(),
            (1...64).contains(keyID.utf8.count), let encapsulated = reader.field(), encapsulated.count <= 256,
            let wrapped = reader.field(), wrapped.count <= 256
        else { return nil }
        self.init(office: office, keyID: keyID, encapsulated: encapsulated, wrapped: wrapped)
    }

    func write(to writer: inout FieldWriter) {
        writer.field(office.description)
        writer.field(keyID)
        writer.field(encapsulated)
        writer.field(wrapped)
    }
}

/// The letter that a sealed body belongs to. It is authenticated with every wrap and with the content: what was sealed for
/// one letter opens in no other, so nobody can have it opened under his own name.
package struct SealContext: Hashable, Sendable {
    private let namespace: String
    private let office: OfficeID
    private let letter: LetterID
    private let type: LetterType
    private let caseID: String

    /// The context of a letter that `office` writes.
    package init(namespace: String, office: OfficeID, letter: LetterID, type: LetterType, caseID: String) {
        self.namespace = namespace
        self.office = office
        self.letter = letter
        self.type = type
        self.caseID = caseID
    }

    /// The context that a leaf names.
    package init(_ leaf: Leaf) {
        self.init(
            namespace: leaf.stream.namespace, office: leaf.stream.office, letter: leaf.letter, type: leaf.type,
            caseID: leaf.caseID)
    }

    /// The authenticated bytes.
    package var bytes: [UInt8] {
        var writer = FieldWriter(magic: "liandong-seal-context-1\n")
        writer.field(namespace)
        writer.field(office.description)
        writer.field(letter.description)
        writer.field(type.description)
        writer.field(caseID)
        return writer.bytes
    }
}

/// A reader of a sealed body, with the public key that the directory lists.
package struct SealReader: Hashable, Sendable {
    /// The office.
    package let office: OfficeID
    /// The name of the key.
    package let keyID: String
    /// The public key, 32 bytes of X25519.
    package let publicKey: [UInt8]

    /// A reader.
    package init(office: OfficeID, keyID: String, publicKey: [UInt8]) {
        self.office = office
        self.keyID = keyID
        self.publicKey = publicKey
    }
}

/// Why a sealed body was not opened; the raw value is the reason code.
package enum SealFault: String, Error, Hashable, Sendable {
    /// It has no wrap for this office.
    case notForUs = "SEAL_NOT_FOR_US"
    /// It is for a key of this office whose private half is not here.
    case keyUnknown = "SEAL_KEY_UNKNOWN"
    /// The wrap, the content or the letter around it is another than was sealed, or the suite is unknown.
    case broken = "SEAL_BROKEN"
}

/// Seals bodies for offices and opens those for one; its private keys stay behind it, and so does all chance.
package protocol BodySealing: Sendable {
    /// Seals a body with a fresh content key; nil when a reader's key is none. The same call may give other bytes: what
    /// was committed once is what is sent again.
    func seal(_ body: [UInt8], _ context: SealContext, to readers: [SealReader]) -> SealedBody?

    /// Opens a body for this office.
    ///
    /// - Parameters:
    ///   - sealed: the body.
    ///   - context: the letter that it came in.
    ///   - wrap: another way to its content key than its own wraps, from `rewrap`; nil for its own.
    /// - Returns: the body as it was before it was sealed.
    /// - Throws: why it does not open.
    func open(_ sealed: SealedBody, _ context: SealContext, by wrap: SealedBody.Wrap?) throws(SealFault) -> [UInt8]

    /// Wraps the content key of a body that this office can open for one more reader, who takes over its work.
    func rewrap(
        _ sealed: SealedBody, _ context: SealContext, for reader: SealReader
    ) throws(SealFault) -> SealedBody.Wrap
}
