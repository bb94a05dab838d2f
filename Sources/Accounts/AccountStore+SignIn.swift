package import Casework
package import Contracts
import Foundation
import GRDB

/// Passwords given in: signing in, and changing one's own.
extension AccountStore {
    /// Signs in. Whoever had a session in this browser has it no longer: the number is new with every sign-in.
    ///
    /// An unknown name, a disabled account and a wrong password get the same answer in the same time.
    ///
    /// - Parameters:
    ///   - name: the account.
    ///   - password: as it was typed.
    ///   - visitor: where the request comes from.
    ///   - old: the secret of the cookie that came with the request.
    ///   - now: machine time.
    /// - Returns: the session and its secret.
    /// - Throws: `Refusal`: `SIGN_IN_FAILED`, `SIGN_IN_BARRED` with the time until it may be tried again.
    package func signIn(
        _ name: String, _ password: String, _ visitor: Visitor, replacing old: String?, at now: Moment
    ) async throws -> NewSession {
        let place = AttemptPlace(account: name, address: visitor.address)
        if let until = try await pool.read({ try place.barredUntil($0, now) }) { throw AccountStore.barred(until, now) }
        let known = try await candidate(name, now)
        let fits = try await verify(password, known?.hash)
        guard let known, fits else {
            try await pool.write { [seal, policy] database in
                try place.fail(policy, database, now)
                try AccessLog.append(
                    AccessEntry(.signInFailed, by: known?.account.id ?? "", address: visitor.address), seal, database,
                    now)
            }
            throw AccountStore.wrong
        }
        let stronger = known.hash.cost == policy.cost ? nil : try await hashed(password)
        return try await pool.write { [self] database in
            // Read again: the account may have been disabled, or its password changed, while this was computed.
            guard let account = try AccountStore.account(known.account.id, database), account.isEnabled,
                try AccountStore.hash(of: account.id, database) == known.hash
            else { throw AccountStore.wrong }
            if let stronger {
                try AccountStore.set(stronger, of: account.id, oneTimeUntil: account.oneTimeEnd, database, now)
            }
            try AccountStore.endSession(secret: old, database)
            try AccountStore.forget(account: name, database)
            try database.execute(
                sql: "UPDATE account SET signed_in_at = ? WHERE id = ?", arguments: [now.milliseconds, account.id])
            try AccessLog.append(
                AccessEntry(.signedIn, by: account.id, address: visitor.address), seal, database, now)
            return try begin(account.officer, visitor, mustChange: account.oneTimeEnd != nil, database, now)
        }
    }

    /// Changes one's own password; all sessions end and a new one begins.
    ///
    /// - Throws: `Refusal`, with the field.
    package func changePassword(
        of officer: Officer, from old: String, to new: String, _ visitor: Visitor, at now: Moment
    ) async throws -> NewSession {
        let place = AttemptPlace(account: officer.id, address: visitor.address)
        if let until = try await pool.read({ try place.barredUntil($0, now) }) { throw AccountStore.barred(until, now) }
        try check(new, of: officer, old: old)
        let known = try await candidate(officer.id, now)
        guard let known, try await verify(old, known.hash) else {
            try await pool.write { [policy] in try place.fail(policy, $0, now) }
            throw Refusal(code: "SIGN_IN_FAILED", text: "现在的密码不正确。", field: "old")
        }
        let hash = try await hashed(new)
        return try await pool.write { [self] database in
            let account = try AccountStore.known(officer.id, database)
            guard account.isEnabled, try AccountStore.hash(of: account.id, database) == known.hash else {
                throw AccountStore.wrong
            }
            try AccountStore.set(hash, of: officer.id, oneTimeUntil: nil, database, now)
            try AccountStore.endSessions(of: officer.id, database)
            try AccountStore.forget(account: officer.id, database)
            try AccessLog.append(
                AccessEntry(.passwordChanged, by: officer.id, address: visitor.address), seal, database, now)
            return try begin(account.officer, visitor, mustChange: false, database, now)
        }
    }

    private func check(_ password: String, of officer: Officer, old: String) throws(Refusal) {
        let reason: String? =
            if password.count < policy.shortest {
                "新密码至少\(policy.shortest)个字符；较长的短语便于记忆。"
            } else if password.count > 128 {
                "新密码最多128个字符。"
            } else if Set(password).count < 5 {
                "新密码中不同的字符太少。"
            } else if password.lowercased().contains(officer.id.lowercased()) || password.contains(officer.name) {
                "新密码中不得含有账号或者姓名。"
            } else if password == old {
                "新密码不得与现在的密码相同。"
            } else if PasswordPatterns.isCommon(password) {
                "新密码属于常见的密码，请另选一个。"
            } else {
                nil
            }
        if let reason { throw Refusal(code: "PASSWORD_WEAK", text: reason, field: "new") }
    }

    private struct Candidate: Sendable {
        let account: Account
        let hash: PasswordHash
    }

    /// An account that may sign in with a password now.
    private func candidate(_ name: String, _ now: Moment) async throws -> Candidate? {
        try await pool.read { database in
            guard let account = try AccountStore.account(name, database), account.isEnabled,
                account.oneTimeEnd.map({ now < $0 }) ?? true, let hash = try AccountStore.hash(of: name, database)
            else { return nil }
            return Candidate(account: account, hash: hash)
        }
    }

    private func verify(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        try await work.run { [cost = policy.cost, derivation] in
            guard let hash, password.utf8.count <= 1024 else {
                try PasswordHash.waste(String(password.prefix(1024)), cost, by: derivation)
                return false
            }
            return try hash.matches(password, cost, by: derivation)
        }
    }

    private static func hash(of id: String, _ database: Database) throws -> PasswordHash? {
        let row = try Row.fetchOne(
            database, sql: "SELECT rounds, block_size, parallelism, salt, hash FROM password WHERE account = ?",
            arguments: [id])
        return row.map { row in
            let rounds: Int = row[0]
            return PasswordHash(
                cost: rounds == 0 ? nil : PasswordCost(rounds: rounds, blockSize: row[1], parallelism: row[2]),
                salt: Array(row[3] as Data), hash: Array(row[4] as Data))
        }
    }

    private static let wrong = Refusal(code: "SIGN_IN_FAILED", text: "账号或者密码不正确，或者账号已停用。")

    private static func barred(_ until: Moment, _ now: Moment) -> Refusal {
        let seconds = (until.milliseconds - now.milliseconds + 999) / 1000
        return Refusal(code: "SIGN_IN_BARRED", text: "失败次数过多，请在\(seconds)秒后再试。")
    }
}

extension Account {
    /// Until when a one-time password is worth something; nil for a password of one's own.
    var oneTimeEnd: Moment? {
        if case .oneTime(let until) = password { until } else { nil }
    }
}

/// Passwords that everybody tries first.
enum PasswordPatterns {
    private static let parts = [
        "password", "passw0rd", "qwerty", "1qaz2wsx", "123456", "654321", "111111", "000000", "888888", "666666",
        "abc123",
        "iloveyou", "admin", "woaini", "5201314", "liandong",
    ]

    /// Whether it is one of these with little around it, or signs in a row.
    static func isCommon(_ password: String) -> Bool {
        let plain = password.lowercased()
        var rest = plain
        for part in parts { rest = rest.replacing(part, with: "") }
        if rest.count < 8, rest.count < plain.count { return true }
        let signs = plain.unicodeScalars.map { Int64($0.value) }
        let steps = Set(zip(signs, signs.dropFirst()).map { $1 - $0 })
        return steps.count <= 1
    }
}
