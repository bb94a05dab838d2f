package import Casework
package import Contracts
package import Hummingbird

/// Why a request was not done, as RFC 9457 tells it: Chinese words for people, a code for programs.
package struct Problem: Error, Hashable, Sendable {
    /// HTTP status.
    package let status: HTTPResponse.Status
    /// Reason code.
    package let code: String
    /// What was refused, why, and what to do.
    package let detail: String
    /// The provision, as it is cited.
    package let legalBasis: String?
    /// The field that is wrong.
    package let field: String?
    /// All mistakes, when there are several; the first of them gives code and field.
    package let mistakes: [Mistake]
    /// Methods that the address serves, when it does not serve the one that was used.
    package let allowed: [String]
    /// Seconds after which it may be tried again; nil when that is not known.
    package let retryAfter: Int?

    /// One of several mistakes in a request.
    package struct Mistake: Hashable, Sendable {
        /// The field that is wrong.
        package let field: String
        /// Reason code.
        package let code: String
        /// What is wrong with it.
        package let detail: String

        /// A mistake.
        package init(field: String, code: String, detail: String) {
            self.field = field
            self.code = code
            self.detail = detail
        }
    }

    /// A problem.
    package init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, legalBasis: String? = nil,
        field: String? = nil, mistakes: [Mistake] = [], allowed: [String] = [], retryAfter: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.legalBasis = legalBasis
        self.field = field
        self.mistakes = mistakes
        self.allowed = allowed
        self.retryAfter = retryAfter
    }

    /// All mistakes in the fields of a request, told at once; nil for none.
    package init?(_ mistakes: [Mistake]) {
        guard let first = mistakes.first else { return nil }
        let detail = mistakes.count == 1 ? first.detail : "有\(mistakes.count)处错误，请全部改正后重新提交：" + first.detail
        self.init(
            .badRequest, first.code, detail, field: first.field, mistakes: mistakes.count == 1 ? [] : mistakes)
    }

    /// A refusal of the office, with the status that its code has.
    package init(_ refusal: Refusal) {
        self.init(
            Problem.status(of: refusal.code), refusal.code, refusal.text, legalBasis: refusal.basis,
            field: refusal.field)
    }

    /// A refusal with the rule set's advice, where its words do not have it yet.
    package init(_ refusal: Refusal, advice: String?) {
        guard let advice, !refusal.text.contains(advice) else {
            self.init(refusal)
            return
        }
        let end = ["。", "！", "？"].contains { refusal.text.hasSuffix($0) } ? "" : "。"
        self.init(
            Refusal(code: refusal.code, text: refusal.text + end + advice, basis: refusal.basis, field: refusal.field))
    }

    /// The status of a reason code: 422 unless the code says that something is not there, not allowed or not now.
    package static func status(of code: String) -> HTTPResponse.Status {
        statuses.first { $0.codes.contains(code) }?.status ?? .unprocessableContent
    }

    private static let statuses: [(status: HTTPResponse.Status, codes: [String])] = [
        (.unauthorized, ["SIGN_IN_FAILED"]),
        (.tooManyRequests, ["SIGN_IN_BARRED"]),
        (
            .notFound,
            ["UNKNOWN_CASE", "CASE_UNKNOWN", "NOT_HELD_BACK", "ACCOUNT_UNKNOWN", "SESSION_UNKNOWN", "TOKEN_UNKNOWN"]
        ),
        (.forbidden, ["ROLE_REQUIRED", "NOT_PARTY", "EVIDENCE_FORBIDDEN", "SCOPE_MISSING"]),
        (
            .conflict,
            [
                "LISTED_FOR_SAME_CAUSE",
                "STATE_CONFLICT", "ORDER_ID_TAKEN", "CASE_MISMATCH", "CASE_PARKED", "REPLAY_LIMIT",
                "PART_STATE_CONFLICT", "ACCOUNT_CHANGED", "ACCOUNT_EXISTS",
            ]
        ),
        (.preconditionFailed, ["VERSION_CONFLICT"]),
        (.serviceUnavailable, ["LEDGER_UNAVAILABLE", "SUPERSEDED", "DIRECTORY_MISSING", "SIGN_IN_BUSY"]),
    ]

    /// The document; `reference` is the number under which the log has the request.
    package func json(reference: String) -> JSONValue {
        .members([
            ("type", .string("urn:liandong:problem:\(code)")), ("title", .string(Problem.title(of: status))),
            ("status", .integer(Int64(status.code))), ("detail", .string(detail)), ("code", .string(code)),
            ("legalBasis", legalBasis.map { .string($0) }), ("field", field.map { .string($0) }),
            ("instance", .string("urn:liandong:reference:\(reference)")),
            (
                "errors",
                mistakes.isEmpty
                    ? nil
                    : .array(
                        mistakes.map { mistake in
                            [
                                "field": .string(mistake.field), "code": .string(mistake.code),
                                "detail": .string(mistake.detail),
                            ]
                        })
            ),
        ])
    }

    /// The answer.
    package func response(reference: String) -> Response {
        var response = Response.json(json(reference: reference), status: status)
        response.headers[.contentType] = "application/problem+json; charset=utf-8"
        response.headers[.cacheControl] = "no-store"
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        if !allowed.isEmpty { response.headers[.allow] = allowed.joined(separator: ", ") }
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }

    static func title(of status: HTTPResponse.Status) -> String {
        switch status.code {
        case 400: "请求有误"
        case 401: "未通过身份验证"
        case 403: "无权办理"
        case 404: "没有找到"
        case 405: "不支持该方法"
        case 409: "与当前状态冲突"
        case 410: "已不再公示"
        case 412: "内容已有变动"
        case 413: "内容过大"
        case 415: "不支持的内容类型"
        case 422: "不予办理"
        case 429: "请求过于频繁"
        case 503: "暂时不可用"
        default: status.code >= 500 ? "服务内部错误" : "请求未完成"
        }
    }
}

extension Problem {
    /// Nothing answers this path.
    package static let noRoute = Problem(.notFound, "ROUTE_UNKNOWN", "没有这个地址；可用的地址见 /openapi.json。")

    /// A query parameter that cannot be used.
    package static func parameter(_ name: String, _ words: String) -> Problem {
        Problem(.badRequest, "PARAMETER_INVALID", "参数“\(name)”\(words)。", field: name)
    }

    /// Something that is not there.
    package static func missing(_ what: String) -> Problem {
        Problem(.notFound, "NOT_FOUND", "没有\(what)。")
    }
}
