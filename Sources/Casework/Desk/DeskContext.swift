package import Contracts

/// Everything a decision may look at beside the case: the office, the directory, the rules and the time.
package struct DeskContext: Sendable {
    /// The office that decides.
    package internal(set) var own: OfficeProfile
    /// The directory in force.
    package let offices: DirectoryDocument
    /// The rule set in force, with its calendar.
    package let rules: RuleSet
    /// Official time: deadlines, decisions, bodies, timeline.
    package let now: Moment
    /// Machine time; never used for a deadline.
    package let machineNow: Moment
    /// The other case that an order names (`with`), as this office has it.
    package var related: CaseFile?
    /// The cases that an order concerns beside its own (`Desk.concerned`), as this office has them.
    package var others: [CaseID: OtherCase] = [:]
    /// The list entries that this office knows of the subject of a new one (`Desk.subjectOfNewEntry`), in order.
    package var entries: [CaseFile] = []
    /// The number that a new slip of this year gets (practice 2.3); nil where no ledger gives one.
    package var slipSerial: Int64?
    /// The number that a handoff gets in the running count of its procuratorate; nil where no ledger gives one.
    package var handoffNumber: HandoffNumber?
    /// What an order that destroys the contents of its case is going to destroy.
    package var disposal: DisposalProof?

    /// A context.
    package init(
        own: OfficeProfile, offices: DirectoryDocument, rules: RuleSet, now: Moment, machineNow: Moment,
        related: CaseFile? = nil
    ) {
        self.related = related
        self.own = own
        self.offices = offices
        self.rules = rules
        self.now = now
        self.machineNow = machineNow
    }

    /// Today in official time.
    package var today: CivilDate { now.civilDate }
}

/// A number in the running count of handoffs that an office keeps for its procuratorate.
package struct HandoffNumber: Hashable, Sendable {
    /// Who counts with it.
    package let procuratorate: OfficeID
    /// From 1, without a hole.
    package let number: Int64

    /// A number from its parts.
    package init(procuratorate: OfficeID, number: Int64) {
        self.procuratorate = procuratorate
        self.number = number
    }
}

/// Letter ids for one decision, drawn outside the core: the first is given, each next is one greater.
package struct FreshIDs: Sendable {
    private let time: Moment
    private let randomHigh: UInt16
    private var randomLow: UInt64

    /// A supply from machine time and 80 random bits.
    package init(time: Moment, randomHigh: UInt16, randomLow: UInt64) {
        self.time = time
        self.randomHigh = randomHigh
        self.randomLow = randomLow
    }

    /// A new id.
    package mutating func next() -> LetterID {
        let id = LetterID(time: time, randomHigh: randomHigh, randomLow: randomLow)
        randomLow &+= 1
        return id
    }
}
