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
    /// The fields that name other cases which this one is about: one, or a list of items with a `caseId` each.
    package let concerns: [String]
    /// The orders of the table, each once, in the order of the rows.
    package let orders: [String]

    init(
        kind: CaseKind, title: String, states: [CaseState], partStates: [CaseState], rows: [Transition],
        concerns: [String] = []
    ) {
        self.kind = kind
        self.title = title
        self.states = states
        self.partStates = partStates
        self.rows = rows
        self.concerns = concerns
        orders = Workflow.orders(of: rows)
    }

    /// The table of a kind.
    package static func of(_ kind: CaseKind) -> Workflow {
        switch kind {
        case .referral: .referral
        case .handoff: .handoff
        case .listEntry: .listEntry
        case .publication: .publication
        case .supervision: .supervision
        case .assistance: .assistance
        case .task: .task
        case .commentRound: .commentRound
        case .slip: .slip
        case .repair: .repair
        case .risk: .risk
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

    /// The rows by which this office may have written a letter.
    var written: [Transition] { rows.filter { $0.trigger != .heard } }

    /// Whether the deadline of this key is the time for a right, not for a duty.
    func isWindow(_ key: String) -> Bool {
        let name = key.split(separator: "/").first.map(String.init) ?? key
        return rows.contains { $0.starts.contains { $0.key == name && $0.isWindow } }
    }

    /// The orders of the rows that fit, each once.
    func orders(where fits: (Transition) -> Bool) -> [String] { Workflow.orders(of: rows, where: fits) }

    private static func orders(of rows: [Transition], where fits: (Transition) -> Bool = { _ in true }) -> [String] {
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
    /// It leads a joint task, whoever proposed it (牵头单位).
    case lead
    /// It decides on what another office took in (谁认定、谁修复).
    case decider
    /// It must act on it.
    case recipient
    /// It has a copy, read-only; the procuratorate may act on it at any time (domain D.2).
    case copy
    /// The superior that both sides of a dispute about jurisdiction have in common.
    case superior
    /// It hears of it on a shared topic.
    case listener
    /// Nothing.
    case stranger
}

/// A letter that a row writes.
package struct LetterRow: Hashable, Sendable {
    /// Someone a letter goes to.
    package enum Party: Hashable, Sendable {
        /// The recipients of the case.
        case recipients
        /// Those of them that do not act.
        case otherRecipients
        /// Those of them whose part the act leaves in this state.
        case recipientsIn(String)
        /// The office that opened the case.
        case opener
        /// The procuratorate of the same level.
        case procuratorate
        /// The police of the same level.
        case police
        /// The common superior in a dispute, if it takes part.
        case superior
        /// The office's own superior, if it takes part.
        case ownSuperior
        /// The office that a field names.
        case named(String)
        /// The office that the case names under this name, if it does.
        case fact(String)
    }

    /// What a letter that opens the case at its reader makes of its addressees there.
    package enum Telling: Hashable, Sendable {
        /// Recipients are recipients, copies are copies.
        case asAddressed
        /// All have a copy: none of them acts in the recipients' place.
        case copiesOnly
        /// The office that a field names has the case, the others a copy.
        case handedTo(String)
        /// The sender has the case.
        case senderHasIt
    }

    /// The letter that it answers: its cause, which whoever reads it must know (protocol 21).
    package enum Answer: Hashable, Sendable, ExpressibleByArrayLiteral {
        /// The letter of the first of these events that the case knows.
        case events([String])
        /// The last letter about the part: its office and the opener both know it.
        case lastOfPart

        package init(arrayLiteral elements: String...) { self = .events(elements) }
    }

    /// Type and version.
    package let type: LetterType
    /// Whom it goes to; none on a shared topic.
    package let to: [Party]
    /// Who gets a copy beside those of the case, where its contract owes one, and the copy itself.
    package let cc: [Party]
    /// What it says of the parties to one who does not know the case.
    package let telling: Telling
    /// What it answers.
    package let answers: Answer
    /// Fields with a fixed value.
    package let fixed: [JSONMember]
    /// Who writes it, where the row acts in several offices by itself.
    package let writer: Standing?
    /// A word that a list of the content must hold, or the letter is not written.
    package let given: JSONMember?
    /// Event that its readers record, where that is not the row's own.
    package let tells: String?
    /// A list of the case whose entries name the offices that need it no more.
    package let settledBy: String?
    /// Whether it is an earlier version: read, and never written any more.
    package let isPast: Bool

    /// Whether all hear it.
    package var isForAll: Bool { to.isEmpty }

    /// Whether it goes to those who act in the case: whoever has a copy of that reads it too.
    var isForParties: Bool {
        switch to {
        case [.recipients]: true
        case let one where one.count == 1: if case .recipientsIn = one[0] { true } else { false }
        default: false
        }
    }

    init(
        _ name: String, version: Int = 1, to: [Party], cc: [Party] = [], telling: Telling = .asAddressed,
        answers: Answer = [],
        fixed: [JSONMember] = [], writer: Standing? = nil, given: JSONMember? = nil, tells: String? = nil,
        settledBy: String? = nil, isPast: Bool = false
    ) {
        self.isPast = isPast
        type = LetterType(name: name, version: version)
        self.to = to
        self.cc = cc
        self.telling = telling
        self.answers = answers
        self.fixed = fixed
        self.writer = writer
        self.given = given
        self.tells = tells
        self.settledBy = settledBy
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
        /// The variant of a duty that a fact of the case names last, for the agency.
        case purposeBy(String, String)
        /// The rule of this entry's list kind.
        case list(ListTerm)
        /// The clock of the rule by which a repair is decided.
        case repair(RepairTerm)
        /// The one that the item names in this field.
        case item(String)
        /// That of the registrar to whom a publication was pushed, by its kind and channel.
        case receiving
    }

    /// The deadlines of a list kind; what a kind does not have is not started.
    package enum ListTerm: Hashable, Sendable {
        case acknowledge, apply, refuse, lift
        /// That of publication, where its rule counts from this event.
        case publish(from: String)
        /// What only some kinds have.
        case further(ListKind.Deadlines.Further)
    }

    /// The clocks of a repair rule.
    package enum RepairTerm: Hashable, Sendable {
        case accept, decide, answer, act
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
        /// The day in a field of the item.
        case itemDay(String)
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
    /// Field of the act with the last day, where a document sets it; without one the rule counts.
    package let lastDay: String?
    /// Whether it starts only with such a day.
    package let isDayNeeded: Bool
    /// Flag of the case without which it does not start.
    package let when: String?
    /// Whether it is the time for a right, not for a duty: it ends in silence, and only a later use is marked.
    package let isWindow: Bool
    /// The list of which each item starts one of its own, with its own day and holder.
    package let items: ItemList?
    /// What an item must say for that.
    package let itemsSaying: JSONMember?

    init(
        _ key: String, _ rule: RuleName, holder: Standing, setter: Setter = .actor, anchor: Anchor = .act,
        lastDay: String? = nil, isDayNeeded: Bool = false, when: String? = nil, isWindow: Bool = false,
        items: ItemList? = nil, itemsSaying: JSONMember? = nil
    ) {
        self.items = items
        self.itemsSaying = itemsSaying
        self.isDayNeeded = isDayNeeded
        self.lastDay = lastDay
        self.when = when
        self.isWindow = isWindow
        self.key = key
        self.rule = rule
        self.holder = holder
        self.setter = setter
        self.anchor = anchor
    }
}
