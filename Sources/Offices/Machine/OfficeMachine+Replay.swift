import Casework
import Contracts
import Exchange

/// Parked and quarantined letters are tried again, in the order of their streams (rules 21 and 23).
extension OfficeMachine {
    /// An administrator may try one letter at most this often.
    package static let maximumReplays = 10

    /// What came of trying a letter again.
    private enum Trial {
        /// It had its effect or refusal, or went to the successor.
        case settled
        /// It is held back still, for this reason.
        case held(Disposition, reason: String)

        var isSettled: Bool {
            switch self {
            case .settled: true
            case .held: false
            }
        }
    }

    /// Tries what waits in a case after something of it had effect: the first of each stream, and what others wait for,
    /// until none moves.
    mutating func replayCase(_ caseID: String, _ work: inout Workspace) throws {
        guard !caseID.isEmpty, blockedCases.contains(caseID) else { return }
        var stuck: Set<Digest> = []
        while let next = try nextToTry(caseID, besides: stuck, &work) {
            if try retry(next, by: office, &work).isSettled {
                stuck = []
            } else {
                stuck.insert(next.envelope.leafHash)
            }
        }
        if try work.heldBack(caseID: caseID).isEmpty { blockedCases.remove(caseID) }
    }

    private func nextToTry(
        _ caseID: String, besides stuck: Set<Digest>, _ work: inout Workspace
    ) throws -> HeldBackLetter? {
        let held = try work.heldBack(caseID: caseID)
        guard !held.contains(where: \.isOwnDefect) else { return nil }
        var closed = Set(held.filter(\.isObstacle).map(\.said.stream))
        let obstacles = closed
        for letter in held {
            let leaf = letter.said
            let isTried = stuck.contains(letter.envelope.leafHash)
            // What a letter in front of it waits for is let through, as it is when it arrives.
            let isAwaited = try isAwaited(leaf, among: held, &work)
            if !isTried, !isReturning(letter.envelope.leaf.stream.office),
                !closed.contains(leaf.stream) || isAwaited && !obstacles.contains(leaf.stream)
            {
                return letter
            }
            closed.insert(leaf.stream)
        }
        return nil
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
        if let first = try work.heldBack(caseID: caseID).first(where: { $0.said.stream == letter.said.stream }),
            first.envelope.leafHash != letter.envelope.leafHash
        {
            if letter.isOwnDefect { return .success(try queueMended(letter, by: officer, &work)) }
            let leaf = first.envelope.leaf
            return .failure(
                Refusal(
                    code: "CASE_PARKED", text: "同一案件在前的报文 \(leaf.stream)#\(leaf.number) 尚未处理，请先处理该报文。",
                    basis: nil, field: nil))
        }
        let trial = try retry(letter, by: office, &work)
        note(.replayed, letter, officer, trial.isSettled ? "replayed" : "still held back", &work)
        // Held back again, now for what was found this time: the attempt counts towards the limit, and what only waits
        // for another letter is no defect of ours any more that would hold that one back.
        if case .held(let disposition, let reason) = trial {
            work.hold(letter, disposition, reason: reason)
            touch(stream, &work)
        }
        try replayCase(caseID, &work)
        return .success(["replayed": .bool(trial.isSettled)])
    }

    /// A defect of ours holds the whole case back, also what a letter in front of it in its stream waits for. Once an
    /// administrator calls the defect mended, the letter takes its place in the line and what is awaited is let through.
    private mutating func queueMended(
        _ letter: HeldBackLetter, by officer: Officer, _ work: inout Workspace
    ) throws -> JSONValue {
        let leaf = letter.envelope.leaf
        work.hold(letter, .parked, reason: "CASE_PARKED")
        touch(leaf.stream, &work)
        note(.replayed, letter, officer, "takes its place in the line of its case", &work)
        try replayCase(leaf.caseID, &work)
        return ["replayed": .bool(try work.heldBack(stream: leaf.stream, number: leaf.number) == nil)]
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

    /// Judges a held letter again.
    private mutating func retry(
        _ held: HeldBackLetter, by office: OfficeID, _ work: inout Workspace
    ) throws -> Trial {
        let leaf = held.envelope.leaf
        guard held.reason != OfficeMachine.behindEnd else { return .held(held.disposition, reason: held.reason) }
        // Its own row must not count as the obstacle in front of it.
        blockedCases.remove(leaf.caseID)
        defer { blockedCases.insert(leaf.caseID) }
        switch try judge(held.envelope, &work) {
        case .decide(let letter):
            return try decideAgain(letter, held, &work)
        case .forward(let heir):
            // It waited while this office was retired.
            try passOn(held.envelope, to: heir, &work)
            settle(held, .effect, "", events: [], &work)
            return .settled
        case .quarantine(let reason, _): return .held(.quarantined, reason: reason)
        case .park(let reason): return .held(.parked, reason: reason)
        case .endStream:
            settle(held, .effect, "", events: [], &work)
            noteEnd(of: leaf.stream)
            return .settled
        case .inherit: return .held(held.disposition, reason: held.reason)
        }
    }

    private mutating func decideAgain(
        _ letter: ReceivedLetter, _ held: HeldBackLetter, _ work: inout Workspace
    ) throws -> Trial {
        let file = try letter.caseID.flatMap { try work.caseFile($0) }
        switch try ask(.letter(letter), about: file, &work) {
        case .success(let outcome):
            counters.effects += 1
            try carryOut(outcome, &work)
            noteHeard(letter, held.envelope, &work)
            try noteInLog(letter, held.envelope, &work)
            settle(held, .effect, "", events: outcome.events, &work)
        case .failure(let refusal) where refusal.code == OfficeMachine.readerMissing:
            return .held(.parked, reason: refusal.code)
        case .failure(let refusal):
            counters.refusals += 1
            settle(held, .refused, refusal.code, events: [], &work)
        }
        return .settled
    }

    private mutating func settle(
        _ held: HeldBackLetter, _ disposition: Disposition, _ reason: String, events: [CaseEvent],
        _ work: inout Workspace
    ) {
        let leaf = held.envelope.leaf
        let content = work.content(JournalContent(events: events, body: held.envelope.body), caseID: leaf.caseID)
        work.redispose(leaf, disposition, reason: reason)
        work.journal(
            .replayed, by: leaf.stream.office, caseID: leaf.caseID, leafHash: held.envelope.leafHash, content: content,
            note: "\(leaf.type) \(leaf.stream)#\(leaf.number) \(disposition.rawValue) \(reason)")
        touch(leaf.stream, &work)
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
