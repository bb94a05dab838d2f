import Casework
import Contracts
import Exchange

/// What people decide after a restore (rules 13 and 16).
extension OfficeMachine {
    static let recoveredFlag = "recoveredLetter:"
    static let confirmedFlag = "recoveryConfirmed:"

    /// A case that said something its ledger does not remember deciding is marked for an officer.
    func recoveryMark(_ leaf: Leaf, _ work: inout Workspace) throws -> [CaseEvent] {
        guard let id = CaseID(leaf.caseID), let file = try work.caseFile(id), try !isRemembered(leaf, work) else {
            return []
        }
        let event = mark(file, OfficeMachine.recoveredFlag + leaf.letter.description, by: nil, work)
        try work.evolve(file, [event])
        return [event]
    }

    /// The cause is a letter that had effect here: the decision stands in this ledger and is not repeated (rule 15).
    private func isRemembered(_ leaf: Leaf, _ work: Workspace) throws -> Bool {
        guard let cause = LetterID(leaf.cause) else { return false }
        return try work.knows(cause)
    }

    private func mark(_ file: CaseFile, _ flag: String, by officer: Officer?, _ work: Workspace) -> CaseEvent {
        CaseEvent(
            name: "flagged", at: work.clocks.official, office: office, officer: officer?.id, letter: nil,
            body: ["flags": [.string(flag)]])
    }

    /// Deadlines of such a case keep counting, but nothing goes outward by itself until it is confirmed.
    func awaitsConfirmation(_ file: CaseFile) -> Bool {
        file.flags.contains { flag in
            guard flag.hasPrefix(OfficeMachine.recoveredFlag) else { return false }
            return !file.flags.contains(
                OfficeMachine.confirmedFlag + flag.dropFirst(OfficeMachine.recoveredFlag.count))
        }
    }

    mutating func confirmRecovered(
        _ id: CaseID, by officer: Officer, _ work: inout Workspace
    ) throws -> Result<JSONValue, Refusal> {
        guard let file = try work.caseFile(id) else {
            return .failure(Refusal(code: "UNKNOWN_CASE", text: "没有案件 \(id)。", basis: nil, field: "caseId"))
        }
        guard officer.roles.contains(.headPrincipal) || officer.roles.contains(.headDeputy) else {
            return .failure(
                Refusal(code: "ROLE_REQUIRED", text: "确认恢复的报文须由负责人办理。", basis: nil, field: nil))
        }
        let events = file.flags.filter { $0.hasPrefix(OfficeMachine.recoveredFlag) }.map { flag in
            mark(
                file, OfficeMachine.confirmedFlag + flag.dropFirst(OfficeMachine.recoveredFlag.count), by: officer,
                work)
        }
        try work.evolve(file, events)
        let content = work.content(JournalContent(events: events, body: []), caseID: id.description)
        work.journal(
            .administration, by: office, caseID: id.description, content: content,
            note: "recovered letters confirmed by \(officer.id)")
        return .success(["confirmed": .integer(Int64(events.count))])
    }

    mutating func proceed(
        without offices: [OfficeID], by officer: Officer, _ work: inout Workspace
    ) -> Result<JSONValue, Refusal> {
        guard officer.roles.contains(.administrator) else {
            return .failure(Refusal(code: "ROLE_REQUIRED", text: "该操作须由系统管理员办理。", basis: nil, field: nil))
        }
        for name in outStreams.names where name.topic.isBroadcast {
            guard var stream = outStreams[name] else { continue }
            stream.awaitedReaders.removeAll { offices.contains($0) }
            outStreams[name] = stream
            openBroadcast(name, &work)
        }
        work.journal(
            .administration, by: office,
            note:
                "broadcast streams go on without \(offices.map(\.description).joined(separator: " ")) by \(officer.id)")
        return .success(["proceeding": true])
    }

    /// The log of one of our broadcast streams is another one than before: its tail may be gone although a reader
    /// applied it, so every reader is asked (rule 13).
    mutating func askEveryReader(of partition: BusPartition) {
        let name = streamName(of: office, on: partition)
        guard partition.topic.isBroadcast, let stream = outStreams[name], !stream.isOpen, stream.number > 0 else {
            return
        }
        let readers = directory?.activeOffices.map(\.id).filter { $0 != office } ?? []
        outStreams[name]?.awaitedReaders = readers
    }
}
