package import Contracts
package import Offices

/// One line of a history: when, by the machine's clock of the one process that wrote it, and what.
///
/// Lines of one file are in the order in which they happened. Lines of two files are ordered only by what one of them
/// caused in the other: the clocks of two offices are never compared.
package struct HistoryEntry: Hashable, Sendable {
    /// Machine time.
    package let at: Moment
    /// What happened.
    package let event: HistoryEvent

    /// A line from its parts.
    package init(at: Moment, _ event: HistoryEvent) {
        self.at = at
        self.event = event
    }
}

/// What can be told of an office from outside: hashes, ids and types, never a body and never a person.
///
/// A transaction is told twice, as an intention before and as an outcome after it. A process that ends in between leaves
/// an intention without an outcome, and what became of it is told by where the ledger stands at the next start.
package enum HistoryEvent: Hashable, Sendable {
    /// A process opened the ledger and raised the epoch (rule 8).
    case start(HistoryStart)
    /// A transaction is about to be written.
    case committing(HistoryCommit)
    /// The transaction before is on disk; the end of the journal behind it.
    case committed(JournalEnd?)
    /// The transaction before was not written.
    case failed
    /// Orders were answered with "done".
    case told([HistoryAnswer])
    /// Records were handed to the bus.
    case published(HistoryPublication)
    /// The process ends in good order.
    case stop(HistoryStop)
    /// The history could not be written any more; nothing is known until the next start.
    case cut(reason: String)
}

/// Where a ledger stands when a process opens it.
package struct HistoryStart: Hashable, Sendable {
    /// The office.
    package var office: OfficeID
    /// The writer that this process is.
    package var writer: Writer
    /// The journal as it was found.
    package var found: JournalEnd?
    /// The journal behind the transaction that raised the epoch.
    package var begun: JournalEnd?
    /// The restore that is still under way; nil for none.
    package var restore: RestoreMark?
    /// Letters without a number.
    package var waiting: UInt64
    /// Own streams.
    package var outgoing: [HistoryOutEnd]
    /// Peers' streams.
    package var incoming: [HistoryInEnd]

    /// A start from its parts.
    package init(
        office: OfficeID, writer: Writer, found: JournalEnd? = nil, begun: JournalEnd? = nil,
        restore: RestoreMark? = nil, waiting: UInt64 = 0, outgoing: [HistoryOutEnd] = [],
        incoming: [HistoryInEnd] = []
    ) {
        self.office = office
        self.writer = writer
        self.found = found
        self.begun = begun
        self.restore = restore
        self.waiting = waiting
        self.outgoing = outgoing
        self.incoming = incoming
    }
}

/// The end of an own stream as the ledger keeps it.
package struct HistoryOutEnd: Hashable, Sendable {
    /// The stream.
    package var stream: StreamName
    /// n.
    package var number: UInt64
    /// H(n).
    package var head: Digest
    /// 1…retired are acknowledged, or read back.
    package var retired: UInt64
    /// The reader's writer whose ack was taken last.
    package var reader: Writer?
    /// How many the reader said to have parked.
    package var parked: UInt64
    /// How many the reader said to have quarantined.
    package var quarantined: UInt64

    /// An end from its parts.
    package init(
        stream: StreamName, number: UInt64, head: Digest, retired: UInt64, reader: Writer? = nil, parked: UInt64 = 0,
        quarantined: UInt64 = 0
    ) {
        self.stream = stream
        self.number = number
        self.head = head
        self.retired = retired
        self.reader = reader
        self.parked = parked
        self.quarantined = quarantined
    }
}

/// The end of a peer's stream as the ledger keeps it.
package struct HistoryInEnd: Hashable, Sendable {
    /// The stream.
    package var stream: StreamName
    /// m.
    package var disposed: UInt64
    /// H(m).
    package var head: Digest
    /// The highest writer seen (rule 11).
    package var fence: Writer?

    /// An end from its parts.
    package init(stream: StreamName, disposed: UInt64, head: Digest, fence: Writer? = nil) {
        self.stream = stream
        self.disposed = disposed
        self.head = head
        self.fence = fence
    }
}

/// A leaf as a history names it.
package struct HistoryLeaf: Hashable, Sendable {
    /// The stream.
    package var stream: StreamName
    /// Its number.
    package var number: UInt64
    /// Its hash.
    package var hash: Digest
    /// H(number − 1) as the leaf says.
    package var previous: Digest
    /// The writer epoch in the leaf.
    package var epoch: UInt64

    /// A leaf from its parts.
    package init(stream: StreamName, number: UInt64, hash: Digest, previous: Digest, epoch: UInt64) {
        self.stream = stream
        self.number = number
        self.hash = hash
        self.previous = previous
        self.epoch = epoch
    }

    /// H(number) as the leaf says.
    package var head: Digest { StreamName.extend(previous, with: hash) }
}

/// What one transaction writes.
package struct HistoryCommit: Hashable, Sendable {
    /// An own letter that gets its number, or is taken back from a peer.
    package struct Numbered: Hashable, Sendable {
        /// The leaf.
        package var leaf: HistoryLeaf
        /// Letter id.
        package var letter: String
        /// Case id, or empty.
        package var caseID: String
        /// Type with version.
        package var type: String
        /// Digest of the emission key (rule 15).
        package var emission: Digest

        /// A letter from its parts.
        package init(leaf: HistoryLeaf, letter: String, caseID: String, type: String, emission: Digest) {
            self.leaf = leaf
            self.letter = letter
            self.caseID = caseID
            self.type = type
            self.emission = emission
        }
    }

    /// A number of a peer's stream that is disposed.
    package struct Disposed: Hashable, Sendable {
        /// The leaf.
        package var leaf: HistoryLeaf
        /// The writer that signed the record.
        package var signer: Writer
        /// How.
        package var disposition: Disposition
        /// Reason code; empty for an effect.
        package var reason: String

        /// A disposed number from its parts.
        package init(leaf: HistoryLeaf, signer: Writer, disposition: Disposition, reason: String) {
            self.leaf = leaf
            self.signer = signer
            self.disposition = disposition
            self.reason = reason
        }
    }

    /// An earlier number whose disposition changes (rule 23).
    package struct Redisposed: Hashable, Sendable {
        /// The stream.
        package var stream: StreamName
        /// The number.
        package var number: UInt64
        /// The new disposition.
        package var disposition: Disposition

        /// A changed disposition from its parts.
        package init(stream: StreamName, number: UInt64, disposition: Disposition) {
            self.stream = stream
            self.number = number
            self.disposition = disposition
        }
    }

    /// A deadline's rung that rings.
    package struct Rung: Hashable, Sendable {
        /// Case id.
        package var caseID: String
        /// Place of the deadline in the case, and the rung's name.
        package var name: String
        /// Not before this official moment; nil when it cannot be told.
        package var due: Moment?

        /// A rung from its parts.
        package init(caseID: String, name: String, due: Moment?) {
            self.caseID = caseID
            self.name = name
            self.due = due
        }
    }

    /// Official time of the transaction.
    package var official: Moment
    /// Own letters that get their number, in order.
    package var numbered: [Numbered] = []
    /// Peers' numbers that are disposed, in order.
    package var disposed: [Disposed] = []
    /// Changed dispositions.
    package var redisposed: [Redisposed] = []
    /// Ends of own streams behind it.
    package var outgoing: [HistoryOutEnd] = []
    /// Ends of peers' streams behind it.
    package var incoming: [HistoryInEnd] = []
    /// Letters that go to wait for a number.
    package var waiting: UInt64 = 0
    /// Letters that waited and do not any more.
    package var waitingDone: UInt64 = 0
    /// Journal rows it adds.
    package var rows: Int64 = 0
    /// Rungs that ring.
    package var rungs: [Rung] = []
    /// Orders that get their answer.
    package var answers: [HistoryAnswer] = []
    /// Why the office stops for good; nil when it goes on.
    package var stop: HistoryStop?

    /// A transaction that writes nothing yet.
    package init(official: Moment) {
        self.official = official
    }
}

/// An order and the digest of its answer.
package struct HistoryAnswer: Hashable, Sendable {
    /// The order's id.
    package var order: String
    /// SHA-256 of the answer.
    package var answer: Digest

    /// An answer from its parts.
    package init(order: String, answer: Digest) {
        self.order = order
        self.answer = answer
    }
}

/// Records that were handed to the bus together.
package struct HistoryPublication: Hashable, Sendable {
    /// An acknowledgement that was sent.
    package struct Ack: Hashable, Sendable {
        /// The stream.
        package var stream: StreamName
        /// m.
        package var disposed: UInt64
        /// H(m).
        package var head: Digest
        /// The fence it names.
        package var fence: Writer?

        /// An acknowledgement from its parts.
        package init(stream: StreamName, disposed: UInt64, head: Digest, fence: Writer?) {
            self.stream = stream
            self.disposed = disposed
            self.head = head
            self.fence = fence
        }
    }

    /// A position or hello that was sent.
    package struct Position: Hashable, Sendable {
        /// The stream.
        package var stream: StreamName
        /// n.
        package var number: UInt64
        /// H(n).
        package var head: Digest
        /// Whether it is a hello.
        package var isHello: Bool

        /// A position from its parts.
        package init(stream: StreamName, number: UInt64, head: Digest, isHello: Bool) {
            self.stream = stream
            self.number = number
            self.head = head
            self.isHello = isHello
        }
    }

    /// The writer that signed all of it.
    package var writer: Writer
    /// Numbered letters, first publications and repetitions.
    package var letters: [HistoryLeaf] = []
    /// Acknowledgements.
    package var acks: [Ack] = []
    /// Positions.
    package var positions: [Position] = []

    /// Nothing yet, by a writer.
    package init(writer: Writer) {
        self.writer = writer
    }
}

/// How an office ended its work.
package enum HistoryStop: String, Hashable, Sendable, CaseIterable {
    /// It was told to stop.
    case clean
    /// Another process of the office is newer (rules 10 and 14).
    case superseded
    /// A stream stands on two lines (rules 12c and 31).
    case fork
}
