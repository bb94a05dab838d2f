package import Contracts

/// What the desk adds to an act on a list entry: days, versions, and what is left of its measures.
package enum ListPreparation: Hashable, Sendable {
    /// Since when the source decision can no longer be contested.
    case notice
    /// Whom the consent is asked of.
    case consent
    /// The day of the decision, and whether it goes to another province.
    case decision
    /// The days that count from publication, and the first version.
    case publication
    /// The version that is confirmed.
    case confirmation
    /// Until when a measure lasts here.
    case measure
    /// The next version, and its days.
    case correction
    /// The measures without the one that is dropped.
    case lifting
    /// The end of its time as its removal.
    case expiry
    /// A new period, and the bar.
    case restoration
    /// What may be told of persons.
    case proposal
}

extension Preparation {
    func list(_ preparation: ListPreparation, _ given: JSONValue) -> JSONValue {
        let content = masked(given)
        return switch preparation {
        case .notice: finalised(content)
        case .consent: context.own.superior.map { content.setting("superior", .string($0.description)) } ?? content
        case .decision: decided(content)
        case .publication: listed(content)
        case .confirmation: content.setting("version", .integer(version))
        case .measure: limited(content)
        case .correction: lasting(named(content).setting("version", .integer(version + 1)))
        case .lifting: left(content)
        case .expiry: expired(content)
        case .restoration: restored(content)
        case .proposal: named(content)
        }
    }

    /// The birth digits of persons are hidden before anything is recorded or told: `440305********0038` (PB-15).
    private func masked(_ content: JSONValue) -> JSONValue {
        guard let persons = content["responsiblePersons"]?.array else { return content }
        return content.setting(
            "responsiblePersons",
            .array(
                persons.map { person in
                    guard let number = person["maskedNumber"]?.string else { return person }
                    return person.setting("maskedNumber", .string(Masking.number(number)))
                }))
    }

    /// An entry keeps the names that its measures had in the catalogue of its day (practice 7, row 28).
    private func named(_ content: JSONValue) -> JSONValue {
        guard let measures = content["measures"]?.array else { return content }
        return content.setting(
            "measures",
            .array(
                measures.map { item in
                    guard item["name"] == nil, let code = item["code"], let name = measureName(code) else {
                        return item
                    }
                    // In the order in which letters tell it.
                    let rest = (item.object ?? []).filter { $0.name != "code" }
                    return .object([JSONMember("code", code), JSONMember("name", name)] + rest)
                }))
    }

    /// The name that the entry gave a measure before, or else the catalogue's of today.
    private func measureName(_ code: JSONValue) -> JSONValue? {
        let kept = facts["measures"]?.array?.first { $0["code"] == code }?["name"]
        let found = context.rules.measures.first { $0.code == code.string && $0.validity.contains(context.today) }
        return kept ?? found.map { .string($0.name) }
    }

    private var facts: JSONValue { file?.facts ?? .object([]) }

    /// Entries from before there were versions are the first.
    private var version: Int64 { file?.entryVersion ?? 0 }

    private func kind(_ content: JSONValue) -> ListKind? {
        let name = (content["listKind"] ?? facts["listKind"])?.string
        return context.rules.listKinds.first { $0.kind == name && $0.validity.contains(context.today) }
    }

    private func finalised(_ content: JSONValue) -> JSONValue {
        guard let kind = kind(content), kind.guards.contains(.finality),
            let day = ListDays(kind, facts.overlaid(by: content), context).final
        else { return content }
        return content.setting("finalSince", .string(day.description))
    }

    private func decided(_ content: JSONValue) -> JSONValue {
        var content = content.setting("decidedOn", .string(context.today.description))
        let isPushed = kind(content)?.deadlines.others[.push] != nil && isElsewhere
        content = content.setting("isCrossProvince", .bool(isPushed)).setting("isPublishedHere", .bool(!isPushed))
        return finalised(content)
    }

    /// Whether the subject is registered in another province.
    private var isElsewhere: Bool {
        guard let region = facts["subject"]?["registeredRegion"]?.string else { return false }
        return region.prefix(2) != context.own.region.prefix(2)
    }

    private func listed(_ content: JSONValue) -> JSONValue {
        let today = JSONValue.string(context.today.description)
        return lasting(
            content.setting("listedOn", facts["decidedOn"] ?? today).setting("publishedOn", today)
                .setting("version", .integer(version + 1)))
    }

    /// When it ends, as its kind, its class and a longer ban have it.
    private func lasting(_ content: JSONValue) -> JSONValue {
        let facts = facts.overlaid(by: content)
        guard let kind = kind(content), let days = ListDays(kind, facts, context).period else { return content }
        var content = content.setting("scheduledRemovalOn", .string(days.scheduled.description))
        if let extended = days.extended { content = content.setting("extendedUntil", .string(extended.description)) }
        return content.setting("expiresOn", .string(days.last.description))
    }

    private func limited(_ content: JSONValue) -> JSONValue {
        let code = content["measureCode"]?.string
        guard let last = file?.lastDay(ofMeasure: code ?? "") else { return content }
        return content.setting("until", .string(last.description))
    }

    private func left(_ content: JSONValue) -> JSONValue {
        let measures = (facts["measures"]?.array ?? []).filter { $0["code"] != content["measureCode"] }
        return content.setting("measures", .array(measures))
    }

    /// The decision that set the time is the one that ends it: nobody decides anew.
    private func expired(_ content: JSONValue) -> JSONValue {
        [
            "kind": "expired", "reason": "列入期限届满，自动移出",
            "decisionNo": facts["listingDecisionNo"] ?? facts["sourceDecisionNo"] ?? "",
        ]
    }

    private func restored(_ content: JSONValue) -> JSONValue {
        let bar = context.rules.limits.last {
            $0.name == "repairBarMonths" && $0.validity.contains(context.today)
        }
        let today = JSONValue.string(context.today.description)
        let until = context.today.adding(months: bar?.value ?? 0)
        // The period restarts; a ban that ends later than it still prolongs it.
        return lasting(
            content.setting("listedOn", today).setting("publishedOn", today)
                .setting("version", .integer(version + 1)).setting("repairBarredUntil", .string(until.description)))
    }
}

/// The days of an entry that follow from its kind.
struct ListDays {
    private let kind: ListKind
    private let facts: JSONValue
    private let context: DeskContext

    init(_ kind: ListKind, _ facts: JSONValue, _ context: DeskContext) {
        self.kind = kind
        self.facts = facts
        self.context = context
    }

    /// How long it lasts: by the kind's own time, and with a longer ban.
    struct Period {
        let scheduled: CivilDate
        let extended: CivilDate?

        var last: CivilDate { extended ?? scheduled }
    }

    private func day(_ name: String) -> CivilDate? { facts[name]?.string.flatMap { CivilDate($0) } }

    private func end(_ term: TermCount, from day: CivilDate) -> CivilDate {
        term.due(from: day.start, calendar: context.rules.calendar).day
    }

    /// The day from which the longest and the shortest time of this entry count.
    var start: CivilDate? {
        switch kind.period(ofClass: facts["listClass"]?.string)?.countedFrom ?? .listing {
        case .listing: day("listedOn")
        case .publication: day("publishedOn")
        case .given: [day("periodFrom"), day("previousUntil")].compactMap(\.self).max() ?? day("listedOn")
        }
    }

    /// Nil when only cure ends it.
    var period: Period? {
        guard let period = kind.period(ofClass: facts["listClass"]?.string), let start else { return nil }
        var scheduled = end(period.maximum, from: start)
        if let cap = kind.cumulativeMaximum, let first = day("continuousFrom") {
            scheduled = min(scheduled, end(cap, from: first))
        }
        let longer = [day("extendedUntil"), kind.isExtensible ? day("restrictionUntil") : nil].compactMap(\.self).max()
        return Period(scheduled: scheduled, extended: longer.flatMap { $0 > scheduled ? $0 : nil })
    }

    /// The first day on which early removal may be asked for; nil when it never may.
    var earliestRemoval: CivilDate? {
        guard let term = kind.earliestRemoval(criterion: facts["criterion"]?.string), let start else { return nil }
        return end(term, from: start)
    }

    /// The last day on which the source decision could be contested; nil when nobody knows.
    var final: CivilDate? {
        guard let served = day("sourceServedOn") else { return nil }
        return [ListKind.Deadlines.Further.reconsideration, .suit].compactMap { name in
            kind.deadlines.others[name].flatMap { id in
                context.rules.deadlines.first { $0.id == id && $0.validity.contains(served) }
            }.flatMap { $0.term(from: served.start).due(context.rules.calendar)?.day }
        }.max()
    }
}

extension CaseFile {
    /// States of a measure in which its office restricts somebody.
    package static let applying: Set<String> = ["applied", "partlyApplied"]

    /// The codes of the measures that an office applies.
    func applied(by office: String) -> [String] {
        parts.filter { $0.key.hasPrefix(office + "/") && CaseFile.applying.contains($0.state) }
            .map { String($0.key.dropFirst(office.utf8.count + 1)) }
    }

    /// The version of a list entry as its owner told it last; entries from before there were versions are the first.
    package var entryVersion: Int64 {
        facts["version"]?.integer ?? (facts["listedOn"] == nil ? 0 : 1)
    }

    /// The version that an office has confirmed; nil before its first confirmation.
    package func confirmedVersion(of office: OfficeID) -> Int64? {
        guard let part = facts["parts"]?[office.description], part["acknowledged"] != nil else { return nil }
        return part["acknowledged"]?["version"]?.integer ?? 1
    }

    /// The last day of the entry itself; nil when only cure ends it.
    package var lastDay: CivilDate? {
        ["scheduledRemovalOn", "extendedUntil"].compactMap { facts[$0]?.string.flatMap { CivilDate($0) } }.max()
    }

    /// The last day of one of its measures: its own, and never after the entry's.
    func lastDay(ofMeasure code: String) -> CivilDate? {
        let measure = (facts["measures"]?.array ?? []).first { $0["code"]?.string == code }
        return [lastDay, measure?["until"]?.string.flatMap { CivilDate($0) }].compactMap(\.self).min()
    }
}
