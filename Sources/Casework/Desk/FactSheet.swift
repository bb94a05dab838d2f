package import Contracts

/// One line of what is known of a case, as people read it.
package struct FactLine: Hashable, Sendable {
    /// The field's name in letters.
    package let name: String
    /// Its Chinese name.
    package let title: String
    /// Its value in words; empty where it has lines of its own.
    package let text: String
    /// The lines of an object, or of each object of a list.
    package let lines: [FactLine]

    /// A line from its parts.
    package init(name: String, title: String, text: String, lines: [FactLine]) {
        self.name = name
        self.title = title
        self.text = text
        self.lines = lines
    }
}

/// Facts of cases and contents of events in words: field names by the tables of letters and orders, values by the
/// lists of words, offices by the directory, codes by the rule data. For pages, prints and commands alike.
package struct FactSheet: Sendable {
    private let workflow: Workflow
    private let rules: RuleSet
    private let directory: DirectoryDocument?
    private let known: [String: BodyField]

    /// A sheet for cases of a kind.
    package init(_ kind: CaseKind, rules: RuleSet, directory: DirectoryDocument?) {
        workflow = Workflow.of(kind)
        self.rules = rules
        self.directory = directory
        let own = workflow.rows.flatMap(\.fields)
        let told = workflow.rows.flatMap(\.letters).flatMap { LetterCatalogue.contract(for: $0.type)?.allFields ?? [] }
        let all = (own + told + FactSheet.added).flatMap { [$0] + $0.kind.fields }
        // Of two fields of one name that with fields of its own says more: channels are named in an order and described
        // in a letter.
        known = Dictionary(all.map { ($0.name, $0) }) { first, second in
            first.kind.fields.isEmpty && !second.kind.fields.isEmpty ? second : first
        }
    }

    /// What the case is: the facts at the top, without the parties, files and states that are shown by themselves.
    package func basics(of facts: JSONValue) -> [FactLine] {
        (facts.object ?? []).compactMap { member in
            guard !FactSheet.aside.contains(member.name), workflow.title(ofEvent: member.name) == nil else {
                return nil
            }
            return line(member.name, member.value, nil)
        }
    }

    /// What each event said, in the order in which the facts have them: the event's name with its lines.
    package func events(of facts: JSONValue) -> [FactLine] {
        (facts.object ?? []).flatMap { member -> [FactLine] in
            guard let title = workflow.title(ofEvent: member.name) else { return [] }
            return (member.value.array ?? [member.value]).map { entry in
                FactLine(name: member.name, title: title, text: "", lines: lines(entry, ofEvent: member.name))
            }
        }
    }

    /// The lines of what an event said: one name may mean different things in different events.
    package func lines(_ value: JSONValue, ofEvent event: String) -> [FactLine] {
        let rows = workflow.rows.filter { $0.event == event }
        let told = rows.flatMap(\.letters).flatMap { LetterCatalogue.contract(for: $0.type)?.allFields ?? [] }
        return lines(value, rows.flatMap(\.fields) + told)
    }

    /// The lines of an object.
    package func lines(_ value: JSONValue, _ fields: [BodyField] = []) -> [FactLine] {
        (value.object ?? []).compactMap { member in
            guard !FactSheet.aside.contains(member.name) else { return nil }
            return line(member.name, member.value, fields.first { $0.name == member.name })
        }
    }

    /// The name of a field; its own in letters while no table knows it.
    package func title(of field: String) -> String { known[field]?.label ?? field }

    /// The name of an office: short, or its id while the directory does not know it.
    package func name(of office: String) -> String {
        OfficeID(office).flatMap { directory?.profile($0)?.shortName } ?? office
    }

    /// What a part of a case is called: a channel by its name in the rules, an office by the directory with the measure
    /// behind it; what no table knows by its key.
    package func name(ofPart key: String) -> String {
        let channel = "\(ItemList.channels.prefix)-"
        if key.hasPrefix(channel) {
            let id = String(key.dropFirst(channel.count))
            return rules.channels.first { $0.channel == id }?.name ?? id
        }
        let (office, rest) = (key.prefix { $0 != "/" }, key.drop { $0 != "/" })
        let measure = String(rest.dropFirst())
        return name(of: String(office)) + (rest.isEmpty ? "" : " \(ruleWord(measure, "measureCode") ?? measure)")
    }

    /// A mark of a case in words: what its code means, and what stands behind it; a deadline among `deadlines` by the name of
    /// its rule.
    package func words(ofFlag flag: String, deadlines: [DeadlineState]) -> String {
        let parts = flag.split(separator: ":", maxSplits: 1).map(String.init)
        let code = parts.first ?? flag
        let meaning = FactSheet.marks[code] ?? reason(code)
        guard let about = parts.dropFirst().first else { return meaning }
        let deadline = deadlines.first { $0.key == about }.map { DeadlineReason($0, rules: rules).name }
        return "\(meaning)（\(deadline ?? workflow.title(ofEvent: about) ?? name(of: about))）"
    }

    // MARK: Lines

    private func line(_ name: String, _ value: JSONValue, _ field: BodyField?) -> FactLine? {
        guard value != .null else { return nil }
        let field = field ?? known[name]
        let title = field?.label ?? name
        if value.object != nil {
            return FactLine(name: name, title: title, text: "", lines: lines(value, field?.kind.fields ?? []))
        }
        if let elements = value.array, elements.contains(where: { $0.object != nil }) {
            let inner = elements.enumerated().map { index, element in
                FactLine(
                    name: name, title: "\(title) \(index + 1)", text: "",
                    lines: lines(element, field?.kind.fields ?? []))
            }
            return FactLine(name: name, title: title, text: "", lines: inner)
        }
        return FactLine(name: name, title: title, text: text(value, field?.kind, name), lines: [])
    }

    /// A value in words.
    package func text(_ value: JSONValue, _ kind: BodyKind?, _ name: String) -> String {
        switch value {
        case .null: return ""
        case .bool(let flag): return flag ? "是" : "否"
        case .integer(let number):
            guard name.hasSuffix("Fen"), let money = Money(fen: number) else { return String(number) }
            return money.grouped + "元"
        case .string(let text): return word(text, kind, name)
        case .array(let elements):
            var inner = kind
            if case .list(let element, _, _) = kind { inner = element }
            let texts = elements.map { self.text($0, inner, name) }
            return texts.joined(separator: texts.contains { $0.count > 12 } ? "\n" : "、")
        case .decimal, .object: return value.text
        }
    }

    private func word(_ text: String, _ kind: BodyKind?, _ name: String) -> String {
        switch kind {
        case .choice: return ChoiceWords.title(of: text, in: name) ?? "代码\(text)（未知）"
        case .reasonCode: return reason(text)
        case .office: return self.name(of: text)
        case .moment: return Moment(text)?.shortDescription ?? text
        case .date: return text == "2099-12-31" ? "长期" : text
        case .flag, .integer, .uscc, .personToken, .region, .documentNumber, .letter, .digest, .evidenceFile, .list,
            .object, .variant, .record:
            return text
        case .text, nil: return ruleWord(text, name) ?? plain(text, name)
        }
    }

    /// Text without a kind of its own: what the desk adds.
    private func plain(_ text: String, _ name: String) -> String {
        if name == "at" || name.hasSuffix("At"), let moment = Moment(text) { return moment.shortDescription }
        return self.name(of: text)
    }

    /// Codes of the rule data in their own words.
    private func ruleWord(_ text: String, _ name: String) -> String? {
        switch name {
        case "measureCode", "code": rules.measures.last { $0.code == text }.map { "\(text) \($0.name)" }
        case "listKind": rules.listKinds.last { $0.kind == text }?.name
        case "channel", "channels": rules.channels.last { $0.channel == text }?.name
        case "criterion": unique(rules.listKinds.flatMap(\.criteria).filter { $0.code == text }.map(\.text))
        case "listClass": unique(rules.listKinds.flatMap(\.classes).filter { $0.name == text }.map(\.title))
        case "maskingProfile": MaskingProfile(rawValue: text)?.title
        case "rule", "dueRule": rules.deadlines.last { $0.id == text }?.name
        default: nil
        }
    }

    /// The word for a code that means the same in all rules that have it.
    private func unique(_ words: [String]) -> String? { Set(words).count == 1 ? words.first : nil }

    /// A reason code in words.
    package func reason(_ code: String) -> String {
        rules.reasons.first { $0.code == code }?.chinese ?? "代码\(code)（未知）"
    }
}
