/// The domain says no, and nothing changed.
package struct Refusal: Error, Hashable, Sendable {
    /// Reason code (domain D.12 and `Deploy/rules/reasons.json`).
    package let code: String
    /// What was refused, why, and what to do, in Chinese.
    package let text: String
    /// The provision, as it is cited; nil for a technical reason.
    package let basis: String?
    /// The field that is wrong, when it is one.
    package let field: String?

    /// A refusal.
    package init(code: String, text: String, basis: String? = nil, field: String? = nil) {
        self.code = code
        self.text = text
        self.basis = basis
        self.field = field
    }
}

extension DeskContext {
    /// A refusal whose provision and advice come from the rule set when it knows the code.
    func refusal(_ code: String, _ text: String, field: String? = nil, basis: String? = nil) -> Refusal {
        let reason = rules.reasons.first { $0.code == code }
        let advice = reason.map { text.contains($0.advice) ? "" : "。" + $0.advice } ?? ""
        return Refusal(code: code, text: text + advice, basis: basis ?? reason?.basis?.citation, field: field)
    }
}
