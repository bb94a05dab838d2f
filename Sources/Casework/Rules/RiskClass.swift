package import Contracts

/// What a risk class means for the inspections of an agency (信用风险分类, domain D.8).
package struct RiskClass: Hashable, Sendable {
    /// `A` low, `B` normal, `C` raised, `D` high.
    package let name: String
    /// The agencies that plan so; none for all without a row of their own.
    package let agencies: [String]
    /// Share of drawing, where the normal class has 100.
    package let samplingPercent: Int
    /// Planned visits a year at most.
    package let visitsPerYear: Int
    /// When the row applies.
    package let validity: Validity

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(
            ["class", "agencies", "samplingPercent", "visitsPerYear", "effectiveFrom", "effectiveThrough"], &log)
        let name = node.text("class", &log)
        agencies = node.texts("agencies", &log)
        let samplingPercent = node.integer("samplingPercent", in: 0...1000, &log)
        let visitsPerYear = node.integer("visitsPerYear", in: 0...365, &log)
        let validity = Validity(node, &log)
        guard let name, let samplingPercent, let visitsPerYear, let validity else { return nil }
        guard LetterFields.riskClasses.contains(name) else {
            node.mistake("class", "must be one of \(LetterFields.riskClasses.joined(separator: ", "))", &log)
            return nil
        }
        self.name = name
        self.samplingPercent = samplingPercent
        self.visitsPerYear = visitsPerYear
        self.validity = validity
    }
}

extension RiskClass: RuleRow {
    static var kind: RuleKind { .riskClass }
    var key: String { "\(name) \(agencies.sorted().joined(separator: " "))" }
}

/// A document that only classifies: no listing or measure rests on it alone.
package struct ClassifyingInstrument: Hashable, Sendable {
    /// Its Chinese title, without brackets.
    package let title: String
    /// When the row applies.
    package let validity: Validity

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["instrument", "effectiveFrom", "effectiveThrough"], &log)
        let title = node.text("instrument", &log)
        let validity = Validity(node, &log)
        guard let title, let validity else { return nil }
        self.title = title
        self.validity = validity
    }
}

extension RuleSet {
    /// What a class means for an agency on a day: its own row, or the one for all.
    package func riskClass(_ name: String, agency: String, on day: CivilDate) -> RiskClass? {
        let current = riskClasses.filter { $0.name == name && $0.validity.contains(day) }
        return current.first { $0.agencies.contains(agency) } ?? current.first { $0.agencies.isEmpty }
    }

    /// Whether a document, however its title is written, only classifies.
    package func isOnlyClassifying(_ instrument: String, on day: CivilDate) -> Bool {
        let plain = String(HalfWidth.code(instrument).filter { $0 != "《" && $0 != "》" })
        return classifying.contains { $0.validity.contains(day) && plain.contains(HalfWidth.code($0.title)) }
    }
}
