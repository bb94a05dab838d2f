import Accounts
import Casework
import HTTPTypes
import Hummingbird
import OfficeAPI
import Pages
import Tables
import Web

/// A work list as a file: written in the background, with progress, and stopped when somebody wants it to.
struct CaseExportPages: ConsolePart {
    let console: Console
    let jobs: OfficeJobs

    private static let id = Endpoint.Parameter("id", .path, "任务编号")
    /// Seconds after which a page of a job under way is asked for again.
    private static let refreshSeconds = 2

    var all: [Endpoint] {
        [
            form("/cases/export", "导出案件列表", [.init("list", .query, "与案件列表相同的条件")], access: .right(.exportData)) {
                request, context in
                try await begin(request, context)
            },
            page("/jobs/{id}", "一个任务的进度", [CaseExportPages.id], access: .right(.seeJobs)) { request, context in
                try await show(request, context)
            },
            form("/jobs/{id}/cancel", "停止任务", [CaseExportPages.id], access: .right(.seeJobs)) { request, context in
                try await cancel(request, context)
            },
        ]
    }

    private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let visit = try await console.visit(request, context)
        var ask = CaseListAsk(request)
        guard let filter = ask.filter(visit), let format = TableFormat(rawValue: fields["format"]) else {
            throw Problem(.badRequest, "FORM_INVALID", "导出条件有误，请返回列表更正后重新导出。")
        }
        try await console.backend.record(.exported, request, context)
        let id = try await jobs.exportCases(filter, format, by: visit.officer)
        return PageResponse.seeOther("/jobs/\(id)")
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        guard let job = try await jobs.standing(try context.parameter("id"), of: visit.officer) else {
            throw Problem.missing("这个任务")
        }
        let content: [String: PageValue] = [
            "state": .text(job.title), "done": .number(job.done), "jobTotal": .number(job.total),
            "hasTotal": .flag(job.total > 0), "isUnderWay": .flag(!job.isAtRest),
            "resultURL": .optional(job.isAtRest && job.hasResult ? "/api/v1/jobs/\(job.id)/result" : nil),
            "cancelURL": .text("/jobs/\(job.id)/cancel"), "trouble": .optional(job.trouble),
        ]
        var response = try console.page(
            "job", title: visit.text("jobTitle"), trail: [.init(visit.text("navCases"), "/cases")], content, visit,
            request)
        if !job.isAtRest, let name = HTTPField.Name("Refresh") {
            response.headers[name] = String(CaseExportPages.refreshSeconds)
        }
        return response
    }

    private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try await console.fields(request, context)
        let id = try context.parameter("id")
        try await jobs.cancel(id, by: try context.officer())
        return PageResponse.seeOther("/jobs/\(PageQuery.escaped(id))")
    }

    static let catalogue = Catalogue([
        "jobTitle": Words("导出案件列表", "Export of cases"), "jobRows": Words("已写出", "Rows written"),
        "jobStop": Words("停止", "Stop"), "jobDownload": Words("下载文件", "Download"),
        "export": Words("导出", "Export"),
    ])
}
