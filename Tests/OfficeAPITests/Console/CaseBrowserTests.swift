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
@Suite(.timeLimit(.minutes(20))) struct CaseBrowserTests {
    @Test(
        "An officer types an office, comes back to a draft, sends a file and the form, reads a case and prints it",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
    func walk() async throws {
        let office = try Province().open(Province.market)
        let id = try await office.desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        let report = try await office.desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        try #require(report.status == 200, "\(report.text)")
        let port = Mutex(0)
        let server = try OfficeServer(
            backend: office.backend, http: try office.loopback(), pages: ConsoleRoutes.endpoints(office.backend),
            problemPage: ConsoleRoutes.problemPage(office.backend)
        ) { found in port.withLock { $0 = found } }
        let cookie = try await office.signIn(.handler)
        try await Province.run([server], logger: office.logger) {
            try await eventually("the office listens") { port.withLock { $0 } > 0 }
            let walk = try await BrowserWalk.run(
                "cases.py", ["http://127.0.0.1:\(port.withLock { $0 })", "--cookie", cookie, "--case", id])
            #expect(walk.code == 0, "\(walk.text)")
        }
    }
}
