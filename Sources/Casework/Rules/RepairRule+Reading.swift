import Contracts

extension RepairRule {
    private static let members = [
        "id", "name", "channel", "channelName", "part", "listKinds", "publishers", "minimums", "excludedPenalties",
        "conditions", "deadlines", "basis", "effectiveFrom", "effectiveThrough",
    ]

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(RepairRule.members, &log)
        let id = node.text("id", &log)
        let name = node.text("name", &log)
        let channel = node.text("channel", &log)
        let channelName = node.text("channelName", &log)
        let part = node.choice("part", of: Part.self, &log)
        listKinds = node.texts("listKinds", &log)
        publishers = node.texts("publishers", &log)
        minimums = node.nodes("minimums", &log).compactMap { Minimum($0, &log) }
        excludedPenalties = node.texts("excludedPenalties", &log)
        conditions = node.choices("conditions", of: Condition.self, &log)
        deadlines = node.node("deadlines").flatMap { Deadlines($0, &log) }
        basis = node.nodes("basis", &log).compactMap { LegalBasis($0, &log) }
        let validity = Validity(node, &log)
        if basis.isEmpty { node.mistake("basis", "must name a provision", &log) }
        if listKinds.isEmpty, publishers.isEmpty {
            node.mistake("listKinds", "or publishers must say what the rule covers", &log)
        }
        guard let id, let name, let channel, let channelName, let part, let validity else { return nil }
        if part == .own, deadlines == nil {
            node.mistake("deadlines", "is missing: applications are decided by this rule", &log)
        }
        self.id = id
        self.name = name
        self.channel = channel
        self.channelName = channelName
        self.part = part
        self.validity = validity
    }
}

extension RepairRule.Minimum {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["severities", "sectors", "term", "countedFrom"], &log)
        severities = node.choices("severities", of: PublicationChannel.Severity.self, &log)
        sectors = node.texts("sectors", &log)
        let countedFrom = node.choice("countedFrom", of: RepairRule.Start.self, &log)
        guard let term = node.fixedTerm("term", &log) else {
            node.mistake("term", "must be there: a rule without a least time has no row here", &log)
            return nil
        }
        guard let countedFrom else { return nil }
        self.term = term
        self.countedFrom = countedFrom
    }
}

extension RepairRule.Deadlines {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["accept", "decide", "answer", "act"], &log)
        let accept = node.text("accept", &log)
        let decide = node.text("decide", &log)
        let act = node.text("act", &log)
        answer = node.optionalText("answer", &log)
        guard let accept, let decide, let act else { return nil }
        self.accept = accept
        self.decide = decide
        self.act = act
    }
}

extension RuleRows {
    /// What repair rules name exists, and no two rules of the same standing decide the same applications at once.
    func checkRepair(_ log: inout [RuleMistake]) {
        let ids = deadlines.map(\.id)
        let kinds = listKinds.map(\.kind)
        for rule in repairRules {
            RuleRows.missing(rule.deadlines?.all ?? [], from: ids, of: .deadline, .repairRules, rule.id, &log)
            RuleRows.missing(rule.listKinds, from: kinds, of: .listKind, .repairRules, rule.id, &log)
        }
        let own = repairRules.filter { $0.part == .own }
        for (index, rule) in own.enumerated() {
            for other in own[(index + 1)...] where rule.validity.overlaps(other.validity) {
                let both =
                    rule.listKinds.filter(other.listKinds.contains)
                    + rule.publishers.filter(other.publishers.contains)
                guard let first = both.first else { continue }
                RuleRows.mistake(.repairRules, rule.id, "decides on \(first) beside \(other.id)", &log)
            }
        }
    }
}
