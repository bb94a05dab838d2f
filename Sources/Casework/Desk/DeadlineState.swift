package import Contracts

/// A deadline of a case, as its events left it.
package struct DeadlineState: Hashable, Sendable {
    /// Where it stands.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        /// It counts.
        case running
        /// It does not count for the time being.
        case paused
        /// The duty was done.
        case met
        /// The duty fell away.
        case stopped
    }

    /// A point at which something fires.
    package struct Rung: Hashable, Sendable {
        /// `50`, `80`, `due`.
        package let name: String
        /// Not before this moment.
        package let at: Moment
    }

    /// A time in which it did not count.
    package struct Pause: Hashable, Sendable {
        /// Since when.
        package let from: Moment
        /// Until when; nil while it stands.
        package var until: Moment?
        /// Why.
        package let reason: String
        /// The letter or event that ordered it.
        package let document: String
    }

    /// Its name in the case: `transfer`, `accept/510100-tax`.
    package let key: String
    /// Rule id.
    package let rule: String
    /// Rule-set version it was counted by.
    package let ruleSet: String
    /// What starts the count; not counted itself.
    package let start: Moment
    /// The last moment in time; nil while paused.
    package var due: Moment?
    /// Whether a later calendar may move it.
    package var isProvisional: Bool
    /// Whose duty.
    package let holder: OfficeID?
    /// The office that set it; others show it.
    package let setBy: OfficeID
    /// All rungs, with the moments of the present count.
    package var rungs: [Rung]
    /// Names of the rungs that have fired.
    package var fired: [String]
    /// Where it stands.
    package var status: Status
    /// When it was met or stopped.
    package var endedAt: Moment?
    /// Whether it was met after its end.
    package var isLate: Bool
    /// When it did not count.
    package var pauses: [Pause]
    /// How often it was prolonged.
    package var extensions: Int
    /// Calendar days that a document set in the place of its rule's term; nil when the rule counts.
    package var days: Int?

    /// Rungs that have not fired; none unless it runs.
    package var openRungs: [Rung] {
        guard status == .running else { return [] }
        return rungs.filter { !fired.contains($0.name) }
    }

    /// The form in the ledger.
    package var json: JSONValue {
        .members([
            ("key", .string(key)), ("rule", .string(rule)), ("ruleSet", .string(ruleSet)),
            ("start", .string(start.description)), ("due", due.map { .string($0.description) }),
            ("isProvisional", isProvisional ? true : nil), ("holder", holder.map { .string($0.description) }),
            ("setBy", .string(setBy.description)), ("rungs", .array(rungs.map(\.json))),
            ("fired", fired.isEmpty ? nil : .array(fired.map { .string($0) })), ("status", .string(status.rawValue)),
            ("endedAt", endedAt.map { .string($0.description) }), ("isLate", isLate ? true : nil),
            ("pauses", pauses.isEmpty ? nil : .array(pauses.map(\.json))),
            ("extensions", extensions == 0 ? nil : .integer(Int64(extensions))),
            ("days", days.map { .integer(Int64($0)) }),
        ])
    }

    /// Reads the ledger's form, which is also the body of `deadlineStarted`; nil for anything else.
    package init?(json: JSONValue) {
        guard let key = json["key"]?.string, let rule = json["rule"]?.string, let ruleSet = json["ruleSet"]?.string,
            let start = json["start"]?.string.flatMap({ Moment($0) }),
            let setBy = json["setBy"]?.string.flatMap({ OfficeID($0) }),
            let status = json["status"]?.string.flatMap({ Status(rawValue: $0) })
        else { return nil }
        self.key = key
        self.rule = rule
        self.ruleSet = ruleSet
        self.start = start
        self.setBy = setBy
        self.status = status
        due = json["due"]?.string.flatMap { Moment($0) }
        isProvisional = json["isProvisional"]?.bool ?? false
        holder = json["holder"]?.string.flatMap { OfficeID($0) }
        rungs = (json["rungs"]?.array ?? []).compactMap { Rung(json: $0) }
        fired = (json["fired"]?.array ?? []).compactMap(\.string)
        endedAt = json["endedAt"]?.string.flatMap { Moment($0) }
        isLate = json["isLate"]?.bool ?? false
        pauses = (json["pauses"]?.array ?? []).compactMap { Pause(json: $0) }
        extensions = json["extensions"]?.integer.map { Int(clamping: $0) } ?? 0
        days = json["days"]?.integer.map { Int(clamping: $0) }
    }

    init(
        key: String, rule: String, ruleSet: String, start: Moment, due: DueDate?, holder: OfficeID?, setBy: OfficeID,
        rungs: [Rung]
    ) {
        self.key = key
        self.rule = rule
        self.ruleSet = ruleSet
        self.start = start
        self.due = due?.moment
        isProvisional = due?.isProvisional ?? false
        self.holder = holder
        self.setBy = setBy
        self.rungs = rungs
        fired = []
        status = .running
        endedAt = nil
        isLate = false
        pauses = []
        extensions = 0
        days = nil
    }

    /// The suspensions as the calendar counts them.
    var suspensions: [Suspension] {
        pauses.map { Suspension(from: $0.from, until: $0.until, reason: $0.reason, document: $0.document) }
    }
}

extension DeadlineState.Rung {
    var json: JSONValue { ["name": .string(name), "at": .string(at.description)] }

    init?(json: JSONValue) {
        guard let name = json["name"]?.string, let at = json["at"]?.string.flatMap({ Moment($0) }) else { return nil }
        self.init(name: name, at: at)
    }

    /// Rungs as the keeper fires them: the end has passed only after its last moment.
    static func rungs(_ moments: [RungMoment]) -> [DeadlineState.Rung] {
        moments.map { point in
            switch point.rung {
            case .warning: DeadlineState.Rung(name: point.rung.name, at: point.moment)
            case .due: DeadlineState.Rung(name: point.rung.name, at: point.moment + Span(milliseconds: 1))
            }
        }
    }
}

extension DeadlineState.Pause {
    var json: JSONValue {
        .members([
            ("from", .string(from.description)), ("until", until.map { .string($0.description) }),
            ("reason", .string(reason)), ("document", .string(document)),
        ])
    }

    init?(json: JSONValue) {
        guard let from = json["from"]?.string.flatMap({ Moment($0) }), let reason = json["reason"]?.string,
            let document = json["document"]?.string
        else { return nil }
        self.init(
            from: from, until: json["until"]?.string.flatMap { Moment($0) }, reason: reason, document: document)
    }
}

/// A rung that the deadline keeper fires.
package struct DeadlineRung: Hashable, Sendable {
    /// Place of the deadline in the case, from 0.
    package let ordinal: Int
    /// Its name in the case.
    package let key: String
    /// Rule id.
    package let rule: String
    /// `50`, `80`, `due`.
    package let rung: String
    /// Not before this official moment.
    package let at: Moment

    /// A rung.
    package init(ordinal: Int, key: String, rule: String, rung: String, at: Moment) {
        self.ordinal = ordinal
        self.key = key
        self.rule = rule
        self.rung = rung
        self.at = at
    }

    /// What stands in the emission key beside the case.
    package var name: String { "\(ordinal)/\(key)/\(rung)" }
}
