import Accounts
import Casework
import Console
import Contracts
import Foundation
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// The pages of accounts in a real browser (Tests/Browser/accounts.py). With `LIANDONG_SHOTS` pictures are kept in that folder.
@Suite(.timeLimit(.minutes(20))) struct AccountBrowserTests {
    @Test(
        "An administrator makes an account, its officer sets a password, the auditor reads who did what",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
    func walk() async throws {
        let office = try Province().open(Province.market)
        let port = Mutex(0)
        let server = try WebServer(
            router: ConsoleRoutes.router(office.backend), host: "127.0.0.1", port: 0, logger: office.logger
        ) { found in port.withLock { $0 = found } }
        let (administrator, auditor) = (try office.person(.administrator), try office.person(.auditor))
        let people = [
            "--administrator", administrator.account, administrator.password, "--auditor", auditor.account,
            auditor.password,
        ]
        try await Province.run([server], logger: office.logger) {
            try await eventually("the office listens") { port.withLock { $0 } > 0 }
            let walk = try await BrowserWalk.run("accounts.py", ["http://127.0.0.1:\(port.withLock { $0 })"] + people)
            #expect(walk.code == 0, "\(walk.text)")
        }
    }
}
