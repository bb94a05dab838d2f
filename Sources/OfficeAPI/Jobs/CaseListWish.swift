import Casework
package import Contracts
package import Ledgers

/// A filter of work lists as a job keeps it.
extension CaseListFilter {
    /// For the job's file.
    package var json: JSONValue {
        func list(_ texts: [String]) -> JSONValue? { texts.isEmpty ? nil : .array(texts.sorted().map { .string($0) }) }
        func range(_ range: MomentRange) -> JSONValue? {
            range.isSet
                ? .members([
                    ("from", range.from.map { .string($0.description) }),
                    ("before", range.before.map { .string($0.description) }),
                ]) : nil
        }
        return .members([
            ("kinds", list(kinds.map(\.rawValue))), ("sides", list(sides.map(\.name))),
            ("states", list(states.map { "\($0.kind.rawValue)/\($0.state)" })),
            ("actors", list(actors.map(\.rawValue))), ("subject", subject.map { .string($0) }),
            ("name", name.map { .string($0) }), ("party", party.map { .string($0.description) }),
            ("opened", range(opened)), ("updated", range(updated)), ("due", range(due)),
        ])
    }

    /// Reads it; nil for anything else, so that no filter is ever wider than what was asked.
    package init?(json: JSONValue) {
        self.init()
        guard json.object != nil else { return nil }
        func list<Value: Hashable>(_ name: String, _ read: (String) -> Value?) -> Set<Value>? {
            guard let texts = json[name] else { return [] }
            let values = texts.array?.map { $0.string.flatMap(read) } ?? [nil]
            return values.contains { $0 == nil } ? nil : Set(values.compactMap(\.self))
        }
        func range(_ name: String) -> MomentRange? {
            guard let range = json[name] else { return MomentRange() }
            let (from, before) = (range["from"]?.string, range["before"]?.string)
            let read = MomentRange(from: from.flatMap { Moment($0) }, before: before.flatMap { Moment($0) })
            return read.isSet && (from == nil) == (read.from == nil) && (before == nil) == (read.before == nil)
                ? read : nil
        }
        func state(_ text: String) -> StateOfKind? {
            let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, let kind = CaseKind(rawValue: parts[0]) else { return nil }
            return StateOfKind(kind, parts[1])
        }
        guard let kinds = list("kinds", { CaseKind(rawValue: $0) }), let sides = list("sides", { CaseSide(name: $0) }),
            let states = list("states", state), let actors = list("actors", { Role(rawValue: $0) }),
            let opened = range("opened"), let updated = range("updated"), let due = range("due")
        else { return nil }
        (self.kinds, self.sides, self.states, self.actors) = (kinds, sides, states, actors)
        (self.opened, self.updated, self.due) = (opened, updated, due)
        subject = json["subject"]?.string
        name = json["name"]?.string
        if let text = json["party"]?.string {
            guard let office = OfficeID(text) else { return nil }
            party = office
        }
    }
}
