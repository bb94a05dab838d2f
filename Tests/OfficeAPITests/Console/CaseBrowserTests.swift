import Casework
import Console
import Contracts
import Foundation
import Ledgers
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// A form and a case in a real browser (Tests/Browser/cases.py). With `LIANDONG_SHOTS` pictures of all pages are kept
/// in that folder.
@Suite(
    .timeLimit(.minutes(20)),
    .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
struct CaseBrowserTests {
    @Test(
        "An officer types an office, comes back to a draft, sends a file and the form, reads a case and prints it on A4 with number, page x of y and time of print"
    )
    func walk() async throws {
        let office = try Province().open(Province.market)
        // More than a sheet of it.
        let facts = String(repeating: "抽检发现产品中含有非食品原料，现场查获原料十袋。", count: 200)
        let id = try await office.desk.open(
            .handoff, "suspectCrime", Sample.crime.setting("factsSummary", .string(facts)), as: .handler)
        let report = try await office.desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        try #require(report.status == 200, "\(report.text)")
        try await CaseBrowserTests.play("cases.py", at: office, ["--case", id])
    }

    @Test("Who types when the browser ends at once loses at most ten seconds of it")
    func crash() async throws {
        try await CaseBrowserTests.play("drafts.py", at: try Province().open(Province.market))
    }

    /// Serves an office's console on a port; a script walks through it as a handler.
    private static func play(_ script: String, at office: OpenOffice, _ arguments: [String] = []) async throws {
        let port = Mutex(0)
        let server = try OfficeServer(
            backend: office.backend, http: try office.loopback(), pages: ConsoleRoutes.endpoints(office.backend),
            problemPage: ConsoleRoutes.problemPage(office.backend)
        ) { found in port.withLock { $0 = found } }
        let cookie = try await office.signIn(.handler)
        try await Province.run([server], logger: office.logger) {
            try await eventually("the office listens") { port.withLock { $0 } > 0 }
            let walk = try await BrowserWalk.run(
                script, ["http://127.0.0.1:\(port.withLock { $0 })", "--cookie", cookie] + arguments)
            #expect(walk.code == 0, "\(walk.text)")
        }
    }
}
