import Contracts
import Foundation
import Web
import Workers

/// How long the pages of an office's console take when it has very many cases, and what is left of the intake's rate while
/// many officers work (issue 7).
package enum ConsoleBenchmark {
    /// What was measured of one question, in milliseconds.
    struct Asked: Sendable {
        let question: ConsoleQuestion
        var times: [Double] = []
        /// The address that took longest, and its time.
        var slowest: (path: String, milliseconds: Double) = ("", 0)

        var p50: Double { Figure.percentile(0.5, of: times) }
        var p99: Double { Figure.percentile(0.99, of: times) }
        var isOver: Bool { question.group.bound.map { p99 > $0 } ?? false }
    }

    /// What was measured while officers worked beside the intake.
    struct Together: Sendable {
        /// Letters a second, as fast as they go.
        var alone: [Double] = []
        var beside: [Double] = []
        /// Letters a second where a thousand were sent.
        var paced = 0.0
        /// Milliseconds of pages beside a thousand letters a second, by what they were.
        var times: [String: [Double]] = [:]
    }

    /// What was measured.
    struct Figures: Sendable {
        var asked: [Asked] = []
        var floor: [Double] = []
        var together = Together()
        /// Resident megabytes at the start, behind the pages, and with the officers.
        var resident: [Double] = []
    }

    /// Letters a second beside which officers work, as the issue has it.
    private static let pace = 1000
    /// Referrals that are begun by orders.
    private static let played = 20

    /// Measures: the pages and the floor take turns; then the intake alone and beside the officers do.
    ///
    /// - Throws: what the system says, and a fault when an answer is not the right one.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let scene = try await ConsoleScene.open(options)
        let letters = try scene.letters(2 * options.rounds * options.letters + pace * options.seconds, options)
        let figures = try await scene.serving { port, floor in
            var figures = Figures(resident: [ProcessMemory.resident()])
            let played = try await scene.play(played)
            let questions = ConsoleQuestions(filler: scene.filler, played: played, now: scene.now)
            let cookies = try await Aside.run { try scene.signIn(options.officers, port: port) }
            let region = try await scene.signInOfRegion()
            let (asked, bare) = try await Aside.run {
                try ask(questions, (port, floor), cookies.first ?? "", region, options)
            }
            (figures.asked, figures.floor) = (asked, bare)
            figures.resident.append(ProcessMemory.resident())
            guard options.only.isEmpty else { return figures }
            figures.together = try await together(scene, questions, letters, cookies, port, options)
            figures.resident.append(ProcessMemory.resident())
            return figures
        }
        return report(figures, scene, options)
    }

    // MARK: Pages

    private static func ask(
        _ questions: ConsoleQuestions, _ ports: (console: Int, floor: Int), _ cookie: String, _ region: String,
        _ options: BenchmarkOptions
    ) throws -> ([Asked], [Double]) {
        let officer = try LoopbackCaller(port: ports.console, cookie: cookie)
        let county = try LoopbackCaller(port: ports.console, cookie: region)
        let bare = try LoopbackCaller(port: ports.floor, cookie: cookie)
        let wanted = (questions.all + questions.ofRegion).filter {
            options.only.isEmpty || $0.name.contains(options.only)
        }
        var asked = wanted.map { Asked(question: $0) }
        guard !asked.isEmpty else { throw BenchmarkFault("没有名称里有“\(options.only)”的页面") }
        var floor: [Double] = []
        // The first look at each page warms what every later one finds warm; it does not count.
        for one in asked { _ = try one.question.ask(one.question.group == .region ? county : officer) }
        for round in 1...options.rounds {
            for place in asked.indices {
                options.progress("第\(round)轮：\(asked[place].question.group.title) \(asked[place].question.name)")
                let caller = asked[place].question.group == .region ? county : officer
                for _ in 0..<options.trips {
                    let answer = try asked[place].question.ask(caller)
                    asked[place].times.append(answer.milliseconds)
                    if answer.milliseconds > asked[place].slowest.milliseconds { asked[place].slowest = answer }
                    floor.append(try questions.floor.ask(bare).milliseconds)
                }
            }
        }
        return (asked, floor)
    }

    // MARK: Officers beside the intake

    private static func together(
        _ scene: ConsoleScene, _ questions: ConsoleQuestions, _ letters: LetterPortions, _ cookies: [String],
        _ port: Int, _ options: BenchmarkOptions
    ) async throws -> Together {
        var together = Together()
        for round in 1...options.rounds {
            options.progress("第\(round)轮：仅收件 \(options.letters) 件")
            together.alone.append(try await scene.take(options.letters, of: letters))
            options.progress("第\(round)轮：收件 \(options.letters) 件，\(cookies.count) 人办公")
            let officers = ConsoleOfficers.begin(questions, port: port, cookies: cookies)
            together.beside.append(try await scene.take(options.letters, of: letters))
            _ = try await officers.end()
        }
        options.progress("每秒收件 \(pace) 件，\(cookies.count) 人办公 \(options.seconds) 秒")
        let officers = ConsoleOfficers.begin(questions, port: port, cookies: cookies)
        together.paced = try await scene.take(pace * options.seconds, of: letters, rate: pace)
        together.times = try await officers.end()
        return together
    }

    // MARK: Report

    private static func report(
        _ figures: Figures, _ scene: ConsoleScene, _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        var report = BenchmarkReport("console")
        let filled = scene.fillSeconds.map { "，写入 \(Figure.text($0, digits: 1)) 秒" } ?? "，先前写入"
        report.add("案件", "\(options.cases) 件\(filled)；每种页面每轮 \(options.trips) 次，\(options.rounds) 轮")
        report.set("cases", .integer(Int64(options.cases)))
        let floor = Figure.percentile(0.99, of: figures.floor)
        report.add(
            "下限（一条预编译的 SELECT）",
            "p50 \(Figure.text(Figure.percentile(0.5, of: figures.floor), digits: 2))，p99 \(Figure.text(floor, digits: 2)) 毫秒"
        )
        report.set("floorP99Milliseconds", floor)
        for group in ConsoleQuestion.Group.allCases { add(group, figures.asked, floor, to: &report) }
        for one in figures.asked where one.isOver {
            let name = "\(one.question.group.title) \(one.question.name)"
            report.add("超过承诺", "\(name)：p99 \(Figure.text(one.p99, digits: 1)) 毫秒，最慢 \(one.slowest.path)")
        }
        report.set(
            "questions",
            .array(
                figures.asked.map {
                    [
                        "group": .string($0.question.group.rawValue), "name": .string($0.question.name),
                        "p50": Figure.json($0.p50), "p99": Figure.json($0.p99), "isOver": .bool($0.isOver),
                        "slowest": .string($0.slowest.path),
                    ]
                }))
        if options.only.isEmpty { add(figures.together, to: &report, options) }
        report.add(
            "常驻内存（开始／看过各页／多人办公之后）",
            figures.resident.map { Figure.text($0, digits: 0) }.joined(separator: "／") + " MB")
        report.set("residentMegabytes", figures.resident)
        return report
    }

    private static func add(
        _ group: ConsoleQuestion.Group, _ all: [Asked], _ floor: Double, to report: inout BenchmarkReport
    ) {
        let asked = all.filter { $0.question.group == group }
        guard let slowest = asked.max(by: { $0.p99 < $1.p99 }) else { return }
        let bound = group.bound.map { "，承诺 \(Figure.text($0, digits: 0))" } ?? ""
        report.add(
            group.title,
            "p50 \(Figure.text(Figure.median(asked.map(\.p50)), digits: 1))，最慢的 p99 \(Figure.text(slowest.p99, digits: 1)) 毫秒\(bound)"
                + "（\(slowest.question.name)，下限的 \(Figure.text(slowest.p99 / max(0.001, floor), digits: 0)) 倍）")
    }

    private static func add(_ together: Together, to report: inout BenchmarkReport, _ options: BenchmarkOptions) {
        let ratio = Figure.median(together.beside) / max(0.001, Figure.median(together.alone))
        let reading = ConsoleOfficers.reading
        let pause = "每页停 \(reading.lowerBound / 1000) 至 \(reading.upperBound / 1000) 秒"
        report.add("仅收件", Figure.spread(together.alone) + " 件/秒")
        report.add("\(options.officers) 人办公时收件（\(pause)）", Figure.spread(together.beside) + " 件/秒")
        report.add("比值", Figure.text(ratio, digits: 2) + "（承诺 ≥ 0.80）")
        report.add("每秒送来 \(pace) 件时收件", Figure.text(together.paced, digits: 0) + " 件/秒")
        for (title, times) in together.times.sorted(by: { $0.key < $1.key }) {
            let (p50, p99) = (Figure.percentile(0.5, of: times), Figure.percentile(0.99, of: times))
            report.add(
                "其间\(title)",
                "\(times.count) 次，p50 \(Figure.text(p50, digits: 1))，p99 \(Figure.text(p99, digits: 1)) 毫秒")
            report.set("together.\(title)", [p50, p99])
        }
        report.set("officers", .integer(Int64(options.officers)))
        report.set("lettersAlonePerSecond", together.alone)
        report.set("lettersBesidePerSecond", together.beside)
        report.set("pacedPerSecond", together.paced)
        report.set("ratio", ratio)
    }
}
