import Casework
import Contracts
import Hummingbird
import Ledgers
import Logging
import Offices
import Web
import Workers

/// Officers' orders (design section 4): decided, synced to disk, then answered.
struct OrderEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/orders", .right(.act),
                .init(
                    "办理一个事项；同一orderId重复提交得到同一结果。请求头If-Match写案件的ETag时，案件在此后有变动的不办理",
                    body: .json("事项", OrderEndpoints.orderSchema),
                    answer: .json("办理结果", OrderEndpoints.answerSchema),
                    problems: [
                        .badRequest, .forbidden, .notFound, .conflict, .preconditionFailed, .contentTooLarge,
                        .unprocessableContent,
                        .serviceUnavailable,
                    ])
            ) { request, context in try await order(request, context) }
        ]
    }

    private func order(_ request: Request, _ context: WebContext) async throws -> Response {
        var body = try await request.object(upTo: Envelope.maximumBodyBytes)
        if let content = body["body"] { body = body.setting("body", try await backend.completed(content)) }
        let order = try OrderReading.order(
            body, by: try context.officer(), seen: try CaseTag.version(inMatch: request))
        for id in [order.caseID, order.body["with"]?.string.flatMap { CaseID($0) }].compactMap(\.self) {
            try await backend.admit(id, context)
        }
        switch await backend.runtime.submit(.order(order)) {
        case .failure(let refusal): throw Problem(refusal, advice: await backend.advice(on: refusal.code))
        case .success(let answer):
            let id: JSONValue = ["orderId": .string(order.id)]
            let known = await known(before: answer, order, context)
            return .json(id.merging(answer.removing("refusal")).merging(.members([("known", known)])))
        }
    }

    /// The cases of its kind and subject that the office had before an order opened one; nil for none, and for whoever may
    /// not see cases.
    private func known(before answer: JSONValue, _ order: Order, _ context: WebContext) async -> JSONValue? {
        let subject = CaseFile.subject(of: order.body)
        guard context.rights.contains(.seeCases), order.caseID == nil, !subject.isEmpty,
            let own = answer["caseId"]?.string.flatMap({ CaseID($0) })
        else { return nil }
        do {
            let (reader, scope) = (backend.reader, try backend.scope(context))
            let filter = CaseFilter(kind: order.kind, subject: subject)
            let earlier = try await Aside.run { try reader.cases(filter, in: scope, learntBefore: own, limit: 20) }
            return earlier.isEmpty ? nil : .array(earlier.map(\.json))
        } catch {
            // The order is done and on disk: what is only a reminder must not make its answer a failure.
            backend.logger.warning(
                "the cases that were known before an order cannot be read",
                metadata: ["case": "\(own)", "error": "\(error)", "reference": "\(context.reference)"])
            return nil
        }
    }

    static let orderSchema: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["orderId", "kind", "name"],
        "properties": [
            "orderId": [
                "type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$", "description": "请求编号，由调用方生成，重试时不变",
            ],
            "kind": ["enum": .array(CaseKind.allCases.map { .string($0.rawValue) })],
            "caseId": ["type": "string", "minLength": 1, "maxLength": 200, "description": "案件编号；不填则新建案件"],
            "name": [
                "type": "string", "minLength": 1, "maxLength": 64,
                "description": "事项名称，见 /api/v1/cases/{id}/actions 和 /api/v1/actions",
            ],
            "body": ["type": "object", "description": "事项内容，字段随事项而定"],
        ],
    ]

    private static let answerSchema: JSONValue = [
        "type": "object", "required": ["orderId", "caseId", "state", "version", "events", "letters"],
        "properties": [
            "orderId": ["type": "string"], "caseId": ["type": "string"], "state": ["type": "string"],
            "version": ["type": "integer"], "events": ["type": "array", "items": ["type": "string"]],
            "letters": ["type": "array", "items": ["type": "string"]],
            "number": ["type": "string", "description": "抄告单编号，只有抄告单有"],
            "known": [
                "type": "array", "maxItems": 20,
                "description": "提醒：新建案件前，本单位已有的该主体同种案件，最近的在前，状态为现状；办理前可用 /api/v1/cases?kind=&subject= 查询",
                "items": [
                    "type": "object", "required": ["caseId", "kind", "state", "stateTitle", "updatedAt"],
                    "properties": [
                        "caseId": ["type": "string"], "kind": ["type": "string"], "state": ["type": "string"],
                        "stateTitle": ["type": "string"], "updatedAt": ["type": "string"],
                    ],
                ],
            ],
            "also": [
                "type": "array", "description": "同一事务内一并办理的其他案件",
                "items": [
                    "type": "object", "required": ["caseId", "state", "events", "letters"],
                    "properties": [
                        "caseId": ["type": "string"], "state": ["type": "string"],
                        "events": ["type": "array", "items": ["type": "string"]],
                        "letters": ["type": "array", "items": ["type": "string"]],
                    ],
                ],
            ],
        ],
    ]
}

/// Reads an order out of a request; all mistakes in its own fields are told at once.
struct OrderReading {
    private static let fields = ["orderId", "kind", "caseId", "name", "body"]

    private let json: JSONValue
    private let seen: Int?
    private var mistakes: [Problem.Mistake] = []

    static func order(_ json: JSONValue, by officer: Officer, seen: Int? = nil) throws(Problem) -> Order {
        var reading = OrderReading(json: json, seen: seen)
        let order = reading.read(by: officer)
        if let problem = Problem(reading.mistakes) { throw problem }
        guard let order else { throw Problem(.badRequest, "JSON_INVALID", "内容必须是一个JSON对象。") }
        return order
    }

    private init(json: JSONValue, seen: Int?) {
        self.json = json
        self.seen = seen
    }

    private mutating func read(by officer: Officer) -> Order? {
        for member in json.object ?? [] where !OrderReading.fields.contains(member.name) {
            let known = OrderReading.fields.joined(separator: "、")
            note(String(member.name.prefix(80)), "不是已知的字段；可用：\(known)", "FIELD_UNKNOWN")
        }
        let id = orderID()
        let kind = kind()
        let caseID = caseID()
        let name = text("name")
        let body = json["body"] ?? .object([])
        if body.object == nil { note("body", "应当是JSON对象") }
        guard mistakes.isEmpty, let id, let kind, let name else { return nil }
        return Order(id: id, kind: kind, caseID: caseID, name: name, body: body, officer: officer, seenVersion: seen)
    }

    private mutating func orderID() -> String? {
        guard let id = text("orderId") else { return nil }
        guard OrderReading.isOrderID(id) else {
            note("orderId", "应当是1至64个字母、数字或者“.”“_”“:”“-”")
            return nil
        }
        return id
    }

    private mutating func kind() -> CaseKind? {
        guard let text = text("kind") else { return nil }
        guard let kind = CaseKind(rawValue: text) else {
            note("kind", "不是已知的案件种类；可用：\(CaseKind.allCases.map(\.rawValue).joined(separator: "、"))")
            return nil
        }
        return kind
    }

    /// Nil for a new case, and for what is no case id.
    private mutating func caseID() -> CaseID? {
        guard json["caseId"] != nil, json["caseId"] != .null, let text = text("caseId") else { return nil }
        guard let id = CaseID(text) else {
            note("caseId", "不是案件编号")
            return nil
        }
        return id
    }

    private mutating func text(_ name: String) -> String? {
        guard let value = json[name] else {
            note(name, "没有填写", "FIELD_MISSING")
            return nil
        }
        guard let text = value.string, !text.isEmpty, text.utf8.count <= 200 else {
            note(name, "应当是1至200字节的文字")
            return nil
        }
        return text
    }

    private mutating func note(_ field: String, _ words: String, _ code: String = "FIELD_INVALID") {
        mistakes.append(Problem.Mistake(field: field, code: code, detail: "字段“\(field)”\(words)。"))
    }

    private static func isOrderID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._:-".contains($0)) }
    }
}
