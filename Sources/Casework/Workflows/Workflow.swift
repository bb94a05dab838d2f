package import Contracts

/// A state machine of domain D as a table: its states, and one row for each transition with the number it has there.
package struct Workflow: Sendable {
    /// The kind of case.
    package let kind: CaseKind
    /// Chinese name.
    package let title: String
    /// All states of the whole.
    package let states: [CaseState]
    /// All states of a part; empty when the kind has none.
    package let partStates: [CaseState]
    /// The rows.
    package let rows: [Transition]

    /// The table of a kind.
    package static func of(_ kind: CaseKind) -> Workflow {
        switch kind {
        case .referral: .referral
        case .handoff: .handoff
        case .listEntry: .listEntry
        case .publication: .publication
        }
    }

    /// The table in which letters of this type move a case; nil for a type no row knows.
    package static func carrying(_ type: LetterType) -> Workflow? {
        CaseKind.allCases.map { of($0) }.first { $0.rows.contains { $0.letters.contains { $0.type == type } } }
    }

    /// Chinese name of a state or part state; the name itself for one the table does not know.
    package func title(ofState name: String) -> String {
        (states + partStates).first { $0.name == name }?.title ?? name
    }

    /// The orders of the table, each once, in the order of the rows.
    package var orders: [String] {
        rows.compactMap(\.order).reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }
}

/// A state of a workflow.
package struct CaseState: Hashable, Sendable {
    /// Name in letters and ledger, a past participle.
    package let name: String
    /// Chinese name.
    package let title: String

    init(_ name: String, _ title: String) {
        self.name = name
        self.title = title
    }
}

/// What an office is to a case.
package enum Standing: String, CaseIterable, Hashable, Sendable {
    /// It opened the case.
    case opener
    /// It must act on it.
    case recipient
    /// It has a copy, read-only.
    case copy
    /// It hears of it on a shared topic.
    case listener
    /// Nothing.
    case stranger
}

/// One row of a workflow.
package struct Transition: Sendable {
    /// What sets it off at the office that acts.
    package enum Trigger: Hashable, Sendable {
        /// An officer's order.
        case order(String)
        /// The acknowledgement of the letter of the named event.
        case delivered(String)
        /// The end of a deadline with this key.
        case rung(String)
        /// An order of another row was refused with this code.
        case refused(String)
        /// The case itself, after any event.
        case automatic(Condition)
    }

    /// When an automatic row acts.
    package enum Condition: Hashable, Sendable {
        /// For each measure that this office applies.
        case ownMeasureApplied
        /// No office applies a measure any more.
        case noMeasureApplied
        /// Some office still applies a measure.
        case someMeasureApplied
        /// This office has reported on every measure in its competence, and its deadline for that runs.
        case ownMeasuresReported
    }

    /// What the row moves.
    package enum Scope: Hashable, Sendable {
        /// The case as a whole.
        case whole
        /// The part of the acting office.
        case office
        /// The part of the acting office and the measure its body names.
        case measure
    }

    /// Where the whole goes.
    package enum Target: Hashable, Sendable {
        /// To this state.
        case state(String)
        /// Nowhere.
        case stays
        /// To what the states of the parts say.
        case derived
    }

    /// Where the content of the event is kept in the facts.
    package enum Recording: String, Hashable, Sendable {
        /// At the top: it says what the case is.
        case top
        /// Under the event's name.
        case event
        /// In a list under the event's name: it may happen again.
        case list
    }

    /// What the desk adds to an order's content before the guards see it.
    package enum Preparation: Hashable, Sendable {
        case none
        /// Police of the same level and the copy owed to the procuratorate, where the officer named none.
        case policeAndCopy
        /// When the report was received.
        case reportReceived
        /// Listing date and scheduled removal.
        case listing
        /// Masked payload, version and periods of a publication.
        case publication
        /// A decision on reconsideration keeps the refusal.
        case upheld
    }

    /// Number in domain D, `D.2/5`; letters behind it tell variants apart.
    package let number: String
    /// What sets it off.
    package let trigger: Trigger
    /// Chinese name of the act.
    package let title: String
    /// The event, in the past tense.
    package let event: String
    /// Who may act.
    package let side: [Standing]
    /// Which officers may; one of them is enough.
    package let roles: [Role]
    /// Reason code when the officer has none of them.
    package let roleRefusal: String
    /// States of the whole in which it may happen; `""` is no case yet.
    package let from: [String]
    /// Further states in which another office may still be when it hears of it.
    package let seenFrom: [String]
    /// Where the whole goes.
    package let to: Target
    /// What moves.
    package let scope: Scope
    /// States of the part in which it may happen.
    package let partFrom: [String]
    /// State of the part afterwards.
    package let partTo: String?
    /// Whether each recipient gets a part of its own in state `partTo`.
    package let opensParts: Bool
    /// Content of the order.
    package let fields: [BodyField]
    /// What must be true.
    package let guards: [Guard]
    /// What the desk adds.
    package let preparation: Preparation
    /// Where the content is kept.
    package let recording: Recording
    /// Field that names the new recipient, when the case changes hands.
    package let reassignedBy: String?
    /// Deadlines that start.
    package let starts: [DeadlineStart]
    /// Keys of deadlines that are met.
    package let meets: [String]
    /// Keys of deadlines that fall away.
    package let stops: [String]
    /// Keys of deadlines that stop counting, with the reason code.
    package let pauses: [String]
    /// Keys of deadlines that count again.
    package let resumes: [String]
    /// Letters the acting office writes; at their readers they are the same event.
    package let letters: [LetterRow]

    /// The order's name; nil for rows that no officer orders.
    package var order: String? {
        guard case .order(let name) = trigger else { return nil }
        return name
    }

    init(
        _ number: String, _ trigger: Trigger, _ title: String, _ event: String, side: [Standing], roles: [Role] = [],
        roleRefusal: String = "ROLE_REQUIRED", from: [String], seenFrom: [String] = [], to: Target,
        scope: Scope = .whole, partFrom: [String] = [], partTo: String? = nil, opensParts: Bool = false,
        fields: [BodyField] = [], guards: [Guard] = [], preparation: Preparation = .none,
        recording: Recording = .event, reassignedBy: String? = nil, starts: [DeadlineStart] = [],
        meets: [String] = [], stops: [String] = [], pauses: [String] = [], resumes: [String] = [],
        letters: [LetterRow] = []
    ) {
        self.number = number
        self.trigger = trigger
        self.title = title
        self.event = event
        self.side = side
        self.roles = roles
        self.roleRefusal = roleRefusal
        self.from = from
        self.seenFrom = seenFrom
        self.to = to
        self.scope = scope
        self.partFrom = partFrom
        self.partTo = partTo
        self.opensParts = opensParts
        self.fields = fields
        self.guards = guards
        self.preparation = preparation
        self.recording = recording
        self.reassignedBy = reassignedBy
        self.starts = starts
        self.meets = meets
        self.stops = stops
        self.pauses = pauses
        self.resumes = resumes
        self.letters = letters
    }
}

/// A letter that a row writes.
package struct LetterRow: Hashable, Sendable {
    /// Whom it goes to; the copy its contract owes is added.
    package enum Addressees: Hashable, Sendable {
        /// The recipients of the case.
        case recipients
        /// The office that opened the case.
        case opener
        /// The procuratorate of the same level, as the one addressee.
        case procuratorate
        /// The procuratorate as addressee, the recipients of the case with a copy.
        case procuratorateAndRecipients
        /// The police of the same level.
        case police
        /// The opener and the office named in `forwardedTo`.
        case openerAndForwarded
        /// All, on the contract's topic.
        case listeners
    }

    /// Type and version.
    package let type: LetterType
    /// Whom it goes to.
    package let to: Addressees
    /// Events whose letter it answers; the first that the case knows.
    package let answers: [String]
    /// Fields with a fixed value.
    package let fixed: [JSONMember]
    /// Who writes it, where the row acts in several offices by itself.
    package let writer: Standing?

    init(
        _ name: String, to: Addressees, answers: [String] = [], fixed: [JSONMember] = [], writer: Standing? = nil
    ) {
        type = LetterType(name: name, version: 1)
        self.to = to
        self.answers = answers
        self.fixed = fixed
        self.writer = writer
    }
}

/// A deadline that a row starts; the numbers are the rule set's.
package struct DeadlineStart: Hashable, Sendable {
    /// How the rule is found.
    package enum RuleName: Hashable, Sendable {
        /// By its id.
        case id(String)
        /// The variant of a duty for the agency.
        case purpose(String)
        /// The rule of this entry's list kind.
        case list(ListTerm)
        /// The first deadline of a publication channel.
        case channel(String)
    }

    /// The deadlines of a list kind.
    package enum ListTerm: Hashable, Sendable {
        case acknowledge, apply, lift
    }

    /// Which office sets it.
    package enum Setter: Hashable, Sendable {
        /// The one that acts; its letter carries it, and the readers take it over.
        case actor
        /// The one that acts, for itself alone.
        case own
        /// Each of these for itself, when the event reaches it.
        case each([Standing])
    }

    /// Where the count starts.
    package enum Anchor: Hashable, Sendable {
        /// When the act was done.
        case act
        /// When this office learnt of it.
        case recorded
        /// The day in a field of the facts.
        case day(String)
    }

    /// Name in the case; a row of a part adds `/` and the part.
    package let key: String
    /// The rule.
    package let rule: RuleName
    /// Whose duty.
    package let holder: Standing
    /// Who sets it.
    package let setter: Setter
    /// Where the count starts.
    package let anchor: Anchor

    init(_ key: String, _ rule: RuleName, holder: Standing, setter: Setter = .actor, anchor: Anchor = .act) {
        self.key = key
        self.rule = rule
        self.holder = holder
        self.setter = setter
        self.anchor = anchor
    }
}
