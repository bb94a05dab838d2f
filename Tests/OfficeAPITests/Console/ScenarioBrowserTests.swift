import Casework
import Console
import Contracts
import Feed
import Foundation
import OfficeAPI
import ServiceLifecycle
import Signing
import Synchronization
import Testing
import Web
import Workers

/// Scenarios of domain.md F by clicking, in a real browser, in the consoles of several offices (Tests/Browser). With
/// `LIANDONG_SHOTS` pictures of all pages are kept in that folder.
@Suite(
    .serialized, .timeLimit(.minutes(20)),
    .enabled(if: BrowserWalk.program != nil, "there is no Chromium: Deploy/prepare --browser installs it"))
struct ScenarioBrowserTests {
    private static let names = [
        "market": Province.market, "platform": Province.platform, "tax": Province.tax, "customs": Province.customs,
        "cyberspace": Province.cyberspace, "police": Province.police, "procuratorate": Province.procuratorate,
    ]

    @Test("A named report goes to the right office, is verified, filed and ends with a penalty by clicking (S1)")
    func lead() async throws {
        try await play("lead.py", ["cyberspace", "market"], from: "2026-05-06T09:00")
    }

    @Test("A penalty is recorded, cleared, published, corrected and repaired by clicking, day by day (S1)")
    func penalty() async throws {
        try await play("penalty.py", ["market", "platform"], from: "2026-07-31T09:00", hasFeed: true)
    }

    @Test("From the first report to the police's filing by clicking, and a fine is refused with its article (S2)")
    func handoff() async throws {
        try await play("handoff.py", ["market", "police", "procuratorate"])
    }

    @Test("A tax list entry is proposed, published, answered by four offices and removed by clicking (S4)")
    func taxList() async throws {
        try await play(
            "taxlist.py", ["tax", "market", "customs", "cyberspace", "police"], from: "2025-06-10T09:00")
    }

    @Test("Files of list entries and of penalties are brought, mended, given back, released and undone by clicking")
    func imports() async throws {
        try await play("imports.py", ["market"], from: "2026-07-31T09:00")
    }

    /// Opens offices, serves their consoles, and lets a play click through them. It begins at the official time `start`
    /// and moves that on; without one it goes by real time.
    private func play(_ script: String, _ names: [String], from start: String? = nil, hasFeed: Bool = false)
        async throws
    {
        let province = try Province()
        let clock = try start.map { start in
            let path = "\(province.folder)/official-clock"
            try SafeFile.create(path, Array("\(start):00.000+08:00\n".utf8), access: .shared)
            return path
        }
        let offices = try names.map { name in
            (name, try province.open(try #require(ScenarioBrowserTests.names[name]), officialClock: clock))
        }
        let ports = Ports()
        var servers = try offices.map { name, office -> any Service in
            // Jobs begun by the interface are shown by the pages.
            let jobs = OfficeJobs(office.backend)
            return try OfficeServer(
                backend: office.backend, http: try office.loopback(), jobs: jobs,
                pages: ConsoleRoutes.endpoints(office.backend, jobs),
                problemPage: ConsoleRoutes.problemPage(office.backend), onServing: { ports.put(name, $0) })
        }
        if hasFeed {
            let platform = try #require(offices.first { $0.0 == "platform" }?.1)
            servers.append(
                try FeedServer(backend: try platform.feed(), http: try platform.loopback()) { ports.put("feed", $0) })
        }
        try await province.run(offices.map(\.1)) { [servers] in
            try await Province.run(servers, logger: province.quiet) {
                try await eventually("all listen") { ports.count == servers.count }
                let house = try ScenarioBrowserTests.house(offices, ports, clock: clock)
                let file = "\(province.folder)/browser.json"
                try SafeFile.create(file, house.bytes, access: .secret)
                let walk = try await BrowserWalk.run(script, [file])
                #expect(walk.code == 0, "\(walk.text)")
            }
        }
    }

    /// Where the offices are, who works there, and what else the play needs (Tests/Browser/officer.py).
    private static func house(_ offices: [(String, OpenOffice)], _ ports: Ports, clock: String?) throws -> JSONValue {
        let members = try offices.map { name, office in
            let people = try Role.allCases.compactMap { role -> JSONMember? in
                guard office.tokens[role.rawValue] != nil else { return nil }
                let (account, password) = try office.person(role)
                return JSONMember(role.rawValue, ["account": .string(account), "password": .string(password)])
            }
            let url = try #require(ports.url(name))
            return JSONMember(name, ["url": .string(url), "people": .object(people)])
        }
        return .members([
            ("offices", .object(members)), ("clock", clock.map { .string($0) }),
            ("feed", ports.url("feed").map { .string($0) }),
        ])
    }
}

/// Where servers listen, as they tell it.
private final class Ports: Sendable {
    private let known = Mutex<[String: Int]>([:])

    func put(_ name: String, _ port: Int) { known.withLock { $0[name] = port } }

    var count: Int { known.withLock { $0.count } }

    func url(_ name: String) -> String? { known.withLock { $0[name] }.map { "http://127.0.0.1:\($0)" } }
}
