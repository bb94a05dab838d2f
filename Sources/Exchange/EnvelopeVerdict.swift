package import Contracts

/// Whether an envelope's signature and key hold by the newest directory (rule 5).
package enum EnvelopeVerdict: Hashable, Sendable {
    /// The statement is signed by a key of `office` that is good now, and the path leads to its root.
    case verified(office: OfficeID)
    /// It goes to quarantine with this reason code and uses no number (rule 20).
    case unverified(reason: String)
}

/// The seam behind which signatures are checked.
package protocol EnvelopeVerifying: Sendable {
    /// Checks one envelope at machine time `now`; may keep verified roots for the next one.
    mutating func verdict(on envelope: Envelope, book: DirectoryBook, at now: Moment) -> EnvelopeVerdict
}
