import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import Tables
import Web

/// Background jobs: lists taken in, written out, and files screened against them.
struct JobEndpoints {
    let desk: JobDesk

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
                    problems: [.badRequest, .contentTooLarge, .serviceUnavailable])
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
                    problems: [.badRequest, .contentTooLarge, .serviceUnavailable])
            ) { request, context in try await upload(.screening, request, context) },
            Endpoint(
                .post, "/api/v1/jobs/list-exports", .right(.exportData),
                .init(
                    "导出名单：在后台写成CSV或XLSX，附名单根、条数和读取位置", body: .json("导出范围", JobEndpoints.exportSchema),
                    answer: .json("任务"), status: .accepted, problems: [.badRequest, .serviceUnavailable])
            ) { request, context in try await export(request, context) },
        ]
    }

    private var looks: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/jobs", .right(.seeJobs),
                .init("任务列表，新的在前；本人的，负责人和审计员可见全部", answer: .json("任务", Page.schema))
            ) { _, context in try await list(context) },
            Endpoint(
                .get, "/api/v1/jobs/{id}", .right(.seeJobs),
                .init("一个任务：状态、进度、结果", parameters: [JobEndpoints.id], answer: .json("任务"), problems: [.notFound])
            ) { _, context in .json(try await found(context).json) },
            Endpoint(
                .get, "/api/v1/jobs/{id}/result", .right(.seeJobs),
                .init(
                    "下载结果文件；只供任务的发起人和负责人", parameters: [JobEndpoints.id], answer: .file("CSV或XLSX"),
                    problems: [.notFound, .forbidden, .conflict])
            ) { request, context in try await result(request, context) },
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
                let job = try await found(context)
                return .json(try await desk.approve(job, by: try context.officer()).json, status: .accepted)
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
            ) { _, context in .json(try await desk.cancel(try await own(context)).json) },
            Endpoint(
                .post, "/api/v1/jobs/{id}/start", .right(.seeJobs),
                .init(
                    "重新开始中断、停止或者未完成的任务；已办理的行不会重复", parameters: [JobEndpoints.id], answer: .json("任务"),
                    status: .accepted, problems: [.notFound, .forbidden, .conflict])
            ) { _, context in .json(try await desk.again(try await own(context)).json, status: .accepted) },
            Endpoint(
                .delete, "/api/v1/jobs/{id}", .right(.seeJobs),
                .init(
                    "删除任务和它的文件", parameters: [JobEndpoints.id], answer: .json("被删除的任务"),
                    problems: [.notFound, .forbidden, .conflict])
            ) { _, context in
                let job = try await own(context)
                try await desk.remove(job)
                return .json(job.json)
            },
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

    private func sees(_ context: WebContext, _ job: Job) -> Bool {
        job.officer == context.caller?.id || context.rights.contains(.overseeJobs)
    }

    private func list(_ context: WebContext) async throws -> Response {
        .json(Page.json(try await desk.all().filter { sees(context, $0) }.map(\.json), next: nil))
    }

    private func found(_ context: WebContext) async throws -> Job {
        guard let job = try await desk.job(try context.parameter("id")), sees(context, job) else {
            throw Problem.missing("这个任务")
        }
        return job
    }

    func own(_ context: WebContext) async throws -> Job {
        let job = try await found(context)
        guard job.officer == (try context.officer().id) else {
            throw Problem(.forbidden, "ROLE_REQUIRED", "只有任务的发起人可以办理。")
        }
        return job
    }

    private func giveBack(_ request: Request, _ context: WebContext) async throws -> Response {
        let job = try await found(context)
        let reason = try await request.object(upTo: 10_000)["reason"]?.string ?? ""
        guard !reason.isEmpty, reason.count <= 500 else {
            throw Problem(.badRequest, "FIELD_MISSING", "请填写退回的理由，最多500字。", field: "reason")
        }
        return .json(try await desk.giveBack(job, by: try context.officer(), reason: reason).json)
    }

    private func result(_ request: Request, _ context: WebContext) async throws -> Response {
        let job = try await found(context)
        let officer = try context.officer()
        // A file of cases was cut to what its own officer may see: it is nobody else's.
        let isOthers = context.rights.contains(.approveImports) && job.kind != .caseExport
        guard job.officer == officer.id || isOthers, try desk.backend.scope(context) == .office || !isOthers else {
            throw Problem(.forbidden, "ROLE_REQUIRED", "结果文件只供任务的发起人和负责人；案件列表只供发起人。")
        }
        try await desk.backend.record(.exported, subject: job.id, request, context)
        let folder = try await desk.open()
        guard !job.result.isEmpty, job.state.isAtRest, folder.has(job.id, .result) else {
            throw Problem(.conflict, "JOB_STATE", "任务的状态是“\(job.state.title)”，没有结果文件。")
        }
        let size = try folder.source(job.id, .result).byteCount
        let body = ResponseBody(contentLength: size) { writer in
            var offset = 0
            while offset < size {
                let part = try await QuietThread.run { [offset] in
                    try JobEndpoints.part(folder, job.id, at: offset)
                }
                guard !part.isEmpty else { break }
                try await writer.write(ByteBuffer(bytes: part))
                offset += part.count
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

    private static func part(_ folder: JobFolder, _ id: String, at offset: Int) throws -> [UInt8] {
        var part = [UInt8](repeating: 0, count: SealedStream.chunkBytes)
        let source = try folder.source(id, .result)
        let count = try part.withUnsafeMutableBufferPointer { (bytes) throws(TableFault) in
            try source.read(at: offset, into: UnsafeMutableRawBufferPointer(bytes))
        }
        return Array(part[0..<count])
    }
}
