import Contracts

/// A decision in the making: events are folded as they are recorded, so that each step sees what the last one did.
struct Decision {
    let context: DeskContext
    let id: CaseID
    let kind: CaseKind
    /// Emission key of its letters (rule 15).
    let cause: String
    private(set) var file: CaseFile?
    private(set) var events: [CaseEvent] = []
    private(set) var letters: [LetterDraft] = []

    init(file: CaseFile?, context: DeskContext, cause: String, id: CaseID, kind: CaseKind) {
        self.file = file
        self.context = context
        self.cause = cause
        self.id = id
        self.kind = kind
    }

    init(file: CaseFile, context: DeskContext, cause: String) {
        self.init(file: file, context: context, cause: cause, id: file.id, kind: file.kind)
    }

    var outcome: Outcome { Outcome(caseID: id, kind: kind, events: events, letters: letters, file: file, refusal: nil) }

    func outcome(refusing refusal: Refusal) -> Outcome {
        Outcome(caseID: id, kind: kind, events: events, letters: letters, file: file, refusal: refusal)
    }

    /// Does a row: the event, its deadlines, its letters, and what follows from the case itself.
    mutating func perform(_ row: Transition, _ act: Act, _ ids: inout FreshIDs) throws(Refusal) {
        let isOwn = act.letter == nil && (act.office == context.own.id || act.officer != nil)
        let written = isOwn ? row.letters.filter { isWriter($0) } : []
        let letterIDs = written.map { _ in ids.next() }
        append(row, act, letter: act.letter?.id ?? letterIDs.first)
        let dues = countDeadlines(row, act, carries: !written.isEmpty || row.letters.isEmpty)
        for (letter, letterID) in zip(written, letterIDs) {
            letters.append(try draft(letter, row, act, letterID, dues))
        }
        try follow(&ids)
    }

    /// A mark on the case, without moving it.
    mutating func note(flags: [String], office: OfficeID, letter: LetterID?, content: JSONValue) {
        record(
            CaseFile.noteEvent, office: office, officer: nil, letter: letter,
            body: ["flags": .array(flags.map { .string($0) }), "content": content])
    }

    mutating func record(rung: DeadlineRung) {
        let flags: [JSONValue] = rung.rung == Rung.due.name ? [.string("OVERDUE:\(rung.key)")] : []
        record(
            DeadlineEvent.deadlineRung.rawValue, office: context.own.id, officer: nil, letter: nil,
            body: [
                "ordinal": .integer(Int64(rung.ordinal)), "key": .string(rung.key), "rule": .string(rung.rule),
                "rung": .string(rung.rung), "flags": .array(flags),
            ])
    }

    mutating func record(
        _ name: String, office: OfficeID, officer: Officer?, letter: LetterID?, body: JSONValue,
        started: DeadlineState? = nil
    ) {
        let event = CaseEvent(
            name: name, at: context.now, office: office, officer: officer?.id, letter: letter, body: body)
        events.append(event)
        file = CaseFile.evolve(file, event, id: id, kind: kind, started: started)
    }

    private func isWriter(_ letter: LetterRow) -> Bool {
        guard let writer = letter.writer else { return true }
        return (file?.standing(of: context.own.id) ?? .opener) == writer
    }

    private mutating func append(_ row: Transition, _ act: Act, letter: LetterID?) {
        let from = file?.state ?? ""
        let part = row.part(of: act.office, act.content)
        let content = row.recording == .top && act.officer != nil ? act.content.removing("overrideReason") : act.content
        let subject = subject(row, act)
        let body = JSONValue.members([
            ("row", .string(row.number)), ("from", .string(from)), ("to", .string(target(row, act, part))),
            ("part", part.map { .string($0) }),
            ("partFrom", part.map { .string(file?.state(ofPart: $0) ?? "") }),
            ("partTo", part == nil ? nil : row.partTo.map { .string($0) }), ("opensParts", opened(row, act)),
            ("recording", .string(row.recording.rawValue)), ("content", content),
            ("opening", file == nil ? opening(row, act) : nil),
            ("recipients", row.reassignedBy.flatMap { act.content[$0] }.map { .array([$0]) }),
            ("subject", subject.map { .string($0) }), ("actedAt", .string(act.at.description)),
            ("officerName", act.officer.map { .string($0.name) }),
        ])
        record(row.event, office: act.office, officer: act.officer, letter: letter, body: body)
    }

    /// What a letter that opens the case here says of it, at the top even when its event is kept in a list.
    private func opening(_ row: Transition, _ act: Act) -> JSONValue? {
        guard act.letter != nil else { return nil }
        let opening = row.recording == .top ? act.parties : act.parties.overlaid(by: act.content)
        return opening == .object([]) ? nil : opening
    }

    private func subject(_ row: Transition, _ act: Act) -> String? {
        if file == nil { return act.letter?.subject ?? CaseFile.subject(of: act.content) }
        guard row.recording == .top, let file else { return nil }
        return CaseFile.subject(of: file.facts.merging(act.content))
    }

    private func opened(_ row: Transition, _ act: Act) -> JSONValue? {
        guard row.opensParts, let state = row.partTo else { return nil }
        let own = JSONValue.string(context.own.id.description)
        let recipients = (act.content["recipients"] ?? file?.facts["recipients"])?.array ?? []
        // A recipient hears nothing of the others: only its own part means anything here.
        let shown = act.letter != nil && recipients.contains(own) ? [own] : recipients
        return .object(shown.compactMap(\.string).map { JSONMember($0, .string(state)) })
    }

    private func target(_ row: Transition, _ act: Act, _ part: String?) -> String {
        switch row.to {
        case .state(let state): return state
        case .stays: return file?.state ?? act.stateThere ?? row.from.first { !$0.isEmpty } ?? "conflict"
        case .derived:
            var states = (file?.parts ?? []).filter { $0.key != part }.map(\.state)
            if part != nil, let state = row.partTo { states.append(state) }
            states += (opened(row, act)?.object ?? []).compactMap(\.value.string)
            return Decision.derived(states)
        }
    }

    /// The state of a referral from those of its recipients (domain D.1): the whole is over when all parts are, and
    /// stands otherwise where its furthest open part stands.
    private static func derived(_ parts: [String]) -> String {
        if !parts.isEmpty, parts.allSatisfy({ $0 == "returned" }) { return "returned" }
        if !parts.isEmpty, parts.allSatisfy({ $0 == "returned" || $0 == "concluded" }) { return "concluded" }
        if parts.contains("accepted") || parts.contains("concluded") { return "accepted" }
        return parts.contains { $0 == "delivered" || $0 == "opened" } ? "delivered" : "sent"
    }

    /// Rows that the case itself sets off; each pass does one, and each removes its own cause.
    private mutating func follow(_ ids: inout FreshIDs) throws(Refusal) {
        for row in Workflow.of(kind).rows {
            guard case .automatic(let condition) = row.trigger, let file, row.from.contains(file.state) else {
                continue
            }
            guard let content = trigger(condition, file) else { continue }
            try perform(row, Act(office: context.own.id, content: content, at: context.now), &ids)
            return
        }
    }

    /// The content of an automatic act when its condition holds.
    private func trigger(_ condition: Transition.Condition, _ file: CaseFile) -> JSONValue? {
        let own = context.own.id.description
        let isApplied = file.parts.contains { $0.state == "applied" }
        switch condition {
        case .ownMeasureApplied:
            return file.parts.first { $0.key.hasPrefix(own + "/") && $0.state == "applied" }.map { part in
                ["measureCode": .string(String(part.key.dropFirst(own.utf8.count + 1))), "reason": "随移出名单解除"]
            }
        case .noMeasureApplied: return isApplied ? nil : .object([])
        case .someMeasureApplied: return isApplied ? .object([]) : nil
        case .ownMeasuresReported:
            guard file.deadlines.contains(where: { $0.key == "measures/\(own)" && $0.status == .running }) else {
                return nil
            }
            let codes = file.measureCodes.filter { code in
                context.rules.measures.contains {
                    $0.code == code && $0.validity.contains(context.today)
                        && $0.appliedBy.contains(context.own.agency)
                }
            }
            return codes.allSatisfy { file.state(ofPart: "\(own)/\($0)") != nil } ? .object([]) : nil
        }
    }
}
