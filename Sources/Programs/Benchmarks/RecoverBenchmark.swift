import Casework
import Contracts
import Exchange
import Foundation
import Kafka
import Ledgers
import Offices
import ServiceLifecycle
import Signing
import Workers

/// How long it takes from `kill -9` of an office with many cases until it serves again and has answered an officer's
/// order, against opening its file alone and reading the chain's head.
package enum RecoverBenchmark {
    /// What a child process does; each ends itself with SIGKILL, so that the next finds what a crash leaves.
    package enum Role: String, Sendable, CaseIterable {
        /// Fills the ledger through the way that letters take.
        case fill
        /// Starts the office, waits until it serves and has answered one order, and says so.
        case serve
        /// Opens the file and reads the last journal row.
        case floor
    }

    /// What a child process is told.
    package struct Child: Sendable {
        /// What to do.
        package var role: Role
        /// The house.
        package var folder: String
        /// The brokers.
        package var bootstrap: String
        /// How many cases.
        package var cases: Int

        /// A child's task.
        package init(role: Role, folder: String, bootstrap: String, cases: Int) {
            self.role = role
            self.folder = folder
            self.bootstrap = bootstrap
            self.cases = cases
        }
    }

    /// Measures; `arguments` makes the command line by which this program becomes such a child.
    package static func run(
        _ options: BenchmarkOptions, arguments: (Child) -> [String]
    ) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(at: options.folder + "/recover", rules: options.rules, bootstrap: nil)
        let bus = try await BenchmarkBus.make(house, bootstrap: nil)
        func start(_ role: Role) async throws -> (milliseconds: Double, told: JSONValue) {
            let child = Child(
                role: role, folder: house.layout.path, bootstrap: bus.bootstrap, cases: options.cases)
            return try ChildRun.start(arguments(child))
        }
        options.progress("正在生成 \(options.cases) 个案件的台账")
        let filled = try await start(.fill)
        var ours: [(milliseconds: Double, told: JSONValue)] = []
        var floors: [Double] = []
        for round in 1...options.rounds {
            options.progress("第\(round)轮：重新启动")
            ours.append(try await start(.serve))
            floors.append(try await start(.floor).milliseconds)
        }
        let size = BenchmarkFiles.size(house.receiver.ledger)
        return report(ours, floors, filled.milliseconds, size, options)
    }

    private static func report(
        _ ours: [(milliseconds: Double, told: JSONValue)], _ floors: [Double], _ filled: Double, _ size: Double,
        _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        func told(_ name: String) -> [Double] { ours.map { Double($0.told[name]?.integer ?? 0) } }
        let milliseconds = ours.map(\.milliseconds)
        let ratio = Figure.median(milliseconds) / max(0.001, Figure.median(floors))
        var report = BenchmarkReport("recover")
        report.add("案件", "\(options.cases) 个，台账 \(Figure.text(size / 1e6, digits: 0)) MB，\(options.rounds) 轮")
        report.add("强制终止后至首个指令得到答复", Figure.spread(milliseconds) + " 毫秒（承诺 < 2000）")
        report.add("其中打开台账", Figure.spread(told("opened")) + " 毫秒（自进程启动）")
        report.add("其中开始服务", Figure.spread(told("serving")) + " 毫秒（自进程启动）")
        report.add("仅 SQLite 打开并读链头", Figure.spread(floors) + " 毫秒")
        report.add("比值", Figure.text(ratio, digits: 2))
        report.add("常驻内存", Figure.spread(told("residentKilobytes").map { $0 / 1000 }, digits: 1) + " MB")
        report.add("生成台账", Figure.text(Double(options.cases) / max(0.001, filled / 1000), digits: 0) + " 件/秒（无代理）")
        report.set("cases", .integer(Int64(options.cases)))
        report.set("rounds", .integer(Int64(options.rounds)))
        report.set("milliseconds", milliseconds)
        report.set("openedMilliseconds", told("opened"))
        report.set("servingMilliseconds", told("serving"))
        report.set("floorMilliseconds", floors)
        report.set("ratio", ratio)
        report.set("residentMegabytes", told("residentKilobytes").map { $0 / 1000 })
        report.set("ledgerBytes", size)
        report.set("fillMilliseconds", filled)
        return report
    }

    // MARK: In the child

    /// Does a child's work, says so in one line on standard output, and dies.
    package static func run(_ child: Child) async throws {
        let begin = ContinuousClock.now
        let house = try BenchmarkHouse.open(Provisioning.Layout(child.folder))
        switch child.role {
        case .fill: try fill(house, child.cases)
        case .serve: try await serve(house, child, since: begin)
        case .floor:
            let file = try BareDatabase(house.receiver.ledger)
            let row = try file.prepare("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1")
            guard try row.step() else { throw BenchmarkFault("the ledger is empty") }
            say(["sequence": .integer(row.integer(0))])
        }
    }

    private static func fill(_ house: BenchmarkHouse, _ cases: Int) throws {
        let ledger = try SQLiteLedger(BenchmarkOffice.ledgerOptions(house.receiver, house.receiver.ledger))
        var machine = try house.machine(of: house.receiver, epoch: 1, over: ledger)
        var chance = Chance(SystemRandomNumberGenerator())
        var mill = try LetterMill(house, letters: cases, endingAt: OfficeClock.machine())
        var offsets = [Int64](repeating: 0, count: Topic.lists.partitionCount)
        var made = 0
        while made < cases {
            var inputs: [OfficeInput] = []
            while inputs.count < 4096, made < cases {
                for letter in mill.next(min(LetterMill.batch, cases - made)) {
                    let partition = BusPartition(topic: .lists, partition: letter.partition)
                    inputs.append(
                        .record(
                            BusRecord(
                                partition: partition, offset: offsets[letter.partition], headers: letter.headers,
                                value: letter.body)))
                    offsets[letter.partition] += 1
                    made += 1
                }
            }
            let now = OfficeClock.machine()
            let result = try machine.step(
                inputs, clocks: Clocks(official: now, machine: now), ledger: ledger, chance: &chance)
            try ledger.apply(result.commit)
        }
        guard machine.counters.effects == UInt64(cases) else {
            throw BenchmarkFault("only \(machine.counters.effects) of \(cases) letters had an effect")
        }
        say(["cases": .integer(Int64(cases))])
    }

    private static func serve(
        _ house: BenchmarkHouse, _ child: Child, since begin: ContinuousClock.Instant
    ) async throws {
        let logger = BenchmarkBus.quiet
        let assembly = try OfficeAssembly.open(house.receiver, registry: PrometheusRegistry(), logger: logger)
        let opened = ContinuousClock.now - begin
        let settings = try KafkaSettings(["bootstrap.servers": child.bootstrap])
        let inlet = KafkaInlet(
            consumer: try KafkaConsumer(settings: settings, logger: logger), namespace: house.namespace)
        let outlet = KafkaOutlet(
            producer: try KafkaProducer(settings: settings, logger: logger), namespace: house.namespace)
        let services: [any Service] = [
            RelayService(runtime: assembly.runtime, outlet: outlet, logger: logger),
            IntakeService(runtime: assembly.runtime, inlet: inlet, logger: logger),
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                while await assembly.runtime.snapshot().phase != .serving {
                    try await Task.sleep(for: .milliseconds(2))
                }
                let serving = ContinuousClock.now - begin
                // An office that calls itself serving and then answers nobody would not be there.
                _ = try await SampleOrders.give(
                    .referral, "draft", on: nil, SampleOrders.draft(0, to: house.sender.office, about: .firm),
                    by: "handler",
                    .handler,
                    of: house.receiver.office, to: assembly.runtime)
                say([
                    "opened": .integer(Int64(opened.inSeconds * 1000)),
                    "serving": .integer(Int64(serving.inSeconds * 1000)),
                    "residentKilobytes": .integer(Int64(ProcessMemory.resident() * 1000)),
                ])
            }
            try await tasks.next()
        }
    }

    /// One line, then the end that a power cut would be.
    private static func say(_ line: JSONValue) {
        FileHandle.standardOutput.write(Data((line.text + "\n").utf8))
        kill(getpid(), SIGKILL)
    }
}

/// This program once more, as a child that says one line.
enum ChildRun {
    /// Starts it; the time runs from before the start to the line.
    static func start(_ arguments: [String]) throws -> (milliseconds: Double, told: JSONValue) {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        let begin = ContinuousClock.now
        try process.run()
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            let content = pipe.fileHandleForReading.availableData
            guard !content.isEmpty else { break }
            line += content
        }
        let time = ContinuousClock.now - begin
        process.waitUntilExit()
        guard line.last == UInt8(ascii: "\n") else {
            throw BenchmarkFault("a child process ended with code \(process.terminationStatus) and said nothing")
        }
        return (time.inSeconds * 1000, try JSONValue.parse(Array(line.dropLast())))
    }
}
