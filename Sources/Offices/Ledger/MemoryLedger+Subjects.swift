package import Casework
import Contracts

/// Screening over plain values: what the SQLite ledger must answer too.
extension MemoryLedger {
    /// Answers questions about subjects, in their order.
    package func screen(_ queries: [SubjectQuery]) -> [Screening] { queries.map { screen($0) } }

    private func screen(_ query: SubjectQuery) -> Screening {
        let asked = Set(query.keys)
        let found = cases.values.filter { file in
            file.kind == .listEntry
                && (query.identifiers.contains(file.subject) || !asked.isDisjoint(with: subjectKeys[file.id] ?? []))
        }
        return Screening(
            query, found.sorted { $0.id < $1.id }.compactMap { ListedEntry($0, earlierNames: names(of: $0)) })
    }

    /// The names that the case ever had, the latest first.
    private func names(of file: CaseFile) -> [String] {
        var folded: CaseFile?
        var names: [String] = []
        let text = file.id.description
        for row in journal where row.entry.caseID == text {
            for event in row.content?.content.events ?? [] {
                let next = CaseFile.evolve(folded, event, id: file.id, kind: file.kind)
                names = next.subjectNames + names.filter { !next.subjectNames.contains($0) }
                folded = next
            }
        }
        return names
    }
}
