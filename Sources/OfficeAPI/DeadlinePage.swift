import Casework
import Contracts
import Ledgers

/// Open deadlines as they are shown, with the words of directory and rule set.
struct DeadlinePage: Sendable {
    let now: Moment
    let directory: DirectoryDocument?
    let rules: RuleSet

    /// A line of the list; `file` tells why, and is nil when the case was erased meanwhile.
    func item(_ row: DeadlineRow, _ file: CaseFile?) -> JSONValue {
        let deadline = row.deadline
        let band = DeadlineBand(due: deadline.due, at: now)
        let state = file.flatMap {
            $0.deadlines.indices.contains(deadline.ordinal) ? $0.deadlines[deadline.ordinal] : nil
        }
        let reason = state.map { DeadlineReason($0, rules: rules) }
        let workflow = Workflow.of(row.kind)
        return .members([
            ("caseId", .string(row.caseID.description)), ("kind", .string(row.kind.rawValue)),
            ("kindTitle", .string(workflow.title)), ("state", .string(row.state)),
            ("stateTitle", .string(workflow.title(ofState: row.state))), ("subject", .string(row.subject)),
            ("deadline", .string(deadline.key)), ("rule", .string(deadline.rule)),
            ("name", .string(reason?.name ?? deadline.rule)), ("duty", reason?.duty.map { .string($0) }),
            ("holder", deadline.holder.map { .string($0.description) }),
            ("holderName", deadline.holder.flatMap { directory?.profile($0) }.map { .string($0.name) }),
            ("due", deadline.due.map { .string($0.description) }), ("band", .string(band.rawValue)),
            ("bandTitle", .string(band.title)), ("isOverdue", .bool(band.isOverdue)),
            ("overdueDays", overdueDays(deadline.due, band).map { .integer($0) }),
            ("isProvisional", .bool(deadline.isProvisional)), ("why", reason?.json),
        ])
    }

    /// Whole days since the end; nil for one that is in time.
    private func overdueDays(_ due: Moment?, _ band: DeadlineBand) -> Int64? {
        guard band.isOverdue, let due else { return nil }
        return (now.milliseconds - due.milliseconds) / Span.hours(24).milliseconds
    }
}

/// How many deadlines lie in each band, all together and by holder, kind of case and rule.
struct DeadlineHistogramPage {
    let counts: [DeadlineCount]
    let now: Moment
    let office: OfficeID
    let directory: DirectoryDocument?
    let rules: RuleSet

    var json: JSONValue {
        [
            "office": .string(office.description), "asOf": .string(now.description),
            "total": bands(counts),
            "byHolder": .array(byHolder), "byKind": .array(byKind), "byRule": .array(byRule),
        ]
    }

    /// Every band is there, zeros too, and the parts add up to `total`.
    private func bands(_ counts: [DeadlineCount]) -> JSONValue {
        let parts = DeadlineBand.allCases.map { band in (band, counts.sum { $0.band == band }) }
        return [
            "total": .integer(counts.sum { _ in true }),
            "overdue": .integer(counts.sum { $0.band.isOverdue }),
            "bands": .object(parts.map { JSONMember($0.0.rawValue, .integer($0.1)) }),
        ]
    }

    /// All working offices and whoever else holds one, by id; duties of nobody in particular come last, if any.
    private var byHolder: [JSONValue] {
        let known = Set((directory?.activeOffices ?? []).map(\.id) + [office] + counts.compactMap(\.holder))
        var rows = known.sorted().map { holder in
            JSONValue.members([
                ("holder", .string(holder.description)),
                ("name", directory?.profile(holder).map { .string($0.name) }),
            ]).merging(bands(counts.filter { $0.holder == holder }))
        }
        let nobodys = counts.filter { $0.holder == nil }
        if !nobodys.isEmpty { rows.append(JSONValue.members([("holder", "")]).merging(bands(nobodys))) }
        return rows
    }

    private var byKind: [JSONValue] {
        CaseKind.allCases.map { kind in
            JSONValue.members([
                ("kind", .string(kind.rawValue)), ("title", .string(Workflow.of(kind).title)),
            ]).merging(bands(counts.filter { $0.kind == kind }))
        }
    }

    private var byRule: [JSONValue] {
        let known = Set(rules.deadlines.map(\.id) + counts.map(\.rule))
        return known.sorted().map { id in
            JSONValue.members([
                ("rule", .string(id)), ("name", rules.deadlines.last { $0.id == id }.map { .string($0.name) }),
            ]).merging(bands(counts.filter { $0.rule == id }))
        }
    }
}

extension [DeadlineCount] {
    fileprivate func sum(_ isCounted: (DeadlineCount) -> Bool) -> Int64 {
        reduce(0) { isCounted($1) ? $0 + Int64($1.count) : $0 }
    }
}
