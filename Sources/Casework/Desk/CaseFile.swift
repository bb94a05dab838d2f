package import Contracts

/// The three flows, the publication that may follow one, the supervision of any (design section 1, domain D.9), and what
/// offices do together: assistance, joint tasks, comment rounds (domain D.6), copy-and-notify slips (practice 2), credit
/// repair (domain D.5), risk warnings and classes (domain D.8).
package enum CaseKind: String, CaseIterable, Hashable, Sendable {
    case referral, handoff, listEntry, publication, supervision, assistance, task, commentRound, slip
    case repair, risk
}

/// The state of one case in one office: the fold over its events.
///
/// `facts` holds what its opening said at the top (`subject`, `recipients`, `cc`, …), the content of every later event
/// under the event's name (repeated ones as a list), `parts` with the states that several offices or measures have of
/// their own, and `letters` with the last letter of each event.
package struct CaseFile: Hashable, Sendable {
    /// The case.
    package let id: CaseID
    /// Its kind.
    package let kind: CaseKind
    /// State of the whole, a name of the workflow's table; `conflict` when events contradict each other.
    package var state: String
    /// Number of events folded in.
    package var version: Int
    /// What is known.
    package var facts: JSONValue
    /// Marks for a person, each once, in the order they came.
    package var flags: [String]
    /// Deadlines in the order they started.
    package var deadlines: [DeadlineState]
    /// USCC, person token or empty.
    package var subject: String
    /// Official time of the first event.
    package var openedAt: Moment
    /// Official time of the last event.
    package var updatedAt: Moment

    /// Who opened the case.
    package var owner: OfficeID { id.office }

    /// The offices that must act on it.
    package var recipients: [OfficeID] { CaseFile.offices(facts["recipients"]) }

    /// The offices that have a copy.
    package var copies: [OfficeID] { CaseFile.offices(facts["cc"]) }

    /// The state of one part (`510100-tax`, `510100-tax/M04`); nil when it has none yet.
    package func state(ofPart key: String) -> String? { facts["parts"]?[key]?["state"]?.string }

    /// The parts in the order they came to be, with their states.
    package var parts: [(key: String, state: String)] {
        (facts["parts"]?.object ?? []).map { ($0.name, $0.value["state"]?.string ?? "") }
    }

    /// The deadline of this key that was started last.
    package func deadline(_ key: String) -> DeadlineState? { deadlines.last { $0.key == key } }

    /// The rungs still to fire, with the moment before which they may not (S10).
    package var openRungs: [DeadlineRung] {
        deadlines.enumerated().flatMap { index, deadline in
            deadline.openRungs.map {
                DeadlineRung(ordinal: index, key: deadline.key, rule: deadline.rule, rung: $0.name, at: $0.at)
            }
        }
    }

    /// The form in the ledger.
    package var json: JSONValue {
        [
            "id": .string(id.description), "kind": .string(kind.rawValue), "state": .string(state),
            "version": .integer(Int64(version)), "facts": facts, "flags": .array(flags.map { .string($0) }),
            "deadlines": .array(deadlines.map(\.json)), "subject": .string(subject),
            "openedAt": .string(openedAt.description), "updatedAt": .string(updatedAt.description),
        ]
    }

    /// Reads the ledger's form; nil for anything else.
    package init?(json: JSONValue) {
        guard let id = json["id"]?.string.flatMap({ CaseID($0) }),
            let kind = json["kind"]?.string.flatMap({ CaseKind(rawValue: $0) }), let state = json["state"]?.string,
            let version = json["version"]?.integer, let facts = json["facts"], let subject = json["subject"]?.string,
            let flags = json["flags"]?.array, let deadlines = json["deadlines"]?.array,
            let openedAt = json["openedAt"]?.string.flatMap({ Moment($0) }),
            let updatedAt = json["updatedAt"]?.string.flatMap({ Moment($0) })
        else { return nil }
        let read = deadlines.compactMap { DeadlineState(json: $0) }
        guard read.count == deadlines.count else { return nil }
        self.init(
            id: id, kind: kind, state: state, version: Int(version), facts: facts, flags: flags.compactMap(\.string),
            deadlines: read, subject: subject, openedAt: openedAt, updatedAt: updatedAt)
    }

    init(
        id: CaseID, kind: CaseKind, state: String, version: Int, facts: JSONValue, flags: [String],
        deadlines: [DeadlineState], subject: String, openedAt: Moment, updatedAt: Moment
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.version = version
        self.facts = facts
        self.flags = flags
        self.deadlines = deadlines
        self.subject = subject
        self.openedAt = openedAt
        self.updatedAt = updatedAt
    }

    private static func offices(_ value: JSONValue?) -> [OfficeID] {
        (value?.array ?? []).compactMap { $0.string.flatMap { OfficeID($0) } }
    }
}
