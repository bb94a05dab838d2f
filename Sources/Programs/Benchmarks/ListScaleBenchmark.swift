import Casework
import Contracts
import Exchange
import Foundation
import Ledgers
import Offices
import Signing
import Web
import Workers

/// Whether an office with a very long list is as quick as one with a short one: the same questions and the same moves on one
/// ledger while its list is short and after it has grown.
package enum ListScaleBenchmark {
    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when an answer is not the right one.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(at: options.folder + "/scale", rules: options.rules, bootstrap: nil)
        let path = options.folder + "/scale.sqlite"
        try BenchmarkFiles.remove(path)
        return try await Aside.run {
            var filler = try ListFiller(house, path)
            var stages: [Stage] = []
            for size in [min(options.cases, shortList), options.cases] {
                let begin = ContinuousClock.now
                let before = filler.count
                try filler.grow(to: size, options.progress)
                let seconds = (ContinuousClock.now - begin).inSeconds
                options.progress("名单 \(size) 条：核查与变动")
                stages.append(
                    try measure(&filler, options, filledPerSecond: Double(size - before) / max(0.001, seconds)))
            }
            let bytes = BenchmarkFiles.size(path) / Double(max(1, filler.count))
            return report(stages, bytes, options)
        }
    }

    /// Above the size up to which the older algorithm of roots, which scans, is told too.
    private static let shortList = 20_000

    /// Milliseconds at one size of the list.
    struct Stage: Sendable {
        let size: Int
        let filledPerSecond: Double
        var code: [Double] = []
        var name: [Double] = []
        var absent: [Double] = []
        /// A transaction that moves one entry, and its processor time.
        var move: [Double] = []
        var moveProcessor: [Double] = []
        /// The roots of all lists behind a move.
        var roots: [Double] = []
        var resident = 0.0
    }

    private static func measure(
        _ filler: inout ListFiller, _ options: BenchmarkOptions, filledPerSecond: Double
    ) throws -> Stage {
        var stage = Stage(size: filler.count, filledPerSecond: filledPerSecond)
        for _ in 0..<options.trips {
            let number = Int.random(in: 0..<filler.count)
            let name = ScreenBenchmark.name(number)
            stage.code.append(try ask(filler, SubjectQuery(code: SubjectCodes.code(number)), .listed))
            stage.name.append(try ask(filler, SubjectQuery(name: name), .listed))
            stage.absent.append(try ask(filler, SubjectQuery(name: "成都没有\(number)号食品有限公司"), .clear))
        }
        for _ in 0..<min(options.trips, mostMoves) {
            let number = Int.random(in: 0..<filler.count)
            let begin = (ContinuousClock.now, ThreadTime.now())
            try filler.move(number)
            let middle = (ContinuousClock.now, ThreadTime.now())
            let roots = try filler.ledger.listRoots()
            stage.roots.append((ContinuousClock.now - middle.0).inSeconds * 1000)
            stage.move.append((middle.0 - begin.0).inSeconds * 1000)
            stage.moveProcessor.append((middle.1 - begin.1) * 1000)
            guard roots.contains(where: { $0.count == UInt64(filler.count) }) else {
                throw BenchmarkFault("no root counts \(filler.count) entries")
            }
        }
        stage.resident = ProcessMemory.resident()
        return stage
    }

    private static let mostMoves = 500

    private static func ask(
        _ filler: ListFiller, _ query: SubjectQuery?, _ expected: Screening.Verdict
    ) throws -> Double {
        guard let query else { throw BenchmarkFault("a sample question cannot be asked") }
        let begin = ContinuousClock.now
        let answer = try filler.ledger.reader.screen([query]).screenings
        let time = ContinuousClock.now - begin
        guard answer.map(\.verdict) == [expected] else {
            throw BenchmarkFault("a question was answered with \(answer.map(\.verdict)) in place of \(expected)")
        }
        return time.inSeconds * 1000
    }

    private static func report(_ stages: [Stage], _ bytes: Double, _ options: BenchmarkOptions) -> BenchmarkReport {
        var report = BenchmarkReport("lists")
        report.add("名单", stages.map { "\($0.size) 条" }.joined(separator: "，之后 "))
        report.add("写入", stages.map { Figure.text($0.filledPerSecond, digits: 0) }.joined(separator: "；") + " 条/秒")
        let rows: [(title: String, key: String, values: (Stage) -> [Double])] = [
            ("按代码核查", "code", { $0.code }), ("按名称核查", "name", { $0.name }), ("按名称核查，未列入", "absent", { $0.absent }),
            ("变动一条并落盘", "move", { $0.move }), ("其处理器时间", "moveProcessor", { $0.moveProcessor }),
            ("其后全部名单根", "roots", { $0.roots }),
        ]
        for row in rows {
            let p99 = stages.map { Figure.percentile(0.99, of: row.values($0)) }
            let p50 = stages.map { Figure.percentile(0.5, of: row.values($0)) }
            let ratio = (p99.last ?? 0) / max(0.000_001, p99.first ?? 0)
            report.add(
                row.title,
                "p50 \(p50.map { Figure.text($0, digits: 3) }.joined(separator: " → "))，"
                    + "p99 \(p99.map { Figure.text($0, digits: 3) }.joined(separator: " → ")) 毫秒，"
                    + "p99 之比 \(Figure.text(ratio, digits: 2))")
            report.set("\(row.key)P50Milliseconds", p50)
            report.set("\(row.key)P99Milliseconds", p99)
            report.set("\(row.key)Ratio", ratio)
        }
        report.add("常驻内存", stages.map { Figure.text($0.resident, digits: 0) }.joined(separator: " → ") + " MB")
        report.add("台账", Figure.text(bytes, digits: 0) + " 字节/条")
        report.set("entries", .array(stages.map { .integer(Int64($0.size)) }))
        report.set("residentMegabytes", stages.map(\.resident))
        report.set("ledgerBytesPerEntry", bytes)
        return report
    }
}

/// A ledger whose list grows: cases with the letters that listed them, as the office of another owner has them.
private struct ListFiller {
    let ledger: SQLiteLedger
    private(set) var count = 0
    private let owner: OfficeID
    private let signer: OfficeSigner
    private let now: Moment
    private let writer = Writer(epoch: 1, instance: 1)
    private var streams: [OutStream]
    private var versions: [Int: Int] = [:]
    private var chance = Chance(SystemRandomNumberGenerator())

    private static let batch = 4096

    init(_ house: BenchmarkHouse, _ path: String) throws {
        ledger = try SQLiteLedger(try BenchmarkOffice.ledgerOptions(house.receiver, path))
        owner = house.sender.office
        signer = try house.signer(of: house.sender)
        now = OfficeClock.machine()
        let owner = owner
        streams = (0..<Topic.lists.partitionCount).map { partition in
            OutStream(
                name: StreamName(
                    namespace: house.namespace, office: owner, topic: .lists, generation: 1, partition: partition))
        }
    }

    mutating func grow(to size: Int, _ progress: (String) -> Void) throws {
        while count < size {
            let numbers = count..<min(size, count + ListFiller.batch)
            try write(Array(numbers))
            count = numbers.upperBound
            progress("写入名单条目 \(count)/\(size)")
        }
    }

    /// A further letter of the owner about entry `number`.
    mutating func move(_ number: Int) throws {
        versions[number, default: 1] += 1
        try write([number])
    }

    private mutating func write(_ numbers: [Int]) throws {
        var commit = Commit(machineTime: now, officialTime: now)
        commit.cases = try numbers.map {
            try ScreenBenchmark.entry($0, version: versions[$0, default: 1], of: owner, now)
        }
        let leaves = commit.cases.map { leaf($0) }
        let envelopes = EnvelopeBatch.seal(leaves.map { ($0, []) }, signer: signer, writer: writer, at: now)
        commit.incoming = envelopes.map { IncomingLetter(envelope: $0, disposition: .effect, reason: "", content: nil) }
        try ledger.apply(commit)
    }

    private mutating func leaf(_ file: CaseFile) -> Leaf {
        let partition = Topic.lists.partition(forKey: file.subject)
        let leaf = Leaf(
            stream: streams[partition].name, number: streams[partition].number + 1,
            previous: streams[partition].head, epoch: 1, letter: chance.letterID(at: now), salt: chance.salt(),
            type: LetterType(name: file.version == 1 ? "list.published" : "list.correct", version: 1),
            caseID: file.id.description, subject: file.subject, to: "*", cause: "", classification: .internal,
            contentType: "application/json", directoryVersion: 1, ruleSetVersion: "", time: now, bodyLength: 0,
            bodyDigest: Digest.sha256([]))
        streams[partition].append(leaf.hash)
        return leaf
    }
}
