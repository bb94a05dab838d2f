import Foundation

/// Runs a walk of Tests/Browser in a headless Chromium; `LIANDONG_SHOTS` names a folder for pictures.
enum BrowserWalk {
    /// The browser's program, as Debian's `chromium` installs it (Deploy/prepare --browser).
    static let program = [ProcessInfo.processInfo.environment["LIANDONG_CHROMIUM"], "/usr/bin/chromium"]
        .compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static func run(_ script: String, _ arguments: [String]) async throws -> (code: Int32, text: String) {
        let path = Province.path("Tests/Browser/\(script)")
        let shots = ProcessInfo.processInfo.environment["LIANDONG_SHOTS"].map { ["--shots", $0] } ?? []
        let (code, output) = try await Program.run(
            ["python3", "-B", path] + arguments + shots, environment: ["LIANDONG_CHROMIUM": program ?? ""])
        return (code, String(decoding: output, as: UTF8.self))
    }
}
