import Foundation
import Workers

/// Another program's run: the browser, Python, OpenSSL, gzip.
///
/// Foundation's `Process` lists the open files of this process with a copy of 256 bytes for each name, which now and then
/// reads past the end of the list; with the thousand files of all tests that ended the run. Sockets and ledgers of this process
/// are closed by the system when another program begins, so nothing has to be listed.
enum Program {
    /// Runs a program that is found in the path, and waits for its end.
    ///
    /// - Parameters:
    ///   - words: its name and its arguments.
    ///   - input: what it reads.
    ///   - environment: variables beside those of this process.
    ///   - withErrors: whether what it says of errors is part of the output, or dropped.
    /// - Returns: its exit code, -1 when a signal ended it, and all that it said.
    /// - Throws: what the system says when it cannot be started, or its files cannot be written.
    static func run(
        _ words: [String], input: [UInt8] = [], environment: [String: String] = [:], withErrors: Bool = false
    ) async throws -> (code: Int32, output: [UInt8]) {
        try await Aside.run { try runNow(words, input, environment, withErrors) }
    }

    /// The same on the calling thread.
    static func runNow(
        _ words: [String], _ input: [UInt8] = [], _ environment: [String: String] = [:], _ withErrors: Bool = false
    ) throws -> (code: Int32, output: [UInt8]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "liandong-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (read, written) = (folder.appending(path: "in"), folder.appending(path: "out"))
        defer {
            for file in [read, written] { unlink(file.path()) }
            rmdir(folder.path())
        }
        try Data(input).write(to: read)
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, read.path(), O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, written.path(), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        if withErrors {
            posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        var id: pid_t = 0
        let code = withWords(words) { arguments in
            withWords(variables) { posix_spawnp(&id, words[0], &files, nil, arguments, $0) }
        }
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECHILD) }
        }
        return (status & 0x7f == 0 ? (status >> 8) & 0xff : -1, [UInt8](try Data(contentsOf: written)))
    }

    private static func withWords(
        _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let copies = words.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
