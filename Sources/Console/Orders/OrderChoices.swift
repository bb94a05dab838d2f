import Casework
import Contracts

/// What an input offers to be chosen: the words of closed lists, reason codes of the act, and codes of the rule data.
struct OrderChoices {
    /// One choice.
    struct Option: Hashable {
        let value: String
        let name: String

        init(_ value: String, _ name: String) {
            self.value = value
            self.name = name
        }
    }

    /// The choices of an input.
    struct Offer: Hashable {
        let options: [Option]
        /// Whether other inputs go by it.
        let refreshes: Bool
        /// Whether it goes by another input: what that one no longer offers is not kept.
        var isDependent = false
    }

    /// The act's event: reason codes are known by it.
    let events: [String]
    let rules: RuleSet
    let agency: String
    let today: CivilDate
    /// Those of the entry that the act is about; empty where there is none.
    let measures: [String]
    /// Fields by which variants go.
    let deciding: Set<String>

    init(
        _ fields: [BodyField], events: [String], rules: RuleSet, agency: String, today: CivilDate,
        measures: [String] = []
    ) {
        self.events = events
        self.rules = rules
        self.agency = agency
        self.today = today
        self.measures = measures
        let all = fields + fields.flatMap(\.kind.fields)
        let variants = all.compactMap { field -> String? in
            if case .variant(let variants) = field.kind { return variants.by }
            return nil
        }
        deciding = Set(variants + ["slipType"] + (all.contains { $0.name == "criterion" } ? ["listKind"] : []))
    }

    /// Codes of the rule data that another input of the same form decides: the type of a slip, the kind of a list.
    private static let dependent: Set<String> = ["matterCode", "criterion", "listClass"]

    /// Nil for an input that is typed.
    func offered(_ field: BodyField, _ kind: BodyKind, at path: String, _ values: FormValues) -> Offer? {
        switch kind {
        case .choice(let words):
            let options = words.map { Option($0, ChoiceWords.title(of: $0, in: field.name) ?? $0) }
            return Offer(options: options, refreshes: deciding.contains(field.name))
        case .flag: return Offer(options: [Option("yes", "是"), Option("no", "否")], refreshes: false)
        case .reasonCode: return Offer(options: reasons, refreshes: false)
        case .text:
            let options = codes(field.name, at: path, values)
            let isDependent = OrderChoices.dependent.contains(field.name)
            if options.isEmpty, !isDependent { return nil }
            return Offer(options: options, refreshes: deciding.contains(field.name), isDependent: isDependent)
        default: return nil
        }
    }

    /// Those of the act; all refusals where the rule data name none for it.
    private var reasons: [Option] {
        let own = rules.reasons.filter { $0.events.contains(where: events.contains) }
        let shown = own.isEmpty ? rules.reasons.filter { $0.use == .refusal } : own
        return shown.map { Option($0.code, $0.chinese) }
    }

    private func listKind(_ values: FormValues) -> ListKind? {
        rules.listKinds.last { $0.kind == values["listKind"] && $0.validity.contains(today) }
    }

    /// What a list of words may hold, where the rule data say it: a box is shown for each. The channels on which the
    /// office publishes anything; which of them are lawful for a record its guard says.
    func boxes(_ name: String) -> [Option] {
        guard name == "channels" else { return [] }
        let own = rules.channels.filter { channel in
            let publishers = channel.publishers + channel.others.flatMap(\.publishers)
            return channel.validity.contains(today) && (publishers.contains(agency) || publishers.contains("*"))
        }
        return own.map { Option($0.channel, $0.name) }
    }

    private func codes(_ name: String, at path: String, _ values: FormValues) -> [Option] {
        switch name {
        case "listKind":
            return rules.listKinds.filter { $0.owners.contains(agency) && $0.unavailable == nil }.map {
                Option($0.kind, $0.name)
            }
        case "measureCode", "code":
            guard name == "measureCode" || path.hasPrefix("measures") else { return [] }
            let all = rules.measures.filter { $0.validity.contains(today) }
            // An act is about a measure that the entry has; only its owner chooses from all.
            let shown = name == "measureCode" && !measures.isEmpty ? all.filter { measures.contains($0.code) } : all
            return shown.map { Option($0.code, "\($0.code) \($0.name)") }
        case "criterion": return listKind(values)?.criteria.map { Option($0.code, $0.text) } ?? []
        case "listClass": return listKind(values)?.classes.map { Option($0.name, $0.title) } ?? []
        case "matterCode":
            let prefix = path.lastIndex(of: ".").map { String(path[...$0]) } ?? ""
            return rules.slipMatters(values[prefix + "slipType"], agency: agency, on: today).map {
                Option($0.code, $0.text)
            }
        default: return []
        }
    }
}
