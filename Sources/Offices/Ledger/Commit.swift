package import Casework
package import Contracts
package import Exchange

/// Everything that one transaction writes; the SQLite ledger and the memory ledger apply it, and decide nothing.
package struct Commit: Sendable {
    /// Machine time of the transaction.
    package var machineTime: Moment
    /// Official time of the transaction.
    package var officialTime: Moment
    /// New contents, each kept once; other rows name them by their place in this list.
    package var contents: [Content] = []
    /// New journal rows, in order.
    package var journal: [JournalEntry] = []
    /// Letters that got their number.
    package var outgoing: [OutgoingLetter] = []
    /// Letters for streams that are not open yet, in commit order (rule 1).
    package var waiting: [WaitingLetter] = []
    /// Waiting letters that got their number, or were dropped in favour of a recovered one.
    package var waitingDone: [Int64] = []
    /// Numbers of peers' streams that were disposed.
    package var incoming: [IncomingLetter] = []
    /// Parked or quarantined numbers whose disposition changed (rule 23).
    package var redisposed: [Redisposition] = []
    /// Records that could not be read, verified or admitted (rule 20).
    package var quarantined: [QuarantinedRecord] = []
    /// Second leaves under a used number, kept as proof (rule 18).
    package var equivocations: [Equivocation] = []
    /// Cases whose state changed; the last state of each.
    package var cases: [CaseFile] = []
    /// Those of them to which files came (domain C.8).
    package var evidence: [CaseID] = []
    /// Cases whose contents so far are destroyed; what this transaction itself writes of them stays.
    package var erasures: [CaseErasure] = []
    /// Our streams that changed.
    package var outStreams: [OutStream] = []
    /// Peers' streams that changed.
    package var inStreams: [InStream] = []
    /// Positions in the bus that changed (rule 39).
    package var readers: [PartitionReader] = []
    /// Ranges of our letters that an ack covered, one row an ack (design section 4, *Delivered is no letter*).
    package var deliveries: [Delivery] = []
    /// Answers to orders, so that a repeated order gets the same answer.
    package var answers: [OrderAnswer] = []
    /// Documents of the registrar that were accepted.
    package var documents: [SignedDocument] = []
    /// What an administrator should look at.
    package var alarms: [Alarm] = []
    /// What readers of our broadcast streams told in their checkpoints (rule 41).
    package var followed: [FollowedStream] = []
    /// Watch lists that were saved or end.
    package var watches: [WatchChange] = []
    /// What other offices said of their own lists.
    package var heard: [HeardOffice] = []
    /// Ranges of lists whose rows were spoilt and are put right.
    package var mendings: [ListMending] = []
    /// What the log of publications gains, and what of others' is kept.
    package var log = LogChange()
    /// Single values of the office; nil removes one.
    package var settings: [(name: SettingName, value: String?)] = []

    /// A transaction that writes nothing yet.
    package init(machineTime: Moment, officialTime: Moment) {
        self.machineTime = machineTime
        self.officialTime = officialTime
    }

    /// True when there is nothing to write.
    package var isEmpty: Bool {
        contents.isEmpty && journal.isEmpty && outgoing.isEmpty && waiting.isEmpty && waitingDone.isEmpty
            && incoming.isEmpty && redisposed.isEmpty && quarantined.isEmpty && equivocations.isEmpty
            && cases.isEmpty && outStreams.isEmpty && inStreams.isEmpty && readers.isEmpty && deliveries.isEmpty
            && answers.isEmpty && documents.isEmpty && alarms.isEmpty && followed.isEmpty && settings.isEmpty
            && erasures.isEmpty && mendings.isEmpty && watches.isEmpty && heard.isEmpty && log.isEmpty
    }
}

/// That the contents of a case are destroyed for ever (design section 8): the chain and the signatures still hold.
package struct CaseErasure: Hashable, Sendable {
    /// The case.
    package let caseID: CaseID
    /// Why; told by every verification.
    package let reason: String

    /// An erasure; the same commit journals it as `administration` of the case, without a leaf.
    package init(caseID: CaseID, reason: String) {
        self.caseID = caseID
        self.reason = reason
    }
}

/// Bytes that are sealed under the key of a case and can be erased (design section 8).
package struct Content: Sendable {
    /// Whose key seals it: a case id, or empty for the office's own key.
    package let caseID: String
    /// Events and body.
    package let content: JournalContent

    /// The plain bytes, framed anew at each call: they are needed once, by the ledger that seals them.
    package var bytes: [UInt8] { content.bytes }

    /// A content from its parts.
    package init(caseID: String, content: JournalContent) {
        self.caseID = caseID
        self.content = content
    }
}

/// What a journal row is about.
package enum JournalKind: String, Sendable, CaseIterable {
    /// A process began; the epoch was raised.
    case start
    /// This ledger was superseded; it stops.
    case superseded
    /// An officer's order had effect.
    case order
    /// A letter of ours got its number.
    case letterOut
    /// A letter of ours was given back by a peer (rule 12b).
    case recovered
    /// A letter had effect.
    case letterIn
    /// A letter was refused by the domain.
    case refused
    /// A letter was quarantined and used its number.
    case quarantined
    /// A letter was parked.
    case parked
    /// A parked or quarantined letter was replayed.
    case replayed
    /// An administrator discarded a parked or quarantined letter.
    case discarded
    /// A deadline's rung rang.
    case rung
    /// Deadlines were counted by another calendar.
    case recounted
    /// An acknowledgement covered a letter that starts a deadline.
    case delivered
    /// A document of the registrar was accepted.
    case directory
    /// An administrator's act.
    case administration
}

/// One row of the journal before it has its number and hash.
package struct JournalEntry: Sendable {
    /// What it is about.
    package let kind: JournalKind
    /// The office whose act it records.
    package let office: OfficeID
    /// The case, or empty.
    package let caseID: String
    /// The leaf, when a letter is concerned.
    package let leafHash: Digest?
    /// Place of its content in `Commit.contents`.
    package let content: Int?
    /// Officer, reason, stream and number: what may be read without opening the content.
    package let note: String

    /// A row from its parts.
    package init(
        kind: JournalKind, office: OfficeID, caseID: String, leafHash: Digest?, content: Int?, note: String
    ) {
        self.kind = kind
        self.office = office
        self.caseID = caseID
        self.leafHash = leafHash
        self.content = content
        self.note = note
    }
}

/// A letter of ours with its number.
package struct OutgoingLetter: Sendable {
    /// The envelope as signed at commit.
    package let envelope: Envelope
    /// H(n) behind it.
    package let headAfter: Digest
    /// Key of the record on the bus.
    package let recordKey: String
    /// Unique: what caused it, its type, its addressee and ordinal (rule 15).
    package let emission: String
    /// Place of its body's content in `Commit.contents`.
    package let content: Int

    /// A letter from its parts.
    package init(envelope: Envelope, headAfter: Digest, recordKey: String, emission: String, content: Int) {
        self.envelope = envelope
        self.headAfter = headAfter
        self.recordKey = recordKey
        self.emission = emission
        self.content = content
    }
}

/// A letter of ours that waits for its stream to open; it has no number yet (rule 1).
package struct WaitingLetter: Sendable {
    /// Row id in the ledger; 0 before it is stored.
    package let row: Int64
    /// The leaf with number 0 and no previous hash; both are given when the stream opens.
    package let leaf: Leaf
    /// The body on the wire.
    package let body: [UInt8]
    /// Key of the record on the bus.
    package let recordKey: String
    /// See `OutgoingLetter.emission`.
    package let emission: String
    /// It ends a restriction, and gets its number before what only adds.
    package let isUrgent: Bool

    /// A waiting letter from its parts.
    package init(
        row: Int64, leaf: Leaf, body: [UInt8], recordKey: String, emission: String, isUrgent: Bool = false
    ) {
        self.isUrgent = isUrgent
        self.row = row
        self.leaf = leaf
        self.body = body
        self.recordKey = recordKey
        self.emission = emission
    }
}

/// How a number of a peer's stream was disposed (rule 21).
package enum Disposition: String, Sendable, CaseIterable {
    /// It changed the state of its case.
    case effect
    /// The domain refused it; recorded.
    case refused
    /// Unreadable, unknown or not authorised.
    case quarantined
    /// It waits: own defect, an earlier letter of its case, or what it answers.
    case parked
    /// Given up by an administrator with a reason.
    case discarded
}

/// A number of a peer's stream as it was disposed.
package struct IncomingLetter: Sendable {
    /// The envelope as received; its body is not kept for a refused classification.
    package let envelope: Envelope
    /// How.
    package let disposition: Disposition
    /// Reason code; empty for an effect.
    package let reason: String
    /// Place of its content (body and events) in `Commit.contents`; nil when the content may not be kept.
    package let content: Int?

    /// A disposed letter from its parts.
    package init(envelope: Envelope, disposition: Disposition, reason: String, content: Int?) {
        self.envelope = envelope
        self.disposition = disposition
        self.reason = reason
        self.content = content
    }
}

/// A changed disposition of an earlier number.
package struct Redisposition: Sendable {
    /// The stream.
    package let stream: StreamName
    /// The number.
    package let number: UInt64
    /// The new disposition.
    package let disposition: Disposition
    /// Reason code; empty for an effect.
    package let reason: String

    /// A changed disposition from its parts.
    package init(stream: StreamName, number: UInt64, disposition: Disposition, reason: String) {
        self.stream = stream
        self.number = number
        self.disposition = disposition
        self.reason = reason
    }
}

/// A raw record that had no effect and used no number; one row a digest, counted (rule 20).
package struct QuarantinedRecord: Sendable {
    /// Where it was found.
    package let partition: BusPartition
    /// Offset there.
    package let offset: Int64
    /// Digest over headers and value.
    package let digest: Digest
    /// Headers and value in the ledger's framing; cut when too long to keep.
    package let raw: [UInt8]
    /// Reason code.
    package let reason: String
    /// What the record says of itself, unverified: sender, type, stream, number.
    package let claimed: String

    /// A quarantined record from its parts.
    package init(
        partition: BusPartition, offset: Int64, digest: Digest, raw: [UInt8], reason: String, claimed: String
    ) {
        self.partition = partition
        self.offset = offset
        self.digest = digest
        self.raw = raw
        self.reason = reason
        self.claimed = claimed
    }
}

/// Two signed leaves under one number: the second one, whole, as proof.
package struct Equivocation: Sendable {
    /// The second envelope.
    package let envelope: Envelope
    /// The leaf hash that was there first.
    package let first: Digest

    /// A proof from its parts.
    package init(envelope: Envelope, first: Digest) {
        self.envelope = envelope
        self.first = first
    }
}

/// An ack covered our letters `from`…`to` of a stream.
package struct Delivery: Sendable {
    /// Our stream.
    package let stream: StreamName
    /// First number.
    package let from: UInt64
    /// Last number.
    package let to: UInt64
    /// The ack's signed time.
    package let at: Moment

    /// A delivery from its parts.
    package init(stream: StreamName, from: UInt64, to: UInt64, at: Moment) {
        self.stream = stream
        self.from = from
        self.to = to
        self.at = at
    }
}

/// The answer that an order got.
package struct OrderAnswer: Sendable {
    /// The order's id, the officer's idempotency key.
    package let orderID: String
    /// Digest of the order, so that the same id with another content is told.
    package let digest: Digest
    /// The answer.
    package let answer: JSONValue

    /// An answer from its parts.
    package init(orderID: String, digest: Digest, answer: JSONValue) {
        self.orderID = orderID
        self.digest = digest
        self.answer = answer
    }
}

/// Something an administrator should look at.
package struct Alarm: Hashable, Sendable {
    /// Reason code, such as `EQUIVOCATION` or `FORK`.
    package let code: String
    /// One sentence with the names concerned.
    package let text: String

    /// An alarm from its parts.
    package init(code: String, text: String) {
        self.code = code
        self.text = text
    }
}

/// How far another office follows one of our broadcast streams, by its last checkpoint.
package struct FollowedStream: Sendable {
    /// The reader.
    package let reader: OfficeID
    /// What its checkpoint says.
    package let stream: Checkpoint.Followed

    /// A row from its parts.
    package init(reader: OfficeID, stream: Checkpoint.Followed) {
        self.reader = reader
        self.stream = stream
    }
}
