import Casework
import Contracts
import CreditTables
import Ledgers
import ListTables
import Tables

/// The rows of a 双公示 file: each becomes a record that waits for its review.
struct CreditStaging: StagedTable {
    private let header: CreditHeader
    private let reader: CreditRowReader
    private let records: CreditLedger
    private let job: Job

    var cells: [String] { header.cells }
    var notes: [String] { [header.kind == .licence ? "行政许可文件" : "行政处罚文件"] + header.notes }
    var addedHeaders: [String] { CreditHeader.addedHeaders }

    init(_ cells: [String], job: Job, office: CreditOffice, ledger: LedgerReader) throws {
        do throws(CreditFileRefusal) {
            header = try CreditHeader(cells)
        } catch {
            throw JobFailure(error.code, error.words)
        }
        reader = CreditRowReader(header, office: office, checks: PenaltyChecks(today: job.createdAt.civilDate))
        records = CreditLedger(ledger)
        self.job = job
    }

    func read(_ row: TableRow) throws -> StagedRow {
        switch reader.read(row) {
        case .mistakes(let mistakes): return .mistakes(mistakes)
        case .record(let record, let first):
            let body = record.orderRecord
            let sameness = "同一机关、同一文书号"
            if let known = try records.record(like: record) {
                guard known != body else { return .known(key: record.key, sameness: sameness) }
                let words = "该文书已录入且内容与本行不同，导入不改动已有记录；如需更改请办理更正"
                return .mistakes([
                    ListRowMistake(column: nil, value: "", code: "RECORDED_DIFFERENTLY", words: words)
                ])
            }
            let order = JSONValue.members([
                ("recordKind", .string(record.kind.rawValue)), ("record", body), ("batch", .string(job.id)),
                ("row", .integer(Int64(row.number))), ("digest", .string(record.digest.description)),
                ("firstSubmission", first.map { .string($0.text) }),
                ("firstSubmittedOn", first.map { .string($0.day.description) }),
            ])
            return .taken(order, key: record.key, sameness: sameness)
        }
    }

    func heading(at place: Int) -> String? { header.heading(at: place) }

    /// A row that was corrected keeps its first submission; one that is new has it here.
    func addedCells(_ row: TableRow, columns: String, reasons: String) -> [String] {
        let place = header.cells.firstIndex { HalfWidth.code($0) == CreditHeader.first }
        let told = place.flatMap { row.cells.indices.contains($0) ? FirstSubmission(row.cells[$0]) : nil }
        let first = told ?? FirstSubmission(batch: job.id, row: row.number, day: job.createdAt.civilDate)
        return [String(row.number), columns, reasons, first.text]
    }
}

/// The records of penalties and licences that a ledger holds.
struct CreditLedger {
    private let reader: LedgerReader

    init(_ reader: LedgerReader) {
        self.reader = reader
    }

    /// The record of the same agency and document; nil when there is none, or one whose import was taken back.
    func record(like record: CreditRecord) throws -> JSONValue? {
        guard let party = record.orderRecord["uscc"]?.string else { return nil }
        for row in try reader.cases(CaseFilter(kind: .publication, subject: party), in: .office, limit: 500) {
            guard let facts = try reader.caseFile(row.id, in: .office)?.facts, let known = facts["record"],
                facts["importUndone"] == nil, RecordKind(in: facts) == record.kind,
                CreditRecord.key(of: known, record.kind) == record.key
            else { continue }
            return known
        }
        return nil
    }

    /// All publications of this office, with their case files, the newest first; the body may stop by throwing.
    func each(_ body: (CaseSummary, CaseFile) throws -> Void) throws {
        var cursor: Int64?
        while true {
            let page = try reader.cases(CaseFilter(kind: .publication), in: .office, behind: cursor, limit: 500)
            for row in page {
                // What others published is in this ledger too; a record of its own has only whoever recorded it.
                guard let file = try reader.caseFile(row.id, in: .office), file.facts["record"] != nil else { continue }
                try body(row, file)
            }
            guard let last = page.last, page.count == 500 else { return }
            cursor = last.cursor
        }
    }
}
