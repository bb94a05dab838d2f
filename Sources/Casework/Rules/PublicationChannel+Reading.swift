import Contracts

extension PublicationChannel {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(
            [
                "channel", "name", "publishers", "deadlines", "periods", "others", "exclusions", "basis",
                "effectiveFrom", "effectiveThrough",
            ], &log)
        let channel = node.text("channel", &log)
        let name = node.text("name", &log)
        publishers = node.texts("publishers", &log)
        deadlines = node.texts("deadlines", &log)
        periods = node.nodes("periods", &log).compactMap { Period($0, &log) }
        others = node.nodes("others", &log).map { Coverage($0, &log) }
        exclusions = node.nodes("exclusions", &log).compactMap { Exclusion($0, &log) }
        basis = node.nodes("basis", &log).compactMap { LegalBasis($0, &log) }
        let validity = Validity(node, &log)
        if basis.isEmpty { node.mistake("basis", "must name a provision", &log) }
        if Set(periods.map(\.severity)).count != periods.count {
            node.mistake("periods", "names a severity twice", &log)
        }
        guard let channel, let name, let validity else { return nil }
        self.channel = channel
        self.name = name
        self.validity = validity
    }
}

extension PublicationChannel.Period {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["severity", "practice", "minimum", "maximum", "countedFrom"], &log)
        let severity = node.choice("severity", of: PublicationChannel.Severity.self, &log)
        let practice = node.choice("practice", of: PublicationChannel.Practice.self, &log)
        let countedFrom = node.choice("countedFrom", of: PublicationChannel.PeriodStart.self, &log)
        minimum = node.fixedTerm("minimum", &log)
        maximum = node.fixedTerm("maximum", &log)
        if practice != .never, maximum == nil { node.mistake("maximum", "is missing", &log) }
        guard let severity, let practice, let countedFrom else { return nil }
        self.severity = severity
        self.practice = practice
        self.countedFrom = countedFrom
    }
}

extension PublicationChannel.Coverage {
    init(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["kinds", "publishers", "deadlines", "periods", "endsOn"], &log)
        kinds = node.choices("kinds", of: RecordKind.self, &log)
        publishers = node.texts("publishers", &log)
        deadlines = node.texts("deadlines", &log)
        periods = node.nodes("periods", &log).compactMap { PublicationChannel.Period($0, &log) }
        let endsOn = node.optionalText("endsOn", &log)
        if deadlines.isEmpty { node.mistake("deadlines", "must name a deadline", &log) }
        let isEnding = kinds.allSatisfy { kind in
            endsOn.map { name in kind.payloadFields.contains { $0.name == name } } ?? true
        }
        if !isEnding { node.mistake("endsOn", "is no field of all its kinds", &log) }
        if Set(periods.map(\.severity)).count != periods.count {
            node.mistake("periods", "names a severity twice", &log)
        }
        self.endsOn = endsOn
    }
}

extension PublicationChannel.Exclusion {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["ground", "reason"], &log)
        let ground = node.choice("ground", of: Ground.self, &log)
        let reason = node.text("reason", &log)
        guard let ground, let reason else { return nil }
        self.ground = ground
        self.reason = reason
    }
}
