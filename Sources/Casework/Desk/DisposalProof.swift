package import Contracts

/// What a ledger tells of a case whose contents are about to be destroyed (domain E.5).
package struct DisposalProof: Hashable, Sendable {
    /// Leaf hashes of the letters that came from the office that opened the case, in the order of arrival.
    package let letters: [Digest]
    /// How many letters of the case there are in all.
    package let count: Int
    /// Rows of the journal before.
    package let journalRows: Int64
    /// Head of its chain before.
    package let journalHead: Digest

    /// A proof from its parts.
    package init(letters: [Digest], count: Int, journalRows: Int64, journalHead: Digest) {
        self.letters = letters
        self.count = count
        self.journalRows = journalRows
        self.journalHead = journalHead
    }

    /// The fields of the letter that carries it.
    var fields: JSONValue {
        [
            "letters": .array(letters.prefix(1000).map { .string($0.description) }),
            "lettersErased": .integer(Int64(count)), "journalRows": .integer(journalRows),
            "journalHead": .string(journalHead.description),
        ]
    }
}
