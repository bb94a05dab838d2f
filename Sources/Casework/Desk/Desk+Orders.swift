package import Contracts

/// Whether an officer may give an order now, and why not.
package struct Possibility: Hashable, Sendable {
    /// The order's name.
    package let order: String
    /// Chinese name of the act.
    package let title: String
    /// Fields of its body.
    package let fields: [BodyField]
    /// Whether the case is where the act is done, and the officer one who does it; what the case lacks for it beside
    /// that the refusal says.
    package let isInPlace: Bool
    /// Why not; nil when it may be given (its content is checked when it is).
    package let refusal: Refusal?
}

extension Desk {
    /// All orders of a case's workflow, in the order of its table, each possible or with the reason why not.
    ///
    /// - Parameters:
    ///   - kind: the kind of case.
    ///   - file: the case; nil for what may open one of this kind.
    ///   - officer: who asks.
    ///   - context: the office, its directory, rules and time.
    /// - Returns: one possibility for each order of the workflow.
    package static func possible(
        _ kind: CaseKind, file: CaseFile?, officer: Officer, context: DeskContext
    ) -> [Possibility] {
        Workflow.of(kind).orders.compactMap {
            possibility(of: $0, kind, file: file, officer: officer, context: context)
        }
    }

    /// One order of a case's workflow, possible or with the reason why not; parameters as those of `possible`.
    ///
    /// - Returns: nil when the workflow has no such order.
    package static func possibility(
        of name: String, _ kind: CaseKind, file: CaseFile?, officer: Officer, context: DeskContext
    ) -> Possibility? {
        let workflow = Workflow.of(kind)
        let rows = workflow.rows.filter { $0.order == name }
        guard let first = rows.first else { return nil }
        let standing = file?.standing(of: context.own.id) ?? .opener
        let ours = rows.filter { $0.isOpen(to: standing, context.own.agency) }
        let shown = (ours + rows).first { $0.from.contains(file?.state ?? "") } ?? first
        var (refusal, isInPlace): (Refusal?, Bool) = (nil, true)
        do throws(Refusal) {
            _ = try choose(rows, content: nil, file, officer, context, workflow)
            refusal = Attempt.refusalOfCase(
                ours.filter { $0.from.contains(file?.state ?? "") && partFits($0, nil, file, context.own.id) }, file,
                officer, context)
        } catch {
            (refusal, isInPlace) = (error, false)
        }
        return Possibility(
            order: name, title: shown.title, fields: shown.fields, isInPlace: isInPlace, refusal: refusal)
    }

    static func decide(
        _ order: Order, _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        let workflow = Workflow.of(order.kind)
        let rows = workflow.rows.filter { $0.order == order.name }
        guard !rows.isEmpty else {
            let names = workflow.orders.joined(separator: "、")
            throw context.refusal("ORDER_UNKNOWN", "“\(workflow.title)”没有“\(order.name)”；可用：\(names)", field: "name")
        }
        try checkFile(order, file, context)
        let row = try choose(rows, content: order.body, file, order.officer, context, workflow)
        let content = try read(order, row, file, context)
        let attempt = Attempt(row: row, file: file, officer: order.officer, content: content, context: context)
        let act = Act(office: context.own.id, officer: order.officer, content: content, at: context.now)
        do throws(Refusal) {
            for condition in row.guards { try attempt.check(condition) }
            try checkRoom(row, file, context)
        } catch {
            return try blocked(error, workflow, act, order, file, context, &ids)
        }
        let id = file?.id ?? CaseID(office: context.own.id, number: ids.next())
        var decision = Decision(file: file, context: context, cause: order.id, id: id, kind: order.kind)
        try decision.perform(row, act, &ids)
        var outcome = decision.outcome
        guard let file = outcome.file else { return outcome }
        let consequences = try follow(row, order, file, context, &ids)
        let opened = consequences.filter { $0.order.caseID == nil }.map { "OPENED:\($0.outcome.caseID)" }
        if !opened.isEmpty {
            decision.note(flags: opened, office: context.own.id, letter: nil, content: .object([]))
            outcome = decision.outcome
        }
        outcome.consequences = consequences
        return outcome
    }

    private static func checkFile(_ order: Order, _ file: CaseFile?, _ context: DeskContext) throws(Refusal) {
        if order.caseID != nil, file == nil { throw unknownCase(context) }
        if let file, file.id != order.caseID || file.kind != order.kind {
            throw context.refusal("CASE_MISMATCH", "案件编号或者案件种类与所办事项不符", field: "caseId")
        }
        // Two who look at the same case must not overwrite each other's word unseen (the lost update).
        if let file, let seen = order.seenVersion, seen != file.version {
            let title = Workflow.of(file.kind).title(ofState: file.state)
            throw context.refusal(
                "VERSION_CONFLICT", "您看到的是案件第\(seen)版，现在是第\(file.version)版（\(title)），其间已有新的办理，没有办理本次操作")
        }
    }

    /// Standing, then role, then state: who may not act learns nothing else of the case.
    private static func choose(
        _ rows: [Transition], content: JSONValue?, _ file: CaseFile?, _ officer: Officer, _ context: DeskContext,
        _ workflow: Workflow
    ) throws(Refusal) -> Transition {
        let state = file?.state ?? ""
        let standing = file?.standing(of: context.own.id) ?? .opener
        let ours = rows.filter { $0.isOpen(to: standing, context.own.agency) }
        let fitting = ours.first { $0.from.contains(state) && partFits($0, content, file, context.own.id) }
        guard let row = fitting ?? ours.first else { throw notOurs(rows, standing, context, workflow) }
        guard officer.roles.contains(where: row.roles.contains) else { throw roleMissing(row, context) }
        guard fitting != nil else { throw conflict(row, content, file, context, workflow) }
        return row
    }

    /// Without a body the state of a measure is not known: any measure that fits is enough.
    static func partFits(
        _ row: Transition, _ content: JSONValue?, _ file: CaseFile?, _ own: OfficeID
    ) -> Bool {
        guard let file else { return row.scope == .whole }
        switch row.scope {
        case .whole: return true
        case .office: return row.partFrom.contains(file.effectiveState(ofPart: own.description))
        case .addressee:
            let named = content?["office"]?.string
            return file.parts.contains { row.partFrom.contains($0.state) && (named == nil || named == $0.key) }
        case .own: return false
        case .named(let prefix, let field):
            guard let named = content.flatMap({ $0[field] }) else {
                return file.parts.contains { $0.key.hasPrefix("\(prefix)-") && row.partFrom.contains($0.state) }
            }
            return row.partFrom.contains(file.state(ofPart: ItemList.key(prefix, named)) ?? "")
        case .measure:
            let measures = content.map { [$0["measureCode"]?.string ?? ""] } ?? file.measureCodes
            return measures.contains { row.partFrom.contains(file.effectiveState(ofPart: "\(own)/\($0)")) }
        }
    }

    private static func notOurs(
        _ rows: [Transition], _ standing: Standing, _ context: DeskContext, _ workflow: Workflow
    ) -> Refusal {
        guard let row = rows.first else { return unknownCase(context) }
        if workflow.kind == .listEntry, row.side == [.opener] {
            return context.refusal("NOT_LIST_OWNER", "只有作出列入决定的单位可以“\(row.title)”")
        }
        return switch standing {
        case .copy: context.refusal("READ_ONLY_COPY", "本单位收到的是抄送件，只可查阅，不能“\(row.title)”")
        case .opener, .lead, .decider, .recipient, .superior, .listener, .stranger:
            context.refusal("NOT_COMPETENT", "“\(row.title)”应由案件的\(row.side.map(\.title).joined(separator: "或者"))办理")
        }
    }

    private static func roleMissing(_ row: Transition, _ context: DeskContext) -> Refusal {
        let roles = row.roles.map(\.title).joined(separator: "、")
        if row.roleRefusal == "APPROVER_NOT_PRINCIPAL" {
            return context.refusal(
                row.roleRefusal, "“\(row.title)”须由本机关正职负责人或者主持工作的负责人决定，不得由其他人员代行")
        }
        return context.refusal(row.roleRefusal, "“\(row.title)”须由下列角色之一办理：\(roles)")
    }

    private static func conflict(
        _ row: Transition, _ content: JSONValue?, _ file: CaseFile?, _ context: DeskContext, _ workflow: Workflow
    ) -> Refusal {
        guard let file else {
            return context.refusal("STATE_CONFLICT", "“\(row.title)”须指明已有的案件", field: "caseId")
        }
        let standing = file.standing(of: context.own.id)
        let possible = workflow.orders { row in
            row.isOpen(to: standing, context.own.agency) && row.from.contains(file.state)
                && partFits(row, content, file, context.own.id)
        }
        let choices = possible.isEmpty ? "没有可办理的事项" : "可以办理：\(possible.joined(separator: "、"))"
        return context.refusal(
            "STATE_CONFLICT", "当前状态为“\(workflow.title(ofState: file.state))”（\(file.state)），不能“\(row.title)”；\(choices)"
        )
    }

    /// The body by the row's fields, with what the desk adds.
    private static func read(
        _ order: Order, _ row: Transition, _ file: CaseFile?, _ context: DeskContext
    ) throws(Refusal) -> JSONValue {
        var check = BodyCheck(unknown: .refused)
        let content = check.read(order.body, row.fields)
        if let first = check.faults.first {
            let words = check.faults.map { "\($0.path)：\($0.words)" }.joined(separator: "；")
            throw context.refusal(first.code, "“\(row.title)”内容有误：\(words)", field: first.path)
        }
        return Preparation(row: row, file: file, context: context, officer: order.officer.id).complete(content)
    }

    /// Lists of a case have a limit, so that no case grows past what one transaction can carry.
    private static func checkRoom(_ row: Transition, _ file: CaseFile?, _ context: DeskContext) throws(Refusal) {
        guard let file, file.version >= 10_000 else { return }
        throw context.refusal("CASE_FULL", "案件记录已达上限，请结案后另行办理")
    }

    /// A refused attempt that must itself be told (FINE_BLOCKED): recorded, sent, and the officer gets the refusal.
    private static func blocked(
        _ refusal: Refusal, _ workflow: Workflow, _ act: Act, _ order: Order, _ file: CaseFile?,
        _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard let file, let row = workflow.rows.first(where: { $0.trigger == .refused(refusal.code) }) else {
            throw refusal
        }
        let content: JSONValue = [
            "penaltyKinds": act.content["penaltyKinds"] ?? .array([]), "attemptedBy": .string(order.officer.id),
        ]
        var decision = Decision(file: file, context: context, cause: order.id)
        try decision.perform(
            row, Act(office: act.office, officer: act.officer, content: content, at: act.at), &ids)
        return decision.outcome(refusing: refusal)
    }
}

extension Standing {
    /// The word in a refusal.
    package var title: String {
        switch self {
        case .opener: "移送（发起）单位"
        case .lead: "牵头单位"
        case .decider: "认定单位"
        case .recipient: "受移送单位"
        case .copy: "抄送单位"
        case .superior: "共同的上一级机关"
        case .listener: "接收单位"
        case .stranger: "无关单位"
        }
    }
}

extension CaseFile {
    /// The state of a part; a measure that has none of its own has that of its office, and a part that is none `""`.
    func effectiveState(ofPart key: String) -> String {
        if let state = state(ofPart: key) { return state }
        guard let slash = key.firstIndex(of: "/") else { return "" }
        return state(ofPart: String(key[..<slash])) ?? ""
    }

    /// The codes of a list entry's measures.
    var measureCodes: [String] { (facts["measures"]?.array ?? []).compactMap { $0["code"]?.string } }
}
