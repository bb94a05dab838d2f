import Contracts

extension ListKind {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(ListKind.members, &log)
        let kind = node.text("kind", &log)
        let name = node.text("name", &log)
        owners = node.texts("owners", &log)
        unavailable = node.optionalText("unavailable", &log)
        receivedOnly = node.optionalText("receivedOnly", &log)
        isDelegable = node.flag("isDelegable", &log)
        guards = node.choices("guards", of: Guard.self, &log)
        consentLevels = node.choices("consentLevels", of: OfficeProfile.Level.self, &log)
        decidingLevels = node.choices("decidingLevels", of: OfficeProfile.Level.self, &log)
        basis = node.nodes("basis", &log).compactMap { LegalBasis($0, &log) }
        criteria = node.nodes("criteria", &log).compactMap { ListCriterion($0, &log) }
        period = node.value["maximum"] == nil ? nil : Period(node, &log)
        classes = node.nodes("classes", &log).compactMap { EntryClass($0, &log) }
        cumulativeMaximum = node.fixedTerm("cumulativeMaximum", &log)
        earliestRemoval = node.fixedTerm("earliestRemoval", &log)
        isExtensible = node.flag("isExtensible", &log)
        removals = node.choices("removals", of: Removal.self, &log)
        reclassifiesTo = node.optionalText("reclassifiesTo", &log)
        let validity = Validity(node, &log)
        let deadlines = Deadlines(node, &log)
        guard let kind, let name, let validity, let deadlines else { return nil }
        self.kind = kind
        self.name = name
        self.validity = validity
        self.deadlines = deadlines
        check(node, &log)
    }

    private static let members = [
        "kind", "name", "owners", "unavailable", "receivedOnly", "isDelegable", "guards", "consentLevels",
        "decidingLevels", "basis", "criteria", "maximum", "countedFrom", "classes", "cumulativeMaximum",
        "earliestRemoval", "isExtensible", "removals", "reclassifiesTo", "deadlines", "effectiveFrom",
        "effectiveThrough",
    ]

    /// What no single member can say: each promise of the row must have what carries it out.
    private func check(_ node: RuleNode, _ log: inout [RuleMistake]) {
        if owners.isEmpty { node.mistake("owners", "must name an agency", &log) }
        if basis.isEmpty, unavailable == nil {
            node.mistake("basis", "must name a provision, or the kind must say why it is unavailable (LG-02)", &log)
        }
        if removals.isEmpty, unavailable == nil {
            node.mistake("removals", "must name a way off the list (LG-03)", &log)
        }
        let lasts = period != nil || !classes.isEmpty
        if lasts != removals.contains(.expired), unavailable == nil {
            node.mistake("removals", "expired belongs to kinds with a longest time, and to those alone", &log)
        }
        if lasts, deadlines.others[.expire] == nil {
            node.mistake("deadlines.expire", "is missing: the kind has a longest time", &log)
        }
        if guards.contains(.superiorConsent), consentLevels.isEmpty {
            node.mistake("consentLevels", "must name the levels that need consent", &log)
        }
        if removals.contains(.reclassified), reclassifiesTo == nil {
            node.mistake("reclassifiesTo", "must say where a reclassified entry goes (CU-05)", &log)
        }
    }
}

extension ListKind.Period {
    /// Reads `maximum` and `countedFrom` of a kind or a class; without the second the decision counts.
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        let countedFrom =
            node.value["countedFrom"] == nil
            ? ListKind.PeriodStart.listing : node.choice("countedFrom", of: ListKind.PeriodStart.self, &log)
        guard let maximum = node.fixedTerm("maximum", &log), let countedFrom else { return nil }
        self.init(maximum: maximum, countedFrom: countedFrom)
    }
}

extension ListKind.EntryClass {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["class", "name", "maximum", "countedFrom"], &log)
        let name = node.text("class", &log)
        let title = node.text("name", &log)
        guard let name, let title, let period = ListKind.Period(node, &log) else { return nil }
        self.init(name: name, title: title, period: period)
    }
}

extension ListKind.Deadlines {
    init?(_ parent: RuleNode, _ log: inout [RuleMistake]) {
        guard let node = parent.node("deadlines") else {
            parent.mistake("deadlines", "is missing", &log)
            return nil
        }
        node.expect(["publish", "acknowledge", "apply", "refuse", "lift"] + Further.allCases.map(\.rawValue), &log)
        let publish = node.text("publish", &log)
        let acknowledge = node.text("acknowledge", &log)
        let apply = node.text("apply", &log)
        let refuse = node.text("refuse", &log)
        let lift = node.text("lift", &log)
        var others: [Further: String] = [:]
        for name in Further.allCases { others[name] = node.optionalText(name.rawValue, &log) }
        guard let publish, let acknowledge, let apply, let refuse, let lift else { return nil }
        self.init(
            publish: publish, acknowledge: acknowledge, apply: apply, refuse: refuse, lift: lift, others: others)
    }
}

extension ListCriterion {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(
            ["code", "text", "basis", "alternatives", "isWaivedByPayment", "earliestRemoval", "leadsToRevocation"], &log
        )
        let code = node.text("code", &log)
        let text = node.text("text", &log)
        let basis = node.node("basis").flatMap { LegalBasis($0, &log) }
        if basis == nil { node.mistake("basis", "is missing", &log) }
        let alternatives = node.nodes("alternatives", &log).map { alternative in
            alternative.expect(["all"], &log)
            return alternative.nodes("all", &log).compactMap { Threshold($0, &log) }
        }
        let isWaivedByPayment = node.flag("isWaivedByPayment", &log)
        let earliestRemoval = node.fixedTerm("earliestRemoval", &log)
        let leadsToRevocation = node.flag("leadsToRevocation", &log)
        guard let code, let text, let basis else { return nil }
        self.init(
            code: code, text: text, basis: basis, alternatives: alternatives, isWaivedByPayment: isWaivedByPayment,
            earliestRemoval: earliestRemoval, leadsToRevocation: leadsToRevocation)
    }
}

extension ListCriterion.Threshold {
    /// Reads `{"figure": "amountFen", "atLeast": 100000000}`, or `moreThan` where the number itself is not enough.
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["figure", "atLeast", "moreThan"], &log)
        let includes = node.value["atLeast"] != nil
        guard includes != (node.value["moreThan"] != nil) else {
            node.mistake("", "must have exactly one of atLeast and moreThan", &log)
            return nil
        }
        let figure = node.choice("figure", of: ListCriterion.Figure.self, &log)
        let number = node.integer(includes ? "atLeast" : "moreThan", in: 0...9_000_000_000_000_000, &log)
        guard let figure, let number else { return nil }
        self.init(figure: figure, includes: includes, number: Int64(number))
    }
}

extension RuleNode {
    /// A flag that is false when it is missing.
    fileprivate func flag(_ name: String, _ log: inout [RuleMistake]) -> Bool {
        value[name] == nil ? false : bool(name, &log) ?? false
    }
}
