import Contracts

/// What a list entry sets off by itself, and the deadlines of its kind.
extension Decision {
    /// The rule of a list's own deadline; nil where the kind has none, or counts it from another event.
    func listRule(_ term: DeadlineStart.ListTerm) throws(RuleRefusal) -> DeadlineRule? {
        let rules = context.rules
        let terms = try rules.listKind(file?.facts["listKind"]?.string ?? "", on: context.today).deadlines
        switch term {
        case .acknowledge: return try rules.deadline(terms.acknowledge, on: context.today)
        case .apply: return try rules.deadline(terms.apply, on: context.today)
        case .refuse: return try rules.deadline(terms.refuse, on: context.today)
        case .lift: return try rules.deadline(terms.lift, on: context.today)
        case .publish(let event):
            let rule = try rules.deadline(terms.publish, on: context.today)
            return rule.start == event ? rule : nil
        case .further(let name):
            guard let id = terms.others[name] else { return nil }
            return try rules.deadline(id, on: context.today)
        }
    }

    /// A measure that this office applies and that has no ground any more while the entry stands: dropped by its owner,
    /// shielded, or past its last day. A restriction must not outlive its ground, whoever forgot to lift it.
    func ungrounded(_ file: CaseFile, _ own: String) -> JSONValue? {
        let shielded = file.state == "shielded" ? file.facts["shielded"]?["shieldedMeasures"]?.array ?? [] : []
        for code in file.applied(by: own) {
            if !file.measureCodes.contains(code) { return lifting(code, "认定单位已撤回该项措施") }
            if shielded.contains(.string(code)) { return lifting(code, "重整期间暂停措施") }
            if let last = file.lastDay(ofMeasure: code), last < context.today { return lifting(code, "措施期限届满") }
        }
        return nil
    }

    private func lifting(_ code: String, _ reason: String) -> JSONValue {
        ["measureCode": .string(code), "reason": .string(reason)]
    }
}
