import Casework
import Contracts
import Hummingbird
import Logging
import Web
import Webhooks

/// Webhooks (推送): where changes of cases are sent, signed and repeated until they are taken.
struct WebhookEndpoints {
    let backend: OfficeBackend

    private static let id = Endpoint.Parameter("id", .path, "推送编号")
    private static let administrators = Endpoint.Access.right(.manageTokens)

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/webhooks", WebhookEndpoints.administrators,
                .init("推送地址和推送情况", answer: .json("推送", Page.schema))
            ) { _, _ in try await list() },
            Endpoint(
                .post, "/api/v1/webhooks", WebhookEndpoints.administrators,
                .init(
                    "登记一个推送地址：此后的案件变动按日志次序签名推送，未被接收的隔一段时间重发，至少一次；密钥只在本次答复中给出",
                    body: .json("地址和案件种类", WebhookEndpoints.schema), answer: .json("推送和密钥"), status: .created,
                    problems: [.badRequest, .conflict])
            ) { request, context in try await add(request, context) },
            Endpoint(
                .post, "/api/v1/webhooks/{id}/test", WebhookEndpoints.administrators,
                .init(
                    "试推一次，不含案件变动", parameters: [WebhookEndpoints.id], answer: .json("已送达"),
                    problems: [.notFound, .badGateway])
            ) { _, context in try await test(context) },
            Endpoint(
                .delete, "/api/v1/webhooks/{id}", WebhookEndpoints.administrators,
                .init("撤销一个推送地址", parameters: [WebhookEndpoints.id], answer: .json("已撤销"), problems: [.notFound])
            ) { _, context in try await remove(context) },
        ]
    }

    private static let schema: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["url"],
        "properties": [
            "url": [
                "type": "string", "format": "uri", "maxLength": 1000, "description": "https地址；本机地址可以用http",
            ],
            "kinds": [
                "type": "array", "description": "案件种类；不填为全部",
                "items": ["enum": .array(CaseKind.allCases.map { .string($0.rawValue) })],
            ],
        ],
    ]

    private func list() async throws -> Response {
        .json(Page.json(try await backend.webhooks.all().map(\.json), next: nil))
    }

    private func add(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await request.object(upTo: 10_000)
        for member in body.object ?? [] where !["url", "kinds"].contains(member.name) {
            throw Problem(.badRequest, "FIELD_UNKNOWN", "字段“\(member.name.prefix(40))”不是已知的字段；可用：url、kinds。")
        }
        guard let given = body["url"]?.string else {
            throw Problem(.badRequest, "FIELD_MISSING", "字段“url”没有填写。", field: "url")
        }
        let url: String
        do throws(Webhook.Mistake) {
            url = try Webhook.checked(url: given)
        } catch {
            throw Problem(.badRequest, "FIELD_INVALID", "字段“url”\(error.words)。", field: "url")
        }
        let kinds = try kinds(body["kinds"])
        let officer = try context.officer()
        let webhook: Webhook
        do {
            webhook = try await backend.webhooks.add(url: url, kinds: kinds, by: officer)
        } catch let full as WebhooksFull {
            throw Problem(.conflict, "WEBHOOKS_FULL", "推送地址最多\(full.most)个，请先撤销不用的。")
        }
        backend.logger.notice("a webhook was added", metadata: ["webhook": "\(webhook.id)", "by": "\(officer.id)"])
        return .json(webhook.json.setting("secret", .string(webhook.secret)), status: .created)
    }

    private func kinds(_ json: JSONValue?) throws(Problem) -> [CaseKind] {
        guard let json else { return [] }
        let names = json.array?.map { $0.string ?? "" } ?? [""]
        let kinds = names.compactMap { CaseKind(rawValue: $0) }
        guard kinds.count == names.count else {
            let known = CaseKind.allCases.map(\.rawValue).joined(separator: "、")
            throw Problem(.badRequest, "FIELD_INVALID", "字段“kinds”应当是案件种类的列表；可用：\(known)。", field: "kinds")
        }
        return kinds
    }

    private func test(_ context: WebContext) async throws -> Response {
        let id = try context.parameter("id")
        guard let webhook = try await backend.webhooks.all().first(where: { $0.id == id }) else {
            throw Problem.missing("这个推送")
        }
        do throws(WebhookUnreached) {
            try await backend.webhooks.test(webhook)
        } catch {
            throw error.problem
        }
        return .json(["webhookId": .string(id), "isReached": true])
    }

    private func remove(_ context: WebContext) async throws -> Response {
        let id = try context.parameter("id")
        guard try await backend.webhooks.remove(id) else { throw Problem.missing("这个推送") }
        let officer = try context.officer()
        backend.logger.notice("a webhook was removed", metadata: ["webhook": "\(id)", "by": "\(officer.id)"])
        return .json(["webhookId": .string(id), "isRemoved": true])
    }
}

extension WebhookUnreached {
    /// As it is answered.
    fileprivate var problem: Problem {
        switch self {
        case .silent(let words): Problem(.badGateway, "WEBHOOK_UNREACHED", "推送地址没有答复：\(words)。")
        case .refused(let status): Problem(.badGateway, "WEBHOOK_REFUSED", "推送地址答复\(status)，应为2xx。")
        }
    }
}

extension Webhook {
    /// As administrators see it, without its secret.
    fileprivate var json: JSONValue {
        .members([
            ("webhookId", .string(id)), ("url", .string(url)),
            ("kinds", .array(kinds.map { .string($0.rawValue) })), ("madeBy", .string(madeBy)),
            ("madeAt", .string(madeAt.description)), ("sentThrough", .integer(progress.place)),
            ("takenAt", progress.takenAt.map { .string($0.description) }),
            ("failures", .integer(Int64(progress.failures))), ("trouble", progress.trouble.map { .string($0) }),
            (
                "nextTry",
                progress.failures > 0 && !progress.isStopped ? .string(progress.notBefore.description) : nil
            ), ("isStopped", .bool(progress.isStopped)),
        ])
    }
}
