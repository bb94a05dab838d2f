package import Contracts

/// One row of a workflow. A class only so that looking through a table copies no rows; it never changes.
package final class Transition: Sendable {
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
        /// A letter that another row wrote under another name: it is only heard.
        case heard
    }

    /// Which parts of the case come to be.
    package enum Opening: Hashable, Sendable {
        /// One for each recipient of the case, in this state.
        case recipients(String)
        /// One for the office that a field names, in this state; none when that is the opener itself.
        case named(String, String)
        /// One for each item of a list, in this state; those that are there stay as they are.
        case each(ItemList, String)
    }

    /// Who joins the case, or takes it over.
    package enum Joining: Hashable, Sendable {
        /// The office that a field names takes the recipients' place; the office that acts keeps a copy.
        case replaces(String)
        /// The office that a field names is a recipient too.
        case joins(String)
    }

    /// A mark that the event leaves for a person, when it applies.
    package enum Mark: Hashable, Sendable {
        /// This one, always.
        case always(String)
        /// This one, when the content says that the act came after its term.
        case late(String)
        /// This one, when the part was in this state.
        case from(String, String)
        /// A second office has accepted what only one may hold.
        case secondHolder
        /// The rules of two channels differ about a repair (domain Q4).
        case ruleConflict
        /// The enterprise is visited a second time within the time that the rule set names.
        case repeatVisit
    }

    /// When an automatic row acts.
    package enum Condition: Hashable, Sendable {
        /// For each measure that this office applies.
        case ownMeasureApplied
        /// For each measure that this office applies and whose ground has fallen away while the entry stands.
        case ownMeasureUngrounded
        /// No office applies a measure any more.
        case noMeasureApplied
        /// Some office still applies a measure.
        case someMeasureApplied
        /// This office has reported on every measure in its competence, and its deadline for that runs.
        case ownMeasuresReported
        /// No part stands in this state any more, and this office has this standing.
        case noPart(String, Standing)
        /// An objection that came in a letter has not been told to all.
        case objectionUntold
        /// The list entry that it is published from has left its list by its own last day.
        case entryExpired
        /// The registrar has published what was pushed to it, and nobody has been told.
        case postingUntold
        /// Every office that was asked has answered, its time still runs, and this office is the one that asked.
        case everyoneAnswered(String, Standing)
    }

    /// What the row moves.
    package enum Scope: Hashable, Sendable {
        /// The case as a whole.
        case whole
        /// The part of the acting office.
        case office
        /// The part of the acting office and the measure its body names.
        case measure
        /// The part of the office that `office` in the body names: the acting office is another one.
        case addressee
        /// The part of the office that hears of it.
        case own
        /// The part that a field names: a word, `-` and the field.
        case named(String, String)
    }

    /// Where the whole goes.
    package enum Target: Hashable, Sendable {
        /// To this state.
        case state(String)
        /// Nowhere.
        case stays
        /// To what the states of the parts say.
        case derived
        /// Published while one channel shows it, stopped when none does.
        case channels
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
        /// Days, versions and measures of a list entry.
        case list(ListPreparation)
        /// Channels, masked payload and version of a publication.
        case publication(PublicationPreparation)
        /// A decision on reconsideration keeps the refusal.
        case upheld
        /// Whether a suggestion of supervision comes after its term.
        case suggestion
        /// The office meant, where only one part fits.
        case addressee
        /// The superior that both sides have in common, as the directory has it.
        case commonSuperior
        /// The number of a feedback, counted from 1.
        case feedback
        /// The earlier fines that a judgment sets off (行政处罚法 art 35).
        case judgment
        /// The members of a joint task are its recipients, and whoever proposed it among them.
        case membership
        /// The subjects that a seed draws from a list.
        case draw
        /// The number, authors and matter of a slip.
        case slip
        /// What a reviewer changed in a slip.
        case review
        /// What is destroyed, as the ledger tells it.
        case disposal
        /// Who decides on a repair, by which rule, and what the rules of the channels say.
        case repairRouting
        /// What the rules of the channels say today.
        case repairReadings
        /// Who is told of a repair, and what happens on each channel.
        case repairResult
        /// The objection as it was recorded.
        case repairObjection
        /// Until when another repair is barred.
        case repairRevocation
        /// What a risk class means for this agency's inspections.
        case samplingPlan
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
    /// Who else is heard when it tells of the act: its letter may come before the one that makes it a party here.
    package let heardFrom: [Standing]
    /// Which agencies may, of those who have that standing; empty for all.
    package let agencies: [String]
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
    /// Further states of the part at a reader that hears of it.
    package let partSeenFrom: [String]
    /// State of the part afterwards; nil when it stays.
    package let partTo: String?
    /// Parts that come to be.
    package let opens: Opening?
    /// Content of the order.
    package let fields: [BodyField]
    /// What must be true.
    package let guards: [Guard]
    /// What the desk adds.
    package let preparation: Preparation
    /// Where the content is kept.
    package let recording: Recording
    /// Who joins the case or takes it over.
    package let joining: Joining?
    /// Marks for a person.
    package let marks: [Mark]
    /// Deadlines that start.
    package let starts: [DeadlineStart]
    /// Keys of deadlines that are met.
    package let meets: [String]
    /// The list of which each item meets deadlines of its own, and none but those.
    package let meetsItems: ItemList?
    /// Keys of deadlines that fall away.
    package let stops: [String]
    /// Keys of deadlines that stop counting, with the reason code.
    package let pauses: [String]
    /// Keys of deadlines that count again.
    package let resumes: [String]
    /// Keys of deadlines that get the next prolongation of their rule.
    package let extends: [String]
    /// Letters the acting office writes; at their readers they are the same event.
    package let letters: [LetterRow]
    /// What follows on other cases of the same office, in the same transaction.
    package let follows: Following?

    /// The order's name; nil for rows that no officer orders.
    package var order: String? {
        guard case .order(let name) = trigger else { return nil }
        return name
    }

    /// Whether an office of this standing and agency may act by the row.
    package func isOpen(to standing: Standing, _ agency: String) -> Bool {
        side.contains(standing) && (agencies.isEmpty || agencies.contains(agency))
    }

    init(
        _ number: String, _ trigger: Trigger, _ title: String, _ event: String, side: [Standing],
        heardFrom: [Standing] = [], agencies: [String] = [], roles: [Role] = [],
        roleRefusal: String = "ROLE_REQUIRED", from: [String], seenFrom: [String] = [], to: Target,
        scope: Scope = .whole, partFrom: [String] = [], partSeenFrom: [String] = [], partTo: String? = nil,
        opens: Opening? = nil,
        fields: [BodyField] = [], guards: [Guard] = [], preparation: Preparation = .none,
        recording: Recording = .event, joining: Joining? = nil, marks: [Mark] = [], starts: [DeadlineStart] = [],
        meets: [String] = [], meetsItems: ItemList? = nil, stops: [String] = [], pauses: [String] = [],
        resumes: [String] = [],
        extends: [String] = [], letters: [LetterRow] = [], follows: Following? = nil
    ) {
        self.number = number
        self.trigger = trigger
        self.title = title
        self.event = event
        self.side = side
        self.heardFrom = heardFrom
        self.agencies = agencies
        self.roles = roles
        self.roleRefusal = roleRefusal
        self.from = from
        self.seenFrom = seenFrom
        self.to = to
        self.scope = scope
        self.partFrom = partFrom
        self.partTo = partTo
        self.partSeenFrom = partSeenFrom
        self.opens = opens
        self.fields = fields + Transition.files(trigger, fields, letters)
        self.guards = guards
        self.preparation = preparation
        self.recording = recording
        self.joining = joining
        self.marks = marks
        self.starts = starts
        self.meets = meets
        self.meetsItems = meetsItems
        self.stops = stops
        self.pauses = pauses
        self.resumes = resumes
        self.extends = extends
        self.letters = letters
        self.follows = follows
    }

    /// Whatever an officer writes to other offices may have files with it.
    private static func files(_ trigger: Trigger, _ fields: [BodyField], _ letters: [LetterRow]) -> [BodyField] {
        guard case .order = trigger, !fields.contains(LetterFields.files) else { return [] }
        let carries = letters.contains { letter in
            LetterCatalogue.contract(for: letter.type)?.fields.contains(LetterFields.files) ?? false
        }
        return carries ? [LetterFields.files] : []
    }
}
