import Contracts

/// A joint-punishment measure of the national catalogue (domain B.9).
package struct Measure: Hashable, Sendable {
    /// The three classes of the catalogue (LG-06).
    package enum Class: String, CaseIterable, Hashable, Sendable {
        /// A public body reduces rights or adds duties: a cited provision is required (LG-01).
        case rightsReducing = "A"
        /// A public body's management that does neither.
        case management = "B"
        /// Left to the decision of others; they are informed, never ordered (LG-07).
        case voluntary = "C"
    }

    /// What must be there beside the listing before the measure may be applied.
    package enum Condition: String, CaseIterable, Hashable, Sendable {
        /// A decision of its own (阻止出境决定); the listing alone is no ground.
        case separateDecision
        /// The subject was told in writing beforehand (PS-04).
        case priorNotice
        /// The listing rests on EIP art 18 paragraph 2, or the order cites a provision of its own (Q5).
        case officeBanGround
        /// The order cites a provision for this very person.
        case ownBasis
    }

    /// A provision, and the list kinds for which it carries the measure; empty for every kind.
    package struct Ground: Hashable, Sendable {
        /// The provision.
        package let basis: LegalBasis
        /// The list kinds it is good for; empty for all.
        package let listKinds: [String]
        /// The classes of entries it is good for; empty for all.
        package let listClasses: [String]
    }

    /// Catalogue code, `M04`.
    package let code: String
    /// Class A, B or C.
    package let measureClass: Class
    /// Chinese name.
    package let name: String
    /// The agencies that may apply it.
    package let appliedBy: [String]
    /// What else is needed.
    package let conditions: [Condition]
    /// The provisions; at least one for class A.
    package let grounds: [Ground]
    /// When the row applies.
    package let validity: Validity

    /// The provisions that carry the measure for a list kind; empty means it must be refused as without basis when
    /// the class is A.
    package func basis(for listKind: String, ofClass listClass: String? = nil) -> [LegalBasis] {
        grounds.filter { ground in
            (ground.listKinds.isEmpty || ground.listKinds.contains(listKind))
                && (ground.listClasses.isEmpty || listClass.map(ground.listClasses.contains) ?? false)
        }.map(\.basis)
    }

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(
            ["code", "class", "name", "appliedBy", "conditions", "grounds", "effectiveFrom", "effectiveThrough"], &log)
        let code = node.text("code", &log)
        let measureClass = node.choice("class", of: Class.self, &log)
        let name = node.text("name", &log)
        appliedBy = node.texts("appliedBy", &log)
        conditions = node.choices("conditions", of: Condition.self, &log)
        grounds = node.nodes("grounds", &log).compactMap { Ground($0, &log) }
        let validity = Validity(node, &log)
        if appliedBy.isEmpty { node.mistake("appliedBy", "must name an agency", &log) }
        if measureClass == .rightsReducing, grounds.isEmpty {
            node.mistake("grounds", "must name a provision: a class A measure without one is unlawful (LG-01)", &log)
        }
        guard let code, let measureClass, let name, let validity else { return nil }
        self.code = code
        self.measureClass = measureClass
        self.name = name
        self.validity = validity
    }
}

extension Measure.Ground {
    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["basis", "listKinds", "listClasses"], &log)
        listKinds = node.texts("listKinds", &log)
        listClasses = node.texts("listClasses", &log)
        guard let inner = node.node("basis") else {
            node.mistake("basis", "is missing", &log)
            return nil
        }
        guard let basis = LegalBasis(inner, &log) else { return nil }
        self.basis = basis
    }
}
