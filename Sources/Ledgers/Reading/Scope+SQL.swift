import Casework
import Contracts
import GRDB

extension Scope {
    /// What `covers` is in SQL over `case_record`; nil for all that the office knows.
    var term: (sql: String, arguments: StatementArguments)? { term(case: "case_id", subject: "subject") }

    /// The same over rows that hold the six digits of both: open deadlines, and counts that are kept by place.
    var termOfPlaces: (sql: String, arguments: StatementArguments)? {
        guard case .region(let region) = self else { return nil }
        let stem = region.stem
        return (
            "(substr(opener, 1, ?) = ? OR (area <> '' AND substr(area, 1, ?) = ?))",
            [stem.utf8.count, stem, stem.utf8.count, stem]
        )
    }

    /// The same over columns that begin with the opener's id, and that hold the subject's code.
    func term(case opener: String, subject: String) -> (sql: String, arguments: StatementArguments)? {
        guard case .region(let region) = self else { return nil }
        let stem = region.stem
        return (
            "(substr(\(opener), 1, ?) = ? OR (length(\(subject)) = 18 AND substr(\(subject), 3, ?) = ?))",
            [stem.utf8.count, stem, stem.utf8.count, stem]
        )
    }
}
