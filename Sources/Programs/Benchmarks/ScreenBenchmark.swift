import Casework
import Contracts
import Evidence
import Foundation
import Ledgers
import OfficeAPI
import Offices
import Signing
import Web
import Workers

/// How long one question about a subject takes over HTTP from local state (名单核查), beside the floor: one prepared SELECT
/// on the same file behind the same server.
package enum ScreenBenchmark {
    /// Measures; the two servers take turns with the same questions.
    ///
    /// - Throws: what the system says, and a fault when an answer is not the right one.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(at: options.folder + "/screen", rules: options.rules, bootstrap: nil)
        let path = options.folder + "/screen.sqlite"
        try BenchmarkFiles.remove(path)
        let fillSeconds = try fill(path, house, options)
        let runs = try await serving(house, path) { port, floor, token in
            try await Aside.run { () throws -> [Run] in
                let ours = try LoopbackCaller(port: port, token: token)
                let bare = try LoopbackCaller(port: floor, token: token)
                _ = try measure(ours, bare, options, count: 200)
                return try (1...options.rounds).map { round in
                    options.progress("第\(round)轮：\(options.trips) 次查询")
                    return try measure(ours, bare, options, count: options.trips)
                }
            }
        }
        return report(runs, fillSeconds, options)
    }

    /// What one round gave, in milliseconds.
    struct Run: Sendable {
        var code: [Double] = []
        var name: [Double] = []
        var absent: [Double] = []
        var floor: [Double] = []
    }

    // MARK: The ledger

    /// Entries of firms that do not exist, put in as cases; how long that took.
    private static func fill(_ path: String, _ house: BenchmarkHouse, _ options: BenchmarkOptions) throws -> Double {
        let ledger = try SQLiteLedger(try BenchmarkOffice.ledgerOptions(house.receiver, path))
        let begin = ContinuousClock.now
        let now = OfficeClock.machine()
        var done = 0
        while done < options.cases {
            var commit = Commit(machineTime: now, officialTime: now)
            let last = min(options.cases, done + 5000)
            commit.cases = try (done..<last).map { try entry($0, of: house.sender.office, now) }
            done = last
            try ledger.apply(commit)
            options.progress("写入名单条目 \(done)/\(options.cases)")
        }
        return (ContinuousClock.now - begin).inSeconds
    }

    static func name(_ number: Int) -> String { "成都虚构\(number)号食品有限公司" }

    /// Entry `number` of the sender's list, in its first or a later version.
    static func entry(
        _ number: Int, version: Int = 1, of owner: OfficeID, _ now: Moment
    ) throws -> CaseFile {
        let id = CaseID(office: owner, number: LetterID(time: now, randomHigh: 6, randomLow: UInt64(number)))
        let code = SubjectCodes.code(number)
        let json: JSONValue = [
            "id": .string(id.description), "kind": "listEntry", "state": "published",
            "version": .integer(Int64(version)),
            "facts": [
                "listKind": "seriousViolation",
                "subject": ["subjectKind": "organisation", "name": .string(name(number)), "uscc": .string(code)],
                "cause": "无证经营，情节严重", "listingDecisionNo": "成市监列〔2026〕1号", "listedOn": "2026-06-01",
                "scheduledRemovalOn": "2029-06-01",
                "ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条"],
                "measures": [["code": "M04", "name": "限制享受优惠政策"], ["code": "M12", "name": "限制任职"]],
            ], "flags": [], "deadlines": [], "subject": .string(code), "openedAt": .string(now.description),
            "updatedAt": .string(now.description),
        ]
        guard let file = CaseFile(json: json) else { throw BenchmarkFault("the sample entry cannot be read") }
        return file
    }

    // MARK: The servers

    /// Ours and the floor on the same file.
    private static func serving(
        _ house: BenchmarkHouse, _ path: String,
        _ work: @escaping @Sendable (Int, Int, String) async throws -> [Run]
    ) async throws -> [Run] {
        let (settings, logger) = (house.receiver, BenchmarkBus.quiet)
        let store = try SQLiteLedger(try BenchmarkOffice.ledgerOptions(settings, path))
        let clock = OfficeClock(officialFile: nil)
        let reader = store.reader
        let inbox = EvidenceInbox()
        let runtime = OfficeRuntime(
            machine: try house.machine(of: settings, epoch: 1, over: store), ledger: store, clock: clock,
            chance: Chance(SystemRandomNumberGenerator()), endedUncleanly: false, logger: logger)
        let sealer = try OfficeAssembly.sealer(settings)
        let evidence = try EvidenceKeeper(
            ledgerPath: path, inbox: inbox, runtime: runtime, reader: reader, sealer: sealer, clock: clock,
            logger: logger)
        let backend = OfficeBackend(
            office: settings.office, ledgerPath: path, runtime: runtime, reader: reader,
            accounts: try OfficeAccounts.open(
                settings, region: String(settings.office.description.prefix(6)), at: clock.now().machine, logger: logger
            ),
            sealer: sealer, evidence: evidence, clock: clock, registry: PrometheusRegistry(), logger: logger)
        let (bare, token) = (try floor(path), try token(house, settings.office))
        return try await BenchmarkServers.serving {
            try WebServer(
                router: OfficeRoutes.router(backend), host: "127.0.0.1", port: 0, logger: logger, onServing: $0)
        } floor: {
            try WebServer(
                router: WebRouter.make([bare], callers: backend.callers), host: "127.0.0.1", port: 0, logger: logger,
                onServing: $0)
        } work: {
            try await work($0, $1, token)
        }
    }

    /// The least that such a server can do: one prepared SELECT of the row that has the code.
    private static func floor(_ path: String) throws -> Endpoint {
        let select = try BareSelect(path, "SELECT file FROM case_record WHERE subject = ? AND subject <> ''")
        return Endpoint.measuring("/floor") { try select.first($0) }
    }

    private static func token(_ house: BenchmarkHouse, _ office: OfficeID) throws -> String {
        let json = try JSONValue.parse(SafeFile.read(house.layout.tokens(office), access: .secret))
        guard let token = json["tokens"]?.array?.first?["token"]?.string else {
            throw BenchmarkFault("the house has no officer's token")
        }
        return token
    }

    // MARK: Questions

    private static func measure(
        _ ours: LoopbackCaller, _ bare: LoopbackCaller, _ options: BenchmarkOptions, count: Int
    ) throws -> Run {
        var run = Run()
        for _ in 0..<count {
            let number = Int.random(in: 0..<options.cases)
            let code = SubjectCodes.code(number)
            run.code.append(try ask(ours, "/api/v1/screening?code=\(code)", "\"verdict\":\"listed\""))
            run.floor.append(try ask(bare, "/floor?code=\(code)", "\"bytes\":"))
            let name = LoopbackCaller.escaped(ScreenBenchmark.name(number))
            run.name.append(try ask(ours, "/api/v1/screening?name=\(name)", "\"verdict\":\"listed\""))
            let other = LoopbackCaller.escaped("成都没有\(number)号食品有限公司")
            run.absent.append(try ask(ours, "/api/v1/screening?name=\(other)", "\"verdict\":\"clear\""))
        }
        return run
    }

    private static func ask(_ caller: LoopbackCaller, _ path: String, _ expected: String) throws -> Double {
        let begin = ContinuousClock.now
        let answer = try caller.get(path)
        let time = ContinuousClock.now - begin
        guard answer.contains(expected) else { throw BenchmarkFault("\(path) was answered with \(answer.prefix(300))") }
        return time.inSeconds * 1000
    }

    // MARK: Report

    private static func report(_ runs: [Run], _ fillSeconds: Double, _ options: BenchmarkOptions) -> BenchmarkReport {
        func p99(_ values: (Run) -> [Double]) -> [Double] { runs.map { Figure.percentile(0.99, of: values($0)) } }
        func p50(_ values: (Run) -> [Double]) -> [Double] { runs.map { Figure.percentile(0.5, of: values($0)) } }
        let ratio = Figure.median(p99(\.code)) / max(0.000_001, Figure.median(p99(\.floor)))
        var report = BenchmarkReport("screen")
        report.add(
            "名单条目",
            "\(options.cases) 户，写入 \(Figure.text(fillSeconds, digits: 1)) 秒；每轮各 \(options.trips) 次，\(options.rounds) 轮")
        for (title, key, values) in [
            ("按代码", "code", { (run: Run) in run.code }), ("按名称", "name", { $0.name }),
            ("按名称，未列入", "absent", { $0.absent }), ("下限", "floor", { $0.floor }),
        ] {
            report.add("\(title) p50", Figure.spread(p50(values), digits: 3) + " 毫秒")
            report.add("\(title) p99", Figure.spread(p99(values), digits: 3) + " 毫秒")
            report.set("\(key)P50Milliseconds", p50(values))
            report.set("\(key)P99Milliseconds", p99(values))
        }
        report.add("p99 之比（按代码/下限）", Figure.text(ratio, digits: 2))
        report.add("内存峰值", Figure.text(ProcessMemory.peak(), digits: 0) + " MB")
        report.set("entries", .integer(Int64(options.cases)))
        report.set("ratio", ratio)
        report.set("peakMegabytes", ProcessMemory.peak())
        return report
    }
}
