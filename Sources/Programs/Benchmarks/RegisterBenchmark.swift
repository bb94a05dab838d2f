import Contracts
import Foundation
import Registers
import Signing
import Tables
import Workers

/// How fast an extract of the register of firms is loaded, and how fast a firm is found in it by code and by the beginning
/// of its name, beside the floor of the import: reading the same file row by row and doing nothing with it.
package enum RegisterBenchmark {
    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when a look found another firm than it must.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let file = options.folder + "/register.csv"
        try write(file, options)
        var rates: [Double] = []
        var bare: [Double] = []
        let path = options.folder + "/register.sqlite"
        for round in 1...options.rounds {
            options.progress("导入，第\(round)轮")
            rates.append(try load(file, to: path, options))
            bare.append(try read(file, options))
        }
        var report = BenchmarkReport("register")
        report.add("导入，行/秒", Figure.spread(rates))
        report.add("只读取，行/秒", Figure.spread(bare))
        report.set("rows", .integer(Int64(options.cases)))
        report.set("rowsPerSecond", rates)
        report.set("bareRowsPerSecond", bare)
        let book = RegisterBook(path: path)
        try look("code", "按代码", book, options, &report) {
            SubjectCodes.code($0)
        } isRight: {
            $0.code == $1
        }
        try look("nameStart", "按名称开头（前8字）", book, options, &report) {
            String(name($0).prefix(8))
        } isRight: {
            $0.name.hasPrefix($1)
        }
        report.add(
            "文件", "\((try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) / 1_000_000) MB")
        report.add("内存", "\(Figure.text(ProcessMemory.peak(), digits: 0)) MB")
        report.set("peakMegabytes", ProcessMemory.peak())
        return report
    }

    /// The first four signs after the city are not the same in all names, as in a real register.
    private static func name(_ number: Int) -> String {
        let signs = Array("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬东南西北")
        let word = [7, 31, 101, 257].map { String(signs[(number * $0 / 3 + number / 900) % signs.count]) }.joined()
        return "成都\(word)\(number)号示例食品有限公司"
    }

    private static func write(_ path: String, _ options: BenchmarkOptions) throws {
        options.progress("写摘录，\(options.cases) 行")
        if SafeFile.exists(path) { try SafeFile.remove(path) }
        let sink = try FileSink(path: path)
        let writer = try TableFormat.csv.writer(to: sink, sheet: "")
        try writer.write(RegisterColumn.allCases.map(\.rawValue))
        for row in 0..<options.cases {
            let former = row.isMultiple(of: 10) ? "成都曾用\(row)号食品厂" : ""
            try writer.write([
                SubjectCodes.code(row), String(510_100_000_000_000 + row), name(row), former, "王例",
                "成都市锦江区示例路\(row % 999)号", "510104", row.isMultiple(of: 20) ? "注销" : "存续", "2020-05-06",
            ])
        }
        try writer.finish()
        try sink.finish()
    }

    private static func load(_ file: String, to path: String, _ options: BenchmarkOptions) throws -> Double {
        let begin = ContinuousClock.now
        let now = OfficeClock.machine()
        let work = RegisterImport(to: path, day: now.civilDate, at: now)
        let report = try work.load(TableReader(FileSource(path: file)))
        guard report.extract.firms == options.cases, report.extract.refused == 0 else {
            throw BenchmarkFault(
                "\(report.extract.firms) firms, \(report.extract.refused) refused: not what was written")
        }
        return Double(options.cases) / (ContinuousClock.now - begin).inSeconds
    }

    private static func read(_ file: String, _ options: BenchmarkOptions) throws -> Double {
        let begin = ContinuousClock.now
        let table = try TableReader(FileSource(path: file))
        var rows = -1
        while try table.next() != nil { rows += 1 }
        return Double(rows) / (ContinuousClock.now - begin).inSeconds
    }

    private static func look(
        _ name: String, _ title: String, _ book: RegisterBook, _ options: BenchmarkOptions,
        _ report: inout BenchmarkReport, question: (Int) -> String, isRight: (RegisterFirm, String) -> Bool
    ) throws {
        options.progress("查登记库，\(title)")
        var times: [Double] = []
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<options.trips {
            let asked = question(Int.random(in: 0..<options.cases, using: &dice))
            let begin = ContinuousClock.now
            let answer = try book.look(asked)
            times.append((ContinuousClock.now - begin).inSeconds * 1000)
            guard let hits = answer?.hits, !hits.isEmpty, hits.allSatisfy({ isRight($0.firm, asked) }) else {
                throw BenchmarkFault("“\(asked)” did not find its firm")
            }
        }
        let (middle, most) = (Figure.percentile(0.5, of: times), Figure.percentile(0.99, of: times))
        report.add("\(title)，毫秒 p50、p99", "\(Figure.text(middle, digits: 3))、\(Figure.text(most, digits: 3))")
        report.set("\(name)MillisecondsP50", middle)
        report.set("\(name)MillisecondsP99", most)
    }
}
