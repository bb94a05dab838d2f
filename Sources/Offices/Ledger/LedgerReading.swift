package import Casework
package import Contracts
package import Exchange

/// What the pure machine asks of a ledger while it decides. Reads see what the last commit wrote.
package protocol LedgerReading {
    /// A single value.
    func setting(_ name: SettingName) throws -> String?
    /// Our streams.
    func outStreams() throws -> [OutStream]
    /// Peers' streams.
    func inStreams() throws -> [InStream]
    /// Positions in the bus.
    func readers() throws -> [PartitionReader]
    /// The registrar's documents in the order of acceptance.
    func documents() throws -> [SignedDocument]
    /// Cases that hold back their letters: a parked or quarantined number is unresolved (rule 21). Letters without a
    /// case hold back nothing and are not among them: whether a stream has exceptions is asked of `exceptions`.
    func blockedCases() throws -> [String]

    /// The log of publications.
    var publicLog: any LogReading { get }

    /// The case, or nil.
    func caseFile(_ id: CaseID) throws -> CaseFile?
    /// What there is of a case that is to be destroyed.
    func holdings(of id: CaseID) throws -> CaseHoldings
    /// True when contents of the case were destroyed here.
    func wasErased(_ id: CaseID) throws -> Bool
    /// The list entries of a subject, by its code or token, in the order of their ids; without those whose content was
    /// erased.
    func listEntries(of subject: String) throws -> [CaseFile]
    /// Cases in the order of their ids, behind `id`, at most `limit`; without those whose content was erased.
    func cases(after id: CaseID?, limit: Int) throws -> [CaseFile]
    /// Hash of the leaf that was disposed under a number of a peer's stream.
    func incomingHash(stream: StreamName, number: UInt64) throws -> Digest?
    /// Envelopes that were disposed, in number order: what a peer that lost them gets back (rule 12b).
    func incomingEnvelopes(stream: StreamName, numbers: ClosedRange<UInt64>) throws -> [Envelope]
    /// True when a letter with this id was disposed with an effect or refusal here, or is our own.
    func knowsLetter(_ id: LetterID) throws -> Bool
    /// Parked and quarantined letters of a case in the order of arrival; none for the empty case id.
    func heldBack(caseID: String) throws -> [HeldBackLetter]
    /// One parked or quarantined letter.
    func heldBack(stream: StreamName, number: UInt64) throws -> HeldBackLetter?
    /// How many numbers of a stream are parked and quarantined, and the lowest hundred.
    func exceptions(stream: StreamName) throws -> StreamExceptions

    /// H(m) of our own stream; the seed for 0; nil beyond the end.
    func outgoingHead(stream: StreamName, number: UInt64) throws -> Digest?
    /// Our letters with their record keys, in number order.
    func outgoing(stream: StreamName, numbers: ClosedRange<UInt64>) throws -> [(envelope: Envelope, recordKey: String)]
    /// Waiting letters of a stream in commit order.
    func waiting(stream: StreamName) throws -> [WaitingLetter]
    /// The next letters of a stream that are to get numbers: the urgent ones, then the others, each in commit order.
    func nextWaiting(stream: StreamName, limit: Int) throws -> [WaitingLetter]
    /// Waiting letters of a case in a stream in commit order.
    func waiting(stream: StreamName, caseID: String) throws -> [WaitingLetter]
    /// Streams that have waiting letters.
    func streamsWithWaiting() throws -> [StreamName]
    /// True when a letter, numbered or waiting, has this emission key (rule 15).
    func hasEmission(_ key: String) throws -> Bool

    /// The answer an order got before, with the order's digest.
    func answer(orderID: String) throws -> OrderAnswer?
    /// Rungs that have rung by `now`, at most `limit`, the earliest first.
    func dueRungs(at now: Moment, limit: Int) throws -> [(caseID: CaseID, rung: DeadlineRung)]
    /// The moment of the earliest rung that is still to ring.
    func nextRung() throws -> Moment?
    /// Cases with a deadline that was neither met nor fell away, in the order of their ids, behind `id`.
    func casesWithOpenDeadlines(after id: CaseID?, limit: Int) throws -> [CaseID]
    /// How often a letter was tried before the process died (rule 24).
    func attempts(stream: StreamName, number: UInt64) throws -> Int
    /// Roots of all lists by each algorithm, sorted by list, owner and algorithm (rule 34).
    func listRoots() throws -> [Checkpoint.ListRoot]
    /// All shares of lists, in order.
    func listShares() throws -> [ListShare]
    /// The sums of a share; nil when it has no entry.
    func listRanges(_ share: ListShare) throws -> ListRanges?
    /// The standing of an entry.
    func listStanding(_ entry: CaseID) throws -> ListStanding?
    /// Standings in a range, in force or not, sorted by the text of their ids.
    func listStandings(_ place: ListPlace) throws -> [ListStanding]
    /// Looks whole ranges behind a place through until about so many entries were looked at.
    func inspectLists(after place: ListPlace?, entries: Int) throws -> ListInspection
    /// The entry as the journal makes it.
    func refold(_ entry: CaseID) throws -> RefoldedEntry
    /// Where the journal ends; nil when the ledger does not tell.
    func journalEnd() throws -> JournalEnd?
}

extension LedgerReading {
    package func journalEnd() throws -> JournalEnd? { nil }
}

/// A ledger that can be written.
package protocol LedgerStoring: LedgerReading {
    /// Writes the whole commit in one synced transaction, or nothing.
    mutating func apply(_ commit: Commit) throws
    /// Notes, in a synced transaction of its own, that a letter is about to be tried (rule 24).
    mutating func noteAttempt(stream: StreamName, number: UInt64) throws
}

/// Letters of a case, and whether all of them are done with.
package struct CaseHoldings: Sendable {
    /// Received letters in the order of arrival, with their senders.
    package var received: [(office: OfficeID, leafHash: Digest)]
    /// How many were sent.
    package var sent: Int
    /// A letter waits, is not acknowledged, or is held back.
    package var isUnderWay: Bool

    /// Holdings from their parts.
    package init(received: [(office: OfficeID, leafHash: Digest)], sent: Int, isUnderWay: Bool) {
        self.received = received
        self.sent = sent
        self.isUnderWay = isUnderWay
    }
}

/// A parked or quarantined letter with what is needed to try it again.
package struct HeldBackLetter: Sendable {
    /// The envelope.
    package let envelope: Envelope
    /// `parked` or `quarantined`.
    package let disposition: Disposition
    /// Why.
    package let reason: String
    /// When it was disposed (machine time).
    package let at: Moment
    /// How often an administrator replayed it.
    package let replays: Int

    /// A held-back letter from its parts.
    package init(envelope: Envelope, disposition: Disposition, reason: String, at: Moment, replays: Int) {
        self.envelope = envelope
        self.disposition = disposition
        self.reason = reason
        self.at = at
        self.replays = replays
    }
}

/// Counts of disposed numbers that had no effect yet.
package struct StreamExceptions: Hashable, Sendable {
    /// Parked numbers.
    package var parked: UInt64
    /// Quarantined numbers.
    package var quarantined: UInt64
    /// The lowest hundred of both.
    package var lowest: [Acknowledgement.Exception]

    /// Counts from their parts.
    package init(parked: UInt64 = 0, quarantined: UInt64 = 0, lowest: [Acknowledgement.Exception] = []) {
        self.parked = parked
        self.quarantined = quarantined
        self.lowest = lowest
    }
}
