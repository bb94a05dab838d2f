import Accounts
import Casework
import Contracts
import CreditTables
import Hummingbird
import Ledgers
import Offices
import Tables
import Web
import Workers

/// The 双公示 exchange: files of penalties and licences in and out, taken back, compared, and how good they are.
struct CreditEndpoints {
    let jobs: JobEndpoints
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/jobs/credit-imports", .right(.importCredit),
                .init(
                    "上传双公示文件（行政处罚或者行政许可，CSV的UTF-8、GB18030或者XLSX，现行版式和2016年版式），后台逐行检查后待另一人批准；批准后每行录入一条待审查的公示信息",
                    parameters: [JobEndpoints.name, JobEndpoints.format],
                    body: .file("文件的原始字节", orElse: JobEndpoints.fileTypes), answer: .json("任务"), status: .accepted,
                    problems: [.badRequest, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await jobs.upload(.creditImport, request, context) },
            Endpoint(
                .post, "/api/v1/jobs/reconciliations", .right(.exportData),
                .init(
                    "上传平台正在公示的双公示文件，后台与本单位公示的逐条对账：缺失、不一致、应当撤下",
                    parameters: [JobEndpoints.name, JobEndpoints.format],
                    body: .file("文件的原始字节", orElse: JobEndpoints.fileTypes), answer: .json("任务"), status: .accepted,
                    problems: [.badRequest, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await jobs.upload(.reconciliation, request, context) },
            Endpoint(
                .post, "/api/v1/jobs/credit-exports", .right(.exportData),
                .init(
                    "导出双公示文件：现行版式，在后台写成CSV或者XLSX", body: .json("导出范围", CreditEndpoints.exportSchema),
                    answer: .json("任务"), status: .accepted,
                    problems: [.badRequest, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await export(request, context) },
            Endpoint(
                .post, "/api/v1/jobs/{id}/undo", .right(.importCredit),
                .init(
                    "撤销一批已录入的双公示信息：尚未审查的转为不予公示，其余逐条说明；只供导入人", parameters: [JobEndpoints.id],
                    body: .json("理由", CreditEndpoints.undoSchema), answer: .json("撤销任务"), status: .accepted,
                    problems: [.badRequest, .notFound, .forbidden, .conflict, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await undo(request, context) },
            Endpoint(
                .get, "/api/v1/credit-quality", .right(.seeStatistics),
                .init("双公示数据质量：按种类和决定月份统计及时、完整、代码、更正", answer: .json("报告"))
            ) { _, _ in .json(try await quality()) },
        ]
    }

    private static let exportSchema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "recordKind": ["enum": ["penalty", "licence"], "description": "默认penalty"],
            "scope": ["enum": ["published", "recorded"], "description": "正在公示的（去标识后），或者本单位录入的全部；默认published"],
            "format": ["enum": ["csv", "xlsx"], "description": "默认csv"],
        ],
    ]

    private static let undoSchema: JSONValue = [
        "type": "object", "required": ["reason"],
        "properties": ["reason": ["type": "string", "maxLength": 500]],
    ]

    private func export(_ request: Request, _ context: WebContext) async throws -> Response {
        let officer = try context.officer()
        let body = try await request.object(upTo: 10_000)
        let choices = [
            "recordKind": ["penalty", "licence"], "scope": ["published", "recorded"], "format": ["csv", "xlsx"],
        ]
        for member in body.object ?? [] {
            guard let allowed = choices[member.name] else {
                throw Problem(
                    .badRequest, "FIELD_UNKNOWN", "没有字段“\(member.name.prefix(80))”；可用：recordKind、scope、format。",
                    field: String(member.name.prefix(80)))
            }
            guard let value = member.value.string, allowed.contains(value) else {
                throw Problem(
                    .badRequest, "FIELD_INVALID", "字段“\(member.name)”可用：\(allowed.joined(separator: "、"))。",
                    field: member.name)
            }
        }
        try await backend.record(.exported, request, context)
        return .json(try await jobs.jobs.desk.start(.creditExport, wishes: body, by: officer).json, status: .accepted)
    }

    private func undo(_ request: Request, _ context: WebContext) async throws -> Response {
        let reason = try await request.object(upTo: 10_000)["reason"]?.string ?? ""
        return .json(
            try await jobs.jobs.undo(try context.parameter("id"), reason: reason, context).json, status: .accepted)
    }

    private func quality() async throws -> JSONValue {
        let rules = await backend.runtime.snapshot().rules
        let reader = backend.reader
        let items = try await Aside.run {
            var quality = CreditQuality(rules: rules)
            try CreditLedger(reader).each { _, file in
                guard file.facts["importUndone"] == nil else { return }
                quality.take(file.facts, recordedOn: file.openedAt.civilDate)
            }
            return quality.json
        }
        return ["items": items]
    }
}
