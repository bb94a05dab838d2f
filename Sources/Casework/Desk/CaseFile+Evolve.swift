package import Contracts

extension CaseFile {
    /// Folds one event in. It cannot fail: what contradicts the state leaves the case in `conflict`, with a flag that
    /// names the event, for a person to look at (S7).
    package static func evolve(_ file: CaseFile?, _ event: CaseEvent, id: CaseID, kind: CaseKind) -> CaseFile {
        evolve(file, event, id: id, kind: kind, started: nil)
    }

    /// The same; `started` is what the body of a `deadlineStarted` says, when it is at hand and need not be read again.
    static func evolve(
        _ file: CaseFile?, _ event: CaseEvent, id: CaseID, kind: CaseKind, started: DeadlineState?
    ) -> CaseFile {
        var next =
            file
            ?? CaseFile(
                id: id, kind: kind, state: "", version: 0, facts: .object([]), flags: [], deadlines: [], subject: "",
                openedAt: event.at, updatedAt: event.at)
        next.version += 1
        next.updatedAt = event.at
        if event.name == CaseFile.inheritedEvent { return next.inheriting(event) }
        let fits =
            switch DeadlineEvent(rawValue: event.name) {
            case let name?: next.fold(deadline: name, event, started)
            case nil: event.name == CaseFile.noteEvent ? next.version > 1 : next.fold(transition: event)
            }
        if fits {
            next.add(flags: (event.body["flags"]?.array ?? []).compactMap(\.string))
        } else {
            next.state = "conflict"
            next.add(flags: ["STATE_CONFLICT:\(event.name)"])
        }
        return next
    }

    /// The event that only marks a case.
    package static let noteEvent = "flagged"
    /// The event by which a successor takes over a case as its predecessor kept it.
    package static let inheritedEvent = "inherited"
    /// Marks a case that came from a retired office; its id follows.
    package static let inheritedFlag = "INHERITED:"
    /// Marks a case of which a retired office's part came to a successor that has a part of its own; the retired office
    /// follows.
    package static let besideFlag = "ALREADY_PARTY:"

    /// The predecessor's file in the place of this one, which keeps only its count of events.
    private func inheriting(_ event: CaseEvent) -> CaseFile {
        guard var file = event.body["case"].flatMap({ CaseFile(json: $0) }), file.id == id, file.kind == kind else {
            var file = self
            file.state = "conflict"
            file.add(flags: ["STATE_CONFLICT:\(event.name)"])
            return file
        }
        file.version = version
        file.updatedAt = updatedAt
        file.add(flags: (event.body["flags"]?.array ?? []).compactMap(\.string))
        return file
    }

    /// Whether an event of the case was told by this letter.
    package func knows(letter id: LetterID) -> Bool {
        (facts["letters"]?.object ?? []).contains { $0.value.string == id.description }
    }

    /// Whether anything can still happen to it by its workflow.
    package var isOpen: Bool { Workflow.of(kind).rows.contains { $0.from.contains(state) } || state == "conflict" }

    private mutating func add(flags new: [String]) {
        for flag in new where !flags.contains(flag) { flags.append(flag) }
    }

    private mutating func fold(transition event: CaseEvent) -> Bool {
        let body = event.body
        guard body["from"]?.string == state, let to = body["to"]?.string, !to.isEmpty else { return false }
        let told = body["keepsLetter"] == true ? event.letter : nil
        if let part = body["part"]?.string {
            guard body["partFrom"]?.string == self.state(ofPart: part) ?? "", let partTo = body["partTo"]?.string else {
                return false
            }
            set(part: part, state: partTo, letter: told)
        }
        for part in body["opensParts"]?.object ?? [] {
            guard let opened = part.value.string else { return false }
            set(part: part.name, state: opened, letter: told)
        }
        state = to
        record(event)
        if let subject = body["subject"]?.string { self.subject = subject }
        return true
    }

    /// A part whose event says so knows the last letter about it, for the next one answers that.
    private mutating func set(part: String, state: String, letter: LetterID?) {
        let parts = facts["parts"] ?? .object([])
        var new = (parts[part] ?? .object([])).setting("state", .string(state))
        if let letter { new = new.setting("letter", .string(letter.description)) }
        facts = facts.setting("parts", parts.setting(part, new))
    }

    /// Keeps the content where the row wanted it, stamped with who and when.
    private mutating func record(_ event: CaseEvent) {
        if version == 1 {
            facts = facts.setting("openedBy", .string(event.officer ?? ""))
        }
        if let officer = event.officer, version == 1 || CaseFile.isRevision(event.name) { noteAuthor(officer) }
        for name in (event.body["cleared"]?.array ?? []).compactMap(\.string) { facts = facts.removing(name) }
        if let letter = event.letter {
            let letters = facts["letters"] ?? .object([])
            facts = facts.setting("letters", letters.setting(event.name, .string(letter.description)))
        }
        if let opening = event.body["opening"] { facts = facts.overlaid(by: opening) }
        let content = event.body["content"] ?? .object([])
        let stamp = JSONValue.members([
            ("at", event.body["actedAt"] ?? .string(event.at.description)),
            ("office", .string(event.office.description)), ("officer", event.officer.map { .string($0) }),
            ("officerName", event.body["officerName"]),
        ])
        let part = event.body["part"]?.string
        switch event.body["recording"]?.string.flatMap({ Transition.Recording(rawValue: $0) }) {
        case .top:
            facts = facts.overlaid(by: content.overlaid(by: .object([JSONMember(event.name, stamp)])))
        case .list:
            let entry = stamp.overlaid(by: content)
            keep(event.name, in: part) { .array(($0?.array ?? []) + [entry]) }
        case .event, nil:
            let entry = stamp.overlaid(by: content)
            keep(event.name, in: part) { _ in entry }
        }
        note(filesOf: event)
        for name in ["recipients", "cc", "superior"] {
            if let parties = event.body[name] { facts = facts.setting(name, parties) }
        }
    }

    /// Whoever opened the case or wrote its text again: none of them may review or approve it.
    private mutating func noteAuthor(_ officer: String) {
        let known = facts[CaseFile.authorsFact]?.array ?? []
        guard !known.contains(.string(officer)) else { return }
        facts = facts.setting(CaseFile.authorsFact, .array(known + [.string(officer)]))
    }

    /// Officers who wrote the text of the case.
    static let authorsFact = "authors"

    /// Whether an event wrote the case's own text again (`revised`, `slipRevised` …).
    static func isRevision(_ event: String) -> Bool { event == "revised" || event.hasSuffix("Revised") }

    private mutating func keep(_ name: String, in part: String?, _ change: (JSONValue?) -> JSONValue) {
        guard let part else {
            facts = facts.setting(name, change(facts[name]))
            return
        }
        let parts = facts["parts"] ?? .object([])
        let old = parts[part] ?? .object([])
        facts = facts.setting("parts", parts.setting(part, old.setting(name, change(old[name]))))
    }
}

extension JSONValue {
    /// This object with all members of `other` set, in one pass: most often one of them is empty or new.
    func overlaid(by other: JSONValue) -> JSONValue {
        guard let new = other.object else { return self }
        guard var members = object, !members.isEmpty else { return other }
        let known = members.count
        members.reserveCapacity(known + new.count)
        for member in new {
            if let index = members[..<known].firstIndex(where: { $0.name == member.name }) {
                members[index] = member
            } else {
                members.append(member)
            }
        }
        return .object(members)
    }
}

/// The events of a deadline's life.
enum DeadlineEvent: String, CaseIterable {
    case deadlineStarted, deadlineMet, deadlineStopped, deadlinePaused, deadlineResumed, deadlineExtended, deadlineRung
    case deadlineRecounted
}

extension CaseFile {
    fileprivate mutating func fold(
        deadline name: DeadlineEvent, _ event: CaseEvent, _ started: DeadlineState?
    ) -> Bool {
        guard version > 1 else { return false }
        if name == .deadlineStarted {
            guard let started = started ?? event.body["deadline"].flatMap({ DeadlineState(json: $0) }) else {
                return false
            }
            deadlines.append(started)
            return true
        }
        guard let ordinal = event.body["ordinal"]?.integer, deadlines.indices.contains(Int(clamping: ordinal)) else {
            return false
        }
        return deadlines[Int(ordinal)].fold(name, event)
    }
}

extension DeadlineState {
    fileprivate mutating func fold(_ name: DeadlineEvent, _ event: CaseEvent) -> Bool {
        let body = event.body
        let at = body["at"]?.string.flatMap { Moment($0) } ?? event.at
        switch name {
        case .deadlineStarted: return false
        case .deadlineMet, .deadlineStopped:
            guard status == .running || status == .paused else { return false }
            status = name == .deadlineMet ? .met : .stopped
            endedAt = at
            isLate = body["isLate"]?.bool ?? false
        case .deadlinePaused:
            guard status == .running else { return false }
            status = .paused
            due = nil
            pauses.append(
                Pause(
                    from: at, until: nil, reason: body["reason"]?.string ?? "",
                    document: body["document"]?.string ?? ""))
        case .deadlineResumed:
            guard status == .paused, let last = pauses.indices.last,
                let due = body["due"]?.string.flatMap({ Moment($0) })
            else { return false }
            status = .running
            pauses[last].until = at
            recount(body, due)
        case .deadlineExtended:
            guard status == .running, let due = body["due"]?.string.flatMap({ Moment($0) }) else { return false }
            extensions += 1
            recount(body, due)
        case .deadlineRecounted:
            guard status == .running, let due = body["due"]?.string.flatMap({ Moment($0) }) else { return false }
            recount(body, due)
        case .deadlineRung:
            guard status == .running, let rung = body["rung"]?.string, rungs.contains(where: { $0.name == rung }),
                !fired.contains(rung)
            else { return false }
            fired.append(rung)
        }
        return true
    }

    private mutating func recount(_ body: JSONValue, _ due: Moment) {
        self.due = due
        isProvisional = body["isProvisional"]?.bool ?? false
        rungs = (body["rungs"]?.array ?? []).compactMap { Rung(json: $0) }
    }
}
