import Contracts
import Foundation
import Offices
import Signing
import Workers

/// Does what the plan says to the processes, disks and networks of a house, and counts it.
actor ChaosHand {
    private let house: DemonstrationHouse
    private let crew: ProcessCrew
    private let ground: ChaosGround
    private let programs: [ChildProgram]
    private let tell: @Sendable (String) -> Void
    private let begin = ContinuousClock.now
    private var backups: [String: [String]] = [:]
    private var files = 0
    /// How often each strike was done.
    private(set) var done: [ChaosStrike: Int] = [:]
    /// What should not have been.
    private(set) var findings: [String] = []

    init(
        _ house: DemonstrationHouse, _ crew: ProcessCrew, _ ground: ChaosGround, programs: [ChildProgram],
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.house = house
        self.crew = crew
        self.ground = ground
        self.programs = programs
        self.tell = tell
    }

    /// Does one step to its end. A strike that this machine does not allow is left out.
    func perform(_ step: ChaosPlan.Step) async {
        guard ground.leftOut[step.strike] == nil else { return }
        do {
            guard try await strike(step) else { return }
            done[step.strike, default: 0] += 1
        } catch is CancellationError {
            // The run ends; what was taken away is given back by the healing.
        } catch {
            findings.append("\(step.strike.words) \(step.victim)：\(error)")
        }
    }

    /// False when there was nothing to do it with.
    private func strike(_ step: ChaosPlan.Step) async throws -> Bool {
        let length = Duration.milliseconds(step.length)
        switch step.strike {
        case .kill, .brokerKill: try await signal(SIGKILL, step, length)
        case .freeze, .brokerFreeze: try await freeze(step, length)
        case .blackout: try await blackout(step, length)
        case .diskFull:
            say(step)
            ground.disk?.fill()
            try await Task.sleep(for: length)
            ground.disk?.empty()
        case .cut:
            say(step)
            ground.cable?.cut()
            try await Task.sleep(for: length)
            ground.cable?.mend()
        case .clock: try setClock(step)
        case .skew:
            let seconds = Int(step.throwOfDice % 961) - 480
            say(step, "\(seconds) 秒")
            try ground.setSkew(seconds: seconds)
            try await Task.sleep(for: length)
            try ground.setSkew(seconds: 0)
        case .backup: _ = try await backUp(step)
        case .damage: try await damage(step)
        case .restore: return try await restore(step, length)
        }
        return true
    }

    private func name(_ victim: String) throws -> String {
        try victim == ChaosPlan.broker ? DemonstrationHouse.broker : house.office(victim).shortName
    }

    private func say(_ step: ChaosPlan.Step, _ detail: String = "") {
        let elapsed = (ContinuousClock.now - begin).components.seconds
        let length = step.length >= 1000 ? "\(step.length / 1000) 秒" : ""
        let words = [step.strike.words, step.victim == "all" ? "" : step.victim, length, detail].filter { !$0.isEmpty }
        tell("   \(elapsed) 秒：" + words.joined(separator: " "))
    }

    // MARK: - Processes

    private func signal(_ signal: Int32, _ step: ChaosPlan.Step, _ length: Duration) async throws {
        say(step)
        await crew.send(signal, to: try name(step.victim))
        try await Task.sleep(for: length)
        try await crew.tend()
    }

    private func freeze(_ step: ChaosPlan.Step, _ length: Duration) async throws {
        say(step)
        let name = try name(step.victim)
        await crew.send(SIGSTOP, to: name)
        do {
            try await Task.sleep(for: length)
        } catch {
            await crew.send(SIGCONT, to: name)
            throw error
        }
        await crew.send(SIGCONT, to: name)
    }

    private func blackout(_ step: ChaosPlan.Step, _ length: Duration) async throws {
        say(step)
        let broker = DemonstrationHouse.broker
        for child in await crew.children where ground.leftOut[.brokerKill] == nil || child.program.name != broker {
            child.send(SIGKILL)
        }
        try await Task.sleep(for: length)
        try await crew.tend()
    }

    /// From two hours back to a day and a half on.
    private func setClock(_ step: ChaosPlan.Step) throws {
        let now = OfficeClock(officialFile: house.clock).now().official
        let moment = now + .minutes(Int64(step.throwOfDice % (38 * 60)) - 120)
        say(step, moment.shortDescription)
        try SafeFile.replace(house.clock, Array((moment.description + "\n").utf8), access: .shared)
    }

    // MARK: - Ledgers

    private func run(_ words: String, _ arguments: [String]) async throws -> ChildProcess.Ending {
        try await crew.run(house.command(words, log: "chaos", arguments), within: .seconds(120))
    }

    private func backUp(_ step: ChaosPlan.Step) async throws -> String {
        say(step)
        files += 1
        let folder = house.layout.path + "/backups"
        try SafeFile.makeFolder(folder)
        let path = "\(folder)/\(step.victim)-\(files).sqlite"
        let configuration = house.layout.configuration(try house.office(step.victim).id)
        let ending = try await run("备份", ["ledger", "backup", "--config", configuration, path])
        guard ending == .exited(0) else { throw DemonstrationFailure("备份没有成功（\(ending)），见 logs/chaos.log") }
        if step.strike == .backup { backups[step.victim, default: []].append(path) }
        return path
    }

    /// A whole copy must verify; with one byte changed it must not.
    private func damage(_ step: ChaosPlan.Step) async throws {
        let copy = try await backUp(step)
        let office = try house.office(step.victim).id
        let settings = try JSONValue.parse(
            SafeFile.read(house.layout.configuration(office), access: .shared, for: .configuration))
        let configuration = "\(house.layout.office(office))/damaged.json"
        try SafeFile.replace(
            configuration, Array(settings.setting("ledger", .string(copy)).prettyText.utf8), access: .shared)
        let whole = try await run("核验", ["ledger", "verify", "--config", configuration])
        guard let place = try DamagedCopy.damage(copy, toss: step.throwOfDice) else { return }
        let damaged = try await run("核验", ["ledger", "verify", "--config", configuration])
        if whole != .exited(0) { findings.append("\(office)：完好的副本 \(copy) 没有通过核验（\(whole)）") }
        if damaged == .exited(0) { findings.append("\(office)：副本 \(copy) 改了一个字节（\(place)），核验没有发现") }
        if whole == .exited(0), damaged != .exited(0) { try FileManager.default.removeItem(atPath: copy) }
    }

    private func restore(_ step: ChaosPlan.Step, _ length: Duration) async throws -> Bool {
        guard let kept = backups[step.victim], !kept.isEmpty else { return false }
        let backup = kept[Int(step.throwOfDice % UInt64(kept.count))]
        say(step, backup.split(separator: "/").last.map(String.init) ?? "")
        let office = try house.office(step.victim)
        guard let program = programs.first(where: { $0.name == office.shortName }),
            await crew.bringDown(program.name)
        else { return false }
        try await Task.sleep(for: length)
        let ending = try await run(
            "恢复", ["ledger", "restore", "--config", house.layout.configuration(office.id), backup])
        if ending != .exited(0) { findings.append("\(office.id)：恢复 \(backup) 没有成功（\(ending)），见 logs/chaos.log") }
        try await crew.bringUp(program)
        return true
    }
}
