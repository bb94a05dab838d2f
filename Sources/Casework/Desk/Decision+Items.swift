import Contracts

/// Where a deadline of a row stands: its key, the content that sets its day, and its holder where an item names one.
struct DeadlinePlace {
    let key: String
    let content: JSONValue
    let holder: OfficeID?
}

extension Decision {
    /// The deadlines that a start begins: one, or one for each item of its list.
    func places(_ start: DeadlineStart, _ act: Act, _ part: String?) -> [DeadlinePlace] {
        guard let items = start.items else {
            let key = part.map { "\(start.key)/\($0)" } ?? start.key
            return [DeadlinePlace(key: key, content: act.content, holder: leader(of: part))]
        }
        let said = items.parts(in: act.content).filter { _, item in
            start.itemsSaying.map { item[$0.name] == $0.value } ?? true
        }
        return said.map { key, item in
            let holder = item["lead"]?.array?.first?.string.flatMap { OfficeID($0) }
            return DeadlinePlace(key: "\(start.key)/\(key)", content: item, holder: holder)
        }
    }

    /// The first office that leads an item of the plan.
    private func leader(of part: String?) -> OfficeID? {
        guard kind == .task, let part else { return nil }
        let item = (file?.facts["matrix"]?.array ?? []).first { ItemList.key("item", $0["number"]) == part }
        return item?["lead"]?.array?.first?.string.flatMap { OfficeID($0) }
    }

    /// Whether a letter would go to nobody but the office that writes it: the lead of a task may have proposed it.
    func isForItself(_ letter: LetterRow, _ act: Act) -> Bool {
        let own = JSONValue.string(context.own.id.description)
        return letter.to.count == 1
            && letter.to.allSatisfy { party in
                switch party {
                case .named(let field): act.content[field] == own
                case .fact(let name): file?.facts[name] == nil || file?.facts[name] == own
                case .opener: context.own.id == id.office
                case .recipients, .otherRecipients, .recipientsIn, .procuratorate, .police, .superior, .ownSuperior:
                    false
                }
            }
    }

    /// The state of the whole from those of its parts, as its kind has it.
    func derived(_ parts: [String], _ act: Act) -> String {
        switch kind {
        case .assistance: return Decision.derivedAssistance(parts)
        case .slip:
            let wanted = act.content["feedbackNeeded"] ?? file?.facts["feedbackNeeded"]
            return Decision.derivedSlip(parts, isAnswerWanted: wanted != false)
        case .referral, .handoff, .listEntry, .publication, .supervision, .task, .commentRound, .repair, .risk:
            return Decision.derived(parts)
        }
    }

    private static func derivedSlip(_ parts: [String], isAnswerWanted: Bool) -> String {
        if !parts.isEmpty, parts.allSatisfy({ $0 == "recalled" }) { return "recalled" }
        guard isAnswerWanted else { return "done" }
        return parts.contains { ["sent", "delivered", "opened"].contains($0) } ? "sent" : "answered"
    }

    /// The state of a request from those of the offices that were asked.
    private static func derivedAssistance(_ parts: [String]) -> String {
        let open = parts.filter { !["replied", "refused", "recalled"].contains($0) }
        guard !open.isEmpty else {
            return !parts.isEmpty && parts.allSatisfy { $0 == "recalled" } ? "recalled" : "answered"
        }
        return open.contains { $0 != "sent" } ? "delivered" : "sent"
    }

    /// 综合检查、一次性检查 (domain D.6): another visit to the same enterprise within the days that the rule set names is
    /// a warning for a person.
    func isRepeatVisit(_ part: String, _ content: JSONValue) -> Bool {
        guard let day = content["visitOn"]?.string.flatMap({ CivilDate($0) }) else { return false }
        let known = context.rules.limits.last {
            $0.name == "repeatInspectionDays" && $0.validity.contains(context.today)
        }
        guard let window = known?.value else { return false }
        let facts = file?.facts["parts"]?[part]
        let planned = (facts?["visitPlanned"]?.array ?? []).map { $0["visitOn"] }
        let done = (facts?["inspectionRecorded"]?.array ?? []).map { $0["visitedOn"] }
        return (planned + done).contains { value in
            guard let other = value?.string.flatMap({ CivilDate($0) }) else { return false }
            return abs(other.dayNumber - day.dayNumber) <= window
        }
    }
}
