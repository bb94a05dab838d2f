package import Contracts

/// When the published information of one channel may be repaired, and by which clocks (信用修复, domain B.6).
///
/// The rule of the list or of the public platform decides an application; the other channels that show the same fact have
/// rules of their own, and what these say is shown beside it (domain Q4, RP-14).
package struct RepairRule: Hashable, Sendable {
    /// What the rule is to an application.
    package enum Part: String, CaseIterable, Hashable, Sendable {
        /// The application is decided by it.
        case own
        /// It rules another channel that shows the same fact.
        case alongside
    }

    /// The date from which a least time of publication counts.
    package enum Start: String, CaseIterable, Hashable, Sendable {
        case decisionDate
        case publicationDate
    }

    /// What must be true beside the least time (RP-04, RP-13, SL-10).
    package enum Condition: String, CaseIterable, Hashable, Sendable {
        /// A public commitment, signed.
        case commitment
        /// Every duty of the decision is done.
        case fullyPerformed
        /// No career ban or other statutory measure still runs.
        case noTermRunning
        /// No new violation of the kind since.
        case noNewViolation
        /// Not listed twice or more within five years.
        case listedOnce
    }

    /// A least time of publication, for the severities and sectors that it names; for all where it names none.
    package struct Minimum: Hashable, Sendable {
        let severities: [PublicationChannel.Severity]
        let sectors: [String]
        let term: TermCount
        let countedFrom: Start

        func covers(_ severity: PublicationChannel.Severity?, _ sector: String?) -> Bool {
            (severities.isEmpty || severity.map(severities.contains) ?? false)
                && (sectors.isEmpty || sector.map(sectors.contains) ?? false)
        }
    }

    /// Rule ids of its clocks; those of a rule that stands alongside are not used.
    package struct Deadlines: Hashable, Sendable {
        /// Applied → accepted or not.
        package let accept: String
        /// Accepted → decided.
        package let decide: String
        /// Applied → the platform has answered; nil where no platform owes an answer.
        package let answer: String?
        /// Granted → stopped and lifted everywhere.
        package let act: String

        var all: [String] { [accept, decide, act] + [answer].compactMap(\.self) }
    }

    /// Its id, of domain B.6 where it is law.
    package let id: String
    /// Chinese name.
    package let name: String
    /// The channel's name in letters.
    package let channel: String
    /// Its Chinese name.
    package let channelName: String
    /// What it is to an application.
    package let part: Part
    /// The kinds of list whose entries it covers.
    package let listKinds: [String]
    /// The agencies whose published penalties it covers; `*` for all that have no rule of their own.
    package let publishers: [String]
    /// Least times, the first that covers a target counts; none when it may be repaired as soon as it is performed.
    package let minimums: [Minimum]
    /// Kinds of penalty whose publication this channel never stops early (PB-09).
    package let excludedPenalties: [String]
    /// What else must be true.
    package let conditions: [Condition]
    /// Its clocks; nil for a rule that stands alongside.
    package let deadlines: Deadlines?
    /// The provisions.
    package let basis: [LegalBasis]
    /// When the row applies.
    package let validity: Validity

    /// From the start of this day on the least time has passed; nil when the rule asks for none.
    package func eligibleFrom(
        severity: PublicationChannel.Severity?, sector: String?, decidedOn: CivilDate, publishedOn: CivilDate
    ) -> CivilDate? {
        guard let minimum = minimums.first(where: { $0.covers(severity, sector) }) else { return nil }
        let start =
            switch minimum.countedFrom {
            case .decisionDate: decidedOn
            case .publicationDate: publishedOn
            }
        return minimum.term.due(from: start.start, calendar: WorkingCalendar()).day
    }

    /// Whether one of its least times depends on how grave the fact is.
    package var dependsOnSeverity: Bool { minimums.contains { !$0.severities.isEmpty } }
}

extension RepairRule: RuleRow {
    static var kind: RuleKind { .repairRule }
    var key: String { id }
}

extension RuleSet {
    /// The repair rule in force on `day`.
    package func repairRule(_ id: String, on day: CivilDate) throws(RuleRefusal) -> RepairRule {
        try repairRules.row(id, on: day)
    }

    /// The rules that cover entries of a kind of list on a day, the own one first.
    package func repairRules(listKind: String, on day: CivilDate) -> [RepairRule] {
        ownFirst(repairRules.filter { $0.validity.contains(day) && $0.listKinds.contains(listKind) })
    }

    /// The rules that cover the published penalties of an agency on a day, the own one first: what names the agency
    /// stands in the place of what is for all.
    package func repairRules(publisher agency: String, on day: CivilDate) -> [RepairRule] {
        let current = repairRules.filter { $0.validity.contains(day) }
        let named = current.filter { $0.publishers.contains(agency) }
        let common = current.filter { $0.publishers.contains("*") }
        let isOwnNamed = named.contains { $0.part == .own }
        return ownFirst(named + common.filter { $0.part != .own || !isOwnNamed })
    }

    private func ownFirst(_ rules: [RepairRule]) -> [RepairRule] {
        rules.filter { $0.part == .own } + rules.filter { $0.part == .alongside }
    }
}
