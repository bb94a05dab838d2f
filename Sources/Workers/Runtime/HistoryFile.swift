import Contracts
import Foundation
package import Histories
package import Logging
import Synchronization

/// Where a running office tells its history; nobody else than tests and rehearsals asks for one.
package protocol HistoryRecording: Sendable {
    /// Keeps what just happened, in this order.
    func record(_ event: HistoryEvent)
}

/// A history in a file of JSON lines, appended to by one process after the other.
///
/// Each line is one write to the end of the file: a process that is killed tears at most its last line. The office never
/// waits for the disk here, and never stops because this file cannot be written: the file then ends with a mark, and
/// nothing more is told until the next start.
package final class HistoryFile: HistoryRecording {
    private struct State {
        /// Bytes up to the end of the last whole line, and up to the one before.
        var end: off_t
        var before: off_t
        var isOver = false
    }

    private let descriptor: Int32
    private let path: String
    private let limit: Int
    private let logger: Logger
    private let state: Mutex<State>

    /// Opens or makes the file, 0600; a torn line of an earlier process gets its end. It grows to at most `limit` bytes, as
    /// on a disk that is full then.
    ///
    /// - Throws: `HistoryFailure` when the file cannot be opened: a history that was asked for must not be missing.
    package init(path: String, logger: Logger, limit: Int = .max) throws(HistoryFailure) {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HistoryFailure(path, String(cString: strerror(errno))) }
        let end = lseek(descriptor, 0, SEEK_END)
        self.descriptor = descriptor
        self.path = path
        self.limit = limit
        self.logger = logger
        state = Mutex(State(end: max(0, end), before: max(0, end)))
        if end > 0, HistoryFile.lastByte(descriptor, end) != UInt8(ascii: "\n") { append([UInt8(ascii: "\n")]) }
    }

    deinit {
        close(descriptor)
    }

    package func record(_ event: HistoryEvent) {
        append(HistoryEntry(at: OfficeClock.machine(), event).line)
    }

    private func append(_ line: [UInt8]) {
        state.withLock { state in
            guard !state.isOver else { return }
            guard let failure = write(line, behind: state.end) else {
                state.before = state.end
                state.end += off_t(line.count)
                return
            }
            state.isOver = true
            leaveMark(state, failure)
            logger.error(
                "the history cannot be written any more; the office goes on without it",
                metadata: ["file": "\(path)", "reason": "\(failure)"])
        }
    }

    /// The mark takes the room of the line that did not fit, or of the last one that did.
    private func leaveMark(_ state: State, _ reason: String) {
        let mark = HistoryEntry(at: OfficeClock.machine(), .cut(reason: reason)).line
        for end in [state.end, state.before] {
            guard ftruncate(descriptor, end) == 0 else { return }
            if write(mark, behind: end) == nil { return }
        }
        _ = ftruncate(descriptor, state.before)
    }

    /// Writes all of it; the reason why not otherwise.
    private func write(_ bytes: [UInt8], behind end: off_t) -> String? {
        guard Int(end) + bytes.count <= limit else { return "the file may not grow beyond \(limit) bytes" }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(cString: strerror(errno)) }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private static func lastByte(_ descriptor: Int32, _ end: off_t) -> UInt8? {
        var byte: UInt8 = 0
        return pread(descriptor, &byte, 1, end - 1) == 1 ? byte : nil
    }
}

/// The file of a history cannot be opened.
package struct HistoryFailure: Error, Hashable, Sendable {
    /// The file.
    package let path: String
    /// Why.
    package let reason: String

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }
}
