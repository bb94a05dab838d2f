import Crypto
import Foundation
import GRDB

/// Opens SQLite files as ledgers: settings of the connection, version, migrations, data key.
enum LedgerFile {
    /// Opens for writing and brings the schema up to date.
    static func openForWriting(_ options: LedgerOptions) throws -> DatabasePool {
        try LedgerFault.translating("open the ledger \(options.path)") {
            var configuration = connectionSettings(label: "ledger")
            configuration.maximumReaderCount = 3
            try PrivateFile.prepare(options.path)
            let pool = try DatabasePool(path: options.path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                try check(database, path: options.path)
                // GRDB turned WAL on and set NORMAL behind our settings; a power cut could then lose a commit whose
                // letters were already published.
                try database.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA cache_size = -\(options.cacheKibibytes);
                        PRAGMA wal_autocheckpoint = \(options.automaticCheckpointPages);
                        PRAGMA journal_size_limit = 134217728;
                        PRAGMA secure_delete = ON;
                        """)
                try migrate(database)
            }
            return pool
        }
    }

    /// Opens for reading only; nothing in the file changes and no lock is taken.
    static func openForReading(path: String) throws -> DatabasePool {
        guard FileManager.default.fileExists(atPath: path) else {
            throw LedgerFault(.missing, "there is no ledger at \(path): check the path in the configuration")
        }
        return try LedgerFault.translating("open the ledger \(path)") {
            var configuration = connectionSettings(label: "ledger-reader")
            configuration.readonly = true
            configuration.maximumReaderCount = 3
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.read { database in
                try check(database, path: path)
                guard try version(database) == LedgerSchema.version else {
                    throw LedgerFault(
                        .refused,
                        "the ledger \(path) is of an older version: start its worker once, it brings the file up to date"
                    )
                }
            }
            return pool
        }
    }

    /// The key that wraps the keys of cases.
    static func officeKey(_ bytes: [UInt8]) throws -> SymmetricKey {
        guard bytes.count == 32 else {
            throw LedgerFault(.wrongKey, "the data key has \(bytes.count) bytes and must have 32: check the key file")
        }
        return SymmetricKey(data: bytes)
    }

    private static func connectionSettings(label: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = label
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -4096")
        }
        return configuration
    }

    private static func version(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    private static func check(_ database: Database, path: String) throws {
        let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == LedgerSchema.applicationID || (application == 0 && tables == 0) else {
            throw LedgerFault(.damaged, "\(path) is a database of another program, not a ledger: check the path")
        }
        let version = try version(database)
        guard version >= 0 else {
            throw LedgerFault(
                .damaged,
                "the header of \(path) has version \(version), which no program wrote: stop, keep the file, and restore "
                    + "the last backup with `liandong ledger restore`")
        }
        guard version <= LedgerSchema.version else {
            throw LedgerFault(
                .newerVersion,
                "the ledger \(path) has version \(version), this program knows up to \(LedgerSchema.version): "
                    + "install the program that wrote it, or a later one")
        }
    }

    private static func migrate(_ database: Database) throws {
        let present = try version(database)
        guard present < LedgerSchema.version else { return }
        try database.inTransaction(.immediate) {
            for migration in LedgerSchema.migrations[present...] { try database.execute(sql: migration) }
            try database.execute(
                sql: """
                    PRAGMA application_id = \(LedgerSchema.applicationID);
                    PRAGMA user_version = \(LedgerSchema.version);
                    """)
            return .commit
        }
    }

    /// Stores sealed bytes in a new ledger, and opens them in an old one: the data key must be the same for ever.
    static func probe(_ pool: DatabasePool, _ key: SymmetricKey, _ sealing: inout Sealing, path: String) throws {
        let isNew = try LedgerFault.translating("open the ledger \(path)") {
            try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM key_probe") == 0 }
        }
        guard isNew else { return try checkProbe(pool, key, path: path) }
        let sealed = try sealing.seal(Array(SealedPurpose.probe.utf8), key: key, purpose: SealedPurpose.probe)
        try LedgerFault.translating("open the ledger \(path)") {
            try pool.write {
                try $0.execute(
                    sql: "INSERT INTO key_probe (id, sealed) VALUES (1, ?)", arguments: [Data(sealed)])
            }
        }
    }

    /// Tells a data key that is not the ledger's.
    static func checkProbe(_ reader: any DatabaseReader, _ key: SymmetricKey, path: String) throws {
        let sealed = try LedgerFault.translating("open the ledger \(path)") {
            try reader.read { try Data.fetchOne($0, sql: "SELECT sealed FROM key_probe") }
        }
        guard let sealed else { return }
        do {
            _ = try Sealing.open(Array(sealed), key: key, purpose: SealedPurpose.probe)
        } catch {
            throw LedgerFault(
                .wrongKey,
                "the data key does not open the ledger \(path): give the key file that was made with it")
        }
    }
}
