import Foundation
import Workers

/// Runs a walk of Tests/Browser in a headless Chromium; `LIANDONG_SHOTS` names a folder for pictures.
enum BrowserWalk {
    /// The browser's program, as Debian's `chromium` installs it (Deploy/prepare --browser).
    static let program = [ProcessInfo.processInfo.environment["LIANDONG_CHROMIUM"], "/usr/bin/chromium"]
        .compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static func run(_ script: String, _ arguments: [String]) async throws -> (code: Int32, text: String) {
        let path = Province.path("Tests/Browser/\(script)")
        let shots = ProcessInfo.processInfo.environment["LIANDONG_SHOTS"].map { ["--shots", $0] } ?? []
        return try await Aside.run {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", "-B", path] + arguments + shots
            process.environment = ProcessInfo.processInfo.environment.merging(
                ["LIANDONG_CHROMIUM": program ?? ""]
            ) { $1 }
            let out = Pipe()
            process.standardOutput = out
            process.standardError = out
            try process.run()
            let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (process.terminationStatus, text)
        }
    }
}
