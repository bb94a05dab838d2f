package import Casework
import Contracts
package import Ledgers
import ListTables
package import Tables

/// Screens the rows of a file against the lists that an office holds, all from one state of its ledger: every row is
/// answered, one that cannot be looked up says why.
package struct FileScreening: Sendable {
    private static let added = ["核查结论", "命中条数", "名单", "认定单位", "条目编号", "因何相符", "说明"]
    /// Data rows of one file.
    package static let rows = 1_000_000

    /// What came out of a file.
    package struct Counts: Hashable, Sendable {
        /// Data rows.
        package fileprivate(set) var rows = 0
        /// Rows by what is to be said of their subject.
        package fileprivate(set) var byVerdict: [Screening.Verdict: Int] = [:]
        /// Rows that could not be looked up.
        package fileprivate(set) var broken = 0
        /// The last journal row of the state from which the answers are.
        package fileprivate(set) var journal: Int64 = 0
        /// How far the office stood in the streams that move lists.
        package fileprivate(set) var positions: [ListPosition] = []
    }

    private let reader: LedgerReader
    private let nameMatch: SubjectQuery.NameMatch

    /// A screening against a ledger.
    package init(_ reader: LedgerReader, nameMatch: SubjectQuery.NameMatch = .same) {
        self.reader = reader
        self.nameMatch = nameMatch
    }

    /// Screens a table row by row into another; memory does not grow with it.
    ///
    /// - Parameters:
    ///   - table: has a header with a column for codes, names or tokens.
    ///   - writer: gets each row with the answer behind it.
    ///   - step: is told from time to time how far the reading is; what it throws ends the work.
    /// - Returns: how many rows had which answer, and on which state of the lists they rest.
    /// - Throws: what the file, the disk or `step` says.
    package func run(
        _ table: TableReader, to writer: any TableWriter, step: ((done: Int, total: Int)) throws -> Void
    ) throws -> Counts {
        let columns = try SubjectColumns(table)
        try writer.write(columns.cells + FileScreening.added)
        return try reader.screeningMany { lists in
            var counts = Counts()
            (counts.journal, counts.positions) = (lists.journal, lists.positions)
            while let row = try table.next() {
                if counts.rows.isMultiple(of: JobWork.stride) { try step(table.progress) }
                guard !row.isBlank else { continue }
                counts.rows += 1
                guard counts.rows <= FileScreening.rows else {
                    throw JobFailure("IMPORT_TOO_LARGE", "文件超过\(FileScreening.rows)行，请拆分后分批核查")
                }
                try writer.write(columns.padded(row) + answer(row, columns, lists, &counts))
            }
            return counts
        }
    }

    /// The same as a job.
    func run(_ job: Job, _ work: JobWork) throws -> Job {
        let table = try work.table(job)
        let sink = try work.folder.sink(job.id, .result)
        let writer = try job.format.writer(to: sink, sheet: "核查结果")
        let counts = try run(table, to: writer) { try work.control.step($0.done, of: $0.total) }
        try writer.finish()
        try sink.finish()
        return ended(job, table, counts)
    }

    // MARK: One row

    private func answer(
        _ row: TableRow, _ columns: SubjectColumns, _ lists: BulkScreening, _ counts: inout Counts
    ) throws -> [String] {
        let asked = columns.query(row, nameMatch)
        guard let query = asked.query else {
            counts.broken += 1
            return ["无法核查", "", "", "", "", "", asked.words.joined(separator: "；")]
        }
        guard let screening = try lists.screen(query) else {
            counts.byVerdict[.clear, default: 0] += 1
            return [Screening.Verdict.clear.title, "0", "", "", "", "", asked.words.joined(separator: "；")]
        }
        counts.byVerdict[screening.verdict, default: 0] += 1
        return FileScreening.cells(screening, asked.words)
    }

    private static func cells(_ screening: Screening, _ words: [String]) -> [String] {
        let hits = screening.hits
        func joined(_ text: (Screening.Hit) -> String) -> String { hits.map(text).joined(separator: "；") }
        let words =
            words + [screening.mismatch.map { $0 + "（SUBJECT_MISMATCH）" }].compactMap(\.self)
            + (screening.isCut ? ["相近的名称过多，未全部列出，请补充代码"] : [])
        return [
            screening.verdict.title, String(hits.count), joined { $0.entry.list },
            joined { $0.entry.owner.description }, joined { $0.entry.id.description },
            joined { hit in hit.reasons.map(\.title).joined(separator: "、") }, words.joined(separator: "；"),
        ]
    }

    private func ended(_ job: Job, _ table: TableReader, _ counts: Counts) -> Job {
        func count(_ verdict: Screening.Verdict) -> JSONValue { .integer(Int64(counts.byVerdict[verdict] ?? 0)) }
        var job = job
        job.state = .finished
        (job.done, job.total) = (counts.rows, counts.rows)
        job.result = "核查结果.\(job.format.rawValue)"
        job.outcome = [
            "form": .string(table.form.words), "rows": .integer(Int64(counts.rows)), "listed": count(.listed),
            "doubtful": count(.review), "ended": count(.ended), "clear": count(.clear),
            "broken": .integer(Int64(counts.broken)), "journal": .integer(counts.journal),
            "positions": .array(
                counts.positions.map { position in
                    [
                        "stream": .string(position.stream.description),
                        "number": .integer(Int64(clamping: position.number)),
                        "head": .string(position.head.description),
                    ]
                }),
        ]
        return job
    }
}

/// Where a file has the code, the name and the token of its subjects.
struct SubjectColumns {
    /// The cells of the header.
    let cells: [String]
    private let code, name, token: Int?

    /// Reads the header, the first row that is not blank.
    init(_ table: TableReader) throws {
        var first = try table.next()
        while let row = first, row.isBlank { first = try table.next() }
        guard let first else { throw JobFailure("IMPORT_EMPTY", "文件没有表头。请选择含表头和数据行的CSV或XLSX文件") }
        if let problem = first.problem { throw JobFailure(problem.code, "表头：" + problem.words) }
        cells = first.cells
        code = SubjectColumns.column("subject.uscc", in: cells)
        name = SubjectColumns.column("subject.name", in: cells)
        token = SubjectColumns.column("subject.personToken", in: cells)
        guard code != nil || name != nil || token != nil else {
            throw JobFailure("IMPORT_HEADER", "表头没有代码列或者名称列：请把列名写作“统一社会信用代码”“主体名称”或者“自然人令牌”，至少一列")
        }
    }

    private static func column(_ path: String, in cells: [String]) -> Int? {
        let column = ListColumn.all.first { $0.path == path }
        let headings =
            [path, String(path.split(separator: ".").last ?? ""), column?.header ?? path]
            + (ListColumn.aliases[path] ?? [])
        let known = Set(headings.map { HalfWidth.code($0).lowercased() })
        return cells.firstIndex { known.contains(HalfWidth.code($0).lowercased()) }
    }

    /// The row's cells, as many as the header has.
    func padded(_ row: TableRow) -> [String] {
        guard row.cells.count != cells.count else { return row.cells }
        return Array(row.cells.prefix(cells.count)) + Array(repeating: "", count: max(0, cells.count - row.cells.count))
    }

    /// What is asked of a row, with what a person should know of it; nil when nothing can be asked.
    func query(_ row: TableRow, _ nameMatch: SubjectQuery.NameMatch) -> (query: SubjectQuery?, words: [String]) {
        if let problem = row.problem { return (nil, [problem.words + "（" + problem.code + "）"]) }
        var words: [String] = []
        var code = cell(self.code, row)
        if let place = self.code, row.lossyColumns.contains(place) {
            words.append("代码是数字格式，超过15位的数字已被电子表格改动；请把该列设为文本格式（NUMBER_SPOILT）")
            code = nil
        } else if let text = code {
            code = SubjectColumns.normal(text, &words)
        }
        var token = cell(self.token, row)
        if let text = token, text.utf8.count > 64 || text.utf8.first != UInt8(ascii: "p") || !text.contains("-") {
            words.append("自然人令牌格式不符，不得填写证件号码（PERSON_TOKEN_INVALID）")
            token = nil
        }
        let query = SubjectQuery(
            code: code, personToken: token, name: cell(name, row), breadth: .ended, nameMatch: nameMatch)
        if query == nil, words.isEmpty { words.append("代码和名称均为空（FIELD_MISSING）") }
        return (query, words)
    }

    private func cell(_ place: Int?, _ row: TableRow) -> String? {
        guard let place, row.cells.indices.contains(place) else { return nil }
        let text = Formula.restored(HalfWidth.trimmed(row.cells[place]))
        return text.isEmpty ? nil : text
    }

    private static func normal(_ text: String, _ words: inout [String]) -> String? {
        do throws(USCCRefusal) {
            return try USCC(text).text
        } catch {
            switch error {
            case .malformed:
                words.append("“\(ListRowReader.shown(text))”不是统一社会信用代码，应为18位（USCC_MALFORMED）")
                return nil
            case .checkFailed(let normal, _):
                words.append("统一社会信用代码校验位不符，已按原样查询，请核对（USCC_CHECK_FAILED）")
                return normal
            }
        }
    }
}
