import GRDBSQLite
import Synchronization

/// One SQLite connection with nothing around it: what the floors are made of.
final class BareDatabase {
    private let handle: OpaquePointer
    private let path: String

    /// Opens the file, or makes it.
    init(_ path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw BenchmarkFault("cannot open \(path): SQLite says \(code)")
        }
        handle = opened
        self.path = path
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// Runs statements without results.
    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
    }

    /// Prepares a statement.
    func prepare(_ sql: String) throws -> BareStatement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw failure(sql) }
        return BareStatement(statement, of: self)
    }

    /// The first column of the first row as a number; 0 when there is none.
    func number(_ sql: String) throws -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// The first column of all rows as text.
    func texts(_ sql: String) throws -> [String] {
        let statement = try prepare(sql)
        var texts: [String] = []
        while try statement.step() { texts.append(statement.text(0)) }
        return texts
    }

    func failure(_ action: String) -> BenchmarkFault {
        let words = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "no message"
        return BenchmarkFault("\(path): \(words) (\(action.prefix(80)))")
    }
}

/// A prepared statement.
final class BareStatement {
    let handle: OpaquePointer
    private let database: BareDatabase

    init(_ handle: OpaquePointer, of database: BareDatabase) {
        self.handle = handle
        self.database = database
    }

    deinit {
        sqlite3_finalize(handle)
    }

    var columns: Int { Int(sqlite3_column_count(handle)) }

    /// True while there is a row.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.failure("step")
        }
    }

    func reset() { sqlite3_reset(handle) }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    func text(_ column: Int) -> String {
        sqlite3_column_text(handle, Int32(column)).map { String(cString: $0) } ?? ""
    }

    /// A text's or blob's bytes, not to be kept.
    func withBytes<Value>(_ column: Int, _ read: (UnsafeRawBufferPointer) -> Value) -> Value {
        let start = sqlite3_column_blob(handle, Int32(column))
        return read(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }
}

/// Rows of one table in memory, packed, so that writing them costs nothing but SQLite.
struct RowBuffer {
    private enum Kind: UInt8 { case null, integer, text, blob }

    private struct Cell {
        var kind: Kind
        var length: Int32
        /// The number, or where the bytes begin.
        var value: Int64
    }

    private let columns: Int
    private var cells: [Cell] = []
    private var bytes: [UInt8] = []

    init(columns: Int) {
        self.columns = columns
    }

    var count: Int { cells.count / max(1, columns) }

    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// The largest number in a column; 0 of none.
    func maximum(_ column: Int) -> Int64 {
        stride(from: column, to: cells.count, by: columns).reduce(0) { largest, index in
            cells[index].kind == .integer ? max(largest, cells[index].value) : largest
        }
    }

    /// Takes the present row of a statement.
    mutating func append(_ row: BareStatement) {
        for column in 0..<columns {
            switch sqlite3_column_type(row.handle, Int32(column)) {
            case SQLITE_INTEGER: cells.append(Cell(kind: .integer, length: 0, value: row.integer(column)))
            case SQLITE_TEXT: keep(.text, row, column)
            case SQLITE_BLOB: keep(.blob, row, column)
            default: cells.append(Cell(kind: .null, length: 0, value: 0))
            }
        }
    }

    private mutating func keep(_ kind: Kind, _ row: BareStatement, _ column: Int) {
        row.withBytes(column) { content in
            cells.append(Cell(kind: kind, length: Int32(content.count), value: Int64(bytes.count)))
            bytes.append(contentsOf: content)
        }
    }

    /// Inserts all rows with one statement.
    func insert(with statement: BareStatement) throws {
        try bytes.withUnsafeBytes { bytes in
            for first in stride(from: 0, to: cells.count, by: columns) {
                for column in 0..<columns { bind(cells[first + column], Int32(column + 1), statement.handle, bytes) }
                _ = try statement.step()
                statement.reset()
            }
        }
    }

    private func bind(_ cell: Cell, _ place: Int32, _ statement: OpaquePointer, _ bytes: UnsafeRawBufferPointer) {
        switch cell.kind {
        case .null: sqlite3_bind_null(statement, place)
        case .integer: sqlite3_bind_int64(statement, place, cell.value)
        case .text:
            let start = bytes.baseAddress?.advanced(by: Int(cell.value)).assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text(statement, place, start, cell.length, nil)
        case .blob:
            let start = bytes.baseAddress?.advanced(by: Int(cell.value))
            if cell.length == 0 {
                sqlite3_bind_zeroblob(statement, place, 0)
            } else {
                sqlite3_bind_blob(statement, place, start, cell.length, nil)
            }
        }
    }
}

/// One prepared statement on a connection of its own.
final class BareSelect: Sendable {
    private let statement: Mutex<BareStatement>

    init(_ path: String, _ sql: String) throws {
        statement = Mutex(try BareDatabase(path).prepare(sql))
    }

    /// Bytes of the first column of the first row that has the text; 0 of none.
    func first(_ text: String) throws -> Int {
        try statement.withLock { statement in
            defer { statement.reset() }
            let bytes = Array(text.utf8)
            return try bytes.withUnsafeBufferPointer { bytes in
                try bytes.withMemoryRebound(to: CChar.self) { bytes in
                    sqlite3_bind_text(statement.handle, 1, bytes.baseAddress, Int32(bytes.count), nil)
                    return try statement.step() ? statement.withBytes(0) { $0.count } : 0
                }
            }
        }
    }
}
