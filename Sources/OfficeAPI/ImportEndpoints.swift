import Casework
import Contracts
import Hummingbird
import Web

/// 双公示 files: upload, look, release.
struct ImportEndpoints {
    let jobs: OfficeJobs
    private var desk: ImportDesk { jobs.imports }

    private static let id = Endpoint.Parameter("id", .path, "批次编号")

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/imports", .right(.importCredit),
                .init(
                    "上传行政处罚双公示文件（CSV，UTF-8或GB18030，最多20,000,000字节），逐行检查后暂存；同一文件只暂存一次",
                    parameters: [
                        .needed("source", "数据来源，最多100字", atMost: 100), .needed("name", "文件名，最多100字", atMost: 100),
                    ], body: .file("文件的原始字节", orElse: ["text/csv"]),
                    answer: .json("批次；isKnown表示该文件此前已上传，此前已提交的行计入duplicates"),
                    problems: [.badRequest, .unprocessableContent])
            ) { request, context in try await upload(request, context) },
            Endpoint(
                .get, "/api/v1/imports", .right(.seeImports),
                .init("批次列表，新的在前", answer: .json("批次", Page.schema))
            ) { _, _ in .json(Page.json(try await jobs.batches(), next: nil)) },
            Endpoint(
                .get, "/api/v1/imports/{id}", .right(.seeImports),
                .init(
                    "一个批次：各行结果、错误说明、提交进度", parameters: [ImportEndpoints.id, .limit, .cursor],
                    answer: .json("批次"), problems: [.badRequest, .notFound])
            ) { request, context in try await show(request, context) },
            Endpoint(
                .get, "/api/v1/imports/{id}/errors.csv", .right(.seeImports),
                .init(
                    "错误行文件，附行号、列、原因；证件号码已遮蔽", parameters: [ImportEndpoints.id],
                    answer: .text("text/csv", "UTF-8，带BOM"), problems: [.notFound])
            ) { _, context in try await errors(context) },
            Endpoint(
                .post, "/api/v1/imports/{id}/release", .right(.importCredit),
                .init(
                    "提交批次：每个合格行录入为一条待审查的公示信息；后台进行，可重复提交，中断后再次提交即继续",
                    parameters: [ImportEndpoints.id], answer: .json("批次和进度"), status: .accepted,
                    problems: [.notFound])
            ) { _, context in try await release(context) },
        ]
    }

    // MARK: Upload

    private func upload(_ request: Request, _ context: WebContext) async throws -> Response {
        let source = try label(request, "source")
        let name = try label(request, "name")
        let file = try await request.bytes(upTo: ImportDesk.fileLimit, code: "IMPORT_TOO_LARGE")
        let (batch, isNew) = try await desk.stage(
            file, source: source, name: name, officer: try context.officer())
        let release = try await desk.batch(batch.id)?.release ?? ImportRelease()
        return .json(
            batch.json(after: isNew ? ImportRelease() : release).setting("isKnown", .bool(!isNew))
                .setting("release", release.json))
    }

    private func label(_ request: Request, _ name: String) throws -> String {
        guard let text = request.query(name) else { throw Problem.parameter(name, "没有填写") }
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard isPlain, text.count <= 100 else { throw Problem.parameter(name, "应当是最多100字的文字，不含控制字符") }
        return text
    }

    // MARK: Looking

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let limit = try request.pageLimit()
        let cursor = Int(try request.pageCursor())
        return .json(try await jobs.batch(try context.parameter("id"), behind: cursor, limit: limit))
    }

    private func errors(_ context: WebContext) async throws -> Response {
        let batch = try await jobs.found(batch: try context.parameter("id")).batch
        let rows = try await desk.rows(of: batch)
        var response = Response.bytes(
            ErrorFile.bytes(of: rows, personalNumbers: .masked), mediaType: "text/csv; charset=utf-8")
        response.headers[.contentDisposition] = "attachment; filename=\"errors-\(batch.id.prefix(8)).csv\""
        return response
    }

    // MARK: Release

    private func release(_ context: WebContext) async throws -> Response {
        .json(try await jobs.release(try context.parameter("id"), context), status: .accepted)
    }
}

/// The rows of a batch as they are shown: what was found, never a number of a person.
struct ImportRows {
    private let batch: PenaltyBatch

    init(_ batch: PenaltyBatch) {
        self.batch = batch
    }

    /// Rows behind a row number, in the order of the file.
    func page(behind row: Int, limit: Int) -> (items: [JSONValue], next: Int?, header: [String]) {
        let accepted = batch.accepted.filter { $0.row > row }.prefix(limit).map { ($0.row, ImportRows.json($0)) }
        let unchanged = batch.unchanged.filter { $0 > row }.prefix(limit).map { row in
            (row, ["row": .integer(Int64(row)), "result": "duplicate"] as JSONValue)
        }
        let rejected = batch.rejected.filter { $0.row > row }.prefix(limit).map { ($0.row, ImportRows.json($0)) }
        let rows = (accepted + unchanged + rejected).sorted { $0.0 < $1.0 }.prefix(limit)
        let isFull = rows.count == limit
        return (rows.map(\.1), isFull ? rows.last?.0 : nil, batch.header.report.words)
    }

    private static func json(_ row: PenaltyBatch.Accepted) -> JSONValue {
        let party = row.record.counterparty
        return .members([
            ("row", .integer(Int64(row.row))), ("result", "accepted"),
            ("counterpartyName", .string(party.kind == .naturalPerson ? Masking.name(party.name) : party.name)),
            ("uscc", party.uscc.map { .string($0.text) }), ("decisionNo", .string(row.record.decisionNo.text)),
            ("decisionDate", .string(row.record.decisionDate.description)),
            ("digest", .string(row.digest.description)), ("notices", .array(row.notices.map(json))),
        ])
    }

    private static func json(_ row: PenaltyBatch.Rejected) -> JSONValue {
        ["row": .integer(Int64(row.row)), "result": "rejected", "errors": .array(row.errors.map(json))]
    }

    private static func json(_ error: RowError<PenaltyColumn>) -> JSONValue {
        .members([
            ("row", .integer(Int64(error.row))), ("column", error.column.map { .string($0.header) }),
            ("columnId", error.column.map { .string($0.id) }), ("value", .string(error.value)),
            ("code", .string(error.reason.rawValue)), ("words", .string(error.words)),
        ])
    }
}
