import Casework
import Contracts
import Hummingbird
import Offices
import Web
import Workers

/// Officers' orders (design section 4): decided, synced to disk, then answered.
struct OrderEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/orders", .officer,
                .init(
                    "办理一个事项；同一orderId重复提交得到同一结果", body: .json("事项", OrderEndpoints.orderSchema),
                    answer: .json("办理结果", OrderEndpoints.answerSchema),
                    problems: [
                        .badRequest, .forbidden, .notFound, .conflict, .contentTooLarge, .unprocessableContent,
                        .serviceUnavailable,
                    ])
            ) { request, context in try await order(request, context) }
        ]
    }

    private func order(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await request.object(upTo: Envelope.maximumBodyBytes)
        let order = try OrderReading.order(body, by: try context.officer())
        switch await backend.runtime.submit(.order(order)) {
        case .failure(let refusal): throw Problem(refusal)
        case .success(let answer):
            let id: JSONValue = ["orderId": .string(order.id)]
            return .json(id.merging(answer.removing("refusal")))
        }
    }

    static let orderSchema: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["orderId", "kind", "name"],
        "properties": [
            "orderId": [
                "type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$", "description": "请求编号，由调用方生成，重试时不变",
            ],
            "kind": ["enum": .array(CaseKind.allCases.map { .string($0.rawValue) })],
            "caseId": ["type": "string", "description": "案件编号；不填则新建案件"],
            "name": ["type": "string", "description": "事项名称，见 /api/v1/cases/{id}/actions 和 /api/v1/actions"],
            "body": ["type": "object", "description": "事项内容，字段随事项而定"],
        ],
    ]

    private static let answerSchema: JSONValue = [
        "type": "object", "required": ["orderId", "caseId", "state", "version", "events", "letters"],
        "properties": [
            "orderId": ["type": "string"], "caseId": ["type": "string"], "state": ["type": "string"],
            "version": ["type": "integer"], "events": ["type": "array", "items": ["type": "string"]],
            "letters": ["type": "array", "items": ["type": "string"]],
        ],
    ]
}

/// Reads an order out of a request.
enum OrderReading {
    private static let fields = ["orderId", "kind", "caseId", "name", "body"]

    static func order(_ json: JSONValue, by officer: Officer) throws(Problem) -> Order {
        if let unknown = json.object?.first(where: { !fields.contains($0.name) }) {
            throw invalid(unknown.name, "不是已知的字段；可用：\(fields.joined(separator: "、"))", "FIELD_UNKNOWN")
        }
        let id = try text(json, "orderId")
        guard isOrderID(id) else { throw invalid("orderId", "应当是1至64个字母、数字或者“.”“_”“:”“-”") }
        guard let kind = CaseKind(rawValue: try text(json, "kind")) else {
            let kinds = CaseKind.allCases.map(\.rawValue).joined(separator: "、")
            throw invalid("kind", "不是已知的案件种类；可用：\(kinds)")
        }
        var caseID: CaseID?
        if json["caseId"] != nil, json["caseId"] != .null {
            caseID = CaseID(try text(json, "caseId"))
            if caseID == nil { throw invalid("caseId", "不是案件编号") }
        }
        let body = json["body"] ?? .object([])
        guard body.object != nil else { throw invalid("body", "应当是JSON对象") }
        return Order(id: id, kind: kind, caseID: caseID, name: try text(json, "name"), body: body, officer: officer)
    }

    private static func text(_ json: JSONValue, _ name: String) throws(Problem) -> String {
        guard let value = json[name] else { throw invalid(name, "没有填写", "FIELD_MISSING") }
        guard let text = value.string, !text.isEmpty, text.utf8.count <= 200 else {
            throw invalid(name, "应当是1至200字节的文字")
        }
        return text
    }

    private static func invalid(_ field: String, _ words: String, _ code: String = "FIELD_INVALID") -> Problem {
        Problem(.badRequest, code, "字段“\(field)”\(words)。", field: field)
    }

    private static func isOrderID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._:-".contains($0)) }
    }
}
