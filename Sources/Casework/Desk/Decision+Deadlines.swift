import Contracts

extension Decision {
    /// Ends, suspends and starts the deadlines of a row.
    ///
    /// - Returns: those this office set and its letter carries.
    mutating func countDeadlines(_ row: Transition, _ act: Act, carries: Bool) -> [JSONValue] {
        let part = row.part(of: act.office, act.content, at: context.own.id)
        for key in row.meets {
            guard let items = row.meetsItems else {
                end(key, part, act, as: .deadlineMet)
                continue
            }
            for item in items.parts(in: act.content) { end(key, item.key, act, as: .deadlineMet) }
        }
        for key in row.stops { end(key, part, act, as: .deadlineStopped) }
        for key in row.pauses { pause(key, part, row, act) }
        for key in row.resumes { resume(key, part, act) }
        for key in row.extends { extend(key, part, act) }
        var carried: [JSONValue] = []
        for start in row.starts where mayStart(start, act, part, carries: carries) {
            for place in places(start, act, part) {
                guard let deadline = begin(start, row, act, place), start.setter == .actor else { continue }
                if let due = Decision.due(deadline) { carried.append(due) }
            }
        }
        // A row that is only heard, and starts nothing, came too late for the deadline that the letter tells of.
        if row.trigger != .heard || !row.starts.isEmpty { for due in act.dues { takeOver(due, row, act) } }
        return carried
    }

    private func mayStart(_ start: DeadlineStart, _ act: Act, _ part: String?, carries: Bool) -> Bool {
        if let flag = start.when, file?.facts[flag] != true { return false }
        switch start.setter {
        case .actor: return act.letter == nil && carries
        case .own: return act.letter == nil
        case .each(let standings):
            let standing = file?.standing(of: context.own.id) ?? .opener
            // Of the parts of others a recipient hears too little to count for them.
            if standing == .recipient, let part, part != context.own.id.description { return false }
            return standings.contains(standing)
        }
    }

    // MARK: Starting

    private mutating func begin(
        _ start: DeadlineStart, _ row: Transition, _ act: Act, _ place: DeadlinePlace
    ) -> DeadlineState? {
        guard let from = anchor(start.anchor, act, place) else { return nil }
        let key = place.key
        let days = Decision.days(start, place.content, from)
        if start.isDayNeeded, days == nil { return nil }
        let rule: DeadlineRule
        do throws(RuleRefusal) {
            guard let found = try self.rule(start.rule, place) else { return nil }
            rule = found
        } catch {
            note(
                flags: ["RULE_UNKNOWN:\(key)"], office: context.own.id, letter: nil,
                content: ["text": .string(error.text)])
            return nil
        }
        let term = Decision.term(rule, days: days, from: from)
        let due = term.due(context.rules.calendar)
        var deadline = DeadlineState(
            key: key, rule: rule.id, ruleSet: context.rules.version, start: from, due: due,
            holder: place.holder ?? holder(start.holder, act), setBy: context.own.id,
            rungs: DeadlineState.Rung.rungs(rule.rungs(of: term, calendar: context.rules.calendar)))
        deadline.days = days
        started(deadline, flags: due?.isProvisional == true ? ["PROVISIONAL_CALENDAR:\(key)"] : [])
        return deadline
    }

    /// Calendar days up to the day that a document sets, where it does.
    private static func days(_ start: DeadlineStart?, _ content: JSONValue, _ from: Moment) -> Int? {
        start?.lastDay.flatMap { content[$0]?.string.flatMap { CivilDate($0) } }.map { last in
            max(0, last.dayNumber - from.civilDate.dayNumber)
        }
    }

    /// The rule's own term, or the days that a document set.
    static func term(
        _ rule: DeadlineRule, days: Int?, from: Moment, extensions: Int = 0, suspensions: [Suspension] = []
    ) -> Term {
        guard let days else { return rule.term(from: from, extensions: extensions, suspensions: suspensions) }
        return Term(start: from, count: .calendarDays(days, .never), suspensions: suspensions)
    }

    private mutating func started(_ deadline: DeadlineState, flags: [String]) {
        record(
            DeadlineEvent.deadlineStarted.rawValue, office: deadline.setBy, officer: nil, letter: nil,
            body: .members([
                ("deadline", deadline.json), ("flags", flags.isEmpty ? nil : .array(flags.map { .string($0) })),
            ]), started: deadline)
    }

    private func anchor(_ anchor: DeadlineStart.Anchor, _ act: Act, _ place: DeadlinePlace) -> Moment? {
        switch anchor {
        case .act: return act.at
        case .recorded: return context.now
        case .itemDay(let field): return place.content[field]?.string.flatMap { CivilDate($0) }?.start
        case .day(let path):
            let value = path.split(separator: ".").reduce(file?.facts) { $0?[String($1)] }
            return value?.string.flatMap { CivilDate($0) }?.start
        }
    }

    /// Nil for a deadline that this kind of list does not have.
    private func rule(_ name: DeadlineStart.RuleName, _ place: DeadlinePlace) throws(RuleRefusal) -> DeadlineRule? {
        let rules = context.rules
        let today = context.today
        switch name {
        case .id(let id): return try rules.deadline(id, on: today)
        case .purpose(let purpose): return try rules.deadline(for: purpose, agency: context.own.agency, on: today)
        case .purposeBy(let purpose, let fact):
            let name = "\(purpose).\(file?.facts[fact]?.string ?? "")"
            return try rules.deadline(for: name, agency: context.own.agency, on: today)
        case .receiving: return try receivingRule()
        case .item(let field): return try rules.deadline(place.content[field]?.string ?? "", on: today)
        case .list(let term): return try listRule(term)
        case .repair(let term):
            let terms = try rules.repairRule(file?.facts["repairRule"]?.string ?? "", on: today).deadlines
            let id =
                switch term {
                case .accept: terms?.accept
                case .decide: terms?.decide
                case .answer: terms?.answer
                case .act: terms?.act
                }
            return try rules.deadline(id ?? "", on: today)
        }
    }

    private func holder(_ standing: Standing, _ act: Act) -> OfficeID? {
        switch standing {
        case .opener: return id.office
        case .lead: return file?.facts["lead"]?.string.flatMap { OfficeID($0) }
        case .decider: return file?.facts["recogniser"]?.string.flatMap { OfficeID($0) }
        case .recipient:
            if kind == .repair || kind == .risk, file?.recipients.contains(context.own.id) ?? false {
                return context.own.id
            }
            let recipients = file?.recipients ?? []
            return recipients.contains(act.office) ? act.office : recipients.first
        case .listener: return context.own.id == id.office ? nil : context.own.id
        case .copy: return context.own.agency == "procuratorate" ? context.own.id : context.own.sameLevelProcuratorate
        case .superior: return file?.superior(for: act)
        case .stranger: return nil
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
        let startRow = row.starts.first { key == $0.key || key.hasPrefix($0.key + "/") }
        let part = row.part(of: act.office, act.content, at: context.own.id)
        let place = startRow.flatMap { places($0, act, part).first { $0.key == key } }
        let holder = place?.holder ?? startRow.flatMap { self.holder($0.holder, act) }
        var flags: [String] = []
        let days = Decision.days(startRow, place?.content ?? act.content, start)
        var rungs = [RungMoment(rung: .due, moment: at)]
        if let rule = context.rules.deadlines.first(where: { $0.id == ruleID && $0.validity.contains(start.civilDate) })
        {
            let term = Decision.term(rule, days: days, from: start)
            if term.due(context.rules.calendar)?.moment != at { flags = ["DUE_DATE_DIFFERS:\(key)"] }
            rungs =
                rule.rungs(of: term, calendar: context.rules.calendar).filter { $0.rung != .due && $0.moment < at }
                + rungs
        } else {
            flags = ["RULE_UNKNOWN:\(key)"]
        }
        let isProvisional = due["isProvisional"]?.bool ?? false
        var deadline = DeadlineState(
            key: key, rule: ruleID, ruleSet: set, start: start,
            due: DueDate(moment: at, isProvisional: isProvisional), holder: holder, setBy: act.office,
            rungs: DeadlineState.Rung.rungs(rungs))
        deadline.days = days
        started(deadline, flags: flags)
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

    private mutating func pause(_ key: String, _ part: String?, _ row: Transition, _ act: Act) {
        for ordinal in open(key, part, act) where file?.deadlines[ordinal].status == .running {
            record(
                DeadlineEvent.deadlinePaused.rawValue, office: act.office, officer: act.officer, letter: nil,
                body: [
                    "ordinal": .integer(Int64(ordinal)), "key": .string(key), "at": .string(act.at.description),
                    "reason": .string(row.event), "document": act.content["documentNo"] ?? .string(row.number),
                ])
        }
    }

    /// The rest of the term counts from now, by the rule it was started under.
    private mutating func resume(_ key: String, _ part: String?, _ act: Act) {
        for ordinal in open(key, part, act) {
            guard var deadline = file?.deadlines[ordinal], deadline.status == .paused,
                let last = deadline.pauses.indices.last
            else { continue }
            deadline.pauses[last].until = act.at
            recount(.deadlineResumed, ordinal, deadline, act)
        }
    }

    /// The next prolongation that its rule allows, counted from the same start.
    private mutating func extend(_ key: String, _ part: String?, _ act: Act) {
        for ordinal in open(key, part, act) {
            guard var deadline = file?.deadlines[ordinal], deadline.status == .running else { continue }
            deadline.extensions += 1
            recount(.deadlineExtended, ordinal, deadline, act)
        }
    }

    /// The rule by which a deadline was started, as it was in force then.
    func rule(of deadline: DeadlineState) -> DeadlineRule? {
        let day = deadline.start.civilDate
        return context.rules.deadlines.first { $0.id == deadline.rule && $0.validity.contains(day) }
            ?? context.rules.deadlines.last { $0.id == deadline.rule }
    }

    private mutating func recount(_ event: DeadlineEvent, _ ordinal: Int, _ deadline: DeadlineState, _ act: Act) {
        guard let rule = rule(of: deadline) else {
            note(flags: ["RULE_UNKNOWN:\(deadline.key)"], office: context.own.id, letter: nil, content: .object([]))
            return
        }
        let term = Decision.term(
            rule, days: deadline.days, from: deadline.start, extensions: deadline.extensions,
            suspensions: deadline.suspensions)
        guard let due = term.due(context.rules.calendar) else { return }
        let rungs = DeadlineState.Rung.rungs(rule.rungs(of: term, calendar: context.rules.calendar))
        record(
            event.rawValue, office: act.office, officer: act.officer, letter: nil,
            body: [
                "ordinal": .integer(Int64(ordinal)), "key": .string(deadline.key), "at": .string(act.at.description),
                "due": .string(due.moment.description), "isProvisional": .bool(due.isProvisional),
                "rungs": .array(rungs.map(\.json)),
            ])
    }
}
