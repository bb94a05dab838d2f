import ArgumentParser
import Casework
import Contracts
import Foundation
import Programs
import Rehearsal
import Signing

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse", abstract: "在一个进程中按种子演练整个网络：故障、恢复、逐项核对不变量。",
        discussion: """
            同一个种子在任何机器上都是同一个经过。不通过时自动缩短经过，并给出重放的命令。示例：
              liandong rehearse --seed 1 --count 64
              liandong rehearse --count 10000 --jobs 2 --json
              liandong rehearse --seed 4711 --story
              liandong rehearse --standing 10000 --minutes 20
              liandong rehearse --seed 4711 --without wipe,twin --trace trace.jsonl
              liandong rehearse --small --stride 50
            """.folded)

    @Option(help: ArgumentHelp("第一个种子。", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("种子的个数。", valueName: "n"))
    var count: UInt64 = 1

    @Option(help: ArgumentHelp("故障持续的小时数。", valueName: "n"))
    var hours: Int64 = 2

    @Option(help: ArgumentHelp("故障持续的分钟数，代替 --hours。", valueName: "n"))
    var minutes: Int64?

    @Option(help: ArgumentHelp("两个新案件之间平均的分钟数。", valueName: "n"))
    var pace: Int64 = 20

    @Option(help: ArgumentHelp("此后（分钟）不再有新案件。", valueName: "n"))
    var lastCase: Int64?

    @Option(help: ArgumentHelp("一个机关成批列入名单的条目数；默认每十六个种子有一个列入 60 条。", valueName: "n"))
    var entries: Int?

    @Option(help: ArgumentHelp("故障发生之前各机关名单上已有的条目数；先逐一毁损一行，核对能否查出并更正。", valueName: "n"))
    var standing = 0

    @Option(help: ArgumentHelp("不发生的故障，逗号分隔；名称见 --json 的 faults。", valueName: "names"))
    var without: String?

    @Option(help: ArgumentHelp("同时演练的种子数。", valueName: "n"))
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "演练小世界：两个机关、三封函件，逐一演练每个崩溃点与每个单独故障的组合。")
    var small = false

    @Option(help: ArgumentHelp("小世界中每 n 个组合演练一个。", valueName: "n"))
    var stride = 1

    @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
    var rules: String?

    @Flag(help: "打印经过。")
    var story = false

    @Option(help: ArgumentHelp("把经过逐行写成 JSON。", valueName: "file"))
    var trace: String?

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (1...100_000).contains(count) else { throw ValidationError("--count 应为 1 至 100000") }
        guard (1...8760).contains(hours) else { throw ValidationError("--hours 应为 1 至 8760") }
        guard (1...525_600).contains(minutes ?? 1) else { throw ValidationError("--minutes 应为 1 至 525600") }
        guard (1...525_600).contains(pace) else { throw ValidationError("--pace 应为 1 至 525600") }
        guard (0...100_000).contains(entries ?? 0) else { throw ValidationError("--entries 应为 0 至 100000") }
        guard (0...100_000).contains(standing) else { throw ValidationError("--standing 应为 0 至 100000") }
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs 应为 1 至 256") }
        guard stride >= 1 else { throw ValidationError("--stride 应为正整数") }
        guard trace == nil || count == 1 else { throw ValidationError("--trace 只用于一个种子") }
        _ = try faultsLeftOut()
    }

    private func faultsLeftOut() throws -> Set<Fault> {
        let names = (without ?? "").split(separator: ",").map(String.init)
        return Set(
            try names.map { name in
                guard let fault = Fault.allCases.first(where: { $0.name == name }) else {
                    let known = Fault.allCases.map(\.name).joined(separator: "、")
                    throw ValidationError("--without \(name)：没有这种故障；可用：\(known)")
                }
                return fault
            })
    }

    func run() async throws {
        let documents = try RuleFolder.read(rules ?? InstalledFolder.rules.path()).map {
            RuleDocument(name: $0.name, bytes: Array($0.text.utf8))
        }
        let set = try RuleSet.read(version: "rehearsal", documents: documents)
        guard !small else { return try rehearseSmallWorld(set) }
        var play = RehearsalRun(
            chaos: minutes.map { .minutes($0) } ?? .hours(hours), pace: .minutes(pace), documents: documents)
        play.without = try faultsLeftOut()
        play.entries = entries
        play.standing = standing
        play.lastCase = lastCase.map { .minutes($0) }
        play.tellsAll = story || trace != nil
        let sum = await playAll(play, set)
        if let failed = sum.failed { try tellFailure(failed, play, set) }
        Console.print(sum.json, as: form, sum.text)
    }

    /// Plays seeds side by side, each in one thread; none is begun any more once one has failed.
    private func playAll(_ play: RehearsalRun, _ set: RuleSet) async -> RehearsalSum {
        let progress = ProgressLine()
        defer { progress.finish() }
        var sum = RehearsalSum()
        await withTaskGroup(of: RehearsalRun.Outcome.self) { group in
            var next = seed
            let end = seed &+ count
            func begin() {
                guard next < end, sum.failed == nil else { return }
                let seed = next
                next += 1
                group.addTask { play.play(seed: seed, rules: set) }
            }
            for _ in 0..<jobs { begin() }
            while let outcome = await group.next() {
                sum.add(outcome)
                progress.show("已演练 \(sum.seeds) 个种子，共 \(count) 个；每秒 \(sum.officeDaysPerSecond) 机关日")
                if story { Console.write(outcome.story.lines.map { "\($0)\n" }.joined(), to: .standardOutput) }
                begin()
            }
        }
        return sum
    }

    private func tellFailure(_ failed: RehearsalRun.Outcome, _ play: RehearsalRun, _ set: RuleSet) throws {
        let shortest = ProgressLine.during { progress in
            progress.show("种子 \(failed.seed) 不通过，正在缩短经过")
            var full = play
            full.tellsAll = false
            return Shrinking(full, failed, rules: set)
        }
        var last = shortest.run
        last.tellsAll = true
        let told = last.play(seed: failed.seed, rules: set)
        if let trace { try write(told.story, to: trace) }
        let lines = (story ? [] : told.story.lines.suffix(60).map(\.description)) + told.failures.map(\.description)
        throw ProgramEnding(
            .failed, code: "INVARIANT_BROKEN",
            "种子 \(failed.seed) 不通过：\(failed.failures.map(\.description).joined(separator: "；"))\n"
                + "故障频率（千分之）：\(failed.rates)\n缩短后的经过（演练 \(shortest.plays) 次）：\n" + lines.joined(separator: "\n")
                + "\n重放：liandong rehearse \(shortest.options) --story")
    }

    private func write(_ story: Story, to file: String) throws {
        let text = story.lines.map { "\($0.json.text)\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    private func rehearseSmallWorld(_ set: RuleSet) throws {
        let world = SmallWorld(rules: set)
        let pairs = world.pairs(stride: stride)
        let begin = ContinuousClock.now
        try ProgressLine.during { progress in
            for (number, pair) in pairs.enumerated() {
                progress.show("已演练 \(number) 个组合，共 \(pairs.count) 个")
                let outcome = world.play(pair)
                guard outcome.failures.isEmpty else {
                    let words = outcome.story.lines.suffix(60).map(\.description) + outcome.failures.map(\.description)
                    throw ProgramEnding(
                        .failed, code: "INVARIANT_BROKEN",
                        "组合 \(pair.map(\.description).joined(separator: " + ")) 不通过：\n"
                            + words.joined(separator: "\n"))
                }
            }
        }
        let seconds = (ContinuousClock.now - begin).components.seconds
        Console.print(
            ["pairs": .integer(Int64(pairs.count)), "seconds": .integer(seconds)], as: form,
            "\(pairs.count) 个组合全部通过，用时 \(seconds) 秒")
    }
}
