import Casework
import Contracts
import Foundation
import Offices
import Synchronization
import Workers

/// How long a restriction outlives its ground: from the order that takes an entry off a list until the last of six offices
/// has lifted its measure, durable in its own ledger, and until the owner knows of all of them. Beside it the trips that
/// no system could save: there and back over the same brokers with nothing done.
package enum LiftBenchmark {
    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when an order was refused or a measure was not lifted.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(
            at: options.folder + "/lift", rules: options.rules, bootstrap: options.bootstrap)
        var rounds: [[Span]] = []
        var floors: [[Double]] = []
        for round in 1...options.rounds {
            let bus = try await BenchmarkBus.make(house, bootstrap: options.bootstrap)
            let network = try LiftNetwork(house, bus, round: round, options)
            rounds.append(try await network.run(options.progress))
            try network.clear()
            options.progress("第\(round)轮：代理往返")
            floors.append(try await floor(house, bus, trips: options.trips))
        }
        return report(rounds, floors, options)
    }

    /// One removal, in milliseconds since the order.
    struct Span: Sendable {
        /// Until the order was answered.
        let answered: Double
        /// Until the last office had lifted its measure.
        let lifted: Double
        /// Until the owner had the entry as removed.
        let removed: Double
    }

    private static func floor(_ house: BenchmarkHouse, _ bus: BenchmarkBus, trips: Int) async throws -> [Double] {
        let mail = try await BareMail.open(house, bus)
        var spans: [Double] = []
        for _ in 0..<trips {
            let start = ContinuousClock.now
            try await mail.send(.toReceiver)
            try await mail.send(.toSender)
            spans.append((ContinuousClock.now - start).inSeconds * 1000)
        }
        await mail.close()
        return spans
    }

    private static func report(
        _ rounds: [[Span]], _ floors: [[Double]], _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        func middle(_ rounds: [[Double]], _ share: Double) -> Double {
            Figure.median(rounds.map { Figure.percentile(share, of: $0) })
        }
        var report = BenchmarkReport("lift")
        report.add("移出", "每轮 \(options.trips) 条，\(options.rounds) 轮，六个单位各实施一项措施")
        let parts: [(name: String, key: String, spans: [[Double]])] = [
            ("下令至答复", "answered", rounds.map { $0.map(\.answered) }),
            ("下令至最后一个单位解除", "lifted", rounds.map { $0.map(\.lifted) }),
            ("下令至认定机关得知全部解除", "removed", rounds.map { $0.map(\.removed) }),
            ("代理往返一次", "floor", floors),
        ]
        for part in parts {
            let most = part.spans.compactMap { $0.max() }.max() ?? 0
            report.add(
                part.name,
                "p50 \(Figure.text(middle(part.spans, 0.5), digits: 1))，"
                    + "p99 \(Figure.text(middle(part.spans, 0.99), digits: 1))，最多 \(Figure.text(most, digits: 1)) 毫秒")
            report.set(
                part.key,
                [
                    "p50": Figure.json(middle(part.spans, 0.5)), "p99": Figure.json(middle(part.spans, 0.99)),
                    "max": Figure.json(most),
                ])
        }
        let lifted = middle(parts[1].spans, 0.99)
        let ratio = lifted / max(0.001, middle(floors, 0.99))
        report.add(
            "承诺", "最后一个单位解除 p99 低于 1000 毫秒：\(lifted < 1000 ? "达到" : "未达到")；为往返 p99 的 \(Figure.text(ratio, digits: 1)) 倍"
        )
        report.set("ratio", ratio)
        report.set("rounds", .integer(Int64(options.rounds)))
        return report
    }
}

/// When the measures of entries were applied and lifted at the offices, as their ledgers had it on disk.
private final class LiftWatch: Sendable {
    private struct State {
        /// Who has the entry.
        var here: [CaseID: Set<OfficeID>] = [:]
        /// Who has applied the measure.
        var applied: [CaseID: Set<OfficeID>] = [:]
        var lifted: [CaseID: [OfficeID: ContinuousClock.Instant]] = [:]
        var removed: [CaseID: ContinuousClock.Instant] = [:]
    }

    private let state = Mutex(State())

    /// A case as an office has just written it.
    func note(_ file: CaseFile, at office: OfficeID) {
        guard file.kind == .listEntry else { return }
        let own = file.state(ofPart: "\(office)/\(LiftNetwork.measure)")
        let now = ContinuousClock.now
        state.withLock { state in
            if file.state == "published" { state.here[file.id, default: []].insert(office) }
            if own == "applied" { state.applied[file.id, default: []].insert(office) }
            if own == "lifted", state.lifted[file.id]?[office] == nil {
                state.lifted[file.id, default: [:]][office] = now
            }
            if file.owner == office, file.state == "removed", state.removed[file.id] == nil {
                state.removed[file.id] = now
            }
        }
    }

    func isPublished(_ id: CaseID, at office: OfficeID) -> Bool {
        state.withLock { $0.here[id]?.contains(office) ?? false }
    }

    func isApplied(_ id: CaseID, by offices: Int) -> Bool { state.withLock { $0.applied[id]?.count == offices } }

    /// When the last office had lifted and when the owner knew; nil while one is missing.
    func end(_ id: CaseID, of offices: Int) -> (lifted: ContinuousClock.Instant, removed: ContinuousClock.Instant)? {
        state.withLock { state in
            guard let lifted = state.lifted[id], lifted.count == offices, let last = lifted.values.max(),
                let removed = state.removed[id]
            else { return nil }
            return (last, removed)
        }
    }
}

/// Six offices on one bus.
private struct LiftNetwork: Sendable {
    /// The one measure that each of them may apply.
    static let measure = "M09"

    private static let agencies = ["tax", "customs", "cyberspace", "police", "procuratorate"]
    private static let rules = "市场监督管理严重违法失信名单管理办法"

    private let count: Int
    private let offices: [(id: OfficeID, office: BenchmarkOffice)]
    private let paths: [String]
    private let watch = LiftWatch()

    init(_ house: BenchmarkHouse, _ bus: BenchmarkBus, round: Int, _ options: BenchmarkOptions) throws {
        count = options.trips
        let settings = try [house.sender] + LiftNetwork.agencies.map { try house.office($0) }
        paths = settings.map { "\(options.folder)/lift-\($0.office).sqlite" }
        for path in paths { try BenchmarkFiles.remove(path) }
        let watch = watch
        offices = try zip(settings, paths).map { settings, path in
            let id = settings.office
            let office = try BenchmarkOffice.open(
                settings, in: house, ledger: path, epoch: UInt64(round), on: bus, batch: options.batch
            ) { watch.note($0, at: id) }
            return (id, office)
        }
    }

    func clear() throws {
        for path in paths { try BenchmarkFiles.remove(path) }
    }

    func run(_ progress: @escaping @Sendable (String) -> Void) async throws -> [LiftBenchmark.Span] {
        try await BenchmarkOffice.running(offices.map(\.office)) {
            var entries: [CaseID] = []
            for number in 0..<count {
                progress("列入并实施 \(number)/\(count)")
                entries.append(try await list(number))
            }
            for id in entries {
                try await until("entry \(id) was not applied everywhere") { watch.isApplied(id, by: offices.count) }
            }
            var spans: [LiftBenchmark.Span] = []
            for (number, id) in entries.enumerated() {
                progress("移出 \(number)/\(count)")
                spans.append(try await remove(id, number))
            }
            return spans
        }
    }

    /// Lists a firm and lets every office apply the measure.
    private func list(_ number: Int) async throws -> CaseID {
        let today = OfficeClock(officialFile: nil).now().official.civilDate
        let answer = try await order("propose", on: nil, proposal(number, today), by: "handler", .handler, at: 0)
        guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else {
            throw BenchmarkFault("an order was answered without a case id")
        }
        _ = try await order("passReview", on: id, .object([]), by: "reviewer", .legalReviewer, at: 0)
        let decision: JSONValue = [
            "listingDecisionNo": .string("成市监信列〔2026〕\(number + 1)号"),
            "noticeServedOn": .string(today.adding(days: -20).description),
            "objectionUntil": .string(today.adding(days: -10).description),
            "superiorConsentNo": "川市监信复〔2026〕9号",
        ]
        _ = try await order("list", on: id, decision, by: "head", .headPrincipal, at: 0)
        for place in offices.indices {
            try await until("entry \(id) did not arrive") { watch.isPublished(id, at: offices[place].id) }
            _ = try await order("acknowledge", on: id, .object([]), by: "handler", .handler, at: place)
            _ = try await order(
                "apply", on: id, ["measureCode": .string(LiftNetwork.measure)], by: "handler", .handler, at: place)
        }
        return id
    }

    private func remove(_ id: CaseID, _ number: Int) async throws -> LiftBenchmark.Span {
        let body: JSONValue = [
            "kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": .string("成市监信移〔2026〕\(number + 1)号"),
        ]
        var start = ContinuousClock.now
        do {
            _ = try await order("remove", on: id, body, by: "head", .headPrincipal, at: 0)
        } catch let fault as BenchmarkFault where fault.description.contains("MASS_REMOVAL_UNCONFIRMED") {
            try await confirm()
            start = .now
            _ = try await order("remove", on: id, body, by: "head", .headPrincipal, at: 0)
        }
        let answered = ContinuousClock.now
        try await until("the measures of entry \(id) were not lifted everywhere") {
            watch.end(id, of: offices.count) != nil
        }
        guard let end = watch.end(id, of: offices.count) else { throw BenchmarkFault("entry \(id) was not removed") }
        func span(_ end: ContinuousClock.Instant) -> Double { (end - start).inSeconds * 1000 }
        return LiftBenchmark.Span(answered: span(answered), lifted: span(end.lifted), removed: span(end.removed))
    }

    /// The second person whom a removal of a large part of a list needs.
    private func confirm() async throws {
        let deputy = Officer(id: "deputy", name: "示例人员", roles: [.headDeputy], region: offices[0].id.region)
        let input = OfficeInput.confirmRemovals(
            list: "seriousViolation", count: count, reason: "测量移出所需时间", officer: deputy)
        if case .failure(let refusal) = await offices[0].office.runtime.submit(input) {
            throw BenchmarkFault("the removals were not confirmed: \(refusal.code) \(refusal.text)")
        }
    }

    private func order(
        _ name: String, on id: CaseID?, _ body: JSONValue, by officer: String, _ role: Role, at place: Int
    ) async throws -> JSONValue {
        try await SampleOrders.give(
            .listEntry, name, on: id, body, by: officer, role, of: offices[place].id,
            to: offices[place].office.runtime)
    }

    private func until(_ failure: String, _ holds: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !holds() {
            guard ContinuousClock.now < deadline else { throw BenchmarkFault("\(failure) within a minute") }
            try await Task.sleep(for: .microseconds(500))
        }
    }

    private func proposal(_ number: Int, _ today: CivilDate) -> JSONValue {
        [
            "listKind": "seriousViolation",
            "subject": [
                "subjectKind": "organisation", "name": .string("成都示例食品有限公司第\(number)号"),
                "uscc": .string(SubjectCodes.code(number)), "registeredRegion": "510104",
            ],
            "ground": ["instrument": .string(LiftNetwork.rules), "article": "第二条"], "cause": "因违法添加被处以较重行政处罚（示例数据）",
            "sourceDecisionNo": .string("成市监处罚〔2026〕\(number + 1)号"),
            "sourceDecisionDate": .string(today.adding(days: -40).description), "heavyPenalty": true,
            "measures": [
                [
                    "code": .string(LiftNetwork.measure),
                    "basis": ["instrument": .string(LiftNetwork.rules), "article": "第十五条第四项"],
                ]
            ],
        ]
    }
}
