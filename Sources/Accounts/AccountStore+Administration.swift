import Casework
package import Contracts
import Foundation
import GRDB
import Signing

/// Accounts made and changed by an administrator.
extension AccountStore {
    /// Makes an account with a one-time password.
    ///
    /// - Returns: the password, which is shown once and kept nowhere.
    /// - Throws: `Refusal`.
    package func add(_ id: String, _ draft: AccountDraft, by officer: String, at now: Moment) async throws -> String {
        guard AccountStore.isID(id) else {
            throw Refusal(
                code: "ACCOUNT_ID_INVALID", text: "账号应为2至64个小写字母、数字、“-”、“_”或者“.”，以字母或者数字开头。", field: "id")
        }
        try draft.check()
        let password = OneTimePassword.make()
        let hash = try await hashed(password)
        try await pool.write { [seal, policy] database in
            guard try AccountStore.account(id, database) == nil else {
                throw Refusal(code: "ACCOUNT_EXISTS", text: "已经有账号“\(id)”；账号不删除，也不改给他人。", field: "id")
            }
            try AccountStore.insert(id, draft, database, now)
            try AccountStore.set(hash, of: id, oneTimeUntil: now + policy.oneTime, database, now)
            try AccessLog.append(
                AccessEntry(.accountAdded, by: officer, detail: AccountStore.summary(id, draft)), seal, database, now)
        }
        return password
    }

    /// Changes name, roles and region.
    ///
    /// - Parameters:
    ///   - id: the account.
    ///   - draft: what it shall be.
    ///   - version: of the account as it was seen.
    ///   - officer: who changes it.
    ///   - now: machine time.
    /// - Throws: `Refusal`, for an account that somebody changed meanwhile among others.
    package func change(
        _ id: String, to draft: AccountDraft, version: Int64, by officer: String, at now: Moment
    ) async throws {
        try draft.check()
        try await pool.write { [seal] database in
            let account = try AccountStore.known(id, database)
            guard account.version == version else {
                throw Refusal(code: "ACCOUNT_CHANGED", text: "账号“\(id)”已被他人修改，请查看现在的内容后重新提交。")
            }
            guard officer != id || Set(account.roles) == Set(draft.roles) else {
                throw Refusal(code: "OWN_ACCOUNT", text: "不得修改本人的角色，请由另一名系统管理员办理。", field: "roles")
            }
            try AccountStore.keepAdministrator(
                without: account, roles: draft.roles, isEnabled: account.isEnabled, database)
            try database.execute(
                sql: """
                    UPDATE account SET name = ?, roles = ?, region = ?, version = version + 1, changed_at = ? WHERE id = ?
                    """,
                arguments: [draft.name, Account.text(draft.roles), draft.region, now.milliseconds, id])
            try AccessLog.append(
                AccessEntry(.accountChanged, by: officer, detail: AccountStore.summary(id, draft)), seal, database, now)
        }
    }

    /// Lets a person in or no longer; who is disabled is signed out at once and the tokens are worth nothing.
    ///
    /// - Throws: `Refusal`.
    package func setEnabled(_ isEnabled: Bool, _ id: String, by officer: String, at now: Moment) async throws {
        try await pool.write { [seal] database in
            let account = try AccountStore.known(id, database)
            guard officer != id || isEnabled else {
                throw Refusal(code: "OWN_ACCOUNT", text: "不得停用本人的账号，请由另一名系统管理员办理。")
            }
            try AccountStore.keepAdministrator(without: account, roles: account.roles, isEnabled: isEnabled, database)
            try database.execute(
                sql: "UPDATE account SET is_enabled = ?, version = version + 1, changed_at = ? WHERE id = ?",
                arguments: [isEnabled, now.milliseconds, id])
            if !isEnabled { try AccountStore.endSessions(of: id, database) }
            try AccessLog.append(
                AccessEntry(isEnabled ? .accountEnabled : .accountDisabled, by: officer, detail: id), seal, database,
                now)
        }
    }

    /// Gives a person a one-time password; the old one and all sessions end.
    ///
    /// - Returns: the password, which is shown once and kept nowhere.
    /// - Throws: `Refusal`.
    package func issuePassword(_ id: String, by officer: String, at now: Moment) async throws -> String {
        let password = OneTimePassword.make()
        let hash = try await hashed(password)
        try await pool.write { [seal, policy] database in
            _ = try AccountStore.known(id, database)
            try AccountStore.set(hash, of: id, oneTimeUntil: now + policy.oneTime, database, now)
            try AccountStore.endSessions(of: id, database)
            try AccountStore.forget(account: id, database)
            try AccessLog.append(AccessEntry(.passwordIssued, by: officer, detail: id), seal, database, now)
        }
        return password
    }

    func hashed(_ password: String) async throws -> PasswordHash {
        try await work.run { [cost = policy.cost, derivation] in
            try PasswordHash.make(password, cost, by: derivation)
        }
    }

    static func insert(_ id: String, _ draft: AccountDraft, _ database: Database, _ now: Moment) throws {
        try database.execute(
            sql: """
                INSERT INTO account (id, name, roles, region, is_enabled, version, created_at, changed_at)
                VALUES (?, ?, ?, ?, 1, 1, ?, ?)
                """,
            arguments: [id, draft.name, Account.text(draft.roles), draft.region, now.milliseconds, now.milliseconds])
    }

    static func set(
        _ hash: PasswordHash, of id: String, oneTimeUntil end: Moment?, _ database: Database, _ now: Moment
    ) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO password
                (account, rounds, block_size, parallelism, salt, hash, is_one_time, expires_at, set_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, hash.cost?.rounds ?? 0, hash.cost?.blockSize ?? 0, hash.cost?.parallelism ?? 0, Data(hash.salt),
                Data(hash.hash), end != nil, end?.milliseconds, now.milliseconds,
            ])
    }

    /// An office without an administrator could never again let anybody in.
    private static func keepAdministrator(
        without account: Account, roles: [Role], isEnabled: Bool, _ database: Database
    ) throws {
        guard account.roles.contains(.administrator), !isEnabled || !roles.contains(.administrator) else { return }
        let others = try Row.fetchAll(
            database, sql: "SELECT roles FROM account WHERE is_enabled = 1 AND id <> ?", arguments: [account.id])
        guard others.contains(where: { Account.roles($0[0]).contains(.administrator) }) else {
            throw Refusal(code: "LAST_ADMINISTRATOR", text: "“\(account.id)”是最后一名系统管理员，不得停用或者改任。")
        }
    }

    private static func summary(_ id: String, _ draft: AccountDraft) -> String {
        "\(id) \(draft.name) \(draft.roles.map(\.title).joined(separator: "、")) \(draft.region)"
    }

    private static func isID(_ text: String) -> Bool {
        let isFit = text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
        }
        return isFit && (2...64).contains(text.utf8.count) && text.first.map { $0.isLetter || $0.isNumber } ?? false
    }
}

/// Passwords that are given: random, easy to read out, worth one use.
package enum OneTimePassword {
    /// Without the signs that are taken for one another: 5 bits each.
    private static let signs = Array("abcdefghijkmnpqrstuvwxyz23456789")

    /// Twenty signs in groups of five: 100 bits.
    package static func make() -> String {
        let signs = RandomBytes.make(20).map { OneTimePassword.signs[Int($0 & 31)] }
        return stride(from: 0, to: 20, by: 5).map { String(signs[$0..<$0 + 5]) }.joined(separator: "-")
    }
}
