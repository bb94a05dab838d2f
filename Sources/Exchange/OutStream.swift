package import Contracts

/// One of our own streams as its writer keeps it (protocol sections 1, 2 and 4).
package struct OutStream: Sendable {
    /// Whether letters may be numbered and published (rules 1 and 12).
    package enum Phase: Hashable, Sendable {
        /// A hello is still to be answered (direct) or read back (broadcast).
        case closed
        /// The reader has more than we know; its letters up to `number` are on their way back (rule 12b).
        case recovering(upTo: UInt64)
        /// Open for this process.
        case open
    }

    /// Which stream.
    package let name: StreamName
    /// n: the last number given.
    package private(set) var number: UInt64
    /// H(n).
    package private(set) var head: Digest
    /// 1…retired are acknowledged (direct) or read back (broadcast).
    package private(set) var retired: UInt64
    /// The highest writer of the reader from which an ack came (rule 33).
    package private(set) var reader: Writer?
    /// Of the acknowledged letters, how many the reader has parked.
    package var parkedAtReader: UInt64
    /// Of the acknowledged letters, how many the reader has quarantined.
    package var quarantinedAtReader: UInt64
    /// Whether it is open.
    package private(set) var phase = Phase.closed
    /// The highest number handed to the relay in this run.
    package private(set) var published: UInt64
    /// Between two hellos.
    package var helloPause = Pause(first: .seconds(2), longest: .minutes(10))
    /// Between two republications (rule 36).
    package var repeatPause = Pause(first: .seconds(5), longest: .minutes(10))
    /// When a position was last sent or the stream last moved (rule 34).
    package var lastHeartbeat: Moment?
    /// On broadcast streams after a restore: offices whose ack is still awaited (rule 13).
    package var awaitedReaders: [OfficeID] = []
    /// On broadcast streams: our hello was read back.
    package var isHelloReadBack = false

    /// A stream in which nothing was written yet.
    package init(name: StreamName) {
        self.init(name: name, number: 0, head: name.seed, retired: 0, reader: nil)
    }

    /// A stream read back from the ledger; closed until the reader answers.
    package init(
        name: StreamName, number: UInt64, head: Digest, retired: UInt64, reader: Writer?,
        parkedAtReader: UInt64 = 0, quarantinedAtReader: UInt64 = 0
    ) {
        self.name = name
        self.number = number
        self.head = head
        self.retired = retired
        self.reader = reader
        self.parkedAtReader = parkedAtReader
        self.quarantinedAtReader = quarantinedAtReader
        published = retired
    }

    /// The stream as a ledger gives it back: closed, with everything not retired to be published anew.
    package var asStored: OutStream {
        OutStream(
            name: name, number: number, head: head, retired: retired, reader: reader, parkedAtReader: parkedAtReader,
            quarantinedAtReader: quarantinedAtReader)
    }

    /// True once letters may be numbered.
    package var isOpen: Bool { phase == .open }

    /// Letters that are published and not yet retired.
    package var inFlight: UInt64 { published > retired ? published - retired : 0 }

    /// At most this many letters are in flight in one stream.
    package static let window: UInt64 = 2000

    /// Gives the next number to a leaf whose hash the closure makes from (number, previous head).
    package mutating func append(_ leafHash: Digest) {
        number += 1
        head = StreamName.extend(head, with: leafHash)
    }

    /// The stream is open for this process: everything not retired is to be published anew.
    package mutating func open(retiredUpTo count: UInt64) {
        phase = .open
        retired = count
        published = count
        helloPause.reset()
        repeatPause.reset()
    }

    /// The reader holds letters of ours that we lost.
    package mutating func recover(upTo count: UInt64) { phase = .recovering(upTo: count) }

    /// The reader has given them back; its next ack opens the stream.
    package mutating func endRecovery() { if case .recovering = phase { phase = .closed } }

    /// What an acknowledgement means (rules 12, 31 and 33); changes nothing.
    package enum Meaning: Hashable, Sendable {
        /// An older process of the reader, or an older ack of the same one.
        case old
        /// The reader's fence is a writer against which we are stale: stop (rule 14).
        case superseded(by: Writer)
        /// The reader has not seen our hello yet.
        case notForUs
        /// Our line: retire 1…m; a stream not yet open is open now. Below `retired` it is a withdrawal (rule 33).
        case retire(UInt64)
        /// The reader's line extends ours: its letters n+1…m are needed (rule 12b).
        case recover(upTo: UInt64)
        /// Two lines: stop and name what is ours alone (rules 12c and 31).
        case fork
    }

    /// Reads an acknowledgement. `headAt` gives our H(m) for m ≤ n.
    package func meaning(
        of ack: Acknowledgement, writer: Writer, headAt: (UInt64) throws -> Digest?
    ) rethrows -> Meaning {
        if let reader, ack.reader.isStale(against: reader) { return .old }
        if let fence = ack.fence, writer.isStale(against: fence) { return .superseded(by: fence) }
        guard ack.fence == writer else { return .notForUs }
        if ack.disposed > number {
            return phase == .open ? .fork : .recover(upTo: ack.disposed)
        }
        guard try headAt(ack.disposed) == ack.head else { return .fork }
        if phase == .open, ack.reader == reader, ack.disposed < retired { return .old }
        return .retire(ack.disposed)
    }

    /// Takes over the reader's writer and the letters it disposed; true when something moved.
    package mutating func retire(_ count: UInt64, reader: Writer?) -> Bool {
        let moved = count != retired
        if let reader { self.reader = reader }
        if count < retired { published = count }
        retired = count
        published = max(published, count)
        if moved { repeatPause.reset() }
        return moved
    }

    /// The numbers that may be handed to the relay now, or nil.
    package func publishable(limit: UInt64) -> ClosedRange<UInt64>? {
        guard isOpen, published < number else { return nil }
        let last = min(number, published + limit, retired + OutStream.window)
        return last > published ? (published + 1)...last : nil
    }

    /// Numbers up to `count` were handed to the relay.
    package mutating func markPublished(_ count: UInt64) { published = max(published, count) }

    /// Readers ask for what the log lost: publish from `first` on, retired or not (rule 37).
    package mutating func publishAgain(from first: UInt64) {
        guard first > 0 else { return }
        retired = min(retired, first - 1)
        published = min(published, first - 1)
    }

    /// A publication failed: begin again at `count`.
    package mutating func windBack(to count: UInt64) { published = max(retired, min(published, count - 1)) }
}
