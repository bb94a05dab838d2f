import Contracts
import Exchange
import Offices

// A start tells where the ledger stands; whatever was told or acknowledged before must be in it.

extension Book {
    mutating func begin(_ start: HistoryStart, _ findings: inout Findings) {
        counts.starts += 1
        settleUnfinished(start, &findings)
        let isNewRestore = start.restore != nil && start.restore?.description != restore?.description
        if isUnknown {
            adopt(start)
        } else if isNewRestore {
            counts.restores += 1
            goBack(to: start, &findings)
        } else {
            checkEpoch(start, &findings)
            checkJournal(start, &findings)
            checkStreams(start, &findings)
        }
        if let mark = start.restore { restore = mark }
        office = start.office
        writer = start.writer
        // A restored ledger learns from claims and fences how high it must go; until then its signatures count nowhere.
        highest = start.writer
        journal = start.begun
        waiting = start.waiting
        stop = nil
        isUnknown = false
        for name in outgoing.keys {
            outgoing[name]?.isAcknowledgedInRun = false
            outgoing[name]?.isOpenedInRun = false
        }
    }

    /// A transaction without an outcome was written or not: the journal's length tells, or a stream's end does.
    private mutating func settleUnfinished(_ start: HistoryStart, _ findings: inout Findings) {
        guard let pending else { return }
        counts.unfinished += 1
        let isNewRestore = start.restore != nil && start.restore?.description != restore?.description
        let rows = isNewRestore ? start.restore?.row : start.found?.rows
        let wasWritten: Bool
        if let rows, let journal, pending.commit.rows > 0 {
            wasWritten = rows >= journal.rows + pending.commit.rows
        } else {
            wasWritten = start.shows(pending.commit)
        }
        if wasWritten { settlePending(&findings) } else { self.pending = nil }
    }

    private mutating func adopt(_ start: HistoryStart) {
        for end in start.outgoing {
            if let known = outgoing[end.stream], known.line.head != end.head {
                outgoing[end.stream]?.line.restart(at: end.number, end.head)
            }
        }
        for end in start.incoming {
            if let known = incoming[end.stream], known.line.head != end.head {
                incoming[end.stream]?.restart(at: end.disposed, end.head)
            }
        }
        takeUnseen(start)
        if (start.outgoing.contains { $0.number > 0 }) || (start.incoming.contains { $0.disposed > 0 }) {
            hasGaps = true
        }
    }

    // MARK: - Without a restore

    private mutating func checkEpoch(_ start: HistoryStart, _ findings: inout Findings) {
        guard let writer else { return }
        findings.expect(
            start.writer.epoch > writer.epoch, .higherEpoch, start.office, at: place,
            "以写入者 \(start.writer) 启动，此前是 \(writer)")
    }

    private mutating func checkJournal(_ start: HistoryStart, _ findings: inout Findings) {
        guard let found = start.found, let journal else { return }
        findings.expect(
            found.rows >= journal.rows, .journalGoesOn, start.office, at: place,
            "流水只剩 \(found.rows) 行，停止前有 \(journal.rows) 行")
        if found.rows == journal.rows, let head = found.head, let known = journal.head {
            findings.expect(
                head == known, .journalGoesOn, start.office, at: place, "流水第 \(found.rows) 行的散列与停止前不同")
        }
        if found.rows > journal.rows { counts.offlineRows += UInt64(found.rows - journal.rows) }
    }

    private mutating func checkStreams(_ start: HistoryStart, _ findings: inout Findings) {
        for name in outgoing.keys.sorted() {
            guard let before = outgoing[name] else { continue }
            let end = start.outgoing.first { $0.stream == name }
            let number = end?.number ?? 0
            findings.expect(
                number == before.line.number && (end?.head ?? name.seed) == before.line.head, .toldIsKept, start.office,
                name, before.line.number, at: place, "停止前编到 \(before.line.number)，启动时台账是 \(number)，或者散列不同")
            if end?.head != before.line.head { outgoing[name]?.line.restart(at: number, end?.head ?? name.seed) }
        }
        for name in incoming.keys.sorted() {
            guard let before = incoming[name] else { continue }
            let end = start.incoming.first { $0.stream == name }
            let number = end?.disposed ?? 0
            findings.expect(
                number == before.line.number && (end?.head ?? name.seed) == before.line.head, .acknowledgedIsKept,
                start.office, name, before.line.number, at: place,
                "停止前处置到 \(before.line.number)，启动时台账是 \(number)，或者散列不同")
            if end?.head != before.line.head { incoming[name]?.restart(at: number, end?.head ?? name.seed) }
        }
        takeUnseen(start)
    }

    private mutating func takeUnseen(_ start: HistoryStart) {
        for end in start.outgoing {
            if outgoing[end.stream] == nil { outgoing[end.stream] = OutBook(end) }
            outgoing[end.stream]?.take(end)
        }
        for end in start.incoming {
            if incoming[end.stream] == nil { incoming[end.stream] = InBook(end) }
            incoming[end.stream]?.fence = end.fence
        }
    }

    // MARK: - With a restore

    /// A backup of this ledger stands where this ledger once stood; what came behind it is forgotten.
    private mutating func goBack(to start: HistoryStart, _ findings: inout Findings) {
        let row = start.restore?.row ?? 0
        for name in outgoing.keys.sorted() {
            let end = start.outgoing.first { $0.stream == name }
            let number = end?.number ?? 0
            let isOurs = outgoing[name]?.line.goBack(to: number, end?.head ?? name.seed) ?? true
            outgoing[name]?.take(end ?? HistoryOutEnd(stream: name, number: 0, head: name.seed, retired: 0))
            findings.expect(
                isOurs, .journalGoesOn, start.office, name, number, at: place, "恢复的台账不在本单位曾有的线上")
        }
        for name in incoming.keys.sorted() {
            let end = start.incoming.first { $0.stream == name }
            let number = end?.disposed ?? 0
            let isOurs = incoming[name]?.line.goBack(to: number, end?.head ?? name.seed) ?? true
            findings.expect(
                isOurs, .journalGoesOn, start.office, name, number, at: place, "恢复的台账不在本单位曾有的线上")
            incoming[name]?.goBack(toRow: row)
            incoming[name]?.fence = end?.fence
        }
        takeUnseen(start)
        emissions = emissions.filter { $0.value <= row }
        rungs = rungs.filter { $0.value <= row }
        orders = orders.filter { $0.value.row <= row }
    }
}

extension HistoryStart {
    /// Whether an end that a transaction wanted is there.
    fileprivate func shows(_ commit: HistoryCommit) -> Bool {
        guard !commit.outgoing.isEmpty || !commit.incoming.isEmpty else { return false }
        return commit.outgoing.allSatisfy { outgoing.contains($0) }
            && commit.incoming.allSatisfy { incoming.contains($0) }
    }
}
