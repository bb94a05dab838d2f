import Casework
import Contracts
import Exchange

/// The running count of handoffs, at the procuratorate that is told of it.
extension OfficeMachine {
    /// A handoff had its effect here, or goes on to our successor: its number is there.
    mutating func noteHeard(_ letter: ReceivedLetter, _ envelope: Envelope, _ work: inout Workspace) {
        guard letter.type.name == OfficeMachine.handoffLetter else { return }
        let sender = envelope.leaf.stream.office
        guard let (procuratorate, entry) = numbered(letter.id, letter.body) else {
            return noteUnnumbered(letter, from: sender, &work)
        }
        // Numbered for another, who may have retired: he has counted it before he passed it on.
        guard procuratorate == office else { return }
        var heard = heard(sender, procuratorate)
        if heard.tally.note(entry) == .twice {
            work.alarm(
                "HANDOFF_NUMBER_TWICE",
                "\(sender) gave handoff number \(entry.number) to two letters, \(letter.id) came after another")
        }
        heard.named.removeAll { heard.tally.has($0.number) }
        judge(heard, &work)
        save(heard, &work)
    }

    /// A retired procuratorate decides nothing any more, but the count that was kept for it stays true.
    mutating func noteForwarded(_ envelope: Envelope, _ work: inout Workspace) throws {
        guard envelope.leaf.type.name == OfficeMachine.handoffLetter, let letter = try read(envelope, &work) else {
            return
        }
        noteHeard(letter, envelope, &work)
    }

    private mutating func noteUnnumbered(_ letter: ReceivedLetter, from sender: OfficeID, _ work: inout Workspace) {
        guard directory?.profile(letter.from)?.sameLevelProcuratorate == office else { return }
        var heard = heard(sender, office)
        heard.unnumbered += 1
        save(heard, &work)
    }

    private func heard(_ sender: OfficeID, _ procuratorate: OfficeID) -> HandoffCounts.Heard {
        let series = HandoffCounts.Series(office: sender, procuratorate: procuratorate)
        return handoffs.heard(series) ?? HandoffCounts.Heard(series: series, namespace: namespace)
    }

    private mutating func save(_ heard: HandoffCounts.Heard, _ work: inout Workspace) {
        handoffs.set(heard)
        keep(.handoffsHeard, handoffs.heardJSON, &work)
    }

    // MARK: Statements

    /// Returns the reason code when the record says nothing that can be used.
    mutating func takeHandoffCount(
        _ count: HandoffCount, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        guard count.stream == envelope.leaf.stream, count.stream.office == sender,
            count.writer == envelope.statement.writer
        else { return "ENVELOPE_MISMATCH" }
        guard sender != office, !count.stream.topic.isBroadcast, isForUs(count.stream) else { return nil }
        var stream = inStream(count.stream)
        defer { inStreams[count.stream] = stream }
        work.changed(incoming: count.stream)
        stream.owed.owedSoon()
        if case .stale = stream.admit(count.writer) {
            counters.stale += 1
            return "STALE_WRITER"
        }
        var heard = heard(sender, office)
        if let before = heard.claim, !count.isNewer(than: before) { return nil }
        compare(count, &heard, &work)
        heard.claim = count
        heard.proof = envelope
        heard.named = remembered(heard, count)
        if stream.disposed >= count.number { try tellMissing(heard, count, stream.name, &work) }
        judge(heard, &work)
        save(heard, &work)
        return nil
    }

    /// Names of missing letters are kept from statement to statement: a later one tells only the newest.
    private func remembered(_ heard: HandoffCounts.Heard, _ count: HandoffCount) -> [HandoffTally.Entry] {
        let known = heard.named + count.letters.filter { new in !heard.named.contains { $0.number == new.number } }
        return known.filter { !heard.tally.has($0.number) }.suffix(HandoffTally.kept * 4)
    }

    /// A count does not fall: what was signed for stays owed.
    private mutating func compare(
        _ count: HandoffCount, _ heard: inout HandoffCounts.Heard, _ work: inout Workspace
    ) {
        guard let before = heard.claim, count.count < before.count else { return }
        if heard.higher == nil { heard.higher = heard.proof }
        let office = heard.series.office
        tellOnce(
            "HANDOFF_COUNT_FELL",
            "\(office) signed \(before.count) handoffs at \(before.stream)#\(before.number) and signs \(count.count) now",
            &work)
    }

    /// All letters of the count were read, and some of their numbers were not among them; or more came than were counted.
    private mutating func tellMissing(
        _ heard: HandoffCounts.Heard, _ count: HandoffCount, _ stream: StreamName, _ work: inout Workspace
    ) throws {
        if heard.tally.last > count.count {
            tellOnce(
                "HANDOFF_COUNT_SHORT",
                "\(heard.series.office) signs \(count.count) handoffs, number \(heard.tally.last) came before that",
                &work)
        }
        let missing = heard.tally.missing(through: count.count, limit: 20)
        // What is held back here has an alarm of its own, and counts once it is let through.
        guard !missing.isEmpty, try !isHoldingBack(from: heard.series.office, work) else { return }
        let numbers = missing.map { "\($0)" }.joined(separator: ", ")
        tellOnce(
            "HANDOFF_MISSING",
            "\(heard.series.office) signs \(count.count) handoffs within \(stream)#\(count.number), which was read to its "
                + "end: missing are \(numbers)", &work)
    }

    /// Whether letters of an office, or of its successor, about its cases are parked or quarantined here. What others say of
    /// them is no letter of the count: a liar's would keep the alarm still.
    private func isHoldingBack(from office: OfficeID, _ work: Workspace) throws -> Bool {
        let senders = [office, directory?.heir(of: office) ?? office]
        return try blockedCases.contains { caseID in
            guard CaseID(caseID)?.office == office else { return false }
            return try work.heldBack(caseID: caseID).contains { senders.contains($0.envelope.leaf.stream.office) }
        }
    }

    /// Whether number and letter go together at both ends.
    private mutating func judge(_ heard: HandoffCounts.Heard, _ work: inout Workspace) {
        guard let claim = heard.claim, let number = claim.disagreement(with: heard.tally) else { return }
        tellOnce(
            "HANDOFF_COUNT_DIFFERS",
            "\(heard.series.office) signs another letter under a handoff number up to \(number) than came here", &work)
    }

    private mutating func tellOnce(_ code: String, _ text: String, _ work: inout Workspace) {
        if troublesTold.insert(text).inserted { work.alarm(code, text) }
    }
}
