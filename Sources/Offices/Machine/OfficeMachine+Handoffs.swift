import Casework
import Contracts
import Exchange

/// The running count of handoffs, at the office that numbers them (domain D.2 rows 4 to 22: the procuratorate sees all).
extension OfficeMachine {
    /// The letter that the count is about.
    static let handoffLetter = "crim.transfer"
    /// Between two statements of an unchanged count, by the timer.
    static let handoffPause = Span.hours(1)

    /// The number that the next handoff gets; nil where no procuratorate counts, for the desk refuses that itself.
    ///
    /// All orders of an office go through its one machine, and a number is committed with the letter that has it, so
    /// neither can be there alone. After a restore numbers may have been given that this ledger forgot: none is given
    /// before the procuratorate has returned them (protocol rules 1 and 12).
    func nextHandoffNumber(_ context: DeskContext) throws(Refusal) -> HandoffNumber? {
        guard let named = context.own.sameLevelProcuratorate else { return nil }
        let procuratorate = directory?.heir(of: named) ?? named
        guard mayNumber(toldTo: [procuratorate]) else { throw numbersForgotten([procuratorate]) }
        let last = handoffs.tally(under: procuratorate)?.last ?? 0
        return HandoffNumber(procuratorate: procuratorate, number: Int64(clamping: last) + 1)
    }

    /// Whether every one of these offices has given back what a restored ledger had forgotten of its stream to them, or
    /// the operator goes on without it (rule 13).
    func mayNumber(toldTo offices: [OfficeID]) -> Bool {
        guard wasRestored, phase != .stopped else { return true }
        guard phase == .serving else { return false }
        return offices.allSatisfy { other in
            !owesNumbers.contains(other)
                || outStreams[streamName(of: office, .direct(other), partition: 0)]?.isOpen ?? false
        }
    }

    /// Offices that a restored ledger has to hear from before a slip is numbered.
    var otherOffices: [OfficeID] { directory?.activeOffices.map(\.id).filter { $0 != office } ?? [] }

    func numbersForgotten(_ offices: [OfficeID]) -> Refusal {
        let silent = offices.filter { !mayNumber(toldTo: [$0]) }.map(\.description).joined(separator: "、")
        return Refusal(
            code: "NUMBERS_FORGOTTEN",
            text: "账本刚从备份恢复，备份之后给出的编号要等\(silent)退回函件后才能确定，以免重号；请稍后再试，或者由系统管理员决定不等待该单位。",
            basis: nil, field: nil)
    }

    /// Notes the numbers of our own letters, those of recovered ones too.
    mutating func noteGiven(_ letter: LetterID, _ type: LetterType, _ body: JSONValue, _ work: inout Workspace) {
        guard type.name == OfficeMachine.handoffLetter, let (procuratorate, entry) = numbered(letter, body) else {
            return
        }
        var tally =
            handoffs.tally(under: procuratorate)
            ?? HandoffTally(namespace: namespace, office: office, procuratorate: procuratorate)
        if tally.note(entry) == .twice {
            work.alarm(
                "HANDOFF_NUMBER_TWICE",
                "handoff number \(entry.number) under \(procuratorate) was given to two letters, \(letter) among them")
        }
        handoffs.set(tally, under: procuratorate)
        keep(.handoffsGiven, handoffs.givenJSON, &work)
    }

    func numbered(_ letter: LetterID, _ body: JSONValue) -> (procuratorate: OfficeID, entry: HandoffTally.Entry)? {
        guard let number = body["handoffNumber"]?.integer.flatMap({ UInt64(exactly: $0) }), number > 0,
            let procuratorate = body["numberedFor"]?.string.flatMap({ OfficeID($0) })
        else { return nil }
        return (procuratorate, HandoffTally.Entry(number: number, letter: letter))
    }

    func keep(_ name: SettingName, _ value: JSONValue, _ work: inout Workspace) {
        work.commit.settings.removeAll { $0.name == name }
        work.commit.settings.append((name, value.text))
    }

    // MARK: The statement

    /// Statements that are due: of a count that changed, at each start, to a reader that started anew, and each hour. Only
    /// on an open stream: there every letter of the count has its number in the stream.
    mutating func dueHandoffCounts(at now: Moment) -> [HandoffCount] {
        handoffs.given.compactMap { procuratorate, tally in
            guard isStatementDue(of: tally, under: procuratorate, at: now),
                let stream = outStreams[streamName(of: office, .direct(procuratorate), partition: 0)]
            else { return nil }
            handoffsStated[procuratorate] = HandoffStatement(count: tally.last, digest: tally.digest, at: now)
            return HandoffCount(
                tally, stream: stream.name, writer: writer, number: stream.number, head: stream.head)
        }
    }

    private func isStatementDue(of tally: HandoffTally, under procuratorate: OfficeID, at now: Moment) -> Bool {
        let name = streamName(of: office, .direct(procuratorate), partition: 0)
        guard outStreams[name]?.isOpen ?? false else { return false }
        guard let stated = handoffsStated[procuratorate], stated.count == tally.last, stated.digest == tally.digest
        else { return true }
        return now - stated.at >= OfficeMachine.handoffPause
    }

    /// When the next statement is due by itself.
    func nextHandoffCount(after now: Moment) -> Moment? {
        handoffs.given.compactMap { procuratorate, tally -> Moment? in
            let name = streamName(of: office, .direct(procuratorate), partition: 0)
            guard outStreams[name]?.isOpen ?? false else { return nil }
            guard !isStatementDue(of: tally, under: procuratorate, at: now) else { return now }
            return handoffsStated[procuratorate].map { $0.at + OfficeMachine.handoffPause }
        }.min()
    }

    /// A reader that began anew may have lost what it was told.
    mutating func stateHandoffsAgain(to reader: OfficeID) { handoffsStated[reader] = nil }
}

/// What was last told of a count, in this run.
struct HandoffStatement: Sendable {
    let count: UInt64
    let digest: Digest
    /// By the timer.
    let at: Moment
}
