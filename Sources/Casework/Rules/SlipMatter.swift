package import Contracts

/// A matter (涉嫌违法事项) of a copy-and-notify slip: what an agency may choose for a type of slip. An office's slips keep
/// the words they were written with.
package struct SlipMatter: Hashable, Sendable {
    /// The code.
    package let code: String
    /// The type of slip, a word of `LetterFields.slipTypes`.
    package let slipType: String
    /// The words.
    package let text: String
    /// Agencies whose catalogue it stands in; none for all.
    package let agencies: [String]
    /// When it may be chosen.
    package let validity: Validity

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["code", "slipType", "text", "agencies", "effectiveFrom", "effectiveThrough"], &log)
        let code = node.text("code", &log)
        let slipType = node.text("slipType", &log)
        let text = node.text("text", &log)
        agencies = node.texts("agencies", &log)
        let validity = Validity(node, &log)
        guard let code, let slipType, let text, let validity else { return nil }
        guard LetterFields.slipTypes.contains(slipType) else {
            node.mistake("slipType", "must be one of \(LetterFields.slipTypes.joined(separator: ", "))", &log)
            return nil
        }
        self.code = code
        self.slipType = slipType
        self.text = text
        self.validity = validity
    }
}

extension SlipMatter: RuleRow {
    static var kind: RuleKind { .slipMatter }
    var key: String { code }
}

extension RuleSet {
    /// The catalogue of an agency for a type of slip on a day, in the order of the codes.
    package func slipMatters(_ slipType: String, agency: String, on day: CivilDate) -> [SlipMatter] {
        slipMatters.filter { matter in
            matter.slipType == slipType && matter.validity.contains(day)
                && (matter.agencies.isEmpty || matter.agencies.contains(agency))
        }
    }
}
