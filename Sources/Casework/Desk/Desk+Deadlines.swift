import Contracts

/// What befalls deadlines in any kind of case: another calendar, and the letters that tell of new ends and of ends that
/// have passed. They move no state, so no row of a workflow writes or hears them.
extension Desk {
    static func recount(
        _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard let file else { throw unknownCase(context) }
        // The calendar in the cause: a ledger that is restored counts again, and writes nothing twice (rule 15).
        var decision = Decision(file: file, context: context, cause: "\(file.id)#calendar \(context.rules.version)")
        decision.recount(&ids)
        return decision.outcome
    }

    /// The outcome of a letter about deadlines; nil for any other letter.
    static func hearOfDeadline(
        _ letter: ReceivedLetter, _ file: CaseFile?, _ context: DeskContext
    ) throws(Refusal) -> Outcome? {
        guard letter.type.version == 1, let contract = LetterCatalogue.contract(for: letter.type) else { return nil }
        switch letter.type.name {
        case LetterCatalogue.movedDeadline: return try hearMoved(letter, contract, file, context)
        case LetterCatalogue.escalation: return try hearEscalated(letter, contract, file, context)
        default: return nil
        }
    }

    private static func hearMoved(
        _ letter: ReceivedLetter, _ contract: LetterContract, _ file: CaseFile?, _ context: DeskContext
    ) throws(Refusal) -> Outcome {
        guard let file else { throw unknownCase(context) }
        let body = try read(letter, contract, context)
        var decision = Decision(file: file, context: context, cause: letter.id.description)
        guard decision.takeOver(moved: body["moved"]?.array ?? [], from: letter.from, letter: letter.id) else {
            throw context.refusal("SENDER_NOT_PARTY", "函件所述期限不是由“\(letter.from)”设定的", field: "moved")
        }
        return decision.outcome
    }

    /// To a party it is an entry and a mark on the case, and moves nothing. One who does not know the case opens it as a
    /// copy, to read and to supervise (domain D.9), and acts on nothing in it.
    private static func hearEscalated(
        _ letter: ReceivedLetter, _ contract: LetterContract, _ file: CaseFile?, _ context: DeskContext
    ) throws(Refusal) -> Outcome {
        let body = try read(letter, contract, context)
        guard let kind = body["caseKind"]?.string.flatMap({ CaseKind(rawValue: $0) }) else {
            throw context.refusal("CASE_MISMATCH", "函件没有已知的案件种类", field: "caseKind")
        }
        if let file, file.kind != kind { throw context.refusal("CASE_MISMATCH", "案件种类与函件不符", field: "caseKind") }
        if let file, file.standing(of: letter.from) == .stranger, !file.isKnownByEscalationAlone {
            throw context.refusal("SENDER_NOT_PARTY", "“\(letter.from)”不是该案件的当事单位")
        }
        var decision = Decision(
            file: file, context: context, cause: letter.id.description, id: try caseID(letter, context), kind: kind)
        let opening = JSONValue.members([
            ("recipients", []), ("cc", CaseFile.texts([context.own.id])), ("caseName", body["caseName"]),
        ])
        decision.record(
            CaseFile.overdueEvent, office: letter.from, officer: nil, letter: letter.id,
            body: .members([
                ("from", .string(file?.state ?? "")),
                ("to", file.map { .string($0.state) } ?? body["state"] ?? "conflict"),
                ("recording", "list"), ("content", content(of: body)), ("opening", file == nil ? opening : nil),
                ("subject", file == nil ? .string(letter.subject) : nil), ("actedAt", body["at"]),
                ("flags", .array([.string("OVERDUE:\(body["key"]?.string ?? "")")])),
            ]))
        return decision.outcome
    }

    private static func content(of body: JSONValue) -> JSONValue {
        .object(
            (body.object ?? []).filter { member in !LetterCatalogue.commonFields.contains { $0.name == member.name } })
    }
}

extension CaseFile {
    /// Whoever learnt of a case by an escalation knows its opener of all parties; another one may write next.
    fileprivate var isKnownByEscalationAlone: Bool { facts[CaseFile.overdueEvent] != nil && recipients.isEmpty }
}
