package import Contracts

/// The law and the service levels an office works by, as one value: read from signed documents, passed into the pure
/// core, and stamped by its version on every case (domain 0.3(1), design 6). Every lookup says for which day.
package struct RuleSet: Hashable, Sendable {
    /// SHA-256 over the documents, in hex; computed outside.
    package let version: String
    /// Working days.
    package let calendar: WorkingCalendar
    /// All deadline rules, ascending by id and first day.
    package let deadlines: [DeadlineRule]
    /// All reason codes, ascending.
    package let reasons: [Reason]
    /// All measures, ascending by code and first day.
    package let measures: [Measure]
    /// All list kinds, ascending by kind and first day.
    package let listKinds: [ListKind]
    /// All publication channels, ascending by channel and first day.
    package let channels: [PublicationChannel]
    /// All limits, ascending by name and first day.
    package let limits: [RuleLimit]
    /// How open questions of law are answered.
    package let choices: [RuleChoice]
    /// Matters of slips, ascending by code and first day.
    package let slipMatters: [SlipMatter]
    /// Rules of credit repair, ascending by id and first day.
    package let repairRules: [RepairRule]
    /// What risk classes mean for inspections, ascending by class and agencies.
    package let riskClasses: [RiskClass]
    /// Words that hold a publication, ascending by code and first day.
    package let sensitiveWords: [SensitiveWord]
    /// Matters that are published never or in part, ascending by code and first day.
    package let restrictedMatters: [RestrictedMatter]
    /// Documents that only classify.
    let classifying: [ClassifyingInstrument]

    init(version: String, calendar: WorkingCalendar, rows: RuleRows) {
        self.version = version
        self.calendar = calendar
        deadlines = rows.deadlines.map { $0.read(by: rows.choices) }.inRuleOrder
        reasons = rows.reasons.sorted { $0.code < $1.code }
        measures = rows.measures.inRuleOrder
        listKinds = rows.listKinds.inRuleOrder
        channels = rows.channels.inRuleOrder
        limits = rows.limits.inRuleOrder
        slipMatters = rows.slipMatters.inRuleOrder
        repairRules = rows.repairRules.inRuleOrder
        riskClasses = rows.riskClasses.inRuleOrder
        sensitiveWords = rows.sensitiveWords.inRuleOrder
        restrictedMatters = rows.restrictedMatters.inRuleOrder
        classifying = rows.classifying
        choices = rows.choices.sorted { $0.question < $1.question }
    }

    /// The deadline rule `id` in force on `day`.
    package func deadline(_ id: String, on day: CivilDate) throws(RuleRefusal) -> DeadlineRule {
        try deadlines.row(id, on: day)
    }

    /// The variant of one duty (`penalty.decide`) for an agency in force on `day`: the one that names the agency, or
    /// else the one for all agencies.
    package func deadline(for purpose: String, agency: String, on day: CivilDate) throws(RuleRefusal) -> DeadlineRule {
        let variants = deadlines.filter { $0.purpose == purpose }
        let current = variants.filter { $0.validity.contains(day) }
        if let own = current.first(where: { $0.agencies.contains(agency) }) { return own }
        if let common = current.first(where: \.agencies.isEmpty) { return common }
        let name = "\(purpose)/\(agency)"
        let isKnown = variants.contains { $0.agencies.isEmpty || $0.agencies.contains(agency) }
        if isKnown { throw .notInForce(.deadline, id: name, on: day) }
        throw .unknown(.deadline, id: name)
    }

    /// The words for a reason code.
    package func reason(_ code: String) throws(RuleRefusal) -> Reason {
        guard let reason = reasons.first(where: { $0.code == code }) else { throw .unknown(.reason, id: code) }
        return reason
    }

    /// The measure `code` in force on `day`.
    package func measure(_ code: String, on day: CivilDate) throws(RuleRefusal) -> Measure {
        try measures.row(code, on: day)
    }

    /// The list kind in force on `day`; it may still be `unavailable`.
    package func listKind(_ kind: String, on day: CivilDate) throws(RuleRefusal) -> ListKind {
        try listKinds.row(kind, on: day)
    }

    /// The publication channel in force on `day`.
    package func channel(_ channel: String, on day: CivilDate) throws(RuleRefusal) -> PublicationChannel {
        try channels.row(channel, on: day)
    }

    /// The value of a limit in force on `day`.
    package func limit(_ name: String, on day: CivilDate) throws(RuleRefusal) -> Int {
        try limits.row(name, on: day).value
    }

    /// How this rule set answers an open question of law.
    package func choice(_ question: String) throws(RuleRefusal) -> RuleChoice {
        guard let choice = choices.first(where: { $0.question == question }) else {
            throw .unknown(.choice, id: question)
        }
        return choice
    }
}
