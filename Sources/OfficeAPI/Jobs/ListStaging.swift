import Casework
import Contracts
import Ledgers
import ListTables
import Offices
import Tables

/// The first half of an import of list entries: every row is read, the good ones wait for approval, the bad ones go into
/// a file with what is wrong with them.
struct ListStaging {
    private let work: JobWork
    private let desk: DeskContext
    private var job: Job
    private var seen: [UInt64: Int] = [:]
    private var counts = Counts()
    /// What an exported file says of itself, when that is not what was read.
    private var footNote: String?

    private struct Counts {
        var rows = 0
        var accepted = 0
        var rejected = 0
        var known = 0
    }

    /// Data rows of one file.
    static let rows = 1_000_000

    init(work: JobWork, job: Job, desk: DeskContext) {
        self.work = work
        self.job = job
        self.desk = desk
    }

    func run() throws -> Job {
        var staging = self
        return try staging.stage()
    }

    private mutating func stage() throws -> Job {
        let table = try work.table(job)
        let header = try header(table)
        let rowsFile = try work.folder.sink(job.id, .rows)
        let resultFile = try work.folder.sink(job.id, .result)
        let result = try job.format.writer(to: resultFile, sheet: "有误的行")
        try result.write(header.cells.filter { !ListHeader.addedHeaders.contains($0) } + ListHeader.addedHeaders)
        let reader = ListRowReader(
            header, rules: desk.rules, today: job.createdAt.civilDate, agency: desk.own.agency)
        while let row = try table.next() {
            if counts.rows.isMultiple(of: JobWork.stride) {
                try work.control.step(table.progress.done, of: table.progress.total)
            }
            guard !row.isBlank else { continue }
            if let told = ListFoot.count(row.cells) {
                footNote = told == counts.rows ? nil : "文件末尾写明共\(told)条，实际读到\(counts.rows)条，请核对文件是否完整"
                break
            }
            counts.rows += 1
            guard counts.rows <= ListStaging.rows else {
                throw JobFailure("IMPORT_TOO_LARGE", "文件超过\(ListStaging.rows)行，请拆分后分批导入")
            }
            try take(row, reader.read(row), header, rowsFile, result)
        }
        try rowsFile.finish()
        try result.finish()
        try resultFile.finish()
        guard counts.rows > 0 else { throw JobFailure("IMPORT_EMPTY", "文件没有数据行。请核对后重新导入") }
        return ended(table, header)
    }

    private func header(_ table: TableReader) throws -> ListHeader {
        var first = try table.next()
        while let row = first, row.isBlank { first = try table.next() }
        guard let first else { throw JobFailure("IMPORT_EMPTY", "文件没有表头。请选择含表头和数据行的CSV或XLSX文件") }
        if let problem = first.problem { throw JobFailure(problem.code, "表头：" + problem.words) }
        var aliases: [String: String] = [:]
        for member in job.wishes["headings"]?.object ?? [] { aliases[member.name] = member.value.string }
        do throws(ListFileRefusal) {
            return try ListHeader(first.cells, aliases: aliases)
        } catch {
            throw JobFailure(error.code, error.words)
        }
    }

    private mutating func take(
        _ row: TableRow, _ read: ListRow, _ header: ListHeader, _ rowsFile: SealedSink, _ result: any TableWriter
    ) throws {
        switch read {
        case .mistakes(let mistakes): try reject(row, mistakes, header, result)
        case .proposal(let body):
            let key = ListRowReader.key(body)
            let mark = Digest.sha256(Array(key.utf8)).withBytes { $0.loadUnaligned(as: UInt64.self) }
            if let first = seen[mark] {
                let words = "与第\(first)行重复（同一名单、同一主体、同一决定文号），第\(first)行已采用，请删除本行"
                return try reject(
                    row, [ListRowMistake(column: nil, value: "", code: "DUPLICATE_ROW", words: words)], header, result)
            }
            seen[mark] = row.number
            guard try !isKnown(body, key) else {
                counts.known += 1
                return
            }
            counts.accepted += 1
            let line: JSONValue = ["row": .integer(Int64(row.number)), "body": body]
            try rowsFile.write(line.bytes + [0x0A])
        }
    }

    private mutating func reject(
        _ row: TableRow, _ mistakes: [ListRowMistake], _ header: ListHeader, _ result: any TableWriter
    ) throws {
        counts.rejected += 1
        let kept = header.cells.indices.filter { !ListHeader.addedHeaders.contains(header.cells[$0]) }
        let cells = kept.map { row.cells.indices.contains($0) ? row.cells[$0] : "" }
        let columns = mistakes.map { $0.column ?? "整行" }.joined(separator: "；")
        let reasons = mistakes.map { mistake in
            mistake.value.isEmpty ? mistake.line : "“\(mistake.value)”：\(mistake.line)"
        }
        try result.write(cells + [String(row.number), columns, reasons.joined(separator: "；")])
    }

    /// Whether an open entry of the same list, subject and source decision is here already.
    private func isKnown(_ body: JSONValue, _ key: String) throws -> Bool {
        let subject = body["subject"]
        guard let id = subject?["uscc"]?.string ?? subject?["personToken"]?.string else { return false }
        for entry in try work.backend.reader.cases(CaseFilter(kind: .listEntry, subject: id), limit: 200) {
            guard !["cancelled", "removed"].contains(entry.state),
                let facts = try work.backend.reader.caseFile(entry.id)?.facts
            else { continue }
            if ListRowReader.key(facts) == key { return true }
        }
        return false
    }

    private func ended(_ table: TableReader, _ header: ListHeader) -> Job {
        var job = job
        job.state = .staged
        (job.done, job.total) = (counts.rows, counts.rows)
        job.result = counts.rejected > 0 ? "有误的行.\(job.format.rawValue)" : ""
        job.outcome = [
            "form": .string(table.form.words), "rows": .integer(Int64(counts.rows)),
            "accepted": .integer(Int64(counts.accepted)), "rejected": .integer(Int64(counts.rejected)),
            "duplicates": .integer(Int64(counts.known)),
            "notes": .array((header.notes + [footNote].compactMap(\.self)).map { .string($0) }),
        ]
        if counts.accepted == 0 {
            job.state = .finished
            job.outcome = job.outcome.merging(["recorded": 0, "refused": 0])
        }
        return job
    }
}
