package import Casework
package import Contracts
import Foundation
import GRDB
import Signing

/// A token of a program that acts for an officer.
package struct APIToken: Hashable, Sendable {
    /// Names it in lists.
    package let number: Int64
    /// Whose it is.
    package let account: String
    /// What it is for.
    package let title: String
    /// The rights that it is held to; nil for all that the officer's roles give.
    package let rights: Set<Right>?
    /// Who made it.
    package let madeBy: String
    /// When.
    package let madeAt: Moment
    /// When it ends; nil for one taken over from an older office.
    package let expiresAt: Moment?
    /// About when it was last used.
    package let usedAt: Moment?
    /// When it was ended; nil while it is worth something.
    package let endedAt: Moment?
}

/// Who comes with a token.
package struct TokenHolder: Hashable, Sendable {
    /// The officer.
    package let officer: Officer
    /// The rights that the token is held to; nil for all that the officer's roles give.
    package let rights: Set<Right>?
    /// The token's number.
    package let number: Int64
}

extension AccountStore {
    /// No token is worth something longer.
    package static let longestTokenDays = 366
    private static let usedEvery = Span.minutes(1)

    /// The officer behind a token; nil when it is nobody's, has ended or expired, or its officer is disabled.
    package func holder(ofToken token: String, at now: Moment) async throws -> TokenHolder? {
        guard !token.isEmpty, token.utf8.count <= 256 else { return nil }
        let digest = Data(Digest.sha256(Array(token.utf8)).bytes)
        let found = try await pool.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT t.number, t.rights, t.used_at, a.id, a.name, a.roles, a.region
                    FROM token t JOIN account a ON a.id = t.account
                    WHERE t.digest = ? AND t.ended_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?)
                    AND a.is_enabled = 1
                    """, arguments: [digest, now.milliseconds]
            ).map { row in
                let holder = TokenHolder(
                    officer: Officer(id: row[3], name: row[4], roles: Account.roles(row[5]), region: row[6]),
                    rights: AccountStore.rights(row[1]), number: row[0])
                return (holder: holder, usedAt: (row[2] as Int64?) ?? 0)
            }
        }
        guard let found else { return nil }
        if now.milliseconds > found.usedAt + AccountStore.usedEvery.milliseconds {
            try await pool.write {
                try $0.execute(
                    sql: "UPDATE token SET used_at = ? WHERE number = ?",
                    arguments: [now.milliseconds, found.holder.number])
            }
        }
        return found.holder
    }

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - account: whose it is.
    ///   - title: what it is for.
    ///   - rights: what it is held to; nil for all that the officer's roles give.
    ///   - days: how long it is worth something, 1 to 366.
    ///   - officer: who makes it.
    ///   - now: machine time.
    /// - Returns: the token, which is shown once and kept nowhere.
    /// - Throws: `Refusal`.
    package func makeToken(
        for account: String, _ title: String, rights: Set<Right>?, days: Int, by officer: String, at now: Moment
    ) async throws -> String {
        guard !title.isEmpty, title.count <= 64 else {
            throw Refusal(code: "FIELD_INVALID", text: "用途应为1至64字。", field: "title")
        }
        guard (1...AccountStore.longestTokenDays).contains(days) else {
            throw Refusal(
                code: "NUMBER_OUT_OF_RANGE", text: "有效期应为1至\(AccountStore.longestTokenDays)天。", field: "days")
        }
        guard rights?.isEmpty != true else {
            throw Refusal(code: "FIELD_MISSING", text: "请至少选择一项权限。", field: "rights")
        }
        let token = Hexadecimal.encode(RandomBytes.make(32))
        try await pool.write { [seal] database in
            let holder = try AccountStore.known(account, database)
            let given = Right.of(holder.roles)
            if let missing = rights?.subtracting(given).sorted(by: { $0.rawValue < $1.rawValue }).first {
                throw Refusal(
                    code: "ROLE_REQUIRED", text: "账号“\(account)”的角色没有“\(missing.title)”的权限。", field: "rights")
            }
            try AccountStore.insertToken(
                Digest.sha256(Array(token.utf8)), account, title, rights,
                until: now + .hours(Int64(days) * 24), by: officer, database, now)
            try AccessLog.append(
                AccessEntry(.tokenMade, by: officer, detail: "\(account) \(title)"), seal, database, now)
        }
        return token
    }

    /// Tokens of one account or of all, new ones first.
    package func tokens(of account: String? = nil) async throws -> [APIToken] {
        try await pool.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT number, account, title, rights, made_by, made_at, expires_at, used_at, ended_at FROM token
                    WHERE ?1 IS NULL OR account = ?1 ORDER BY number DESC LIMIT 2000
                    """, arguments: [account]
            ).map { row in
                func moment(_ column: Int) -> Moment? { (row[column] as Int64?).map { Moment(milliseconds: $0) } }
                return APIToken(
                    number: row[0], account: row[1], title: row[2], rights: AccountStore.rights(row[3]),
                    madeBy: row[4], madeAt: Moment(milliseconds: row[5]), expiresAt: moment(6), usedAt: moment(7),
                    endedAt: moment(8))
            }
        }
    }

    /// Ends a token.
    ///
    /// - Parameters:
    ///   - number: the token's.
    ///   - owner: whose it must be; nil for anybody's.
    ///   - officer: who ends it.
    ///   - now: machine time.
    /// - Throws: `Refusal` for one that is not there.
    package func endToken(_ number: Int64, of owner: String?, by officer: String, at now: Moment) async throws {
        try await pool.write { [seal] database in
            try database.execute(
                sql:
                    "UPDATE token SET ended_at = ? WHERE number = ? AND ended_at IS NULL AND (?3 IS NULL OR account = ?3)",
                arguments: [now.milliseconds, number, owner])
            guard database.changesCount == 1 else {
                throw Refusal(code: "TOKEN_UNKNOWN", text: "没有这个有效的令牌。")
            }
            try AccessLog.append(AccessEntry(.tokenEnded, by: officer, detail: String(number)), seal, database, now)
        }
    }

    static func insertToken(
        _ digest: Digest, _ account: String, _ title: String, _ rights: Set<Right>?, until end: Moment?,
        by officer: String, _ database: Database, _ now: Moment
    ) throws {
        let names = rights.map { $0.map(\.rawValue).sorted().joined(separator: ",") } ?? ""
        try database.execute(
            sql: """
                INSERT INTO token (digest, account, title, rights, made_by, made_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Data(digest.bytes), account, title, names, officer, now.milliseconds, end?.milliseconds,
            ])
    }

    /// Rights as a column has them; a right that this program does not know gives nothing.
    private static func rights(_ text: String) -> Set<Right>? {
        text.isEmpty ? nil : Set(text.split(separator: ",").compactMap { Right(rawValue: String($0)) })
    }
}
