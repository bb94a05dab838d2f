package import Contracts
package import Transparency

/// Something that happened to a publication, before it has its place in the log.
package struct LogEvent: Hashable, Sendable {
    /// Row id in the ledger; 0 before it is stored.
    package let row: Int64
    /// Which publication.
    package let publication: CaseID
    /// Which of its events.
    package let version: UInt64
    /// The name of the event.
    package let kind: String
    /// SHA-256 over salt and content.
    package let commitment: Digest

    /// An event from its parts.
    package init(row: Int64 = 0, publication: CaseID, version: UInt64, kind: String, commitment: Digest) {
        self.row = row
        self.publication = publication
        self.version = version
        self.kind = kind
        self.commitment = commitment
    }
}

/// What an event said; it lies under the key of the publication's case and goes with it when that is destroyed.
package struct LogContent: Hashable, Sendable {
    /// Whose key seals it.
    package let publication: CaseID
    /// By what it is found.
    package let commitment: Digest
    /// Sixteen bytes.
    package let salt: [UInt8]
    /// The public record, JSON.
    package let content: [UInt8]

    /// A content from its parts.
    package init(publication: CaseID, salt: [UInt8], content: [UInt8]) {
        self.publication = publication
        self.salt = salt
        self.content = content
        commitment = LogEntry.commitment(salt: salt, content: content)
    }
}

/// A checkpoint of the own log that stands on the bus.
package struct LoggedCheckpoint: Hashable, Sendable {
    /// Its size.
    package let size: UInt64
    /// The signed note, without cosignatures.
    package let note: String

    /// A checkpoint from its parts.
    package init(size: UInt64, note: String) {
        self.size = size
        self.note = note
    }
}

/// The line of a witness under a checkpoint of the own log.
package struct LoggedCosignature: Hashable, Sendable {
    /// The checkpoint's size.
    package let size: UInt64
    /// The witness.
    package let witness: OfficeID
    /// The line.
    package let line: String
}

/// Two signed statements of one log that cannot both be true.
package struct LogEvidence: Hashable, Sendable {
    /// Whose log.
    package let office: OfficeID
    /// The note that was believed.
    package let first: String
    /// The note that contradicts it, or that was not shown to continue it.
    package let second: String
    /// The letter that brought the second note with its proof, packed: its writer's signature stands over both, so that
    /// whoever gets this row can see that the proof does not hold.
    package let letter: [UInt8]
}

/// What a transaction adds to the log of publications, or keeps of others'.
package struct LogChange: Sendable {
    /// What events said, each before the row that names it.
    package var contents: [LogContent] = []
    /// Events that wait for the log to open, in commit order.
    package var waiting: [LogEvent] = []
    /// Rows of events that wait no more.
    package var waitingDone: [Int64] = []
    /// New leaves, from the size on that the ledger has.
    package var entries: [LogEntry] = []
    /// Checkpoints that were read back from the bus.
    package var checkpoints: [LoggedCheckpoint] = []
    /// Lines of witnesses.
    package var cosignatures: [LoggedCosignature] = []
    /// Proofs against a log.
    package var evidence: [LogEvidence] = []

    /// Nothing yet.
    package init() {}

    /// True when there is nothing to write.
    package var isEmpty: Bool {
        contents.isEmpty && waiting.isEmpty && waitingDone.isEmpty && entries.isEmpty && checkpoints.isEmpty
            && cosignatures.isEmpty && evidence.isEmpty
    }
}

/// What the machine asks of the log in a ledger.
package protocol LogReading {
    /// Leaves in the ledger.
    func size() throws -> UInt64
    /// The hashes of a tile as it is stored, at most as many as the tile is wide.
    func tile(_ tile: LogTile) throws -> [Digest]
    /// Leaves in order.
    func leaves(_ range: Range<UInt64>) throws -> [[UInt8]]
    /// Whether a leaf with this commitment is there.
    func hasEntry(_ commitment: Digest) throws -> Bool
    /// The oldest events that wait.
    func waiting(limit: Int) throws -> [LogEvent]
    /// The biggest checkpoint that stands on the bus.
    func lastCheckpoint() throws -> LoggedCheckpoint?
}

extension LogReading {
    /// Roots and proofs over the stored tiles.
    package var proofs: LogProofs { LogProofs { try tile($0) } }
}
