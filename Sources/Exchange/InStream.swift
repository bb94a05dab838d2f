package import Contracts

/// A peer's stream as its reader keeps it (protocol sections 2 and 3).
package struct InStream: Sendable {
    /// Which stream.
    package let name: StreamName
    /// m: numbers 1…m are disposed here, durably.
    package private(set) var disposed: UInt64
    /// H(m).
    package private(set) var head: Digest
    /// The highest writer that was seen to sign a valid record of the stream (rule 11).
    package private(set) var fence: Writer?
    /// Letters above m that wait for the missing one (rule 19).
    package private(set) var held = HeldLetters()
    /// Whether an acknowledgement is owed, and how soon (rule 30).
    package var owed = AcknowledgementDebt()
    /// When the reader may ask for what is missing; nil while nothing is.
    package var wantedSince: Moment?
    /// Between two requests for what is missing.
    package var wantPause = Pause(first: .seconds(2), longest: .minutes(10))
    /// What a heartbeat told of the writer's end, to be believed once the partition was read past it (rule 35).
    package var announced: UInt64 = 0

    /// A stream that nothing was read of yet; `claim` is the sender's highest claim (rule 38).
    package init(name: StreamName, claim: Writer?) {
        self.init(name: name, disposed: 0, head: name.seed, fence: claim)
    }

    /// A stream read back from the ledger.
    package init(name: StreamName, disposed: UInt64, head: Digest, fence: Writer?) {
        self.name = name
        self.disposed = disposed
        self.head = head
        self.fence = fence
    }

    /// The stream as a ledger gives it back: without what is only held in memory.
    package var asStored: InStream { InStream(name: name, disposed: disposed, head: head, fence: fence) }

    /// What a verified record's writer means for the fence.
    package enum Admission: Hashable, Sendable {
        /// Signed by a writer against which nothing newer was seen.
        case admitted
        /// Signed by a stale writer: no effect, number not used, quarantined, answered with an ack.
        case stale(fence: Writer)
    }

    /// Asks the fence and raises it when the writer is newer; held letters of older writers are dropped then (rule 19).
    package mutating func admit(_ writer: Writer) -> Admission {
        if let fence, writer.isStale(against: fence) { return .stale(fence: fence) }
        if fence != writer {
            fence = writer
            held.removeAll()
        }
        return .admitted
    }

    /// Raises the fence from a claim without any record of the stream (rule 38); never lowers it.
    package mutating func raiseFence(to claim: Writer) {
        if let fence, !fence.isStale(against: claim) { return }
        fence = claim
        held.removeAll()
    }

    /// Where a verified, admitted letter stands (rule 18).
    package enum Place: Hashable, Sendable {
        /// At or below m: compare the leaf digest with the stored one.
        case below
        /// m + 1 on our line.
        case next
        /// m + 1, but on another line: quarantined, alarm, m stays (rule 2).
        case fork
        /// Above m + 1.
        case ahead
    }

    /// Where the letter stands; changes nothing.
    package func place(of leaf: Leaf) -> Place {
        if leaf.number <= disposed { return .below }
        if leaf.number > disposed + 1 { return .ahead }
        return leaf.previous == head ? .next : .fork
    }

    /// The number m + 1 was disposed; returns a held leaf of the same number and other content (equivocation, rule 19).
    package mutating func dispose(_ leafHash: Digest) -> Envelope? {
        disposed += 1
        head = StreamName.extend(head, with: leafHash)
        wantedSince = nil
        guard let waiting = held.take(disposed), waiting.leafHash != leafHash else { return nil }
        return waiting
    }

    /// Keeps a letter above m; returns the other leaf when two different ones claim the number (rule 19).
    package mutating func hold(_ envelope: Envelope, at now: Moment) -> Envelope? {
        if wantedSince == nil { wantedSince = now }
        return held.put(envelope)
    }

    /// The held letter that is next now, taken out.
    package mutating func takeNext() -> Envelope? { held.take(disposed + 1) }

    /// True when the reader knows that something above m exists.
    package var isMissingSomething: Bool { !held.isEmpty || announced > disposed }

    /// False when nothing is owed and nothing is waited for: most streams, most of the time.
    package var mayOwe: Bool { owed.isOwed || isMissingSomething || wantedSince != nil || wantPause.until != nil }
}

/// Letters that came too early, bounded; losing them costs a resend, never a letter (rule 19).
package struct HeldLetters: Sendable {
    private var letters: [Envelope] = []
    private var byteCount = 0

    static let maximumCount = 1024
    static let maximumBytes = 8_000_000

    /// True when nothing is held.
    package var isEmpty: Bool { letters.isEmpty }
    /// How many are held.
    package var count: Int { letters.count }

    /// Adds in number order; a full store drops the new one. Returns the stored one when it differs under one number.
    mutating func put(_ envelope: Envelope) -> Envelope? {
        let index = letters.firstIndex { $0.leaf.number >= envelope.leaf.number } ?? letters.endIndex
        if index < letters.endIndex, letters[index].leaf.number == envelope.leaf.number {
            return letters[index].leafHash == envelope.leafHash ? nil : letters[index]
        }
        let size = envelope.body.count + 1000
        guard letters.count < HeldLetters.maximumCount, byteCount + size <= HeldLetters.maximumBytes else { return nil }
        letters.insert(envelope, at: index)
        byteCount += size
        return nil
    }

    mutating func take(_ number: UInt64) -> Envelope? {
        guard let index = letters.firstIndex(where: { $0.leaf.number == number }) else { return nil }
        let envelope = letters.remove(at: index)
        byteCount -= envelope.body.count + 1000
        return envelope
    }

    mutating func removeAll() {
        letters.removeAll()
        byteCount = 0
    }
}

/// Whether an acknowledgement is owed: at once after a disposal, at most once a second for anything else (rule 30).
package struct AcknowledgementDebt: Hashable, Sendable {
    private enum Urgency: Hashable, Sendable { case none, soon, now }
    private var urgency = Urgency.none
    private var lastSent: Moment?

    /// Nothing is owed.
    package init() {}

    /// Letters were disposed in this transaction, or a start is announced.
    package mutating func owedNow() { urgency = .now }

    /// A duplicate, a stale record or a position was received.
    package mutating func owedSoon() { if urgency == .none { urgency = .soon } }

    /// True when an ack will be sent.
    package var isOwed: Bool { urgency != .none }

    /// True when an ack is to be sent at `now`.
    package func isDue(at now: Moment) -> Bool {
        switch urgency {
        case .none: false
        case .now: true
        case .soon: lastSent.map { now - $0 >= .seconds(1) } ?? true
        }
    }

    /// When an ack will be due; nil while none is owed.
    package func due(at now: Moment) -> Moment? {
        switch urgency {
        case .none: nil
        case .now: now
        case .soon: lastSent.map { max(now, $0 + .seconds(1)) } ?? now
        }
    }

    /// An ack was made.
    package mutating func paid(at now: Moment) {
        urgency = .none
        lastSent = now
    }
}
