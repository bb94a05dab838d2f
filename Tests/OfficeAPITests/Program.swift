import Foundation
import Programs
import Workers

/// Another program's run: the browser, Python, OpenSSL, gzip.
///
/// Foundation's `Process` lists the open files of this process with a copy of 256 bytes for each name, which now and then
/// reads past the end of the list; with the thousand files of all tests that ended the run.
enum Program {
    /// Runs a program that is found in the path, and waits for its end.
    ///
    /// - Parameters:
    ///   - words: its name and its arguments.
    ///   - environment: variables beside those of this process.
    /// - Returns: its exit code, -1 when a signal ended it, and all that it said, errors among it.
    /// - Throws: what the system says when it cannot be started, or its output cannot be read.
    static func run(
        _ words: [String], environment: [String: String] = [:]
    ) async throws -> (code: Int32, output: [UInt8]) {
        try await Aside.run { try runNow(words, environment) }
    }

    /// The same on the calling thread.
    static func runNow(
        _ words: [String], _ environment: [String: String] = [:]
    ) throws -> (code: Int32, output: [UInt8]) {
        let log = FileManager.default.temporaryDirectory.appending(path: "liandong-program-\(UUID().uuidString)").path()
        defer { unlink(log) }
        let child = try ChildProcess.start(
            ChildProgram(name: words[0], path: "/usr/bin/env", arguments: words, log: log),
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        while true {
            guard let ending = child.ending() else {
                usleep(2000)
                continue
            }
            let output = [UInt8](try Data(contentsOf: URL(filePath: log)))
            if case .exited(let code) = ending { return (code, output) }
            return (-1, output)
        }
    }
}
