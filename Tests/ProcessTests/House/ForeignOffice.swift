import Contracts
import Foundation
import Programs
import Signing
import Testing
import Workers

/// An office without any of our programs: `Tests/Clients/python`, which knows `Topics/` alone.
struct ForeignOffice {
    /// Who it is; fictional (domain.md F).
    let id: OfficeID
    private let configuration: String
    private let town: TestHouse

    private static let script = TestHouse.repository + "/Tests/Clients/python/run"

    /// Lists it in the directory of a house that has not started yet.
    init(in town: TestHouse) throws {
        id = try #require(OfficeID("510100-agriculture"))
        self.town = town
        let profile = OfficeProfile(
            id: id, agency: "agriculture", level: .prefecture, region: id.region, name: "成都示例市农业农村局",
            shortName: "市农业农村局", uscc: "11510100XT9000811Y")
        _ = try Provisioning.addOffice(
            OfficePlan(profile: profile), bootstrap: "127.0.0.1:\(town.house.brokerPort)",
            httpPort: town.house.portBase + 30, to: town.house.layout, at: OfficeClock.machine())
        configuration = town.house.layout.configuration(id)
    }

    /// Whether the client's packages can be had on this machine; only code 77 says that they cannot.
    static func isAvailable() async throws -> Bool {
        let log = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString).log").path()
        defer { unlink(log) }
        let program = ChildProgram(name: "client", path: script, arguments: ["--help"], log: log)
        let client = try ChildProcess.start(program, environment: TestHouse.environment)
        while true {
            if let ending = client.ending() { return ending != .exited(77) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Starts the client; what it tells goes to the log of this name.
    func start(_ arguments: [String], log: String) throws -> ChildProcess {
        try town.spawn(
            ChildProgram(
                name: "client", path: ForeignOffice.script,
                arguments: ["--config", configuration, "--timeout", "200"] + arguments,
                log: "\(town.folder)/logs/\(log).log"))
    }

    /// How a client ended; nil when it has not within `bound`.
    func ending(of client: ChildProcess, within bound: Duration) async throws -> ChildProcess.Ending? {
        try await town.ending(of: client, within: bound)
    }

    /// What a client told, event by event.
    func events(of client: ChildProcess) throws -> [JSONValue] {
        try town.log(of: client.program).split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try JSONValue.parse(Array($0.utf8))
        }
    }

    /// Waits until a client has told an event.
    func event(_ name: String, of client: ChildProcess, _ stage: DemonstrationStage) async throws -> JSONValue {
        try await stage.until("the client's \(name); it told \(try town.log(of: client.program))") {
            try events(of: client).first { $0["event"]?.string == name }
        }
    }
}
