package import Contracts

/// The one place where orders, letters, deadlines and acknowledgements meet a case: pure, and the same for every office.
package enum Desk {
    /// Decides one input.
    ///
    /// - Parameters:
    ///   - file: the case as it stands; nil when this office has none of that id.
    ///   - input: what came.
    ///   - context: the office, its directory, rules and time.
    ///   - ids: fresh ids for the letters it writes, and for a case it opens.
    /// - Returns: the events to fold and the letters to send.
    /// - Throws: why nothing changes. For a letter that is the recorded refusal.
    package static func step(
        file: CaseFile?, input: CaseInput, context: DeskContext, ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        switch input {
        case .order(let order): try decide(order, file, context, &ids)
        case .letter(let letter): try hear(letter, file, context, &ids)
        case .recovered(let letter): try remember(letter, file, context, &ids)
        case .confirmed: try goOn(file, context, &ids)
        case .rung(let rung): try fire(rung, file, context, &ids)
        case .recount: try recount(file, context, &ids)
        case .followed(let other): try follow(other, file, context, &ids)
        case .delivered(let letter, let office, let at): try deliver(letter, office, at, file, context, &ids)
        }
    }

    private static func goOn(
        _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard let file else { throw unknownCase(context) }
        var decision = Decision(file: file, context: context, cause: "confirmed \(file.id) \(file.version)")
        try decision.follow(&ids)
        return decision.outcome
    }

    /// The cause names the case that moved: a ledger that is restored writes nothing twice (rule 15).
    private static func follow(
        _ other: OtherCase, _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard let file else { throw unknownCase(context) }
        var context = context
        context.others[other.file.id] = other
        var decision = Decision(file: file, context: context, cause: "\(file.id)#\(other.file.id) \(other.file.state)")
        try decision.follow(&ids)
        return decision.outcome
    }

    private static func fire(
        _ rung: DeadlineRung, _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard let file else { throw unknownCase(context) }
        guard let open = file.openRungs.first(where: { $0.ordinal == rung.ordinal && $0.rung == rung.rung }),
            open.key == rung.key
        else {
            throw context.refusal("RUNG_STALE", "期限“\(rung.key)”的提醒“\(rung.rung)”已触发或者已不再计算")
        }
        guard context.now >= open.at else {
            throw context.refusal("RUNG_EARLY", "期限“\(rung.key)”的提醒时点\(open.at.shortDescription)尚未到")
        }
        var decision = Decision(file: file, context: context, cause: "\(file.id)#\(rung.name)")
        decision.record(rung: open)
        let key = open.key.split(separator: "/").first.map(String.init) ?? open.key
        if open.rung == Rung.due.name, let row = rungRow(key, file, context) {
            let part = open.key.split(separator: "/").dropFirst().first.flatMap { OfficeID(String($0)) }
            let named = ItemList.field(of: row.scope, inKey: open.key)
            let deadline = file.deadlines[open.ordinal]
            let content: JSONValue = [
                "rule": .string(deadline.rule), "overdueSince": .string((deadline.due ?? context.now).description),
                "holder": .string((deadline.holder ?? file.owner).description),
            ]
            let expired = row.preparation == .publication(.expiry) ? ItemList.channels.id(inKey: open.key) : nil
            let complete = Preparation(row: row, file: decision.file, context: context, officer: "").complete(
                content.merging(named).merging(.members([("expired", expired.map { .string($0) })])))
            try decision.perform(row, Act(office: part ?? context.own.id, content: complete, at: context.now), &ids)
        }
        if open.rung == Rung.due.name { decision.escalate(file.deadlines[open.ordinal], &ids) }
        return decision.outcome
    }

    /// The row that the end of a deadline sets off in the present state, for this office.
    private static func rungRow(_ key: String, _ file: CaseFile, _ context: DeskContext) -> Transition? {
        Workflow.of(file.kind).rows.first { row in
            row.trigger == .rung(key) && row.from.contains(file.state)
                && row.side.contains(file.standing(of: context.own.id))
        }
    }

    private static func deliver(
        _ letter: LetterID, _ office: OfficeID, _ at: Moment, _ file: CaseFile?, _ context: DeskContext,
        _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard let file else { throw unknownCase(context) }
        var decision = Decision(file: file, context: context, cause: letter.description)
        let row = Workflow.of(file.kind).rows.first { row in
            guard case .delivered(let event) = row.trigger else { return false }
            return file.wrote(letter, to: office, of: event)
        }
        if let row, row.from.contains(file.state), row.partFrom.contains(file.state(ofPart: office.description) ?? "") {
            try decision.perform(row, Act(office: office, content: .object([]), at: at), &ids)
        }
        return decision.outcome
    }

    static func unknownCase(_ context: DeskContext) -> Refusal {
        context.refusal("CASE_UNKNOWN", "本单位没有该案件")
    }
}

extension CaseFile {
    /// Whether a letter told an office of an event: the last one of the event, or the last one about the office's part,
    /// for an event may have told another office since.
    fileprivate func wrote(_ letter: LetterID, to office: OfficeID, of event: String) -> Bool {
        guard let last = facts["letters"]?[event]?.string else { return false }
        let ofPart = facts["parts"]?[office.description]?["letter"]?.string
        return last == letter.description || ofPart == letter.description
    }

    /// What an office is to this case.
    package func standing(of office: OfficeID) -> Standing {
        CaseFile.standing(of: office, owner: owner, kind: kind, facts: facts)
    }

    static func standing(of office: OfficeID, owner: OfficeID, kind: CaseKind, facts: JSONValue) -> Standing {
        let name = JSONValue.string(office.description)
        if kind == .task, facts["lead"] == name { return .lead }
        if kind == .repair, facts["recogniser"] == name { return .decider }
        if office == owner { return .opener }
        switch kind {
        case .listEntry where facts["superior"] == name: return .superior
        case .listEntry where facts["recipients"]?.array?.contains(name) ?? false: return .recipient
        case .publication where facts["recipients"]?.array?.contains(name) ?? false: return .recipient
        case .listEntry, .publication: return .listener
        case .referral, .handoff, .supervision, .assistance, .task, .commentRound, .slip, .repair, .risk: break
        }
        if facts["recipients"]?.array?.contains(name) ?? false { return .recipient }
        if facts["superior"] == name { return .superior }
        return facts["cc"]?.array?.contains(name) ?? false ? .copy : .stranger
    }
}
