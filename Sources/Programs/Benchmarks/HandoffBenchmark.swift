import Casework
import Contracts
import Evidence
import Exchange
import Foundation
import Offices
import Signing
import Workers

/// From the order that transfers a criminal case to the moment when the police have it and its attachment whole on disk,
/// beside the same without an attachment and beside an ordinary referral that travels in plain. One trip at a time, the
/// three kinds in turns, with the procuratorate as a third reader.
package enum HandoffBenchmark {
    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when an order was refused or something did not arrive.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(
            at: options.folder + "/handoff", rules: options.rules, bootstrap: options.bootstrap)
        var rounds: [[Trip: [Double]]] = []
        for round in 1...options.rounds {
            options.progress("第\(round)轮：三种函件各 \(options.trips) 次")
            let bus = try await BenchmarkBus.make(house, bootstrap: options.bootstrap)
            let network = try HandoffNetwork(house, bus, round: round, options)
            rounds.append(try await network.run())
            try network.clear()
        }
        return report(rounds, options)
    }

    /// What travels.
    enum Trip: String, CaseIterable {
        /// An ordinary referral about a firm: to the acknowledgement, durable at the sender.
        case plain
        /// A criminal handoff, encrypted for three readers: the same.
        case sealed
        /// A criminal handoff with its attachment: until that is whole at the police.
        case attachment

        var title: String {
            switch self {
            case .plain: "普通移送（明文）至回执"
            case .sealed: "行刑衔接移送（加密）至回执"
            case .attachment: "行刑衔接移送（加密）至附件取齐"
            }
        }
    }

    private static func report(_ rounds: [[Trip: [Double]]], _ options: BenchmarkOptions) -> BenchmarkReport {
        func middle(_ trip: Trip, _ share: Double) -> Double {
            Figure.median(rounds.map { Figure.percentile(share, of: $0[trip] ?? []) })
        }
        var report = BenchmarkReport("handoff")
        report.add("往返", "各 \(options.trips) 次，\(options.rounds) 轮，附件 \(options.bytes) 字节，三个读者")
        for trip in Trip.allCases {
            report.add(
                trip.title,
                "p50 \(Figure.text(middle(trip, 0.5), digits: 2))，p99 \(Figure.text(middle(trip, 0.99), digits: 2)) 毫秒")
            report.set(
                trip.rawValue,
                ["p50": Figure.json(middle(trip, 0.5)), "p99": Figure.json(middle(trip, 0.99))])
        }
        let plain = max(0.001, middle(.plain, 0.5))
        for trip in [Trip.sealed, .attachment] {
            let ratio = middle(trip, 0.5) / plain
            report.add("比值：\(trip.title)", "p50 为明文的 \(Figure.text(ratio, digits: 2)) 倍")
            report.set("\(trip.rawValue)Ratio", ratio)
        }
        report.set("bytes", .integer(Int64(options.bytes)))
        report.set("rounds", .integer(Int64(options.rounds)))
        return report
    }
}

/// Three offices on one bus.
private struct HandoffNetwork: Sendable {
    private let count, bytes: Int
    private let sender, police, procuratorate: BenchmarkOffice
    private let ids: (sender: OfficeID, police: OfficeID)
    private let toPolice: StreamName
    private let paths: [String]

    init(_ house: BenchmarkHouse, _ bus: BenchmarkBus, round: Int, _ options: BenchmarkOptions) throws {
        count = options.trips
        bytes = options.bytes
        let settings = [house.sender, try house.office("police"), try house.office("procuratorate")]
        paths = settings.map { "\(options.folder)/handoff-\($0.office).sqlite" }
        for path in paths { try BenchmarkFiles.remove(path) }
        let offices = try zip(settings, paths).map { settings, path in
            try BenchmarkOffice.open(
                settings, in: house, ledger: path, epoch: UInt64(round), on: bus, batch: options.batch)
        }
        (sender, police, procuratorate) = (offices[0], offices[1], offices[2])
        ids = (settings[0].office, settings[1].office)
        toPolice = StreamName(
            namespace: house.namespace, office: ids.sender, topic: .direct(ids.police), generation: 1, partition: 0)
    }

    func clear() throws {
        for path in paths {
            try BenchmarkFiles.remove(path)
            if FileManager.default.fileExists(atPath: path + ".evidence") {
                try FileManager.default.removeItem(atPath: path + ".evidence")
            }
        }
    }

    /// Milliseconds of each trip.
    func run() async throws -> [HandoffBenchmark.Trip: [Double]] {
        try await BenchmarkOffice.running([sender, police, procuratorate]) {
            var spans: [HandoffBenchmark.Trip: [Double]] = [:]
            for number in -3..<count {
                for trip in HandoffBenchmark.Trip.allCases {
                    let span = try await travel(trip, number + 3)
                    if number >= 0 { spans[trip, default: []].append(span) }
                }
            }
            return spans
        }
    }

    private func travel(_ trip: HandoffBenchmark.Trip, _ number: Int) async throws -> Double {
        let (id, name, body) = try await prepared(trip, number)
        let letters = sender.meter.count.acknowledged[toPolice, default: 0]
        let files = police.meter.count.wholeFiles
        let start = ContinuousClock.now
        _ = try await order(
            trip == .plain ? .referral : .handoff, name, on: id, body, by: trip == .plain ? "head" : "handler",
            trip == .plain ? .headPrincipal : .handler)
        try await until("a letter was not acknowledged") {
            sender.meter.count.acknowledged[toPolice, default: 0] > letters
        }
        if trip == .attachment {
            try await until("an attachment did not arrive") { police.meter.count.wholeFiles > files }
        }
        let span = (ContinuousClock.now - start).inSeconds * 1000
        // The copy is of the same trip: it must not run into the next one.
        if trip == .attachment {
            try await until("the copy did not arrive") { procuratorate.meter.count.wholeFiles > files }
        }
        return span
    }

    /// Everything before the order that is timed.
    private func prepared(
        _ trip: HandoffBenchmark.Trip, _ number: Int
    ) async throws -> (id: CaseID, name: String, body: JSONValue) {
        switch trip {
        case .plain:
            let id = try await opened(
                .referral,
                [
                    ("draft", SampleOrders.draft(number, to: ids.police, about: .firm), "handler", .handler),
                    ("approve", .object([]), "head", .headPrincipal),
                ])
            return (id, "send", ["documentNo": .string("成市监移〔2026〕\(number + 1)号")])
        case .sealed:
            let id = try await opened(.handoff, SampleOrders.handoff(number))
            return (id, "transfer", SampleOrders.transfer(number, files: []))
        case .attachment:
            let id = try await opened(.handoff, SampleOrders.handoff(number))
            let stored = try await sender.store(RandomBytes.make(bytes))
            let file = stored.json.setting("name", "检验报告.pdf").setting("mediaType", "application/pdf")
            return (id, "transfer", SampleOrders.transfer(number, files: [file]))
        }
    }

    private func opened(
        _ kind: CaseKind, _ orders: [(name: String, body: JSONValue, officer: String, role: Role)]
    ) async throws -> CaseID {
        var id: CaseID?
        for step in orders {
            let answer = try await order(kind, step.name, on: id, step.body, by: step.officer, step.role)
            id = answer["caseId"]?.string.flatMap { CaseID($0) }
        }
        guard let id else { throw BenchmarkFault("an order was answered without a case id") }
        return id
    }

    private func order(
        _ kind: CaseKind, _ name: String, on id: CaseID?, _ body: JSONValue, by officer: String, _ role: Role
    ) async throws -> JSONValue {
        try await SampleOrders.give(kind, name, on: id, body, by: officer, role, of: ids.sender, to: sender.runtime)
    }

    private func until(_ failure: String, _ holds: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !holds() {
            guard ContinuousClock.now < deadline else { throw BenchmarkFault("\(failure) within a minute") }
            try await Task.sleep(for: .microseconds(500))
        }
    }
}

extension BenchmarkOffice {
    /// Puts a file into the office's store, as an upload does.
    func store(_ bytes: [UInt8]) async throws -> StoredEvidence {
        let id = try await evidence.beginUpload()
        for start in stride(from: 0, to: bytes.count, by: 65_536) {
            try await evidence.append(Array(bytes[start..<min(bytes.count, start + 65_536)]), to: id)
        }
        return try await evidence.finish(id)
    }
}
