import Contracts

extension Decision {
    /// The next objection that came in a letter, once the one before it is answered; nil when there is none.
    func untoldObjection(_ file: CaseFile) -> JSONValue? {
        let told = file.facts["objectionsTold"]?.integer.map { Int(clamping: $0) } ?? 0
        let all = file.facts["objected"]?.array ?? []
        guard file.owner == context.own.id, file.facts["objection"]?["state"] != "open", all.indices.contains(told)
        else { return nil }
        let day = all[told]["receivedOn"]?.string ?? context.today.description
        return [
            "receivedOn": .string(day), "objection": Preparation.objection(receivedOn: day, context),
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
