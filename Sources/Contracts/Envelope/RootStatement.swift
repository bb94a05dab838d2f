/// What the key signs: suite, office, key, the signing writer, time, leaf count and Merkle root.
///
/// It lies outside the leaf, so that the same leaf can be signed again (protocol section 0, rule 4).
package struct RootStatement: Hashable, Sendable {
    /// The signature suite, `ed25519-sha256`; another suite joins under its own name.
    package var suite: String
    /// Who signs.
    package var office: OfficeID
    /// Which of its keys in the directory.
    package var keyID: String
    /// The process that signs.
    package var writer: Writer
    /// Machine time of signing.
    package var time: Moment
    /// Leaves in the tree.
    package var leafCount: UInt64
    /// RFC 6962 root.
    package var root: Digest

    /// The only suite so far.
    package static let suiteEd25519 = "ed25519-sha256"
    static let magic = "liandong-root-1\n"

    /// A statement from its fields.
    package init(
        suite: String = RootStatement.suiteEd25519, office: OfficeID, keyID: String, writer: Writer, time: Moment,
        leafCount: UInt64, root: Digest
    ) {
        self.suite = suite
        self.office = office
        self.keyID = keyID
        self.writer = writer
        self.time = time
        self.leafCount = leafCount
        self.root = root
    }

    /// The signed bytes.
    package var bytes: [UInt8] {
        var writer = FieldWriter(magic: RootStatement.magic)
        writer.field(suite)
        writer.field(office.description)
        writer.field(keyID)
        writer.field(self.writer.epoch)
        writer.field(self.writer.instance)
        writer.field(UInt64(bitPattern: time.milliseconds))
        writer.field(leafCount)
        writer.field(root)
        return writer.bytes
    }

    /// Reads the signed bytes back; nil when they are not exactly one statement.
    package init?(bytes: [UInt8]) {
        guard var reader = FieldReader(bytes, magic: RootStatement.magic), let suite = reader.text(),
            suite.utf8.count <= 64, let officeText = reader.text(), let office = OfficeID(officeText),
            let keyID = reader.text(), keyID.utf8.count <= 64, let epoch = reader.number(),
            let instance = reader.number(), let time = reader.number().flatMap({ Moment(wire: $0) }),
            let count = reader.number(), count > 0, let root = reader.digest(), reader.isAtEnd
        else { return nil }
        self.init(
            suite: suite, office: office, keyID: keyID, writer: Writer(epoch: epoch, instance: instance),
            time: time, leafCount: count, root: root)
    }
}

/// One run of one ledger: a counter in the ledger and 64 random bits drawn at each process start (protocol section 0).
package struct Writer: Hashable, Sendable, CustomStringConvertible {
    /// Raised at every start.
    package let epoch: UInt64
    /// Drawn at every start.
    package let instance: UInt64

    /// A writer from its two numbers.
    package init(epoch: UInt64, instance: UInt64) {
        self.epoch = epoch
        self.instance = instance
    }

    /// `a` is stale against `b` if its epoch is lower, or the epochs are equal and the instances differ.
    package func isStale(against other: Writer) -> Bool {
        epoch < other.epoch || (epoch == other.epoch && instance != other.instance)
    }

    /// `epoch.instance`, the instance in sixteen hexadecimal digits.
    package var description: String {
        let digits = String(instance, radix: 16)
        return "\(epoch)." + String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Reads `description` back.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = UInt64(parts[0]), let instance = UInt64(parts[1], radix: 16)
        else { return nil }
        self.init(epoch: epoch, instance: instance)
        // One spelling for each writer: no sign, no leading zero, small letters.
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }
}
