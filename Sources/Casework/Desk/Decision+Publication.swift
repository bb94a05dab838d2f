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
}
