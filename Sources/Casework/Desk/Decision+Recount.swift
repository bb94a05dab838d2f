import Contracts

/// Another calendar: open deadlines are counted again (domain B.0), and the parties are told.
extension Decision {
    /// Counts this office's open deadlines by the calendar in force.
    ///
    /// Each keeps the rule it was started by, as that rule was in force on its first day (domain B.13: procedure follows
    /// the rule in force when the step is taken): a later rule of the same name begins on a later day and does not touch
    /// it. Only the calendar is new. Rungs that have rung stay rung, wherever the new count puts them; one that the new
    /// count puts into the past rings with the next tick. What another office set is moved by that office's letter alone,
    /// except on shared topics, where everybody counts for himself. Suspended deadlines are counted when they resume.
    mutating func recount(_ ids: inout FreshIDs) {
        var told: [JSONValue] = []
        for (ordinal, deadline) in (file?.deadlines ?? []).enumerated() where isCountedHere(deadline) {
            guard let before = deadline.due, let rule = rule(of: deadline) else { continue }
            let term = Decision.term(
                rule, days: deadline.days, from: deadline.start, extensions: deadline.extensions,
                suspensions: deadline.suspensions)
            guard let due = term.due(context.rules.calendar),
                due.moment != before || due.isProvisional != deadline.isProvisional
            else { continue }
            let rungs = DeadlineState.Rung.rungs(rule.rungs(of: term, calendar: context.rules.calendar))
            move(ordinal, to: due, rungs: rungs, by: context.own.id, letter: nil)
            if isTold(deadline) { told.append(Decision.moved(deadline, from: before, to: due)) }
        }
        if !told.isEmpty { tell(told, &ids) }
    }

    /// Takes over the new ends that the office tells which set them.
    ///
    /// - Returns: false when it is the setter of none of them here.
    mutating func takeOver(moved: [JSONValue], from sender: OfficeID, letter: LetterID) -> Bool {
        var isKnown = false
        for item in moved {
            guard let key = item["key"]?.string, let at = item["at"]?.string.flatMap({ Moment($0) }),
                let deadlines = file?.deadlines,
                let ordinal = deadlines.lastIndex(where: { $0.key == key && $0.setBy == sender })
            else { continue }
            isKnown = true
            let deadline = deadlines[ordinal]
            // What has ended meanwhile, or is suspended, has no end that could move.
            guard deadline.status == .running, deadline.due != at || deadline.isProvisional else { continue }
            let due = DueDate(moment: at, isProvisional: item["isProvisional"]?.bool ?? false)
            move(ordinal, to: due, rungs: rungs(of: deadline, endingAt: at), by: sender, letter: letter)
        }
        return isKnown
    }

    private func isCountedHere(_ deadline: DeadlineState) -> Bool {
        deadline.status == .running
            && (deadline.setBy == context.own.id || kind == .listEntry || kind == .publication)
    }

    /// Whether other offices hold the deadline as this one set it.
    private func isTold(_ deadline: DeadlineState) -> Bool {
        guard kind != .listEntry, kind != .publication else { return false }
        return Workflow.of(kind).start(ofKey: deadline.key)?.setter == .actor
    }

    /// Warnings by our own count as far as they lie before the end that the setter told.
    private func rungs(of deadline: DeadlineState, endingAt end: Moment) -> [DeadlineState.Rung] {
        let due = RungMoment(rung: .due, moment: end)
        guard let rule = rule(of: deadline) else { return DeadlineState.Rung.rungs([due]) }
        let term = Decision.term(
            rule, days: deadline.days, from: deadline.start, extensions: deadline.extensions,
            suspensions: deadline.suspensions)
        let warnings = rule.rungs(of: term, calendar: context.rules.calendar).filter {
            $0.rung != .due && $0.moment < end
        }
        return DeadlineState.Rung.rungs(warnings + [due])
    }

    private mutating func move(
        _ ordinal: Int, to due: DueDate, rungs: [DeadlineState.Rung], by office: OfficeID, letter: LetterID?
    ) {
        guard let deadline = file?.deadlines[ordinal] else { return }
        let isMoved = deadline.due != due.moment
        record(
            DeadlineEvent.deadlineRecounted.rawValue, office: office, officer: nil, letter: letter,
            body: .members([
                ("ordinal", .integer(Int64(ordinal))), ("key", .string(deadline.key)),
                ("at", .string(context.now.description)), ("why", "calendar"),
                ("ruleSet", .string(context.rules.version)),
                ("before", deadline.due.map { .string($0.description) }), ("due", .string(due.moment.description)),
                ("isProvisional", .bool(due.isProvisional)), ("rungs", .array(rungs.map(\.json))),
                ("flags", isMoved ? [.string("DEADLINE_MOVED:\(deadline.key)")] : nil),
            ]))
    }

    private static func moved(_ deadline: DeadlineState, from before: Moment, to due: DueDate) -> JSONValue {
        [
            "key": .string(deadline.key), "rule": .string(deadline.rule), "before": .string(before.description),
            "at": .string(due.moment.description), "isProvisional": .bool(due.isProvisional),
        ]
    }

    private mutating func tell(_ moved: [JSONValue], _ ids: inout FreshIDs) {
        guard let file else { return }
        let parties = CaseFile.distinct([file.owner] + file.recipients + file.copies).filter { $0 != context.own.id }
        // Nobody knows yet of a case in which nothing was written. It answers nothing: not every party has every letter.
        guard file.lastLetter != nil else { return }
        write(
            LetterCatalogue.movedDeadline, to: parties, answers: "",
            body: ["why": "calendar", "ruleSet": .string(context.rules.version), "moved": .array(moved)], &ids)
    }
}

extension Workflow {
    /// The row that starts a deadline of this key.
    func start(ofKey key: String) -> DeadlineStart? {
        let name = key.split(separator: "/").first.map(String.init) ?? key
        return rows.lazy.flatMap(\.starts).first { $0.key == name }
    }
}
