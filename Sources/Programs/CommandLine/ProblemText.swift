package import Contracts

/// The office's "no" (RFC 9457 `application/problem+json`) as a person reads it on a terminal.
package struct ProblemText: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// The answer's body, when it was JSON.
    package let body: JSONValue?

    /// An answer that says no.
    package init(status: Int, body: JSONValue?) {
        self.status = status
        self.body = body
    }

    /// The reason code; the HTTP status when there is none.
    package var code: String { body?["code"]?.string ?? "HTTP_\(status)" }

    /// How the command ends.
    package var ending: ProgramExit {
        switch (status, code) {
        case (_, "SUPERSEDED"): .superseded
        case (400..<500, _): .refused
        default: .failed
        }
    }

    /// What was refused, why, by which provision, what to do; one or more lines.
    package var text: String {
        let words = body?["detail"]?.string ?? body?["text"]?.string ?? body?["title"]?.string
        var lines = ["\(code)：\(words ?? ProblemText.words(status))"]
        if let field = body?["field"]?.string { lines.append("  字段：\(field)") }
        if let basis = body?["legalBasis"]?.string { lines.append("  依据：\(basis)") }
        for mistake in body?["errors"]?.array ?? [] {
            lines.append("  · \(mistake.string ?? ProblemText.line(mistake))")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ mistake: JSONValue) -> String {
        let words = mistake["detail"]?.string ?? mistake["text"]?.string ?? mistake.text
        return (mistake["field"]?.string).map { "\($0)：\(words)" } ?? words
    }

    private static func words(_ status: Int) -> String {
        switch status {
        case 401: "没有有效的令牌：请用 --as 或者 --token-file 指明办理人"
        case 403: "该办理人没有相应的角色或者区域权限"
        case 404: "没有找到：请核对编号"
        case 413: "内容过大"
        case 429: "请求过多，请稍后重试"
        case 503: "单位服务暂不可用：请用 liandong status 查看"
        default: "单位服务没有办理（HTTP \(status)）"
        }
    }
}
