import Contracts

extension Decision {
    /// What the desk adds to an act that the publication of this office does by itself; nil for another office's.
    func ownPublication(_ file: CaseFile) -> Preparation? {
        guard file.owner == context.own.id, let row = Workflow.of(kind).rows.first else { return nil }
        return Preparation(row: row, file: file, context: context, officer: "")
    }

    /// Whether the entry behind it was taken off its list by the end of its time: no officer ordered that.
    func hasEntryExpired(_ file: CaseFile) -> Bool {
        let id = file.facts["sourceEntry"]?.string.flatMap { CaseID($0) }
        guard let entry = id.flatMap({ context.others[$0]?.file }), ["removing", "removed"].contains(entry.state) else {
            return false
        }
        return entry.facts["removalOrdered"]?["kind"] == "expired"
    }

    /// The next objection that came in a letter, once the one before it is answered; nil when there is none.
    func untoldObjection(_ file: CaseFile) -> JSONValue? {
        let told = file.facts["objectionsTold"]?.integer.map { Int(clamping: $0) } ?? 0
        let all = file.facts["objected"]?.array ?? []
        guard file.owner == context.own.id, file.facts["objection"]?["state"] != "open", all.indices.contains(told)
        else { return nil }
        let day = all[told]["receivedOn"]?.string ?? context.today.description
        return [
            "receivedOn": .string(day), "objection": Preparation.objection(all[told], context),
            "objectionsTold": .integer(Int64(told + 1)),
        ]
    }

    /// The registrar's time for what it was pushed: the third deadline of its channel (SAMR45 art 10, SAMR44).
    func receivingRule() throws(RuleRefusal) -> DeadlineRule? {
        guard let file, let name = file.facts["channel"]?.string, let kind = RecordKind(in: file.facts) else {
            return nil
        }
        let channel = try context.rules.channel(name, on: context.today)
        guard let deadlines = channel.coverage(of: kind, by: context.own.agency)?.deadlines, deadlines.count > 2 else {
            return nil
        }
        return try context.rules.deadline(deadlines[2], on: context.today)
    }
}
