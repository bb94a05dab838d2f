import Contracts
import Feed
import Signing
import Synchronization
import Testing
import Web
import Workers

/// The pages in a real browser, as people use them (Tests/Browser/portal.py). With `LIANDONG_SHOTS` pictures of all pages are
/// kept in that folder.
@Suite(.timeLimit(.minutes(20))) struct PortalBrowserTests {
    private let scene: PortalScene

    init() throws { scene = try PortalScene() }

    @Test(
        "People search, open a firm, verify a record, object and print, at a desk and on a phone",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
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
                let walk = try await BrowserWalk.run(
                    "portal.py",
                    [
                        "http://127.0.0.1:\(port.withLock { $0 })", "--gone", gone, "--object", "--name",
                        PortalScene.name, "--code", PortalScene.code,
                    ])
                #expect(walk.code == 0, "\(walk.text)")
            }
        }
    }
}
