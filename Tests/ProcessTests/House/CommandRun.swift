import Foundation
import Programs

/// `liandong` as a person runs it: beside the tests, with what it said and how it ended.
struct CommandRun {
    /// How it ended; nil when it had to be killed.
    let ending: ChildProcess.Ending?
    /// What it said.
    let words: String

    /// Runs it to its end, a minute at most.
    static func liandong(_ arguments: [String]) async throws -> CommandRun {
        let folder = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { unlink(folder + "/log"); rmdir(folder) }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = ChildProgram(
            name: "liandong", path: URL(fileURLWithPath: own).deletingLastPathComponent().path + "/liandong",
            arguments: arguments, log: folder + "/log")
        let child = try ChildProcess.start(program, environment: ProcessInfo.processInfo.environment)
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if let ending = child.ending() {
                return CommandRun(ending: ending, words: try String(contentsOfFile: folder + "/log", encoding: .utf8))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        child.send(SIGKILL)
        return CommandRun(ending: nil, words: "")
    }
}
