import Contracts
import Foundation
package import Histories

/// Reads the histories of many offices and holds them to the rules.
package enum HistoryFiles {
    /// Checks files.
    ///
    /// - Parameters:
    ///   - paths: one history each.
    ///   - ending: what may be asked of the end.
    ///   - progress: called with the file and the share of all bytes that was read, 0…1000.
    /// - Returns: what was found.
    /// - Throws: `HistoryFault` for a file that is no history, `HistoryFailure` for one that cannot be read.
    package static func check(
        _ paths: [String], _ ending: HistoryCheck.Ending,
        progress: (_ path: String, _ permille: Int) -> Void = { _, _ in }
    ) throws -> HistoryReport {
        var check = HistoryCheck()
        let total = max(1, paths.reduce(Int64(0)) { $0 + size(of: $1) })
        var done: Int64 = 0
        for path in paths {
            let file = check.open(path)
            try lines(of: path) { line throws(HistoryFault) in
                try check.take(line, of: file)
                done += Int64(line.count) + 1
                progress(path, Int(done * 1000 / total))
            }
        }
        return check.report(ending)
    }

    /// The histories in a folder, in the order of their names.
    package static func all(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }.sorted()
            .map { "\(folder)/\($0)" }
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Line by line, without ever holding more of the file than one line.
    private static func lines(
        of path: String, _ take: (ArraySlice<UInt8>) throws(HistoryFault) -> Void
    ) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HistoryUnreadable(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw HistoryUnreadable(path, String(cString: strerror(errno))) }
            guard count > 0 else { break }
            var begin = 0
            while let end = buffer[begin..<count].firstIndex(of: UInt8(ascii: "\n")) {
                if rest.isEmpty {
                    try take(buffer[begin..<end])
                } else {
                    try take((rest + buffer[begin..<end])[...])
                    rest = []
                }
                begin = end + 1
            }
            rest += buffer[begin..<count]
        }
        if !rest.isEmpty { try take(rest[...]) }
    }
}

/// A history that cannot be read.
package struct HistoryUnreadable: Error, Hashable, Sendable {
    /// The file.
    package let path: String
    /// Why.
    package let reason: String

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }
}
