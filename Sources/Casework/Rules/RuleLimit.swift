import Contracts

/// A number the office works with that is no term: a smallest team, a largest text.
package struct RuleLimit: Hashable, Sendable {
    /// Its name, with the unit last: `teamMinimumPersons`.
    package let name: String
    /// The number.
    package let value: Int
    /// What it limits, in Chinese.
    package let text: String
    /// The provision; nil for a number of our own.
    package let basis: LegalBasis?
    /// When it applies.
    package let validity: Validity

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["name", "value", "text", "basis", "effectiveFrom", "effectiveThrough"], &log)
        let name = node.text("name", &log)
        let value = node.integer("value", in: 0...1_000_000_000_000, &log)
        let text = node.text("text", &log)
        basis = node.node("basis").flatMap { LegalBasis($0, &log) }
        let validity = Validity(node, &log)
        guard let name, let value, let text, let validity else { return nil }
        self.name = name
        self.value = value
        self.text = text
        self.validity = validity
    }
}

/// How this rule set answers a question that the law leaves open (domain B.12).
package struct RuleChoice: Hashable, Sendable {
    /// The question, `Q1`.
    package let question: String
    /// The chosen answer.
    package let choice: String
    /// All answers that may be chosen.
    package let answers: [String]
    /// The question, in Chinese, for the flag shown beside a result that depends on it.
    package let text: String

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["question", "choice", "answers", "text"], &log)
        let question = node.text("question", &log)
        let choice = node.text("choice", &log)
        let text = node.text("text", &log)
        answers = node.texts("answers", &log)
        guard let question, let choice, let text else { return nil }
        if !answers.contains(choice) {
            node.mistake("choice", "must be one of \(answers.joined(separator: ", "))", &log)
        }
        self.question = question
        self.choice = choice
        self.text = text
    }
}
