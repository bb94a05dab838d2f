import Accounts
import Casework
import Hummingbird
import OfficeAPI
import Pages
import Tables
import Web

/// A work list as a file: written in the background, as a job.
struct CaseExportPages: ConsolePart {
    let console: Console
    let jobs: OfficeJobs

    var all: [Endpoint] {
        [
            form("/cases/export", "导出案件列表", [.init("list", .query, "与案件列表相同的条件")], access: .right(.exportData)) {
                request, context in
                try await begin(request, context)
            }
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

    static let catalogue = Catalogue([
        "export": Words("导出", "Export")
    ])
}
