import Foundation

/// The advisory lock beside a ledger: one process for each ledger (design section 4). It falls with its process.
final class LedgerLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of the ledger at `path`.
    ///
    /// - Throws: `alreadyOpen` naming the process that has it.
    init(path: String) throws {
        let name = path + ".lock"
        let opened = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw LedgerFault(
                .inputOutput,
                "cannot create \(name): \(String(cString: strerror(errno))); check the directory and its permissions")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let owner = LedgerLock.owner(opened)
            close(opened)
            throw LedgerFault(
                .alreadyOpen,
                "the ledger \(path) is in use by another process\(owner): stop that worker first, or use a command "
                    + "that only reads")
        }
        descriptor = opened
        let text = "\(getpid())\n"
        ftruncate(opened, 0)
        _ = pwrite(opened, text, text.utf8.count, 0)
    }

    deinit { close(descriptor) }

    private static func owner(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let digits = buffer.prefix(max(0, count)).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}
