/// The tables of an object of which a word beside it says what it holds.
package struct BodyVariants: Hashable, Sendable {
    /// The fields that go with a word.
    package struct Table: Hashable, Sendable {
        /// The word.
        package let word: String
        /// The fields.
        package let fields: [BodyField]
    }

    /// The field beside the object that has the word.
    package let by: String
    /// The word that is meant where there is none.
    package let usual: String
    /// The tables, each word once.
    package let tables: [Table]

    /// The fields for a body in which the object stands; nil for a word that no table has.
    package func fields(for siblings: [JSONMember]) -> [BodyField]? {
        let word = siblings.first { $0.name == by }.map { $0.value == .null ? usual : $0.value.string ?? "" } ?? usual
        return tables.first { $0.word == word }?.fields
    }

    /// The fields of the usual word.
    package var usualFields: [BodyField] { tables.first { $0.word == usual }?.fields ?? [] }

    /// Every field of any table, each name once.
    package var allFields: [BodyField] {
        tables.reduce(into: []) { all, table in
            for field in table.fields where !all.contains(where: { $0.name == field.name }) { all.append(field) }
        }
    }
}
