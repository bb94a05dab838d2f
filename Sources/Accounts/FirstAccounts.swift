import Casework
package import Contracts
import GRDB
package import Signing

/// The first start of an office with accounts.
package struct FirstAccounts: Hashable, Sendable {
    /// How many officers were taken over from the register.
    package let takenOver: Int
    /// Path of the file with the password of the administrator that was made; nil when one can come in already.
    package let passwordFile: String?
}

extension AccountStore {
    /// The id of the administrator that the first start makes.
    package static let firstAdministrator = "administrator"

    /// Whether nobody has an account yet.
    package func isNew() throws -> Bool {
        try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM account") == 0 }
    }

    /// Takes the officers of a register over: its tokens stay worth what they were, and random passwords that were handed out
    /// with it can be used. Then makes one administrator, if none can come in: the one-time password goes into a 0600 file.
    ///
    /// Does nothing where there are accounts already: from then on the register counts no longer.
    ///
    /// - Parameters:
    ///   - register: officers as `init` wrote them.
    ///   - region: of the office, for the administrator.
    ///   - passwordFile: where the password goes.
    ///   - now: machine time.
    /// - Returns: nil where there were accounts.
    /// - Throws: what SQLite or the disk says.
    package func begin(
        _ register: OfficerRegister, region: String, passwordFile: String, at now: Moment
    ) throws -> FirstAccounts? {
        let password = OneTimePassword.make()
        let hash = try PasswordHash.make(password, policy.cost, by: derivation)
        return try pool.write { [self] database in
            guard try Int.fetchOne(database, sql: "SELECT count(*) FROM account") == 0 else { return nil }
            for entry in register.entries { try AccountStore.takeOver(entry, database, now) }
            let isCovered = register.entries.contains {
                $0.roles.contains(Role.administrator.rawValue) && $0.passwordDigest != nil
            }
            if !isCovered {
                let draft = AccountDraft(name: Role.administrator.title, roles: [.administrator], region: region)
                try AccountStore.insert(AccountStore.firstAdministrator, draft, database, now)
                try AccountStore.set(
                    hash, of: AccountStore.firstAdministrator, oneTimeUntil: now + policy.oneTime, database, now)
                // Inside the transaction: an administrator whose password nobody could read would keep the file from
                // ever being made.
                try SafeFile.replace(passwordFile, Array((password + "\n").utf8), access: .secret)
            }
            try AccessLog.append(
                AccessEntry(.begun, by: "", detail: "\(register.entries.count)"), seal, database, now)
            return FirstAccounts(takenOver: register.entries.count, passwordFile: isCovered ? nil : passwordFile)
        }
    }

    private static func takeOver(_ entry: OfficerRegister.Entry, _ database: Database, _ now: Moment) throws {
        let draft = AccountDraft(
            name: entry.name, roles: entry.roles.compactMap { Role(rawValue: $0) }, region: entry.region)
        try insert(entry.id, draft, database, now)
        try insertToken(
            entry.tokenDigest, entry.id, "officers.json", nil, until: nil, by: "", database, now)
        if let digest = entry.passwordDigest {
            try set(PasswordHash.handedOut(digest), of: entry.id, oneTimeUntil: nil, database, now)
        }
    }
}
