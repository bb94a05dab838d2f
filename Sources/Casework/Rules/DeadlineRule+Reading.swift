import Contracts

extension DeadlineRule {
    private static let members = [
        "id", "name", "start", "count", "holder", "onBreach", "purpose", "agencies", "rungs", "source", "basis",
        "extensions", "reading", "effectiveFrom", "effectiveThrough",
    ]

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(DeadlineRule.members, &log)
        let id = node.text("id", &log)
        let name = node.text("name", &log)
        let start = node.text("start", &log)
        let count = node.requiredCount(&log)
        let holder = node.choice("holder", of: Holder.self, &log)
        let source = node.choice("source", of: Source.self, &log)
        let validity = Validity(node, &log)
        let reading = node.node("reading").flatMap { Reading($0, &log) }
        let basis = node.nodes("basis", &log).compactMap { LegalBasis($0, &log) }
        if source == .law, basis.isEmpty { node.mistake("basis", "must name a provision when the source is law", &log) }
        let extensions = node.nodes("extensions", &log).compactMap { Extension($0, &log) }
        let rungs = DeadlineRule.percents(node, &log)
        let onBreach = node.choices("onBreach", of: Breach.self, &log)
        let purpose = node.optionalText("purpose", &log)
        let agencies = node.texts("agencies", &log)
        guard let id, let name, let start, let count, let holder, let source, let validity else { return nil }
        if extensions.contains(where: { count.prolonged(by: $0.count) == nil }) {
            node.mistake("extensions", "must be counted in the unit of count", &log)
        }
        self.init(
            id: id, name: name, start: start, count: count, holder: holder, onBreach: onBreach, purpose: purpose,
            agencies: agencies, rungs: rungs, source: source, basis: basis, extensions: extensions, reading: reading,
            validity: validity)
    }

    func replacing(count: TermCount) -> DeadlineRule {
        DeadlineRule(
            id: id, name: name, start: start, count: count, holder: holder, onBreach: onBreach, purpose: purpose,
            agencies: agencies, rungs: rungs, source: source, basis: basis, extensions: extensions, reading: reading,
            validity: validity)
    }

    private static func percents(_ node: RuleNode, _ log: inout [RuleMistake]) -> [Int] {
        guard let found = node.value["rungs"] else { return [] }
        let percents = (found.array ?? []).compactMap(\.integer).filter { (1...99).contains($0) }.map { Int($0) }
        guard let elements = found.array, percents.count == elements.count, percents == percents.sorted(),
            zip(percents, percents.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            node.mistake("rungs", "must be percents from 1 to 99, ascending", &log)
            return []
        }
        return percents
    }
}

extension DeadlineRule.Extension {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["count", "approvedBy"], &log)
        let count = node.requiredCount(&log)
        let approvedBy = node.text("approvedBy", &log)
        guard let count, let approvedBy else { return nil }
        self.init(count: count, approvedBy: approvedBy)
    }
}

extension DeadlineRule.Reading {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["question", "choice", "count"], &log)
        let question = node.text("question", &log)
        let choice = node.text("choice", &log)
        let count = node.requiredCount(&log)
        guard let question, let choice, let count else { return nil }
        self.init(question: question, choice: choice, count: count)
    }
}
