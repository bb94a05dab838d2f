import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import Tables
import Web

/// Background jobs: lists taken in, written out, and files screened against them.
struct JobEndpoints {
    let jobs: OfficeJobs
    private var desk: JobDesk { jobs.desk }

    static let id = Endpoint.Parameter("id", .path, "任务编号")
    static let name = Endpoint.Parameter.needed("name", "文件名，最多100字", atMost: 100)
    static let format = Endpoint.Parameter(
        "format", .query, "结果文件的格式，默认csv", schema: ["enum": ["csv", "xlsx"]])
    static let fileTypes = ["text/csv", TableFormat.xlsx.mediaType]

    var all: [Endpoint] { beginnings + looks + decisions }

    private var beginnings: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/jobs/list-imports", .right(.importLists),
                .init(
                    "上传失信名单文件（CSV或XLSX，最多536,870,912字节），后台逐行检查后待另一人批准；批准后每行提出一条列入",
                    parameters: [
                        JobEndpoints.name, JobEndpoints.format,
                        .init("headings", .query, "本单位的表头对照，如“企业=subject.name;理由=cause”"),
                    ], body: .file("文件的原始字节", orElse: JobEndpoints.fileTypes), answer: .json("任务"), status: .accepted,
                    problems: [.badRequest, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await upload(.listImport, request, context) },
            Endpoint(
                .post, "/api/v1/jobs/screenings", .right(.searchSubjects),
                .init(
                    "上传待核查的主体文件（CSV或XLSX，含代码列或名称列），后台与本单位的名单逐行比对",
                    parameters: [
                        JobEndpoints.name, JobEndpoints.format,
                        .init(
                            "match", .query, "名称：same相同（默认），similar连同组织形式不同的和以所查文字开头的",
                            schema: ["enum": ["same", "similar"]]),
                    ],
                    body: .file("文件的原始字节", orElse: JobEndpoints.fileTypes), answer: .json("任务"), status: .accepted,
                    problems: [.badRequest, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await upload(.screening, request, context) },
            Endpoint(
                .post, "/api/v1/jobs/list-exports", .right(.exportData),
                .init(
                    "导出名单：在后台写成CSV或XLSX，附名单根、条数和读取位置", body: .json("导出范围", JobEndpoints.exportSchema),
                    answer: .json("任务"), status: .accepted,
                    problems: [.badRequest, .serviceUnavailable, .tooManyRequests])
            ) { request, context in try await export(request, context) },
        ]
    }

    private var looks: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/jobs", .right(.seeJobs),
                .init("任务列表，新的在前；本人的，负责人和审计员可见全部", answer: .json("任务", Page.schema))
            ) { _, context in .json(Page.json(try await jobs.all(context).map(\.json), next: nil)) },
            Endpoint(
                .get, "/api/v1/jobs/{id}", .right(.seeJobs),
                .init("一个任务：状态、进度、结果", parameters: [JobEndpoints.id], answer: .json("任务"), problems: [.notFound])
            ) { _, context in .json(try await jobs.found(try context.parameter("id"), context).json) },
            Endpoint(
                .get, "/api/v1/jobs/{id}/result", .right(.seeJobs),
                .init(
                    "下载结果文件；只供任务的发起人和负责人", parameters: [JobEndpoints.id], answer: .file("CSV或XLSX"),
                    problems: [.notFound, .forbidden, .conflict])
            ) { request, context in try await result(request, context) },
            Endpoint(
                .get, "/api/v1/jobs/{id}/rejected", .right(.seeJobs),
                .init(
                    "导入任务中有误的行：各列的内容、错误说明、更正到哪一步；只供任务的发起人和负责人",
                    parameters: [JobEndpoints.id, .limit, .cursor], answer: .json("各行", Page.schema),
                    problems: [.badRequest, .notFound, .forbidden])
            ) { request, context in try await rejected(request, context) },
        ]
    }

    private var decisions: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/jobs/{id}/approve", .right(.approveImports),
                .init(
                    "批准一批待导入的名单条目或者双公示记录；批准人不得是导入人", parameters: [JobEndpoints.id], answer: .json("任务"),
                    status: .accepted, problems: [.notFound, .forbidden, .conflict])
            ) { _, context in
                .json(try await jobs.approve(try context.parameter("id"), context).json, status: .accepted)
            },
            Endpoint(
                .post, "/api/v1/jobs/{id}/return", .right(.approveImports),
                .init(
                    "退回一批待导入的名单条目或者双公示记录", parameters: [JobEndpoints.id],
                    body: .json(
                        "理由",
                        [
                            "type": "object", "required": ["reason"],
                            "properties": ["reason": ["type": "string", "maxLength": 500]],
                        ]), answer: .json("任务"), problems: [.badRequest, .notFound, .forbidden, .conflict])
            ) { request, context in try await giveBack(request, context) },
            Endpoint(
                .post, "/api/v1/jobs/{id}/cancel", .right(.seeJobs),
                .init(
                    "停止任务，或者在批准前撤回导入；已办理的行不变", parameters: [JobEndpoints.id], answer: .json("任务"),
                    problems: [.notFound, .forbidden, .conflict])
            ) { _, context in .json(try await jobs.cancel(try context.parameter("id"), context).json) },
            Endpoint(
                .post, "/api/v1/jobs/{id}/start", .right(.seeJobs),
                .init(
                    "重新开始中断、停止或者未完成的任务；已办理的行不会重复", parameters: [JobEndpoints.id], answer: .json("任务"),
                    status: .accepted, problems: [.notFound, .forbidden, .conflict])
            ) { _, context in
                .json(try await jobs.again(try context.parameter("id"), context).json, status: .accepted)
            },
            Endpoint(
                .delete, "/api/v1/jobs/{id}", .right(.seeJobs),
                .init(
                    "删除任务和它的文件", parameters: [JobEndpoints.id], answer: .json("被删除的任务"),
                    problems: [.notFound, .forbidden, .conflict])
            ) { _, context in .json(try await jobs.remove(try context.parameter("id"), context).json) },
        ]
    }

    private static let exportSchema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "listKind": ["type": "string", "description": "名单种类；不填为全部"],
            "scope": ["enum": ["inForce", "all"], "description": "有效的条目，或者连同已移出的；默认inForce"],
            "format": ["enum": ["csv", "xlsx"], "description": "默认csv"],
        ],
    ]

    // MARK: Beginning

    /// Takes the file of a request for a new job.
    func upload(_ kind: Job.Kind, _ request: Request, _ context: WebContext) async throws -> Response {
        let officer = try context.officer()
        let name = try name(request)
        let wishes = try wishes(request)
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > JobDesk.fileBytes {
            throw JobEndpoints.tooLarge
        }
        let (id, file) = try await desk.upload()
        do {
            var count = 0
            for try await part in request.body {
                count += part.readableBytes
                guard count <= JobDesk.fileBytes else { throw JobEndpoints.tooLarge }
                try await file.append(Array(part.readableBytesView))
            }
            guard try await file.finish() > 0 else {
                throw Problem(.badRequest, "IMPORT_EMPTY", "文件是空的，请选择有内容的文件。")
            }
            let job = try await desk.start(kind, id: id, wishes: wishes, fileName: name, by: officer)
            return .json(job.json, status: .accepted)
        } catch {
            try await desk.discard(id)
            guard let fault = error as? TableFault else { throw error }
            throw Problem(.contentTooLarge, fault.code.rawValue, fault.words + "。")
        }
    }

    private static let tooLarge = Problem(
        .contentTooLarge, "IMPORT_TOO_LARGE", "文件超过上限：最多\(JobDesk.fileBytes)字节，请拆分后分批上传。")

    private func name(_ request: Request) throws -> String {
        guard let name = request.query("name") else { throw Problem.parameter("name", "没有填写") }
        let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard isPlain, name.count <= 100 else { throw Problem.parameter("name", "应当是最多100字的文字，不含控制字符") }
        return name
    }

    private func wishes(_ request: Request) throws -> JSONValue {
        var wishes: JSONValue = ["format": "csv"]
        if let format = request.query("format") {
            guard TableFormat(rawValue: format) != nil else { throw Problem.parameter("format", "应当是csv或者xlsx") }
            wishes = wishes.setting("format", .string(format))
        }
        if let match = request.query("match") {
            guard SubjectQuery.NameMatch(rawValue: match) != nil else {
                throw Problem.parameter("match", "应当是same或者similar")
            }
            wishes = wishes.setting("match", .string(match))
        }
        guard let text = request.query("headings") else { return wishes }
        var headings = JSONValue.object([])
        for pair in text.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, text.utf8.count <= 4000 else {
                throw Problem.parameter("headings", "应当写作“表头=字段;表头=字段”")
            }
            headings = headings.setting(parts[0], .string(parts[1]))
        }
        return wishes.setting("headings", headings)
    }

    private func export(_ request: Request, _ context: WebContext) async throws -> Response {
        let officer = try context.officer()
        let body = try await request.object(upTo: 10_000)
        let allowed = ["listKind", "scope", "format"]
        for member in body.object ?? [] {
            let value = member.value.string
            let isGood =
                switch member.name {
                case "listKind": value.map { !$0.isEmpty && $0.utf8.count <= 64 } ?? false
                case "scope": value.flatMap { LedgerReader.ListScope(rawValue: $0) } != nil
                case "format": value.flatMap { TableFormat(rawValue: $0) } != nil
                default: false
                }
            guard isGood else {
                throw Problem(
                    .badRequest, allowed.contains(member.name) ? "FIELD_INVALID" : "FIELD_UNKNOWN",
                    "字段“\(member.name.prefix(80))”不合规定；可用：listKind、scope（inForce、all）、format（csv、xlsx）。",
                    field: String(member.name.prefix(80)))
            }
        }
        if let kind = body["listKind"]?.string {
            let kinds = await desk.listKinds()
            guard kinds.contains(where: { $0.kind == kind }) else {
                let names = Set(kinds.map(\.kind)).sorted().joined(separator: "、")
                throw Problem(
                    .badRequest, "FIELD_INVALID", "没有名单种类“\(kind)”；可用：\(names)。", field: "listKind")
            }
        }
        try await desk.backend.record(.exported, request, context)
        return .json(try await desk.start(.listExport, wishes: body, by: officer).json, status: .accepted)
    }

    // MARK: Looking

    private func rejected(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try context.parameter("id")
        let page = try await jobs.rejected(
            id, behind: Int(try request.pageCursor()), limit: try request.pageLimit(), context)
        try await desk.backend.record(.exported, subject: id, request, context)
        let rows = page.rows.map { row -> JSONValue in
            .members([
                ("row", .integer(Int64(row.number))), ("cells", .array(row.cells.map { .string($0) })),
                ("columns", .string(row.columns)), ("reasons", .string(row.reasons)),
                ("standing", .string(row.standing.name)),
                ("correctedBy", row.standing.job.map { .string($0) }),
            ])
        }
        let json = Page.json(rows, next: page.next.map { Int64($0) })
        return .json(json.setting("header", .array(page.header.map { .string($0) })))
    }

    private func giveBack(_ request: Request, _ context: WebContext) async throws -> Response {
        let reason = try await request.object(upTo: 10_000)["reason"]?.string ?? ""
        return .json(try await jobs.giveBack(try context.parameter("id"), reason: reason, context).json)
    }

    private func result(_ request: Request, _ context: WebContext) async throws -> Response {
        let job = try await jobs.readable(try context.parameter("id"), context)
        try await desk.backend.record(.exported, subject: job.id, request, context)
        let folder = try await desk.open()
        // While an import is read, its result is the rows that were not taken.
        let kept = JobFolder.Part.rejected
        let part = job.phase == .reading && folder.has(job.id, kept) ? kept : .result
        guard !job.result.isEmpty, job.state.isAtRest, folder.has(job.id, part) else {
            throw Problem(.conflict, "JOB_STATE", "任务的状态是“\(job.state.title)”，没有结果文件。")
        }
        return try file(of: job, part, in: folder)
    }

    private func file(of job: Job, _ part: JobFolder.Part, in folder: JobFolder) throws -> Response {
        let size = try folder.source(job.id, part).byteCount
        let body = ResponseBody(contentLength: size) { writer in
            var offset = 0
            while offset < size {
                let bytes = try await QuietThread.run { [offset] in
                    try JobEndpoints.bytes(folder, job.id, part, at: offset)
                }
                guard !bytes.isEmpty else { break }
                try await writer.write(ByteBuffer(bytes: bytes))
                offset += bytes.count
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: job.format.mediaType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentDisposition:
                    "attachment; filename=\"\(job.kind.rawValue)-\(job.id.prefix(8)).\(job.format.rawValue)\"",
            ], body: body)
    }

    private static func bytes(
        _ folder: JobFolder, _ id: String, _ part: JobFolder.Part, at offset: Int
    ) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: SealedStream.chunkBytes)
        let source = try folder.source(id, part)
        let count = try bytes.withUnsafeMutableBufferPointer { (room) throws(TableFault) in
            try source.read(at: offset, into: UnsafeMutableRawBufferPointer(room))
        }
        return Array(bytes[0..<count])
    }
}
