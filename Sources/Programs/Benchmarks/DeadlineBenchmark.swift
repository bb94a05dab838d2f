import Casework
import Contracts
import Foundation
import Ledgers
import Offices
import Workers

/// How many deadline rungs a second ring when very many are due at once, as after an outage, how long the longest of the
/// transactions takes that ring them, and what is left of the intake's rate beside it (design S10).
package enum DeadlineBenchmark {
    /// What one run gave.
    struct Run: Sendable {
        var lettersPerSecond = 0.0
        var rungsPerSecond = 0.0
        var longestMilliseconds = 0.0
        var steps = 0
        var rungs = 0
    }

    /// Measures: the intake alone and the intake with the rungs take turns, over ledgers with the same number of cases.
    ///
    /// - Throws: what the system says, and a fault when a letter or a rung did not have its effect.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(at: options.folder + "/deadlines", rules: options.rules, bootstrap: nil)
        let file = try LetterFile.make(
            house, count: options.letters, at: options.folder + "/letters", progress: options.progress)
        var alone: [Run] = []
        var beside: [Run] = []
        for round in 1...options.rounds {
            options.progress("第\(round)轮：仅办理报文")
            alone.append(try await play(file, house, isDue: false, options))
            options.progress("第\(round)轮：办理报文，同时有 \(options.cases) 个期限到期")
            beside.append(try await play(file, house, isDue: true, options))
        }
        try FileManager.default.removeItem(atPath: file.path)
        return report(alone, beside, options)
    }

    private static func play(
        _ file: LetterFile, _ house: BenchmarkHouse, isDue: Bool, _ options: BenchmarkOptions
    ) async throws -> Run {
        let path = options.folder + "/deadlines.sqlite"
        try BenchmarkFiles.remove(path)
        defer { do { try BenchmarkFiles.remove(path) } catch { options.progress("\(error)") } }
        try fill(path, house, isDue: isDue, options)
        let bus = try await BenchmarkBus.make(house, bootstrap: nil)
        let office = try BenchmarkOffice.open(house.receiver, in: house, ledger: path, epoch: 1, on: bus, batch: 512)
        return try await BenchmarkOffice.running([office]) {
            try await LetterFeeder(file, house, bus).feed { office.meter.next($0) }
            try await waitUntil(options) { office.meter.letters >= options.letters }
            let count = office.meter.count
            if isDue {
                try await waitUntil(options) { office.meter.count.rungs >= options.cases }
                try await Task.sleep(for: .milliseconds(500))
            }
            return try measured(count, office.meter.count, options)
        }
    }

    /// `letters` as it was when the last letter was on disk, `end` when the last rung was.
    private static func measured(
        _ letters: LedgerMeter.Count, _ end: LedgerMeter.Count, _ options: BenchmarkOptions
    ) throws -> Run {
        guard letters.effects == options.letters, let first = letters.firstLetter, let last = letters.lastLetter else {
            throw BenchmarkFault("only \(letters.effects) of \(options.letters) letters had an effect")
        }
        var run = Run(lettersPerSecond: Double(options.letters) / (last - first).inSeconds)
        guard let begin = end.firstRung, let ring = end.lastRung else { return run }
        guard end.rungs == options.cases else {
            throw BenchmarkFault("\(end.rungs) rungs rang of \(options.cases) deadlines: some twice, or not at all")
        }
        run.rungsPerSecond = Double(end.rungs) / max(0.001, (ring - begin).inSeconds)
        run.longestMilliseconds = end.longestRinging.inSeconds * 1000
        run.steps = end.ringings
        run.rungs = end.rungs
        return run
    }

    private static func waitUntil(_ options: BenchmarkOptions, _ isDone: @Sendable () -> Bool) async throws {
        let seconds = max(900, (options.cases + options.letters) / 100)
        let end = ContinuousClock.now + .seconds(seconds)
        while !isDone() {
            guard ContinuousClock.now < end else { throw BenchmarkFault("nothing came to an end within \(seconds) s") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Cases that each wait for one answer, of which the end has passed, or comes in a year.
    private static func fill(
        _ path: String, _ house: BenchmarkHouse, isDue: Bool, _ options: BenchmarkOptions
    ) throws {
        let cases = options.cases
        let ledger = try SQLiteLedger(try BenchmarkOffice.ledgerOptions(house.receiver, path))
        let now = OfficeClock.machine()
        let due = isDue ? Moment(milliseconds: now.milliseconds - 3_600_000) : now + .hours(24 * 365)
        var done = 0
        while done < cases {
            var commit = Commit(machineTime: now, officialTime: now)
            let last = min(cases, done + 5000)
            commit.cases = try (done..<last).map { number in
                switch options.ending {
                case .referral: try waiting(number, house, since: now, until: due)
                case .listEntry: try listed(number, house, since: now, until: due)
                }
            }
            done = last
            try ledger.apply(commit)
        }
    }

    private static func waiting(
        _ number: Int, _ house: BenchmarkHouse, since now: Moment, until due: Moment
    ) throws -> CaseFile {
        let owner = house.sender.office
        let id = CaseID(office: owner, number: LetterID(time: now, randomHigh: 5, randomLow: UInt64(number)))
        let (holder, start) = (house.receiver.office.description, Moment(milliseconds: due.milliseconds - 86_400_000))
        let json: JSONValue = [
            "id": .string(id.description), "kind": "referral", "state": "delivered", "version": 1,
            "facts": ["recipients": [.string(holder)], "parts": .object([JSONMember(holder, ["state": "delivered"])])],
            "flags": [], "subject": "", "openedAt": .string(start.description), "updatedAt": .string(start.description),
            "deadlines": [
                [
                    "key": .string("accept/\(holder)"), "rule": "REF-ACCEPT", "ruleSet": .string(house.rules.version),
                    "start": .string(start.description), "due": .string(due.description), "holder": .string(holder),
                    "setBy": .string(owner.description), "status": "running",
                    "rungs": [["name": "due", "at": .string((due + .milliseconds(1)).description)]],
                ]
            ],
        ]
        guard let file = CaseFile(json: json) else { throw BenchmarkFault("the sample case cannot be read") }
        return file
    }

    /// An own entry of a list whose last day has passed, or comes in a year.
    private static func listed(
        _ number: Int, _ house: BenchmarkHouse, since now: Moment, until due: Moment
    ) throws -> CaseFile {
        let owner = house.receiver.office
        let id = CaseID(office: owner, number: LetterID(time: now, randomHigh: 6, randomLow: UInt64(number)))
        let start = Moment(milliseconds: due.milliseconds - 3 * 365 * 86_400_000)
        let name = owner.description
        let json: JSONValue = [
            "id": .string(id.description), "kind": "listEntry", "state": "published", "version": 4,
            "facts": [
                "listKind": "majorTaxViolation", "cause": "偷税数额较大", "sourceDecisionNo": "成税罚〔2026〕1号",
                "listingDecisionNo": "成税失信〔2026〕1号", "version": 1, "listedOn": .string(start.civilDate.description),
                "scheduledRemovalOn": .string(due.civilDate.description), "measures": [["code": "M13"]],
                "subject": ["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"],
            ], "flags": [], "subject": "91510104XT00010175", "openedAt": .string(start.description),
            "updatedAt": .string(start.description),
            "deadlines": [
                [
                    "key": "expiry", "rule": "TX-EXPIRE", "ruleSet": .string(house.rules.version),
                    "start": .string(start.description), "due": .string(due.description), "holder": .string(name),
                    "setBy": .string(name), "status": "running",
                    "rungs": [["name": "due", "at": .string((due + .milliseconds(1)).description)]],
                ]
            ],
        ]
        guard let file = CaseFile(json: json) else { throw BenchmarkFault("the sample entry cannot be read") }
        return file
    }

    private static func report(_ alone: [Run], _ beside: [Run], _ options: BenchmarkOptions) -> BenchmarkReport {
        let before = alone.map(\.lettersPerSecond)
        let during = beside.map(\.lettersPerSecond)
        let ratio = Figure.median(during) / max(0.001, Figure.median(before))
        let longest = beside.map(\.longestMilliseconds)
        var report = BenchmarkReport("deadlines")
        report.add(
            "同时到期",
            "\(options.cases) 个，每事务至多 \(OfficeMachine.rungsAtOnce) 个；报文 \(options.letters) 件，\(options.rounds) 轮")
        report.add("提醒", Figure.spread(beside.map(\.rungsPerSecond)) + " 个/秒")
        report.add("提醒的事务", Figure.spread(beside.map { Double($0.steps) }))
        report.add("最长的一次", Figure.spread(longest, digits: 1) + " 毫秒")
        report.add("仅办理报文", Figure.spread(before) + " 件/秒")
        report.add("同时提醒时办理报文", Figure.spread(during) + " 件/秒")
        report.add("比值", Figure.text(ratio, digits: 2))
        report.set("ending", .string(options.ending.rawValue))
        report.set("cases", .integer(Int64(options.cases)))
        report.set("letters", .integer(Int64(options.letters)))
        report.set("rungsPerSecond", beside.map(\.rungsPerSecond))
        report.set("longestMilliseconds", longest)
        report.set("steps", beside.map { Double($0.steps) })
        report.set("lettersAlonePerSecond", before)
        report.set("lettersBesidePerSecond", during)
        report.set("ratio", ratio)
        return report
    }
}
