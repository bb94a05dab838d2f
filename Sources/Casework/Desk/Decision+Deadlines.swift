import Contracts

extension Decision {
    /// Ends, suspends and starts the deadlines of a row.
    ///
    /// - Returns: those this office set and its letter carries.
    mutating func countDeadlines(_ row: Transition, _ act: Act, carries: Bool) -> [JSONValue] {
        let part = row.part(of: act.office, act.content)
        for key in row.meets { end(key, part, act, as: .deadlineMet) }
        for key in row.stops { end(key, part, act, as: .deadlineStopped) }
        for key in row.pauses { pause(key, row, act) }
        for key in row.resumes { resume(key, act) }
        var carried: [JSONValue] = []
        for start in row.starts where mayStart(start, act, carries: carries) {
            guard let deadline = begin(start, row, act, part), start.setter == .actor else { continue }
            if let due = Decision.due(deadline) { carried.append(due) }
        }
        for due in act.dues { takeOver(due, row, act) }
        return carried
    }

    private func mayStart(_ start: DeadlineStart, _ act: Act, carries: Bool) -> Bool {
        switch start.setter {
        case .actor: return act.letter == nil && carries
        case .own: return act.letter == nil
        case .each(let standings): return standings.contains(file?.standing(of: context.own.id) ?? .opener)
        }
    }

    // MARK: Starting

    private mutating func begin(
        _ start: DeadlineStart, _ row: Transition, _ act: Act, _ part: String?
    ) -> DeadlineState? {
        guard let from = anchor(start.anchor, act) else { return nil }
        let key = part.map { "\(start.key)/\($0)" } ?? start.key
        let rule: DeadlineRule
        do throws(RuleRefusal) {
            rule = try self.rule(start.rule)
        } catch {
            note(
                flags: ["RULE_UNKNOWN:\(key)"], office: context.own.id, letter: nil,
                content: ["text": .string(error.text)])
            return nil
        }
        let term = rule.term(from: from)
        let due = term.due(context.rules.calendar)
        let deadline = DeadlineState(
            key: key, rule: rule.id, ruleSet: context.rules.version, start: from, due: due,
            holder: holder(start.holder, act), setBy: context.own.id,
            rungs: DeadlineState.Rung.rungs(rule.rungs(of: term, calendar: context.rules.calendar)))
        started(deadline, flags: due?.isProvisional == true ? ["PROVISIONAL_CALENDAR:\(key)"] : [])
        return deadline
    }

    private mutating func started(_ deadline: DeadlineState, flags: [String]) {
        record(
            DeadlineEvent.deadlineStarted.rawValue, office: deadline.setBy, officer: nil, letter: nil,
            body: .members([
                ("deadline", deadline.json), ("flags", flags.isEmpty ? nil : .array(flags.map { .string($0) })),
            ]), started: deadline)
    }

    private func anchor(_ anchor: DeadlineStart.Anchor, _ act: Act) -> Moment? {
        switch anchor {
        case .act: return act.at
        case .recorded: return context.now
        case .day(let path):
            let value = path.split(separator: ".").reduce(file?.facts) { $0?[String($1)] }
            return value?.string.flatMap { CivilDate($0) }?.start
        }
    }

    private func rule(_ name: DeadlineStart.RuleName) throws(RuleRefusal) -> DeadlineRule {
        let rules = context.rules
        let today = context.today
        switch name {
        case .id(let id): return try rules.deadline(id, on: today)
        case .purpose(let purpose): return try rules.deadline(for: purpose, agency: context.own.agency, on: today)
        case .channel(let name):
            let channel = try rules.channel(name, on: today)
            return try rules.deadline(channel.deadlines.first ?? name, on: today)
        case .list(let term):
            let terms = try rules.listKind(file?.facts["listKind"]?.string ?? "", on: today).deadlines
            switch term {
            case .acknowledge: return try rules.deadline(terms.acknowledge, on: today)
            case .apply: return try rules.deadline(terms.apply, on: today)
            case .lift: return try rules.deadline(terms.lift, on: today)
            }
        }
    }

    private func holder(_ standing: Standing, _ act: Act) -> OfficeID? {
        switch standing {
        case .opener: return id.office
        case .recipient:
            let recipients = file?.recipients ?? []
            return recipients.contains(act.office) ? act.office : recipients.first
        case .listener: return context.own.id == id.office ? nil : context.own.id
        case .copy, .stranger: return nil
        }
    }

    private static func due(_ deadline: DeadlineState) -> JSONValue? {
        guard let due = deadline.due else { return nil }
        return [
            "key": .string(deadline.key), "rule": .string(deadline.rule), "ruleSet": .string(deadline.ruleSet),
            "start": .string(deadline.start.description), "at": .string(due.description),
            "isProvisional": .bool(deadline.isProvisional),
        ]
    }

    /// A deadline that the sender set is shown as it stands in the letter; a result of our own that differs is flagged,
    /// never used (design section 6).
    private mutating func takeOver(_ due: JSONValue, _ row: Transition, _ act: Act) {
        guard let key = due["key"]?.string, let ruleID = due["rule"]?.string, let set = due["ruleSet"]?.string,
            let start = due["start"]?.string.flatMap({ Moment($0) }), let at = due["at"]?.string.flatMap({ Moment($0) })
        else { return }
        let holder = row.starts.first { key == $0.key || key.hasPrefix($0.key + "/") }.flatMap {
            self.holder($0.holder, act)
        }
        var flags: [String] = []
        var rungs = [RungMoment(rung: .due, moment: at)]
        if let rule = context.rules.deadlines.first(where: { $0.id == ruleID && $0.validity.contains(start.civilDate) })
        {
            let term = rule.term(from: start)
            if term.due(context.rules.calendar)?.moment != at { flags = ["DUE_DATE_DIFFERS:\(key)"] }
            rungs =
                rule.rungs(of: term, calendar: context.rules.calendar).filter { $0.rung != .due && $0.moment < at }
                + rungs
        } else {
            flags = ["RULE_UNKNOWN:\(key)"]
        }
        let isProvisional = due["isProvisional"]?.bool ?? false
        started(
            DeadlineState(
                key: key, rule: ruleID, ruleSet: set, start: start,
                due: DueDate(moment: at, isProvisional: isProvisional), holder: holder, setBy: act.office,
                rungs: DeadlineState.Rung.rungs(rungs)), flags: flags)
    }

    // MARK: Ending and suspending

    /// The deadlines of a name that still count. An act on a part touches that part's, and its own office's; an act on
    /// the whole touches all.
    private func open(_ key: String, _ part: String?, _ act: Act) -> [Int] {
        (file?.deadlines ?? []).enumerated().filter { _, deadline in
            guard deadline.status == .running || deadline.status == .paused else { return false }
            guard let part else { return deadline.key == key || deadline.key.hasPrefix(key + "/") }
            return deadline.key == "\(key)/\(part)" || (deadline.key == key && act.office == context.own.id)
        }.map(\.offset)
    }

    private mutating func end(_ key: String, _ part: String?, _ act: Act, as name: DeadlineEvent) {
        for ordinal in open(key, part, act) {
            let deadline = file?.deadlines[ordinal]
            let isLate = name == .deadlineMet && (deadline?.due.map { $0 < act.at } ?? false)
            let flags: [JSONValue] = isLate ? [.string("LATE:\(deadline?.key ?? key)")] : []
            record(
                name.rawValue, office: act.office, officer: act.officer, letter: act.letter?.id,
                body: [
                    "ordinal": .integer(Int64(ordinal)), "key": .string(deadline?.key ?? key),
                    "at": .string(act.at.description), "isLate": .bool(isLate), "flags": .array(flags),
                ])
        }
    }

    private mutating func pause(_ key: String, _ row: Transition, _ act: Act) {
        for ordinal in open(key, nil, act) where file?.deadlines[ordinal].status == .running {
            record(
                DeadlineEvent.deadlinePaused.rawValue, office: act.office, officer: act.officer, letter: nil,
                body: [
                    "ordinal": .integer(Int64(ordinal)), "key": .string(key), "at": .string(act.at.description),
                    "reason": .string(row.event), "document": act.content["documentNo"] ?? .string(row.number),
                ])
        }
    }

    /// The rest of the term counts from now, by the rule it was started under.
    private mutating func resume(_ key: String, _ act: Act) {
        for ordinal in open(key, nil, act) {
            guard var deadline = file?.deadlines[ordinal], deadline.status == .paused,
                let last = deadline.pauses.indices.last
            else { continue }
            deadline.pauses[last].until = act.at
            let day = deadline.start.civilDate
            guard
                let rule = context.rules.deadlines.first(where: {
                    $0.id == deadline.rule && $0.validity.contains(day)
                }) ?? context.rules.deadlines.last(where: { $0.id == deadline.rule })
            else {
                note(flags: ["RULE_UNKNOWN:\(key)"], office: context.own.id, letter: nil, content: .object([]))
                continue
            }
            let term = rule.term(from: deadline.start, suspensions: deadline.suspensions)
            guard let due = term.due(context.rules.calendar) else { continue }
            let rungs = DeadlineState.Rung.rungs(rule.rungs(of: term, calendar: context.rules.calendar))
            record(
                DeadlineEvent.deadlineResumed.rawValue, office: act.office, officer: act.officer, letter: nil,
                body: [
                    "ordinal": .integer(Int64(ordinal)), "key": .string(key), "at": .string(act.at.description),
                    "due": .string(due.moment.description), "isProvisional": .bool(due.isProvisional),
                    "rungs": .array(rungs.map(\.json)),
                ])
        }
    }
}
