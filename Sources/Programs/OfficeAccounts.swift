package import Accounts
package import Contracts
import Foundation
package import Logging
import Signing
package import Web
package import Workers

/// The accounts of an office, and with what its server speaks TLS, opened from its configuration.
package enum OfficeAccounts {
    /// Opens the accounts beside the ledger. The first time they are made from the register of officers.
    ///
    /// - Parameters:
    ///   - settings: the office's configuration.
    ///   - region: of the office, for the first administrator.
    ///   - policy: how long, how costly, how often; nil for what the configuration says.
    ///   - now: machine time.
    ///   - logger: is told where the first password lies, and never the password.
    /// - Returns: the open store.
    /// - Throws: `FileRefusal`, or what SQLite says.
    package static func open(
        _ settings: WorkerSettings, region: String, policy: AccountPolicy? = nil, at now: Moment, logger: Logger
    ) throws -> AccountStore {
        let store = try AccountStore(
            path: AccountStore.path(besideLedger: settings.ledger), office: settings.office,
            dataKey: KeyFile.read(settings.dataKey, kind: .data).secret,
            policy: policy ?? AccountPolicy(idle: settings.sessions.idle, longest: settings.sessions.longest), at: now)
        guard try store.isNew() else { return store }
        let passwordFile = AccountStore.firstPasswordPath(besideLedger: settings.ledger)
        let begun = try store.begin(
            OfficerRegister.load(path: settings.officers), region: region, passwordFile: passwordFile, at: now)
        guard let begun else { return store }
        logger.info(
            "accounts were made from the register of officers; the register counts no longer",
            metadata: ["officers": "\(begun.takenOver)", "file": "\(store.path)"])
        if let path = begun.passwordFile {
            logger.notice(
                "an administrator was made; sign in once and remove the file with the password",
                metadata: ["account": "\(AccountStore.firstAdministrator)", "file": "\(path)"])
        }
        return store
    }

    /// With what the server speaks TLS; nil where it speaks none.
    ///
    /// - Throws: `FileRefusal`, `ServerRefusal`.
    package static func tls(_ settings: WorkerSettings, at now: Moment) throws -> ServerTLS? {
        try settings.http.tls.map { files in
            try ServerTLS(
                certificate: SafeFile.read(files.certificate, access: .shared),
                key: SafeFile.read(files.key, access: .secret, for: .key),
                clientAuthorities: files.clientAuthorities.map { try SafeFile.read($0, access: .shared) }, at: now)
        }
    }
}
