import Hummingbird

/// An address that exists but not for the method that was used is told so, with the methods it has (RFC 9110, 15.5.6).
struct MethodGuard: RouterMiddleware {
    typealias Context = WebContext

    private struct Address {
        let parts: [Substring]
        let methods: [String]

        /// How many of its parts are a request's own.
        var parameters: Int { parts.count { $0.hasPrefix("{") } }

        func fits(_ path: [Substring]) -> Bool {
            parts.count == path.count && zip(parts, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }

    private let addresses: [Address]

    init(_ endpoints: [Endpoint]) {
        let paths = Set(endpoints.map(\.path)).sorted()
        addresses = paths.map { path in
            var methods = endpoints.filter { $0.path == path }.map(\.method.rawValue)
            if methods.contains("GET") { methods.append("HEAD") }
            return Address(
                parts: path.split(separator: "/", omittingEmptySubsequences: false), methods: methods.sorted())
        }
    }

    @concurrent func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound || error.status == .methodNotAllowed {
            try refuse(request)
            throw error
        }
    }

    /// Only what no route took is looked at: the others pay nothing.
    private func refuse(_ request: Request) throws {
        let path = request.uri.path.split(separator: "/", omittingEmptySubsequences: false)
        // An address that is written out is another one than the address with a parameter that it would fit too.
        let fitting = addresses.filter { $0.fits(path) }
        let nearest = fitting.map(\.parameters).min()
        let methods = Set(fitting.filter { $0.parameters == nearest }.flatMap(\.methods)).sorted()
        guard methods.isEmpty || methods.contains(request.method.rawValue) else {
            throw Problem(
                .methodNotAllowed, "METHOD_NOT_ALLOWED",
                "该地址不支持\(request.method.rawValue)，可用的方法：\(methods.joined(separator: "、"))。", allowed: methods)
        }
    }
}

extension Endpoint {
    /// A body of another media type than the route reads is refused before it is read (RFC 9110, 15.5.16).
    func checkMediaType(of request: Request) throws {
        guard let body = manual.body else { return }
        let given = request.headers[.contentType] ?? ""
        let bare = given.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        guard !body.accepted.contains(bare) else { return }
        let wanted = body.accepted.joined(separator: "、")
        throw Problem(
            .unsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED",
            "请求头Content-Type应为\(wanted)\(given.isEmpty ? "，没有填写" : "")。")
    }
}

extension Endpoint {
    /// Whether it takes a form of a page, which carries the session's key in a field.
    var readsForm: Bool { manual.body?.mediaType == FormFields.mediaType }
}

extension Request {
    /// Whether it changes nothing (RFC 9110, 9.2.1).
    var isHarmless: Bool { [.get, .head, .options].contains(method) }
}

extension Problem {
    /// A form, or what a script sends, without the key of the session.
    package static let foreignForm = Problem(
        .forbidden, "FORM_KEY_INVALID", "表单不属于本次登录，没有办理。请返回上一页刷新后重新提交；已填内容仍在页面上。")
}
