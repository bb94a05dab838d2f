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

/// Scenario S2 by clicking, in a real browser, in the consoles of three offices (Tests/Browser/handoff.py). With
/// `LIANDONG_SHOTS` pictures of all pages are kept in that folder.
@Suite(.timeLimit(.minutes(20))) struct HandoffBrowserTests {
    private let province: Province
    private let offices: [(name: String, office: OpenOffice)]

    init() throws {
        province = try Province()
        offices = [
            ("market", try province.open(Province.market)), ("police", try province.open(Province.police)),
            ("procuratorate", try province.open(Province.procuratorate)),
        ]
    }

    @Test(
        "From the first report to the police's filing by clicking, and what the law forbids is refused with its article",
        .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
    func play() async throws {
        let ports = Mutex<[String: Int]>([:])
        let servers = try offices.map { name, office in
            try OfficeServer(
                backend: office.backend, http: try office.loopback(), pages: ConsoleRoutes.endpoints(office.backend),
                problemPage: ConsoleRoutes.problemPage(office.backend),
                onServing: { port in ports.withLock { $0[name] = port } })
        }
        try await province.run(offices.map(\.office)) { [self] in
            try await Province.run(servers, logger: province.quiet) { [self] in
                try await eventually("the offices listen") { ports.withLock { $0.count } == offices.count }
                let house = try house(ports.withLock { $0 })
                let file = "\(province.folder)/browser.json"
                try SafeFile.create(file, house.bytes, access: .secret)
                let walk = try await BrowserWalk.run("handoff.py", [file])
                #expect(walk.code == 0, "\(walk.text)")
            }
        }
    }

    /// Where the offices are, and who works there.
    private func house(_ ports: [String: Int]) throws -> JSONValue {
        .object(
            try offices.map { name, office in
                let people = try Role.allCases.compactMap { role -> JSONMember? in
                    guard office.tokens[role.rawValue] != nil else { return nil }
                    let (account, password) = try office.person(role)
                    return JSONMember(
                        role.rawValue, ["account": .string(account), "password": .string(password)])
                }
                let url = "http://127.0.0.1:\(try #require(ports[name]))"
                return JSONMember(name, ["url": .string(url), "people": .object(people)])
            })
    }
}
