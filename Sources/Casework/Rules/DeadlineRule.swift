package import Contracts

/// A legal deadline or service level as data (domain B.1–B.5, D.10).
package struct DeadlineRule: Hashable, Sendable {
    /// Who must act before it ends.
    package enum Holder: String, CaseIterable, Hashable, Sendable {
        case referrer, receiver, agencyHead, legalReviewer, caseOffice, police, procuratorate, listOwner
        case superior, measureReceiver, publisher, registrar, party, bus
    }

    /// What follows when it ends with nothing done (D.0(4), D.2 row 13).
    package enum Breach: String, CaseIterable, Hashable, Sendable {
        /// `sup.overdue` to the holder's superior.
        case notifySuperior
        /// `sup.overdue` to the task lead or the sender of the case.
        case notifyLead
        /// `sup.overdue` to the same-level procuratorate.
        case notifyProcuratorate
        /// The case moves to `policeOverdue`.
        case policeOverdue
        /// The right lapses; a later act is kept and flagged as late.
        case flagLate
        /// Silence counts as consent.
        case closeBySilence
    }

    /// Where the number comes from.
    package enum Source: String, CaseIterable, Hashable, Sendable {
        case law
        /// Our own default; never shown as a legal deadline.
        case serviceLevel = "SLA, not law"
    }

    /// A prolongation that someone may approve.
    package struct Extension: Hashable, Sendable {
        /// How much is added.
        package let count: TermCount
        /// Who approves, in Chinese.
        package let approvedBy: String
    }

    /// Another reading of the law (domain B.12) that a rule set may choose.
    package struct Reading: Hashable, Sendable {
        /// The question, `Q1`.
        package let question: String
        /// The choice under which `count` is used.
        package let choice: String
        /// The term under that choice.
        package let count: TermCount
    }

    /// Rule id of domain.md B (`CR-03`), or our own for service levels.
    package let id: String
    /// What must be done, in Chinese.
    package let name: String
    /// The event that starts the count.
    package let start: String
    /// The term under the default reading.
    package let count: TermCount
    /// Who must act.
    package let holder: Holder
    /// What follows a breach.
    package let onBreach: [Breach]
    /// What the variants of one duty have in common (`penalty.decide`); nil when there is only one.
    package let purpose: String?
    /// The agencies it applies to; empty for all.
    package let agencies: [String]
    /// Percent of the term at which the holder is warned.
    package let rungs: [Int]
    /// Law or service level.
    package let source: Source
    /// The provisions; empty for a service level.
    package let basis: [LegalBasis]
    /// Prolongations in the order they may be given.
    package let extensions: [Extension]
    /// The other reading, where the law is unclear.
    package let reading: Reading?
    /// When it applies.
    package let validity: Validity

    /// The term with the first `granted` extensions, or all of them when fewer are possible.
    package func count(extensions granted: Int) -> TermCount {
        extensions.prefix(max(0, granted)).reduce(count) { $0.prolonged(by: $1.count) ?? $0 }
    }

    /// The running term from `start`, with what has suspended and prolonged it.
    package func term(from start: Moment, extensions granted: Int = 0, suspensions: [Suspension] = []) -> Term {
        Term(start: start, count: count(extensions: granted), suspensions: suspensions)
    }

    /// The rungs of a term of this rule, the end included.
    package func rungs(of term: Term, calendar: WorkingCalendar) -> [RungMoment] {
        term.rungs(rungs, calendar: calendar)
    }

    /// This rule counted by another reading of the law.
    func read(by choices: [RuleChoice]) -> DeadlineRule {
        guard let reading, choices.contains(where: { $0.question == reading.question && $0.choice == reading.choice })
        else { return self }
        return replacing(count: reading.count)
    }
}
