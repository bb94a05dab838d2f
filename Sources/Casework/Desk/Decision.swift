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
    var letters: [LetterDraft] = []
    /// Whether it only takes back what this office decided once and forgot.
    var isRemembering = false

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
        let written = isOwn ? row.letters.filter { isWriter($0) && !isForItself($0, act) && !$0.isPast } : []
        let letterIDs = written.map { _ in ids.next() }
        // What a letter answers was there before it.
        let answers = written.map { answered($0, row, act) }
        append(row, act, letter: act.letter?.id ?? letterIDs.first)
        let dues = countDeadlines(row, act, carries: !written.isEmpty || row.letters.isEmpty)
        for (index, letter) in written.enumerated() {
            let place = Place(letterID: letterIDs[index], answers: answers[index])
            if let draft = try draft(letter, row, act, place, dues) { letters.append(draft) }
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
        let isBreach = rung.rung == Rung.due.name && !Workflow.of(kind).isWindow(rung.key)
        let flags: [JSONValue] = isBreach ? [.string("OVERDUE:\(rung.key)")] : []
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
        let part = row.part(of: act.office, act.content, at: context.own.id)
        let content = content(row, act)
        let subject = subject(row, act)
        let partFrom = part.map { file?.effectiveState(ofPart: $0) ?? "" }
        let marks = row.marks.compactMap { mark($0, act, part) }
        let body = JSONValue.members([
            ("row", .string(row.number)), ("from", .string(from)), ("to", .string(target(row, act, part))),
            ("part", part.map { .string($0) }),
            ("partFrom", part.map { .string(file?.state(ofPart: $0) ?? "") }),
            ("partTo", partFrom.map { .string(row.partTo ?? $0) }), ("opensParts", opened(row, act)),
            ("recording", .string(row.recording.rawValue)), ("content", content), ("cleared", cleared(row, act)),
            ("opening", file?.isKnownAsOverdueAlone ?? true ? opening(row, act) : nil),
            ("recipients", recipientsAfter(row, act)), ("cc", copiesAfter(row, act) ?? owedCopies(row, act)),
            ("superior", act.content["superior"]),
            ("keepsLetter", [.referral, .assistance, .slip].contains(kind) ? true : nil),
            ("subject", subject.map { .string($0) }), ("actedAt", .string(act.at.description)),
            ("officerName", act.officer.map { .string($0.name) }),
            ("officerRoles", act.officer.map { .array($0.roles.map { .string($0.rawValue) }) }),
            ("flags", marks.isEmpty ? nil : .array(marks.map { .string($0) })),
        ])
        record(row.event, office: act.office, officer: act.officer, letter: letter, body: body)
    }

    private func content(_ row: Transition, _ act: Act) -> JSONValue {
        guard row.recording == .top, act.officer != nil else { return act.content }
        let content = act.content.removing("overrideReason")
        return row.letters.isEmpty ? content : file?.joiningFiles(content) ?? content
    }

    /// What the case said before it was written again, and says no more.
    private func cleared(_ row: Transition, _ act: Act) -> JSONValue? {
        guard row.recording == .top, act.officer != nil, let file else { return nil }
        let names = CaseFile.isRevision(row.event) ? row.fields.map(\.name) : SlipTable.cleared(by: act.content, row)
        let gone = names.filter { act.content[$0] == nil && file.facts[$0] != nil }
        return gone.isEmpty ? nil : .array(gone.map { .string($0) })
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
        let own = JSONValue.string(context.own.id.description)
        switch row.opens {
        case nil: return nil
        case .recipients(let state):
            let recipients = (act.content["recipients"] ?? file?.facts["recipients"])?.array ?? []
            // A recipient hears nothing of the others: only its own part means anything here.
            let shown = act.letter != nil && recipients.contains(own) ? [own] : recipients
            // What was recalled may be sent again, but nothing of it is there to be merged.
            let settled = ["returned", "forwarded", "concluded"] + (state == "merged" ? ["recalled"] : [])
            return .object(
                shown.compactMap(\.string).filter { !settled.contains(file?.state(ofPart: $0) ?? "") }.map {
                    JSONMember($0, .string(state))
                })
        case .each(let items, let state):
            let new = items.parts(in: act.content).filter { file?.state(ofPart: $0.key) == nil }
            return .object(new.map { JSONMember($0.key, .string(state)) })
        case .named(let field, let state):
            guard let name = act.content[field]?.string, name != id.office.description, mayOpen(name, row, act) else {
                return nil
            }
            return .object([JSONMember(name, .string(state))])
        }
    }

    /// A part that is there is left as it is, unless it is the one that is moved; and a recipient keeps only its own.
    private func mayOpen(_ name: String, _ row: Transition, _ act: Act) -> Bool {
        let own = context.own.id
        if name != own.description, file?.standing(of: own) == .recipient { return false }
        return file?.state(ofPart: name) == nil || row.part(of: act.office, act.content, at: own) == name
    }

    /// Who must act after someone joined the case or took it over.
    private func recipientsAfter(_ row: Transition, _ act: Act) -> JSONValue? {
        switch row.joining {
        case nil: return nil
        case .replaces(let field): return act.content[field].map { .array([$0]) }
        case .joins(let field):
            guard let file, let name = act.content[field]?.string.flatMap({ OfficeID($0) }), name != id.office else {
                return nil
            }
            return CaseFile.texts(CaseFile.distinct(file.recipients + [name]))
        }
    }

    /// Who handed the case on keeps a copy, and the procuratorate beside whoever has it now gets one.
    private func copiesAfter(_ row: Transition, _ act: Act) -> JSONValue? {
        guard case .replaces(let field) = row.joining, let file,
            let heir = act.content[field]?.string.flatMap({ OfficeID($0) })
        else { return nil }
        let told = act.parties["cc"]?.array?.compactMap { $0.string.flatMap { OfficeID($0) } } ?? []
        let beside = context.offices.profile(heir)?.sameLevelProcuratorate.map { [$0] } ?? []
        let copies = file.copies + told + beside + [act.office]
        return CaseFile.texts(CaseFile.distinct(copies.filter { $0 != heir && $0 != id.office }))
    }

    /// Whoever is owed a copy of what the opener writes is a party from then on.
    private func owedCopies(_ row: Transition, _ act: Act) -> JSONValue? {
        guard act.letter == nil, act.office == id.office, let procuratorate = context.own.sameLevelProcuratorate,
            procuratorate != act.office, let file, !file.copies.contains(procuratorate),
            !file.recipients.contains(procuratorate),
            row.letters.contains(where: {
                LetterCatalogue.contract(for: $0.type)?.owedCopy == .sameLevelProcuratorate
            }), act.content["cc"] == nil
        else { return nil }
        return CaseFile.texts(file.copies + [procuratorate])
    }

    private func mark(_ mark: Transition.Mark, _ act: Act, _ part: String?) -> String? {
        switch mark {
        case .always(let flag): return part.map { "\(flag):\($0)" } ?? flag
        case .from(let state, let flag):
            return part.flatMap { file?.effectiveState(ofPart: $0) == state ? "\(flag):\($0)" : nil }
        case .late(let flag): return act.content["isLate"] == true ? flag : nil
        case .secondHolder:
            guard let file, file.facts["reasonForTransfer"] != "coHandling", let part,
                file.parts.contains(where: { $0.key != part && Decision.holding.contains($0.state) })
            else { return nil }
            return "SECOND_HOLDER:\(part)"
        case .ruleConflict:
            return RepairReading.conflict(in: act.content["readings"]) ? "RULE_CONFLICT" : nil
        case .repeatVisit: return part.flatMap { isRepeatVisit($0, act.content) ? "REPEAT_INSPECTION:\($0)" : nil }
        }
    }

    /// States of a part whose office has the case.
    private static let holding = ["accepted", "verifying", "handling", "concluded"]

    private func target(_ row: Transition, _ act: Act, _ part: String?) -> String {
        switch row.to {
        case .state(let state): return state
        case .stays: return file?.state ?? act.stateThere ?? row.from.first { !$0.isEmpty } ?? "conflict"
        case .channels: return shown(row, act)
        case .derived:
            let opened = opened(row, act)?.object ?? []
            var states = (file?.parts ?? []).filter { old in
                old.key != part && !opened.contains { $0.name == old.key }
            }.map(\.state)
            if let part, !opened.contains(where: { $0.name == part }) {
                states.append(row.partTo ?? file?.effectiveState(ofPart: part) ?? "")
            }
            states += opened.compactMap(\.value.string)
            return derived(states, act)
        }
    }

    /// Letters of the first version say where they left the case, and nothing of channels.
    private func shown(_ row: Transition, _ act: Act) -> String {
        let standings = (act.content["channels"]?.array ?? []).compactMap { ChannelStanding(json: $0) }
        guard !standings.isEmpty else { return act.stateThere ?? file?.state ?? "conflict" }
        let isShielded = file?.state == "shielded" && standings.contains { $0.standing == .shielded }
        return isShielded ? "shielded" : standings.contains { $0.standing == .published } ? "published" : "stopped"
    }

    /// The state of a referral from those of its recipients (domain D.1): the whole is over when all parts are, and
    /// stands otherwise where its furthest open part stands.
    static func derived(_ parts: [String]) -> String {
        let open = parts.filter { !["returned", "forwarded", "recalled", "merged"].contains($0) }
        if open.isEmpty { return ended(parts) }
        if open.allSatisfy({ $0 == "concluded" }) { return "concluded" }
        if open.contains(where: holding.contains) { return "accepted" }
        for state in ["disputed", "supplementPending"] where open.contains(state) { return state }
        return open.contains { $0 == "delivered" || $0 == "opened" } ? "delivered" : "sent"
    }

    /// The state of a referral that nobody has any more.
    private static func ended(_ parts: [String]) -> String {
        guard let first = parts.first else { return "sent" }
        return parts.allSatisfy { $0 == first } && ["recalled", "merged"].contains(first) ? first : "returned"
    }

    /// Rows that the case itself sets off; each pass does one, and each removes its own cause.
    mutating func follow(_ ids: inout FreshIDs) throws(Refusal) {
        for row in Workflow.of(kind).rows {
            guard case .automatic(let condition) = row.trigger, let file, row.from.contains(file.state) else {
                continue
            }
            // Nothing goes outward by itself before an officer has confirmed what came back (rule 13), nor from an office
            // that is retired.
            if !row.letters.isEmpty, isRemembering || file.awaitsConfirmation || !context.own.isActive { continue }
            guard let content = trigger(condition, file) else { continue }
            try perform(row, Act(office: context.own.id, content: content, at: context.now), &ids)
            return
        }
    }

    /// The content of an automatic act when its condition holds.
    private func trigger(_ condition: Transition.Condition, _ file: CaseFile) -> JSONValue? {
        let own = context.own.id.description
        let isApplied = file.parts.contains { CaseFile.applying.contains($0.state) }
        switch condition {
        case .ownMeasureApplied:
            return file.applied(by: own).first.map { ["measureCode": .string($0), "reason": "随移出名单解除"] }
        case .ownMeasureUngrounded: return ungrounded(file, own)
        case .objectionUntold: return untoldObjection(file)
        case .postingUntold: return ownPublication(file)?.posted()
        case .entryExpired: return hasEntryExpired(file) ? ownPublication(file)?.stoppedWithEntry() : nil
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
        case .noPart(let state, let standing):
            let isOurs = file.standing(of: context.own.id) == standing
            return isOurs && !file.parts.contains { $0.state == state } ? .object([]) : nil
        case .everyoneAnswered(let key, let asker):
            guard file.standing(of: context.own.id) == asker, !file.recipients.isEmpty,
                file.deadlines.contains(where: { $0.key == key && $0.status == .running })
            else { return nil }
            return file.unanswered.isEmpty ? .object([]) : nil
        }
    }
}
