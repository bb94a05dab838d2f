import Casework
import Contracts
import Exchange
import Foundation
import Offices
import Workers

/// How long it takes from an officer's order to the acknowledgement that covers its letter, durable at the sender,
/// against two synced commits of the same rows and two trips over the same broker, one after the other.
package enum RoundtripBenchmark {
    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when an order was refused or a letter not acknowledged.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(
            at: options.folder + "/roundtrip", rules: options.rules, bootstrap: options.bootstrap)
        var ours: [[Double]] = []
        var floors: [[Double]] = []
        for round in 1...options.rounds {
            let bus = try await BenchmarkBus.make(house, bootstrap: options.bootstrap)
            let trips = try await Trips.open(house, bus, round: round, options)
            options.progress("第\(round)轮：起草并批准 \(trips.count) 件")
            ours.append(try await trips.run())
            options.progress("第\(round)轮：两次提交加两次代理往返")
            floors.append(try await trips.floor())
            try trips.clear()
        }
        return report(ours, floors, options)
    }

    private static func report(
        _ ours: [[Double]], _ floors: [[Double]], _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        func middle(_ rounds: [[Double]], _ share: Double) -> Double {
            Figure.median(rounds.map { Figure.percentile(share, of: $0) })
        }
        var report = BenchmarkReport("roundtrip")
        report.add(
            "移送",
            "每秒 \(options.rate) 件，\(options.seconds) 秒，\(options.rounds) 轮，\(options.party == .person ? "涉及自然人（加密）" : "涉及企业（明文）")"
        )
        for (name, rounds, key) in [("下令至回执", ours, "milliseconds"), ("两次提交加两次往返", floors, "floorMilliseconds")] {
            let most = rounds.map { $0.max() ?? 0 }.max() ?? 0
            report.add(
                name,
                "p50 \(Figure.text(middle(rounds, 0.5), digits: 2))，p99 \(Figure.text(middle(rounds, 0.99), digits: 2))，"
                    + "最长 \(Figure.text(most, digits: 1)) 毫秒")
            report.set(
                key,
                [
                    "p50": Figure.json(middle(rounds, 0.5)), "p99": Figure.json(middle(rounds, 0.99)),
                    "max": Figure.json(most),
                ])
        }
        let ratio = middle(ours, 0.99) / max(0.001, middle(floors, 0.99))
        let half = middle(ours, 0.5) / max(0.001, middle(floors, 0.5))
        report.add("比值", "p99 \(Figure.text(ratio, digits: 2))（承诺 ≤ 3），p50 \(Figure.text(half, digits: 2))")
        report.set("about", .string(options.party.rawValue))
        report.set("rate", .integer(Int64(options.rate)))
        report.set("seconds", .integer(Int64(options.seconds)))
        report.set("rounds", .integer(Int64(options.rounds)))
        report.set("ratio", ratio)
        report.set("ratioP50", half)
        return report
    }
}

/// One round: two offices on one bus, referrals at a steady rate.
private struct Trips: Sendable {
    let count: Int
    private let party: BenchmarkOptions.Party
    private let house: BenchmarkHouse
    private let bus: BenchmarkBus
    private let sender: BenchmarkOffice
    private let receiver: BenchmarkOffice
    private let files: (sender: String, receiver: String)
    private let pause: Duration
    private let before = RowCounts()

    private static let warmUp = 50

    static func open(
        _ house: BenchmarkHouse, _ bus: BenchmarkBus, round: Int, _ options: BenchmarkOptions
    ) async throws -> Trips {
        let files = (sender: options.folder + "/sender.sqlite", receiver: options.folder + "/receiver.sqlite")
        try BenchmarkFiles.remove(files.sender)
        try BenchmarkFiles.remove(files.receiver)
        func office(_ settings: WorkerSettings, _ path: String) throws -> BenchmarkOffice {
            try BenchmarkOffice.open(
                settings, in: house, ledger: path, epoch: UInt64(round), on: bus, batch: options.batch)
        }
        return Trips(
            count: options.rate * options.seconds, party: options.party, house: house, bus: bus,
            sender: try office(house.sender, files.sender), receiver: try office(house.receiver, files.receiver),
            files: files, pause: .seconds(1) / options.rate)
    }

    private init(
        count: Int, party: BenchmarkOptions.Party, house: BenchmarkHouse, bus: BenchmarkBus, sender: BenchmarkOffice,
        receiver: BenchmarkOffice,
        files: (sender: String, receiver: String), pause: Duration
    ) {
        self.count = count
        self.party = party
        self.house = house
        self.bus = bus
        self.sender = sender
        self.receiver = receiver
        self.files = files
        self.pause = pause
    }

    func clear() throws {
        try BenchmarkFiles.remove(files.sender)
        try BenchmarkFiles.remove(files.receiver)
    }

    // MARK: Ours

    /// Milliseconds of each trip.
    func run() async throws -> [Double] {
        try await BenchmarkOffice.running([sender, receiver]) {
            let cases = try await prepare(count + Trips.warmUp)
            for (index, id) in cases.prefix(Trips.warmUp).enumerated() { try await send(id, index) }
            try await untilAcknowledged(Trips.warmUp)
            before.set(try LedgerFloor.counts(of: files.sender), try LedgerFloor.counts(of: files.receiver))
            let starts = try await sendAll(Array(cases.dropFirst(Trips.warmUp)))
            try await untilAcknowledged(cases.count)
            return spans(starts)
        }
    }

    /// Drafts and approves, so that one order is left of each case.
    private func prepare(_ count: Int) async throws -> [CaseID] {
        var cases: [CaseID] = []
        while cases.count < count {
            let first = cases.count
            cases += try await withThrowingTaskGroup(of: CaseID.self) { group in
                for number in first..<min(count, first + 250) { group.addTask { try await prepareOne(number) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        return cases
    }

    private func prepareOne(_ number: Int) async throws -> CaseID {
        let answer = try await order(
            "draft", on: nil, SampleOrders.draft(number, to: house.receiver.office, about: party),
            by: "handler-\(number % 2)",
            .handler)
        guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else {
            throw BenchmarkFault("an order was answered without a case id")
        }
        _ = try await order("approve", on: id, .object([]), by: "head", .headPrincipal)
        return id
    }

    private func send(_ id: CaseID, _ number: Int) async throws {
        _ = try await order(
            "send", on: id, ["documentNo": .string("成市监移〔2026〕\(number + 1)号")], by: "head", .headPrincipal)
    }

    private func order(
        _ name: String, on id: CaseID?, _ body: JSONValue, by officer: String, _ role: Role
    ) async throws -> JSONValue {
        try await SampleOrders.give(
            .referral, name, on: id, body, by: officer, role, of: house.sender.office, to: sender.runtime)
    }

    /// When each order was given, in order; they are given at the rate, whether earlier ones are answered or not.
    private func sendAll(_ cases: [CaseID]) async throws -> [ContinuousClock.Instant] {
        try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
            let begin = ContinuousClock.now
            for (index, id) in cases.enumerated() {
                try await Task.sleep(until: begin + pause * index, clock: .continuous)
                group.addTask {
                    let start = ContinuousClock.now
                    try await send(id, index + Trips.warmUp)
                    return start
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted()
        }
    }

    private func untilAcknowledged(_ number: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while (sender.meter.count.deliveries.last?.last ?? 0) < UInt64(number) {
            guard ContinuousClock.now < deadline else {
                throw BenchmarkFault("letter \(number) was not acknowledged within a minute")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The k-th order made the k-th letter of the stream: nobody else writes there.
    private func spans(_ starts: [ContinuousClock.Instant]) -> [Double] {
        var deliveries = sender.meter.count.deliveries[...]
        return starts.enumerated().map { index, start in
            let number = UInt64(index + 1 + Trips.warmUp)
            while let first = deliveries.first, first.last < number { deliveries.removeFirst() }
            return ((deliveries.first?.at ?? .now) - start).inSeconds * 1000
        }
    }

    // MARK: Floor

    /// Milliseconds of each trip of the floor.
    func floor() async throws -> [Double] {
        let copies = (sender: files.sender + "-floor", receiver: files.receiver + "-floor")
        try BenchmarkFiles.remove(copies.sender)
        try BenchmarkFiles.remove(copies.receiver)
        let counts = before.get()
        let out = try LedgerFloor(of: files.sender, into: copies.sender, transactions: count, after: counts.sender)
        let into = try LedgerFloor(
            of: files.receiver, into: copies.receiver, transactions: count, after: counts.receiver)
        let mail = try await BareMail.open(house, bus)
        var spans: [Double] = []
        let begin = ContinuousClock.now
        for index in 0..<count {
            _ = try out.loadNext()
            _ = try into.loadNext()
            try await Task.sleep(until: begin + pause * index, clock: .continuous)
            let start = ContinuousClock.now
            try out.write()
            try await mail.send(.toReceiver)
            try into.write()
            try await mail.send(.toSender)
            spans.append((ContinuousClock.now - start).inSeconds * 1000)
        }
        await mail.close()
        try BenchmarkFiles.remove(copies.sender)
        try BenchmarkFiles.remove(copies.receiver)
        return spans
    }
}
