package import Contracts

/// A place where penalties and listings are made public, with its own periods (domain B.5; 0.3(8): one period per
/// channel).
package struct PublicationChannel: Hashable, Sendable {
    /// How grave the published fact is (PB-10).
    package enum Severity: String, CaseIterable, Hashable, Sendable {
        /// 轻微
        case minor
        /// 一般
        case general
        /// 严重
        case serious
    }

    /// Whether facts of a severity are published here.
    package enum Practice: String, CaseIterable, Hashable, Sendable {
        case published
        /// In principle not; only when the sector authority finds it necessary.
        case onlyIfNecessary
        case never
    }

    /// The date a period is counted from.
    package enum PeriodStart: String, CaseIterable, Hashable, Sendable {
        case decisionDate
        case publicationDate
    }

    /// How long a fact of one severity stays public.
    package struct Period: Hashable, Sendable {
        /// The severity.
        package let severity: Severity
        /// Whether it is published at all.
        package let practice: Practice
        /// Before this has passed repair may not be asked for; nil when the channel's rule gives none. Never rolls.
        package let minimum: TermCount?
        /// After this publication stops by itself; nil only when nothing is published. Never rolls.
        package let maximum: TermCount?
        /// What both are counted from.
        package let countedFrom: PeriodStart

        /// From the start of this day on repair may be asked for; nil when the channel's rule gives no minimum.
        package func repairableFrom(_ start: CivilDate) -> CivilDate? {
            minimum.map { $0.due(from: start.start, calendar: WorkingCalendar()).day }
        }

        /// The last public day; publication stops at 00:00 of the day after (NDRC36 art 12).
        package func lastDay(_ start: CivilDate) -> CivilDate? {
            maximum.map { $0.due(from: start.start, calendar: WorkingCalendar()).day }
        }
    }

    /// Which kinds of records are shown here, by whom, how soon and for how long.
    package struct Coverage: Hashable, Sendable {
        /// The kinds.
        package let kinds: [RecordKind]
        /// The agencies that publish them.
        package let publishers: [String]
        /// Rule ids: of publishing here; then, where another province's registrar publishes, of pushing to it and of its
        /// publishing.
        package let deadlines: [String]
        /// One row a severity; none where it is shown until `endsOn` or until a decision ends it.
        package let periods: [Period]
        /// The field of the payload with the last public day.
        package let endsOn: String?

        /// The period of a severity; nil when the rule does not know it.
        package func period(_ severity: Severity) -> Period? { periods.first { $0.severity == severity } }
    }

    /// A kind of fact that is never shown here, and the reason code of the refusal.
    package struct Exclusion: Hashable, Sendable {
        /// What is excluded.
        package enum Ground: String, CaseIterable, Hashable, Sendable {
            case warningOnly, summaryProcedure, minorViolation, publicSecurityPenalty, naturalPerson, minorPerson
            case criminalSecrecy, stateSecret, workSecret
        }

        /// What is excluded.
        package let ground: Ground
        /// Its reason code.
        package let reason: String
    }

    /// The channel's name in letters: `creditChina`.
    package let channel: String
    /// Chinese name.
    package let name: String
    /// The agencies that publish on it.
    package let publishers: [String]
    /// Rule ids of the deadlines for publishing here.
    package let deadlines: [String]
    /// One row a severity.
    package let periods: [Period]
    /// What else than penalties is shown here.
    package let others: [Coverage]
    /// What is not shown.
    package let exclusions: [Exclusion]
    /// The provisions.
    package let basis: [LegalBasis]
    /// When the row applies.
    package let validity: Validity

    /// How records of a kind are shown here by an agency; nil when they are not.
    package func coverage(of kind: RecordKind, by agency: String) -> Coverage? {
        let penalties = Coverage(
            kinds: [.penalty], publishers: publishers, deadlines: deadlines, periods: periods, endsOn: nil)
        return ([penalties] + others).first { $0.kinds.contains(kind) && $0.publishers.contains(agency) }
    }

    /// The period of a severity; nil when the channel's rule does not know it.
    package func period(_ severity: Severity) -> Period? {
        periods.first { $0.severity == severity }
    }
}
