package import Contracts

/// Where a journal ends.
package struct JournalEnd: Hashable, Sendable {
    /// How many rows it has.
    package let rows: Int64
    /// Hash of the last row; nil for a journal without a chain.
    package let head: Digest?

    /// An end from its parts.
    package init(rows: Int64, head: Digest?) {
        self.rows = rows
        self.head = head
    }
}

/// What a restored ledger says of its restore until every office has answered (rule 13): which of its journal rows the
/// backup had, and when it was restored, so that two restores are told apart.
package struct RestoreMark: Hashable, Sendable, CustomStringConvertible {
    /// The last journal row of the backup; nil when it was not told.
    package let row: Int64?
    /// The stored text.
    package let description: String

    /// The mark of a restore at a moment of machine time, from a backup that ends at this journal row.
    package init(row: Int64, at moment: Moment) {
        self.row = row
        description = "row \(row) at \(moment.milliseconds)"
    }

    /// Reads a stored mark; any other text is a restore of which nothing more is known.
    package init(_ text: String) {
        let words = text.split(separator: " ")
        row = words.count == 4 && words[0] == "row" ? Int64(words[1]) : nil
        description = text
    }
}
