import Contracts
import Exchange
import Offices

/// What one history has told so far of the ledger that it is about.
struct Book {
    /// A transaction whose outcome is not told yet.
    struct Pending {
        let commit: HistoryCommit
        let line: Int
    }

    private(set) var file: String
    /// The line at hand.
    var line = 0
    var office: OfficeID?
    /// This process; nil before the first start.
    var writer: Writer?
    /// The highest writer of the ledger.
    var highest: Writer?
    /// The restore that was met last.
    var restore: RestoreMark?
    var journal: JournalEnd?
    var waiting: UInt64 = 0
    var outgoing: [StreamName: OutBook] = [:]
    var incoming: [StreamName: InBook] = [:]
    var pending: Pending?
    /// Journal row behind which it was remembered, by digest.
    var emissions: [UInt64: Int64] = [:]
    var rungs: [UInt64: Int64] = [:]
    var orders: [UInt64: (answer: UInt64, row: Int64)] = [:]
    /// How the office ended; nil while it runs.
    var stop: HistoryStop?
    /// Whether the ledger may stand anywhere at the next start: before the first one, and behind a cut.
    var isUnknown = true
    /// Whether something of this ledger's past is not in the history.
    var hasGaps = false
    /// An unreadable line, which only a start or the end of the file may follow.
    var torn: Int?
    var counts = HistoryCounts()

    init(file: String) {
        self.file = file
    }

    func copied(as name: String) -> Book {
        var copy = self
        copy.file = name
        return copy
    }

    var place: HistoryPlace { HistoryPlace(file: file, line: line) }

    func place(_ line: Int) -> HistoryPlace { HistoryPlace(file: file, line: line) }

    mutating func take(_ event: HistoryEvent, _ findings: inout Findings) {
        switch event {
        case .start(let start): begin(start, &findings)
        case .committing(let commit): pending = Pending(commit: commit, line: line)
        case .committed(let end):
            settlePending(&findings)
            checkJournal(end, &findings)
        case .failed: pending = nil
        case .told(let answers): checkTold(answers, &findings)
        case .published(let publication): checkPublished(publication, &findings)
        case .stop(let reason): stop = reason
        case .cut:
            hasGaps = true
            isUnknown = true
            pending = nil
            counts.cuts += 1
        }
    }

    /// The transaction stands: what it says is held to the rules and taken over.
    mutating func settlePending(_ findings: inout Findings) {
        guard let commit = pending?.commit, let line = pending?.line else { return }
        pending = nil
        counts.commits += 1
        let at = place(line)
        if let journal { self.journal = JournalEnd(rows: journal.rows + commit.rows, head: nil) }
        checkNumbered(commit, at, &findings)
        checkDisposed(commit, at, &findings)
        checkRungs(commit, at, &findings)
        checkAnswers(commit, at, &findings)
        waiting += commit.waiting
        waiting -= min(waiting, commit.waitingDone)
        if let reason = commit.stop { stop = reason }
    }

    /// S8: the journal has the rows that were written, none more and none less.
    private mutating func checkJournal(_ end: JournalEnd?, _ findings: inout Findings) {
        if let end, let journal {
            findings.expect(
                end.rows == journal.rows, .journalGoesOn, office, at: place,
                "流水应有 \(journal.rows) 行，台账说有 \(end.rows) 行")
        }
        journal = end ?? journal
    }
}

/// An own stream as a history tells it.
struct OutBook {
    var line: Line
    var retired: UInt64 = 0
    var reader: Writer?
    var parked: UInt64 = 0
    var quarantined: UInt64 = 0
    /// Acks that retired letters: the mark of the line they named, with number and line.
    var retirements: [UInt64: (number: UInt64, line: Int)] = [:]
    /// Writers that published letters, with the line of the first.
    var publishers: [Writer: Int] = [:]
    /// Whether an ack was taken in this run.
    var isAcknowledgedInRun = false
    /// Whether a transaction of this run was about the stream.
    var isOpenedInRun = false
}

/// A peer's stream as a history tells it.
struct InBook {
    /// A number that was set aside, or is not any more.
    private struct Change {
        let row: Int64
        let number: UInt64
        let disposition: Disposition
    }

    var line: Line
    var fence: Writer?
    /// Numbers that are parked or quarantined.
    private(set) var held: [UInt64: Disposition] = [:]
    /// Numbers up to this one may be held without our knowing it: they are older than the history.
    private(set) var replayable: UInt64
    /// Marks of the line that were acknowledged.
    var acknowledged: Set<UInt64> = []
    /// Fences that were named to the writer.
    var fencesTold: Set<Writer> = []
    /// The last number that was acknowledged.
    var lastAck: UInt64?
    private var changes: [Change] = []

    init(_ stream: StreamName) {
        line = Line(stream)
        replayable = 0
    }

    init(_ end: HistoryInEnd) {
        line = Line(end.stream, from: end.disposed, end.head)
        fence = end.fence
        replayable = end.disposed
    }

    /// The ledger stands elsewhere and what lies between is not known.
    mutating func restart(at number: UInt64, _ head: Digest) {
        line.restart(at: number, head)
        held = [:]
        changes = []
        replayable = number
    }

    /// A number is disposed, in the transaction that ends at this journal row.
    mutating func dispose(_ number: UInt64, _ disposition: Disposition, row: Int64) {
        switch disposition {
        case .parked, .quarantined: held[number] = disposition
        case .effect, .refused, .discarded:
            guard held.removeValue(forKey: number) != nil else { return }
        }
        changes.append(Change(row: row, number: number, disposition: disposition))
    }

    /// A restore took the ledger back to this journal row: what was held then is held again.
    mutating func goBack(toRow row: Int64) {
        let kept = changes.filter { $0.row <= row }
        held = [:]
        changes = []
        for change in kept { dispose(change.number, change.disposition, row: change.row) }
    }
}

extension OutBook {
    init(_ end: HistoryOutEnd) {
        self.init(line: Line(end.stream, from: end.number, end.head))
        take(end)
    }

    /// What an ack, or the own letter read back, changed.
    mutating func take(_ end: HistoryOutEnd) {
        retired = end.retired
        reader = end.reader
        parked = end.parked
        quarantined = end.quarantined
    }
}
