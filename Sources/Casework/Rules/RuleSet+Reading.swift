import Contracts

extension RuleSet {
    /// Reads a rule set from its documents, in any order: one of each kind, and one calendar a year.
    ///
    /// - Parameters:
    ///   - version: the name of the set, a hash of its documents computed outside.
    ///   - documents: the documents.
    /// - Returns: the rule set, ready for lookups.
    /// - Throws: all mistakes of all documents at once; never traps, whatever the bytes are.
    package static func read(version: String, documents: [RuleDocument]) throws(RuleMistakes) -> RuleSet {
        var log: [RuleMistake] = []
        var rows = RuleRows()
        var kinds: [RuleDocumentKind] = []
        for document in documents {
            guard let root = RuleSet.root(of: document, &log) else { continue }
            guard let kind = root.choice("document", of: RuleDocumentKind.self, &log) else { continue }
            if kind != .calendar, kinds.contains(kind) {
                root.mistake("document", "\(kind.rawValue) is there twice", &log)
            }
            kinds.append(kind)
            rows.read(kind, root, &log)
        }
        for kind in RuleDocumentKind.allCases where kind.isRequired && !kinds.contains(kind) {
            log.append(RuleMistake(document: "rule set", path: "", reason: "has no document \(kind.rawValue)"))
        }
        rows.check(&log)
        guard log.isEmpty else { throw RuleMistakes(list: log) }
        return RuleSet(version: version, calendar: WorkingCalendar(schedules: rows.schedules), rows: rows)
    }

    private static func root(of document: RuleDocument, _ log: inout [RuleMistake]) -> RuleNode? {
        do throws(JSONFailure) {
            let value = try JSONValue.parse(document.bytes)
            let root = RuleNode(document: document.name, path: "", value: value)
            guard value.object != nil else {
                root.mistake("", "must be an object", &log)
                return nil
            }
            return root
        } catch {
            log.append(RuleMistake(document: document.name, path: "", reason: "cannot be read: \(error)"))
            return nil
        }
    }
}

extension RuleRows {
    mutating func read(_ kind: RuleDocumentKind, _ root: RuleNode, _ log: inout [RuleMistake]) {
        root.expect(RuleDocumentKind.header + kind.members, &log)
        _ = root.text("version", &log)
        _ = root.date("effectiveFrom", &log)
        _ = root.text("source", &log)
        for member in kind.members where root.value[member] == nil { root.mistake(member, "is missing", &log) }
        switch kind {
        case .calendar: readCalendar(root, &log)
        case .deadlines: deadlines += root.nodes("deadlines", &log).compactMap { DeadlineRule($0, &log) }
        case .reasonCodes: reasons += root.nodes("reasons", &log).compactMap { Reason($0, &log) }
        case .measures: measures += root.nodes("measures", &log).compactMap { Measure($0, &log) }
        case .listKinds: listKinds += root.nodes("listKinds", &log).compactMap { ListKind($0, &log) }
        case .publicationChannels: channels += root.nodes("channels", &log).compactMap { PublicationChannel($0, &log) }
        case .limits:
            limits += root.nodes("limits", &log).compactMap { RuleLimit($0, &log) }
            choices += root.nodes("choices", &log).compactMap { RuleChoice($0, &log) }
        case .slipMatters: slipMatters += root.nodes("matters", &log).compactMap { SlipMatter($0, &log) }
        case .riskClasses:
            riskClasses += root.nodes("classes", &log).compactMap { RiskClass($0, &log) }
            classifying += root.nodes("classifying", &log).compactMap { ClassifyingInstrument($0, &log) }
        case .sensitiveWords: sensitiveWords += root.nodes("words", &log).compactMap { SensitiveWord($0, &log) }
        case .restrictedPublication:
            restrictedMatters += root.nodes("matters", &log).compactMap { RestrictedMatter($0, &log) }
        case .repairRules: repairRules += root.nodes("repairRules", &log).compactMap { RepairRule($0, &log) }
        }
    }

    private mutating func readCalendar(_ root: RuleNode, _ log: inout [RuleMistake]) {
        guard let year = root.integer("year", in: 2000...2199, &log) else { return }
        let daysOff = RuleRows.days("daysOff", of: year, root, &log)
        let makeUpDays = RuleRows.days("makeUpDays", of: year, root, &log)
        for day in makeUpDays where daysOff.contains(day) {
            root.mistake("makeUpDays", "holds \(day), which is also a day off", &log)
        }
        for day in makeUpDays where day.weekday <= 5 {
            root.mistake("makeUpDays", "holds \(day), which is no Saturday or Sunday", &log)
        }
        if schedules.contains(where: { $0.year == year }) { root.mistake("year", "\(year) is there twice", &log) }
        schedules.append(HolidaySchedule(year: year, daysOff: daysOff, makeUpDays: makeUpDays))
    }

    /// New Year's holiday may begin in the December before.
    private static func days(
        _ name: String, of year: Int, _ root: RuleNode, _ log: inout [RuleMistake]
    ) -> [CivilDate] {
        root.texts(name, &log).compactMap { text in
            guard let day = CivilDate(text) else {
                root.mistake(name, "holds \(text), which is no day that exists, written YYYY-MM-DD", &log)
                return nil
            }
            let parts = day.components
            if parts.year != year, parts.year != year - 1 || parts.month != 12 {
                root.mistake(name, "holds \(text), which is neither in \(year) nor in the December before", &log)
            }
            return day
        }
    }
}
