import Casework
import Contracts
import Exchange

/// Letters on broadcast topics get their numbers in slices, so that a removal never waits behind a mass of additions: no
/// second topic or partition could promise that, for a removal might overtake its listing there.
extension OfficeMachine {
    /// What is signed and written when a step ends.
    struct Numbering {
        var items: [(leaf: Leaf, body: [UInt8])] = []
        var rows: [(headAfter: Digest, key: String, emission: String, content: Int)] = []
        var noted: Set<ListShare> = []
        /// Waiting letters that have their number, or were dropped.
        var done: Set<Int64>
    }

    /// Whether a letter ends a restriction: it overtakes what only adds.
    static func isUrgent(_ type: LetterType, _ body: [UInt8]) -> Bool {
        if ListStanding.isEnded(by: type) { return true }
        guard type.name == "list.measure.report" else { return false }
        return JSONValue.parsed(body)?["measureState"]?.string == "lifted"
    }

    /// How many letters may be numbered in a stream now.
    private func room(in name: StreamName) -> Int {
        guard name.topic.isBroadcast, let stream = outStreams[name] else { return .max }
        return Int(clamping: slice - min(slice, stream.number - stream.retired))
    }

    /// Numbers what waits for a stream that is open: all that is urgent, and of the rest what there is room for.
    mutating func numberWaiting(of name: StreamName, _ numbering: inout Numbering, _ work: inout Workspace) throws {
        if try hasEnded(ownStream: name, work) { return try moveOn(from: name, &numbering, &work) }
        let limit = name.topic.isBroadcast ? Int(slice) : .max
        let found = try work.ledger.nextWaiting(stream: name, limit: limit)
        for letter in found where letter.isUrgent { try number(letter, behindItsCase: name, &numbering, &work) }
        var isFull = false
        for letter in found where !letter.isUrgent && !numbering.done.contains(letter.row) {
            guard room(in: name) > 0 else {
                isFull = true
                break
            }
            try number(letter, &numbering, &work)
        }
        if isFull || found.count == limit { slices.insert(name) } else { slices.remove(name) }
    }

    /// What waits of the same case was decided earlier, and keeps its place before the letter.
    private mutating func number(
        _ letter: WaitingLetter, behindItsCase name: StreamName, _ numbering: inout Numbering, _ work: inout Workspace
    ) throws {
        guard !numbering.done.contains(letter.row) else { return }
        let earlier = try work.ledger.waiting(stream: name, caseID: letter.leaf.caseID)
        for other in earlier where other.row < letter.row && !numbering.done.contains(other.row) {
            try number(other, &numbering, &work)
        }
        try number(letter, &numbering, &work)
    }

    private mutating func number(
        _ waiting: WaitingLetter, _ numbering: inout Numbering, _ work: inout Workspace
    ) throws {
        numbering.done.insert(waiting.row)
        work.commit.waitingDone.append(waiting.row)
        let content = work.content(JournalContent(events: [], body: waiting.body), caseID: waiting.leaf.caseID)
        try number(
            Draft(
                leaf: waiting.leaf, body: waiting.body, recordKey: waiting.recordKey, emission: waiting.emission,
                content: content), &numbering, &work)
    }

    /// Numbers a draft of this step, or lets it wait.
    mutating func numberOrKeep(_ draft: Draft, _ numbering: inout Numbering, _ work: inout Workspace) throws {
        let name = draft.leaf.stream
        let isUrgent = name.topic.isBroadcast && OfficeMachine.isUrgent(draft.leaf.type, draft.body)
        guard outStreams[name]?.isOpen ?? false, phase == .serving else { return keep(draft, isUrgent, &work) }
        if isUrgent {
            // Its listing may wait for a number, in the ledger or since this very step: it goes first.
            if slices.contains(name) {
                for earlier in try work.ledger.waiting(stream: name, caseID: draft.leaf.caseID)
                where !numbering.done.contains(earlier.row) {
                    try number(earlier, &numbering, &work)
                }
            }
            for kept in work.takeKept(stream: name, caseID: draft.leaf.caseID) {
                try number(kept, &numbering, &work)
            }
        } else if slices.contains(name) || room(in: name) == 0 {
            slices.insert(name)
            return keep(draft, isUrgent, &work)
        }
        try number(draft, &numbering, &work)
    }

    /// What waits for a stream whose end came back from a peer goes on in the topic's newest generation (rule 40).
    private mutating func moveOn(
        from name: StreamName, _ numbering: inout Numbering, _ work: inout Workspace
    ) throws {
        slices.remove(name)
        for waiting in try work.ledger.waiting(stream: name) where numbering.done.insert(waiting.row).inserted {
            work.commit.waitingDone.append(waiting.row)
            guard waiting.leaf.type != ControlType.streamEnd else { continue }
            var leaf = waiting.leaf
            leaf.stream = newestStream(of: name.topic, forKey: waiting.recordKey)
            if outStreams[leaf.stream] == nil { outStreams[leaf.stream] = OutStream(name: leaf.stream) }
            work.changed(outgoing: leaf.stream)
            let content = work.content(JournalContent(events: [], body: waiting.body), caseID: leaf.caseID)
            try numberOrKeep(
                Draft(
                    leaf: leaf, body: waiting.body, recordKey: waiting.recordKey, emission: waiting.emission,
                    content: content), &numbering, &work)
        }
    }

    private func keep(_ draft: Draft, _ isUrgent: Bool, _ work: inout Workspace) {
        work.kept.append(draft)
        work.commit.waiting.append(
            WaitingLetter(
                row: 0, leaf: draft.leaf, body: draft.body, recordKey: draft.recordKey, emission: draft.emission,
                isUrgent: isUrgent))
    }

    private mutating func number(_ draft: Draft, _ numbering: inout Numbering, _ work: inout Workspace) throws {
        let draft = try withListRoot(draft, &numbering.noted, &work)
        guard var stream = outStreams[draft.leaf.stream] else { return }
        var leaf = draft.leaf
        leaf.number = stream.number + 1
        leaf.previous = stream.head
        leaf.epoch = writer.epoch
        leaf.time = work.clocks.machine
        stream.append(leaf.hash)
        outStreams[leaf.stream] = stream
        work.changed(outgoing: leaf.stream)
        numbering.items.append((leaf, draft.body))
        numbering.rows.append((stream.head, draft.recordKey, draft.emission, draft.content))
    }
}

extension Workspace {
    /// Drafts of a case that this step has just let wait; they wait no more.
    mutating func takeKept(stream: StreamName, caseID: String) -> [Draft] {
        let taken = kept.filter { $0.leaf.stream == stream && $0.leaf.caseID == caseID }
        guard !taken.isEmpty else { return [] }
        let emissions = Set(taken.map(\.emission))
        kept.removeAll { emissions.contains($0.emission) }
        commit.waiting.removeAll { emissions.contains($0.emission) }
        return taken
    }
}
