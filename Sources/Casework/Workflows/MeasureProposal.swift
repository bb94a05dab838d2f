package import Contracts

/// From the cause of a listing to its measures and the offices that would carry them out (domain B.8, B.9): a proposal
/// that officers change before they propose the entry. The guards of the entry check what they made of it.
package struct MeasureProposal: Hashable, Sendable {
    /// One measure of the catalogue that the list's provisions carry.
    package struct Item: Hashable, Sendable {
        /// The measure.
        package let measure: Measure
        /// The provisions that carry it for this list; empty for measures that need none.
        package let basis: [LegalBasis]
        /// The offices that may apply it, in the order of their ids.
        package let offices: [OfficeID]
        /// Whether it stands in the entry unless an officer takes it out.
        package let isSelected: Bool
        /// What an officer must know or add first, in Chinese; nil for nothing.
        package let remark: String?
    }

    /// The list kind.
    package let kind: ListKind
    /// The measures, ascending by code.
    package let items: [Item]

    /// Proposes measures.
    ///
    /// - Parameters:
    ///   - name: the list kind's name, as in letters.
    ///   - ground: the provision that the entry would rest on; nil when it is not known yet.
    ///   - listClass: the class of the entry, for kinds that have classes.
    ///   - office: the office that would own the entry.
    ///   - directory: the offices there are.
    ///   - rules: the rule set.
    ///   - day: the day of the entry.
    /// - Throws: `LIST_KIND_UNKNOWN` or `LIST_KIND_UNAVAILABLE`, with what to do.
    package init(
        kind name: String, ground: JSONValue?, listClass: String?, for office: OfficeProfile,
        directory: DirectoryDocument, rules: RuleSet, on day: CivilDate
    ) throws(Refusal) {
        do throws(RuleRefusal) {
            kind = try rules.listKind(name, on: day)
        } catch {
            throw Refusal(code: "LIST_KIND_UNKNOWN", text: error.text, field: "kind")
        }
        if let reason = kind.unavailable {
            throw Refusal(code: "LIST_KIND_UNAVAILABLE", text: reason, field: "kind")
        }
        let near = MeasureProposal.offices(near: office, directory)
        items = MeasureProposal.items(
            kind, ground, listClass, near, rules.measures.filter { $0.validity.contains(day) })
    }

    /// The measures as an order `propose` takes them.
    package var measures: JSONValue { .array(items.filter(\.isSelected).map(\.order)) }

    /// For machines.
    package var json: JSONValue {
        [
            "listKind": .string(kind.kind), "name": .string(kind.name), "items": .array(items.map(\.json)),
            "measures": measures,
        ]
    }

    private static func items(
        _ kind: ListKind, _ ground: JSONValue?, _ listClass: String?, _ near: [OfficeProfile], _ measures: [Measure]
    ) -> [Item] {
        measures.compactMap { measure in
            let basis = measure.basis(for: kind.kind, ofClass: listClass)
            guard isCarried(measure, basis, kind) else { return nil }
            let remark = remark(measure, ground)
            return Item(
                measure: measure, basis: basis,
                offices: near.filter { measure.appliedBy.contains($0.agency) }.map(\.id),
                isSelected: remark == nil || measure.measureClass == .voluntary, remark: remark)
        }
    }

    /// A list of notices carries information alone; of the others, what some provision carries for this list.
    private static func isCarried(_ measure: Measure, _ basis: [LegalBasis], _ kind: ListKind) -> Bool {
        if measure.measureClass == .voluntary { return true }
        return !basis.isEmpty && !kind.guards.contains(.voluntaryOnly)
    }

    /// What the listing alone does not give a measure.
    private static func remark(_ measure: Measure, _ ground: JSONValue?) -> String? {
        if measure.measureClass == .voluntary { return "只提供信息，由市场主体自主决定" }
        for condition in measure.conditions {
            switch condition {
            case .separateDecision: return "须由有权机关另行作出决定"
            case .priorNotice: continue
            case .ownBasis: return "须针对该人员另有依据"
            case .officeBanGround:
                let article = measure.grounds.first?.basis
                let isOwn =
                    ground?["instrument"]?.string.map(Attempt.plainTitle) == article?.instrument
                    && ground?["article"]?.string?.contains(article?.article.prefix(4) ?? "") ?? false
                if !isOwn { return "列入依据不是\(article?.citation ?? "")的，须另引从业限制等决定" }
            }
        }
        return nil
    }

    /// Offices of the same province, and those of the whole country.
    private static func offices(near own: OfficeProfile, _ directory: DirectoryDocument) -> [OfficeProfile] {
        directory.activeOffices.map(\.profile).filter {
            $0.level == .national || $0.region.prefix(2) == own.region.prefix(2)
        }
    }
}

extension MeasureProposal.Item {
    /// As an entry has it.
    var order: JSONValue {
        .members([
            ("code", .string(measure.code)), ("name", .string(measure.name)),
            ("basis", basis.first.map { ["instrument": .string($0.instrument), "article": .string($0.article)] }),
            ("targetAgencies", .array(measure.appliedBy.map { .string($0) })),
            ("informOnly", measure.measureClass == .voluntary ? true : nil),
        ])
    }

    /// For machines.
    var json: JSONValue {
        .members([
            ("code", .string(measure.code)), ("name", .string(measure.name)),
            ("class", .string(measure.measureClass.rawValue)),
            ("basis", .array(basis.map { .string($0.citation) })),
            ("offices", .array(offices.map { .string($0.description) })), ("isSelected", .bool(isSelected)),
            ("remark", remark.map { .string($0) }),
        ])
    }
}
