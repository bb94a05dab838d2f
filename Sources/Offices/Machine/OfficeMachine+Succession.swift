package import Casework
package import Contracts
import Exchange

/// A retired office's open cases go on at its successor (design section 2, *directory*).
///
/// The retired office hands each open case over as it keeps it and forwards what still arrives; the successor acts in
/// these cases under the retired office's name, and the other parties take its letters so. Case ids, parts and the
/// journal of what was keep their names.
extension OfficeMachine {
    // MARK: In whose name

    /// In whose name an office speaks in a case: its own, or that of a retired office whose place in it the case knows.
    func party(_ office: OfficeID, in id: CaseID, _ file: CaseFile?, on topic: Topic) -> OfficeID {
        guard let directory else { return office }
        let predecessors = directory.predecessors(of: office)
        guard !predecessors.isEmpty else { return office }
        guard let file else { return predecessors.contains(id.office) ? id.office : office }
        switch file.kind {
        case .referral, .handoff, .supervision, .assistance, .task, .commentRound, .slip, .repair, .risk:
            guard file.standing(of: office) == .stranger else { return office }
            return predecessors.first { file.standing(of: $0) != .stranger } ?? office
        case .listEntry, .publication:
            // What it reports about its own measures it reports for itself.
            return topic != .measures && predecessors.contains(id.office) ? id.office : office
        }
    }

    /// In whose name this office decides in a case: the part of a letter that names a predecessor as its addressee counts
    /// for a case that is not here yet.
    func actingParty(in file: CaseFile?, opening letter: ReceivedLetter? = nil) -> OfficeID {
        if let file { return party(office, in: file.id, file, on: .direct(office)) }
        guard let letter, let directory else { return office }
        let named = ["recipients", "cc"].flatMap { letter.body[$0]?.array ?? [] }.compactMap(\.string)
        guard !named.contains(office.description) else { return office }
        return directory.predecessors(of: office).first { named.contains($0.description) } ?? office
    }

    /// What the desk looks at beside the case; nil while the directory does not list this office.
    package func deskContext(_ clocks: Clocks, as party: OfficeID) -> DeskContext? {
        guard let directory, var own = directory.profile(party) else { return nil }
        own.isActive = directory.office(office)?.status == .active
        return DeskContext(
            own: own, offices: directory, rules: rules, now: clocks.official, machineNow: clocks.machine)
    }

    /// The same for a case, in whose name this office acts in it.
    package func deskContext(_ clocks: Clocks, for file: CaseFile?) -> DeskContext? {
        deskContext(clocks, as: actingParty(in: file))
    }

    // MARK: The retired office

    /// The successor, once this office is retired.
    var ownHeir: OfficeID? {
        guard let directory else { return nil }
        let heir = directory.heir(of: office)
        return heir == office ? nil : heir
    }

    /// Hands the next open cases over; when none is left, our streams end but the one to the successor, which gets what
    /// still arrives.
    mutating func handCasesOver(_ work: inout Workspace) throws {
        guard phase == .serving, let heir = ownHeir, !hasHandedOver, mayHandOver(to: heir, &work) else { return }
        let files = try work.ledger.cases(after: handoverCursor, limit: 500)
        for kept in files {
            // As the letters of this very step left it.
            guard let file = try work.caseFile(kept.id), isOurs(file), file.isOpen else { continue }
            try handOver(file, to: heir, &work)
        }
        handoverCursor = files.last?.id ?? handoverCursor
        hasHandedOver = files.isEmpty
        if hasHandedOver { try endStreamsIfRetired(&work) }
    }

    /// A case is handed to a successor once (rule 15).
    static func handoverEmission(of caseID: String, to heir: String) -> String { "handover|\(caseID)|\(heir)" }

    /// A letter is forwarded once (rule 15).
    static func forwardEmission(of envelope: Envelope) -> String { "forward|\(envelope.leafHash)" }

    private func isOurs(_ file: CaseFile) -> Bool {
        switch file.standing(of: office) {
        case .opener, .lead, .decider, .recipient, .copy, .superior: true
        case .listener, .stranger: false
        }
    }

    private mutating func handOver(_ file: CaseFile, to heir: OfficeID, _ work: inout Workspace) throws {
        let letter = work.chance.letterID(at: work.clocks.machine)
        let context = SealContext(
            namespace: namespace, office: office, letter: letter, type: ControlType.caseHandover,
            caseID: file.id.description)
        let body: JSONValue = ["case": file.json]
        guard let sealed = handover(body, context, for: heir, at: work.clocks.machine) else { return }
        let sent = try draftToHeir(
            ControlType.caseHandover, heir, caseID: file.id.description, letter: letter,
            body: sealed.body, contentType: sealed.contentType,
            emission: OfficeMachine.handoverEmission(of: file.id.description, to: heir.description), &work)
        guard sent else { return }
        try note("HANDED_OVER:\(heir)", on: file, "handed over to \(heir)", &work)
    }

    /// A letter that reached this office after it retired: its number is used here, the successor decides about it.
    mutating func forward(_ envelope: Envelope, to heir: OfficeID, _ work: inout Workspace) throws {
        let leaf = envelope.leaf
        try passOn(envelope, to: heir, &work)
        let content = work.content(JournalContent(events: [], body: envelope.body), caseID: leaf.caseID)
        work.dispose(IncomingLetter(envelope: envelope, disposition: .effect, reason: "", content: content))
        work.journal(
            .letterIn, by: leaf.stream.office, caseID: leaf.caseID, leafHash: envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number) forwarded to \(heir)")
        counters.effects += 1
    }

    /// The letter as it came, packed into one of ours.
    mutating func passOn(_ envelope: Envelope, to heir: OfficeID, _ work: inout Workspace) throws {
        let leaf = envelope.leaf
        try noteForwarded(envelope, &work)
        let passedOn = passedOn(envelope, to: heir, at: work.clocks.machine)
        _ = try draftToHeir(
            ControlType.caseLetter, heir, caseID: leaf.caseID, subject: leaf.subject, letter: leaf.letter,
            body: passedOn.bytes,
            contentType: passedOn.wrap == nil ? ControlType.envelopeMediaType : ForwardedEnvelope.mediaType,
            emission: OfficeMachine.forwardEmission(of: envelope), &work)
    }

    private mutating func draftToHeir(
        _ type: LetterType, _ heir: OfficeID, caseID: String, subject: String = "", letter: LetterID, body: [UInt8],
        contentType: String, emission: String, _ work: inout Workspace
    ) throws -> Bool {
        guard try work.isNewEmission(emission) else { return false }
        let stream = streamName(of: office, .direct(heir), partition: 0)
        try endOlderGenerations(of: stream.topic, &work)
        let leaf = Leaf(
            stream: stream, number: 0, previous: .zero, epoch: writer.epoch, letter: letter,
            salt: salt(of: emission, &work), type: type, caseID: caseID, subject: subject, to: heir.description,
            cause: "", classification: .internal,
            contentType: contentType,
            directoryVersion: book.version, ruleSetVersion: rules.version, time: work.clocks.machine,
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        let content = work.content(JournalContent(events: [], body: body), caseID: caseID)
        work.drafts.append(Draft(leaf: leaf, body: body, recordKey: caseID, emission: emission, content: content))
        if outStreams[stream] == nil { outStreams[stream] = OutStream(name: stream) }
        work.changed(outgoing: stream)
        return true
    }

    // MARK: The successor

    /// Whether a sender may hand its cases to us.
    func isPredecessor(_ sender: OfficeID) -> Bool { directory?.predecessors(of: office).contains(sender) ?? false }

    /// A case as the retired office kept it becomes ours; where we are a party ourselves, each side keeps its own, and our
    /// case is marked: what the others still write about the other part answers letters that are not here.
    mutating func inherit(_ envelope: Envelope, _ inherited: CaseFile, _ work: inout Workspace) throws {
        let leaf = envelope.leaf
        let predecessor = leaf.stream.office
        if let own = try work.caseFile(inherited.id), isOurs(own) {
            let content = work.content(JournalContent(events: [], body: envelope.body), caseID: leaf.caseID)
            work.dispose(
                IncomingLetter(
                    envelope: envelope, disposition: .refused, reason: OfficeMachine.alreadyParty, content: content))
            work.journal(
                .refused, by: predecessor, caseID: leaf.caseID, leafHash: envelope.leafHash, content: content,
                note: "\(leaf.type) \(leaf.stream)#\(leaf.number) \(OfficeMachine.alreadyParty)")
            counters.refusals += 1
            try note("\(CaseFile.besideFlag)\(predecessor)", on: own, "a part of \(predecessor) beside our own", &work)
            work.alarm(
                OfficeMachine.alreadyParty,
                "case \(leaf.caseID) has a part of \(predecessor) beside our own: conclude both")
            return
        }
        let event = inheritance(of: inherited, from: predecessor, work)
        try work.inherit(inherited, event)
        let content = work.content(JournalContent(events: [event], body: envelope.body), caseID: leaf.caseID)
        work.dispose(IncomingLetter(envelope: envelope, disposition: .effect, reason: "", content: content))
        work.journal(
            .letterIn, by: predecessor, caseID: leaf.caseID, leafHash: envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number)")
        counters.effects += 1
    }

    /// Marks a case with what befell it beside its letters.
    private func note(_ flag: String, on file: CaseFile, _ words: String, _ work: inout Workspace) throws {
        let event = CaseEvent(
            name: CaseFile.noteEvent, at: work.clocks.official, office: office, officer: nil, letter: nil,
            body: ["flags": [.string(flag)]])
        try work.evolve(file, [event])
        let content = work.content(JournalContent(events: [event], body: []), caseID: file.id.description)
        work.journal(.administration, by: office, caseID: file.id.description, content: content, note: words)
    }

    private static let alreadyParty = "ALREADY_PARTY"

    private func inheritance(of file: CaseFile, from office: OfficeID, _ work: Workspace) -> CaseEvent {
        CaseEvent(
            name: CaseFile.inheritedEvent, at: work.clocks.official, office: office, officer: nil, letter: nil,
            body: ["case": file.json, "flags": [.string(CaseFile.inheritedFlag + office.description)]])
    }

    /// The letter inside a forwarded one, when its own signature and addressee are in order.
    mutating func forwarded(_ envelope: Envelope, at now: Moment) -> Result<ForwardedEnvelope, EnvelopeReason> {
        let passedOn: ForwardedEnvelope
        do throws(EnvelopeFault) {
            passedOn = try ForwardedEnvelope.read(envelope.body, contentType: envelope.leaf.contentType)
        } catch {
            return .failure(EnvelopeReason(code: error.rawValue))
        }
        let inner = passedOn.envelope
        // It was taken in by the retired office: a key that ended since does not matter, a forged path does.
        if case .unverified(let reason) = verifier.verdict(on: inner, book: book, at: now), reason != "KEY_EXPIRED" {
            return .failure(EnvelopeReason(code: reason))
        }
        guard inner.leaf.stream.topic == .direct(envelope.leaf.stream.office), inner.leaf.number > 0,
            inner.leaf.letter == envelope.leaf.letter, inner.leaf.caseID == envelope.leaf.caseID
        else { return .failure(EnvelopeReason(code: "ENVELOPE_MISMATCH")) }
        return .success(passedOn)
    }
}

/// Why an envelope inside another is not taken.
struct EnvelopeReason: Error {
    let code: String
}
