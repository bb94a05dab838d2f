package import Contracts

/// What an officer wants done.
package struct Order: Hashable, Sendable {
    /// Idempotency key; the caller sees to it that the same key is decided once.
    package let id: String
    /// The kind of case.
    package let kind: CaseKind
    /// The case; nil opens one.
    package let caseID: CaseID?
    /// Imperative: `approve`, `send` … (the rows of the workflow).
    package let name: String
    /// Content, checked by the row's fields.
    package let body: JSONValue
    /// Who orders it.
    package let officer: Officer

    /// An order.
    package init(id: String, kind: CaseKind, caseID: CaseID?, name: String, body: JSONValue, officer: Officer) {
        self.id = id
        self.kind = kind
        self.caseID = caseID
        self.name = name
        self.body = body
        self.officer = officer
    }
}

/// A letter that was verified and authorised, and waits to be decided.
package struct ReceivedLetter: Hashable, Sendable {
    /// Its id, the same for all addressees.
    package let id: LetterID
    /// Type and version.
    package let type: LetterType
    /// The case; nil for letters of the bus.
    package let caseID: CaseID?
    /// USCC, person token or empty.
    package let subject: String
    /// The sender.
    package let from: OfficeID
    /// The addressee, or `*`.
    package let to: String
    /// The letter it answers, or empty.
    package let cause: String
    /// Its body.
    package let body: JSONValue
    /// The body as its contract reads it, when that was done before and found nothing wrong.
    package let checked: JSONValue?
    /// Machine time of the signature.
    package let signedAt: Moment
    /// Official time of arrival.
    package let arrivedAt: Moment

    /// A received letter.
    package init(
        id: LetterID, type: LetterType, caseID: CaseID?, subject: String, from: OfficeID, to: String, cause: String,
        body: JSONValue, checked: JSONValue? = nil, signedAt: Moment, arrivedAt: Moment
    ) {
        self.id = id
        self.type = type
        self.caseID = caseID
        self.subject = subject
        self.from = from
        self.to = to
        self.cause = cause
        self.body = body
        self.checked = checked
        self.signedAt = signedAt
        self.arrivedAt = arrivedAt
    }
}

/// What the desk decides on.
package enum CaseInput: Hashable, Sendable {
    /// An officer's order.
    case order(Order)
    /// A letter from another office.
    case letter(ReceivedLetter)
    /// A letter of this office that its ledger forgot and a peer gave back: what it says happened, and nothing is
    /// written again (protocol rule 16).
    case recovered(ReceivedLetter)
    /// A head confirmed what came back: what the case sets off by itself is due now (protocol rule 16).
    case confirmed
    /// A deadline rung whose moment has come.
    case rung(DeadlineRung)
    /// The rule set in force has another calendar than the one that the open deadlines were counted by.
    case recount
    /// Another case of this office moved by itself, and this one rests on it: what follows by its own rows is due now.
    case followed(OtherCase)
    /// An acknowledgement covers a letter of ours; `at` in official time.
    case delivered(letter: LetterID, office: OfficeID, at: Moment)
}

/// A letter to be written: one document for all its addressees.
package struct LetterDraft: Hashable, Sendable {
    /// Where it goes.
    package enum Destination: Hashable, Sendable {
        /// One leaf to each of these: recipients, then copies; never the own office.
        case offices([OfficeID])
        /// One leaf on a shared topic, keyed by the subject.
        case broadcast(Topic, key: String)
    }

    /// Its id.
    package let id: LetterID
    /// Type and version.
    package let type: LetterType
    /// The case.
    package let caseID: CaseID
    /// USCC, person token or empty.
    package let subject: String
    /// Where it goes.
    package let destination: Destination
    /// Its body; lists `recipients` and `cc`.
    package let body: JSONValue
    /// How it may be handled.
    package let classification: Classification
    /// Whether only its addressees may read it.
    package let isSealed: Bool
    /// The letter it answers, or empty: the leaf's cause (rule 24).
    package let answers: String
    /// What caused it: order id, letter id, or case and deadline rung. With `ordinal` the emission key (rule 15).
    package let cause: String
    /// Its place among the letters of one cause, from 0.
    package let ordinal: Int
}

/// What a decision wants written.
package struct Outcome: Hashable, Sendable {
    /// The case.
    package let caseID: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// What happened, to be folded in this order.
    package let events: [CaseEvent]
    /// Letters to send.
    package let letters: [LetterDraft]
    /// The case after all events; nil when there is none. The fold of `events` gives the same.
    package let file: CaseFile?
    /// The order was refused, and the attempt itself is recorded and told (`FINE_BLOCKED`): write the events and
    /// letters, then answer the officer with this.
    package let refusal: Refusal?
    /// What followed from the order on other cases of this office: written in the same transaction.
    package var consequences: [Consequence] = []
}
