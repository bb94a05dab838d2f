import Casework
import Contracts
import Hummingbird
import Ledgers
import Pages
import Web

/// The cases of a kind that an office has of a subject already. Whoever opens another one is shown them before anything is
/// saved, and sends again if it is another matter (practice 7, row 33).
struct KnownCases: Sendable {
    /// The newest of them, as far as its reader may see.
    let rows: [CaseRow]

    /// So many are shown.
    static let mostShown = 20

    /// Nil when the office knows none.
    init?(of subject: String, _ kind: CaseKind, in scope: Scope, _ reader: LedgerReader) throws {
        guard !subject.isEmpty else { return nil }
        var filter = CaseListFilter()
        filter.kinds = [kind]
        filter.subject = subject
        rows = try CaseRow.rows(reader, filter, in: scope, by: .newest, limit: KnownCases.mostShown)
        if rows.isEmpty { return nil }
    }

    /// What a form carries whose author has seen them: one more case, and they are shown again.
    var mark: String {
        let told = rows.map(\.line.id.description).joined(separator: " ")
        return "known-" + Digest.sha256(Array(told.utf8)).description.prefix(20)
    }

    /// One link for each.
    func links(_ visit: Console.Visit) -> [PageValue] {
        rows.map { row in
            [
                "url": .text(row.url), "matter": .text(row.matter), "state": row.state.value,
                "note": .text("\(visit.name(of: row.line.id.office)) \(row.line.openedAt.civilDate)"),
            ]
        }
    }
}
