import Accounts
import Casework
import Contracts
import Hummingbird
import Registers
import Web
import Workers

/// The copy of the register of firms (登记库) that an office looks parties up in (practice 7, row 8).
struct RegisterEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/register", .right(.searchSubjects),
                .init(
                    "查登记库：统一社会信用代码、注册号或者名称相同的企业，曾用名相同的，名称以所查文字（至少2字）开头的，至多20户；extract.day为登记库截至日",
                    parameters: [
                        .needed("q", "统一社会信用代码、注册号、名称、曾用名或者名称的开头；不要填写证件号码"),
                        .init("reason", .query, "查询事由，记入日志"),
                    ], answer: .json("相符的企业", RegisterEndpoints.answer),
                    problems: [.badRequest, .notFound, .serviceUnavailable])
            ) { request, context in try await look(request, context) }
        ]
    }

    private static let answer: JSONValue = [
        "type": "object", "required": ["extract", "items", "hasMore"],
        "properties": [
            "extract": [
                "type": "object", "required": ["day", "firms", "refused", "loadedAt"],
                "properties": [
                    "day": ["type": "string", "format": "date"], "firms": ["type": "integer"],
                    "refused": ["type": "integer"], "loadedAt": ["type": "string", "format": "date-time"],
                ],
            ],
            "items": ["type": "array", "maxItems": .integer(Int64(RegisterBook.most)), "items": firm],
            "hasMore": ["type": "boolean"],
        ],
    ]

    private static let firm: JSONValue = [
        "type": "object", "required": ["name", "formerNames", "status", "isEnded", "match"],
        "properties": [
            "code": ["type": "string"], "registrationNumber": ["type": "string"], "name": ["type": "string"],
            "formerNames": ["type": "array", "items": ["type": "string"]], "legalRepName": ["type": "string"],
            "address": ["type": "string"], "registeredRegion": ["type": "string"], "status": ["type": "string"],
            "statusOn": ["type": "string", "format": "date"], "isEnded": ["type": "boolean"],
            "match": ["enum": .array(RegisterMatch.allCases.map { .string($0.rawValue) })],
        ],
    ]

    private func look(_ request: Request, _ context: WebContext) async throws -> Response {
        let words = HalfWidth.trimmed(request.query("q") ?? "")
        guard !words.isEmpty, words.unicodeScalars.count <= 200 else {
            throw Problem.parameter("q", "应当是1至200字")
        }
        guard !SubjectCode.isPersonNumber(words) else {
            throw Problem(
                .badRequest, "FIELD_INVALID", "参数“q”看来是公民身份号码：登记库只查企业，不按证件号码查询。", field: "q")
        }
        try backend.note(.registerSearched, subject: words, request, context)
        let register = backend.register
        do {
            guard let answer = try await Aside.run({ try register?.look(words) }) else {
                throw Problem.missing("登记库；请系统管理员用 liandong register import 导入")
            }
            return .json(answer.json)
        } catch let fault as RegisterFault {
            throw Problem(.serviceUnavailable, fault.code, "\(fault)")
        }
    }
}
