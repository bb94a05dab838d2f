import Contracts
import Feed
import Foundation
import Signing
import Synchronization
import Testing
import Web
import Workers

/// The pages in a real browser, as people use them (Tests/Browser/portal.py). With `LIANDONG_SHOTS` pictures of all pages are
/// kept in that folder.
@Suite(.timeLimit(.minutes(20))) struct PortalBrowserTests {
    /// The browser's program, as Debian's `chromium` installs it (Deploy/prepare --browser).
    private static let browser = [ProcessInfo.processInfo.environment["LIANDONG_CHROMIUM"], "/usr/bin/chromium"]
        .compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private let scene: PortalScene

    init() throws { scene = try PortalScene() }

    @Test(
        "People search, open a firm, verify a record, object and print, at a desk and on a phone",
        .enabled(if: PortalBrowserTests.browser != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
    func walk() async throws {
        let port = Mutex(0)
        let path = scene.province.layout.configuration(scene.platform.id)
        let json = try JSONValue.parse(SafeFile.read(path, access: .shared)).setting(
            "http", ["host": "127.0.0.1", "port": 0])
        let http = try WorkerSettings.read(json.bytes, path: path, environment: [:]).http
        let server = try FeedServer(backend: try scene.platform.feed(), http: http) { found in
            port.withLock { $0 = found }
        }
        try await scene.run { [scene] in
            let gone = try await scene.publish(["decisionNo": "成锦市监处罚〔2026〕89号"])
            try await scene.withdraw(gone)
            try await scene.correct(try await scene.publish())
            try await Province.run([server], logger: scene.platform.logger) {
                try await eventually("the feed listens") { port.withLock { $0 } > 0 }
                let shots = ProcessInfo.processInfo.environment["LIANDONG_SHOTS"].map { ["--shots", $0] } ?? []
                let walk = try await PortalBrowserTests.walk(
                    ["http://127.0.0.1:\(port.withLock { $0 })", "--gone", gone, "--object"] + shots)
                #expect(walk.code == 0, "\(walk.text)")
            }
        }
    }

    private static func walk(_ arguments: [String]) async throws -> (code: Int32, text: String) {
        let script = Province.path("Tests/Browser/portal.py")
        return try await Aside.run {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments =
                ["python3", "-B", script] + arguments
                + ["--name", PortalScene.name, "--code", PortalScene.code]
            process.environment = ProcessInfo.processInfo.environment.merging(
                ["LIANDONG_CHROMIUM": browser ?? ""]
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
