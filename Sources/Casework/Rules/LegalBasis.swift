package import Contracts

/// One provision that a rule rests on.
package struct LegalBasis: Hashable, Sendable {
    /// The Chinese title of the instrument, without brackets.
    package let instrument: String
    /// Article, paragraph or item, as in `第五条第二款`.
    package let article: String
    /// Since when this version of the instrument is in force.
    package let effectiveFrom: CivilDate
    /// What an administrator must know or check before relying on it; nil when the text was read.
    package let note: String?

    /// A provision.
    package init(instrument: String, article: String, effectiveFrom: CivilDate, note: String? = nil) {
        self.instrument = instrument
        self.article = article
        self.effectiveFrom = effectiveFrom
        self.note = note
    }

    /// As it is cited in a document: `《行政处罚法》第八十二条`.
    package var citation: String { "《\(instrument)》\(article)" }

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["instrument", "article", "effectiveFrom", "note"], &log)
        let instrument = node.text("instrument", &log)
        let article = node.text("article", &log)
        let effectiveFrom = node.date("effectiveFrom", &log)
        let note = node.optionalText("note", &log)
        guard let instrument, let article, let effectiveFrom else { return nil }
        self.init(instrument: instrument, article: article, effectiveFrom: effectiveFrom, note: note)
    }
}

/// The days on which a rule applies, both included.
package struct Validity: Hashable, Sendable {
    /// First day.
    package let from: CivilDate
    /// Last day; nil while no end is known.
    package let through: CivilDate?

    /// The days `from`…`through`.
    package init(from: CivilDate, through: CivilDate? = nil) {
        self.from = from
        self.through = through
    }

    /// Whether the rule applies on `day`.
    package func contains(_ day: CivilDate) -> Bool {
        from <= day && (through.map { day <= $0 } ?? true)
    }

    func overlaps(_ other: Validity) -> Bool {
        contains(other.from) || other.contains(from)
    }

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        let from = node.date("effectiveFrom", &log)
        let through = node.optionalDate("effectiveThrough", &log)
        guard let from else { return nil }
        if let through, through < from { node.mistake("effectiveThrough", "is before effectiveFrom", &log) }
        self.init(from: from, through: through)
    }
}
