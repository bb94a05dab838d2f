package import Casework
import Contracts

extension LedgerReader {
    /// Goes through the files of all cases that are not erased and in scope, the newest first, one page in memory at a time.
    package func eachCaseFile(kind: CaseKind? = nil, in scope: Scope, _ visit: (CaseFile) throws -> Void) throws {
        var cursor: Int64?
        while true {
            let page = try cases(CaseFilter(kind: kind), in: scope, behind: cursor, limit: 500)
            for summary in page { try caseFile(summary.id, in: scope).map(visit) }
            guard page.count == 500, let last = page.last else { return }
            cursor = last.cursor
        }
    }
}
