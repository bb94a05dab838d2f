import Contracts
import Foundation
import Histories
import Ledgers
import Offices
import Signing
import Workers

/// The whole service as real processes under load, while processes, disks, clocks and networks fail by a plan; then all is
/// mended, everything is waited for, and every history and ledger is held to the rules.
package struct Chaos: Sendable {
    /// How it is run.
    package struct Options: Sendable {
        /// Where ledgers, keys, histories and logs go; made anew.
        package var folder: String
        /// First of the ports on loopback.
        package var portBase: Int
        /// Minutes of faults.
        package var minutes: Int
        /// What decides the plan and the orders.
        package var seed: UInt64
        /// Brokers to use instead of the embedded one.
        package var bootstrap: String?
        /// The folder with `rules` and `samples`.
        package var deploy: String
        /// Whether nothing is told on the way.
        package var isQuiet: Bool

        /// Options.
        package init(
            folder: String, portBase: Int, minutes: Int, seed: UInt64, bootstrap: String?, deploy: String, isQuiet: Bool
        ) {
            self.folder = folder
            self.portBase = portBase
            self.minutes = minutes
            self.seed = seed
            self.bootstrap = bootstrap
            self.deploy = deploy
            self.isQuiet = isQuiet
        }
    }

    private let options: Options

    private static let clerks = 6
    private static let today = "2026-08-13T09:00:00.000+08:00"

    /// A run with these options.
    package init(_ options: Options) {
        self.options = options
    }

    private func say(_ text: String) { Narrator(isJSON: options.isQuiet).say(text) }

    /// The plan of a run.
    package static func plan(_ options: Options) -> ChaosPlan {
        ChaosPlan(seed: options.seed, milliseconds: options.minutes * 60_000)
    }

    /// Runs it; the processes it started are gone when it returns.
    ///
    /// - Returns: what was done and found.
    /// - Throws: why it could not begin.
    package func run() async throws -> ChaosReport {
        let claim = try FolderClaim(options.folder)
        defer { claim.release() }
        try await Orphans(folder: options.folder).end(telling: Narrator(isJSON: options.isQuiet))
        let house = try prepare()
        let ground = try ChaosGround.prepare(
            house, hasOwnBroker: options.bootstrap == nil, minutes: options.minutes)
        for (strike, reason) in ground.leftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            say("不做“\(strike.words)”：\(reason)")
        }
        let crew = ProcessCrew(list: house.processList)
        var report = ChaosReport(options, Chaos.plan(options), leftOut: ground.leftOut)
        do {
            try await play(house, ground, crew, &report)
        } catch is CancellationError {
            report.findings.append("演练被中断")
        } catch {
            report.findings.append("\(error)")
        }
        report.findings += await crew.mishaps
        report.revivals = await crew.revivals.count
        for child in await crew.children { child.send(SIGCONT) }
        report.findings += await crew.stop(last: DemonstrationHouse.broker)
        try await judge(house, crew, &report)
        try ground.leave()
        return report
    }

    private func prepare() throws -> DemonstrationHouse {
        let office = OfficePlan.demo.first { $0.profile.agency == ChaosPlan.diskOffice }.map(\.profile.id)
        if let office { SmallDisk.letGo(of: Provisioning.Layout(options.folder).office(office)) }
        let begun = OfficeClock.machine()
        return try DemonstrationHouse.prepare(
            Demonstration.Options(
                folder: options.folder, portBase: options.portBase, ends: true, keepsState: false, isJSON: true,
                deploy: options.deploy, histories: options.folder + "/histories",
                cluster: options.bootstrap.map { ($0, "chaos-\(options.seed)-\(begun.milliseconds)") }), at: begun)
    }

    // MARK: - Faults

    private func play(
        _ house: DemonstrationHouse, _ ground: ChaosGround, _ crew: ProcessCrew, _ report: inout ChaosReport
    ) async throws {
        let stage = stage(house, crew)
        try stage.setClock(Chaos.today)
        try ground.setSkew(seconds: 0)
        let programs = try house.officePrograms.map { try ground.placed($0, in: house) }
        try await open(stage, programs)
        say("开始：\(options.minutes) 分钟，种子 \(options.seed)，计划 \(report.plan.steps.count) 次")
        let isQuiet = options.isQuiet
        let hand = ChaosHand(house, crew, ground, programs: programs) { Narrator(isJSON: isQuiet).say($0) }
        let over = StopFlag()
        let plan = report.plan
        let work = try await withThrowingTaskGroup(of: ClerkWork?.self) { group in
            group.addTask {
                try await strike(plan, hand)
                over.set()
                return nil
            }
            var dice = ChaosDice(seed: options.seed &+ 1)
            for number in 1...Chaos.clerks {
                let own = ChaosDice(seed: dice.next())
                group.addTask {
                    await ClerkWork.day(of: Clerk(number, stage: self.stage(house, crew), dice: own), until: over)
                }
            }
            return try await group.reduce(into: ClerkWork()) { $0.add($1 ?? ClerkWork()) }
        }
        report.work = work
        report.done = await hand.done
        report.findings += await hand.findings
        try ground.heal()
        for child in await crew.children { child.send(SIGCONT) }
        try await settle(stage, &report)
        say("故障已全部消除")
    }

    private func stage(_ house: DemonstrationHouse, _ crew: ProcessCrew) -> DemonstrationStage {
        DemonstrationStage(house: house, crew: crew, narrator: Narrator(isJSON: true), patience: .seconds(75))
    }

    private func open(_ stage: DemonstrationStage, _ programs: [ChildProgram]) async throws {
        let house = stage.house
        for office in house.offices where await stage.isAnswering(office.id) {
            throw DemonstrationFailure("\(house.address(of: office.id)) 已有程序在用：请先停止它，或者用 --port-base 换一组端口")
        }
        if let bootstrap = options.bootstrap {
            try await openTopics(stage, bootstrap)
        } else {
            try await stage.crew.start([house.brokerProgram])
        }
        try await stage.crew.start(programs)
        for office in house.offices {
            _ = try await stage.until("\(office.shortName)就绪（日志在 \(house.layout.path)/logs）") {
                let mishaps = await stage.crew.mishaps
                guard mishaps.isEmpty else { throw DemonstrationFailure("没有全部启动") }
                return await stage.isReady(office.id) ? true : nil
            }
        }
    }

    /// Topics of this run's own namespace on brokers that are there.
    private func openTopics(_ stage: DemonstrationStage, _ bootstrap: String) async throws {
        let directory = stage.house.layout.registrar.path + "/directory.jsonl"
        let cluster = ["--directory", directory, "--bootstrap", bootstrap]
        for command in [["topics", "apply"], ["directory", "publish"]] {
            let ending = try await stage.crew.run(
                stage.house.command(command.joined(separator: " "), log: "topics", command + cluster),
                within: .seconds(120))
            guard ending == .exited(0) else {
                throw DemonstrationFailure("\(command.joined(separator: " ")) 没有成功（\(ending)），见 logs/topics.log")
            }
        }
    }

    private func strike(_ plan: ChaosPlan, _ hand: ChaosHand) async throws {
        let begin = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in plan.steps {
                let wait = begin + .milliseconds(step.at) - ContinuousClock.now
                if wait > .zero { try await Task.sleep(for: wait) }
                group.addTask { await hand.perform(step) }
            }
            try await group.waitForAll()
        }
        let rest = begin + .seconds(60 * options.minutes) - ContinuousClock.now
        if rest > .zero { try await Task.sleep(for: rest) }
    }

    // MARK: - The end

    /// Pauses between repetitions have grown while nobody answered; they are the bound of the waiting.
    private static let patience = Duration.seconds(600)

    private func settle(_ stage: DemonstrationStage, _ report: inout ChaosReport) async throws {
        let healed = ContinuousClock.now
        say("修复：等待全部函件处置")
        let left = try await FinalChecks.unsettled(stage, within: Chaos.patience)
        report.settled = ContinuousClock.now - healed
        report.findings += left
    }

    /// Ledgers and histories, once all processes are gone.
    private func judge(_ house: DemonstrationHouse, _ crew: ProcessCrew, _ report: inout ChaosReport) async throws {
        let checker = Narrator(isJSON: true)
        let stage = DemonstrationStage(house: house, crew: crew, narrator: checker)
        do {
            try await FinalChecks.checkLedgers(stage)
            FinalChecks.checkClosedLedgers(house, checker)
            report.findings += checker.failures
            for office in house.offices { try judgeAlarms(office.id, house.ledger(of: office), &report) }
        } catch {
            report.findings.append("台账不能核对：\(error)")
        }
        do {
            let files = try HistoryFiles.all(in: options.folder + "/histories")
            report.history = (try HistoryFiles.check(files, .healed), files.count)
        } catch {
            report.findings.append("历史不能核对：\(error)")
        }
    }

    /// Alarms that restores, clocks and restarts bring about are no findings; all others are.
    private static let expectedAlarms: Set<String> = ["LETTER_RECOVERED", "AWAITING_CAUSE", "FUTURE_TIME"]

    private func judgeAlarms(_ office: OfficeID, _ path: String, _ report: inout ChaosReport) throws {
        for row in try LedgerReader(path: path, dataKey: nil).alarms(limit: 10_000)
        where !Chaos.expectedAlarms.contains(row.alarm.code) {
            report.findings.append("\(office) 警报 \(row.alarm.code)：\(row.alarm.text)")
        }
    }
}

/// What a clerk came to in a day of faults.
struct ClerkWork: Sendable {
    /// Orders that were answered with "done".
    var orders = 0
    /// Cases played to their end.
    var cases = 0
    /// Why cases could not go on: a restore or the clock took away what they stood on, or an office was away too long.
    var brokenOff: [String] = []

    mutating func add(_ other: ClerkWork) {
        orders += other.orders
        cases += other.cases
        brokenOff += other.brokenOff
    }

    /// Plays case after case; the last one has its time to end.
    static func day(of clerk: Clerk, until over: StopFlag) async -> ClerkWork {
        var work = ClerkWork()
        while !over.isSet, !Task.isCancelled {
            do {
                try await clerk.playOne()
                work.cases += 1
            } catch {
                work.brokenOff.append("\(error)")
            }
        }
        work.orders = clerk.done.count
        return work
    }
}
