import Accounts
import ArgumentParser
import Casework
import Contracts
import Foundation
import Logging
import Programs
import Signing
import Workers

struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "本单位的账号：由本机的系统管理员直接办理，可在服务运行时使用。",
        discussion: """
            账号文件 accounts.sqlite 与台账在同一文件夹，须以服务的用户运行。每次办理记入访问记录。

            示例：
              liandong accounts list --config office.json
              liandong accounts add --config office.json zhang-01 --name 张拟 --role handler --region 510100
              liandong accounts password --config office.json zhang-01
            """.folded,
        subcommands: [
            ListAccounts.self, AddAccount.self, GivePassword.self, DisableAccount.self, EnableAccount.self,
            GiveToken.self, VerifyAccounts.self, BackUpAccounts.self,
        ])
}

/// The accounts of the office of a configuration, opened as its owner.
struct AccountsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("单位配置 office.json。", valueName: "file"))
    var config = "office.json"

    @OptionGroup var form: OutputForm

    /// Machine time.
    var now: Moment { OfficeClock.machine() }

    /// Who acts: the machine's user, since whoever may read the file needs no account.
    var actor: String { "@\(NSUserName())" }

    func open() throws -> AccountStore {
        let settings = try WorkerSettings.read(
            SafeFile.read(config, access: .shared, for: .configuration), path: config,
            environment: ProcessInfo.processInfo.environment)
        var logger = Logger(label: settings.office.description)
        logger.logLevel = .notice
        return try OfficeAccounts.open(
            settings, region: String(settings.office.description.prefix(6)), at: now, logger: logger)
    }
}

struct ListAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "全部账号及其角色、状态。")
    @OptionGroup var options: AccountsOptions

    func run() async throws {
        let accounts = try await options.open().accounts()
        let json = accounts.map { account -> JSONValue in
            .members([
                ("id", .string(account.id)), ("name", .string(account.name)),
                ("roles", .array(account.roles.map { .string($0.rawValue) })), ("region", .string(account.region)),
                ("isEnabled", .bool(account.isEnabled)),
                ("signedInAt", account.signedInAt.map { .string($0.description) }),
            ])
        }
        let lines = accounts.map { account in
            let roles = account.roles.map(\.title).joined(separator: "、")
            let seen = account.signedInAt?.shortDescription ?? "从未登录"
            return
                "\(account.id)  \(account.name)  \(roles)  \(account.region)  \(account.isEnabled ? "启用" : "停用")  \(seen)"
        }
        Console.print(["accounts": .array(json)], as: options.form, lines.joined(separator: "\n"))
    }
}

struct AddAccount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "新建账号，输出一次性密码。")
    @Argument(help: ArgumentHelp("账号。", valueName: "account")) var id: String
    @Option(help: ArgumentHelp("姓名。", valueName: "name")) var name: String
    @Option(help: ArgumentHelp("角色，可重复：\(roles)。", valueName: "role")) var role: [String]
    @Option(help: ArgumentHelp("六位行政区划代码。", valueName: "region")) var region: String
    @OptionGroup var options: AccountsOptions

    private static let roles = Role.allCases.map { "\($0.rawValue)（\($0.title)）" }.joined(separator: "、")

    func validate() throws {
        for name in role where Role(rawValue: name) == nil {
            throw ValidationError("--role：没有角色“\(name)”，可用：\(Self.roles)")
        }
    }

    func run() async throws {
        let draft = AccountDraft(name: name, roles: role.compactMap { Role(rawValue: $0) }, region: region)
        let password = try await options.open().add(id, draft, by: options.actor, at: options.now)
        Console.print(["id": .string(id), "oneTimePassword": .string(password)], as: options.form, password)
    }
}

/// One account, by its id.
struct OneAccount: ParsableArguments {
    @Argument(help: ArgumentHelp("账号。", valueName: "account")) var id: String
    @OptionGroup var options: AccountsOptions

    /// Lets its officer in or out, and says so.
    func set(isEnabled: Bool) async throws {
        try await options.open().setEnabled(isEnabled, id, by: options.actor, at: options.now)
        Console.print(
            ["id": .string(id), "isEnabled": .bool(isEnabled)], as: options.form,
            isEnabled ? "已启用 \(id)" : "已停用 \(id)")
    }
}

struct GivePassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "发放一次性密码；原密码和全部登录随即失效。")
    @OptionGroup var account: OneAccount

    func run() async throws {
        let (id, options) = (account.id, account.options)
        let password = try await options.open().issuePassword(id, by: options.actor, at: options.now)
        Console.print(["id": .string(id), "oneTimePassword": .string(password)], as: options.form, password)
    }
}

struct DisableAccount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disable", abstract: "停用账号：登录和令牌随即失效。")
    @OptionGroup var account: OneAccount

    func run() async throws { try await account.set(isEnabled: false) }
}

struct EnableAccount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "重新启用账号。")
    @OptionGroup var account: OneAccount

    func run() async throws { try await account.set(isEnabled: true) }
}

struct GiveToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "制发令牌，供本单位的系统以该账号的名义调用接口；只输出这一次。")
    @Argument(help: ArgumentHelp("账号。", valueName: "account")) var id: String
    @Option(help: ArgumentHelp("用途。", valueName: "text")) var title: String
    @Option(help: ArgumentHelp("有效天数，1至\(AccountStore.longestTokenDays)。", valueName: "days")) var days = 90
    @Option(name: .customLong("right"), help: ArgumentHelp("权限，可重复；不写则为账号的全部权限。可用：\(rights)。", valueName: "right"))
    var names: [String] = []
    @OptionGroup var options: AccountsOptions

    private static let rights = Right.allCases.map(\.rawValue).joined(separator: "、")

    func validate() throws {
        for name in names where Right(rawValue: name) == nil {
            throw ValidationError("--right：没有权限“\(name)”，可用：\(Self.rights)")
        }
    }

    func run() async throws {
        let rights = names.isEmpty ? nil : Set(names.compactMap { Right(rawValue: $0) })
        let token = try await options.open().makeToken(
            for: id, title, rights: rights, days: days, by: options.actor, at: options.now)
        Console.print(["id": .string(id), "token": .string(token)], as: options.form, token)
    }
}

struct VerifyAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "verify", abstract: "校验访问记录的散列链。")
    @OptionGroup var options: AccountsOptions

    func run() async throws {
        if let broken = try await options.open().firstBrokenAccess() {
            throw ProgramEnding(
                .failed, code: "ACCESS_LOG_DAMAGED", "访问记录第 \(broken) 条与其散列不符：请保留文件，查明何人改动，并以备份核对")
        }
        Console.print(["isWhole": true], as: options.form, "访问记录完整")
    }
}

struct BackUpAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "backup", abstract: "把账号文件备份为一个新文件，可在服务运行时使用。")
    @Argument(help: ArgumentHelp("新文件。", valueName: "file")) var path: String
    @OptionGroup var options: AccountsOptions

    func run() async throws {
        try await options.open().backUp(to: path)
        Console.print(["file": .string(path)], as: options.form, "已备份到 \(path)")
    }
}
