import Contracts

extension Desk {
    static func hear(
        _ letter: ReceivedLetter, _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        guard letter.from != context.own.id else {
            throw context.refusal("SENDER_NOT_PARTY", "函件由本单位发出，不再处理")
        }
        if let outcome = try hearOfDeadline(letter, file, context) { return outcome }
        let (row, body, kind) = try identify(letter, file, context, isOwn: false)
        try checkSender(letter, row, body, file, context)
        try checkSubject(letter, body, row, file, context)
        var decision = Decision(
            file: file, context: context, cause: letter.id.description, id: try caseID(letter, context), kind: kind)
        guard fits(row, letter, body, file, context) else {
            return conflict(&decision, row, letter, body)
        }
        try decision.perform(row, Act(letter: letter, body: body, row: row, context: context), &ids)
        try arrive(&decision, row, letter, context, &ids)
        return decision.outcome
    }

    /// What a recovered letter of our own says of the case; a case that is gone is opened anew from it.
    static func remember(
        _ letter: ReceivedLetter, _ file: CaseFile?, _ context: DeskContext, _ ids: inout FreshIDs
    ) throws(Refusal) -> Outcome {
        if let outcome = try hearOfDeadline(letter, file, context) { return outcome }
        let (row, body, kind) = try identify(letter, file, context, isOwn: true)
        var decision = Decision(
            file: file, context: context, cause: letter.id.description, id: try caseID(letter, context), kind: kind)
        decision.isRemembering = true
        guard fits(row, letter, body, file, context) || isFirstWord(letter, file) else {
            return conflict(&decision, row, letter, body)
        }
        try decision.perform(row, Act(letter: letter, body: body, row: row, context: context), &ids)
        return decision.outcome
    }

    /// The letter with which a case leaves its office: of what happened inside before it, such as an approval, no letter
    /// tells, and a ledger that went back may stand anywhere before it.
    private static func isFirstWord(_ letter: ReceivedLetter, _ file: CaseFile?) -> Bool {
        guard let file, LetterCatalogue.contract(for: letter.type)?.opensCase ?? false else { return false }
        return (file.facts["letters"]?.object ?? []).isEmpty
    }

    static func caseID(_ letter: ReceivedLetter, _ context: DeskContext) throws(Refusal) -> CaseID {
        guard let id = letter.caseID else { throw context.refusal("CASE_UNKNOWN", "函件没有案件编号") }
        return id
    }

    private static func conflict(
        _ decision: inout Decision, _ row: Transition, _ letter: ReceivedLetter, _ body: JSONValue
    ) -> Outcome {
        decision.note(
            flags: ["STATE_CONFLICT:\(row.event)"], office: letter.from, letter: letter.id,
            content: [
                "state": .string(decision.file?.state ?? ""), "event": .string(row.event), "body": body,
            ])
        return decision.outcome
    }

    private static func identify(
        _ letter: ReceivedLetter, _ file: CaseFile?, _ context: DeskContext, isOwn: Bool
    ) throws(Refusal) -> (row: Transition, body: JSONValue, kind: CaseKind) {
        guard let contract = LetterCatalogue.contract(for: letter.type),
            let workflow = Workflow.carrying(letter.type)
        else { throw context.refusal("TYPE_UNKNOWN", "不认识函件种类“\(letter.type)”") }
        let body = try read(letter, contract, context)
        guard file != nil || contract.opensCase else { throw unknownCase(context) }
        if let file, file.kind != workflow.kind {
            throw context.refusal("CASE_MISMATCH", "案件种类与函件“\(contract.title)”不符")
        }
        return (try choose(letter, body, file, context, workflow, isOwn: isOwn), body, workflow.kind)
    }

    static func read(
        _ letter: ReceivedLetter, _ contract: LetterContract, _ context: DeskContext
    ) throws(Refusal) -> JSONValue {
        if let checked = letter.checked { return checked }
        var check = BodyCheck(unknown: .ignored)
        let body = check.read(letter.body, contract.allFields)
        guard let first = check.faults.first else { return body }
        let words = check.faults.map { "\($0.path)：\($0.words)" }.joined(separator: "；")
        throw context.refusal(first.code, "函件“\(contract.title)”内容有误：\(words)", field: first.path)
    }

    /// The row of the letter: by the event it names, and among variants the one that the state allows. Some letters name
    /// to their readers another event than the one that they are to the office that wrote them.
    private static func choose(
        _ letter: ReceivedLetter, _ body: JSONValue, _ file: CaseFile?, _ context: DeskContext, _ workflow: Workflow,
        isOwn: Bool
    ) throws(Refusal) -> Transition {
        let carrying = (isOwn ? workflow.written : workflow.rows).filter { row in
            row.letters.contains { $0.type == letter.type && agrees($0, body) }
        }
        let named = carrying.filter { row in
            let told = isOwn ? row.letters.first { $0.type == letter.type }?.tells : nil
            return body["event"]?.string == told ?? row.event
        }
        let rows = body["event"] == nil ? carrying : named
        guard let row = rows.first(where: { fits($0, letter, body, file, context) }) ?? rows.first else {
            throw context.refusal(
                "EVENT_UNKNOWN", "函件“\(letter.type)”中的事件“\(body["event"]?.string ?? "")”无法识别", field: "event")
        }
        return row
    }

    private static func agrees(_ row: LetterRow, _ body: JSONValue) -> Bool {
        row.fixed.allSatisfy { body[$0.name] == $0.value }
    }

    /// Whether the state allows it; one that opens the case always fits, also where only an end that passed was told of it:
    /// that letter may be faster than the one that is for all.
    private static func fits(
        _ row: Transition, _ letter: ReceivedLetter, _ body: JSONValue, _ file: CaseFile?,
        _ context: DeskContext
    ) -> Bool {
        guard let file, !opens(letter, file) else { return true }
        guard (row.from + row.seenFrom).contains(file.state) else { return false }
        guard let part = row.part(of: letter.from, body, at: context.own.id) else { return true }
        return (row.partFrom + row.partSeenFrom).contains(file.effectiveState(ofPart: part))
    }

    private static func opens(_ letter: ReceivedLetter, _ file: CaseFile) -> Bool {
        file.isKnownAsOverdueAlone && LetterCatalogue.contract(for: letter.type)?.opensCase ?? false
    }

    /// S1 beyond the directory: an office that is no party to the case cannot move it.
    private static func checkSender(
        _ letter: ReceivedLetter, _ row: Transition, _ body: JSONValue, _ file: CaseFile?, _ context: DeskContext
    ) throws(Refusal) {
        if let file {
            if isSuperior(letter.from, of: file, row, context) { return }
            guard (row.side + row.heardFrom).contains(file.standing(of: letter.from)) else {
                throw context.refusal(
                    "SENDER_NOT_PARTY", "“\(letter.from)”不是该案件的\(row.side.map(\.title).joined(separator: "或者"))")
            }
            let agency = context.offices.profile(letter.from)?.agency ?? ""
            guard row.agencies.isEmpty || row.agencies.contains(agency) else {
                throw context.refusal(
                    "SENDER_NOT_PARTY", "该事项只由\(row.agencies.joined(separator: "、"))办理，发送单位“\(letter.from)”不是")
            }
        } else if row.side == [.opener], letter.caseID?.office != letter.from {
            throw context.refusal("SENDER_NOT_PARTY", "案件编号不属于发送单位“\(letter.from)”")
        } else if row.side == [.lead], body["lead"]?.string != letter.from.description {
            throw context.refusal("SENDER_NOT_PARTY", "函件写明的牵头单位不是发送单位“\(letter.from)”", field: "lead")
        } else if row.side == [.decider], body["recogniser"]?.string != letter.from.description {
            throw context.refusal("SENDER_NOT_PARTY", "函件写明的认定单位不是发送单位“\(letter.from)”", field: "recogniser")
        } else if asksSuperior(letter, row), !context.offices.superiors(of: letter.from).contains(context.own.id) {
            throw context.refusal("SENDER_NOT_PARTY", "本单位不是发送单位“\(letter.from)”的上级机关")
        }
    }

    /// Who brings a case that is unknown here to the superior of both sides for a decision.
    private static func asksSuperior(_ letter: ReceivedLetter, _ row: Transition) -> Bool {
        row.letters.contains { $0.type == letter.type && $0.to.contains(.superior) }
    }

    /// A superior decides as such also where it has the case as any other office, or where a party never heard that it was
    /// asked: the directory says whose superior it is.
    private static func isSuperior(
        _ office: OfficeID, of file: CaseFile, _ row: Transition, _ context: DeskContext
    ) -> Bool {
        row.side.contains(.superior)
            && context.offices.profile(file.owner)?.superior == office
    }

    /// The subject in the leaf is the key of the record; a body about another subject is refused.
    private static func checkSubject(
        _ letter: ReceivedLetter, _ body: JSONValue, _ row: Transition, _ file: CaseFile?, _ context: DeskContext
    ) throws(Refusal) {
        let named = CaseFile.subject(of: body)
        guard named.isEmpty || named == letter.subject else {
            throw context.refusal("SUBJECT_MISMATCH", "函件的当事人与其标注的当事人不一致", field: "subject")
        }
        if let file, !file.subject.isEmpty, !named.isEmpty, row.recording == .top, named != file.subject {
            throw context.refusal("SUBJECT_MISMATCH", "函件更换了案件的当事人", field: "subject")
        }
    }

    /// An opening letter that is here is delivered here: the receiver's deadlines start now.
    private static func arrive(
        _ decision: inout Decision, _ row: Transition, _ letter: ReceivedLetter, _ context: DeskContext,
        _ ids: inout FreshIDs
    ) throws(Refusal) {
        let own = context.own.id
        guard let file = decision.file, file.standing(of: own) == .recipient,
            let next = Workflow.of(file.kind).rows.first(where: { $0.trigger == .delivered(row.event) }),
            next.from.contains(file.state), next.partFrom.contains(file.state(ofPart: own.description) ?? "")
        else { return }
        try decision.perform(next, Act(office: own, content: .object([]), at: letter.arrivedAt), &ids)
    }
}
