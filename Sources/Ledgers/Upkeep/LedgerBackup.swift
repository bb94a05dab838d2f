package import Contracts
import Foundation
import GRDB
import GRDBSQLite
import Offices

/// Copies of a ledger while it works, and the way back.
package enum LedgerBackup {
    /// Pages that are copied in one step; a working ledger waits no longer than this takes.
    private static let pagesInStep: Int32 = 2048

    /// Copies the ledger at `source` to a new file, whole and of one moment, while a worker may have it open; then
    /// tests the copy.
    ///
    /// - Parameters:
    ///   - source: the ledger's path.
    ///   - destination: path of a file that does not exist yet.
    ///   - progress: called with the share done, 0…1000.
    /// - Throws: `refused` when there is a file at `destination`; otherwise what the disk says.
    package static func backUp(
        from source: String, to destination: String, progress: (_ permille: Int) -> Void = { _ in }
    ) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: destination) else {
            throw LedgerFault(.refused, "\(destination) exists: name a new file for the backup, or remove that one")
        }
        let partial = destination + ".partial"
        try removeLedger(partial)
        try copy(from: source, to: partial, progress)
        try check(partial, of: source)
        try settle(partial)
        try move(partial, to: destination)
    }

    /// Puts a backup into the place of a ledger. The ledger that was there is kept beside it. The next start goes above
    /// the highest epoch seen anywhere and asks the peers for what the backup does not know (rules 10–13).
    ///
    /// - Parameters:
    ///   - backup: path of the backup; it stays.
    ///   - options: of the ledger that is replaced; its lock is taken, and its data key must open the backup.
    ///   - machineTime: of the restore, for the journal row that tells later readers.
    ///   - officialTime: of the restore.
    ///   - progress: called with the share done, 0…1000.
    /// - Returns: where the ledger lies that was replaced; nil when there was none.
    /// - Throws: `alreadyOpen` while a worker runs, `missing`, `damaged`, `wrongKey`.
    package static func restore(
        _ backup: String, over options: LedgerOptions, at machineTime: Moment, officialTime: Moment,
        progress: (_ permille: Int) -> Void = { _ in }
    ) throws -> String? {
        let lock = try LedgerLock(path: options.path)
        defer { withExtendedLifetime(lock) {} }
        let partial = options.path + ".restoring"
        try removeLedger(partial)
        try copy(from: backup, to: partial, progress)
        try check(partial, of: backup)
        try mark(partial, options, machineTime, officialTime)
        try settle(partial)
        try removeLedger(partial + ".lock")
        let replaced = try setAside(options.path, at: machineTime)
        try move(partial, to: options.path)
        return replaced
    }

    private static func mark(
        _ path: String, _ options: LedgerOptions, _ machineTime: Moment, _ officialTime: Moment
    ) throws {
        var own = options
        own.path = path
        let ledger = try SQLiteLedger(own)
        var commit = Commit(machineTime: machineTime, officialTime: officialTime)
        let mark = RestoreMark(row: ledger.tail.sequence, at: machineTime)
        commit.settings = [(.restored, mark.description), (.supersededBy, nil), (.cleanStop, nil)]
        if let office = try ledger.setting(.office).flatMap({ OfficeID($0) }) {
            commit.journal = [
                JournalEntry(
                    kind: .administration, office: office, caseID: "", leafHash: nil, content: nil,
                    note: "restored from a backup that ends at journal row \(ledger.tail.sequence)")
            ]
        }
        try ledger.apply(commit)
        try ledger.checkpoint(.truncate)
    }

    // MARK: Files

    private static func copy(from source: String, to destination: String, _ progress: (Int) -> Void) throws {
        let origin = try LedgerFile.openForReading(path: source)
        try LedgerFault.translating("copy the ledger \(source) to \(destination)") {
            try PrivateFile.prepare(destination)
            let copy = try DatabaseQueue(path: destination)
            defer { closeQuietly(copy) }
            // The read transaction pins one moment: without it each commit of the worker would start the copy anew.
            try origin.read { from in
                _ = try Int.fetchOne(from, sql: "SELECT count(*) FROM setting")
                try copy.writeWithoutTransaction { try copyPages(from, $0, progress) }
            }
        }
    }

    private static func copyPages(_ source: Database, _ copy: Database, _ progress: (Int) -> Void) throws {
        guard let backup = sqlite3_backup_init(copy.sqliteConnection, "main", source.sqliteConnection, "main") else {
            throw LedgerFault(
                code: sqlite3_errcode(copy.sqliteConnection), message: "the copy cannot begin",
                action: "copy the ledger")
        }
        var code = SQLITE_OK
        repeat {
            code = sqlite3_backup_step(backup, pagesInStep)
            let total = max(1, sqlite3_backup_pagecount(backup))
            progress(Int(total - sqlite3_backup_remaining(backup)) * 1000 / Int(total))
        } while code == SQLITE_OK
        let end = sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, end == SQLITE_OK else {
            throw LedgerFault(
                code: code == SQLITE_DONE ? end : code, message: String(cString: sqlite3_errstr(code)),
                action: "copy the ledger")
        }
    }

    private static func closeQuietly(_ queue: DatabaseQueue) {
        do { try queue.close() } catch { queue.interrupt() }
    }

    /// The copy must be whole, and end with the journal row that its chain says.
    private static func check(_ path: String, of source: String) throws {
        let reader = try LedgerReader(path: path, dataKey: nil)
        let complaint = try reader.reading { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        let last = try reader.reading { try Int64.fetchOne($0, sql: "SELECT max(sequence) FROM journal") }
        let row = try reader.journal(from: last ?? 0, limit: 1).first
        guard complaint == "ok", row.map({ $0.hash == $0.row.hash }) ?? true else {
            throw LedgerFault(.damaged, "the copy of \(source) is damaged: verify the original and try again")
        }
    }

    /// Makes the copy one file without a log beside it.
    private static func settle(_ path: String) throws {
        try LedgerFault.translating("close the copy \(path)") {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try queue.close()
        }
        try removeLog(path)
        try sync(path)
    }

    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerFault(.inputOutput, "cannot open \(path) to bring it to the disk") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw LedgerFault(.inputOutput, "cannot bring \(path) to the disk: \(String(cString: strerror(errno)))")
        }
    }

    private static func move(_ path: String, to destination: String) throws {
        guard rename(path, destination) == 0 else {
            throw LedgerFault(
                .inputOutput, "cannot rename \(path) to \(destination): \(String(cString: strerror(errno)))")
        }
        try sync(
            (destination as NSString).deletingLastPathComponent.isEmpty
                ? "." : (destination as NSString).deletingLastPathComponent)
    }

    private static func setAside(_ path: String, at moment: Moment) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else {
            try removeLog(path)
            return nil
        }
        let aside = path + ".replaced-\(moment.milliseconds)"
        for suffix in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + suffix) {
            try move(path + suffix, to: aside + suffix)
        }
        return aside
    }

    private static func removeLog(_ path: String) throws {
        for suffix in ["-wal", "-shm"] { try remove(path + suffix) }
    }

    private static func removeLedger(_ path: String) throws {
        try remove(path)
        try removeLog(path)
    }

    private static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw LedgerFault(.inputOutput, "cannot remove \(path): \(String(cString: strerror(errno)))")
        }
    }
}
