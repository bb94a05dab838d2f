import Contracts

/// A kind of joint-punishment list: who may keep it, and what must be true before a subject is listed (domain B.3–B.8).
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
        /// County and prefecture level: consent of the next higher authority (SL-07).
        case superiorConsent
        /// Reconsideration and suit periods are over (TX-02).
        case finality
        /// Paid in full before publication: not published (TX-04).
        case unpaidAtPublication
        /// A written decision is required.
        case decisionDocument
        /// A person confirms before a natural person is published (Q8).
        case naturalPersonConfirmed
    }

    /// The kind's name in letters: `seriousViolation`.
    package let kind: String
    /// Chinese name.
    package let name: String
    /// The agencies that may own entries.
    package let owners: [String]
    /// Why entries may not be made at all, in Chinese; nil when they may.
    package let unavailable: String?
    /// What is checked before listing.
    package let guards: [Guard]
    /// The provisions the list rests on; empty only when it is unavailable.
    package let basis: [LegalBasis]
    /// How long an entry lasts at most; nil when only cure ends it. Never rolls.
    package let maximum: TermCount?
    /// After what time early removal may be asked for; nil when the kind knows none. Never rolls.
    package let earliestRemoval: TermCount?
    /// Rule ids of its deadlines.
    package let deadlines: Deadlines
    /// When the row applies.
    package let validity: Validity

    /// The deadlines of an entry, by rule id.
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

        var all: [String] { [publish, acknowledge, apply, refuse, lift] }
    }

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(
            [
                "kind", "name", "owners", "unavailable", "guards", "basis", "maximum", "earliestRemoval", "deadlines",
                "effectiveFrom", "effectiveThrough",
            ], &log)
        let kind = node.text("kind", &log)
        let name = node.text("name", &log)
        owners = node.texts("owners", &log)
        unavailable = node.optionalText("unavailable", &log)
        guards = node.choices("guards", of: Guard.self, &log)
        basis = node.nodes("basis", &log).compactMap { LegalBasis($0, &log) }
        maximum = node.fixedTerm("maximum", &log)
        earliestRemoval = node.fixedTerm("earliestRemoval", &log)
        let validity = Validity(node, &log)
        let deadlines = Deadlines(node, &log)
        if owners.isEmpty { node.mistake("owners", "must name an agency", &log) }
        if basis.isEmpty, unavailable == nil {
            node.mistake("basis", "must name a provision, or the kind must say why it is unavailable (LG-02)", &log)
        }
        guard let kind, let name, let validity, let deadlines else { return nil }
        self.kind = kind
        self.name = name
        self.validity = validity
        self.deadlines = deadlines
    }
}

extension ListKind.Deadlines {
    init?(_ parent: RuleNode, _ log: inout [RuleMistake]) {
        guard let node = parent.node("deadlines") else {
            parent.mistake("deadlines", "is missing", &log)
            return nil
        }
        node.expect(["publish", "acknowledge", "apply", "refuse", "lift"], &log)
        let publish = node.text("publish", &log)
        let acknowledge = node.text("acknowledge", &log)
        let apply = node.text("apply", &log)
        let refuse = node.text("refuse", &log)
        let lift = node.text("lift", &log)
        guard let publish, let acknowledge, let apply, let refuse, let lift else { return nil }
        self.init(publish: publish, acknowledge: acknowledge, apply: apply, refuse: refuse, lift: lift)
    }
}
