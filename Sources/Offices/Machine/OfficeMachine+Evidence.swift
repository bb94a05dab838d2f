package import Casework
package import Contracts
import Exchange

/// A verified record about evidence files. No journal keeps it: whoever keeps the files takes it, or asks again.
package struct EvidenceArrival: Sendable {
    /// The office that signed it.
    package let from: OfficeID
    /// The record.
    package let envelope: Envelope
    /// What is asked for; nil when the record brings a chunk.
    package let wanted: EvidenceWanted?

    /// An arrival from its parts.
    package init(from: OfficeID, envelope: Envelope, wanted: EvidenceWanted?) {
        self.from = from
        self.envelope = envelope
        self.wanted = wanted
    }
}

/// A record about evidence files that is to be signed and sent; unnumbered, and lost for good when the bus loses it.
package struct EvidencePost: Sendable {
    /// What it says.
    package enum Content: Sendable {
        /// The office asks for chunks.
        case wanted(EvidenceWanted)
        /// A chunk, sealed for the record of this id.
        case chunk(SealedBody)
    }

    /// Its addressee.
    package let to: OfficeID
    /// Its own id; a chunk is sealed for it.
    package let letter: LetterID
    /// Id of the record that asked for the chunk; empty when this one asks.
    package let cause: String
    /// What it says.
    package let content: Content

    /// A post from its parts.
    package init(to: OfficeID, letter: LetterID, cause: String, content: Content) {
        self.to = to
        self.letter = letter
        self.cause = cause
        self.content = content
    }
}

/// What the keeper of the files tells the office.
package enum EvidenceNote: Sendable {
    /// An officer was given a file.
    case read(CaseID, file: Digest, by: Officer)
    /// A file was assembled whole, and its digest is right.
    case completed(CaseID, file: Digest)
    /// What came is not what the manifest says, or nobody gives the file.
    case trouble(CaseID, file: Digest, code: String, text: String)
}

/// Evidence files beside the letters: the machine verifies and signs, and keeps nothing of them but who looked at what.
extension OfficeMachine {
    /// How the journal's note of a file ends that was assembled whole.
    package static let isWholeNote = " is here whole"

    /// A question of long ago is read again with its log; whoever still wants an answer has asked anew since.
    private static let freshness = Span.minutes(5)

    /// Returns the reason code when the record says nothing that can be used.
    mutating func takeEvidence(
        _ envelope: Envelope, _ wanted: EvidenceWanted?, from sender: OfficeID, _ work: inout Workspace
    ) -> String? {
        let leaf = envelope.leaf
        guard isForUs(leaf.stream), leaf.to == office.description, leaf.stream.office == sender else {
            return sender == office ? nil : "NOT_FOR_US"
        }
        guard phase == .serving, work.clocks.machine - leaf.time < OfficeMachine.freshness else { return nil }
        // A process that another has beaten ends soon; whoever takes its place asks, and answers, anew (rule 38).
        if let claim = claims.claim(of: sender), envelope.statement.writer.isStale(against: claim) {
            counters.stale += 1
            return nil
        }
        work.evidence.append(EvidenceArrival(from: sender, envelope: envelope, wanted: wanted))
        return nil
    }

    mutating func take(_ note: EvidenceNote, _ work: inout Workspace) {
        switch note {
        case .read(let id, let file, let officer):
            work.journal(
                .administration, by: office, caseID: id.description, note: "evidence \(file) given to \(officer.id)")
        case .completed(let id, let file):
            work.journal(
                .administration, by: office, caseID: id.description,
                note: "evidence \(file)" + OfficeMachine.isWholeNote)
        case .trouble(let id, let file, let code, let text):
            work.alarm(code, "evidence \(file) of case \(id): \(text)")
        }
    }

    /// So many records wait for the relay, 32 MB of chunks; what comes beyond them falls, and is asked for again.
    package static let mostEvidenceOwed = 64

    /// Gives records to the relay.
    package mutating func post(_ posts: [EvidencePost]) {
        evidenceOwed += posts.prefix(max(0, OfficeMachine.mostEvidenceOwed - evidenceOwed.count))
    }

    /// The context that seals a chunk for the record of this id.
    package func chunkContext(_ letter: LetterID) -> SealContext {
        SealContext(
            namespace: namespace, office: office, letter: letter, type: ControlType.evidenceChunk, caseID: "")
    }

    /// How a chunk for an office is sealed; nil while the directory lists no key of it.
    package func chunkReader(_ receiver: OfficeID, at now: Moment) -> SealReader? {
        directory?.office(receiver)?.sealReader(at: now)
    }

    mutating func evidenceTransmissions(at now: Moment, _ chance: inout Chance) -> [Transmission] {
        guard phase == .serving, !evidenceOwed.isEmpty else { return [] }
        let posts = evidenceOwed
        evidenceOwed = []
        let items = posts.map { post -> (leaf: Leaf, body: [UInt8]) in
            let (type, body, contentType) = post.form
            let leaf = Leaf(
                stream: streamName(of: office, .direct(post.to), partition: 0), number: 0, previous: .zero,
                epoch: writer.epoch, letter: post.letter, salt: chance.salt(), type: type, caseID: "", subject: "",
                to: post.to.description, cause: post.cause, classification: .internal, contentType: contentType,
                directoryVersion: book.version, ruleSetVersion: "", time: now, bodyLength: UInt64(body.count),
                bodyDigest: Digest.sha256(body))
            return (leaf, body)
        }
        return zip(EnvelopeBatch.seal(items, signer: signer, writer: writer, at: now), posts).map { envelope, post in
            Transmission(
                partition: busPartition(.direct(post.to), 0), key: office.description, envelope: envelope,
                purpose: .control)
        }
    }
}

extension EvidencePost {
    fileprivate var form: (type: LetterType, body: [UInt8], contentType: String) {
        switch content {
        case .wanted(let wanted): (ControlType.evidenceWanted, wanted.json.bytes, "application/json")
        case .chunk(let sealed): (ControlType.evidenceChunk, sealed.bytes, SealedBody.mediaType)
        }
    }
}
