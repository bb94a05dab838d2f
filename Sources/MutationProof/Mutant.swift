/// One protection switched off, as data: the letter protocol and the desk are woven with all of them in a copy, so that
/// the programs themselves know of none.
package struct Mutant: Sendable {
    /// What must come of playing it.
    package enum Verdict: Hashable, Sendable {
        /// A checker of the rehearsal finds it.
        case mustBeCaught
        /// Nothing can find it, for this reason: the protection is there for speed, or another stands behind it.
        case isEquivalent(because: String)
    }

    /// Its name, words joined by hyphens.
    package let name: String
    /// The rule of protocol.md, or the invariant of design.md, that it breaks.
    package let rule: String
    /// What does not hold any more.
    package let words: String
    /// What must come of playing it.
    package let verdict: Verdict
    /// The changes that make it.
    package let edits: [Edit]

    /// A mutant from its parts.
    package init(_ name: String, _ rule: String, _ words: String, verdict: Verdict = .mustBeCaught, _ edits: Edit...) {
        self.name = name
        self.rule = rule
        self.words = words
        self.verdict = verdict
        self.edits = edits
    }

    /// One change of one file.
    package struct Edit: Hashable, Sendable {
        /// The file below `Sources`.
        package let file: String
        /// Text that stands exactly once in it.
        package let original: String
        /// What stands there in the copy; the word `MUTANT` in it is true while this mutant is the active one.
        package let replacement: String

        /// An edit from its parts.
        package init(_ file: String, _ original: String, _ replacement: String) {
            self.file = file
            self.original = original
            self.replacement = replacement
        }
    }

    /// True when a rehearsal that does not find it is a defect.
    package var mustBeCaught: Bool { verdict == .mustBeCaught }

    /// All of them, in the order of the rules.
    package static let all: [Mutant] =
        numbering + starting + opening + superseding + receiving + disposing + acknowledging + repeating + reading
        + trusting + deadlines + ordering + privacy + sealing + conduct + lists + publicLog + publications

    /// The case of `ActiveMutant` in the copy.
    var symbol: String {
        let words = name.split(separator: "-")
        return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
