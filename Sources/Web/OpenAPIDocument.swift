import Casework
package import Contracts
import Hummingbird

/// The OpenAPI 3.1 document over a list of endpoints.
package struct OpenAPIDocument {
    /// Title of the service.
    package let title: String
    /// What it is, Chinese.
    package let about: String
    /// Version of the interface.
    package let version: String
    /// The routes.
    package let endpoints: [Endpoint]

    /// A document.
    package init(title: String, about: String, version: String, endpoints: [Endpoint]) {
        self.title = title
        self.about = about
        self.version = version
        self.endpoints = endpoints
    }

    /// The whole document.
    package var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "description": .string(about), "version": .string(version)],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["officerToken": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Problem": OpenAPIDocument.problem],
            ],
        ]
    }

    private var paths: [JSONMember] {
        var members: [JSONMember] = []
        for endpoint in endpoints where !members.contains(where: { $0.name == endpoint.path }) {
            let same = endpoints.filter { $0.path == endpoint.path }
            members.append(
                JSONMember(
                    endpoint.path,
                    .object(same.map { JSONMember($0.method.rawValue.lowercased(), OpenAPIDocument.operation($0)) })))
        }
        return members
    }

    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        let manual = endpoint.manual
        return .members([
            ("summary", .string(manual.summary)),
            ("description", roles(endpoint.access).map { .string($0) }),
            ("security", endpoint.access == .open ? .array([]) : .array([["officerToken": .array([])]])),
            ("parameters", manual.parameters.isEmpty ? nil : .array(manual.parameters.map(parameter))),
            ("requestBody", manual.body.map(requestBody)),
            ("responses", .object(answers(endpoint))),
        ])
    }

    private static func roles(_ access: Endpoint.Access) -> String? {
        switch access {
        case .open, .signedIn: nil
        case .right(let right):
            "权限：\(right.title)（\(right.rawValue)）。具有该权限的角色："
                + right.roles.map { "\($0.title)（\($0.rawValue)）" }.joined(separator: "、")
        }
    }

    private static func parameter(_ parameter: Endpoint.Parameter) -> JSONValue {
        .members([
            ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)),
            ("required", .bool(parameter.isRequired)), ("description", .string(parameter.meaning)),
            // A form sends fields that nobody filled in: empty is as good as not there.
            ("allowEmptyValue", parameter.place == .query && !parameter.isRequired ? true : nil),
            ("schema", parameter.schema),
        ])
    }

    private static func requestBody(_ content: Endpoint.Content) -> JSONValue {
        [
            "required": true, "description": .string(content.meaning),
            "content": .object(content.accepted.map { JSONMember($0, ["schema": content.schema]) }),
        ]
    }

    private static func answers(_ endpoint: Endpoint) -> [JSONMember] {
        let manual = endpoint.manual
        var statuses = manual.problems + [.internalServerError]
        if manual.body != nil { statuses += [.contentTooLarge, .unsupportedMediaType] }
        if endpoint.access != .open { statuses += [.unauthorized] }
        if case .right = endpoint.access { statuses += [.forbidden] }
        let good = JSONMember(
            String(manual.status.code),
            [
                "description": .string(manual.answer.meaning),
                "content": .object(
                    ([manual.answer] + manual.alternatives).map { JSONMember($0.mediaType, ["schema": $0.schema]) }),
            ])
        let codes = Set(statuses.map(\.code)).subtracting([manual.status.code]).sorted()
        return [good]
            + codes.map { code in
                JSONMember(
                    String(code),
                    [
                        "description": .string(Problem.title(of: HTTPResponse.Status(code: code))),
                        "content": [
                            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
                        ],
                    ])
            }
    }

    private static let problem: JSONValue = [
        "type": "object",
        "description": "RFC 9457；detail为中文说明，code为原因代码，legalBasis为法律依据，instance为请求编号",
        "required": ["type", "title", "status", "detail", "code", "instance"],
        "properties": [
            "type": ["type": "string", "format": "uri"], "title": ["type": "string"],
            "status": ["type": "integer"], "detail": ["type": "string"], "code": ["type": "string"],
            "legalBasis": ["type": "string"], "field": ["type": "string"],
            "instance": ["type": "string", "format": "uri"],
            "errors": [
                "type": "array", "description": "有多处错误时逐处列出",
                "items": [
                    "type": "object", "required": ["field", "code", "detail"],
                    "properties": [
                        "field": ["type": "string"], "code": ["type": "string"], "detail": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]
}
