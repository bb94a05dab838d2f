import Contracts
import GRDB
import GRDBSQLite

/// A statement of one connection, prepared once, bound and stepped without boxing its values: the hot path writes
/// seven rows a letter, and GRDB's argument arrays would cost as much as SQLite itself.
final class PreparedStatement {
    private let statement: Statement
    private let handle: OpaquePointer
    private let connection: OpaquePointer?
    private let fault: WriteFault?

    /// Prepares `sql` on `database`; `fault` is asked before each execution.
    init(_ database: Database, _ sql: String, fault: WriteFault? = nil) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
        connection = database.sqliteConnection
        self.fault = fault
    }

    /// Executes a statement without result rows and returns how many rows it changed.
    @discardableResult
    func run(_ bind: (inout Arguments) -> Void) throws -> Int {
        try fault?.strike()
        try start(bind)
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
        return Int(sqlite3_changes(connection))
    }

    /// Calls `read` for each result row.
    func rows(_ bind: (inout Arguments) -> Void = { _ in }, _ read: (Columns) throws -> Void) throws {
        try start(bind)
        defer { sqlite3_reset(handle) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code) }
            try read(Columns(handle: handle))
        }
    }

    /// The first result row as `read` makes it; nil when there is none.
    func first<Value>(_ bind: (inout Arguments) -> Void = { _ in }, _ read: (Columns) throws -> Value) throws -> Value?
    {
        try start(bind)
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        if code == SQLITE_DONE { return nil }
        guard code == SQLITE_ROW else { throw failure(code) }
        return try read(Columns(handle: handle))
    }

    private func start(_ bind: (inout Arguments) -> Void) throws {
        var arguments = Arguments(handle: handle)
        bind(&arguments)
        guard arguments.code == SQLITE_OK else { throw failure(arguments.code) }
    }

    private func failure(_ code: Int32) -> LedgerFault {
        let extended = sqlite3_extended_errcode(connection)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "no message"
        return LedgerFault(code: extended == SQLITE_OK ? code : extended, message: message, action: "use the ledger")
    }

    /// Binds values one after the other.
    struct Arguments {
        let handle: OpaquePointer
        private var index: Int32 = 0
        private(set) var code = SQLITE_OK

        init(handle: OpaquePointer) {
            self.handle = handle
        }

        mutating func integer(_ value: Int64) {
            index += 1
            note(sqlite3_bind_int64(handle, index, value))
        }

        mutating func integer(_ value: Int64?) {
            guard let value else { return null() }
            integer(value)
        }

        mutating func number(_ value: UInt64) { integer(Int64(bitPattern: value)) }

        mutating func moment(_ value: Moment) { integer(value.milliseconds) }

        mutating func text(_ value: String) {
            index += 1
            // The bytes as they lie in the string: a zero-terminated copy would be one more allocation.
            var value = value
            guard !value.isEmpty else { return note(sqlite3_bind_text(handle, index, "", 0, transientDestructor)) }
            note(
                value.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), transientDestructor)
                    }
                })
        }

        mutating func text(_ value: String?) {
            guard let value else { return null() }
            text(value)
        }

        mutating func blob(_ value: [UInt8]) {
            index += 1
            guard !value.isEmpty else { return note(sqlite3_bind_zeroblob(handle, index, 0)) }
            note(
                value.withUnsafeBytes {
                    sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), transientDestructor)
                })
        }

        mutating func blob(_ value: [UInt8]?) {
            guard let value else { return null() }
            blob(value)
        }

        mutating func digest(_ value: Digest) { blob(value.bytes) }

        mutating func null() {
            index += 1
            note(sqlite3_bind_null(handle, index))
        }

        private mutating func note(_ result: Int32) {
            if result != SQLITE_OK { code = result }
        }
    }

    /// Reads the columns of the present row.
    struct Columns {
        let handle: OpaquePointer

        /// How many columns there are.
        var count: Int32 { sqlite3_column_count(handle) }

        /// The column's value as a seal covers it.
        func sealedValue(_ column: Int32) -> SealedValue {
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: .integer(integer(column))
            case SQLITE_TEXT: .text(text(column))
            case SQLITE_BLOB: .bytes(bytes(column))
            default: .absent
            }
        }

        func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

        func number(_ column: Int32) -> UInt64 { UInt64(bitPattern: integer(column)) }

        func moment(_ column: Int32) -> Moment { Moment(milliseconds: integer(column)) }

        func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

        func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

        func text(_ column: Int32) -> String {
            let start = sqlite3_column_text(handle, column)
            return String(decoding: UnsafeBufferPointer(start: start, count: count(of: column)), as: UTF8.self)
        }

        func bytes(_ column: Int32) -> [UInt8] {
            withBytes(column) { Array($0) }
        }

        func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

        /// The column's bytes without a copy; not to be kept.
        func withBytes<Value>(_ column: Int32, _ read: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
            let start = sqlite3_column_blob(handle, column)
            return try read(UnsafeRawBufferPointer(start: start, count: count(of: column)))
        }

        func digest(_ column: Int32) throws -> Digest {
            guard let digest = withBytes(column, { Digest(bytes: $0) }) else {
                throw LedgerFault(.damaged, "a stored digest has not 32 bytes; run `liandong ledger verify`")
            }
            return digest
        }

        private func count(of column: Int32) -> Int { Int(sqlite3_column_bytes(handle, column)) }
    }
}

/// Tells SQLite to copy what is bound.
private var transientDestructor: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
