import GRDB
import GRDBSQLite

/// Why a ledger could not be opened, read or written: what was tried, why it failed, what to do.
package struct LedgerFault: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, for those who must react.
    package enum Reason: String, Sendable, CaseIterable {
        /// No space is left: stop consuming, keep everything (design section 4).
        case diskFull
        /// The file could not be read or written.
        case inputOutput
        /// Another connection held the file for too long.
        case busy
        /// The bytes are no ledger, or are damaged.
        case damaged
        /// A program of a later version wrote it.
        case newerVersion
        /// Another process has it open.
        case alreadyOpen
        /// It does not exist.
        case missing
        /// The data key is missing or another one.
        case wrongKey
        /// It belongs to another office.
        case wrongOffice
        /// The write contradicts what is stored: a number or emission used twice, a disposition that is final.
        case conflict
        /// It cannot be done now; the text says why.
        case refused
    }

    /// What kind of trouble it is.
    package let reason: Reason
    /// One line for an administrator.
    package let text: String

    /// A fault from its parts.
    package init(_ reason: Reason, _ text: String) {
        self.reason = reason
        self.text = text
    }

    /// One line for an administrator.
    package var description: String { text }

    /// What SQLite said while `action` was tried.
    init(code: Int32, message: String, action: String) {
        let reason = LedgerFault.reason(of: code)
        self.init(reason, "cannot \(action): SQLite says \"\(message)\" (\(code)); \(LedgerFault.remedy(reason))")
    }

    /// What GRDB reported while `action` was tried.
    init(_ error: DatabaseError, action: String) {
        self.init(
            code: error.extendedResultCode.rawValue, message: error.message ?? "no message", action: action)
    }

    /// Runs `work` and turns what GRDB throws into a fault.
    static func translating<Value>(_ action: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw LedgerFault(error, action: action)
        }
    }

    private static func reason(of code: Int32) -> Reason {
        switch code & 0xff {
        case SQLITE_FULL: .diskFull
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_CONSTRAINT: .conflict
        default: .inputOutput
        }
    }

    private static func remedy(_ reason: Reason) -> String {
        switch reason {
        case .diskFull: "free space on the disk of the ledger, the worker goes on by itself"
        case .busy: "close other programs that hold the file open"
        case .damaged: "stop, keep the file, and restore the last backup with `liandong ledger restore`"
        case .conflict: "nothing was written; run `liandong ledger verify` and report it"
        case .inputOutput, .newerVersion, .alreadyOpen, .missing, .wrongKey, .wrongOffice, .refused:
            "check the disk and the permissions of the file"
        }
    }
}
