import Casework
import Contracts
import Hummingbird
import Offices
import Web
import Workers

/// What people decide after a ledger was restored (protocol, rules 13 and 16).
struct RecoveryEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/cases/{id}/confirm-recovered", .right(.confirmRecovered),
                .init(
                    "恢复台账后，负责人核对并确认从对方找回的报文；确认前该案件不自动对外发文，期限照常计算",
                    parameters: [.init("id", .path, "案件编号")], answer: .json("确认了几份", RecoveryEndpoints.confirmed),
                    problems: [.forbidden, .notFound, .serviceUnavailable])
            ) { _, context in try await confirm(context) },
            Endpoint(
                .post, "/api/v1/recovery/proceed-without", .right(.proceedWithout),
                .init(
                    "恢复台账后，不再等待所列单位答复即开通共享主题的流；只在确知这些单位长期不能运行时使用，写入流水",
                    body: .json("不再等待的单位", RecoveryEndpoints.absent),
                    answer: .json("结果", RecoveryEndpoints.proceeding),
                    problems: [.badRequest, .forbidden, .unprocessableContent, .serviceUnavailable])
            ) { request, context in try await proceed(request, context) },
        ]
    }

    private static let confirmed: JSONValue = [
        "type": "object", "required": ["confirmed"],
        "properties": ["confirmed": ["type": "integer", "description": "本次确认的报文数；没有待确认的为0"]],
    ]

    private static let proceeding: JSONValue = [
        "type": "object", "required": ["proceeding"], "properties": ["proceeding": ["type": "boolean"]],
    ]

    private static let absent: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["offices"],
        "properties": [
            "offices": [
                "type": "array", "minItems": 1, "uniqueItems": true, "items": ["type": "string"],
                "description": "单位编号，例如 510100-tax",
            ]
        ],
    ]

    private func confirm(_ context: WebContext) async throws -> Response {
        let text = try context.parameter("id")
        guard let id = CaseID(text) else {
            throw Problem(.notFound, "UNKNOWN_CASE", "“\(text.prefix(80))”不是案件编号。", field: "id")
        }
        try await backend.admit(id, context)
        return try await answer(.confirmRecovered(id, officer: try context.officer()))
    }

    private func proceed(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await request.object(upTo: 100_000)
        let names = (body["offices"]?.array ?? []).map { $0.string ?? "" }
        guard body.object?.count == 1, !names.isEmpty, Set(names).count == names.count else {
            throw Problem(.badRequest, "FIELD_INVALID", "请只填写“offices”：至少一个单位编号，不得重复。", field: "offices")
        }
        let directory = await backend.runtime.snapshot().book.newest
        let offices = names.compactMap { OfficeID($0) }.filter { $0 != backend.office && directory?.office($0) != nil }
        guard offices.count == names.count else {
            let known = Set(offices.map(\.description))
            let unknown = names.filter { !known.contains($0) }.joined(separator: "、")
            throw Problem(
                .unprocessableContent, "UNKNOWN_OFFICE", "\(unknown)不是目录里的其他单位，没有作任何改动；请核对单位编号。", field: "offices")
        }
        return try await answer(.proceedWithout(offices, officer: try context.officer()))
    }

    private func answer(_ input: OfficeInput) async throws -> Response {
        switch await backend.runtime.submit(input) {
        case .failure(let refusal): throw Problem(refusal, advice: await backend.advice(on: refusal.code))
        case .success(let answer): return .json(answer)
        }
    }
}
