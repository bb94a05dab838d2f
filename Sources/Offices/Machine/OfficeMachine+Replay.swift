import Casework
import Contracts
import Exchange

/// Parked and quarantined letters are tried again, in the order of their streams (rules 21 and 23).
extension OfficeMachine {
    /// An administrator may try one letter at most this often.
    static let maximumReplays = 10

    /// Tries what waits in a case after something of it had effect: the first of each stream, until none moves.
    mutating func replayCase(_ caseID: String, _ work: inout Workspace) throws {
        guard !caseID.isEmpty, blockedCases.contains(caseID) else { return }
        var stuck: Set<StreamName> = []
        while let next = try nextToTry(caseID, besides: stuck, work) {
            if try retry(next, by: office, &work) {
                stuck = []
            } else {
                stuck.insert(next.envelope.leaf.stream)
            }
        }
        if try work.heldBack(caseID: caseID).isEmpty { blockedCases.remove(caseID) }
    }

    private func nextToTry(
        _ caseID: String, besides stuck: Set<StreamName>, _ work: Workspace
    ) throws -> HeldBackLetter? {
        let held = try work.heldBack(caseID: caseID)
        guard !held.contains(where: \.isOwnDefect) else { return nil }
        let closed = stuck.union(held.filter(\.isObstacle).map(\.envelope.leaf.stream))
        return held.first { !closed.contains($0.envelope.leaf.stream) }
    }

    /// An administrator's replay of one letter; what is parked behind it follows.
    mutating func replay(
        _ stream: StreamName, _ number: UInt64, by officer: Officer, _ work: inout Workspace
    ) throws -> Result<JSONValue, Refusal> {
        guard let letter = try work.heldBack(stream: stream, number: number) else {
            return .failure(notHeld(stream, number))
        }
        guard letter.replays < OfficeMachine.maximumReplays else {
            return .failure(
                Refusal(code: "REPLAY_LIMIT", text: "该报文已重放\(letter.replays)次，达到上限；请注明理由后废弃。", basis: nil, field: nil))
        }
        let caseID = letter.envelope.leaf.caseID
        if let first = try work.heldBack(caseID: caseID).first(where: { $0.envelope.leaf.stream == stream }),
            first.envelope.leaf.number != number
        {
            let leaf = first.envelope.leaf
            return .failure(
                Refusal(
                    code: "CASE_PARKED", text: "同一案件在前的报文 \(leaf.stream)#\(leaf.number) 尚未处理，请先处理该报文。",
                    basis: nil, field: nil))
        }
        let done = try retry(letter, by: office, &work)
        note(.replayed, letter, officer, done ? "replayed" : "still held back", &work)
        if done {
            try replayCase(caseID, &work)
        } else {
            // The same disposition again: the attempt counts towards the limit.
            work.redispose(letter.envelope.leaf, letter.disposition, reason: letter.reason)
        }
        return .success(["replayed": .bool(done)])
    }

    /// An administrator gives a letter up; the next of its case may follow.
    mutating func discard(
        _ stream: StreamName, _ number: UInt64, reason: String, by officer: Officer, _ work: inout Workspace
    ) throws -> Result<JSONValue, Refusal> {
        guard let letter = try work.heldBack(stream: stream, number: number) else {
            return .failure(notHeld(stream, number))
        }
        guard !reason.isEmpty else {
            return .failure(Refusal(code: "FIELD_INVALID", text: "废弃报文必须注明理由。", basis: nil, field: "reason"))
        }
        work.redispose(letter.envelope.leaf, .discarded, reason: String(reason.prefix(200)))
        touch(stream, &work)
        note(.discarded, letter, officer, reason, &work)
        let caseID = letter.envelope.leaf.caseID
        if try work.heldBack(caseID: caseID).isEmpty {
            blockedCases.remove(caseID)
        } else {
            try replayCase(caseID, &work)
        }
        return .success(["discarded": true])
    }

    /// Judges a held letter again; true when it had its effect or refusal.
    private mutating func retry(
        _ held: HeldBackLetter, by office: OfficeID, _ work: inout Workspace
    ) throws -> Bool {
        let leaf = held.envelope.leaf
        // Its own row must not count as the obstacle in front of it.
        blockedCases.remove(leaf.caseID)
        defer { blockedCases.insert(leaf.caseID) }
        guard case .decide(let letter) = try judge(held.envelope, &work) else { return false }
        let file = try letter.caseID.flatMap { try work.caseFile($0) }
        let (disposition, reason, events): (Disposition, String, [CaseEvent])
        switch try ask(.letter(letter), about: file, &work) {
        case .success(let outcome):
            counters.effects += 1
            try carryOut(outcome, &work)
            (disposition, reason, events) = (.effect, "", outcome.events)
        case .failure(let refusal):
            counters.refusals += 1
            (disposition, reason, events) = (.refused, refusal.code, [])
        }
        let content = work.content(JournalContent(events: events, body: held.envelope.body), caseID: leaf.caseID)
        work.redispose(leaf, disposition, reason: reason)
        work.journal(
            .replayed, by: leaf.stream.office, caseID: leaf.caseID, leafHash: held.envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number) \(disposition.rawValue) \(reason)")
        touch(leaf.stream, &work)
        return true
    }

    /// The counts in the next ack changed.
    private mutating func touch(_ name: StreamName, _ work: inout Workspace) {
        guard var stream = inStreams[name] else { return }
        if name.topic.isBroadcast { checkpointIsDue = true } else { stream.owed.owedNow() }
        inStreams[name] = stream
        work.changed(incoming: name)
    }

    private func note(
        _ kind: JournalKind, _ letter: HeldBackLetter, _ officer: Officer, _ text: String, _ work: inout Workspace
    ) {
        let leaf = letter.envelope.leaf
        work.journal(
            .administration, by: office, caseID: leaf.caseID, leafHash: letter.envelope.leafHash,
            note: "\(kind.rawValue) \(leaf.stream)#\(leaf.number) by \(officer.id): \(text)")
    }

    private func notHeld(_ stream: StreamName, _ number: UInt64) -> Refusal {
        Refusal(
            code: "NOT_HELD_BACK", text: "报文 \(stream)#\(number) 不在隔离或等待之列。", basis: nil, field: nil)
    }
}
