import Casework
import Contracts
import ListTables
import Tables

/// What a kind of file makes of its rows.
protocol StagedTable {
    /// The header as it stands.
    var cells: [String] { get }
    /// What is to be said about the header.
    var notes: [String] { get }
    /// Headings behind a row with mistakes; they are no columns of the file.
    var addedHeaders: [String] { get }
    /// Reads a row.
    func read(_ row: TableRow) throws -> StagedRow
    /// The cells behind a row with mistakes.
    func addedCells(_ row: TableRow, columns: String, reasons: String) -> [String]
    /// The heading by which mistakes name the column at a place; nil for one that is not read.
    func heading(at place: Int) -> String?
}

/// A row of a file before somebody approved it.
enum StagedRow {
    case mistakes([ListRowMistake])
    /// What waits for approval, what makes another row the same, and how that is told.
    case taken(JSONValue, key: String, sameness: String)
    /// It is here already with the same content; what makes another row the same.
    case known(key: String, sameness: String)
}

/// The first half of an import: every row is read, the good ones wait for approval, the bad ones go into a file with what
/// is wrong with them.
struct TableStaging {
    private let work: JobWork
    private var job: Job
    private let open: ([String]) throws -> any StagedTable
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

    /// A staging; `open` tells what the file's header begins.
    init(work: JobWork, job: Job, open: @escaping ([String]) throws -> any StagedTable) {
        self.work = work
        self.job = job
        self.open = open
    }

    func run() throws -> Job {
        var staging = self
        return try staging.stage()
    }

    private mutating func stage() throws -> Job {
        let table = try work.table(job)
        let kind = try open(try TableStaging.header(table))
        let rowsFile = try work.folder.sink(job.id, .rows)
        let resultFile = try work.folder.sink(job.id, .rejected)
        let result = try job.format.writer(to: resultFile, sheet: "有误的行")
        try result.write(kind.cells.filter { !kind.addedHeaders.contains($0) } + kind.addedHeaders)
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
            guard counts.rows <= TableStaging.rows else {
                throw JobFailure("IMPORT_TOO_LARGE", "文件超过\(TableStaging.rows)行，请拆分后分批导入")
            }
            try take(row, kind, rowsFile, result)
        }
        try rowsFile.finish()
        try result.finish()
        try resultFile.finish()
        guard counts.rows > 0 else { throw JobFailure("IMPORT_EMPTY", "文件没有数据行。请核对后重新导入") }
        return ended(table, kind)
    }

    /// The cells of the first row that is not empty.
    static func header(_ table: TableReader) throws -> [String] {
        var first = try table.next()
        while let row = first, row.isBlank { first = try table.next() }
        guard let first else { throw JobFailure("IMPORT_EMPTY", "文件没有表头。请选择含表头和数据行的CSV或XLSX文件") }
        if let problem = first.problem { throw JobFailure(problem.code, "表头：" + problem.words) }
        return first.cells
    }

    private mutating func take(
        _ row: TableRow, _ kind: any StagedTable, _ rowsFile: SealedSink, _ result: any TableWriter
    ) throws {
        switch try kind.read(row) {
        case .mistakes(let mistakes): try reject(row, mistakes, kind, result)
        case .known(let key, let sameness):
            guard try isFirst(key, sameness, row, kind, result) else { return }
            counts.known += 1
        case .taken(let body, let key, let sameness):
            guard try isFirst(key, sameness, row, kind, result) else { return }
            counts.accepted += 1
            let line: JSONValue = ["row": .integer(Int64(row.number)), "body": body]
            try rowsFile.write(line.bytes + [0x0A])
        }
    }

    /// False when a row before is the same: this one is rejected, and says so.
    private mutating func isFirst(
        _ key: String, _ sameness: String, _ row: TableRow, _ kind: any StagedTable, _ result: any TableWriter
    ) throws -> Bool {
        let mark = Digest.sha256(Array(key.utf8)).withBytes { $0.loadUnaligned(as: UInt64.self) }
        guard let first = seen.updateValue(row.number, forKey: mark) else { return true }
        seen[mark] = first
        let words = "与第\(first)行重复（\(sameness)），第\(first)行已采用，请删除本行"
        try reject(row, [ListRowMistake(column: nil, value: "", code: "DUPLICATE_ROW", words: words)], kind, result)
        return false
    }

    private mutating func reject(
        _ row: TableRow, _ mistakes: [ListRowMistake], _ kind: any StagedTable, _ result: any TableWriter
    ) throws {
        counts.rejected += 1
        let kept = kind.cells.indices.filter { !kind.addedHeaders.contains(kind.cells[$0]) }
        let cells = kept.map { row.cells.indices.contains($0) ? row.cells[$0] : "" }
        let columns = mistakes.map { $0.column ?? "整行" }.joined(separator: "；")
        let reasons = mistakes.map { mistake in
            mistake.value.isEmpty ? mistake.line : "“\(mistake.value)”：\(mistake.line)"
        }
        try result.write(cells + kind.addedCells(row, columns: columns, reasons: reasons.joined(separator: "；")))
    }

    private func ended(_ table: TableReader, _ kind: any StagedTable) -> Job {
        var job = job
        job.state = .staged
        (job.done, job.total) = (counts.rows, counts.rows)
        job.result = counts.rejected > 0 ? "有误的行.\(job.format.rawValue)" : ""
        job.outcome = [
            "form": .string(table.form.words), "rows": .integer(Int64(counts.rows)),
            "accepted": .integer(Int64(counts.accepted)), "rejected": .integer(Int64(counts.rejected)),
            "duplicates": .integer(Int64(counts.known)),
            "notes": .array((kind.notes + [footNote].compactMap(\.self)).map { .string($0) }),
        ]
        if counts.accepted == 0 {
            job.state = .finished
            job.outcome = job.outcome.merging(["recorded": 0, "refused": 0])
        }
        return job
    }
}
