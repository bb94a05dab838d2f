package import Casework
package import Contracts
package import Exchange

/// One thing that happens to an office.
package enum OfficeInput: Sendable {
    /// A record was fetched.
    case record(BusRecord)
    /// A record whose handling has ended the process before: it is parked untried (rule 24).
    case poison(BusRecord)
    /// The fetcher stands at the end of a partition.
    case endReached(BusPartition, offset: Int64)
    /// The log no longer has our position (rule 39).
    case logLost(BusPartition)
    /// An officer orders something.
    case order(Order)
    /// An administrator tries a parked or quarantined letter again.
    case replay(StreamName, number: UInt64, officer: Officer)
    /// An administrator gives up a parked or quarantined letter.
    case discard(StreamName, number: UInt64, reason: String, officer: Officer)
    /// A head confirms what a restored ledger does not remember having said in a case (rule 16).
    case confirmRecovered(CaseID, officer: Officer)
    /// A second person confirms that so many entries of a list are to go (shrink guard).
    case confirmRemovals(list: String, count: Int, reason: String, officer: Officer)
    /// An administrator opens the broadcast streams without the answer of absent offices (rule 13).
    case proceedWithout([OfficeID], officer: Officer)
    /// Something happened to a file of a case (domain C.8, practice 7 row 10).
    case evidence(EvidenceNote)
    /// An officer saves a list of subjects of which to hear when a list entry of theirs moves.
    case watch(name: String, reason: String, subjects: [String], by: Officer)
    /// An officer ends such a list.
    case unwatch(LetterID, by: Officer)
    /// Time passed.
    case tick
}

/// The two clocks (design section 4): official time may be set in a rehearsal, machine time is always real. And what
/// measures pauses, which must not know of either being set (rule 27).
package struct Clocks: Hashable, Sendable {
    /// Deadlines, decisions, bodies, timeline.
    package let official: Moment
    /// Leaf and root time, key validity.
    package let machine: Moment
    /// Monotonic, from any origin: heartbeats, republishing, all pauses. Never written anywhere.
    package let timer: Moment

    /// All clocks at one instant; without a timer of its own, machine time measures pauses too.
    package init(official: Moment, machine: Moment, timer: Moment? = nil) {
        self.official = official
        self.machine = machine
        self.timer = timer ?? machine
    }

    /// The official moment of something that a peer signed by machine time: as long ago as that was, never in the
    /// future. Deadlines run on official time, which a rehearsal may set.
    func official(ofMachine signed: Moment) -> Moment {
        signed < machine ? official - (machine - signed) : official
    }
}

/// What a step wants of its shell.
package struct StepResult: Sendable {
    /// To be written before anything is answered or sent.
    package var commit: Commit
    /// One answer for each input that is an order, replay or discard, by the input's place.
    package var answers: [(input: Int, answer: Result<JSONValue, Refusal>)] = []
    /// Partitions that are to be read from their start.
    package var restarts: [BusPartition] = []
    /// Records about evidence files, for whoever keeps them.
    package var evidence: [EvidenceArrival] = []
    /// Why the process must end.
    package var stop: StopReason?
}

/// Why an office's process stops for good, with exit code 3 (rules 10, 12c, 14 and 31).
package enum StopReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process of this office is newer.
    case superseded(by: Writer, unacknowledged: [String] = [])
    /// Our letters behind the last acknowledged one stand on another line than the reader's.
    case fork(stream: StreamName, firstLost: UInt64, lastLost: UInt64)

    /// What happened and what to do.
    package var description: String {
        switch self {
        case .superseded(let writer, let unacknowledged):
            "this ledger is not the newest one: writer \(writer) runs or ran after it. "
                + (unacknowledged.isEmpty
                    ? "All its letters were acknowledged. "
                    : "Never acknowledged: \(unacknowledged.joined(separator: ", ")). ")
                + "Stop every other copy, then run `liandong ledger restore` on the one that is to go on."
        case .fork(let stream, let first, let last):
            "stream \(stream) stands on two lines: letters \(first)…\(last) of this ledger were never acknowledged on its "
                + "line. Keep this file, run `liandong ledger restore` with the last backup from before letter "
                + "\(first): the readers give back the line that they applied. Then order again what is missing."
        }
    }
}
