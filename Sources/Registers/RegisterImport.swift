package import Contracts
import Foundation
import GRDB
import Ledgers
import Signing
package import Tables

/// Loads an extract of the register of firms into a file of its own. A whole extract takes the place of the one before at
/// once: who looks something up meanwhile sees the old or the new one, also after a power failure.
package struct RegisterImport {
    /// What an import did.
    package struct Report: Hashable, Sendable {
        /// What the register is now.
        package let extract: RegisterExtract
        /// Mistakes in rows; a row may have several.
        package let mistakes: Int
        /// Headings that are no column and were not read.
        package let unknown: [String]
    }

    private let path: String
    private let day: CivilDate
    private let now: Moment

    /// An import.
    ///
    /// - Parameters:
    ///   - path: of the register's file, made when it is not there.
    ///   - day: the day that the extract tells of.
    ///   - now: machine time.
    package init(to path: String, day: CivilDate, at now: Moment) {
        self.path = path
        self.day = day
        self.now = now
    }

    /// Reads all rows, leaves out those with mistakes, and puts the new register in the place of the old one.
    ///
    /// - Parameters:
    ///   - table: the extract.
    ///   - acceptsSmaller: whether a register with less than half of the firms of the one before may take its place.
    ///   - progress: is told now and then how many rows were read, and bytes of all.
    ///   - mistaken: is told every mistake.
    /// - Returns: what was loaded.
    /// - Throws: `RegisterFault`, `TableFault`, or what SQLite and the system say; the old register stands then.
    package func load(
        _ table: TableReader, acceptsSmaller: Bool = false,
        progress: (Int, (done: Int, total: Int)) -> Void = { _, _ in },
        mistaken: (RegisterRowError) throws -> Void = { _ in }
    ) throws -> Report {
        let lock = try RegisterLock(path)
        defer { lock.leave() }
        let before = try extractBefore()
        let draft = path + ".new"
        try RegisterImport.clear(draft)
        do {
            let report = try write(table, to: draft, before, acceptsSmaller, progress, mistaken)
            try RegisterImport.place(draft, path)
            return report
        } catch {
            try RegisterImport.clear(draft)
            throw error
        }
    }

    /// What the register is until now; nil for none.
    private func extractBefore() throws -> RegisterExtract? {
        do {
            return try RegisterBook(path: path).extract()
        } catch let fault as RegisterFault where fault.code != RegisterFault.foreign {
            // One that is spoilt or of another version is what an import mends; there is nothing of it to compare with.
            return nil
        }
    }

    private static func clear(_ draft: String) throws {
        for suffix in ["", "-journal"] { try SafeFile.remove(draft + suffix) }
    }

    private func write(
        _ table: TableReader, to draft: String, _ before: RegisterExtract?, _ acceptsSmaller: Bool,
        _ progress: (Int, (done: Int, total: Int)) -> Void, _ mistaken: (RegisterRowError) throws -> Void
    ) throws -> Report {
        guard let first = try table.next() else {
            throw RegisterFault("IMPORT_EMPTY", "文件为空。请选择含表头和数据行的CSV或XLSX文件，原登记库未变")
        }
        let header = try RegisterHeader(first.cells)
        try PrivateFile.prepare(draft)
        var configuration = Configuration()
        configuration.label = "register import"
        configuration.prepareDatabase { database in
            // The draft is thrown away when anything fails, so nothing of it has to be taken back.
            try database.execute(
                sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        }
        let queue = try DatabaseQueue(path: draft, configuration: configuration)
        let report = try queue.inDatabase { database in
            try database.execute(sql: RegisterSchema.tables)
            var report: Report?
            try database.inTransaction {
                var filling = try RegisterFilling(database, header: header, day: day)
                try filling.fill(table, progress, mistaken)
                let extract = RegisterExtract(day: day, firms: filling.firms, refused: filling.refused, loadedAt: now)
                try RegisterImport.check(extract, before, acceptsSmaller)
                try finish(database, extract)
                report = Report(extract: extract, mistakes: filling.mistakes, unknown: header.unknown)
                return .commit
            }
            return report
        }
        try queue.close()
        guard let report else { throw RegisterFault("IMPORT_EMPTY", "没有读到数据行，原登记库未变") }
        return report
    }

    private func finish(_ database: Database, _ extract: RegisterExtract) throws {
        try database.execute(sql: RegisterSchema.indexes)
        try database.execute(
            sql: "INSERT INTO extract (id, day, firms, refused, loaded_at) VALUES (1, ?, ?, ?, ?)",
            arguments: [day.description, extract.firms, extract.refused, now.milliseconds])
        try database.execute(
            sql: """
                ANALYZE;
                PRAGMA application_id = \(RegisterSchema.applicationID);
                PRAGMA user_version = \(RegisterSchema.version);
                """)
    }

    /// An extract that was cut off, or is of another region, must not empty the register unseen.
    private static func check(
        _ extract: RegisterExtract, _ before: RegisterExtract?, _ acceptsSmaller: Bool
    ) throws(RegisterFault) {
        guard extract.firms > 0 else {
            throw RegisterFault("IMPORT_EMPTY", "没有一行可以导入（\(extract.refused)行有误），原登记库未变")
        }
        guard let before, !acceptsSmaller, extract.firms * 2 < before.firms else { return }
        throw RegisterFault(
            "REGISTER_SHRINKS",
            "新的登记库只有\(extract.firms)户，原有\(before.firms)户（截至\(before.day)），不足一半：请核对文件是否完整；确需替换的加 --accept-smaller")
    }

    /// On disk first, then under its name.
    private static func place(_ draft: String, _ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: draft))
        try file.synchronize()
        try file.close()
        guard rename(draft, path) == 0 else {
            throw RegisterFault("FILE_SYSTEM", "\(path) 不能替换：\(String(cString: strerror(errno)))")
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw RegisterFault("FILE_SYSTEM", "\(folder) 不能落盘：\(String(cString: strerror(errno)))")
        }
    }
}

/// Keeps two imports of the same register from writing at once.
private struct RegisterLock {
    private let descriptor: Int32

    init(_ path: String) throws(RegisterFault) {
        descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw RegisterFault(
                "FILE_SYSTEM", "\(path).lock 不能新建：\(String(cString: strerror(errno)))；请核对文件夹和运行命令的用户")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RegisterFault("REGISTER_BUSY", "另一次登记库导入正在进行，请等它结束后再试")
        }
    }

    func leave() { close(descriptor) }
}
