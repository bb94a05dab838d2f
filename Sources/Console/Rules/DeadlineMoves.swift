import Casework
import Contracts
import Ledgers
import Offices

/// Which open deadlines of this office would move under another rule set: counted by the same desk that moves them when the
/// set is in force, on the cases as they are, and written nowhere.
struct DeadlineMoves: Sendable {
    /// A deadline that would move.
    struct Move: Hashable, Sendable {
        let caseID: CaseID
        let kind: CaseKind
        let caseName: String
        let rule: String
        let before, due: Moment

        /// Days of the calendar; negative for an earlier end.
        var days: Int { due.civilDate.dayNumber - before.civilDate.dayNumber }
    }

    /// The first of them, the earliest end first.
    private(set) var first: [Move] = []
    /// How many would move.
    private(set) var count = 0
    /// By rule.
    private(set) var byRule: [String: Int] = [:]
    /// Deadlines that were looked at.
    private(set) var seen = 0
    /// Whether there are more than were looked at.
    private(set) var isCut = false

    private static let shown = 50
    private static let atOnce = 500
    /// Open deadlines that one preview looks at.
    static let most = 5_000

    /// Counts under other rules, on the office as it stands.
    init(under rules: RuleSet, _ machine: OfficeMachine, _ clocks: Clocks, _ reader: LedgerReader, in scope: Scope)
        throws
    {
        var cursor: DeadlineCursor?
        var cases: Set<CaseID> = []
        var moves: [Move] = []
        while true {
            let rows = try reader.deadlines(DeadlineFilter(), in: scope, behind: cursor, limit: DeadlineMoves.atOnce)
            seen += rows.count
            for row in rows where cases.insert(row.caseID).inserted {
                guard let file = try reader.caseFile(row.caseID, in: scope) else { continue }
                moves += DeadlineMoves.moves(of: file, under: rules, machine, clocks)
            }
            guard rows.count == DeadlineMoves.atOnce, let last = rows.last else { break }
            guard seen < DeadlineMoves.most else {
                isCut = true
                break
            }
            cursor = last.cursor
        }
        count = moves.count
        byRule = moves.reduce(into: [:]) { $0[$1.rule, default: 0] += 1 }
        first = Array(moves.sorted { ($0.before, $0.caseID) < ($1.before, $1.caseID) }.prefix(DeadlineMoves.shown))
    }

    private static func moves(
        of file: CaseFile, under rules: RuleSet, _ machine: OfficeMachine, _ clocks: Clocks
    ) -> [Move] {
        guard let now = machine.deskContext(clocks, for: file) else { return [] }
        let context = DeskContext(
            own: now.own, offices: now.offices, rules: rules, now: now.now, machineNow: now.machineNow)
        // The letters of this look are never sent: their ids may be any.
        var ids = FreshIDs(time: clocks.machine, randomHigh: 0, randomLow: 0)
        do throws(Refusal) {
            let outcome = try Desk.step(file: file, input: .recount, context: context, ids: &ids)
            return outcome.events.compactMap { event in
                guard let ordinal = event.body["ordinal"]?.integer.flatMap({ Int(exactly: $0) }),
                    file.deadlines.indices.contains(ordinal),
                    let before = event.body["before"]?.string.flatMap({ Moment($0) }),
                    let due = event.body["due"]?.string.flatMap({ Moment($0) }), before != due
                else { return nil }
                return Move(
                    caseID: file.id, kind: file.kind,
                    caseName: file.facts["caseName"]?.string ?? Workflow.of(file.kind).title,
                    rule: file.deadlines[ordinal].rule, before: before, due: due)
            }
        } catch {
            return []
        }
    }
}
