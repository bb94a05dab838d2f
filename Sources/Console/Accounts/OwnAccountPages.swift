import Accounts
import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Web

/// One's own account (我的账号): who one is here, where one is signed in, the password, tokens.
struct OwnAccountPages: ConsolePart {
    let console: Console

    private var backend: OfficeBackend { console.backend }
    private static let number = Endpoint.Parameter("number", .path, "编号", schema: ["type": "integer"])

    var all: [Endpoint] {
        [
            page("/account", "我的账号", access: .signedIn) { request, context in try await own(request, context) },
            form("/account/sessions/{number}/end", "结束本人的一次登录", [OwnAccountPages.number], access: .signedIn) {
                request, context in
                try await end(request, context, backend.accounts.endSession)
            },
            form("/account/tokens/{number}/end", "停用本人的令牌", [OwnAccountPages.number], access: .signedIn) {
                request, context in
                try await end(request, context, backend.accounts.endToken)
            },
            page(Sitting.firstPassword, "修改密码", access: .signedIn) { request, context in
                try await blank(nil, request, context)
            },
            form(Sitting.firstPassword, "修改密码", access: .signedIn) { request, context in
                try await change(request, context)
            },
        ]
    }

    private func own(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let machine = console.machineNow
        let sessions = try await backend.accounts.sessions(of: visit.officer.id, at: machine)
        let tokens = try await backend.accounts.tokens(of: visit.officer.id)
        let rows = sessions.map { session -> PageValue in
            let isThis = context.sitting?.id == String(session.number)
            return [
                "since": .text(session.startedAt.shortDescription), "seen": .text(session.seenAt.shortDescription),
                "ends": .text(session.endsAt.shortDescription), "address": .text(session.address),
                "browser": .text(session.browser), "isThis": .flag(isThis),
                "endURL": .text("/account/sessions/\(session.number)/end"), "formKey": .text(visit.formKey),
            ]
        }
        let rights = Right.allCases.filter(context.rights.contains)
        return try console.page(
            "account", title: visit.text("account"),
            [
                "facts": .list(
                    [
                        (visit.text("accountName"), visit.officer.id), (visit.text("personName"), visit.officer.name),
                        (visit.text("roles"), visit.officer.roles.map(\.title).joined(separator: "、")),
                        (visit.text("region"), visit.officer.region),
                    ].map { ["label": .text($0.0), "value": .text($0.1)] }),
                "links": .list(OwnAccountPages.links(context.rights, visit)),
                "rights": .text(rights.map(\.title).joined(separator: "、")), "sessions": .list(rows),
                "tokens": .list(tokens.map { AccountTables.token($0, visit, at: machine, path: "/account/tokens") }),
                "hasTokens": .flag(!tokens.isEmpty),
            ], visit, request)
    }

    private static func links(_ rights: Set<Right>, _ visit: Console.Visit) -> [PageValue] {
        [
            (Right.seeAccounts, "accounts", "/accounts"), (.seeAccounts, "bars", "/sign-in-bars"),
            (.readAccessLog, "accessLog", "/access-log"),
        ].filter { rights.contains($0.0) }.map { ["name": .text(visit.text($0.1)), "url": .text($0.2)] }
    }

    /// Ends one of one's own, a session or a token.
    private func end(
        _ request: Request, _ context: WebContext,
        _ ending: (_ number: Int64, _ owner: String, _ actor: String, _ now: Moment) async throws -> Void
    ) async throws -> Response {
        _ = try await console.fields(request, context)
        let officer = try context.officer().id
        try await ending(try context.number("number"), officer, officer, console.machineNow)
        return PageResponse.seeOther("/account")
    }

    private func change(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        do {
            guard fields.exact("new") == fields.exact("again") else {
                throw Refusal(code: "PASSWORD_DIFFERS", text: "两次填写的新密码不一致。", field: "again")
            }
            let session = try await backend.accounts.changePassword(
                of: try context.officer(), from: fields.exact("old"), to: fields.exact("new"),
                context.visitor(request), at: console.machineNow)
            var response = PageResponse.seeOther("/account")
            backend.cookie.give(session.secret, in: &response, for: request, context)
            return response
        } catch let refusal as Refusal {
            return try await blank(refusal, request, context)
        }
    }

    private func blank(_ refusal: Refusal?, _ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        func field(_ id: String, _ label: String, _ autocomplete: String, hint: String? = nil) -> PageValue {
            AccountTables.field(
                id, visit.text(label), kind: "password", autocomplete: autocomplete, maximum: 128,
                hint: hint.map { visit.text($0) }, error: refusal?.field == id ? refusal?.text : nil)
        }
        let isGeneral = !["old", "new", "again"].contains(refusal?.field)
        return try console.page(
            "password", title: visit.text("passwordTitle"), trail: [.init(visit.text("account"), "/account")],
            status: refusal.map { Problem($0).status } ?? .ok,
            [
                "isFirst": .flag(context.sitting?.mustChangePassword ?? false),
                "problem": .optional(isGeneral ? refusal?.text : nil), "account": .text(visit.officer.id),
                "fields": [
                    field("old", "oldPassword", "current-password"),
                    field("new", "newPassword", "new-password", hint: "passwordHint"),
                    field("again", "againPassword", "new-password"),
                ],
            ], visit, request)
    }

    static let catalogue = Catalogue([
        "personName": Words("姓名", "Name"), "roles": Words("角色", "Roles"), "region": Words("所属区域", "Region"),
        "rights": Words("权限", "Rights"), "sessions": Words("登录", "Signed in"),
        "sessionSince": Words("登录时间", "Since"), "sessionSeen": Words("最近使用", "Last used"),
        "sessionEnds": Words("最迟结束", "Ends at the latest"), "address": Words("地址", "Address"),
        "browser": Words("浏览器", "Browser"), "thisSession": Words("本次登录", "This one"),
        "endSession": Words("结束", "End"), "changePassword": Words("修改密码", "Change password"),
        "passwordTitle": Words("修改密码", "Change password"), "oldPassword": Words("现在的密码", "Password now"),
        "newPassword": Words("新密码", "New password"), "againPassword": Words("再次填写新密码", "New password again"),
        "passwordHint": Words(
            "至少12个字符；较长的短语便于记忆。不得含有账号、姓名。",
            "At least 12 characters; a long phrase is easy to remember. Not your account or name."),
        "firstPassword": Words(
            "您使用的是一次性密码。请先设定自己的密码，然后继续。", "This is a one-time password. Set your own first."),
        "tokens": Words("访问令牌", "Access tokens"), "tokenTitle": Words("用途", "Purpose"),
        "tokenRights": Words("权限范围", "Held to"), "tokenMade": Words("制发", "Made"),
        "tokenExpires": Words("有效期至", "Valid until"), "tokenUsed": Words("最近使用", "Last used"),
        "tokenState": Words("状态", "State"), "endToken": Words("停用", "End"),
        "allRights": Words("本人的全部权限", "All rights of the officer"), "never": Words("没有", "Never"),
        "noEnd": Words("未设定", "No end"), "live": Words("有效", "Valid"), "ended": Words("已停用", "Ended"),
        "expired": Words("已过期", "Expired"),
    ])
}

extension WebContext {
    /// A whole number of the path; what is none is no address.
    func number(_ name: String) throws -> Int64 {
        guard let number = Int64(try parameter(name)) else { throw Problem.noRoute }
        return number
    }
}
