import Contracts
import Foundation
import Kafka
import Ledgers
import Offices

/// How fast signed list entries become durable, deduplicated, queryable state, against SQLite alone writing the same
/// rows in as many transactions (design section 9).
package enum ApplyBenchmark {
    /// The ledger that the last round leaves, for `verify`.
    package static let ledgerName = "apply.sqlite"

    /// One run of the worker.
    struct Run: Sendable {
        var perSecond = 0.0
        var transactions = 0
        /// Share of the time in which the intake waited for the bus.
        var waiting = 0.0
        /// Processor microseconds of the office's thread for a letter.
        var processor = 0.0
        /// Resident megabytes at a tenth, half and all of the letters.
        var resident: [Double] = []
    }

    /// One run of SQLite alone.
    struct Floor: Sendable {
        var perSecond = 0.0
        /// Processor microseconds for a letter.
        var processor = 0.0
    }

    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when a letter did not have its effect.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(
            at: options.folder + "/apply", rules: options.rules, bootstrap: options.bootstrap)
        let file = try LetterFile.make(
            house, count: options.letters, at: options.folder + "/letters", progress: options.progress)
        let ledger = options.folder + "/" + ledgerName
        var runs: [Run] = []
        var floors: [Floor] = []
        var reads: [Double] = []
        for round in 1...options.rounds {
            let bus = try await BenchmarkBus.make(house, bootstrap: options.bootstrap)
            try BenchmarkFiles.remove(ledger)
            options.progress("第\(round)轮：办理报文")
            let run = try await play(file, house, bus, ledger, round: round, options)
            runs.append(run)
            options.progress("第\(round)轮：直接读取主题")
            reads.append(try await RawRead.rate(house, bus))
            options.progress("第\(round)轮：仅由 SQLite 写入相同的行")
            floors.append(try floor(of: ledger, letters: options.letters, run, options))
        }
        try FileManager.default.removeItem(atPath: file.path)
        return report(runs, floors, reads, ledger, options)
    }

    private static func play(
        _ file: LetterFile, _ house: BenchmarkHouse, _ bus: BenchmarkBus, _ ledger: String, round: Int,
        _ options: BenchmarkOptions
    ) async throws -> Run {
        let isStored = bus.window == nil && round > 1
        if bus.window == nil && !isStored {
            options.progress("第\(round)轮：发布 \(options.letters) 件报文")
            try await LetterFeeder(file, house, bus).feed { _ in 0 }
        }
        if bus.window == nil { try await bus.checkKept(house) }
        let office = try BenchmarkOffice.open(
            house.receiver, in: house, ledger: ledger, epoch: UInt64(round), on: bus, batch: options.batch)
        let resident = try await BenchmarkOffice.running([office]) {
            async let watched = watch(office.meter, round: round, options)
            if bus.window != nil {
                try await LetterFeeder(file, house, bus).feed { office.meter.next($0) }
            }
            return try await watched
        }
        let count = office.meter.count
        guard count.effects == options.letters, let first = count.firstLetter, let last = count.lastLetter else {
            throw BenchmarkFault(
                "only \(count.effects) of \(options.letters) letters had an effect: nothing was measured")
        }
        let seconds = (last - first).inSeconds
        return Run(
            perSecond: Double(options.letters) / seconds, transactions: count.transactions,
            waiting: count.waited.inSeconds / seconds, processor: office.meter.microsecondsOfThread,
            resident: resident)
    }

    /// Resident memory at a tenth, half and all of the letters.
    private static func watch(
        _ meter: LedgerMeter, round: Int, _ options: BenchmarkOptions
    ) async throws -> [Double] {
        var resident: [Double] = []
        var marks = [options.letters / 10, options.letters / 2, options.letters]
        var last = (letters: 0, at: ContinuousClock.now)
        while let mark = marks.first {
            let letters = meter.letters
            if letters > last.letters { last = (letters, .now) }
            guard ContinuousClock.now - last.at < .seconds(120) else {
                throw BenchmarkFault("nothing was applied for two minutes after \(letters) letters")
            }
            if letters >= mark {
                resident.append(ProcessMemory.resident())
                marks.removeFirst()
            } else {
                options.progress("第\(round)轮：已办理 \(letters)/\(options.letters)")
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        return resident
    }

    private static func floor(
        of ledger: String, letters: Int, _ run: Run, _ options: BenchmarkOptions
    ) throws -> Floor {
        let path = options.folder + "/floor.sqlite"
        try BenchmarkFiles.remove(path)
        let floor = try LedgerFloor(of: ledger, into: path, transactions: run.transactions)
        let written = try floor.writeAll()
        try BenchmarkFiles.remove(path)
        return Floor(
            perSecond: Double(letters) / written.time.inSeconds, processor: written.processor * 1e6 / Double(letters))
    }

    private static func report(
        _ runs: [Run], _ floors: [Floor], _ reads: [Double], _ ledger: String, _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        let ours = runs.map(\.perSecond)
        let bare = floors.map(\.perSecond)
        let ratio = Figure.median(ours) / max(1, Figure.median(bare))
        let processor = (ours: Figure.median(runs.map(\.processor)), floor: Figure.median(floors.map(\.processor)))
        let processorRatio = processor.floor / max(0.001, processor.ours)
        let resident = runs.first?.resident ?? []
        let bytes = BenchmarkFiles.size(ledger) / Double(max(1, options.letters))
        var report = BenchmarkReport("apply")
        report.add("报文", "\(options.letters) 件，\(options.rounds) 轮，每事务至多 \(options.batch) 件")
        report.add("办理", Figure.spread(ours) + " 件/秒")
        report.add("仅 SQLite 写相同的行", Figure.spread(bare) + " 件/秒")
        report.add("比值", Figure.text(ratio, digits: 2) + "（承诺 ≥ 0.50）")
        report.add(
            "台账线程的处理器时间",
            "\(Figure.text(processor.ours, digits: 0)) 微秒/件，仅 SQLite \(Figure.text(processor.floor, digits: 0)) 微秒/件，"
                + "比值 \(Figure.text(processorRatio, digits: 2))（机器繁忙时看这一项）")
        report.add("librdkafka 直接读取", Figure.spread(reads) + " 件/秒")
        report.add("事务", Figure.spread(runs.map { Double($0.transactions) }))
        report.add("等待总线的时间", Figure.text(Figure.median(runs.map(\.waiting)) * 100, digits: 1) + " %")
        report.add(
            "常驻内存 10 %／50 %／100 %",
            resident.map { Figure.text($0, digits: 0) }.joined(separator: "／") + " MB")
        report.add("台账", Figure.text(bytes, digits: 0) + " 字节/件")
        report.set("letters", .integer(Int64(options.letters)))
        report.set("batch", .integer(Int64(options.batch)))
        report.set("rounds", .integer(Int64(options.rounds)))
        report.set("perSecond", ours)
        report.set("floorPerSecond", bare)
        report.set("ratio", ratio)
        report.set("threadMicroseconds", runs.map(\.processor))
        report.set("floorThreadMicroseconds", floors.map(\.processor))
        report.set("threadRatio", processorRatio)
        report.set("rawReadPerSecond", reads)
        report.set("transactions", runs.map { Double($0.transactions) })
        report.set("waitingShare", runs.map(\.waiting))
        report.set("residentMegabytes", resident)
        report.set("ledgerBytesPerLetter", bytes)
        return report
    }
}

/// How fast the C library gives out the same topic, as far as the brokers still have it.
enum RawRead {
    /// Records a second between the first batch and the last; the best of three passes.
    static func rate(_ house: BenchmarkHouse, _ bus: BenchmarkBus) async throws -> Double {
        var best = 0.0
        for _ in 0..<3 { best = max(best, try await pass(house, bus)) }
        return best
    }

    private static func pass(_ house: BenchmarkHouse, _ bus: BenchmarkBus) async throws -> Double {
        let consumer = try KafkaConsumer(settings: bus.settings, logger: BenchmarkBus.quiet)
        let partitions = BenchmarkBus.lists(house)
        try await consumer.assign(partitions.map { KafkaPartitionStart($0, at: .beginning) })
        var open = partitions.count
        var records = 0
        var first: ContinuousClock.Instant?
        var last = ContinuousClock.now
        let deadline = last + .seconds(300)
        while open > 0, ContinuousClock.now < deadline {
            let events = await consumer.poll(max: 4096, within: .seconds(1))
            let count = events.count { if case .record = $0 { true } else { false } }
            open -= events.count { if case .endReached = $0 { true } else { false } }
            guard count > 0 else { continue }
            last = .now
            if first == nil { first = last } else { records += count }
        }
        _ = await consumer.close(within: .seconds(5))
        guard let first, last > first else { return 0 }
        return Double(records) / (last - first).inSeconds
    }
}

/// Files of a benchmark.
enum BenchmarkFiles {
    /// Removes a database with what lies beside it.
    static func remove(_ path: String) throws {
        for suffix in ["", "-wal", "-shm", ".lock", "-lock"] where FileManager.default.fileExists(atPath: path + suffix)
        {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// Bytes of a database with its log; 0 where it is missing.
    static func size(_ path: String) -> Double {
        ["", "-wal"].reduce(0) { total, suffix in
            var status = stat()
            return stat(path + suffix, &status) == 0 ? total + Double(status.st_size) : total
        }
    }
}
