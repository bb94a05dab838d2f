import Casework
import Contracts

/// How far the open deadlines were counted by a calendar.
struct DeadlineRecount: Hashable, Sendable {
    /// The calendar; nil before the ledger was asked which one was the last.
    var calendar: Digest?
    /// The last case that was counted.
    var cursor: CaseID?
    /// Whether all are counted.
    var isDone = false
}

/// What time and another calendar do to deadlines (S10).
extension OfficeMachine {
    /// Rungs that one transaction rings. After an outage a hundred thousand may be due at once; the ledger has one
    /// writer, and whatever arrives meanwhile waits for the batch before it. 256 are few enough that nobody waits long
    /// (`liandong bench deadlines` tells the longest batch, and the intake's rate beside it), and enough for the synced
    /// commit to be a small part of each.
    package static let rungsAtOnce = 256
    /// Cases that one transaction counts anew, for the same reason.
    package static let recountedAtOnce = 256

    /// Rings what is due, in bounded batches, the earliest first.
    mutating func ringDueRungs(_ work: inout Workspace) throws {
        hasMoreRungs = false
        guard phase == .serving, directory?.office(office)?.status != .retired else { return }
        // Those that cannot ring yet stay the earliest: behind them the others must have their turn.
        let limit = OfficeMachine.rungsAtOnce + stuckRungs
        var failed = 0
        let rungs = try work.ledger.dueRungs(at: work.clocks.official, limit: limit)
        for due in rungs where try !ring(due, &work) { failed += 1 }
        stuckRungs = failed
        hasMoreRungs = rungs.count == limit && failed < limit
    }

    /// Rings one; false when it stays due.
    private mutating func ring(_ due: (caseID: CaseID, rung: DeadlineRung), _ work: inout Workspace) throws -> Bool {
        let file = try work.caseFile(due.caseID)
        guard let file, case .success(let outcome) = try ask(.rung(due.rung), about: file, &work),
            !outcome.events.isEmpty
        else { return false }
        try record(outcome, .rung, about: file, note: due.rung.name, &work)
        try goOnBehind(file.id, .rung, &work)
        tellStillApplied(file, due.rung, &work)
        counters.rungs += 1
        return true
    }

    /// Under another calendar than the last one all open deadlines are counted again, a bounded number of cases at a
    /// time. A process that ends in between begins anew at its next start: counting twice changes nothing.
    mutating func recountDeadlines(_ work: inout Workspace) throws {
        if phase != .serving || directory?.office(office)?.status == .retired { return }
        let calendar = rules.calendar.digest
        if recounting.calendar != calendar {
            recounting = DeadlineRecount(calendar: calendar)
            recounting.isDone = try work.ledger.setting(.calendar) == calendar.description
        }
        guard !recounting.isDone else { return }
        let ids = try work.ledger.casesWithOpenDeadlines(
            after: recounting.cursor, limit: OfficeMachine.recountedAtOnce)
        for id in ids {
            guard let file = try work.caseFile(id) else { continue }
            guard case .success(let outcome) = try ask(.recount, about: file, &work), !outcome.events.isEmpty else {
                continue
            }
            try record(outcome, .recounted, about: file, note: "calendar \(calendar)", &work)
        }
        recounting.cursor = ids.last ?? recounting.cursor
        guard ids.count < OfficeMachine.recountedAtOnce else { return }
        recounting.isDone = true
        work.commit.settings.append((.calendar, calendar.description))
    }

    /// Nothing goes outward from a case that an officer has still to confirm (rule 16).
    private mutating func record(
        _ outcome: Outcome, _ kind: JournalKind, about file: CaseFile, note: String, _ work: inout Workspace
    ) throws {
        let caseID = file.id.description
        let content = work.content(JournalContent(events: outcome.events, body: []), caseID: caseID)
        if file.awaitsConfirmation {
            work.evolve(outcome)
        } else {
            try carryOut(outcome, &work)
        }
        work.journal(kind, by: office, caseID: caseID, content: content, note: note)
    }
}
