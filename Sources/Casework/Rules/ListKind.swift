package import Contracts

/// A kind of joint-punishment list: who may keep it, what must be true before a subject is listed, how long an entry
/// lasts and how it ends (domain B.3, B.4, B.7, B.8).
package struct ListKind: Hashable, Sendable {
    /// A condition that the list aggregate checks.
    package enum Guard: String, CaseIterable, Hashable, Sendable {
        /// Legal review passed (D.3, AP-07, AP-10).
        case legalReview
        /// The reviewer is not the case handler (AP-10).
        case reviewerIsNotHandler
        /// Notice of cause, basis and rights served, and the time for a statement over (LG-04).
        case noticeServed
        /// A listed conduct and a heavy penalty (SL-01).
        case heavyPenalty
        /// Consent of the next higher authority, at the levels that the kind names (SL-07, PS: 层报).
        case superiorConsent
        /// Reconsideration and suit periods are over (TX-02).
        case finality
        /// Paid in full before publication: not published (TX-04).
        case unpaidAtPublication
        /// A written decision is required.
        case decisionDocument
        /// A person confirms before a natural person is published (Q8).
        case naturalPersonConfirmed
        /// The entry says where its facts are public already: nothing else may be told (LG-07).
        case publicFacts
        /// Others are informed of it and never ordered: only class C measures (LG-07).
        case voluntaryOnly
        /// No time ends it: it is removed early, once what was wrong has been put right (AB-05).
        case removedOnCure
    }

    /// A way off the list.
    package enum Removal: String, CaseIterable, Hashable, Sendable {
        /// The time is over.
        case expired
        /// Before the time is over (提前移出, credit repair).
        case early
        /// The decision it rests on, or the listing itself, was revoked.
        case revoked
        /// Moved to the next better level (CU-05).
        case reclassified
    }

    /// Where the time that an entry lasts is counted from.
    package enum PeriodStart: String, CaseIterable, Hashable, Sendable {
        /// The day of the decision.
        case listing
        /// The day of publication.
        case publication
        /// The day that the entry names: the end of a sentence (PS-02).
        case given
    }

    /// How long entries last.
    package struct Period: Hashable, Sendable {
        /// At most; the last day never rolls.
        package let maximum: TermCount
        /// From when.
        package let countedFrom: PeriodStart
    }

    /// Entries of one kind that last differently (PS-01).
    package struct EntryClass: Hashable, Sendable {
        /// Its name in letters: `convicted`.
        package let name: String
        /// Chinese name.
        package let title: String
        /// How long they last.
        package let period: Period
    }

    /// The kind's name in letters: `seriousViolation`.
    package let kind: String
    /// Chinese name.
    package let name: String
    /// The agencies that may own entries.
    package let owners: [String]
    /// Why entries may not be made at all, in Chinese; nil when they may.
    package let unavailable: String?
    /// Why this program only receives such entries, in Chinese; nil when offices may own them.
    package let receivedOnly: String?
    /// Whether another office may act for an owner that has delegated it.
    package let isDelegable: Bool
    /// What is checked before listing.
    package let guards: [Guard]
    /// The levels of office that need consent, where consent is a condition.
    package let consentLevels: [OfficeProfile.Level]
    /// The levels of office that may decide; empty for all (TX-03).
    package let decidingLevels: [OfficeProfile.Level]
    /// The provisions the list rests on; empty only when it is unavailable.
    package let basis: [LegalBasis]
    /// The grounds with their thresholds; empty when the law has no numbers.
    package let criteria: [ListCriterion]
    /// How long an entry lasts at most; nil when only cure ends it, or each class has its own.
    package let period: Period?
    /// Classes of entries with periods of their own.
    package let classes: [EntryClass]
    /// The longest time that entries one after another last together (PS-02); nil for none.
    package let cumulativeMaximum: TermCount?
    /// After what time early removal may be asked for; nil when the kind knows none. Never rolls.
    package let earliestRemoval: TermCount?
    /// Whether a longer ban prolongs the entry (SL-14).
    package let isExtensible: Bool
    /// The ways off it.
    package let removals: [Removal]
    /// Where an entry that improves by one step goes (CU-05): a list kind, or `regular`; nil for kinds without steps.
    package let reclassifiesTo: String?
    /// Rule ids of its deadlines.
    package let deadlines: Deadlines
    /// When the row applies.
    package let validity: Validity

    /// What `reclassifiesTo` says where nothing is left to be listed for (常规).
    package static let regular = "regular"

    /// How long an entry of a class lasts.
    package func period(ofClass name: String?) -> Period? {
        classes.first { $0.name == name }?.period ?? period
    }

    /// The ground of this code.
    package func criterion(_ code: String?) -> ListCriterion? { criteria.first { $0.code == code } }

    /// After what time an entry with this ground may be removed early; nil when it may not.
    package func earliestRemoval(criterion code: String?) -> TermCount? {
        criterion(code)?.earliestRemoval ?? earliestRemoval
    }

    /// The deadlines of an entry, by rule id; the further ones are those that not every kind has.
    package struct Deadlines: Hashable, Sendable {
        /// Listed → published.
        package let publish: String
        /// Published → acknowledged by a receiver.
        package let acknowledge: String
        /// Acknowledged → measure applied.
        package let apply: String
        /// Acknowledged → measure refused.
        package let refuse: String
        /// Removing → lifted by a receiver.
        package let lift: String
        /// What only some kinds have.
        package let others: [Further: String]

        /// A deadline that only some kinds have.
        package enum Further: String, CaseIterable, Hashable, Sendable {
            /// Proposed → legal review.
            case review
            /// The ground arose, or the decision became final → the listing is decided.
            case decide
            /// Notice served → the party's statement.
            case statement
            /// The party objected → checked.
            case objection
            /// Consent asked for → the superior's reply.
            case consent
            /// Decided → pushed to the registrar of another province.
            case push
            /// Pushed → published by the registrar.
            case receive
            /// An error was found → corrected.
            case correct
            /// A receiver refused → the owner amends or drops.
            case amend
            /// The cure was verified → removed.
            case cure
            /// The source decision was revoked → removed.
            case revoke
            /// A court approved reorganisation → shielded.
            case shield
            /// Its own end.
            case expire
            /// The party's time for reconsideration.
            case reconsideration
            /// The party's time to sue.
            case suit
            /// Published → the party's objection to the entry.
            case challenge
            /// That objection received → accepted or not.
            case challengeAccept
            /// Accepted → verified.
            case challengeVerify
        }

        var all: [String] {
            [publish, acknowledge, apply, refuse, lift] + Further.allCases.compactMap { others[$0] }
        }
    }
}

/// A ground of a list as the law counts it (TX-01, CU-02).
package struct ListCriterion: Hashable, Sendable {
    /// A number of a case that the law has a threshold for.
    package enum Figure: String, CaseIterable, Hashable, Sendable {
        /// Money, in fen.
        case amountFen
        /// A share, in ten-thousandths.
        case ratioBasisPoints
        /// A share of the trade value, in ten-thousandths.
        case tradeShareBasisPoints
        /// Documents, invoices, acts.
        case count
        /// Whole months that it lasted.
        case months
    }

    /// One number that must be reached.
    package struct Threshold: Hashable, Sendable {
        /// Of what.
        package let figure: Figure
        /// The number itself is enough (以上); where it is not, it must be exceeded (超过).
        package let includes: Bool
        /// The number.
        package let number: Int64

        /// Whether a case's numbers reach it; a number that is not given does not.
        package func isReached(_ given: Int64?) -> Bool {
            guard let given else { return false }
            return includes ? given >= number : given > number
        }

        /// In Chinese: `amountFen ≥ 100000000`.
        var text: String { "\(figure.rawValue)\(includes ? "≥" : ">")\(number)" }
    }

    /// Its name in orders: `evasion`.
    package let code: String
    /// What it is, in Chinese.
    package let text: String
    /// The provision.
    package let basis: LegalBasis
    /// Any of these sets is enough; each must be reached whole. None at all: the fact is enough.
    package let alternatives: [[Threshold]]
    /// Whether payment in full before publication keeps it from being published (TX-04).
    package let isWaivedByPayment: Bool
    /// After what time early removal may be asked for, where that is not the kind's own (CU-05).
    package let earliestRemoval: TermCount?
    /// Whether the licence is revoked where it goes on for years (AB-07).
    package let leadsToRevocation: Bool

    /// Whether the numbers of a case meet the ground.
    package func isMet(by figures: (Figure) -> Int64?) -> Bool {
        alternatives.isEmpty
            || alternatives.contains { $0.allSatisfy { $0.isReached(figures($0.figure)) } }
    }

    /// The thresholds in words for a refusal.
    package var thresholds: String {
        alternatives.map { $0.map(\.text).joined(separator: "且") }.joined(separator: "，或者")
    }
}
