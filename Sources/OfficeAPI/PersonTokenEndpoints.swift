import Accounts
import Casework
package import Contracts
import Hummingbird
import Signing
package import Web

/// A person's number becomes a token (design section 5). The number is neither kept nor logged, and no answer repeats it.
struct PersonTokenEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .post, "/api/v1/person-token", .right(.tokenisePersons),
                .init(
                    "由证件号码生成自然人令牌；号码不保存、不记入日志，同一证件在各单位得到同一令牌",
                    body: .json("证件类型和号码", PersonTokenEndpoints.document),
                    answer: .json("令牌和遮蔽后的号码", PersonTokenEndpoints.token),
                    problems: [.badRequest, .forbidden, .unprocessableContent])
            ) { request, context in try await token(request, context) }
        ]
    }

    private static let document: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["number"],
        "properties": [
            "kind": [
                "enum": .array(PersonDocument.Kind.allCases.map { .string($0.rawValue) }), "default": "identityCard",
            ], "number": ["type": "string", "maxLength": 40],
        ],
    ]

    private static let token: JSONValue = [
        "type": "object", "required": ["personToken", "kind", "masked"],
        "properties": [
            "personToken": ["type": "string"], "kind": ["type": "string"], "masked": ["type": "string"],
        ],
    ]

    fileprivate static func words(_ refusal: PersonNumberRefusal, _ kind: PersonDocument.Kind) -> String {
        switch kind {
        case .identityCard, .residencePermit: refusal.words + "。"
        case .passport, .hongKongMacaoPermit, .taiwanPermit, .foreignerResidence: "\(kind.name)号码应为5至20位字母或者数字。"
        }
    }

    private func token(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await request.object(upTo: 1000)
        for member in body.object ?? [] where !["kind", "number"].contains(member.name) {
            throw Problem(.badRequest, "FIELD_UNKNOWN", "字段“\(member.name.prefix(40))”不是已知的字段；可用：kind、number。")
        }
        let name = body["kind"] == nil ? "identityCard" : body["kind"]?.string ?? ""
        guard let kind = PersonDocument.Kind(rawValue: name) else {
            let kinds = PersonDocument.Kind.allCases.map(\.rawValue).joined(separator: "、")
            throw Problem(.badRequest, "FIELD_INVALID", "字段“kind”不是已知的证件类型；可用：\(kinds)。", field: "kind")
        }
        guard let number = body["number"]?.string else {
            throw Problem(.badRequest, "FIELD_MISSING", "字段“number”没有填写。", field: "number")
        }
        let (token, masked) = try backend.personToken(kind, number)
        try await backend.record(.tokenised, subject: token, request, context)
        return .json([
            "personToken": .string(token), "kind": .string(kind.rawValue), "masked": .string(masked),
        ])
    }
}

extension OfficeBackend {
    /// The token for a person's document, and its number as it may be shown. The number is neither kept nor logged.
    ///
    /// - Throws: `PERSON_KEY_MISSING` at an office without the key, `PERSON_ID_INVALID` for a number that cannot be; neither
    ///   repeats the number.
    package func personToken(
        _ kind: PersonDocument.Kind, _ number: String
    ) throws(Problem) -> (token: String, masked: String) {
        guard let key = personKey else {
            throw Problem(
                .unprocessableContent, "PERSON_KEY_MISSING", "本单位没有配置自然人令牌密钥（office.json 的 personKey），不能生成令牌。")
        }
        do throws(PersonNumberRefusal) {
            let person = try PersonDocument(kind: kind, number: number)
            return (key.token(for: person), person.masked)
        } catch {
            throw Problem(
                .unprocessableContent, "PERSON_ID_INVALID", PersonTokenEndpoints.words(error, kind), field: "number")
        }
    }
}
