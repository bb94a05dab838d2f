package import Contracts

/// One thing that happened to a publication, as a leaf of the log: what it said lies beside the tree, and only a salted
/// hash of it in the leaf, so that it can be erased while every proof stays good.
package struct LogEntry: Hashable, Sendable {
    /// Its place in the log, from 0.
    package let index: UInt64
    /// Which publication.
    package let publication: CaseID
    /// Which of its events, from 1.
    package let version: UInt64
    /// The name of the event, from the letter's type: `publish`, `correct`, `withdraw` …
    package let kind: String
    /// When the feed put it here.
    package let time: Moment
    /// SHA-256 over salt and content.
    package let commitment: Digest

    /// An entry from its parts.
    package init(
        index: UInt64, publication: CaseID, version: UInt64, kind: String, time: Moment, commitment: Digest
    ) {
        self.index = index
        self.publication = publication
        self.version = version
        self.kind = kind
        self.time = time
        self.commitment = commitment
    }

    /// The end of the year 9999: what text can say.
    private static let lastTime: UInt64 = 253_402_271_999_999
    private static let magic = "liandong-log-1\n"

    /// The leaf, in the one signed encoding (protocol, Bytes).
    package var bytes: [UInt8] {
        var writer = FieldWriter(magic: LogEntry.magic)
        writer.field(index)
        writer.field(publication.description)
        writer.field(version)
        writer.field(kind)
        writer.field(UInt64(bitPattern: time.milliseconds))
        writer.field(commitment)
        return writer.bytes
    }

    /// Reads a leaf; nil when the bytes are not exactly one.
    package init?(bytes: [UInt8]) {
        guard bytes.count <= 1024, var reader = FieldReader(bytes, magic: LogEntry.magic), let index = reader.number(),
            let publication = reader.text().flatMap({ CaseID($0) }), let version = reader.number(),
            let kind = reader.text(), (1...64).contains(kind.utf8.count),
            let time = reader.number(), time <= LogEntry.lastTime, let commitment = reader.digest(), reader.isAtEnd
        else { return nil }
        self.init(
            index: index, publication: publication, version: version, kind: kind,
            time: Moment(milliseconds: Int64(time)), commitment: commitment)
    }

    /// What the tree holds.
    package var hash: Digest { LogHash.leaf(bytes) }

    /// What salt and content are bound by.
    package static func commitment(salt: [UInt8], content: [UInt8]) -> Digest { Digest.sha256(salt, content) }
}
