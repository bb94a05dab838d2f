import Casework
import Contracts
import Exchange

/// A verified letter at m + 1 always uses its number, in one of four ways (rule 21).
extension OfficeMachine {
    mutating func dispose(_ envelope: Envelope, _ work: inout Workspace) throws {
        let leaf = envelope.leaf
        if leaf.stream.topic == .lists { try compareRoot(toldBy: envelope, &work) }
        if envelope.leaf.time > work.clocks.machine + .minutes(10) {
            work.alarm("FUTURE_TIME", "\(leaf.stream)#\(leaf.number) is dated \(leaf.time)")
        }
        if endedStreams.contains(leaf.stream) {
            return try setAside(
                envelope, .quarantined, OfficeMachine.behindEnd, keepsContent: leaf.classification.isCarried, &work)
        }
        switch try judge(envelope, &work) {
        case .quarantine(let reason, let keepsContent):
            try setAside(envelope, .quarantined, reason, keepsContent: keepsContent, &work)
        case .park(let reason):
            try setAside(envelope, .parked, reason, keepsContent: true, &work)
        case .decide(let letter):
            try decide(letter, envelope, &work)
            // Before the next letter of the case: what this office did with it may be what that one ends.
            if forgotten[leaf.caseID] != nil { try rememberForgotten(&work) }
            try replayCase(envelope.leaf.caseID, &work)
        case .endStream: endStream(envelope, &work)
        case .forward(let heir): try forward(envelope, to: heir, &work)
        case .inherit(let file):
            try inherit(envelope, file, &work)
            try replayCase(envelope.leaf.caseID, &work)
        }
    }

    /// Why a letter behind the end of its stream is quarantined, for ever (rule 40).
    static let behindEnd = "STREAM_ENDED"

    /// What is to happen with a letter before the desk sees it.
    enum Judgement {
        case quarantine(reason: String, keepsContent: Bool)
        case park(reason: String)
        case decide(ReceivedLetter)
        case endStream
        case forward(to: OfficeID)
        case inherit(CaseFile)
    }

    mutating func judge(_ envelope: Envelope, _ work: inout Workspace) throws -> Judgement {
        let leaf = envelope.leaf
        guard !work.isPoison else { return .park(reason: "HANDLER_CRASH") }
        guard leaf.classification.isCarried else {
            return .quarantine(reason: "CLASSIFICATION_REFUSED", keepsContent: false)
        }
        if leaf.type == ControlType.streamEnd { return .endStream }
        if leaf.type == ControlType.caseHandover { return judgeHandover(envelope) }
        if leaf.type == ControlType.caseLetter { return try judgeForwarded(envelope, &work) }
        if let reason = fault(of: leaf, to: office, &work) { return .quarantine(reason: reason, keepsContent: true) }
        // A retired office decides nothing any more.
        if let heir = ownHeir, !leaf.stream.topic.isBroadcast { return .forward(to: heir) }
        return try judgeContent(envelope, &work)
    }

    private func judgeHandover(_ envelope: Envelope) -> Judgement {
        let leaf = envelope.leaf
        guard leaf.to == office.description, isPredecessor(leaf.stream.office) else {
            return .quarantine(reason: "NOT_AUTHORISED", keepsContent: true)
        }
        let plain: [UInt8]
        switch opened(leaf, envelope.body) {
        case .failure(let fault): return judgement(on: fault)
        case .success(let body): plain = body
        }
        guard leaf.contentType == SealedBody.mediaType || !isSealing(leaf) else {
            return .quarantine(reason: OfficeMachine.sealMissing, keepsContent: true)
        }
        guard let file = JSONValue.parsed(plain)?["case"].flatMap({ CaseFile(json: $0) }),
            file.id.description == leaf.caseID
        else { return .quarantine(reason: "BODY_UNREADABLE", keepsContent: true) }
        return .inherit(file)
    }

    private mutating func judgeForwarded(_ envelope: Envelope, _ work: inout Workspace) throws -> Judgement {
        guard envelope.leaf.to == office.description, isPredecessor(envelope.leaf.stream.office) else {
            return .quarantine(reason: "NOT_AUTHORISED", keepsContent: true)
        }
        switch forwarded(envelope, at: work.clocks.machine) {
        case .failure(let reason): return .quarantine(reason: reason.code, keepsContent: true)
        case .success(let passedOn):
            let inner = passedOn.envelope
            guard inner.leaf.classification.isCarried else {
                return .quarantine(reason: "CLASSIFICATION_REFUSED", keepsContent: false)
            }
            if let reason = fault(of: inner.leaf, to: envelope.leaf.stream.office, &work) {
                return .quarantine(reason: reason, keepsContent: true)
            }
            return try judgeContent(inner, by: passedOn.wrap, &work)
        }
    }

    private func judgeContent(
        _ envelope: Envelope, by wrap: SealedBody.Wrap? = nil, _ work: inout Workspace
    ) throws -> Judgement {
        let leaf = envelope.leaf
        let found: BodyReading?
        switch reading(of: envelope, by: wrap, work) {
        case .failure(let fault): return judgement(on: fault)
        case .success(let body): found = body
        }
        guard let reading = found, reading.faults.isEmpty,
            let contract = LetterCatalogue.contract(for: leaf.type)
        else { return .quarantine(reason: "BODY_UNREADABLE", keepsContent: true) }
        let letter = try letter(envelope, reading, &work)
        if let reason = sealingFault(of: envelope, reading.body, contract) {
            return .quarantine(reason: reason, keepsContent: true)
        }
        guard names(us: letter, on: leaf.stream.topic) else {
            return .quarantine(reason: "NOT_AUTHORISED", keepsContent: true)
        }
        if let sender = directory?.profile(letter.from), contract.isOwedCopyMissing(in: letter.body, from: sender) {
            return .quarantine(reason: "NOT_AUTHORISED", keepsContent: true)
        }
        if blockedCases.contains(leaf.caseID), !leaf.caseID.isEmpty, try mustQueue(leaf, contract, &work) {
            return .park(reason: "CASE_PARKED")
        }
        return try awaits(letter, contract, &work) ? .park(reason: "AWAITING_CAUSE") : .decide(letter)
    }

    /// Addressee, type and authority by the directory that the letter names (rule 25).
    private func fault(of leaf: Leaf, to addressee: OfficeID, _ work: inout Workspace) -> String? {
        guard leaf.to == (leaf.stream.topic.isBroadcast ? "*" : addressee.description) else { return "NOT_AUTHORISED" }
        let question = AuthorityQuestion(
            newest: book.version, named: leaf.directoryVersion, sender: leaf.stream.office, type: leaf.type)
        guard work.authority(question, asking: { maySend($0) }) else { return "NOT_AUTHORISED" }
        guard let contract = LetterCatalogue.contract(for: leaf.type) else { return "UNKNOWN_TYPE" }
        guard contract.travels(on: leaf.stream.topic) else { return "NOT_AUTHORISED" }
        return CaseID(leaf.caseID) == nil ? "BODY_UNREADABLE" : nil
    }

    /// A letter names its addressees: one that names others alone was written for them, whoever sends it here (S1).
    private func names(us letter: ReceivedLetter, on topic: Topic) -> Bool {
        let named = ["recipients", "cc"].flatMap { letter.body[$0]?.array ?? [] }.compactMap(\.string)
        guard case .direct = topic, !named.isEmpty else { return true }
        let ours = [office] + (directory?.predecessors(of: office) ?? [])
        return ours.contains { named.contains($0.description) }
    }

    private func maySend(_ question: AuthorityQuestion) -> Bool {
        guard case .by(let document) = book.judgement(namedVersion: question.named, sender: question.sender) else {
            return false
        }
        return document.maySend(office: question.sender, type: question.type)
    }

    /// A defect of ours holds the whole case back. Any other letter holds back what follows it in its own stream: across
    /// streams there is no order but that of causes, what a letter waits for must be let through, and nobody may stop a
    /// case of others by writing nonsense into it.
    private func mustQueue(_ leaf: Leaf, _ contract: LetterContract, _ work: inout Workspace) throws -> Bool {
        let held = try work.heldBack(caseID: leaf.caseID)
        if held.contains(where: \.isOwnDefect) { return true }
        let own = held.filter { $0.said.stream == leaf.stream }
        if own.contains(where: \.isObstacle) { return true }
        return try !own.isEmpty && !isAwaited(leaf, among: held, &work)
    }

    /// Whether what is in front of this letter in its stream waits for it: it opens the case that is not here, or one of them
    /// answers it, or answers what waits behind such an answer. Causes of honest offices never run in such a ring; those of
    /// an office that was restored may. Whatever else waits for it waits until its turn has come (rule 23).
    func isAwaited(_ leaf: Leaf, among held: [HeldBackLetter], _ work: inout Workspace) throws -> Bool {
        if LetterCatalogue.contract(for: leaf.type)?.opensCase ?? false,
            try CaseID(leaf.caseID).flatMap({ try work.caseFile($0) }) == nil
        {
            return true
        }
        let lines = Dictionary(grouping: held.map(\.said), by: \.stream)
        let places = Dictionary(held.map { ($0.said.letter.description, $0.said) }) { first, _ in first }
        func before(_ letter: Leaf) -> ArraySlice<Leaf> {
            (lines[letter.stream] ?? []).prefix { $0.letter != letter.letter }
        }
        var waiting = Array(before(leaf))
        var seen: Set<LetterID> = []
        while let next = waiting.popLast() {
            if next.cause == leaf.letter.description { return true }
            guard seen.insert(next.letter).inserted, let cause = places[next.cause] else { continue }
            waiting.append(cause)
            waiting += before(cause)
        }
        return false
    }

    /// The letter as the desk hears it; nil when its body cannot be read.
    func read(_ envelope: Envelope, _ work: inout Workspace) throws -> ReceivedLetter? {
        guard case .success(let found) = reading(of: envelope, by: nil, work), let reading = found else { return nil }
        return try letter(envelope, reading, &work)
    }

    private func letter(
        _ envelope: Envelope, _ reading: BodyReading, _ work: inout Workspace
    ) throws -> ReceivedLetter {
        let leaf = envelope.leaf
        let caseID = CaseID(leaf.caseID)
        let sender = leaf.stream.office
        let file = try caseID.flatMap { try work.caseFile($0) }
        return ReceivedLetter(
            id: leaf.letter, type: leaf.type, caseID: caseID, subject: subject(of: leaf, reading),
            from: caseID.map { party(sender, in: $0, file, on: leaf.stream.topic) } ?? sender, to: leaf.to,
            cause: leaf.cause, body: reading.body, checked: reading.checked, signedAt: leaf.time,
            arrivedAt: work.clocks.official)
    }

    /// True while what the letter answers, or the letter that opens its case, has not arrived (rule 21).
    private func awaits(
        _ letter: ReceivedLetter, _ contract: LetterContract, _ work: inout Workspace
    ) throws -> Bool {
        guard let id = letter.caseID else { return false }
        let file = try work.caseFile(id)
        if file == nil {
            // What comes of a case that was destroyed here is refused, not awaited.
            guard try !work.wasErased(id) else { return false }
            guard contract.opensCase else { return true }
            // It goes on from a letter of a case of ours that this ledger, restored, has forgotten: that one comes back.
            guard id.office == office, let cause = LetterID(letter.cause) else { return false }
            return try !work.knows(cause)
        }
        guard !contract.opensCase, let cause = LetterID(letter.cause) else { return false }
        // Letters of the time before the succession are known to the retired office alone, those about its part beside ours
        // to nobody here.
        let marks = [CaseFile.inheritedFlag, CaseFile.besideFlag]
        guard !(file?.flags ?? []).contains(where: { flag in marks.contains { flag.hasPrefix($0) } }) else {
            return false
        }
        return try !work.knows(cause)
    }

    private mutating func decide(
        _ letter: ReceivedLetter, _ envelope: Envelope, _ work: inout Workspace
    ) throws {
        let leaf = envelope.leaf
        guard let settled = try settle(letter, envelope, &work) else {
            return try setAside(envelope, .parked, OfficeMachine.readerMissing, keepsContent: true, &work)
        }
        let (disposition, reason, content) = settled
        work.dispose(IncomingLetter(envelope: envelope, disposition: disposition, reason: reason, content: content))
        work.journal(
            disposition == .effect ? .letterIn : .refused, by: letter.from, caseID: leaf.caseID,
            leafHash: envelope.leafHash, content: content,
            note: "\(letter.type) \(leaf.stream)#\(leaf.number)" + (reason.isEmpty ? "" : " \(reason)"))
    }

    /// Asks the desk; an outcome evolves the case and drafts letters, a refusal is recorded. Nil when what follows from the
    /// letter cannot be sealed yet, which is no fault of the letter.
    private mutating func settle(
        _ letter: ReceivedLetter, _ envelope: Envelope, _ work: inout Workspace
    ) throws -> (Disposition, String, Int)? {
        let file = try letter.caseID.flatMap { try work.caseFile($0) }
        let result =
            isTaken(letter, by: file)
            ? .failure(caseTaken(letter))
            : try isDestroyed(letter, file, work)
                ? .failure(OfficeMachine.destroyed) : try ask(input(letter, envelope), about: file, &work)
        switch result {
        case .success(let outcome):
            counters.effects += 1
            let content = JournalContent(events: outcome.events, body: envelope.body)
            try carryOut(outcome, &work)
            noteHeard(letter, envelope, &work)
            try noteInLog(letter, envelope, &work)
            return (.effect, "", work.content(content, caseID: envelope.leaf.caseID))
        case .failure(let refusal) where refusal.code == OfficeMachine.readerMissing: return nil
        case .failure(let refusal):
            counters.refusals += 1
            let content = JournalContent(events: [], body: envelope.body)
            return (.refused, refusal.code, work.content(content, caseID: envelope.leaf.caseID))
        }
    }

    /// What the successor of this retired office says in its name is as our own word: it happened, and is told already.
    private func input(_ letter: ReceivedLetter, _ envelope: Envelope) -> CaseInput {
        letter.from == office && envelope.leaf.stream.office != office ? .recovered(letter) : .letter(letter)
    }

    /// A letter that opens a case and answers nothing must come from the office that the case id names (rule 7).
    private func isTaken(_ letter: ReceivedLetter, by file: CaseFile?) -> Bool {
        guard let id = letter.caseID, LetterCatalogue.contract(for: letter.type)?.opensCase ?? false else {
            return false
        }
        return id.office != letter.from && (letter.cause.isEmpty || file == nil && id.office == office)
    }

    private func caseTaken(_ letter: ReceivedLetter) -> Refusal {
        Refusal(
            code: "CASE_ID_TAKEN", text: "案件编号属于其他机关，\(letter.from) 不能以此编号发起案件。", basis: nil, field: "caseId")
    }

    private mutating func setAside(
        _ envelope: Envelope, _ disposition: Disposition, _ reason: String, keepsContent: Bool,
        _ work: inout Workspace
    ) throws {
        let leaf = envelope.leaf
        let content =
            keepsContent
            ? work.content(JournalContent(events: [], body: envelope.body), caseID: leaf.caseID) : nil
        work.dispose(IncomingLetter(envelope: envelope, disposition: disposition, reason: reason, content: content))
        work.journal(
            disposition == .parked ? .parked : .quarantined, by: leaf.stream.office, caseID: leaf.caseID,
            leafHash: envelope.leafHash, content: content, note: "\(leaf.type) \(leaf.stream)#\(leaf.number) \(reason)")
        if !leaf.caseID.isEmpty { blockedCases.insert(leaf.caseID) }
        if disposition == .parked {
            counters.parked += 1
        } else {
            counters.quarantined += 1
            work.alarm("LETTER_QUARANTINED", "\(leaf.type) \(leaf.stream)#\(leaf.number): \(reason)")
        }
    }
}

extension HeldBackLetter {
    /// Its handling ended our process before.
    var isOwnDefect: Bool { reason == "HANDLER_CRASH" }

    /// What the letter says of itself; of one that a retired office passes on, what its first sender said.
    var said: Leaf {
        guard envelope.leaf.type == ControlType.caseLetter else { return envelope.leaf }
        do throws(EnvelopeFault) {
            return try ForwardedEnvelope.read(envelope.body, contentType: envelope.leaf.contentType).envelope.leaf
        } catch {
            return envelope.leaf
        }
    }

    /// It waits for a person, not for another letter.
    var isObstacle: Bool { disposition == .quarantined || isOwnDefect }
}

extension LetterContract {
    /// Whether letters of this type may stand on a topic.
    func travels(on topic: Topic) -> Bool {
        switch carrier {
        case .direct: !topic.isBroadcast
        case .broadcast(let own): own == topic
        }
    }

    /// The sender's case learns when the letter arrived: it begins something at its reader.
    var reportsDelivery: Bool { opensCase && carrier == .direct }
}

extension JSONValue {
    /// The value that bytes hold; nil when they hold none.
    static func parsed(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }
}
