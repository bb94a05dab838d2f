package import Contracts
import Exchange
import Foundation
import Kafka
import Ledgers
import Offices
import Synchronization
import Workers

/// Feeds letters through a running office, then stops and starts it again and again: memory, descriptors, threads,
/// write-ahead log and tables must stay flat.
package struct Soak: Sendable {
    /// How much.
    package struct Plan: Sendable {
        /// Letters that one process applies without a stop.
        package var letters = 200_000
        /// Starts and stops behind them.
        package var cycles = 50
        /// Letters for each start.
        package var lettersEachCycle = 64
        /// Resident megabytes by which the process may grow and still be called flat, where 5 % are less.
        package var allowedMegabytes = 8.0
        /// Where everything is made.
        package var folder: String
        /// The rule folder.
        package var rules: String
        /// Hears what is being done.
        package var progress: @Sendable (String) -> Void = { _ in }

        /// The usual amounts.
        package init(folder: String, rules: String) {
            self.folder = folder
            self.rules = rules
        }
    }

    /// What came out.
    package struct Report: Sendable {
        /// Every figure with its bound.
        package let trends: [Trend]
        /// One line for machines.
        package let json: JSONValue

        /// True when every figure stayed flat.
        package var isFlat: Bool { trends.allSatisfy(\.isFlat) }
    }

    private let plan: Plan
    private let house: BenchmarkHouse
    private let bus: BenchmarkBus
    private let ledger: String

    private init(_ plan: Plan) async throws {
        self.plan = plan
        house = try BenchmarkHouse.make(at: plan.folder + "/soak", rules: plan.rules, bootstrap: nil)
        bus = try await BenchmarkBus.make(house, bootstrap: nil)
        ledger = plan.folder + "/soak.sqlite"
        try BenchmarkFiles.remove(ledger)
    }

    /// Soaks.
    ///
    /// - Throws: what the system says, and a fault when a letter did not have its effect.
    package static func run(_ plan: Plan) async throws -> Report {
        let soak = try await Soak(plan)
        let begin = ContinuousClock.now
        let mill = LetterTap(
            try LetterMill(
                soak.house, letters: plan.letters + plan.cycles * plan.lettersEachCycle,
                endingAt: OfficeClock.machine()))
        let (samples, half, whole) = try await soak.pour(mill)
        let seconds = (ContinuousClock.now - begin).inSeconds
        let cycles = try await soak.cycle(mill)
        let after = try SoakTables.count(soak.ledger)
        return soak.report(samples, cycles, half, whole, after, seconds)
    }

    // MARK: Letters

    private func pour(
        _ mill: LetterTap
    ) async throws -> (samples: [SoakSample], half: SoakTables, whole: SoakTables) {
        let office = try await open(epoch: 1)
        mill.grant(plan.letters)
        let (samples, half) = try await BenchmarkOffice.running([office]) {
            async let fed: Void = LetterFeeder(house, bus, next: mill.next).feed { office.meter.next($0) }
            let watched = try await watch(office)
            try await fed
            return watched
        }
        try check(office, plan.letters)
        return (samples, half, try SoakTables.count(ledger))
    }

    /// Samples at equal numbers of letters, and the tables when half of them are done.
    private func watch(_ office: BenchmarkOffice) async throws -> (samples: [SoakSample], half: SoakTables) {
        var samples: [SoakSample] = []
        var half: SoakTables?
        var last = (letters: 0, at: ContinuousClock.now)
        while samples.count < Soak.samples {
            let letters = office.meter.letters
            if letters > last.letters { last = (letters, .now) }
            guard ContinuousClock.now - last.at < .seconds(120) else {
                throw BenchmarkFault("nothing was applied for two minutes after \(letters) letters")
            }
            guard letters >= plan.letters * (samples.count + 1) / Soak.samples else {
                try await Task.sleep(for: .milliseconds(5))
                continue
            }
            samples.append(SoakSample.take(ledger: ledger))
            plan.progress("已办理 \(letters)/\(plan.letters)")
            if half == nil, samples.count * 2 >= Soak.samples { half = try SoakTables.count(ledger) }
        }
        return (samples, try half ?? SoakTables.count(ledger))
    }

    private static let samples = 50

    // MARK: Starts and stops

    private func cycle(_ mill: LetterTap) async throws -> [SoakSample] {
        var samples: [SoakSample] = []
        for cycle in 0..<plan.cycles {
            let office = try await open(epoch: UInt64(cycle + 2))
            mill.grant(plan.lettersEachCycle)
            let count = plan.lettersEachCycle
            try await BenchmarkOffice.running([office]) {
                try await LetterFeeder(house, bus, next: mill.next).feed { _ in .max }
                let deadline = ContinuousClock.now + .seconds(60)
                while office.meter.letters < count, ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            try check(office, count)
            samples.append(SoakSample.take(ledger: ledger))
            plan.progress("已重新启动 \(cycle + 1)/\(plan.cycles) 次")
        }
        return samples
    }

    /// Opens the office; the one before may take a moment to let go of the file, but no longer.
    private func open(epoch: UInt64) async throws -> BenchmarkOffice {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            do {
                return try BenchmarkOffice.open(
                    house.receiver, in: house, ledger: ledger, epoch: epoch, on: bus, batch: 4096)
            } catch let fault as LedgerFault where fault.reason == .alreadyOpen {
                guard ContinuousClock.now < deadline else {
                    throw BenchmarkFault("the office that stopped still holds its ledger: \(fault)")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func check(_ office: BenchmarkOffice, _ letters: Int) throws {
        let effects = office.meter.count.effects
        guard effects == letters else {
            throw BenchmarkFault("only \(effects) of \(letters) letters had an effect: nothing was measured")
        }
    }

    // MARK: The report

    private func report(
        _ samples: [SoakSample], _ cycles: [SoakSample], _ half: SoakTables, _ whole: SoakTables, _ after: SoakTables,
        _ seconds: Double
    ) -> Report {
        let poured = Double(plan.letters)
        let perLetter = (half: Double(half.kept) / (poured / 2), whole: Double(whole.kept) / poured)
        // The office goes on while the rows are counted: the half is a little more than half.
        let tables = [
            Trend("letters.historyRowsEach", [perLetter.half, perLetter.whole], share: 0.1, atLeast: 0),
            Trend("letters.otherRows", [half.bounded, whole.bounded].map(Double.init), share: 0, atLeast: 64),
            Trend(
                "cycles.otherRows", [whole.bounded, after.bounded].map(Double.init), share: 0,
                atLeast: 64 + 4 * Double(plan.cycles)),
        ]
        let trends =
            SoakSample.trends(samples, "letters", allowed: plan.allowedMegabytes)
            + SoakSample.trends(cycles, "cycles", allowed: plan.allowedMegabytes) + tables
        let figures = trends.map { trend -> JSONValue in
            [
                "name": .string(trend.name), "growth": Figure.json(trend.growth),
                "bound": Figure.json(trend.growthBound),
                "highest": Figure.json(trend.highest), "flat": .bool(trend.isFlat),
            ]
        }
        let json: JSONValue = [
            "soak": "office", "letters": .integer(Int64(plan.letters)), "cycles": .integer(Int64(plan.cycles)),
            "residentMegabytes": .array(samples.map { Figure.json($0.resident) }),
            "lettersPerSecond": Figure.json(poured / max(0.001, seconds)), "figures": .array(figures),
            "flat": .bool(trends.allSatisfy(\.isFlat)),
        ]
        return Report(trends: trends, json: json)
    }
}

/// Gives as many letters of a mill as were granted, from whatever task asks.
private final class LetterTap: Sendable {
    private let state: Mutex<(mill: LetterMill, left: Int)>

    init(_ mill: LetterMill) {
        state = Mutex((mill, 0))
    }

    /// So many more may be taken.
    func grant(_ count: Int) { state.withLock { $0.left += count } }

    /// The next letters, none when all that were granted are taken.
    func next(_ limit: Int) -> [StoredLetter] {
        state.withLock { state in
            let count = min(limit, state.left, LetterMill.batch)
            guard count > 0 else { return [] }
            state.left -= count
            return state.mill.next(count)
        }
    }
}
