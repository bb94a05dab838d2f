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
        carriers[type].map { of($0) }
    }

    private static let carriers = Dictionary(
        CaseKind.allCases.flatMap { kind in of(kind).rows.flatMap { row in row.letters.map { ($0.type, kind) } } }
    ) { first, _ in first }

    /// Chinese name of a state or part state; the name itself for one the table does not know.
    package func title(ofState name: String) -> String {
        (states + partStates).first { $0.name == name }?.title ?? name
    }

    /// The events whose content names a reason by its code, in the order of the rows.
    package var eventsWithReason: [String] {
        rows.filter { $0.fields.contains { $0.kind == .reasonCode } }.map(\.event)
    }

    /// The orders of the table, each once, in the order of the rows.
    package var orders: [String] { orders { _ in true } }

    /// The orders of the rows that fit, each once.
    func orders(where fits: (Transition) -> Bool) -> [String] {
        rows.reduce(into: []) { names, row in
            if let name = row.order, !names.contains(name), fits(row) { names.append(name) }
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
