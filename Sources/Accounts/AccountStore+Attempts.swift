package import Contracts
import GRDB

/// Somebody who may not try to sign in for a while.
package struct Bar: Hashable, Sendable {
    /// Which kind of bar.
    package enum Kind: String, Hashable, Sendable {
        /// An account, known or not.
        case account
        /// An address.
        case address
    }

    /// Which kind.
    package let kind: Kind
    /// The address, or the id of a known account; empty for a name that no account has.
    package let name: String
    /// Names it for lifting.
    package let key: String
    /// How often it failed in a row.
    package let failures: Int
    /// Until when it is barred.
    package let until: Moment
}

/// Where attempts to sign in are counted.
struct AttemptPlace: Sendable {
    private let accountKey: String
    private let address: String

    /// The name is kept as a hash: people type their password into it now and then.
    init(account: String, address: String) {
        accountKey = AttemptPlace.key(account)
        self.address = address
    }

    static func key(_ account: String) -> String {
        Digest.sha256(Array("liandong-sign-in\n\(account)".utf8)).description
    }

    func barredUntil(_ database: Database, _ now: Moment) throws -> Moment? {
        let until = try Int64.fetchOne(
            database,
            sql: """
                SELECT max(barred_until) FROM attempt
                WHERE (kind = 'account' AND key = ?) OR (kind = 'address' AND key = ?)
                """, arguments: [accountKey, address])
        return until.flatMap { $0 > now.milliseconds ? Moment(milliseconds: $0) : nil }
    }

    func fail(_ policy: AccountPolicy, _ database: Database, _ now: Moment) throws {
        let forgotten = now.milliseconds - policy.memory.milliseconds
        try database.execute(sql: "DELETE FROM attempt WHERE failed_at < ?", arguments: [forgotten])
        for (kind, key, free) in [
            (Bar.Kind.account, accountKey, policy.freeAttempts), (.address, address, policy.freeAttemptsOfAddress),
        ] {
            let before = try Int.fetchOne(
                database, sql: "SELECT failures FROM attempt WHERE kind = ? AND key = ?",
                arguments: [kind.rawValue, key])
            let failures = (before ?? 0) + 1
            let until = now + policy.delay(failures: failures, free: free)
            try database.execute(
                sql:
                    "INSERT OR REPLACE INTO attempt (kind, key, failures, failed_at, barred_until) VALUES (?, ?, ?, ?, ?)",
                arguments: [kind.rawValue, key, failures, now.milliseconds, until.milliseconds])
        }
    }
}

extension AccountStore {
    /// Who may not try now; for the administrator's page.
    package func bars(at now: Moment) async throws -> [Bar] {
        try await pool.read { database in
            let names = Dictionary(
                try String.fetchAll(database, sql: "SELECT id FROM account").map { (AttemptPlace.key($0), $0) }
            ) { first, _ in first }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT kind, key, failures, barred_until FROM attempt WHERE barred_until > ?
                    ORDER BY barred_until DESC, key LIMIT 500
                    """, arguments: [now.milliseconds]
            ).compactMap { row in
                guard let kind = Bar.Kind(rawValue: row[0]) else { return nil }
                let key: String = row[1]
                return Bar(
                    kind: kind, name: kind == .address ? key : names[key] ?? "", key: key, failures: row[2],
                    until: Moment(milliseconds: row[3]))
            }
        }
    }

    /// Lets somebody try again at once.
    package func lift(_ kind: Bar.Kind, key: String, by officer: String, at now: Moment) async throws {
        try await pool.write { [seal] database in
            try database.execute(
                sql: "DELETE FROM attempt WHERE kind = ? AND key = ?", arguments: [kind.rawValue, key])
            try AccessLog.append(
                AccessEntry(.barLifted, by: officer, detail: kind == .address ? key : ""), seal, database, now)
        }
    }

    static func forget(account: String, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM attempt WHERE kind = 'account' AND key = ?", arguments: [AttemptPlace.key(account)])
    }
}
