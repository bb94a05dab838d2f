import Casework
import Contracts
import Exchange

/// The transaction under construction: what the ledger has, under what this step adds.
struct Workspace {
    let ledger: any LedgerReading
    let clocks: Clocks
    var chance: Chance
    var commit: Commit
    var drafts: [Draft] = []
    /// What happened to publications, for the log.
    var logEvents: [LogEvent] = []
    /// Those of them that wait for a number.
    var kept: [Draft] = []
    var answers: [(input: Int, answer: Result<JSONValue, Refusal>)] = []
    var restarts: [BusPartition] = []
    var stop: StopReason?
    var isPoison = false
    var evidence: [EvidenceArrival] = []
    /// Bodies of drafted letters that are sealed: one for all addressees.
    var sealed: [LetterID: [UInt8]] = [:]
    private var authority: [AuthorityQuestion: Bool] = [:]
    private var ahead: (leafHash: Digest, body: BodyReading)?
    private(set) var opened: [StreamName] = []
    private var cases: [CaseID: CaseFile?] = [:]
    private var changedCases: [CaseID] = []
    private var knownAsChanged: Set<CaseID> = []
    private var hashes: [StreamName: [UInt64: Digest]] = [:]
    var slipNumbers: JSONValue?
    private var letters: Set<LetterID> = []
    private var emissions: Set<String> = []
    private var heldHere: [HeldBackLetter] = []
    private var redisposed: [StreamName: Set<UInt64>] = [:]
    /// Letters that are held back for another reason since this step, by leaf.
    private var heldAnew: [Digest: HeldBackLetter] = [:]
    /// Where our streams on `lists` stood before anything was numbered in this step.
    var numbersBefore: [StreamName: UInt64] = [:]
    /// Streams on `lists` of which this step has disposed letters: our copy is not where they were any more.
    private(set) var movedLists: Set<StreamName> = []
    private(set) var changedIn: Set<StreamName> = []
    private(set) var changedOut: Set<StreamName> = []
    private(set) var changedReaders: Set<BusPartition> = []

    init(ledger: any LedgerReading, clocks: Clocks, chance: Chance) {
        self.ledger = ledger
        self.clocks = clocks
        self.chance = chance
        commit = Commit(machineTime: clocks.machine, officialTime: clocks.official)
    }

    /// Ids for one decision (rule 7).
    mutating func freshIDs() -> FreshIDs {
        FreshIDs(
            time: clocks.machine, randomHigh: UInt16(truncatingIfNeeded: chance.word()), randomLow: chance.word())
    }

    // MARK: Reading

    /// Keeps what was read of the record at hand.
    mutating func keep(_ reading: RecordReading) {
        guard case .success(let envelope) = reading.envelope, let body = reading.body else { return ahead = nil }
        ahead = (envelope.leafHash, body)
    }

    /// Whether a sender may send a type; asked once in a step, since a batch has a thousand letters of the same kind.
    mutating func authority(_ question: AuthorityQuestion, asking: (AuthorityQuestion) -> Bool) -> Bool {
        if let known = authority[question] { return known }
        let answer = asking(question)
        authority[question] = answer
        return answer
    }

    /// A document of the registrar was taken in.
    mutating func forgetAuthority() { authority = [:] }

    /// The body of a letter as its contract reads it; nil when it cannot be read.
    func body(of envelope: Envelope) -> BodyReading? {
        if let ahead, ahead.leafHash == envelope.leafHash { return ahead.body }
        return BodyReading(envelope)
    }

    // MARK: Cases

    mutating func caseFile(_ id: CaseID) throws -> CaseFile? {
        if let known = cases[id] { return known }
        let file = try ledger.caseFile(id)
        cases[id] = file
        return file
    }

    /// The list entries of a subject, those of this very step too, in the order of their ids.
    mutating func listEntries(of subject: String) throws -> [CaseFile] {
        let stored = try ledger.listEntries(of: subject).filter { !knownAsChanged.contains($0.id) }
        let changed = changedCases.compactMap { cases[$0] ?? nil }
        return (stored + changed).filter { $0.kind == .listEntry && $0.subject == subject }
            .sorted { $0.id.description < $1.id.description }
    }

    /// Takes over the case that an outcome's events made: the desk has folded them already.
    mutating func evolve(_ outcome: Outcome) {
        guard !outcome.events.isEmpty else { return }
        cases[outcome.caseID] = outcome.file
        noteFiles(of: outcome.caseID, outcome.events)
        if knownAsChanged.insert(outcome.caseID).inserted { changedCases.append(outcome.caseID) }
    }

    /// Puts the file of a retired office in the place of what was here, or was not.
    mutating func inherit(_ inherited: CaseFile, _ event: CaseEvent) throws {
        let before = try caseFile(inherited.id)
        cases[inherited.id] = CaseFile.evolve(before, event, id: inherited.id, kind: inherited.kind)
        if !inherited.evidence.isEmpty, !commit.evidence.contains(inherited.id) { commit.evidence.append(inherited.id) }
        if knownAsChanged.insert(inherited.id).inserted { changedCases.append(inherited.id) }
    }

    /// Applies events to a case that is there.
    mutating func evolve(_ file: CaseFile, _ events: [CaseEvent]) throws {
        guard !events.isEmpty else { return }
        noteFiles(of: file.id, events)
        cases[file.id] = events.reduce(file) { CaseFile.evolve($0, $1, id: file.id, kind: file.kind) }
        if knownAsChanged.insert(file.id).inserted { changedCases.append(file.id) }
    }

    private mutating func noteFiles(of id: CaseID, _ events: [CaseEvent]) {
        guard events.contains(where: \.bringsFiles), !commit.evidence.contains(id) else { return }
        commit.evidence.append(id)
    }

    /// Whether this step has changed the case.
    func hasChanged(_ id: CaseID) -> Bool { knownAsChanged.contains(id) }

    /// Puts the state that the journal makes in the place of a stored one that may not even open.
    mutating func mend(_ file: CaseFile) {
        guard !hasChanged(file.id) else { return }
        cases[file.id] = file
        knownAsChanged.insert(file.id)
        changedCases.append(file.id)
    }

    /// The case is not here any more.
    mutating func forget(_ id: CaseID) { cases.updateValue(nil, forKey: id) }

    mutating func writeCases() {
        commit.cases = changedCases.compactMap { cases[$0] ?? nil }
    }

    // MARK: Letters

    mutating func content(_ content: JournalContent, caseID: String) -> Int {
        commit.contents.append(Content(caseID: caseID, content: content))
        return commit.contents.count - 1
    }

    mutating func incomingHash(_ stream: StreamName, _ number: UInt64) throws -> Digest? {
        try hashes[stream]?[number] ?? ledger.incomingHash(stream: stream, number: number)
    }

    func knows(_ letter: LetterID) throws -> Bool {
        try letters.contains(letter) || ledger.knowsLetter(letter)
    }

    mutating func note(letter: LetterID) { letters.insert(letter) }

    mutating func dispose(_ row: IncomingLetter) {
        commit.incoming.append(row)
        if row.envelope.leaf.stream.topic == .lists { movedLists.insert(row.envelope.leaf.stream) }
        let leaf = row.envelope.leaf
        hashes[leaf.stream, default: [:]][leaf.number] = row.envelope.leafHash
        switch row.disposition {
        case .effect, .refused: letters.insert(leaf.letter)
        case .parked, .quarantined:
            heldHere.append(
                HeldBackLetter(
                    envelope: row.envelope, disposition: row.disposition, reason: row.reason, at: clocks.machine,
                    replays: 0))
        case .discarded: break
        }
    }

    /// A letter that was tried again stays held back, now for this reason.
    mutating func hold(_ letter: HeldBackLetter, _ disposition: Disposition, reason: String) {
        redispose(letter.envelope.leaf, disposition, reason: reason)
        heldAnew[letter.envelope.leafHash] = HeldBackLetter(
            envelope: letter.envelope, disposition: disposition, reason: reason, at: letter.at,
            replays: letter.replays + 1)
    }

    mutating func redispose(_ leaf: Leaf, _ disposition: Disposition, reason: String) {
        commit.redisposed.append(
            Redisposition(stream: leaf.stream, number: leaf.number, disposition: disposition, reason: reason))
        switch disposition {
        case .effect, .refused:
            letters.insert(leaf.letter)
            redisposed[leaf.stream, default: []].insert(leaf.number)
        case .discarded: redisposed[leaf.stream, default: []].insert(leaf.number)
        case .parked, .quarantined: break
        }
    }

    /// What holds a case back, in the order of arrival, this transaction included.
    func heldBack(caseID: String) throws -> [HeldBackLetter] {
        let stored = try ledger.heldBack(caseID: caseID)
        let here = heldHere.filter { $0.envelope.leaf.caseID == caseID }
        return (stored + here).filter { letter in
            let leaf = letter.envelope.leaf
            return !(redisposed[leaf.stream]?.contains(leaf.number) ?? false)
        }.map { heldAnew[$0.envelope.leafHash] ?? $0 }
    }

    func heldBack(stream: StreamName, number: UInt64) throws -> HeldBackLetter? {
        if redisposed[stream]?.contains(number) ?? false { return nil }
        if let here = heldHere.first(where: { $0.envelope.leaf.stream == stream && $0.envelope.leaf.number == number })
        {
            return here
        }
        return try ledger.heldBack(stream: stream, number: number)
    }

    /// Whether this emission is there, in the ledger or in this step.
    func hasEmission(_ key: String) throws -> Bool { try emissions.contains(key) || ledger.hasEmission(key) }

    /// H(number) of an own stream, also of a letter of this very step.
    func outgoingHead(stream: StreamName, number: UInt64) throws -> Digest? {
        let pending = commit.outgoing.last { $0.envelope.leaf.stream == stream && $0.envelope.leaf.number == number }
        return try pending?.headAfter ?? ledger.outgoingHead(stream: stream, number: number)
    }

    /// Own letters in the order of their numbers, also those of this very step.
    func outgoing(stream: StreamName, numbers: ClosedRange<UInt64>) throws -> [Envelope] {
        let pending = commit.outgoing.map(\.envelope).filter {
            $0.leaf.stream == stream && numbers.contains($0.leaf.number)
        }
        return try ledger.outgoing(stream: stream, numbers: numbers).map(\.envelope) + pending
    }

    /// True when this emission was not there before; notes it.
    mutating func isNewEmission(_ key: String) throws -> Bool {
        guard !emissions.contains(key), try !ledger.hasEmission(key) else { return false }
        emissions.insert(key)
        return true
    }

    // MARK: What changed

    mutating func changed(incoming stream: StreamName) { changedIn.insert(stream) }
    mutating func changed(outgoing stream: StreamName) { changedOut.insert(stream) }
    mutating func changed(_ reader: BusPartition) { changedReaders.insert(reader) }

    mutating func opened(_ stream: StreamName) {
        if !opened.contains(stream) { opened.append(stream) }
        changed(outgoing: stream)
    }

    mutating func journal(
        _ kind: JournalKind, by office: OfficeID, caseID: String = "", leafHash: Digest? = nil, content: Int? = nil,
        note: String
    ) {
        commit.journal.append(
            JournalEntry(
                kind: kind, office: office, caseID: caseID, leafHash: leafHash, content: content, note: note))
    }

    mutating func alarm(_ code: String, _ text: String) {
        commit.alarms.append(Alarm(code: code, text: text))
    }
}

/// What a directory is asked about a letter (rule 25); the same question has the same answer.
struct AuthorityQuestion: Hashable {
    /// The newest directory when it is asked.
    let newest: UInt64
    /// The directory that the letter names.
    let named: UInt64
    let sender: OfficeID
    let type: LetterType
}

/// A letter before it has a number: the leaf still has number 0 and no previous hash.
struct Draft {
    let leaf: Leaf
    let body: [UInt8]
    let recordKey: String
    let emission: String
    let content: Int
}
