import Accounts
import ArgumentParser
import Casework
import Contracts
import Foundation
import Programs
import Signing
import Workers

/// Which office, and as which officer.
struct OfficeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("单位配置 office.json。", valueName: "file"))
    var config = "office.json"

    @Option(
        name: .customLong("as"), help: ArgumentHelp("办理人编号，例如 police-01；令牌取自同一文件夹的 tokens.json。", valueName: "officer"))
    var officer: String?

    @Option(help: ArgumentHelp("令牌文件（只有本人可读，0600）。", valueName: "file"))
    var tokenFile: String?

    /// The office's settings.
    func settings() throws -> WorkerSettings {
        try WorkerSettings.read(
            SafeFile.read(config, access: .shared, for: .configuration), path: config,
            environment: ProcessInfo.processInfo.environment)
    }

    /// A client with the officer's token.
    func client() throws -> OfficeClient {
        let settings = try settings()
        guard settings.http.port > 0 else {
            throw ProgramEnding(.refused, code: "PORT_UNKNOWN", "\(config) 的 http.port 为 0：请写明固定端口")
        }
        let isEverywhere = ["0.0.0.0", "::"].contains(settings.http.host)
        let host = isEverywhere ? "127.0.0.1" : settings.http.host
        let scheme = settings.http.tls == nil ? "http" : "https"
        return OfficeClient(base: "\(scheme)://\(host):\(settings.http.port)", token: try token())
    }

    /// The officer of the token, by the office's own accounts: for work that needs the service stopped.
    func administrator() async throws -> Officer {
        let token = try token()
        var accounts = AccountsOptions()
        accounts.config = config
        guard let holder = try await accounts.open().holder(ofToken: token, at: OfficeClock.machine()) else {
            throw ProgramEnding(.refused, code: "TOKEN_UNKNOWN", "令牌在本单位无效：请核对 --as 或者 --token-file")
        }
        guard holder.officer.roles.contains(.administrator) else {
            throw ProgramEnding(
                .refused, code: "ROLE_REQUIRED", "\(holder.officer.name)（\(holder.officer.id)）不是系统管理员，不能办理")
        }
        return holder.officer
    }

    private func token() throws -> String {
        if let tokenFile {
            let bytes = try SafeFile.read(tokenFile, access: .secret, for: .tokens)
            return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let handedOut = try tokens()
        guard let officer else {
            throw ProgramEnding(
                .usage, code: "OFFICER_MISSING", "请用 --as 指明办理人，可选：\(OfficeOptions.names(handedOut))；或者用 --token-file")
        }
        guard let token = handedOut.first(where: { $0["id"]?.string == officer })?["token"]?.string else {
            throw ProgramEnding(
                .refused, code: "OFFICER_UNKNOWN", "本单位没有办理人 \(officer)，可选：\(OfficeOptions.names(handedOut))")
        }
        return token
    }

    private func tokens() throws -> [JSONValue] {
        let folder = URL(fileURLWithPath: config).deletingLastPathComponent()
        let path = folder.appendingPathComponent("tokens.json").path
        let bytes = try SafeFile.read(path, access: .secret, for: .tokens)
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)["tokens"]?.array ?? []
        } catch {
            throw ProgramEnding(.refused, code: "TOKENS_UNREADABLE", "\(path) 不是合法的 JSON（\(error)）：请用 --token-file")
        }
    }

    private static func names(_ tokens: [JSONValue]) -> String {
        tokens.compactMap { token in
            token["id"]?.string.map { id in
                let roles = (token["roles"]?.array ?? []).compactMap(\.string).joined(separator: "/")
                return "\(id)（\(roles)）"
            }
        }.joined(separator: "、")
    }
}
