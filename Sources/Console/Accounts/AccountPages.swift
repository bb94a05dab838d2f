import Accounts
import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Web

/// Accounts of the office (账号管理): who may come in, with which roles; passwords that are given; tokens.
struct AccountPages: ConsolePart {
    let console: Console

    private var store: AccountStore { console.backend.accounts }
    private var now: Moment { console.machineNow }
    private static let id = Endpoint.Parameter("id", .path, "账号")
    private static let number = Endpoint.Parameter("number", .path, "编号", schema: ["type": "integer"])

    var all: [Endpoint] {
        [
            page("/accounts", "账号", access: .right(.seeAccounts)) { request, context in
                try await list(request, context)
            },
            page("/accounts/new", "新建账号", access: .right(.manageAccounts)) { request, context in
                try await blank(nil, FormFields([:]), nil, request, context)
            },
            form("/accounts", "新建账号", access: .right(.manageAccounts)) { request, context in
                try await add(request, context)
            },
            page("/accounts/{id}", "一个账号", [AccountPages.id], access: .right(.seeAccounts)) { request, context in
                try await one(nil, nil, request, context)
            },
            form("/accounts/{id}", "修改账号", [AccountPages.id], access: .right(.manageAccounts)) { request, context in
                try await change(request, context)
            },
            deed("enable", "启用账号") { try await store.setEnabled(true, $0, by: $1, at: now) },
            deed("disable", "停用账号") { try await store.setEnabled(false, $0, by: $1, at: now) },
            form("/accounts/{id}/password", "发放一次性密码", [AccountPages.id], access: .right(.manageAccounts)) {
                request, context in
                try await givePassword(request, context)
            },
            form("/accounts/{id}/tokens", "制发令牌", [AccountPages.id], access: .right(.manageTokens)) {
                request, context in
                try await giveToken(request, context)
            },
            form("/tokens/{number}/end", "停用令牌", [AccountPages.number], access: .right(.manageTokens)) {
                request, context in
                let fields = try await console.fields(request, context)
                try await store.endToken(
                    try context.number("number"), of: nil, by: try context.officer().id, at: now)
                return PageResponse.seeOther("/accounts/" + AccountPages.path(fields["account"]))
            },
        ]
    }

    private func deed(
        _ name: String, _ summary: String, _ work: @escaping @Sendable (String, String) async throws -> Void
    ) -> Endpoint {
        form("/accounts/{id}/\(name)", summary, [AccountPages.id], access: .right(.manageAccounts)) {
            request, context in
            _ = try await console.fields(request, context)
            let id = try context.parameter("id")
            do {
                try await work(id, try context.officer().id)
            } catch let refusal as Refusal {
                return try await one(refusal, nil, request, context)
            }
            return PageResponse.seeOther("/accounts/" + AccountPages.path(id))
        }
    }

    // MARK: Reading

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let accounts = try await store.accounts()
        let rows = accounts.map { account -> [TableValue.Cell] in
            [
                .init(account.id, url: "/accounts/" + AccountPages.path(account.id)),
                .init(account.name, isChinese: true),
                .init(account.roles.map(\.title).joined(separator: "、"), isChinese: true),
                .init(account.region),
                .init("", badge: AccountPages.badge(account, visit)),
                .init(AccountPages.words(of: account.password, visit)),
                .init(account.signedInAt?.shortDescription ?? visit.text("never")),
            ]
        }
        let columns = ["accountName", "personName", "roles", "region", "tokenState", "password", "lastSignIn"]
        return try console.page(
            "accounts", title: visit.text("accounts"),
            [
                "table": TableValue(columns.map { .init(visit.text($0)) }, rows).value,
                "canManage": .flag(context.rights.contains(.manageAccounts)),
                "canAudit": .flag(context.rights.contains(.readAccessLog)),
                "line": .text(
                    "\(visit.text("total")) \(accounts.count) = \(visit.text("enabled")) \(accounts.filter(\.isEnabled).count) + "
                        + "\(visit.text("disabled")) \(accounts.filter { !$0.isEnabled }.count)"),
            ], visit, request)
    }

    /// One account; `filled` is what was typed, when it was refused.
    private func one(
        _ refusal: Refusal?, _ filled: FormFields?, secret: (title: String, text: String)? = nil, _ request: Request,
        _ context: WebContext
    ) async throws -> Response {
        let id = try context.parameter("id")
        guard let account = try await store.account(id) else { throw Problem.missing("账号“\(id)”") }
        let visit = try await console.visit(request, context)
        let draft =
            filled.map(AccountPages.draft)
            ?? AccountDraft(
                name: account.name, roles: account.roles, region: account.region)
        let path = "/accounts/" + AccountPages.path(id)
        let tokens = try await store.tokens(of: id)
        let given = Right.allCases.filter(Right.of(account.roles).contains)
        return try console.page(
            "account-one", title: id, trail: [.init(visit.text("accounts"), "/accounts")],
            status: refusal.map { Problem($0).status } ?? .ok,
            [
                "id": .text(id), "name": .text(account.name), "path": .text(path), "problem": .optional(refusal?.text),
                "basis": .optional(refusal?.basis), "badge": AccountPages.badge(account, visit).value,
                "isEnabled": .flag(account.isEnabled), "version": .text(String(account.version)),
                "standing": .text(AccountPages.words(of: account.password, visit)),
                "created": .text(account.createdAt.shortDescription),
                "signedIn": .text(account.signedInAt?.shortDescription ?? visit.text("never")),
                "fields": AccountPages.fields(draft, refusal, visit),
                "roleBoxes": AccountPages.roles(draft),
                "rolesError": .optional(refusal?.field == "roles" ? refusal?.text : nil),
                "canManage": .flag(context.rights.contains(.manageAccounts)),
                "rightBoxes": AccountTables.boxes("right", given.map { ($0.rawValue, $0.title) }, ticked: []),
                "secretTitle": .optional(secret?.title), "secret": .optional(secret?.text),
                "tokens": .list(tokens.map { AccountTables.token($0, visit, at: now, path: "/tokens") }),
                "hasTokens": .flag(!tokens.isEmpty),
            ], visit, request)
    }

    private func blank(
        _ refusal: Refusal?, _ filled: FormFields, _ id: String?, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let visit = try await console.visit(request, context)
        var draft = AccountPages.draft(filled)
        if draft.region.isEmpty { draft.region = visit.directory?.profile(console.backend.office)?.region ?? "" }
        let idField = AccountTables.field(
            "id", visit.text("accountName"), value: id ?? "", hint: visit.text("accountHint"),
            error: refusal?.field == "id" ? refusal?.text : nil)
        return try console.page(
            "account-new", title: visit.text("newAccount"), trail: [.init(visit.text("accounts"), "/accounts")],
            status: refusal.map { Problem($0).status } ?? .ok,
            [
                "problem": .optional(refusal?.text), "basis": .optional(refusal?.basis), "idField": .list([idField]),
                "fields": AccountPages.fields(draft, refusal, visit), "roleBoxes": AccountPages.roles(draft),
                "rolesError": .optional(refusal?.field == "roles" ? refusal?.text : nil),
            ], visit, request)
    }

    // MARK: Changing

    private func add(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let id = fields["id"]
        do {
            let password = try await store.add(id, AccountPages.draft(fields), by: try context.officer().id, at: now)
            return try await given(password, to: id, "passwordGiven", request, context)
        } catch let refusal as Refusal {
            return try await blank(refusal, fields, id, request, context)
        }
    }

    private func change(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let id = try context.parameter("id")
        do {
            try await store.change(
                id, to: AccountPages.draft(fields), version: Int64(fields["version"]) ?? 0,
                by: try context.officer().id, at: now)
        } catch let refusal as Refusal {
            return try await one(refusal, fields, request, context)
        }
        return PageResponse.seeOther("/accounts/" + AccountPages.path(id))
    }

    private func givePassword(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try await console.fields(request, context)
        let id = try context.parameter("id")
        let password = try await store.issuePassword(id, by: try context.officer().id, at: now)
        return try await given(password, to: id, "passwordGiven", request, context)
    }

    private func giveToken(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let id = try context.parameter("id")
        let ticked = Right.allCases.filter { fields["right.\($0.rawValue)"] == "yes" }
        do {
            let token = try await store.makeToken(
                for: id, fields["title"], rights: Set(ticked), days: Int(fields["days"]) ?? 0,
                by: try context.officer().id, at: now)
            return try await given(token, to: id, "tokenGiven", request, context)
        } catch let refusal as Refusal {
            return try await one(refusal, nil, request, context)
        }
    }

    /// A secret that is shown this once; the answer to the form itself, so that no address has it.
    private func given(
        _ secret: String, to id: String, _ title: String, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let visit = try await console.visit(request, context)
        return try console.page(
            "account-secret", title: visit.text(title), trail: [.init(visit.text("accounts"), "/accounts")],
            [
                "id": .text(id), "secret": .text(secret), "headline": .text(visit.text(title)),
                "path": .text("/accounts/" + AccountPages.path(id)),
            ], visit, request)
    }

    // MARK: Values

    private static func draft(_ fields: FormFields) -> AccountDraft {
        AccountDraft(
            name: fields["name"], roles: Role.allCases.filter { fields["role.\($0.rawValue)"] == "yes" },
            region: fields["region"])
    }

    private static func fields(_ draft: AccountDraft, _ refusal: Refusal?, _ visit: Console.Visit) -> PageValue {
        func error(_ field: String) -> String? { refusal?.field == field ? refusal?.text : nil }
        return [
            AccountTables.field("name", visit.text("personName"), value: draft.name, error: error("name")),
            AccountTables.field(
                "region", visit.text("region"), value: draft.region, maximum: 6, hint: visit.text("regionHint"),
                error: error("region")),
        ]
    }

    private static func roles(_ draft: AccountDraft) -> PageValue {
        AccountTables.boxes(
            "role", Role.allCases.map { ($0.rawValue, $0.title) }, ticked: Set(draft.roles.map(\.rawValue)))
    }

    private static func badge(_ account: Account, _ visit: Console.Visit) -> Badge {
        account.isEnabled ? Badge(visit.text("enabled"), .good) : Badge(visit.text("disabled"), .gone)
    }

    private static func words(of password: Account.PasswordStanding, _ visit: Console.Visit) -> String {
        switch password {
        case .none: visit.text("passwordNone")
        case .own: visit.text("passwordOwn")
        case .oneTime(let until): visit.text("passwordOneTime") + until.shortDescription
        }
    }

    /// An id as a part of an address: old registers may have signs in it that addresses have not.
    static func path(_ id: String) -> String {
        String(
            decoding: id.utf8.flatMap { byte -> [UInt8] in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
                return isPlain ? [byte] : Array("%\(Hexadecimal.encode([byte]).uppercased())".utf8)
            }, as: UTF8.self)
    }

    static let catalogue = Catalogue([
        "accounts": Words("账号管理", "Accounts"), "newAccount": Words("新建账号", "New account"),
        "lastSignIn": Words("最近登录", "Last sign-in"), "enabled": Words("启用", "Enabled"),
        "disabled": Words("停用", "Disabled"), "enable": Words("启用", "Enable"), "disable": Words("停用", "Disable"),
        "total": Words("合计", "Total"),
        "passwordNone": Words("没有密码", "None"), "passwordOwn": Words("本人设定", "Own"),
        "passwordOneTime": Words("一次性，有效至", "One-time, until "),
        "accountHint": Words(
            "小写字母、数字、“-”；开设后不再更改，也不改给他人。", "Small letters, digits, “-”; never changed or given to another person."),
        "regionHint": Words("六位行政区划代码。", "Six digits of GB/T 2260."),
        "givePassword": Words("发放一次性密码", "Give a one-time password"),
        "givePasswordHelp": Words(
            "原密码和全部登录随即失效。一次性密码7日内有效，首次登录须修改。",
            "The old password and all sessions end. Seven days, to be changed at first use."),
        "passwordGiven": Words("一次性密码", "One-time password"), "tokenGiven": Words("访问令牌", "Access token"),
        "secretHelp": Words(
            "只在此处显示一次，系统不保存原文。请当面或者以安全的方式交给本人。",
            "Shown this once and kept nowhere. Hand it over in person or by safe means."),
        "makeToken": Words("制发令牌", "Make a token"), "days": Words("有效天数", "Days"),
        "makeTokenHelp": Words(
            "供本单位的系统以该账号的名义调用接口；只勾选需要的权限。", "For systems that act for this account; tick only what is needed."),
        "createdAt": Words("开设时间", "Made at"),
    ])
}
