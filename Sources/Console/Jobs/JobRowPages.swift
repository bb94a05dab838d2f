import Accounts
import Casework
import Hummingbird
import OfficeAPI
import Pages
import Web

/// The workbench of corrections (更正工作台): rows of an import that were not taken, each with its fields and what is wrong
/// with them, mended here and handed in again.
struct JobRowPages: ConsolePart {
    let console: Console
    let jobs: OfficeJobs

    private static let onPage = 50
    private static let row = Endpoint.Parameter("row", .path, "文件中的行号")
    /// Longer texts get an input of several lines.
    private static let lineCharacters = 40
    private static let cellCharacters = 10_000

    var all: [Endpoint] {
        [
            page(
                "/jobs/{id}/rows", "导入任务中有误的行", [JobPages.id, .init("after", .query, "在文件中的这一行之后")],
                access: .right(.seeJobs)
            ) { request, context in try await list(request, context) },
            page("/jobs/{id}/rows/{row}", "更正一行", [JobPages.id, JobRowPages.row], access: .right(.seeJobs)) {
                request, context in
                try await one(nil, request, context)
            },
            form("/jobs/{id}/rows/{row}", "检查并保存更正后的一行", [JobPages.id, JobRowPages.row], access: .right(.seeJobs)) {
                request, context in
                try await mend(request, context)
            },
            form("/jobs/{id}/corrections", "把已更正的行作为新的一批提交", [JobPages.id], access: .right(.seeJobs)) {
                request, context in
                _ = try await console.fields(request, context)
                let job = try await jobs.sendMended(try context.parameter("id"), context)
                return PageResponse.seeOther("/jobs/\(job.id)")
            },
        ]
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let job = try await jobs.found(try context.parameter("id"), context)
        let after = request.query("after").flatMap { Int($0) } ?? 0
        let found = try await jobs.rejected(job.id, behind: after, limit: JobRowPages.onPage, context)
        try await console.backend.record(.exported, subject: job.id, request, context)
        let mayMend = jobs.mayMend(job, context)
        let path = PageQuery("/jobs/\(job.id)/rows")
        let rows = found.rows.map { row -> [TableValue.Cell] in
            let mending = mayMend && row.standing.job == nil ? "\(path.url)/\(row.number)" : nil
            return [
                .init(String(row.number), url: mending), .init(row.excerpt, isChinese: true),
                .init(row.columns, isChinese: true), .init(row.reasons, isChinese: true),
                standing(row, visit),
            ]
        }
        let headings = [
            Words("行号", "Row"), Words("内容", "Content"), Words("列", "Columns"), Words("原因", "Reason"),
            Words("更正", "Mended"),
        ]
        let content: [String: PageValue] = [
            "table": TableValue(visit.columns(headings), rows).value,
            "isEmpty": .flag(rows.isEmpty),
            "mended": .number(found.mended), "maySend": .flag(mayMend && found.mended > 0), "mayMend": .flag(mayMend),
            "sendURL": .text("/jobs/\(job.id)/corrections"), "resultURL": .text("/api/v1/jobs/\(job.id)/result"),
            "isBadFile": .flag(job.phase == .reading), "fileName": .text(job.fileName),
            "pager": .flag(found.next != nil || after > 0), "newest": .optional(after > 0 ? path.url : nil),
            "earlier": .optional(found.next.map { path.setting("after", String($0)).url }),
        ]
        return try console.page(
            "jobrows", title: visit.text("jobBadTitle"), trail: trail(job, visit), content, visit, request)
    }

    private func standing(_ row: RejectedRow, _ visit: Console.Visit) -> TableValue.Cell {
        switch row.standing {
        case .open: .init("")
        case .mended: .init("", badge: Badge(visit.text("jobMendedWord"), .good))
        case .sent(let job): .init(visit.text("jobSentWord"), url: "/jobs/\(job)")
        }
    }

    private func trail(_ job: Job, _ visit: Console.Visit) -> [PageFrame.Link] {
        [.init(visit.text("navJobs"), "/jobs"), .init(job.kind.title, "/jobs/\(job.id)")]
    }

    private func number(_ context: WebContext) throws -> Int {
        guard let number = Int(try context.parameter("row")), number > 0 else { throw Problem.missing("这一行") }
        return number
    }

    private func mend(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let id = try context.parameter("id")
        let number = try number(context)
        let count = fields.names.count { $0.hasPrefix("c") && Int($0.dropFirst()) != nil }
        let values = (0..<count).map { fields["c\($0)"] }
        let row = try await jobs.mend(id, row: number, values: values, context)
        guard row.isGood else { return try await one(row, request, context) }
        return PageResponse.seeOther("/jobs/\(PageQuery.escaped(id))/rows?after=\(max(0, number - 1))")
    }

    /// The form of a row; `refused` is what was typed and is still wrong.
    private func one(_ refused: RowMending?, _ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let job = try await jobs.own(try context.parameter("id"), context)
        let number = try number(context)
        let row: RowMending
        if let refused { row = refused } else { row = try await jobs.mending(job.id, row: number, context) }
        let fields = row.cells.enumerated().map { place, cell in (cell, field(cell, place)) }
        let wrong = fields.filter { !$0.0.mistakes.isEmpty }
        let content: [String: PageValue] = [
            "number": .number(number), "path": .text("/jobs/\(job.id)/rows/\(number)"),
            "mistakes": .list(row.mistakes.map { .text($0) }), "isGood": .flag(row.isGood),
            "isRefused": .flag(refused != nil), "wrong": .list(wrong.map(\.1)), "hasWrong": .flag(!wrong.isEmpty),
            "rest": .list(fields.filter { $0.0.mistakes.isEmpty }.map(\.1)),
            "wrongCount": .number(wrong.count + row.mistakes.count),
        ]
        return try console.page(
            "jobrow", title: Words("更正第\(number)行", "Mend row \(number)").in(visit.language),
            trail: trail(job, visit) + [.init(visit.text("jobBadTitle"), "/jobs/\(job.id)/rows")],
            status: refused == nil ? .ok : .unprocessableContent, content, visit, request)
    }

    private func field(_ cell: RowMending.Cell, _ place: Int) -> PageValue {
        let isLong = cell.value.count > JobRowPages.lineCharacters || cell.value.contains("\n")
        let id = "c\(place)"
        return [
            "id": .text(id), "label": .text(cell.heading.isEmpty ? "第\(place + 1)列" : cell.heading),
            "value": .text(cell.value), "isLong": .flag(isLong), "isLine": .flag(!isLong), "kind": "text",
            "maximum": .number(max(JobRowPages.cellCharacters, cell.value.count)), "isRequired": .none,
            "isChoice": .none, "autocomplete": "off", "hint": .optional(cell.isRead ? nil : "此列不读取"),
            "error": .optional(cell.mistakes.isEmpty ? nil : cell.mistakes.joined(separator: "；")),
            "described": .optional(
                cell.mistakes.isEmpty ? (cell.isRead ? nil : "\(id)-hint") : "\(id)-error"),
        ]
    }

    static let catalogue = Catalogue([
        "jobBadTitle": Words("有误的行", "Bad rows"),
        "jobMendedWord": Words("已更正，待提交", "Mended"), "jobSentWord": Words("已重新提交", "Handed in again"),
        "jobMendHelp": Words(
            "点行号逐行更正；更正后的行作为新的一批提交，由另一人批准，并保留首次报送的批次、行号和日期。",
            "Choose a row number to mend it. What is mended goes in as a batch of its own, for a second person, with its first submission."
        ),
        "jobMendedCount": Words("行已更正、待提交", "rows mended"), "jobSend": Words("提交已更正的行", "Hand the mended rows in"),
        "jobBadFile": Words("下载有误的行，改好后再导入", "Download the bad rows to mend them elsewhere"),
        "jobNoBad": Words("没有有误的行。", "There is no bad row."),
        "jobCheck": Words("检查并保存", "Check and keep"),
        "jobRowGood": Words("这一行没有错误，可以保存。", "Nothing is wrong with this row."),
        "jobRowWrong": Words("处错误，改正后重新检查", "mistakes"), "jobRest": Words("其他列", "Other columns"),
    ])
}
