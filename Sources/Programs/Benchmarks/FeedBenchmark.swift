import Casework
import Contracts
import Feed
import Foundation
import Ledgers
import Offices
import Shelf
import Signing
import Synchronization
import Web
import Workers

/// The public feed: how many answers a second beside nginx that serves the same bytes as static files, how long questions
/// to a long shelf take, and how long it takes from an approval at an agency until the public sees it.
package enum FeedBenchmark {
    /// Measures, while publications are applied.
    ///
    /// - Throws: what the system says, and a fault when an answer is not the right one.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let scene = try await Scene.open(options)
        return try await BenchmarkOffice.running([scene.feed, scene.agency]) {
            try await scene.serving { port in
                var figures = Figures(items: options.cases)
                figures.readSeconds = scene.readSeconds
                figures.residentAfterReading = ProcessMemory.resident()
                let asked = figures
                figures = try await Aside.run { () throws -> Figures in
                    var figures = asked
                    figures.questions = try ShelfQuestions.ask(scene.shelf.reader, options)
                    figures.proof = try ShelfQuestions.proofs(scene.ledger, options)
                    return figures
                }
                try await loads(scene, port, options, &figures)
                figures.slow = try await Aside.run { try SlowReaders.run(port: port, options) }
                figures.visible = try scene.visible()
                figures.residentAtEnd = ProcessMemory.resident()
                return figures.report(options)
            }
        }
    }

    // MARK: Load

    /// Paths in a round: more than fit into a processor's caches.
    private static let paths = 1000

    private static func loads(
        _ scene: Scene, _ port: Int, _ options: BenchmarkOptions, _ figures: inout Figures
    ) async throws {
        let numbers = (0..<min(paths, options.cases)).map { _ in Int.random(in: 0..<options.cases) }
        let kinds = [
            ("item", "公示信息", numbers.map { "/api/v1/publications/\(scene.filler.id($0))" }),
            ("subject", "主体", numbers.map { "/api/v1/subjects/\(SubjectCodes.code($0))" }),
            ("page", "主体页面", numbers.map { "/firms/\(SubjectCodes.code($0))" }),
        ]
        for (key, title, paths) in kinds {
            options.progress("\(title)：与 nginx 轮流")
            let folder = options.folder + "/nginx-\(key)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let load = try await Aside.run { () throws -> Figures.Load in
                let caller = try LoopbackCaller(port: port, token: "")
                let files = try paths.map { (path: $0, bytes: try body(of: caller.get($0))) }
                let floor = try StaticServer(folder: folder, files: files)
                let maker = try LoadMaker(folder: folder, name: key, paths: paths)
                var load = Figures.Load(key: key, title: title)
                _ = try maker.run(port: port, seconds: 2)
                _ = try maker.run(port: floor.port, seconds: 2)
                for _ in 0..<options.rounds {
                    load.ours.append(try maker.run(port: port, seconds: options.seconds))
                    load.floor.append(try maker.run(port: floor.port, seconds: options.seconds))
                }
                return load
            }
            figures.loads.append(load)
        }
    }

    private static func body(of answer: String) throws -> [UInt8] {
        guard answer.hasPrefix("HTTP/1.1 200"), let head = answer.range(of: "\r\n\r\n") else {
            throw BenchmarkFault("the feed answered \(answer.prefix(300))")
        }
        return Array(answer[head.upperBound...].utf8)
    }
}

extension FeedBenchmark {
    /// What was measured.
    struct Figures: Sendable {
        /// Answers a second of both.
        struct Load: Sendable {
            let key: String
            let title: String
            var ours: [LoadMaker.Result] = []
            var floor: [LoadMaker.Result] = []
        }

        let items: Int
        var readSeconds = 0.0
        var residentAfterReading = 0.0
        var residentAtEnd = 0.0
        var questions = ShelfQuestions.Times()
        /// Milliseconds.
        var proof: [Double] = []
        var visible: [Double] = []
        var loads: [Load] = []
        var slow: SlowReaders.Result?

        func report(_ options: BenchmarkOptions) -> BenchmarkReport {
            var report = BenchmarkReport("feed")
            report.add("公示信息", "\(items) 条，读入 \(Figure.text(readSeconds, digits: 1)) 秒")
            report.set("items", .integer(Int64(items)))
            report.set("readSeconds", readSeconds)
            report.add(questions.all + [("存在证明", "proof", proof), ("批准至可见", "visible", visible)])
            for load in loads {
                let (ours, floor) = (load.ours.map(\.perSecond), load.floor.map(\.perSecond))
                let ratio = Figure.median(ours) / max(1, Figure.median(floor))
                report.add(
                    "\(load.title)，每秒答复",
                    "\(Figure.spread(ours))，nginx \(Figure.spread(floor))，比 "
                        + Figure.text(ratio, digits: 2))
                report.add(
                    "\(load.title)，p99",
                    "\(Figure.spread(load.ours.map(\.p99), digits: 2))，nginx "
                        + "\(Figure.spread(load.floor.map(\.p99), digits: 2)) 毫秒")
                report.set("\(load.key)PerSecond", ours)
                report.set("\(load.key)FloorPerSecond", floor)
                report.set("\(load.key)Ratio", ratio)
            }
            report.add(
                "常驻内存（连同发布机关和代理）",
                "读入后 \(Figure.text(residentAfterReading, digits: 0))，结束时 \(Figure.text(residentAtEnd, digits: 0)) MB")
            if let slow { slow.add(to: &report) }
            report.set("residentMegabytes", residentAtEnd)
            report.set("residentAfterReadingMegabytes", residentAfterReading)
            return report
        }
    }

    /// A feed with a long log and an agency that publishes, on one bus.
    final class Scene: Sendable {
        let feed: BenchmarkOffice
        let agency: BenchmarkOffice
        let shelf: FeedShelf
        let ledger: LedgerReader
        let filler: FeedFiller
        let readSeconds: Double
        private let house: BenchmarkHouse
        private let backend: FeedBackend
        private let bus: BenchmarkBus
        private let spans = Mutex<[Double]>([])
        private let trouble = Mutex<String?>(nil)

        /// Publications in a second beside the load.
        private static let pause = Duration.milliseconds(200)

        static func open(_ options: BenchmarkOptions) async throws -> Scene {
            let house = try BenchmarkHouse.make(at: options.folder + "/feed", rules: options.rules, bootstrap: nil)
            let settings = try house.office("credit-platform")
            let folder = options.folder + "/credit-platform"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let (path, agencyPath) = (folder + "/ledger.sqlite", options.folder + "/agency.sqlite")
            for file in [path, agencyPath, FeedShelf.path(beside: path)] { try BenchmarkFiles.remove(file) }
            let filler = FeedFiller(house, settings)
            try filler.fill(path, count: options.cases, options.progress)
            let bus = try await BenchmarkBus.make(house, bootstrap: nil)
            return try Scene(house, settings, bus, filler, (path, agencyPath), options)
        }

        private init(
            _ house: BenchmarkHouse, _ settings: WorkerSettings, _ bus: BenchmarkBus, _ filler: FeedFiller,
            _ paths: (feed: String, agency: String), _ options: BenchmarkOptions
        ) throws {
            self.house = house
            self.bus = bus
            self.filler = filler
            feed = try BenchmarkOffice.open(
                settings, in: house, ledger: paths.feed, epoch: 1, on: bus, batch: options.batch)
            agency = try BenchmarkOffice.open(
                house.sender, in: house, ledger: paths.agency, epoch: 1, on: bus, batch: options.batch)
            ledger = try LedgerReader(
                path: paths.feed, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret)
            options.progress("公示架：读入日志")
            let begin = ContinuousClock.now
            let clock = OfficeClock(officialFile: nil)
            shelf = try FeedShelf(ledgerPath: paths.feed, ledger: ledger, clock: clock, logger: BenchmarkBus.quiet)
            try shelf.catchUp()
            readSeconds = (ContinuousClock.now - begin).inSeconds
            var bounds = FeedSettings()
            bounds.requestsPerSecond = 0
            bounds.searchesPerMinute = 0
            backend = FeedBackend(
                office: settings.office, runtime: feed.runtime, shelf: shelf, reader: ledger,
                clock: clock, registry: PrometheusRegistry(), logger: BenchmarkBus.quiet, settings: bounds,
                formSecret: [UInt8](repeating: 7, count: 32))
        }

        /// Runs the feed's server, the one who writes the shelf, and the agency's publications around `work`.
        func serving(_ work: @escaping @Sendable (Int) async throws -> BenchmarkReport) async throws -> BenchmarkReport
        {
            let (ports, told) = AsyncStream.makeStream(of: Int.self)
            let server = try WebServer(
                router: FeedRoutes.router(backend), host: "127.0.0.1", port: 0, logger: BenchmarkBus.quiet
            ) { told.yield($0) }
            let writer = ShelfService(backend)
            return try await withThrowingTaskGroup(of: BenchmarkReport?.self) { tasks in
                tasks.addTask {
                    try await server.run()
                    return nil
                }
                tasks.addTask {
                    try await writer.run()
                    return nil
                }
                tasks.addTask {
                    try await self.publishAll()
                    return nil
                }
                tasks.addTask {
                    for await port in ports { return try await work(port) }
                    throw BenchmarkFault("the feed did not begin to listen")
                }
                defer { tasks.cancelAll() }
                while let ended = try await tasks.next() {
                    if let ended { return ended }
                }
                throw BenchmarkFault("the feed ended before the work was done")
            }
        }

        /// Milliseconds from each approval until the public saw it.
        func visible() throws -> [Double] {
            if let trouble = trouble.withLock({ $0 }) { throw BenchmarkFault(trouble) }
            return spans.withLock { $0 }
        }

        private func publishAll() async throws {
            var number = 0
            while !Task.isCancelled {
                number += 1
                let begin = ContinuousClock.now
                do {
                    let time = try await publishOne(number)
                    spans.withLock { $0.append(time) }
                } catch is CancellationError {
                    return
                }
                try await Task.sleep(until: begin + Scene.pause, clock: .continuous)
            }
        }

        private func publishOne(_ number: Int) async throws -> Double {
            let record = filler.record(10_000_000 + number)["payload"] ?? .object([])
            let body: JSONValue = [
                "record": record.merging([
                    "sourceAgency": "成都市锦江区市场监督管理局", "sourceAgencyUscc": "11510104XT9000117K",
                ]), "severity": "general",
            ]
            let answer = try await order("draft", on: nil, body, by: "handler", .handler)
            guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else {
                throw BenchmarkFault("a draft was answered without a case id")
            }
            _ = try await order(
                "clear", on: id, ["secrecyReviewed": true, "privacyReviewed": true], by: "reviewer", .legalReviewer)
            let begin = ContinuousClock.now
            _ = try await order("publish", on: id, .object([]), by: "head", .headPrincipal)
            let reader = shelf.reader
            while try await Aside.run({ try reader.item(id) == nil }) {
                guard ContinuousClock.now - begin < .seconds(60) else {
                    throw BenchmarkFault("publication \(number) was not seen within a minute")
                }
                try await Task.sleep(for: .milliseconds(1))
            }
            return (ContinuousClock.now - begin).inSeconds * 1000
        }

        private func order(
            _ name: String, on id: CaseID?, _ body: JSONValue, by officer: String, _ role: Role
        ) async throws -> JSONValue {
            try await SampleOrders.give(
                .publication, name, on: id, body, by: officer, role, of: house.sender.office, to: agency.runtime)
        }
    }
}
