import Casework
package import Contracts
import Foundation
import GRDB

/// Sessions: who is signed in.
extension AccountStore {
    /// How often a session's last use is written down.
    private static let seenEvery = Span.minutes(1)

    /// The session behind a cookie; nil when it has ended, was idle too long, or its officer was disabled.
    package func session(_ secret: String, at now: Moment) async throws -> Session? {
        guard let digest = AccountStore.digest(ofSecret: secret) else { return nil }
        let found = try await pool.read { [policy] database in
            try Row.fetchOne(
                database, sql: "SELECT \(AccountStore.sessionColumns) WHERE s.digest = ?", arguments: [digest]
            ).flatMap { AccountStore.session($0, policy, now) }
        }
        if let found, now > found.seenAt + AccountStore.seenEvery {
            try await pool.write {
                try $0.execute(
                    sql: "UPDATE session SET seen_at = ? WHERE number = ? AND seen_at < ?",
                    arguments: [now.milliseconds, found.number, now.milliseconds])
            }
        }
        return found
    }

    /// All sessions that have not ended, of one account or of all; new ones first.
    package func sessions(of id: String? = nil, at now: Moment) async throws -> [Session] {
        try await pool.read { [policy] database in
            try Row.fetchAll(
                database,
                sql: "SELECT \(AccountStore.sessionColumns) WHERE ?1 IS NULL OR s.account = ?1 ORDER BY s.number DESC",
                arguments: [id]
            ).compactMap { AccountStore.session($0, policy, now) }
        }
    }

    /// Ends a session: signing out, or a person ends another one of their own; an administrator anybody's.
    ///
    /// - Parameters:
    ///   - number: the session's.
    ///   - owner: whose it must be; nil for anybody's.
    ///   - officer: who ends it.
    ///   - now: machine time.
    /// - Throws: `Refusal` for one that is not there.
    package func endSession(_ number: Int64, of owner: String?, by officer: String, at now: Moment) async throws {
        try await pool.write { [seal] database in
            let account = try String.fetchOne(
                database, sql: "SELECT account FROM session WHERE number = ?", arguments: [number])
            guard let account, owner == nil || owner == account else {
                throw Refusal(code: "SESSION_UNKNOWN", text: "没有这个登录，可能已经结束。")
            }
            try database.execute(sql: "DELETE FROM session WHERE number = ?", arguments: [number])
            try AccessLog.append(
                AccessEntry(.signedOut, by: officer, detail: officer == account ? "" : account), seal, database, now)
        }
    }

    func begin(
        _ officer: Officer, _ visitor: Visitor, mustChange: Bool, _ database: Database, _ now: Moment
    ) throws -> NewSession {
        let secret = NewSession.freshSecret()
        try database.execute(
            sql: "DELETE FROM session WHERE ends_at <= ? OR seen_at <= ?",
            arguments: [now.milliseconds, now.milliseconds - policy.idle.milliseconds])
        try database.execute(
            sql: """
                INSERT INTO session (digest, account, started_at, seen_at, ends_at, address, browser)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                AccountStore.digest(ofSecret: secret), officer.id, now.milliseconds, now.milliseconds,
                (now + policy.longest).milliseconds, visitor.address, visitor.browser,
            ])
        return NewSession(
            secret: secret,
            session: Session(
                number: database.lastInsertedRowID, officer: officer, startedAt: now, seenAt: now,
                endsAt: now + policy.longest, address: visitor.address, browser: visitor.browser,
                mustChangePassword: mustChange))
    }

    static func endSessions(of id: String, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [id])
    }

    static func endSession(secret: String?, _ database: Database) throws {
        guard let digest = secret.flatMap({ digest(ofSecret: $0) }) else { return }
        try database.execute(sql: "DELETE FROM session WHERE digest = ?", arguments: [digest])
    }

    static let sessionColumns = """
        s.number, a.id, a.name, a.roles, a.region, s.started_at, s.seen_at, s.ends_at, s.address, s.browser,
        a.is_enabled, p.is_one_time
        FROM session s JOIN account a ON a.id = s.account LEFT JOIN password p ON p.account = a.id
        """

    private static func session(_ row: Row, _ policy: AccountPolicy, _ now: Moment) -> Session? {
        let seenAt = Moment(milliseconds: row[6])
        let endsAt = Moment(milliseconds: row[7])
        guard row[10], now < endsAt, now < seenAt + policy.idle else { return nil }
        return Session(
            number: row[0], officer: Officer(id: row[1], name: row[2], roles: Account.roles(row[3]), region: row[4]),
            startedAt: Moment(milliseconds: row[5]), seenAt: seenAt, endsAt: endsAt, address: row[8], browser: row[9],
            mustChangePassword: (row[11] as Bool?) ?? false)
    }

    /// Only a secret of the right form is hashed.
    static func digest(ofSecret secret: String) -> Data? {
        guard secret.utf8.count == 64, Hexadecimal.decode(secret) != nil else { return nil }
        return Data(Digest.sha256(Array(secret.utf8)).bytes)
    }
}
