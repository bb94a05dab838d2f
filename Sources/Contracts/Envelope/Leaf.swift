/// The immutable content of a letter as it is hashed into the Merkle tree (protocol section 0, *Leaf* and *Bytes*).
package struct Leaf: Hashable, Sendable {
    /// The stream in which the letter has its number; for unnumbered records the stream they speak of.
    package var stream: StreamName
    /// Number in the stream, from 1; 0 for unnumbered records.
    package var number: UInt64
    /// H(n-1), the hash of the line before this letter; zero for unnumbered records.
    package var previous: Digest
    /// The writer epoch at commit.
    package var epoch: UInt64
    /// Letter id; the same for all addressees of one document.
    package var letter: LetterID
    /// Sixteen random bytes, so that a sibling hash cannot be used to confirm a guess (rule 6).
    package var salt: [UInt8]
    /// Letter type with version, such as `ref.transfer/1`.
    package var type: LetterType
    /// The case the letter belongs to; empty for letters of the bus itself.
    package var caseID: String
    /// USCC, person token or empty.
    package var subject: String
    /// Office id, or `*` on broadcast topics.
    package var to: String
    /// The letter this one answers, or empty.
    package var cause: String
    /// Classification as told by the sender.
    package var classification: Classification
    /// Media type of the body, `application/json` unless it is encrypted or an inner envelope.
    package var contentType: String
    /// The directory version under which the sender wrote it (rule 25).
    package var directoryVersion: UInt64
    /// The rule-set version under which the sender decided; empty for letters of the bus.
    package var ruleSetVersion: String
    /// Machine time at commit.
    package var time: Moment
    /// Bytes of the body on the wire.
    package var bodyLength: UInt64
    /// SHA-256 of the body on the wire.
    package var bodyDigest: Digest

    static let magic = "liandong-leaf-1\n"

    /// The signed bytes.
    package var bytes: [UInt8] {
        var writer = FieldWriter(magic: Leaf.magic)
        writer.field(stream.description)
        writer.field(number)
        writer.field(previous)
        writer.field(epoch)
        writer.field(letter.description)
        writer.field(salt)
        writer.field(type.description)
        writer.field(caseID)
        writer.field(subject)
        writer.field(to)
        writer.field(cause)
        writer.field(classification.rawValue)
        writer.field(contentType)
        writer.field(directoryVersion)
        writer.field(ruleSetVersion)
        writer.field(UInt64(bitPattern: time.milliseconds))
        writer.field(bodyLength)
        writer.field(bodyDigest)
        return writer.bytes
    }

    /// SHA-256(0x00 ‖ leaf).
    package var hash: Digest { Leaf.hash(of: bytes) }

    /// SHA-256(0x00 ‖ leaf) of bytes already at hand.
    package static func hash(of bytes: [UInt8]) -> Digest { Digest.sha256([0], bytes) }

    /// Reads the signed bytes back; nil when they are not exactly one leaf in canonical form.
    package init?(bytes: [UInt8]) {
        guard var reader = FieldReader(bytes, magic: Leaf.magic),
            let streamText = reader.text(), let stream = StreamName(streamText),
            let number = reader.number(), let previous = reader.digest(), let epoch = reader.number(),
            let letterText = reader.text(), let letter = LetterID(letterText),
            let salt = reader.field(), salt.count == 16,
            let typeText = reader.text(), let type = LetterType(typeText),
            let caseID = reader.text(), caseID.utf8.count <= 128, let subject = reader.text(),
            subject.utf8.count <= 64, let to = reader.text(), to.utf8.count <= 64,
            let cause = reader.text(), cause.utf8.count <= 128
        else { return nil }
        guard let classText = reader.text(), let classification = Classification(rawValue: classText),
            let contentType = reader.text(), contentType.utf8.count <= 128,
            let directoryVersion = reader.number(), let ruleSetVersion = reader.text(),
            ruleSetVersion.utf8.count <= 128, let time = reader.number().flatMap({ Moment(wire: $0) }),
            let bodyLength = reader.number(),
            let bodyDigest = reader.digest(), reader.isAtEnd
        else { return nil }
        self.init(
            stream: stream, number: number, previous: previous, epoch: epoch, letter: letter, salt: salt, type: type,
            caseID: caseID, subject: subject, to: to, cause: cause, classification: classification,
            contentType: contentType, directoryVersion: directoryVersion, ruleSetVersion: ruleSetVersion,
            time: time, bodyLength: bodyLength, bodyDigest: bodyDigest)
    }

    /// A leaf from its fields.
    package init(
        stream: StreamName, number: UInt64, previous: Digest, epoch: UInt64, letter: LetterID, salt: [UInt8],
        type: LetterType, caseID: String, subject: String, to: String, cause: String,
        classification: Classification, contentType: String, directoryVersion: UInt64, ruleSetVersion: String,
        time: Moment, bodyLength: UInt64, bodyDigest: Digest
    ) {
        self.stream = stream
        self.number = number
        self.previous = previous
        self.epoch = epoch
        self.letter = letter
        self.salt = salt
        self.type = type
        self.caseID = caseID
        self.subject = subject
        self.to = to
        self.cause = cause
        self.classification = classification
        self.contentType = contentType
        self.directoryVersion = directoryVersion
        self.ruleSetVersion = ruleSetVersion
        self.time = time
        self.bodyLength = bodyLength
        self.bodyDigest = bodyDigest
    }
}

/// How a letter may be handled (domain C.3); state and work secrets have a name so that they can be refused.
package enum Classification: String, Sendable, CaseIterable {
    /// May be seen by anyone.
    case `public`
    /// For offices only.
    case `internal`
    /// Holds personal identifiers.
    case sensitivePI
    /// 工作秘密: never carried (domain 0.3(3)).
    case workSecret
    /// 国家秘密: never carried (domain 0.3(3)).
    case stateSecret

    /// Secrets are refused by the bus, never stored.
    package var isCarried: Bool {
        switch self {
        case .public, .internal, .sensitivePI: true
        case .workSecret, .stateSecret: false
        }
    }
}
