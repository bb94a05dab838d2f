package import Foundation

/// A program to start: where it lies, what it is told, where its output goes.
package struct ChildProgram: Hashable, Sendable {
    /// What people call it.
    package let name: String
    /// The executable.
    package let path: String
    /// Its arguments, without its own name.
    package let arguments: [String]
    /// The file its output is appended to.
    package let log: String

    /// A program that is not started yet.
    package init(name: String, path: String, arguments: [String], log: String) {
        self.name = name
        self.path = path
        self.arguments = arguments
        self.log = log
    }
}

/// A started program. Each has a process group of its own, so that a Ctrl-C on the terminal reaches only us, and we
/// stop the others in order.
package struct ChildProcess: Hashable, Sendable {
    /// How a process ended.
    package enum Ending: Hashable, Sendable {
        /// By itself, with this code.
        case exited(Int32)
        /// By this signal.
        case killed(Int32)
    }

    /// What runs.
    package let program: ChildProgram
    /// Its process id.
    package let id: pid_t

    /// Starts a program with its standard input closed.
    ///
    /// - Throws: `DemonstrationFailure` when it cannot be started.
    package static func start(
        _ program: ChildProgram, environment: [String: String]
    ) throws(DemonstrationFailure) -> ChildProcess {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, program.log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        settle(&attributes)
        var id: pid_t = 0
        let code = withWords([program.path] + program.arguments) { arguments in
            withWords(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) { variables in
                posix_spawn(&id, program.path, &files, &attributes, arguments, variables)
            }
        }
        guard code == 0 else {
            let reason = String(cString: strerror(code))
            throw DemonstrationFailure("没有启动\(program.name)（\(program.path)：\(reason)）：请先构建全部程序")
        }
        return ChildProcess(program: program, id: id)
    }

    /// How it ended, once; nil while it runs.
    package func ending() -> Ending? {
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
    }

    /// Sends a signal.
    package func send(_ signal: Int32) { kill(id, signal) }

    /// A child begins with no signal blocked or ignored, whatever this process does with its own.
    private static func settle(_ attributes: inout posix_spawnattr_t) {
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private static func withWords(
        _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let copies = words.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
