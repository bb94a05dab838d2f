import Casework
import Contracts
import Foundation
import GRDB
import Ledgers
import Synchronization

/// The register of firms as an office looks things up in it. The file is written by imports alone; a new one is noticed with
/// the next look, without a restart.
package final class RegisterBook: Sendable {
    /// Where the file lies, or would lie.
    package let path: String
    private let held = Mutex<Held?>(nil)

    /// So many firms are shown at most.
    package static let most = 20
    /// A beginning of a name has at least so many characters.
    package static let leastBeginning = 2

    /// A register; there need be no file.
    package init(path: String) {
        self.path = path
    }

    private struct Held {
        let mark: FileMark
        let pool: DatabasePool
        let extract: RegisterExtract
    }

    /// By what one file is told from the next under the same name.
    private struct FileMark: Hashable {
        let device: UInt64
        let number: UInt64
        let bytes: Int64
        let seconds: Int
        let nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
            bytes = Int64(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// What the register is; nil when there is none.
    ///
    /// - Throws: `RegisterFault` for a file that is no register, or cannot be read.
    package func extract() throws -> RegisterExtract? { try reading { try current()?.extract } }

    /// What SQLite cannot read is a register that has to be loaded anew, for all who ask it.
    private func reading<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw unreadable(error.message ?? "\(error.resultCode)")
        } catch is RowDecodingError {
            throw unreadable("有一格不是应有的类型")
        }
    }

    private func unreadable(_ reason: String) -> RegisterFault {
        RegisterFault("REGISTER_FORMAT", "登记库 \(path) 不能读取（\(reason)）：请系统管理员用 liandong register import 重新导入")
    }

    /// Asks the register; nil when there is none.
    private func ask<Answer>(_ question: (Database, RegisterExtract) throws -> Answer) throws -> Answer? {
        try reading {
            guard let held = try current() else { return nil }
            return try held.pool.read { try question($0, held.extract) }
        }
    }

    private func current() throws -> Held? {
        guard let mark = FileMark(path) else {
            held.withLock { $0 = nil }
            return nil
        }
        if let known = held.withLock({ $0 }), known.mark == mark { return known }
        let (pool, extract) = try RegisterBook.open(path)
        let new = Held(mark: mark, pool: pool, extract: extract)
        held.withLock { $0 = new }
        return new
    }

    private static func open(_ path: String) throws -> (DatabasePool, RegisterExtract) {
        var configuration = Configuration()
        configuration.label = "register"
        configuration.readonly = true
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -8192") }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            let extract = try pool.read { database -> RegisterExtract? in
                let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
                guard application == RegisterSchema.applicationID else {
                    // Nothing is lost with an empty file; a ledger in this place must never be taken for an old register.
                    let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
                    if tables > 0 { throw foreign(path) }
                    return nil
                }
                let version = try Int32.fetchOne(database, sql: "PRAGMA user_version")
                guard version == RegisterSchema.version else { return nil }
                let row = try Row.fetchOne(database, sql: "SELECT day, firms, refused, loaded_at FROM extract")
                guard let row, let day = CivilDate(try row.decode(String.self, atIndex: 0)) else { return nil }
                return RegisterExtract(
                    day: day, firms: try row.decode(atIndex: 1), refused: try row.decode(atIndex: 2),
                    loadedAt: Moment(milliseconds: try row.decode(atIndex: 3)))
            }
            guard let extract else { throw format(path) }
            return (pool, extract)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw format(path)
        }
    }

    private static func format(_ path: String) -> RegisterFault {
        RegisterFault("REGISTER_FORMAT", "\(path) 不是本版本的登记库文件：请用 liandong register import 重新导入")
    }

    private static func foreign(_ path: String) -> RegisterFault {
        RegisterFault(RegisterFault.foreign, "\(path) 是另一种数据库，不是登记库：请核对 office.json 的 register；确需在此导入的，先移走该文件")
    }

    // MARK: Looks

    /// The firms that the words name: a code or a registration number exactly, a name or a former name however it is
    /// written, or the beginning of a name.
    ///
    /// - Parameters:
    ///   - text: what was typed.
    ///   - limit: firms at most.
    /// - Returns: what was found; nil when there is no register.
    /// - Throws: `RegisterFault` for a register that cannot be read.
    package func look(_ text: String, limit: Int = RegisterBook.most) throws -> RegisterAnswer? {
        let code = HalfWidth.code(String(text.prefix(200)))
        let name = SubjectName(String(text.prefix(200))).normal
        return try ask { database, extract in
            var hits = RegisterHits(limit: limit)
            guard !code.isEmpty else { return hits.answer(extract) }
            try hits.add(RegisterBook.firms(database, "code = ? AND code <> ''", [code], limit), .code)
            try hits.add(RegisterBook.firms(database, "number = ? AND number <> ''", [code], limit), .number)
            guard hits.isEmpty, !name.isEmpty else { return hits.answer(extract) }
            try hits.add(RegisterBook.firms(database, "normal = ?", [name], limit), .name)
            try hits.add(
                RegisterBook.firms(database, "id IN (SELECT firm FROM former WHERE normal = ?)", [name], limit),
                .formerName)
            guard name.count >= RegisterBook.leastBeginning else { return hits.answer(extract) }
            try hits.add(
                RegisterBook.firms(
                    database, "normal > ? AND normal < ?", [name, name + "\u{10FFFF}"], limit, order: "normal"),
                .nameStart)
            return hits.answer(extract)
        }
    }

    /// The firms that have this key: of a code one at most, of a registration number, which is not unique, those without a
    /// code.
    ///
    /// - Returns: as many as may be shown and one more; none where there is no register.
    /// - Throws: `RegisterFault` for a register that cannot be read.
    package func firms(_ key: String) throws -> [RegisterFirm] {
        let key = HalfWidth.code(String(key.prefix(200)))
        let found = try ask { database, _ in
            try RegisterBook.firms(database, "code = ? AND code <> ''", [key], RegisterBook.most)
                + RegisterBook.firms(database, "number = ? AND number <> '' AND code = ''", [key], RegisterBook.most)
        }
        return found ?? []
    }

    private static func firms(
        _ database: Database, _ condition: String, _ values: [String], _ limit: Int, order: String = "id"
    ) throws -> [RegisterFirm] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT code, number, name, representative, address, region, status, status_on, id FROM firm
                    WHERE \(condition) ORDER BY \(order) LIMIT \(limit + 1)
                    """), arguments: StatementArguments(values)
        ).map { row in
            // A cell of another type traps where it is not asked for in this way.
            RegisterFirm(
                code: try row.decode(atIndex: 0), number: try row.decode(atIndex: 1), name: try row.decode(atIndex: 2),
                formerNames: try formerNames(database, try row.decode(atIndex: 8)),
                representative: try row.decode(atIndex: 3), address: try row.decode(atIndex: 4),
                region: try row.decode(atIndex: 5), status: try row.decode(atIndex: 6),
                statusOn: try row.decode(String?.self, atIndex: 7).flatMap { CivilDate($0) })
        }
    }

    private static func formerNames(_ database: Database, _ firm: Int64) throws -> [String] {
        try String.fetchAll(
            database.cachedStatement(sql: "SELECT name FROM former WHERE firm = ? ORDER BY place"), arguments: [firm])
    }
}

/// Firms as they are found, each once.
private struct RegisterHits {
    let limit: Int
    private var hits: [RegisterHit] = []
    private var hasMore = false

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { hits.isEmpty }

    func answer(_ extract: RegisterExtract) -> RegisterAnswer {
        RegisterAnswer(extract: extract, hits: hits, hasMore: hasMore)
    }

    mutating func add(_ firms: [RegisterFirm], _ match: RegisterMatch) {
        for firm in firms where !hits.contains(where: { $0.firm == firm }) {
            guard hits.count < limit else {
                hasMore = true
                return
            }
            hits.append(RegisterHit(firm, match))
        }
    }
}
