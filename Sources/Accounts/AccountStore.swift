import Casework
package import Contracts
import Foundation
import GRDB
import Ledgers
import Signing
import Synchronization

/// The accounts of one office, in a file of their own beside its ledger: officers, passwords, sessions, tokens, and who saw
/// what. Nothing of it goes over the bus.
///
/// Several processes may have it open at once (the worker, and the command line of the administrator), so nothing of it is
/// remembered between two requests: an account that was disabled is out with its next request.
package final class AccountStore: Sendable {
    /// Where it lies.
    package let path: String
    /// Whose accounts they are.
    package let office: OfficeID
    /// How long, how costly, how often.
    package let policy: AccountPolicy

    let derivation: any PasswordDerivation
    let pool: DatabasePool
    let work = PasswordWork()
    let noted = Mutex(NotedAccesses())
    let seal: AccessSeal

    /// The file beside a ledger.
    package static func path(besideLedger ledger: String) -> String { beside(ledger, "accounts.sqlite") }

    /// The hand-out of the first administrator's password beside a ledger.
    package static func firstPasswordPath(besideLedger ledger: String) -> String {
        beside(ledger, "first-password.txt")
    }

    private static func beside(_ ledger: String, _ name: String) -> String {
        ledger.lastIndex(of: "/").map { "\(ledger[...$0])\(name)" } ?? name
    }

    /// Opens the file, or makes it.
    ///
    /// - Parameters:
    ///   - path: of the file, 0600.
    ///   - office: whose accounts they are; a file of another office is refused.
    ///   - dataKey: the office's data key, under which subjects and reasons of the access log are sealed.
    ///   - policy: how long, how costly, how often.
    ///   - derivation: what passwords are hashed with.
    ///   - now: machine time, for a new file.
    /// - Throws: `FileRefusal`, or what SQLite says.
    package init(
        path: String, office: OfficeID, dataKey: [UInt8], policy: AccountPolicy = AccountPolicy(),
        derivation: any PasswordDerivation = Scrypt(), at now: Moment
    ) throws {
        self.path = path
        self.office = office
        self.policy = policy
        self.derivation = derivation
        seal = AccessSeal(dataKey)
        try PrivateFile.prepare(path)
        var configuration = Configuration()
        configuration.label = "accounts"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1024") }
        pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            // GRDB sets NORMAL with WAL: a power cut could then bring a disabled account back.
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 16777216;
                    """)
            try database.inTransaction(.immediate) {
                try AccountStore.migrate(database, office, path, now)
                return .commit
            }
        }
    }

    /// Closes the file.
    package func close() throws { try pool.close() }

    /// Writes the whole into a new file, 0600, while others work.
    ///
    /// - Throws: `FILE_EXISTS`, or what SQLite says.
    package func backUp(to path: String) async throws {
        guard !SafeFile.exists(path) else {
            throw FileRefusal(
                code: .exists, path: path, reason: "exists already and is never overwritten",
                fix: "choose another place")
        }
        try PrivateFile.prepare(path)
        try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    }

    private static func migrate(_ database: Database, _ office: OfficeID, _ path: String, _ now: Moment) throws {
        let present = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard (present == 0 && application == 0) || application == AccountSchema.applicationID else {
            throw AccountStore.refusal(path, "is a database of another program", "check the path")
        }
        guard present <= AccountSchema.version else {
            throw AccountStore.refusal(
                path, "has version \(present), this program knows up to \(AccountSchema.version)",
                "install the program that wrote it, or a later one")
        }
        for migration in AccountSchema.migrations[present...] { try database.execute(sql: migration) }
        if present == 0 {
            try database.execute(
                sql: "INSERT INTO owner (id, office, begun_at) VALUES (1, ?, ?)",
                arguments: [office.description, now.milliseconds])
        }
        try database.execute(
            sql: """
                PRAGMA application_id = \(AccountSchema.applicationID);
                PRAGMA user_version = \(AccountSchema.version);
                """)
        let owner = try String.fetchOne(database, sql: "SELECT office FROM owner WHERE id = 1")
        guard owner == office.description else {
            throw AccountStore.refusal(path, "has the accounts of \(owner ?? "nobody")", "check the ledger's folder")
        }
    }

    private static func refusal(_ path: String, _ reason: String, _ fix: String) -> FileRefusal {
        FileRefusal(code: .format, path: path, reason: reason, fix: fix)
    }
}

extension AccountStore {
    /// All accounts, by id.
    package func accounts() async throws -> [Account] {
        try await pool.read { database in
            try Row.fetchAll(database, sql: "SELECT \(Account.columns) FROM \(Account.tables) ORDER BY a.id")
                .map { Account($0) }
        }
    }

    /// One account; nil when there is none.
    package func account(_ id: String) async throws -> Account? {
        try await pool.read { try AccountStore.account(id, $0) }
    }

    static func account(_ id: String, _ database: Database) throws -> Account? {
        try Row.fetchOne(
            database, sql: "SELECT \(Account.columns) FROM \(Account.tables) WHERE a.id = ?", arguments: [id]
        ).map { Account($0) }
    }

    static func known(_ id: String, _ database: Database) throws -> Account {
        guard let account = try account(id, database) else {
            throw Refusal(code: "ACCOUNT_UNKNOWN", text: "没有账号“\(id)”。", field: "id")
        }
        return account
    }
}
