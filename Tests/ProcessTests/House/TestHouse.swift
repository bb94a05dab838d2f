import Casework
import Contracts
import Foundation
import Histories
import Programs
import Signing
import Synchronization
import Testing
import Workers

/// Seven offices and a broker in a folder of their own, as real processes on ports of their own.
final class TestHouse: Sendable {
    /// Folder, programs and people.
    let house: DemonstrationHouse
    /// The processes that are looked after: a killed one is started again.
    let crew: ProcessCrew
    private let ports: PortBlock
    /// Processes that a test looks after itself.
    private let visitors = Mutex<[ChildProcess]>([])

    /// The root of the repository.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL.path()

    /// Official time of all tests here.
    static let today = "2026-08-13T09:00:00.000+08:00"

    /// What children of a test find in their environment: nothing of the surrounding shell's own brokers.
    static let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LIANDONG_") }

    /// Makes keys, directory and configurations; nothing runs yet.
    init() throws {
        ports = try PortBlock()
        let folder = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString)").path()
        house = try DemonstrationHouse.prepare(
            Demonstration.Options(
                folder: folder, portBase: ports.base, ends: true, keepsState: false, isJSON: true,
                deploy: TestHouse.repository + "/Deploy", histories: folder + "/histories"), at: OfficeClock.machine())
        crew = ProcessCrew(list: house.processList)
        try stage().setClock(TestHouse.today)
    }

    /// Runs `body` with the house and ends all processes behind it. The folder stays when something failed.
    static func run(_ body: (TestHouse) async throws -> Void) async throws {
        let house = try TestHouse()
        do {
            try await body(house)
        } catch {
            house.endVisitors()
            _ = await house.crew.stop(last: DemonstrationHouse.broker)
            Issue.record("\(error); files in \(house.folder)")
            return
        }
        house.endVisitors()
        let unclean = await house.crew.stop(last: DemonstrationHouse.broker)
        #expect(unclean.isEmpty, "files in \(house.folder)")
        let findings = try house.historyFindings(.any)
        #expect(findings.isEmpty, "files in \(house.folder)")
        if unclean.isEmpty, findings.isEmpty { try FileManager.default.removeItem(atPath: house.folder) }
    }

    /// What the histories of all offices show against the rules.
    func historyFindings(_ ending: HistoryCheck.Ending) throws -> [String] {
        let files = try HistoryFiles.all(in: folder + "/histories")
        return try HistoryFiles.check(files, ending).findings.map(\.description)
    }

    /// Where everything lies.
    var folder: String { house.layout.path }

    /// A way to give orders and to look; each task takes one of its own.
    func stage(patience: Duration = .seconds(240)) -> DemonstrationStage {
        DemonstrationStage(house: house, crew: crew, narrator: Narrator(isJSON: true), patience: patience)
    }

    /// The program of an agency's office.
    func program(_ agency: String) throws -> ChildProgram {
        let office = try house.office(agency)
        return try #require(house.officePrograms.first { $0.name == office.shortName })
    }

    /// `liandong` with these arguments; what it writes goes to the log of this name.
    func command(_ arguments: [String], log: String) -> ChildProgram {
        ChildProgram(
            name: "liandong", path: house.brokerProgram.path, arguments: arguments,
            log: "\(folder)/logs/\(log).log")
    }

    /// What a program wrote.
    func log(of program: ChildProgram) throws -> String {
        try String(contentsOfFile: program.log, encoding: .utf8)
    }

    /// Starts the broker and these agencies' offices, and waits until each can work.
    func start(_ agencies: [String]) async throws {
        try await crew.start([house.brokerProgram] + agencies.map { try program($0) })
        for agency in agencies { try await ready(agency) }
    }

    /// Waits until an office can work.
    func ready(_ agency: String) async throws {
        let stage = stage()
        let office = try house.office(agency).id
        _ = try await stage.until("\(office) is ready") { await stage.isReady(office) ? true : nil }
    }
}

// MARK: - Processes that a test starts and ends itself

extension TestHouse {
    /// Starts a program that is not started again when it ends.
    func spawn(_ program: ChildProgram) throws -> ChildProcess {
        let child = try ChildProcess.start(program, environment: TestHouse.environment)
        visitors.withLock { $0.append(child) }
        return child
    }

    /// How a spawned process ended; nil when it has not within `bound`.
    func ending(of child: ChildProcess, within bound: Duration) async throws -> ChildProcess.Ending? {
        let end = ContinuousClock.now + bound
        while ContinuousClock.now < end {
            if let ending = child.ending() {
                visitors.withLock { $0.removeAll { $0 == child } }
                return ending
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// Kills what a test that failed left behind.
    private func endVisitors() {
        for child in visitors.withLock({ $0 }) {
            child.send(SIGKILL)
            while child.ending() == nil { usleep(10_000) }
        }
    }
}
