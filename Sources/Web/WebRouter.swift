import Casework
package import Hummingbird
import Logging

/// A problem as a page for people, under the reference number that the log has; nil for callers that want the document.
package typealias ProblemPage = @Sendable (Problem, Request, _ reference: String) async -> Response?

/// Makes a router from endpoints: problems become documents, tokens become officers, roles are checked.
package enum WebRouter {
    /// A router that serves exactly `endpoints`; whatever else is asked for needs a known caller before it is told to be
    /// unknown, when `callers` are there.
    package static func make(
        _ endpoints: [Endpoint], callers: Callers?, limit: RateLimit? = nil, page: ProblemPage? = nil
    ) -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        let open = endpoints.filter { $0.access == .open }.map(\.path)
        router.add(middleware: ProblemDocuments(page: page))
        if let limit { router.add(middleware: RateGuard(limit: limit)) }
        router.add(middleware: PathGuard(open: open, callers: callers))
        router.add(middleware: MethodGuard(endpoints))
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                try admit(endpoint, request, context)
                try endpoint.checkMediaType(of: request)
                return try await endpoint.handler(request, context)
            }
        }
        return router
    }

    private static func admit(_ endpoint: Endpoint, _ request: Request, _ context: WebContext) throws {
        switch endpoint.access {
        case .open: return
        case .signedIn: _ = try context.officer()
        case .right(let right): try context.require(right)
        }
        // A form carries the key in a field, and its page looks at it; what a script sends carries it in its head.
        guard let sitting = context.sitting, !request.isHarmless, !endpoint.readsForm else { return }
        guard let name = FieldName.formKey, request.headers[name] == sitting.formKey else {
            throw Problem.foreignForm
        }
    }
}

/// Every error leaves as a problem document with a reference number; nothing internal leaves at all.
struct ProblemDocuments: RouterMiddleware {
    typealias Context = WebContext

    let page: ProblemPage?

    @concurrent func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch let problem as Problem {
            response = await told(problem, request, context)
        } catch let refusal as Refusal {
            response = await told(Problem(refusal), request, context)
        } catch let error as HTTPError {
            response = await told(ProblemDocuments.problem(error), request, context)
        } catch {
            context.logger.error(
                "a request failed", metadata: ["reference": "\(context.reference)", "error": "\(error)"])
            response = await told(ProblemDocuments.defect(context.reference), request, context)
        }
        // The path's pattern and not the path: what people type into addresses may be personal.
        context.logger.debug(
            "request",
            metadata: [
                "reference": "\(context.reference)", "method": "\(request.method)",
                "route": "\(context.endpointPath ?? "-")", "status": "\(response.status.code)",
            ])
        return response
    }

    private func told(_ problem: Problem, _ request: Request, _ context: WebContext) async -> Response {
        if let page = await page?(problem, request, context.reference) { return page }
        return problem.response(reference: context.reference)
    }

    private static func problem(_ error: HTTPError) -> Problem {
        switch error.status {
        case .notFound: .noRoute
        case .methodNotAllowed: Problem(.methodNotAllowed, "METHOD_NOT_ALLOWED", "该地址不支持这种方法。")
        default: Problem(error.status, "REQUEST_INVALID", "请求无法处理，请核对后重试。")
        }
    }

    private static func defect(_ reference: String) -> Problem {
        Problem(
            .internalServerError, "INTERNAL_ERROR", "服务内部出现错误，操作结果以案件状态为准。请将编号\(reference)告知系统管理员。")
    }
}

/// Nothing but the open paths is served, or even told to exist, to nobody.
struct PathGuard: RouterMiddleware {
    typealias Context = WebContext

    private let open: Set<String>
    /// Open paths with a name in them end with it: what stands before it.
    private let openFolders: [String]
    private let callers: Callers?

    init(open: [String], callers: Callers?) {
        self.open = Set(open.filter { !$0.contains("{") })
        openFolders = open.filter { $0.hasSuffix("}") }.map { String($0.prefix { $0 != "{" }) }
        self.callers = callers
    }

    @concurrent func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let callers, !isOpen(request.uri.path) else { return try await next(request, context) }
        var context = context
        if let header = request.headers[.authorization] {
            let caller = try await caller(header, callers)
            context.caller = caller.officer
            context.rights = caller.rights
        } else if let sitting = try await callers.sitting(request, context) {
            try PathGuard.check(sitting, request)
            context.caller = sitting.officer
            context.rights = Right.of(sitting.officer.roles)
            context.sitting = sitting
        } else {
            throw Problem(
                .unauthorized, "TOKEN_MISSING", "请先登录；程序调用请在请求头“Authorization: Bearer”中提供本人的访问令牌。")
        }
        return try await next(request, context)
    }

    private func isOpen(_ path: String) -> Bool {
        open.contains(path)
            || openFolders.contains { path.hasPrefix($0) && !path.dropFirst($0.utf8.count).contains("/") }
    }

    private func caller(_ header: String, _ callers: Callers) async throws -> TokenCaller {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let caller = try await callers.token(String(parts[1]))
        else { throw Problem(.unauthorized, "TOKEN_INVALID", "访问令牌无效或者已过期，请向本单位系统管理员领取。") }
        return caller
    }

    private static func check(_ sitting: Sitting, _ request: Request) throws {
        // A page of another site can make a browser send its cookie, and must not be able to do anything by it.
        guard request.isHarmless || request.isFromOwnPage else {
            throw Problem(.forbidden, "FOREIGN_PAGE", "请求不是从本系统页面发出的，没有办理。请从本系统页面重新操作。")
        }
        guard !sitting.mustChangePassword || [Sitting.firstPassword, Sitting.signOut].contains(request.uri.path) else {
            throw Problem(.forbidden, "PASSWORD_MUST_CHANGE", "您使用的是一次性密码，请先修改密码。")
        }
    }
}
