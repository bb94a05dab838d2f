import Contracts

/// A matter that is published never, or not in all its parts (限制公开清单).
package struct RestrictedMatter: Hashable, Sendable {
    /// How far it is withheld.
    package enum Extent: String, CaseIterable, Hashable, Sendable {
        /// Nothing of it is published.
        case never
        /// Some fields are withheld.
        case partly
    }

    /// The code.
    package let code: String
    /// What it is.
    package let name: String
    /// How far it is withheld.
    package let extent: Extent
    /// Agencies it holds for; none for all.
    package let agencies: [String]
    /// Kinds of record it holds for; none for all.
    package let recordKinds: [String]
    /// Words of the record by which it is known; one is enough.
    package let words: [String]
    /// Fields withheld when it is published in part.
    package let fields: [String]
    /// The provisions.
    package let basis: [LegalBasis]
    /// When it holds.
    package let validity: Validity

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(
            [
                "code", "name", "extent", "agencies", "recordKinds", "words", "fields", "basis", "effectiveFrom",
                "effectiveThrough",
            ], &log)
        let code = node.text("code", &log)
        let name = node.text("name", &log)
        let extent = node.choice("extent", of: Extent.self, &log)
        agencies = node.texts("agencies", &log)
        recordKinds = node.texts("recordKinds", &log)
        words = node.texts("words", &log)
        fields = node.texts("fields", &log)
        basis = node.nodes("basis", &log).compactMap { LegalBasis($0, &log) }
        let validity = Validity(node, &log)
        if words.isEmpty { node.mistake("words", "must name a word", &log) }
        if basis.isEmpty { node.mistake("basis", "must name a provision", &log) }
        guard let code, let name, let extent, let validity else { return nil }
        guard fields.isEmpty == (extent == .never) else {
            node.mistake("fields", "must name fields when and only when the extent is partly", &log)
            return nil
        }
        self.code = code
        self.name = name
        self.extent = extent
        self.validity = validity
    }
}

extension RestrictedMatter: RuleRow {
    static var kind: RuleKind { .restrictedMatter }
    var key: String { code }
}
