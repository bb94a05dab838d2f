package import Contracts
package import Exchange

/// Why an envelope is not verified; the raw value is the quarantine's reason code (rules 5 and 20).
package enum EnvelopeRefusal: String, CaseIterable, Hashable, Sendable {
    /// The signature, the path or the signing office does not fit.
    case signatureInvalid = "SIGNATURE_INVALID"
    /// The office never had a key of this name, or the statement names another suite than the key's.
    case keyUnknown = "KEY_UNKNOWN"
    /// The key was revoked, whatever time the statement claims.
    case keyRevoked = "KEY_REVOKED"
    /// Signed outside the key's validity, ± 10 minutes.
    case keyExpired = "KEY_EXPIRED"
    /// The directory does not know the office.
    case unknownSender = "UNKNOWN_SENDER"
    /// The leaf speaks of a stream of another namespace.
    case wrongNamespace = "WRONG_NAMESPACE"
}

/// Checks envelopes by the newest directory (rules 3 and 5). A signature over a root is tested once and remembered;
/// the key is judged each time, since the directory and the clock go on.
package struct EnvelopeVerifier<Verifying: RootVerifying>: EnvelopeVerifying {
    private let verifying: Verifying
    private var roots: VerifiedRoots
    /// The root whose signature was last found good.
    private var last: SignedRoot?

    /// A verifier that remembers at most `capacity` verified roots.
    package init(_ verifying: Verifying, capacity: Int = 4096) {
        self.verifying = verifying
        roots = VerifiedRoots(capacity: capacity)
    }

    package mutating func verdict(on envelope: Envelope, book: DirectoryBook, at now: Moment) -> EnvelopeVerdict {
        if let refusal = refusal(of: envelope, book, now) { return .unverified(reason: refusal.rawValue) }
        return .verified(office: envelope.statement.office)
    }

    private mutating func refusal(of envelope: Envelope, _ book: DirectoryBook, _ now: Moment) -> EnvelopeRefusal? {
        let (leaf, statement) = (envelope.leaf, envelope.statement)
        guard leaf.stream.namespace == book.namespace else { return .wrongNamespace }
        guard let directory = book.newest else { return .unknownSender }
        let verdict = directory.mayKeySign(
            office: statement.office, keyID: statement.keyID, at: now, signedAt: statement.time)
        let key: OfficeKey
        switch verdict {
        case .good(let good): key = good
        case .unknownOffice: return .unknownSender
        case .unknownKey: return .keyUnknown
        case .revoked: return .keyRevoked
        case .outsideValidity: return .keyExpired
        }
        guard key.suite == statement.suite, key.suite == RootStatement.suiteEd25519 else { return .keyUnknown }
        // A numbered letter stands in its own office's stream; only unnumbered records speak of others' streams.
        guard leaf.number == 0 || leaf.stream.office == statement.office else { return .signatureInvalid }
        return isSigned(envelope, by: key) ? nil : .signatureInvalid
    }

    private mutating func isSigned(_ envelope: Envelope, by key: OfficeKey) -> Bool {
        let statement = envelope.statement
        let reached = MerkleTree.root(
            leaf: envelope.leafHash, index: envelope.leafIndex, count: statement.leafCount, path: envelope.path)
        guard reached == statement.root else { return false }
        let root = SignedRoot(key: key.publicKey, signature: envelope.signature, statement: envelope.statementBytes)
        // Letters of a batch follow each other.
        if root == last { return true }
        let mark = Digest.sha256(key.publicKey, envelope.signature, envelope.statementBytes)
        if roots.contains(mark) {
            last = root
            return true
        }
        guard envelope.signature.count == 64,
            verifying.isValid(
                signature: envelope.signature, over: envelope.statementBytes, publicKey: key.publicKey)
        else { return false }
        roots.insert(mark)
        last = root
        return true
    }
}

/// Everything that a signature test looks at.
private struct SignedRoot: Equatable, Sendable {
    let key, signature, statement: [UInt8]
}

/// The roots whose signature was good, the oldest forgotten first.
private struct VerifiedRoots: Sendable {
    private var known: Set<Digest> = []
    private var ring: [Digest] = []
    private var oldest = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    func contains(_ mark: Digest) -> Bool { known.contains(mark) }

    mutating func insert(_ mark: Digest) {
        guard known.insert(mark).inserted else { return }
        guard ring.count == capacity else {
            ring.append(mark)
            return
        }
        known.remove(ring[oldest])
        ring[oldest] = mark
        oldest = (oldest + 1) % capacity
    }
}
