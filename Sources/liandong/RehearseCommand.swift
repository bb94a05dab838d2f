import ArgumentParser
import Casework
import Contracts
import Programs
import Rehearsal
import Signing

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse", abstract: "在一个进程中按种子演练整个网络：故障、恢复、逐项核对不变量。",
        discussion: """
            同一个种子在任何机器上都是同一个经过。示例：
              liandong rehearse --seed 1 --count 64
              liandong rehearse --seed 4711 --story
            """)

    @Option(help: ArgumentHelp("第一个种子。", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("种子的个数。", valueName: "n"))
    var count: UInt64 = 1

    @Option(help: ArgumentHelp("故障持续的小时数。", valueName: "n"))
    var hours: Int64 = 24

    @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
    var rules: String?

    @Flag(help: "打印经过。")
    var story = false

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (1...100_000).contains(count) else { throw ValidationError("--count 应为 1 至 100000") }
        guard (1...8760).contains(hours) else { throw ValidationError("--hours 应为 1 至 8760") }
    }

    func run() async throws {
        let set = try RuleSet.read(
            version: "rehearsal",
            documents: try RuleFolder.read(rules ?? InstalledFolder.rules.path()).map {
                RuleDocument(name: $0.name, bytes: Array($0.text.utf8))
            })
        let play = RehearsalRun(chaos: .hours(hours), healing: .hours(24))
        var sum = RehearsalSum()
        for seed in seed..<(seed &+ count) {
            let outcome = ProgressLine.during { progress in
                progress.show("种子 \(seed)：已演练 \(sum.seeds) 个")
                return play.play(seed: seed, rules: set)
            }
            sum.add(outcome)
            if story { print(outcome.story.lines.map(\.description).joined(separator: "\n")) }
            guard outcome.failures.isEmpty else {
                let last = outcome.story.lines.suffix(story ? 0 : 40).map(\.description)
                let words = outcome.failures.map(\.description)
                throw ProgramEnding(
                    .failed, code: "INVARIANT_BROKEN",
                    "种子 \(seed)：\n" + (last + words).joined(separator: "\n")
                        + "\n重放：liandong rehearse --seed \(seed) --hours \(hours) --story")
            }
        }
        Console.print(sum.json, as: form, sum.text)
    }
}

/// What many seeds came to.
private struct RehearsalSum {
    private(set) var seeds = 0
    private var officeHours: Int64 = 0
    private var effects = 0
    private var orders = 0
    private var refusals = 0
    private var comparisons = 0
    private var faults: [String: Int] = [:]
    private let begin = ContinuousClock.now

    mutating func add(_ outcome: RehearsalRun.Outcome) {
        seeds += 1
        officeHours += outcome.simulated.milliseconds / 3_600_000 * Int64(outcome.offices)
        effects += outcome.effects
        orders += outcome.orders.done
        refusals += outcome.orders.refused
        comparisons += outcome.comparisons
        for (name, count) in outcome.story.faults { faults[name, default: 0] += count }
    }

    private var seconds: Int64 { (ContinuousClock.now - begin).components.seconds }

    private var sorted: [(key: String, value: Int)] { faults.sorted { $0.key < $1.key } }

    var json: JSONValue {
        [
            "seeds": .integer(Int64(seeds)), "officeHours": .integer(officeHours), "effects": .integer(Int64(effects)),
            "orders": .integer(Int64(orders)), "refused": .integer(Int64(refusals)),
            "comparisons": .integer(Int64(comparisons)), "seconds": .integer(seconds),
            "faults": .object(sorted.map { JSONMember($0.key, .integer(Int64($0.value))) }),
        ]
    }

    var text: String {
        let struck = sorted.map { "\($0.key) \($0.value)" }.joined(separator: "，")
        return """
            \(seeds) 个种子全部通过：\(officeHours) 机关小时，\(orders) 项办理，\(refusals) 项被拒，\(effects) 件函件生效，
            \(comparisons) 次核对，用时 \(seconds) 秒。故障：\(struck)
            """
    }
}
