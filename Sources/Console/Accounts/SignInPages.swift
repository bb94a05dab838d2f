import Accounts
import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Web

/// Where people come in and go out.
struct SignInPages: ConsolePart {
    let console: Console

    private var backend: OfficeBackend { console.backend }

    var all: [Endpoint] {
        [
            page("/sign-in", "登录", [.init("next", .query, "登录后前往的本站地址")], access: .open) { request, context in
                let next = SignInPages.own(request.query("next"))
                return try await blank(next: next, request, context)
            },
            form("/sign-in", "登录", access: .open) { request, context in try await signIn(request, context) },
            form(Sitting.signOut, "退出登录", access: .signedIn) { request, context in
                try await signOut(request, context)
            },
        ]
    }

    /// No session is there yet whose key the form could carry: that the page is this server's own is what is asked for. A
    /// page of another site could else sign a person in as somebody else, and read along.
    private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        guard request.isFromOwnPage else {
            throw Problem(.forbidden, "FOREIGN_PAGE", "请求不是从本系统页面发出的，没有办理。请从登录页面重新登录。")
        }
        let fields = try await FormFields(request)
        let (name, next) = (fields["account"], SignInPages.own(fields["next"]))
        do {
            let session = try await backend.accounts.signIn(
                name, fields.exact("password"), context.visitor(request),
                replacing: backend.cookie.secret(of: request, context), at: console.machineNow)
            let isFirst = session.session.mustChangePassword
            var response = PageResponse.seeOther(isFirst ? Sitting.firstPassword : next)
            backend.cookie.give(session.secret, in: &response, for: request, context)
            return response
        } catch let refusal as Refusal {
            let problem = Problem(refusal)
            return try await blank(account: name, next: next, problem: problem, request, context)
        }
    }

    private func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try await console.fields(request, context)
        if let number = context.sitting.flatMap({ Int64($0.id) }) {
            let officer = try context.officer().id
            try await backend.accounts.endSession(number, of: officer, by: officer, at: console.machineNow)
        }
        var response = PageResponse.seeOther("/sign-in")
        backend.cookie.take(in: &response, for: request, context)
        // What the browser kept of this site is gone with the session.
        if let name = FieldName("Clear-Site-Data") { response.headers[name] = "\"cache\", \"storage\"" }
        return response
    }

    private func blank(
        account: String = "", next: String, problem: Problem? = nil, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let visit = await console.stranger(request)
        let title = visit.text("signInTitle")
        return try console.page(
            "signin", title: title, status: problem?.status ?? .ok,
            [
                "account": .text(String(account.prefix(64))), "next": .text(next == "/" ? "" : next),
                "problem": .optional(problem?.detail), "office": .text(visit.fullName(of: backend.office)),
            ], visit, request)
    }

    /// Only addresses of this very site: a path, and nothing that a browser could take for another host.
    static func own(_ next: String?) -> String {
        guard let next, next.utf8.count <= 2000, next.hasPrefix("/"), !next.hasPrefix("//"),
            next.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            !next.hasPrefix("/sign-in"), !next.hasPrefix("/api/")
        else { return "/" }
        return next
    }

    static let catalogue = Catalogue([
        "signInTitle": Words("登录", "Sign in"), "signInAt": Words("登录单位", "Office"),
        "accountName": Words("账号", "Account"), "password": Words("密码", "Password"),
        "signInButton": Words("登录", "Sign in"),
        "signInHelp": Words(
            "账号由本单位系统管理员开设。忘记密码的，请系统管理员发放一次性密码。",
            "Accounts are made by the office's administrator, who also gives a one-time password to whoever forgot theirs."
        ),
        "signInWarning": Words(
            "本系统不处理国家秘密、工作秘密。查看主体和案件信息的，记录人员、时间和事由。",
            "No state or work secrets. Whoever looks at subjects and cases is recorded with time and reason."),
    ])
}

extension WebContext {
    /// From where and with what somebody comes.
    func visitor(_ request: Request) -> Visitor {
        Visitor(address: address(of: request), browser: request.headers[.userAgent] ?? "")
    }
}
