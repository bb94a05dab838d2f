import Casework
import Contracts
import Ledgers
import ListTables
import Offices
import Tables

/// The rows of a list file: each becomes a proposal of an entry.
struct ListStaging: StagedTable {
    private let header: ListHeader
    private let reader: ListRowReader
    private let ledger: LedgerReader

    var cells: [String] { header.cells }
    var notes: [String] { header.notes }
    var addedHeaders: [String] { ListHeader.addedHeaders }

    init(_ cells: [String], job: Job, desk: DeskContext, ledger: LedgerReader) throws {
        var aliases: [String: String] = [:]
        for member in job.wishes["headings"]?.object ?? [] { aliases[member.name] = member.value.string }
        do throws(ListFileRefusal) {
            header = try ListHeader(cells, aliases: aliases)
        } catch {
            throw JobFailure(error.code, error.words)
        }
        reader = ListRowReader(
            header, rules: desk.rules, today: job.createdAt.civilDate, agency: desk.own.agency)
        self.ledger = ledger
    }

    func read(_ row: TableRow) throws -> StagedRow {
        switch reader.read(row) {
        case .mistakes(let mistakes): return .mistakes(mistakes)
        case .proposal(let body):
            let key = ListRowReader.key(body)
            let sameness = "同一名单、同一主体、同一决定文号"
            return try isKnown(body, key)
                ? .known(key: key, sameness: sameness) : .taken(body, key: key, sameness: sameness)
        }
    }

    func heading(at place: Int) -> String? { header.columns[place] == nil ? nil : header.cells[place] }

    func addedCells(_ row: TableRow, columns: String, reasons: String) -> [String] {
        [String(row.number), columns, reasons]
    }

    /// Whether an open entry of the same list, subject and source decision is here already.
    private func isKnown(_ body: JSONValue, _ key: String) throws -> Bool {
        let subject = body["subject"]
        guard let id = subject?["uscc"]?.string ?? subject?["personToken"]?.string else { return false }
        for entry in try ledger.cases(CaseFilter(kind: .listEntry, subject: id), in: .office, limit: 200) {
            guard !["cancelled", "removed"].contains(entry.state),
                let facts = try ledger.caseFile(entry.id, in: .office)?.facts
            else { continue }
            if ListRowReader.key(facts) == key { return true }
        }
        return false
    }
}
