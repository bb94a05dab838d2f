import Casework
import Contracts
import Exchange
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// What had no effect yet: parked and quarantined letters, and records that used no number (rules 20 to 23).
struct HeldBackEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/quarantine", .right(.seeHeldBack),
                .init(
                    "无法读取、未能验证的记录，新的在前", parameters: [.limit], answer: .json("隔离记录", Page.schema),
                    problems: [.badRequest])
            ) { request, _ in try await quarantine(request) },
            Endpoint(
                .get, "/api/v1/quarantine/{row}", .right(.seeHeldBack),
                .init(
                    "一条隔离记录及其原始字节", parameters: [.init("row", .path, "记录摘要（64位十六进制）")],
                    answer: .json("隔离记录"), problems: [.notFound])
            ) { _, context in try await record(context) },
            Endpoint(
                .get, "/api/v1/held-back", .right(.seeHeldBack),
                .init(
                    "等待处理和被隔离的报文", parameters: [.limit], answer: .json("报文", Page.schema),
                    problems: [.badRequest])
            ) { request, _ in try await heldBack(request) },
            act("replay", "重新处理一份等待或者被隔离的报文", ["stream", "number"]),
            act("discard", "注明理由，废弃一份等待或者被隔离的报文", ["stream", "number", "reason"]),
        ]
    }

    private func act(_ name: String, _ summary: String, _ required: [String]) -> Endpoint {
        let schema: JSONValue = [
            "type": "object", "additionalProperties": false, "required": .array(required.map { .string($0) }),
            "properties": [
                "stream": ["type": "string"], "number": ["type": "integer", "minimum": 1],
                "reason": ["type": "string", "maxLength": 200],
            ],
        ]
        return Endpoint(
            .post, "/api/v1/held-back/\(name)", .right(.resolveHeldBack),
            .init(
                summary, body: .json("报文所在的流、流水号和理由", schema), answer: .json("结果"),
                problems: [.badRequest, .notFound, .conflict, .unprocessableContent, .serviceUnavailable])
        ) { request, context in try await resolve(name, request, context) }
    }

    // MARK: Looking

    private func quarantine(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        let reader = backend.reader
        let rows = try await Aside.run { try reader.quarantine(limit: limit) }
        return .json(Page.json(rows.map(\.json), next: nil))
    }

    private func record(_ context: WebContext) async throws -> Response {
        let reader = backend.reader
        guard let digest = Digest(hex: try context.parameter("row")),
            let found = try await Aside.run({ try reader.quarantined(digest) })
        else { throw Problem.missing("这条隔离记录") }
        return .json(found.row.json.merging(["raw": .string(Base64.encode(found.raw))]))
    }

    private func heldBack(_ request: Request) async throws -> Response {
        let limit = try request.pageLimit()
        let reader = backend.reader
        let rows = try await Aside.run { try reader.heldBackLetters(limit: limit) }
        return .json(Page.json(rows.map(\.json), next: nil))
    }

    // MARK: Acting

    private func resolve(_ name: String, _ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await request.object(upTo: 10_000)
        let officer = try context.officer()
        guard let stream = body["stream"]?.string.flatMap({ StreamName($0) }) else {
            throw Problem(.badRequest, "FIELD_INVALID", "字段“stream”应当是流的名称。", field: "stream")
        }
        guard let number = body["number"]?.integer, number > 0 else {
            throw Problem(.badRequest, "FIELD_INVALID", "字段“number”应当是正整数。", field: "number")
        }
        let input: OfficeInput
        if name == "replay" {
            input = .replay(stream, number: UInt64(number), officer: officer)
        } else {
            input = .discard(
                stream, number: UInt64(number), reason: body["reason"]?.string ?? "", officer: officer)
        }
        switch await backend.runtime.submit(input) {
        case .failure(let refusal): throw Problem(refusal)
        case .success(let answer): return .json(answer)
        }
    }
}

extension QuarantineRow {
    /// A line of a list; what the record claims is unverified.
    var json: JSONValue {
        [
            "row": .string(digest.description), "topic": .string(partition.topic.description),
            "generation": .integer(Int64(partition.generation)), "partition": .integer(Int64(partition.partition)),
            "offset": .integer(offset), "reason": .string(reason), "claimed": .string(claimed),
            "count": .integer(Int64(count)), "firstAt": .string(firstAt.description),
            "lastAt": .string(lastAt.description),
        ]
    }
}
