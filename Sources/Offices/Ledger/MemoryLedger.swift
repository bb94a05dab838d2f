package import Casework
package import Contracts
package import Exchange

/// A write that contradicts what a ledger holds; nothing of the commit was written.
package enum LedgerConflict: Error, Hashable, Sendable {
    /// A letter with this emission key was issued before (rule 15).
    case emissionTwice(String)
    /// The number of the stream was used before.
    case numberTwice(StreamName, UInt64)
    /// The number was never disposed, or disposed for good (rule 23).
    case notHeldBack(StreamName, UInt64)
    /// The waiting letter is not there any more.
    case notWaiting(Int64)
    /// An order of this id was answered before.
    case answeredTwice(String)
}

/// The ledger of the simulator: the same rules as the SQLite one over plain values. A copy of the value is a backup;
/// going back to a copy is a restore or a crash.
package struct MemoryLedger: LedgerStoring, Sendable {
    /// A journal row with the times of its transaction.
    package struct JournalRow: Sendable {
        /// The row.
        package let entry: JournalEntry
        /// What lies behind it; nil when nothing was kept.
        package internal(set) var content: Content?
        /// Machine time of its transaction.
        package let machineTime: Moment
        /// Official time of its transaction.
        package let officialTime: Moment
    }

    /// A number of a peer's stream.
    package struct Incoming: Sendable {
        /// The envelope; its body is empty when it may not be kept.
        package internal(set) var envelope: Envelope
        /// How it was disposed.
        package internal(set) var disposition: Disposition
        /// Why.
        package internal(set) var reason: String
        /// When.
        package let at: Moment
        /// How often it was tried again.
        package internal(set) var replays: Int
        let arrival: Int
    }

    /// Everything that happened, in order.
    package private(set) var journal: [JournalRow] = []
    /// All cases.
    package private(set) var cases: [CaseID: CaseFile] = [:]
    /// Numbers of peers' streams; number n lies at n − 1.
    package private(set) var incoming: [StreamName: [Incoming]] = [:]
    /// Letters of ours; number n lies at n − 1.
    package private(set) var outgoingLetters: [StreamName: [OutgoingLetter]] = [:]
    /// Letters that wait for their stream, in commit order.
    package private(set) var waitingLetters: [WaitingLetter] = []
    /// Records that used no number.
    package private(set) var quarantined: [QuarantinedRecord] = []
    /// Proofs of two leaves under one number.
    package private(set) var equivocations: [Equivocation] = []
    /// What an administrator should look at, in order, repeated ones once.
    package private(set) var alarms: [Alarm] = []
    /// Ranges that acks covered.
    package private(set) var deliveries: [Delivery] = []
    /// What readers of our broadcast streams told last.
    package private(set) var followed: [OfficeID: [StreamName: Checkpoint.Followed]] = [:]
    /// Standings of all list entries.
    package internal(set) var standings: [CaseID: ListStanding] = [:]
    /// Entries whose contents in the journal do not open, as a simulated disk would have it.
    var unreadable: Set<CaseID> = []

    /// Everything that each list entry and publication was ever found by.
    package private(set) var subjectKeys: [CaseID: Set<SubjectKey>] = [:]

    /// List entries by the code or token of their subject.
    private(set) var entriesOfSubject: [String: Set<CaseID>] = [:]

    /// Watch lists that have not ended.
    package internal(set) var watches: [LetterID: WatchList] = [:]
    /// What watch lists told, in order.
    package internal(set) var watchEvents: [WatchEvent] = []
    /// What each office said last of its own lists.
    package internal(set) var heard: [OfficeID: HeardOffice] = [:]

    /// Cases of which contents were destroyed.
    package private(set) var erased: Set<CaseID> = []

    /// The log of publications.
    package internal(set) var log = MemoryLog()

    private(set) var settings: [SettingName: String] = [:]
    private(set) var out: [StreamName: OutStream] = [:]
    private(set) var into: [StreamName: InStream] = [:]
    private(set) var positions: [BusPartition: PartitionReader] = [:]
    private(set) var accepted: [SignedDocument] = []
    private(set) var answers: [String: OrderAnswer] = [:]
    private(set) var emissions: Set<String> = []
    private(set) var known: Set<LetterID> = []
    private(set) var held: [String: Set<HeldNumber>] = [:]
    private(set) var rungs = SortedRungs()
    /// Where the rows of each case lie in the journal, and which letters on `lists` tell of it.
    private(set) var rowsOfCase: [String: [Int]] = [:]
    private(set) var listLetters: [String: [HeldNumber]] = [:]
    /// The entries whose rows lie in each range.
    var placed: [ListPlace: Set<CaseID>] = [:]
    var ranges: [ListShare: ListRanges] = [:]
    var roots: [Checkpoint.ListRoot] = []
    private(set) var tries: [HeldNumber: Int] = [:]
    private var lastWaiting: Int64 = 0
    private var arrivals = 0

    struct HeldNumber: Hashable {
        let stream: StreamName
        let number: UInt64
    }

    struct CaseRung: Hashable {
        let id: CaseID
        let rung: DeadlineRung
    }

    /// Open rungs, the earliest first.
    struct SortedRungs: Sendable {
        private(set) var rungs: [CaseRung] = []

        mutating func insert(_ rung: CaseRung) {
            let place = place(of: rung)
            guard place == rungs.endIndex || rungs[place] != rung else { return }
            rungs.insert(rung, at: place)
        }

        mutating func remove(_ rung: CaseRung) {
            let place = place(of: rung)
            if place < rungs.endIndex, rungs[place] == rung { rungs.remove(at: place) }
        }

        private func place(of rung: CaseRung) -> Int {
            var (low, high) = (0, rungs.count)
            while low < high {
                let middle = (low + high) / 2
                if rungs[middle].isBefore(rung) { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// An empty ledger.
    package init() {}

    // MARK: Writing

    /// Writes the whole commit, or nothing: what contradicts the ledger is found before anything is written, so that no
    /// second copy of it is needed.
    package mutating func apply(_ commit: Commit) throws {
        if let conflict = conflict(with: commit) { throw conflict }
        write(commit)
    }

    /// Notes that a letter is about to be tried (rule 24).
    package mutating func noteAttempt(stream: StreamName, number: UInt64) throws {
        tries[HeldNumber(stream: stream, number: number), default: 0] += 1
    }

    private mutating func write(_ commit: Commit) {
        for row in commit.waitingDone {
            guard let index = waitingLetters.firstIndex(where: { $0.row == row }) else { continue }
            emissions.remove(waitingLetters.remove(at: index).emission)
        }
        for file in commit.cases { put(file) }
        for erasure in commit.erasures { erase(erasure.caseID) }
        for entry in commit.journal {
            if !entry.caseID.isEmpty { rowsOfCase[entry.caseID, default: []].append(journal.endIndex) }
            journal.append(
                JournalRow(
                    entry: entry, content: entry.content.map { commit.contents[$0] }, machineTime: commit.machineTime,
                    officialTime: commit.officialTime))
        }
        for letter in commit.incoming { put(letter, at: commit.machineTime) }
        for change in commit.redisposed { redispose(change) }
        for letter in commit.outgoing { put(letter) }
        for letter in commit.waiting { put(letter) }
        moveStandings(commit)
        writeWatches(commit)
        writeStreams(commit)
        log.apply(commit.log)
        writeRest(commit)
    }

    /// What was there before this commit goes; leaves and hashes stay.
    private mutating func erase(_ id: CaseID) {
        let text = id.description
        for rung in cases[id]?.openRungs ?? [] { rungs.remove(CaseRung(id: id, rung: rung)) }
        if let file = cases[id] { entriesOfSubject[file.subject]?.remove(id) }
        cases[id] = nil
        subjectKeys[id] = nil
        erased.insert(id)
        for index in rowsOfCase[text] ?? [] { journal[index].content = nil }
        incoming = incoming.mapValues { rows in
            rows.map { row in
                guard row.envelope.leaf.caseID == text else { return row }
                var row = row
                row.envelope = row.envelope.withoutBody
                return row
            }
        }
        outgoingLetters = outgoingLetters.mapValues { letters in
            letters.map { letter in
                guard letter.envelope.leaf.caseID == text else { return letter }
                return OutgoingLetter(
                    envelope: letter.envelope.withoutBody, headAfter: letter.headAfter, recordKey: letter.recordKey,
                    emission: letter.emission, content: letter.content)
            }
        }
    }

    private mutating func put(_ file: CaseFile) {
        let before = cases[file.id]?.openRungs ?? []
        let after = file.openRungs
        if before != after {
            for rung in before { rungs.remove(CaseRung(id: file.id, rung: rung)) }
            for rung in after { rungs.insert(CaseRung(id: file.id, rung: rung)) }
        }
        if file.kind == .listEntry, cases[file.id]?.subject != file.subject {
            if let old = cases[file.id]?.subject { entriesOfSubject[old]?.remove(file.id) }
            entriesOfSubject[file.subject, default: []].insert(file.id)
        }
        cases[file.id] = file
        let keys = file.subjectKeys
        if !keys.isEmpty { subjectKeys[file.id, default: []].formUnion(keys) }
    }

    private mutating func put(_ letter: IncomingLetter, at moment: Moment) {
        let leaf = letter.envelope.leaf
        arrivals += 1
        incoming[leaf.stream, default: []].append(
            Incoming(
                envelope: letter.content == nil ? letter.envelope.withoutBody : letter.envelope,
                disposition: letter.disposition, reason: letter.reason, at: moment, replays: 0, arrival: arrivals))
        note(letter.disposition, leaf)
        noteListLetter(leaf)
        tries[HeldNumber(stream: leaf.stream, number: leaf.number)] = nil
    }

    private mutating func note(_ disposition: Disposition, _ leaf: Leaf) {
        let number = HeldNumber(stream: leaf.stream, number: leaf.number)
        switch disposition {
        case .effect, .refused:
            known.insert(leaf.letter)
            held[leaf.caseID]?.remove(number)
        case .parked, .quarantined: held[leaf.caseID, default: []].insert(number)
        case .discarded: held[leaf.caseID]?.remove(number)
        }
        if held[leaf.caseID]?.isEmpty ?? false { held[leaf.caseID] = nil }
    }

    private mutating func redispose(_ change: Redisposition) {
        guard var row = incoming(change.stream, change.number) else { return }
        row.disposition = change.disposition
        row.reason = change.reason
        row.replays += 1
        incoming[change.stream]?[Int(change.number) - 1] = row
        note(change.disposition, row.envelope.leaf)
    }

    private mutating func put(_ letter: OutgoingLetter) {
        let leaf = letter.envelope.leaf
        emissions.insert(letter.emission)
        outgoingLetters[leaf.stream, default: []].append(letter)
        known.insert(leaf.letter)
        noteListLetter(leaf)
    }

    private mutating func noteListLetter(_ leaf: Leaf) {
        guard ListStanding.isMoved(by: leaf) else { return }
        listLetters[leaf.caseID, default: []].append(HeldNumber(stream: leaf.stream, number: leaf.number))
    }

    private mutating func put(_ letter: WaitingLetter) {
        emissions.insert(letter.emission)
        lastWaiting += 1
        waitingLetters.append(
            WaitingLetter(
                row: lastWaiting, leaf: letter.leaf, body: letter.body, recordKey: letter.recordKey,
                emission: letter.emission, isUrgent: letter.isUrgent))
        known.insert(letter.leaf.letter)
    }

    private mutating func writeStreams(_ commit: Commit) {
        for stream in commit.outStreams {
            out[stream.name] = OutStream(
                name: stream.name, number: stream.number, head: stream.head, retired: stream.retired,
                reader: stream.reader, parkedAtReader: stream.parkedAtReader,
                quarantinedAtReader: stream.quarantinedAtReader)
        }
        for stream in commit.inStreams {
            into[stream.name] = InStream(
                name: stream.name, disposed: stream.disposed, head: stream.head, fence: stream.fence)
        }
        for reader in commit.readers {
            positions[reader.partition] = PartitionReader(
                partition: reader.partition, next: reader.next, lastDigest: reader.lastDigest)
        }
        deliveries += commit.deliveries
        for row in commit.followed { followed[row.reader, default: [:]][row.stream.stream] = row.stream }
    }

    private mutating func writeRest(_ commit: Commit) {
        for record in commit.quarantined where !quarantined.contains(where: { $0.digest == record.digest }) {
            quarantined.append(record)
        }
        for proof in commit.equivocations
        where !equivocations.contains(where: { $0.envelope.leafHash == proof.envelope.leafHash }) {
            equivocations.append(proof)
        }
        for answer in commit.answers { answers[answer.orderID] = answer }
        accepted += commit.documents
        for alarm in commit.alarms where !alarms.contains(alarm) { alarms.append(alarm) }
        for setting in commit.settings { settings[setting.name] = setting.value }
    }

    func incoming(_ stream: StreamName, _ number: UInt64) -> Incoming? {
        guard let rows = incoming[stream], number >= 1, number <= UInt64(rows.count) else { return nil }
        return rows[Int(number) - 1]
    }
}

extension MemoryLedger.CaseRung {
    /// By moment; then by case, ordinal and name, so that the order is the same everywhere.
    func isBefore(_ other: MemoryLedger.CaseRung) -> Bool {
        if rung.at != other.rung.at { return rung.at < other.rung.at }
        return (id.description, rung.ordinal, rung.rung)
            < (other.id.description, other.rung.ordinal, other.rung.rung)
    }
}

extension MemoryLedger.Incoming {
    var isHeldBack: Bool { disposition.isHeldBack }

    var heldBack: HeldBackLetter {
        HeldBackLetter(envelope: envelope, disposition: disposition, reason: reason, at: at, replays: replays)
    }
}

extension Envelope {
    /// The envelope when its body may not be kept.
    fileprivate var withoutBody: Envelope {
        Envelope(
            leaf: leaf, leafBytes: leafBytes, leafIndex: leafIndex, path: path, statement: statement,
            statementBytes: statementBytes, signature: signature, body: [])
    }
}
