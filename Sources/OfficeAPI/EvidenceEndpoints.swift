import Accounts
import Casework
package import Contracts
import Evidence
import Foundation
import Hummingbird
import Offices
import Web
import Workers

/// Evidence files: uploaded before the act that sends them, told with their case, given to its officers alone.
struct EvidenceEndpoints {
    let backend: OfficeBackend

    private static let id = Endpoint.Parameter("id", .path, "案件编号")
    private static let digest = Endpoint.Parameter(
        "digest", .path, "文件的SHA-256", schema: ["type": "string", "pattern": "^[0-9a-f]{64}$"])

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/evidence", .right(.uploadEvidence),
                .init(
                    "上传附件（最多67,108,864字节），加密存放；随后在事项的files中写明digest和name即随函发出。同一文件只存一份",
                    body: .file("文件的原始字节"), answer: .json("文件的SHA-256、字节数和各分块的SHA-256"),
                    problems: [.badRequest])
            ) { request, _ in try await upload(request) },
            Endpoint(
                .get, "/api/v1/cases/{id}/evidence", .right(.seeCases),
                .init(
                    "案件的附件：来自何单位、何事项，是否已取齐", parameters: [EvidenceEndpoints.id],
                    answer: .json("附件", Page.schema), problems: [.notFound, .gone])
            ) { request, context in try await list(request, context) },
            Endpoint(
                .get, "/api/v1/cases/{id}/evidence/{digest}", .right(.readEvidence),
                .init(
                    "下载附件；只供本案的承办、审核和负责人员，每次下载记入流水",
                    parameters: [EvidenceEndpoints.id, EvidenceEndpoints.digest],
                    answer: .file("文件的原始字节"), problems: [.notFound, .gone, .conflict, .serviceUnavailable])
            ) { request, context in try await download(request, context) },
        ]
    }

    // MARK: Upload

    private func upload(_ request: Request) async throws -> Response {
        let limit = EvidenceFile.maximumBytes
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw EvidenceEndpoints.tooLarge
        }
        let keeper = backend.evidence
        let id = try await keeper.beginUpload()
        do {
            for try await part in request.body { try await keeper.append(Array(part.readableBytesView), to: id) }
            let stored = try await keeper.finish(id)
            return .json(stored.json)
        } catch {
            try await keeper.cancel(id)
            switch error as? EvidenceFault {
            case .tooLarge: throw EvidenceEndpoints.tooLarge
            case .empty: throw Problem(.badRequest, "FIELD_MISSING", "文件是空的，请选择有内容的文件。")
            case .mismatch, .damaged, nil: throw error
            }
        }
    }

    /// What stands in a header's value as it is (RFC 8187).
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static let tooLarge = Problem(
        .contentTooLarge, "EVIDENCE_TOO_LARGE", "附件超过上限：最多\(EvidenceFile.maximumBytes)字节（64 MB），请拆分后上传。")

    // MARK: Looking

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let file = try await CaseEndpoints(backend: backend).file(context)
        try await backend.record(.caseSeen, caseID: file.id.description, subject: file.subject, request, context)
        var items: [JSONValue] = []
        for entry in file.evidence {
            let progress = try await backend.evidence.progress(of: entry)
            items.append(entry.json(progress))
        }
        return .json(Page.json(items, next: nil))
    }

    private func download(_ request: Request, _ context: WebContext) async throws -> Response {
        let file = try await CaseEndpoints(backend: backend).file(context)
        let officer = try context.officer()
        guard let digest = Digest(hex: try context.parameter("digest")),
            let entry = file.evidence.first(where: { $0.digest == digest })
        else { throw Problem.missing("这个附件") }
        let machine = await backend.runtime.snapshot()
        guard let desk = machine.deskContext(backend.clock.now(), for: file) else {
            throw Problem(.serviceUnavailable, "DIRECTORY_MISSING", "尚无含有本单位的有效目录，请稍后重试。")
        }
        if let refusal = Desk.refusal(toRead: file, officer, desk) {
            throw Problem(refusal, advice: await backend.advice(on: refusal.code))
        }
        guard let stored = try await backend.evidence.resolve(digest) else {
            let progress = try await backend.evidence.progress(of: entry)
            throw Problem(
                .conflict, "EVIDENCE_INCOMPLETE", "附件尚未取齐：\(progress.chunks)块中已有\(progress.present)块，请稍后再试。")
        }
        // On record before the first byte goes out.
        if case .failure(let refusal) = await backend.runtime.submit(
            .evidence(.read(file.id, file: digest, by: officer)))
        {
            throw Problem(refusal, advice: nil)
        }
        try await backend.record(.evidenceRead, caseID: file.id.description, request, context)
        return response(stored, entry)
    }

    private func response(_ stored: StoredEvidence, _ entry: EvidenceEntry) -> Response {
        let keeper = backend.evidence
        let body = ResponseBody(contentLength: stored.size) { writer in
            for index in stored.chunks.indices {
                try await writer.write(ByteBuffer(bytes: try await keeper.chunk(index, of: stored)))
            }
            try await writer.finish(nil)
        }
        let name = entry.name.addingPercentEncoding(withAllowedCharacters: EvidenceEndpoints.plain) ?? "evidence"
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentDisposition:
                    "attachment; filename=\"evidence-\(stored.digest.description.prefix(8))\"; filename*=UTF-8''\(name)",
            ], body: body)
    }
}

extension EvidenceEntry {
    /// A line of a list.
    func json(_ progress: EvidenceProgress) -> JSONValue {
        .members([
            ("digest", .string(digest.description)), ("name", .string(name)), ("size", .integer(Int64(size))),
            ("mediaType", .string(mediaType)), ("custodian", custodian.map { .string($0) }),
            ("office", .string(office.description)), ("event", .string(event)), ("at", .string(at.description)),
            ("isWhole", .bool(progress.isWhole)), ("chunks", .integer(Int64(progress.chunks))),
            ("present", .integer(Int64(progress.present))),
        ])
    }
}

extension OfficeBackend {
    /// The content of an order with what the store knows of its files; their size and chunks are never the caller's word.
    ///
    /// - Throws: `EVIDENCE_MISSING` for a file that was not uploaded here, with the field.
    package func completed(_ body: JSONValue) async throws -> JSONValue {
        var body = try await completed(body, at: "body")
        if let changes = body["changes"], changes.object != nil {
            body = body.setting("changes", try await completed(changes, at: "body.changes"))
        }
        return body
    }

    private func completed(_ body: JSONValue, at path: String) async throws -> JSONValue {
        guard let files = body["files"]?.array else { return body }
        var completed: [JSONValue] = []
        for (index, file) in files.enumerated() {
            guard file.object != nil, let digest = file["digest"]?.string.flatMap({ Digest(hex: $0) }) else {
                // The field table says what is wrong with it.
                completed.append(file)
                continue
            }
            guard let stored = try await evidence.resolve(digest) else {
                throw Problem(
                    .unprocessableContent, "EVIDENCE_MISSING",
                    "附件\(digest.description.prefix(12))…尚未上传到本单位：请先上传，再办理。", field: "\(path).files[\(index)].digest")
            }
            let named = file.setting("mediaType", file["mediaType"] ?? "application/octet-stream")
            completed.append(named.merging(stored.json))
        }
        return body.setting("files", .array(completed))
    }
}
