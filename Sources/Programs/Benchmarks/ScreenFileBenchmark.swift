import Casework
import Contracts
import Foundation
import Ledgers
import OfficeAPI
import Offices
import Signing
import Tables
import Workers

/// How many rows of a file a second are screened against the lists of one office (名单核查), beside the floor: reading the
/// same file row by row and doing nothing with it. One thread, from local state, the result on disk.
package enum ScreenFileBenchmark {
    private struct Run {
        var rowsPerSecond = 0.0
        var bareRowsPerSecond = 0.0
    }

    /// Measures CSV and XLSX; screening and bare reading take turns.
    ///
    /// - Throws: what the system says, and a fault when a row had another answer than it must.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(at: options.folder + "/screen-file", rules: options.rules, bootstrap: nil)
        let path = options.folder + "/screen-file.sqlite"
        try BenchmarkFiles.remove(path)
        let ledger = try SQLiteLedger(try BenchmarkOffice.ledgerOptions(house.receiver, path))
        try fill(ledger, house, options)
        var report = BenchmarkReport("screen-file")
        for format in TableFormat.allCases {
            let file = "\(options.folder)/subjects.\(format.rawValue)"
            try write(file, format, options)
            var runs: [Run] = []
            for round in 1...options.rounds {
                options.progress("\(format.rawValue) 第\(round)轮")
                runs.append(try measure(file, format, ledger.reader, options))
            }
            note(runs, format, &report)
        }
        report.add("内存", "\(Figure.text(ProcessMemory.resident(), digits: 0)) MB")
        report.set("rows", .integer(Int64(options.letters)))
        report.set("entries", .integer(Int64(options.cases)))
        report.set("residentMegabytes", ProcessMemory.resident())
        return report
    }

    private static func note(_ runs: [Run], _ format: TableFormat, _ report: inout BenchmarkReport) {
        let ratio = runs.map { $0.rowsPerSecond / max(1, $0.bareRowsPerSecond) }
        let name = format.rawValue.uppercased()
        report.add("\(name) 核查，行/秒", Figure.spread(runs.map(\.rowsPerSecond)))
        report.add("\(name) 只读取，行/秒", Figure.spread(runs.map(\.bareRowsPerSecond)))
        report.add("\(name) 核查与只读取之比", Figure.spread(ratio, digits: 2))
        report.set("\(format.rawValue)RowsPerSecond", runs.map(\.rowsPerSecond))
        report.set("\(format.rawValue)BareRowsPerSecond", runs.map(\.bareRowsPerSecond))
        report.set("\(format.rawValue)Ratio", ratio)
    }

    private static func measure(
        _ file: String, _ format: TableFormat, _ reader: LedgerReader, _ options: BenchmarkOptions
    ) throws -> Run {
        let out = "\(options.folder)/result.\(format.rawValue)"
        if SafeFile.exists(out) { try SafeFile.remove(out) }
        var run = Run()
        let begin = ContinuousClock.now
        let sink = try FileSink(path: out)
        let writer = try format.writer(to: sink, sheet: "核查结果")
        let counts = try FileScreening(reader).run(try TableReader(FileSource(path: file)), to: writer) { _ in }
        try writer.finish()
        try sink.finish()
        run.rowsPerSecond = Double(counts.rows) / (ContinuousClock.now - begin).inSeconds
        let listed = counts.byVerdict[.listed] ?? 0
        guard counts.rows == options.letters, listed == listedRows(options), counts.broken == 0 else {
            throw BenchmarkFault("\(counts.rows) rows, \(listed) of them listed: not what was written")
        }
        let bare = ContinuousClock.now
        let table = try TableReader(FileSource(path: file))
        var rows = -1
        while try table.next() != nil { rows += 1 }
        run.bareRowsPerSecond = Double(rows) / (ContinuousClock.now - bare).inSeconds
        return run
    }

    // MARK: What is measured with

    /// One row in a hundred is of a listed subject.
    private static let rarity = 100

    private static func listedRows(_ options: BenchmarkOptions) -> Int {
        (options.letters + rarity - 1) / rarity
    }

    private static func name(_ number: Int) -> String { "成都虚构\(number)号食品有限公司" }

    private static func write(_ path: String, _ format: TableFormat, _ options: BenchmarkOptions) throws {
        options.progress("写 \(format.rawValue) 文件，\(options.letters) 行")
        if SafeFile.exists(path) { try SafeFile.remove(path) }
        let sink = try FileSink(path: path)
        let writer = try format.writer(to: sink, sheet: "主体")
        try writer.write(["序号", "主体名称", "统一社会信用代码"])
        for row in 0..<options.letters {
            let isListed = row.isMultiple(of: rarity)
            // Those that are not listed have numbers behind all entries.
            let number = isListed ? row / rarity % options.cases : options.cases + row
            try writer.write([String(row + 1), name(number), SubjectCodes.code(number)])
        }
        try writer.finish()
        try sink.finish()
    }

    /// Entries of firms that do not exist, put in as cases.
    private static func fill(_ ledger: SQLiteLedger, _ house: BenchmarkHouse, _ options: BenchmarkOptions) throws {
        let now = OfficeClock.machine()
        var done = 0
        while done < options.cases {
            let last = min(options.cases, done + 5000)
            var commit = Commit(machineTime: now, officialTime: now)
            commit.cases = try (done..<last).map { try entry($0, house, now) }
            try ledger.apply(commit)
            done = last
            options.progress("写入名单条目 \(done)/\(options.cases)")
        }
    }

    private static func entry(_ number: Int, _ house: BenchmarkHouse, _ now: Moment) throws -> CaseFile {
        let id = CaseID(
            office: house.sender.office, number: LetterID(time: now, randomHigh: 7, randomLow: UInt64(number)))
        let code = SubjectCodes.code(number)
        let json: JSONValue = [
            "id": .string(id.description), "kind": "listEntry", "state": "published", "version": 1,
            "facts": [
                "listKind": "seriousViolation",
                "subject": ["subjectKind": "organisation", "name": .string(name(number)), "uscc": .string(code)],
                "cause": "无证经营，情节严重", "listingDecisionNo": "成市监列〔2026〕1号",
                "ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条"],
                "measures": [["code": "M13"]],
            ], "flags": [], "deadlines": [], "subject": .string(code), "openedAt": .string(now.description),
            "updatedAt": .string(now.description),
        ]
        guard let file = CaseFile(json: json) else { throw BenchmarkFault("the sample entry cannot be read") }
        return file
    }
}
