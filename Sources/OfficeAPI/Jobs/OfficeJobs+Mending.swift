import Casework
import Contracts
import HTTPTypes
import ListTables
import Offices
import Tables
package import Web
import Workers

/// A row of an import as somebody mends it.
package struct RowMending: Hashable, Sendable {
    /// A cell of it.
    package struct Cell: Hashable, Sendable {
        /// The heading as the file has it.
        package let heading: String
        /// What stands in it now.
        package let value: String
        /// What is wrong with it; empty when nothing is.
        package let mistakes: [String]
        /// Whether the heading is a column of what is imported.
        package let isRead: Bool
    }

    /// Its number in the file that came.
    package let number: Int
    /// Its cells.
    package let cells: [Cell]
    /// What is wrong with the row as a whole.
    package let mistakes: [String]
    /// Whether nothing is wrong with it.
    package var isGood: Bool { mistakes.isEmpty && cells.allSatisfy(\.mistakes.isEmpty) }
}

/// The workbench of corrections: a row that was not taken is mended and handed in again. What is handed in names the row's
/// first submission, as a mended file of mistakes does, so that the chain to it stays.
extension OfficeJobs {
    /// Rows of one import that may be mended at a time.
    package static let mostMended = 500

    /// Whether a caller may mend rows of a job: whoever brought the file and may bring files of its kind.
    package func mayMend(_ job: Job, _ context: WebContext) -> Bool {
        guard job.kind.isImport, job.state.isAtRest, job.officer == context.caller?.id else { return false }
        return context.rights.contains(job.kind == .creditImport ? .importCredit : .importLists)
    }

    /// Rows of an import that were not taken: `limit` of those behind a row of the file that came.
    ///
    /// - Throws: 403 and 404 as for the result, 409 while the file is read or when it has no such rows.
    package func rejected(_ id: String, behind row: Int, limit: Int, _ context: WebContext) async throws -> RejectedPage
    {
        let job = try await readable(id, context)
        let (folder, mended) = (try await desk.open(), try await desk.mended(job.id))
        return try await asked(job) { try RejectedFile(folder, job).page(behind: row, limit: limit, mended: mended) }
    }

    /// A row as it stands, with what is wrong with it; with `values` as it would be with these cells.
    ///
    /// - Throws: 403 for another's import, 404 when no such row was rejected, 409 when it was handed in already.
    package func mending(
        _ id: String, row number: Int, values: [String]? = nil, _ context: WebContext
    ) async throws -> RowMending {
        try await read(id, number, values, context).mending
    }

    /// Checks a row with these cells and keeps it when nothing is wrong with it any more.
    ///
    /// - Returns: the row; it was kept when it is good.
    /// - Throws: as `mending`, and 409 when too many wait to be handed in.
    package func mend(_ id: String, row number: Int, values: [String], _ context: WebContext) async throws -> RowMending
    {
        let found = try await read(id, number, values, context)
        if found.mending.isGood { try await desk.keep(MendedRow(number: number, cells: found.cells), of: id) }
        return found.mending
    }

    /// Hands the mended rows in again as an import of its own, for a second person as any import.
    ///
    /// - Throws: 403 for another's import, 409 when no row is mended.
    package func sendMended(_ id: String, _ context: WebContext) async throws -> Job {
        let job = try await mendable(id, context)
        let folder = try await desk.open()
        let header = try await asked(job) { try RejectedFile(folder, job).header }
        return try await desk.sendMended(of: job, header: header, by: try context.officer())
    }

    private func mendable(_ id: String, _ context: WebContext) async throws -> Job {
        let job = try await own(id, context)
        guard mayMend(job, context) else {
            throw Problem(.conflict, "JOB_STATE", "任务的状态是“\(job.state.title)”，不能更正它的行。")
        }
        return job
    }

    private func read(
        _ id: String, _ number: Int, _ values: [String]?, _ context: WebContext
    ) async throws -> (mending: RowMending, cells: [String]) {
        let job = try await mendable(id, context)
        let mended = try await desk.mended(job.id).first { $0.number == number }
        if let sent = mended?.sentBy {
            throw Problem(.conflict, "JOB_STATE", "第\(number)行已随任务\(sent.prefix(8))重新提交，不再更正。")
        }
        let folder = try await desk.open()
        // The checks are those of today: a day that lay ahead when the file came may have passed.
        var today = Job(
            id: job.id, kind: job.kind, officer: try context.officer(), createdAt: desk.backend.clock.now().official,
            wishes: job.wishes, fileName: job.fileName)
        today.state = job.state
        let open: @Sendable ([String]) throws -> any StagedTable
        do {
            open = try await JobWork.opener(of: today, desk.backend)
        } catch let failure as JobFailure {
            throw Problem(.conflict, failure.code, failure.text + "。")
        }
        let found = try await asked(job) { () throws -> (mending: RowMending, cells: [String])? in
            let file = try RejectedFile(folder, job)
            guard let original = try file.row(number) else { return nil }
            var cells = mended?.cells ?? original
            if let values { cells.replaceSubrange(0..<file.width, with: Self.fitted(values, file.width)) }
            return (try Self.checked(cells, number, width: file.width, open(file.header)), cells)
        }
        guard let found else { throw Problem.missing("这一行") }
        return found
    }

    private static func fitted(_ values: [String], _ width: Int) -> [String] {
        Array((values + Array(repeating: "", count: max(0, width - values.count))).prefix(width))
    }

    private static func checked(
        _ cells: [String], _ number: Int, width: Int, _ table: any StagedTable
    ) throws -> RowMending {
        var whole: [String] = []
        var wrong: [Int: [String]] = [:]
        let headings = (0..<width).map { table.heading(at: $0) }
        switch try table.read(TableRow(number: number, cells: cells)) {
        case .taken: break
        case .known(_, let sameness): whole = ["该内容已经录入（\(sameness)），不必再报"]
        case .mistakes(let mistakes):
            for mistake in mistakes {
                let place = mistake.column.flatMap { column in
                    headings.firstIndex { $0 == column } ?? table.cells[..<width].firstIndex(of: column)
                }
                if let place {
                    wrong[place, default: []].append(mistake.words)
                } else {
                    whole.append((mistake.column.map { "“\($0)”：" } ?? "") + mistake.words)
                }
            }
        }
        return RowMending(
            number: number,
            cells: (0..<width).map { place in
                RowMending.Cell(
                    heading: table.cells[place], value: cells[place], mistakes: wrong[place] ?? [],
                    isRead: headings[place] != nil)
            }, mistakes: whole)
    }

    /// Reads files of a job; what is wrong with them is told as what is wrong with the request.
    private func asked<Value: Sendable>(
        _ job: Job, _ work: @escaping @Sendable () throws -> sending Value
    ) async throws -> Value {
        guard job.state.isAtRest else {
            throw Problem(.conflict, "JOB_STATE", "任务的状态是“\(job.state.title)”，请在检查完成后查看。")
        }
        do {
            return try await Aside.run(work)
        } catch let failure as JobFailure {
            throw Problem(.conflict, failure.code, failure.text + "。")
        }
    }
}

/// What the workbench keeps with the jobs.
extension JobDesk {
    func mended(_ id: String) throws -> [MendedRow] {
        try open().mended(id).array?.compactMap { MendedRow($0) } ?? []
    }

    func keep(_ row: MendedRow, of id: String) throws {
        var rows = try mended(id)
        guard !rows.contains(where: { $0.number == row.number && $0.sentBy != nil }) else {
            throw Problem(.conflict, "JOB_STATE", "第\(row.number)行已经重新提交。")
        }
        rows.removeAll { $0.number == row.number }
        guard rows.count(where: { $0.sentBy == nil }) < OfficeJobs.mostMended else {
            throw Problem(.conflict, "JOB_QUEUE_FULL", "已有\(OfficeJobs.mostMended)行更正待提交，请先提交。")
        }
        try open().store(mended: .array((rows + [row]).sorted { $0.number < $1.number }.map(\.json)), of: id)
    }

    func sendMended(of job: Job, header: [String], by officer: Officer) throws -> Job {
        var rows = try mended(job.id)
        guard rows.contains(where: { $0.sentBy == nil }) else {
            throw Problem(.conflict, "JOB_STATE", "没有已更正、待提交的行。")
        }
        let id = try newPlace()
        let folder = try open()
        do {
            let sink = try folder.sink(id, .input)
            let writer = CSVWriter(sink)
            try writer.write(header)
            for row in rows where row.sentBy == nil { try writer.write(row.cells) }
            try writer.finish()
            try sink.finish()
            for place in rows.indices where rows[place].sentBy == nil { rows[place].sentBy = id }
            try folder.store(mended: .array(rows.map(\.json)), of: job.id)
        } catch {
            try folder.remove(id)
            throw error
        }
        let name = "更正 " + job.fileName
        return try start(
            job.kind, id: id, wishes: job.wishes.setting("corrects", .string(job.id)),
            fileName: String(name.prefix(100)),
            by: officer)
    }
}
