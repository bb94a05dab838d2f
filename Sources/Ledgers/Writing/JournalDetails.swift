import Contracts
import Offices

/// What each journal row leaves in the tables that are derived from it, so that the chain tells of it (design section
/// 8): the reason of a disposition, a later disposition, a letter's emission key, an order's answer, a document.
struct JournalDetails {
    private var reasons: [Digest: String] = [:]
    private var later: [Digest: [String]] = [:]
    private var emissions: [Digest: String] = [:]
    private let erasures: [String: String]
    private var answers: ArraySlice<OrderAnswer>
    private var documents: ArraySlice<SignedDocument>

    init(_ session: WriteSession) throws {
        let commit = session.commit
        erasures = session.erasures.mapValues { JournalDetails.erased(through: $0.through, $0.reason) }
        answers = commit.answers[...]
        documents = commit.documents[...]
        for letter in commit.incoming where letter.disposition != .effect {
            reasons[letter.envelope.leafHash] = letter.reason
        }
        for letter in commit.outgoing {
            emissions[letter.envelope.leafHash] = JournalDetails.sent(letter.recordKey, letter.emission)
        }
        for change in commit.redisposed {
            guard let leafHash = try session.leafHash(change) else { continue }
            later[leafHash, default: []].append(JournalDetails.disposed(change.disposition, change.reason))
        }
    }

    /// The detail of the next row of the commit.
    mutating func next(for entry: JournalEntry) -> String {
        switch entry.kind {
        case .letterIn, .start, .superseded, .rung, .recounted, .delivered: ""
        case .refused, .quarantined, .parked: entry.leafHash.flatMap { reasons[$0] } ?? ""
        case .letterOut, .recovered: entry.leafHash.flatMap { emissions[$0] } ?? ""
        case .administration where entry.leafHash == nil && erasures[entry.caseID] != nil:
            erasures[entry.caseID] ?? ""
        case .replayed, .discarded, .administration: entry.leafHash.flatMap { laterDisposition($0) } ?? ""
        case .order: answers.popFirst().map { JournalDetails.answered($0.orderID, $0.digest.bytes) } ?? ""
        case .directory: documents.popFirst().map { JournalDetails.accepted($0) } ?? ""
        }
    }

    private mutating func laterDisposition(_ leafHash: Digest) -> String? {
        guard var list = later[leafHash], !list.isEmpty else { return nil }
        let first = list.removeFirst()
        later[leafHash] = list
        return first
    }

    // MARK: Forms

    /// Of a letter of ours.
    static func sent(_ recordKey: String, _ emission: String) -> String { "\(recordKey) \(emission)" }

    /// Of a letter that was held back.
    static func disposed(_ disposition: Disposition, _ reason: String) -> String {
        "\(disposition.rawValue) \(reason)"
    }

    /// Of an erasure of all contents up to a row.
    static func erased(through content: Int64, _ reason: String) -> String { "erased \(content) \(reason)" }

    /// Of an order.
    static func answered(_ orderID: String, _ digest: [UInt8]) -> String {
        "\(Hexadecimal.encode(digest)) \(orderID)"
    }

    /// Of a registrar's document.
    static func accepted(_ document: SignedDocument) -> String {
        Digest.sha256(document.signedBytes + document.signature).description
    }
}

extension WriteSession {
    /// Hash of the leaf whose disposition changes, be it stored or of this transaction.
    fileprivate func leafHash(_ change: Redisposition) throws -> Digest? {
        let here = commit.incoming.first {
            $0.envelope.leaf.stream == change.stream && $0.envelope.leaf.number == change.number
        }
        if let here { return here.envelope.leafHash }
        let name = change.stream.description
        guard
            let row = try streams.row(of: change.stream)
                ?? sql.tables.selectStream.first({ $0.text(name) }, { $0.integer(0) })
        else { return nil }
        let place = try Place.of(row, change.number)
        return try sql.letters.incomingLeaf.first({ $0.integer(place) }, { Leaf.hash(of: $0.bytes(0)) })
    }
}
